#include "pack/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 16, VERIFIED_DAYS_MAX = 180, VERIFIED_DAYS_SOON = 152 };

// A computer that says it is earlier than this has lost its clock, and says
// nothing about the age of a help line.
static const time_t clock_plausible = 1700000000; // November 2023

enum {
    ID,
    NAME,
    FOR,
    PHONE,
    CHAT,
    TERMS,
    PRICE,
    ANONYMITY,
    VERIFIED,
    LINE_COUNT,
};

static const struct om_field line_fields[LINE_COUNT] = {
    [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [NAME] = { "name", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    [FOR] = { "for", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    [PHONE] = { "phone", OM_TAKES_TEXT, 0 },
    [CHAT] = { "chat", OM_TAKES_TEXT, 0 },
    [TERMS] = { "terms", OM_TAKES_WORDS, 0 },
    [PRICE] = { "price", OM_TAKES_WORDS, 0 },
    [ANONYMITY] = { "anonymity", OM_TAKES_WORDS, 0 },
    [VERIFIED] = { "verified", OM_TAKES_TEXT, 0 },
};

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// Days since 1 March of the year 0, by which leap days come last in a year.
static long
day_number(int year, int month, int day)
{
    long y = month > 2 ? year : year - 1;
    long m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

// "2026-09-01"
static bool
parse_date(const char *text, long *number)
{
    static const char shape[] = "0000-00-00";
    static const int lengths[] = { 31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31 };
    for (size_t i = 0; i < sizeof(shape); i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !digit : text[i] != shape[i]) {
            return false;
        }
    }
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    if (year < 1 || month < 1 || month > 12) {
        return false;
    }
    int length = lengths[month - 1] + (month == 2 && is_leap(year));
    *number = day_number(year, month, day);
    return day >= 1 && day <= length;
}

static void
check_verified(struct om_reader *reader, const struct om_node *node, time_t now)
{
    long verified;
    if (!parse_date(node->text, &verified)) {
        om_say(reader->findings, OM_SAY_DATE, node->mark, node->text, NULL,
               NULL);
        return;
    }
    if (now < clock_plausible) {
        return;
    }
    struct tm today;
    localtime_r(&now, &today);
    long days =
        day_number(today.tm_year + 1900, today.tm_mon + 1, today.tm_mday)
        - verified;
    if (days < -1) { // a day's grace: the maker may live further east
        om_say(reader->findings, OM_SAY_VERIFIED_FUTURE, node->mark, node->text,
               NULL, NULL);
    } else if (days >= VERIFIED_DAYS_SOON) {
        char count[24], left[24];
        bool old = days > VERIFIED_DAYS_MAX;
        snprintf(count, sizeof(count), "%ld", days);
        snprintf(left, sizeof(left), "%ld", VERIFIED_DAYS_MAX + 1 - days);
        om_say(reader->findings,
               old ? OM_SAY_VERIFIED_OLD : OM_SAY_VERIFIED_SOON, node->mark,
               count, old ? NULL : left, NULL);
    }
}

static const char *
text_of(const struct om_node *node)
{
    return node ? node->text : NULL;
}

static struct om_help_line
read_line(struct om_reader *reader, const struct om_node *node, time_t now)
{
    const struct om_node *values[LINE_COUNT];
    if (!om_read_fields(reader, node, line_fields, LINE_COUNT, values)) {
        return (struct om_help_line){ 0 };
    }
    struct om_help_line line = {
        .id = om_read_id(reader, values[ID]),
        .name = om_read_words(reader, values[NAME]),
        .for_whom = om_read_words(reader, values[FOR]),
        .phone = text_of(values[PHONE]),
        .chat = text_of(values[CHAT]),
        .terms = om_read_words(reader, values[TERMS]),
        .price = om_read_words(reader, values[PRICE]),
        .anonymity = om_read_words(reader, values[ANONYMITY]),
    };
    const char *name = line.id ? line.id : "?";
    if (!line.phone && !line.chat) {
        om_say(reader->findings, OM_SAY_NO_CONTACT, om_node_head(node), name,
               NULL, NULL);
    }
    if (values[VERIFIED]) {
        check_verified(reader, values[VERIFIED], now);
    } else {
        om_say(reader->findings, OM_SAY_VERIFIED_NEVER, om_node_head(node),
               name, NULL, NULL);
    }
    return line;
}

static void
read_lines(struct om_reader *reader, const struct om_node *list, time_t now)
{
    struct om_help_line *lines =
        om_arena_alloc(reader->arena, LINES_MAX * sizeof(lines[0]));
    size_t count = 0;
    for (const struct om_node *entry = list->first; entry && count < LINES_MAX;
         entry = entry->next) {
        lines[count++] = read_line(reader, entry, now);
        om_read_id_once(reader, list, entry);
    }
    if (list->count > LINES_MAX) {
        om_say_too_many(reader, list, LINES_MAX);
    }
    reader->pack->help = lines;
    reader->pack->help_count = (uint8_t) count;
}

void
om_read_help(struct om_reader *reader, time_t now)
{
    static const struct om_field fields[] = {
        { "lines", OM_TAKES_LIST, OM_FIELD_NEEDED },
    };
    const struct om_node *tree =
        om_read_yaml(reader, "help.yaml", OM_SAY_HELP_MISSING,
                     (struct om_mark){ "help.yaml", 0, 0 });
    const struct om_node *list;
    om_read_fields(reader, tree, fields, 1, &list);
    if (list) {
        read_lines(reader, list, now);
    }
}
