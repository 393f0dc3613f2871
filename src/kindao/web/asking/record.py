"""An answer as the engine's consent record. What somebody typed stands in it as it is seen (`reading.seen`): a record
takes no other text, and what was stored before the forms knew that must keep no answer out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings

from kindao import clock
from kindao.engine.detect.reading import classify
from kindao.engine.policy import consent as engine
from kindao.engine.policy.asking import TAKEN, TYPES
from kindao.engine.policy.consent import (
    AdTerms,
    AgeCheck,
    Collected,
    DataType,
    Duress,
    Giver,
    GiverRole,
    Method,
    Payment,
    Recipient,
    Relation,
    Remuneration,
    Text,
    Told,
)
from kindao.engine.policy.facts import Kind, Status
from kindao.engine.policy.people import Capacity
from kindao.engine.policy.reading import seen
from kindao.engine.vocabulary import Destination, Level, Party, Purpose, Words
from kindao.web.asking import back, inducing, words
from kindao.web.asking.givers import Giver as Asked
from kindao.web.asking.models import Question
from kindao.web.asking.readers import Reader, quoted
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.door.places import where_to_withdraw
from kindao.web.review.asking import everybody
from kindao.web.review.forms import AREA
from kindao.web.review.models import NAMED

KINDS = {"picture": Kind.PICTURE, "film": Kind.FILM, "recording": Kind.RECORDING}
BLOCKS = frozenset(Status) & {
    Status.HIV,
    Status.FETAL_SEX,
    Status.DONOR,
    Status.IVF,
    Status.ABUSE,
    Status.DOMESTIC_VIOLENCE,
    Status.GENDER_REASSIGNMENT,
}


DIGITS = 15  # of an amount, as a consent takes it


def first_day(signed_at: datetime) -> date:
    """The first day of which every hour lies after the time to think again."""
    ready = signed_at.astimezone(engine.VIETNAM) + timedelta(hours=settings.ASK_COOL_HOURS)
    whole = ready.replace(hour=0, minute=0, second=0, microsecond=0)
    return (ready if ready == whole else ready + timedelta(days=1)).date()


def too_late(question: Question) -> bool:
    """Whether a yes said now could not begin by the last day that is asked for."""
    return question.ends < first_day(clock.now())


def data_types(question: Question, person: Patient | OtherPerson) -> frozenset[DataType]:
    """What of the person is used: the medium, their voice where somebody said that they speak or they are alone in it,
    and what the caption tells of them. What it tells of nobody in particular is the patient's, as the law counts it."""
    original = question.use.original
    taken = {TAKEN[KINDS[original.kind]]}
    people = everybody(original)
    heard = any(seen.heard or len(people) == 1 for seen in people if seen.person.id == str(person.pk))
    if original.kind == "film" and heard and question.level != Level.ALL_HIDDEN.value:
        taken.add(DataType.VOICE)
    known = tuple(seen.person.known for seen in people if seen.person.known)
    theirs = {str(person.pk), ""} if isinstance(person, Patient) else {str(person.pk)}
    told = [one for one in classify(question.caption, known) if one.about in theirs]
    return frozenset(taken | {TYPES[one.identifier] for one in told if one.identifier in TYPES})


def recipients(question: Question, places: Iterable[Destination], *, read: str | None = None) -> tuple[Recipient, ...]:
    """Who gets it by being at these places, and to whom the clinic hands it beside. read: what they read, in
    Vietnamese: whoever was added since is not in it."""
    given = set(places)
    found = []
    for place in question.places:
        if place in given and place in words.PLATFORM:
            found.append(words.PLATFORM[place])
        elif place in given and place in words.READERS:
            name = seen(question.which) if place in NAMED else ""
            which = f" ({name})" if name else ""
            found.append(Recipient(words.READERS[place].vi + which))
    handed = [words.HANDED[Party(one)].vi for one in question.use.handed_to] if given else []
    return (*found, *(Recipient(one) for one in handed if read is None or one in read))


def territory(places: Iterable[Destination]) -> str:
    """Where it may be used: in Viet Nam alone, where it stays in the clinic's own rooms; of all else "", everywhere,
    because who reads it may be anywhere."""
    given = set(places)
    return "VN" if given and given <= words.AT_HOME else ""


def ad_terms(question: Question) -> AdTerms:
    return AdTerms(**{name: seen(said) for name, said in question.ad_terms.items()})


def payment(question: Question) -> Payment:
    amount = inducing.dong(question.payment)
    return Payment(str(amount), "VND") if amount and len(str(amount)) <= DIGITS else Payment()


def contact(question: Question) -> Words:
    """Where they withdraw or complain; the clinic's name, and how it is reached today, are quoted."""
    name, ways = quoted(seen(question.clinic.name)), question.clinic.ways
    vi, en = (f" ({quoted(seen(said))})" if said else "" for said in (ways.vi, ways.en))
    return Words(f"trên trang riêng của bạn, hoặc hỏi {name}{vi}", f"on your own page, or ask {name}{en}")


def _where_to_withdraw(question: Question) -> Words:
    """The same as the record keeps it: whoever holds the receipt alone knows whom to ring."""
    said, ways = where_to_withdraw(seen(question.clinic.name)), question.clinic.ways
    return Words(*(f"{one} ({seen(how)})" if how else one for one, how in ((said.vi, ways.vi), (said.en, ways.en))))


