"""The loop: a block of flats in the rain. Everywhere people are at home with
each other; at one window somebody reads what she is left out of. It ends as
it begins, rain and all."""
import numpy as np

from kit import palette
from kit.ease import breath
from kit.facade import Facade
from kit.frame import camera
from kit.sound import Track, air, rain, tone

NAME, SECONDS = "attract", 10.0


def prepare():
    facade = Facade(period=SECONDS)

    def draw(ctx, t):
        def lit(_column, _row, chance):
            if chance < 0.42:
                return 0.0
            return 0.46 + 0.30 * breath(t, SECONDS, chance * 7)
        turn = 2 * np.pi * t / SECONDS
        signal = 0.5 + 0.5 * breath(t, SECONDS / 2)
        with camera(ctx, 1.24 + 0.014 * np.sin(turn), 1064 + 12 * np.cos(turn),
                    470 + 6 * np.sin(turn)):
            facade.paint(ctx, t, lit, [(palette.SIGNAL, 0.75 + 0.25 * signal)])
    return draw


def sound():
    return (Track(SECONDS)
            .bed(rain(SECONDS, 1), ((0, 0.8), (SECONDS, 0.8)))
            .bed(air(SECONDS, 5), ((0, 0.5), (SECONDS, 0.5)))
            .add(0.4, tone(9.2, (73.4, 110.0, 146.8), 3, 4), 0.5))
