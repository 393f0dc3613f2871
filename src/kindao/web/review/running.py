"""What a worker does with one row: the engine on a file of the vault. Nothing here decides who may; jobs.py does.

Plain files lie in a folder of the run, 0700, which goes with it; of a run whose worker was killed the next one, or the
sweep, clears it away."""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from kindao import clock
from kindao.engine import gate
from kindao.engine.appearance import Appearance, figures
from kindao.engine.detect import installed
from kindao.engine.detect.base import Submission
from kindao.engine.errors import BadInput, KindaoError, Unreadable
from kindao.engine.media.opening import recognise
from kindao.engine.medium.base import Progress, Sight
from kindao.engine.medium.film import Film
from kindao.engine.policy.asking import kin_says_no
from kindao.engine.policy.decide import decision_to_json
from kindao.engine.policy.facts import facts_from_json, facts_to_json, somebody_unknown
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.report import Report
from kindao.engine.seen import Seen, fingerprint
from kindao.engine.vocabulary import Known, Outcome, Words
from kindao.web import audit
from kindao.web.cases import actions as cases
from kindao.web.cases import signals
from kindao.web.cases.content import PICTURE_TYPES, film_type
from kindao.web.cases.models import Original
from kindao.web.review import asking, elsewhere, sight
from kindao.web.review.contradicting import in_desk_words
from kindao.web.review.leases import Lease, beating
from kindao.web.review.models import Check, Confirmation, Decision, Inspection, SafeCopy, Use, UseState, Work
from kindao.web.review.signals import decided
from kindao.web.review.version import VERSION
from kindao.web.vault import store
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import StoredFile

LAW_AGAIN = timedelta(minutes=10)  # after which it is looked whether a law pack is good by now
COUNTED_ANEW = Words(
    "Kindao đã được nâng cấp nên phim được xem lại và người trong phim được đánh số lại: hãy nói lại ai là ai.",
    "Kindao was renewed, so the film is looked at anew and whoever is in it is numbered anew: say again who is who.",
)


def place_of(pk: UUID) -> Path:
    """Where a run keeps plain files while it lasts."""
    folder: Path = settings.HOME.folder
    return folder / "work" / f"run-{pk}"


@contextmanager
def workplace(pk: UUID) -> Iterator[Path]:
    """An empty folder for its owner alone, gone afterwards; what a killed worker left in it goes first."""
    place = place_of(pk)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def medium(original: Original, folder: Path) -> Iterator[bytes | Path]:
    """The original as the engine takes it: a picture's bytes, a film's file."""
    if original.kind == Original.Kind.PICTURE:
        yield store.read(original.file)
        return
    with store.materialise(original.file, folder) as file:
        yield file


def inspect(lease: Lease, inspection: Inspection) -> None:
    """Look, without asking the law. Raises what a broken detector or the vault raises; Lost."""
    with workplace(inspection.pk) as folder, beating(lease), medium(inspection.original, folder) as data:
        known = _known(asking.everybody(inspection.original))
        try:
            seen = _sight(data, known, lease.progress)
        except (Unreadable, BadInput) as unreadable:
            lease.done(refused_vi=unreadable.vi or str(unreadable), refused_en=str(unreadable))
            return
    with transaction.atomic():
        _write(lease, inspection, known, *seen)


def _sight(data: bytes | Path, known: tuple[Known, ...], progress: Progress) -> tuple[Sight, int, int]:
    opened = gate.opened(data)
    seen = opened.look(Submission(gate.NOTHING, known=known), installed(), progress)
    if isinstance(opened, Film):
        return replace(seen, clip=opened.clip), opened.width, opened.height
    return seen, opened.width, opened.height


def _known(people: Iterable[Appearance]) -> tuple[Known, ...]:
    """What the gate compares words with, of those who are shown."""
    return tuple(seen.person.known for seen in people if seen.person.known)


