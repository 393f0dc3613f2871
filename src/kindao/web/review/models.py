"""What the engine saw of an original, what was asked about it, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindao import clock
from kindao.engine.vocabulary import CareRecording, Destination, Ground, Outcome, Purpose
from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Original, Patient, Refiling
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.vault.models import StoredFile

NAMED = frozenset({Destination.LIVESTREAM, Destination.LECTURE, Destination.JOURNAL})
"""Of which the clinic can say which one."""


class Work(models.Model):
    """Something that a worker does for a while. Whoever does it holds a lease and renews it; when the lease runs out,
    because the worker is gone, another takes over and begins anew."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DEAD = "dead", _("Given up")

    LEASED = timedelta(seconds=90)
    """How long a worker may stand still before another takes over."""
    LONGEST: ClassVar = timedelta(hours=1)
    """No wait between two tries is longer: one that is was set by a clock that stood ahead, and is over."""
    CHOSEN: ClassVar[str] = ""
    """The field of the time that somebody chose for it, where there is one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=30, blank=True)  # a word of the engine: open, face, law, redact, verify
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)  # 0: it is not known
    failure = models.CharField(max_length=60, blank=True)  # the kind of the last failure; no text, it may hold a name
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def over(self) -> bool:
        return self.state in (Work.State.DONE, Work.State.DEAD)


_HELD = Q(state="running", lease__isnull=False, leased_until__isnull=False) | (
    ~Q(state="running") & Q(lease=None, leased_until=None)
)


class InspectionQuerySet(InClinic["Inspection"]):
    clinic_path = "original__clinic"

    def dead(self) -> InspectionQuerySet:
        return self.filter(state=Work.State.DEAD)


class Inspection(Work):
    """What the engine saw of one original, without asking the law: kinds and places, no names and no texts."""

    original = models.ForeignKey(Original, models.CASCADE, related_name="inspections")
    engine = models.CharField(max_length=20)  # its version: a later one looks again
    findings = models.JSONField(default=list)  # sight.py
    not_looked_for = models.JSONField(default=list)
    each = models.JSONField(default=list)  # how many of the findings each detector made, in order
    eyes = models.CharField(max_length=71, blank=True)  # fingerprint of engine and detectors; another looks itself
    words = models.CharField(max_length=64, blank=True)  # keyed digest of what was known of those shown
    seal = models.CharField(max_length=64, blank=True)  # of all that the gate takes over: rows that were altered don't
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)  # of a film or recording
    refused_vi = models.TextField(blank=True)  # why it could not be opened; the engine's own words
    refused_en = models.TextField(blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["original", "engine"], name="one_inspection_per_engine"),
            models.CheckConstraint(condition=_HELD, name="running_inspection_has_a_lease"),
        ]
        indexes: ClassVar = [models.Index(fields=["state"], condition=Q(state="dead"), name="inspections_given_up")]

    def __str__(self) -> str:
        return f"inspection {self.pk}"


class UseState(models.TextChoices):
    """Where a use is."""

    DRAFT = "draft", _("Draft")
    INSPECTING = "inspecting", _("Being checked")
    NEEDS_EYES = "needs-eyes", _("A person must look")
    REFUSED = "refused", _("Not allowed")
    PERMITTED = "permitted", _("Allowed")
    LAPSED = "lapsed", _("Over")


def _said_last(what: str = "says") -> Subquery:
    return Subquery(Confirmation.objects.filter(use=OuterRef("pk")).order_by("-at").values(what)[:1])


class UseQuerySet(InClinic["Use"]):
    def asked(self) -> UseQuerySet:
        """Those with an answer, or on the way to one."""
        return self.exclude(state__in=(UseState.DRAFT, UseState.LAPSED))

    def queue(self) -> UseQuerySet:
        """What the officer has to look at, the oldest first."""
        return self.filter(state=UseState.NEEDS_EYES).order_by("asked_at")

    def of_the_picture(self, original: Original) -> UseQuerySet:
        """Those of the same bytes in the clinic, under whichever patient they were filed."""
        return self.filter(original__clinic=original.clinic_id, original__digest=original.digest)

    def held_by_a_person(self, original: Original) -> bool:
        """Whether somebody doubts a use of this picture, or an officer refused one, and no officer has said yes since.
        It holds for every use of it: the same picture asked about anew, or filed under somebody else, is the same
        picture."""
        told = self.of_the_picture(original).annotate(last=_said_last(), said_at=_said_last("at"))
        return any(
            last == Confirmation.Says.NO or (doubt and (last is None or (at and said_at < at)))
            for doubt, at, last, said_at in told.values_list("doubted_by", "doubted_at", "last", "said_at")
        )

    def refused_by_a_person(self, original: Original) -> bool:
        """Whether an officer refused a use of this picture, and none has said yes to that use since."""
        return self.of_the_picture(original).annotate(last=_said_last()).filter(last=Confirmation.Says.NO).exists()

    def resting_on(
        self, *, patients: list[object], originals: list[object], pictures: Collection[object] | None = None
    ) -> UseQuerySet:
        """Those whose answer may change with a fact about these. pictures: which those touch, where that is known."""
        if pictures is None:
            pictures = Original.objects.resting_on(patients=patients, originals=originals).values("pk")
        return self.asked().filter(Q(patient__in=patients) | Q(original__in=pictures))


class Use(models.Model):
    """One proposed act: this original, for this purpose, at this destination, with these words, on this day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="uses")
    original = models.ForeignKey(Original, models.PROTECT, related_name="uses")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="uses")
    purpose = models.CharField(_("purpose"), max_length=12, choices=[(one.value, one.value) for one in Purpose])
    destination = models.CharField(
        _("destination"), max_length=12, choices=[(one.value, one.value) for one in Destination]
    )
    on = models.DateField(_("day"))
    caption = models.TextField(_("caption"), blank=True)
    specialty = models.CharField(_("specialty"), max_length=60, blank=True)
    body_area = models.CharField(_("part under treatment"), max_length=30, blank=True)
    care_recording = models.CharField(
        max_length=12, blank=True, choices=[(one.value, one.value) for one in CareRecording if one.value]
    )
    traits = models.JSONField(default=list, blank=True)
    handed_to = models.JSONField(default=list, blank=True)
    requested = models.BooleanField(default=False)
    ground = models.CharField(
        max_length=16, blank=True, choices=[(one.value, one.value) for one in Ground if one.value]
    )
    illustration_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    law = models.CharField(max_length=60, default="vn")
    state = models.CharField(max_length=10, choices=UseState.choices, default=UseState.DRAFT)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="uses")
    asked_at = models.DateTimeField()
    doubted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    """Who wants the officer to look whatever the law says: no permit without the officer then."""
    doubted_at = models.DateTimeField(null=True, blank=True)
    """When: what an officer said before is no answer to it."""
    answers_before = models.PositiveIntegerField(default=0)
    """How many decisions there were when the question was last changed: these, and what an officer said of them, are
    about another question."""

    objects = UseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "state", "asked_at"], name="uses_by_state"),
            models.Index(fields=["clinic", "-asked_at", "id"], name="uses_by_time"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=UseState.values), name="use_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"use {self.pk}"

    @property
    def agreed_with(self) -> dict[UUID, str]:
        """The journal, event or programme that was named to whoever agreed to this picture there, under whichever
        patient it lies, by the use that they were asked about."""
        if self.destination not in NAMED:
            return {}
        asked = Use.objects.of_the_picture(self.original).filter(  # by the relations of an app above
            purpose=self.purpose,
            questions__which__gt="",
            questions__asks__answers__consent__scopes__state="given",
        )
        named = asked.values_list("pk", "questions__which", "questions__destinations")
        return {pk: which for pk, which, places in named if self.destination in places}

    @property
    def agreed_names(self) -> str:
        return "; ".join(sorted(set(self.agreed_with.values())))

    @property
    def named_elsewhere(self) -> bool:
        """Whether what was agreed to names one, for other uses alone: which one this use is for, nobody said."""
        return bool(self.agreed_with) and self.pk not in self.agreed_with

    @property
    def is_kept(self) -> bool:
        """It stays in the medical record: nothing goes out, and there is no copy to be taken away."""
        kept = (Purpose.RECORD.value, Destination.INTERNAL.value)
        return (self.purpose, self.destination) == kept and not self.handed_to

    @property
    def illustration(self) -> bool:
        """Somebody states that it shows no real person."""
        return self.illustration_by_id is not None

    @property
    def doubted(self) -> bool:
        return self.doubted_by_id is not None

    @property
    def goes_public(self) -> bool:
        """Its copy leaves by a release alone, which knows where it is and how it comes back."""
        return self.destination != Destination.INTERNAL.value

    @property
    def from_day(self) -> date | None:
        """The first day on which its copy may leave, where that day is still to come."""
        later = self.state == UseState.PERMITTED and not self.is_kept and self.on > clock.today()
        return self.on if later else None

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django leaves one that is there
        if self.state == UseState.PERMITTED and self.is_kept:
            return gettext("Kept in the record")
        if self.from_day:
            return gettext("Allowed from %(day)s on") % {"day": date_format(self.from_day, "SHORT_DATE_FORMAT")}
        return str(UseState(self.state).label)

    def needs_another_than(self, user: User) -> bool:
        """Whether the clinic's two-person rule keeps this user from confirming it: they asked for it, changed what is
        asked, or said that the picture is of another patient than it was filed under."""
        if not self.clinic.two_person:
            return False
        same = {"original__clinic": self.original.clinic_id, "original__digest": self.original.digest}
        refiled = Refiling.objects.filter(by=user, **same).exists()
        return self.asked_by_id == user.pk or refiled or self.pk in changed([self], by=user)


