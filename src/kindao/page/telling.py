"""Each reason and each step said once, with everybody whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass

from kindao.engine.policy.decision import Effect, Reason, Step, Verified
from kindao.engine.policy.facts import Nature
from kindao.engine.report import Report
from kindao.engine.vocabulary import Outcome, Words


@dataclass(frozen=True, slots=True)
class Rests:
    """One rule that a reason rests on."""

    rule: str
    cited: Words
    verified: Verified
    pack: str  # the pack that has it; several, with commas, when they share it


@dataclass(frozen=True, slots=True)
class Told:
    """One reason. people: ids, none for the medium as a whole."""

    effect: Effect
    words: Words
    rests: tuple[Rests, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One step. people: who is to be asked or named; none for nobody in particular."""

    words: Words
    people: tuple[str, ...]


def hidden(report: Report) -> Words | None:
    """Said of a copy in which nothing, or of a drawing only writing, was covered; None of any other."""
    if report.verification is None or report.use is None:
        return None
    if report.use.nature is Nature.ILLUSTRATION:
        if report.covered:
            return Words(
                "Hình được khai là minh họa: chỉ che tên, số, mã và chữ đi kèm; khuôn mặt và mọi thứ khác để nguyên.",
                "Declared an illustration: only names, numbers, codes and the writing with them were covered; faces "
                "and all else were left as they are.",
            )
        return Words(
            "Hình được khai là minh họa: không che gì, bản sao cho thấy mọi thứ như bản gốc. Khung đánh số chỉ cho "
            "biết máy tìm thấy gì.",
            "Declared an illustration: nothing was covered, and the copy shows all that the original shows. Numbered "
            "boxes only tell what was found.",
        )
    if not report.covered and report.clip and not report.clip.frames:
        return Words(
            "Không tắt tiếng chỗ nào: bản sao cho nghe mọi thứ như bản gốc.",
            "Nothing was silenced: all that the original lets hear, the copy does.",
        )
    if not report.covered and report.clip:
        return Words(
            "Không che gì: bản sao cho thấy mọi thứ như phim gốc. Các số chỉ cho biết máy thấy ai.",
            "Nothing was covered: the copy shows all that the film shows. The numbers only tell who was seen.",
        )
    if not report.covered:
        return Words(
            "Không che gì: bản sao cho thấy mọi thứ như bản gốc. Khung đánh số chỉ cho biết máy tìm thấy gì.",
            "Nothing was covered: the copy shows all that the original shows. Numbered boxes only tell what was found.",
        )
    return None


def stated(report: Report) -> tuple[tuple[Words, str], ...]:
    """Who answers for what the machine cannot tell: what they said, and their names as they were given."""
    said = []
    if report.use and report.use.stated_by:
        said.append((Words("Khai là hình minh họa", "Stated as an illustration by"), report.use.stated_by))
    if report.confirmed_by:
        looked = (
            Words("Đã xem, nghe và xác nhận", "Looked at, listened to and confirmed by")
            if report.clip
            else Words("Đã xem và xác nhận không có ai", "Looked at and confirmed to show nobody by")
        )
        said.append((looked, report.confirmed_by))
    return tuple(said)


def reasons(given: Iterable[Reason]) -> tuple[Told, ...]:
    """In the order given, each where it is said first."""
    alike: dict[tuple[Effect, Words], list[Reason]] = {}
    for reason in given:
        alike.setdefault((reason.effect, reason.words), []).append(reason)
    return tuple(
        Told(
            effect,
            words,
            tuple(dict.fromkeys(Rests(one.rule, one.cited, one.verified, one.pack) for one in of)),
            tuple(dict.fromkeys(one.person for one in of if one.person)),
        )
        for (effect, words), of in alike.items()
    )


def people(given: Iterable[tuple[str, Outcome]]) -> tuple[tuple[Outcome, tuple[str, ...]], ...]:
    """Who has which answer; each answer once, where it comes first."""
    alike: dict[Outcome, list[str]] = {}
    for person, outcome in given:
        alike.setdefault(outcome, []).append(person)
    return tuple((outcome, tuple(ids)) for outcome, ids in alike.items())


def steps(path: Iterable[Step]) -> tuple[Way, ...]:
    """In the order given, each where it comes first."""
    alike: dict[Words, list[Step]] = {}
    for step in path:
        alike.setdefault(step.words, []).append(step)
    return tuple(
        Way(words, tuple(dict.fromkeys(one.person for one in of if one.person))) for words, of in alike.items()
    )
