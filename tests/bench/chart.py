"""The bench as a picture: for each row how much of the peer's figure ours is,
with the goal marked."""

from xml.sax.saxutils import escape

INK, PAPER, ACCENT, CALM, GREY = ("#101418", "#F7F3EC", "#D9402C", "#0E7C63",
                                  "#6B6F72")


def write_chart(rows, path):
    bars = [(f"{row['what']} ÷ {peer}", ratio, row["goals"].get(peer))
            for row in rows for peer, ratio in row["ratios"].items()]
    left, width, line = 430, 480, 34
    height = 60 + line * max(1, len(bars))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 '
             f'{left + width + 90} {height}" font-family="Inter, sans-serif" '
             f'font-size="14" role="img">',
             "<title>omstander against mpv and Chromium</title>",
             f'<rect width="100%" height="100%" fill="{PAPER}"/>']
    scale = width / 1.25
    for index, (label, ratio, goal) in enumerate(bars):
        y = 20 + index * line
        good = goal is None or ratio <= goal
        colour = CALM if good else ACCENT
        parts.append(f'<text x="{left - 12}" y="{y + 16}" text-anchor="end" '
                     f'fill="{INK}">{escape(label)}</text>')
        parts.append(f'<rect x="{left}" y="{y + 2}" height="20" rx="3" '
                     f'width="{min(ratio, 1.25) * scale:.1f}" '
                     f'fill="{colour}"/>')
        parts.append(f'<text x="{left + min(ratio, 1.25) * scale + 8:.1f}" '
                     f'y="{y + 17}" fill="{INK}">{ratio:.2f}</text>')
        if goal is not None:
            x = left + goal * scale
            parts.append(f'<path d="M{x:.1f} {y - 2}v28" stroke="{INK}" '
                         f'stroke-width="2"><title>goal {goal}</title></path>')
    x = left + scale
    parts.append(f'<path d="M{x:.1f} 10V{height - 30}" stroke="{GREY}" '
                 f'stroke-dasharray="3 4"/>')
    parts.append(f'<text x="{x:.1f}" y="{height - 12}" text-anchor="middle" '
                 f'fill="{GREY}">1: the same as the peer; less is better; '
                 f'a mark is the goal</text></svg>')
    path.write_text("\n".join(parts) + "\n")
