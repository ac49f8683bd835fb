21:30:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
22:00:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsMbxSync,11,[CsMbxSync/CsMbxSync.cpp:512]: resubscribing mailbox {0b163c0f-74b5-4982-99c1-144cd23df0a4}, old subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211
22:16:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsMbxSync,11,[CsMbxSync/CsMbxSync.cpp:512]: resubscribing mailbox {0b163c0f-74b5-4982-99c1-144cd23df0a4}, old subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211
22:33:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsMbxSync,11,[CsMbxSync/CsMbxSync.cpp:512]: resubscribing mailbox {0b163c0f-74b5-4982-99c1-144cd23df0a4}, old subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211
22:40:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
