// A visit's result becomes increments of cells: the one place that knows both.
// The families are those of tally/tally.h:
//
//   <pack>@<major>/f/<step>@<lang>            funnel: start, clipend,
//   q<i>_shown,
//                                             q<i>_done, finish, help_open
//   <pack>@<major>/a/<story>.<question>/<choice>@<lang>   answers: each of
//     those taken, the step of a scale; so too <spot>/<moment> or "anders",
//     and <pledge>/<choice>
//   <pack>@<major>/d/<band>                   how long it took
//   f/daypart/<part><week>                    when, without any answer
//   f/q/<what>                                quality of the counts
//
// A suspect visit (too fast to have been read) is one f/q/suspect_visit and
// nothing else.
#ifndef OM_KIOSK_COUNTING_H
#define OM_KIOSK_COUNTING_H

#include "pack/pack.h"
#include "tally/tally.h"
#include "visit/visit.h"

#include <time.h>

// `wall` gives the part of the day; 0 when the clock is not trusted.
void om_counting_collect(const struct om_visit_result *result,
                         const struct om_pack *pack, time_t wall,
                         struct om_increments *out);

#endif
