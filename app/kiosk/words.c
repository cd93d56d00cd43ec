#include "kiosk/words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// clang-format off
static const char *const dutch[OM_WORD_COUNT_] = {
    [OM_WORD_TOUCH] = "Raak het scherm aan",
    [OM_WORD_NOTICE] = ("Wij tellen alleen hoeveel mensen iets kiezen. "
                        "We weten niet wie jij bent."),
    [OM_WORD_LANGUAGE] = "Kies je taal",
    [OM_WORD_STORIES] = "Kies een verhaal",
    [OM_WORD_STORY] = "Het verhaal van",
    [OM_WORD_BEGIN] = "Begin",
    [OM_WORD_MINUTES] = "Duurt ongeveer %u minuten",
    [OM_WORD_NOTE] = "Goed om te weten",
    [OM_WORD_GO_ON] = "Verder",
    [OM_WORD_OTHER] = "Ander verhaal",
    [OM_WORD_STOP] = "Stoppen",
    [OM_WORD_HELP] = "Hulp",
    [OM_WORD_HELP_TITLE] = "Praat met iemand",
    [OM_WORD_HELP_LINE] = "Gratis en zonder je naam te zeggen.",
    [OM_WORD_BACK] = "Terug",
    [OM_WORD_CHOSE] = "Jij koos",
    [OM_WORD_TIPS] = "Dit kun jij doen",
    [OM_WORD_TALK] = "Liever praten?",
    [OM_WORD_READY] = "Klaar",
    [OM_WORD_IDLE] = "Ben je er nog?",
    [OM_WORD_IDLE_LINE] = "Over %u seconden begint het opnieuw.",
    [OM_WORD_STAY] = "Ik ben er nog",
    [OM_WORD_SOURCE] = "Bron: %s",
    [OM_WORD_SCAN] = "Scan en neem mee",
    [OM_WORD_MORE] = "Meer verhalen",
    [OM_WORD_SEVERAL] = "Kies er een of meer.",
    [OM_WORD_SKIP] = "Overslaan",
    [OM_WORD_NOW] = "Nu!",
    [OM_WORD_SPOTTED] = "Hier zou jij iets doen",
    [OM_WORD_OWN_MOMENT] = "Een moment dat jij zelf koos",
    [OM_WORD_OTHERS] = "%u van de 10 bezoekers kozen om te helpen.",
    [OM_WORD_NATIONAL] = "Landelijk, %u antwoorden tot en met %s",
    [OM_WORD_AROUND] = "Ongeveer %u% van de bezoekers hier koos om te helpen.",
    [OM_WORD_HERE] = "Op deze plek, %u antwoorden",
    [OM_WORD_APPROVING] = "Iets doen helpt, ook iets kleins.",
    [OM_WORD_PLEDGED] = "Dit neem jij mee",
    [OM_WORD_YOUNG] = "Jongere",
    [OM_WORD_PARENT] = "Ouder",
    [OM_WORD_TEACHER] = "Leraar",
    [OM_WORD_CHAT_PEOPLE] = "%u mensen",
    [OM_WORD_CHAT_TYPES] = "%s is aan het typen…",
    [OM_WORD_CHAT_RENAMES] = "%s noemt de groep nu: %s",
    [OM_WORD_CHAT_REMOVES] = "%s heeft %s uit de groep gehaald",
};

static const char *const english[OM_WORD_COUNT_] = {
    [OM_WORD_TOUCH] = "Touch the screen",
    [OM_WORD_NOTICE] = ("We only count how many people choose something. "
                        "We do not know who you are."),
    [OM_WORD_LANGUAGE] = "Choose your language",
    [OM_WORD_STORIES] = "Choose a story",
    [OM_WORD_STORY] = "The story of",
    [OM_WORD_BEGIN] = "Begin",
    [OM_WORD_MINUTES] = "Takes about %u minutes",
    [OM_WORD_NOTE] = "Good to know",
    [OM_WORD_GO_ON] = "Go on",
    [OM_WORD_OTHER] = "Other story",
    [OM_WORD_STOP] = "Stop",
    [OM_WORD_HELP] = "Help",
    [OM_WORD_HELP_TITLE] = "Talk to someone",
    [OM_WORD_HELP_LINE] = "Free, and without giving your name.",
    [OM_WORD_BACK] = "Back",
    [OM_WORD_CHOSE] = "You chose",
    [OM_WORD_TIPS] = "What you can do",
    [OM_WORD_TALK] = "Rather talk?",
    [OM_WORD_READY] = "Done",
    [OM_WORD_IDLE] = "Are you still there?",
    [OM_WORD_IDLE_LINE] = "This starts again in %u seconds.",
    [OM_WORD_STAY] = "I'm still here",
    [OM_WORD_SOURCE] = "Source: %s",
    [OM_WORD_SCAN] = "Scan and take along",
    [OM_WORD_MORE] = "More stories",
    [OM_WORD_SEVERAL] = "Choose one or more.",
    [OM_WORD_SKIP] = "Skip",
    [OM_WORD_NOW] = "Now!",
    [OM_WORD_SPOTTED] = "Here you would do something",
    [OM_WORD_OWN_MOMENT] = "A moment of your own",
    [OM_WORD_OTHERS] = "%u in 10 visitors chose to help.",
    [OM_WORD_NATIONAL] = "Nationwide, %u answers up to %s",
    [OM_WORD_AROUND] = "About %u% of the visitors here chose to help.",
    [OM_WORD_HERE] = "At this place, %u answers",
    [OM_WORD_APPROVING] = "Doing something helps, even something small.",
    [OM_WORD_PLEDGED] = "You take this along",
    [OM_WORD_YOUNG] = "Young person",
    [OM_WORD_PARENT] = "Parent",
    [OM_WORD_TEACHER] = "Teacher",
    [OM_WORD_CHAT_PEOPLE] = "%u people",
    [OM_WORD_CHAT_TYPES] = "%s is typing…",
    [OM_WORD_CHAT_RENAMES] = "%s now calls the group: %s",
    [OM_WORD_CHAT_REMOVES] = "%s removed %s from the group",
};
// clang-format on

const char *
om_word_get(const char *language, enum om_word word)
{
    return (strncmp(language, "nl", 2) == 0 ? dutch : english)[word];
}

// Takes back half a character that was cut at the end of the room.
static size_t
whole_characters(const char *text, size_t length)
{
    size_t at = length;
    while (at > 0 && ((unsigned char) text[at - 1] & 0xC0) == 0x80) {
        at--;
    }
    unsigned char lead = at > 0 ? (unsigned char) text[at - 1] : 0;
    size_t needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return at > 0 && length - (at - 1) < needs ? at - 1 : length;
}

void
om_word_fill(char *out, size_t size, const char *word, const char *first,
             const char *second)
{
    const char *values[] = { first, second };
    size_t used = 0, length = 0;
    for (const char *p = word; *p && length + 1 < size; p++) {
        bool hole = p[0] == '%' && (p[1] == 's' || p[1] == 'u') && used < 2;
        if (!hole) {
            out[length++] = *p;
            continue;
        }
        int added = snprintf(out + length, size - length, "%s", values[used++]);
        length +=
            (size_t) added < size - length ? (size_t) added : size - length - 1;
        p++;
    }
    out[whole_characters(out, length)] = '\0';
}
