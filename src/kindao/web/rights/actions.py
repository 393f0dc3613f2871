"""All that may happen to a request under a right. The patient asks, and is answered at once; the officer carries out,
extends once, or refuses with an article."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.asking import age
from kindao.engine.policy.consent import day
from kindao.engine.policy.facts import facts_from_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Identifiability, Level
from kindao.web import audit, vault
from kindao.web.audit.events import Fact
from kindao.web.cases.models import Guardianship, Original, OriginalQuerySet, OtherPerson, Patient
from kindao.web.cases.speaking import OWN_FROM, could_ask, may_speak, speaks
from kindao.web.clinics.models import Membership, Role, User
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Scope, State, Who
from kindao.web.door import unsent
from kindao.web.releases import actions as releases
from kindao.web.releases import forgetting
from kindao.web.releases.models import Release, Why
from kindao.web.review import actions as review
from kindao.web.review.models import SafeCopy, Use, UseState
from kindao.web.review.over import Because
from kindao.web.rights import citing, clocks, handing, out
from kindao.web.rights.copies import moved
from kindao.web.rights.keeping import KEPT, Keeping
from kindao.web.rights.models import LONGEST_WORDS, Kind, PictureHash, RightsEvent, RightsRequest, Step
from kindao.web.rights.running import PACK, terms_of
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import DataKey
from kindao.web.vault.signals import erasing

AT_ONCE = frozenset({Kind.SEE, Kind.COPY, Kind.RESTRICT, Kind.OBJECT, Kind.DELETE})
"""Of these, asked again without other words while one is open, it is that one."""
ENDS = frozenset({Kind.WITHDRAW, Kind.DELETE})  # what was agreed to
NEEDS_WORDS = frozenset({Kind.CORRECT, Kind.PROTECT, Kind.COMPLAIN})
COUNTED = NEEDS_WORDS | {Kind.SEE, Kind.COPY, Kind.WITHDRAW_HELP}  # all that stops nothing by itself
MOST_OPEN = 30  # of one kind, by one who asks on their page: a script that fills the officer's list is nobody's right
ARTICLE = (
    re.compile(r"Điều\s+\d|Article\s+\d|CFR\s+\d", re.IGNORECASE),
    re.compile(
        r"(Luật|Nghị định|Thông tư|Law|Decree|Circular)\s+\S*\d|Bộ luật|Hiến pháp|Civil Code|Constitution|GDPR|CFR",
        re.IGNORECASE,
    ),
)
"""What a refusal names: the article, and of which law."""
OLDEST = timedelta(days=365)  # before today, of what came on paper


Person = Patient | OtherPerson


def _locked(person: Person, kind: str) -> None:
    """Two taps at once come one after the other. In the order of all locks: the person, what they agreed to where that
    ends, their pictures where those stop; the audit comes after."""
    type(person)._default_manager.select_for_update(no_key=True).values_list("pk").get(pk=person.pk)
    if kind in ENDS:
        list(_standing(person).select_for_update().order_by("pk").values_list("pk", flat=True))
    if kind in ENDS | {Kind.RESTRICT, Kind.OBJECT}:
        Original.objects.lock_resting_on(patients=[person.pk])


@transaction.atomic
def ask(
    person: Person,
    kind: Kind,
    *,
    who: Who,
    guardianship: Guardianship | None = None,
    words: str = "",
    nonce: UUID | None = None,
    of: Sequence[Consent] = (),
    ended: Sequence[tuple[str, list[str]]] = (),
    by: Model | None = None,
) -> RightsRequest:
    """The person, or who speaks for them, asks on their own page: kept, acknowledged at once, and what can be done at
    once is done. The same form a second time, or the same right of the same person while it stands open, is the
    request that is there, unless they write something else: then it is another, with its own term, and nothing they
    wrote is lost. Of a child and a parent each has their own.

    guardianship: of who speaks for them; of, ended: of a withdrawal, which consents, purposes and places; by: what the
    audit names, the link by which they came in.
    Raises BadInput where words are needed or too long, or they themselves have very many of the kind open. What stops
    is never too much, nor is what others asked for."""
    _locked(person, kind)
    return _asked(person, kind, who=who, guardianship=guardianship, words=words, nonce=nonce, of=of, ended=ended, by=by)


def _asked(
    person: Person,
    kind: Kind,
    *,
    who: Who,
    guardianship: Guardianship | None = None,
    words: str = "",
    nonce: UUID | None = None,
    of: Sequence[Consent] = (),
    ended: Sequence[tuple[str, list[str]]] = (),
    by: Model | None = None,
) -> RightsRequest:
    """As `ask`, where all is locked already."""
    text = words.strip()
    if there := _there(person, kind, who, guardianship, text, nonce):
        return there
    _sound(kind, text)
    theirs = RightsRequest.objects.about(person).filter(who=who, guardianship=guardianship, kind=kind)
    if kind in COUNTED and theirs.open().count() >= MOST_OPEN:
        raise BadInput("very many of your requests are open", hint="Wait until some are answered, or call the clinic")
    now = clock.now()
    request = _made(
        person,
        kind,
        who=who,
        guardianship=guardianship,
        words=text,
        nonce=nonce,
        of=of,
        ended=ended,
        received_at=now,
        actor=by,
    )
    _move(request, Step.ACKNOWLEDGED, Who.SYSTEM, None, now, acknowledged_at=now)
    handing.notice(request, now)
    _stops(request, by)
    return request


@transaction.atomic
def enter(
    by: Membership,
    person: Person,
    kind: Kind,
    *,
    received_at: datetime,
    guardianship: Guardianship | None = None,
    words: str = "",
) -> RightsRequest:
    """Staff writes down what came by paper, phone or word of mouth. The clock runs from when it came.

    guardianship: of who asked, where it was not the person. None of a patient who can't have asked themselves: of
    somebody who speaks for them and of whom nothing is known; what stops is not kept waiting until they are on record.
    Raises BadInput for a moment to come or long past, for who may not speak for the patient, and as `ask`."""
    now = clock.now()
    if not now - OLDEST <= received_at <= now:
        raise BadInput("a request can't come later than now or a year ago", hint="Correct the day")
    text = words.strip()
    who = Who.PATIENT if guardianship is None and could_ask(person) else Who.REPRESENTATIVE
    if guardianship is not None and (isinstance(person, OtherPerson) or guardianship not in may_speak(person)):
        raise BadInput("this person may not speak for the patient", hint="Choose who does")
    if person.clinic_id != by.clinic_id:
        raise ValueError("another clinic's")
    _locked(person, kind)
    if there := _there(person, kind, who, guardianship, text, None):
        return there
    _sound(kind, text)
    request = _made(
        person,
        kind,
        who=who,
        guardianship=guardianship,
        words=text,
        received_at=received_at,
        entered_by=by.user,
    )
    handing.notice(request, now)
    _stops(request)
    return request


def _sound(kind: Kind, text: str) -> None:
    if kind in NEEDS_WORDS and not text:
        raise BadInput("the request says nothing yet", hint="Write what is wrong, in your own words")
    if len(text) > LONGEST_WORDS:
        raise BadInput(f"the text is longer than {LONGEST_WORDS} characters", hint="Shorten it")


def _there(
    person: Person, kind: Kind, who: Who, guardianship: Guardianship | None, text: str, nonce: UUID | None
) -> RightsRequest | None:
    """What the same person asked for already. What somebody else asked for in the same matter is theirs to end."""
    rows = RightsRequest.objects.about(person).filter(who=who, guardianship=guardianship)
    if nonce and (sent := rows.filter(nonce=nonce).first()):
        return sent
    if kind == Kind.WITHDRAW:
        return None
    same = rows.filter(kind=kind)
    same = same.holding() if kind in (Kind.RESTRICT, Kind.OBJECT) else same.open()
    if kind == Kind.DELETE:  # after a newer yes it stops nothing any more: asked again it is another
        same = same.holding()
    return (same if kind in AT_ONCE and not text else same.filter(words=text)).first()


def _made(
    person: Person,
    kind: Kind,
    *,
    who: Who,
    guardianship: Guardianship | None,
    words: str,
    received_at: datetime,
    nonce: UUID | None = None,
    of: Sequence[Consent] = (),
    ended: Sequence[tuple[str, list[str]]] = (),
    entered_by: User | None = None,
    actor: Model | None = None,
) -> RightsRequest:
    request = RightsRequest.objects.create(
        clinic=person.clinic,
        patient=person if isinstance(person, Patient) else None,
        other=person if isinstance(person, OtherPerson) else None,
        kind=kind,
        words=words,
        who=who,
        guardianship=guardianship,
        entered_by=entered_by,
        consent=of[0] if len(of) == 1 else None,
        nonce=nonce or uuid4(),
        received_at=received_at,
    )
    facts: dict[str, object] = {"ended": [[purpose, places] for purpose, places in ended]} if ended else {}
    facts |= {"consents": [str(one.pk) for one in of]} if of else {}
    _event(request, Step.RECEIVED, Who.STAFF if entered_by else who, entered_by, clock.now(), facts)
    audit.record("rights.received", request, by=entered_by or actor, clinic=person.clinic, facts={"kind": str(kind)})
    return request


@transaction.atomic
def withdraw(
    consent: Consent,
    *,
    who: Who,
    guardianship: Guardianship | None = None,
    scope: Scope | None = None,
    place: str = "",
    nonce: UUID | None = None,
    by: Model | None = None,
) -> int:
    """The person takes back a consent, one scope of it, or one place of a scope: in force in this transaction, and the
    clinic's clock to carry it to others runs. Gives how many scopes or places ended; a second time none.

    scope, place: of that consent; without a scope all of it."""
    if scope is not None and scope.consent_id != consent.pk:
        raise ValueError("another's consent")
    _locked(consent.subject, Kind.WITHDRAW)
    ended, told = _ended(consent, who, guardianship, scope, place)
    if ended:
        _asked(
            consent.subject,
            Kind.WITHDRAW,
            who=who,
            guardianship=guardianship,
            nonce=nonce,
            of=[consent],
            ended=told,
            by=by,
        )
    return ended


@transaction.atomic
def withdraw_all(person: Person, *, who: Who, guardianship: Guardianship | None = None, by: Model | None = None) -> int:
    """Every consent of the person at once, as one request. Gives how many scopes ended."""
    _locked(person, Kind.WITHDRAW)
    ends = [(consent, *_ended(consent, who, guardianship)) for consent in _whole(person)]
    taken = [(consent, told) for consent, ended, told in ends if ended]
    if taken:
        _asked(
            person,
            Kind.WITHDRAW,
            who=who,
            guardianship=guardianship,
            of=[consent for consent, _told in taken],
            ended=[one for _consent, told in taken for one in told],
            by=by,
        )
    return sum(ended for _consent, ended, _told in ends)


def _ended(
    consent: Consent, who: Who, guardianship: Guardianship | None, scope: Scope | None = None, place: str = ""
) -> tuple[int, list[tuple[str, list[str]]]]:
    """Ends it, and gives how many scopes or places did, and which purposes and places they were."""
    open_ones = consent.scopes.filter(state__in=OPEN)
    standing = [(one.purpose, [place] if place else one.destinations) for one in open_ones if scope in (None, one)]
    if scope is not None and place:
        return consents.withdraw_place(scope, place, who=who, speaks=guardianship), standing
    ended = consents.withdraw(consent, scopes=[scope] if scope else None, who=who, speaks=guardianship, locked=True)
    return ended, standing


OPEN = (State.REQUESTED, State.GIVEN)
"""What of a consent can be taken back."""


def _standing(person: Person) -> QuerySet[Consent]:
    open_scopes = Scope.objects.filter(state__in=OPEN)
    return Consent.objects.about(person).filter(pk__in=open_scopes.values("consent"))


def _whole(person: Person) -> list[Consent]:
    return list(_standing(person).select_related("patient", "other"))


@transaction.atomic
def lift(request: RightsRequest, *, guardianship: Guardianship | None = None, by: Model | None = None) -> bool:
    """The person no longer wants the pause. Whoever asked for it ends it, as `may_lift` says, and with it whatever else
    they wrote of the same pause. A second time changes nothing.

    guardianship: of who speaks for them; None: the patient."""
    _locked(request.person, request.kind)
    if not may_lift(request, guardianship):
        raise BadInput("whoever asked for the pause ends it", hint="Let them do it on their own page")
    who = Who.REPRESENTATIVE if guardianship else Who.PATIENT
    lifted = [one for one in ended_with(request, guardianship) if _lifted(one, who, by)]
    request.refresh_from_db()
    if lifted:
        review.ask_again(patients=[request.person.pk], originals=[], why="rights")
    return bool(lifted)


def ended_with(request: RightsRequest, guardianship: Guardianship | None) -> list[RightsRequest]:
    """What ends when they end this pause: all that the same asker wrote of it and that is theirs to end, the oldest
    first.

    guardianship: of who ends it; None: the patient."""
    same = RightsRequest.objects.about(request.person).filter(
        kind=request.kind, who=request.who, guardianship=request.guardianship
    )
    return [one for one in same.order_by("received_at", "pk") if may_lift(one, guardianship)]


def _lifted(request: RightsRequest, who: Who, by: Model | None) -> bool:
    now = clock.now()
    if not RightsRequest.objects.filter(pk=request.pk, lifted_at=None, kind__in=clocks.HOLDS).update(lifted_at=now):
        return False
    request.refresh_from_db()
    _event(request, "lifted", who, None, now)
    audit.record("rights.lifted", request, by=by, clinic=request.clinic)
    if request.state == Step.RECEIVED:  # staff wrote it down, and they were quicker than the officer
        _move(request, Step.ACKNOWLEDGED, Who.SYSTEM, None, now, acknowledged_at=now)
    if request.state == Step.ACKNOWLEDGED:
        _move(request, Step.ACTING, Who.SYSTEM, None, now)
    if not request.closed:
        _move(request, Step.DONE, Who.SYSTEM, None, now, closed_at=now)
    return True


def may_lift(request: RightsRequest, guardianship: Guardianship | None) -> bool:
    """Whether the patient, or who speaks for them, ends this pause: whoever asked for it. Of a child and a parent, or
    of two parents, one can't end the other's; of who may speak for them no longer, or of whom nothing is known, whoever
    may do so now, and where nobody may, the patient.

    guardianship: of who is there; None: the patient."""
    if request.who == Who.PATIENT and not _too_small(request):
        return guardianship is None
    if request.guardianship is not None and speaks(request.guardianship):
        return guardianship == request.guardianship
    return guardianship is not None or request.patient is None or not may_speak(request.patient)


def _too_small(request: RightsRequest) -> bool:
    """Whether staff wrote it down as the patient's own, who was a child under seven: it was somebody else's."""
    born = request.person.birth_date
    if request.entered_by_id is None or request.patient is None or born is None:
        return False
    return 0 <= age(born, day(request.received_at)) < OWN_FROM


def _stops(request: RightsRequest, by: Model | None = None) -> None:
    """What a pause, an objection or a deletion ends from the moment that it was asked for."""
    person = request.person
    if request.kind == Kind.DELETE and request.entered_by:
        for consent in _whole(person):
            consents.withdraw(consent, who=Who.STAFF, by=request.entered_by)
    elif request.kind == Kind.DELETE:
        withdraw_all(person, who=Who(request.who), guardianship=request.guardianship, by=by)
    elif request.right.kind not in clocks.HOLDS:
        return
    _nothing_more(person)


def _nothing_more(person: Person) -> None:
    """What was permitted of the person no longer is; a check that runs for them no longer counts; what is out of them
    comes down. Of who is no patient that is what lets them be seen."""
    review.ask_again(patients=[person.pk], originals=[], why="rights")
    releases.judge_again(Release.objects.resting_on(patients=[person.pk], originals=[]), Why.RIGHTS)


@transaction.atomic
def acknowledge(by: Membership, request: RightsRequest) -> None:
    """The person was told that it came and how it goes on. A second time changes nothing."""
    request = _mine(by, request)
    if request.state == Step.RECEIVED:
        now = clock.now()
        _move(request, Step.ACKNOWLEDGED, Who.STAFF, by.user, now, acknowledged_at=now)


@transaction.atomic
def begin(by: Membership, request: RightsRequest, *, third_party: str = "") -> None:
    """The work has begun. What is on its way down has not stopped by that: its clock runs on.

    third_party: who else must act and why, where somebody must: then the law's longer term counts, and the person
    reads why. Raises BadInput where that term is no longer, and where the shorter one has ended."""
    request = _mine(by, request)
    now = clock.now()
    why = third_party.strip()
    if why:
        _longer(request, why, now)
    if request.state == Step.RECEIVED:
        _move(request, Step.ACKNOWLEDGED, Who.STAFF, by.user, now, acknowledged_at=now)
    if request.state == Step.ACKNOWLEDGED:
        facts = {"third_party": bool(why)}
        _move(request, Step.ACTING, Who.STAFF, by.user, now, facts=facts, third_party=bool(why), third_party_why=why)


def _longer(request: RightsRequest, why: str, now: datetime) -> None:
    if len(why) > LONGEST_WORDS:
        raise BadInput(f"the text is longer than {LONGEST_WORDS} characters", hint="Shorten it")
    alone, longer = terms_of(request, now, third_party=False), terms_of(request, now, third_party=True)
    if not alone or clocks.main(alone).due == clocks.main(longer).due:
        raise BadInput("this term is the same whoever must act", hint="Choose: only we")
    if clocks.main(alone).late:
        raise BadInput("the term without others has ended, and is not made longer", hint="Choose: only we")


@transaction.atomic
def done(by: Membership, request: RightsRequest, *, answer: str) -> None:
    """It is carried out, and the person reads the answer. Raises BadInput without one, where it is closed, and while
    something has yet to come down for it. A deletion is done by erasing."""
    request = _mine(by, request)
    _open(request)
    _down(request)
    if request.kind == Kind.DELETE:
        raise BadInput("a deletion ends with erasing, or with a refusal", hint="Choose one of the two")
    _finish(request, by, answer)


@transaction.atomic
def erase(by: Membership, request: RightsRequest, *, answer: str) -> None:
    """The person's pictures, films, copies and scans are destroyed with their key; what was agreed, when, and what
    proves it by its digest stays. Pictures of others in which they are stay in those others' records, and nothing of
    them goes out any more; of who is no patient, nothing in which they are not hidden. The same bytes that wait for
    their patient, or were thrown away, go with them. What has yet to come down goes on coming down. Raises BadInput
    where it is no deletion, or closed."""
    request = _mine(by, request)
    _open(request)
    if request.kind != Kind.DELETE:
        raise BadInput("this request is not for deletion", hint="Open the request for deletion")
    erasing.send(DataKey, key=request.person.key)
    now = clock.now()
    person = request.person
    others = elsewhere(person).count()
    _no_publication(person, by)
    PictureHash.objects.filter(file__key=person.key).delete()
    vault.erase(person.key, by=by.user, at=now)
    if isinstance(person, OtherPerson):
        _nothing_more(person)  # from here on the key alone keeps them hidden
    unsent.forget_of(person)
    forgetting.forget_looks()
    _event(request, "erased", Who.STAFF, by.user, now, {"elsewhere": others})
    _finish(request, by, answer)


@transaction.atomic
def refuse(
    by: Membership,
    request: RightsRequest,
    *,
    article: str,
    answer: str,
    keeping: Keeping | None = None,
    treated_until: date | None = None,
) -> None:
    """No, with the article that says so. Of a record that must be kept the pictures stay, for care alone: what was
    made of them for publication goes.

    keeping, treated_until: the kind of record, and the day on which the treatment ended.
    Raises BadInput without article or reason, for an article that the law files don't have, and for a record that need
    not be kept any more."""
    request = _mine(by, request)
    _open(request)
    if request.right.kind in clocks.HOLDS:
        raise BadInput(
            "a pause or an objection can't be refused: it holds until the person ends it", hint="Carry it out"
        )
    if request.right.kind in clocks.NEVER_REFUSED:
        raise BadInput("a withdrawal can't be refused", hint="Carry it out")
    until = None
    if keeping is not None:
        if request.kind != Kind.DELETE or request.patient is None or treated_until is None:
            raise BadInput("the day on which the treatment ended is missing", hint="Enter it as in the record")
        until = keeping.until(treated_until)
        article = keeping.article.vi
        if treated_until > clock.today() or until < clock.today():
            raise BadInput("this record need not be kept any more, or the day is wrong", hint="Correct it, or erase")
    if not all(part.search(article) for part in ARTICLE):
        raise BadInput("a refusal names the article that allows it", hint="Write law and article")
    if keeping is None and not citing.known(article, load_pack(PACK), clock.today()):
        raise BadInput(
            "the law files have no such article, or it is not in force today",
            hint="Correct law and article; one that is missing there is added first, once a lawyer has seen it",
        )
    now = clock.now()
    if request.kind == Kind.DELETE:
        _no_publication(request.person, by)
    if request.state == Step.RECEIVED:
        _move(request, Step.ACKNOWLEDGED, Who.STAFF, by.user, now, acknowledged_at=now)
    text = _answered(answer)
    fields = {"closed_at": now, "answer": text, "refused_article": article.strip()[:300], "kept_until": until}
    _move(request, Step.REFUSED, Who.STAFF, by.user, now, facts={"kept": keeping.id} if keeping else {}, **fields)
    review.ask_again(patients=[request.person.pk], originals=[], why="rights")


@transaction.atomic
def extend(by: Membership, request: RightsRequest, *, why: str, told: str) -> None:
    """Once, before the term ends, and the person is told. told: how, a word of `TOLD`.

    Raises BadInput where the law allows none, it was used, the term has ended, or the reason is missing."""
    request = _mine(by, request)
    _open(request)
    if told not in TOLD or not why.strip():
        raise BadInput("say why it takes longer, and how the patient was told", hint="Fill in both")
    if request.extended_at is not None:
        raise BadInput("this was extended already, and the law allows it once", hint="Carry it out, or refuse it")
    if not clocks.can_extend(terms_of(request)):
        raise BadInput("this can't be extended", hint="Its term has ended, or the law allows no extension")
    now = clock.now()
    if request.state == Step.RECEIVED:
        _move(request, Step.ACKNOWLEDGED, Who.STAFF, by.user, now, acknowledged_at=now)
    RightsRequest.objects.filter(pk=request.pk, extended_at=None).update(
        extended_at=now, extended_why=why.strip()[:LONGEST_WORDS]
    )
    try:
        with transaction.atomic():
            _event(request, "extended", Who.STAFF, by.user, now, {"told": told})
    except IntegrityError:
        raise BadInput(
            "this was extended already, and the law allows it once", hint="Carry it out, or refuse it"
        ) from None
    audit.record("rights.extended", request, by=by.user, clinic=by.clinic, facts={"told": told})


TOLD = ("page", "phone", "e-mail", "letter")
"""How the person was told of an extension; it stands on their page in any case."""


@transaction.atomic
def copy_taken(request: RightsRequest, *, who: Who, left_out: int, by: Model | None = None) -> None:
    """The person fetched their copy. Where nothing was left out the request is done with that; fetched again it is
    another event."""
    now = clock.now()
    request = RightsRequest.objects.select_for_update().get(pk=request.pk)
    _event(request, "copy-taken", who, None, now, {"left_out": left_out})
    audit.record("rights.copy-taken", request, by=by, clinic=request.clinic, facts={"left_out": left_out})
    if not request.closed and not left_out:
        _move(request, Step.DONE, Who.SYSTEM, None, now, closed_at=now)


def _no_publication(person: Person, by: Membership) -> None:
    """Every use of a picture in which the patient is is over, and the copies made for it go. Of who is no patient the
    copies go in which they may be seen: the uses are the patient's, and go on without them."""
    if isinstance(person, OtherPerson):
        copies = SafeCopy.objects.filter(use__original__appearances__other=person).kept()
        for copy in copies.distinct().select_related("file"):
            if not hides(copy, person):
                _let_go(copy)
        return
    shown = Original.objects.filter(Q(patient=person) | Q(appearances__patient=person)).values("pk")
    uses = Use.objects.filter(clinic=by.clinic, original__in=shown).exclude(state=UseState.LAPSED)
    for use in uses.select_related("clinic"):
        review.lapse(by, use, Because.RIGHTS)
    for copy in SafeCopy.objects.filter(use__original__in=shown).kept().select_related("file"):
        _let_go(copy)


