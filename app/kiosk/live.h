// A preview for whoever makes a pack: what is saved is on the screen within a
// second, at the place where the visit was, and what is wrong with it is said
// over what was good before. A visit here is never counted, and nobody in it
// is taken for gone. Also: a visit that begins at a scene.
//
// The pack is read anew on a thread, whole; the film goes on as long as its
// file and its cues are the same. Main thread.
#ifndef OM_KIOSK_LIVE_H
#define OM_KIOSK_LIVE_H

#include "pack/pack.h"
#include "visit/visit.h"

struct om_kiosk;
struct om_view;

// A pack that stands for none: no stories, no films, a dark screen.
const struct om_pack *om_live_nothing(void);

// Begins at the scene that the parameters name, and watches the folder that
// they name, if they name any.
void om_live_start(struct om_kiosk *kiosk);

void om_live_finish(struct om_kiosk *kiosk);

// Each turn; sets the kiosk's `live_due`.
void om_live_step(struct om_kiosk *kiosk);

// Puts what there is to say into the view.
void om_live_show(const struct om_kiosk *kiosk, struct om_view *view);

#endif
