// What the checker says about many folders, for tests/schemas: a folder a line
// on standard input, a line of "CODE:FILE" for each on standard output.
#include "pack/pack.h"

#include <stdio.h>
#include <string.h>

int
main(void)
{
    char folder[4096];
    while (fgets(folder, sizeof(folder), stdin)) {
        folder[strcspn(folder, "\n")] = '\0';
        struct om_findings findings = { 0 };
        om_pack_destroy(om_pack_load(folder, &findings));
        for (size_t i = 0; i < findings.count; i++) {
            printf("%s:%s ", findings.items[i].kind->code,
                   findings.items[i].file);
        }
        printf("\n");
        fflush(stdout);
        om_findings_finish(&findings);
    }
    return 0;
}
