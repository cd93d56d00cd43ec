"""A block of flats across the street at night: many windows, one of them
Noa's."""
import cairo
import numpy as np

from kit import light, palette
from kit.ease import drift
from kit.frame import HEIGHT, WIDTH, painted
from kit.people import curve, head

LEFT, TOP = 470, -30            # of the building
WIDE, HIGH = 168, 128           # of a window
STEP_X, STEP_Y = 236, 224
COLUMNS, ROWS = 7, 5
NOA = (3, 1)                    # column, row


def place(column, row):
    return LEFT + 62 + column * STEP_X, TOP + 74 + row * STEP_Y


def _sky(ctx):
    light.shade(ctx, [(0, palette.rgb("#0A131C"), 1),
                      (0.6, palette.rgb("#16293A"), 1),
                      (1, palette.rgb("#2C3339"), 1)], 0, 0, 0, HEIGHT)
    light.glow(ctx, 200, 900, 760, palette.LAMP, 0.20, 0.6)


def _building(ctx):
    ctx.rectangle(LEFT, -40, WIDTH, HEIGHT + 80)
    ctx.set_source_rgb(*palette.rgb("#0C1218"))
    ctx.fill()
    random = np.random.default_rng(3)
    for _ in range(2600):                                    # bricks
        x = LEFT + 1500 * random.random()
        y = 14 * int(random.integers(0, 80))
        ctx.rectangle(x, y, 34, 11)
        ctx.set_source_rgba(*palette.STEEL, 0.035 * random.random())
        ctx.fill()
    for row in range(ROWS + 1):                              # floors
        y = TOP + row * STEP_Y
        slab = cairo.LinearGradient(0, y, 0, y + 26)
        slab.add_color_stop_rgb(0, *palette.rgb("#1C2731"))
        slab.add_color_stop_rgb(1, *palette.rgb("#080C10"))
        ctx.set_source(slab)
        ctx.rectangle(LEFT - 14, y, WIDTH, 22)
        ctx.fill()
        shadow = cairo.LinearGradient(0, y + 22, 0, y + 74)
        shadow.add_color_stop_rgba(0, 0, 0, 0, 0.6)
        shadow.add_color_stop_rgba(1, 0, 0, 0, 0)
        ctx.set_source(shadow)
        ctx.rectangle(LEFT, y + 22, WIDTH, 52)
        ctx.fill()
    edge = cairo.LinearGradient(LEFT - 14, 0, LEFT + 60, 0)
    edge.add_color_stop_rgba(0, *palette.LAMP, 0.16)
    edge.add_color_stop_rgba(1, *palette.LAMP, 0)
    ctx.set_source(edge)
    ctx.rectangle(LEFT - 14, 0, 74, HEIGHT)
    ctx.fill()
    light.glow(ctx, LEFT - 60, 1080, 620, palette.LAMP, 0.20)


def _frame(ctx, x, y):
    ctx.set_source_rgb(*palette.rgb("#05080B"))
    ctx.set_line_width(9)
    ctx.rectangle(x, y, WIDE, HIGH)
    ctx.stroke()
    ctx.rectangle(x + WIDE * 0.62, y, 6, HIGH)
    ctx.fill()
    ctx.set_source_rgba(*palette.STEEL, 0.5)
    ctx.rectangle(x - 8, y + HIGH + 5, WIDE + 16, 5)
    ctx.fill()


