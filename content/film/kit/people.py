"""The people: paths of silhouettes. Nobody has a face that could be somebody;
hair, hood and bearing say who it is. Heads look left and are 100 high."""
import math


def curve(ctx, points, closed=True):
    """A smooth line through points; a point with a third value of 0 is a
    corner."""
    n = len(points)

    def at(i):
        return points[i % n] if closed else points[min(max(i, 0), n - 1)]

    def is_corner(p):
        return len(p) > 2 and p[2] == 0

    ctx.move_to(*points[0][:2])
    for i in range(n if closed else n - 1):
        a, b, c, d = at(i - 1), at(i), at(i + 1), at(i + 2)
        bx = 0 if is_corner(b) else (c[0] - a[0]) / 6
        by = 0 if is_corner(b) else (c[1] - a[1]) / 6
        cx = 0 if is_corner(c) else (d[0] - b[0]) / 6
        cy = 0 if is_corner(c) else (d[1] - b[1]) / 6
        ctx.curve_to(b[0] + bx, b[1] + by, c[0] - cx, c[1] - cy, c[0], c[1])
    if closed:
        ctx.close_path()


FACE = [(6, -55), (-20, -52), (-36, -38), (-41, -23), (-41, -13), (-38.5, -6),
        (-42, 2), (-48, 10.5), (-48, 14), (-42.5, 17.5), (-43.5, 20.5),
        (-45, 23.5), (-41.5, 26.5), (-43.5, 29.5), (-42.5, 33), (-39.5, 36.5),
        (-41, 42), (-38, 49), (-29, 52.5), (-12, 44), (-6, 50), (-7, 74), (-20, 96), (40, 96),
        (30, 66), (30, 40), (40, 22), (47, 0), (46, -24), (34, -46)]


def head(ctx, hair):
    """A head in profile, with the neck."""
    curve(ctx, FACE)
    ctx.fill()
    ctx.set_line_width(1.6)
    ctx.set_line_cap(1)
    curve(ctx, [(-36, -1.5), (-41, 0), (-44.5, -1.5)], closed=False)  # lashes
    ctx.stroke()
    HAIR[hair](ctx)


def _bun(ctx):
    """Noa: hair up in a knot, a strand that came loose."""
    curve(ctx, [(-36, -36), (-30, -53), (-8, -63), (18, -62), (40, -50),
                (53, -26), (53, 0), (45, 22), (33, 36), (26, 22), (14, 10),
                (4, -8), (-8, -24), (-26, -30)])
    ctx.fill()
    ctx.arc(52, -58, 21, 0, 2 * math.pi)
    ctx.fill()
    curve(ctx, [(40, -74), (58, -82), (74, -70), (78, -52), (66, -40),
                (48, -40)])
    ctx.fill()
    ctx.set_line_width(2.2)
    ctx.set_line_cap(1)
    for strand in ([(-14, -26), (-20, -4), (-15, 16), (-17, 34)],
                   [(-10, -24), (-15, 0), (-10, 22)],
                   [(30, 30), (36, 46), (34, 62)],
                   [(66, -76), (78, -84), (84, -80)],
                   [(72, -44), (82, -40), (84, -32)]):
        curve(ctx, strand, closed=False)
        ctx.stroke()


def _curls(ctx):
    """You: a head of curls."""
    for i in range(19):
        a = -2.75 + i * 0.205
        r = 50 + 4 * math.sin(i * 2.3)
        ctx.arc(6 + r * math.cos(a), -14 + r * math.sin(a) * 0.98,
                15 + 3 * math.sin(i * 1.7), 0, 2 * math.pi)
        ctx.fill()
    ctx.arc(8, -16, 50, 0, 2 * math.pi)
    ctx.fill()


def _bob(ctx):
    """The mentor: hair to the jaw."""
    curve(ctx, [(-35, -34), (-32, -54), (-8, -64), (22, -62), (46, -46),
                (56, -18), (57, 14), (52, 44), (34, 52), (16, 50), (4, 44),
                (2, 22), (0, -2), (-10, -22)])
    ctx.fill()


def _crop(ctx):
    """A boy from the class."""
    curve(ctx, [(-37, -30), (-38, -50), (-18, -64), (14, -66), (40, -54),
                (52, -28), (50, 2), (40, 18), (30, 4), (20, -14), (-4, -26)])
    ctx.fill()


def _long(ctx):
    """A girl from the class."""
    curve(ctx, [(-34, -34), (-30, -54), (-6, -64), (22, -62), (46, -46),
                (56, -16), (58, 30), (64, 84), (70, 120), (34, 126),
                (12, 96), (14, 50), (4, 20), (0, -6), (-10, -24)])
    ctx.fill()


