"""What staff does: put a question, see that its copy is made, hand over or send the links, give it up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import AdTerms, Remuneration
from kindao.engine.vocabulary import Destination, Identifiability, Purpose
from kindao.web import audit
from kindao.web.asking import flags, givers, inducing, record, words
from kindao.web.asking.givers import Giver
from kindao.web.asking.models import Ask, Question, answered_since, asked_since
from kindao.web.asking.readers import Reader
from kindao.web.asking.resting import can_be_meant, rests_until
from kindao.web.cases.models import Guardianship, Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership
from kindao.web.clinics.working import membership_of
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Notice, State
from kindao.web.door import links
from kindao.web.door.links import Made
from kindao.web.door.models import Link, keyed
from kindao.web.door.models import Purpose as LinkPurpose
from kindao.web.review import jobs
from kindao.web.review.asking import held, silent
from kindao.web.review.models import NAMED, Use, UseState, Work

LONGEST = timedelta(days=5 * 366)  # that a yes may reach: nobody knows what a post means in ten years
NO_TERMS = AdTerms()


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked beside the use itself."""

    destinations: Sequence[Destination]
    identifiability: Identifiability
    ends: date
    remuneration: Remuneration
    payment: str = ""
    ad_terms: AdTerms = NO_TERMS
    procedure_at: datetime | None = None
    discount: bool = False
    blocks_checked: bool = False
    which: str = ""  # which journal, event or programme


@transaction.atomic
def put(
    by: Membership,
    use: Use,
    terms: Terms,
    *,
    speaks: Guardianship | None = None,
    others: Iterable[OtherPerson] = (),
    address: str = "",
) -> Question:
    """Ask for one use. Nobody sees anything before the copy is made, and a link handed over.

    others: people in the picture who are asked as well; address: from where it is asked. The same question that is
    open already is the one that is there; one about the same place on other terms ends. Raises BadInput for what can't
    be asked, of whom nobody may answer, and where it was asked too often."""
    if use.clinic_id != by.clinic_id:
        raise ValueError("the use is another clinic's")
    Original.objects.lock_picture(use.original)
    use = Use.objects.of(by).select_for_update().get(pk=use.pk)
    _sound(use, terms)
    others = tuple(others)
    _not_held(use, {one.pk for one in others})
    asked = [*givers.of(use.patient, speaks), *(one for other in others for one in givers.of(other))]
    told = _columns(use, terms)
    if there := _there(use, told, asked):
        return there
    for giver in asked:
        _not_too_often(giver, use.purpose, terms.destinations)
        _not_too_much(giver, use.purpose)
    older = _contradicted(use, told)
    question = Question.objects.create(
        clinic=by.clinic,
        use=use,
        asked_by=by.user,
        from_address=keyed("from", address) if address else "",
        created_at=clock.now(),
        **told,
    )
    for giver in asked:
        Ask.objects.create(
            question=question,
            patient=giver.person if not isinstance(giver.person, OtherPerson) else None,
            other=giver.person if isinstance(giver.person, OtherPerson) else None,
            guardianship=giver.guardianship,
            reader=giver.reader.value,
            made_at=clock.now(),
        )
    resting = rests_until(use.patient_id) is not None
    for one in older:
        give_up(by, one, led_to=question if resting else None)
    audit.record(
        "ask.put",
        question,
        by=by.user,
        clinic=by.clinic,
        facts={"purpose": use.purpose, "use": str(use.pk), "people": len(asked), "discount": question.discount},
    )
    if question.procedure_at is not None:
        flags.doubt_what_was_said_near(use.patient_id, question.procedure_at)
    jobs.start(question)
    return question


def _not_held(use: Use, others: set[UUID]) -> None:
    if (why := held(use)) is not None:
        raise BadInput(why.en, vi=why.vi)
    if silent(others):
        raise BadInput(
            "somebody shown has paused the use of their pictures, or objected to it",
            hint="Ask nothing until that is settled",
        )


def _not_over(use: Use) -> None:
    if use.state in (UseState.DRAFT, UseState.LAPSED):
        raise BadInput("this use is over, or was not asked about yet", hint="Ask about the picture first")


