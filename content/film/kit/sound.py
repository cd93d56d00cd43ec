"""What is heard: rain, rooms, telephones, people who are not understood. All
of it is made of noise and sines. A track is an array of (samples, 2)."""
import re
import subprocess
import wave

import numpy as np

HERTZ = 48000
LOUDNESS = -16.0        # LUFS of a whole clip
CEILING = 0.80          # of full scale; AAC adds a little on top
HEAD = 0.05             # seconds of silence at the head of a clip


def times(seconds):
    return np.arange(int(seconds * HERTZ)) / HERTZ


def noise(seconds, seed):
    return np.random.default_rng(seed).standard_normal(int(seconds * HERTZ))


def shaped(signal, gain):
    """Filters by `gain(hertz)`, round the loop: the end runs into the
    start."""
    spectrum = np.fft.rfft(signal)
    hertz = np.fft.rfftfreq(len(signal), 1 / HERTZ)
    return np.fft.irfft(spectrum * gain(hertz), len(signal))


def band(low, high, steep=2.0):
    def gain(hertz):
        f = np.maximum(hertz, 1e-3)
        return 1 / np.sqrt((1 + (low / f) ** (2 * steep))
                           * (1 + (f / high) ** (2 * steep)))
    return gain


def envelope(t, attack, decay):
    return np.minimum(1, t / attack) * np.exp(-np.maximum(0, t - attack)
                                              / decay)


def level(signal):
    return signal / (np.sqrt(np.mean(signal ** 2)) + 1e-12)


def stereo(signal, pan=0.0):
    """pan: -1 left, 1 right."""
    a = (pan + 1) * np.pi / 4
    return np.stack([signal * np.cos(a), signal * np.sin(a)], axis=1)


def room(signal, seconds=1.2, wet=0.3, seed=77, high=5000):
    """A reverberation: two different tails of dying noise."""
    size = len(signal) + int(seconds * HERTZ)
    t = times(seconds)
    out = np.zeros((size, 2))
    out[:len(signal)] = signal * (1 - wet)
    for side in (0, 1):
        tail = shaped(noise(seconds, seed + side), band(180, high)) \
            * np.exp(-6.0 * t / seconds)
        tail /= np.sqrt(np.sum(tail ** 2))
        n = 1 << (size - 1).bit_length()
        wave_in = np.fft.rfft(signal[:, side], n)
        out[:, side] += wet * np.fft.irfft(wave_in * np.fft.rfft(tail, n),
                                           n)[:size]
    return out


class Track:
    def __init__(self, seconds):
        self.seconds = seconds
        self.samples = np.zeros((int(seconds * HERTZ), 2))

    def add(self, at, signal, gain=1.0, pan=0.0):
        if signal.ndim == 1:
            signal = stereo(signal, pan)
        start = int(at * HERTZ)
        stop = min(len(self.samples), start + len(signal))
        if stop > start >= 0:
            self.samples[start:stop] += gain * signal[:stop - start]
        return self

    def bed(self, signal, points):
        """A sound that is there all the time; points are (seconds, gain)."""
        t = times(self.seconds)
        gain = np.interp(t, *zip(*points))
        self.samples += signal[:len(t)] * gain[:, None]
        return self


# -- places -------------------------------------------------------------------

def rain(seconds, seed=1, near=1.0):
    """Two layers: the rush of all of it, and drops on the sill."""
    sides = []
    for side in (0, 1):
        rush = level(shaped(noise(seconds, seed + side),
                            lambda f: band(350, 5200, 0.8)(f)
                            / (1 + f / 2500)))
        wave_in = 1 + 0.18 * shaped(level(noise(seconds, seed + 4 + side)),
                                    band(0.05, 0.5)) * 20
        out = 0.045 * rush * np.clip(wave_in, 0.6, 1.4)
        random = np.random.default_rng(seed + 9 + side)
        for _ in range(int(26 * seconds)):
            length = int((0.008 + 0.03 * random.random()) * HERTZ)
            start = random.integers(0, len(out) - length)
            t = np.arange(length) / HERTZ
            pitch = 900 + 3200 * random.random() ** 2
            out[start:start + length] += near * 0.16 * random.random() ** 4 \
                * np.sin(2 * np.pi * pitch * t * (1 + 6 * t)) \
                * np.exp(-t / (length / HERTZ / 5))
        sides.append(out)
    return np.stack(sides, axis=1)


def air(seconds, seed, low=60, high=420):
    """The tone of a room in which nothing happens."""
    return np.stack([0.05 * level(shaped(noise(seconds, seed + s),
                                        band(low, high, 1.2)))
                     for s in (0, 1)], axis=1)


