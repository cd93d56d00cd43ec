// omstander texts export, omstander texts import.

#include "base/path.h"
#include "commands/commands.h"
#include "pack/pack.h"
#include "pack/values.h"
#include "texts/exchange.h"
#include "texts/po.h"
#include "texts/save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct om_option options[] = {
    { "--to", "CODE", "language translated to (default: the file's name)" },
    { "--lang", "LANG", "language of messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

static enum om_exit
cannot(const char *what)
{
    fprintf(stderr, "omstander: %s: %s\n", what, strerror(errno));
    return OM_EXIT_CANNOT;
}

static void
print_findings(const struct om_findings *findings, bool english)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct om_text line = { 0 };
        om_finding_print(&findings->items[i], english, &line);
        fprintf(stderr, "%s\n", om_text_get(&line));
        om_text_finish(&line);
    }
}

// "fr" of "vertalingen/fr.po", "pt-BR" of "pt_BR.po".
static bool
language_of(const char *file, char code[16])
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    size_t length = strcspn(name, ".");
    snprintf(code, 16, "%.*s", length < 16 ? (int) length : 0, name);
    for (char *at = code; *at; at++) {
        if (*at == '_') {
            *at = '-';
        }
    }
    return om_is_language(code);
}

// -- export -------------------------------------------------------------------

static enum om_exit
write_po(const char *file, const struct om_text *po)
{
    if (strcmp(file, "-") == 0) {
        fwrite(po->data, 1, po->length, stdout);
        return fflush(stdout) == 0 ? OM_EXIT_DONE : cannot("-");
    }
    static const struct om_disk disk = { 0 };
    struct om_save save = { .disk = &disk };
    const char *torn;
    om_save_add(&save, file, po->data, po->length);
    bool good = om_save_perform(&save, &torn);
    enum om_exit code = good ? OM_EXIT_DONE : cannot(file);
    om_save_finish(&save);
    return code;
}

static void
print_export(const struct om_texts_export_result *result, bool english)
{
    size_t left = result->texts - result->translated - result->fuzzy;
    fprintf(stderr,
            english ? "%zu texts: %zu translated, %zu to be looked at again "
                      "(fuzzy), %zu to be translated; %zu no longer in the "
                      "pack.\n"
                    : "%zu teksten: %zu vertaald, %zu opnieuw te bekijken "
                      "(fuzzy), %zu nog te vertalen; %zu niet meer in het "
                      "pakket.\n",
            result->texts, result->translated, result->fuzzy, left,
            result->obsolete);
}

static enum om_exit
export_to(const struct om_texts_export_params *wanted, const char *file)
{
    struct om_text po = { 0 };
    struct om_texts_export_result result;
    struct om_findings findings = { 0 };
    enum om_exit code;
    if (om_texts_export(wanted, &po, &result, &findings)) {
        code = write_po(file, &po);
        print_export(&result, wanted->english);
    } else {
        print_findings(&findings, wanted->english);
        code = findings.count ? OM_EXIT_PROBLEMS : cannot(wanted->pack->root);
    }
    om_findings_finish(&findings);
    om_text_finish(&po);
    return code;
}

// A file that is there already holds somebody's work: it is carried over.
static enum om_exit
export_over(struct om_texts_export_params *wanted, const char *file)
{
    char *earlier = NULL;
    if (strcmp(file, "-") != 0) {
        earlier = om_path_read(file, OM_PO_BYTES_MAX, &wanted->earlier_length);
        if (!earlier && errno != ENOENT) {
            return cannot(file);
        }
    }
    wanted->earlier = earlier;
    wanted->earlier_name = file;
    enum om_exit code = export_to(wanted, file);
    free(earlier);
    return code;
}

static enum om_exit
run_export(const struct om_arguments *arguments)
{
    bool good = true;
    bool english = om_option_english(arguments, &good);
    const char *file = arguments->operands[1];
    const char *to = om_option_value(arguments, "--to");
    char code[16];
    if (good && (to ? !om_is_language(to) : !language_of(file, code))) {
        fprintf(stderr, "omstander: %s: name a language: fr.po, or --to fr\n",
                to ? to : file);
        good = false;
    }
    if (!good) {
        return OM_EXIT_USAGE;
    }
    struct om_pack *pack =
        om_commands_load_pack(om_operand(arguments), english);
    if (!pack) {
        return OM_EXIT_PROBLEMS;
    }
    struct om_texts_export_params wanted = {
        .pack = pack,
        .language = to ? to : code,
        .english = english,
        .now = time(NULL),
    };
    enum om_exit answer = OM_EXIT_USAGE;
    if (strcmp(wanted.language, pack->languages[0]) == 0) {
        fprintf(stderr, "omstander: %s: the language that is translated from\n",
                wanted.language);
    } else {
        answer = export_over(&wanted, file);
    }
    om_pack_destroy(pack);
    return answer;
}

