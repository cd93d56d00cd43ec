// A block's noise has scale 2: one answer that were another moves two choices
// by one each, which at epsilon 1 asks for 2/epsilon.

#include "report/norm.h"

#include "base/path.h"
#include "report/save.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1 << 18, SCALE = 2 };

static const char file_name[] = OM_NORM_FILE;

static struct om_norm_question *
find(struct om_norm *norm, const char *key)
{
    for (size_t i = 0; i < norm->count; i++) {
        if (strcmp(norm->questions[i].key, key) == 0) {
            return &norm->questions[i];
        }
    }
    return NULL;
}

static struct om_norm_question *
find_shown(const struct om_norm *norm, const char *key)
{
    struct om_norm_question *question = find((struct om_norm *) norm, key);
    return question && question->blocks >= OM_NORM_BLOCKS_MIN ? question : NULL;
}

static void
drop(struct om_norm *norm, size_t at)
{
    norm->count--;
    memmove(&norm->questions[at], &norm->questions[at + 1],
            (norm->count - at) * sizeof(norm->questions[0]));
    memset(&norm->questions[norm->count], 0, sizeof(norm->questions[0]));
}

// Makes room for a question: the oldest one of another pack goes.
static void
make_room(struct om_norm *norm, const char *key)
{
    size_t series = strcspn(key, "/") + 1;
    for (size_t i = 0; norm->count == OM_NORM_QUESTIONS_MAX && i < norm->count;
         i++) {
        if (strncmp(norm->questions[i].key, key, series) != 0) {
            drop(norm, i);
        }
    }
}

static struct om_norm_question *
begin(struct om_norm *norm, const char *key, uint8_t choices)
{
    if (norm->count == OM_NORM_QUESTIONS_MAX || choices < 1
        || choices > OM_NORM_CHOICES_MAX
        || strlen(key) >= sizeof(norm->questions[0].key)) {
        return NULL;
    }
    struct om_norm_question *question = &norm->questions[norm->count++];
    *question = (struct om_norm_question){ .choices = choices };
    memcpy(question->key, key, strlen(key) + 1);
    return question;
}

static void
show_block(struct om_norm_question *question, const struct om_uniform *uniform)
{
    for (uint8_t i = 0; i < question->choices; i++) {
        question->shown[i] +=
            question->secret[i] + om_noise_laplace(uniform, SCALE, 1);
        question->secret[i] = 0;
    }
    question->held = 0;
    question->blocks++;
}

bool
om_norm_add(struct om_norm *norm, const char *key, uint8_t choice,
            uint8_t choices, const struct om_uniform *uniform)
{
    if (choice >= choices || choices > OM_NORM_CHOICES_MAX) {
        return false;
    }
    struct om_norm_question *question = find(norm, key);
    if (question && question->choices != choices) {
        drop(norm, (size_t) (question - norm->questions));
        question = NULL;
    }
    if (!question) {
        make_room(norm, key);
        question = begin(norm, key, choices);
    }
    if (!question) {
        return false;
    }
    question->secret[choice]++;
    if (++question->held == OM_NORM_BLOCK) {
        show_block(question, uniform);
    }
    return true;
}

int
om_norm_share(const struct om_norm *norm, const char *key, unsigned mask)
{
    const struct om_norm_question *question = find_shown(norm, key);
    if (!question) {
        return -1;
    }
    int64_t part = 0, whole = 0;
    for (uint8_t i = 0; i < question->choices; i++) {
        whole += question->shown[i];
        part += mask >> i & 1 ? question->shown[i] : 0;
    }
    if (whole <= 0) {
        return -1;
    }
    part = part < 0 ? 0 : part > whole ? whole : part;
    int share = (int) ((part * 40 + whole) / (whole * 2)) * 5;
    return share < 5 ? 5 : share > 95 ? 95 : share;
}

unsigned
om_norm_answers(const struct om_norm *norm, const char *key)
{
    const struct om_norm_question *question = find_shown(norm, key);
    return question ? question->blocks * OM_NORM_BLOCK : 0;
}

// -- file ---------------------------------------------------------------------

static bool
read_numbers(const json_t *list, uint8_t count, int64_t *numbers)
{
    if (!json_is_array(list) || json_array_size(list) != count) {
        return false;
    }
    for (uint8_t i = 0; i < count; i++) {
        const json_t *number = json_array_get(list, i);
        if (!json_is_integer(number)) {
            return false;
        }
        numbers[i] = json_integer_value(number);
    }
    return true;
}

