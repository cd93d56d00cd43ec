"""Noa's room at night: a window on the town, and Noa with her telephone."""
import cairo
import numpy as np

from kit import light, palette
from kit.ease import drift
from kit.frame import HEIGHT, WIDTH, painted
from kit.people import curve, head, strands

PHONE = (1108, 742)     # where the telephone is
HEAD = (1452, 396)      # the pivot of Noa's head
HEAD_SIZE = 3.3
WINDOW = (150, -40, 1010, 800)

BODY = [(1400, 600), (1480, 575), (1560, 560), (1600, 520), (1640, 560),
        (1668, 640), (1740, 720), (1810, 850), (1850, 1000), (1870, 1250, 0),
        (760, 1250, 0), (770, 1060), (812, 900), (868, 812), (940, 786),
        (1004, 826), (1050, 884), (1096, 872), (1120, 820), (1090, 800),
        (1066, 778), (1080, 760), (1124, 770), (1170, 782), (1240, 792),
        (1304, 760), (1350, 690)]


def _sky(ctx):
    light.shade(ctx, [(0, palette.rgb("#0E1A26"), 1),
                      (0.55, palette.rgb("#1B2F40"), 1),
                      (0.8, palette.rgb("#3A3A40"), 1),
                      (1, palette.rgb("#15202A"), 1)], 0, 0, 0, 800)
    light.glow(ctx, 420, 640, 620, palette.LAMP, 0.20, 0.55)
    light.glow(ctx, 900, 560, 480, palette.STEEL, 0.22, 0.6)


def _wall(ctx):
    x, y, w, h = WINDOW
    light.shade(ctx, [(0, palette.rgb("#101820"), 1),
                      (0.6, palette.rgb("#131C25"), 1),
                      (1, palette.rgb("#0B1015"), 1)], 0, 0, WIDTH, HEIGHT)
    ctx.set_operator(cairo.OPERATOR_CLEAR)
    ctx.rectangle(x, y, w, h)
    ctx.fill()
    ctx.set_operator(cairo.OPERATOR_OVER)
    frame = palette.rgb("#0A0F14")
    ctx.set_source_rgb(*frame)
    for bar in ((x - 26, y, 40, h + 30), (x + w - 14, y, 44, h + 30),
                (x, y + h - 18, w, 46), (x + w * 0.52, y, 24, h)):
        ctx.rectangle(*bar)
        ctx.fill()
    ctx.set_source_rgba(*palette.STEEL, 0.35)
    ctx.rectangle(x - 40, y + h + 26, w + 90, 4)
    ctx.fill()
    ctx.set_source_rgb(*palette.rgb("#0C1218"))
    ctx.rectangle(x - 60, y + h + 30, w + 130, 34)
    ctx.fill()


def _curtain(ctx):
    for i in range(7):
        x = -60 + 44 * i
        fold = cairo.LinearGradient(x, 0, x + 60, 0)
        fold.add_color_stop_rgba(0, *palette.rgb("#0A0F15"), 1)
        fold.add_color_stop_rgba(0.5, *palette.rgb("#1B2733"), 1)
        fold.add_color_stop_rgba(1, *palette.rgb("#090D12"), 1)
        ctx.set_source(fold)
        curve(ctx, [(x, -20, 0), (x + 62, -20, 0), (x + 66, 500),
                    (x + 52 - 6 * i, 1100, 0), (x - 16, 1100, 0),
                    (x - 4, 500)])
        ctx.fill()


def _plant(ctx):
    ctx.set_source_rgb(*palette.rgb("#070B0F"))
    curve(ctx, [(930, 700, 0), (1030, 700, 0), (1018, 790, 0),
                (942, 790, 0)])
    ctx.fill()
    for dx, dy, lean in ((-90, -150, -40), (-40, -230, -10), (30, -260, 20),
                         (90, -170, 60), (-120, -60, -60), (120, -70, 70)):
        tip = (980 + dx, 700 + dy)
        curve(ctx, [(976, 702), (980 + dx * 0.35 - 12, 700 + dy * 0.62),
                    tip, (980 + dx * 0.45 + 16 + lean * 0.2,
                          700 + dy * 0.5), (986, 702)])
        ctx.fill()


