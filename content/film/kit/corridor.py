"""A school corridor in one-point perspective. Lengths are metres: x to the
right of the middle, y up from the floor, z away from the camera."""
import cairo

from kit import light, palette
from kit.frame import painted
from kit.people import backpack, standing

FOCUS = 950
EYE = (1010, 470)       # the vanishing point
EYE_HIGH = 1.45
HALF, HIGH, END = 1.9, 3.1, 15.0


def at(x, y, z):
    return EYE[0] + FOCUS * x / z, EYE[1] + FOCUS * (EYE_HIGH - y) / z


def _quad(ctx, *corners):
    for corner in corners:
        ctx.line_to(*at(*corner))
    ctx.close_path()


class Mood:
    def __init__(self, dark, wall, air, lamp):
        self.dark, self.wall, self.air, self.lamp = dark, wall, air, lamp


COLD = Mood(palette.rgb("#060A0E"), palette.rgb("#1A2A36"), palette.HAZE,
            palette.rgb("#BFD9E6"))
WARM = Mood(palette.rgb("#120D0A"), palette.rgb("#4A3424"), palette.MORNING,
            palette.rgb("#FFE9CC"))


def _surface(ctx, mood, a, b, near, far):
    """A wall, floor or ceiling between two edges (x, y), lit from the end."""
    fill = cairo.LinearGradient(*at(*a, 1.2), *at(*a, END))
    fill.add_color_stop_rgb(0, *palette.blend(mood.dark, mood.wall, near))
    fill.add_color_stop_rgb(0.75, *palette.blend(mood.dark, mood.wall,
                                                 (near + far) / 2))
    fill.add_color_stop_rgb(1, *palette.blend(mood.wall, mood.air, far * 0.6))
    ctx.set_source(fill)
    _quad(ctx, (*a, 0.8), (*b, 0.8), (*b, END), (*a, END))
    ctx.fill()


def _lockers(ctx, mood, x):
    step = 0.62
    for i in range(22):
        z = 1.4 + step * i
        deep = min(1, z / END)
        door = palette.blend(mood.dark, palette.blend(mood.wall, mood.air,
                                                      deep * 0.5),
                             0.42 + 0.5 * deep + 0.08 * (i * 7 % 3 - 1))
        ctx.set_source_rgb(*door)
        _quad(ctx, (x, 0.12, z), (x, 2.0, z), (x, 2.0, z + step * 0.94),
              (x, 0.12, z + step * 0.94))
        ctx.fill()
        ctx.set_source_rgba(*mood.air, 0.10 + 0.25 * deep)
        _quad(ctx, (x, 0.12, z + step * 0.94), (x, 2.0, z + step * 0.94),
              (x, 2.0, z + step), (x, 0.12, z + step))
        ctx.fill()
        ctx.set_source_rgba(0, 0, 0, 0.45)
        for k in range(3):
            y = 1.78 - 0.07 * k
            _quad(ctx, (x, y, z + 0.16), (x, y + 0.03, z + 0.16),
                  (x, y + 0.03, z + 0.42), (x, y, z + 0.42))
            ctx.fill()


def _doors(ctx, mood, x):
    for z in (2.2, 5.4, 8.6, 11.8):
        ctx.set_source_rgb(*palette.blend(mood.dark, mood.wall, 0.22))
        _quad(ctx, (x, 0, z), (x, 2.2, z), (x, 2.2, z + 1.1), (x, 0, z + 1.1))
        ctx.fill()
        ctx.set_source_rgba(*mood.air, 0.16)
        _quad(ctx, (x, 1.2, z + 0.62), (x, 1.9, z + 0.62),
              (x, 1.9, z + 0.9), (x, 1.2, z + 0.9))
        ctx.fill()


def _hall(mood):
    def draw(ctx):
        ctx.set_source_rgb(*mood.dark)
        ctx.paint()
        _surface(ctx, mood, (-HALF, HIGH), (HALF, HIGH), 0.20, 0.7)
        _surface(ctx, mood, (-HALF, 0), (HALF, 0), 0.28, 1.0)
        _surface(ctx, mood, (-HALF, 0), (-HALF, HIGH), 0.42, 0.85)
        _surface(ctx, mood, (HALF, 0), (HALF, HIGH), 0.34, 0.8)
        _lockers(ctx, mood, -HALF)
        _doors(ctx, mood, HALF)
        x0, y0 = at(-HALF, HIGH, END)
        x1, y1 = at(HALF, 0, END)
        ctx.set_source_rgb(*palette.blend(mood.wall, mood.air, 0.35))
        ctx.rectangle(x0, y0, x1 - x0, y1 - y0)
        ctx.fill()
        ctx.set_source_rgb(*palette.blend(mood.air, palette.PAPER, 0.6))
        _quad(ctx, (-1.3, 0.02, END), (-1.3, 2.5, END), (1.3, 2.5, END),
              (1.3, 0.02, END))
        ctx.fill()
        ctx.set_source_rgb(*palette.blend(mood.wall, mood.air, 0.35))
        for x in (-0.05, -1.3, 1.22):
            _quad(ctx, (x, 0, END), (x, 2.5, END), (x + 0.09, 2.5, END),
                  (x + 0.09, 0, END))
            ctx.fill()
    return draw


