"""The words that go out with the picture: a caption names people as surely as a face does."""

from collections.abc import Iterator

from kindao.engine.detect.base import Submission
from kindao.engine.detect.reading import classify
from kindao.engine.detect.working import working
from kindao.engine.vocabulary import READ, Finding, Identifier, Span


class Caption:
    """Names, numbers, dates, addresses and health words of the caption, by their place in it."""

    name = "caption"
    finds = READ - {Identifier.TEXT}
    needs: tuple[str, ...] = ("rapidfuzz",)

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self):
            for part in classify(submission.caption, submission.known):
                yield Finding(part.identifier, Span(part.start, part.end), part.confidence, self.name, part.about)
