"""Accounts on platforms, permits, what was released under them, every place where it is seen, and its way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kindao.engine.vocabulary import Destination
from kindao.page.wording import DESTINATION
from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.cases.models import Original, OtherPerson, Patient
from kindao.web.cases.said import said
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.connectors.manual import Manual
from kindao.web.review.models import Decision, SafeCopy, Use, Work
from kindao.web.vault.models import DataKey, StoredFile


class AccountQuerySet(InClinic["Account"]):
    def open(self) -> AccountQuerySet:
        return self.filter(closed_at=None)


class Account(models.Model):
    """One account of the clinic on one platform. Closed, never deleted: what was released there has to come back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="accounts")
    connector = models.CharField(max_length=40)
    destination = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Destination])
    name = models.CharField(_("name"), max_length=120)
    address = models.URLField(_("address"), max_length=500, blank=True)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField()  # what the connector is told, as JSON, encrypted under `key`
    deleter = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    """Who takes down by hand what the platform lets no program delete; named before the first release."""
    who = models.CharField(max_length=200, blank=True)  # as the platform names the account
    home = models.CharField(max_length=500, blank=True)  # the address that a site says it has; "" where it doesn't
    may_publish = models.BooleanField(default=False)
    may_delete = models.BooleanField(default=False)
    tested_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)  # when the access runs out
    trouble_vi = models.CharField(max_length=400, blank=True)  # what the last test met; the connector's own words
    trouble_en = models.CharField(max_length=400, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["opened_at"]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def called(self) -> str:
        """What the clinic calls it; what nobody named is said in the language of whoever reads."""
        return self.name or f"{said(Manual.title)} · {said(DESTINATION[Destination(self.destination)])}"

    @property
    def told_apart(self) -> str:
        """What it is called among others of its name: with where it leads and as whom, and whether it is closed."""
        who = self.who if self.who != self.address else ""
        words = (self.called, self.address, who, str(_("Closed")) if self.closed_at else "")
        return " · ".join(filter(None, words))


class Stage(models.TextChoices):
    """Where a release is."""

    SCHEDULED = "scheduled", _("Waits for its time")
    SENDING = "sending", _("Being sent")
    BY_HAND = "by-hand", _("A person posts it")
    UNSURE = "unsure", _("It is not known whether it is out")
    OUT = "out", _("Out")
    COMING_DOWN = "coming-down", _("Being taken down")
    GONE = "gone", _("Gone, seen from outside")
    ENDED = "ended", _("Taken down as far as it can be")
    REFUSED = "refused", _("Did not go out")
    CANCELLED = "cancelled", _("Called off")


MAY_BE_OUT = (Stage.SENDING, Stage.BY_HAND, Stage.UNSURE, Stage.OUT, Stage.COMING_DOWN)
"""Stages in which the public may see it."""


class ReleaseQuerySet(InClinic["Release"]):
    def out(self) -> ReleaseQuerySet:
        """What the public may see, or may see soon."""
        return self.filter(stage__in=MAY_BE_OUT)

    def waiting(self) -> ReleaseQuerySet:
        return self.filter(stage=Stage.SCHEDULED)

    def showing(self, person: Patient | OtherPerson) -> ReleaseQuerySet:
        """Those of pictures in which the person is, whoever's they are."""
        if isinstance(person, Patient):
            shown = Q(use__original__patient=person) | Q(use__original__appearances__patient=person)
        else:
            shown = Q(use__original__appearances__other=person)
        return self.filter(shown).distinct()

    def not_proven_gone(self) -> ReleaseQuerySet:
        """What left the clinic, or may have, and was not seen to be gone from everywhere."""
        left = self.filter(stage__in=(*MAY_BE_OUT, Stage.ENDED))
        return left.exclude(stage=Stage.BY_HAND, sent_at=None)

    def to_come(self) -> ReleaseQuerySet:
        """What has not left the clinic, and is to."""
        return self.filter(stage__in=(Stage.SCHEDULED, Stage.BY_HAND), sent_at=None)

    def resting_on(self, *, patients: list[UUID], originals: list[UUID]) -> ReleaseQuerySet:
        """Those whose answer may change with a fact about these; also of questions that are long over."""
        touched = Original.objects.resting_on(patients=patients, originals=originals)
        return self.filter(use__original__in=touched.values("pk"))

    def of_pictures(self, pictures: Iterable[UUID]) -> ReleaseQuerySet:
        return self.filter(use__original__in=pictures)

    def in_hands(self) -> ReleaseQuerySet:
        """What somebody downloaded, and nobody has told where it is: it may be posted yet."""
        told = PublicCopy.objects.filter(release=OuterRef("pk")).exclude(address="")
        fetched = Q(stage=Stage.BY_HAND) | Q(stage=Stage.COMING_DOWN, fetched_by__isnull=False)
        return self.filter(fetched, ~Exists(told), sent_at__isnull=False)

    def not_to_be_posted(self) -> ReleaseQuerySet:
        """Of those what was ordered down, or is not permitted any more as it was."""
        found = ReplayFinding.objects.filter(release=OuterRef("pk"), over_at=None)
        return self.in_hands().filter(Q(stage=Stage.COMING_DOWN) | Exists(found))

    def vanished(self) -> ReleaseQuerySet:
        """What nobody ordered down, and two looks at every address found nothing of: somebody deleted it there."""
        copies = PublicCopy.objects.filter(release=OuterRef("pk"))
        here = self.filter(Exists(copies.filter(gone_looks__gte=2)), stage=Stage.OUT)
        return here.exclude(Exists(copies.exclude(address="").filter(gone_looks__lt=2)))

    def unread(self) -> ReleaseQuerySet:
        """Those on which a person has to act."""
        return self.filter(stage__in=(Stage.UNSURE, Stage.BY_HAND))


class Release(Work):
    """One safe copy on its way to one account, or there. What it says stands here as it was sent."""

    CHOSEN = "due_at"
    LONGEST = timedelta(days=2)  # a platform may say itself when to come again

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="releases")
    use = models.ForeignKey(Use, models.PROTECT, related_name="releases")
    account = models.ForeignKey(Account, models.PROTECT, related_name="releases")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.SCHEDULED)
    due_at = models.DateTimeField()  # when it is to go out
    nonce = models.UUIDField(default=uuid4)  # of the form: sent twice, it is one release
    file_name = models.CharField(max_length=60, unique=True)  # random
    caption = models.TextField(blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=71, blank=True)  # of the bytes that were sent
    size = models.PositiveBigIntegerField(default=0)  # of them
    phash = models.CharField(max_length=64, blank=True)  # of what is seen; "" for films and recordings
    credential = models.CharField(max_length=8, blank=True)  # credentials.Credential: whether a claim is in the bytes
    ref = models.CharField(max_length=300, blank=True)  # the platform's own name of the post
    sent_at = models.DateTimeField(null=True, blank=True)  # the first byte may have left then
    out_at = models.DateTimeField(null=True, blank=True)
    why_vi = models.TextField(blank=True)  # why it did not go out, or waits; the connector's or the law's own words
    why_en = models.TextField(blank=True)
    not_posted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    """Who said that it was not posted; why_vi and why_en are their words then."""
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    fetched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    """Who downloaded the copy of what is posted by hand: they know where it is, and take it down."""

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-due_at"]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "stage", "due_at"], name="releases_by_stage"),
            models.Index(fields=["clinic", "due_at"], name="releases_by_day"),
            models.Index(fields=["sent_at"], name="releases_by_sending"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "nonce"], name="one_release_per_form"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="release_stage_is_known"),
            models.CheckConstraint(
                condition=~Q(stage__in=("out", "coming-down", "gone")) | Q(sent_at__isnull=False),
                name="what_is_out_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"

    @property
    def mark(self) -> str:
        return self.file_name.partition(".")[0]

    @property
    def places(self) -> list[PublicCopy]:
        """Where it is seen, or was: that nobody had told where, and somebody has since, is no place of its own."""
        return [one for one in self.public_copies.all() if one.state != CopyState.ANSWERED]


class PermitQuerySet(InClinic["Permit"]):
    clinic_path = "release__clinic"

    def alive(self) -> PermitQuerySet:
        return self.filter(spent_at=None, died_at=None)


class Permit(models.Model):
    """That these bytes may go to this account with these words, once, soon. Any event on what it rests on kills it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="permits")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="permits")
    copy = models.ForeignKey(SafeCopy, models.PROTECT, related_name="permits")
    digest = models.CharField(max_length=71)  # of the copy
    caption_digest = models.CharField(max_length=71)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)
    died_at = models.DateTimeField(null=True, blank=True)
    died_of = models.CharField(max_length=12, blank=True)  # consent, facts, caption, late, called-off

    objects = PermitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release"], condition=Q(spent_at=None, died_at=None), name="one_live_permit_per_release"
            ),
            models.CheckConstraint(condition=Q(spent_at=None) | Q(died_at=None), name="spent_or_dead_not_both"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="a_permit_ends"),
        ]

    def __str__(self) -> str:
        return f"permit {self.pk}"


class CopyState(models.TextChoices):
    """Where a public copy is. Nothing but two looks from outside makes it verified gone."""

    LIVE = "live", _("Seen")
    DELETE_ASKED = "delete-asked", _("Deletion asked")
    PLATFORM_GONE = "platform-gone", _("The platform says it is gone")
    BY_HAND = "by-hand", _("A person takes it down")
    UNDELETABLE = "undeletable", _("Can't be taken back")
    VERIFIED_GONE = "verified-gone", _("Gone, seen from outside twice")
    CAME_BACK = "came-back", _("It came back")
    ANSWERED = "answered", _("Answered since")  # of the row without an address: nobody asks for it any more


class PublicCopyQuerySet(InClinic["PublicCopy"]):
    clinic_path = "release__clinic"

    def seen(self) -> PublicCopyQuerySet:
        """Those that are not proven gone."""
        return self.exclude(state=CopyState.VERIFIED_GONE)

    def asked(self) -> PublicCopyQuerySet:
        """All but the row without an address where somebody has told since where it is, or that it is nowhere."""
        return self.exclude(state=CopyState.ANSWERED)

    def by_hand(self) -> PublicCopyQuerySet:
        return self.filter(state=CopyState.BY_HAND)

    def of_the_platform(self) -> PublicCopyQuerySet:
        """What the platform or its site told of, and Kindao looks at."""
        return self.exclude(found_by="person").exclude(look_after=None)

    def together(self, copy: PublicCopy) -> PublicCopyQuerySet:
        """All that is one task with this one: what the platform told of goes by one deletion, and Kindao looks at each;
        what a person told of is a task of its own."""
        same = self.by_hand().of_the_platform().filter(release=copy.release_id, person=copy.person_id)
        return same if same.filter(pk=copy.pk).exists() else self.by_hand().filter(pk=copy.pk)

    def tasks(self) -> PublicCopyQuerySet:
        """One of each `together`."""
        before = PublicCopy.objects.by_hand().of_the_platform()
        before = before.filter(release=OuterRef("release"), person=OuterRef("person"), pk__lt=OuterRef("pk"))
        return self.by_hand().filter(Q(found_by="person") | Q(look_after=None) | ~Exists(before))


class PublicCopy(models.Model):
    """One address at which the public finds a release. Never deleted: gone is a state, and it may come back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="public_copies")
    address = models.CharField(max_length=1000)
    place = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Place])
    ref = models.CharField(max_length=300, blank=True)  # what on the platform has to be deleted for it to go
    state = models.CharField(max_length=14, choices=CopyState.choices, default=CopyState.LIVE)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=10)  # platform, site, person
    last_seen = models.CharField(max_length=7, blank=True)  # what the last look found, of Seen
    gone_looks = models.PositiveSmallIntegerField(default=0)  # in a row, that found nothing
    looked_at = models.DateTimeField(null=True, blank=True)
    look_after = models.DateTimeField(null=True, blank=True)  # when it is looked at next; None: not any more
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # who takes it down
    due_at = models.DateTimeField(null=True, blank=True)  # by when
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)  # when the platform was last asked to delete it
    done_at = models.DateTimeField(null=True, blank=True)
    """That a person says it is gone; their word stands since. Of what is answered, when it was, and done_by by whom."""
    despite = models.TextField(blank=True)
    """Why it is gone though a part of the picture is seen on the evidence: the officer's word. "": none is."""

    objects = PublicCopyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["found_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["look_after"], name="copies_to_look_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "address"], name="one_row_per_address"),
            models.CheckConstraint(condition=Q(state__in=CopyState.values), name="copy_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="by-hand") | Q(person__isnull=False, due_at__isnull=False),
                name="by_hand_is_somebodys",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified-gone") | Q(gone_looks__gte=2), name="gone_was_seen_twice"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("platform-gone", "verified-gone", "answered"))
                | Q(done_at=None, done_by=None, evidence=None),
                name="a_word_stands_while_it_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"public copy {self.pk}"

    @property
    def last_word(self) -> PublicCopy | SaidGone | None:
        """What a person said last about it, whether it counts still or not."""
        return self if self.done_by_id is not None else next(reversed(self.said_before.all()), None)


class SaidGone(AppendOnly):
    """That a person said of a copy that it is gone, which counts no more: it is seen again, or somebody has to look
    anew. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    copy = models.ForeignKey(PublicCopy, models.PROTECT, related_name="said_before")
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    despite = models.TextField(blank=True)
    until = models.DateTimeField()

    objects = AppendOnlyQuerySet["SaidGone"].as_manager()

    class Meta:
        ordering: ClassVar = ["until", "pk"]

    def __str__(self) -> str:
        return f"word about {self.copy_id}"


class Seen(models.TextChoices):
    """What a look from outside found at an address."""

    THERE = "there", _("It is there")
    OTHER = "other", _("Something else is there")
    GONE = "gone", _("Nothing is there")
    UNKNOWN = "unknown", _("It could not be told")


class Probe(AppendOnly):
    """One look at one address, from outside the account. Only ever added."""

    copy = models.ForeignKey(PublicCopy, models.PROTECT, related_name="probes")
    at = models.DateTimeField()
    seen = models.CharField(max_length=7, choices=Seen.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP; None: nobody answered
    digest = models.CharField(max_length=71, blank=True)  # of what came
    bits = models.PositiveSmallIntegerField(null=True, blank=True)  # in which it differs from the release, of 256

    objects = AppendOnlyQuerySet["Probe"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"probe of {self.copy_id}"


class Why(models.TextChoices):
    """Why something comes down."""

    WITHDRAWN = "withdrawn", _("Consent was withdrawn")
    EXPIRED = "expired", _("The consent has ended")
    RIGHTS = "rights", _("The person used a right")
    FACTS = "facts", _("A fact has changed")
    REFILED = "refiled", _("It is of another patient")
    OVER = "over", _("What was asked is over")
    LAW = "law", _("The law has changed")
    OFFICER = "officer", _("The officer orders it")
    LEAK = "leak", _("It was found where it should not be")


class TakedownQuerySet(InClinic["Takedown"]):
    clinic_path = "release__clinic"

    def open(self) -> TakedownQuerySet:
        return self.filter(over_at=None)


class Takedown(Work):
    """That a release comes down: everywhere, until every address of it is proven gone."""

    LEASED = timedelta(seconds=30)
    """Short, for nobody is to wait for a dead worker; should one that only stood still go on, a deletion that is asked
    for twice does no harm."""
    LONGEST = timedelta(days=2)  # a platform may say itself when to come again

    release = models.ForeignKey(Release, models.PROTECT, related_name="takedowns")
    why = models.CharField(max_length=10, choices=Why.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: nobody had to
    because_vi = models.TextField(blank=True)  # the rule that denied it then, in words; "" where none was asked
    because_en = models.TextField(blank=True)
    tries = models.PositiveIntegerField(default=0)  # deletions that did not work in a row
    try_after = models.DateTimeField(null=True, blank=True)  # no deletion is asked for before: the last did not work
    trouble_vi = models.CharField(max_length=400, blank=True)
    trouble_en = models.CharField(max_length=400, blank=True)
    put_off = models.BooleanField(default=False)  # a deletion is still to be done: nothing is gone
    over_at = models.DateTimeField(null=True, blank=True)

    objects = TakedownQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release"], condition=Q(over_at=None), name="one_open_takedown_per_release"
            ),
        ]

    def __str__(self) -> str:
        return f"takedown {self.pk}"


class Engine(models.TextChoices):
    """A search engine that is asked to forget what is gone."""

    GOOGLE = "google", "Google"
    BING = "bing", "Bing"


class SearchRequestQuerySet(InClinic["SearchRequest"]):
    clinic_path = "takedown__release__clinic"

    def open(self) -> SearchRequestQuerySet:
        return self.filter(done_at=None)


class SearchRequest(models.Model):
    """That a person asks a search engine to forget the addresses of one takedown, which answer 404 or 410 by now."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    takedown = models.ForeignKey(Takedown, models.PROTECT, related_name="search_requests")
    engine = models.CharField(max_length=8, choices=Engine.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = SearchRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "engine"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["takedown", "engine"], name="an_engine_is_asked_once_per_takedown"),
            models.CheckConstraint(condition=Q(engine__in=Engine.values), name="search_engine_is_known"),
        ]

    def __str__(self) -> str:
        return f"search request {self.pk}"


