"""A clinic's own site of one page: the picture stands on its front page, which is told where a look sees it there, and
nowhere else; nothing is called gone by it."""

import io
import time

import pytest
from PIL import Image

from builders import a_member, group, nose
from calling import a_system
from desk import signed_in
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, evidence, fronts, probing, seeing, unrecorded
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, CopyState, PublicCopy, Release, Seen, Stage, Why
from kindao.web.releases.probing import Known
from kindao.web.review.models import Use
from kindao.web.vault import store
from outside import a_manual_account, a_use_to_post
from permits import a_lawful_use, an_officer_read_the_terms
from released import Quiet, Site, looked_again, worked_off

PAGE = """<!doctype html><title>Phòng khám</title><header><img src="/logo.svg" alt=""></header>
<section id="truoc-sau" style="background-image: url('/nen.jpg')"><img data-src="{src}" alt="Sau ba tháng"></section>
"""


@pytest.fixture
def doctor(db: None) -> Membership:
    return a_member()


@pytest.fixture
def held(doctor: Membership, site: Site) -> Release:
    """Downloaded to be posted by hand on the clinic's own site."""
    release = actions.release(doctor, a_use_to_post(doctor), a_manual_account(doctor))
    with actions.handed_out(doctor, release) as stream:
        show(site, smaller(stream.read()))
    release.refresh_from_db()
    return release


def show(site: Site, picture: bytes, name: str = "banner.jpg") -> str:
    """On its front page, under a name that the site gave it. Gives the address of the picture itself."""
    (site.folder / name).write_bytes(picture)
    (site.folder / "index.html").write_text(PAGE.format(src=name))
    return f"{site.address}/{name}"