def strands(ctx):
    """The lines in Noa's hair, to be drawn lighter over it."""
    for i in range(7):
        p = i / 6
        curve(ctx, [(-33 + 9 * p, -37 + 9 * p), (-6 + 6 * p, -58 + 22 * p),
                    (22 + 2 * p, -57 + 24 * p), (44, -52 + 9 * p)],
              closed=False)
    for i in range(4):
        curve(ctx, [(30 + 3 * i, 30 - 6 * i), (44 + i, 10 - 6 * i),
                    (49, -16 - 5 * i), (46, -42 - i)], closed=False)
    for r in (9, 15):
        ctx.new_sub_path()
        ctx.arc(58, -61, r, 0.4, 4.2)
    ctx.set_line_width(0.7)
    ctx.stroke()


HAIR = {"bun": _bun, "curls": _curls, "bob": _bob, "crop": _crop,
        "long": _long}


def standing(ctx, step=0.0, bag=True, hair="crop", phone=False, lean=0.0):
    """Somebody seen from behind or in front, 100 high, feet at (0, 0).
    `step` is the walk's phase in radians; NaN-free and loopable."""
    swing = math.sin(step)
    lift = abs(math.cos(step)) * 1.0 if step else 0
    ctx.save()
    ctx.translate(0, -lift)
    for side in (-1, 1):  # legs
        forward = swing * side
        knee = 1.2 * max(0, forward)
        foot = -max(0, forward) * 3.2
        curve(ctx, [(side * 1.0, -50), (side * 8.6, -50),
                    (side * 8.0 + knee * side, -26),
                    (side * 7.0, foot - 2 + lift),
                    (side * 9.6, foot + lift, 0), (side * 1.6, foot + lift, 0),
                    (side * 1.8, -24), (side * 0.4, -44)])
        ctx.fill()
    ctx.translate(lean * 4, 0)
    curve(ctx, [(-5, -84), (-12, -81), (-14.5, -72), (-12.5, -58),
                (-10.5, -46), (0, -44.5), (10.5, -46), (12.5, -58),
                (14.5, -72), (12, -81), (5, -84)])
    ctx.fill()
    for side in (-1, 1):  # arms
        hand = (side * 13 - swing * 2.2, -47 + swing * side)
        if phone and side > 0:
            hand = (5, -66)
        curve(ctx, [(side * 9, -82), (side * 14, -79), (side * 17, -66),
                    (hand[0] + side * 3.2, hand[1]), (hand[0], hand[1] + 3),
                    (hand[0] - side * 2, hand[1] - 2),
                    (side * 12, -64), (side * 10, -72)])
        ctx.fill()
    if bag:
        curve(ctx, [(-8, -81), (0, -83), (8, -81), (10, -70), (9.5, -57),
                    (0, -55), (-9.5, -57), (-10, -70)])
        ctx.fill()
    ctx.translate(lean * 2, 0)
    curve(ctx, [(-3.2, -90), (3.2, -90), (5, -82), (-5, -82)])
    ctx.fill()
    ctx.save()
    ctx.translate(0, -93.5)
    ctx.scale(1, 1.22)
    ctx.arc(0, 0, 5.9, 0, 2 * math.pi)
    ctx.restore()
    ctx.fill()
    STANDING_HAIR[hair](ctx)
    ctx.restore()


def _standing_bun(ctx):
    curve(ctx, [(-6.5, -92), (-5.6, -100), (0, -102.4), (5.6, -100),
                (6.5, -92), (4, -88), (-4, -88)])
    ctx.fill()
    ctx.arc(1.2, -104.2, 3.6, 0, 2 * math.pi)
    ctx.fill()


def _standing_crop(ctx):
    curve(ctx, [(-6.3, -94), (-5.6, -101), (0, -103), (5.6, -101),
                (6.3, -94), (0, -97)])
    ctx.fill()


def _standing_long(ctx):
    curve(ctx, [(-6.8, -95), (-5.4, -101.6), (0, -103), (5.4, -101.6),
                (6.8, -95), (7.6, -84), (7, -76), (0, -75), (-7, -76),
                (-7.6, -84)])
    ctx.fill()


def _standing_curls(ctx):
    for i in range(11):
        a = math.pi + i * math.pi / 10
        ctx.arc(6.2 * math.cos(a), -96 + 6.6 * math.sin(a), 2.7, 0,
                2 * math.pi)
        ctx.fill()


def _standing_hood(ctx):
    curve(ctx, [(-8, -84), (-7.6, -96), (-4, -103), (0, -104.6), (4, -103),
                (7.6, -96), (8, -84)])
    ctx.fill()


STANDING_HAIR = {"bun": _standing_bun, "crop": _standing_crop,
                 "long": _standing_long, "curls": _standing_curls,
                 "hood": _standing_hood, "bob": _standing_long}
