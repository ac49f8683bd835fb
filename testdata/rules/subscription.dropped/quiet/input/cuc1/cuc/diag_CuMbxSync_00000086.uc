22:00:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsMbxSync,11,[CsMbxSync/CsMbxSyncStale.cpp:204]: subscription s1 is stale, last notification at 2026-03-04 21:44:00
22:06:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
