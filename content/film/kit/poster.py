"""The poster of the story, as an SVG of plain paths and gradients: no masks,
filters or letters, so that every small renderer draws it alike."""
import math

import numpy as np

from kit import palette
from kit.people import _bun, curve, FACE

NAME = "noa"
WIDTH, HEIGHT = 800, 1000
HEAD, SIZE = (560, 430), 3.15
PHONE = (236, 800)


def code(rgb):
    return "#" + "".join(f"{round(255 * c):02x}" for c in rgb)


class Pen:
    """Takes the strokes that the film's figures are drawn with and keeps them
    as path data, moved and scaled."""

    def __init__(self, x=0, y=0, size=1.0, turn=0.0):
        self.x, self.y, self.size, self.turn = x, y, size, turn
        self.data, self.filled, self.stroked = [], [], []
        self.width = 1

    def _at(self, x, y):
        c, s = math.cos(self.turn), math.sin(self.turn)
        return (f"{self.x + self.size * (c * x - s * y):.1f} "
                f"{self.y + self.size * (s * x + c * y):.1f}")

    def move_to(self, x, y):
        self.data.append("M" + self._at(x, y))

    def line_to(self, x, y):
        self.data.append(("L" if self.data else "M") + self._at(x, y))

    def curve_to(self, a, b, c, d, x, y):
        self.data.append(f"C{self._at(a, b)} {self._at(c, d)} "
                         f"{self._at(x, y)}")

    def arc(self, x, y, r, *_):
        k = 0.5523 * r
        self.move_to(x + r, y)
        self.curve_to(x + r, y + k, x + k, y + r, x, y + r)
        self.curve_to(x - k, y + r, x - r, y + k, x - r, y)
        self.curve_to(x - r, y - k, x - k, y - r, x, y - r)
        self.curve_to(x + k, y - r, x + r, y - k, x + r, y)
        self.close_path()

    def close_path(self):
        self.data.append("Z")

    def fill(self):
        self.filled.append("".join(self.data))
        self.data = []

    def stroke(self):
        self.stroked.append(("".join(self.data), self.width * self.size))
        self.data = []

    def set_line_width(self, width):
        self.width = width

    def set_line_cap(self, _):
        pass


class Sheet:
    def __init__(self):
        self.defs, self.body = [], []

    def radial(self, x, y, r, stops):
        return self._gradient(
            f'radialGradient id="{{}}" gradientUnits="userSpaceOnUse" '
            f'cx="{x}" cy="{y}" r="{r}"', stops, "radialGradient")

    def linear(self, x0, y0, x1, y1, stops):
        return self._gradient(
            f'linearGradient id="{{}}" gradientUnits="userSpaceOnUse" '
            f'x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}"', stops,
            "linearGradient")

    def _gradient(self, head, stops, tag):
        name = f"g{len(self.defs)}"
        rows = ""
        for place, rgb, alpha in stops:
            clear = "" if alpha == 1 else f' stop-opacity="{alpha:.3g}"'
            rows += (f'<stop offset="{place:.3g}" stop-color="{code(rgb)}"'
                     f'{clear}/>')
        self.defs.append(f"<{head.format(name)}>{rows}</{tag}>")
        return f"url(#{name})"

    def rect(self, x, y, w, h, fill, opacity=1):
        self.body.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" '
                         f'fill="{fill}"{_opacity(opacity)}/>')

    def disc(self, x, y, r, fill, opacity=1):
        self.body.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" '
                         f'fill="{fill}"{_opacity(opacity)}/>')

    def path(self, data, fill="none", stroke=None, width=1, opacity=1):
        line = "" if not stroke else (
            f' stroke="{stroke}" stroke-width="{width:.1f}" '
            'stroke-linecap="round" stroke-linejoin="round"')
        self.body.append(f'<path d="{data}" fill="{fill}"{line}'
                         f'{_opacity(opacity)}/>')

    def text(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
                f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n<defs>\n'
                + "\n".join(self.defs) + "\n</defs>\n"
                + "\n".join(self.body) + "\n</svg>\n")


def _opacity(value):
    return "" if value == 1 else f' opacity="{value:.2f}"'


