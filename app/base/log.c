#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// journald reads the syslog priority in front of a line; a terminal does not.
static const char *const prefix[] = {
    [OM_LOG_ERROR] = "<3>",
    [OM_LOG_WARN] = "<4>",
    [OM_LOG_INFO] = "<6>",
    [OM_LOG_DEBUG] = "<7>",
};

void
om_log(enum om_log_level level, const char *module, const char *format, ...)
{
    if (level == OM_LOG_DEBUG && !getenv("OMSTANDER_DEBUG")) {
        return;
    }
    char line[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    const char *tag = getenv("JOURNAL_STREAM") ? prefix[level] : "";
    fprintf(stderr, "%somstander: %s: %s\n", tag, module, line);
}
