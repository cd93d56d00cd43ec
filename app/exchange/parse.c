// Reading an export that came from anywhere: nothing in it is believed before
// its signature fits, and every line is checked even then.

#include "exchange/export.h"

#include "report/period.h"
#include "tally/cells.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_MAX = 4096, ROW_MAX = 512 };

struct parser {
    const char *bytes;
    size_t length; // of the signed part
    size_t at;
    size_t line;
    json_int_t rows; // as the header says
    struct om_export *export;
    struct om_text *problem;
};

static bool
take_text(const json_t *object, const char *name, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (!text || strlen(text) >= size) {
        return false;
    }
    memcpy(out, text, strlen(text) + 1);
    return true;
}

static bool
is_type(const char *type)
{
    return strcmp(type, "cinema") == 0 || strcmp(type, "booth") == 0
           || strcmp(type, "school") == 0;
}

static bool
take_head(struct parser *self, const json_t *object)
{
    struct om_export_head *head = &self->export->head;
    char key[OM_KEY_PUBLIC_TEXT];
    const json_t *week = json_object_get(object, "week");
    const json_t *rows = json_object_get(object, "rows");
    const json_t *simulated = json_object_get(object, "simulated");
    bool good =
        take_text(object, "site", head->site, sizeof(head->site))
        && take_text(object, "type", head->type, sizeof(head->type))
        && take_text(object, "province", head->province, sizeof(head->province))
        && take_text(object, "key", key, sizeof(key))
        && om_export_is_site(head->site) && is_type(head->type)
        && om_export_is_name(head->province)
        && om_key_public_parse(key, head->key) && json_is_integer(week)
        && json_integer_value(week) >= 0 && json_integer_value(week) <= 999999
        && json_is_integer(rows) && json_integer_value(rows) >= 0
        && json_is_boolean(simulated);
    if (good) {
        head->week = (int) json_integer_value(week);
        head->simulated = json_is_true(simulated);
        self->rows = json_integer_value(rows);
    }
    return good;
}

// The next line of the signed part without its newline; NULL at its end.
static const char *
next_line(struct parser *self, size_t *length)
{
    if (self->at == self->length) {
        return NULL;
    }
    const char *line = self->bytes + self->at;
    const char *end = memchr(line, '\n', self->length - self->at);
    *length = end ? (size_t) (end - line) : self->length - self->at;
    self->at += *length + (end != NULL);
    self->line++;
    return line;
}

static enum om_export_fault
parse_head(struct parser *self)
{
    const char *end = memchr(self->bytes, '\n', self->length);
    size_t length = end ? (size_t) (end - self->bytes) : self->length;
    json_t *object =
        length < HEAD_MAX
            ? json_loadb(self->bytes, length, JSON_REJECT_DUPLICATES, NULL)
            : NULL;
    const json_t *version = json_object_get(object, "omstander_export");
    enum om_export_fault fault = OM_EXPORT_FINE;
    if (!json_is_integer(version)) {
        om_text_print(self->problem, "this is no export of a kiosk");
        fault = OM_EXPORT_FOREIGN;
    } else if (json_integer_value(version) != OM_EXPORT_VERSION) {
        om_text_print(self->problem,
                      "it is of version %lld of the format; this program "
                      "knows version %d. Update it and merge again",
                      (long long) json_integer_value(version),
                      OM_EXPORT_VERSION);
        fault = OM_EXPORT_NEWER;
    } else if (!take_head(self, object)) {
        om_text_print(self->problem, "line 1 is not the header of an export");
        fault = OM_EXPORT_STRANGE;
    }
    json_decref(object);
    return fault;
}

