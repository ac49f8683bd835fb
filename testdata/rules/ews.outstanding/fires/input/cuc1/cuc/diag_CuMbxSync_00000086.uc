22:00:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 500
22:01:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1000
22:03:30.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1203
22:06:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1100
22:07:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 999
22:08:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1100
22:12:59.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 1100
22:14:00.000 |6549,,,CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 10
