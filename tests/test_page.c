// What the exhibitor's page does with what strangers wrote.
#include "drop.h"
#include "held.h"

#include "update/ledger.h"
#include "update/outcome.h"
#include "update/page.h"

static void
the_page_escapes_what_packs_say(void **state)
{
    (void) state;
    struct om_held pack = held_of("klein", "1.0.0", 1);
    struct om_findings findings = { 0 };
    static const struct om_finding_kind kind = { "E-X001", OM_SEVERITY_ERROR,
                                                 "‘{1}’ kan niet.",
                                                 "‘{1}’ cannot be." };
    om_findings_add(&findings, &kind, (struct om_mark){ "<b>.yaml", 3, 7 },
                    "<script>alert(\"1\")</script>", NULL, NULL);
    for (enum om_outcome outcome = 0; outcome < OM_OUTCOME_COUNT_; outcome++) {
        struct om_page page = { .outcome = outcome,
                                .source = "/media/<i>",
                                .pack = &pack,
                                .current = NULL,
                                .findings = &findings,
                                .where = "a&b",
                                .now = 0 };
        struct om_text text = { 0 };
        om_page_print(&page, &text);
        assert_null(strstr(text.data, "<script"));
        assert_null(strstr(text.data, "<i>"));
        assert_null(strstr(text.data, "<b>"));
        assert_null(strstr(text.data, "1970"));
        assert_non_null(strstr(text.data, "regel 3, plaats 7"));
        assert_non_null(strstr(text.data, om_outcome_row(outcome)->title));
        om_text_finish(&text);
    }
    om_findings_finish(&findings);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_escapes_what_packs_say),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
