// What was measured of films and music, held against what the kiosk can play
// and visitors can bear. Pure.
#ifndef OM_CHECK_FILMS_H
#define OM_CHECK_FILMS_H

#include "measure/measure.h"
#include "pack/survey.h"

#include "base/finding.h"

// `jobs` are the measured files, each once.
void om_check_films(const struct om_survey *survey,
                    const struct om_measure_job *jobs, size_t count,
                    struct om_findings *findings);

#endif
