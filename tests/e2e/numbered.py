"""Clips that say which frame they are, a pack of them, and a reader that
watches the virtual screen: so that a test sees every frame that was shown.

A frame carries a grid of 5 x 4 blocks at the right-hand side: 16 bits of frame
number and 4 bits of clip number, black or white. On each whole second a large
block beside it flashes and the sound has a click of one millisecond."""

import json
import os
import mmap
import pathlib
import shutil
import subprocess
import threading
import time

RATE = 25
# in 1920ths and 1080ths of the picture
LEFT, TOP, BLOCK = 1500, 300, 60
FLASH = (1500, 560, 240, 120)


def make_clip(path, clip, seconds, width=1920, height=1080):
    """One clip; made once, kept beside the build. Behind the numbers of one
    that is not the screen's size stand bars: it is for a test that asks which
    clip is seen, not which frame, and quick to make."""
    if path.is_file():
        return
    sx, sy = width / 1920, height / 1080

    def box(x, y, w, h, colour, when=None):
        rule = f":enable='{when}'" if when else ""
        return (f"drawbox=x={round(x * sx)}:y={round(y * sy)}:"
                f"w={round(w * sx)}:h={round(h * sy)}:color={colour}:t=fill"
                + rule)

    ground = "testsrc2" if (width, height) == (1920, 1080) else "smptehdbars"
    boxes = [box(LEFT - 30, TOP - 30, BLOCK * 5 + 60, BLOCK * 4 + 60,
                 "black"), box(*FLASH, "black")]
    for bit in range(20):
        x, y = LEFT + bit % 5 * BLOCK, TOP + bit // 5 * BLOCK
        if bit >= 16:
            if clip >> (bit - 16) & 1:
                boxes.append(box(x, y, BLOCK, BLOCK, "white"))
        else:
            boxes.append(box(x, y, BLOCK, BLOCK, "white",
                             f"mod(floor(n/{1 << bit}),2)"))
    boxes.append(box(*FLASH, "white", f"eq(mod(n,{RATE}),0)*gt(n,0)"))
    path.parent.mkdir(parents=True, exist_ok=True)
    # tests run beside each other; whoever is ready first has made it
    partial = path.with_suffix(f".{os.getpid()}.mp4")
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
         f"{ground}=s={width}x{height}:r={RATE}:d={seconds}", "-f", "lavfi",
         "-i", "aevalsrc='0.8*sin(2*PI*2000*t)*lt(mod(t,1),0.001)*gt(t,0.5)'"
         f":s=48000:d={seconds}", "-vf", ",".join(boxes), "-c:v", "libx264",
         "-preset", "veryfast", "-crf", "23", "-g", "50", "-pix_fmt",
         "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709",
         "-color_trc", "bt709", "-c:a", "aac", "-ac", "2", "-b:a", "128k",
         "-movflags", "+faststart", str(partial)], check=True)
    partial.rename(path)


def make_pack(folder, clips, scenes, start, attract, soundtrack=None):
    """A pack: clips = {name: (number, seconds)} or, of another size, {name:
    (number, seconds, width, height)}, scenes as in the format; soundtrack: a
    file to copy."""
    cache = folder.parent / "numbered-clips"
    (folder / "clips").mkdir(parents=True, exist_ok=True)
    (folder / "stories").mkdir(exist_ok=True)
    for name, what in clips.items():
        made = cache / f"{name}-{'-'.join(map(str, what))}.mp4"
        make_clip(made, *what)
        target = folder / "clips" / f"{name}.mp4"
        target.unlink(missing_ok=True)
        target.hardlink_to(made)
    music = {}
    if soundtrack:
        shutil.copy(soundtrack, folder / "clips" / "music.ogg")
        music = {"soundtrack": "clips/music.ogg"}
    # JSON is YAML, and easier to write from here
    (folder / "pack.yaml").write_text(json.dumps(music | {
        "omstander": 1, "id": "genummerd", "version": "1.0.0",
        "languages": ["nl"], "title": "Genummerd",
        "theme": {"ink": "#101418", "paper": "#F7F3EC", "accent": "#FF5A47",
                  "help": "#1FC8A0", "font": "Inter"},
        "attract": {"clip": f"clips/{attract}.mp4", "line": "Beelden tellen"},
        "stories": ["reeks"]}, indent=1))
    (folder / "stories" / "reeks.yaml").write_text(json.dumps({
        "id": "reeks", "title": "Reeks", "start": start, "scenes": scenes},
        indent=1))
    return folder


class Watcher:
    """Samples the numbers on the screen in a thread of its own: a list of
    (time, clip, frame, flash, lit), one for each change."""

    def __init__(self, screen, width=1920, height=1080, film=None):
        self.screen = screen
        x0, y0, w, h = film or (0, 0, width, height)
        self.points = []
        for bit in range(20):
            x = LEFT + bit % 5 * BLOCK + BLOCK // 2
            y = TOP + bit // 5 * BLOCK + BLOCK // 2
            self.points.append(self._at(x0 + x * w / 1920,
                                        y0 + y * h / 1080))
        self.flash = self._at(x0 + (FLASH[0] + FLASH[2] / 2) * w / 1920,
                              y0 + (FLASH[1] + FLASH[3] / 2) * h / 1080)
        self.background = [self._at(x0 + x * w / 1920, y0 + y * h / 1080)
                           for x, y in ((200, 200), (700, 150), (1300, 250))]
        self.samples = []
        self.longest = 0.0  # between two looks: how blind it was
        self._stop = threading.Event()

    def _at(self, x, y):
        return (self.screen.offset + int(y) * self.screen.pitch
                + int(x) * 4 + 1)

    def read(self, data, threshold=50):
        value = 0
        for bit, at in enumerate(self.points):
            if data[at] > threshold:
                value |= 1 << bit
        lit = max(data[at] for at in self.background) > 14
        return value >> 16, value & 0xffff, data[self.flash] > 128, lit

    def look(self):
        with open(self.screen.path, "rb") as file:
            data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
            return self.read(data)

    def __enter__(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def _run(self):
        with open(self.screen.path, "rb") as file:
            data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        last, before = None, time.monotonic()
        while not self._stop.is_set():
            now = time.monotonic()
            self.longest = max(self.longest, now - before)
            before = now
            seen = self.read(data)
            if seen != last:
                # a frame may be read while it is being written: the second
                # look has the last word
                time.sleep(0.0005)
                seen = self.read(data)
                if seen != last:
                    self.samples.append((now, *seen))
                    last = seen
            time.sleep(0.001)

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def frames(self, clip, since=0.0):
        return [(t, n) for t, c, n, _, _ in self.samples
                if c == clip and t >= since]