def crowd(seconds, seed, voices=14, high=1900):
    """Voices further down: syllables, but no words."""
    out = np.zeros((int(seconds * HERTZ), 2))
    t = times(seconds)
    for v in range(voices):
        random = np.random.default_rng(seed + v)
        pitch = random.choice([115, 135, 190, 215, 240]) \
            * (0.92 + 0.16 * random.random())
        bend = shaped(random.standard_normal(len(t)), band(0.2, 3))
        phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.10 * bend
                                               / bend.std())) / HERTZ
        source = sum(np.sin(k * phase) / k for k in range(1, 15))
        source += 0.4 * random.standard_normal(len(t))
        syllable = shaped(random.standard_normal(len(t)), band(1.5, 5))
        talk = shaped(random.standard_normal(len(t)), band(0.08, 0.35))
        gate = np.clip(syllable / syllable.std(), 0, 2) \
            * np.clip(0.4 + talk / talk.std(), 0, 1.5)
        first = 380 + 420 * random.random()
        second = 1000 + 900 * random.random()
        voice = shaped(source * gate, lambda f: (
            np.exp(-((f - first) / 160) ** 2)
            + 0.5 * np.exp(-((f - second) / 260) ** 2)
            + 0.05) * band(150, high)(f))
        out += stereo(voice / voice.std() * 0.03, random.random() * 2 - 1)
    return room(out, 1.6, 0.62, seed, 3200)[:len(t)]


def birds(seconds, seed=3):
    random = np.random.default_rng(seed)
    track = Track(seconds)
    at = 0.2
    while at < seconds - 0.8:
        pitch = 2600 + 2200 * random.random()
        pan = random.random() * 1.6 - 0.8
        for k in range(int(random.integers(2, 6))):
            t = times(0.07 + 0.05 * random.random())
            sweep = pitch * (1 + (0.25 if k % 2 else -0.18) * t / t[-1])
            chirp = np.sin(2 * np.pi * np.cumsum(sweep) / HERTZ) \
                * np.sin(np.pi * t / t[-1]) ** 2
            track.add(at + 0.13 * k, chirp, 0.035, pan)
        at += 0.5 + 1.3 * random.random()
    return room(track.samples, 1.0, 0.4, 8)[:len(track.samples)]


# -- things -------------------------------------------------------------------

def buzz(pulses=2):
    """A telephone that trembles on a blanket."""
    out = np.zeros(int((0.34 * pulses + 0.2) * HERTZ))
    for p in range(pulses):
        t = times(0.24)
        body = sum(np.sin(2 * np.pi * 158 * k * t + k) / k ** 1.1
                   for k in (1, 2, 3, 4, 6))
        rattle = shaped(noise(0.24, 40 + p), band(900, 2600)) \
            * (1 + np.sin(2 * np.pi * 158 * t)) * 0.5
        shape = np.minimum(1, t / 0.02) * np.minimum(1, (0.24 - t) / 0.05)
        start = int(0.34 * p * HERTZ)
        out[start:start + len(t)] += (0.20 * body + 0.14 * rattle) * shape
    return room(stereo(out), 0.5, 0.18, 5)


def pop(pitch=620, bright=1.0):
    """A message that arrives."""
    t = times(0.5)
    f = pitch * (1 + 0.5 * np.minimum(1, t / 0.05))
    tone = np.sin(2 * np.pi * np.cumsum(f) / HERTZ)
    tone += 0.35 * bright * np.sin(4 * np.pi * np.cumsum(f) / HERTZ)
    return room(stereo(0.42 * tone * envelope(t, 0.004, 0.075)), 0.9, 0.30, 6)


def tap(seed, hard=1.0):
    """A thumb on glass."""
    t = times(0.06)
    click = shaped(noise(0.06, seed), band(700, 3800)) * envelope(t, .001,
                                                                  .006)
    knock = np.sin(2 * np.pi * 210 * t) * envelope(t, 0.001, 0.016)
    return 0.34 * hard * (click / (np.abs(click).max() + 1e-9) * 0.55
                          + knock * 0.6)


def whoosh(seconds=0.6, seed=9, low=300, high=4200):
    t = times(seconds)
    p = t / seconds
    a = shaped(noise(seconds, seed), band(low, high / 3))
    b = shaped(noise(seconds, seed + 1), band(high / 3, high))
    air_in = level(a) * (1 - p) + level(b) * p
    return stereo(0.10 * air_in * np.sin(np.pi * p) ** 2)


def heartbeat():
    t = times(0.9)

    def thump(at, pitch, gain):
        s = np.maximum(0, t - at)
        f = pitch * (1 + 0.8 * np.exp(-s / 0.03))
        return gain * np.sin(2 * np.pi * np.cumsum(f) / HERTZ) \
            * np.where(t >= at, envelope(s, 0.012, 0.085), 0)
    body = thump(0, 54, 1.0) + thump(0.27, 48, 0.7)
    return stereo(0.55 * np.tanh(1.5 * body))


