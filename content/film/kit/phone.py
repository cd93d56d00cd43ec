"""A telephone and the group chat on it. Messages are bars, so that the film
has no language; the one thing that can be read is the name of the group."""
import math

import cairo

from kit import palette
from kit.ease import clamp, out, smooth, spring

PEOPLE = {  # colour of the avatar, and the shape that is in it
    "daan": palette.rgb("#5B7C99"), "yara": palette.rgb("#B8895A"),
    "sem": palette.rgb("#6E8F7A"), "noa": palette.rgb("#F2C879"),
    "lot": palette.rgb("#8A7BA8"), "jij": palette.HELP,
}

WIDE, HIGH = 620, 1180  # of the phone, in the units it is drawn in


def rounded(ctx, x, y, w, h, r):
    r = min(r, w / 2, h / 2)
    ctx.new_sub_path()
    ctx.arc(x + w - r, y + r, r, -math.pi / 2, 0)
    ctx.arc(x + w - r, y + h - r, r, 0, math.pi / 2)
    ctx.arc(x + r, y + h - r, r, math.pi / 2, math.pi)
    ctx.arc(x + r, y + r, r, math.pi, 1.5 * math.pi)
    ctx.close_path()


def avatar(ctx, x, y, r, who, alpha=1.0, grey=0.0):
    ctx.save()
    rgb = palette.blend(PEOPLE[who], (0.28, 0.31, 0.34), grey)
    ctx.arc(x, y, r, 0, 2 * math.pi)
    ctx.set_source_rgba(*rgb, alpha)
    ctx.fill_preserve()
    ctx.clip()
    ctx.set_source_rgba(*palette.blend(rgb, palette.NIGHT, 0.62), alpha)
    ctx.arc(x, y - r * 0.16, r * 0.37, 0, 2 * math.pi)
    ctx.fill()
    if who in ("noa",):
        ctx.arc(x + r * 0.10, y - r * 0.62, r * 0.20, 0, 2 * math.pi)
        ctx.fill()
    if who in ("yara", "lot"):
        rounded(ctx, x - r * 0.46, y - r * 0.5, r * 0.92, r * 0.9, r * 0.4)
        ctx.fill()
    ctx.save()
    ctx.translate(x, y + r * 0.95)
    ctx.scale(1, 0.85)
    ctx.arc(0, 0, r * 0.68, 0, 2 * math.pi)
    ctx.restore()
    ctx.fill()
    ctx.restore()


class Bubble:
    """A message: who, when, and how long its lines are (0 to 1)."""

    def __init__(self, at, who, lines, mine=False, tint=None):
        self.at, self.who, self.lines, self.mine = at, who, lines, mine
        self.tint = tint
        self.height = 44 + 34 * len(lines)


class Typing:
    """Three dots, from `at` until `until`."""

    def __init__(self, at, until, who):
        self.at, self.until, self.who = at, until, who


class Chat:
    """The conversation over time. `names` are (from, letters typed per
    second, text): the name is wiped letter by letter and typed anew."""

    def __init__(self, items, name, renames=(), members=(), removed=None,
                 joined=None):
        self.items, self.name, self.renames = items, name, renames
        self.members, self.removed, self.joined = members, removed, joined
        self.base = {}
        total = 0
        for item in items:
            if isinstance(item, Bubble):
                self.base[item] = total
                total += item.height + 26

    def title(self, t):
        """The name as it stands, and whether somebody is at work on it."""
        text, busy = self.name, False
        for start, speed, new in self.renames:
            if t < start:
                break
            keep = 0
            while keep < min(len(text), len(new)) and text[keep] == new[keep]:
                keep += 1
            gone = int((t - start) * speed * 1.9)
            wipe = len(text) - keep
            if gone < wipe:
                return text[:len(text) - gone], True
            typed = int((t - start - wipe / (speed * 1.9) - 0.25) * speed)
            typed = max(0, typed)
            busy = typed < len(new) - keep
            text = new[:keep + min(typed, len(new) - keep)]
            if not busy:
                text = new
        return text, busy

    def scroll(self, t, room):
        """How far the list has moved up so that the newest shows."""
        total = 0.0
        for item in self.items:
            if isinstance(item, Bubble):
                total += (item.height + 26) * out(t, item.at, item.at + 0.45)
            else:
                there = out(t, item.at, item.at + 0.3) \
                    * (1 - out(t, item.until, item.until + 0.2))
                total += 92 * there
        return max(0.0, total - room)


