#include "pack/track.h"

const struct om_words *
om_chat_group_at(const struct om_chat *chat, om_tick time)
{
    const struct om_words *group = &chat->group;
    for (size_t i = 0; i < chat->line_count; i++) {
        const struct om_chat_line *line = &chat->lines[i];
        if (line->at <= time && line->kind == OM_CHAT_RENAMES) {
            group = &line->text;
        }
    }
    return group;
}

unsigned
om_chat_members_at(const struct om_chat *chat, om_tick time)
{
    uint32_t gone = 0;
    unsigned members = chat->person_count;
    for (size_t i = 0; i < chat->line_count; i++) {
        const struct om_chat_line *line = &chat->lines[i];
        if (line->at <= time && line->kind == OM_CHAT_REMOVES
            && !(gone & UINT32_C(1) << line->whom)) {
            gone |= UINT32_C(1) << line->whom;
            members--;
        }
    }
    return members;
}

bool
om_chat_is_seen(const struct om_chat *chat, size_t line, om_tick time)
{
    const struct om_chat_line *typing = &chat->lines[line];
    if (typing->at > time) {
        return false;
    }
    if (typing->kind != OM_CHAT_TYPES) {
        return true;
    }
    for (size_t i = line + 1; i < chat->line_count; i++) {
        const struct om_chat_line *later = &chat->lines[i];
        if (later->at <= time && later->kind == OM_CHAT_SAYS
            && later->who == typing->who) {
            return false;
        }
    }
    return time < typing->until;
}
