"""Faces and heads, eyes, and persons without a face, by three networks in many views of each frame.

Which views, and how sure each must be, was measured: docs/decisions/0003-face-detection.md."""

from collections.abc import Iterator

import numpy as np

from kindao.engine.detect import head
from kindao.engine.detect.base import Submission
from kindao.engine.detect.closeup import closeup
from kindao.engine.detect.looks import faces
from kindao.engine.detect.panels import panels, stretched, within
from kindao.engine.detect.patches import patches
from kindao.engine.detect.person import Person, closer, persons
from kindao.engine.detect.rows import Row
from kindao.engine.detect.working import working
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Frame
from kindao.engine.vocabulary import Finding, Identifier


class Face:
    """Faces, the heads they belong to, their eyes, people whose face is not seen, and parts of a face seen near."""

    name = "face"
    finds = frozenset({Identifier.FACE, Identifier.HEAD, Identifier.EYES, Identifier.PERSON, Identifier.BODY_PART})
    heeds: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ("cv2", "onnxruntime")

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self):
            for frame in submission.picture.frames:
                seen = faces(frame.pixels)
                inner = panels(frame.pixels)
                for box in (Box(0, 0, frame.width, frame.height), *inner):
                    seen = np.concatenate([seen, stretched(frame.pixels, box, seen)])
                for row in seen:
                    yield from self._of_a_face(row, frame)
                below = list(persons(frame.pixels, seen))
                heads = [
                    *(head.head(row, width=frame.width, height=frame.height) for row in seen),
                    *(person.head for person in below),
                ]
                for person in (*below, *closer(frame.pixels, inner, patches(frame.pixels), seen, heads)):
                    yield from self._of_a_person(person, frame)
                for box in (Box(0, 0, frame.width, frame.height), *inner):
                    if near := closeup(frame.pixels[box.slices], within(seen, box)):
                        yield Finding(Identifier.HEAD, Region(box, frame=frame.index), near, self.name)
                        yield Finding(Identifier.BODY_PART, Region(box, frame=frame.index), near, self.name)

    def _of_a_face(self, row: Row, frame: Frame) -> Iterator[Finding]:
        sure = min(float(row[4]), 1.0)
        for identifier, place in (
            (Identifier.FACE, head.face),
            (Identifier.HEAD, head.head),
            (Identifier.EYES, head.eyes),
        ):
            box = place(row, width=frame.width, height=frame.height)
            if box.area:
                yield Finding(identifier, Region(box, frame=frame.index), sure, self.name)

    def _of_a_person(self, person: Person, frame: Frame) -> Iterator[Finding]:
        for identifier, box in ((Identifier.HEAD, person.head), (Identifier.PERSON, person.box)):
            yield Finding(identifier, Region(box, frame=frame.index), person.score, self.name)
