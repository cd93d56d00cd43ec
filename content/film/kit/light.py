"""Light: glows, lamps out of focus, rain, and light that falls on a shape."""
import math

import cairo
import numpy as np

from kit.ease import breath
from kit.frame import HEIGHT, WIDTH, Layer, blur, from_colour, painted


def glow(ctx, x, y, radius, rgb, alpha, squash=1.0):
    """Adds a soft light."""
    if alpha <= 0.003:
        return
    ctx.save()
    ctx.translate(x, y)
    ctx.scale(1, squash)
    light = cairo.RadialGradient(0, 0, 0, 0, 0, radius)
    for stop in range(9):
        p = stop / 8
        fall = (1 - p) ** 2.2 * (1 - 0.3 * p)
        light.add_color_stop_rgba(p, *rgb, alpha * fall)
    ctx.set_operator(cairo.OPERATOR_ADD)
    ctx.set_source(light)
    ctx.rectangle(-radius, -radius, 2 * radius, 2 * radius)
    ctx.fill()
    ctx.restore()


def shade(ctx, stops, x0, y0, x1, y1):
    """Fills the picture with a gradient of (place, rgb, alpha)."""
    pattern = cairo.LinearGradient(x0, y0, x1, y1)
    for place, rgb, alpha in stops:
        pattern.add_color_stop_rgba(place, *rgb, alpha)
    ctx.set_source(pattern)
    ctx.paint()


def disc(radius, rgb, blades=0):
    """A lamp out of focus: flat, a little brighter at its rim."""
    def draw(ctx):
        light = cairo.RadialGradient(0, 0, 0, 0, 0, radius)
        light.add_color_stop_rgba(0, *rgb, 0.50)
        light.add_color_stop_rgba(0.80, *rgb, 0.62)
        light.add_color_stop_rgba(0.93, *rgb, 0.95)
        light.add_color_stop_rgba(1, *rgb, 0)
        ctx.set_source(light)
        if blades:
            for i in range(blades):
                a = 2 * math.pi * i / blades + 0.3
                ctx.line_to(radius * math.cos(a), radius * math.sin(a))
            ctx.close_path()
        else:
            ctx.arc(0, 0, radius, 0, 2 * math.pi)
        ctx.fill()
    edge = radius + 8
    return painted(draw, 1.6, 2 * edge, 2 * edge, -edge, -edge)


class Bokeh:
    """A town at night behind a window: many discs that breathe."""

    def __init__(self, seed, count, box, sizes, colours, clear=None):
        random = np.random.default_rng(seed)
        discs = {(size, i): disc(size, rgb) for size in sizes
                 for i, rgb in enumerate(colours)}
        self.lamps = []
        while len(self.lamps) < count:
            x = box[0] + box[2] * random.random()
            y = box[1] + box[3] * random.beta(2.2, 1.6)
            if clear and clear(x, y):
                continue
            size = sizes[int(random.integers(len(sizes)))]
            colour = int(random.integers(len(colours)))
            self.lamps.append((x, y, discs[size, colour],
                               0.10 + 0.32 * random.random() ** 2,
                               2 + 2 * random.integers(1, 4),
                               random.random(), 0.6 + 0.8 * random.random()))

    def paint(self, ctx, t, alpha=1.0, shift=0.0, period=None):
        for x, y, lamp, strength, own, phase, depth in self.lamps:
            turn = period / (1 + int(own) % 3) if period else own
            level = alpha * strength * (0.65 + 0.35 * breath(t, turn, phase))
            ctx.save()
            ctx.translate(x + shift * depth, y)
            lamp.paint(ctx, level, add=True)
            ctx.restore()


class Rain:
    """Streaks that fall; with `period` they fall the same way again."""

    def __init__(self, seed, count, speed, length, rgb, alpha, slant=0.06,
                 period=None):
        random = np.random.default_rng(seed)
        self.height = HEIGHT + 2 * length
        if period:
            speed = max(1, round(speed * period / self.height)) \
                * self.height / period
        self.drops = [(random.random() * (WIDTH + 200) - 100,
                       random.random() * self.height,
                       int(random.integers(0, 3)) / 2)
                      for _ in range(count)]
        self.speed, self.length, self.slant = speed, length, slant
        self.rgb, self.alpha = rgb, alpha

    def paint(self, ctx, t, alpha=1.0):
        ctx.save()
        ctx.set_operator(cairo.OPERATOR_ADD)
        for far in (0, 1, 2):
            near = 1 - far / 3
            ctx.set_line_width(0.9 + 0.9 * near)
            ctx.set_source_rgba(*self.rgb, self.alpha * alpha * near)
            length = self.length * (0.5 + 0.5 * near)
            for x, y, depth in self.drops:
                if depth * 2 != far:
                    continue
                top = (y + self.speed * t) % self.height - self.length
                lean = self.slant * top
                ctx.move_to(x - lean, top)
                ctx.line_to(x - lean - self.slant * length, top + length)
            ctx.stroke()
        ctx.restore()


def on_shape(layer, x, y, rgb, reach, sizes=((3, 1.0), (14, 0.7), (46, 0.5)),
             power=1.0):
    """The light of a lamp at (x, y) on a shape as if the shape were round:
    it lands on the edges that face the lamp, sharp at the rim and soft
    further in, and fades with distance. Returns a layer to add."""
    mask = layer.pixels()[..., 3].astype(np.float32) / 255
    rows, columns = mask.shape
    ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
    dx = x - (xs / layer.scale + layer.x)
    dy = y - (ys / layer.scale + layer.y)
    away = np.sqrt(dx * dx + dy * dy) + 1
    light = np.zeros_like(mask)
    for size, weight in sizes:
        soft = blur(mask, size * layer.scale)
        down, right = np.gradient(soft)
        facing = -(right * dx + down * dy) / away
        light += weight * np.clip(facing * size * layer.scale * 2.5, 0, 1)
    light *= mask * power / (1 + (away / reach) ** 2)
    return from_colour(1 - np.exp(-1.4 * light), rgb, layer.x, layer.y,
                       layer.scale)


def vignette(strength=0.55):
    """The corners fall off, as with a fast lens."""
    scale = 0.25
    layer = Layer(WIDTH, HEIGHT, scale)
    rows, columns = int(HEIGHT * scale), int(WIDTH * scale)
    ys, xs = np.mgrid[0:rows, 0:columns]
    away = np.hypot((xs / columns - 0.5) * 1.15, ys / rows - 0.5)
    dark = strength * np.clip((away - 0.25) / 0.5, 0, 1) ** 1.8
    layer.pixels()[..., 3] = np.clip(dark * 255, 0, 255)
    layer.surface.mark_dirty()
    return layer
