"""A clinic at work, for tests of the desk: each builder fills in all that a test isn't about."""

import hashlib
import io
import json
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from desk import a_clinic, a_member, signed_in, somebody
from kindao import clock
from kindao.engine.policy import consent as engine
from kindao.engine.vocabulary import Destination, Purpose
from kindao.samples import examples
from kindao.web.cases import actions as cases
from kindao.web.cases.models import CaptureSession, Guardianship, Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent
from kindao.web.consent.record import zoned
from kindao.web.review import actions, jobs
from kindao.web.review.models import Check, Decision, Inspection, Use, Work

__all__ = ["a_clinic", "a_member", "examples", "signed_in", "somebody"]
_numbers = count(1)
NOSES = 24  # files of the same nose, at most, in one clinic


def a_patient(by: Membership | None = None, **fields: Any) -> Patient:
    """A woman of full age, whose name stands in nothing else."""
    usual: dict[str, Any] = {
        "record_number": f"BA-{next(_numbers):06}",
        "name": "Lưu Thị Kiểm Thử",
        "birth_date": date(1991, 3, 8),
    }
    return cases.add_patient(by or a_member(), **(usual | fields))


def a_guardian(by: Membership, patient: Patient, **fields: Any) -> Guardianship:
    """With a proof that a colleague has seen, too."""
    usual: dict[str, Any] = {"name": "Mẹ Kiểm Thử", "relation": engine.Relation.MOTHER, "proof": "giấy khai sinh"}
    made = cases.add_guardian(by, patient, **(usual | fields))
    cases.confirm_guardian(a_member(Role.DOCTOR, by.clinic), made)
    made.refresh_from_db()
    return made


def an_other_person(by: Membership, kind: OtherPerson.Kind = OtherPerson.Kind.STAFF) -> OtherPerson:
    return cases.add_other_person(by, kind=kind, name="Điều dưỡng Kiểm Thử")


def a_session(by: Membership, patient: Patient | None = None, **fields: Any) -> CaptureSession:
    return cases.begin_session(by, patient or a_patient(by), **({"specialty": "cosmetic"} | fields))


def nose(number: int = 0) -> bytes:
    """One face, close: an example that comes with Kindao. number: of another file with the same pixels."""
    data = _small("nose.jpg")
    return data[:2] + b"\xff\xfe\x00\x03" + bytes([number]) + data[2:] if number else data  # a JPEG's comment


def group() -> bytes:
    """Three faces."""
    return _small("group.jpg")


@cache
def _small(name: str) -> bytes:
    """An example at 640 pixels, which the whole gate looks through in a third of the time."""
    with Image.open(examples() / name) as whole:
        data = io.BytesIO()
        whole.resize((640, round(640 * whole.height / whole.width))).save(data, "JPEG", quality=93)
    return data.getvalue()


def a_scan() -> bytes:
    return (examples() / "illustration.png").read_bytes()


def an_original(
    by: Membership | None = None, patient: Patient | None = None, data: bytes | None = None, **session: Any
) -> Original:
    """data: without it a nose, and of each patient of a clinic another file: the same one in two records waits for an
    officer."""
    by = by or a_member()
    begun = a_session(by, patient, **session)
    if data is None:
        others = Original.objects.in_clinic(by.clinic).exclude(patient=begun.patient).values_list("digest", flat=True)
        data = next(nose(n) for n in range(NOSES) if digest_of(nose(n)) not in set(others))
    return cases.take_in(by, begun, io.BytesIO(data), received=Original.Received.UPLOAD)


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def a_record(**fields: Any) -> engine.Consent:
    """What the law wants of a consent to an advert with the face covered, signed three months ago."""
    file = examples() / "consents" / "nose-deidentified.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["signed_at"] = _ago(90).isoformat()
    noses = [digest_of(nose(n)) for n in range(NOSES)]
    scope = {"starts": None, "ends": date(clock.today().year + 1, 12, 31).isoformat(), "assets": noses}
    kept["scopes"] = [one | scope for one in kept["scopes"]]
    return replace(engine.load_consent(kept), **fields)


