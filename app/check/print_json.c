#include "check/excerpt.h"
#include "check/print.h"

#include "base/path.h"

#include <stdlib.h>

#include <jansson.h>

// The version of what is written. It changes when something is taken away or
// means something else; what is merely added does not change it.
enum { VERSION = 1 };

// Jansson takes well-formed UTF-8 only.
static json_t *
text_of(const char *text)
{
    struct om_text clean = { 0 };
    om_neutral(text, &clean);
    json_t *value = json_string(om_text_get(&clean));
    om_text_finish(&clean);
    return value;
}

static json_t *
text_or_null(const char *text)
{
    return text && *text ? text_of(text) : json_null();
}

static json_t *
number_or_null(unsigned number)
{
    return number ? json_integer(number) : json_null();
}

static json_t *
describe_finding(const struct om_check_print *print,
                 const struct om_finding *finding, struct om_sources *sources)
{
    struct om_excerpt place;
    struct om_text words = { 0 };
    bool has_place = sources && om_excerpt_read(&place, sources, finding);
    om_finding_say(finding, print->english, &words);
    json_t *object = json_object();
    bool error = finding->kind->severity == OM_SEVERITY_ERROR;
    json_object_set_new(object, "code", json_string(finding->kind->code));
    json_object_set_new(object, "severity",
                        json_string(error ? "error" : "warning"));
    json_object_set_new(object, "file", text_of(finding->file));
    json_object_set_new(object, "line", number_or_null(finding->line));
    json_object_set_new(object, "column", number_or_null(finding->column));
    json_object_set_new(object, "length",
                        number_or_null(has_place ? place.characters : 0));
    json_object_set_new(object, "source",
                        has_place ? json_string(om_text_get(&place.source))
                                  : json_null());
    json_object_set_new(object, "message", text_of(om_text_get(&words)));
    json_object_set_new(object, "suggestion",
                        text_or_null(om_finding_suggestion(finding)));
    if (has_place) {
        om_excerpt_finish(&place);
    }
    om_text_finish(&words);
    return object;
}

static json_t *
describe_findings(const struct om_check_print *print)
{
    struct om_folder folder;
    bool open = om_folder_open(&folder, print->root);
    struct om_sources sources = { .folder = &folder };
    json_t *list = json_array();
    for (size_t i = 0; i < print->findings->count; i++) {
        json_array_append_new(list, describe_finding(print,
                                                     &print->findings->items[i],
                                                     open ? &sources : NULL));
    }
    if (open) {
        om_sources_finish(&sources);
        om_folder_close(&folder);
    }
    return list;
}

static json_t *
describe_pack(const struct om_check_result *result)
{
    json_t *languages = json_array();
    for (size_t i = 0; i < result->language_count; i++) {
        json_t *language = json_object();
        json_object_set_new(language, "code", text_of(result->languages[i]));
        json_object_set_new(language, "offered",
                            json_boolean(result->offered[i]));
        json_array_append_new(languages, language);
    }
    json_t *pack = json_object();
    json_object_set_new(pack, "id", text_or_null(result->id));
    json_object_set_new(pack, "version", text_or_null(result->version));
    json_object_set_new(pack, "languages", languages);
    json_object_set_new(pack, "files",
                        json_integer((json_int_t) result->files));
    json_object_set_new(pack, "bytes",
                        json_integer((json_int_t) result->bytes));
    return pack;
}

static json_t *
describe_summary(const struct om_check_print *print)
{
    json_int_t counts[2] = { 0, 0 };
    for (size_t i = 0; i < print->findings->count; i++) {
        counts[print->findings->items[i].kind->severity]++;
    }
    json_t *summary = json_object();
    json_object_set_new(summary, "errors",
                        json_integer(counts[OM_SEVERITY_ERROR]));
    json_object_set_new(summary, "warnings",
                        json_integer(counts[OM_SEVERITY_WARNING]));
    json_object_set_new(summary, "complete", json_boolean(print->whole));
    return summary;
}

bool
om_check_print_json(const struct om_check_print *print, FILE *out)
{
    json_t *report = json_object();
    json_object_set_new(report, "omstander_check", json_integer(VERSION));
    json_object_set_new(report, "program", json_string(om_version()));
    json_object_set_new(report, "language",
                        json_string(print->english ? "en" : "nl"));
    json_object_set_new(report, "pack", describe_pack(print->result));
    json_object_set_new(report, "summary", describe_summary(print));
    json_object_set_new(report, "findings", describe_findings(print));
    bool good = json_dumpf(report, out, JSON_INDENT(2)) == 0;
    json_decref(report);
    fputc('\n', out);
    return fflush(out) == 0 && good;
}
