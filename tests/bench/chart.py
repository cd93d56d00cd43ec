"""The figures as pictures for the README, with a ground of their own, so that
they are legible on light and dark pages. What colour says, words say too."""

from xml.sax.saxutils import escape

from results import ratio_of
from table import SHORT, number

INK, PAPER, ACCENT, CALM, GREY, LINE = ("#101418", "#F7F3EC", "#B3261E",
                                        "#0E7C63", "#5A5E61", "#D8D2C8")
LOOKS = {"omstander": CALM, "mpv": GREY, "mpv-fast": GREY,
         "chromium": ACCENT}
WIDTH = 1000


def text(x, y, said, anchor="start", colour=INK, size=16, weight=400):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'fill="{colour}" font-size="{size}" font-weight="{weight}">'
            f"{escape(said)}</text>")


def picture(path, title, height, parts):
    path.write_text("\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} '
        f'{height}" font-family="Inter, Helvetica, Arial, sans-serif" '
        'role="img">', f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="12" fill="{PAPER}"/>',
        *parts, "</svg>"]) + "\n")


def write_chart(rows, path):
    """For each row and peer how much of the peer's figure ours is: the goal
    is a mark, 1 a line, and what is worse than 1.5 is cut off there."""
    bars = [(f"{row['what']} ÷ {SHORT[peer]}", ratio_of(row, peer),
             row["goals"].get(peer)) for row in rows.values()
            for peer in row["programs"] if peer != "omstander"]
    bars = [bar for bar in bars if bar[1] is not None]
    left, line, most = 480, 36, 1.5
    scale = (WIDTH - left - 110) / most
    height = 90 + line * len(bars)
    one = left + scale
    parts = [f'<path d="M{one} 20V{height - 58}" stroke="{GREY}" '
             'stroke-dasharray="3 4"/>',
             text(one, height - 34, "1: as the peer", "middle", GREY),
             text(left, height - 12, "less is better; a black mark is the goal",
                  "start", GREY)]
    for index, (label, ratio, goal) in enumerate(bars):
        y = 20 + index * line
        good = goal is None or ratio <= goal
        colour = GREY if goal is None else CALM if good else ACCENT
        end = left + min(ratio, most) * scale
        said = number(ratio) + ("" if goal is None else " ✓" if good else " ✗")
        parts += [text(left - 12, y + 18, label, "end"),
                  f'<rect x="{left}" y="{y + 2}" height="22" rx="3" '
                  f'width="{end - left:.1f}" '
                  f'fill="{colour}"/>',
                  text(max(end, left + (goal or 0) * scale) + 10, y + 19,
                       said, weight=600)]
        if goal is not None:
            parts.append(f'<path d="M{left + goal * scale:.1f} {y - 2}v30" '
                         f'stroke="{INK}" stroke-width="3"/>')
    picture(path, "omstander against mpv and Chromium: ratios", height, parts)


def nice(value):
    """A round number that is not less."""
    unit = 10 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next(step * unit for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
                if step * unit >= value)


def panel(x0, y0, curve, figure):
    """One figure against size, from zero, each line named at its end."""
    width, height = 200, 130
    left, top = x0 + 62, y0 + 46
    most = nice(max(v for values in figure["programs"].values()
                    for v in values if v is not None) * 1.05)
    sizes = curve["sizes"]
    at = [left + i * width / max(1, len(sizes) - 1)
          for i in range(len(sizes))]
    label = f"{figure['what']}, {figure['unit']}".rstrip(", ")
    parts = [text(x0 + 18, y0 + 24, label, weight=600)]
    for part in (0, .5, 1):
        y = top + height - part * height
        parts += [f'<path d="M{left} {y}h{width}" stroke="{LINE}"/>',
                  text(left - 8, y + 5, f"{most * part:g}", "end", GREY, 14)]
    for i, x in enumerate(at):
        if len(sizes) < 4 or i in (0, len(sizes) - 1):
            parts.append(text(x, top + height + 22, sizes[i], "middle", GREY,
                              14))
    parts.append(text(left + width / 2, top + height + 42, curve["what"],
                      "middle", GREY, 14))
    for program, values in figure["programs"].items():
        points = [(x, top + height - v / most * height)
                  for x, v in zip(at, values) if v is not None]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke-width="3"'
                     f' stroke="{LOOKS[program]}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" '
                  f'fill="{LOOKS[program]}"/>' for x, y in points]
        if len(figure["programs"]) > 1 and points:
            parts.append(text(points[-1][0] + 8, points[-1][1] + 5,
                              SHORT[program], "start", LOOKS[program], 14))
    return parts


def write_growth(curves, path):
    """A panel for each figure of each curve, three in a row."""
    panels = [(curve, figure) for curve in curves.values()
              for figure in curve["figures"].values()]
    parts = []
    for index, (curve, figure) in enumerate(panels):
        parts += panel(index % 3 * 330, 10 + index // 3 * 240, curve, figure)
    picture(path, "how costs grow", 10 + (len(panels) + 2) // 3 * 240, parts)
