"""The picture: its size, its layers, and how soft they are.

A layer is a cairo surface painted once, before the film runs; a frame is
layers, moved and added up, with a few things drawn on top. Lengths are in
pixels of a 1920 x 1080 picture whatever the layer's own resolution.
"""
import math
from contextlib import contextmanager

import cairo
import numpy as np

WIDTH, HEIGHT, RATE = 1920, 1080, 25


class Layer:
    """A surface whose pixels are `scale` to a pixel of the film, its top left
    corner at (x, y) of the set it was painted for."""

    def __init__(self, width=WIDTH, height=HEIGHT, scale=1.0, x=0, y=0):
        self.width, self.height = width, height
        self.scale, self.x, self.y = scale, x, y
        self.surface = cairo.ImageSurface(
            cairo.FORMAT_ARGB32,
            max(1, math.ceil(width * scale)),
            max(1, math.ceil(height * scale)))

    def context(self):
        ctx = cairo.Context(self.surface)
        ctx.scale(self.scale, self.scale)
        ctx.translate(-self.x, -self.y)
        return ctx

    def pixels(self):
        """Blue, green, red, alpha (premultiplied), as a view that writes."""
        self.surface.flush()
        rows, columns = self.surface.get_height(), self.surface.get_width()
        data = np.ndarray((rows, self.surface.get_stride() // 4, 4), np.uint8,
                          self.surface.get_data())
        return data[:, :columns]

    def paint(self, ctx, alpha=1.0, add=False):
        if alpha <= 0.002:
            return
        ctx.save()
        ctx.translate(self.x, self.y)
        ctx.scale(1 / self.scale, 1 / self.scale)
        ctx.set_source_surface(self.surface)
        ctx.get_source().set_filter(cairo.FILTER_BILINEAR)
        if add:
            ctx.set_operator(cairo.OPERATOR_ADD)
        ctx.paint_with_alpha(min(1.0, alpha))
        ctx.restore()


def _box(values, radius, axis):
    """The mean over 2 * radius + 1 pixels; the edge is repeated."""
    size = 2 * radius + 1
    pad = [(0, 0)] * values.ndim
    pad[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(values, pad, mode="edge"), axis=axis,
                     dtype=np.float64)
    length = values.shape[axis]
    high = np.take(sums, range(size, size + length), axis=axis)
    low = np.take(sums, range(0, length), axis=axis)
    return ((high - low) / size).astype(np.float32)


def blur(values, sigma):
    """A Gaussian, as good as three boxes make it."""
    values = values.astype(np.float32)
    radius = int(round((math.sqrt(4 * sigma * sigma + 1) - 1) / 2))
    if radius < 1:
        return values
    for _ in range(3):
        values = _box(_box(values, radius, 0), radius, 1)
    return values


def painted(draw, sigma=0.0, width=WIDTH, height=HEIGHT, x=0, y=0):
    """A layer that `draw(ctx)` paints, out of focus by `sigma`. What is soft
    is kept small."""
    scale = 1.0
    while sigma * scale > 6:
        scale /= 2
    layer = Layer(width, height, scale, x, y)
    draw(layer.context())
    if sigma > 0:
        pixels = layer.pixels()
        pixels[:] = np.clip(blur(pixels, sigma * scale) + 0.5, 0, 255)
        layer.surface.mark_dirty()
    return layer


def from_colour(strength, rgb, x=0, y=0, scale=1.0):
    """A layer of one colour of light, to be added; strength is 0 to 1."""
    rows, columns = strength.shape
    layer = Layer(columns / scale, rows / scale, scale, x, y)
    pixels = layer.pixels()
    amount = np.clip(strength, 0, 1)
    # a half level of fixed noise keeps the dark gradients from banding
    noise = np.random.default_rng(5).random((rows, columns, 1)) - 0.5
    light = amount[..., None] * np.array(rgb[::-1]) * 255
    pixels[..., :3] = np.clip(light + noise * (light > 0.3) + 0.5, 0, 255)
    pixels[..., 3] = pixels[..., :3].max(axis=2)
    layer.surface.mark_dirty()
    return layer


@contextmanager
def camera(ctx, zoom=1.0, x=WIDTH / 2, y=HEIGHT / 2, turn=0.0):
    """Looks at (x, y) of the set, so many times larger, turned by radians."""
    ctx.save()
    ctx.translate(WIDTH / 2, HEIGHT / 2)
    ctx.rotate(turn)
    ctx.scale(zoom, zoom)
    ctx.translate(-x, -y)
    yield ctx
    ctx.restore()