def _digest_of(known: tuple[Known, ...]) -> str:
    """Keyed: names and birth dates are quickly guessed from a bare digest."""
    return salted_hmac("kindao.review.known", repr(known), algorithm="sha256").hexdigest()


def seen_before(original: Original, known: tuple[Known, ...]) -> Seen | None:
    """What the inspection saw, for the gate to take over. Whether it was of this file and by these eyes, the gate
    itself compares; of what was known then a digest was kept, and where it is another, words are read anew."""
    row = original.inspections.filter(state=Work.State.DONE).exclude(eyes="").order_by("-created_at").first()
    if row is None or not constant_time_compare(row.seal, _seal(original, row.eyes, row.each, row.findings)):
        return None
    same = constant_time_compare(row.words, _digest_of(known))
    each = sight.each_of(sight.findings_of(row.findings), row.each)
    return Seen(original.digest, row.eyes, each, known=known if same else None)


def counted_by_another(original: Original) -> bool:
    """Whether somebody was named by the number that another engine gave them: what is new in it may number otherwise,
    and then another head would be shown than the one that agreed."""
    named = original.appearances.exclude(tracks=[]).exclude(confirmed_by=None)
    if original.kind == Original.Kind.PICTURE or not named.exists():
        return False
    seen = original.inspections.filter(state=Work.State.DONE).order_by("-created_at").first()
    return seen is None or seen.eyes != fingerprint(installed())


def _counted_anew(original: Original) -> None:
    from kindao.web.review import jobs

    cases.counted_anew(original)
    row, _ = Inspection.objects.get_or_create(original=original, engine=VERSION, defaults={"created_at": clock.now()})
    Inspection.objects.filter(pk=row.pk, state=Work.State.DONE).update(
        state=Work.State.WAITING, attempts=0, not_before=None, finished_at=None
    )
    jobs.start(row)


def _seal(original: Original, *seen: Any) -> str:
    told = json.dumps([original.digest, *seen], sort_keys=True)
    return salted_hmac("kindao.review.seen", told, algorithm="sha256").hexdigest()


def _write(
    lease: Lease, inspection: Inspection, known: tuple[Known, ...], seen: Sight, width: int, height: int
) -> None:
    findings, each, eyes = sight.findings_to(seen.findings), sight.each_to(seen.each), fingerprint(installed())
    lease.done(
        findings=findings,
        not_looked_for=sight.absent_to(seen.not_looked_for),
        each=each,
        eyes=eyes,
        words=_digest_of(known),
        seal=_seal(inspection.original, eyes, each, findings),
        width=width,
        height=height,
        frames=seen.clip.frames if seen.clip else 1,
        seconds=float(seen.clip.seconds) if seen.clip else 0.0,
    )
    people = figures(seen.findings)
    if inspection.seal:  # it was looked at before: what was answered since may be asked again
        signals.changed.send(Original, patients=[], originals=[inspection.original_id])
    if seen.clip:
        cases.found(inspection.original, (), len(people))
    else:
        cases.found(inspection.original, [figure.face for figure in people], 0)
    audit.record("original.inspected", inspection.original, by=None, clinic=inspection.original.clinic)


