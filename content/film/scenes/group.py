"""You say something in the group. Nobody answers; then somebody does. The name
is everyone again, and across the street the lights go on."""
from kit import palette
from kit.ease import mix, smooth
from kit.facade import NOA, Facade
from kit.frame import camera
from kit.hand import Hand
from kit.phone import Bubble, Chat, Typing
from kit.sound import Track, air, buzz, pop, rain, tap, tone, whoosh

NAME, SECONDS = "noa-2-groep", 13.0
STREET = 9.4


def prepare():
    hand = Hand(51, palette.rgb("#5A2A28"), palette.SIGNAL,
                (palette.SIGNAL, palette.LAMP, palette.rgb("#B04A3E")))
    after = Hand(53, palette.rgb("#6B4A28"), palette.LAMP,
                 (palette.LAMP, palette.HELP, palette.rgb("#FFE0B0")))
    facade = Facade()
    chat = Chat(
        [Bubble(-9, "daan", (0.7,)), Bubble(-8, "lot", (0.3,)),
         Bubble(0.9, "jij", (0.9, 0.55), mine=True, tint=palette.PAPER),
         Typing(2.3, 3.1, "lot"),
         Typing(3.7, 4.6, "yara"),
         Bubble(4.7, "yara", (0.85, 0.4)),
         Bubble(6.3, "sem", (0.5,)),
         Bubble(6.9, "lot", (0.36,))],
        "iedereen behalve noa", ((7.3, 12.0, "iedereen"),),
        ("daan", "yara", "sem", "lot", "jij", "noa"), joined=(8.5, "noa"))

    def said(ctx, t):
        calm = smooth(t, 4.6, 8.6)
        near = smooth(t, 6.6, 8.4)
        hand.paint(ctx, t, chat, 1 - calm,
                   palette.blend(palette.STEEL, palette.rgb("#C08A4C"),
                                 calm),
                   over=((after, calm),),
                   zoom=mix(1.20, 1.55, near),
                   focus=(310, mix(470, 300, near)),
                   turn=mix(0.06, 0.01, smooth(t, 0, 9)))

    def street(ctx, t):
        s = t - STREET

        def lit(column, row, chance):
            away = abs(column - NOA[0]) + abs(row - NOA[1])
            start = 0.25 + 0.30 * away + 0.25 * chance
            return 0.04 + 0.96 * smooth(s, start, start + 0.5)
        with camera(ctx, mix(1.55, 1.12, smooth(s, -0.4, 3.6)),
                    mix(1290, 1010, smooth(s, -0.4, 3.6)),
                    mix(440, 520, smooth(s, -0.4, 3.6))):
            facade.paint(ctx, t, lit, [(palette.HELP,
                                        0.4 + 0.6 * smooth(s, 0, 0.6))],
                         rain=0.45)

    def draw(ctx, t):
        (street if t >= STREET - 1e-6 else said)(ctx, t)
    return draw


def sound():
    track = Track(SECONDS)
    track.bed(air(SECONDS, 35), ((0, 0.8), (9.3, 0.8), (9.5, 0.3),
                                 (SECONDS, 0.3)))
    track.bed(rain(SECONDS, 31), ((0, 0.10), (9.3, 0.10), (9.5, 0.5),
                                  (SECONDS, 0.4)))
    track.add(0.75, whoosh(0.5, 24, 400, 5200), 1.2)
    track.add(0.9, pop(760), 1.0)
    track.add(0.9, tone(3.8, (73.4, 77.8, 110.0), 1.2, 1.2, 6), 0.8)
    for at, pitch in ((4.7, 620), (6.3, 590), (6.9, 650)):
        track.add(at, pop(pitch), 1.0)
    for i in range(12):
        track.add(7.3 + i / 23, tap(200 + i), 0.7)
    track.add(8.5, pop(880), 1.1)
    track.add(7.6, tone(5.4, (110.0, 164.8, 220.0, 277.2, 329.6), 2.0, 1.4,
                        7), 1.0)
    for i, (pitch, pan) in enumerate(((620, -.5), (700, .4), (590, 0),
                                      (660, -.2), (740, .6), (620, .1))):
        track.add(9.9 + 0.42 * i, pop(pitch, 0.4), 0.5, pan)
    track.add(9.7, buzz(1), 0.35, 0.3)
    return track
