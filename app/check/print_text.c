#include "check/excerpt.h"
#include "check/print.h"

#include <string.h>

// clips/a.nl.vtt:4:1: fout E-C006: …
//     4 | 00:00.500 --> 00:01.000
//       | ^~~~~~~~~~~~~~~~~~~~~~~
//
// and under the place what to write instead, if something is suggested.

#define BOLD     "\033[1m"
#define RED      "\033[1;31m"
#define YELLOW   "\033[1;33m"
#define GREEN    "\033[32m"
#define FAINT    "\033[2m"
#define ORDINARY "\033[0m"

static const char *
with(const struct om_check_print *print, const char *colour)
{
    return print->colour ? colour : "";
}

static void
print_head(const struct om_check_print *print, const struct om_finding *finding,
           FILE *out)
{
    static const struct {
        const char *names[2], *colour;
    } severities[] = {
        [OM_SEVERITY_ERROR] = { { "fout", "error" }, RED },
        [OM_SEVERITY_WARNING] = { { "let op", "warning" }, YELLOW },
    };
    struct om_text said = { 0 }, words = { 0 }, file = { 0 };
    om_neutral(finding->file, &file);
    om_finding_say(finding, print->english, &said);
    om_neutral(om_text_get(&said), &words);
    fprintf(out, "%s%s", with(print, BOLD), om_text_get(&file));
    if (finding->line) {
        fprintf(out, ":%u:%u", finding->line, finding->column);
    }
    fprintf(out, ":%s %s%s %s:%s %s\n", with(print, ORDINARY),
            with(print, severities[finding->kind->severity].colour),
            severities[finding->kind->severity].names[print->english],
            finding->kind->code, with(print, ORDINARY), om_text_get(&words));
    om_text_finish(&said);
    om_text_finish(&words);
    om_text_finish(&file);
}

static void
print_place(const struct om_check_print *print, const struct om_excerpt *place,
            const struct om_finding *finding, FILE *out)
{
    fprintf(out, "%s%5u |%s %s\n", with(print, FAINT), finding->line,
            with(print, ORDINARY), om_text_get(&place->line));
    fprintf(out, "%s      |%s %*s%s^", with(print, FAINT),
            with(print, ORDINARY), (int) place->offset, "", with(print, GREEN));
    for (unsigned i = 1; i < place->length; i++) {
        fputc('~', out);
    }
    fprintf(out, "%s\n", with(print, ORDINARY));
    const char *suggestion = om_finding_suggestion(finding);
    if (suggestion) {
        struct om_text text = { 0 };
        om_neutral(suggestion, &text);
        fprintf(out, "%s      |%s %*s%s%s%s\n", with(print, FAINT),
                with(print, ORDINARY), (int) place->offset, "",
                with(print, GREEN), om_text_get(&text), with(print, ORDINARY));
        om_text_finish(&text);
    }
}

// -- the summary --------------------------------------------------------------

static void
print_languages(const struct om_check_print *print, FILE *out)
{
    const struct om_check_result *result = print->result;
    struct om_text offered = { 0 }, kept = { 0 };
    for (size_t i = 0; i < result->language_count; i++) {
        struct om_text *list = result->offered[i] ? &offered : &kept;
        om_text_print(list, "%s%s", list->length ? ", " : "",
                      result->languages[i]);
    }
    if (offered.length > 0) {
        fprintf(out,
                print->english ? " Offered to visitors: %s."
                               : " Bezoekers kunnen kiezen: %s.",
                om_text_get(&offered));
    }
    if (offered.length > 0 && kept.length > 0) {
        fprintf(out,
                print->english ? " Not complete yet: %s."
                               : " Nog niet compleet: %s.",
                om_text_get(&kept));
    }
    om_text_finish(&offered);
    om_text_finish(&kept);
}

static void
print_counts(const struct om_check_print *print, unsigned errors,
             unsigned warnings, FILE *out)
{
    if (print->english) {
        fprintf(out, "%u error%s, %u warning%s in %zu file%s. ", errors,
                errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s",
                print->result->files, print->result->files == 1 ? "" : "s");
        fputs(errors ? "This pack cannot be shown yet."
                     : "This pack can be shown.",
              out);
    } else {
        fprintf(out, "%u fout%s, %u waarschuwing%s in %zu bestand%s. ", errors,
                errors == 1 ? "" : "en", warnings, warnings == 1 ? "" : "en",
                print->result->files, print->result->files == 1 ? "" : "en");
        fputs(errors ? "Dit pakket kan nog niet getoond worden."
                     : "Dit pakket kan getoond worden.",
              out);
    }
}

void
om_check_print_findings(const struct om_check_print *print, FILE *out)
{
    struct om_folder folder;
    bool open = om_folder_open(&folder, print->root);
    struct om_sources sources = { .folder = &folder };
    for (size_t i = 0; i < print->findings->count; i++) {
        const struct om_finding *finding = &print->findings->items[i];
        struct om_excerpt place;
        print_head(print, finding, out);
        if (open && om_excerpt_read(&place, &sources, finding)) {
            print_place(print, &place, finding, out);
            om_excerpt_finish(&place);
        }
    }
    if (open) {
        om_sources_finish(&sources);
        om_folder_close(&folder);
    }
}

void
om_check_print_text(const struct om_check_print *print, FILE *out)
{
    unsigned counts[2] = { 0, 0 };
    for (size_t i = 0; i < print->findings->count; i++) {
        counts[print->findings->items[i].kind->severity]++;
    }
    om_check_print_findings(print, out);
    if (!print->whole) {
        fputs(print->english ? "Not everything could be checked."
                             : "Niet alles kon worden nagekeken.",
              out);
    } else if (print->findings->count > 0) {
        print_counts(print, counts[OM_SEVERITY_ERROR],
                     counts[OM_SEVERITY_WARNING], out);
    } else {
        fputs(print->english ? "Nothing wrong: this pack can be shown."
                             : "Niets mis: dit pakket kan getoond worden.",
              out);
    }
    if (print->whole) {
        print_languages(print, out);
    }
    fputc('\n', out);
}