class Replay(models.Model):
    """That all that is out of a clinic was judged again, and by which law. The last one tells whether it has to be."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="replays")
    at = models.DateTimeField()
    laws = models.CharField(max_length=64)  # digest of the law packs and of the day they were asked about
    judged = models.PositiveIntegerField()  # releases

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"replay {self.pk}"


class ReplayFindingQuerySet(InClinic["ReplayFinding"]):
    clinic_path = "release__clinic"

    def open(self) -> ReplayFindingQuerySet:
        """Of what is still out, and not on its way back."""
        return self.filter(over_at=None, release__stage__in=(Stage.OUT, Stage.UNSURE, Stage.BY_HAND))


class ReplayFinding(models.Model):
    """Something that is out, and that the law, asked again, does not permit any more. Over when it permits it again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="findings")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")  # under which it went out
    outcome = models.CharField(max_length=13)  # of the engine: today's
    why_vi = models.TextField()
    why_en = models.TextField()
    version = models.CharField(max_length=200, blank=True)  # of the law that was asked again
    new_law = models.BooleanField(default=False)  # it is not the one that was asked then
    found_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)

    objects = ReplayFindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["found_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release"], condition=Q(over_at=None), name="one_open_finding_per_release"),
        ]

    def __str__(self) -> str:
        return f"finding of {self.release_id}"
