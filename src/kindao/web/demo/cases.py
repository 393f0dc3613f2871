"""What happened in the fictional clinic, told through the desk's own actions. Whatever takes the engine goes into the
queue: the pages are there at once, and the answers come while somebody looks."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from kindao import clock
from kindao.engine.geometry import Box
from kindao.engine.policy import consent as engine
from kindao.engine.policy.consent import Method, Relation
from kindao.engine.vocabulary import Destination, Purpose
from kindao.samples import examples
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original, OtherPerson, Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent
from kindao.web.demo import posts
from kindao.web.review import actions

ADVERT: dict[str, Any] = {"purpose": Purpose.ADVERTISING, "destination": Destination.FACEBOOK}
PATIENTS_FACE = Box(1127, 369, 1399, 713)  # in group.jpg: whose consent group-patient.json is
ANOTHER = b"\xff\xfe\x00\x05two"  # a JPEG's comment
SIGNED = timedelta(days=60)  # before today
AGREED = timedelta(days=300)  # from today on
CHILD = timedelta(days=9 * 365)


def tell(*, doctor: Membership, marketer: Membership) -> None:
    """Fill the clinic; one that has patients stays as it is."""
    if Patient.objects.of(doctor).exists():
        return
    _asked_without_consent(doctor, marketer)
    _agreed_with_the_face_covered(doctor, marketer)
    _several_people(doctor, marketer)
    _a_child(doctor, marketer)
    _an_illustration(doctor, marketer)


def _asked_without_consent(doctor: Membership, marketer: Membership) -> None:
    """A nose for the record, then wanted for an advert: refused, with articles and the way to yes. A consent has been
    entered meanwhile; somebody else has to compare it with the paper."""
    patient = _patient(doctor, 1, "Lưu Thị Thử", date(1991, 3, 8), phone="0900 000 001")
    nose = _taken(doctor, patient, "nose.jpg", another=True, specialty="cosmetic", body_area="nose")
    use = actions.draft(marketer, nose, **ADVERT, body_area="nose", caption="Chị Lưu Thị Thử sau ba tháng")
    actions.ask(marketer, use)
    _consent(marketer, patient, "nose-deidentified.json", of=nose)


def _agreed_with_the_face_covered(doctor: Membership, marketer: Membership) -> None:
    """Permitted, and then posted: one post is out, one had to come down, one waits for its day."""
    patient = _patient(doctor, 2, "Trần Thị Mẫu", date(1988, 11, 2))
    nose = _taken(doctor, patient, "nose.jpg", specialty="cosmetic", body_area="nose")
    consent = _consent(doctor, patient, "nose-deidentified.json", frequency="Ba bài trong một năm")
    consents.confirm(marketer, consent)
    use = actions.draft(marketer, nose, **ADVERT, body_area="nose", caption="Sống mũi sau ba tháng")
    actions.ask(marketer, use)
    posts.start(use)


def _several_people(doctor: Membership, marketer: Membership) -> None:
    """The patient agreed to be seen; of the others nobody has said who they are, so that the officer must look."""
    patient = _patient(doctor, 3, "Phạm Thị Ví Dụ", date(1991, 3, 8))
    cases.add_other_person(doctor, kind=OtherPerson.Kind.STAFF, name="Điều dưỡng Mẫu")
    group = _taken(doctor, patient, "group.jpg", specialty="cosmetic")
    cases.unplace(doctor, group.appearances.get())
    cases.place(doctor, group, Appearance.As.PATIENT, patient=patient, at=[PATIENTS_FACE])
    consents.confirm(marketer, _consent(doctor, patient, "group-patient.json"))
    actions.ask(doctor, actions.draft(doctor, group, **ADVERT))


def _a_child(doctor: Membership, marketer: Membership) -> None:
    child = _patient(doctor, 4, "Ngô Bé Mẫu", clock.today() - CHILD, phone="0900 000 004")
    proof = "giấy khai sinh (hư cấu)"
    mother = cases.add_guardian(
        doctor, child, name="Ngô Thị Thử", relation=Relation.MOTHER, proof=proof, phone="0900 000 005"
    )
    cases.confirm_guardian(marketer, mother)
    ward = _taken(doctor, child, "clinic.jpg", specialty="pediatrics")
    actions.ask(doctor, actions.draft(doctor, ward, purpose=Purpose.AWARENESS, destination=Destination.WEBSITE))


def _an_illustration(doctor: Membership, marketer: Membership) -> None:
    """Instead of a picture of somebody: the officer has to confirm what the marketer states."""
    patient = _patient(doctor, 5, "Đỗ Văn Minh Họa", date(1979, 6, 20))
    drawn = _taken(doctor, patient, "illustration.png", specialty="cosmetic")
    actions.ask(marketer, actions.draft(marketer, drawn, **ADVERT, illustration=True))


def _patient(by: Membership, number: int, name: str, born: date, **more: Any) -> Patient:
    return cases.add_patient(by, record_number=f"HC-{number:04}", name=f"{name} (hư cấu)", birth_date=born, **more)


def _taken(by: Membership, patient: Patient, file: str, *, another: bool = False, **session: Any) -> Original:
    """another: a file of its own with the same pixels, as the very same one in two records is for the officer."""
    data = (examples() / file).read_bytes()
    if another:
        data = data[:2] + ANOTHER + data[2:]
    begun = cases.begin_session(by, patient, **session)
    return cases.take_in(by, begun, io.BytesIO(data), received=Original.Received.CAMERA)


def _consent(
    by: Membership, patient: Patient, file: str, *, frequency: str = "", of: Original | None = None
) -> Consent:
    """One of the examples, signed on paper two months ago, with its scan. frequency: how often it may be posted, and
    of: the picture that it is about, where these are others than in the example."""
    kept = json.loads((examples() / "consents" / file).read_text("utf-8"))
    kept["signed_at"] = (clock.now() - SIGNED).replace(microsecond=0).isoformat()
    ends = {"starts": None, "ends": (clock.today() + AGREED).isoformat()}
    kept["scopes"] = [scope | ends | ({"assets": [of.digest]} if of else {}) for scope in kept["scopes"]]
    for scope in kept["scopes"] if frequency else ():
        scope["ad_terms"] = scope["ad_terms"] | {"frequency": frequency}
    record = replace(
        engine.load_consent(kept),
        birth_date=patient.birth_date,
        controller=by.clinic.name,
        method=Method.WRITING,
        evidence="",
        stated_regime=None,
    )
    return consents.enter(by, patient, record, scan=_paper())


def _paper() -> bytes:
    """What stands for the scan of a signed paper."""
    page = Image.new("L", (620, 877), 250)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(22)
    draw.text((60, 70), "CONSENT / DONG Y  (fictional, hu cau)", fill=30, font=font)
    for n in range(14):
        draw.line((60, 150 + 38 * n, 560 - 47 * (n % 3), 150 + 38 * n), fill=150, width=3)
    draw.line([(340, 790), (380, 745), (400, 800), (440, 750), (470, 795), (540, 760)], fill=20, width=4)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()