def _glass(seed):
    """Drops that hang on the pane, each with the town upside down in it."""
    random = np.random.default_rng(seed)

    def draw(ctx):
        x0, y0, w, h = WINDOW
        for _ in range(420):
            x, y = x0 + w * random.random(), y0 + h * random.random()
            r = 1.2 + 6.5 * random.random() ** 3.2
            drop = cairo.LinearGradient(x, y - r, x, y + r)
            drop.add_color_stop_rgba(0, *palette.NIGHT, 0.55)
            drop.add_color_stop_rgba(1, *palette.LAMP, 0.60)
            ctx.save()
            ctx.translate(x, y)
            ctx.scale(1, 1.18)
            ctx.arc(0, 0, r, 0, 7)
            ctx.restore()
            ctx.set_source(drop)
            ctx.fill()
            if r > 2.4:
                ctx.arc(x - r * 0.3, y - r * 0.4, r * 0.22, 0, 7)
                ctx.set_source_rgba(*palette.SCREEN, 0.75)
                ctx.fill()
    return draw


class Runner:
    """A drop that runs down the pane: it waits, lets go, and waits."""

    def __init__(self, random):
        x, _, w, _ = WINDOW
        self.x = x + 20 + (w - 40) * random.random()
        self.from_y = -60 + 500 * random.random()
        self.start = -6 + 16 * random.random()
        self.size = 3.5 + 3 * random.random()
        self.pace = 40 + 70 * random.random()

    def paint(self, ctx, t):
        s = t - self.start
        if s < 0:
            return
        travel = self.pace * (s + 0.8 * np.sin(1.9 * s + self.size)) * 0.9
        y = self.from_y + max(0.0, travel)
        if y > WINDOW[1] + WINDOW[3] - 24:
            return
        x = self.x + 5 * np.sin(y * 0.021 + self.size)
        trail = cairo.LinearGradient(0, y - 190, 0, y)
        trail.add_color_stop_rgba(0, *palette.SCREEN, 0)
        trail.add_color_stop_rgba(1, *palette.SCREEN, 0.17)
        ctx.set_source(trail)
        ctx.rectangle(x - self.size * 0.55, y - 190, self.size * 1.1, 190)
        ctx.fill()
        ctx.arc(x, y, self.size, 0, 7)
        ctx.set_source_rgba(*palette.LAMP, 0.42)
        ctx.fill()
        ctx.arc(x - 1, y - self.size * 0.5, self.size * 0.35, 0, 7)
        ctx.set_source_rgba(*palette.SCREEN, 0.85)
        ctx.fill()


def _shape(draw):
    def paint(ctx):
        ctx.set_source_rgb(*palette.rgb("#080C11"))
        draw(ctx)
    return paint


def _body(ctx):
    curve(ctx, BODY)
    ctx.fill()
    curve(ctx, [(1420, 600), (1450, 520), (1530, 470), (1610, 480),
                (1660, 560), (1650, 640), (1540, 660)])  # the hood, down
    ctx.fill()
    ctx.set_source_rgb(*palette.rgb("#10171E"))
    ctx.set_line_width(2.4)
    for fold in ([(1424, 604), (1500, 640), (1580, 640), (1648, 600)],
                 [(1470, 640), (1440, 760), (1380, 860), (1250, 930)],
                 [(1560, 700), (1600, 820), (1590, 960)],
                 [(1180, 800), (1230, 830), (1250, 880)],
                 [(900, 830), (940, 900), (960, 1000)]):
        curve(ctx, fold, closed=False)
        ctx.stroke()


def _head(ctx):
    ctx.translate(*HEAD)
    ctx.scale(HEAD_SIZE, HEAD_SIZE)
    head(ctx, "bun")
    ctx.set_source_rgb(*palette.rgb("#0D141B"))
    strands(ctx)


