#include "kiosk/words.h"

#include <stddef.h>
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
};
// clang-format on

const char *
om_word_get(const char *language, enum om_word word)
{
    return (strncmp(language, "nl", 2) == 0 ? dutch : english)[word];
}
