// Exports: what is signed, and what cannot be taken for one.

#include "base/path.h"
#include "base/text.h"
#include "exchange/export.h"
#include "tally/tally.h"

#include "export_rig.h"
#include "scratch.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h> // needs those above

enum { WEDNESDAY = 1781694000 }; // 17 June 2026

static void
a_real_tally_is_exported_and_read_back(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder.path, &problem);
    assert_non_null(tally);
    static struct om_increments increments; // 26 kB
    om_increments_add(&increments, "%s", cells[0]);
    om_increments_add(&increments, "%s", cells[0]);
    om_increments_add(&increments, "%s", cells[2]);
    assert_true(om_tally_add(tally, &increments, WEDNESDAY));
    om_tally_close(tally);
    struct om_export_head head = { .type = "school",
                                   .province = "nl-fr",
                                   .week = 202625 };
    struct om_text text = { 0 };
    if (!om_export_make(folder.path, &head, &text, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    struct om_export export;
    enum om_export_fault fault =
        om_export_parse(text.data, text.length, &export, &problem);
    if (fault != OM_EXPORT_FINE) {
        fail_msg("%s", om_text_get(&problem));
    }
    assert_string_equal(export.head.type, "school");
    assert_string_equal(export.head.province, "nl-fr");
    assert_memory_equal(export.head.site, "kiosk-", 6);
    assert_int_equal(export.count, 2);
    int64_t start = 0;
    for (size_t i = 0; i < export.count; i++) {
        const struct om_export_row *row = &export.rows[i];
        assert_int_equal(row->period, 202625);
        start +=
            strcmp(om_export_cell(&export, row), cells[0]) == 0 ? row->n : 0;
    }
    assert_int_equal(start, 2);
    om_export_finish(&export);
    om_text_finish(&text);
    om_text_finish(&problem);
    scratch_remove(folder.path);
}

static void
a_key_is_made_once_and_kept_to_its_owner(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    struct om_text problem = { 0 };
    struct om_key first;
    struct om_key second;
    assert_true(om_key_load(&first, folder.path, &problem));
    assert_true(om_key_load(&second, folder.path, &problem));
    assert_memory_equal(&first, &second, sizeof(first));
    char *path = om_path_join(folder.path, "kiosk.key");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(chmod(path, 0644), 0);
    assert_false(om_key_load(&second, folder.path, &problem));
    assert_non_null(strstr(om_text_get(&problem), "can be read by others"));
    assert_int_equal(chmod(path, 0600), 0);
    FILE *file = fopen(path, "wb");
    fputs("omstander-kiosk-key-1 AAAA\n", file);
    fclose(file);
    om_text_finish(&problem);
    assert_false(om_key_load(&second, folder.path, &problem));
    assert_non_null(strstr(om_text_get(&problem), "damaged"));
    free(path);
    om_text_finish(&problem);
    scratch_remove(folder.path);
}

static void
every_cut_and_every_changed_byte_is_found(void **unused)
{
    (void) unused;
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    struct om_text text = { 0 };
    print_export(&kiosk, false, &text);
    struct om_export export;
    for (size_t length = 0; length < text.length; length++) {
        struct om_text problem = { 0 };
        enum om_export_fault fault =
            om_export_parse(text.data, length, &export, &problem);
        if (fault == OM_EXPORT_FINE || om_text_get(&problem)[0] == '\0') {
            fail_msg("cut at %zu of %zu: fault %d", length, text.length, fault);
        }
        om_text_finish(&problem);
    }
    for (size_t i = 0; i < text.length; i++) {
        for (unsigned bit = 0; bit < 8; bit += 3) {
            struct om_text problem = { 0 };
            text.data[i] = (char) (text.data[i] ^ (1 << bit));
            enum om_export_fault fault =
                om_export_parse(text.data, text.length, &export, &problem);
            if (fault == OM_EXPORT_FINE) {
                // the last line may be spelt in another way, to no effect
                const char *last = strstr(text.data, "{\"signature\"");
                if (last && text.data + i < last) {
                    fail_msg("byte %zu, bit %u: taken", i, bit);
                }
                om_export_finish(&export);
            }
            text.data[i] = (char) (text.data[i] ^ (1 << bit));
            om_text_finish(&problem);
        }
    }
    om_text_finish(&text);
}

// Files that are signed, and still cannot be.
static void
what_cannot_be_is_named(void **unused)
{
    (void) unused;
    static const struct {
        const char *version, *row, *said;
        size_t rows;
        enum om_export_fault fault;
    } cases[] = {
        { "1", "", "", 0, OM_EXPORT_FINE },
        { "2", "", "version 2", 0, OM_EXPORT_NEWER },
        { "\"1\"", "", "no export", 0, OM_EXPORT_FOREIGN },
        { "1", "", "says 3 rows, it has 0", 3, OM_EXPORT_STRANGE },
        { "1", "[1]\n", "line 2", 1, OM_EXPORT_STRANGE },
        { "1", "[\"00\",202625,\"f/daypart/avwk\",1]\n", "line 2", 1,
          OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202660,"
          "\"f/daypart/avwk\",1]\n",
          "line 2", 1, OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202625,\"f/name/jan\",1]\n",
          "line 2", 1, OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202625,"
          "\"f/daypart/avwk\",-1]\n",
          "line 2", 1, OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202625,"
          "\"f/daypart/avwk\",1]\n",
          "", 1, OM_EXPORT_FINE },
    };
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct om_text text = { 0 };
        struct om_text problem = { 0 };
        struct om_export export;
        print_head(&kiosk, cases[i].version, cases[i].rows, false, &text);
        om_text_print(&text, "%s", cases[i].row);
        sign(&kiosk.key, &text);
        enum om_export_fault fault =
            om_export_parse(text.data, text.length, &export, &problem);
        if (fault != cases[i].fault
            || !strstr(om_text_get(&problem), cases[i].said)) {
            fail_msg("case %zu: fault %d, not %d: %s", i, fault, cases[i].fault,
                     om_text_get(&problem));
        }
        if (fault == OM_EXPORT_FINE) {
            om_export_finish(&export);
        }
        om_text_finish(&text);
        om_text_finish(&problem);
    }
}

int
main(void)
{
    setenv("TZ", "Europe/Amsterdam", 1);
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_tally_is_exported_and_read_back),
        cmocka_unit_test(a_key_is_made_once_and_kept_to_its_owner),
        cmocka_unit_test(every_cut_and_every_changed_byte_is_found),
        cmocka_unit_test(what_cannot_be_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
