"""Both films from the first frame to the last, part by part, each looker seeing the frames in order."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from kindao.engine import weights
from kindao.engine.media.clip import Clip
from kindao.engine.media.reading import Still
from kindao.engine.verify.film import faces, pixels, writing
from kindao.engine.verify.film.moment import Moment, moments
from kindao.engine.verify.film.parts import Frames, Part, question
from kindao.engine.verify.film.planes import Colour
from kindao.engine.verify.film.remembered import Remembered
from kindao.engine.verify.film.told import Told

AHEAD = 8  # frames that wait for the slower looks


@dataclass(frozen=True, slots=True)
class Seen:
    """What the looks at one part came to."""

    faces: faces.Seen
    writing: writing.Seen
    pixels: pixels.Seen | None


def through(
    written: Clip,
    original: Clip | None,
    told: Told,
    parts: Sequence[Part],
    remembered: Remembered | None,
    beside: Callable[[Still], None],
    progress: Callable[[int, int], None],
) -> list[Seen]:
    """What was seen of each part; of one that was seen before, with all that was told of it then, what was seen then.

    `beside` is given every frame of the original."""
    out: list[Seen] = []
    answers: dict[str, Seen] = {}
    colour: Colour | None = None
    spans = [(part.first, part.end) for part in parts]
    with ExitStack() as stack:
        looks = stack.enter_context(_Looks())
        copy = stack.enter_context(closing(Frames(written)))
        before = stack.enter_context(closing(Frames(original))) if original is not None else None
        for part, said in zip(parts, told.by_part(spans), strict=True):
            asked = ""
            if remembered is not None and original is not None and part.coded:
                asked = question(part, written, original, said, colour)
            seen = remembered.parts.get(asked) if remembered is not None and asked else None
            if seen is None:
                seen = _seen(written, before, copy, said, part, colour, remembered, looks, beside, progress)
            else:
                for still in before.of(part.first, part.end) if before is not None else ():
                    beside(still)
                progress(part.end, written.frames)
            colour = seen.pixels.colour if seen.pixels is not None else None
            out.append(seen)
            if asked:
                answers[asked] = seen
    if remembered is not None:
        remembered.parts = answers
    return out


def _seen(
    written: Clip,
    before: Frames | None,
    copy: Frames,
    said: Told,
    part: Part,
    colour: Colour | None,
    remembered: Remembered | None,
    looks: "_Looks",
    beside: Callable[[Still], None],
    progress: Callable[[int, int], None],
) -> Seen:
    frames, compared = written.frames, before is not None
    at_pixels = pixels.Pixels(said, frames, colour) if compared else None
    at_faces = faces.Faces(said, frames, compared=compared, remembered=remembered, first=part.first)
    at_writing = writing.Writing(said, frames, first=part.first)
    for moment in moments(_side_by_side(before, copy, part, beside), at_pixels):
        looks.at(moment, at_faces, at_writing)
        progress(moment.index + 1, frames)
    looks.end()
    return Seen(at_faces.seen(), at_writing.seen(), at_pixels.seen() if at_pixels is not None else None)


def _side_by_side(
    before: Frames | None, copy: Frames, part: Part, beside: Callable[[Still], None]
) -> Iterator[tuple[Still | None, Still]]:
    if before is None:
        yield from ((None, after) for after in copy.of(part.first, part.end))
        return
    for old, new in zip(before.of(part.first, part.end), copy.of(part.first, part.end), strict=True):
        beside(old)
        yield old, new


class _Looks:
    """The lookers beside each other, each with a thread of its own where there are cores for it."""

    def __enter__(self) -> "_Looks":
        self._pool = [ThreadPoolExecutor(1) for _ in range(2)] if weights.threads() > 1 else []
        self._waiting: deque[list[Future[None]]] = deque()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._pool:
            one.shutdown(wait=True, cancel_futures=True)

    def at(self, moment: Moment, *lookers: faces.Faces | writing.Writing) -> None:
        """They look at this moment, sooner or later, but after those before it."""
        if not self._pool:
            for looker in lookers:
                looker.look(moment)
            return
        each = zip(self._pool, lookers, strict=True)
        self._waiting.append([one.submit(partial(_look, looker, moment)) for one, looker in each])
        if len(self._waiting) > AHEAD:
            self._done()

    def end(self) -> None:
        """Returns when they have looked at all of it. Raises what a looker raised."""
        while self._waiting:
            self._done()

    def _done(self) -> None:
        for future in self._waiting.popleft():
            future.result()


def _look(looker: faces.Faces | writing.Writing, moment: Moment) -> None:
    weights.alone()
    looker.look(moment)