def _let_go(copy: SafeCopy) -> None:
    SafeCopy.objects.filter(pk=copy.pk).update(gone_at=clock.now())
    PictureHash.objects.filter(file=copy.file_id).delete()
    discard(copy.file)


def hides(copy: SafeCopy, person: OtherPerson) -> bool:
    """Whether the copy is known to hide them: of one that tells nothing of them, or of places that were put right
    since, it is not."""
    since = max(moved(copy.use.original), default=copy.made_at)
    if copy.level == Level.ALL_HIDDEN:
        return copy.made_at >= since
    decisions = copy.decisions.filter(at__gte=since).exclude(facts="")
    told = (facts_from_json(one.facts).copy.shown for one in decisions)
    places = {one.identifiability for shown in told for one in shown if one.person == str(person.pk)}
    return bool(places) and Identifiability.DIRECT not in places


def elsewhere(person: Person) -> OriginalQuerySet:
    """Pictures in other patients' records in which the person is."""
    if isinstance(person, OtherPerson):
        return Original.objects.kept().filter(appearances__other=person).distinct()
    theirs = Original.objects.kept().filter(appearances__patient=person).exclude(patient=person)
    return theirs.distinct()


def _down(request: RightsRequest) -> None:
    """Raises BadInput while something that came down for this is not proven gone."""
    if request.right.kind in clocks.TAKES_DOWN and out.on_its_way_down(request.person).exists():
        raise BadInput(
            "something of the patient has yet to come down, or is not proven gone",
            hint="It is named on this page: see to it there, then answer",
        )