class Bedroom:
    def __init__(self, colours=(palette.SCREEN, palette.SIGNAL, palette.HELP),
                 seed=11):
        box = dict(width=1300, height=1180, x=720, y=40)
        self.sky = painted(_sky, 0)
        self.wall = painted(_wall, 1.2)
        self.curtain = painted(_curtain, 7)
        self.plant = painted(_plant, 2.5)
        self.glass = painted(_glass(seed), 0.5)
        self.bokeh = light.Bokeh(
            seed, 46, (100, 240, 1080, 470), (26, 38, 54),
            (palette.LAMP, palette.rgb("#FFB37A"), palette.SCREEN,
             palette.rgb("#FF8A6B"), palette.rgb("#7FB8C9")))
        self.rain = light.Rain(seed + 1, 150, 1500, 70, palette.SCREEN, 0.10)
        self.body = painted(_shape(_body), 0.6, **box)
        self.head = painted(_shape(_head), 0.6, **box)
        self.back = [light.on_shape(part, 620, 260, palette.STEEL, 1400,
                                    ((2.5, 0.55), (9, 0.25)))
                     for part in (self.body, self.head)]
        self.lit = {rgb: [light.on_shape(part, *PHONE, rgb, 330)
                          for part in (self.body, self.head)]
                    for rgb in colours}
        random = np.random.default_rng(seed + 2)
        self.runners = [Runner(random) for _ in range(14)]
        self.fairy = [(1300 + 62 * i, 120 + 26 * np.sin(i * 0.9)
                       + 0.02 * (i - 5) ** 2 * 60) for i in range(11)]
        self.fairy_disc = light.disc(17, palette.LAMP)

    def window(self, ctx, t, rain=1.0, shift=0.0, town=1.0):
        self.sky.paint(ctx)
        self.bokeh.paint(ctx, t, 1.25 * town, shift)
        ctx.save()
        ctx.rectangle(*WINDOW)
        ctx.clip()
        self.rain.paint(ctx, t, rain)
        self.glass.paint(ctx, 0.55 + 0.45 * rain)
        for runner in self.runners:
            runner.paint(ctx, t)
        ctx.restore()

    def paint(self, ctx, t, lights, tilt=0.0, rain=1.0, warm=0.4):
        """`lights`: (colour, level) of the telephone's glow; tilt in radians,
        positive when she looks down."""
        self.window(ctx, t, rain, 14 * drift(t, 1))
        self.wall.paint(ctx)
        for x, y in self.fairy:
            ctx.save()
            ctx.translate(x, y)
            self.fairy_disc.paint(ctx, warm * 0.75, add=True)
            ctx.restore()
            light.glow(ctx, x, y, 120, palette.LAMP, 0.035 * warm / 0.4)
        self.plant.paint(ctx)
        for rgb, level in lights:
            light.glow(ctx, PHONE[0], PHONE[1] - 30, 760, rgb, 0.24 * level)
            light.glow(ctx, 1320, 470, 420, rgb, 0.10 * level)
        sway = 0.010 * drift(t, 4)
        rise = 3.0 * np.sin(2 * np.pi * t / 4.2)
        ctx.save()
        ctx.translate(0, rise)
        self._turned(ctx, -(tilt + sway), 1, lights)
        self._part(ctx, 0, lights)
        ctx.restore()
        self._phone(ctx, lights, rise)
        ctx.save()
        ctx.translate(-18 * drift(t, 2), 0)
        self.curtain.paint(ctx)
        ctx.restore()

    def _turned(self, ctx, angle, part, lights):
        ctx.save()
        neck = (HEAD[0] + 26, HEAD[1] + 200)
        ctx.translate(*neck)
        ctx.rotate(angle)
        ctx.translate(-neck[0], -neck[1])
        self._part(ctx, part, lights)
        ctx.restore()

    def _part(self, ctx, part, lights):
        (self.body, self.head)[part].paint(ctx)
        self.back[part].paint(ctx, 0.95, add=True)
        for rgb, level in lights:
            if level > 0.01:
                self.lit[rgb][part].paint(ctx, level, add=True)

    def _phone(self, ctx, lights, rise):
        ctx.save()
        ctx.translate(PHONE[0], PHONE[1] + rise)
        ctx.rotate(-0.30)
        ctx.set_source_rgb(*palette.rgb("#05080B"))
        ctx.rectangle(-16, -92, 22, 168)
        ctx.fill()
        for rgb, strength in lights:
            ctx.set_source_rgba(*palette.blend(rgb, palette.PAPER, 0.35),
                                min(1, strength))
            ctx.rectangle(5, -88, 5, 160)
            ctx.fill()
        ctx.restore()
        for rgb, strength in lights:
            light.glow(ctx, PHONE[0] + 14, PHONE[1], 190, rgb,
                       0.55 * strength, 1.2)
