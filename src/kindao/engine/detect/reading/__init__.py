"""What a line of words gives away: kinds of identifier, and whom of those known it names.

Words come from the picture, the metadata, the file name or the caption. Nothing here keeps or logs
them: a `Found` says where and what kind, never the words."""

from kindao.engine.detect.reading.doubts import DOUBT, doubts
from kindao.engine.detect.reading.folding import fold
from kindao.engine.detect.reading.found import Found
from kindao.engine.detect.reading.informal import informal
from kindao.engine.detect.reading.ours import at_most_doubted, ours
from kindao.engine.detect.reading.patterns import patterns
from kindao.engine.detect.reading.people import people
from kindao.engine.detect.reading.views import views
from kindao.engine.vocabulary import Known

__all__ = ["DOUBT", "Found", "classify", "doubts", "of_a_caption"]


def classify(text: str, known: tuple[Known, ...] = ()) -> list[Found]:
    """What identifies a person in `text`, in the order it stands there.

    Vietnamese and English, with or without diacritics, in any case. A match with one of `known`
    (small slips of reading allowed) carries that person's id in `about`; two people who share a
    name are both reported. Places overlap only where two people are meant by the same words.
    Cost grows with the length of the text times the number of names; a page takes some tens of milliseconds."""
    mentions: list[Found] = []
    told: list[Found] = []
    for view in views(text):
        folded = fold(view.text)
        mentions += map(view.found, people(folded, known))
        told += map(view.found, (*patterns(folded), *informal(folded)))
    kept: list[Found] = []
    for found in mentions:
        if not any(found.about == other.about and _overlap(found, other) for other in kept):
            kept.append(found)
    for found in sorted(told, key=lambda f: (-f.confidence, f.start - f.end, f.start)):
        if not any(_says_the_same(found, other) for other in kept):
            kept.append(found)
    return sorted(kept, key=lambda f: (f.start, f.end, f.identifier, f.about))


def of_a_caption(text: str, known: tuple[Known, ...] = (), declared: tuple[str, ...] = ()) -> list[Found]:
    """What names somebody in words that go out, and what may, with confidence `DOUBT`.

    declared: what is the clinic's own; it is nobody's, unless it is known of one of `known`."""
    foreign = ours(text, declared)
    mentioned = [one for one in classify(text, known) if one.about]
    told = at_most_doubted(text, [one for one in classify(foreign, known) if not one.about])
    told = [one for one in told if not any(_says_the_same(one, other) for other in mentioned)]
    kept = sorted((*mentioned, *told), key=lambda f: (f.start, f.end, f.identifier, f.about))
    for doubt in doubts(text, known):
        nobodys = not doubt.about and not foreign[doubt.start : doubt.end].strip("\n")
        if not nobodys and not any(_overlap(one, doubt) for one in kept):
            kept.append(doubt)
    return kept


def _says_the_same(found: Found, other: Found) -> bool:
    """An e-mail address with a known name in it stays; the pieces of what is already known do not."""
    if not _overlap(found, other):
        return False
    within = other.start <= found.start and found.end <= other.end
    return within or not other.about or found.identifier == other.identifier


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
