#include "text/chars.h"

#include <fribidi.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct range {
    uint32_t first, last;
};

// -- scripts ------------------------------------------------------------------

enum script {
    NONE,
    LATIN,
    GREEK,
    CYRILLIC,
    ARMENIAN,
    HEBREW,
    ARABIC,
    SYRIAC,
    THAANA,
    NKO,
    DEVANAGARI,
    BENGALI,
    GURMUKHI,
    GUJARATI,
    ORIYA,
    TAMIL,
    TELUGU,
    KANNADA,
    MALAYALAM,
    SINHALA,
    THAI,
    LAO,
    TIBETAN,
    MYANMAR,
    GEORGIAN,
    HANGUL,
    ETHIOPIC,
    CHEROKEE,
    CANADIAN,
    KHMER,
    MONGOLIAN,
    TIFINAGH,
    HIRAGANA,
    KATAKANA,
    BOPOMOFO,
    HAN,
    YI,
    ADLAM,
};

static const struct {
    const char *tag, *name;
} scripts[] = {
    [LATIN] = { "Latn", "Latin" },
    [GREEK] = { "Grek", "Greek" },
    [CYRILLIC] = { "Cyrl", "Cyrillic" },
    [ARMENIAN] = { "Armn", "Armenian" },
    [HEBREW] = { "Hebr", "Hebrew" },
    [ARABIC] = { "Arab", "Arabic" },
    [SYRIAC] = { "Syrc", "Syriac" },
    [THAANA] = { "Thaa", "Thaana" },
    [NKO] = { "Nkoo", "NKo" },
    [DEVANAGARI] = { "Deva", "Devanagari" },
    [BENGALI] = { "Beng", "Bengali" },
    [GURMUKHI] = { "Guru", "Gurmukhi" },
    [GUJARATI] = { "Gujr", "Gujarati" },
    [ORIYA] = { "Orya", "Oriya" },
    [TAMIL] = { "Taml", "Tamil" },
    [TELUGU] = { "Telu", "Telugu" },
    [KANNADA] = { "Knda", "Kannada" },
    [MALAYALAM] = { "Mlym", "Malayalam" },
    [SINHALA] = { "Sinh", "Sinhala" },
    [THAI] = { "Thai", "Thai" },
    [LAO] = { "Laoo", "Lao" },
    [TIBETAN] = { "Tibt", "Tibetan" },
    [MYANMAR] = { "Mymr", "Myanmar" },
    [GEORGIAN] = { "Geor", "Georgian" },
    [HANGUL] = { "Hang", "CJK KR" },
    [ETHIOPIC] = { "Ethi", "Ethiopic" },
    [CHEROKEE] = { "Cher", "Cherokee" },
    [CANADIAN] = { "Cans", "Canadian Aboriginal" },
    [KHMER] = { "Khmr", "Khmer" },
    [MONGOLIAN] = { "Mong", "Mongolian" },
    [TIFINAGH] = { "Tfng", "Tifinagh" },
    [HIRAGANA] = { "Hira", "CJK JP" },
    [KATAKANA] = { "Kana", "CJK JP" },
    [BOPOMOFO] = { "Bopo", "CJK TC" },
    [HAN] = { "Hani", "CJK SC" },
    [YI] = { "Yiii", "Yi" },
    [ADLAM] = { "Adlm", "Adlam" },
};

