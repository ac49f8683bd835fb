22:30:00.000 |6549,mail.example.com,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: https://mail.example.com/EWS/Exchange.ASMX, verb: POST
23:00:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
