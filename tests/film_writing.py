"""The sound of the made films, and the MP4 that a film is written to."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from PIL import Image

from film_sprites import Pixels
from film_truth import Real, Speech
from support import testdata, truth

RATE = 48000
TURN, PAUSE = 2.5, 0.3  # seconds: at most that long does one speak, then nobody


@cache
def speech(file: str) -> Real:
    """A recording of the test data, one channel at RATE, from its first word."""
    resampler = av.AudioResampler("fltp", "mono", RATE)
    with av.open(str(testdata(file))) as recording:
        parts = [part for frame in recording.decode(audio=0) for part in resampler.resample(frame)]
    sound = np.concatenate([p.to_ndarray()[0] for p in (*parts, *resampler.resample(None))])
    loud = np.flatnonzero(np.abs(sound) > 0.1 * np.abs(sound).max())
    return np.asarray(sound[loud[0] : loud[-1]] * (0.5 / np.abs(sound).max()), np.float32)


def spoken(seconds: float, seed: int) -> tuple[Real, tuple[Speech, ...]]:
    """Voices in turn over the quiet noise of a room, one channel at RATE, and who speaks when."""
    random = np.random.default_rng(seed + 77)
    sound = random.normal(0, 0.0015, int(seconds * RATE)).astype(np.float32)
    sound += 0.002 * np.sin(2 * np.pi * 100 * np.arange(len(sound), dtype=np.float32) / RATE)
    files = [e for e in truth("speech_gt.json") if e["file"].endswith(("0000.flac", "0003.flac")) or e.get("name")]
    turns, at = [], 0.3
    for number in random.permutation(len(files)).tolist() * 50:
        length = min(TURN, max(0.5, seconds / 2 - PAUSE), seconds - 0.2 - at)  # two speak in a short one, too
        if length < 0.4:
            break
        voice = speech(files[number]["file"])[: int(length * RATE)]
        start = int(at * RATE)
        sound[start : start + len(voice)] += voice
        end = at + len(voice) / RATE
        who, said = files[number].get("speaker", "tts"), files[number].get("text", "")
        turns.append(Speech(round(at, 3), round(end, 3), who, said))
        at = end + PAUSE
    return sound, tuple(turns)


@dataclass
class Writer:
    """An MP4 being written: a picture at a time, sound beside it."""

    path: Path
    width: int
    height: int
    fps: Fraction
    quality: int
    sound: Real | None
    dress: dict[str, str] = field(default_factory=dict)
    frames: int = 0
    samples: int = 0

    def __post_init__(self) -> None:
        self.file = av.open(str(self.path), "w", format="mp4", options={"movflags": "faststart"})
        options = {"preset": "veryfast", "crf": str(self.quality), "threads": "1"}
        options["x264-params"] = "mbtree=0"  # x264 165 with it makes other bytes of the same frames in some runs
        self.video = self.file.add_stream("libx264", rate=self.fps, options=options)
        self.video.width, self.video.height, self.video.pix_fmt = self.width, self.height, "yuv420p"
        self.audio = None
        if self.sound is not None:
            self.audio = self.file.add_stream("aac", rate=RATE, layout="mono", bit_rate=96000)
        if self.dress:
            self.dressed()

    def dressed(self) -> None:
        """All that phones and editing programs write beside the picture: of whom, where, when, with what."""
        name, sentence = self.dress["name"], self.dress["sentence"]
        self.file.metadata.update(
            title=f"{name} rhinoplasty", artist=name, comment=sentence, location="+10.7769+106.7009/",
            creation_time="2026-05-03T10:11:12Z",
        )  # fmt: skip
        self.video.metadata["handler_name"] = f"{name} camera"
        if self.audio:
            self.audio.metadata["handler_name"] = f"{name} voice"
        subtitle = self.file.add_stream("mov_text")
        subtitle.codec_context.subtitle_header = b""  # its encoder does not open without one
        subtitle.metadata["language"] = "vie"
        cover = self.file.add_stream("mjpeg")
        cover.width, cover.height, cover.pix_fmt = 160, 160, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        second = Fraction(1, 1000)
        title = {"title": f"{name} before"}
        self.file.set_chapters([{"id": 1, "start": 0, "end": 1000, "time_base": second, "metadata": title}])
        line = av.Packet(len(sentence.encode()).to_bytes(2, "big") + sentence.encode())
        line.stream, line.time_base, line.pts, line.dts, line.duration = subtitle, second, 0, 0, 1500
        face = np.asarray(Image.open(testdata(self.dress["face"])).convert("RGB").resize((160, 160)))
        shown = av.VideoFrame.from_ndarray(face, format="rgb24").reformat(format="yuvj420p")
        shown.pts = 0
        pictures = [*cover.encode(shown), *cover.encode(None)]
        self.file.mux(line)
        self.file.mux(pictures)

    def add(self, pixels: Pixels) -> None:
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = self.frames, 1 / self.fps
        self.file.mux(self.video.encode(frame))
        self.frames += 1
        self.speak(self.frames / self.fps)

    def speak(self, until: Fraction | float) -> None:
        while self.audio and self.sound is not None and self.samples < min(until * RATE, len(self.sound)):
            part = self.sound[None, self.samples : self.samples + 1024]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self.samples, Fraction(1, RATE)
            self.file.mux(self.audio.encode(frame))
            self.samples += part.shape[1]

    def close(self) -> None:
        self.speak(math.inf)
        self.file.mux(self.video.encode(None))
        if self.audio:
            self.file.mux(self.audio.encode(None))
        self.file.close()
