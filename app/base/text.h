// A growing byte string for building messages, tables and paths. Always
// NUL-terminated once something was added; a zeroed one is empty and valid.
// Running out of memory aborts the program (systemd starts it again): the
// kiosk holds no visitor's data that could be saved by going on.
#ifndef OM_BASE_TEXT_H
#define OM_BASE_TEXT_H

#include <stddef.h>

struct om_text {
    char *data; // owned; NULL while empty
    size_t length;
    size_t capacity;
};

void om_text_finish(struct om_text *text);

void om_text_add(struct om_text *text, const char *bytes, size_t length);

void om_text_print(struct om_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The string, never NULL; valid until the next change.
const char *om_text_get(const struct om_text *text);

// malloc, realloc and strdup that abort instead of returning NULL.
void *om_alloc(size_t size);

void *om_realloc(void *old, size_t size);

char *om_strdup(const char *string);

#endif
