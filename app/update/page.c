#include "update/page.h"

#include <string.h>

static const time_t clock_plausible = 1700000000; // November 2023

enum { FINDINGS_MAX = 200 };

static void
add(struct om_text *out, const char *text)
{
    om_text_print(out, "%s", text);
}

static void
add_escaped(struct om_text *out, const char *text)
{
    for (; *text; text++) {
        const char *escaped = *text == '<'   ? "&lt;"
                              : *text == '>' ? "&gt;"
                              : *text == '&' ? "&amp;"
                              : *text == '"' ? "&quot;"
                                             : NULL;
        if (escaped) {
            add(out, escaped);
        } else {
            om_text_add(out, text, 1);
        }
    }
}

static void
add_pack(struct om_text *out, const char *label, const struct om_held *pack)
{
    om_text_print(out, "<dt>%s</dt><dd>", label);
    if (pack && pack->id[0]) {
        add_escaped(out, pack->id);
        add(out, ", versie ");
        add_escaped(out, pack->version);
        add(out, pack->is_signed ? " (ondertekend)" : "");
    } else {
        add(out, pack ? "onbekend" : "het pakket dat bij het programma hoort");
    }
    add(out, "</dd>\n");
}

static void
add_facts(struct om_text *out, const struct om_page *page)
{
    add(out, "<dl>\n");
    if (page->source[0]) {
        add(out, "<dt>Gevonden in</dt><dd>");
        add_escaped(out, page->source);
        add(out, "</dd>\n");
    }
    if (page->pack->id[0]) {
        add_pack(out, "Het pakket", page->pack);
    }
    add_pack(out, "Nu op het scherm", page->current);
    if (page->where[0]) {
        add(out, "<dt>Bij dit bestand</dt><dd>");
        add_escaped(out, page->where);
        add(out, "</dd>\n");
    }
    struct tm local;
    char date[64];
    if (page->now >= clock_plausible && localtime_r(&page->now, &local)) {
        strftime(date, sizeof(date), "%d-%m-%Y om %H:%M uur", &local);
        om_text_print(out, "<dt>Wanneer</dt><dd>%s</dd>\n", date);
    }
    add(out, "</dl>\n");
}

// The text of a finding without its place, severity and code.
static void
add_text(struct om_text *out, const struct om_finding *finding)
{
    struct om_text line = { 0 };
    om_finding_print(finding, false, &line);
    const char *text = om_text_get(&line) + strlen(finding->file);
    const char *code = strstr(text, finding->kind->code);
    const char *colon = code ? strchr(code, ':') : NULL;
    add_escaped(out, colon && colon[1] ? colon + 2 : text);
    om_text_finish(&line);
}

static void
add_finding(struct om_text *out, const struct om_finding *finding)
{
    bool error = finding->kind->severity == OM_SEVERITY_ERROR;
    om_text_print(out, "<li class=\"%s\"><strong>%s</strong> <code>",
                  error ? "error" : "warning", error ? "Fout" : "Let op");
    add_escaped(out, finding->file[0] ? finding->file : "de hele map");
    add(out, "</code>");
    if (finding->line) {
        om_text_print(out, ", regel %u, plaats %u", finding->line,
                      finding->column);
    }
    add(out, "<br>");
    add_text(out, finding);
    om_text_print(out, " <small>%s</small></li>\n", finding->kind->code);
}

static void
add_findings(struct om_text *out, const struct om_findings *findings)
{
    size_t count = findings ? findings->count : 0;
    if (count == 0) {
        return;
    }
    om_text_print(out, "<h2>%s</h2>\n<ul>\n",
                  om_findings_have_errors(findings) ? "Wat er mis is"
                                                    : "Om op te letten");
    for (size_t i = 0; i < count && i < FINDINGS_MAX; i++) {
        add_finding(out, &findings->items[i]);
    }
    add(out, "</ul>\n");
    if (count > FINDINGS_MAX) {
        om_text_print(out, "<p>En nog %zu.</p>\n", count - FINDINGS_MAX);
    }
}

void
om_page_print(const struct om_page *page, struct om_text *out)
{
    const struct om_outcome_row *row = om_outcome_row(page->outcome);
    om_text_print(
        out,
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>%s - omstander</title>\n"
        "<style>\n"
        "body{font:18px/1.5 sans-serif;max-width:44em;margin:2em auto;"
        "padding:0 1em;color:#101418;background:#fff}\n"
        "h1{padding:.5em .7em;border-left:.4em solid %s;background:%s}\n"
        "dt{float:left;clear:left;width:10em;color:#444}\n"
        "dd{margin:0 0 .3em 10.5em;overflow-wrap:anywhere}\n"
        "li{margin:.8em 0}\n"
        ".error strong{color:#a40000}.warning strong{color:#7a4b00}\n"
        "small{color:#555}\n"
        "</style>\n</head>\n<body>\n<h1>%s %s</h1>\n<p>%s</p>\n",
        row->title, row->good ? "#0b7a4b" : "#a40000",
        row->good ? "#e8f6ee" : "#fdeaea", row->good ? "✓" : "!", row->title,
        row->text);
    if (row->todo) {
        om_text_print(out, "<p><strong>Wat nu?</strong> %s</p>\n", row->todo);
    }
    add_facts(out, page);
    add_findings(out, page->findings);
    om_text_print(out, "<p><small>%s</small></p>\n</body>\n</html>\n",
                  row->code);
}
