"""The group. Noa says she would like to come along; the group gets a new name
and closes. You are in it: you type, and wipe it out again."""
from kit import palette
from kit.bedroom import Bedroom
from kit.ease import drift, mix, part, smooth
from kit.frame import camera
from kit.hand import Hand
from kit.phone import Bubble, Chat, Typing
from kit.sound import (Track, air, buzz, heartbeat, pop, rain, tap, tone,
                       whoosh)

NAME, SECONDS = "noa-1", 33.0
ROOM, CHAT, YOURS, ALONE = 6.0, 11.0, 22.8, 26.4    # where the shots begin
CUE = 30.6


def conversation():
    return Chat(
        [Bubble(11.4, "daan", (1.0, 0.72)),
         Bubble(13.8, "yara", (0.28,)),
         Bubble(14.5, "sem", (0.42,)),
         Typing(15.0, 16.2, "noa"),
         Bubble(16.3, "noa", (0.9, 0.5)),
         Typing(17.0, 17.7, "daan")],
        "3 havo B", ((18.5, 9.5, "iedereen behalve noa"),),
        ("daan", "yara", "sem", "lot", "noa", "jij"), (21.3, "noa"))


def prepare():
    room, hand = Bedroom(), Hand(31)
    own = Hand(33, palette.rgb("#3B2A30"), palette.SIGNAL,
               (palette.SIGNAL, palette.rgb("#C8503F"),
                palette.rgb("#5A4650")))
    chat = conversation()

    def glass(ctx, t):
        """The pane, from close by; a light goes on behind us."""
        zoom = mix(2.05, 1.86, smooth(t, 0, ROOM))
        with camera(ctx, zoom, mix(520, 620, smooth(t, 0, ROOM)),
                    mix(470, 430, smooth(t, 0, ROOM)), 0.004 * drift(t, 8)):
            room.window(ctx, t, 1.0, 20 * drift(t, 1))

    def noa(ctx, t):
        s = t - ROOM
        on = smooth(s, 0.35, 0.8)
        with camera(ctx, mix(1.02, 1.10, smooth(s, 0, 5)),
                    mix(950, 985, smooth(s, 0, 5)),
                    mix(545, 530, smooth(s, 0, 5))):
            room.paint(ctx, t, [(palette.SCREEN, 0.12 + 0.78 * on)],
                       mix(-0.05, 0.10, smooth(s, 0.6, 1.8)))

    def read(ctx, t):
        level = smooth(t, 18.6, 21.4)
        near = smooth(t, 17.6, 21.6)
        hand.paint(ctx, t, chat, level, zoom=mix(1.22, 1.62, near),
                   focus=(310, mix(440, 270, near)),
                   turn=mix(-0.07, -0.02, smooth(t, 11, 21)))

    def yours(ctx, t):
        s = t - YOURS
        typed = 0.62 * part(s, 0.5, 1.7) - 0.62 * part(s, 2.1, 2.9)
        steps = round(typed * 22) / 22
        tap = 8 * abs(((s * 5) % 1) - 0.5) if 0.5 < s < 2.9 else 0
        away = smooth(s, 2.9, 3.5)
        own.paint(ctx, t, chat, 0.85, field=max(0.0, steps), zoom=1.42,
                  focus=(330, 900 - 14 * s), turn=0.05,
                  thumb=(408 + 70 * away, 1060 + tap + 90 * away))

    def alone(ctx, t):
        s = t - ALONE
        asleep = smooth(s, 4.3, 4.9)
        near = smooth(s, -0.6, 5.2)
        with camera(ctx, mix(1.20, 1.40, near), mix(1010, 1046, near),
                    mix(500, 486, near)):
            room.paint(ctx, t, [(palette.SIGNAL, 1.1 * (1 - 0.75 * asleep))],
                       mix(0.04, 0.17, smooth(s, 0.9, 3.0)), warm=0.12)

    def draw(ctx, t):
        for start, shot in ((ALONE, alone), (YOURS, yours), (CHAT, read),
                            (ROOM, noa), (0, glass)):
            if t >= start - 1e-6:
                shot(ctx, t)
                return
    return draw


def sound():
    track = Track(SECONDS)
    track.bed(rain(SECONDS, 1),
              ((0, 1.0), (5.9, 1.0), (6.1, 0.55), (10.9, 0.55), (11.1, 0.28),
               (17.0, 0.28), (19.5, 0.12), (26.3, 0.12), (26.5, 0.6),
               (29.6, 0.7), (33, 0.7)))
    track.bed(air(SECONDS, 5), ((0, 0.3), (11, 0.3), (11.2, 0.8), (26, 0.8),
                                (26.6, 0.3), (33, 0.3)))
    track.add(6.35, buzz(2), 1.0, 0.2)
    for at, pitch in ((11.4, 560), (13.8, 620), (14.5, 590), (16.3, 680)):
        track.add(at, pop(pitch), 1.0)
    for i in range(4):                      # the name is wiped
        track.add(18.5 + i / 18, tap(60 + i), 0.55)
    for i in range(20):                     # and typed
        track.add(19.15 + i / 9.5, tap(80 + i, 0.9), 0.75 + 0.02 * i)
    track.add(18.4, tone(5.0, (73.4, 77.8, 110.0), 2.6, 0.5, 2), 1.5)
    track.add(21.3, whoosh(0.9, 14, 160, 1500), 1.6)
    for i in range(6):                      # you type
        track.add(YOURS + 0.5 + 0.2 * i, tap(120 + i), 1.1, 0.3)
    for i in range(7):                      # you wipe it out
        track.add(YOURS + 2.05 + 0.12 * i, tap(140 + i, 0.7), 0.8, 0.3)
    track.add(ALONE + 0.15, buzz(1), 0.9, 0.2)
    track.add(ALONE, tone(6.5, (58.3, 87.3, 92.5), 1.6, 1.4, 3), 1.3)
    for i in range(6):
        track.add(ALONE + 0.9 + 0.98 * i, heartbeat(), 0.5)
    return track
