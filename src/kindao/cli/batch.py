"""Many files, all cores: one process for each core, each with its own networks on one thread."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from kindao.engine.errors import Failed, KindaoError
from kindao.engine.gate import Sight
from kindao.engine.report import Report
from kindao.engine.vocabulary import Finding

T = TypeVar("T")


def detect(file: Path) -> Sight:
    from kindao import api

    return api.detect(file)


def redact(file: Path, *, folder: Path, keep: tuple[str, ...], body_area: str, force: bool) -> Report:
    from kindao import api
    from kindao.engine.media.picture import Format

    suffix = ".jpg" if file.suffix.lower() in (".heic", ".heif", ".hif") else file.suffix.lower()
    name = f"{file.stem}{suffix or '.' + Format.JPEG}"
    return api.redact(file, folder / name, keep=keep, body_area=body_area, force=force)


def status(error: KindaoError) -> int:
    """1 our own failure, 2 bad input."""
    return 1 if isinstance(error, Failed) else 2


def each(work: Callable[[Path], T], files: Sequence[Path]) -> Iterator[tuple[Path, T | None, KindaoError | None]]:
    """(file, what came of it, or why nothing did), in the order given.

    A worker that dies takes no other file with it silently: what it held comes back as our own failure."""
    cores = len(os.sched_getaffinity(0))
    if len(files) == 1 or cores == 1:
        for file in files:
            yield _tried(work, file)
        return
    with ProcessPoolExecutor(min(cores, len(files)), get_context("spawn"), _one_thread) as pool:
        waiting = [(file, pool.submit(partial(_tried, work), file)) for file in files]
        for file, future in waiting:
            try:
                yield future.result()
            except Exception as error:  # noqa: BLE001 - a lost worker: say so, release nothing
                yield file, None, Failed(f"the worker was lost ({type(error).__name__})", hint="Try this file alone")


def _one_thread() -> None:
    import cv2

    os.environ["KINDAO_THREADS"] = "1"
    cv2.setNumThreads(1)


def _tried(work: Callable[[Path], T], file: Path) -> tuple[Path, T | None, KindaoError | None]:
    try:
        return file, work(file), None
    except KindaoError as error:
        return file, None, error
    except Exception as error:  # noqa: BLE001 - one broken file must not stop the others
        return file, None, Failed(f"our own failure ({type(error).__name__}); nothing was released")


def draw(file: Path, findings: Sequence[Finding], show: Path, *, force: bool) -> None:
    """The picture with every region that was found outlined. It shows the original: keep it inside."""
    import cv2
    import numpy as np

    from kindao.engine.geometry import Region
    from kindao.engine.media.opening import open_picture
    from kindao.engine.media.writing import encode, format_for, write_atomically

    picture = open_picture(file.read_bytes(), name=file.name)
    pixels = picture.frames[0].pixels.copy()
    line = max(2, picture.width // 400)
    for finding in findings:
        if isinstance(finding.where, Region) and finding.where.frame == 0:
            box = finding.where.box
            corners = finding.where.outline or ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))
            colour = COLOURS[sum(finding.identifier.encode()) % len(COLOURS)]
            cv2.polylines(pixels, [np.rint(np.array(corners)).astype(np.int32)], True, colour, line)
    from dataclasses import replace

    write_atomically(show, encode((replace(picture.frames[0], pixels=pixels),), format_for(show)), force=force)


COLOURS = ((230, 60, 60), (40, 140, 240), (40, 180, 90), (240, 160, 20), (170, 80, 220), (0, 170, 170))
