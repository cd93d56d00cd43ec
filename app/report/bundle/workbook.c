#include "report/bundle/workbook.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum { WIDTH_TEXT = 22, WIDTH_NUMBER = 12, WIDTH_LABEL = 44 };

struct formats {
    lxw_format *head, *share, *whole, *wrap, *title, *warning;
};

static struct formats
make_formats(lxw_workbook *book)
{
    struct formats formats = {
        .head = workbook_add_format(book),
        .share = workbook_add_format(book),
        .whole = workbook_add_format(book),
        .wrap = workbook_add_format(book),
        .title = workbook_add_format(book),
        .warning = workbook_add_format(book),
    };
    format_set_bold(formats.head);
    format_set_bg_color(formats.head, 0x101418);
    format_set_font_color(formats.head, 0xF7F3EC);
    format_set_num_format(formats.share, "0.0%");
    format_set_num_format(formats.whole, "#,##0");
    format_set_text_wrap(formats.wrap);
    format_set_align(formats.wrap, LXW_ALIGN_VERTICAL_TOP);
    format_set_bold(formats.title);
    format_set_font_size(formats.title, 16);
    format_set_bold(formats.warning);
    format_set_font_color(formats.warning, 0xB4301F);
    return formats;
}

static void
write_value(lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
            const struct om_column *shape, const struct om_value *value,
            const struct formats *formats)
{
    switch (value->kind) {
        case OM_VALUE_EMPTY:
            break;
        case OM_VALUE_TEXT: // as a string: never taken for a formula
            worksheet_write_string(page, row, column, value->text, NULL);
            break;
        case OM_VALUE_WHOLE:
            if (shape->type == OM_COLUMN_FLAG) {
                worksheet_write_boolean(page, row, column, value->whole != 0,
                                        NULL);
            } else {
                worksheet_write_number(page, row, column, (double) value->whole,
                                       formats->whole);
            }
            break;
        case OM_VALUE_SHARE: { // as rounded as in the CSV
            char text[16];
            snprintf(text, sizeof(text), "%.4f", value->share);
            double share = 0;
            sscanf(text, "%lf", &share);
            worksheet_write_number(page, row, column, share, formats->share);
            break;
        }
    }
}

static void
write_sheet(lxw_workbook *book, const struct om_sheet *sheet,
            const struct formats *formats)
{
    lxw_worksheet *page = workbook_add_worksheet(book, sheet->shape->name);
    size_t rows = om_sheet_rows(sheet);
    for (size_t c = 0; c < sheet->column_count; c++) {
        const struct om_column *column = &sheet->shape->columns[c];
        bool label = strncmp(column->name, "label_", 6) == 0;
        bool number = column->type != OM_COLUMN_TEXT;
        double width = label ? WIDTH_LABEL : number ? WIDTH_NUMBER : WIDTH_TEXT;
        lxw_col_t at = (lxw_col_t) c;
        worksheet_set_column(page, at, at, width, NULL);
        worksheet_write_string(page, 0, at, column->name, formats->head);
        for (size_t r = 0; r < rows; r++) {
            write_value(page, (lxw_row_t) (r + 1), at, column,
                        om_sheet_at(sheet, r, c), formats);
        }
    }
    worksheet_freeze_panes(page, 1, 0);
    worksheet_repeat_rows(page, 0, 0);
    worksheet_set_landscape(page);
    worksheet_set_paper(page, 9); // A4
    if (rows) {
        worksheet_autofilter(page, 0, 0, (lxw_row_t) rows,
                             (lxw_col_t) (sheet->column_count - 1));
    }
}

// The columns of all sheets in words, so that nobody has to guess.
static void
write_columns(lxw_worksheet *page, lxw_row_t row,
              const struct om_tables *tables, const struct formats *formats)
{
    for (size_t i = 0; i < OM_SHEET_COUNT_; i++) {
        const struct om_sheet *sheet = &tables->sheets[i];
        row++;
        worksheet_write_string(page, row, 0, sheet->shape->name, formats->head);
        worksheet_write_string(page, row, 1, sheet->shape->nl, formats->head);
        worksheet_write_string(page, row, 2, sheet->shape->en, formats->head);
        for (size_t c = 0; c < sheet->column_count; c++) {
            const struct om_column *column = &sheet->shape->columns[c];
            row++;
            worksheet_write_string(page, row, 0, column->name, NULL);
            worksheet_write_string(page, row, 1, column->nl, formats->wrap);
            worksheet_write_string(page, row, 2, column->en, formats->wrap);
        }
        row++;
    }
}

static void
write_readme(lxw_workbook *book, const struct om_tables *tables,
             const struct om_release *release, const struct formats *formats)
{
    lxw_worksheet *page = workbook_add_worksheet(book, "Leesmij");
    worksheet_set_column(page, 0, 0, WIDTH_TEXT, NULL);
    worksheet_set_column(page, 1, 2, 60, NULL);
    worksheet_write_string(page, 0, 0, "Omstander", formats->title);
    lxw_row_t row = 1;
    if (release->rules.simulated) {
        worksheet_write_string(page, row, 0, "GESIMULEERD / SIMULATED",
                               formats->warning);
        worksheet_write_string(page, row, 1,
                               "Bedachte bezoekers. Geen enkel getal gaat over "
                               "echte mensen.",
                               formats->warning);
        worksheet_write_string(page, row++, 2,
                               "Pretend visitors. No figure is about real "
                               "people.",
                               formats->warning);
    }
    char nl[256];
    char en[256];
    snprintf(nl, sizeof(nl),
             "Elk getal gaat over %u of meer antwoorden. Een lege cel met "
             "status C is niet getoond; dat is niet nul.",
             release->rules.k);
    snprintf(en, sizeof(en),
             "Every figure is about %u or more answers. An empty cell with "
             "status C is not shown; that is not zero.",
             release->rules.k);
    worksheet_write_string(page, row, 1, nl, formats->wrap);
    worksheet_write_string(page, row++, 2, en, formats->wrap);
    write_columns(page, row, tables, formats);
}

bool
om_workbook_write(const char *path, const struct om_tables *tables,
                  const struct om_release *release, struct om_text *problem)
{
    lxw_workbook *book = workbook_new(path);
    if (!book) {
        om_text_print(problem, "cannot make a spreadsheet");
        return false;
    }
    struct formats formats = make_formats(book);
    lxw_doc_properties properties = {
        .title =
            release->rules.simulated ? "omstander: GESIMULEERD" : "omstander",
        .created = (time_t) 1767225600, // 2026-01-01: not when it was made
    };
    workbook_set_properties(book, &properties);
    write_readme(book, tables, release, &formats);
    for (size_t i = 0; i < OM_SHEET_COUNT_; i++) {
        write_sheet(book, &tables->sheets[i], &formats);
    }
    lxw_error error = workbook_close(book);
    if (error != LXW_NO_ERROR) {
        om_text_print(problem, "cannot write %s: %s", path,
                      lxw_strerror(error));
    }
    return error == LXW_NO_ERROR;
}
