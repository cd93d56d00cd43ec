#include "report/bundle/sheet.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void
om_sheet_init(struct om_sheet *sheet, const struct om_sheet_shape *shape)
{
    *sheet = (struct om_sheet){ .shape = shape };
    while (shape->columns[sheet->column_count].name) {
        sheet->column_count++;
    }
}

void
om_sheet_finish(struct om_sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++) {
        if (sheet->values[i].kind == OM_VALUE_TEXT) {
            free(sheet->values[i].text);
        }
    }
    free(sheet->values);
    *sheet = (struct om_sheet){ 0 };
}

static void
add(struct om_sheet *sheet, struct om_value value)
{
    if (sheet->count == sheet->capacity) {
        sheet->capacity = sheet->capacity ? sheet->capacity * 2 : 256;
        sheet->values =
            om_realloc(sheet->values, sheet->capacity * sizeof(*sheet->values));
    }
    sheet->values[sheet->count++] = value;
}

void
om_sheet_add_text(struct om_sheet *sheet, const char *text)
{
    if (!text) {
        om_sheet_add_empty(sheet);
        return;
    }
    add(sheet,
        (struct om_value){ .kind = OM_VALUE_TEXT, .text = om_strdup(text) });
}

void
om_sheet_add_whole(struct om_sheet *sheet, int64_t number)
{
    add(sheet, (struct om_value){ .kind = OM_VALUE_WHOLE, .whole = number });
}

void
om_sheet_add_share(struct om_sheet *sheet, double share)
{
    if (!(share >= 0 && share <= 1)) {
        om_sheet_add_empty(sheet);
        return;
    }
    add(sheet, (struct om_value){ .kind = OM_VALUE_SHARE, .share = share });
}

void
om_sheet_add_empty(struct om_sheet *sheet)
{
    add(sheet, (struct om_value){ .kind = OM_VALUE_EMPTY });
}

size_t
om_sheet_rows(const struct om_sheet *sheet)
{
    assert(sheet->count % sheet->column_count == 0);
    return sheet->count / sheet->column_count;
}

const struct om_value *
om_sheet_at(const struct om_sheet *sheet, size_t row, size_t column)
{
    return &sheet->values[row * sheet->column_count + column];
}

size_t
om_sheet_column(const struct om_sheet *sheet, const char *name)
{
    size_t i = 0;
    while (strcmp(sheet->shape->columns[i].name, name) != 0) {
        i++;
        assert(sheet->shape->columns[i].name);
    }
    return i;
}

static void
write_text(const char *text, char separator, struct om_text *out)
{
    const char special[] = { separator, '"', '\r', '\n', '\0' };
    if (strpbrk(text, special) == NULL) {
        om_text_add(out, text, strlen(text));
        return;
    }
    om_text_add(out, "\"", 1);
    for (const char *p = text; *p; p++) {
        om_text_add(out, p, 1);
        if (*p == '"') {
            om_text_add(out, p, 1);
        }
    }
    om_text_add(out, "\"", 1);
}

static void
write_value(const struct om_sheet *sheet, size_t index, enum om_csv kind,
            struct om_text *out)
{
    const struct om_value *value = &sheet->values[index];
    const struct om_column *column =
        &sheet->shape->columns[index % sheet->column_count];
    switch (value->kind) {
        case OM_VALUE_EMPTY:
            break;
        case OM_VALUE_TEXT:
            write_text(value->text, kind == OM_CSV_DUTCH ? ';' : ',', out);
            break;
        case OM_VALUE_WHOLE:
            if (column->type == OM_COLUMN_FLAG) {
                om_text_print(out, "%s", value->whole ? "true" : "false");
            } else {
                om_text_print(out, "%" PRId64, value->whole);
            }
            break;
        case OM_VALUE_SHARE: {
            size_t before = out->length;
            om_text_print(out, "%.4f", value->share);
            char *point = strchr(out->data + before, '.');
            if (kind == OM_CSV_DUTCH && point) {
                *point = ',';
            }
            break;
        }
    }
}

void
om_sheet_write_csv(const struct om_sheet *sheet, enum om_csv kind,
                   struct om_text *out)
{
    assert(sheet->column_count);
    const char *separator = kind == OM_CSV_DUTCH ? ";" : ",";
    om_text_print(out, "%s", kind == OM_CSV_DUTCH ? "\xEF\xBB\xBF" : "");
    for (size_t i = 0; i < sheet->column_count; i++) {
        om_text_print(out, "%s%s", i ? separator : "",
                      sheet->shape->columns[i].name);
    }
    om_text_print(out, "\r\n");
    for (size_t i = 0; i < sheet->count; i++) {
        bool first = i % sheet->column_count == 0;
        bool last = (i + 1) % sheet->column_count == 0;
        om_text_print(out, "%s", first ? "" : separator);
        write_value(sheet, i, kind, out);
        om_text_print(out, "%s", last ? "\r\n" : "");
    }
}
