"""Many files, all cores: one process for each core, each with its own networks on one thread."""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kindao.engine.errors import BadInput, Failed, KindaoError
from kindao.engine.medium.base import Sight
from kindao.engine.report import Report, SafeCopy
from kindao.engine.vocabulary import Finding, Known

if TYPE_CHECKING:
    from kindao.api import Redaction
    from kindao.engine.media.clip import Clip
    from kindao.engine.media.picture import Pixels
    from kindao.keeping import Keep

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What came of one file, or why nothing did."""

    file: Path
    result: T | None
    error: KindaoError | None
    seconds: float

    @property
    def failure(self) -> int:
        """0 none, 1 our own failure, 2 bad input."""
        return 0 if self.error is None else 1 if isinstance(self.error, Failed) else 2


def media(named: Sequence[Path]) -> tuple[tuple[Path, ...], int]:
    """The files that were named, each once; of a folder the pictures, films and recordings in it, by name. Hidden
    files and folders below are not looked at; how many other files do not end as such do, and are left out, comes
    second.

    Raises BadInput for a folder without any."""
    from kindao.engine.media.suffixes import TAKEN

    found: dict[str, Path] = {}
    left = 0
    for path in named:
        inside = [path]
        if path.is_dir():
            every = sorted(file for file in _listed(path) if file.is_file() and not file.name.startswith("."))
            inside = [file for file in every if file.suffix.lower() in TAKEN]
            if not inside:
                raise BadInput(
                    f"{path}: no picture, film or recording is in this folder",
                    hint="Name the files, or another folder",
                )
            left += len(every) - len(inside)
        for file in inside:
            found.setdefault(os.path.realpath(file), file)
    return tuple(found.values()), left


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise BadInput(f"{folder}: can't be read ({error.strerror})", hint="Check its permissions") from None


def copies(files: Sequence[Path], known: tuple[Known, ...] = ()) -> dict[Path, str]:
    """What the copy of each is called: as its original, if that is made of words, counters and camera names that tell
    of nobody, else copy-0001.jpg; one that cannot be written as it is becomes a JPEG, an MP4 or what is nearest to it.

    known: those shown, of whom a name may tell in a way that only they explain."""
    from kindao.engine.media.suffixes import INSTEAD, TAKEN

    def suffix(file: Path) -> str:
        own = file.suffix.lower()
        own = own if own in TAKEN else _by_content(file)
        own = INSTEAD.get(own, own)
        return ".m4a" if own in FILMS and _sound_alone(file) else own

    return _called(files, known, suffix)


def pages(files: Sequence[Path], known: tuple[Known, ...] = ()) -> dict[Path, str]:
    """What the report of each is called: as its copy."""
    return _called(files, known, lambda _: ".html")


def _called(files: Sequence[Path], known: tuple[Known, ...], suffix: Callable[[Path], str]) -> dict[Path, str]:
    from kindao.engine.detect.reading.naming import harmless, names_somebody

    telling = [file for file in files if not harmless(file.name) or names_somebody(file.name, known)]
    named = names([file for file in files if file not in telling], suffix)
    taken = {name.casefold().partition(".")[0] for name in named.values()}
    free = (name for name in map("copy-{:04}".format, count(1)) if name not in taken)
    named |= {file: next(free) + suffix(file) for file in telling}
    return {file: named[file] for file in files}


FILMS = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm"})


def _sound_alone(file: Path) -> bool:
    from kindao.engine.media.clip import HEAD, recognise_clip
    from kindao.engine.media.demuxing import sound_alone
    from kindao.inputs import content

    try:
        return sound_alone(file, recognise_clip(content(file, HEAD)))
    except (KindaoError, OSError):
        return False


def _by_content(file: Path) -> str:
    """The suffix that a film or recording without one would have; a picture's otherwise."""
    from kindao.engine.media.clip import HEAD, recognise_clip
    from kindao.inputs import content

    try:
        return f".{recognise_clip(content(file, HEAD))}"
    except (KindaoError, OSError):
        return ".jpg"


def names(files: Sequence[Path], suffix: Callable[[Path], str]) -> dict[Path, str]:
    """A name for each, no two alike on any file system. Where a new suffix makes two alike, the old one is told:
    IMG_1.jpg and, of IMG_1.heic, IMG_1-heic.jpg.

    Raises BadInput when two are still alike."""
    named = {file: file.stem + suffix(file) for file in files}
    alike = Counter(name.casefold() for name in named.values())
    for file, name in named.items():
        if alike[name.casefold()] > 1 and suffix(file) != file.suffix.lower():
            named[file] = f"{file.stem}-{file.suffix[1:].lower()}{suffix(file)}"
    taken: dict[str, Path] = {}
    for file, name in named.items():
        if (other := taken.setdefault(name.casefold(), file)) is not file:
            raise BadInput(
                f"{other} and {file} would both be written as {name}",
                hint="Give one of them another name, or take them one by one",
            )
    return named


def check(
    file: Path, *, out: Path | None, page: Path | None, lang: str, force: bool, asked: Mapping[str, Any]
) -> Report:
    """One file through the gate; its page is written here, so that no picture travels between processes."""
    from kindao import api
    from kindao.cli import pages

    pages.free(page, force, copy=out)
    start = perf_counter()
    report = api.check(file, out=out, force=force, sheets=page is not None, **asked)
    report = replace(report, seconds=perf_counter() - start)
    if page:
        pages.write(page, report, file, lang, force=force)
    return replace(report, copy=_light(report.copy), held=b"", sheets=None)