// In order. What a range holds of other or no script does no harm there.
static const struct script_range {
    struct range range;
    enum script script;
} script_ranges[] = {
    { { 0x41, 0x5a }, LATIN },          { { 0x61, 0x7a }, LATIN },
    { { 0xaa, 0xaa }, LATIN },          { { 0xba, 0xba }, LATIN },
    { { 0xc0, 0xd6 }, LATIN },          { { 0xd8, 0xf6 }, LATIN },
    { { 0xf8, 0x2b8 }, LATIN },         { { 0x370, 0x3ff }, GREEK },
    { { 0x400, 0x52f }, CYRILLIC },     { { 0x531, 0x58f }, ARMENIAN },
    { { 0x591, 0x5f4 }, HEBREW },       { { 0x600, 0x604 }, ARABIC },
    { { 0x606, 0x60b }, ARABIC },       { { 0x60d, 0x61a }, ARABIC },
    { { 0x61c, 0x61e }, ARABIC },       { { 0x620, 0x63f }, ARABIC },
    { { 0x641, 0x64a }, ARABIC },       { { 0x656, 0x66f }, ARABIC },
    { { 0x671, 0x6dc }, ARABIC },       { { 0x6de, 0x6ff }, ARABIC },
    { { 0x700, 0x74f }, SYRIAC },       { { 0x750, 0x77f }, ARABIC },
    { { 0x780, 0x7b1 }, THAANA },       { { 0x7c0, 0x7ff }, NKO },
    { { 0x860, 0x86a }, SYRIAC },       { { 0x870, 0x8ff }, ARABIC },
    { { 0x900, 0x950 }, DEVANAGARI },   { { 0x955, 0x963 }, DEVANAGARI },
    { { 0x966, 0x97f }, DEVANAGARI },   { { 0x980, 0x9fe }, BENGALI },
    { { 0xa01, 0xa76 }, GURMUKHI },     { { 0xa81, 0xaff }, GUJARATI },
    { { 0xb01, 0xb77 }, ORIYA },        { { 0xb82, 0xbfa }, TAMIL },
    { { 0xc00, 0xc7f }, TELUGU },       { { 0xc80, 0xcf2 }, KANNADA },
    { { 0xd00, 0xd7f }, MALAYALAM },    { { 0xd81, 0xdf4 }, SINHALA },
    { { 0xe01, 0xe3a }, THAI },         { { 0xe40, 0xe5b }, THAI },
    { { 0xe81, 0xedf }, LAO },          { { 0xf00, 0xfda }, TIBETAN },
    { { 0x1000, 0x109f }, MYANMAR },    { { 0x10a0, 0x10ff }, GEORGIAN },
    { { 0x1100, 0x11ff }, HANGUL },     { { 0x1200, 0x1399 }, ETHIOPIC },
    { { 0x13a0, 0x13fd }, CHEROKEE },   { { 0x1400, 0x167f }, CANADIAN },
    { { 0x1780, 0x17f9 }, KHMER },      { { 0x1800, 0x18aa }, MONGOLIAN },
    { { 0x18b0, 0x18f5 }, CANADIAN },   { { 0x19e0, 0x19ff }, KHMER },
    { { 0x1c80, 0x1c88 }, CYRILLIC },   { { 0x1c90, 0x1cbf }, GEORGIAN },
    { { 0x1d00, 0x1dbf }, LATIN },      { { 0x1e00, 0x1eff }, LATIN },
    { { 0x1f00, 0x1ffe }, GREEK },      { { 0x2c60, 0x2c7f }, LATIN },
    { { 0x2d00, 0x2d2d }, GEORGIAN },   { { 0x2d30, 0x2d7f }, TIFINAGH },
    { { 0x2d80, 0x2dde }, ETHIOPIC },   { { 0x2de0, 0x2dff }, CYRILLIC },
    { { 0x2e80, 0x2fd5 }, HAN },        { { 0x3005, 0x3005 }, HAN },
    { { 0x3007, 0x3007 }, HAN },        { { 0x3041, 0x309f }, HIRAGANA },
    { { 0x30a1, 0x30ff }, KATAKANA },   { { 0x3105, 0x312f }, BOPOMOFO },
    { { 0x3131, 0x318e }, HANGUL },     { { 0x31a0, 0x31bf }, BOPOMOFO },
    { { 0x31f0, 0x31ff }, KATAKANA },   { { 0x3400, 0x4dbf }, HAN },
    { { 0x4e00, 0x9fff }, HAN },        { { 0xa000, 0xa4c6 }, YI },
    { { 0xa640, 0xa69f }, CYRILLIC },   { { 0xa722, 0xa7ff }, LATIN },
    { { 0xa8e0, 0xa8ff }, DEVANAGARI }, { { 0xa960, 0xa97c }, HANGUL },
    { { 0xa9e0, 0xa9fe }, MYANMAR },    { { 0xaa60, 0xaa7f }, MYANMAR },
    { { 0xab01, 0xab2e }, ETHIOPIC },   { { 0xab30, 0xab69 }, LATIN },
    { { 0xab70, 0xabbf }, CHEROKEE },   { { 0xac00, 0xd7fb }, HANGUL },
    { { 0xf900, 0xfad9 }, HAN },        { { 0xfb00, 0xfb06 }, LATIN },
    { { 0xfb13, 0xfb17 }, ARMENIAN },   { { 0xfb1d, 0xfb4f }, HEBREW },
    { { 0xfb50, 0xfdff }, ARABIC },     { { 0xfe70, 0xfefc }, ARABIC },
    { { 0xff21, 0xff3a }, LATIN },      { { 0xff41, 0xff5a }, LATIN },
    { { 0xff66, 0xff9d }, KATAKANA },   { { 0xffa0, 0xffdc }, HANGUL },
    { { 0x1e900, 0x1e95f }, ADLAM },    { { 0x20000, 0x323af }, HAN },
};