def _pane(ctx, x, y, random, lamp):
    """What is behind a window where the lamp is on."""
    ctx.save()
    ctx.rectangle(x, y, WIDE, HIGH)
    ctx.clip()
    fill = cairo.RadialGradient(x + WIDE * (0.25 + 0.5 * random.random()),
                                y + 18, 6, x + WIDE / 2, y + HIGH / 2, 150)
    fill.add_color_stop_rgb(0, *palette.blend(lamp, palette.PAPER, 0.55))
    fill.add_color_stop_rgb(0.35, *palette.blend(palette.NIGHT, lamp, 0.80))
    fill.add_color_stop_rgb(1, *palette.blend(palette.NIGHT, lamp, 0.34))
    ctx.set_source(fill)
    ctx.paint()
    dark = palette.blend(palette.NIGHT, lamp, 0.10)
    ctx.set_source_rgba(*dark, 0.92)
    kind = int(random.integers(0, 5))
    if kind == 0:       # curtains
        ctx.rectangle(x, y, 34, HIGH)
        ctx.rectangle(x + WIDE - 40, y, 40, HIGH)
        ctx.fill()
    elif kind == 1:     # a blind, half down
        for i in range(6):
            ctx.rectangle(x, y + 11 * i, WIDE, 7)
        ctx.fill()
    elif kind == 2:     # a plant and a lamp
        ctx.rectangle(x + 26, y + HIGH - 26, 26, 26)
        ctx.fill()
        for a in (-0.7, -0.2, 0.3, 0.8):
            curve(ctx, [(x + 39, y + HIGH - 24),
                        (x + 39 + 34 * a, y + HIGH - 50),
                        (x + 39 + 46 * a, y + HIGH - 66 + 20 * abs(a)),
                        (x + 44 + 22 * a, y + HIGH - 44)])
            ctx.fill()
    elif kind == 3:     # somebody at home
        px = x + 60 + 50 * random.random()
        ctx.arc(px, y + 62, 17, 0, 7)
        ctx.fill()
        curve(ctx, [(px - 40, y + HIGH + 10), (px - 30, y + 92),
                    (px, y + 82), (px + 30, y + 92),
                    (px + 40, y + HIGH + 10)])
        ctx.fill()
    else:               # a shelf
        ctx.rectangle(x + 98, y + 40, WIDE, 5)
        ctx.rectangle(x + 98, y + 84, WIDE, 5)
        for i in range(7):
            ctx.rectangle(x + 104 + 9 * i, y + 22 + 3 * (i % 3), 6,
                          18 - 3 * (i % 3))
        ctx.fill()
    ctx.restore()


def _noa(ctx, x, y):
    """Noa behind her window, small, bent over a telephone."""
    ctx.save()
    ctx.rectangle(x, y, WIDE, HIGH)
    ctx.clip()
    ctx.set_source_rgb(*palette.rgb("#060A0E"))
    ctx.translate(x + 100, y + 62)
    ctx.scale(0.54, 0.54)
    head(ctx, "bun")
    curve(ctx, [(-10, 60), (40, 54), (84, 92), (110, 180), (-120, 180),
                (-104, 128), (-78, 110), (-40, 118)])
    ctx.fill()
    ctx.restore()


