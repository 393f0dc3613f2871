"""A right is one person's: of a child and a parent each has their own, what was erased stays hidden in others' pictures
too, nothing is called carried out that is still out, and the page says what happened as it happened."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client

from builders import a_consent, a_guardian, a_member, a_patient, a_record, a_use, an_original, group, signed_in, worked
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import VIETNAM, Relation
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web import audit, vault
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Guardianship, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Scope, State, Who
from kindao.web.door import links
from kindao.web.door.links import Made
from kindao.web.door.models import Purpose as Leads
from kindao.web.releases.models import Account, CopyState, PublicCopy, Release, Seen, Stage, Takedown, Why
from kindao.web.review import actions as review
from kindao.web.review.models import SafeCopy, Use, UseState
from kindao.web.rights import actions, clocks, copying, explaining, holding, out, own, same
from kindao.web.rights.clocks import STOP
from kindao.web.rights.models import Kind, PictureHash, RightsRequest, Step
from kindao.web.rights.running import told
from kindao.web.vault import keys
from kindao.web.vault.views import LOOKED
from patients import AtHome, at_home, is_in, looked_at
from permits import a_permitted_use
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db


def text_of(page: bytes) -> str:
    """What somebody reads of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


CHILD = timedelta(days=8 * 366)


@pytest.fixture
def me() -> AtHome:
    cache.clear()
    return at_home()


@pytest.fixture
def officer(me: AtHome) -> Membership:
    return a_member(Role.OFFICER, me.by.clinic)


def a_mother(me: AtHome, name: str = "Mẹ Kiểm Thử", **fields: object) -> Guardianship:
    """Of the patient, who is eight years old from now on."""
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - CHILD)
    me.patient.refresh_from_db()
    return a_guardian(me.by, me.patient, name=name, phone="0900 000 321", **fields)


def her_page(me: AtHome, mother: Guardianship) -> tuple[Made, Client]:
    made = links.make(me.by, me.patient, purpose=Leads.OWN, guardianship=mother)
    return made, came_in(made)


def a_release(use: Use, by: Membership, stage: Stage = Stage.OUT) -> Release:
    """One that a person posted, at three places that nobody has looked at."""
    account = Account.objects.create(
        clinic=by.clinic,
        connector="facebook-by-hand",
        destination="facebook",
        name="Trang Facebook",
        key=keys.new_key(by.clinic),
        sealed=b"",
        opened_by=by.user,
        opened_at=clock.now(),
    )
    release = Release.objects.create(
        clinic=by.clinic,
        use=use,
        account=account,
        stage=stage,
        due_at=clock.now(),
        file_name="0" * 24 + ".jpg",
        sent_at=clock.now(),
        out_at=clock.now(),
        asked_by=by.user,
        created_at=clock.now(),
    )
    for n in range(3):
        a_place(release, f"https://facebook.example/{n}")
    return release


def a_place(release: Release, address: str, **fields: object) -> PublicCopy:
    return PublicCopy.objects.create(
        release=release, address=address, place="post", found_at=clock.now(), found_by="person", **fields
    )


def coming_down(release: Release) -> Takedown:
    Release.objects.filter(pk=release.pk).update(stage=Stage.COMING_DOWN)
    release.public_copies.update(state=CopyState.BY_HAND, person=release.asked_by, due_at=clock.now())
    return Takedown.objects.create(release=release, why=Why.WITHDRAWN, created_at=clock.now())


def test_a_childs_pause_and_the_mothers_are_two_and_each_ends_her_own(me: AtHome) -> None:
    mother = a_mother(me)
    made, hers = her_page(me, mother)
    hers.post(f"/p/{made.token}/own/ask/restrict/")
    me.client.post(me.at("ask/restrict/"))
    theirs = {one.who: one for one in RightsRequest.objects.filter(kind=Kind.RESTRICT)}
    assert set(theirs) == {Who.PATIENT, Who.REPRESENTATIVE}
    assert theirs[Who.REPRESENTATIVE].guardianship == mother
    hers.post(f"/p/{made.token}/own/requests/{theirs[Who.REPRESENTATIVE].pk}/lift/")
    assert holding.held(me.use) == holding.PAUSED, "the child's own still stands"
    assert "Đang tạm dừng" in text_of(me.client.get(me.at()).content)
    with pytest.raises(BadInput, match="whoever asked"):
        actions.lift(theirs[Who.PATIENT], guardianship=mother)
    assert actions.lift(theirs[Who.PATIENT]) and holding.held(me.use) is None
    said = [event.said for event in theirs[Who.REPRESENTATIVE].events.all()]
    assert "Người đại diện đã kết thúc việc tạm dừng" in said, "it was not the patient"