def _night(sheet):
    sheet.rect(0, 0, WIDTH, HEIGHT, sheet.linear(0, 0, 0, HEIGHT, [
        (0, palette.rgb("#0C1722"), 1), (0.5, palette.rgb("#1B3042"), 1),
        (0.72, palette.rgb("#40393C"), 1), (1, palette.rgb("#0E141A"), 1)]))
    random = np.random.default_rng(17)
    colours = (palette.LAMP, palette.rgb("#FF9C74"), palette.SCREEN,
               palette.rgb("#7FB8C9"), palette.SIGNAL)
    for i in range(44):
        x, y = 640 * random.random() - 20, 250 + 470 * random.beta(2.4, 1.7)
        r = (18, 28, 42)[i % 3] * (0.8 + 0.5 * random.random())
        rgb = colours[int(random.integers(5))]
        level = 0.10 + 0.34 * random.random() ** 2
        sheet.disc(x, y, r, sheet.radial(round(x), round(y), round(r), [
            (0, rgb, 0.55), (0.82, rgb, 0.65), (0.94, rgb, 1),
            (1, rgb, 0)]), level)
    for _ in range(70):
        x, y = 720 * random.random(), 760 * random.random()
        length = 26 + 50 * random.random()
        sheet.path(f"M{x:.0f} {y:.0f}l-3 {length:.0f}", "none",
                   code(palette.SCREEN), 1.2, 0.10 + 0.12 * random.random())
    for _ in range(90):
        x, y = 700 * random.random(), 780 * random.random()
        r = 1.2 + 4.2 * random.random() ** 3
        sheet.disc(x, y, r, code(palette.rgb("#C9A07A")), 0.5)
        sheet.disc(x - r * .3, y - r * .4, r * .35, code(palette.SCREEN), 0.8)


def _window(sheet):
    bar = code(palette.rgb("#080C11"))
    sheet.rect(300, -10, 20, 800, bar)
    sheet.rect(690, -10, 120, 1020, bar)
    sheet.rect(-10, 776, 820, 240, bar)
    sheet.rect(-10, 772, 720, 4, code(palette.STEEL), 0.5)


def _figure(sheet):
    glow = sheet.radial(*PHONE, 620, [
        (0, palette.SIGNAL, 0.62), (0.25, palette.SIGNAL, 0.30),
        (0.6, palette.SIGNAL, 0.09), (1, palette.SIGNAL, 0)])
    sheet.rect(0, 0, WIDTH, HEIGHT, glow)
    turn = -0.13
    pen = Pen(*HEAD, SIZE, turn)
    curve(pen, FACE)
    pen.fill()
    _bun(pen)
    body = Pen(0, 0)
    curve(body, [(512, 640), (560, 590), (640, 560), (720, 590), (790, 660),
                 (860, 800), (880, 1080, 0), (-40, 1080, 0), (-30, 960),
                 (30, 890), (110, 880), (176, 930), (226, 910), (232, 862),
                 (250, 840), (330, 850), (420, 800), (470, 720)])
    body.fill()
    dark = sheet.linear(300, 300, 800, 800, [
        (0, palette.rgb("#10161D"), 1), (1, palette.rgb("#05080B"), 1)])
    soft = sheet.radial(*PHONE, 560, [
        (0, palette.SIGNAL, 0.85), (0.35, palette.SIGNAL, 0.42),
        (0.75, palette.SIGNAL, 0.14), (1, palette.SIGNAL, 0)])
    rim = sheet.radial(*PHONE, 640, [
        (0, palette.rgb("#FFD2C4"), 1), (0.5, palette.rgb("#FF8A74"), 0.95),
        (0.72, palette.SIGNAL, 0.55), (0.9, palette.SIGNAL, 0.05),
        (1, palette.SIGNAL, 0)])
    face = pen.filled[0]
    sheet.path(face, dark)
    sheet.path(face, soft, rim, 4)
    for data, width in pen.stroked:
        sheet.path(data, "none", code(palette.rgb("#150D0E")), width * 0.5)
    for data in pen.filled[1:]:
        sheet.path(data, dark)
        sheet.path(data, "none", sheet.radial(*PHONE, 620, [
            (0, palette.SIGNAL, 0.7), (0.8, palette.SIGNAL, 0.20),
            (1, palette.SIGNAL, 0)]), 2.5)
    near = sheet.radial(*PHONE, 470, [
        (0, palette.SIGNAL, 0.75), (0.35, palette.SIGNAL, 0.30),
        (0.75, palette.SIGNAL, 0.07), (1, palette.SIGNAL, 0)])
    sheet.path(body.filled[0], dark)
    sheet.path(body.filled[0], near, rim, 3)


def _telephone(sheet):
    pen = Pen(*PHONE, 1.35, -0.30)
    for corner in ((-15, -92), (8, -92), (8, 78), (-15, 78)):
        pen.line_to(*corner)
    pen.close_path()
    pen.fill()
    sheet.path(pen.filled[0], code(palette.rgb("#05070A")))
    edge = Pen(*PHONE, 1.35, -0.30)
    edge.move_to(8, -88)
    edge.line_to(8, 74)
    edge.set_line_width(4)
    edge.stroke()
    sheet.path(edge.stroked[0][0], "none", code(palette.rgb("#FFC9BC")), 6)
    sheet.disc(PHONE[0] + 26, PHONE[1] - 20, 150, sheet.radial(
        PHONE[0] + 26, PHONE[1] - 20, 150, [
            (0, palette.rgb("#FF9B86"), 0.75), (0.4, palette.SIGNAL, 0.25),
            (1, palette.SIGNAL, 0)]))


def write(path):
    sheet = Sheet()
    for part in (_night, _window, _figure, _telephone):
        part(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sheet.text(), encoding="utf-8")