uint8_t
om_chars_script(uint32_t c)
{
    size_t low = 0;
    size_t high = LENGTH(script_ranges);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct script_range *row = &script_ranges[middle];
        if (c >= row->range.first && c <= row->range.last) {
            return (uint8_t) row->script;
        }
        if (c < row->range.first) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NONE;
}

const char *
om_chars_script_tag(uint8_t script)
{
    return script < LENGTH(scripts) ? scripts[script].tag : NULL;
}

const char *
om_chars_script_name(uint8_t script)
{
    return script < LENGTH(scripts) ? scripts[script].name : NULL;
}

// -- clusters -----------------------------------------------------------------

static bool
is_in(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count && c >= ranges[i].first; i++) {
        if (c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

// Vowel signs and the like that take room of their own; those that do not are
// nonspacing marks, which FriBidi knows.
static const struct range spacing_marks[] = {
    { 0x903, 0x903 },     { 0x93b, 0x93b },   { 0x93e, 0x94f },
    { 0x982, 0x983 },     { 0x9be, 0x9cc },   { 0x9d7, 0x9d7 },
    { 0xa03, 0xa03 },     { 0xa3e, 0xa40 },   { 0xa83, 0xa83 },
    { 0xabe, 0xacc },     { 0xb02, 0xb03 },   { 0xb3e, 0xb57 },
    { 0xbbe, 0xbcc },     { 0xbd7, 0xbd7 },   { 0xc01, 0xc03 },
    { 0xc41, 0xc44 },     { 0xc82, 0xc83 },   { 0xcbe, 0xcd6 },
    { 0xd02, 0xd03 },     { 0xd3e, 0xd4c },   { 0xd57, 0xd57 },
    { 0xd82, 0xd83 },     { 0xdcf, 0xddf },   { 0xdf2, 0xdf3 },
    { 0xe30, 0xe30 },     { 0xe32, 0xe33 },   { 0xe45, 0xe45 },
    { 0xeb0, 0xeb0 },     { 0xeb2, 0xeb3 },   { 0xf3e, 0xf3f },
    { 0xf7f, 0xf7f },     { 0x102b, 0x103e }, { 0x1056, 0x1057 },
    { 0x1062, 0x1064 },   { 0x1067, 0x106d }, { 0x1083, 0x108c },
    { 0x108f, 0x108f },   { 0x109a, 0x109c }, { 0x1160, 0x11ff }, // Jamo
    { 0x17b6, 0x17c8 },   { 0x302e, 0x302f }, { 0xa9e5, 0xa9e5 },
    { 0xaa7b, 0xaa7d },   { 0xd7b0, 0xd7fb }, { 0xff9e, 0xff9f },
    { 0x1f3fb, 0x1f3ff }, // skin tones
};

// A consonant after one of these is drawn into the cluster before.
static const struct range viramas[] = {
    { 0x94d, 0x94d }, { 0x9cd, 0x9cd }, { 0xa4d, 0xa4d },   { 0xacd, 0xacd },
    { 0xb4d, 0xb4d }, { 0xbcd, 0xbcd }, { 0xc4d, 0xc4d },   { 0xccd, 0xccd },
    { 0xd4d, 0xd4d }, { 0xdca, 0xdca }, { 0x1039, 0x1039 }, { 0x17d2, 0x17d2 },
};

static const struct range invisible[] = {
    { 0xad, 0xad },     { 0x34f, 0x34f },     { 0x61c, 0x61c },
    { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
    { 0x200b, 0x200f }, { 0x202a, 0x202e },   { 0x2060, 0x206f },
    { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
    { 0xffa0, 0xffa0 }, { 0xe0000, 0xe0fff },
};

static const struct range emoji[] = {
    { 0x231a, 0x231b },   { 0x23e9, 0x23ec },   { 0x23f0, 0x23f0 },
    { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },
    { 0x2648, 0x2653 },   { 0x267f, 0x267f },   { 0x2693, 0x2693 },
    { 0x26a1, 0x26a1 },   { 0x26aa, 0x26ab },   { 0x26bd, 0x26be },
    { 0x26c4, 0x26c5 },   { 0x26ce, 0x26ce },   { 0x26d4, 0x26d4 },
    { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },
    { 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },
    { 0x270a, 0x270b },   { 0x2728, 0x2728 },   { 0x274c, 0x274c },
    { 0x274e, 0x274e },   { 0x2753, 0x2755 },   { 0x2757, 0x2757 },
    { 0x2795, 0x2797 },   { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },
    { 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },
    { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e },
    { 0x1f191, 0x1f19a }, { 0x1f1e6, 0x1f202 }, { 0x1f21a, 0x1f21a },
    { 0x1f22f, 0x1f22f }, { 0x1f232, 0x1f236 }, { 0x1f238, 0x1f23a },
    { 0x1f250, 0x1f251 }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
    { 0x1f7e0, 0x1f7f0 }, { 0x1f90c, 0x1f9ff }, { 0x1fa70, 0x1faff },
};

bool
om_chars_is_invisible(uint32_t c)
{
    return is_in(invisible, LENGTH(invisible), c);
}

bool
om_chars_is_emoji(uint32_t c)
{
    return is_in(emoji, LENGTH(emoji), c);
}

bool
om_chars_is_regional(uint32_t c)
{
    return c >= 0x1f1e6 && c <= 0x1f1ff;
}

bool
om_chars_is_mark(uint32_t c)
{
    return c >= 0x300 && fribidi_get_bidi_type(c) == FRIBIDI_TYPE_NSM;
}

bool
om_chars_joins(uint32_t before, uint32_t c)
{
    if (c < 0x300) {
        return false;
    }
    if (before == 0x200d) { // a family, a flag: pictures glued together
        return om_chars_is_emoji(c) || (c >= 0x2190 && c <= 0x2bff);
    }
    if (is_in(viramas, LENGTH(viramas), before)) {
        return om_chars_script(c) != NONE
               && om_chars_script(c) == om_chars_script(before);
    }
    return om_chars_is_mark(c) || c == 0x200c || c == 0x200d
           || (c >= 0xe0020 && c <= 0xe007f)
           || is_in(spacing_marks, LENGTH(spacing_marks), c);
}

// -- lines --------------------------------------------------------------------

bool
om_chars_is_space(uint32_t c)
{
    return c == ' ' || c == 0x1680
           || (c >= 0x2000 && c <= 0x200a && c != 0x2007) || c == 0x205f
           || c == 0x3000;
}

static const struct range glue[] = {
    { 0xa0, 0xa0 },     { 0x2007, 0x2007 }, { 0x2011, 0x2011 },
    { 0x202f, 0x202f }, { 0x2060, 0x2060 }, { 0xfeff, 0xfeff },
};

// These do not start a line: closing marks, small kana, what repeats.
static const struct range not_first[] = {
    { '!', '!' },       { '%', '%' },       { ')', ')' },
    { ',', '/' },       { ':', ';' },       { '?', '?' },
    { ']', ']' },       { '}', '}' },       { 0xb0, 0xb0 },
    { 0xbb, 0xbb },     { 0x2010, 0x2015 }, { 0x2019, 0x2019 },
    { 0x201d, 0x201d }, { 0x2026, 0x2026 }, { 0x203a, 0x203a },
    { 0x203c, 0x203c }, { 0x2047, 0x2049 }, { 0x3001, 0x3002 },
    { 0x3005, 0x3005 }, { 0x3009, 0x3009 }, { 0x300b, 0x300b },
    { 0x300d, 0x300d }, { 0x300f, 0x300f }, { 0x3011, 0x3011 },
    { 0x3015, 0x3015 }, { 0x3017, 0x3017 }, { 0x3019, 0x3019 },
    { 0x301b, 0x301c }, { 0x303b, 0x303b }, { 0x3041, 0x3041 },
    { 0x3043, 0x3043 }, { 0x3045, 0x3045 }, { 0x3047, 0x3047 },
    { 0x3049, 0x3049 }, { 0x3063, 0x3063 }, { 0x3083, 0x3083 },
    { 0x3085, 0x3085 }, { 0x3087, 0x3087 }, { 0x308e, 0x308e },
    { 0x3095, 0x3096 }, { 0x309b, 0x309e }, { 0x30a0, 0x30a1 },
    { 0x30a3, 0x30a3 }, { 0x30a5, 0x30a5 }, { 0x30a7, 0x30a7 },
    { 0x30a9, 0x30a9 }, { 0x30c3, 0x30c3 }, { 0x30e3, 0x30e3 },
    { 0x30e5, 0x30e5 }, { 0x30e7, 0x30e7 }, { 0x30ee, 0x30ee },
    { 0x30f5, 0x30f6 }, { 0x30fb, 0x30fe }, { 0x31f0, 0x31ff },
    { 0xff01, 0xff01 }, { 0xff05, 0xff05 }, { 0xff09, 0xff09 },
    { 0xff0c, 0xff0c }, { 0xff0e, 0xff0e }, { 0xff1a, 0xff1b },
    { 0xff1f, 0xff1f }, { 0xff3d, 0xff3d }, { 0xff5d, 0xff5d },
    { 0xff60, 0xff61 }, { 0xff63, 0xff65 }, { 0xff70, 0xff70 },
};

// These do not end one.
static const struct range not_last[] = {
    { '#', '$' },       { '(', '(' },       { '@', '@' },
    { '[', '[' },       { '{', '{' },       { 0xa1, 0xa1 },
    { 0xa3, 0xa3 },     { 0xa5, 0xa5 },     { 0xab, 0xab },
    { 0xbf, 0xbf },     { 0x0e40, 0x0e44 }, { 0x0ec0, 0x0ec4 },
    { 0x2018, 0x2018 }, { 0x201a, 0x201a }, { 0x201c, 0x201c },
    { 0x201e, 0x201e }, { 0x2039, 0x2039 }, { 0x20ac, 0x20ac },
    { 0x3008, 0x3008 }, { 0x300a, 0x300a }, { 0x300c, 0x300c },
    { 0x300e, 0x300e }, { 0x3010, 0x3010 }, { 0x3014, 0x3014 },
    { 0x3016, 0x3016 }, { 0x3018, 0x3018 }, { 0x301a, 0x301a },
    { 0xff08, 0xff08 }, { 0xff3b, 0xff3b }, { 0xff5b, 0xff5b },
    { 0xff5f, 0xff5f }, { 0xff62, 0xff62 },
};

// Written without spaces: a line may end after any of its characters. Thai
// and its neighbours would need a dictionary to do better.
static bool
is_spaceless(uint32_t c)
{
    switch (om_chars_script(c)) {
        case THAI:
        case LAO:
        case MYANMAR:
        case KHMER:
        case HANGUL:
        case HIRAGANA:
        case KATAKANA:
        case BOPOMOFO:
        case HAN:
        case YI:
            return true;
        default:
            return (c >= 0x3001 && c <= 0x30ff) || (c >= 0xff01 && c <= 0xff60)
                   || om_chars_is_emoji(c);
    }
}

static bool
is_wordlike(uint32_t c)
{
    return om_chars_script(c) != NONE;
}

static bool
is_hyphen(uint32_t c)
{
    return c == OM_CHAR_HYPHEN || c == '/' || c == 0x2010
           || (c >= 0x2012 && c <= 0x2014);
}

bool
om_chars_may_break(const uint32_t *chars, size_t at)
{
    uint32_t after = chars[at];
    size_t last = at - 1;
    while (last > 0 && om_chars_joins(chars[last - 1], chars[last])) {
        last--; // marks do not decide, what carries them does
    }
    uint32_t before = chars[last];
    if (om_chars_is_space(after)) {
        return false;
    }
    if (om_chars_is_space(before) || before == 0x200b
        || before == OM_CHAR_SOFT_HYPHEN) {
        return true;
    }
    if (is_in(glue, LENGTH(glue), before) || is_in(glue, LENGTH(glue), after)
        || is_in(not_first, LENGTH(not_first), after)
        || is_in(not_last, LENGTH(not_last), before)) {
        return false;
    }
    if (is_hyphen(before)) { // between words, but not in "-5" or "1/2"
        return last > 0 && is_wordlike(after)
               && !om_chars_is_space(chars[last - 1]);
    }
    return is_spaceless(before) || is_spaceless(after);
}
