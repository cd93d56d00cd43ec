// Exit codes of every command, and nothing else exits with another one.
#ifndef OM_BASE_EXIT_H
#define OM_BASE_EXIT_H

enum om_exit {
    OM_EXIT_DONE = 0,
    OM_EXIT_PROBLEMS = 1, // it ran, and found problems in what it was given
    OM_EXIT_CANNOT = 2,   // it could not run: no display, no pack, no folder
    OM_EXIT_USAGE = 64,   // wrong options (EX_USAGE)
};

#endif
