// The subcommands of omstander, one file each, and the table that finds them.
// Options are rows of a table per command: what --help prints is what the
// parser takes.
#ifndef OM_COMMANDS_COMMANDS_H
#define OM_COMMANDS_COMMANDS_H

#include "base/exit.h"

#include <stdbool.h>
#include <stddef.h>

// Parses the command line, runs one command and returns its exit code.
int om_commands_run(int argc, char **argv);

// One option of a command; a row with a NULL name ends the table.
struct om_option {
    const char *name;     // "--state"
    const char *argument; // "DIR"; NULL: a switch
    const char *help;
};

struct om_arguments;

struct om_command {
    const char *name;    // "report", or two words: "pack sign"
    const char *operand; // "[PACK]", "FILE..."; NULL: takes none
    size_t operands_min, operands_max;
    const char *help; // one line
    const struct om_option *options;
    enum om_exit (*run)(const struct om_arguments *arguments);
};

// What was given to a command, parsed: all borrowed from argv.
struct om_arguments {
    const struct om_command *command;
    const char *const *values;   // by row of the command's options
    const char *const *operands; // operands_min..operands_max of them
    size_t operand_count;
};

// The value given for an option: NULL when it was not, "" for a switch.
const char *om_option_value(const struct om_arguments *arguments,
                            const char *name);

// --lang, "nl" or "en": true for English. Another value: false, with a
// message, and `good` is false.
bool om_option_english(const struct om_arguments *arguments, bool *good);

// The first operand; NULL when there is none.
const char *om_operand(const struct om_arguments *arguments);

extern const struct om_command om_command_play;
extern const struct om_command om_command_check;
extern const struct om_command om_command_map;
extern const struct om_command om_command_report;
extern const struct om_command om_command_pack_new;
extern const struct om_command om_command_pack_sign;
extern const struct om_command om_command_pack_verify;
extern const struct om_command om_command_pack_install;
extern const struct om_command om_command_pack_status;
extern const struct om_command om_command_pack_undo;
extern const struct om_command om_command_export;
extern const struct om_command om_command_merge;
extern const struct om_command om_command_simulate;
extern const struct om_command om_command_texts_export;
extern const struct om_command om_command_texts_import;

struct om_findings;
struct om_pack;

// Prints them to standard error, one a line.
void om_commands_print_findings(const struct om_findings *findings,
                                bool english);

// Loads a pack for a command and prints what was found in it to standard
// error. NULL when it cannot be used. `path` NULL: the default pack.
struct om_pack *om_commands_load_pack(const char *path, bool english);

struct om_site;

// --lang and --site, as commands about one kiosk have them: DONE with the site,
// the caller's to finish, or the exit code, when something was said.
enum om_exit om_commands_begin(const struct om_arguments *arguments,
                               struct om_site *site, bool *english);

// Reads the site file (NULL: the standard one) and prints what is wrong with
// it to standard error. False when it cannot be used.
bool om_commands_load_site(struct om_site *site, const char *path,
                           bool english);

#endif
