22:00:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:733]: EWS notification: ResponseCode ErrorReadEventsFailed, subscription s1
22:00:01.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:733]: EWS notification: ResponseCode ErrorSubscriptionNotFound, subscription s2
22:05:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:733]: EWS notification: ResponseCode ErrorReadEventsFailed, subscription s1
22:06:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
