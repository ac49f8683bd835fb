22:01:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1000
22:06:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1100
