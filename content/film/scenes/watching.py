"""Nobody does anything. The next day at school everyone has somebody, and the
corridor empties round Noa."""
import numpy as np

from kit import light, palette
from kit.corridor import COLD, Corridor, passer
from kit.ease import drift, mix, smooth
from kit.frame import WIDTH, camera
from kit.sound import Track, air, crowd, laugh, step, tone

NAME, SECONDS = "noa-2-kijken", 12.0


def prepare():
    hall = Corridor(COLD)
    near = [passer(COLD, 16, hair="hood"), passer(COLD, 20, hair="long"),
            passer(COLD, 13, hair="crop")]
    walks = ((0, -0.4, 1, 1.9), (1, 1.3, -1, 2.3), (2, 3.1, 1, 2.1),
             (1, 4.6, 1, 2.4))

    def draw(ctx, t):
        p = smooth(t, -1, 11)
        lamps = [0.85 * (1 - 0.9 * smooth(t, 8.2 - 0.9 * i, 9.6 - 0.9 * i))
                 if i else 0.85 - 0.35 * smooth(t, 8, 10)
                 for i in (0, 1, 2, 3, 4)]
        with camera(ctx, mix(1.0, 1.10, p), mix(950, 1010, p),
                    mix(540, 525, p)):
            hall.paint(ctx, t, lamps, mix(1.0, 0.55, smooth(t, 5, 10)))
            for x, z, hair, lean in ((-0.9, 8.2, "long", 1),
                                     (-0.45, 8.5, "crop", -1),
                                     (0.1, 9.4, "curls", 0)):
                away = smooth(t, 5.2, 9.6) * 5.2
                step = 7.0 * max(0.0, t - 5.2) if away else 0
                hall.person(ctx, x, z + away, hair=hair, lean=0.25 * lean,
                            step=step)
            gone = smooth(t, 4.2, 9.0)
            for x, z, hair, phone in ((-1.25, 4.4, "hood", True),
                                      (-0.72, 4.9, "long", False)):
                hall.person(ctx, x + 0.4 * gone, z + 8 * gone, hair=hair,
                            phone=phone, lean=0.3,
                            step=8.0 * max(0.0, t - 4.2) if gone > 0 else 0)
            px, py, size = hall.person(ctx, 1.36, 3.0, 1.62, 0.9, hair="bun",
                                       bag=False, phone=True,
                                       lean=-0.25 - 0.06 * drift(t, 1))
            light.glow(ctx, px + size, py - 70 * size, 96, palette.SIGNAL,
                       0.42)
            light.glow(ctx, px, py - 90 * size, 70, palette.SIGNAL, 0.16)
        for which, start, way, pace in walks:
            s = (t - start) / pace
            if 0 <= s <= 1:
                x = mix(-420, WIDTH + 420, s if way > 0 else 1 - s)
                ctx.save()
                ctx.translate(x, 10 + 14 * abs(np.sin(t * 5.2)))
                near[which].paint(ctx)
                ctx.restore()
    return draw


def sound():
    track = Track(SECONDS)
    track.bed(air(SECONDS, 45, 50, 300), ((0, 0.5), (SECONDS, 0.9)))
    track.bed(crowd(SECONDS, 400, 16), ((0, 1.2), (4, 1.2), (9, 0.25),
                                        (SECONDS, 0.12)))
    for start, pan in ((0.0, -0.5), (1.5, 0.5), (3.2, -0.3), (4.8, -0.4)):
        for k in range(5):
            track.add(start + 0.46 * k, step(500 + k), 0.7 - 0.05 * k,
                      pan * (1 - 0.4 * k))
    track.add(2.6, laugh(61), 1.0, -0.3)
    for k in range(10):
        track.add(5.4 + 0.45 * k, step(520 + k), 0.34 * 0.82 ** k, -0.1)
    track.add(5.0, tone(7.0, (65.4, 98.0, 103.8), 3.5, 1.5, 8), 1.3)
    return track
