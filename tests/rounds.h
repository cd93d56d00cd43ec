// How often a test does the same again.
#ifndef OM_TESTS_ROUNDS_H
#define OM_TESTS_ROUNDS_H

#include <stdlib.h>

// gcc has a macro for each sanitizer, clang a feature.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OM_TESTS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OM_TESTS_SANITIZED 1
#endif
#endif
#ifndef OM_TESTS_SANITIZED
#define OM_TESTS_SANITIZED 0
#endif

// `longer` with OM_LONG, else `usual`. A build with sanitizers takes up to ten
// times as long and is there for mistakes of memory, which the first rounds
// show as well as the last: a quarter of the usual, but once.
static inline unsigned
rounds(unsigned usual, unsigned longer)
{
    if (getenv("OM_LONG")) {
        return longer;
    }
    return OM_TESTS_SANITIZED ? (usual + 3) / 4 : usual;
}

#endif
