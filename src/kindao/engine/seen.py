"""What was seen of a medium before, so that the same eyes need not look twice at the same thing.

It counts only for that very medium, seen by this very engine: `fingerprint`. What a detector finds may depend on words
that go with the medium; it looks again where they are others."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kindao.engine.detect.base import Detector, Submission, heeds
from kindao.engine.vocabulary import Finding, Known

LIBRARIES = (
    "av",
    "nudenet",
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pillow",
    "rapidfuzz",
    "rapidocr",
    "zxing-cpp",
)
"""Distributions on which it depends what is found."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What each eye saw of one medium. Of one that is not named here nothing is known: it looks itself."""

    medium: str  # digest, "sha256:…"
    engine: str  # `fingerprint` of the engine and detectors that looked
    each: tuple[tuple[str, tuple[Finding, ...]], ...]
    caption: str = ""
    file_name: str = ""
    ours: tuple[str, ...] = ()
    known: tuple[Known, ...] | None = None  # None: it is not known any more

    def by(self, detector: Detector, words: Submission) -> tuple[Finding, ...] | None:
        """What it would find again; None where it has to look."""
        heeded = heeds(detector)
        if any(getattr(self, word) != getattr(words, word) for word in heeded):
            return None
        return self.named(detector.name)

    def named(self, name: str) -> tuple[Finding, ...] | None:
        return dict(self.each).get(name)

    def fits(self, medium: str, detectors: Sequence[Detector]) -> bool:
        """Whether it is of this medium and of these eyes."""
        return self.medium == medium and bool(self.engine) and self.engine == fingerprint(tuple(detectors))


@cache
def fingerprint(detectors: tuple[Detector, ...]) -> str:
    """Digest of everything on which it depends what is found: this engine's source, which names its weights by their
    digests, the libraries it stands on, and the detectors with theirs. "" where the source can't be read: it equals
    none."""
    told = hashlib.sha256()
    here = Path(__file__).parent
    sources = sorted(here.rglob("*.py"))
    try:
        for source in sources:
            told.update(
                f"{source.relative_to(here).as_posix()}\0".encode() + hashlib.sha256(source.read_bytes()).digest()
            )
        for detector in detectors:
            kind = type(detector)
            told.update(f"{detector.name}\0{kind.__module__}:{kind.__qualname__}\0".encode())
            told.update(_of_another_package(kind.__module__))
    except (OSError, AttributeError, KeyError):
        return ""
    if not sources:
        return ""
    told.update("\0".join(f"{name} {_version(name)}" for name in LIBRARIES).encode())
    return f"sha256:{told.hexdigest()}"


def _of_another_package(module: str) -> bytes:
    """Digest of the sources of a detector's package; of Kindao's own they were read already."""
    top = module.partition(".")[0]
    if top == "kindao":
        return b""
    package = getattr(sys.modules.get(top), "__file__", None)  # a namespace has none
    file = Path(str(package or sys.modules[module].__file__))
    sources = sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]
    return hashlib.sha256(b"".join(hashlib.sha256(one.read_bytes()).digest() for one in sources)).digest()


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
