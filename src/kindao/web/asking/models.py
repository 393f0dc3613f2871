"""What is asked, of whom, what they did on the way to an answer, and the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.consent import Remuneration
from kindao.engine.vocabulary import Destination, Identifiability, Outcome, Purpose
from kindao.web.asking.readers import Reader, called
from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.consent.models import Consent, Notice, Scope, State
from kindao.web.door.models import Channel, Link, Visit
from kindao.web.door.models import Purpose as LinkPurpose
from kindao.web.review.models import SafeCopy, Use, UseState, Work
from kindao.web.vault.models import DataKey

PLAINLY = 2  # of kindao.engine.policy.asking.Case.shown


class QuestionQuerySet(InClinic["Question"]):
    def dead(self) -> QuestionQuerySet:
        """Whose copy could not be made, and who still waits for it."""
        return self.filter(state=Work.State.DEAD, ended_at=None)


class Question(Work):
    """One use that is put to patients: these places, so recognisable, until that day, with this caption. A worker makes
    the copy that would go out if they said yes; until it is there nobody is asked."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    use = models.ForeignKey(Use, models.PROTECT, related_name="questions")
    purpose = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Purpose])
    destinations = models.JSONField()  # in the order of the vocabulary
    identifiability = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Identifiability])
    body_area = models.CharField(max_length=30, blank=True)
    caption = models.TextField(blank=True)  # as it would appear
    ends = models.DateField()
    ad_terms = models.JSONField(default=dict, blank=True)
    remuneration = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Remuneration])
    payment = models.CharField(max_length=80, blank=True)
    which = models.CharField(max_length=120, blank=True)  # the journal, event or programme that gets it, by name
    procedure_at = models.DateTimeField(null=True, blank=True)  # sedation or an operation: nobody is asked around it
    discount = models.BooleanField(default=False)  # an advantage was named: the officer looks
    blocks_checked = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_address = models.CharField(max_length=64, blank=True)  # keyed digest of where it was asked from
    copy = models.ForeignKey(SafeCopy, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=20, blank=True)  # the redaction of that copy: what is promised
    shown = models.JSONField(default=dict, blank=True)  # by person's id how far it shows them: 0, 1 hidden, 2 plainly
    outcome = models.CharField(max_length=14, blank=True, choices=[(one.value, one.value) for one in Outcome])
    refused_vi = models.TextField(blank=True)  # why no yes would help; the law's own words
    refused_en = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # given up by the clinic
    led_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    """Asked anew around an operation: by the links from before one comes to this question."""

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="running", lease__isnull=False, leased_until__isnull=False)
                | (~Q(state="running") & Q(lease=None, leased_until=None)),
                name="running_question_has_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def places(self) -> tuple[Destination, ...]:
        return tuple(Destination(one) for one in self.destinations)

    def asked_from(self) -> set[str]:
        """Keyed digests of the network addresses from which it was put, and from which links to it were made."""
        asks = self.asks.values_list("pk", flat=True)
        made = Link.objects.filter(purpose=LinkPurpose.ASK, target__in=asks).values_list("from_address", flat=True)
        return {self.from_address, *made} - {""}

    def shows(self, person: Patient | OtherPerson) -> Identifiability:
        """How recognisable they are asked to be: no more than the copy that was made shows them."""
        asked = Identifiability(self.identifiability)
        hidden = self.shown.get(str(person.pk), PLAINLY) < PLAINLY
        return Identifiability.INDIRECT if hidden and asked is Identifiability.DIRECT else asked

    @property
    def ready(self) -> bool:
        """The copy is there, and what is asked is still what the clinic wants."""
        use = self.use
        same = (use.caption, use.purpose, use.body_area) == (self.caption, self.purpose, self.body_area)
        kept = self.copy is not None and self.copy.gone_at is None
        return self.state == Work.State.DONE and kept and same and use.state != UseState.LAPSED and not self.ended_at


