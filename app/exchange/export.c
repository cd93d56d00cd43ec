// Writing an export.

#include "exchange/export.h"

#include "base/path.h"
#include "report/save.h"
#include "tally/tally.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
om_export_is_name(const char *text)
{
    size_t length = strlen(text);
    return length >= 1 && length <= OM_PLACE_ID_MAX
           && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool
om_export_is_site(const char *text)
{
    bool area =
        strncmp(text, "nl", 2) == 0 && (text[2] == '\0' || text[2] == '-');
    return om_export_is_name(text) && !area;
}

struct writer {
    struct om_text rows;
    size_t count;
};

// Keys of cells keep a grammar that needs no escapes in JSON.
static void
write_row(void *context, const struct om_tally_row *row)
{
    struct writer *writer = context;
    char epoch[2 * OM_EPOCH_SIZE + 1];
    sodium_bin2hex(epoch, sizeof(epoch), row->epoch, OM_EPOCH_SIZE);
    om_text_print(&writer->rows, "[\"%s\",%d,\"%s\",%" PRId64 "]\n", epoch,
                  row->period, row->key, row->n);
    writer->count++;
}

static void
write_head(const struct om_export_head *head, size_t rows, struct om_text *out)
{
    char key[OM_KEY_PUBLIC_TEXT];
    char id[OM_KEY_ID_SIZE];
    om_key_public_text(head->key, key);
    om_key_id(head->key, id);
    json_t *object = json_pack(
        "{s:i, s:s, s:s, s:s, s:i, s:b, s:s, s:s, s:[s, s, s, s], s:I}",
        "omstander_export", OM_EXPORT_VERSION, "site", head->site, "type",
        head->type, "province", head->province, "week", head->week, "simulated",
        head->simulated, "key", key, "key_id", id, "columns", "epoch", "period",
        "cell", "n", "rows", (json_int_t) rows);
    char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
    om_text_print(out, "%s\n", text);
    free(text);
    json_decref(object);
}

bool
om_export_make(const char *folder, struct om_export_head *head,
               struct om_text *out, struct om_text *problem)
{
    struct writer writer = { .count = 0 };
    struct om_key key;
    if (!om_tally_read_epochs(folder, write_row, &writer, problem)
        || !om_key_load(&key, folder, problem)) {
        om_text_finish(&writer.rows);
        return false;
    }
    memcpy(head->key, key.public, sizeof(head->key));
    if (head->site[0] == '\0') {
        char id[OM_KEY_ID_SIZE];
        om_key_id(key.public, id);
        snprintf(head->site, sizeof(head->site), "kiosk-%s", id);
    }
    write_head(head, writer.count, out);
    om_text_add(out, om_text_get(&writer.rows), writer.rows.length);
    char signature[OM_KEY_SIGNATURE_TEXT];
    om_key_sign(&key, out->data, out->length, signature);
    om_text_print(out, "{\"signature\":\"%s\"}\n", signature);
    om_key_finish(&key);
    om_text_finish(&writer.rows);
    return true;
}

bool
om_export_save(const char *path, const struct om_text *text,
               struct om_text *problem)
{
    const char *slash = strrchr(path, '/');
    char *folder = om_strdup(slash ? path : ".");
    if (slash) {
        folder[slash == path ? 1 : slash - path] = '\0';
    }
    bool saved = om_save(folder, slash ? slash + 1 : path, text, problem);
    free(folder);
    return saved;
}

void
om_export_finish(struct om_export *export)
{
    free(export->rows);
    om_text_finish(&export->cells);
    *export = (struct om_export){ 0 };
}

const char *
om_export_cell(const struct om_export *export, const struct om_export_row *row)
{
    return export->cells.data + row->cell;
}
