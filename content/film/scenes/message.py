"""You send Noa a message. In her dark room one light goes on that is hers."""
from kit import palette
from kit.bedroom import Bedroom
from kit.ease import mix, part, smooth
from kit.frame import camera
from kit.hand import Hand
from kit.phone import Bubble, Chat, Typing
from kit.sound import (Track, air, buzz, pop, rain, tap, tone, whoosh)

NAME, SECONDS = "noa-2-dm", 11.0
ROOM = 4.2


def prepare():
    hand = Hand(41, palette.rgb("#14524A"), palette.HELP,
                (palette.HELP, palette.rgb("#6FD8BF"), palette.LAMP))
    room = Bedroom(seed=11)
    chat = Chat([Bubble(2.2, "jij", (0.95, 0.6), mine=True),
                 Typing(3.3, 9.0, "noa")], "noa", members=("noa",))

    def yours(ctx, t):
        typed = 0.9 * part(t, 0.0, 1.9) if t < 2.15 else 0.0
        tap = 8 * abs(((t * 5) % 1) - 0.5) if t < 2.2 else 0
        hand.paint(ctx, t, chat, 0.0, palette.HELP,
                   field=round(typed * 24) / 24,
                   zoom=mix(0.93, 1.30, smooth(t, 1.2, 3.6)),
                   focus=(320, mix(596, 400, smooth(t, 1.4, 3.4))),
                   turn=0.05,
                   thumb=(430 + 130 * smooth(t, 2.2, 2.9),
                          1060 + tap + 260 * smooth(t, 2.2, 2.9)))

    def noa(ctx, t):
        s = t - ROOM
        on = smooth(s, 0.25, 0.75)
        with camera(ctx, mix(1.24, 1.10, smooth(s, 0, 6.8)),
                    mix(1060, 990, smooth(s, 0, 6.8)),
                    mix(500, 526, smooth(s, 0, 6.8))):
            room.paint(ctx, t, [(palette.SIGNAL, 0.10 * (1 - on)),
                                (palette.HELP, 1.0 * on)],
                       mix(0.16, -0.10, smooth(s, 1.4, 3.8)),
                       rain=1 - 0.8 * smooth(s, 1, 6),
                       warm=mix(0.10, 0.85, smooth(s, 1.2, 5.5)))

    def draw(ctx, t):
        (noa if t >= ROOM - 1e-6 else yours)(ctx, t)
    return draw


def sound():
    track = Track(SECONDS)
    track.bed(air(SECONDS, 15), ((0, 0.7), (4.1, 0.7), (4.3, 0.3), (11, 0.3)))
    track.bed(rain(SECONDS, 11), ((0, 0.12), (4.1, 0.12), (4.3, 0.55),
                                  (10, 0.14), (11, 0.14)))
    for i in range(10):
        track.add(0.12 + 0.19 * i, tap(160 + i), 0.9, 0.25)
    track.add(2.15, whoosh(0.5, 23, 400, 5200), 1.4)
    track.add(2.3, pop(760), 0.9)
    track.add(4.45, buzz(2), 1.0, 0.3)
    track.add(5.2, tone(5.8, (146.8, 220.0, 277.2, 329.6), 2.2, 1.6, 4), 0.9)
    return track
