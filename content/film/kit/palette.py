"""The colours of the film. The first four are the pack's theme."""


def rgb(code):
    return tuple(int(code[i:i + 2], 16) / 255 for i in (1, 3, 5))


def blend(a, b, p):
    return tuple(x + (y - x) * p for x, y in zip(a, b))


INK = rgb("#101418")
PAPER = rgb("#F7F3EC")
SIGNAL = rgb("#FF5A47")
HELP = rgb("#1FC8A0")

NIGHT = rgb("#070A0E")     # what no light reaches
DUSK = rgb("#16222E")      # a wall at night
STEEL = rgb("#3A5468")     # the sky over a town
LAMP = rgb("#FFC98A")      # a lamp in a room
SCREEN = rgb("#CFE3F2")    # a telephone's own white
HAZE = rgb("#8FB0C4")      # cold daylight
MORNING = rgb("#FFE3BC")   # warm daylight
