"""Schuilplaats: the pack's own score. A piano with felt on its strings, a
pad, a bass, in F and D minor; six times eight bars that fill up and empty
again. Everything that rings on past the end rings on over the beginning, so
the piece has no seam."""
import pathlib
import subprocess
import tempfile

import numpy as np

from kit import sound
from kit.sound import HERTZ, band, noise, shaped, stereo

NAME = "schuilplaats"
BEAT = 60 / 66
BAR = 4 * BEAT
BARS = 24
SECONDS = BARS * BAR        # 87.3
LOUDNESS = -17.0

# one chord a bar: bass, then what pad and piano may use (MIDI numbers)
CHORDS = [
    (38, (62, 65, 69, 72, 76)),     # Dm9
    (34, (62, 65, 69, 70, 74)),     # Bb maj7
    (41, (60, 65, 69, 72, 79)),     # F add9
    (36, (60, 64, 67, 74, 76)),     # C add9
    (43, (62, 65, 70, 74, 81)),     # Gm9
    (34, (62, 65, 69, 74, 77)),     # Bb maj7
    (45, (60, 64, 69, 72, 76)),     # Am7
    (36, (60, 65, 67, 72, 77)),     # C sus4
]
# the figure that the piano goes round in: (beat, which note of the chord)
FIGURES = [
    ((0, 0), (1.5, 2), (3, 3)),
    ((0, 0), (0.5, 2), (1.5, 3), (2.5, 4), (3.5, 3)),
    ((0, 1), (0.5, 2), (1, 3), (2, 4), (2.5, 3), (3, 2), (3.5, 1)),
]
# the tune, heard in the second and third time round: (bar, beat, note, beats)
TUNE = [
    (0, 0, 81, 1.5), (0, 1.5, 79, 0.5), (0, 2, 77, 2),
    (1, 0, 74, 2.5), (1, 3, 77, 1),
    (2, 0, 79, 3), (2, 3, 81, 1),
    (3, 0, 76, 3.5),
    (4, 0, 82, 1.5), (4, 1.5, 81, 0.5), (4, 2, 77, 2),
    (5, 0, 74, 2), (5, 2, 77, 1), (5, 3, 79, 1),
    (6, 0, 84, 2), (6, 2, 81, 2),
    (7, 0, 79, 2), (7, 2, 77, 2),
]


def hertz(note):
    return 440 * 2 ** ((note - 69) / 12)


def felt(note, loud, seed):
    """One string under felt: few partials, the high ones gone at once, and
    the soft thud of the hammer."""
    f = hertz(note)
    seconds = 4.5 if note < 76 else 3.2
    t = sound.times(seconds)
    tone = np.zeros(len(t))
    for k in range(1, 9):
        stretched = f * k * np.sqrt(1 + 0.0004 * k * k)
        if stretched > 9000:
            break
        decay = 2.2 / (1 + 0.55 * (k - 1)) * (60 / note) ** 1.2
        gain = np.exp(-0.62 * (k - 1)) * (0.45 + 0.55 * loud) ** (k - 1)
        for beat in (-0.12, 0.13):      # two strings, a breath apart
            tone += 0.5 * gain * np.exp(-t / decay) \
                * np.sin(2 * np.pi * (stretched + beat * k) * t + 0.3 * k)
    thud = shaped(noise(seconds, seed), band(70, 520)) * np.exp(-t / 0.018)
    tone = tone * np.minimum(1, t / 0.006) + 0.35 * thud / np.abs(thud).max()
    tone *= np.minimum(1, (seconds - t) / 0.4)
    return stereo(loud * tone, (note - 68) / 110)


def pad(notes, seconds, seed):
    """Slow strings of air; comes in over a second and leaves over two."""
    t = sound.times(seconds + 2.4)
    swell = np.minimum(1, t / 1.6) * np.minimum(1, (seconds + 2.4 - t) / 2.4)
    out = np.zeros((len(t), 2))
    random = np.random.default_rng(seed)
    for note in notes:
        for side, cents in ((0, -6), (1, 5), (0, 2), (1, -3)):
            f = hertz(note) * 2 ** (cents / 1200)
            wobble = 0.0016 * np.sin(2 * np.pi * 0.31 * t
                                     + 6.28 * random.random())
            phase = 2 * np.pi * f * np.cumsum(1 + wobble) / HERTZ \
                + 6.28 * random.random()
            out[:, side] += sum(np.sin(k * phase) / k ** 2.1
                                for k in (1, 2, 3, 4, 5))
    return out * (swell ** 1.4)[:, None] * 0.022


