"""A picture, still, animated or of several pages, on its way through the gate."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.drawn import looks_photographed
from kindao.engine.detect.patches import unexplained
from kindao.engine.geometry import Region
from kindao.engine.media.picture import Format, Picture
from kindao.engine.media.writing import encode
from kindao.engine.medium.base import BODIES, FACES, WIDEN, Made, Order, Progress, Sight, look
from kindao.engine.redact import fill, without
from kindao.engine.seen import Seen
from kindao.engine.verify import verify
from kindao.engine.vocabulary import Finding, Identifier


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def writable(source: Format) -> Format:
    """The format of a copy of such a file: its own, JPEG for HEIC, which cannot be written."""
    return Format.JPEG if source is Format.HEIC else source


@dataclass(frozen=True, slots=True)
class Still:
    """An opened picture. target: the format of its copy."""

    picture: Picture
    digest: str
    target: Format

    @property
    def attempts(self) -> int:
        return 2

    @property
    def width(self) -> int:
        return self.picture.width

    @property
    def height(self) -> int:
        return self.picture.height

    def look(
        self, words: Submission, detectors: Sequence[Detector], progress: Progress, before: Seen | None = None
    ) -> Sight:
        return look(replace(words, picture=self.picture), detectors, progress, before)

    def lifelike(self) -> bool:
        return any(looks_photographed(frame.pixels) for frame in self.picture.frames)

    def hidden_by_hand(self, findings: Sequence[Finding], made: Made) -> bool:
        return any(
            unexplained(
                frame.pixels, [f for f in findings if isinstance(f.where, Region) and f.where.frame == frame.index]
            )
            for frame in self.picture.frames
        )

    def make(self, findings: Sequence[Finding], order: Order, progress: Progress) -> Made:
        return make(self.picture, findings, order, target=self.target, progress=progress)

    def widened(self, residuals: Sequence[Finding]) -> tuple[Finding, ...]:
        return widened(residuals, self.picture)


def rebuild(picture: Picture, covered: Sequence[Finding], kept: Sequence[Region], target: Format) -> bytes:
    """A new file from pixels alone, with the covered regions filled and nothing else carried over.

    kept: parts under treatment, which stay visible inside a covered head."""
    frames = []
    for frame in picture.frames:
        regions = tuple(
            part
            for finding in covered
            if isinstance(finding.where, Region) and finding.where.frame == frame.index
            for part in (without(finding.where, kept) if finding.identifier in FACES else (finding.where,))
        )
        frames.append(replace(frame, pixels=fill(frame.pixels, regions)))
    return encode(tuple(frames), target, loops=picture.loops)


def make(
    picture: Picture,
    findings: Sequence[Finding],
    order: Order,
    *,
    target: Format,
    progress: Progress = lambda _: None,
) -> Made:
    """Redact, write, and look at the written bytes with other eyes."""
    gone = set(order.covered)
    # Somebody's body, or a part of it near, may stay: a face in it may not.
    excused = BODIES | FACES if order.drawn else BODIES
    stays = tuple(
        f.where for f in findings if isinstance(f.where, Region) and f not in gone and f.identifier not in excused
    )
    kept = tuple(where for where in order.kept if isinstance(where, Region))
    progress("redact")
    data = rebuild(picture, order.covered, kept, target)
    progress("verify")
    verification = verify(
        data,
        original=picture,
        covered=tuple(f.where for f in order.covered if isinstance(f.where, Region)),
        found=order.covered,
        kept=kept + stays,
        known=order.known,
        drawn=order.drawn,
    )
    return Made(order.covered, verification, digest(data), data)


def widened(residuals: Sequence[Finding], picture: Picture) -> tuple[Finding, ...]:
    """What verification still found, grown on each side, to be covered in the second and last attempt.

    A face that only the second pair of eyes saw thereby becomes a finding, and somebody to decide about."""
    grown = []
    for residual in residuals:
        if isinstance(residual.where, Region):
            box = residual.where.box
            x, y = WIDEN * box.width, WIDEN * box.height
            region = Region(
                box.grown(x, y, x, y, width=picture.width, height=picture.height), frame=residual.where.frame
            )
            grown.append(replace(residual, where=region))
            if residual.identifier is Identifier.FACE:
                grown.append(replace(residual, where=region, identifier=Identifier.HEAD))
    return tuple(grown)
