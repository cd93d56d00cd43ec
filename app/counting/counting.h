// A visit's result becomes increments of cells: the one place that knows both.
// The families are those of tally/cells.h:
//
//   <pack>@<major>/f/<step>@<lang>     the funnel, each step once per visit:
//       start                          somebody touched the screen
//       clip50, clipend                saw half of some clip; one to its end
//       q<i>_shown, q<i>_done          the visit's i-th question was shown; was
//                                      answered
//       finish                         came to an ending
//       help_open                      opened the help lines
//   <pack>@<major>/a/<story>.<question>/<choice>@<lang>   answers: each of
//                                      those taken, the step of a scale; so too
//                                      <spot>/<moment> or "anders", and
//                                      <pledge>/<choice>. Who answers a
//                                      question again counts once, as the last
//   <pack>@<major>/d/<band>            how long it took, in seconds
//   f/daypart/<part><week>             when, without any answer
//   f/q/<what>                         quality: reset_idle (walked away),
//                                      reset_back (stopped), decode_error
//
// <lang> is the language in which the visit ended. In every set of visits the
// answers to questions of one answer are as many as those questions were done.
//
// A suspect visit, too fast to have been read, is one f/q/suspect_visit and
// nothing else of its visitor, who sees no difference; a decoder's errors are
// counted all the same.
#ifndef OM_COUNTING_COUNTING_H
#define OM_COUNTING_COUNTING_H

#include "pack/pack.h"
#include "tally/tally.h"
#include "visit/visit.h"

#include <time.h>

// `wall` gives the part of the day; 0 when the clock is not trusted. `out`
// names what was chosen: the caller wipes it.
void om_counting_collect(const struct om_visit_result *result,
                         const struct om_pack *pack, time_t wall,
                         struct om_increments *out);

#endif
