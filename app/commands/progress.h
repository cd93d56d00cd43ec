// How far a check is, on a terminal.
#ifndef OM_COMMANDS_PROGRESS_H
#define OM_COMMANDS_PROGRESS_H

#include "check/check.h"

// To be given to a check; `context` is not looked at. NULL when standard error
// is no terminal.
typedef void om_progress_show(void *context,
                              const struct om_check_progress *progress);

om_progress_show *om_progress_on_terminal(void);

#endif
