"""Requests on the officer's desk: the list, one page each, and every form of it, over HTTP."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from builders import a_guardian, a_member, a_patient, signed_in
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions, reminding
from kindao.web.rights.models import Kind, RightsRequest, Step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def officer() -> Membership:
    return a_member(Role.OFFICER)


@pytest.fixture
def patient(officer: Membership) -> Patient:
    return a_patient(a_member(Role.DOCTOR, officer.clinic))


@pytest.fixture
def desk(officer: Membership) -> Client:
    return signed_in(officer.user)


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def act(desk: Client, request: RightsRequest, **said: str) -> int:
    return desk.post(f"/rights/requests/{request.pk}/act/", said).status_code


def test_a_reminder_says_of_what_and_how_much_of_the_time_has_gone(
    desk: Client, officer: Membership, patient: Patient
) -> None:
    """It said an internal name, twice alike."""
    request = actions.enter(officer, patient, Kind.SEE, received_at=clock.now() - timedelta(days=30))
    reminding.remind()
    said = text_of(desk.get(f"/rights/requests/{request.pk}/").content)
    for share in (50, 80, 95):
        assert f"Nhắc: đã qua {share} % thời hạn: " in said
    assert "Reminder" not in said and "Nhắc việc DL" not in said
    english = desk.get(f"/rights/requests/{request.pk}/", headers={"Accept-Language": "en"}).content
    assert "DL-ACCESS" not in said + text_of(english)


def test_of_the_dead_no_own_page_is_offered_to_them(desk: Client, officer: Membership, patient: Patient) -> None:
    wife = a_guardian(officer, patient, name="Vợ Kiểm Thử", relation=Relation.SPOUSE)
    choice = 'name="whom" value=""'
    address = f"/patients/{patient.pk}/own-page/"
    Patient.objects.filter(pk=patient.pk).update(alive=False)
    page = desk.get(address).content.decode()
    assert wife.name in page and choice not in page
    Patient.objects.filter(pk=patient.pk).update(alive=True, birth_date=clock.today() - timedelta(days=366 * 10))
    type(wife).objects.filter(pk=wife.pk).update(relation=Relation.MOTHER)
    page = desk.get(address).content.decode()
    assert wife.name in page and choice in page, "a child of ten has a page of their own"


def test_the_most_urgent_comes_first_and_late_ones_say_so(desk: Client, officer: Membership, patient: Patient) -> None:
    actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    came = clock.now() - timedelta(days=30)
    actions.enter(officer, patient, Kind.SEE, received_at=came)
    reminding.remind()
    said = text_of(desk.get("/rights/requests/").content)
    assert said.index("Xem những gì phòng khám đang giữ") < said.index("Xóa ảnh")
    assert "trễ hạn" in said.lower() or "quá hạn" in said.lower() or "trễ" in said.lower()
    assert "phần trăm" not in said
    overview = text_of(desk.get("/officer/").content)
    assert "2 yêu cầu của người bệnh" in overview and "phần trăm một thời hạn" not in overview
    assert "Xem những gì phòng khám đang giữ" in text_of(desk.get("/officer/clocks/").content)


def test_every_step_by_its_form(desk: Client, officer: Membership, patient: Patient) -> None:
    request = actions.enter(officer, patient, Kind.SEE, received_at=clock.now())
    for said, state in (
        ({"do": "acknowledge"}, Step.ACKNOWLEDGED),
        ({"do": "begin", "third_party": "no"}, Step.ACTING),
        ({"do": "extend", "why": "Phải hỏi thêm.", "told": "phone"}, Step.ACTING),
        ({"do": "done", "answer": "Mời bạn đến xem."}, Step.DONE),
    ):
        assert act(desk, request, **said) == 302
        request.refresh_from_db()
        assert request.state == state
    page = text_of(desk.get(f"/rights/requests/{request.pk}/").content)
    assert "Mời bạn đến xem." in page and "Đã xin thêm thời gian một lần" in page
    assert act(desk, request, do="done", answer="Lần nữa") == 422


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Chưa chọn việc nào"),
        ({"do": "done"}, "Yêu cầu xóa kết thúc bằng việc xóa"),
        ({"do": "erase", "answer": "Đã xóa"}, "không lấy lại được"),
        ({"do": "refuse", "answer": "Không", "ground": "another"}, "nêu điều luật"),
        ({"do": "refuse", "answer": "Không", "ground": "cosmetic"}, "Thiếu ngày kết thúc điều trị"),
        ({"do": "refuse", "answer": "Không", "ground": "cosmetic", "treated_until": "yesterday"}, "Thiếu ngày"),
        ({"do": "refuse", "answer": "Không", "ground": "unheard-of"}, "Không có loại hồ sơ này"),
        ({"do": "extend", "why": "Bận"}, "đã báo cho người bệnh bằng cách nào"),
    ],
)
def test_a_form_that_lacks_something_says_what_and_changes_nothing(
    desk: Client, patient: Patient, said: dict[str, str], words: str
) -> None:
    request = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    answer = desk.post(f"/rights/requests/{request.pk}/act/", said)
    assert answer.status_code == 422 and words in text_of(answer.content)
    request.refresh_from_db()
    assert request.state == Step.ACKNOWLEDGED


def test_a_deletion_is_refused_or_carried_out_by_its_forms(desk: Client, patient: Patient) -> None:
    request = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    page = text_of(desk.get(f"/rights/requests/{request.pk}/").content)
    assert "Bệnh án phẫu thuật thẩm mỹ: 20 năm" in page
    today = clock.today().isoformat()
    assert act(desk, request, do="refuse", answer="Phải giữ.", ground="cosmetic", treated_until=today) == 302
    again = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    assert act(desk, again, do="erase", sure="on", answer="Đã xóa.") == 302
    patient.key.refresh_from_db()
    assert patient.key.erased_at is not None


def test_a_request_by_phone_is_written_down(officer: Membership, patient: Patient) -> None:
    nurse = a_member(Role.MARKETER, officer.clinic)
    desk, address = signed_in(nurse.user), f"/patients/{patient.pk}/rights/new/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {}).status_code == 422
    told = {"kind": "complain", "received_on": clock.today().isoformat(), "who": "patient", "words": "Ảnh trên mạng."}
    assert desk.post(address, told | {"words": ""}).status_code == 422
    assert desk.post(address, told | {"kind": "withdraw"}).status_code == 422
    assert desk.post(address, told).status_code == 302
    request = RightsRequest.objects.get()
    assert request.state == Step.RECEIVED and request.entered_by == nurse.user
    assert desk.get(f"/rights/requests/{request.pk}/").status_code == 404, "the officer's"


def test_another_clinics_requests_are_not_there(patient: Patient) -> None:
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    stranger = signed_in(a_member(Role.OFFICER).user)
    assert stranger.get(f"/rights/requests/{request.pk}/").status_code == 404
    assert act(stranger, request, do="acknowledge") == 404
    assert str(request.pk) not in stranger.get("/rights/requests/").content.decode()
    assert stranger.post(f"/patients/{patient.pk}/own-page/", {"how": "show"}).status_code == 404


def test_the_rights_are_open_to_all_and_name_nobody(client: Client) -> None:
    page = client.get("/your-rights/")
    said = text_of(page.content)
    assert page.status_code == 200 and len(page.content) < 60_000
    for words in (
        "Điều 10 Luật 91/2025/QH15",
        "15 ngày; 20 ngày nếu nơi khác cũng phải làm",
        "Thông tư 33/2025/TT-BYT",
    ):
        assert words in said, words
    client.cookies["django_language"] = "en"
    assert "Your picture is yours" in text_of(client.get("/your-rights/").content)


def test_the_poster_has_a_code_and_the_clinics_name(desk: Client, officer: Membership) -> None:
    page = desk.get("/rights/poster/").content.decode()
    assert "<svg" in page and officer.clinic.name in page and "/your-rights/" in page
