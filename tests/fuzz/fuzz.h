// What libFuzzer calls, and replay.c where there is no libFuzzer.
#ifndef OM_TESTS_FUZZ_H
#define OM_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
