"""From a scene to a file: frames and sound into ffmpeg."""
import pathlib
import subprocess
import tempfile

import cairo

from kit import light, sound
from kit.frame import HEIGHT, RATE, WIDTH

# Grain is luma only and light: it keeps the dark gradients from banding, and
# every bit of it has to be paid for in the file.
PICTURE = ("scale=in_range=full:out_range=tv:out_color_matrix=bt709"
           ":flags=accurate_rnd+full_chroma_int,format=yuv420p,"
           "noise=c0_seed=7:c0s=3:c0f=t")
PICTURE_SMALL = PICTURE.replace("scale=", "scale=1280:720:", 1) \
    .partition(",noise")[0]
QUALITY, QUALITY_SMALL = 22, 29
SOUND, SOUND_SMALL = "128k", "72k"
KEYFRAMES = 50


def _frames(scene):
    draw, corners = scene.prepare(), light.vignette()
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, HEIGHT)

    def frame(t):
        ctx = cairo.Context(surface)
        ctx.set_source_rgb(0, 0, 0)
        ctx.paint()
        draw(ctx, t)
        corners.paint(ctx)
        surface.flush()
        return surface
    return frame


def look(scene, times):
    frame = _frames(scene)
    for t in times:
        frame(t).write_to_png(f"{scene.NAME}-{t:06.2f}.png")


def write(scene, path):
    """A clip; one whose scene says SMALL is 1280 x 720 and without grain, for
    a pack to begin with."""
    frame = _frames(scene)
    small = getattr(scene, "SMALL", False)
    picture = PICTURE_SMALL if small else PICTURE
    quality = QUALITY_SMALL if small else QUALITY
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wave = pathlib.Path(folder) / "sound.wav"
        sound.write(scene.sound(), wave)
        command = [
            "ffmpeg", "-v", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{WIDTH}x{HEIGHT}",
            "-r", str(RATE), "-i", "-", "-i", str(wave),
            "-vf", picture, "-c:v", "libx264", "-profile:v", "high",
            "-preset", "slow", "-crf", str(quality), "-threads", "2",
            "-g", str(KEYFRAMES), "-bf", "2",
            "-x264-params", "open-gop=0:aq-mode=3:deblock=-1,-1",
            "-colorspace", "bt709", "-color_primaries", "bt709",
            "-color_trc", "bt709", "-color_range", "tv",
            "-c:a", "aac", "-b:a", SOUND_SMALL if small else SOUND, "-ar", "48000", "-ac", "2",
            "-fflags", "+bitexact", "-map_metadata", "-1",
            "-movflags", "+faststart", str(path)]
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
        for i in range(round(scene.SECONDS * RATE)):
            encoder.stdin.write(frame(i / RATE).get_data())
        encoder.stdin.close()
        if encoder.wait() != 0:
            raise SystemExit(f"{path.name}: ffmpeg failed")