def told(question: Question, giver: Asked, places: Sequence[Destination] | None = None) -> words.Told:
    """places: about which they are asked; None: all of the question."""
    places = question.places if places is None else tuple(places)
    return words.Told(
        seen(question.clinic.name),
        giver.reader,
        question.use.original.kind,
        Purpose(question.purpose),
        places,
        question.shows(giver.person),
        AREA.get(question.body_area) if isinstance(giver.person, Patient) else None,
        question.ends,
        settings.ASK_COOL_HOURS,
        data_types(question, giver.person),
        recipients(question, places),
        ad_terms(question),
        Remuneration(question.remuneration),
        seen(question.payment),
        isinstance(giver.person, Patient),
        contact(question),
        question.discount,
        {place: back.of(question.clinic, place).kind for place in places},
        words.beside(_others(question, giver)),
    )


def _others(question: Question, giver: Asked) -> list[tuple[Reader, str]]:
    """Who else is asked about the same person, as `words.beside` takes them."""
    return [
        (Reader(ask.reader), ask.guardianship.relation if ask.guardianship else "")
        for ask in question.asks.select_related("patient", "other", "guardianship")
        if ask.person == giver.person and ask.reader != giver.reader
    ]


def consent(
    question: Question,
    giver: Asked,
    places: Sequence[Destination],
    *,
    identity: str,
    signed_at: datetime,
    language: str,
    text: str,
    evidence: str,
    channel: str,
    device: str,
    previewed: bool,
    duress: frozenset[Duress] = frozenset(),
    starts: date | None = None,
    given: Iterable[Destination] | None = None,
    read: str | None = None,
) -> engine.Consent:
    """What it says when these places are answered; which of them are allowed, the scopes' states tell.

    given: of these places those that got a yes, None: all. Who would receive it at a refused one receives nothing.
    text: digest of what was read, read: its words in Vietnamese, None: all that is said now; evidence: digest of what
    proves it."""
    person, guardianship = giver.person, giver.guardianship
    allowed = tuple(places if given is None else given)
    patient = isinstance(person, Patient)
    areas = frozenset({question.body_area}) if patient and question.body_area else frozenset()
    level = Level(question.level) if question.level else None
    terms = ad_terms(question) if question.purpose == Purpose.ADVERTISING else AdTerms()
    pay = Remuneration(question.remuneration)
    words_read = words.lines(words.statement(told(question, giver), "vi")) if read is None else read
    signed_on = signed_at.astimezone(engine.VIETNAM).date()
    return engine.Consent(
        id=identity,
        subject=str(person.pk),
        scopes=tuple(
            engine.Scope(
                Purpose(question.purpose),
                frozenset({place}),
                question.shows(person),
                body_areas=areas,
                starts=starts,
                ends=question.ends if question.ends >= signed_on else None,  # a no may come after that day
                assets=frozenset({question.use.original.digest}),
                words=engine.words_of(question.caption),
                previewed=previewed,
                level=level,
                ad_terms=terms,
                remuneration=pay,
                payment=payment(question) if pay in (Remuneration.PAID, Remuneration.AGREED) else Payment(),
                ticked=frozenset({place}),
            )
            for place in places
        ),
        signed_at=signed_at,
        giver=Giver(
            giver.role,
            Relation(guardianship.relation) if guardianship else Relation.NONE,
            _proof(giver),
        ),
        birth_date=person.birth_date,
        capacity=Capacity(person.capacity) if isinstance(person, Patient) else Capacity.FULL,
        data_types=data_types(question, person),
        controller=seen(question.clinic.name),
        recipients=recipients(question, allowed, read=read),
        territory=territory(allowed),
        rights_notice=True,
        rights_told=frozenset(Told),
        sensitive_notice=words.calls_it_sensitive(words_read, giver.reader),
        method=Method.WEB,
        evidence=evidence,
        affirmative=True,
        apart_from_care=True,
        each_ticked=True,
        collected=Collected(by=engine.KINDAO, timestamp_source="server", channel=channel, device=device),
        text=Text(text, language, copy_given=True),
        withdrawal_channel=_where_to_withdraw(question)[language],
        duress=duress,
        blocks_checked=BLOCKS if patient and question.blocks_checked else frozenset(),
        age_check=AgeCheck.RECORD if person.birth_date else AgeCheck.UNSTATED,
        statements=words.states(words_read, giver.reader),
    )


def refusal(
    question: Question,
    giver: Asked,
    places: Sequence[Destination],
    *,
    identity: str,
    signed_at: datetime,
    language: str,
    text: str,
    evidence: str,
    device: str,
) -> engine.Consent:
    """What it says when none of these places is allowed: what was asked, who answered and when. It has nothing that
    only a yes is told with, so that nothing of that, and no text that somebody typed, keeps a no or not now out.

    text, evidence: as of `consent`."""
    picture, caption = question.use.original.digest, engine.words_of(question.caption)
    shown, relation = question.shows(giver.person), giver.guardianship.relation if giver.guardianship else ""
    return engine.Consent(
        id=identity,
        subject=str(giver.person.pk),
        scopes=tuple(
            engine.Scope(
                Purpose(question.purpose),
                frozenset({place}),
                shown,
                assets=frozenset({picture}),
                words=caption,
                ticked=frozenset({place}),
            )
            for place in places
        ),
        signed_at=signed_at,
        giver=Giver(giver.role, Relation(relation)),
        controller=seen(question.clinic.name),
        method=Method.WEB,
        evidence=evidence,
        affirmative=True,
        apart_from_care=True,
        each_ticked=True,
        collected=Collected(by=engine.KINDAO, timestamp_source="server", device=device),
        text=Text(text, language, copy_given=True),
    )


def _proof(giver: Asked) -> str:
    if giver.role is GiverRole.SELF or giver.guardianship is None:
        return ""
    return seen(giver.guardianship.proof) or f"file:{giver.guardianship.proof_file_id}"
