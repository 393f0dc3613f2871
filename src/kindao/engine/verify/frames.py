"""Whether the copy shows what the original shows, frame for frame: none more, none less, none of another size."""

from dataclasses import replace

from kindao.engine.media.picture import Picture
from kindao.engine.verify.evidence import Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Words


def matched(written: Picture, original: Picture) -> Picture | None:
    """The copy with one frame for each of the original's, in order; None when that cannot be.

    An animation may hold equal neighbours as one frame that is shown longer: such a frame answers for all of them.
    Every frame of the copy must answer for at least one."""
    before, after = original.frames, written.frames
    if len(before) == len(after):
        places = list(range(len(before)))
    elif len(after) < len(before) and all(frame.milliseconds for frame in (*before, *after)):
        places = _by_time([f.milliseconds for f in before], [f.milliseconds for f in after])
    else:
        return None
    if set(places) != set(range(len(after))):
        return None
    frames = tuple(replace(after[place], index=frame.index) for place, frame in zip(places, before, strict=True))
    if any(a.pixels.shape != b.pixels.shape for a, b in zip(frames, before, strict=True)):
        return None
    return replace(written, frames=frames)


def _by_time(before: list[int], after: list[int]) -> list[int]:
    """For each span of one timeline, the span of the other that is on at its middle; both as long as the longer."""
    ends = [sum(after[: i + 1]) / sum(after) for i in range(len(after))]
    middles = [(sum(before[:i]) + before[i] / 2) / sum(before) for i in range(len(before))]
    return [next(i for i, end in enumerate(ends) if middle < end) for middle in middles]


def look(same: bool) -> Look:
    words = Words(
        "Bản sao có đúng số khung và kích thước của bản gốc." if same else "Số khung hoặc kích thước khác bản gốc.",
        "The copy has the original's frames and size." if same else "The copy's frames or size are not the original's.",
    )
    return Look(Check("frames", same, words))
