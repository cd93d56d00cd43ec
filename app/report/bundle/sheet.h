// A table with typed columns, from which the CSV, the spreadsheet and the
// schema of the data package are all written: they cannot disagree. Knows
// nothing of where the values come from.
#ifndef OM_BUNDLE_SHEET_H
#define OM_BUNDLE_SHEET_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum om_column_type {
    OM_COLUMN_TEXT,
    OM_COLUMN_DATE,   // text "2026-09-30"
    OM_COLUMN_MONTH,  // text "2026-09"
    OM_COLUMN_COUNT,  // whole number, of things
    OM_COLUMN_PEOPLE, // whole number, of people or their answers: never under
                      // the threshold
    OM_COLUMN_SHARE,  // 0..1, four decimals
    OM_COLUMN_FLAG,   // true or false
};

struct om_column {
    const char *name; // in the CSV: "period_start"
    enum om_column_type type;
    bool required;       // never empty
    const char *allowed; // values with a space between; NULL: any
    const char *nl, *en; // what it holds
};

// Columns here that name a row of another sheet; space between names.
struct om_reference {
    const char *columns;
    const char *sheet;
    const char *their_columns;
};

// The shape of a sheet: a row of a table of shapes.
struct om_sheet_shape {
    const char *name; // "responses"
    const char *nl, *en;
    const struct om_column *columns;   // ended by a NULL name
    const char *key;                   // primary key; space between
    struct om_reference references[3]; // ended by NULL columns
};

struct om_value {
    enum { OM_VALUE_EMPTY, OM_VALUE_TEXT, OM_VALUE_WHOLE, OM_VALUE_SHARE } kind;
    union {
        char *text; // owned by the sheet
        int64_t whole;
        double share;
    };
};

struct om_sheet {
    const struct om_sheet_shape *shape; // borrowed, static
    size_t column_count;
    struct om_value *values; // row by row; owned
    size_t count, capacity;  // of values
};

void om_sheet_init(struct om_sheet *sheet, const struct om_sheet_shape *shape);

void om_sheet_finish(struct om_sheet *sheet);

// The next value of the row that is being filled, in the order of columns.
// NULL text, and a share outside 0..1, leave the value empty.
void om_sheet_add_text(struct om_sheet *sheet, const char *text);
void om_sheet_add_whole(struct om_sheet *sheet, int64_t number);
void om_sheet_add_share(struct om_sheet *sheet, double share);
void om_sheet_add_empty(struct om_sheet *sheet);

size_t om_sheet_rows(const struct om_sheet *sheet);

const struct om_value *om_sheet_at(const struct om_sheet *sheet, size_t row,
                                   size_t column);

// The column's index; it must be there.
size_t om_sheet_column(const struct om_sheet *sheet, const char *name);

// How a CSV is written. The second kind is for those who double-click a CSV in
// a spreadsheet program set to Dutch: no validator reads it.
enum om_csv {
    OM_CSV_PLAIN, // RFC 4180: comma, point, CRLF, no byte-order mark
    OM_CSV_DUTCH, // byte-order mark, semicolon, decimal comma, CRLF
};

void om_sheet_write_csv(const struct om_sheet *sheet, enum om_csv kind,
                        struct om_text *out);

#endif
