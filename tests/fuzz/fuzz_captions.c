// Any bytes as captions: whatever the file says, what comes out ascends and
// does not overlap.
#include "pack/captions.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct om_arena arena = { 0 };
    struct om_findings findings = { 0 };
    struct om_captions captions = om_captions_read(
        &arena, "a.vtt", (const char *) bytes, length, &findings);
    for (size_t i = 0; i < captions.count; i++) {
        const struct om_caption *caption = &captions.items[i];
        if (caption->from >= caption->to || !caption->text[0]
            || (i > 0 && caption->from < caption[-1].to)) {
            abort();
        }
    }
    struct om_text words = { 0 };
    om_findings_sort(&findings);
    for (size_t i = 0; i < findings.count; i++) {
        om_finding_print(&findings.items[i], i % 2, &words);
    }
    om_text_finish(&words);
    om_findings_finish(&findings);
    om_arena_finish(&arena);
    return 0;
}
