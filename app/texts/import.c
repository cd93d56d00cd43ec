#include "texts/exchange.h"

#include "base/path.h"
#include "pack/utf8.h"
#include "pack/values.h"
#include "texts/catalogue.h"
#include "texts/po.h"
#include "texts/save.h"
#include "texts/says.h"
#include "texts/surgery.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Everything is decided in memory: which translations are taken, what each
// file becomes, and whether that reads back as it was meant. Only then is
// anything written, captions and stories first and pack.yaml, which makes the
// language one of the pack's, last: cut off anywhere, the pack is as good as
// it was.

struct importer {
    const struct om_texts_import_params *wanted;
    struct om_texts_import_result *result;
    struct om_findings *findings;
    struct om_po po;
    struct om_texts_catalogue catalogue;
    const char *language;
    const char **taken; // owned; by entry of the catalogue; NULL: none
    struct om_save save;
};

static void
say(struct importer *importer, enum om_texts_say what, unsigned line,
    const char *first, const char *second)
{
    struct om_mark mark = { importer->wanted->name, line, line ? 1 : 0 };
    om_texts_say(importer->findings, what, mark, first, second);
}

static char *
number(size_t value, char out[24])
{
    snprintf(out, 24, "%zu", value);
    return out;
}

// -- the language -------------------------------------------------------------

static bool
find_language(struct importer *importer)
{
    const struct om_texts_import_params *wanted = importer->wanted;
    const struct om_pack *pack = wanted->pack;
    const struct om_po_entry *header = om_po_find(&importer->po, NULL);
    unsigned line = header ? header->text_line : 1;
    const char *field = om_po_field(&importer->po, "Language");
    char code[16] = "";
    snprintf(code, sizeof(code), "%s", field ? field : "");
    for (char *at = code; *at; at++) {
        if (*at == '_') {
            *at = '-';
        }
    }
    if (wanted->language && *code && strcmp(code, wanted->language) != 0) {
        say(importer, OM_TEXTS_SAY_OTHER_LANGUAGE, line, code,
            wanted->language);
        return false;
    }
    const char *language = wanted->language ? wanted->language : code;
    if (!om_is_language(language)) {
        say(importer, OM_TEXTS_SAY_NO_LANGUAGE, line, NULL, NULL);
        return false;
    }
    if (strcmp(language, pack->languages[0]) == 0) {
        say(importer, OM_TEXTS_SAY_SOURCE_LANGUAGE, line, language, NULL);
        return false;
    }
    snprintf(importer->result->language, sizeof(importer->result->language),
             "%s", language);
    importer->language = importer->result->language;
    return true;
}

static bool
has_language(const struct importer *importer)
{
    const struct om_pack *pack = importer->wanted->pack;
    for (size_t i = 0; i < pack->language_count; i++) {
        if (strcmp(pack->languages[i], importer->language) == 0) {
            return true;
        }
    }
    return false;
}

// -- translations -------------------------------------------------------------

static void
check_length(struct importer *importer, const struct om_po_entry *from,
             const struct om_texts_entry *text)
{
    size_t length = om_utf8_count(from->translation);
    if (length > text->most) {
        char is[24], can[24];
        say(importer, OM_TEXTS_SAY_LONG, from->text_line, number(length, is),
            number(text->most, can));
    }
}

// What a translation is of; NULL, said, when it cannot be used.
static const struct om_texts_entry *
match(struct importer *importer, const struct om_po_entry *from)
{
    const struct om_texts_entry *text =
        from->context
            ? om_texts_catalogue_find(&importer->catalogue, from->context)
            : NULL;
    if (!text) {
        say(importer, OM_TEXTS_SAY_UNKNOWN, from->line,
            from->context ? from->context : from->id, NULL);
        return NULL;
    }
    if (strcmp(text->text, from->id) != 0) {
        say(importer, OM_TEXTS_SAY_CHANGED, from->line, text->context,
            text->text);
        return NULL;
    }
    if (!text->node && !om_cue_is_good(from->translation)) {
        say(importer, OM_TEXTS_SAY_CUE, from->text_line, NULL, NULL);
        return NULL;
    }
    return text;
}