def _ago(days: int) -> datetime:
    from datetime import timedelta

    return (clock.now() - timedelta(days=days)).replace(microsecond=0)


def a_consent(
    by: Membership, patient: Patient | OtherPerson, record: engine.Consent | None = None, *, given: bool = True
) -> Consent:
    """Entered from paper, and where it is given confirmed by a colleague."""
    record = replace(record or a_record(), controller=by.clinic.name)
    noses = frozenset(digest_of(nose(n)) for n in range(NOSES))
    if not Patient.objects.filter(clinic=by.clinic).exclude(pk=patient.pk).exists():  # theirs is the first of them
        own = frozenset({digest_of(nose())})
        record = replace(
            record, scopes=tuple(replace(one, assets=own) if one.assets == noses else one for one in record.scopes)
        )
    consent = consents.enter(by, patient, record, scan=a_scan())
    if given:
        consents.confirm(a_member(Role.OFFICER, by.clinic), consent)
        consent.refresh_from_db()
    return consent


def a_use(by: Membership, original: Original, **fields: Any) -> Use:
    """An advert on Facebook with the nose left to see."""
    usual: dict[str, Any] = {
        "purpose": Purpose.ADVERTISING,
        "destination": Destination.FACEBOOK,
        "body_area": "nose",
    }
    use = actions.draft(by, original, **(usual | fields))
    actions.ask(by, use)
    return use


def work_all() -> None:
    """What a worker does with all that waits now."""
    for name, (kind, _) in jobs.KINDS.items():
        for pk in kind._default_manager.filter(state=Work.State.WAITING).values_list("pk", flat=True):
            jobs.work(name, pk)


def worked(use: Use) -> Use:
    """The use after its check, alone."""
    for check in Check.objects.filter(use=use, state=Work.State.WAITING):
        jobs.work("check", check.pk)
    use.refresh_from_db()
    return use


def last_of(use: Use) -> Decision:
    """The last decision of a use."""
    decision = use.decisions.order_by("-number").first()
    assert decision is not None
    return decision


def inspected(original: Original) -> Inspection:
    inspection = Inspection.objects.get(original=original)
    jobs.work("inspection", inspection.pk)
    inspection.refresh_from_db()
    return inspection


def written(record: engine.Consent) -> dict[str, Any]:
    """What somebody fills in who has this record before them on paper."""
    data: dict[str, Any] = {
        "signed_at": zoned(record).signed_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "role": record.giver.role.value,
        "capacity": record.capacity.value,
        "method": "writing",
        "data_types": [one.value for one in record.data_types],
        "controller": record.controller,
        "recipients": "\n".join(f"{one.name}, {one.country}" for one in record.recipients),
        "rights_told": [one.value for one in engine.Told],
        "language": record.text.language,
        "withdrawal_channel": record.withdrawal_channel,
        "blocks_checked": [one.value for one in record.blocks_checked],
        "collected_by": "staff-07",
    }
    for tick in ("sensitive_notice", "affirmative", "each_ticked", "apart_from_care"):
        data |= {tick: "on"} if getattr(record, tick) else {}
    for scope in record.scopes:
        one: dict[str, Any] = {
            "destinations": [place.value for place in scope.destinations],
            "identifiability": scope.identifiability.value,
            "body_areas": ", ".join(scope.body_areas),
            "ends": scope.ends.isoformat() if scope.ends else "",
            "level": scope.level.value if scope.level else "",
            "remuneration": scope.remuneration.value,
            **{name.name: getattr(scope.ad_terms, name.name) for name in fields(scope.ad_terms)},
        } | ({"previewed": "on"} if scope.previewed else {})
        data |= {f"{scope.purpose.value}-{name}": value for name, value in one.items()}
    return data


def sent(browser: Client, subject: Patient | OtherPerson, data: dict[str, Any], *, scan: bool = True) -> Any:
    space = "patients" if isinstance(subject, Patient) else "others"
    paper = {"scan": SimpleUploadedFile("scan.png", a_scan(), "image/png")} if scan else {}
    return browser.post(f"/{space}/{subject.pk}/consents/paper/", data | paper)