def _texts(use: Use, terms: Terms) -> list[str]:
    """All that somebody typed and the patient reads."""
    advert = [str(getattr(terms.ad_terms, name)) for name in AdTerms.__slots__]
    return [terms.payment, use.caption, terms.which, *advert]


def _paid_otherwise(terms: Terms) -> bool:
    """Whether they get something else than a sum of money."""
    return terms.remuneration is not Remuneration.WAIVED and not inducing.is_a_sum(terms.payment)


def _sound(use: Use, terms: Terms) -> None:
    today = clock.today()
    _not_over(use)
    if use.purpose == Purpose.RECORD:
        raise BadInput("the medical record needs no consent to publication", hint="Ask for another purpose")
    if terms.which.strip() and len(NAMED & set(terms.destinations)) > 1:
        raise BadInput("it is not said which of these places the name is of", hint="Ask about each of them apart")
    if not terms.destinations or Destination(use.destination) not in terms.destinations:
        raise BadInput("the place of the use must be among the places", hint="Name it, too")
    if not today < terms.ends <= today + LONGEST:
        raise BadInput(
            "the last day is before tomorrow, or in more than five years", hint="Name a day in the next years"
        )
    if terms.ends < record.first_day(clock.now()):
        raise BadInput(
            "a yes could not begin before the last day: it holds from the first day after the time to think again",
            hint="Name a later day",
        )
    if not can_be_meant(terms.procedure_at):
        raise BadInput("the hour is more than two years away", hint="Correct the day")
    if use.purpose == Purpose.ADVERTISING and not terms.ad_terms.complete:
        raise BadInput("an advert needs all five terms", hint="Say content, method, form, frequency, how to refuse")
    if terms.remuneration is Remuneration.UNSTATED:
        raise BadInput("it is not said whether anything is paid", hint="Say paid, waived or agreed otherwise")
    if terms.remuneration is not Remuneration.WAIVED and not terms.payment.strip():
        raise BadInput("it is not said what is paid or agreed", hint="Say it in words or figures")


def _not_too_often(giver: Giver, purpose: str, places: Iterable[Destination]) -> None:
    """A no to all is one to the purpose; a no to one place beside a yes to another is one to that place."""
    since = clock.now() - timedelta(days=settings.ASK_AGAIN_DAYS)
    noes = [said for said in answered_since(giver.person, purpose, since) if State.REFUSED in said.values()]
    if sum(State.GIVEN not in said.values() for said in noes) >= settings.ASK_AGAIN_TIMES:
        raise BadInput(
            f"they said no {settings.ASK_AGAIN_TIMES} times within {settings.ASK_AGAIN_DAYS} days",
            hint="A no is a no: do without this picture",
        )
    for place in places:
        if sum(said.get(place) == State.REFUSED for said in noes) >= settings.ASK_AGAIN_TIMES:
            raise BadInput(
                f"they said no to one of these places {settings.ASK_AGAIN_TIMES} times within "
                f"{settings.ASK_AGAIN_DAYS} days",
                hint="Leave that place out: a no is a no",
            )


def _not_too_much(giver: Giver, purpose: str, beside: Question | None = None) -> None:
    """Whatever they say, or leave unsaid: who is asked again and again is pressed."""
    since = clock.now() - timedelta(days=settings.ASK_MOST_DAYS)
    if asked_since(giver.person, purpose, since, beside) >= settings.ASK_MOST:
        raise BadInput(
            f"they were asked {settings.ASK_MOST} times within {settings.ASK_MOST_DAYS} days",
            hint="Leave them alone for some days, whatever they said",
        )


def _columns(use: Use, terms: Terms) -> dict[str, Any]:
    """All that is asked, as the question keeps it: what differs in any of it is another question."""
    return {
        "purpose": use.purpose,
        "destinations": [one.value for one in Destination if one in terms.destinations],
        "identifiability": terms.identifiability.value,
        "body_area": use.body_area,
        "caption": use.caption,
        "ends": terms.ends,
        "ad_terms": {name: getattr(terms.ad_terms, name) for name in AdTerms.__slots__}
        if use.purpose == Purpose.ADVERTISING
        else {},
        "remuneration": terms.remuneration.value,
        "payment": terms.payment.strip(),
        "which": terms.which.strip(),
        "procedure_at": terms.procedure_at,
        "discount": terms.discount or inducing.named(_texts(use, terms)) or _paid_otherwise(terms),
        "blocks_checked": terms.blocks_checked,
    }