def bass(note, seconds):
    t = sound.times(seconds + 0.5)
    f = hertz(note)
    shape = np.minimum(1, t / 0.05) * np.exp(-t / 3.2) \
        * np.minimum(1, (seconds + 0.5 - t) / 0.5)
    tone = np.sin(2 * np.pi * f * t) + 0.32 * np.sin(4 * np.pi * f * t) \
        + 0.10 * np.sin(6 * np.pi * f * t)
    return stereo(0.30 * tone * shape)


class Ring:
    """A piece of tape with its ends glued together."""

    def __init__(self, seconds=SECONDS):
        self.samples = np.zeros((int(seconds * HERTZ), 2))

    def add(self, at, signal, gain=1.0):
        places = (int(at * HERTZ) + np.arange(len(signal))) \
            % len(self.samples)
        np.add.at(self.samples, places, gain * signal)

    def room(self, seconds, wet, seed, high):
        """A reverberation that goes round as well."""
        n = len(self.samples)
        t = sound.times(seconds)
        for side in (0, 1):
            tail = np.zeros(n)
            tail[:len(t)] = shaped(noise(seconds, seed + side),
                                   band(160, high)) \
                * np.exp(-6.2 * t / seconds) * np.minimum(1, t / 0.02)
            tail /= np.sqrt(np.sum(tail ** 2))
            dry = self.samples[:, side]
            far = np.fft.irfft(np.fft.rfft(dry) * np.fft.rfft(tail), n)
            self.samples[:, side] = (1 - wet) * dry + wet * far


def composed():
    ring, far = Ring(), Ring()
    random = np.random.default_rng(2)
    for bar in range(BARS):
        round_, place = divmod(bar, 8)
        root, notes = CHORDS[place]
        start = bar * BAR
        fill = (0.95, 0.92, 1.0)[round_]
        far.add(start - 0.3, pad([n - 12 for n in notes[:3]] + [notes[3]],
                                 BAR, bar), 0.9 * fill)
        if round_ > 0 or place > 3:
            ring.add(start, bass(root, BAR), 0.42 * fill)
            if round_ == 2 and place % 2:
                ring.add(start + 2.5 * BEAT, bass(root + 12, 1.2 * BEAT), 0.4)
        figure = FIGURES[min(round_, 2) if place < 6 else 0]
        for beat, which in figure:
            late = 0.018 * random.random() + 0.008 * which
            loud = (0.46 + 0.14 * (beat == 0) + 0.10 * random.random()) * fill
            ring.add(start + beat * BEAT + late,
                     felt(notes[which], loud, 50 + bar), 0.62)
        if place % 4 == 0:      # the left hand, low
            ring.add(start, felt(root + 12, 0.5, 90 + bar), 0.55)
    for round_, loud, up in ((1, 0.62, 0), (2, 0.72, 0)):
        for bar, beat, note, _ in TUNE:
            at = (round_ * 8 + bar) * BAR + beat * BEAT
            at += 0.022 * random.random()
            voice = felt(note + up, loud, 400 + note)
            ring.add(at, voice, 0.36)
            far.add(at + 0.02, voice, 0.14)
    ring.room(2.6, 0.30, 31, 4200)
    far.room(4.5, 0.62, 41, 3200)
    tape = shaped(noise(SECONDS, 71), band(200, 2600))
    hush = 0.0022 * tape / tape.std()
    return ring.samples + far.samples + stereo(hush)


def short():
    """Eight bars of pad and piano, for a pack to begin with."""
    ring = Ring(8 * BAR)
    for bar, (root, notes) in enumerate(CHORDS):
        ring.add(bar * BAR, pad([n - 12 for n in notes[:3]] + [notes[3]],
                                BAR, bar), 0.9)
        for beat, which in FIGURES[bar % 2]:
            ring.add(bar * BAR + beat * BEAT,
                     felt(notes[which], 0.5, 50 + bar), 0.6)
    ring.room(2.6, 0.36, 31, 4000)
    return ring.samples


def write(path, samples=None, quality=5, title="Schuilplaats"):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wave = pathlib.Path(folder) / "score.wav"
        sound.levelled(composed() if samples is None else samples, wave,
                       LOUDNESS)
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-i", str(wave), "-c:a",
             "libvorbis", "-q:a", str(quality), "-fflags", "+bitexact",
             "-map_metadata", "-1", "-metadata", f"TITLE={title}",
             str(path)], check=True)
