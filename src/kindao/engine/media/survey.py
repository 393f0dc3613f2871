"""What a file says of itself before anything in it is decoded, and how much of it we accept."""

from dataclasses import dataclass

from kindao.engine.errors import Unreadable
from kindao.engine.media.picture import Entry

SMALLEST = 16  # pixels a side: on less, no detector can look for anything


@dataclass(frozen=True, slots=True)
class Limits:
    """What is opened at most, so that no file takes more than about 1.2 GiB of memory."""

    pixels: int = 120_000_000  # in one frame; the largest phone sensors in common use give 108 million
    frames: int = 2_000
    total_pixels: int = 150_000_000  # all frames together, at 3 bytes each
    bytes: int = 256 << 20


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Survey:
    """The result of a structural walk."""

    width: int  # of the widest frame, before any turning
    height: int
    frames: int = 1
    bits: int = 8  # per channel
    loops: int = 0
    orientation: int = 1  # EXIF 1 to 8, still to be applied
    entries: tuple[Entry, ...] = ()
    total_pixels: int = 0  # of all frames; 0: frames x width x height
    pages: tuple[int, ...] = ()  # numbers of the frames to decode; empty: all, from 0
    coding: tuple[int, int] = (1, 13)  # primaries and transfer (ITU-T H.273); a colour profile goes before them
    apart: tuple[int, ...] = ()  # where HEIC items that are not shown say their type: hidden from the decoder
    crop: tuple[int, int, int, int] | None = None  # left, top, right, bottom that the decoder leaves to us


def hold(survey: Survey, limits: Limits) -> None:
    """Raises Unreadable when the header promises more than `limits`, or less than can be looked at."""
    width, height = survey.width, survey.height
    if width * height > limits.pixels:
        raise Unreadable(
            f"the picture is {width} x {height} pixels, {_million(width * height)} million;"
            f" at most {_million(limits.pixels)} million are opened",
            hint="Export it smaller.",
        )
    if survey.frames > limits.frames:
        raise Unreadable(
            f"the picture has {survey.frames} frames; at most {limits.frames} are opened", hint="Export fewer of them."
        )
    total = survey.total_pixels or width * height * survey.frames
    if total > limits.total_pixels:
        raise Unreadable(
            f"its {survey.frames} frames hold {_million(total)} million pixels together;"
            f" at most {_million(limits.total_pixels)} million are opened",
            hint="Export it smaller, or with fewer frames.",
        )
    if width < SMALLEST or height < SMALLEST:
        raise Unreadable(
            f"the picture is {width} x {height} pixels; below {SMALLEST} a side nothing can be inspected",
            hint="Use the original, not a preview of it.",
        )


def cut_short() -> Unreadable:
    """The refusal of a file that ends before what it announces, or that a decoder cannot read."""
    return Unreadable(
        "the picture is cut short or damaged",
        hint="Export or copy it again from where it was taken; one that can't be read whole is not released.",
    )


def _million(pixels: int) -> str:
    return f"{pixels / 1e6:,.0f}"