def _there(use: Use, told: Mapping[str, Any], asked: Sequence[Giver]) -> Question | None:
    open_ = Question.objects.filter(use=use, ended_at=None, outcome__in=("", "permit", "indeterminate"), **told)
    for question in open_.exclude(state=Work.State.DEAD).prefetch_related("asks"):
        same = {(one.person.pk, one.guardianship_id) for one in question.asks.all()} == {
            (one.person.pk, one.guardianship.pk if one.guardianship else None) for one in asked
        }
        if same and all(ask.pending() for ask in question.asks.all()):
            return question
    return None


def _contradicted(use: Use, told: Mapping[str, Any]) -> list[Question]:
    """Questions about one of these places that somebody could still answer, on other terms."""
    places = set(told["destinations"])
    open_ = Question.objects.filter(use=use, ended_at=None).select_related("clinic")
    return [one for one in open_ if places & set(one.destinations) and any(ask.pending() for ask in one.asks.all())]


def giver_of(ask: Ask) -> Giver:
    return Giver(ask.person, Reader(ask.reader), ask.guardianship)


def write_statements(question: Question) -> None:
    """When the copy is made, and so its level known: put the words together, once. Those of others in the picture wait
    until they come in: about which places they are asked the patient says first."""
    notices = tuple(notice(question, language) for language in ("vi", "en"))
    for ask in question.asks.filter(other=None).select_related("patient", "guardianship"):
        _write_statement(ask, *notices)


@transaction.atomic
def write_statement_of_other(ask: Ask) -> Ask:
    """When somebody else in the picture comes in and the patient has said yes; what stands written stays. It has the
    notice of the version that puts the words together. Raises BadInput where there is none, and who asked has left."""
    if ask.other_id is None or ask.notice_vi_id or not ask.question.ready or ask.comes_after or not ask.asked():
        return ask
    if not ask.question.asks.filter(other=None).exclude(notice_vi=None).exists():
        return ask
    written = _write_statement(ask, notice(ask.question, "vi"), notice(ask.question, "en"))
    if written:
        audit.record("ask.worded", ask, by=None, clinic=ask.question.clinic, facts=written)
    # Last: where what is above fails the words are written nowhere, and stand before nobody.
    ask.refresh_from_db(fields=["statement", "digests", "notice_vi", "notice_en"])
    return ask


def _write_statement(ask: Ask, vi: Notice, en: Notice) -> dict[str, str]:
    """The digests of the words, by language; none: they stand written already."""
    told = record.told(ask.question, giver_of(ask), ask.asked())
    said = {language: words.statement(told, language) for language in ("vi", "en")}
    digests = {language: words.digest(one) for language, one in said.items()}
    unwritten = Ask.objects.filter(pk=ask.pk, notice_vi=None)
    return digests if unwritten.update(statement=said, digests=digests, notice_vi=vi, notice_en=en) else {}


def notice(question: Question, language: str) -> Notice:
    """The clinic's notice of this version, in this language: written when first needed."""
    there = Notice.objects.in_clinic(question.clinic).filter(version=words.VERSION, language=language).first()
    if there:
        return there
    by = membership_of(question.asked_by, question.clinic)
    if by is None:
        raise BadInput("whoever asked no longer works here", hint="Let a colleague ask")
    return consents.write_notice(by, version=words.VERSION, language=language, text=words.general()[language])


