/* Analyses a path and prints the JSON report, through the C interface. */
#include <logscan/logscan.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : ".";
  logscan_result* result = logscan_scan(&path, 1);
  int good = 0;
  if (result == NULL) return 1;
  if (logscan_failed(result)) {
    fprintf(stderr, "%s\n", logscan_error(result));
  } else {
    puts(logscan_json(result));
    good = strstr(logscan_json(result), "logscan.report/1") != NULL && strlen(logscan_version()) > 0;
  }
  logscan_free(result);
  return good ? 0 : 1;
}