CHANGED = "use.changed"


def changed(uses: Iterable[Use], *, by: User) -> set[UUID]:
    """Those whose words, place, day or purpose this user changed at any time, as the audit has it."""
    events = AuditEvent.objects.filter(
        log__in={use.clinic_id for use in uses},
        kind=Use._meta.label_lower,
        target__in=[str(use.pk) for use in uses],
        verb=CHANGED,
        actor=f"{by._meta.label_lower}:{by.pk}",
    )
    return {UUID(target) for target in events.values_list("target", flat=True)}


class CheckQuerySet(InClinic["Check"]):
    clinic_path = "use__clinic"

    def dead(self) -> CheckQuerySet:
        return self.filter(state=Work.State.DEAD)

    def open(self) -> CheckQuerySet:
        return self.filter(state__in=(Work.State.WAITING, Work.State.RUNNING))


class Check(Work):
    """One run of the whole gate for one use: look, ask the law, make the copy, look again, ask again."""

    NO_LAW = "no-law"
    """The failure of one that waits for a law pack that is good today."""

    use = models.ForeignKey(Use, models.CASCADE, related_name="checks")
    stale = models.BooleanField(default=False)  # a fact changed while it ran: its answer does not count
    made = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")  # not yet a copy

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["use"], condition=Q(state__in=("waiting", "running"), stale=False), name="one_check_at_a_time"
            ),
            models.CheckConstraint(condition=_HELD, name="running_check_has_a_lease"),
        ]
        indexes: ClassVar = [models.Index(fields=["state"], condition=Q(state="dead"), name="checks_given_up")]

    def __str__(self) -> str:
        return f"check {self.pk}"


