#include "report/bundle/bundle.h"

#include "base/path.h"
#include "report/bundle/figures.h"
#include "report/bundle/folder.h"
#include "report/bundle/method.h"
#include "report/bundle/package.h"
#include "report/bundle/page.h"
#include "report/bundle/tables.h"
#include "report/bundle/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    const struct om_bundle *bundle;
    struct om_folder folder;
    struct om_tables tables;
    char name[64]; // "omstander-2026-09"
    struct om_text *problem;
};

static void
make_name(struct writer *self)
{
    const struct om_release *release = self->bundle->release;
    int first = release->first_month;
    int last = release->last_month;
    struct om_text name = { 0 };
    om_text_print(&name, "omstander-%s%04d-%02d",
                  release->rules.simulated ? "simulated-" : "", first / 100,
                  first % 100);
    if (last != first) {
        om_text_print(&name, "-%04d-%02d", last / 100, last % 100);
    }
    snprintf(self->name, sizeof(self->name), "%s", om_text_get(&name));
    om_text_finish(&name);
}

// Writes a text and forgets it.
static bool
put(struct writer *self, const char *name, struct om_text *text)
{
    bool written = om_folder_write(&self->folder, name, om_text_get(text),
                                   text->length, self->problem);
    om_text_finish(text);
    return written;
}

static bool
write_data(struct writer *self)
{
    for (size_t i = 0; i < OM_SHEET_COUNT_; i++) {
        struct om_text text = { 0 };
        char name[64];
        om_sheet_write_csv(&self->tables.sheets[i], OM_CSV_PLAIN, &text);
        snprintf(name, sizeof(name), "data/%s.csv",
                 self->tables.sheets[i].shape->name);
        if (!put(self, name, &text)) {
            return false;
        }
    }
    struct om_text package = { 0 };
    om_package_write(&self->tables, self->name, self->bundle->release,
                     &package);
    return put(self, "datapackage.json", &package);
}

static bool
write_spreadsheet(struct writer *self)
{
    char name[96];
    snprintf(name, sizeof(name), "excel/%s.xlsx", self->name);
    char *path = om_folder_add(&self->folder, name);
    bool written = om_workbook_write(path, &self->tables, self->bundle->release,
                                     self->problem);
    free(path);
    if (!written || !self->bundle->dutch_csv) {
        return written;
    }
    struct om_text text = { 0 };
    om_sheet_write_csv(&self->tables.sheets[OM_SHEET_RESPONSES], OM_CSV_DUTCH,
                       &text);
    return put(self, "excel/antwoorden-nl.csv", &text);
}

static bool
write_page(struct writer *self, const struct om_figures *now,
           const struct om_figures *before, bool english)
{
    struct om_text text = { 0 };
    struct om_page page = {
        .out = &text,
        .english = english,
        .labels = self->bundle->labels,
        .now = now,
        .before = before,
    };
    om_page_write(&page);
    const char *html = english ? "report.html" : "rapport.html";
    if (!put(self, html, &text)) {
        return false;
    }
    if (!self->bundle->print) {
        return true;
    }
    char *from = om_path_join(self->folder.beside, html);
    char *to =
        om_folder_add(&self->folder, english ? "report.pdf" : "rapport.pdf");
    bool printed = self->bundle->print(from, to, self->problem);
    free(from);
    free(to);
    return printed;
}

static bool
write_reading(struct writer *self)
{
    struct om_figures now;
    struct om_figures before;
    om_figures_init(&now, self->bundle->release);
    om_figures_init(&before, self->bundle->before);
    size_t all = 0;
    struct om_text method = { 0 };
    om_method_write(self->bundle->release, om_figures_hidden(&now, &all),
                    &method);
    bool written = put(self, "METHODE.md", &method)
                   && write_page(self, &now, &before, false)
                   && write_page(self, &now, &before, true);
    om_figures_finish(&now);
    om_figures_finish(&before);
    return written;
}

bool
om_bundle_write(const struct om_bundle *bundle, const char *folder,
                struct om_text *problem)
{
    struct writer self = { .bundle = bundle, .problem = problem };
    if (!om_folder_begin(&self.folder, folder, problem)) {
        return false;
    }
    make_name(&self);
    om_tables_build(&self.tables, bundle->release, bundle->labels);
    bool written =
        write_data(&self) && write_spreadsheet(&self) && write_reading(&self);
    om_tables_finish(&self.tables);
    if (!written) {
        om_folder_abandon(&self.folder);
        return false;
    }
    return om_folder_commit(&self.folder, problem);
}
