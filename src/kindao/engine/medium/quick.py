"""A film looked at quickly, to foresee what a copy of it would be: small, and eight frames a second. What is found
so is enough to see who is there and what would be covered; no copy is ever made from it
(docs/decisions/0015-previews.md)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kindao.engine import weights
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip
from kindao.engine.media.reading import Still, stills
from kindao.engine.medium.base import Progress, Sight
from kindao.engine.medium.film import Film, found_in
from kindao.engine.tracks.watch import watch
from kindao.engine.vocabulary import Finding

LINES = 360  # pixels on the shorter side of a frame as it is looked at and shown
RATE = 8  # frames a second that are looked at and shown, about


@dataclass(frozen=True, slots=True)
class Reduced:
    """How a film is made smaller: every so manyth frame, at this size."""

    width: int  # pixels, even
    height: int
    every: int  # frames of the film from one to the next

    @classmethod
    def of(cls, clip: Clip) -> "Reduced":
        scale = min(1.0, LINES / max(min(clip.width, clip.height), 1))
        width, height = (max(2, round(side * scale / 2) * 2) for side in (clip.width, clip.height))
        return cls(width, height, max(1, round(clip.rate / RATE)))

    def frames(self, clip: Clip) -> Iterator[Still]:
        """Numbered from 0, each at its own time."""
        for still in stills(clip):
            if still.index % self.every == 0:
                yield still.smaller(still.index // self.every, self.width, self.height)

    def whole(self, track: Track, clip: Clip) -> Track:
        """A track of the small film as one of the film itself: through the frames left out as in the one before."""
        x, y = clip.width / self.width, clip.height / self.height
        first, end = track.first * self.every, min(track.end * self.every, clip.frames)
        boxes: list[Box] = []
        for _, box in track.boxes():
            edges = box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y
            boxes += [Box.around(*edges, width=clip.width, height=clip.height)] * self.every
        return Track.of(first, boxes[: end - first])


def glance(film: Film, words: Submission, detectors: Sequence[Detector], progress: Progress) -> Sight:
    """What identifies somebody, as `Film.look` tells it, by fewer and smaller looks.

    Raises what a detector raises."""
    reduced = Reduced.of(film.clip)

    def seen(eyes: Sequence[Detector]) -> Iterator[Finding]:
        small = watch(
            reduced.frames(film.clip),
            reduced.width,
            reduced.height,
            eyes,
            known=words.known,
            progress=film.told("look", progress, reduced.every),
        )
        for finding in small:
            assert isinstance(finding.where, Track)
            yield replace(finding, where=reduced.whole(finding.where, film.clip))

    with weights.each_call_alone():
        return found_in(film, words, detectors, progress, seen)
