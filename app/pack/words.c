#include "pack/words.h"

#include <stddef.h>

const char *
om_words_get(const struct om_words *words, unsigned language)
{
    const char *text =
        language < OM_PACK_LANGUAGES_MAX ? words->in[language] : NULL;
    return text ? text : words->in[0];
}
