"""The words that go out with the picture: a caption names people as surely as a face does."""

from collections.abc import Iterator

from kindao.engine.detect.base import Submission
from kindao.engine.detect.reading import of_a_caption
from kindao.engine.detect.working import working
from kindao.engine.vocabulary import READ, Finding, Identifier, Span


class Caption:
    """Names, numbers, dates, addresses and health words of the caption, by their place in it; and words that may name
    somebody or are a clinic's own, each with confidence `DOUBT`."""

    name = "caption"
    finds = READ - {Identifier.TEXT}
    heeds = frozenset({"caption", "known", "ours"})
    needs: tuple[str, ...] = ("rapidfuzz",)

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self):
            for part in of_a_caption(submission.caption, submission.known, submission.ours):
                yield Finding(part.identifier, Span(part.start, part.end), part.confidence, self.name, part.about)
