"""The words that go out with the picture: a caption names people as surely as a face does."""

from collections.abc import Iterator

from kindao.engine.detect.base import Submission
from kindao.engine.detect.reading import classify, doubts
from kindao.engine.detect.working import working
from kindao.engine.vocabulary import READ, Finding, Identifier, Span


class Caption:
    """Names, numbers, dates, addresses and health words of the caption, by their place in it; and words that may name
    somebody, each as a name with confidence `DOUBT`."""

    name = "caption"
    finds = READ - {Identifier.TEXT}
    heeds = frozenset({"caption", "known"})
    needs: tuple[str, ...] = ("rapidfuzz",)

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self):
            told = classify(submission.caption, submission.known)
            for doubt in doubts(submission.caption, submission.known):
                if not any(one.start < doubt.end and doubt.start < one.end for one in told):
                    told.append(doubt)
            for part in told:
                yield Finding(part.identifier, Span(part.start, part.end), part.confidence, self.name, part.about)
