// A translator's file put into a pack while every change of the disk is
// refused, and the program ended at every one of them.

#include "texts/exchange.h"

#include "base/text.h"
#include "pack/pack.h"
#include "texts/exchange.h"

#include "texts_rig.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

struct trap {
    int left; // changes until it happens
    bool deadly;
    int changes;
};

static int
spring(void *context, const struct om_disk_event *event)
{
    struct trap *trap = context;
    (void) event;
    trap->changes++;
    if (trap->left-- != 0) {
        return 0;
    }
    if (trap->deadly) {
        _exit(7);
    }
    return ENOSPC;
}

static void
test_all_or_nothing(void **state)
{
    (void) state;
    struct copy copy;
    make_copy(&copy, "rich");
    struct om_pack *pack = load(&copy);
    struct om_text empty = { 0 }, filled = { 0 };
    struct om_texts_export_result exported;
    export_pack(pack, "fr", NULL, &empty, &exported);
    om_pack_destroy(pack);
    fill(&empty, &filled);
    char *was = look(&copy);
    int steps = 0;
    for (bool done = false; !done; steps++) {
        struct trap trap = { .left = steps };
        struct om_disk disk = { spring, &trap };
        struct om_texts_import_result result;
        struct om_findings findings = { 0 };
        enum om_texts_import_answer answer =
            import_pack(&copy, &filled, &disk, &result, &findings);
        done = answer == OM_TEXTS_IMPORT_DONE;
        assert_int_not_equal(answer, OM_TEXTS_IMPORT_REFUSED);
        char *is = look(&copy);
        if (!done && strcmp(is, was) != 0) {
            fail_msg("refused at change %d, and something is different", steps);
        }
        free(is);
        om_findings_finish(&findings);
    }
    print_message("refused at each of %d changes\n", steps - 1);
    assert_true(steps > 30);
    free(was);
    om_text_finish(&empty);
    om_text_finish(&filled);
    remove_copy(&copy);
}

// The program ends at each change: what is left is a pack that loads, in the
// languages it had or in one more, and doing it again completes it.
static void
test_cut_off_anywhere(void **state)
{
    (void) state;
    int steps = 0;
    for (int code = 7; code == 7; steps++) {
        struct copy copy;
        make_copy(&copy, "rich");
        struct om_pack *pack = load(&copy);
        struct om_text empty = { 0 }, filled = { 0 };
        struct om_texts_export_result exported;
        struct om_texts_import_result result;
        struct om_findings findings = { 0 };
        export_pack(pack, "fr", NULL, &empty, &exported);
        om_pack_destroy(pack);
        fill(&empty, &filled);
        pid_t child = fork();
        if (child == 0) {
            struct trap trap = { .left = steps, .deadly = true };
            struct om_disk disk = { spring, &trap };
            import_pack(&copy, &filled, &disk, &result, &findings);
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        code = WEXITSTATUS(status);
        pack = load(&copy);
        assert_true(pack->offered[0] && pack->offered[1]);
        assert_true(pack->language_count == 2 || pack->offered[2]);
        om_pack_destroy(pack);
        assert_int_equal(import_pack(&copy, &filled, NULL, &result, &findings),
                         OM_TEXTS_IMPORT_DONE);
        pack = load(&copy);
        assert_int_equal(pack->language_count, 3);
        assert_true(pack->offered[2]);
        om_pack_destroy(pack);
        om_findings_finish(&findings);
        om_text_finish(&empty);
        om_text_finish(&filled);
        remove_copy(&copy);
    }
    print_message("cut off at each of %d changes\n", steps - 1);
    assert_true(steps > 30);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_cut_off_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
