#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
om_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory) {
        abort();
    }
    return memory;
}

void *
om_realloc(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory) {
        abort();
    }
    return memory;
}

char *
om_strdup(const char *string)
{
    size_t size = strlen(string) + 1;
    return memcpy(om_alloc(size), string, size);
}

void
om_text_finish(struct om_text *text)
{
    free(text->data);
    *text = (struct om_text){ 0 };
}

static void
reserve(struct om_text *text, size_t more)
{
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity) {
        return;
    }
    text->capacity = needed < 64 ? 64 : needed * 2;
    text->data = om_realloc(text->data, text->capacity);
}

void
om_text_add(struct om_text *text, const char *bytes, size_t length)
{
    reserve(text, length);
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void
om_text_print(struct om_text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        reserve(text, (size_t) length);
        vsnprintf(text->data + text->length, (size_t) length + 1, format,
                  again);
        text->length += (size_t) length;
    }
    va_end(again);
}

const char *
om_text_get(const struct om_text *text)
{
    return text->data ? text->data : "";
}