static void
take_translations(struct importer *importer)
{
    struct om_texts_import_result *result = importer->result;
    for (size_t i = 0; i < importer->po.count; i++) {
        const struct om_po_entry *from = &importer->po.entries[i];
        if (from->obsolete || (!from->context && !*from->id)) {
            continue;
        }
        if (!*from->translation || from->fuzzy) {
            result->fuzzy += from->fuzzy && *from->translation;
            result->empty += !*from->translation;
            continue;
        }
        const struct om_texts_entry *text = match(importer, from);
        if (text) {
            check_length(importer, from, text);
            importer->taken[text - importer->catalogue.entries] =
                from->translation;
            result->taken++;
        } else {
            result->skipped++;
        }
    }
}

// Whether a translation changes anything; sorts out what stays as it is.
static bool
is_news(struct importer *importer, size_t i)
{
    const struct om_texts_entry *text = &importer->catalogue.entries[i];
    const char *was = om_texts_catalogue_translation(&importer->catalogue, text,
                                                     importer->language);
    return importer->taken[i] && (!was || strcmp(was, importer->taken[i]) != 0);
}

// -- files --------------------------------------------------------------------

static void
save(struct importer *importer, const char *file, const struct om_text *bytes)
{
    char *path = om_path_join(importer->wanted->pack->root, file);
    om_save_add(&importer->save, path, om_text_get(bytes), bytes->length);
    importer->result->files++;
    free(path);
}

// The name of the text at a node, for a message.
static const char *
name_of(const struct importer *importer, const struct om_node *node)
{
    for (size_t i = 0; i < importer->catalogue.count; i++) {
        if (importer->catalogue.entries[i].node == node) {
            return importer->catalogue.entries[i].context;
        }
    }
    return node->key ? node->key : importer->language;
}

static bool
prepare_yaml(struct importer *importer, size_t index)
{
    const struct om_texts_source *source = &importer->catalogue.sources[index];
    const struct om_pack *pack = importer->wanted->pack;
    struct om_surgery surgery = {
        .file = source->file,
        .bytes = source->bytes,
        .length = source->length,
        .tree = source->tree,
        .languages = pack->languages,
        .language_count = pack->language_count,
        .language = importer->language,
    };
    for (size_t i = 0; i < importer->catalogue.count; i++) {
        const struct om_texts_entry *text = &importer->catalogue.entries[i];
        if (text->source == index && is_news(importer, i)) {
            om_surgery_set(&surgery, text->node, text->place->shared,
                           importer->taken[i]);
            importer->result->new_ones++;
        }
    }
    if (index == 0 && !has_language(importer)) {
        om_surgery_append(&surgery, om_node_get(source->tree, "languages"));
    }
    struct om_text bytes = { 0 };
    const struct om_node *spoiled = om_surgery_perform(&surgery, &bytes);
    if (spoiled) {
        om_texts_say(importer->findings, OM_TEXTS_SAY_NOT_WRITABLE,
                     om_node_head(spoiled), name_of(importer, spoiled), NULL);
    } else if (surgery.count > 0) {
        save(importer, source->file, &bytes);
    }
    om_text_finish(&bytes);
    om_surgery_finish(&surgery);
    return !spoiled;
}

// What each caption becomes: what was taken, else what another file of this
// language says at that time. Returns how many are lacking.
static size_t
gather_words(struct importer *importer, size_t index, const char *words[],
             bool *news)
{
    size_t lacking = 0;
    for (size_t i = 0; i < importer->catalogue.count; i++) {
        const struct om_texts_entry *text = &importer->catalogue.entries[i];
        if (text->source != index) {
            continue;
        }
        const char *was = om_texts_catalogue_translation(
            &importer->catalogue, text, importer->language);
        bool is_new = is_news(importer, i);
        words[text->cue] = is_new ? importer->taken[i] : was;
        importer->result->new_ones += is_new;
        *news |= is_new;
        lacking += !words[text->cue];
    }
    return lacking;
}

static void
prepare_captions(struct importer *importer, size_t index)
{
    struct om_texts_catalogue *catalogue = &importer->catalogue;
    const struct om_texts_source *source = &catalogue->sources[index];
    const char *file =
        om_texts_catalogue_captions(catalogue, source, importer->language);
    const char **words = om_alloc((source->cues.count + 1) * sizeof(words[0]));
    bool news = om_folder_find(&catalogue->folder, file) == OM_FOLDER_MISSING;
    size_t lacking = gather_words(importer, index, words, &news);
    char count[24];
    if (lacking > 0) {
        say(importer, OM_TEXTS_SAY_CUES_LACKING, 0, file,
            number(lacking, count));
    } else if (news) {
        struct om_text bytes = { 0 };
        om_cues_write(&source->cues, source->bytes, source->length, words,
                      &bytes);
        save(importer, file, &bytes);
        om_text_finish(&bytes);
    }
    free(words);
}