class AskQuerySet(InClinic["Ask"]):
    clinic_path = "question__clinic"


class Ask(models.Model):
    """One person who is asked: the patient, a child beside the guardian, who speaks for them, somebody else in the
    picture. What they read lies here as it was put together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="asks")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="asks")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, blank=True, related_name="asks")
    guardianship = models.ForeignKey(Guardianship, models.PROTECT, null=True, blank=True, related_name="asks")
    reader = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Reader])
    statement = models.JSONField(default=dict)  # {"vi": [[heading, [sentence, …]], …], "en": …}
    digests = models.JSONField(default=dict)  # {"vi": "sha256:…", "en": …} of it as text
    whom = models.JSONField(default=dict, blank=True)
    """For whom somebody else answered, by answer, as the record had them then: {consent: [`instead_of`, full name and
    record number]}. Here and in no proof: what is only ever added holds no name that can't be taken away."""
    notice_vi = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    notice_en = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False, other=None) | Q(patient=None, other__isnull=False),
                name="an_ask_is_one_persons",
            ),
            models.UniqueConstraint(
                fields=["question", "patient"],
                condition=Q(guardianship=None, patient__isnull=False),
                name="one_ask_per_patient",
            ),
            models.UniqueConstraint(
                fields=["question", "guardianship"],
                condition=Q(guardianship__isnull=False),
                name="one_ask_per_who_speaks",
            ),
            models.UniqueConstraint(
                fields=["question", "other"], condition=Q(other__isnull=False), name="one_ask_per_other_person"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"ask {self.pk}"

    @property
    def person(self) -> Patient | OtherPerson:
        whose = self.patient or self.other
        assert whose is not None
        return whose

    @property
    def instead_of(self) -> str:
        """What the person is called for whom somebody else answers; "" for who answers for themselves."""
        return called(self.person.name) if self.guardianship_id else ""

    def scopes(self) -> dict[Destination, Scope]:
        """What was answered last, by place, in the order in which they were asked about."""
        rows = Scope.objects.filter(consent__answer__ask=self).select_related("consent").order_by("consent__entered_at")
        last = {Destination(place): row for row in rows for place in row.destinations}
        return {place: last[place] for place in Destination if place in last}

    def pending(self) -> list[Destination]:
        """Places that wait for a yes or no; who said not now may still answer."""
        answered = self.scopes()
        open_ = (State.REQUESTED, State.DEFERRED)
        return [one for one in self.question.places if one not in answered or answered[one].state in open_]

    def spared(self) -> set[Destination]:
        """Places about which somebody else in the picture is not asked: a patient in it said no, or took it back."""
        if self.other_id is None:
            return set()
        noes = (State.REFUSED, State.WITHDRAWN)
        first = self.question.asks.filter(other=None)
        return {place for ask in first for place, scope in ask.scopes().items() if scope.state in noes}

    def asked(self) -> list[Destination]:
        """Places about which they are asked now; a no of theirs is kept for every one that is `pending`."""
        spared = self.spared()
        return [one for one in self.pending() if one not in spared]

    @property
    def comes_after(self) -> bool:
        """Whether it is somebody else in the picture, and a patient in it has not said yes, or no longer stands by it:
        nobody else sees the picture before."""
        if self.other_id is None:
            return False
        first = self.question.asks.filter(other=None)
        return any(State.GIVEN not in {scope.state for scope in ask.scopes().values()} for ask in first)


class Step(AppendOnly):
    """Something the asked person did on the way. Only ever added."""

    class What(models.TextChoices):
        READ = "read", _("Opened the page")
        LOOKED = "looked", _("Was shown the copy")
        CHOSE = "chose", _("Chose")
        MISTOOK = "mistook", _("Answered a question wrongly, and was told")
        UNDERSTOOD = "understood", _("Answered both questions rightly")

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="steps")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    language = models.CharField(max_length=5)
    facts = models.JSONField(default=dict, blank=True)  # places and states, keys of choices: no texts
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Step"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} of {self.ask_id}"