// A block that is full, or counts that do not add up, were not written by us.
static bool
take_secret(struct om_norm_question *question, const int64_t *secret)
{
    int64_t held = 0;
    for (uint8_t i = 0; i < question->choices; i++) {
        if (secret[i] < 0 || secret[i] >= OM_NORM_BLOCK) {
            return false;
        }
        question->secret[i] = (uint16_t) secret[i];
        held += secret[i];
    }
    question->held = (uint16_t) held;
    return held < OM_NORM_BLOCK;
}

static bool
read_question(struct om_norm *norm, const char *key, const json_t *object)
{
    const json_t *secret = json_object_get(object, "secret");
    json_int_t blocks = json_integer_value(json_object_get(object, "blocks"));
    size_t choices = json_array_size(secret);
    if (find(norm, key) || choices > OM_NORM_CHOICES_MAX || blocks < 0
        || blocks > UINT32_MAX) {
        return false;
    }
    struct om_norm_question *question = begin(norm, key, (uint8_t) choices);
    int64_t held[OM_NORM_CHOICES_MAX] = { 0 };
    if (!question || !read_numbers(secret, question->choices, held)
        || !take_secret(question, held)
        || !read_numbers(json_object_get(object, "shown"), question->choices,
                         question->shown)) {
        return false;
    }
    for (uint8_t i = 0; i < question->choices; i++) {
        // far from overflow in om_norm_share()
        if (question->shown[i] > INT64_MAX / 1000
            || question->shown[i] < -INT64_MAX / 1000) {
            return false;
        }
    }
    question->blocks = (uint32_t) blocks;
    return true;
}

static bool
read_all(struct om_norm *norm, const json_t *root)
{
    json_t *questions = json_object_get(root, "questions");
    const char *key;
    json_t *object;
    if (json_integer_value(json_object_get(root, "version")) != 1
        || !json_is_object(questions)) {
        return false;
    }
    json_object_foreach(questions, key, object)
    {
        if (!read_question(norm, key, object)) {
            return false;
        }
    }
    return true;
}

bool
om_norm_load(struct om_norm *norm, const char *folder, struct om_text *problem)
{
    memset(norm, 0, sizeof(*norm));
    char *path = om_path_join(folder, file_name);
    size_t length = 0;
    char *bytes = om_path_read(path, FILE_BYTES_MAX, &length);
    bool missing = !bytes && errno == ENOENT;
    json_t *root =
        bytes ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    bool loaded = missing || (root && read_all(norm, root));
    if (!loaded) {
        memset(norm, 0, sizeof(*norm));
        struct om_text aside = { 0 };
        om_text_print(&aside, "%s.damaged", path);
        bool kept = rename(path, aside.data) == 0;
        om_text_print(problem,
                      "%s cannot be read%s%s; what others chose is collected "
                      "anew",
                      path, kept ? ", and is kept as " : "",
                      kept ? aside.data : "");
        om_text_finish(&aside);
    }
    json_decref(root);
    free(bytes);
    free(path);
    return loaded;
}

static json_t *
write_question(const struct om_norm_question *question)
{
    json_t *secret = json_array(), *shown = json_array();
    for (uint8_t i = 0; i < question->choices; i++) {
        json_array_append_new(secret, json_integer(question->secret[i]));
        json_array_append_new(shown, json_integer(question->shown[i]));
    }
    return json_pack("{s:I, s:o, s:o}", "blocks", (json_int_t) question->blocks,
                     "secret", secret, "shown", shown);
}

bool
om_norm_save(const struct om_norm *norm, const char *folder,
             struct om_text *problem)
{
    json_t *questions = json_object();
    for (size_t i = 0; i < norm->count; i++) {
        json_object_set_new(questions, norm->questions[i].key,
                            write_question(&norm->questions[i]));
    }
    json_t *root =
        json_pack("{s:i, s:o}", "version", 1, "questions", questions);
    char *bytes = root ? json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(root);
    if (!bytes) {
        om_text_print(problem, "cannot write down what others chose");
        return false;
    }
    struct om_text text = { 0 };
    om_text_print(&text, "%s\n", bytes);
    free(bytes);
    bool saved = om_save(folder, file_name, &text, problem);
    om_text_finish(&text);
    return saved;
}
