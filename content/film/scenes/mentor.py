"""You tell somebody. It is morning; an adult looks at what you show, and then
there are three of you."""
import numpy as np

from kit import light, palette
from kit.classroom import Classroom, Person
from kit.ease import drift, mix, smooth
from kit.frame import camera
from kit.sound import Track, air, bell, birds, crowd, tone

NAME, SECONDS = "noa-2-mentor", 11.0
THREE = 5.4


def prepare():
    room = Classroom()
    mentor = Person("bob", 1330, 420, 3.0)
    you = Person("curls", 560, 470, 2.75, mirrored=True)
    noa = Person("bun", 1000, 500, 2.35, lamp=(700, 900))
    you_near = Person("curls", 470, 520, 2.55, mirrored=True)
    mentor_far = Person("bob", 1480, 440, 2.6)

    def tell(ctx, t):
        p = smooth(t, -1, 6)
        with camera(ctx, mix(1.06, 1.14, p), mix(940, 975, p), 540):
            room.back(ctx, t, mix(30, -30, p))
            push = smooth(t, 1.6, 2.8)
            lit = smooth(t, 2.0, 3.2)
            mentor.paint(ctx, t, mix(0.0, 0.12, smooth(t, 2.4, 3.6)), lit, 2)
            you.paint(ctx, t, mix(0.10, -0.02, smooth(t, 2.6, 3.8)),
                      1 - 0.4 * lit, 5)
            room.table.paint(ctx)
            x = mix(850, 1010, push)
            light.glow(ctx, x, 900, 240, palette.HELP, 0.40, 0.5)
            ctx.save()
            ctx.translate(x, 906)
            ctx.set_source_rgb(*palette.rgb("#0B0705"))
            ctx.rectangle(-66, -12, 132, 14)
            ctx.fill()
            ctx.set_source_rgb(*palette.blend(palette.HELP, palette.PAPER,
                                              0.4))
            ctx.rectangle(-60, -13, 120, 4)
            ctx.fill()
            ctx.restore()
        room.front(ctx, t)

    def three(ctx, t):
        s = t - THREE
        p = smooth(s, -0.5, 6.5)
        with camera(ctx, mix(1.16, 1.04, p), mix(930, 970, p),
                    mix(560, 540, p)):
            room.back(ctx, t, mix(-40, 10, p))
            mentor_far.paint(ctx, t, 0.03 + 0.05 * np.sin(s * 1.1), 0, 2)
            noa.paint(ctx, t, mix(0.16, -0.06, smooth(s, 1.2, 3.2)), 0.0, 7)
            you_near.paint(ctx, t, 0.02 * drift(t, 2), 0, 5)
            room.table.paint(ctx)
        room.front(ctx, t)

    def draw(ctx, t):
        (three if t >= THREE - 1e-6 else tell)(ctx, t)
    return draw


def sound():
    track = Track(SECONDS)
    track.bed(air(SECONDS, 25, 80, 700), ((0, 0.6), (SECONDS, 0.6)))
    track.bed(crowd(SECONDS, 300, 8, 900), ((0, 0.30), (SECONDS, 0.12)))
    track.bed(birds(SECONDS), ((0, 1.0), (SECONDS, 1.0)))
    track.add(0.9, bell(), 0.55, -0.4)
    track.add(2.0, tone(9.0, (174.6, 220.0, 261.6, 329.6), 2.5, 2.0, 5), 0.7)
    return track