// The last line holds the signature; what is before it is signed.
static enum om_export_fault
check_signature(struct parser *self)
{
    size_t length = self->length;
    bool whole = length > 1 && self->bytes[length - 1] == '\n';
    size_t start = whole ? length - 1 : 0;
    while (start > 0 && self->bytes[start - 1] != '\n') {
        start--;
    }
    json_t *object = whole && length - start < ROW_MAX
                         ? json_loadb(self->bytes + start, length - start,
                                      JSON_REJECT_DUPLICATES, NULL)
                         : NULL;
    const char *signature =
        json_string_value(json_object_get(object, "signature"));
    enum om_export_fault fault = OM_EXPORT_FINE;
    if (!signature || start == 0) {
        om_text_print(self->problem,
                      "it is cut off: its last line, the signature, is "
                      "missing. Export again; the kiosk still has the counts");
        fault = OM_EXPORT_CUT;
    } else if (!om_key_verify(self->export->head.key, self->bytes, start,
                              signature)) {
        om_text_print(self->problem,
                      "its signature does not fit: it was damaged or changed "
                      "after it was made. Export again");
        fault = OM_EXPORT_FORGED;
    }
    json_decref(object);
    self->length = start;
    return fault;
}

static bool
parse_epoch(const char *text, unsigned char *epoch)
{
    size_t length = 0;
    return text && strlen(text) == (size_t) 2 * OM_EPOCH_SIZE
           && sodium_hex2bin(epoch, OM_EPOCH_SIZE, text, strlen(text), NULL,
                             &length, NULL)
                  == 0
           && length == OM_EPOCH_SIZE;
}

static bool
parse_row(struct parser *self, const char *line, size_t length,
          struct om_export_row *row)
{
    json_t *array = length < ROW_MAX ? json_loadb(line, length, 0, NULL) : NULL;
    const json_t *period = json_array_get(array, 1);
    const char *cell = json_string_value(json_array_get(array, 2));
    const json_t *n = json_array_get(array, 3);
    bool good =
        json_array_size(array) == 4
        && parse_epoch(json_string_value(json_array_get(array, 0)), row->epoch)
        && json_is_integer(period) && json_integer_value(period) >= 0
        && json_integer_value(period) <= 999999
        && om_period_is_valid((int) json_integer_value(period)) && cell
        && om_cell_is_known(cell) && json_is_integer(n)
        && json_integer_value(n) >= 0;
    if (good) {
        row->period = (int) json_integer_value(period);
        row->n = json_integer_value(n);
        row->cell = self->export->cells.length;
        om_text_add(&self->export->cells, cell, strlen(cell) + 1);
    }
    json_decref(array);
    return good;
}

static enum om_export_fault
parse_rows(struct parser *self)
{
    struct om_export *export = self->export;
    size_t room = self->length / 40 + 1; // no row is shorter
    size_t length = 0;
    (void) next_line(self, &length); // the header
    const char *line = NULL;
    export->rows = om_alloc(room * sizeof(*export->rows));
    while ((line = next_line(self, &length)) != NULL) {
        if (export->count == room
            || !parse_row(self, line, length, &export->rows[export->count])) {
            om_text_print(self->problem, "line %zu is no counter", self->line);
            return OM_EXPORT_STRANGE;
        }
        export->count++;
    }
    if ((json_int_t) export->count != self->rows) {
        om_text_print(self->problem, "its header says %lld rows, it has %zu",
                      (long long) self->rows, export->count);
        return OM_EXPORT_STRANGE;
    }
    return OM_EXPORT_FINE;
}

enum om_export_fault
om_export_parse(const char *bytes, size_t length, struct om_export *export,
                struct om_text *problem)
{
    *export = (struct om_export){ 0 };
    struct parser self = {
        .bytes = bytes,
        .length = length,
        .export = export,
        .problem = problem,
    };
    enum om_export_fault fault = parse_head(&self);
    if (fault == OM_EXPORT_FINE) {
        fault = check_signature(&self);
    }
    if (fault == OM_EXPORT_FINE) {
        fault = parse_rows(&self);
    }
    if (fault != OM_EXPORT_FINE) {
        om_export_finish(export);
    }
    return fault;
}
