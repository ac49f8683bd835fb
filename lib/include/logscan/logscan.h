/* The C interface of logscan: one call, a JSON report out. Safe to call from several threads. */
#ifndef LOGSCAN_LOGSCAN_H
#define LOGSCAN_LOGSCAN_H

#include <stddef.h>

#include "logscan/export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct logscan_result logscan_result;

/* Analyses `count` paths as one case. Never returns NULL except when memory is out; release with logscan_free. */
LOGSCAN_API logscan_result* logscan_scan(const char* const* paths, size_t count);

/* 0 where a report exists; otherwise logscan_error says why. The strings live as long as the result. */
LOGSCAN_API int logscan_failed(const logscan_result* result);
LOGSCAN_API const char* logscan_error(const logscan_result* result);
LOGSCAN_API const char* logscan_json(const logscan_result* result);
LOGSCAN_API void logscan_free(logscan_result* result);

LOGSCAN_API const char* logscan_version(void);

#ifdef __cplusplus
}
#endif

#endif