def test_of_two_parents_one_ends_no_pause_of_the_other_unless_the_other_may_speak_no_longer(me: AtHome) -> None:
    mother = a_mother(me)
    father = a_guardian(me.by, me.patient, name="Cha Kiểm Thử", relation=Relation.FATHER)
    pause = actions.ask(me.patient, Kind.OBJECT, who=Who.REPRESENTATIVE, guardianship=mother)
    with pytest.raises(BadInput, match="whoever asked"):
        actions.lift(pause, guardianship=father)
    with pytest.raises(BadInput, match="paused the use of pictures"):  # or one of the staff would end her objection
        cases.end_guardianship(me.by, mother)
    cases.end_guardianship(a_member(Role.OFFICER, me.by.clinic), mother)
    pause = RightsRequest.objects.get(pk=pause.pk)
    assert not actions.may_lift(pause, None) and actions.may_lift(pause, father)
    cases.end_guardianship(me.by, father)
    assert actions.lift(RightsRequest.objects.get(pk=pause.pk)), "nobody speaks for them now: they themselves"


def test_nobody_asks_for_a_grown_up_whom_nobody_represents(me: AtHome, officer: Membership) -> None:
    mother = a_guardian(me.by, me.patient)
    with pytest.raises(BadInput, match="may not speak"):
        actions.enter(officer, me.patient, Kind.RESTRICT, received_at=clock.now(), guardianship=mother)
    desk, address = signed_in(officer.user), f"/patients/{me.patient.pk}/rights/new/"
    assert mother.name not in text_of(desk.get(address).content)
    told_ = {"kind": "restrict", "received_on": clock.today().isoformat()}
    for who in ("representative", str(mother.pk)):
        assert desk.post(address, told_ | {"who": who}).status_code == 422
    cases.change_patient(me.by, me.patient, birth_date=clock.today() - CHILD)
    assert mother.name in text_of(desk.get(address).content)
    assert desk.post(address, told_ | {"who": str(mother.pk)}).status_code == 302
    assert RightsRequest.objects.get().guardianship == mother


def test_what_a_child_writes_the_mother_does_not_read(me: AtHome) -> None:
    mother = a_mother(me)
    made, hers = her_page(me, mother)
    request = actions.ask(me.patient, Kind.CORRECT, who=Who.PATIENT, words="Em không muốn mà mẹ cứ bắt.")
    theirs = text_of(me.client.get(me.at(f"requests/{request.pk}/")).content)
    assert "mẹ cứ bắt" in theirs and "Người khác đã yêu cầu" not in theirs
    page = text_of(hers.get(f"/p/{made.token}/own/requests/{request.pk}/").content)
    assert "mẹ cứ bắt" not in page and "Người khác đã yêu cầu" in page
    assert "mẹ cứ bắt" in str(copying.parcel(me.patient).told)
    assert "mẹ cứ bắt" not in str(copying.parcel(me.patient, mother).told)


def test_who_asked_is_never_edited(me: AtHome) -> None:
    mother = a_mother(me)
    request = actions.ask(me.patient, Kind.RESTRICT, who=Who.REPRESENTATIVE, guardianship=mother)
    for change in ({"guardianship": None}, {"who": Who.PATIENT, "guardianship": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RightsRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():  # an older guard stands as well after the table was remade
        RightsRequest.objects.filter(pk=request.pk).update(state=Step.REFUSED)


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.OBJECT, Kind.WITHDRAW, Kind.WITHDRAW_HELP])
def test_nothing_is_done_while_something_has_yet_to_come_down(me: AtHome, officer: Membership, kind: Kind) -> None:
    release = a_release(me.use, me.by)
    request = actions.ask(me.patient, kind, who=Who.PATIENT)
    order = Takedown.objects.filter(release=release).first() or coming_down(release)
    desk, address = signed_in(officer.user), f"/rights/requests/{request.pk}/"
    answer = desk.post(f"{address}act/", {"do": "done", "answer": "Đã gỡ hết"})
    assert answer.status_code == 422 and "chưa chắc đã gỡ" in text_of(answer.content)
    assert f"/releases/{release.pk}/" in answer.content.decode(), "what it is"
    Takedown.objects.filter(pk=order.pk).update(over_at=clock.now())
    assert desk.post(f"{address}act/", {"do": "done", "answer": "Đã gỡ hết"}).status_code == 302


