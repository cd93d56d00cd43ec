// How texts read: sentences, answers, capitals, formulas, and whether there is
// a font for them.
#ifndef OM_CHECK_LANGUAGE_H
#define OM_CHECK_LANGUAGE_H

#include "check/check.h"
#include "pack/survey.h"

void om_check_language(const struct om_survey *survey, const char *font,
                       const struct om_check_hooks *hooks,
                       struct om_findings *findings);

#endif