def _bars(ctx, bubble, x, y, w, rgb, alpha):
    for i, length in enumerate(bubble.lines):
        rounded(ctx, x + 30, y + 28 + 34 * i, (w - 60) * length, 16, 8)
        ctx.set_source_rgba(*rgb, alpha)
        ctx.fill()


def _bubble(ctx, bubble, t, y, tint):
    come = spring(t, bubble.at)
    if come <= 0:
        return
    alpha = clamp((t - bubble.at) / 0.12)
    w = 130 + 300 * max(bubble.lines)
    x = WIDE - 36 - w if bubble.mine else 106
    pivot = (x + w if bubble.mine else x, y + bubble.height)
    ctx.save()
    ctx.translate(*pivot)
    size = 0.6 + 0.4 * come
    ctx.scale(size, size)
    ctx.translate(-pivot[0], -pivot[1])
    rounded(ctx, x, y, w, bubble.height, 34)
    if bubble.mine:
        back, front = bubble.tint or palette.HELP, palette.NIGHT
        ctx.set_source_rgba(*back, alpha)
    else:
        back = palette.blend(palette.rgb("#334350"), tint, 0.22)
        front = palette.PAPER
        ctx.set_source_rgba(*back, alpha)
    ctx.fill()
    _bars(ctx, bubble, x, y, w, front, alpha * (0.75 if bubble.mine else 0.8))
    if not bubble.mine:
        avatar(ctx, 62, y + bubble.height - 32, 30, bubble.who, alpha)
    ctx.restore()


def _typing(ctx, dots, t, y, tint):
    alpha = out(t, dots.at, dots.at + 0.25) \
        * (1 - smooth(t, dots.until, dots.until + 0.2))
    if alpha <= 0.01:
        return
    rounded(ctx, 106, y, 150, 66, 33)
    ctx.set_source_rgba(*palette.blend(palette.rgb("#334350"), tint, 0.22),
                        alpha)
    ctx.fill()
    for i in range(3):
        bob = max(0.0, math.sin(2 * math.pi * (t * 1.1 - i * 0.16)))
        ctx.arc(148 + 33 * i, y + 35 - 9 * bob, 8.5, 0, 2 * math.pi)
        ctx.set_source_rgba(*palette.PAPER, alpha * (0.45 + 0.5 * bob))
        ctx.fill()
    avatar(ctx, 62, y + 34, 30, dots.who, alpha)


def _header(ctx, chat, t, tint, level):
    text, busy = chat.title(t)
    ctx.rectangle(0, 0, WIDE, 236)
    mood = palette.blend(tint, palette.SIGNAL, level)
    ctx.set_source_rgb(*palette.blend(palette.rgb("#1B2630"), mood,
                                      0.16 + 0.10 * level))
    ctx.fill()
    ctx.rectangle(0, 234, WIDE, 2)
    ctx.set_source_rgba(*mood, 0.35)
    ctx.fill()
    count = len(chat.members)
    left = WIDE / 2 - (count - 1) * 37
    for i, who in enumerate(chat.members):
        x, y, alpha, grey, r = left + 74 * i, 92, 1.0, 0.0, 33
        if chat.removed and who == chat.removed[1]:
            gone = smooth(t, chat.removed[0], chat.removed[0] + 0.9)
            grey, alpha = gone, 1 - 0.92 * smooth(
                t, chat.removed[0] + 0.35, chat.removed[0] + 1.2)
            y += 70 * gone * gone
            r -= 8 * gone
        if chat.joined and who == chat.joined[1]:
            come = spring(t, chat.joined[0], 12, 6)
            alpha, r = clamp(come), 33 * come
        if r > 1:
            avatar(ctx, x, y, r, who, alpha, grey)
    ctx.select_font_face("Inter", cairo.FONT_SLANT_NORMAL,
                         cairo.FONT_WEIGHT_BOLD)
    size = 46
    ctx.set_font_size(size)
    wide = ctx.text_extents(text).x_advance
    if wide > WIDE - 70:
        size *= (WIDE - 70) / wide
        ctx.set_font_size(size)
        wide = ctx.text_extents(text).x_advance
    x = (WIDE - wide) / 2
    if level > 0.01:
        rgb = palette.blend(palette.PAPER, palette.SIGNAL, level)
    else:
        rgb = palette.PAPER
    ctx.set_source_rgb(*rgb)
    ctx.move_to(x, 192)
    ctx.show_text(text)
    if busy:
        ctx.rectangle(x + wide + 5, 152, 4, 50)
        ctx.set_source_rgba(*palette.PAPER, 0.9)
        ctx.fill()