def _shine(mood):
    """The end window in the floor, drawn out towards the camera."""
    def draw(ctx):
        shine = cairo.LinearGradient(*at(0, 0, END), *at(0, 0, 1.5))
        shine.add_color_stop_rgba(0, *mood.air, 0.75)
        shine.add_color_stop_rgba(0.25, *mood.air, 0.28)
        shine.add_color_stop_rgba(1, *mood.air, 0.03)
        ctx.set_source(shine)
        _quad(ctx, (-1.2, 0, END), (1.2, 0, END), (0.7, 0, 1.2),
              (-0.7, 0, 1.2))
        ctx.fill()
    return draw


class Corridor:
    LAMPS = (2.6, 4.6, 7.0, 9.6, 12.4)

    def __init__(self, mood):
        self.mood = mood
        self.hall = painted(_hall(mood), 1.1)
        self.shine = painted(_shine(mood), 14)
        self.lamps = [painted(self._lamp(z), 1.4) for z in self.LAMPS]

    def _lamp(self, z):
        def draw(ctx):
            ctx.set_source_rgb(*palette.blend(self.mood.lamp, palette.PAPER,
                                              0.4))
            _quad(ctx, (-0.5, HIGH, z), (0.5, HIGH, z), (0.5, HIGH, z + 0.9),
                  (-0.5, HIGH, z + 0.9))
            ctx.fill()
        return draw

    def paint(self, ctx, t, lamps=None, day=1.0):
        """`lamps`: how bright each of the five ceiling lamps is."""
        self.hall.paint(ctx)
        self.shine.paint(ctx, 0.8 * day, add=True)
        for i, z in enumerate(self.LAMPS):
            level = lamps[i] if lamps else 0.8
            self.lamps[i].paint(ctx, level)
            x, y = at(0, HIGH, z + 0.4)
            light.glow(ctx, x, y, 1100 / z, self.mood.lamp, 0.30 * level, 0.6)
            x, y = at(0, 0, z + 0.4)
            light.glow(ctx, x, y, 900 / z, self.mood.lamp, 0.12 * level, 0.35)
        x, y = at(0, 1.3, END)
        light.glow(ctx, x, y, 520, self.mood.air, 0.50 * day)

    def person(self, ctx, x, z, high=1.7, lit=1.0, bag=True, **how):
        """A figure with the light of the corridor's end behind it. Returns
        where its feet are and how large one of its hundred parts is."""
        px, py = at(x, 0, z)
        size = FOCUS * high / z / 100
        deep = min(1, z / END)
        shadow = cairo.LinearGradient(0, py, 0, py + size * 46)
        shadow.add_color_stop_rgba(0, 0, 0, 0, 0.55)
        shadow.add_color_stop_rgba(1, 0, 0, 0, 0)
        lean = (px - EYE[0]) * 0.25
        ctx.move_to(px - size * 9, py - 2)
        ctx.line_to(px + size * 9, py - 2)
        ctx.line_to(px + lean + size * 15, py + size * 46)
        ctx.line_to(px + lean - size * 13, py + size * 46)
        ctx.close_path()
        ctx.set_source(shadow)
        ctx.fill()
        side = 1 if px < EYE[0] else -1
        rim = palette.blend(self.mood.wall, self.mood.air, 0.85 * lit)
        body = palette.blend(self.mood.dark, self.mood.wall,
                             0.10 + 0.75 * deep)
        for rgb, dx, dy, grow in ((rim, side * (0.5 + size * 0.30),
                                   -0.4 - size * 0.16, 1.0),
                                  (body, 0, 0, 1.0)):
            ctx.save()
            ctx.translate(px + dx, py + dy)
            ctx.scale(size * grow, size * grow)
            ctx.set_source_rgb(*rgb)
            standing(ctx, **how)
            if bag and rgb is body:
                ctx.set_source_rgb(*palette.blend(body, self.mood.wall, 0.35))
                backpack(ctx, how.get("lean", 0.0))
            ctx.restore()
        return px, py, size


def passer(mood, sigma=16, **how):
    """Somebody right in front of the lens, out of focus: 1.1 m away."""
    def draw(ctx):
        ctx.translate(0, EYE[1] + FOCUS * EYE_HIGH / 1.1)
        ctx.scale(14.7, 14.7)
        ctx.set_source_rgb(*palette.blend(mood.dark, mood.wall, 0.12))
        standing(ctx, **how)
    return painted(draw, sigma, 700, 1100, -350, 60)
