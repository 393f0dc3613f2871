"""What a worker does with a question: the copy that would go out if all who are asked said yes. The gate itself makes
it, told of consents that nobody gave: nothing that comes of it is a decision, and nothing may go out by it."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from kindao import clock
from kindao.engine import gate
from kindao.engine.detect import installed
from kindao.engine.errors import BadInput
from kindao.engine.media.opening import recognise
from kindao.engine.policy import consent as engine
from kindao.engine.policy.asking import cases
from kindao.engine.policy.pack import load_pack
from kindao.engine.report import Report
from kindao.engine.vocabulary import Outcome, Words
from kindao.web import audit
from kindao.web.asking import putting, record
from kindao.web.asking.models import Question
from kindao.web.cases.content import PICTURE_TYPES, film_type
from kindao.web.review import asking, running
from kindao.web.review.contradicting import in_desk_words
from kindao.web.review.leases import Lease, beating
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile

REASONS = 3  # that are told where there is no way
ANEW = Words("Sau đó hãy hỏi lại người bệnh.", "Then ask the patient anew.")
NOTHING = "sha256:" + "0" * 64  # stands where evidence will: this consent is nobody's


def run(lease: Lease, question: Question) -> None:
    """Raises what a broken detector or the vault raises; Lost."""
    use = question.use
    with (
        running.workplace(question.pk) as folder,
        beating(lease),
        running.medium(use.original, folder) as data,
    ):
        asks = question.asks.all()
        anew = frozenset((ask.person.pk, ask.guardianship_id) for ask in asks.select_related("patient", "other"))
        asked = asking.request(use, data, folder=folder, asked=anew)
        known = tuple(seen.person.known for seen in asked.people if seen.person.known)
        # The day is the first on which it could go out: the time to think again is over then.
        day = max(use.on, record.first_day(clock.now()))
        asked = replace(
            asked,
            use=replace(asked.use, on=day),
            consents=(*asked.consents, *supposed(question)),
            sight=running.seen_before(use.original, known),
        )
        try:
            report = gate.check(
                asked, detectors=installed(), pack=load_pack(use.law, on=clock.today()), progress=lease.progress
            )
        except BadInput as wrong:
            why = in_desk_words(wrong)
            lease.done(outcome=Outcome.DENY.value, refused_vi=f"{why.vi} {ANEW.vi}", refused_en=f"{why.en} {ANEW.en}")
            return
        stored = _stored(question, report)
    with transaction.atomic():
        _kept(lease, question, report, stored)


def supposed(question: Question) -> tuple[engine.Consent, ...]:
    """The consents as they would be if each said yes to all."""
    now = clock.now()
    return tuple(
        record.consent(
            question,
            putting.giver_of(ask),
            question.places,
            identity=f"supposed-{ask.pk}",
            signed_at=now,
            language="vi",
            text=NOTHING,
            evidence=NOTHING,
            channel="supposed",
            device="",
            previewed=True,
        )
        for ask in question.asks.select_related("patient", "other", "guardianship")
    )


def _stored(question: Question, report: Report) -> StoredFile | None:
    use = question.use
    data, file = (report.copy.data, report.copy.file) if report.copy else (report.held, report.held_file)
    key, clinic = use.original.patient.key, use.clinic
    if data:
        return store.put(data, key=key, clinic=clinic, media_type=PICTURE_TYPES[recognise(data)])
    if file:
        kind = "audio/mp4" if use.original.kind == "recording" else film_type(file.suffix)
        with file.open("rb") as stream:
            return store.put(stream, key=key, clinic=clinic, media_type=kind)
    return None


def _kept(lease: Lease, question: Question, report: Report, stored: StoredFile | None) -> None:
    copy = running.kept(question.use, report, stored)
    told: dict[str, Any] = {"outcome": report.outcome.value, "copy": copy, "level": copy.level if copy else ""}
    if copy is not None and report.facts is not None:
        told["shown"] = {case.person.id: case.shown for case in cases(report.facts)}
    if copy is None:
        told |= _refused(report)
        told["outcome"] = Outcome.DENY.value if report.outcome is Outcome.DENY else Outcome.INDETERMINATE.value
    lease.done(**told)
    question.refresh_from_db()
    if copy is not None:
        putting.write_statements(question)
    audit.record(
        "ask.prepared",
        question,
        by=None,
        clinic=question.clinic,
        facts={"outcome": told["outcome"], "copy": bool(copy)},
    )


def _refused(report: Report) -> dict[str, str]:
    """What would help beside their yes: the law's own way, or else why nothing does."""
    if report.refused:
        return {"refused_vi": report.refused.vi, "refused_en": report.refused.en}
    if report.decision is None:
        return {}
    said = [one.words for one in report.decision.path] or [one.words for one in report.decision.reasons[:REASONS]]
    kept = list(dict.fromkeys(said))
    return {"refused_vi": "\n".join(one.vi for one in kept), "refused_en": "\n".join(one.en for one in kept)}
