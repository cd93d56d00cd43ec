// What others chose on this kiosk, where the site file says `norms: local`:
// collected from visits that are over (report/norm.h keeps answers secret until
// fifty are together, and adds noise), shown as a share of those who helped.
//
// A question of several answers gives one answer to it: whether the visitor
// took one that helps. So each visitor is in one block of a question once.
#ifndef OM_KIOSK_CHOSEN_H
#define OM_KIOSK_CHOSEN_H

#include "pack/pack.h"
#include "report/norm.h"
#include "visit/visit.h"

struct om_chosen {
    char *folder; // owned; NULL: nothing is collected
    struct om_norm norm;
    bool complained;
};

// Reads what was collected in the state folder; what cannot be read is logged
// and begun anew.
void om_chosen_open(struct om_chosen *chosen, const char *folder);

// Takes a zeroed one.
void om_chosen_close(struct om_chosen *chosen);

// After the visit ended and was counted, and before anybody sees a question
// again. A suspect visit adds nothing. A disk that does not take it is logged
// once; the answers stay in memory and are written with the next visit.
void om_chosen_add(struct om_chosen *chosen, const struct om_pack *pack,
                   const struct om_visit_result *result,
                   const struct om_uniform *uniform);

// The share that helped, in thousandths (50 to 950, in steps of 50); 0 when
// there is nothing to show. `answers`: how many it rests on.
unsigned om_chosen_share(const struct om_chosen *chosen,
                         const struct om_pack *pack,
                         const struct om_scene *question, unsigned *answers);

#endif
