"""Whether what was decided still stands: the law asked again today, of the same facts with the consents and the people
of now, and what the officer, who doubts it and the gate have said since. It looks at no pixels: the copy is the one
that was verified. Whatever day a use names, it is the day on which the copy really leaves that counts: a date in a form
moves nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.asking import cases, kin_says_no, unheard
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import Facts, Role, Shown, facts_from_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Outcome, Words
from kindao.web.cases.models import Refiling
from kindao.web.review import asking, elsewhere
from kindao.web.review.actions import withdrawn
from kindao.web.review.models import Confirmation, Decision, SafeCopy, Use, UseState

NO = "KD-NO"  # the rule by which somebody's no is one, in every law pack
CHANGED = Words("Luật hôm nay không cho phép việc này.", "The law does not permit this today.")
NAMED = Words(
    "Từ đó có thêm người được nêu tên trong ảnh, và chưa ai xem bản này có cho thấy họ không.",
    "Somebody was named in it since, and nobody has looked whether this copy shows them.",
)
REFUSED = Words(
    "Người phụ trách đã từ chối ảnh này: không dùng cho đến khi họ đồng ý chính bản đó.",
    "The officer refused this picture: nothing of it stands until they say yes to that very copy.",
)
DOUBTED = Words(
    "Có người nghi ngại ảnh này: người phụ trách phải xem.",
    "Somebody doubts this picture: the officer has to look.",
)
ENDED = Words(
    "Sự đồng ý mà bản này dựa vào không còn hiệu lực.", "The consent that this rested on does not count any more."
)
OBJECTED = Words(
    "Từ đó một người thân đã nói không: người phụ trách phải quyết định.",
    "A relative has said no since: the officer has to decide.",
)
NO_MORE = Words(
    "Hỏi lại thì việc này không còn được phép như khi đăng.",
    "Asked again, this is not permitted any more as it was.",
)
REFILED = Words(
    "Từ đó ảnh được chuyển sang đúng người bệnh: người đã đồng ý không phải người trong ảnh.",
    "The picture was filed under the right patient since: whoever agreed is not who it shows.",
)
WITHDRAWN = Words(
    "Một người trong ảnh đã rút lại sự đồng ý cho mục đích này.",
    "Somebody in it has withdrawn consent to this purpose.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """outcome: of what was decided, today; why: in words, where it is no permit; ended: for a consent that it rested
    on is none any more."""

    outcome: Outcome
    why: Words | None = None
    ended: bool = False

    @property
    def permits(self) -> bool:
        return self.outcome is Outcome.PERMIT


def judged(decision: Decision, use: Use, *, on: date | None = None) -> Standing:
    """Everybody who is shown as they are known today, whenever they were named. An officer answered for what needed a
    person that day: their yes stands where nothing else needs one today.

    on: a day to come, by the law of today and what is known today; without it today.

    Fails closed: what can't be judged is no permit, and says why. Where the law can't be asked, for its pack is over, a
    person has to look, and so they have after a restore until all that was taken back since is entered; a consent that
    is none any more is a no all the same."""
    if held := asking.forbidden(use):
        return Standing(Outcome.DENY, held)
    if not decision.facts:
        stopped = Words(decision.refused_vi, decision.refused_en) if decision.refused_en else CHANGED
        return Standing(Outcome.DENY, stopped)
    if _refiled(decision, use):
        return Standing(Outcome.DENY, REFILED)
    try:
        law = _by_law(decision, use, on or clock.today())
    except KindaoError as error:
        return Standing(Outcome.DENY, Words(error.vi or str(error), str(error)))
    if law.outcome is Outcome.DENY:
        return law
    said = [one for one in (_by_people(decision, use), _asked_since(decision, use)) if one]
    if no := next((one for one in said if one.outcome is Outcome.DENY), None):
        return no
    if back := asking.brought_back(use):
        return Standing(Outcome.INDETERMINATE, back)
    return said[0] if said else law


def _refiled(decision: Decision, use: Use) -> bool:
    """Whether an officer said since that one of those of whom the law was told is somebody else: under whichever
    patient the picture lay."""
    same = {"original__clinic": use.original.clinic_id, "original__digest": use.original.digest}
    wrong = Refiling.objects.filter(at__gte=decision.at, **same).values_list("wrong", flat=True)
    said = {str(one) for one in wrong}
    return bool(said) and any(person.id in said for person in facts_from_json(decision.facts).people)


def _by_law(decision: Decision, use: Use, on: date) -> Standing:
    facts = facts_from_json(decision.facts)
    shown, consents = asking.parties(use)
    people = {seen.person.id: replace(seen.person, known=None) for seen in shown}
    named = people.keys() - {person.id for person in facts.people}
    places = tuple(place for place in _seen_since(decision, use) if place.person in named) if named else ()
    told = replace(
        facts,
        use=replace(facts.use, on=on),
        people=tuple(({person.id: person for person in facts.people} | people).values()),
        consents=consents,
        copy=replace(facts.copy, shown=(*facts.copy.shown, *places)),
    )
    try:
        answer = decide(told, load_pack(use.law, on=clock.today()), paths=False)
    except KindaoError as error:
        if _agreement_ended(facts, told):
            return Standing(Outcome.DENY, ENDED, ended=True)
        if _objected_since(decision, use, facts, told):
            return Standing(Outcome.DENY, OBJECTED)
        return Standing(Outcome.INDETERMINATE, Words(error.vi or str(error), str(error)))
    objected = answer.outcome is Outcome.INDETERMINATE and _objected_since(decision, use, facts, told)
    if answer.outcome is Outcome.PERMIT or (not objected and _answered_for(decision, answer, told)):
        unseen = named - {place.person for place in places}
        return Standing(Outcome.INDETERMINATE, NAMED) if unseen else Standing(Outcome.PERMIT)
    said = [reason.words for reason in answer.reasons if reason.words][:1]
    if _agreement_ended(facts, told):
        return Standing(Outcome.DENY, said[0] if said and answer.outcome is Outcome.DENY else ENDED, ended=True)
    if objected:
        return Standing(Outcome.DENY, said[0] if said else CHANGED)
    return Standing(answer.outcome, said[0] if said else CHANGED)


def _agreement_ended(then: Facts, now: Facts) -> bool:
    """Whether all who must had agreed, and today one of them has not: the consent is over, a child has grown into
    being asked, who signed may not speak. What rested on it has nothing left to stand on, also where without any
    consent a person could have looked at it. The rules are not asked: a pack that is wrong must not take down what a
    clinic has out."""
    had = {case.person.id for case in cases(then) if not unheard(then, case)}
    matter = (case for case in cases(now) if case.person.role is Role.PATIENT or case.shown == 2)
    return any(case.person.id in had and unheard(now, case) for case in matter)


def _objected_since(decision: Decision, use: Use, then: Facts, now: Facts) -> bool:
    """Whether a relative of somebody dead has said no since to what another agreed to, the first of them or one more:
    an officer decides whether it goes out again, and until then nothing stays out."""
    if not kin_says_no(now):
        return False
    return not kin_says_no(then) or asking.kin_objected(use, _seen_at(decision, use))


def _seen_at(decision: Decision, use: Use) -> datetime:
    """When the answer was given that this decision rests on: of an officer's, the one that they looked at."""
    if decision.basis != Decision.Basis.OFFICER:
        return decision.at
    yes = use.confirmations.filter(says=Confirmation.Says.YES, at__lte=decision.at).select_related("decision")
    last = yes.order_by("-at").first()
    return last.decision.at if last else decision.at