def test_erasing_waits_for_no_post_and_says_that_it_is_still_out(me: AtHome, officer: Membership) -> None:
    release = a_release(me.use, me.by)
    request = actions.ask(me.patient, Kind.DELETE, who=Who.PATIENT)
    desk, address = signed_in(officer.user), f"/rights/requests/{request.pk}/"
    assert "Việc xóa không phải chờ" in text_of(desk.get(address).content)
    actions.erase(officer, request, answer="Đã xóa hết.")
    for where in (me.at(), me.at(f"requests/{request.pk}/")):
        assert "Ảnh của bạn vẫn còn, hoặc có thể còn, ở nơi khác" in text_of(me.client.get(where).content)
    assert [one.release for one in out.of(me.patient)] == [release] and out.of(me.patient)[0].seen


def test_what_was_erased_goes_out_in_nobodys_picture_ever_again(me: AtHome, officer: Membership) -> None:
    other = a_patient(me.by)
    shared = an_original(me.by, other, group())
    looked_at(shared)
    is_in(me.by, shared, other, [[400, 80, 520, 230]])
    named = is_in(me.by, shared, me.patient, [[60, 60, 180, 200]])
    a_consent(me.by, other)
    use = a_permitted_use(me.by, other, shared)
    request = actions.ask(me.patient, Kind.DELETE, who=Who.PATIENT)
    page = text_of(signed_in(officer.user).get(f"/rights/requests/{request.pk}/").content)
    assert other.record_number in page and "có trong 1 ảnh của người bệnh khác" in page
    assert "Còn lại: họ tên, ngày sinh, số hồ sơ" in page
    actions.erase(officer, request, answer="Đã xóa ảnh của bạn.")
    use.refresh_from_db()
    assert use.state == UseState.LAPSED and not SafeCopy.objects.filter(use=use).kept().exists()
    assert shared.file.erased_at is None, "the other's record keeps it"
    again = worked(a_use(me.by, shared, purpose=Purpose.AWARENESS, destination=Destination.LECTURE))
    assert again.state == UseState.REFUSED and holding.held(again) == holding.ERASED
    for role, of in ((Appearance.As.BYSTANDER, None), (Appearance.As.NOBODY, None), (Appearance.As.PATIENT, other)):
        with pytest.raises(BadInput, match="were erased"):
            cases.say_who(officer, named, role, patient=of)
    with pytest.raises(BadInput, match="were erased"):
        cases.unplace(officer, named)
    desk = signed_in(officer.user)
    said = desk.post(f"/appearances/{named.pk}/who/", {"role": "bystander"}, follow=True)
    named.refresh_from_db()
    assert said.status_code == 404 or named.patient == me.patient
    record = text_of(desk.get(f"/patients/{me.patient.pk}/").content)
    assert "đã được xóa ngày" in record and "Chụp hoặc thêm ảnh" not in record
    theirs = text_of(me.client.get(me.at(f"requests/{request.pk}/")).content)
    assert "Bạn có trong 1 ảnh của người bệnh khác" in theirs and "Họ tên, ngày sinh, số hồ sơ" in theirs


def test_a_key_that_is_destroyed_holds_without_any_request(me: AtHome) -> None:
    """As after a restore from a backup that is older than the request."""
    other = a_patient(me.by)
    shared = an_original(me.by, other, group())
    is_in(me.by, shared, me.patient, [[60, 60, 180, 200]])
    use = a_use(me.by, shared)
    assert holding.held(use) is None
    vault.erase(me.patient.key, by=None)
    assert holding.held(use) == holding.ERASED


