#include "report/bundle/package.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Words with a space between, as an array; a single word as itself when
// `plain` is set.
static json_t *
words(const char *text, bool plain)
{
    if (plain && !strchr(text, ' ')) {
        return json_string(text);
    }
    json_t *array = json_array();
    while (*text) {
        size_t length = strcspn(text, " ");
        json_array_append_new(array, json_stringn(text, length));
        text += length;
        text += *text == ' ';
    }
    return array;
}

static json_t *
constraints(const struct om_column *column, const struct om_release *release)
{
    json_t *out = json_object();
    if (column->required) {
        json_object_set_new(out, "required", json_true());
    }
    if (column->allowed) {
        json_object_set_new(out, "enum", words(column->allowed, false));
    }
    if (column->type == OM_COLUMN_PEOPLE) {
        json_object_set_new(out, "minimum", json_integer(release->rules.k));
    }
    if (column->type == OM_COLUMN_COUNT) {
        json_object_set_new(out, "minimum", json_integer(0));
    }
    if (column->type == OM_COLUMN_SHARE) {
        json_object_set_new(out, "minimum", json_integer(0));
        json_object_set_new(out, "maximum", json_integer(1));
    }
    if (column->type == OM_COLUMN_MONTH) {
        json_object_set_new(out, "pattern",
                            json_string("[0-9]{4}-(0[1-9]|1[0-2])"));
    }
    return out;
}

static json_t *
field(const struct om_column *column, const struct om_release *release)
{
    static const char *const types[] = {
        [OM_COLUMN_TEXT] = "string",    [OM_COLUMN_DATE] = "date",
        [OM_COLUMN_MONTH] = "string",   [OM_COLUMN_COUNT] = "integer",
        [OM_COLUMN_PEOPLE] = "integer", [OM_COLUMN_SHARE] = "number",
        [OM_COLUMN_FLAG] = "boolean",
    };
    json_t *out = json_pack("{s:s, s:s, s:s}", "name", column->name, "type",
                            types[column->type], "description", column->en);
    json_t *limits = constraints(column, release);
    if (json_object_size(limits)) {
        json_object_set_new(out, "constraints", limits);
    } else {
        json_decref(limits);
    }
    return out;
}

static json_t *
foreign_keys(const struct om_sheet_shape *shape)
{
    json_t *out = json_array();
    for (size_t i = 0; i < 3 && shape->references[i].columns; i++) {
        const struct om_reference *reference = &shape->references[i];
        json_array_append_new(
            out, json_pack("{s:o, s:{s:s, s:o}}", "fields",
                           words(reference->columns, true), "reference",
                           "resource", reference->sheet, "fields",
                           words(reference->their_columns, true)));
    }
    return out;
}

static json_t *
resource(const struct om_sheet *sheet, const struct om_release *release)
{
    const struct om_sheet_shape *shape = sheet->shape;
    json_t *fields = json_array();
    for (size_t i = 0; i < sheet->column_count; i++) {
        json_array_append_new(fields, field(&shape->columns[i], release));
    }
    char path[64];
    snprintf(path, sizeof(path), "data/%s.csv", shape->name);
    json_t *keys = foreign_keys(shape);
    json_t *schema =
        json_pack("{s:o, s:[s], s:o}", "fields", fields, "missingValues", "",
                  "primaryKey", words(shape->key, true));
    if (json_array_size(keys)) {
        json_object_set_new(schema, "foreignKeys", keys);
    } else {
        json_decref(keys);
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:b}, "
                     "s:o}",
                     "name", shape->name, "title", shape->en, "path", path,
                     "profile", "tabular-data-resource", "format", "csv",
                     "mediatype", "text/csv", "encoding", "utf-8", "dialect",
                     "delimiter", ",", "lineTerminator", "\r\n", "header", 1,
                     "schema", schema);
}

void
om_package_write(const struct om_tables *tables, const char *name,
                 const struct om_release *release, struct om_text *out)
{
    json_t *resources = json_array();
    for (size_t i = 0; i < OM_SHEET_COUNT_; i++) {
        json_array_append_new(resources, resource(&tables->sheets[i], release));
    }
    bool simulated = release->rules.simulated;
    json_t *package = json_pack(
        "{s:s, s:s, s:s, s:s, s:b, s:{s:s, s:i, s:i}, s:o}", "profile",
        "tabular-data-package", "name", name, "title",
        simulated ? "SIMULATED: what pretend visitors chose"
                  : "What visitors chose",
        "description",
        simulated ? "Simulated: no real visitor is in these figures."
                  : "Anonymous counts of an interactive cinema about "
                    "bystanders; see METHODE.md.",
        "simulated", simulated, "release", "preset",
        om_preset_name(release->rules.preset), "k", (int) release->rules.k,
        "base_min", (int) release->rules.base_min, "resources", resources);
    char *text = json_dumps(package, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    om_text_print(out, "%s\n", text);
    free(text);
    json_decref(package);
}
