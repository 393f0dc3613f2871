"""What waits for the officer, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Outcome, Words
from kindao.page import telling
from kindao.web.clinics.models import Membership
from kindao.web.releases.models import Release
from kindao.web.review.models import Check, Decision, Use, Work, changed

GIVEN_UP = Words("Máy đã thử nhiều lần mà không kiểm tra được.", "It was tried several times and could not be checked.")


UNREADABLE = Words("Không đọc được câu trả lời đã lưu.", "The answer that was kept can't be read.")
DOUBTED = Words(
    "Luật cho phép, nhưng một đồng nghiệp không chắc về ảnh này, hoặc trước đây người phụ trách đã không đồng ý.",
    "The law allows it, but a colleague is not sure about this picture, or an officer said no to it before.",
)

WHICH = Words(
    "Người được hỏi chỉ đồng ý cho nơi có tên ghi trong lời hỏi. Lần dùng này cho nơi nào thì chưa hỏi ai.",
    "They agreed to the journal, event or programme that was named. Nobody was asked which one this use is for.",
)


Why = tuple[Words, tuple[telling.Rests, ...]]
"""A reason, with its articles."""


@dataclass(frozen=True, slots=True)
class Waits:
    """One use in the queue. why: each reason with its articles; hours: since it was asked."""

    use: Use
    decision: Decision | None
    why: tuple[Why, ...]
    hours: int

    @property
    def days(self) -> int:
        return self.hours // 24


def queue(by: Membership) -> QuerySet[Use]:
    """The oldest first."""
    return Use.objects.of(by).queue().select_related("patient", "asked_by", "original")


def out(uses: Sequence[Use]) -> dict[UUID, list[Release]]:
    """By use: what of it left the clinic, or may have, and was not seen to be gone."""
    rows = (
        Release.objects.not_proven_gone()
        .filter(use__in=[one.pk for one in uses])
        .select_related("account", "use", "fetched_by")
    )
    found: dict[UUID, list[Release]] = {one.pk: [] for one in uses}
    for row in rows.prefetch_related("public_copies", "takedowns", "findings").order_by("due_at", "pk"):
        found[row.use_id].append(row)
    return found


def not_theirs(by: Membership, uses: Sequence[Use]) -> set[UUID]:
    """Those that the two-person rule keeps them from confirming."""
    if not by.clinic.two_person:
        return set()
    return {use.pk for use in uses if use.asked_by_id == by.user_id} | changed(uses, by=by.user)


def told(uses: Sequence[Use]) -> list[Waits]:
    """Two questions to the database for all of them, however many come before them in their list; and two of each that
    the law permits for a journal, an event or a programme."""
    last = Decision.objects.filter(use=OuterRef("pk")).order_by("-number").values("pk")[:1]
    dead = Check.objects.filter(use=OuterRef("pk"), stale=False, state=Work.State.DEAD)
    rows = Use.objects.filter(pk__in=[one.pk for one in uses]).order_by()
    about = {
        pk: (answer, given_up)
        for pk, answer, given_up in rows.annotate(answer=Subquery(last), given_up=Exists(dead)).values_list(
            "pk", "answer", "given_up"
        )
    }
    answers = Decision.objects.defer("facts", "report").in_bulk([answer for answer, _ in about.values() if answer])
    now = clock.now()
    return [_waits(one, answers.get(about[one.pk][0]), now, given_up=about[one.pk][1]) for one in uses]


def _waits(use: Use, decision: Decision | None, now: datetime, *, given_up: bool) -> Waits:
    return Waits(
        use, decision, tuple(why(use, decision, given_up=given_up)), int((now - use.asked_at).total_seconds()) // 3600
    )


def why(use: Use, decision: Decision | None, *, given_up: bool = False) -> Iterable[Why]:
    """What stopped it: our own check first, then the rules that want a person to look."""
    if given_up:  # what was answered before no longer counts
        return [(GIVEN_UP, ())]
    if decision is None:
        return []
    out: list[Why] = []
    if decision.outcome == Outcome.PERMIT.value:
        out += [(one, ()) for one in _held(use)]
    if decision.refused_en:
        out.append((Words(decision.refused_vi, decision.refused_en), ()))
    if decision.decision:
        try:
            answer = read(Answer, decision.decision)
        except (KindaoError, ValueError):  # one bad row breaks no list
            return [*out, (UNREADABLE, ())]
        reasons = [one for one in telling.reasons(answer.reasons) if one.effect in (Effect.REVIEW, Effect.FORBID)]
        out += [(one.words, one.rests) for one in reasons]
    return out


def _held(use: Use) -> list[Words]:
    """Why a person looks though the law permits it."""
    if not use.named_elsewhere:
        return [DOUBTED]
    return [WHICH, DOUBTED] if use.doubted or Use.objects.held_by_a_person(use.original) else [WHICH]
