// Loads a pack while the show goes on: a large one takes a second, which is
// many frames. A thread of its own, that takes processor time only when nobody
// else wants it, does nothing but om_pack_load(). Main thread, but for `wake`.
#ifndef OM_KIOSK_LOADER_H
#define OM_KIOSK_LOADER_H

#include "pack/pack.h"

#include <stdbool.h>

struct om_loader;

// `wake` is called on the thread when it is done, and may only wake the loop.
// NULL, logged, when there is no thread to be had.
struct om_loader *om_loader_start(const char *root, void (*wake)(void *context),
                                  void *context);

bool om_loader_is_done(const struct om_loader *loader);

// Waits for it, ends it, and gives what it found: the pack (the caller's to
// destroy; NULL: it has errors) and what there is to say about it, in
// `findings`, which is empty before.
// Accepts NULL.
struct om_pack *om_loader_finish(struct om_loader *loader,
                                 struct om_findings *findings);

#endif