def step(seed, hard=1.0):
    """A shoe on a school's floor."""
    t = times(0.25)
    heel = shaped(noise(0.25, seed), band(120, 900)) * envelope(t, .002, .03)
    sole = shaped(noise(0.25, seed + 1), band(1200, 5000)) \
        * envelope(np.maximum(0, t - 0.05), 0.01, 0.035)
    return room(stereo(hard * (0.30 * heel / np.abs(heel).max()
                               + 0.05 * sole / np.abs(sole).max())),
                1.1, 0.35, 15)


def bell():
    """A school bell, two corridors away."""
    t = times(1.3)
    ring = sum(np.sin(2 * np.pi * 880 * r * t) * g for r, g in
               ((1, 1), (2.76, 0.5), (5.4, 0.2)))
    strike = 0.5 + 0.5 * np.sin(2 * np.pi * 19 * t) ** 2
    tone = shaped(ring * strike * np.minimum(1, t / 0.02)
                  * np.minimum(1, (1.3 - t) / 0.1), band(300, 1500))
    return room(stereo(0.12 * tone), 2.2, 0.75, 21, 2200)


def tone(seconds, pitches, attack=1.5, release=1.5, seed=0, bright=3):
    """A slow chord; under a film it is felt more than heard."""
    t = times(seconds)
    shape = np.minimum(1, t / attack) * np.minimum(1, (seconds - t) / release)
    out = np.zeros((len(t), 2))
    random = np.random.default_rng(100 + seed)
    for pitch in pitches:
        for detune in (-0.004, 0.0, 0.0037):
            phase = 2 * np.pi * random.random()
            voice = sum(np.sin(2 * np.pi * pitch * (1 + detune) * k * t
                               + phase * k) / k ** 1.8
                        for k in range(1, bright + 1))
            out += stereo(voice * 0.03, detune * 180)
    return room(out * shape[:, None] ** 1.5, 1.8, 0.45, 30)


def laugh(seed):
    """Someone laughs softly, a little way off."""
    track = Track(1.6)
    random = np.random.default_rng(seed)
    for k in range(5):
        t = times(0.11)
        pitch = 265 - 14 * k + 12 * random.random()
        source = sum(np.sin(2 * np.pi * pitch * h * t) / h
                     for h in range(1, 12)) + 0.5 * noise(0.11, seed + k)
        voice = shaped(source, lambda f: np.exp(-((f - 700) / 220) ** 2)
                       + 0.4 * np.exp(-((f - 1350) / 300) ** 2))
        track.add(0.17 * k, voice / np.abs(voice).max()
                  * np.sin(np.pi * t / t[-1]) ** 1.3, 0.12 * 0.85 ** k)
    return room(track.samples, 1.2, 0.5, 12, 3500)


# -- the file -----------------------------------------------------------------

def measured(path):
    """Integrated loudness of a file, as ffmpeg measures it."""
    said = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af",
         "ebur128", "-f", "null", "-"], capture_output=True, text=True,
        check=True).stderr
    return float(re.findall(r"I:\s+(-?[0-9.]+) LUFS", said)[-1])


def save(samples, path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(HERTZ)
        file.writeframes((np.clip(samples, -1, 1) * 32767)
                         .astype("<i2").tobytes())


def limited(samples):
    """Bends what goes over the ceiling, in time: the gain sinks 4 ms before
    a peak and recovers over 80 ms."""
    peak = np.abs(samples).max(axis=1)
    block = 96
    n = -(-len(peak) // block)
    peaks = np.pad(peak, (0, n * block - len(peak))).reshape(n, block).max(1)
    want = np.minimum(1, CEILING / np.maximum(peaks, 1e-9))
    for ahead in (1, 2):
        want = np.minimum(want, np.append(want[ahead:], [1] * ahead))
    gain = np.empty(n)
    now = 1.0
    for i, w in enumerate(want):
        now = min(w, now + (1 - now) * 0.025)
        gain[i] = now
    places = (np.arange(n) + 0.5) * block
    return samples * np.interp(np.arange(len(peak)), places, gain)[:, None]


def levelled(samples, path, target=LOUDNESS):
    """Brings samples to the target loudness, and writes them."""
    samples = samples * (0.25 / (np.abs(samples).max() + 1e-9))
    save(samples, path)
    for _ in range(3):
        off = target - measured(path)
        samples = limited(samples * 10 ** (off / 20))
        save(samples, path)
        if abs(off) < 0.3:
            break
    return samples


def write(track, path):
    """The track as a file that comes and goes without a click."""
    samples = track.samples
    fade = int(0.06 * HERTZ)
    samples[-fade:] *= np.linspace(1, 0, fade)[:, None]
    head = int(HEAD * HERTZ)
    samples[:head] = 0
    samples[head:2 * head] *= np.linspace(0, 1, head)[:, None]
    levelled(samples, path)
