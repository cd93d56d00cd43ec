#include "commands/commands.h"

#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "pack/pack.h"
#include "site/site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 16 };

static const struct om_command *const commands[] = {
    // clang-format off
    &om_command_play,
    &om_command_check,
    &om_command_map,
    &om_command_texts_export,
    &om_command_texts_import,
    &om_command_pack_new,
    &om_command_pack_sign,
    &om_command_pack_verify,
    &om_command_pack_install,
    &om_command_pack_undo,
    &om_command_pack_status,
    &om_command_report,
    &om_command_export,
    &om_command_merge,
    &om_command_simulate,
    // clang-format on
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
        fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->help);
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
om_option_value(const struct om_arguments *arguments, const char *name)
{
    const struct om_option *options = arguments->command->options;
    for (size_t i = 0; options[i].name; i++) {
        if (strcmp(options[i].name, name) == 0) {
            return arguments->values[i];
        }
    }
    return NULL;
}

bool
om_option_english(const struct om_arguments *arguments, bool *good)
{
    const char *language = om_option_value(arguments, "--lang");
    bool english = language && strcmp(language, "en") == 0;
    *good = !language || english || strcmp(language, "nl") == 0;
    if (!*good) {
        fprintf(stderr, "omstander: --lang %s: expected nl or en\n", language);
    }
    return english;
}

const char *
om_operand(const struct om_arguments *arguments)
{
    return arguments->operand_count ? arguments->operands[0] : NULL;
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
struct parser {
    const struct om_command *command;
    char prefix[32]; // "pack sign ", for messages
    int argc;
    char **argv;
    int next;
    const char *values[OPTIONS_MAX];
    const char **operands; // room for argc
    size_t operand_count;
};

// 0, or the exit code for a wrong option.
static int
take_option(struct parser *self, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t) (equals - word) : strlen(word);
    size_t index = 0;
    const struct om_option *row =
        find_option(self->command, word, length, &index);
    if (!row) {
        return wrong_use(self->prefix, "unknown option", word);
    }
    if (!row->argument && equals) {
        return wrong_use(self->prefix, "this option takes no value", word);
    }
    if (row->argument && !equals && self->next == self->argc) {
        return wrong_use(self->prefix, "this option needs a value", word);
    }
    self->values[index] = !row->argument ? ""
                          : equals       ? equals + 1
                                         : self->argv[self->next++];
    return 0;
}

static int
parse(struct parser *self, bool *help)
{
    bool options = true;
    while (self->next < self->argc) {
        const char *word = self->argv[self->next++];
        if (options && strcmp(word, "--help") == 0) {
            *help = true;
            return 0;
        }
        if (options && strcmp(word, "--") == 0) {
            options = false;
            continue;
        }
        if (options && word[0] == '-' && word[1] != '\0') {
            int code = take_option(self, word);
            if (code != 0) {
                return code;
            }
            continue;
        }
        if (self->operand_count == self->command->operands_max) {
            return wrong_use(self->prefix, "one argument too many", word);
        }
        self->operands[self->operand_count++] = word;
    }
    if (self->operand_count < self->command->operands_min) {
        return wrong_use(self->prefix, "missing", self->command->operand);
    }
    return 0;
}

static int
run_command(const struct om_command *command, int argc, char **argv)
{
    struct parser parser = { .command = command, .argc = argc, .argv = argv };
    snprintf(parser.prefix, sizeof(parser.prefix), "%s ", command->name);
    parser.operands = om_alloc(((size_t) argc + 1) * sizeof(*parser.operands));
    bool help = false;
    int code = parse(&parser, &help);
    if (help) {
        print_command_help(command);
    } else if (code == 0) {
        code = (int) command->run(&(struct om_arguments){
            command, parser.values, parser.operands, parser.operand_count });
    }
    free(parser.operands);
    return code;
}

// Words of the command line that name the command: 0 when they do not.
static int
match(const struct om_command *command, int argc, char **argv)
{
    size_t length = strlen(argv[0]);
    if (strncmp(command->name, argv[0], length) != 0) {
        return 0;
    }
    if (command->name[length] == '\0') {
        return 1;
    }
    bool second = command->name[length] == ' ' && argc > 1
                  && strcmp(command->name + length + 1, argv[1]) == 0;
    return second ? 2 : 0;
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
        int words = match(commands[i], argc - 1, argv + 1);
        if (words) {
            return run_command(commands[i], argc - 1 - words, argv + 1 + words);
        }
    }
    return wrong_use(NULL, "unknown command", argv[1]);
}

void
om_commands_print_findings(const struct om_findings *findings, bool english)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct om_text line = { 0 };
        om_finding_print(&findings->items[i], english, &line);
        fprintf(stderr, "%s\n", om_text_get(&line));
        om_text_finish(&line);
    }
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
    om_commands_print_findings(&findings, english);
    om_findings_finish(&findings);
    free(root);
    return pack;
}

bool
om_commands_load_site(struct om_site *site, const char *path, bool english)
{
    struct om_findings findings = { 0 };
    bool good = om_site_load(site, path, &findings);
    om_commands_print_findings(&findings, english);
    om_findings_finish(&findings);
    return good;
}

enum om_exit
om_commands_begin(const struct om_arguments *arguments, struct om_site *site,
                  bool *english)
{
    bool good = true;
    *english = om_option_english(arguments, &good);
    if (!good) {
        return OM_EXIT_USAGE;
    }
    return om_commands_load_site(site, om_option_value(arguments, "--site"),
                                 *english)
               ? OM_EXIT_DONE
               : OM_EXIT_CANNOT;
}
