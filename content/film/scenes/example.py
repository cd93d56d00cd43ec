"""The two clips that a new pack begins with: a group of lights, and one that
is left out; then one of them goes to it. Flat and small, so that nobody takes
them for more than a place where a film is to come."""
import math

import cairo

from kit import palette
from kit.ease import mix, smooth
from kit.frame import HEIGHT, WIDTH
from kit.light import glow
from kit.sound import Track, air, pop, tone

SIZE = 74
GROUP = (760, 500)
AWAY = (1480, 700)
COLOURS = ("#8FB4FF", "#7BE0AD", "#FFE08A", "#F78FB3", "#C6A8FF")


def ground(ctx):
    fade = cairo.LinearGradient(0, 0, 0, HEIGHT)
    fade.add_color_stop_rgb(0, *palette.rgb("#1B2733"))
    fade.add_color_stop_rgb(1, *palette.rgb("#101418"))
    ctx.set_source(fade)
    ctx.rectangle(0, 0, WIDTH, HEIGHT)
    ctx.fill()


def light(ctx, x, y, colour, level, size=SIZE):
    rgb = palette.rgb(colour)
    glow(ctx, x, y, size * 3.2, rgb, 0.30 * level)
    ctx.arc(x, y, size, 0, 2 * math.pi)
    ctx.set_source_rgb(*(0.10 + (part - 0.10) * level for part in rgb))
    ctx.fill()


def member(t, i, closer):
    """Where the i-th of the group is: on a slow round that draws together."""
    reach = mix(330, 205, closer)
    turn = 2 * math.pi * i / 5 + 0.10 * t
    return (GROUP[0] + reach * math.cos(turn),
            GROUP[1] + reach * 0.86 * math.sin(turn))


def group(ctx, t, closer, but=None):
    for i, colour in enumerate(COLOURS):
        if i != but:
            light(ctx, *member(t, i, closer), colour, 1.0)


class First:
    NAME, SECONDS, SMALL = "film-1", 9.0, True

    @staticmethod
    def prepare():
        def draw(ctx, t):
            out = smooth(t, 2.4, 6.4)
            ground(ctx)
            group(ctx, t, smooth(t, 3.0, 7.0))
            light(ctx, mix(GROUP[0], AWAY[0], out), mix(GROUP[1], AWAY[1], out),
                  "#FF5A47", mix(1.0, 0.42, smooth(t, 4.0, 8.0)))
        return draw

    @staticmethod
    def sound():
        track = Track(First.SECONDS)
        track.bed(air(First.SECONDS, 3), ((0, 0.5), (9, 0.5)))
        for i in range(5):
            track.add(0.5 + 0.34 * i, pop(520 + 60 * i), 0.8)
        track.add(2.2, tone(6.6, (110.0, 164.8, 220.0, 261.6), 2.0, 2.0, 1),
                  0.8)
        return track


class Second:
    NAME, SECONDS, SMALL = "film-2", 6.0, True

    @staticmethod
    def prepare():
        start = member(0, 0, 1.0)

        def draw(ctx, t):
            near = smooth(t, 0.8, 3.4)
            ground(ctx)
            group(ctx, t * (1 - near), 1.0, but=0)
            light(ctx, *AWAY, "#FF5A47", mix(0.42, 1.0, smooth(t, 2.6, 4.6)))
            light(ctx, mix(start[0], AWAY[0] - 190, near),
                  mix(start[1], AWAY[1] - 30, near), COLOURS[0], 1.0)
        return draw

    @staticmethod
    def sound():
        track = Track(Second.SECONDS)
        track.bed(air(Second.SECONDS, 4), ((0, 0.5), (6, 0.5)))
        track.add(0.3, tone(5.5, (146.8, 220.0, 293.7, 370.0), 1.6, 1.8, 2),
                  0.9)
        track.add(3.3, pop(700), 0.8)
        return track


def poster(path):
    """The last picture of the first clip, as a drawing."""
    circles = [(*member(9, i, 1.0), colour) for i, colour
               in enumerate(COLOURS)]
    lines = ['<svg xmlns="http://www.w3.org/2000/svg" '
             'viewBox="0 0 1920 1080" width="1920" height="1080">',
             '  <linearGradient id="g" x1="0" y1="0" x2="0" y2="1">',
             '    <stop offset="0" stop-color="#1B2733"/>',
             '    <stop offset="1" stop-color="#101418"/>',
             '  </linearGradient>',
             '  <rect width="1920" height="1080" fill="url(#g)"/>']
    lines += [f'  <circle cx="{x:.0f}" cy="{y:.0f}" r="{SIZE}" '
              f'fill="{colour}"/>' for x, y, colour in circles]
    lines += [f'  <circle cx="{AWAY[0]}" cy="{AWAY[1]}" r="{SIZE}" '
              'fill="#76302A"/>', '</svg>', '']
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