// -- import -------------------------------------------------------------------

static char *
read_standard_input(size_t *length)
{
    struct om_text text = { 0 };
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof(piece), stdin)) > 0;) {
        om_text_add(&text, piece, got);
        if (text.length > OM_PO_BYTES_MAX) {
            om_text_finish(&text);
            errno = EFBIG;
            return NULL;
        }
    }
    om_text_add(&text, "", 0);
    *length = text.length;
    return text.data;
}

static void
print_import(const struct om_texts_import_result *result, bool english)
{
    printf(english ? "%s: of %zu texts, %zu translations taken, %zu of them "
                     "new; %zu fuzzy and %zu empty ones not used, %zu "
                     "skipped. Files changed: %zu.\n"
                   : "%s: van %zu teksten %zu vertalingen overgenomen, "
                     "waarvan %zu nieuw; %zu fuzzy en %zu lege niet gebruikt, "
                     "%zu overgeslagen. Veranderde bestanden: %zu.\n",
           result->language, result->texts, result->taken, result->new_ones,
           result->fuzzy, result->empty, result->skipped, result->files);
}

// What the pack's reader says of the pack as it is now.
static void
print_pack(const char *root, bool english)
{
    struct om_findings findings = { 0 };
    om_pack_destroy(om_pack_load(root, &findings));
    print_findings(&findings, english);
    om_findings_finish(&findings);
}

static enum om_exit
import_from(const struct om_texts_import_params *wanted, bool english)
{
    struct om_texts_import_result result;
    struct om_findings findings = { 0 };
    char *torn;
    enum om_texts_import_answer answer =
        om_texts_import(wanted, &result, &findings, &torn);
    int cause = errno;
    om_findings_sort(&findings);
    print_findings(&findings, english);
    enum om_exit code = OM_EXIT_PROBLEMS;
    if (answer == OM_TEXTS_IMPORT_FAILED) {
        errno = cause;
        code = cannot(torn ? torn : wanted->pack->root);
    } else if (answer == OM_TEXTS_IMPORT_REFUSED) {
        fputs(english ? "Nothing was changed.\n" : "Er is niets veranderd.\n",
              stderr);
    } else {
        print_pack(wanted->pack->root, english);
        print_import(&result, english);
        code = result.skipped ? OM_EXIT_PROBLEMS : OM_EXIT_DONE;
    }
    free(torn);
    om_findings_finish(&findings);
    return code;
}

static enum om_exit
run_import(const struct om_arguments *arguments)
{
    bool good = true;
    bool english = om_option_english(arguments, &good);
    const char *file = arguments->operands[1];
    const char *to = om_option_value(arguments, "--to");
    if (good && to && !om_is_language(to)) {
        fprintf(stderr, "omstander: --to %s: expected a language, like fr\n",
                to);
        good = false;
    }
    if (!good) {
        return OM_EXIT_USAGE;
    }
    size_t length;
    char *bytes = strcmp(file, "-") == 0
                      ? read_standard_input(&length)
                      : om_path_read(file, OM_PO_BYTES_MAX, &length);
    if (!bytes) {
        return cannot(file);
    }
    struct om_pack *pack =
        om_commands_load_pack(om_operand(arguments), english);
    enum om_exit code = OM_EXIT_PROBLEMS;
    if (pack) {
        static const struct om_disk disk = { 0 };
        struct om_texts_import_params wanted = {
            .pack = pack,
            .name = file,
            .bytes = bytes,
            .length = length,
            .language = to,
            .disk = &disk,
        };
        code = import_from(&wanted, english);
    }
    om_pack_destroy(pack);
    free(bytes);
    return code;
}

const struct om_command om_command_texts_export = {
    .name = "texts export",
    .operand = "PACK FILE.po",
    .operands_min = 2,
    .operands_max = 2,
    .help = "all texts in one file, for a translator",
    .options = options,
    .run = run_export,
};

const struct om_command om_command_texts_import = {
    .name = "texts import",
    .operand = "PACK FILE.po",
    .operands_min = 2,
    .operands_max = 2,
    .help = "put a translator's file into the pack",
    .options = options,
    .run = run_import,
};