def check(lease: Lease, run: Check) -> None:
    """The whole gate on one use. What comes of it is kept in one transaction, or nothing of it is."""
    if run.stale:  # another run answers
        with transaction.atomic():
            lease.done(made=None)
            if run.made is not None:
                discard(run.made)
        return
    use = run.use
    if held := asking.held(use):
        with transaction.atomic():
            refused = Report(use.original.digest, Outcome.DENY, (), None, refused=held)
            _decided(lease, run, refused, None, _stored(run, refused))
        return
    if counted_by_another(use.original):
        with transaction.atomic():
            refused = Report(use.original.digest, Outcome.INDETERMINATE, (), None, refused=COUNTED_ANEW)
            _decided(lease, run, refused, None, _stored(run, refused))
            _counted_anew(use.original)
        return
    confirmed = use.confirmations.standing().order_by("-at").first()
    if confirmed and confirmed.says == Confirmation.Says.YES:
        with beating(lease):  # pictures that were never compared are opened
            if elsewhere.filed_since(use, confirmed.at, look=True):
                confirmed = None
    officer = confirmed.by if confirmed and confirmed.says == Confirmation.Says.YES else None
    try:
        pack = load_pack(use.law, on=clock.today())
    except KindaoError:  # no attempt of its own: it goes on when there is one
        lease.later(clock.now() + LAW_AGAIN, failure=Check.NO_LAW)
        return
    with workplace(run.pk) as folder, beating(lease), medium(use.original, folder) as data:
        asked = asking.request(use, data, folder=folder, confirmed_by=officer)
        asked = replace(asked, sight=seen_before(use.original, _known(asked.people)))
        report = _asked(asked, use, pack, lease.progress)
        if confirmed and officer and not _still_about(confirmed, report):
            # The officer looked at another copy, or knew other things of who is in it, of what they agreed to and of
            # who says no: for this their word counts not.
            confirmed = None
            report = _asked(replace(asked, confirmed_by=""), use, pack, lease.progress)
        report = elsewhere.told(use, report)
        made = _stored(run, report)
        with transaction.atomic():
            _decided(lease, run, report, confirmed, made)


def _asked(asked: gate.Request, use: Use, pack: Pack, progress: Progress) -> Report:
    """What the gate says; of facts that contradict each other, that a person must look at them."""
    try:
        return gate.check(asked, detectors=installed(), pack=pack, progress=progress)
    except BadInput as wrong:
        return Report(use.original.digest, Outcome.INDETERMINATE, (), None, refused=in_desk_words(wrong))


def _still_about(confirmed: Confirmation, report: Report) -> bool:
    """Whether the copy is the one that the officer looked at, everybody in it who they were then, and what they agreed
    to what it was: somebody named since, or of another age, is nobody whom they answered for, nor is a consent of
    later, nor a relative's no to it."""
    if report.copy and not _the_same(report.copy.digest, confirmed):
        return False
    if report.facts is None or somebody_unknown(report.facts):
        return report.facts is None
    if not confirmed.decision.facts:
        return False
    then, now = facts_from_json(confirmed.decision.facts), facts_from_json(facts_to_json(report.facts))
    if kin_says_no(now) and asking.kin_objected(confirmed.use, confirmed.decision.at):
        return False
    return then.people == now.people and asking.agreed(then) == asking.agreed(now)  # names are no part of it


def _the_same(digest: str, confirmed: Confirmation) -> bool:
    return confirmed.copy is not None and confirmed.copy.digest == digest


def _decided(lease: Lease, run: Check, report: Report, confirmed: Confirmation | None, made: StoredFile | None) -> None:
    Original.objects.lock_picture(run.use.original)  # nobody doubts it meanwhile
    use = (
        Use.objects.select_for_update(of=("self",))
        .select_related("original__patient__key", "clinic")
        .get(pk=run.use_id)
    )
    lease.done(made=None)
    if Check.objects.get(pk=run.pk).stale:  # a fact changed meanwhile; another run answers
        if made is not None:
            discard(made)
        return
    copy = kept(use, report, made)
    outcome, basis = report.outcome, Decision.Basis.LAW
    if outcome is Outcome.INDETERMINATE and _stands(confirmed, copy, report):
        outcome, basis = Outcome.PERMIT, Decision.Basis.OFFICER
    decision = report.decision
    row = Decision.objects.create(
        use=use,
        number=use.decisions.count() + 1,
        outcome=outcome.value,
        basis=basis,
        facts=facts_to_json(report.facts) if report.facts else "",
        decision=decision_to_json(decision) if decision else "",
        pack=decision.pack if decision else "",
        version=decision.version if decision else "",
        pack_digest=decision.pack_digest if decision else "",
        on=(decision.on if decision else None) or use.on,
        refused_vi=report.refused.vi if report.refused else "",
        refused_en=report.refused.en if report.refused else "",
        report=sight.report_to(report),
        copy=copy,
        at=clock.now(),
    )
    state = ANSWERS[outcome]
    if state == UseState.PERMITTED and not _answered_for(confirmed, copy) and _is_held(use):
        state = UseState.NEEDS_EYES
    Use.objects.filter(pk=use.pk, state=UseState.INSPECTING).update(state=state)
    audit.record(
        "use.decided",
        use,
        by=None,
        clinic=use.clinic,
        facts={"outcome": outcome.value, "number": row.number, "basis": str(basis)},
    )
    decided.send(Use, use=use)