class Facade:
    def __init__(self, seed=21, period=None, dark=()):
        random = np.random.default_rng(seed)
        self.period = period
        self.sky = painted(_sky)
        self.town = light.Bokeh(seed, 34, (-40, 380, 620, 560), (15, 22, 32),
                                (palette.LAMP, palette.rgb("#FF9C74"),
                                 palette.SCREEN))
        self.building = painted(_building, 0.7)
        self.panes, self.frames = {}, None
        lamps = (palette.LAMP, palette.rgb("#FFB978"), palette.rgb("#FFDDB0"),
                 palette.rgb("#BFD3DC"))
        for row in range(ROWS):
            for column in range(COLUMNS):
                if (column, row) == NOA:
                    continue
                x, y = place(column, row)
                lamp = lamps[int(random.choice(4, p=(.42, .3, .18, .1)))]
                layer = painted(
                    lambda ctx: _pane(ctx, x, y, random, lamp), 0.8,
                    WIDE + 20, HIGH + 20, x - 10, y - 10)
                self.panes[column, row] = (layer, lamp,
                                           random.random(),
                                           random.random())
        x, y = place(*NOA)
        self.noa = painted(lambda ctx: _noa(ctx, x, y), 0.5, WIDE, HIGH, x, y)
        self.noa_lit = {
            rgb: light.on_shape(self.noa, x + 34, y + 112, rgb, 60,
                                ((1.5, 1.0), (6, 0.8)))
            for rgb in (palette.SCREEN, palette.SIGNAL, palette.HELP)}
        self.frames = painted(self._frames, 0.6)
        self.lamp = painted(self._lamp, 1.2)
        self.branch = painted(self._branch, 6, 900, 760, -120, -120)
        self.far = light.Rain(seed + 5, 260, 1300, 60, palette.SCREEN, 0.10,
                              0.07, period)
        self.near = light.Rain(seed + 6, 26, 2300, 150, palette.SCREEN, 0.10,
                               0.07, period)

    def _lamp(self, ctx):
        """A street lamp between us and the building."""
        ctx.set_source_rgb(*palette.rgb("#04070A"))
        curve(ctx, [(330, 1100, 0), (336, 420), (344, 352), (372, 340),
                    (412, 350), (418, 360), (372, 354), (352, 366),
                    (346, 430), (344, 1100, 0)])
        ctx.fill()
        ctx.set_source_rgb(*palette.PAPER)
        curve(ctx, [(374, 357), (414, 361), (408, 374), (380, 372)])
        ctx.fill()

    def _frames(self, ctx):
        for row in range(ROWS):
            for column in range(COLUMNS):
                _frame(ctx, *place(column, row))

    def _branch(self, ctx):
        ctx.set_source_rgb(*palette.rgb("#04060A"))
        random = np.random.default_rng(8)

        def grow(x, y, angle, length, width):
            if width < 1.4:
                return
            x2 = x + length * np.cos(angle)
            y2 = y + length * np.sin(angle)
            ctx.set_line_width(width)
            ctx.set_line_cap(cairo.LINE_CAP_ROUND)
            ctx.move_to(x, y)
            ctx.line_to(x2, y2)
            ctx.stroke()
            for _ in range(2):
                grow(x2, y2, angle + 0.9 * (random.random() - 0.45),
                     length * (0.68 + 0.2 * random.random()), width * 0.66)
        grow(-120, 60, 0.25, 210, 26)
        grow(-120, 300, -0.12, 150, 18)

    def paint(self, ctx, t, lit, noa, rain=1.0, sway=1.0):
        """`lit(column, row, chance)` is how bright a window is, 0 to 1, and
        `noa` the (colour, level)s of her telephone."""
        turn = 2 * np.pi * t / self.period if self.period else None
        shift = np.sin(turn) if self.period else drift(t, 2)
        self.sky.paint(ctx)
        self.town.paint(ctx, t, 1.1, 16 * shift * sway, self.period)
        self.building.paint(ctx)
        for (column, row), (pane, lamp, chance, _) in self.panes.items():
            level = lit(column, row, chance)
            x, y = place(column, row)
            pane.paint(ctx, level)
            light.glow(ctx, x + WIDE / 2, y + HIGH / 2, 210, lamp,
                       0.10 * level)
        x, y = place(*NOA)
        ctx.rectangle(x, y, WIDE, HIGH)
        ctx.set_source_rgb(*palette.rgb("#0A1118"))
        ctx.fill()
        for rgb, level in noa:
            ctx.save()
            ctx.rectangle(x, y, WIDE, HIGH)
            ctx.clip()
            light.glow(ctx, x + 44, y + 96, 170, rgb, 1.0 * level)
            light.glow(ctx, x + 30, y + 110, 90, palette.PAPER, 0.25 * level)
            ctx.restore()
        self.noa.paint(ctx)
        for rgb, level in noa:
            self.noa_lit[rgb].paint(ctx, level, add=True)
            light.glow(ctx, x + 60, y + 84, 330, rgb, 0.34 * level)
        self.frames.paint(ctx)
        self.lamp.paint(ctx)
        light.glow(ctx, 392, 372, 520, palette.LAMP, 0.34)
        light.glow(ctx, 392, 372, 130, palette.PAPER, 0.40)
        self.far.paint(ctx, t, rain)
        ctx.save()
        ctx.translate(-26 * shift * sway, 6 * shift * sway)
        self.branch.paint(ctx)
        ctx.restore()
        self.near.paint(ctx, t, rain)