@transaction.atomic
def make_link(by: Membership, ask: Ask, *, address: str = "") -> Made:
    """A link for one of those who are asked; those before it end. address: from where it is made.

    Raises BadInput while there is nothing to show, where all was answered, of others in the picture before the patient
    has said yes and after a no, where they said no too often meanwhile, around an operation, and where they can't be
    reached."""
    ask = (
        Ask.objects.of(by)
        .select_related("question__use", "question__copy", "patient", "other", "guardianship")
        .get(pk=ask.pk)
    )
    if not ask.question.ready or set(givers.readers(ask.person)) != {
        Reader(one.reader) for one in ask.question.asks.all() if one.person == ask.person
    }:
        raise BadInput("there is no copy to show yet, or what is asked has changed", hint="Ask anew")
    if not ask.pending():
        raise BadInput("this was answered", hint="Look at the answer")
    if record.too_late(ask.question):
        raise BadInput("the last day that is asked for is too near, or over", hint="Ask anew, until a later day")
    if not (asked := ask.asked()):
        raise BadInput("the patient has said no to this", hint="Ask nobody else about it: nothing of it goes out")
    if ask.comes_after:
        raise BadInput("the patient answers first", hint="Ask others in the picture when the patient has said yes")
    if rests_until(ask.question.use.patient_id) is not None:
        raise BadInput("it is too near to their treatment", hint="Send it when the time named on the page has come")
    _not_too_often(giver_of(ask), ask.question.purpose, asked)
    _not_too_much(giver_of(ask), ask.question.purpose, ask.question)
    made = Link.objects.filter(purpose=LinkPurpose.ASK, target=ask.pk, made_at__gt=clock.now() - timedelta(days=1))
    if made.count() >= settings.ASK_LINKS_A_DAY:
        raise BadInput(
            f"{settings.ASK_LINKS_A_DAY} links were made for them within a day",
            hint="They have the last one: leave them alone with it until tomorrow",
        )
    before = Ask.objects.filter(question__led_to=ask.question, guardianship=ask.guardianship)
    before = before.filter(patient=ask.patient, other=ask.other)
    for old in Link.objects.filter(
        purpose=LinkPurpose.ASK, target__in=[ask.pk, *before.values_list("pk", flat=True)]
    ).standing():
        links.revoke(old, by=by)
    return links.make(
        by,
        ask.person,
        purpose=LinkPurpose.ASK,
        target=ask.pk,
        guardianship=ask.guardianship,
        lasting=timedelta(days=settings.ASK_LASTS_DAYS),
        address=address,
    )


@transaction.atomic
def give_up(by: Membership, question: Question, *, led_to: Question | None = None) -> None:
    """The clinic no longer wants it: links end. What was answered stays. A second time changes nothing.

    led_to: around an operation no link is made, so that who has one comes by it to this question, and may say no."""
    if Question.objects.of(by).filter(pk=question.pk, ended_at=None).update(ended_at=clock.now(), led_to=led_to):
        audit.record("ask.given-up", question, by=by.user, clinic=by.clinic)
        if led_to is not None:
            return
        asks = list(question.asks.values_list("pk", flat=True))
        for link in Link.objects.filter(purpose=LinkPurpose.ASK, target__in=asks).standing():
            links.revoke(link, by=by)


@transaction.atomic
def try_again(by: Membership, question: Question) -> None:
    """Have the copy made that was given up: a disk was full, a model was missing. A second time changes nothing; one
    that was asked anew meanwhile stays as it is. Raises BadInput for what can't be asked any more, as `put`."""
    dead = Question.objects.of(by).dead().filter(pk=question.pk)
    if (found := dead.select_related("use__original").first()) is None:
        return
    Original.objects.lock_picture(found.use.original)
    use = Use.objects.of(by).select_for_update().get(pk=found.use_id)
    _not_over(use)
    _not_held(use, set(found.asks.exclude(other=None).values_list("other", flat=True)))
    if record.too_late(found):
        raise BadInput("the last day that is asked for is too near, or over", hint="Ask anew, until a later day")
    if not fits(found):
        raise BadInput("there is no copy to show yet, or what is asked has changed", hint="Ask anew")
    if dead.update(state=Work.State.WAITING, attempts=0, not_before=None, failure="", finished_at=None):
        jobs.start(question)
        audit.record("work.tried-again", question, by=by.user, clinic=by.clinic)


def fits(question: Question) -> bool:
    """Whether those who are asked are still those who must be, in the words that are theirs."""
    asked: dict[Patient | OtherPerson, set[Reader]] = {}
    for ask in question.asks.select_related("patient", "other"):
        asked.setdefault(ask.person, set()).add(Reader(ask.reader))
    return all(readers == givers.readers(person) for person, readers in asked.items())
