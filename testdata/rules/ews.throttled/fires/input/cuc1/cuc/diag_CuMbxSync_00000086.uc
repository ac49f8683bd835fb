22:00:00.000 |6549,mail.example.com,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:540]: EWS response: ResponseCode ErrorServerBusy, server mail.example.com
22:01:00.000 |6549,mail.example.com,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:540]: EWS response: ResponseCode ErrorServerBusy, server mail.example.com
22:02:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:540]: EWS response: ResponseCode ErrorExceededSubscriptionCount
22:03:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
