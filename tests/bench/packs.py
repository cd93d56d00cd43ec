"""The packs that the bench plays, made by need beside the build from clips
that carry their number and the number of each frame."""

import json
import pathlib

from numbered import make_clip, make_pack
from rig import TESTS

END = {"end": "Klaar."}
POSTER = TESTS / "packs" / "good" / "images"
SOUNDTRACK = (TESTS.parent / "content" / "iedereen-behalve" / "music"
              / "schuilplaats.ogg")


def clip_of(pack, name):
    return pack / "clips" / f"{name}.mp4"


def choice(name):
    return {"id": name, "text": f"Keuze {name}", "goto": name}


def question(ident):
    """Scenes of a film that stops at 0.4 s for a question with two answers."""
    return {"begin": {"clip": "clips/begin.mp4", "next": "a",
                      "cues": [{"at": 0.4, "ask": ident}]},
            ident: {"ask": "choice", "text": "Wat doe jij?",
                    "choices": [choice("a"), choice("b")]},
            "a": {"clip": "clips/a.mp4", "next": "einde"},
            "b": {"clip": "clips/b.mp4", "next": "einde"},
            "einde": END}


ASKING = {"lus": (1, 4), "begin": (2, 4), "a": (3, 3), "b": (4, 3)}


class Packs:
    def __init__(self, work):
        self.work = pathlib.Path(work)

    def film(self, seconds):
        """Clip 2 with a caption of two lines every three seconds, clip 3
        after it."""
        pack = make_pack(
            self.work / f"bench-film-{seconds}",
            {"lus": (1, 4), "film": (2, seconds), "vervolg": (3, 4)},
            {"film": {"clip": "clips/film.mp4", "next": "vervolg"},
             "vervolg": {"clip": "clips/vervolg.mp4", "next": "einde"},
             "einde": END}, "film", "lus")
        lines = ["WEBVTT", ""]
        for at in range(0, seconds - 2, 3):
            lines += [f"00:{at // 60:02}:{at % 60:02}.000 --> "
                      f"00:{(at + 2) // 60:02}:{(at + 2) % 60:02}.500",
                      f"Ondertitel nummer {at},", "over twee regels", ""]
        captions_of(pack).write_text("\n".join(lines))
        return pack

    def question(self):
        """Clip 2, which freezes under a question; clips 3 and 4 follow. With
        the soundtrack that goes on meanwhile."""
        return make_pack(self.work / "bench-question", ASKING,
                         question("vraag"), "begin", "lus", SOUNDTRACK)

    def loop(self):
        """An attract loop of four seconds, clip 1."""
        return make_pack(self.work / "bench-attract",
                         {"lus": (1, 4), "film": (2, 4)},
                         {"film": {"clip": "clips/film.mp4", "next": "einde"},
                          "einde": END}, "film", "lus")

    def stories(self, count):
        """So many stories, each with films, captions and a poster of its own
        and a question."""
        pack = make_pack(self.work / f"bench-stories-{count}", ASKING,
                         question("vraag"), "begin", "lus")
        poster = sorted(POSTER.iterdir())[0]
        (pack / "images").mkdir(exist_ok=True)
        names = []
        for index in range(count):
            name = f"verhaal-{index}"
            names.append(name)
            scenes = question(f"vraag-{index}")
            for scene in scenes.values():
                if "clip" in scene:
                    scene["clip"] = own_clip(pack, scene["clip"], index)
            picture = f"images/{name}{poster.suffix}"
            (pack / picture).write_bytes(poster.read_bytes())
            (pack / "stories" / f"{name}.yaml").write_text(json.dumps({
                "id": name, "title": f"Verhaal {index}", "poster": picture,
                "start": "begin", "scenes": scenes}, indent=1))
        about = json.loads((pack / "pack.yaml").read_text())
        about["stories"] = names
        (pack / "pack.yaml").write_text(json.dumps(about, indent=1))
        (pack / "stories" / "reeks.yaml").unlink()
        return pack

    def chain(self, count, seconds=0.6):
        """One story of so many films, each a file, one after another; their
        numbers go from 2 to 15 and round."""
        pack = make_pack(self.work / f"bench-chain-{count}", {"lus": (1, 4)},
                         {}, "film-0", "lus")
        scenes = {}
        for index in range(count):
            number = 2 + index % 14
            made = self.work / "numbered-clips" / f"kort-{number}-{seconds}.mp4"
            make_clip(made, number, seconds, 1280, 720)
            link(made, clip_of(pack, f"film-{index}"))
            scenes[f"film-{index}"] = {
                "clip": f"clips/film-{index}.mp4",
                "next": f"film-{index + 1}" if index + 1 < count else "einde"}
        scenes["einde"] = END
        story = pack / "stories" / "reeks.yaml"
        about = json.loads(story.read_text())
        story.write_text(json.dumps(dict(about, scenes=scenes), indent=1))
        return pack


def own_clip(pack, clip, index):
    """The same film as a file of one story's own."""
    own = clip.replace(".mp4", f"-{index}.mp4")
    link(pack / clip, pack / own)
    return own


def link(made, target):
    target.unlink(missing_ok=True)
    target.hardlink_to(made)


def captions_of(pack):
    return pack / "clips" / "film.nl.vtt"