class Answer(AppendOnly):
    """One answer: the consent that came of it, and in which visit. Only ever added."""

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="answers")
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="answer")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="answers")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Answer"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"answer to {self.ask_id}"


class Warned(models.Model):
    """A message to where somebody was reached before: the clinic has changed it. What it says, and to whom, is
    encrypted until it is sent, and then gone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=7, choices=Channel.choices)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)  # the address
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at=None) | Q(sealed=None), name="where_it_went_is_gone"),
            models.CheckConstraint(
                condition=Q(patient__isnull=False, other=None) | Q(patient=None, other__isnull=False),
                name="a_warning_is_one_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"warning {self.pk}"

    @property
    def person(self) -> Patient | OtherPerson:
        whose = self.patient or self.other
        assert whose is not None
        return whose


class HourCorrectionQuerySet(InClinic["HourCorrection"]):
    clinic_path = "patient__clinic"


class HourCorrection(models.Model):
    """The hour of a sedation or operation was mistyped. The wrong one stands until a second person has said so, too."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    wrong = models.DateTimeField()
    right = models.DateTimeField(null=True, blank=True)  # None: there is no operation
    why = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = HourCorrectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None)
                | (Q(seen_by__isnull=False, seen_at__isnull=False) & ~Q(seen_by=models.F("by"))),
                name="a_second_person_knows_the_hour",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_corrected_hour_says_why"),
        ]

    def __str__(self) -> str:
        return f"corrected hour {self.pk}"


def _asks_of(person: Patient | OtherPerson, purpose: str) -> AskQuerySet:
    """Of them, and of whoever speaks for them."""
    whose = {"patient": person} if isinstance(person, Patient) else {"other": person}
    return Ask.objects.filter(question__purpose=purpose, **whose)


ONE_ACT = timedelta(minutes=1)  # a no that takes an older yes back is one no


def answered_since(person: Patient | OtherPerson, purpose: str, since: datetime) -> list[dict[Destination, State]]:
    """Of each question for this purpose that they, or who speaks for them, answered since then: what was said of each
    place. A no of one of them counts beside a yes of another, and a yes that was taken back since then is a no."""
    taken_back = Q(state=State.WITHDRAWN) & (Q(withdrawn_at__gte=since) | Q(consent__withdrawn_at__gte=since))
    rows = Scope.objects.filter(
        Q(consent__answer__at__gte=since) | taken_back, consent__answer__ask__in=_asks_of(person, purpose)
    )
    rows = rows.select_related("consent__answer__ask").order_by("consent__entered_at")
    noes = [(row.destinations, row.consent.entered_at) for row in rows if row.state == State.REFUSED]
    found: dict[UUID, dict[Destination, State]] = {}
    for row in rows:
        said, state = found.setdefault(row.consent.answer.ask.question_id, {}), State(row.state)
        at = row.withdrawn_at or row.consent.withdrawn_at
        for place in row.consent.record["scopes"][row.number]["destinations"]:
            if state == State.WITHDRAWN and at is not None:
                counted = any(place in places and abs(at - said_at) < ONE_ACT for places, said_at in noes)
                state = State.WITHDRAWN if counted else State.REFUSED
            if said.get(Destination(place)) != State.REFUSED:
                said[Destination(place)] = state
    return list(found.values())


def asked_since(person: Patient | OtherPerson, purpose: str, since: datetime, beside: Question | None = None) -> int:
    """How many questions for this purpose they were handed a link to since then, but for this one."""
    asks = _asks_of(person, purpose)
    if beside is not None:
        asks = asks.exclude(question=beside)
    asked = Link.objects.filter(purpose=LinkPurpose.ASK, made_at__gt=since).values("target")
    return asks.filter(pk__in=asked).values("question").distinct().count()
