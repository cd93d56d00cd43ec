#include "commands/commands.h"

#include "base/log.h"
#include "base/path.h"
#include "pack/pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 16 };

static const struct om_command *const commands[] = {
    &om_command_play,
    &om_command_check,
    &om_command_report,
};

static const size_t command_count = sizeof(commands) / sizeof(commands[0]);

static void
print_help(FILE *out)
{
    fputs("Usage: omstander COMMAND [OPTION]... [OPERAND]\n"
          "An interactive cinema for a touchscreen, about bystanders "
          "online.\n\nCommands:\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->help);
    }
    fputs("\n  --help     this text; after a command, the command's own\n"
          "  --version  the version\n\n"
          "Exit codes: 0 done, 1 found problems, 2 could not run, "
          "64 wrong use.\n",
          out);
}

static void
print_command_help(const struct om_command *command)
{
    printf("Usage: omstander %s [OPTION]...%s%s\n%s\n\nOptions:\n",
           command->name, command->operand ? " " : "",
           command->operand ? command->operand : "", command->help);
    for (const struct om_option *row = command->options; row->name; row++) {
        char left[40];
        snprintf(left, sizeof(left), "%s%s%s", row->name,
                 row->argument ? " " : "", row->argument ? row->argument : "");
        printf("  %-22s %s\n", left, row->help);
    }
    printf("  %-22s %s\n", "--help", "this text");
}

const char *
om_option_value(const struct om_command *command, const char *const *values,
                const char *name)
{
    for (size_t i = 0; command->options[i].name; i++) {
        if (strcmp(command->options[i].name, name) == 0) {
            return values[i];
        }
    }
    return NULL;
}

static int
wrong_use(const char *command, const char *what, const char *given)
{
    fprintf(stderr, "omstander: %s: %s\nTry: omstander %s--help\n", what, given,
            command ? command : "");
    return OM_EXIT_USAGE;
}

static const struct om_option *
find_option(const struct om_command *command, const char *given, size_t length,
            size_t *index)
{
    for (*index = 0; command->options[*index].name; (*index)++) {
        const struct om_option *row = &command->options[*index];
        if (strlen(row->name) == length
            && strncmp(row->name, given, length) == 0) {
            return row;
        }
    }
    return NULL;
}

// Takes --name, --name value and --name=value; "--" ends the options.
static int
run_command(const struct om_command *command, int argc, char **argv)
{
    const char *values[OPTIONS_MAX] = { NULL };
    const char *operand = NULL;
    char prefix[32];
    snprintf(prefix, sizeof(prefix), "%s ", command->name);
    bool options = true;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (options && strcmp(word, "--help") == 0) {
            print_command_help(command);
            return OM_EXIT_DONE;
        }
        if (options && strcmp(word, "--") == 0) {
            options = false;
            continue;
        }
        if (!options || word[0] != '-' || word[1] == '\0') {
            if (operand || !command->operand) {
                return wrong_use(prefix, "one argument too many", word);
            }
            operand = word;
            continue;
        }
        const char *equals = strchr(word, '=');
        size_t length = equals ? (size_t) (equals - word) : strlen(word);
        size_t index = 0;
        const struct om_option *row =
            find_option(command, word, length, &index);
        if (!row) {
            return wrong_use(prefix, "unknown option", word);
        }
        if (!row->argument && equals) {
            return wrong_use(prefix, "this option takes no value", word);
        }
        if (row->argument && !equals && i + 1 == argc) {
            return wrong_use(prefix, "this option needs a value", word);
        }
        values[index] = !row->argument ? "" : equals ? equals + 1 : argv[++i];
    }
    if (command->operand_needed && !operand) {
        return wrong_use(prefix, "missing", command->operand);
    }
    return (int) command->run(command, values, operand);
}

int
om_commands_run(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return OM_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return OM_EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("omstander %s\n", om_version());
        return OM_EXIT_DONE;
    }
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0) {
            return run_command(commands[i], argc - 2, argv + 2);
        }
    }
    return wrong_use(NULL, "unknown command", argv[1]);
}

struct om_pack *
om_commands_load_pack(const char *path, bool english)
{
    char *root = path ? realpath(path, NULL) : om_path_default_pack();
    if (!root) {
        om_log(OM_LOG_ERROR, "pack", "%s: %s", path ? path : "default pack",
               path ? strerror(errno) : "not installed");
        return NULL;
    }
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(root, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        struct om_text line = { 0 };
        om_finding_print(&findings.items[i], english, &line);
        fprintf(stderr, "%s\n", om_text_get(&line));
        om_text_finish(&line);
    }
    om_findings_finish(&findings);
    free(root);
    return pack;
}
