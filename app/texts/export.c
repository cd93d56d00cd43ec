#include "texts/exchange.h"

#include "base/path.h"
#include "texts/catalogue.h"
#include "texts/po.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct exporter {
    const struct om_texts_export_params *wanted;
    struct om_texts_export_result *result;
    struct om_texts_catalogue catalogue;
    struct om_po earlier; // empty: none
    struct om_text *out;
};

// -- the header ---------------------------------------------------------------

// gettext writes "pt_BR" where we write "pt-BR".
static void
add_language(struct om_text *out, const char *language)
{
    for (const char *at = language; *at; at++) {
        om_text_add(out, *at == '-' ? "_" : at, 1);
    }
}

// A field that is the translator's to fill in: as it was, or as usual.
static void
add_field(struct exporter *exporter, struct om_text *header, const char *name,
          const char *usual)
{
    const char *was = om_po_field(&exporter->earlier, name);
    om_text_print(header, "%s: %s\n", name, was ? was : usual);
}

static void
write_header(struct exporter *exporter)
{
    const struct om_texts_export_params *wanted = exporter->wanted;
    const struct om_pack *pack = wanted->pack;
    struct om_text header = { 0 }, comments = { 0 };
    struct tm now;
    char date[32];
    gmtime_r(&wanted->now, &now);
    strftime(date, sizeof(date), "%Y-%m-%d %H:%M+0000", &now);
    om_text_print(&header, "Project-Id-Version: %s %s\n", pack->id,
                  pack->version);
    om_text_print(&header, "POT-Creation-Date: %s\n", date);
    add_field(exporter, &header, "PO-Revision-Date", date);
    add_field(exporter, &header, "Last-Translator", "-");
    add_field(exporter, &header, "Language-Team", "-");
    om_text_print(&header, "Language: ");
    add_language(&header, wanted->language);
    om_text_print(&header,
                  "\nMIME-Version: 1.0\n"
                  "Content-Type: text/plain; charset=UTF-8\n"
                  "Content-Transfer-Encoding: 8bit\n"
                  "X-Source-Language: %s\nX-Generator: omstander %s\n",
                  pack->languages[0], om_version());
    const struct om_po_entry *earlier = om_po_find(&exporter->earlier, NULL);
    om_text_print(
        &comments,
        wanted->english
            ? "The texts of %s, from ‘%s’ to ‘%s’.\n"
              "Put each translation between the quotes of its msgstr; an empty "
              "one is not shown,\nnor is one that is marked fuzzy. \\n is a "
              "new "
              "line. There are no plural forms."
            : "De teksten van %s, van ‘%s’ naar ‘%s’.\n"
              "Zet elke vertaling tussen de aanhalingstekens van haar msgstr; "
              "een lege wordt niet\ngetoond, en een die fuzzy heet ook niet. "
              "\\n is een nieuwe regel. Meervoudsvormen zijn er niet.",
        pack->id, pack->languages[0], wanted->language);
    struct om_po_entry entry = {
        .id = "",
        .translation = header.data,
        .comments =
            earlier && earlier->comments ? earlier->comments : comments.data,
    };
    om_po_write(exporter->out, &entry, NULL, NULL);
    om_text_finish(&header);
    om_text_finish(&comments);
}

// -- texts --------------------------------------------------------------------

static void
describe(const struct exporter *exporter, const struct om_texts_entry *entry,
         struct om_text *out)
{
    const struct om_texts_place *place = entry->place;
    if (exporter->wanted->english) {
        om_text_print(out, "Screen: %s. At most %zu characters.",
                      place->screen_en, entry->most);
    } else {
        om_text_print(out, "Scherm: %s. Hoogstens %zu tekens.",
                      place->screen_nl, entry->most);
    }
    if (om_texts_entry_is_shared(entry)) {
        om_text_print(out, exporter->wanted->english
                               ? "\nThe same in every language, unless you "
                                 "write something else."
                               : "\nIn elke taal gelijk, tenzij je iets anders "
                                 "schrijft.");
    }
}

// Names with blanks stand between isolates, as gettext does it.
static void
refer(const struct exporter *exporter, const struct om_texts_entry *entry,
      struct om_text *out)
{
    const char *file = exporter->catalogue.sources[entry->source].file;
    bool blanks = strchr(file, ' ') != NULL;
    om_text_print(out, blanks ? "\u2068%s\u2069:%u" : "%s:%u", file,
                  entry->line);
}

// What a translator made of this text before: their word against the pack's.
static void
take_earlier(const struct exporter *exporter, struct om_po_entry *entry)
{
    const struct om_po_entry *was =
        om_po_find(&exporter->earlier, entry->context);
    if (!was) {
        return;
    }
    entry->comments = was->comments;
    bool same = strcmp(was->id, entry->id) == 0;
    if (!*was->translation || (!same && *entry->translation)) {
        return; // nothing, or the pack has been translated anew
    }
    entry->translation = was->translation;
    entry->fuzzy = was->fuzzy || !same;
    entry->previous = same ? was->previous : was->id;
}

static void
write_text(struct exporter *exporter, const struct om_texts_entry *text)
{
    const char *translation = om_texts_catalogue_translation(
        &exporter->catalogue, text, exporter->wanted->language);
    struct om_po_entry entry = {
        .context = text->context,
        .id = text->text,
        .translation = translation ? translation : "",
    };
    take_earlier(exporter, &entry);
    struct om_text extracted = { 0 }, reference = { 0 };
    describe(exporter, text, &extracted);
    refer(exporter, text, &reference);
    om_po_write(exporter->out, &entry, extracted.data, reference.data);
    om_text_finish(&extracted);
    om_text_finish(&reference);
    exporter->result->texts++;
    exporter->result->fuzzy += entry.fuzzy;
    exporter->result->translated += *entry.translation && !entry.fuzzy;
}

// Translations of texts that are gone: they may come back.
static void
write_obsolete(struct exporter *exporter)
{
    for (size_t i = 0; i < exporter->earlier.count; i++) {
        struct om_po_entry entry = exporter->earlier.entries[i];
        bool header = !entry.context && !*entry.id;
        bool gone =
            entry.context
            && !om_texts_catalogue_find(&exporter->catalogue, entry.context);
        if (header || !*entry.translation || !(entry.obsolete || gone)
            || (entry.context && entry.obsolete
                && om_po_find(&exporter->earlier, entry.context))) {
            continue;
        }
        entry.obsolete = true;
        om_po_write(exporter->out, &entry, NULL, NULL);
        exporter->result->obsolete++;
    }
}

bool
om_texts_export(const struct om_texts_export_params *export,
                struct om_text *out, struct om_texts_export_result *result,
                struct om_findings *findings)
{
    *result = (struct om_texts_export_result){ 0 };
    struct exporter exporter = {
        .wanted = export,
        .result = result,
        .out = out,
    };
    errno = 0;
    bool good =
        !export->earlier
        || om_po_read(&exporter.earlier, export->earlier_name, export->earlier,
                      export->earlier_length, findings);
    if (good && om_texts_catalogue_make(&exporter.catalogue, export->pack)) {
        write_header(&exporter);
        for (size_t i = 0; i < exporter.catalogue.count; i++) {
            write_text(&exporter, &exporter.catalogue.entries[i]);
        }
        write_obsolete(&exporter);
        om_texts_catalogue_finish(&exporter.catalogue);
    } else {
        good = false;
    }
    om_po_finish(&exporter.earlier);
    return good;
}
