"""A telephone close by: the chat fills the picture, the room behind it is out
of focus."""
import numpy as np

from kit import light, palette, phone
from kit.ease import drift
from kit.frame import HEIGHT, WIDTH, camera, painted
from kit.people import curve


def _room(base, warm):
    def draw(ctx):
        light.shade(ctx, [(0, palette.blend(palette.NIGHT, base, 0.55), 1),
                          (1, palette.blend(palette.NIGHT, base, 0.18), 1)],
                    0, 0, WIDTH, HEIGHT)
        light.glow(ctx, 260, 260, 700, base, 0.35)
        light.glow(ctx, 1700, 800, 620, warm, 0.22)
    return draw


def _thumb(ctx):
    """A thumb that comes from below right, 0,0 at its tip."""
    curve(ctx, [(0, 6), (10, -22), (38, -36), (72, -20), (130, 70),
                (240, 210), (420, 380), (560, 620, 0), (160, 640, 0),
                (110, 420), (60, 250), (22, 110), (4, 50)])
    ctx.fill()


class Hand:
    def __init__(self, seed, base=palette.STEEL, warm=palette.LAMP,
                 colours=None):
        self.back = painted(_room(base, warm), 0)
        self.bokeh = light.Bokeh(
            seed, 22, (-60, 60, 2040, 980), (58, 84, 120),
            colours or (warm, base, palette.rgb("#FF9C74")),
            clear=lambda x, y: 620 < x < 1300)
        self.thumb = painted(
            lambda ctx: (ctx.set_source_rgb(*palette.rgb("#0B0F14")),
                         _thumb(ctx)), 2.2, 700, 760, -60, -80)
        self.thumb_lit = {
            rgb: light.on_shape(self.thumb, -160, -160, rgb, 900,
                                ((3, 1.0), (14, 0.9), (44, 0.7)), 1.5)
            for rgb in (palette.SCREEN, palette.SIGNAL)}

    def paint(self, ctx, t, chat, level=0.0, tint=palette.STEEL, field=None,
              zoom=1.0, focus=(960, 540), turn=-0.05, thumb=None, bright=1.0):
        """`focus`: the point of the telephone (0..620, 0..1180) that is in
        the middle of the picture."""
        mood = palette.blend(tint, palette.SIGNAL, level)
        self.back.paint(ctx)
        self.bokeh.paint(ctx, t, 0.8, 26 * drift(t, 3))
        light.glow(ctx, 960, 540, 900, mood, (0.34 + 0.14 * level) * bright)
        with camera(ctx, zoom, *focus, turn + 0.006 * drift(t, 5)):
            ctx.translate(6 * drift(t, 6), 5 * drift(t, 7))
            phone.body(ctx, palette.blend(tint, mood, 0.6))
            phone.screen(ctx, chat, t, tint, level, field)
            # light on the glass
            ctx.save()
            phone.rounded(ctx, 0, 0, phone.WIDE, phone.HIGH, 64)
            ctx.clip()
            light.glow(ctx, 90, 60, 760, palette.SCREEN, 0.07)
            if bright < 1:
                ctx.set_source_rgba(*palette.NIGHT, 0.85 * (1 - bright))
                ctx.paint()
            ctx.restore()
            if thumb is not None:
                self._thumb(ctx, thumb, level)

    def _thumb(self, ctx, place, level):
        ctx.save()
        ctx.translate(*place)
        self.thumb.paint(ctx)
        self.thumb_lit[palette.SCREEN].paint(ctx, 0.9 * (1 - level), add=True)
        self.thumb_lit[palette.SIGNAL].paint(ctx, 1.0 * level, add=True)
        ctx.restore()