def keeping_of(word: str) -> Keeping | None:
    """Raises BadInput for a kind of record that is not known."""
    if not word:
        return None
    if word not in KEPT:
        raise BadInput("no such kind of record", hint="Choose one of the list")
    return KEPT[word]


def _mine(by: Membership, request: RightsRequest) -> RightsRequest:
    if by.role != Role.OFFICER:
        raise BadInput("only the privacy officer answers for this", hint="Send it to the officer")
    return (
        RightsRequest.objects.of(by)
        .select_for_update(of=("self",))
        .select_related("patient__key", "other__key", "clinic")
        .get(pk=request.pk)
    )


def _open(request: RightsRequest) -> None:
    if request.closed:
        raise BadInput("this request is closed", hint="Open the page again")


def _finish(request: RightsRequest, by: Membership, answer: str) -> None:
    now = clock.now()
    text = _answered(answer)
    if request.state == Step.RECEIVED:
        _move(request, Step.ACKNOWLEDGED, Who.STAFF, by.user, now, acknowledged_at=now)
    _move(request, Step.DONE, Who.STAFF, by.user, now, closed_at=now, answer=text)


def _answered(answer: str) -> str:
    text = answer.strip()
    if not text:
        raise BadInput("the answer to the patient is missing", hint="Write a sentence that they understand")
    if len(text) > LONGEST_WORDS:
        raise BadInput(f"the text is longer than {LONGEST_WORDS} characters", hint="Shorten it")
    return text


def _move(
    request: RightsRequest,
    to: Step,
    who: Who,
    by: User | None,
    at: datetime,
    facts: Mapping[str, Fact] | None = None,
    **fields: object,
) -> None:
    """The one way a request changes its state. Raises BadInput where it may not."""
    before = [step.value for step, further in clocks.MOVES.items() if clocks.Step(to) in further]
    if not RightsRequest.objects.filter(pk=request.pk, state__in=before).update(state=to, **fields):
        raise BadInput("this request is closed", hint="Open the page again")
    request.refresh_from_db(fields=["state", *fields])
    _event(request, to, who, by, at, facts)
    audit.record(
        f"rights.{to.value}", request, by=by, clinic=request.clinic, facts={"kind": request.kind, **(facts or {})}
    )


def _event(
    request: RightsRequest,
    what: str,
    who: Who,
    by: User | None,
    at: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    RightsEvent.objects.create(request=request, what=str(what), who=who, by=by, at=at, facts=dict(facts or {}))