def test_after_a_deletion_that_was_refused_nothing_goes_out_until_they_agree_anew(
    me: AtHome, officer: Membership
) -> None:
    request = actions.ask(me.patient, Kind.DELETE, who=Who.PATIENT)
    actions.refuse(officer, request, article="Điều 69 Luật 15/2023/QH15", answer="Phải giữ bệnh án.")
    assert holding.held(me.use) == holding.DELETED
    a_consent(me.by, me.patient, a_record(signed_at=clock.now()))
    assert holding.held(me.use) is None


def test_a_paper_that_was_erased_is_no_link(me: AtHome, officer: Membership) -> None:
    paper = me.consent.evidence.get()
    assert f"papers/{paper.pk}/" in me.client.get(me.at()).content.decode()
    actions.erase(officer, actions.ask(me.patient, Kind.DELETE, who=Who.PATIENT), answer="Đã xóa.")
    page = me.client.get(me.at()).content.decode()
    assert f"papers/{paper.pk}/" not in page and "bản đã ký đã được xóa" in page


def test_not_now_is_nothing_to_take_back(me: AtHome) -> None:
    Scope.objects.filter(consent=me.consent).update(state=State.DEFERRED)
    for address in (me.at(), me.at("withdraw/"), me.at(f"withdraw/{me.consent.pk}/")):
        page = me.client.get(address).content.decode()
        assert "Có, rút lại" not in page and "Nói không với tất cả" not in page, address
        assert f'href="{me.at("withdraw/")}' not in page, address
    assert "Để sau" in text_of(me.client.get(me.at()).content)


