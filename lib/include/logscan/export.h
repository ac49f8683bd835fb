/* LOGSCAN_API marks what others may call; all else is compiled hidden. One definition for the static and the shared
   library, so that both are made of the same objects. */
#ifndef LOGSCAN_EXPORT_H
#define LOGSCAN_EXPORT_H

#ifdef __GNUC__
#define LOGSCAN_API __attribute__((visibility("default")))
#else
#define LOGSCAN_API
#endif

#endif
