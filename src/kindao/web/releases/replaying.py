"""All that is out, judged again: whenever the law packs or the day have changed, and what rests on a consent or a fact
in the transaction of its change. The difference is kept for the officer, who acts on it; by this alone comes down only
what rested on a consent that is none any more: a day has passed, a child has grown into being asked."""

import hashlib
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.vocabulary import Outcome
from kindao.web import audit, rounds
from kindao.web.clinics.models import Clinic, User
from kindao.web.releases import actions
from kindao.web.releases.models import Release, ReleaseQuerySet, Replay, ReplayFinding, Stage, Why
from kindao.web.review import asking, standing
from kindao.web.review.models import Decision, Use, UseState
from kindao.web.review.over import WORDS, Because, over
from kindao.web.review.standing import Standing

EXPIRED = "expired"  # instead of a digest: of a pack that may not be asked any more


def live(rows: ReleaseQuerySet) -> ReleaseQuerySet:
    """What the public may see and nobody has ordered down."""
    return rows.filter(stage__in=(Stage.OUT, Stage.UNSURE, Stage.BY_HAND), sent_at__isnull=False)


def laws(clinic: Clinic) -> str:
    """A digest of the packs that the clinic's live releases rest on, and of today: a rule may begin or end with a
    day."""
    asked = live(Release.objects.in_clinic(clinic)).order_by("use__law").values_list("use__law", flat=True).distinct()
    told = [f"{name}={_digest(name)}" for name in asked]
    return hashlib.sha256("\n".join([clock.today().isoformat(), *told]).encode()).hexdigest()


def _pack(name: str) -> Pack | None:
    try:
        return load_pack(name, on=clock.today())
    except KindaoError:
        return None


def _digest(name: str) -> str:
    pack = _pack(name)
    return pack.digest if pack else EXPIRED


def replay(clinic: Clinic, *, by: User | None = None) -> Replay:
    """Judge all that is out of one clinic, and remember that it was. by: who asked; None: nobody had to."""
    known = laws(clinic)
    judged = _judge_all(live(Release.objects.in_clinic(clinic)))
    with transaction.atomic():
        done = Replay.objects.create(clinic=clinic, at=clock.now(), laws=known, judged=judged)
        different = ReplayFinding.objects.in_clinic(clinic).open().count()
        audit.record("replay.done", done, by=by, clinic=clinic, facts={"releases": judged, "different": different})
    return done


def replay_where_changed() -> int:
    """Every clinic of which something is out, and whose law has changed since it was judged last. Gives how many."""
    clinics = Clinic.objects.filter(releases__in=live(Release.objects.all())).distinct()
    return rounds.every(clinics, lambda clinic: is_old(clinic, last(clinic)) and bool(replay(clinic)))


def last(clinic: Clinic) -> Replay | None:
    """When all was judged; not what a clock that stood ahead says."""
    return Replay.objects.filter(clinic=clinic, at__lte=clock.now()).first()


def is_old(clinic: Clinic, done: Replay | None) -> bool:
    """Whether what is out was not judged by the law and the day of now."""
    return done is None or done.laws != laws(clinic)


def judge_touched(touched: ReleaseQuerySet) -> None:
    """A consent or a fact has changed on which these rest. What is denied now was ordered down before; what only needs
    a person stays out, and is found here."""
    _judge_all(live(touched))


def judge_lapsed(use: Use) -> None:
    """Nobody here wants a use any more; what is out of it is for the officer, whatever the law says."""
    _judge_all(live(Release.objects.filter(use=use)))


def _judge_all(rows: ReleaseQuerySet) -> int:
    """Gives how many. Of one use there may be many releases: each decision is judged once."""
    told: dict[UUID, Standing] = {}
    count = 0
    for row in rows.select_related("use__original__session", "use__clinic"):
        decision = decided(row)
        if decision is not None and decision.pk not in told:
            told[decision.pk] = _standing(decision, row.use)
        now = told[decision.pk] if decision else Standing(Outcome.DENY, standing.CHANGED)
        if now.ended:
            actions.take_down(row, Why.EXPIRED, because=now.why)
        else:
            keep(row, decision, now)
        count += 1
    return count


def _standing(decision: Decision, use: Use) -> Standing:
    now = standing.judged(decision, use)
    if not now.permits or use.state != UseState.LAPSED:
        return now
    ended = over(use)
    return Standing(Outcome.INDETERMINATE, (ended and ended.why) or WORDS[Because.UNWANTED])


@transaction.atomic
def keep(release: Release, decision: Decision | None, now: Standing) -> ReplayFinding | None:
    """One release: what differs today is kept once, with its newest reason; what differs no more is over."""
    open_ = ReplayFinding.objects.filter(release=release, over_at=None)
    if decision and now.permits:
        open_.update(over_at=clock.now())
        return None
    pack, why = _pack(release.use.law), now.why or standing.CHANGED
    told = {
        "decision": decision,
        "outcome": now.outcome.value,
        "why_vi": why.vi,
        "why_en": why.en,
        "version": pack.version if pack else "",
        "new_law": pack is None or decision is None or pack.digest != decision.pack_digest,
    }
    found, _ = ReplayFinding.objects.update_or_create(
        release=release, over_at=None, defaults=told, create_defaults=told | {"found_at": clock.now()}
    )
    return found


def decided(release: Release) -> Decision | None:
    """Under which it went out."""
    permit = release.permits.select_related("decision").exclude(spent_at=None).last()
    return permit.decision if permit else asking.last_answer(release.use)
