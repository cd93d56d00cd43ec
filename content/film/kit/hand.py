"""A telephone close by: the chat fills the picture, the room behind it is out
of focus."""
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
    curve(ctx, [(-18, 22), (-14, -18), (20, -48), (62, -44), (100, -8),
                (150, 70), (226, 180), (360, 320), (620, 520, 0),
                (620, 700, 0), (240, 700, 0), (150, 470), (80, 300),
                (26, 160), (-8, 80)])
    ctx.fill()
    ctx.set_source_rgb(*palette.rgb("#1A2129"))
    curve(ctx, [(24, -30), (58, -30), (86, -2), (96, 40), (72, 62),
                (36, 44), (14, 6)])
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
                         _thumb(ctx)), 2.2, 760, 760, -90, -90)
        self.thumb_lit = {
            rgb: light.on_shape(self.thumb, -120, -60, rgb, 700,
                                ((3, 1.0), (14, 0.9), (44, 0.7)), 1.5)
            for rgb in (palette.SCREEN, palette.SIGNAL)}

    def behind(self, ctx, t, alpha=1.0):
        self.back.paint(ctx, alpha)
        self.bokeh.paint(ctx, t, 0.8 * alpha, 26 * drift(t, 3))

    def paint(self, ctx, t, chat, level=0.0, tint=palette.STEEL, field=None,
              over=(), zoom=1.0, focus=(960, 540), turn=-0.05, thumb=None):
        """`focus`: the point of the telephone (0..620, 0..1180) that is in
        the middle of the picture. `over`: (another hand, how far its
        surroundings have come over this one's)."""
        mood = palette.blend(tint, palette.SIGNAL, level)
        self.behind(ctx, t)
        for other, alpha in over:
            other.behind(ctx, t, alpha)
        light.glow(ctx, 960, 540, 900, mood, 0.34 + 0.14 * level)
        with camera(ctx, zoom, *focus, turn + 0.006 * drift(t, 5)):
            ctx.translate(6 * drift(t, 6), 5 * drift(t, 7))
            phone.body(ctx, palette.blend(tint, mood, 0.6))
            phone.screen(ctx, chat, t, tint, level, field)
            # light on the glass
            ctx.save()
            phone.rounded(ctx, 0, 0, phone.WIDE, phone.HIGH, 64)
            ctx.clip()
            light.glow(ctx, 90, 60, 760, palette.SCREEN, 0.07)
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
