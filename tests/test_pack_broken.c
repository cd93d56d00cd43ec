// Packs broken on purpose: cut off, spoiled at random, full of mistakes. Either
// a pack comes of it or a reason, in reasonable time.

#include "base/text.h"
#include "pack/pack.h"

#include "pack_rig.h"
#include "rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

static const char *const fragile[] = {
    "pack.yaml", "stories/noa.yaml",      "help.yaml",          "facts.yaml",
    "tips.yaml", "clips/noa-1.chat.yaml", "clips/noa-1.nl.vtt",
};

// Either a pack, or a reason: nothing else, and no crash.
static void
load_broken(const struct folder *folder)
{
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(folder->path, &findings);
    assert_true(!pack == om_findings_have_errors(&findings));
    struct om_text words = { 0 };
    for (size_t i = 0; i < findings.count; i++) {
        om_finding_print(&findings.items[i], i % 2, &words);
    }
    om_text_finish(&words);
    om_pack_destroy(pack);
    om_findings_finish(&findings);
}

static void
test_cut_off(void **state)
{
    (void) state;
    struct folder folder;
    make_folder_of(&folder, "rich");
    for (size_t i = 0; i < sizeof(fragile) / sizeof(fragile[0]); i++) {
        char path[PATH_SIZE * 2];
        size_t length;
        name_in(&folder, fragile[i], path);
        char *bytes = read_bytes(path, &length);
        // not at every place: at one of each few, other ones in each file
        for (size_t cut = i; cut < length; cut += 16 / rounds(4, 16)) {
            write_bytes(&folder, fragile[i], bytes, cut);
            load_broken(&folder);
        }
        write_bytes(&folder, fragile[i], bytes, length);
        free(bytes);
    }
    remove_folder(&folder);
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void
test_random_bytes(void **state)
{
    (void) state;
    static const char likely[] = "{}[]:,-#'\"&*!|>%@`\n\t .0 x";
    struct folder folder;
    uint32_t seed = 2463534242;
    make_folder_of(&folder, "rich");
    for (size_t i = 0; i < sizeof(fragile) / sizeof(fragile[0]); i++) {
        char path[PATH_SIZE * 2];
        size_t length;
        name_in(&folder, fragile[i], path);
        char *bytes = read_bytes(path, &length);
        char *broken = om_alloc(length);
        for (unsigned round = 0; round < rounds(250, 1000); round++) {
            memcpy(broken, bytes, length);
            for (uint32_t n = 1 + next_random(&seed) % 4; n > 0; n--) {
                uint32_t random = next_random(&seed);
                char any = (char) (random >> 8);
                broken[random % length] =
                    random & 1U << 31
                        ? likely[(random >> 16) % (sizeof(likely) - 1)]
                        : any;
            }
            write_bytes(&folder, fragile[i], broken, length);
            load_broken(&folder);
        }
        write_bytes(&folder, fragile[i], bytes, length);
        free(broken);
        free(bytes);
    }
    remove_folder(&folder);
}

// A file of nothing but mistakes is read, sorted and printed in reasonable
// time.
static void
test_many_findings(void **state)
{
    (void) state;
    struct folder folder;
    make_folder(&folder);
    struct om_text text = { 0 };
    om_text_print(&text, "lines:\n");
    for (int i = 0; i < 900; i++) {
        om_text_print(&text, "  - {id: A, naam: b, foo: [x]}\n");
    }
    write_bytes(&folder, "help.yaml", text.data, text.length);
    load_broken(&folder);
    om_text_finish(&text);
    for (int i = 0; i < 900; i++) {
        om_text_print(&text, "k%d: {? : , a: [[[], {}, x: y]]}\n", i);
    }
    write_bytes(&folder, "stories/noa.yaml", text.data, text.length);
    load_broken(&folder);
    om_text_finish(&text);
    remove_folder(&folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_many_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