def detect(file: Path, *, progress: Callable[[str], None] = lambda _: None) -> Sight:
    from kindao import api

    return api.detect(file, progress=progress)


def redact(
    file: Path,
    *,
    out: Path | None,
    keep: "Keep",
    body_area: str,
    preview: Path | None,
    force: bool,
    progress: Callable[[str], None] = lambda _: None,
) -> "Redaction":
    from kindao import api

    start = perf_counter()
    made = api.redact(file, out, keep=keep, body_area=body_area, preview=preview, force=force, progress=progress)
    return replace(made, seconds=perf_counter() - start, copy=_light(made.copy))


def _light(copy: SafeCopy | None) -> SafeCopy | None:
    """Without its bytes: they are on the disk, or nowhere."""
    return copy and replace(copy, data=b"")


Told = Callable[[int, Done[Any]], None]


def each(works: Mapping[Path, Callable[[Path], T]], told: Told = lambda *_: None) -> list[Done[T]]:
    """Each file's work done, in the order given; `told` hears of each as it is done, and how many are by then.

    A worker that dies takes no other file with it silently: what it held comes back as our own failure."""
    cores = len(os.sched_getaffinity(0))
    done: dict[Path, Done[T]] = {}

    def note(one: Done[T]) -> None:
        done[one.file] = one
        told(len(done), one)

    if len(works) == 1 or cores == 1:
        for file, work in works.items():
            note(_tried(work, file))
        return list(done.values())
    with ProcessPoolExecutor(min(cores, len(works)), get_context("spawn"), _one_thread) as pool:
        waiting = {pool.submit(partial(_tried, work), file): file for file, work in works.items()}
        for future in as_completed(waiting):
            try:
                note(future.result())
            except Exception as error:  # noqa: BLE001 - a lost worker: say so, release nothing
                lost = Failed(f"the worker was lost ({type(error).__name__})", hint="Try this file alone")
                note(Done(waiting[future], None, lost, 0.0))
    return [done[file] for file in works]


def _one_thread() -> None:
    import cv2

    os.environ["KINDAO_THREADS"] = "1"
    cv2.setNumThreads(1)


def _tried(work: Callable[[Path], T], file: Path) -> Done[T]:
    start = perf_counter()
    try:
        return Done(file, work(file), None, perf_counter() - start)
    except KindaoError as error:
        return Done(file, None, error, perf_counter() - start)
    except Exception as error:  # noqa: BLE001 - one broken file must not stop the others
        failed = Failed(
            f"our own failure ({type(error).__name__}); nothing was released", hint="KINDAO_DEBUG=1 shows where"
        )
        return Done(file, None, failed, perf_counter() - start)


def sheet_to(show: Path, force: bool, *, of: Path, beside: Path | None) -> None:
    """Raises BadInput, before any work, where no picture can be written there or `of` has no sheet."""
    from kindao import api
    from kindao.engine.media.writing import format_for

    if not api.is_film(of):
        raise BadInput("--show: only a film or recording has a sheet", hint="'kindao detect' draws a picture")
    if beside and os.path.realpath(show) == os.path.realpath(beside):
        raise BadInput("--show: it is the copy's own file", hint="Choose another name")
    api.free(show, force, source=of, known=None)
    format_for(show)


def draw(file: Path, sight: Sight, show: Path, *, force: bool) -> None:
    """The picture with every region that was found outlined; of a film or recording its sheet. It shows the original:
    keep it inside."""
    if sight.clip:
        draw_sheet(sight.clip, sight.findings, show, force=force, again=sight.again)
    else:
        _place_picture(_drawn(file, sight.findings), show, force=force)


def draw_sheet(
    clip: "Clip",
    findings: Sequence[Finding],
    show: Path,
    *,
    force: bool,
    kept: Sequence[int] | None = None,
    again: Mapping[int, int],
) -> None:
    """A film's or recording's sheet, kept inside. kept: numbers of the figures that stay visible in a copy; None:
    nobody asked for one. again: figures that may be an earlier one."""
    from kindao.page.sheet import sheet

    _place_picture(sheet(clip, findings, kept=kept, again=again), show, force=force)


def _place_picture(pixels: "Pixels", show: Path, *, force: bool) -> None:
    from kindao.engine.media.picture import Frame
    from kindao.engine.media.writing import encode, format_for, write_atomically

    write_atomically(show, encode((Frame(pixels),), format_for(show)), force=force)


def _drawn(file: Path, findings: Sequence[Finding]) -> "Pixels":
    import cv2
    import numpy as np

    from kindao.engine.geometry import Region
    from kindao.engine.media.opening import open_picture
    from kindao.engine.media.survey import DEFAULT
    from kindao.inputs import content

    picture = open_picture(content(file, DEFAULT.bytes), name=file.name)
    pixels = picture.frames[0].pixels.copy()
    line = max(2, picture.width // 400)
    for finding in findings:
        if isinstance(finding.where, Region) and finding.where.frame == 0:
            box = finding.where.box
            corners = finding.where.outline or ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))
            colour = COLOURS[sum(finding.identifier.encode()) % len(COLOURS)]
            cv2.polylines(pixels, [np.rint(np.array(corners)).astype(np.int32)], True, colour, line)
    return pixels


COLOURS = ((230, 60, 60), (40, 140, 240), (40, 180, 90), (240, 160, 20), (170, 80, 220), (0, 170, 170))
