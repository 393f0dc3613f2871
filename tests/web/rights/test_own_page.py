"""A person's own page behind the door: everything of theirs, nothing of anybody else's, and each tap does what it
says, once."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from builders import a_consent, a_guardian, a_member, an_original, an_other_person, examples, group, signed_in
from kindao import clock
from kindao.engine.geometry import Box
from kindao.engine.policy.consent import VIETNAM
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Role
from kindao.web.consent.models import ConsentEvent, Evidence, Scope, State, Who
from kindao.web.door import links
from kindao.web.door.models import Purpose
from kindao.web.review import actions as review
from kindao.web.review.models import UseState
from kindao.web.rights import actions, seeing
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind, RightsRequest, Step
from kindao.web.vault import store
from kindao.web.vault.views import LOOKED
from patients import AtHome, at_home, is_in, looked_at
from permits import a_permitted_use
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def me() -> AtHome:
    return at_home()


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_the_page_has_everything_and_is_light(me: AtHome) -> None:
    signed_in(a_member(Role.DOCTOR, me.by.clinic).user)
    page = me.client.get(me.at())
    said = text_of(page.content)
    assert page.status_code == 200 and len(page.content) < 60_000
    assert "Bạn đang đồng ý cho 1 mục đích" in said
    for words in (
        "Facebook",
        "Được phép: phòng khám có thể đăng bản này",
        "Bản này chưa từng được lấy ra",
        "Chạm để xem",
    ):
        assert words in said, words
    assert "<img" not in page.content.decode(), "covered until tapped"
    assert "no-store" in page.headers["Cache-Control"]


def test_twenty_four_pictures_and_more_stay_light(me: AtHome) -> None:
    from kindao.web.cases.models import Original

    session = me.original.session
    for n in range(40):
        file = store.put(b"x%d" % n, key=me.patient.key, clinic=me.by.clinic, media_type="image/jpeg")
        Original.objects.create(
            clinic=me.by.clinic,
            session=session,
            patient=me.patient,
            file=file,
            digest=file.digest,
            kind="picture",
            received="upload",
            received_at=clock.now(),
            received_by=me.by.user,
        )
    page = me.client.get(me.at())
    assert len(page.content) < 60_000 and page.content.decode().count('<li><div class="tile shut">') < 25
    assert me.client.get(me.at() + "?pictures=2").status_code == 200
    assert me.client.get(me.at() + "?pictures=many&uses=-1&looks=99").status_code == 200


def test_bytes_come_by_a_view_that_logs_and_is_kept_nowhere(me: AtHome) -> None:
    assert me.client.get(me.at(f"pictures/{me.original.pk}/")).status_code == 200
    assert not AuditEvent.objects.filter(verb=LOOKED, target=me.original.file_id).exists(), (
        "the page alone shows nothing"
    )
    file = me.client.get(me.at(f"pictures/{me.original.pk}/file/"))
    assert file.status_code == 200 and file.headers["Cache-Control"] == "no-store, private"
    assert Image.open(io.BytesIO(b"".join(file.streaming_content))).size[0] > 0  # type: ignore[attr-defined]
    event = AuditEvent.objects.get(verb=LOOKED, target=me.original.file_id)
    assert event.actor == f"door.link:{me.made.link.pk}"
    assert "Chính bạn · 1 tệp" in text_of(me.client.get(me.at()).content)


def test_who_looked_is_told_by_role_and_never_by_name(me: AtHome) -> None:
    doctor = me.by.user
    desk = signed_in(doctor)
    assert desk.get(f"/originals/{me.original.pk}/picture/").status_code in (200, 404)
    answer = desk.get(f"/copies/{me.use.copies.get().pk}/")
    assert answer.status_code == 200
    page = me.client.get(me.at()).content
    assert "Bác sĩ" in text_of(page) and doctor.name not in page.decode() and doctor.email not in page.decode()


def test_a_copy_that_leaves_the_desk_is_told(me: AtHome) -> None:
    review.handed_out(me.by, me.use.copies.get())
    assert "Bản này đã được lấy ra 1 lần" in text_of(me.client.get(me.at()).content)


def test_nothing_of_another_is_there(me: AtHome) -> None:
    other = at_home(me.by)
    paths = [
        f"pictures/{other.original.pk}/",
        f"pictures/{other.original.pk}/file/",
        f"copies/{other.use.copies.get().pk}/file/",
        f"papers/{other.consent.evidence.get().pk}/file/",
        f"withdraw/{other.consent.pk}/",
        f"withdraw/{other.consent.pk}/0/",
        f"withdraw/{other.consent.pk}/0/facebook/",
    ]
    request = actions.ask(other.patient, Kind.COPY, who=Who.PATIENT)
    paths += [f"requests/{request.pk}/", f"requests/{request.pk}/lift/", f"requests/{request.pk}/copy/"]
    for path in paths:
        assert {me.client.get(me.at(path)).status_code, me.client.post(me.at(path)).status_code} <= {404, 405}, path
    assert other.consent.scopes.get().state == State.GIVEN
    for path in ("", "ask/see/", "withdraw/"):  # their link, without their code
        assert me.client.get(other.at(path)).status_code == 302
        assert Client().post(other.at(path)).status_code == 302


def test_a_link_that_asks_opens_no_page_of_ones_own(me: AtHome) -> None:
    from uuid import uuid4

    made = a_link(me.by, me.patient, purpose=Purpose.ASK, target=uuid4())
    assert Client().get(f"/p/{made.token}/own/").status_code == 404
    assert me.client.get("/p/nothing/own/").status_code == 404


def test_one_tap_and_one_confirmation_take_everything_back(me: AtHome) -> None:
    first = me.client.get(me.at()).content.decode()
    assert me.at("withdraw/") in first
    asked = me.client.get(me.at("withdraw/"))
    assert "Rút lại tất cả?" in text_of(asked.content) and me.consent.scopes.get().state == State.GIVEN, (
        "looking is not doing"
    )
    done = me.client.post(me.at("withdraw/"), follow=True)
    assert "Đã rút lại. Từ lúc này không được đăng gì thêm dựa vào sự đồng ý đó." in text_of(done.content)
    me.use.refresh_from_db()
    assert me.consent.scopes.get().state == State.WITHDRAWN and me.use.state == UseState.INSPECTING
    assert "Không: đã rút lại" in text_of(done.content) and "Hạn trả lời" in text_of(done.content)
    assert ConsentEvent.objects.get(what="withdrawn").who == Who.PATIENT
    again = me.client.post(me.at("withdraw/"), follow=True)
    assert "đã được rút lại từ trước" in text_of(again.content)
    assert RightsRequest.objects.filter(kind=Kind.WITHDRAW).count() == 1


@pytest.mark.parametrize("path", ["withdraw/{0}/", "withdraw/{0}/0/", "withdraw/{0}/0/facebook/"])
def test_taken_back_in_two_tabs_and_from_a_stale_page_it_is_taken_back_once(me: AtHome, path: str) -> None:
    address = me.at(path.format(me.consent.pk))
    tabs = [me.client.get(address).content for _ in range(2)]
    assert all("Có, rút lại" in text_of(tab) for tab in tabs)
    for _ in range(3):
        assert me.client.post(address).status_code == 302
    assert me.consent.scopes.get().state == State.WITHDRAWN
    assert ConsentEvent.objects.filter(consent=me.consent, what="withdrawn").count() == 1
    assert "Không còn gì để rút lại" in text_of(me.client.get(address).content)
    assert me.client.get(me.at(f"withdraw/{me.consent.pk}/7/")).status_code == 404
    assert me.client.get(me.at(f"withdraw/{me.consent.pk}/0/tiktok/")).status_code == 404


def test_who_speaks_for_a_child_takes_it_back_and_is_told_as_such(me: AtHome) -> None:
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - timedelta(days=3000))
    guardian = a_guardian(me.by, me.patient, phone="0900 000 321")
    made = links.make(me.by, me.patient, purpose=Purpose.OWN, guardianship=guardian)
    client = came_in(made)
    page = client.get(f"/p/{made.token}/own/")
    assert "Trang của người bạn đại diện" in text_of(page.content)
    client.post(f"/p/{made.token}/own/withdraw/")
    assert ConsentEvent.objects.get(what="withdrawn").who == Who.REPRESENTATIVE
    cases.end_guardianship(a_member(Role.OFFICER, me.by.clinic), guardian)
    assert client.get(f"/p/{made.token}/own/").status_code == 404


def test_somebody_in_a_picture_who_is_no_patient_takes_back_what_they_agreed_to(me: AtHome) -> None:
    nurse = an_other_person(me.by)
    type(nurse).objects.filter(pk=nurse.pk).update(phone="0900 000 555")
    nurse.refresh_from_db()
    consent = a_consent(me.by, nurse)
    made = links.make(me.by, nurse, purpose=Purpose.OWN)
    client = came_in(made)
    assert "Facebook" in text_of(client.get(f"/p/{made.token}/own/").content)
    assert client.get(f"/p/{made.token}/own/ask/see/").status_code == 200
    client.post(f"/p/{made.token}/own/withdraw/{consent.pk}/0/")
    assert Scope.objects.get(consent=consent).state == State.WITHDRAWN


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.WITHDRAW])
def test_each_right_is_explained_asked_and_acknowledged(me: AtHome, kind: Kind) -> None:
    form = me.client.get(me.at(f"ask/{kind}/"))
    said = text_of(form.content)
    assert "Điều 4 Luật 91/2025/QH15" in said and "chậm nhất" in said
    nonce = re.search(r'name="nonce" value="([^"]+)"', form.content.decode())
    assert nonce
    for _ in range(2):
        answer = me.client.post(me.at(f"ask/{kind}/"), {"nonce": nonce[1], "words": "Ảnh này sai ngày."}, follow=True)
    assert "Chúng tôi đã nhận lúc" in text_of(answer.content)
    assert RightsRequest.objects.filter(kind=kind).count() == 1
    assert RightsRequest.objects.get(kind=kind).state == Step.ACKNOWLEDGED


def test_words_that_are_missing_are_asked_for_kindly_and_nothing_is_lost(me: AtHome) -> None:
    answer = me.client.post(me.at("ask/complain/"), {"words": " "})
    assert answer.status_code == 422 and "Yêu cầu chưa có nội dung" in text_of(answer.content)
    long = "chữ " * 1500
    answer = me.client.post(me.at("ask/complain/"), {"words": long})
    assert answer.status_code == 422 and long.strip() in answer.content.decode()
    assert me.client.get(me.at("ask/withdraw/")).status_code == me.client.get(me.at("ask/steal/")).status_code == 404
    assert me.client.post(me.at("ask/see/"), {"nonce": "not one"}).status_code == 302


def test_a_refused_deletion_names_the_law_the_years_and_where_to_complain(me: AtHome) -> None:
    answer = me.client.post(me.at("ask/delete/"))
    assert me.consent.scopes.get().state == State.WITHDRAWN
    request = RightsRequest.objects.get(kind=Kind.DELETE)
    actions.refuse(
        a_member(Role.OFFICER, me.by.clinic),
        request,
        article="",
        answer="Bệnh án phải được giữ.",
        keeping=KEPT["cosmetic"],
        treated_until=clock.today(),
    )
    said = text_of(me.client.get(answer.headers["Location"]).content)
    for words in (
        "Phòng khám đã từ chối",
        "khoản 2 Điều 69 Luật 15/2023/QH15",
        "33/2025/TT-BYT",
        f"31/12/{clock.today().year + 20}",
    ):
        assert words in said, words
    assert "A05, Bộ Công an" in said and "Bản để đăng đã bị xóa" in said
    english = Client()
    english.cookies = me.client.cookies
    english.cookies["django_language"] = "en"
    assert "Law 15/2023/QH15, Article 69(2)" in text_of(english.get(answer.headers["Location"]).content)


def test_an_extension_is_told_on_the_page(me: AtHome) -> None:
    request = actions.ask(me.patient, Kind.SEE, who=Who.PATIENT)
    actions.extend(a_member(Role.OFFICER, me.by.clinic), request, why="Phải hỏi khoa ngoại.", told="page")
    said = text_of(me.client.get(me.at(f"requests/{request.pk}/")).content)
    assert "phòng khám xin thêm thời gian. Họ chỉ được xin một lần. Phải hỏi khoa ngoại." in said


def test_that_it_takes_longer_and_why_is_told_where_they_look(me: AtHome) -> None:
    """The line on their own page read another day than the minute before, and nothing else."""
    officer, start = a_member(Role.OFFICER, me.by.clinic), text_of(me.client.get(me.at()).content)
    assert "xin thêm thời gian" not in start and "cần thêm thời gian" not in start
    put_off = actions.ask(me.patient, Kind.SEE, who=Who.PATIENT)
    actions.extend(officer, put_off, why="Phải hỏi khoa ngoại.", told="page")
    others = actions.ask(me.patient, Kind.CORRECT, who=Who.PATIENT, words="Sai tên.")
    actions.begin(officer, others, third_party="Nơi in giấy phải sửa.")
    said = text_of(me.client.get(me.at()).content)
    assert said.count("Phòng khám cần thêm thời gian:") == 2, "before all else"
    assert "phòng khám xin thêm thời gian. Họ chỉ được xin một lần. Phải hỏi khoa ngoại." in said
    assert "Nơi in giấy phải sửa." in said


def test_a_pause_is_ended_by_the_patient_on_the_page(me: AtHome) -> None:
    answer = me.client.post(me.at("ask/restrict/"))
    assert "Đang tạm dừng" in text_of(me.client.get(me.at()).content)
    lifted = me.client.post(answer.headers["Location"] + "lift/", follow=True)
    assert "Đã hết tạm dừng" in text_of(lifted.content)
    assert "Đang tạm dừng" not in text_of(me.client.get(me.at()).content)
    assert me.client.post(answer.headers["Location"] + "lift/").status_code == 302


def the_copy(me: AtHome) -> zipfile.ZipFile:
    address = me.client.post(me.at("ask/copy/")).headers["Location"]
    assert me.client.get(address + "copy/").status_code == 405, "a link that is followed by a program fetches nothing"
    answer = me.client.post(address + "copy/")
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_the_copy_holds_their_data_their_pictures_and_what_they_signed(me: AtHome) -> None:
    parcel = the_copy(me)
    assert parcel.testzip() is None
    told = json.loads(parcel.read("kindao.json"))
    assert told["person"]["name"] == me.patient.name and told["consents"][0]["scopes"][0]["places"] == {
        "facebook": "yes"
    }
    pictures = [name for name in parcel.namelist() if name.startswith("pictures/")]
    assert [parcel.read(name) for name in pictures] == [store.read(me.original.file)]
    assert len([name for name in parcel.namelist() if name.startswith("signed/")]) == 1
    request = RightsRequest.objects.get(kind=Kind.COPY)
    assert request.state == Step.DONE and request.events.filter(what="copy-taken").count() == 1
    assert me.by.user.name not in parcel.read("kindao.json").decode()


def test_the_copy_tells_why_the_clinic_took_longer(me: AtHome) -> None:
    request = actions.ask(me.patient, Kind.SEE, who=Who.PATIENT)
    actions.extend(a_member(Role.OFFICER, me.by.clinic), request, why="Phải hỏi khoa ngoại.", told="page")
    parcel = the_copy(me)
    told = {one["kind"]: one for one in json.loads(parcel.read("kindao.json"))["requests"]}
    assert told["see"]["why_longer"] == ["Phải hỏi khoa ngoại."] and told["see"]["extended_at"]
    assert told["copy"]["why_longer"] == [] and told["copy"]["extended_at"] is None
    assert "Phải hỏi khoa ngoại." in parcel.read("index.html").decode()


def test_somebody_else_in_a_picture_is_covered_and_whoever_nobody_named_is_left_out(me: AtHome) -> None:
    """Pictures that differ only where the other stands come out equal: nothing of them is in the copy."""
    shared = an_original(me.by, me.patient, group())
    looked_at(shared)
    is_in(me.by, shared, me.patient, [[60, 60, 180, 200]])
    is_in(me.by, shared, None, [[400, 80, 520, 230]])
    unnamed = an_original(me.by, me.patient, (examples() / "illustration.png").read_bytes())
    looked_at(unnamed)
    cases.found(unnamed, [Box(1, 1, 50, 50), Box(60, 1, 99, 50)], 0)
    parcel = the_copy(me)
    names = parcel.namelist()
    assert sum(name.endswith("-covered.jpg") for name in names) == 1
    covered = Image.open(io.BytesIO(parcel.read(next(name for name in names if name.endswith("-covered.jpg")))))
    assert all(abs(value - 128) < 4 for value in covered.getpixel((460, 150))), "the other's face is grey"  # type: ignore[union-attr]
    assert covered.getpixel((460, covered.height - 2))[0] in range(124, 133), "down to the edge"  # type: ignore[index]
    own = [covered.getpixel((x, y)) for x in (70, 120, 170) for y in (70, 130, 190)]
    assert any(abs(value - 128) > 8 for pixel in own for value in pixel), "their own is not"  # type: ignore[union-attr]
    told = json.loads(parcel.read("kindao.json"))
    assert sorted(one["in_this_copy"] for one in told["pictures"]) == ["covered", "not-yet", "whole"]
    request = RightsRequest.objects.get(kind=Kind.COPY)
    assert request.state == Step.ACKNOWLEDGED, "the clinic still owes the rest"
    file = me.client.get(me.at(f"pictures/{unnamed.pk}/file/"))
    assert file.status_code == 404
    assert me.client.get(me.at(f"pictures/{shared.pk}/file/")).headers["Content-Type"] == "image/jpeg"


def test_a_film_is_handed_over_by_the_clinic(me: AtHome) -> None:
    from kindao.web.cases.models import Original

    Original.objects.filter(pk=me.original.pk).update(kind="film")
    me.original.refresh_from_db()
    assert seeing.one(me.patient, me.original).why == seeing.FILM
    assert me.client.get(me.at(f"pictures/{me.original.pk}/file/")).status_code == 404


def test_in_another_patients_picture_the_other_is_never_shown(me: AtHome) -> None:
    other = a_reached_patient(me.by)
    theirs = an_original(me.by, other, group())
    looked_at(theirs)
    is_in(me.by, theirs, me.patient, [[60, 60, 180, 200]])
    assert seeing.one(me.patient, theirs).why == seeing.OTHERS, "nobody said where the other is"
    assert me.client.get(me.at(f"pictures/{theirs.pk}/file/")).status_code == 404
    is_in(me.by, theirs, other, [[400, 80, 520, 230]])
    assert seeing.one(me.patient, theirs).how is seeing.How.COVERED


def test_after_erasure_the_page_still_tells_what_was_and_no_bytes_are_left(me: AtHome) -> None:
    me.client.post(me.at("ask/delete/"))
    actions.erase(a_member(Role.OFFICER, me.by.clinic), RightsRequest.objects.get(kind=Kind.DELETE), answer="Đã xóa.")
    page = me.client.get(me.at())
    assert page.status_code == 200 and "Phòng khám không giữ ảnh nào của bạn" in text_of(page.content)
    assert me.client.get(me.at(f"pictures/{me.original.pk}/file/")).status_code == 404
    assert me.client.get(me.at(f"papers/{me.consent.evidence.get().pk}/file/")).status_code == 404


def test_a_link_of_yesterday_and_a_changed_number(me: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.change_patient(me.by, me.patient, phone="0900 000 111")
    assert me.client.get(me.at()).status_code == 404, "it may be somebody else's phone by now"
    fresh = at_home(me.by)
    late = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert fresh.client.get(fresh.at()).status_code == 404


def test_staff_makes_the_link_and_shows_it_once(me: AtHome) -> None:
    desk = signed_in(me.by.user)
    address = f"/patients/{me.patient.pk}/own-page/"
    assert "Hiện mã QR" in text_of(desk.get(address).content)
    shown = desk.post(address, {"how": "show"})
    assert "<svg" in shown.content.decode()
    token = re.search(r"/p/([\w-]{20,})/", shown.content.decode())
    assert token and Client().get(f"/p/{token[1]}/").status_code == 200
    assert token[1] not in desk.get(address).content.decode()
    assert "Đang gửi cho họ" in text_of(desk.post(address, {"how": "send"}).content)
    assert desk.post(address, {"how": "show", "whom": "nobody"}).status_code == 404
    mute = cases.add_patient(me.by, record_number="BA-X", name="Không Có Số")
    refused = desk.post(f"/patients/{mute.pk}/own-page/", {"how": "show"})
    assert refused.status_code == 422


def test_a_permit_of_a_second_use_dies_with_the_same_tap(me: AtHome) -> None:
    second = a_permitted_use(me.by, me.patient, me.original)
    me.client.post(me.at("withdraw/"))
    second.refresh_from_db()
    me.use.refresh_from_db()
    assert {second.state, me.use.state} == {UseState.INSPECTING}
    assert signed_in(me.by.user).get(f"/uses/{second.pk}/safe-copy/").status_code == 404


def test_a_complaint_is_told_the_terms_that_it_has(me: AtHome) -> None:
    page = text_of(me.client.get(me.at("ask/complain/")).content)
    assert "Luật không cho xin thêm thời gian" in page and "Họ được xin thêm thời gian một lần" not in page
    due = clock.now().astimezone(VIETNAM) + timedelta(hours=48)
    assert f"phải xử lý, chậm nhất {due:%H:%M} ngày {due:%d/%m/%Y}" in page
    request = actions.ask(me.patient, Kind.COMPLAIN, who=Who.PATIENT, words="Ảnh của tôi ở trên mạng.")
    assert "phải xử lý, chậm nhất" in text_of(me.client.get(me.at(f"requests/{request.pk}/")).content)


def test_what_is_alike_is_told_apart_and_what_stopped_is_not_called_postable(me: AtHome) -> None:
    page = me.client.get(me.at()).content.decode()
    assert "Rút lại tất cả" in page and "Xem bản sẽ được đăng" in page
    buttons = re.findall(r">(Rút lại: [^<]+)<", page)
    assert buttons and all("," in one for one in buttons), "purpose and places"
    a_consent(me.by, me.patient)
    me.client.post(me.at("withdraw/"))
    page = text_of(me.client.get(me.at()).content)
    assert "Rút lại tất cả" not in page and "Xem bản sẽ được đăng" not in page and "không được đăng" in page
    html = me.client.get(me.at()).content.decode()
    names = re.findall(r'<h3><a href="[^"]*requests/[^"]*">([^<]+)</a>', html)
    assert names and all("Tôi đã rút lại sự đồng ý:" in one for one in names)


def test_not_now_alone_is_no_agreement(me: AtHome) -> None:
    Scope.objects.filter(consent__patient=me.patient).update(state=State.DEFERRED)
    page = text_of(me.client.get(me.at()).content)
    assert "Rút lại tất cả" not in page and "Nói không với tất cả" not in page, "nothing is there to be taken back"


def a_signature(me: AtHome, content: bytes) -> Evidence:
    file = store.put(content, key=me.patient.key, clinic=me.by.clinic, media_type="application/json")
    return Evidence.objects.create(
        consent=me.consent, kind=Evidence.Kind.SIGNATURE, file=file, digest=file.digest, at=clock.now()
    )


def test_a_signature_is_shown_as_a_picture_and_a_typed_name_as_a_name(me: AtHome) -> None:
    stroke = [[10 * n, 50 + 40 * (n % 2), 10 * n] for n in range(20)]
    finger = a_signature(me, json.dumps({"strokes": [stroke, [[9999999, 1, 1]]]}).encode())
    name = a_signature(me, json.dumps({"typed": "Lưu Thị Kiểm Thử"}).encode())
    answer = me.client.get(me.at(f"papers/{finger.pk}/file/"))
    assert answer.headers["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.getextrema() == (0, 255) and max(picture.size) <= 2040
    answer = me.client.get(me.at(f"papers/{name.pk}/file/"))
    assert answer.headers["Content-Type"].startswith("text/plain") and answer.content.decode() == "Lưu Thị Kiểm Thử"


def test_the_copy_begins_with_a_page_that_anybody_can_read(me: AtHome) -> None:
    a_signature(me, json.dumps({"strokes": [[[10, 10, 0], [200, 90, 5], [20, 160, 9]]]}).encode())
    a_signature(me, json.dumps({"typed": "Lưu <b>Thị"}).encode())
    parcel = the_copy(me)
    page = parcel.read("index.html").decode()
    assert 'lang="vi"' in page and 'lang="en"' in page and "Điều tôi đã ký" in page and "What I signed" in page
    assert me.patient.name in page and "Lưu &lt;b&gt;Thị" in page and me.by.user.name not in page
    shown = set(re.findall(r'(?:src|href)="([^#"]+)"', page))
    assert shown == {name for name in parcel.namelist() if "/" in name and not name.endswith(".json")}
    assert sum(name.endswith(".png") and name.startswith("signed/") for name in shown) == 2, "a scan and a signature"
    assert "http" not in page, "nothing of it is fetched from elsewhere"
