// How loud a sound is, as EBU R128 measures it. Private to omstander-measure.
#ifndef OM_MEASURE_LOUDNESS_H
#define OM_MEASURE_LOUDNESS_H

#include "measure/measurement.h"

struct AVFrame;
struct om_loudness;

// NULL when nothing can be measured of such sound.
struct om_loudness *om_loudness_create(unsigned channels, unsigned rate);

void om_loudness_destroy(struct om_loudness *loudness);

// The next samples. False when they are not like the ones before.
bool om_loudness_hear(struct om_loudness *loudness,
                      const struct AVFrame *frame);

void om_loudness_report(struct om_loudness *loudness,
                        struct om_measured_audio *audio);

#endif
