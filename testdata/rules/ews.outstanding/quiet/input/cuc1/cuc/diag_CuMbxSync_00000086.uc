22:00:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 999
22:04:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 999
22:08:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1000
22:12:59.999 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1000
22:14:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 999
