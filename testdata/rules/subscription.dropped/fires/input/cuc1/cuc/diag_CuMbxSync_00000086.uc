22:00:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:733]: EWS notification: ResponseCode ErrorReadEventsFailed, subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211
22:00:01.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:733]: EWS notification: ResponseCode ErrorSubscriptionNotFound, subscription e6df8718-1a9c-4e8b-9d4f-6f8a1b2c3d4e
22:05:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:733]: EWS notification: ResponseCode ErrorReadEventsFailed, subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211
22:06:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