def _later(decision: Decision, use: Use) -> Decision | None:
    """The last answer to the same question, where that is another."""
    last = use.decisions.select_related("copy").order_by("-number").first()
    return last if last and last.number > decision.number > use.answers_before else None


def _seen_since(decision: Decision, use: Use) -> tuple[Shown, ...]:
    """How those named later appear in this very copy, where the gate has looked at it again."""
    last = _later(decision, use)
    if last is None or not last.facts or not _same(last.copy, decision.copy):
        return ()
    return facts_from_json(last.facts).copy.shown


def _same(one: SafeCopy | None, other: SafeCopy | None) -> bool:
    return one is not None and other is not None and one.digest == other.digest


def _by_people(decision: Decision, use: Use) -> Standing | None:
    """What an officer refused, or somebody doubts, of the same picture, or that it is in another record; None where
    none of these, and for a copy to which an officer said yes."""
    said = use.confirmations.select_related("copy").order_by("-at").first()
    anew = said and use.doubted_at and said.at < use.doubted_at
    anew = anew or (said and elsewhere.filed_since(use, said.at))
    if said and not anew and said.says == Confirmation.Says.YES and _same(said.copy, decision.copy):
        return None
    if Use.objects.refused_by_a_person(use.original):
        return Standing(Outcome.DENY, REFUSED)
    if Use.objects.held_by_a_person(use.original):
        return Standing(Outcome.INDETERMINATE, DOUBTED)
    why = elsewhere.unsettled(use)
    return Standing(Outcome.INDETERMINATE, why) if why else None


def _asked_since(decision: Decision, use: Use) -> Standing | None:
    """What the same question was answered since, where that is no permit: the officer's to act on, but for a
    withdrawal or a no."""
    last = _later(decision, use)
    if last is not None and last.outcome != Outcome.PERMIT.value:
        no = said_no(last, use)
        return Standing(Outcome.DENY, no) if no else Standing(Outcome.INDETERMINATE, NO_MORE)
    if decision.number > use.answers_before and use.state in (UseState.NEEDS_EYES, UseState.REFUSED):
        return Standing(Outcome.INDETERMINATE, DOUBTED if use.doubted_by_id else NO_MORE)
    return None


def said_no(last: Decision, use: Use) -> Words | None:
    """That somebody shown took their consent back, or never gave it and said no, where that answer is a no for it."""
    if last.outcome != Outcome.DENY.value:
        return None
    if withdrawn(use):
        return WITHDRAWN
    told = read(Answer, last.decision).reasons if last.decision else ()
    return next((one.words for one in told if one.rule == NO), None)


def _answered_for(decision: Decision, today: Answer, told: Facts) -> bool:
    """Whether an officer answered for all that needs a person today, of the consents that are there today."""
    if asking.agreed(facts_from_json(decision.facts)) != asking.agreed(told):
        return False
    if decision.basis != Decision.Basis.OFFICER or today.outcome is not Outcome.INDETERMINATE:
        return False
    then = {one.rule for one in read(Answer, decision.decision).reasons} if decision.decision else set()
    return {one.rule for one in today.reasons} <= then


def may_leave(use: Use, decision: Decision) -> bool:
    """Whether what this decision permits may leave today. decision: the last of the use."""
    if use.is_kept or use.state != UseState.PERMITTED or decision.outcome != Outcome.PERMIT.value:
        return False
    return use.on <= clock.today() and judged(decision, use).permits


def copy_of(use: Use) -> SafeCopy | None:
    """The copy that may leave the clinic today; None where none may."""
    decision = use.decisions.select_related("copy__file__key").order_by("-number").first()
    if decision is None or not may_leave(use, decision):
        return None
    copy = decision.copy
    return copy if copy is not None and copy.gone_at is None else None