def smaller(picture: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as whole:
        whole.resize((whole.width * 2 // 3, whole.height * 2 // 3)).save(out, "JPEG", quality=70)
    return out.getvalue()


def told(release: Release) -> dict[str, str]:
    return dict(release.public_copies.exclude(address="").values_list("address", "place"))


@pytest.mark.parametrize("behind", ["", "/", "/#truoc-sau", "/index.html?fbclid=abc"])
def test_a_front_page_that_shows_it_is_where_it_is(doctor: Membership, held: Release, site: Site, behind: str) -> None:
    front = f"{site.address}{behind}"
    actions.posted(doctor, held, [(front, Place.POST)])
    held.refresh_from_db()
    assert held.stage == Stage.OUT
    assert told(held) == {front: Place.POST, f"{site.address}/banner.jpg": Place.FILE}
    looked_again(held)
    assert held.public_copies.get(place=Place.FILE).last_seen == Seen.THERE


def test_a_front_page_that_does_not_show_it_is_asked_back(doctor: Membership, held: Release, site: Site) -> None:
    show(site, group())
    (site.folder / "banner-cu.jpg").write_bytes(nose())  # it lies there, and the page does not show it
    for front in (f"{site.address}/", f"{site.address}/#truoc-sau"):
        with pytest.raises(BadInput, match="no look from outside sees the picture") as caught:
            actions.posted(doctor, held, [(front, Place.POST)])
        assert "the picture itself" in caught.value.hint and "nhìn từ bên ngoài" in caught.value.vi
    held.refresh_from_db()
    assert held.stage == Stage.BY_HAND and told(held) == {}


@pytest.fixture
def asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """By what is asked for, with what follows a `?`: the file of the site that answers."""
    answers: dict[str, str] = {}
    usual = Quiet.translate_path

    def translate_path(self: Quiet, path: str) -> str:
        return str(site.folder / answers[path]) if path in answers else usual(self, path)

    monkeypatch.setattr(Quiet, "translate_path", translate_path)
    return answers


QUERIES = ("/?x", "/index.html?trang=1", "/?x=1&fbclid=a", "/?p=5", "/#/x")


@pytest.mark.parametrize("behind", QUERIES)
def test_a_front_page_with_something_behind_it_is_a_front_page(
    doctor: Membership, held: Release, site: Site, behind: str
) -> None:
    """This site shows the same there: it knows no posts by that."""
    front, shown = f"{site.address}{behind}", (site.folder / "index.html").read_text()
    (site.folder / "index.html").write_text(PAGE.format(src="logo.svg"))
    with pytest.raises(BadInput, match="no look from outside sees the picture"):
        actions.posted(doctor, held, [(front, Place.POST)])
    with pytest.raises(BadInput, match="no look from outside sees the picture"):
        unrecorded.write_down(doctor, held.use, held.account, front)
    assert told(held) == {}
    (site.folder / "index.html").write_text(shown)
    actions.posted(doctor, held, [(front, Place.POST)])
    assert told(held) == {front: Place.POST, f"{site.address}/banner.jpg": Place.FILE}


@pytest.mark.parametrize("behind", ["/?x", "/?p=5", "/#/x", "/tin/mui.html"])
def test_nobodys_word_is_taken_while_a_look_sees_it_on_a_page_of_the_site(
    doctor: Membership, held: Release, site: Site, behind: str
) -> None:
    (site.folder / "tin").mkdir()
    (site.folder / "tin" / "mui.html").write_text("<img src='/banner.jpg'>")
    page = f"{site.address}{behind}"
    actions.posted(doctor, held, [(page, Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    officer = a_member(Role.OFFICER, doctor.clinic)
    for by in (doctor, officer):
        with pytest.raises(BadInput, match="still seen on this page"):
            evidence.taken_down(by, held.public_copies.get(address=page), io.BytesIO(group()))
    assert told(held) == {page: Place.POST, f"{site.address}/banner.jpg": Place.FILE}
    for one in ("index.html", "tin/mui.html"):
        (site.folder / one).write_text("<p>Phòng khám</p>")
    evidence.taken_down(doctor, held.public_copies.get(address=page), io.BytesIO(group()))
    assert held.public_copies.get(address=page).state == CopyState.PLATFORM_GONE


def another_at(by: Membership, held: Release, site: Site, use: Use, picture: bytes) -> Release:
    """Of another use, out at an address of its own, where a look saw it."""
    (site.folder / "other.jpg").write_bytes(picture)
    other = actions.release(by, use, held.account)
    with actions.handed_out(by, other):
        pass
    actions.posted(by, other, [(f"{site.address}/other.jpg", Place.POST)])
    looked_again(other)
    other.refresh_from_db()
    assert other.stage == Stage.OUT and other.public_copies.get(place=Place.POST).last_seen == Seen.THERE
    return other


def for_something_else(by: Membership, held: Release) -> Use:
    """The same original, permitted a second time."""
    original = held.use.original
    use = a_lawful_use(by, original.patient, destination=Destination.WEBSITE, original=original)
    an_officer_read_the_terms(by, use)
    return use


def test_another_release_of_the_picture_that_may_stay_out_on_the_page_holds_nobody_up(
    doctor: Membership, held: Release, site: Site
) -> None:
    """The same picture, permitted for something else as well."""
    again, picture = for_something_else(doctor, held), (site.folder / "banner.jpg").read_bytes()
    other = another_at(doctor, held, site, again, picture)
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    (site.folder / "index.html").write_text("<img src='/other.jpg'>")
    front, theirs = held.public_copies.get(place=Place.POST), other.public_copies.filter(place=Place.POST)
    Release.objects.filter(pk=other.pk).update(stage=Stage.COMING_DOWN)
    with pytest.raises(BadInput, match="still seen on this page"):
        evidence.taken_down(doctor, front, io.BytesIO(group()))
    Release.objects.filter(pk=other.pk).update(stage=Stage.OUT)
    theirs.update(last_seen=Seen.OTHER)
    with pytest.raises(BadInput, match="still seen on this page"):
        evidence.taken_down(doctor, front, io.BytesIO(group()))
    theirs.update(last_seen=Seen.THERE)
    evidence.taken_down(doctor, front, io.BytesIO(group()))
    front.refresh_from_db()
    assert front.state == CopyState.PLATFORM_GONE


def test_what_is_another_release_of_the_picture_is_not_written_down_as_this_one(
    doctor: Membership, held: Release, site: Site
) -> None:
    """It could not be deleted when this one goes, and the order would never end."""
    picture = (site.folder / "banner.jpg").read_bytes()
    another_at(doctor, held, site, for_something_else(doctor, held), picture)
    (site.folder / "index.html").write_text("<img src='/other.jpg'><img src='/banner.jpg'>")
    front = f"{site.address}/"
    for _ in range(2):
        actions.posted(doctor, held, [(front, Place.POST)])
        assert told(held) == {front: Place.POST, f"{site.address}/banner.jpg": Place.FILE}


def test_what_is_another_release_of_the_picture_is_not_written_down_with_what_no_release_knows(
    doctor: Membership, officer: Membership, held: Release, site: Site
) -> None:
    again, picture = for_something_else(doctor, held), (site.folder / "banner.jpg").read_bytes()
    another_at(doctor, held, site, again, picture)
    (site.folder / "full.jpg").write_bytes(picture)
    front = f"{site.address}/"
    (site.folder / "index.html").write_text("<img src='/other.jpg'>")
    with pytest.raises(BadInput, match="a release knows this address"):
        unrecorded.write_down(officer, held.use, held.account, front)
    page = "<img src='/other.jpg'><img src='/banner.jpg'><img src='/full.jpg'>"
    (site.folder / "index.html").write_text(page)
    met = unrecorded.write_down(officer, held.use, held.account, front)
    files = dict.fromkeys([f"{site.address}/{name}" for name in ("banner.jpg", "full.jpg")], Place.FILE)
    assert told(met) == {front: Place.POST, **files}


def test_where_another_picture_was_told_a_picture_that_is_seen_now_is_not_called_gone(
    doctor: Membership, held: Release, site: Site
) -> None:
    """The clinic put this patient's picture where another's had been."""
    picture, use = (site.folder / "banner.jpg").read_bytes(), a_use_to_post(doctor)
    other = another_at(doctor, held, site, use, copy_of(use))
    assert other.use.original.digest != held.use.original.digest
    (site.folder / "tin.html").write_text("<img src='/other.jpg'>")
    (site.folder / "other.jpg").write_bytes(picture)
    page = f"{site.address}/tin.html"
    actions.posted(doctor, held, [(page, Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    with pytest.raises(BadInput, match="still seen on this page"):
        evidence.taken_down(doctor, held.public_copies.get(address=page), io.BytesIO(group()))
    assert f"{site.address}/other.jpg" in told(held)


def test_a_front_page_that_counts_its_visitors_is_known_again(
    doctor: Membership, held: Release, site: Site, asked: dict[str, str]
) -> None:
    show(site, group())
    page = (site.folder / "index.html").read_text()
    (site.folder / "again.html").write_text(page.replace("banner.jpg", "banner.jpg?v=2") + "<p>1002</p>")
    asked["/?x"] = "again.html"
    with pytest.raises(BadInput, match="no look from outside sees the picture"):
        actions.posted(doctor, held, [(f"{site.address}/?x", Place.POST)])


def test_a_post_that_a_site_names_behind_a_question_mark_is_none(
    doctor: Membership, held: Release, site: Site, asked: dict[str, str]
) -> None:
    """WordPress's plain permalink; its picture is one that no look sees, as of a gallery that a script fills."""
    show(site, group())
    (site.folder / "post.html").write_text("<!doctype html><title>Sau ba tháng</title><img src='/logo.svg'>")
    asked["/?p=5"] = "post.html"
    asked["/?p=6"] = "nothing"
    plain = [f"{site.address}/?p=5", f"{site.address}/?p=6", f"{site.address}/?p=7"]
    actions.posted(doctor, held, [(one, Place.POST) for one in plain])  # of many some are not looked at
    assert told(held) == dict.fromkeys(plain, Place.POST)
    with pytest.raises(BadInput, match="a release knows"):
        unrecorded.write_down(doctor, held.use, held.account, plain[0])


def test_a_site_that_routes_by_script_may_name_a_post_behind_a_hash(
    doctor: Membership, held: Release, site: Site
) -> None:
    (site.folder / "index.html").write_text("<!doctype html><title>PK</title><script src='/app.js'></script>")
    actions.posted(doctor, held, [(f"{site.address}/#/tin/12", Place.POST)])
    assert held.public_copies.filter(address__gt="").count() == 1


def test_where_a_site_does_not_answer_a_number_behind_a_question_mark_is_a_post(
    doctor: Membership, held: Release
) -> None:
    with pytest.raises(BadInput, match="did not come to its end"):
        actions.posted(doctor, held, [(f"{SILENT}/?x", Place.POST)])
    actions.posted(doctor, held, [(f"{SILENT}/?p=5", Place.POST)])
    assert told(held) == {f"{SILENT}/?p=5": Place.POST}


def test_a_front_page_that_is_told_afterwards_is_looked_at_as_well(
    doctor: Membership, held: Release, site: Site
) -> None:
    actions.posted(doctor, held, [(f"{site.address}/tin.html", Place.POST)])
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    assert f"{site.address}/banner.jpg" in told(held)
    (site.folder / "index.html").write_text("<p>Phòng khám</p>")
    actions.posted(doctor, held, [(f"{site.address}/?x", Place.POST)])
    assert f"{site.address}/?x" in told(held), "somebody met it there"


SILENT = "http://127.0.0.1:9"


def test_that_a_look_did_not_come_to_its_end_is_not_said_to_have_seen_nothing(
    doctor: Membership, held: Release, site: Site
) -> None:
    shown = (site.folder / "index.html").read_text()
    (site.folder / "index.html").write_text(PAGE.format(src=f"{SILENT}/banner.jpg"))
    for front in (f"{site.address}/", f"{SILENT}/"):
        with pytest.raises(BadInput, match="did not come to its end") as caught:
            actions.posted(doctor, held, [(front, Place.POST)])
        assert "Try again" in caught.value.hint and "chưa xem hết được" in caught.value.vi
        with pytest.raises(BadInput, match="did not come to its end"):
            unrecorded.write_down(doctor, held.use, held.account, front)
    (site.folder / "index.html").write_text(f"{shown}<img src='{SILENT}/logo.png'>")
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    assert f"{site.address}/banner.jpg" in told(held), "what was seen counts"


def test_where_a_picture_of_the_page_does_not_answer_the_officer_alone_says_that_it_is_gone(
    doctor: Membership, held: Release, site: Site
) -> None:
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    (site.folder / "index.html").write_text(PAGE.format(src=f"{SILENT}/banner.jpg"))
    front = held.public_copies.get(place=Place.POST)
    with pytest.raises(BadInput, match="can't be looked at whole"):
        evidence.taken_down(doctor, front, io.BytesIO(group()))
    evidence.taken_down(a_member(Role.OFFICER, doctor.clinic), front, io.BytesIO(group()))


def test_where_a_site_does_not_answer_a_number_behind_a_question_mark_does_not_make_anybodys_word_count(
    doctor: Membership, held: Release
) -> None:
    page = f"{SILENT}/?p=5"
    actions.posted(doctor, held, [(page, Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    front = held.public_copies.get(address=page)
    with pytest.raises(BadInput, match="can't be looked at whole"):
        evidence.taken_down(doctor, front, io.BytesIO(group()))
    evidence.taken_down(a_member(Role.OFFICER, doctor.clinic), front, io.BytesIO(group()))
    front.refresh_from_db()
    assert front.state == CopyState.PLATFORM_GONE


@pytest.mark.parametrize(
    ("page", "is_taken"),
    [("<title>Phòng khám</title><img src='/nen-2.jpg'>", False), ("<title>Sau ba tháng</title>", True)],
    ids=["a picture that changes each time", "a post"],
)
def test_a_page_that_can_not_be_looked_at_whole_is_a_front_page_unless_it_has_a_title_of_its_own(
    doctor: Membership, held: Release, site: Site, asked: dict[str, str], page: str, is_taken: bool
) -> None:
    asked["/?p=5"] = "post.html"
    (site.folder / "post.html").write_text(f"<!doctype html>{page}<img src='{SILENT}/logo.png'>")
    actions.posted(doctor, held, [(f"{site.address}/?p=5", Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    front = held.public_copies.get(place=Place.POST)
    if not is_taken:
        with pytest.raises(BadInput, match="can't be looked at whole"):
            evidence.taken_down(doctor, front, io.BytesIO(group()))
        doctor = a_member(Role.OFFICER, doctor.clinic)
    evidence.taken_down(doctor, front, io.BytesIO(group()))
    front.refresh_from_db()
    assert front.state == CopyState.PLATFORM_GONE


def test_the_picture_itself_is_an_address(doctor: Membership, held: Release, site: Site) -> None:
    actions.posted(doctor, held, [(f"{site.address}/banner.jpg", Place.POST)])
    looked_again(held)
    assert held.public_copies.exclude(address="").get().last_seen == Seen.THERE


def test_desk_and_api_take_it_alike(doctor: Membership, held: Release, site: Site) -> None:
    system, desk = a_system(doctor.clinic), signed_in(doctor.user)
    form, call = f"/releases/{held.pk}/posted/", f"/releases/{held.pk}/posted"
    front = f"{site.address}/#truoc-sau"
    shown = (site.folder / "index.html").read_text()
    (site.folder / "index.html").write_text(PAGE.format(src="logo.svg"))
    refused = desk.post(form, {"addresses": front})
    assert refused.status_code == 422 and "nhìn từ bên ngoài không thấy ảnh" in refused.content.decode()
    assert system("POST", call, {"addresses": [front]}).status_code == 422
    (site.folder / "index.html").write_text(shown)
    assert system("POST", call, {"addresses": [front]}).status_code == 200
    Release.objects.update(stage=Stage.BY_HAND)
    assert desk.post(form, {"addresses": front}).status_code == 302
    assert set(told(held)) == {front, f"{site.address}/banner.jpg"}


def test_nothing_is_called_gone_by_a_front_page(doctor: Membership, held: Release, site: Site) -> None:
    """It comes down by somebody's hand, as all that is posted so."""
    actions.posted(doctor, held, [(f"{site.address}/start.html", Place.POST)])
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    front = held.public_copies.get(address=f"{site.address}/")
    (site.folder / "index.html").write_text(f"<img src='{held.mark}.jpg'>")
    looked_again(held)
    front.refresh_from_db()
    assert front.last_seen == Seen.THERE
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    (site.folder / "index.html").write_text("<p>Phòng khám</p>")
    for _ in range(4):
        worked_off(order)
        looked_again(held)
    front.refresh_from_db()
    assert (front.state, front.person) == (CopyState.BY_HAND, doctor.user)


def test_every_size_on_a_front_page_is_known_and_one_of_a_new_name_is_not_called_gone(
    doctor: Membership, held: Release, site: Site
) -> None:
    shown = (site.folder / "banner.jpg").read_bytes()
    (site.folder / "full.jpg").write_bytes(shown)
    page = "<a href='/full.jpg'><img src='/banner.jpg'></a>"
    (site.folder / "index.html").write_text(page)
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    files = {f"{site.address}/{name}": Place.FILE for name in ("full.jpg", "banner.jpg")}
    assert told(held) == {f"{site.address}/": Place.POST, **files}
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    for name in ("full.jpg", "banner.jpg"):
        (site.folder / name).unlink()
    show(site, shown, "banner-2.jpg")
    front = held.public_copies.get(place=Place.POST)
    with pytest.raises(BadInput, match="still seen on this page") as caught:
        evidence.taken_down(doctor, front, io.BytesIO(group()))
    assert "vẫn thấy ảnh" in caught.value.vi and f"{site.address}/banner-2.jpg" in told(held)
    (site.folder / "index.html").write_text("<p>Phòng khám</p>")
    evidence.taken_down(doctor, front, io.BytesIO(group()))
    front.refresh_from_db()
    assert front.state == CopyState.PLATFORM_GONE


def test_where_a_page_can_not_be_looked_at_whole_the_officer_alone_says_that_it_is_gone(
    doctor: Membership, held: Release, site: Site
) -> None:
    """Behind thirty other pictures nobody looked: nothing that was seen means nothing then."""
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    order = actions.take_down(held, Why.OFFICER)
    assert order is not None
    worked_off(order)
    others = "".join(f"<img src='/{n}.jpg'>" for n in range(fronts.MOST))
    (site.folder / "index.html").write_text(f"{others}<img src='/banner.jpg'>")
    front = held.public_copies.get(place=Place.POST)
    with pytest.raises(BadInput, match="can't be looked at whole"):
        evidence.taken_down(doctor, front, io.BytesIO(group()))
    evidence.taken_down(a_member(Role.OFFICER, doctor.clinic), front, io.BytesIO(group()))
    front.refresh_from_db()
    assert front.state == CopyState.PLATFORM_GONE


def test_a_site_that_stands_without_its_front_page_proves_nothing_of_the_picture(
    doctor: Membership, held: Release, site: Site
) -> None:
    actions.posted(doctor, held, [(f"{site.address}/", Place.POST)])
    front = held.public_copies.get(place=Place.POST)
    for seen in (Seen.THERE, Seen.GONE, Seen.GONE, Seen.GONE):
        PublicCopy.objects.filter(pk=front.pk).update(looked_at=None)
        probing.keep(front, probing.Look(seen, 404, as_browser=True))
    front.refresh_from_db()
    assert front.gone_looks == 0 and front.state != CopyState.VERIFIED_GONE


@pytest.fixture
def officer(doctor: Membership) -> Membership:
    return a_member(Role.OFFICER, doctor.clinic)


def own_site(by: Membership, site: Site) -> Account:
    account = accounts.open_account(by, "manual", Destination.WEBSITE, title="Trang web", deleter=by.user)
    Account.objects.filter(pk=account.pk).update(address=site.address)
    account.refresh_from_db()
    return account


def test_what_no_release_knows_is_written_down_where_a_look_sees_it(
    doctor: Membership, officer: Membership, site: Site
) -> None:
    use, account = a_use_to_post(doctor), own_site(officer, site)
    front = f"{site.address}/#truoc-sau"
    show(site, group())
    with pytest.raises(BadInput, match="no look from outside sees the picture"):
        unrecorded.write_down(officer, use, account, front)
    assert not Release.objects.exists()
    picture = show(site, smaller(copy_of(use)))
    met = unrecorded.write_down(officer, use, account, front)
    assert met.stage == Stage.OUT and met.phash and told(met) == {front: Place.POST, picture: Place.FILE}
    with pytest.raises(BadInput, match="a release knows this address"):
        unrecorded.write_down(officer, use, account, front)
    looked_again(met)
    assert met.public_copies.get(place=Place.FILE).last_seen == Seen.THERE
    order = actions.take_down(met, Why.OFFICER)
    assert order is not None
    worked_off(order)
    assert {one.person for one in met.public_copies.all()} == {officer.user}


def test_what_a_restore_called_off_is_that_release_also_by_its_front_page(
    doctor: Membership, officer: Membership, site: Site
) -> None:
    use, account = a_use_to_post(doctor), own_site(officer, site)
    called_off = actions.release(officer, use, account)
    assert actions.brought_back() == 1
    picture = show(site, copy_of(use), f"{called_off.mark}-1024x768.jpg")
    met = unrecorded.write_down(officer, use, account, f"{site.address}/")
    assert met.pk == called_off.pk and met.stage == Stage.OUT
    assert told(met) == {f"{site.address}/": Place.POST, picture: Place.FILE}


def copy_of(use: Use) -> bytes:
    copy = seeing.copy_of(use)
    assert copy is not None
    return store.read(copy.file)


def test_a_film_that_the_site_made_smaller_is_known_by_its_name(site: Site) -> None:
    mark = "6a1fe0c2b7d94a5588aa01ff"
    film = Known(mark, "sha256:" + "0" * 64, 10, "", moves=True)
    (site.folder / "index.html").write_text(f"<video><source src='phim/{mark}-720.mp4'></video>")
    assert fronts.look_on(site.address, [film]).pictures == (), "the page names it, and it is not there"
    (site.folder / "phim").mkdir()
    (site.folder / "phim" / f"{mark}-720.mp4").write_bytes(b"another length")
    assert fronts.look_on(site.address, [film]).pictures == (f"{site.address}/phim/{mark}-720.mp4",)


def test_every_way_of_a_page_to_show_a_picture_is_read() -> None:
    page = """<base href="https://cdn.example/a/"><script src="x.js"></script><iframe src="/khung"></iframe>
    <img src="1.jpg" srcset="2.jpg 480w, /3.webp 2x"><picture><source srcset=" 4.avif "></picture>
    <div data-bg="5.png" style="background: url( '6.jpg' )"></div><style>.b{background:url(7.jpg)}</style>
    <video poster="8.jpg" src="/9.mp4?x=1"></video><a href="10.jpeg">Xem</a><a href="/lien-he">Liên hệ</a>
    <img src="data:image/png;base64,AAAA"><img src="http://[x"><!-- <img src="11.jpg"> --><img src="1.jpg">
    <img src="">"""
    found = [one.removeprefix("https://cdn.example/") for one in fronts.named(page, "https://clinic.example/")]
    assert found == [
        *("a/1.jpg", "a/2.jpg", "3.webp", "a/4.avif", "a/5.png", "a/6.jpg", "a/7.jpg", "a/8.jpg", "9.mp4?x=1"),
        "a/10.jpeg",
    ]


def test_no_more_pictures_of_a_page_are_opened_than_somebody_can_wait_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def seen_at(client: object, address: str, *_: object, **__: object) -> probing.Look:
        asked.append(address)
        return probing.Look(Seen.OTHER, 200)

    monkeypatch.setattr(probing, "seen_at", seen_at)
    mark = "6a1fe0c2b7d94a5588aa01ff"
    images = "".join(f"<img src='{n}.jpg'>" for n in range(100))
    (site.folder / "index.html").write_text(f"{images}<img src='{mark}-300x200.jpg'>")
    assert fronts.look_on(site.address, [Known(mark, "", 1, "0" * 64, moves=False)]).pictures == ()
    assert len(asked) == fronts.MOST and asked[0].endswith(f"{mark}-300x200.jpg")


def test_a_page_of_a_million_titles_without_an_end_stops_nobody() -> None:
    for page in ("<title>" * 200_000, "<title " * 200_000):
        began = time.monotonic()
        assert fronts.title_of(page) == ""
        assert time.monotonic() - began < 1  # second; as many looks to the end take minutes
    assert fronts.title_of("<svg></svg><TITLE lang=vi> Phòng\n khám </Title ><title>b</title>") == "phòng khám"
