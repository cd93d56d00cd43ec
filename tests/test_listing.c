// Which files belong to a pack, and in which order versions come: leftovers
// by name, MANIFEST and back.
#include "drop.h"

#include "update/junk.h"
#include "update/ledger.h"
#include "update/listing.h"

static void
leftovers_are_known_by_name(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        enum om_junk junk;
    } rows[] = {
        { "pack.yaml", OM_JUNK_NOT },
        { "noa-1.mp4", OM_JUNK_NOT },
        { "conflict-1.mp4", OM_JUNK_NOT },
        { "partij.mp4", OM_JUNK_NOT },
        { ".DS_Store", OM_JUNK_LEFT },
        { "._noa-1.mp4", OM_JUNK_LEFT },
        { "Thumbs.db", OM_JUNK_LEFT },
        { "desktop.ini", OM_JUNK_LEFT },
        { "System Volume Information", OM_JUNK_LEFT },
        { "$RECYCLE.BIN", OM_JUNK_LEFT },
        { ".#noa.yaml", OM_JUNK_LEFT },
        { "noa.yaml~", OM_JUNK_LEFT },
        { ".noa.yaml.swp", OM_JUNK_LEFT },
        { "~$script.docx", OM_JUNK_LEFT },
        { ".goutputstream-AB12CD", OM_JUNK_TRANSFER },
        { ".stfolder", OM_JUNK_LEFT },
        { ".git", OM_JUNK_LEFT },
        { "OMSTANDER-UITSLAG.html", OM_JUNK_LEFT },
        { "OMSTANDER-UITSLAG.html.new", OM_JUNK_LEFT },
        { ".syncthing.noa-1.mp4.tmp", OM_JUNK_TRANSFER },
        { "~syncthing~noa-1.mp4.tmp", OM_JUNK_TRANSFER },
        { ".noa-1.mp4.Xa3dE1", OM_JUNK_TRANSFER },
        { "noa-1.mp4.part", OM_JUNK_TRANSFER },
        { "noa-1.mp4.filepart", OM_JUNK_TRANSFER },
        { "noa-1.mp4.crdownload", OM_JUNK_TRANSFER },
        { "noa.sync-conflict-20261101-120000-ABCDEFG.yaml", OM_JUNK_CONFLICT },
        { "noa (conflicted copy 2026-11-01).yaml", OM_JUNK_CONFLICT },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (om_junk_of(rows[i].name) != rows[i].junk) {
            fail_msg("%s: %d, expected %d", rows[i].name,
                     om_junk_of(rows[i].name), rows[i].junk);
        }
    }
}

static void
versions_have_an_order(void **state)
{
    (void) state;
    static const char *const ascending[] = { "0.9.9", "1.0.0",  "1.0.1",
                                             "1.2.0", "1.10.0", "2.0.0",
                                             "10.0.0" };
    enum { COUNT = sizeof(ascending) / sizeof(ascending[0]) };
    for (int a = 0; a < COUNT; a++) {
        for (int b = 0; b < COUNT; b++) {
            int order = om_version_compare(ascending[a], ascending[b]);
            order = order > 0 ? 1 : order < 0 ? -1 : 0;
            int expected = a > b ? 1 : a < b ? -1 : 0;
            if (order != expected) {
                fail_msg("%s %s: %d", ascending[a], ascending[b], order);
            }
        }
    }
    assert_int_equal(om_version_compare("1.02.0", "1.2.0"), 0);
}

// -- listings -----------------------------------------------------------------

static void
a_listing_comes_back(void **state)
{
    (void) state;
    struct om_listing listing = { 0 }, again;
    om_listing_add(&listing, "pack.yaml", 12)->hash[0] = 7;
    om_listing_add(&listing, "clips/één film.mp4", 3000000000);
    om_listing_sort(&listing);
    struct om_text text = { 0 }, second = { 0 };
    om_listing_print(&listing, &text);
    unsigned line;
    assert_true(om_listing_parse(&again, text.data, text.length, &line));
    om_listing_print(&again, &second);
    assert_string_equal(text.data, second.data);
    assert_non_null(om_listing_find(&again, "pack.yaml"));
    assert_null(om_listing_find(&again, "pack"));
    for (size_t cut = 0; cut < text.length; cut++) {
        struct om_listing part;
        if (om_listing_parse(&part, text.data, cut, &line)) {
            // whole lines are a listing, of fewer files
            assert_true(part.count < listing.count);
            om_listing_finish(&part);
        }
    }
    om_text_finish(&text);
    om_text_finish(&second);
    om_listing_finish(&again);
    om_listing_finish(&listing);
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static void
a_listing_trusts_nothing(void **state)
{
    (void) state;
    static const char *const bad[] = {
        ZEROS " 1 ../x\n",
        ZEROS " 1 /x\n",
        ZEROS " 1 a/../x\n",
        ZEROS " 1 ./x\n",
        ZEROS " 1 a//x\n",
        ZEROS " 1 a/\n",
        ZEROS " 1 \n",
        ZEROS " x\n",
        ZEROS " -1 x\n",
        ZEROS "  x\n",
        "00 1 x\n",
        ZEROS " 1 a\\b\n",
        ZEROS " 1 a\x01\n",
        ZEROS " 1 b\n" ZEROS " 1 a\n",
        ZEROS " 1 a\n" ZEROS " 1 a\n",
        ZEROS " 1 x",
        ZEROS " 1111111111111 x\n",
        "x\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct om_text text = { 0 };
        om_text_print(&text, "# omstander manifest 1\n%s", bad[i]);
        struct om_listing listing;
        unsigned line = 0;
        if (om_listing_parse(&listing, text.data, text.length, &line)) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_true(line >= 2);
        om_text_finish(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leftovers_are_known_by_name),
        cmocka_unit_test(versions_have_an_order),
        cmocka_unit_test(a_listing_comes_back),
        cmocka_unit_test(a_listing_trusts_nothing),
    };
    return cmocka_run_group_tests_name("listing", tests, NULL, NULL);
}