def test_the_clinic_is_not_called_late_before_the_term_that_it_was_given(
    me: AtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (Kind.OBJECT, Kind.WITHDRAW_HELP):
        actions.ask(me.patient, kind, who=Who.PATIENT)
    me.client.post(me.at("withdraw/"))
    soon, late = clock.now() + timedelta(minutes=50), clock.now() + timedelta(days=11)
    monkeypatch.setattr(clock, "now", lambda: late)
    monkeypatch.setattr(clock, "today", late.date)
    rows = {one.request.kind: one for one in told(RightsRequest.objects.all())}
    assert not any(one.overdue for one in rows.values())
    assert not rows["object"].late and not rows["withdraw"].late, "what had to stop was stopped"
    assert rows["withdraw-help"].late, "nobody called them: the officer's list says so"
    page = text_of(came_in(a_link(me.by, me.patient)).get(me.at()).content)
    monkeypatch.setattr(clock, "now", lambda: soon)
    assert "trễ hạn" not in page


def test_while_something_is_out_the_officer_has_yet_to_stop_it(me: AtHome) -> None:
    coming_down(a_release(me.use, me.by))
    request = actions.ask(me.patient, Kind.OBJECT, who=Who.PATIENT)
    assert not next(term for term in told([request])[0].terms if term.id == STOP).over


def test_of_a_complaint_the_term_has_its_case_and_its_own_law(me: AtHome, client: Client) -> None:
    public = text_of(client.get("/your-rights/").content)
    section = public[public.index("Bạn được khiếu nại") :]
    assert "nếu ảnh của bạn đang được đăng và khiếu nại có căn cứ: 48 giờ" in section
    assert "Nghị định 147/2024/NĐ-CP" in section
    form = text_of(me.client.get(me.at("ask/complain/")).content)
    assert "Nếu ảnh của bạn đang được đăng và khiếu nại có căn cứ:" in form and "147/2024" in form
    for section_, time in explaining.told():
        assert (section_.term is None) == (time is None)
        assert time is None or "Nghị định" in time.cited.vi, "the term's own law"


def test_a_measure_that_protects_is_a_request_of_its_own(me: AtHome, officer: Membership, client: Client) -> None:
    assert "ask/protect/" in me.client.get(me.at()).content.decode()
    assert me.client.post(me.at("ask/protect/"), {"words": ""}).status_code == 422, "which measure?"
    me.client.post(me.at("ask/protect/"), {"words": "Chỉ bác sĩ của tôi được xem."})
    request = RightsRequest.objects.get(kind=Kind.PROTECT)
    main = told([request])[0].main
    assert main and main.id == "DL-PROTECT" and clocks.can_extend(told([request])[0].terms)
    assert "khoản 5 Điều 5 Nghị định 356/2025/NĐ-CP" in told([request])[0].article.vi
    page = text_of(signed_in(officer.user).get(f"/rights/requests/{request.pk}/").content)
    assert "Ghi trong câu trả lời đã làm gì" in page
    assert "bảo vệ tốt hơn" in text_of(client.get("/your-rights/").content)
    assert 'value="protect"' in signed_in(officer.user).get(f"/patients/{me.patient.pk}/rights/new/").content.decode()


def test_what_is_out_is_said_where_nothing_may_be_posted(me: AtHome) -> None:
    coming_down(a_release(me.use, me.by))
    me.client.post(me.at("withdraw/"))
    page = text_of(me.client.get(me.at()).content)
    assert "Phòng khám không được phép đăng ảnh nào của bạn" in page
    assert "Ảnh của bạn vẫn còn, hoặc có thể còn, ở nơi khác" in page


def test_a_look_that_saw_nothing_is_not_told_as_one_that_saw_it(me: AtHome) -> None:
    release = a_release(me.use, me.by)
    release.public_copies.all().delete()
    for n, (address, seen) in enumerate(
        [("https://a.example/1", Seen.THERE), ("https://a.example/2", Seen.UNKNOWN), ("https://a.example/3", "")]
    ):
        a_place(release, address, last_seen=seen, looked_at=clock.now() if seen else None, ref=str(n))
    a_place(release, "Phòng chờ tầng 2")
    said = [copy.said for copy in out.of(me.patient)[0].copies]
    assert said == [
        "Xem được ở đây.",
        "Bản này đã đăng ở đây. Lần xem cuối, chúng tôi không rõ nó còn hay không.",
        "Bản này đã đăng ở đây. Chúng tôi chưa xem.",
        "Phòng khám nói bản này ở đây. Không ai xem được từ bên ngoài.",
    ]
    coming_down(release)
    assert out.of(me.patient)[0].done == 0, "nobody has done anything yet"


def test_one_purpose_of_two_who_agreed_is_one_and_each_is_named(me: AtHome) -> None:
    a_consent(me.by, me.patient)
    mother = a_mother(me)
    type(me.consent).objects.filter(pk=me.consent.pk).update(guardianship=mother, giver="guardian")
    page = text_of(me.client.get(me.at()).content)
    assert "Em đang đồng ý cho 1 việc" in page
    assert mother.name in page and me.patient.name in page


def test_a_withdrawal_names_what_was_taken_back_and_nothing_else(me: AtHome) -> None:
    (scope,) = a_record().scopes
    both = replace(scope, destinations=frozenset({Destination.FACEBOOK}))
    refused = replace(scope, destinations=frozenset({Destination.TIKTOK}))
    consent = a_consent(me.by, me.patient, a_record(scopes=(both, refused)))
    consent.scopes.filter(number=1).update(state=State.REFUSED)
    actions.withdraw(consent, who=Who.PATIENT)
    page = me.client.get(me.at()).content.decode()
    said = re.search(r">(Tôi đã rút lại sự đồng ý:[^<]*)<", page)
    assert said and "Facebook" in said[1] and "TikTok" not in said[1]


def test_every_copy_that_somebody_took_is_told(me: AtHome) -> None:
    first = me.use.copies.get()
    review.handed_out(me.by, first)
    SafeCopy.objects.create(
        use=me.use,
        file=an_original(me.by, me.patient, group()).file,
        digest="sha256:" + "1" * 64,
        recipe={},
        made_at=clock.now() + timedelta(seconds=1),
    )
    release = a_release(me.use, me.by)
    audit.record("release.handed-out", release, by=me.by.user, clinic=me.by.clinic)
    audit.record(LOOKED, first.file, by=me.by.user, clinic=me.by.clinic)
    (use,) = [one for one in own.uses(me.patient) if one.use == me.use]
    assert len(use.handed_out) == 2 and use.copy != first
    assert sum(look.files for look in own.looks(me.patient, [], [use])) == 1, "also of a copy that was replaced"
    assert "2 lần" in text_of(me.client.get(me.at()).content)


def test_the_copy_of_another_patients_picture_is_told_and_not_linked(me: AtHome) -> None:
    other = a_reached_patient(me.by)
    shared = an_original(me.by, other, group())
    is_in(me.by, shared, me.patient, [[60, 60, 180, 200]])
    a_consent(me.by, other)
    use = a_permitted_use(me.by, other, shared)
    page = me.client.get(me.at()).content.decode()
    assert f"copies/{use.copies.get().pk}/" not in page
    assert f"copies/{me.use.copies.get().pk}/" in page


def test_is_it_me_compares_pictures_in_others_records_and_never_says_a_flat_no(me: AtHome) -> None:
    other = a_patient(me.by)
    shared = an_original(me.by, other, group())
    assert not same.look(me.patient, bytes(32)).originals
    is_in(me.by, shared, me.patient, [[60, 60, 180, 200]])
    same.look(me.patient, bytes(32))
    bits = PictureHash.objects.get(file=shared.file).bits
    assert same.look(me.patient, bytes.fromhex(bits)).originals == (shared,)
    page = text_of(me.client.post(me.at("is-this-me/"), {"bits": "0" * 64}).content)
    assert "Phim không được so" in page and "không giữ ảnh nào" not in page


def test_the_copy_for_programs_says_the_same_as_the_page(me: AtHome) -> None:
    Scope.objects.filter(consent=me.consent).update(state=State.REFUSED)
    parcel = copying.parcel(me.patient)
    data = json.loads(json.dumps(parcel.told, default=copying._plain))
    assert data["consents"][0]["scopes"][0]["places"] == {"facebook": "no"}
    moments = re.findall(r'"\d{4}-\d\d-\d\d[T ][^"]*"', json.dumps(data))
    offset = f"{clock.now().astimezone(VIETNAM):%z}"
    assert moments and all(one.endswith(f'{offset[:3]}:{offset[3:]}"') for one in moments if "signed" not in one)
    hidden = an_original(me.by, me.patient, group())  # nobody has looked: it is left out
    audit.record(LOOKED, hidden.file, by=me.by.user, clinic=me.by.clinic)
    parcel = copying.parcel(me.patient)
    page = copying._page(parcel, ())
    looks = parcel.told["looked_at"]
    assert looks and all(f"{one['day']:%d/%m/%Y}" in page for one in looks)


def test_who_speaks_for_somebody_is_told_whose_page_it_is(me: AtHome) -> None:
    mother = a_mother(me)
    made, hers = her_page(me, mother)
    assert f"Bạn vào đây thay cho {me.patient.name}" in text_of(hers.get(f"/p/{made.token}/own/").content)


def test_a_refusal_was_answered_and_not_signed_and_a_use_shows_its_words(me: AtHome) -> None:
    record = replace(a_record(), id="00000000-0000-4000-8000-000000000001", subject=str(me.patient.pk))
    consents.sign(
        me.patient,
        record,
        [State.REFUSED],
        who=Who.PATIENT,
        proofs=(),
        asked=(me.by.user, clock.now()),
    )
    type(me.use).objects.filter(pk=me.use.pk).update(caption="Mũi mới sau ba tháng")
    page = text_of(me.client.get(me.at()).content)
    assert "Trả lời lúc" in page and page.count("Ký ngày") == 1
    assert "Mũi mới sau ba tháng" in page


def test_a_request_on_paper_says_when_it_came_and_when_it_was_written_down(me: AtHome) -> None:
    came = clock.now() - timedelta(days=3)
    request = actions.enter(me.by, me.patient, Kind.SEE, received_at=came)
    page = text_of(me.client.get(me.at(f"requests/{request.pk}/")).content)
    assert f"Yêu cầu đến ngày {came.astimezone(VIETNAM):%d/%m/%Y}" in page
    assert "Phòng khám đã ghi lại" in page


def test_days_are_written_in_one_way_in_english(me: AtHome) -> None:
    me.client.cookies["django_language"] = "en"
    page = text_of(me.client.get(me.at("ask/see/")).content)
    assert not re.search(r"\d{4}-\d\d-\d\d", page) and re.search(r"the end of \d{1,2} \w{3,4} \d{4}", page)


def test_a_patient_of_the_same_name_sees_none_of_it(me: AtHome) -> None:
    other: Patient = a_reached_patient(me.by)
    actions.ask(other, Kind.RESTRICT, who=Who.PATIENT)
    assert holding.held(me.use) is None
