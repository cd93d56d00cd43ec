#include "pack/spot.h"

#include <string.h>

// What touches outside of every moment are counted as.
static const char elsewhere[] = "anders";

struct order {
    const char *clip;
    const struct om_node *before; // where the moment before ends
    om_tick last;
};

static void
check_times(struct om_reader *reader, struct order *order,
            const struct om_moment *moment, const struct om_node *from,
            const struct om_node *to)
{
    if (moment->to <= moment->from) {
        om_say(reader->findings, OM_SAY_MOMENT_ORDER, to->mark, from->text,
               to->text, NULL);
    } else if (order->before && moment->from < order->last) {
        om_say(reader->findings, OM_SAY_CUE_ORDER, from->mark, from->text,
               order->before->text, NULL);
    }
    order->before = to;
    order->last = moment->to;
}

static struct om_moment
read_moment(struct om_reader *reader, const struct om_node *node,
            struct order *order)
{
    enum { ID, FROM, TO, LABEL, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [FROM] = { "from", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [TO] = { "to", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [LABEL] = { "label", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    };
    struct om_moment moment = { 0 };
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        return moment;
    }
    moment.id = om_read_id(reader, values[ID]);
    if (moment.id && strcmp(moment.id, elsewhere) == 0) {
        om_say(reader->findings, OM_SAY_RESERVED, values[ID]->mark, moment.id,
               NULL, NULL);
    }
    bool from = om_read_time(reader, values[FROM], &moment.from);
    bool to = om_read_time(reader, values[TO], &moment.to);
    if (from && to) {
        check_times(reader, order, &moment, values[FROM], values[TO]);
    }
    if (to) {
        om_survey_add_time(reader->survey,
                           (struct om_survey_time){ order->clip, moment.to,
                                                    OM_TIME_MOMENT,
                                                    values[TO]->mark });
    }
    moment.label = om_read_words(reader, values[LABEL]);
    return moment;
}

void
om_read_spot(struct om_reader *reader, struct om_spot *spot,
             const struct om_node *node, const char *clip)
{
    enum { ID, PROMPT, MOMENTS, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [PROMPT] = { "prompt", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [MOMENTS] = { "moments", OM_TAKES_LIST, OM_FIELD_NEEDED },
    };
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        return;
    }
    spot->id = om_read_id(reader, values[ID]);
    if (spot->id) {
        om_read_counted(reader, spot->id, values[ID]->mark);
    }
    spot->prompt = om_read_words(reader, values[PROMPT]);
    const struct om_node *list = values[MOMENTS];
    if (!list) {
        return;
    }
    if (list->count > OM_PACK_MOMENTS_MAX) {
        om_say_too_many(reader, list, OM_PACK_MOMENTS_MAX);
        return;
    }
    if (list->count == 0) {
        om_say(reader->findings, OM_SAY_EMPTY, om_node_head(list),
               om_node_name(list), NULL, NULL);
    }
    struct om_moment *moments =
        om_arena_alloc(reader->arena, OM_PACK_MOMENTS_MAX * sizeof(moments[0]));
    struct order order = { clip, NULL, 0 };
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        moments[spot->moment_count++] = read_moment(reader, entry, &order);
        om_read_id_once(reader, list, entry);
    }
    spot->moments = moments;
}
