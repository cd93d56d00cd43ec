#include "base/tick.h"

#include <time.h>

om_tick
om_tick_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return OM_S(now.tv_sec) + now.tv_nsec / 1000;
}
