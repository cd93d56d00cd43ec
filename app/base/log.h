// Messages to standard error, one line each, for the journal. A level is a
// consequence: error, a visitor or the operator loses something; warn,
// something works less well; info, at most once per visit; debug, free, and
// shown only with OMSTANDER_DEBUG set. Never a visitor's choice: ids of
// choices do not belong in a log. Any thread.
#ifndef OM_BASE_LOG_H
#define OM_BASE_LOG_H

enum om_log_level {
    OM_LOG_ERROR,
    OM_LOG_WARN,
    OM_LOG_INFO,
    OM_LOG_DEBUG,
};

// `module` is the writer's folder and file ("clip/pool").
void om_log(enum om_log_level level, const char *module, const char *format,
            ...) __attribute__((format(printf, 3, 4)));

#endif
