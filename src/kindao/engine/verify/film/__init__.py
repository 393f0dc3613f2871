"""A second look, with other eyes, at the very film that will go out, beside the one that it was made from.

Both are read once, side by side, frame by frame; memory does not grow with the film. A second copy of the same film is
looked at where it is another than the first (parts.py). Nothing here shares a network, a threshold, a list of places or
code with what found and covered. Thresholds and their measured error:
docs/decisions/0011-verifying-films.md."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from kindao.engine.errors import Failed, KindaoError
from kindao.engine.geometry import Interval, Track
from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.media.reading import Still
from kindao.engine.verify.evidence import Look
from kindao.engine.verify.film.remembered import Remembered
from kindao.engine.verify.result import COMPARED, Check, Verification
from kindao.engine.vocabulary import Finding, Known, Words

__all__ = ["verify_film"]

PADDED = Fraction(1, 2)  # s, by which codecs make sound longer or shorter at its ends


def verify_film(
    path: Path,
    *,
    original: Clip | None,
    covered: tuple[Finding, ...] = (),
    found: tuple[Finding, ...] = (),
    kept: tuple[Track, ...] = (),
    known: tuple[Known, ...] = (),
    name: str = "",
    heard: tuple[Interval, ...] | None = None,
    unsaid: bool = False,
    drawn: bool = False,
    parts: Sequence[int] = (0,),
    remembered: Remembered | None = None,
    beside: Callable[[Still], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Verification:
    """What is left to see, read or recognise in a written film, and every check that was made.

    original: what it was made from; covered: what was filled; found: what the finder saw and must be gone;
    kept: what stays on purpose; known: what the facts know of those shown; name: the file's, for its suffix only;
    heard: when its sound may be heard, nothing else of it; None: always;
    unsaid: nobody said when, so that no speech may be in it;
    drawn: it was declared an illustration, so that no face in it was to be covered.
    remembered: what was seen of this very original, and of the parts of an earlier copy of it. parts: the first frame
    of each part of the copy, whose pictures need none before it; one that is coded as before is not looked at again.
    beside: who else looks at the original is given its frames on the way, where they can be compared with the copy's.
    Without the original, coverage, recognition and likeness to it can't be checked: those checks are not in the list.
    What is left has a Track of all frames in which it may be. progress hears how many frames are done, of how many.
    Raises Unreadable when the file does not open, Failed when a check breaks: what was not checked never passes."""
    written = open_clip(path, name=name)
    try:
        looks = _sounds(written, original, heard, unsaid=unsaid)
        looks += _all_looks(written, original, covered, found, kept, known, drawn, parts, remembered, beside, progress)
    except KindaoError:
        raise
    except Exception as error:
        # The kind of error only: its words may hold what was read.
        raise Failed(f"verification broke ({type(error).__name__})", hint="Run 'kindao doctor'") from error
    residuals = tuple(dict.fromkeys(finding for look in looks for finding in look.residuals))
    ssim = next((look.check.measured for look in looks if look.check.name == "similarity"), None)
    return Verification(residuals, tuple(look.check for look in looks), ssim, written)


def _all_looks(
    written: Clip,
    original: Clip | None,
    covered: tuple[Finding, ...],
    found: tuple[Finding, ...],
    kept: tuple[Track, ...],
    known: tuple[Known, ...],
    drawn: bool,
    starts: Sequence[int],
    remembered: Remembered | None,
    beside: Callable[[Still], None],
    progress: Callable[[int, int], None],
) -> list[Look]:
    # Here, not above: whoever imports this package need not wait for networks and their libraries.
    from kindao.engine.verify.film import carried, faces, looking, pixels, told, writing
    from kindao.engine.verify.film.parts import Part, parts_of

    looks = [carried.look(written)]
    if known:
        looks.append(carried.look_for_known(written, known))
    if not written.frames and (original is None or not original.frames):
        # A recording: there is nothing to see in it.
        return looks if original is None else [*looks, _length(written, original)]
    comparable = original is not None and _same_frames(written, original)
    if original is not None:
        looks.append(_frames(comparable))
    if not comparable:
        original, covered, found = None, (), ()
    said = told.Told(written.width, written.height, covered, found, kept, known, drawn)
    again = original is not None and remembered is not None
    parts = parts_of(written, starts) if again else (Part(0, written.frames),)
    seen = looking.through(written, original, said, parts, remembered, beside, progress)
    # The order in which pictures tell them.
    looks += faces.looks([part.faces for part in seen], compared=comparable, drawn=drawn)
    if original is not None:
        looks += pixels.looks([part.pixels for part in seen if part.pixels], somewhere=said.somewhere)
    return looks + writing.looks([part.writing for part in seen])


def _sounds(written: Clip, original: Clip | None, heard: tuple[Interval, ...] | None, *, unsaid: bool) -> list[Look]:
    from kindao.engine.verify.film import heard as hearing

    if unsaid:
        return hearing.speech(written)
    return [] if heard is None else hearing.looks(written, original, heard)


def _same_frames(written: Clip, original: Clip) -> bool:
    """Whether the copy has each frame of the original, as large and shown when it was, a step of a clock aside."""
    if (written.frames, written.width, written.height) != (original.frames, original.width, original.height):
        return False
    if not written.frames:
        return True
    # A film alone begins with its first frame; beside sounds, both must begin as far after them.
    shift = 0 if written.sounds and original.sounds else written.at(0) - original.at(0)
    after, before = (
        np.frombuffer(clip.ticks, np.int64) * float(clip.tick) - float(clip.origin) for clip in (written, original)
    )
    return bool((np.abs(after - before - float(shift)) <= float(max(written.tick, original.tick)) + 1e-6).all())


def _length(written: Clip, original: Clip) -> Look:
    same = abs(written.seconds - original.seconds) <= PADDED
    words = Words(
        "Bản sao dài như bản ghi âm gốc." if same else "Bản sao không dài như bản ghi âm gốc.",
        "The copy is as long as the original recording." if same else "The copy is not as long as the recording.",
    )
    return Look(Check(COMPARED, same, words))


def _frames(same: bool) -> Look:
    words = Words(
        "Bản sao có đúng các khung hình, thời điểm và kích thước của phim gốc."
        if same
        else "Số khung, thời điểm hoặc kích thước khác phim gốc.",
        "The copy has the original's frames, times and size."
        if same
        else "The copy's frames, times or size are not the original's.",
    )
    return Look(Check(COMPARED, same, words))
