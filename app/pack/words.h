// One text in the pack's languages, in the order of om_pack.languages. NULL
// where it is missing; the first is never NULL in a text that must be there,
// and `in[0] == NULL` says that an optional text was left out.
#ifndef OM_PACK_WORDS_H
#define OM_PACK_WORDS_H

enum { OM_PACK_LANGUAGES_MAX = 8 };

struct om_words {
    const char *in[OM_PACK_LANGUAGES_MAX];
};

// The text in a language, or in the default language where it is missing;
// NULL only for an optional text that was left out.
const char *om_words_get(const struct om_words *words, unsigned language);

#endif
