// Keeps what a process has in memory out of files: no core dump is written of
// it nor handed to a program that collects them, and other programs of the same
// user may not look into it. Root still may.
#ifndef OM_BASE_DUMP_H
#define OM_BASE_DUMP_H

#include <stdbool.h>

// For this process, and as far as the limit goes for those it starts. False
// when the kernel refuses; then it may dump.
bool om_dump_forbid(void);

#endif
