// Any bytes as what omstander-measure says: what is taken can be written and
// taken once more, and is the same.
#include "measure/measurement.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static bool
take_all(struct om_measurement *measurement, char *text)
{
    enum om_measure_line last = OM_MEASURE_LINE_MORE;
    char *line = text, *end;
    while (last == OM_MEASURE_LINE_MORE && (end = strchr(line, '\n'))) {
        *end = '\0';
        last = om_measurement_take(measurement, line);
        line = end + 1;
    }
    return last == OM_MEASURE_LINE_END;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct om_measurement *first = om_alloc(sizeof(*first));
    struct om_measurement *second = om_alloc(sizeof(*second));
    struct om_text in = { 0 }, out = { 0 }, again = { 0 };
    om_text_add(&in, (const char *) bytes, length);
    om_text_add(&in, "", 0);
    if (in.data && take_all(first, in.data)) {
        om_measurement_print(first, &out);
        om_measurement_print(first, &again);
        if (!take_all(second, out.data)) {
            abort();
        }
        om_text_finish(&out);
        om_measurement_print(second, &out);
        if (strcmp(om_text_get(&out), om_text_get(&again)) != 0) {
            abort();
        }
    }
    om_text_finish(&in);
    om_text_finish(&out);
    om_text_finish(&again);
    free(first);
    free(second);
    return 0;
}
