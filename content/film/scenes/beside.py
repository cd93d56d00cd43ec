"""You go and stand beside Noa. Two walk on; a third one joins them."""
from kit import light, palette
from kit.classroom import Dust
from kit.corridor import END, WARM, Corridor, at
from kit.ease import mix, smooth
from kit.frame import camera
from kit.sound import Track, air, crowd, laugh, step, tone

NAME, SECONDS = "noa-3-samen", 9.0


def prepare():
    hall, dust = Corridor(WARM), Dust(9, 70)

    def draw(ctx, t):
        p = smooth(t, -2, 10)
        with camera(ctx, mix(1.16, 1.04, p), mix(1000, 1010, p),
                    mix(560, 530, p)):
            hall.paint(ctx, t, [0.5] * 5, 1.0)
            x, y = at(0, 1.3, END)
            sun = smooth(t, 0, 8)
            light.glow(ctx, x, y, 560 + 260 * sun, palette.MORNING,
                       0.30 + 0.25 * sun)
            pace = 5.6
            for x, z in ((-1.2, 11.5), (0.9, 12.6)):
                hall.person(ctx, x, z, hair="crop", step=0)
            third = smooth(t, 4.2, 7.4)
            z = mix(2.7, 4.6, t / 9)
            hall.person(ctx, mix(-1.5, -0.92, third), z + 0.55, 1.72,
                        hair="long", step=pace * t * 0.98 + 1)
            hall.person(ctx, -0.32, z, 1.62, hair="bun", step=pace * t,
                        lean=mix(0, 0.35, smooth(t, 5.4, 6.6)))
            hall.person(ctx, mix(0.78, 0.30, smooth(t, 0, 3.0)), z - 0.05,
                        1.70, hair="curls", step=pace * t * 1.02 + 2.6,
                        lean=-mix(0, 0.25, smooth(t, 2.0, 3.4)))
            light.glow(ctx, x, y + 40, 900, palette.MORNING, 0.10 + 0.10 * sun)
            dust.paint(ctx, t)
    return draw


def sound():
    track = Track(SECONDS)
    track.bed(air(SECONDS, 55, 60, 500), ((0, 0.6), (SECONDS, 0.6)))
    track.bed(crowd(SECONDS, 600, 8, 1000), ((0, 0.35), (SECONDS, 0.25)))
    for k in range(16):                     # two who fall into step
        track.add(0.15 + 0.56 * k, step(700 + k), 0.75, -0.2)
        late = 0.20 * max(0.0, 1 - k / 5)
        track.add(0.20 + 0.56 * k + late, step(740 + k, 0.8), 0.6, 0.25)
        if k > 6:
            track.add(0.24 + 0.56 * k, step(780 + k, 0.7), 0.4, -0.5)
    track.add(5.8, laugh(64), 0.8, 0.2)
    track.add(1.0, tone(8.0, (130.8, 196.0, 246.9, 329.6), 2.5, 1.8, 9), 0.9)
    return track
