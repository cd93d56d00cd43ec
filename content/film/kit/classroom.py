"""A classroom in the morning: tall windows, sun, and people against it."""
import cairo
import numpy as np

from kit import light, palette
from kit.ease import breath, drift
from kit.frame import HEIGHT, WIDTH, painted
from kit.people import curve, head

GLASS = [(120, -60, 420, 820), (640, -60, 420, 820), (1160, -60, 420, 820)]
SKIN = palette.rgb("#1C120C")


def _wall(ctx):
    light.shade(ctx, [(0, palette.rgb("#6A4B33"), 1),
                      (0.65, palette.rgb("#4A3223"), 1),
                      (1, palette.rgb("#241710"), 1)], 0, 0, WIDTH, HEIGHT)
    for x, y, w, h in GLASS:
        sky = cairo.LinearGradient(0, y, 0, y + h)
        sky.add_color_stop_rgb(0, *palette.rgb("#FFF3DC"))
        sky.add_color_stop_rgb(0.6, *palette.MORNING)
        sky.add_color_stop_rgb(1, *palette.rgb("#F3BE86"))
        ctx.set_source(sky)
        ctx.rectangle(x, y, w, h)
        ctx.fill()
    for x, y, w, h in GLASS:
        ctx.set_source_rgb(*palette.rgb("#3A2619"))
        for bar in ((x - 14, y, 18, h + 14), (x + w - 4, y, 18, h + 14),
                    (x, y + h - 6, w, 20), (x, y + h * 0.62, w, 12)):
            ctx.rectangle(*bar)
            ctx.fill()
    ctx.set_source_rgb(*palette.rgb("#2C1C13"))
    ctx.rectangle(0, 776, WIDTH, 26)
    ctx.fill()


def _trees(ctx):
    """What stands outside, in the light and out of focus."""
    random = np.random.default_rng(4)
    for _ in range(90):
        x, y = WIDTH * random.random(), 420 + 300 * random.random()
        ctx.arc(x, y, 30 + 60 * random.random(), 0, 7)
        ctx.set_source_rgba(*palette.rgb("#C98F55"), 0.16)
        ctx.fill()


def _shafts(ctx):
    for x, y, w, _ in GLASS:
        beam = cairo.LinearGradient(x, 0, x + 760, 1080)
        beam.add_color_stop_rgba(0, *palette.MORNING, 0.34)
        beam.add_color_stop_rgba(1, *palette.MORNING, 0.0)
        ctx.set_source(beam)
        ctx.move_to(x, y)
        ctx.line_to(x + w, y)
        ctx.line_to(x + w + 700, 1140)
        ctx.line_to(x + 560, 1140)
        ctx.close_path()
        ctx.fill()


def _table(ctx):
    fill = cairo.LinearGradient(0, 900, 0, 1080)
    fill.add_color_stop_rgb(0, *palette.rgb("#8A5F3B"))
    fill.add_color_stop_rgb(0.12, *palette.rgb("#4A301E"))
    fill.add_color_stop_rgb(1, *palette.rgb("#1A110B"))
    ctx.set_source(fill)
    ctx.rectangle(-40, 906, WIDTH + 80, 220)
    ctx.fill()


BUST = [(-16, 84), (-40, 100), (-62, 122), (-78, 158), (-120, 186),
        (-168, 196), (-176, 208), (-160, 220, 0), (-60, 222), (-40, 240),
        (-40, 320, 0), (120, 320, 0), (116, 220), (104, 150), (84, 112),
        (48, 92), (32, 70)]


def sitter(hair, rgb=SKIN):
    """Somebody at the table, in profile, the hands in front."""
    def draw(ctx):
        ctx.set_source_rgb(*rgb)
        curve(ctx, BUST)
        ctx.fill()
    def top(ctx):
        ctx.set_source_rgb(*rgb)
        head(ctx, hair)
    return draw, top


class Person:
    """A sitter at (x, y) of the head's middle, looking left or, mirrored,
    right; lit by the windows behind and by what lies on the table."""

    def __init__(self, hair, x, y, size, mirrored=False, lamp=(960, 860)):
        self.x, self.y, self.size, self.mirrored = x, y, size, mirrored
        body, top = sitter(hair)
        self.parts = []
        for draw in (body, top):
            layer = painted(self._place(draw), 0.7)
            sun = light.on_shape(layer, 700 if x > 700 else 500, -500,
                                 palette.MORNING, 2600,
                                 ((3, 0.9), (11, 0.55), (34, 0.10)))
            glow = light.on_shape(layer, *lamp, palette.HELP, 320,
                                  ((3, 0.8), (16, 0.6), (40, 0.4)))
            self.parts.append((layer, sun, glow))

    def _place(self, draw):
        def paint(ctx):
            ctx.translate(self.x, self.y)
            ctx.scale(-self.size if self.mirrored else self.size, self.size)
            draw(ctx)
        return paint

    def paint(self, ctx, t, nod=0.0, glow=0.0, seed=1.0):
        sway = 0.008 * drift(t, seed)
        rise = 2.4 * np.sin(2 * np.pi * (t / 4.0 + seed * 0.37))
        angle = (nod + sway) * (1 if self.mirrored else -1)
        neck = (self.x + (-20 if self.mirrored else 20) * self.size / 3,
                self.y + 66 * self.size)
        for part in (1, 0):
            layer, sun, lamp = self.parts[part]
            ctx.save()
            ctx.translate(0, rise)
            if part:
                ctx.translate(*neck)
                ctx.rotate(angle)
                ctx.translate(-neck[0], -neck[1])
            layer.paint(ctx)
            sun.paint(ctx, 0.9, add=True)
            lamp.paint(ctx, glow, add=True)
            ctx.restore()


class Dust:
    def __init__(self, seed, count):
        random = np.random.default_rng(seed)
        self.motes = random.random((count, 5))

    def paint(self, ctx, t):
        ctx.save()
        ctx.set_operator(cairo.OPERATOR_ADD)
        for a, b, c, d, e in self.motes:
            sway = 40 * np.sin(t * 0.4 + 9 * d)
            x = (a * 2100 + 22 * t * (0.3 + c) + sway) % 2100 - 90
            y = b * 1000 + 26 * np.sin(t * 0.5 + 12 * e) - 8 * t * d
            ctx.arc(x, y, 1.2 + 2.6 * c * c, 0, 7)
            ctx.set_source_rgba(*palette.MORNING,
                                0.30 * breath(t, 3 + 3 * d, e))
            ctx.fill()
        ctx.restore()


class Classroom:
    def __init__(self):
        self.wall = painted(_wall, 5)
        self.trees = painted(_trees, 18)
        self.shafts = painted(_shafts, 16)
        self.table = painted(_table, 1.5)
        self.dust = Dust(6, 90)

    def back(self, ctx, t, shift=0.0):
        ctx.save()
        ctx.translate(shift, 0)
        self.wall.paint(ctx)
        self.trees.paint(ctx)
        ctx.restore()
        for i, (x, _, w, _) in enumerate(GLASS):
            light.glow(ctx, x + w / 2 + shift, 300, 620, palette.MORNING,
                       0.16 + 0.03 * breath(t, 6, i / 3))

    def front(self, ctx, t):
        self.shafts.paint(ctx, 0.42 + 0.14 * breath(t, 7), add=True)
        self.dust.paint(ctx, t)
