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
        (-41, 42), (-38, 49), (-29, 52.5), (-12, 44), (-6, 50), (-7, 74),
        (-20, 96), (40, 96),
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
    for i in range(5):
        p = i / 4
        curve(ctx, [(-30 + 22 * p, -40 + 14 * p), (0 + 12 * p, -56 + 26 * p),
                    (26 + 8 * p, -56 + 26 * p), (46, -50 + 8 * p)],
              closed=False)
    ctx.set_line_width(0.6)
    ctx.stroke()


HAIR = {"bun": _bun, "curls": _curls, "bob": _bob, "crop": _crop,
        "long": _long}


def standing(ctx, step=0.0, hair="crop", phone=False, lean=0.0):
    """Somebody seen from behind or in front, 100 high, feet at (0, 0).
    `step` is the walk's phase in radians, 0 for standing still."""
    swing = math.sin(step)
    ctx.save()
    ctx.translate(0, -0.9 * abs(math.cos(step)) if step else 0)
    for side in (-1, 1):
        _leg(ctx, side, swing * side)
    ctx.translate(lean * 3, 0)
    curve(ctx, [(-4, -85), (-9.2, -82.6), (-12.2, -78), (-10.8, -66),
                (-9.4, -57), (-10.2, -45.5), (0, -44.5), (10.2, -45.5),
                (9.4, -57), (10.8, -66), (12.2, -78), (9.2, -82.6),
                (4, -85)])
    ctx.fill()
    for side in (-1, 1):
        _arm(ctx, side, swing, phone and side > 0)
    ctx.translate(lean * 2, 0)
    curve(ctx, [(-2.9, -91), (2.9, -91), (4.6, -83), (-4.6, -83)])
    ctx.fill()
    ctx.save()
    ctx.translate(0, -93.8)
    ctx.scale(1, 1.24)
    ctx.arc(0, 0, 5.7, 0, 2 * math.pi)
    ctx.restore()
    ctx.fill()
    STANDING_HAIR[hair](ctx)
    ctx.restore()


def _leg(ctx, side, forward):
    foot = -3.4 * max(0.0, forward)
    knee = 1.0 * max(0.0, forward)
    curve(ctx, [(side * 0.3, -50), (side * 9.2, -50),
                (side * 8.2 + side * knee, -28), (side * 6.9, foot - 6),
                (side * 9.4, foot - 1.4), (side * 8.6, foot, 0),
                (side * 2.2, foot, 0), (side * 2.4, foot - 6),
                (side * 2.2, -27), (side * 0.6, -45)])
    ctx.fill()


def _arm(ctx, side, swing, up):
    if up:      # the hand holds a telephone before the chest
        curve(ctx, [(8.5, -82.5), (12.6, -80.5), (15.4, -72), (16, -61),
                    (11, -58.5), (2, -65), (2.6, -68.5), (10.8, -64.5),
                    (11, -72)])
    else:
        x, y = side * 13.6 - swing * 1.8, -43.5 + swing * side * 1.4
        curve(ctx, [(side * 8.5, -82.6), (side * 12.4, -80.6),
                    (side * 14.4, -74), (side * 15.2, -60),
                    (x + side * 1.7, y), (x, y + 3.2), (x - side * 1.7, y),
                    (side * 11.9, -60), (side * 10.8, -72)])
    ctx.fill()


def backpack(ctx, lean=0.0):
    """What goes over the back of somebody who stands."""
    ctx.save()
    ctx.translate(lean * 3, 0)
    curve(ctx, [(-7.4, -80), (0, -82), (7.4, -80), (8.6, -70), (8.2, -56),
                (0, -54), (-8.2, -56), (-8.6, -70)])
    ctx.fill()
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