def screen(ctx, chat, t, tint=palette.STEEL, level=0.0, field=None):
    """What is on the glass. `level` 0 to 1: how much of the signal colour has
    come over it. `field`: the share of a line that you have typed yourself,
    with a cursor; None for no field."""
    ctx.save()
    rounded(ctx, 0, 0, WIDE, HIGH, 64)
    ctx.clip()
    mood = palette.blend(tint, palette.SIGNAL, level)
    fill = cairo.LinearGradient(0, 0, 0, HIGH)
    fill.add_color_stop_rgb(0, *palette.blend(palette.rgb("#16202A"), mood,
                                              0.24))
    fill.add_color_stop_rgb(1, *palette.blend(palette.rgb("#0F171E"), mood,
                                              0.12))
    ctx.set_source(fill)
    ctx.paint()
    bottom = HIGH - (150 if field is not None else 60)
    room = bottom - 270
    scroll = chat.scroll(t, room)
    ctx.save()
    ctx.rectangle(0, 236, WIDE, bottom - 236)
    ctx.clip()
    place = 0
    for item in chat.items:
        y = 270 + place - scroll
        if isinstance(item, Bubble):
            _bubble(ctx, item, t, y, mood)
            if t >= item.at:
                place += item.height + 26
        elif item.at <= t <= item.until + 0.3:
            _typing(ctx, item, t, y, mood)
    ctx.restore()
    _header(ctx, chat, t, tint, level)
    if field is not None:
        rounded(ctx, 34, HIGH - 126, WIDE - 68, 84, 42)
        ctx.set_source_rgb(*palette.blend(palette.rgb("#1B252F"), mood, 0.12))
        ctx.fill()
        rounded(ctx, 72, HIGH - 92, (WIDE - 190) * field, 16, 8)
        ctx.set_source_rgba(*palette.PAPER, 0.85)
        if field > 0.02:
            ctx.fill()
        ctx.new_path()
        on = 0.25 + 0.75 * smooth(abs((t * 0.9) % 1 - 0.5) * 2, 0.35, 0.65)
        ctx.rectangle(74 + (WIDE - 190) * field, HIGH - 110, 5, 52)
        ctx.set_source_rgba(*palette.PAPER, on)
        ctx.fill()
    ctx.restore()


def body(ctx, rim=palette.STEEL):
    """The frame round the glass; the glass is at (0, 0)."""
    rounded(ctx, -20, -20, WIDE + 40, HIGH + 40, 82)
    metal = cairo.LinearGradient(-20, 0, WIDE + 20, 200)
    metal.add_color_stop_rgb(0, *palette.blend(palette.NIGHT, rim, 0.95))
    metal.add_color_stop_rgb(0.2, *palette.blend(palette.NIGHT, rim, 0.40))
    metal.add_color_stop_rgb(0.8, *palette.blend(palette.NIGHT, rim, 0.25))
    metal.add_color_stop_rgb(1, *palette.blend(palette.NIGHT, rim, 0.80))
    ctx.set_source(metal)
    ctx.fill()
    rounded(ctx, -12, -12, WIDE + 24, HIGH + 24, 74)
    ctx.set_source_rgb(0.01, 0.012, 0.016)
    ctx.fill()