// The first source, pack.yaml, comes last.
static bool
prepare_files(struct importer *importer)
{
    size_t count = importer->catalogue.source_count;
    bool good = true;
    for (size_t i = 1; i <= count; i++) {
        size_t index = i % count;
        if (importer->catalogue.sources[index].tree) {
            good = prepare_yaml(importer, index) && good;
        } else {
            prepare_captions(importer, index);
        }
    }
    return good;
}

// -- all of it ----------------------------------------------------------------

static enum om_texts_import_answer
failed(char **torn, const char *file)
{
    int cause = errno;
    *torn = file ? om_strdup(file) : NULL;
    errno = cause;
    return OM_TEXTS_IMPORT_FAILED;
}

// Writes, and reads the pack again: what was good must still be so.
static enum om_texts_import_answer
write_files(struct importer *importer, char **torn)
{
    const char *file;
    importer->save.disk = importer->wanted->disk;
    if (!om_save_perform(&importer->save, &file)) {
        return failed(torn, file);
    }
    struct om_findings after = { 0 };
    struct om_pack *pack = om_pack_load(importer->wanted->pack->root, &after);
    bool good = pack != NULL;
    om_pack_destroy(pack);
    if (!good) { // say why, and be as if nothing had been
        for (size_t i = 0; i < after.count; i++) {
            const struct om_finding *one = &after.items[i];
            struct om_mark mark = { one->file, one->line, one->column };
            om_findings_add(importer->findings, one->kind, mark,
                            one->arguments[0], one->arguments[1],
                            one->arguments[2]);
        }
        good = om_save_undo(&importer->save, &file);
        om_findings_finish(&after);
        return good ? OM_TEXTS_IMPORT_REFUSED : failed(torn, file);
    }
    om_findings_finish(&after);
    return OM_TEXTS_IMPORT_DONE;
}

static enum om_texts_import_answer
import_all(struct importer *importer, char **torn)
{
    const struct om_pack *pack = importer->wanted->pack;
    char most[24];
    if (!find_language(importer)) {
        return OM_TEXTS_IMPORT_REFUSED;
    }
    if (!has_language(importer)
        && pack->language_count == OM_PACK_LANGUAGES_MAX) {
        say(importer, OM_TEXTS_SAY_LANGUAGES_FULL, 0,
            number(OM_PACK_LANGUAGES_MAX, most), NULL);
        return OM_TEXTS_IMPORT_REFUSED;
    }
    if (!om_texts_catalogue_make(&importer->catalogue, pack)) {
        return failed(torn, NULL);
    }
    importer->result->texts = importer->catalogue.count;
    importer->taken =
        om_alloc((importer->catalogue.count + 1) * sizeof(importer->taken[0]));
    take_translations(importer);
    if (importer->result->taken == 0) {
        return OM_TEXTS_IMPORT_DONE; // nothing to put in, nor a language to add
    }
    if (!prepare_files(importer)) {
        return OM_TEXTS_IMPORT_REFUSED;
    }
    return write_files(importer, torn);
}

enum om_texts_import_answer
om_texts_import(const struct om_texts_import_params *import,
                struct om_texts_import_result *result,
                struct om_findings *findings, char **torn)
{
    *result = (struct om_texts_import_result){ 0 };
    *torn = NULL;
    struct importer importer = {
        .wanted = import,
        .result = result,
        .findings = findings,
        .catalogue = { .folder.handle = -1 },
    };
    enum om_texts_import_answer answer = OM_TEXTS_IMPORT_REFUSED;
    if (om_po_read(&importer.po, import->name, import->bytes, import->length,
                   findings)) {
        answer = import_all(&importer, torn);
    }
    int cause = errno;
    free(importer.taken);
    om_save_finish(&importer.save);
    om_texts_catalogue_finish(&importer.catalogue);
    om_po_finish(&importer.po);
    errno = cause;
    return answer;
}
