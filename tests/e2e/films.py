"""Real films and music for the small packs of the tests, whose own are dummies:
those that come with the program for whoever begins a pack."""

import os
import pathlib
import shutil
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
STARTER = TOP / "content" / "starter" / "common"
LONG, SHORT = (STARTER / "clips" / f"film-{n}.mp4" for n in (1, 2))  # 9 and 6 s
MUSIC = STARTER / "music" / "score.ogg"


def grow(film, size):
    """So many bytes, with something of its own at the end: a box that players
    leap over."""
    free = size - film.stat().st_size - 8
    if free >= 0:
        with open(film, "ab") as file:
            file.write((free + 8).to_bytes(4, "big") + b"free"
                       + os.urandom(free))


def cut(film, seconds):
    """Leaves only so much of its beginning."""
    whole = film.with_suffix(".whole.mp4")
    film.rename(whole)
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(whole), "-t",
                    str(seconds), "-c", "copy", "-movflags", "+faststart",
                    str(film)], check=True)
    whole.unlink()


def fill(pack):
    """Puts them in the place of the dummies of tests/packs/good."""
    for film in (pack / "clips").glob("*.mp4"):
        shutil.copyfile(LONG if film.name == "noa-1.mp4" else SHORT, film)
    shutil.copyfile(MUSIC, pack / "music" / "thema.ogg")
    return pack