class SafeCopyQuerySet(InClinic["SafeCopy"]):
    clinic_path = "use__clinic"

    def kept(self) -> SafeCopyQuerySet:
        return self.filter(gone_at=None)


class SafeCopy(models.Model):
    """A redacted, verified copy in the vault. Whether it may go out is told by the decision it stands with."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    use = models.ForeignKey(Use, models.PROTECT, related_name="copies")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="safe_copy")
    digest = models.CharField(max_length=71)
    level = models.CharField(max_length=20, blank=True)
    identifiability = models.CharField(max_length=10, blank=True)
    recipe = models.JSONField()  # what it was made of and by: original, engine, what was covered, what stays
    made_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)  # purged; the row stays

    objects = SafeCopyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use", "digest"], condition=Q(gone_at=None), name="one_copy_per_digest")
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"


class DecisionQuerySet(InClinic["Decision"]):
    clinic_path = "use__clinic"


class Decision(AppendOnly):
    """What the gate answered, with all that it rests on: recomputed from `facts` and the pack it is the same, byte for
    byte. Only ever added."""

    class Basis(models.TextChoices):
        LAW = "law", _("The law")
        OFFICER = "officer", _("The officer")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    use = models.ForeignKey(Use, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()  # of this use, from 1
    outcome = models.CharField(max_length=14, choices=[(one.value, one.value) for one in Outcome])
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.LAW)
    facts = models.TextField(blank=True)  # canonical JSON, as the law was told; "" where it was not asked
    decision = models.TextField(blank=True)  # canonical JSON, as the law answered
    pack = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=60, blank=True)
    pack_digest = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    refused_vi = models.TextField(blank=True)  # why it stopped beside the law; the engine's own words
    refused_en = models.TextField(blank=True)
    report = models.JSONField()  # sight.py: findings, whose, what was covered, the checks; no names, no texts
    copy = models.ForeignKey(SafeCopy, models.PROTECT, null=True, blank=True, related_name="decisions")
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use", "number"], name="decisions_are_numbered"),
            models.CheckConstraint(
                condition=~Q(outcome="permit") | Q(copy__isnull=False), name="a_permit_names_its_copy"
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} of {self.use_id}"


class ConfirmationQuerySet(AppendOnlyQuerySet["Confirmation"]):
    def standing(self) -> ConfirmationQuerySet:
        """Those about the question as it is asked now, and as it is doubted."""
        since = Q(use__doubted_at=None) | Q(at__gte=F("use__doubted_at"))
        return self.filter(since, decision__number__gt=F("use__answers_before"))


class Confirmation(AppendOnly):
    """What an officer, who looked at one very copy, answers for. Only ever added."""

    class Says(models.TextChoices):
        YES = "yes", _("It may go out")
        NO = "no", _("It may not go out")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    use = models.ForeignKey(Use, models.PROTECT, related_name="confirmations")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="confirmations")
    copy = models.ForeignKey(SafeCopy, models.PROTECT, null=True, blank=True, related_name="confirmations")
    says = models.CharField(max_length=3, choices=Says.choices)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Who may not be the one who says yes: whoever asked, in a clinic that wants two people; whoever stated that it is
    # an illustration.
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    stated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_confirmation_has_a_reason"),
            models.CheckConstraint(condition=Q(says="no") | Q(copy__isnull=False), name="a_yes_names_the_copy"),
            models.CheckConstraint(
                condition=Q(says="no") | ~Q(by=F("asked_by")) & ~Q(by=F("stated_by")), name="a_second_person_says_yes"
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class Broken(models.Model):
    """Something that is done now and then for the whole installation, and that did not work the last time."""

    name = models.CharField(max_length=120, primary_key=True)  # app.module.function
    failure = models.CharField(max_length=80)  # its kind, not its words
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since", "name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, name: str, failure: str) -> None:
        told = {"failure": failure[:80]}
        cls.objects.update_or_create(name=name, defaults=told, create_defaults=told | {"since": clock.now()})

    @classmethod
    def forget(cls, name: str) -> None:
        """It works."""
        cls.objects.filter(name=name).delete()
