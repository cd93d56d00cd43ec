// The subcommands of omstander, one file each, and the table that finds them.
#ifndef OM_COMMANDS_COMMANDS_H
#define OM_COMMANDS_COMMANDS_H

// Parses the command line, runs one command and returns its exit code (exit.h).
int
om_commands_run(int argc, char **argv);

#endif