ANSWERS = {
    Outcome.PERMIT: UseState.PERMITTED,
    Outcome.INDETERMINATE: UseState.NEEDS_EYES,
    Outcome.DENY: UseState.REFUSED,
}


def _is_held(use: Use) -> bool:
    """Whether a person wants an officer to look, whatever the law says. What is kept in the record goes out nowhere."""
    doubted = bool(use.doubted_by_id) or Use.objects.held_by_a_person(use.original)
    return not use.is_kept and (doubted or use.named_elsewhere)


def _answered_for(confirmed: Confirmation | None, copy: SafeCopy | None) -> bool:
    """Whether an officer said yes to this very copy."""
    return bool(confirmed and copy and confirmed.says == Confirmation.Says.YES and _the_same(copy.digest, confirmed))


def _stands(confirmed: Confirmation | None, copy: SafeCopy | None, report: Report) -> bool:
    """Whether an officer said yes to this very copy, which was verified and is held for a person alone."""
    if confirmed is None or copy is None or confirmed.says != Confirmation.Says.YES or report.facts is None:
        return False
    if somebody_unknown(report.facts):  # first somebody says who they are
        return False
    return report.verification is not None and report.verification.clean and _the_same(copy.digest, confirmed)


def _stored(run: Check, report: Report) -> StoredFile | None:
    """The copy, permitted or held for a person, in the vault: before the transaction, which would keep everybody
    waiting. `made` remembers it, so that of a worker that dies now the next one lets it go."""
    if run.made is not None:
        Check.objects.filter(pk=run.pk).update(made=None)
        discard(run.made)
    use = run.use
    data, file = (report.copy.data, report.copy.file) if report.copy else (report.held, report.held_file)
    key, clinic = use.original.patient.key, use.clinic
    if data:
        stored = store.put(data, key=key, clinic=clinic, media_type=PICTURE_TYPES[recognise(data)])
    elif file:
        kind = "audio/mp4" if use.original.kind == Original.Kind.RECORDING else film_type(file.suffix)
        with file.open("rb") as stream:
            stored = store.put(stream, key=key, clinic=clinic, media_type=kind)
    else:
        return None
    Check.objects.filter(pk=run.pk).update(made=stored)
    return stored


def kept(use: Use, report: Report, stored: StoredFile | None) -> SafeCopy | None:
    """The row of a copy that lies in the vault; the same bytes are kept once."""
    if stored is None:
        return None
    there = use.copies.kept().filter(digest=stored.digest).first()
    if there:
        discard(stored)
        return there
    assert report.copy is None or report.copy.digest == stored.digest
    shows = report.copy.identifiability.value if report.copy else ""
    planned = report.copy.level if report.copy else (report.facts.copy.level if report.facts else None)
    level = planned.value if planned else ""
    return SafeCopy.objects.create(
        use=use,
        file=stored,
        digest=stored.digest,
        level=level,
        identifiability=shows,
        recipe={
            "original": use.original.digest,
            "engine": VERSION,
            "body_area": use.body_area,
            "level": level,
            "covered": sight.findings_to(report.covered),
        },
        made_at=clock.now(),
    )
