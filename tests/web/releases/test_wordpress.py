"""A real WordPress: what goes out, where it is seen, and that all of it is gone again."""

import hashlib
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

import wordpress
from blogging import KIND, a_release, an_account, looked, reached, rows, status, told, withdrawn
from builders import a_member, nose
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, actions, probing, taking_down
from kindao.web.releases.connectors.base import Access, ByHand, Gone, Item, Later, NoRight, Place, Refused, Unsure
from kindao.web.releases.connectors.wordpress import __file__ as connector
from kindao.web.releases.connectors.wordpress import wording
from kindao.web.releases.connectors.wordpress.looking import mentions
from kindao.web.releases.models import Account, CopyState, Stage, Takedown, Why
from platforms.blogs import WordPressPlatform
from platforms.registry import How, When
from released import worked_off
from wordpress import WEB, Blog

PLUGIN = Path(connector).with_name("kindao-takedown.php")
CLOSED_LIST = """<?php add_filter( 'rest_pre_dispatch', function ( $said, $server, $asked ) {
	$closed = str_starts_with( $asked->get_route(), '/wp/v2/media' ) && ! is_user_logged_in();
	return $closed ? new WP_Error( 'rest_forbidden', 'no', array( 'status' => 401 ) ) : $said;
}, 10, 3 );"""
CAPTION = "Sau ba tháng <b>\nDòng hai [gallery] & hết\n\nhttps://example.com/watch?v=1"


@pytest.fixture
def plugin(blog: Blog) -> Iterator[None]:
    shutil.copy(PLUGIN, blog.plugins)
    yield
    (blog.plugins / PLUGIN.name).unlink()
    assert "kindao-takedown" not in blog.log


@pytest.fixture
def by(db: None) -> Membership:
    return a_member()


def asked(blog: Blog, method: str, route: str, user: str = "admin", **more: object) -> httpx.Response:
    auth = (user, blog.passwords[user]) if user else None
    return WEB.request(method, f"{blog.address}/wp-json/{route}", auth=auth, **more)  # type: ignore[arg-type]


def test_what_goes_out_is_the_copy_and_the_words_that_were_checked_and_no_more(by: Membership, blog: Blog) -> None:
    release = a_release(by, an_account(by, blog), CAPTION)
    assert release.stage == Stage.OUT, release.why_en
    mark = release.mark
    files = blog.files(mark)
    full = next(address for address in files if address.endswith(f"{mark}.jpg"))
    assert f"sha256:{hashlib.sha256(WEB.get(full).content).hexdigest()}" == release.digest
    known = {one.address for one in release.public_copies.all()}
    assert set(files) < known and len(files) >= 3
    probing.discover(release)
    seen = {one.address: one.place for one in release.public_copies.all()}
    assert {Place.POST, Place.FILE, Place.SIZE, Place.FEED, Place.LISTING, Place.PAGE} <= set(seen.values())
    for part in ("/?author=2", "/?cat=1", "/?feed=rss2", "/wp-json/wp/v2/media", "-posts-post-1.xml", "/embed/"):
        assert any(address.endswith(part) for address in seen), part
    (media,) = asked(blog, "GET", f"wp/v2/media?search={mark}", user="").json()
    assert media["title"]["rendered"] == mark and media["slug"] == f"{mark}-file"
    assert not any(media["media_details"]["image_meta"][one] for one in ("credit", "caption", "title", "copyright"))
    (post,) = asked(blog, "GET", f"wp/v2/posts?slug={mark}", user="").json()
    assert post["title"]["rendered"] == "Sau ba tháng &lt;b&gt;" and post["comment_status"] == "closed"
    page = WEB.get(post["link"]).text
    assert "Dòng hai &#091;gallery] &amp; hết" in page and "<iframe" not in page and "<b>" not in page


@pytest.mark.usefixtures("plugin")
def test_a_withdrawal_takes_every_file_and_page_down_also_what_the_api_does_not_know(
    by: Membership, blog: Blog
) -> None:
    account = an_account(by, blog)
    assert account.trouble_en == ""
    release = a_release(by, account)
    mark = release.mark
    some = next(iter(blog.files(mark).values()))
    copies = {
        some.with_name(f"{mark}-777x555.jpg"): "uploads",
        some.with_name(f"thumb_{mark}.jpg"): "a theme's",
        some.parent / "thumbs" / f"thumbs_{mark}.jpg": "a gallery's",
        some.parent / mark / "320.jpg": "a plugin's folder of sizes",
        blog.folder / "wp-content" / "cache" / "other" / f"{mark}.webp": "a cache's picture",
    }
    for file in copies:
        file.parent.mkdir(exist_ok=True)
        shutil.copy(some, file)
    cropped = {"file": (f"cropped-{mark}.jpg", some.read_bytes(), "image/jpeg")}  # WordPress's own, of a header
    assert asked(blog, "POST", "wp/v2/media", user="web", files=cropped).is_success
    cached = blog.folder / "wp-content" / "cache" / "supercache" / "127.0.0.1" / "index.html"
    cached.parent.mkdir(parents=True)
    cached.write_text(f"<img src='/x/{mark}-300x200.jpg'>")
    innocent = cached.with_name("other.html")
    innocent.write_text("<p>of somebody else</p>")
    post = release.ref
    assert asked(blog, "POST", f"wp/v2/posts/{post}", json={"title": "Sau bốn tháng"}).is_success  # leaves a revision
    assert ["revision", "inherit"] in rows(blog, mark)
    before = {*blog.files(mark), f"{blog.address}/wp-content/cache/supercache/127.0.0.1/index.html"}

    began = time.monotonic()
    order = withdrawn(release)
    worked_off(order)
    again = [one.look_after for one in release.public_copies.seen()]
    assert len(again) > 10 and all(one and one <= clock.now() + probing.BETWEEN for one in again)  # pages as well
    looked(release)
    worked_off(order)
    assert time.monotonic() - began < 60
    release.refresh_from_db()
    states = {one.address: one.state for one in release.public_copies.all()}
    assert len(before) >= 10 and before <= set(states)
    assert set(states.values()) == {CopyState.VERIFIED_GONE} and release.stage == Stage.GONE
    assert {status(address) for address in before} == {404}
    assert blog.files(mark) == {} and rows(blog, mark) == [] and innocent.exists()
    innocent.unlink()


def test_without_the_plugin_a_cache_and_a_page_that_show_it_become_a_persons(
    by: Membership, blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy that no page names stays unknown: the account says so. All that is named is found."""
    account = an_account(by, blog)
    assert "kindao-takedown" in account.trouble_en and "kindao-takedown" in account.trouble_vi
    release = a_release(by, account)
    mark = release.mark
    files = blog.files(mark)
    some = next(iter(files.values()))
    named, unknown = some.with_name(f"{mark}-776x555.jpg"), some.with_name(f"{mark}-777x555.jpg")
    content = blog.folder / "wp-content"
    cached = content / "cache" / "supercache" / "127.0.0.1" / mark / "index.html"
    kept = content / "cache" / "pictures" / f"{mark}.webp"
    for file in (named, unknown, kept):
        file.parent.mkdir(exist_ok=True)
        shutil.copy(some, file)
    where = f"{blog.address}/wp-content"
    cached.parent.mkdir(parents=True)
    cached.write_text(f"<img src='{where}/cache/pictures/{kept.name}'>")
    address = next(iter(files)).rpartition("/")[0] + f"/{named.name}"
    page = asked(
        blog, "POST", "wp/v2/pages", json={"status": "publish", "title": "Khách", "content": f"<img src='{address}'>"}
    ).json()
    order = withdrawn(release)
    worked_off(order)
    looked(release)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + 2 * taking_down.FIRST_WAIT)
    looked(release)
    worked_off(order)
    by_hand = {one.address: one.place for one in release.public_copies.by_hand()}
    assert by_hand == {
        page["link"]: Place.PAGE,
        address: Place.SIZE,
        f"{where}/cache/supercache/127.0.0.1/{mark}/index.html": Place.CACHE,
        f"{where}/cache/pictures/{kept.name}": Place.CACHE,
    }
    assert all(one.due_at and one.person for one in release.public_copies.by_hand())
    assert {status(one) for one in files} == {404}
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN and unknown.exists()
    for file in (named, unknown, kept, cached):
        file.unlink()
    asked(blog, "DELETE", f"wp/v2/pages/{page['id']}?force=true")
    for _ in range(2):
        looked(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE


def test_what_was_cropped_of_it_goes_and_somebody_elses_holds_up_nothing(blog: Blog, item: Item) -> None:
    """Also without the plugin, where WordPress knows of it."""
    published = KIND.publish(reached(blog), item)

    def cropped(user: str, name: str) -> str:
        file = {"file": (name, nose(), "image/jpeg")}
        return str(asked(blog, "POST", "wp/v2/media", user=user, files=file).json()["source_url"])

    ours = cropped("web", f"cropped-{item.mark}.jpg")
    theirs = cropped("admin", f"cropped-{item.mark}-1.jpg")
    seen = {one.address for one in KIND.addresses(reached(blog), published.ref, item.mark)}
    assert {ours, theirs} <= seen
    with pytest.raises(NoRight):
        KIND.delete(reached(blog), published.ref, item.mark)
    assert blog.files(item.mark).keys() == blog.files(f"cropped-{item.mark}-1").keys() and theirs in blog.files("-1")
    assert status(f"{blog.address}/?p={published.ref}") == 404


def test_what_lies_in_the_trash_already_is_deleted_for_good(blog: Blog, item: Item) -> None:
    published = KIND.publish(reached(blog), item)
    assert asked(blog, "DELETE", f"wp/v2/posts/{published.ref}").json()["status"] == "trash"
    assert blog.files(item.mark)  # the files stay public
    assert KIND.delete(reached(blog), published.ref, item.mark) is Gone.GONE
    assert blog.files(item.mark) == {} and rows(blog, item.mark) == []
    assert KIND.delete(reached(blog), published.ref, item.mark) is Gone.GONE


def test_a_wrong_password_opens_no_account(by: Membership, blog: Blog) -> None:
    with pytest.raises(NoRight, match="does not take this user and application password"):
        accounts.open_account(
            by,
            "wordpress",
            Destination.WEBSITE,
            title="Trang web",
            address=blog.address,
            told={"user": "web", "password": "abcd efgh ijkl mnop qrst uvwx"},
        )
    assert not Account.objects.exists()


def test_a_revoked_password_may_not_publish_and_its_takedowns_become_a_persons(by: Membership, blog: Blog) -> None:
    made = asked(blog, "POST", "wp/v2/users/me/application-passwords", user="web", json={"name": "Short"}).json()
    short = replace(blog, passwords={"web": made["password"]})
    account = an_account(by, short)
    release = a_release(by, account)
    assert asked(blog, "DELETE", f"wp/v2/users/me/application-passwords/{made['uuid']}", user="web").is_success
    assert not accounts.test(account) and "application password" in account.trouble_en and account.trouble_vi
    order = withdrawn(release)
    worked_off(order)
    assert {one.state for one in release.public_copies.all()} == {CopyState.BY_HAND}
    order.refresh_from_db()
    assert "application password" in order.trouble_en
    assert blog.files(release.mark)
    KIND.delete(reached(blog), release.ref, release.mark)


@pytest.mark.parametrize("user", ["guest", "sender"])
def test_who_may_not_delete_may_not_publish(by: Membership, blog: Blog, user: str) -> None:
    account = an_account(by, blog, user=user)
    assert not account.may_delete and account.may_publish == (user == "sender")
    assert "Author" in account.trouble_en and "Tác giả" in account.trouble_vi
    release = a_release(by, account)
    assert release.stage == Stage.REFUSED and "Author" in release.why_en
    assert rows(blog, release.mark) == [] and release.sent_at is None


def test_one_site_under_two_names_is_one_account(by: Membership, blog: Blog) -> None:
    account = an_account(by, blog)
    assert account.home == blog.address
    other = blog.address.replace("127.0.0.1", "localhost")
    with pytest.raises(BadInput, match="open here already"):
        an_account(by, blog, address=other)
    accounts.close(by, account)
    another = an_account(by, blog, address=other)
    with pytest.raises(BadInput, match="open here already"):
        an_account(by, blog)
    assert (another.address, another.home) == (other, blog.address)
    assert an_account(by, blog, user="admin").who != another.who, "another user is another account"


def test_who_left_the_site_is_replaced_by_who_may_delete_what_they_posted(by: Membership, blog: Blog) -> None:
    account = an_account(by, blog)
    release = a_release(by, account)
    for user in ("guest", "sender"):
        with pytest.raises(BadInput, match="another user of the site, who may not delete") as caught:
            accounts.renew(by, account, title="", told=told(blog, user))
        assert "Editor" in caught.value.hint and "Biên tập viên" in caught.value.vi
    blog.revoke("web")
    try:
        accounts.renew(by, account, title="", told=told(blog, "admin"))
    finally:
        blog.asked("UPDATE wp_usermeta SET meta_key = '_application_passwords' WHERE meta_key = 'revoked'")
    account.refresh_from_db()
    assert account.who.startswith("admin (#") and accounts.is_ready(account)
    order = withdrawn(release)
    worked_off(order)
    looked(release)
    assert blog.files(release.mark) == {} and rows(blog, release.mark) == []


def test_that_the_newest_post_was_deleted_on_the_site_keeps_nobody_from_taking_over_the_older(
    by: Membership, blog: Blog
) -> None:
    account = an_account(by, blog)
    older, newest = a_release(by, account), a_release(by, account)
    like = f"LIKE '%{newest.mark}%'"
    blog.asked(f"DELETE FROM wp_posts WHERE CONCAT(post_name, post_title, post_content, guid) {like}")
    with pytest.raises(BadInput, match="another user of the site, who may not delete"):
        accounts.renew(by, account, title="", told=told(blog, "sender"))
    accounts.renew(by, account, title="", told=told(blog, "admin"))
    account.refresh_from_db()
    assert account.who.startswith("admin (#") and accounts.is_ready(account)
    order = actions.take_down(older, Why.OFFICER)
    assert order is not None
    worked_off(order)
    assert rows(blog, older.mark) == []


def test_who_is_another_account_already_replaces_nobody(by: Membership, blog: Blog) -> None:
    account, _ = an_account(by, blog), an_account(by, blog, user="admin")
    with pytest.raises(BadInput, match="open here already"):
        accounts.renew(by, account, title="", told=told(blog, "admin"))


def test_a_closed_account_is_given_the_user_whom_the_clinic_opened_anew(by: Membership, blog: Blog) -> None:
    account = an_account(by, blog)
    a_release(by, account)
    an_account(by, blog, user="admin")
    accounts.close(by, account)
    accounts.renew(by, account, title="", told=told(blog, "admin"))
    account.refresh_from_db()
    assert account.who.startswith("admin (#") and account.may_delete and account.closed_at


def test_two_users_of_one_name_are_two_accounts_and_none_replaces_the_other_unasked(by: Membership, blog: Blog) -> None:
    account = an_account(by, blog)
    a_release(by, account)
    blog.asked("UPDATE wp_users SET display_name = 'web' WHERE user_login IN ('guest', 'sender')")
    try:
        with pytest.raises(BadInput, match="another user of the site, who may not delete"):
            accounts.renew(by, account, title="", told=told(blog, "guest"))
        assert an_account(by, blog, user="sender").who != account.who, "it is not open here already"
    finally:
        blog.asked("UPDATE wp_users SET display_name = user_login WHERE user_login IN ('guest', 'sender')")


def test_another_title_of_the_site_makes_its_user_nobody_else(by: Membership, blog: Blog) -> None:
    account = an_account(by, blog)
    for _ in range(2):  # with nothing out, and with a post
        who = account.who
        Account.objects.update(who="web, Tên cũ")
        accounts.renew(by, account, title="", told=told(blog))
        account.refresh_from_db()
        assert account.who == who and who.startswith("web (#") and who.endswith("), Phòng khám")
        a_release(by, account)


@pytest.fixture
def closed_list(blog: Blog) -> Iterator[None]:
    file = blog.plugins / "closed.php"
    file.write_text(CLOSED_LIST)
    yield
    file.unlink()


@pytest.mark.usefixtures("closed_list")
def test_uploads_that_are_away_are_not_deleted(by: Membership, blog: Blog) -> None:
    """The disk of uploads is not there, and the API deletes what it tells of all the same: its files come back. The
    site tells strangers of no files, as many do. It is a person's at once, and Kindao goes on."""
    release = a_release(by, an_account(by, blog))
    looked(release)
    away = blog.uploads.with_name("away")
    blog.uploads.rename(away)
    blog.uploads.mkdir()
    assert not KIND.stands(reached(blog))
    order = withdrawn(release)
    for _ in range(3):
        worked_off(order)
        looked(release)
    release.refresh_from_db()
    files = release.public_copies.filter(place__in=(Place.FILE, Place.SIZE))
    assert release.stage == Stage.COMING_DOWN and {one.last_seen for one in files} == {"unknown"}
    assert {one.state for one in files} == {CopyState.BY_HAND}
    assert "none of its files" in order.trouble_en and {one[0] for one in rows(blog, release.mark)} & {"attachment"}
    assert status(f"{blog.address}/?p={release.ref}") == 404, "the post goes at once"
    shutil.rmtree(blog.uploads)
    away.rename(blog.uploads)
    Takedown.objects.update(try_after=None)
    for _ in range(3):
        worked_off(order)
        looked(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE and blog.files(release.mark) == {} and KIND.stands(reached(blog))


def test_a_site_that_says_deleted_and_keeps_it_may_not_publish(blog: Blog) -> None:
    keeps = blog.plugins / "keeps.php"
    keeps.write_text("<?php add_filter('pre_delete_attachment', function ($no, $post) { return $post; }, 10, 2);")
    try:
        with pytest.raises(NoRight, match="strangers still see it") as no:
            KIND.test(reached(blog))
        assert "người ngoài vẫn thấy" in no.value.vi
    finally:
        keeps.unlink()
    assert KIND.test(reached(blog)).delete


@contextmanager
def maintenance(blog: Blog) -> Iterator[None]:
    closed = blog.folder / ".maintenance"
    closed.write_text("<?php $upgrading = time();")
    yield
    closed.unlink()


def test_a_site_under_maintenance_is_waited_for_on_the_way_out_and_on_the_way_back(by: Membership, blog: Blog) -> None:
    account = an_account(by, blog)
    with maintenance(blog):
        release = a_release(by, account)
        assert accounts.test(account)  # it does not answer: what was known stands
    assert release.stage == Stage.SCHEDULED and release.sent_at is None and "no time just now" in release.why_en
    assert release.not_before is not None and release.not_before - clock.now() > timedelta(minutes=9)  # as it asked
    worked_off(release)
    assert release.stage == Stage.OUT
    with maintenance(blog):
        order = actions.take_down(release, Why.OFFICER, by=by.user)
        assert order is not None
        worked_off(order)
    assert order.tries == 1 and "no time just now" in order.trouble_en and blog.files(release.mark)
    assert accounts.test(account)  # it answers again: nobody waits for the time that it asked for
    worked_off(order)
    looked(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE


@pytest.mark.parametrize("mebibytes", [wordpress.UPLOAD + 0.5, wordpress.UPLOAD + 2])
def test_a_file_too_large_for_the_site_leaves_nothing_there(blog: Blog, item: Item, mebibytes: float) -> None:
    """PHP says so of one beyond its limit of files; beyond its limit of requests it says nothing at all."""
    with item.file.open("ab") as file:
        file.write(bytes(int(mebibytes * 2**20)))
    with pytest.raises(Refused, match=r"the site did not take the file|larger than this site takes"):
        KIND.publish(reached(blog), item)
    assert rows(blog, item.mark) == [] and blog.files(item.mark) == {}


def test_an_answer_lost_after_it_was_published_makes_no_second_post(
    by: Membership, blog: Blog, door: WordPressPlatform
) -> None:
    account = an_account(by, blog, address=door.address)
    door.lost = lambda request: request.method == "POST" and request.path.rpartition("/")[2].isdigit()
    release = a_release(by, account)
    assert release.stage == Stage.SENDING and release.ref == ""
    door.lost = lambda request: False
    worked_off(release)
    assert release.stage == Stage.OUT and release.ref and release.public_copies.count() > 3
    assert [kind for kind, _ in rows(blog, release.mark) if kind in ("post", "attachment")] == ["post", "attachment"]
    assert door.heard.count(b"POST /wp-json/wp/v2/posts HTTP/1.1") == 1
    KIND.delete(reached(blog), release.ref, release.mark)


@pytest.mark.parametrize("lost", ["posts", "media"])
def test_what_is_half_done_is_cleared_away_before_it_is_sent_anew(
    blog: Blog, door: WordPressPlatform, item: Item, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = clock.now()
    door.lost = lambda request: request.method == "POST" and request.path.endswith(f"/{lost}")
    with pytest.raises(Unsure):
        KIND.publish(door.access, item)
    assert ["post", "draft"] in rows(blog, item.mark)
    assert asked(blog, "GET", f"wp/v2/posts?search={item.mark}", user="").json() == []  # nobody finds it meanwhile
    with pytest.raises(Later):  # the site may still be at it
        KIND.find(reached(blog), item, sent)
    monkeypatch.setattr(clock, "now", lambda: sent + timedelta(minutes=3))
    assert KIND.find(reached(blog), item, sent) is None
    assert rows(blog, item.mark) == [] and blog.files(item.mark) == {}


def test_a_server_that_lets_no_delete_through_is_asked_the_other_way(blog: Blog, door: WordPressPlatform) -> None:
    door.barred = lambda request: request.method == "DELETE"
    assert KIND.test(door.access).delete
    assert b"DELETE /wp-json/wp/v2/media/" in door.heard
    assert not list(blog.uploads.rglob("*.png"))


@pytest.mark.parametrize(
    ("step", "when", "how"), [(3, When.AFTER, How.CLOSES), (4, When.BEFORE, How.CLOSED)], ids=["upload", "deletion"]
)
def test_an_account_that_is_tried_while_the_site_breaks_leaves_no_file_there(
    blog: Blog, door: WordPressPlatform, step: int, when: When, how: How
) -> None:
    door.trouble(step, when, how)
    with pytest.raises(Later):
        KIND.test(door.access)
    assert b"POST /wp-json/wp/v2/media" in door.heard and blog.files("") == {}


def test_a_site_that_has_no_time_half_way_keeps_nothing(blog: Blog, door: WordPressPlatform, item: Item) -> None:
    door.trouble(4, When.BEFORE, How.BUSY)  # the draft and its file are there
    with pytest.raises(Later):
        KIND.publish(door.access, item)
    assert item.name.encode() in door.heard and rows(blog, item.mark) == [] and blog.files(item.mark) == {}


def test_a_post_that_somebody_made_another_is_not_deleted_but_shown_to_a_person(blog: Blog, item: Item) -> None:
    published = KIND.publish(reached(blog), item)
    other = {"slug": "gio-mo-cua", "title": "Giờ mở cửa", "content": "Tám giờ"}
    assert asked(blog, "POST", f"wp/v2/posts/{published.ref}", json=other).is_success
    with pytest.raises(ByHand):
        KIND.delete(reached(blog), published.ref, item.mark)
    assert blog.files(item.mark) == {} and status(f"{blog.address}/gio-mo-cua/") == 200


def test_a_site_without_pretty_addresses_is_found_behind_its_question_mark(blog: Blog, item: Item) -> None:
    pretty = (
        "UPDATE wp_options SET option_value = '{}' WHERE option_name = 'permalink_structure';"
        "DELETE FROM wp_options WHERE option_name = 'rewrite_rules'"
    )
    blog.asked(pretty.format(""))
    try:
        published = KIND.publish(reached(blog), item)
        found = {one.address for one in KIND.addresses(reached(blog), published.ref, item.mark)}
        assert f"{blog.address}/?p={published.ref}" in found and any("rest_route=" in one for one in found)
        assert set(blog.files(item.mark)) <= found
        KIND.delete(reached(blog), published.ref, item.mark)
    finally:
        blog.asked(pretty.format("/%postname%/"))
    assert rows(blog, item.mark) == [] and blog.files(item.mark) == {}


@pytest.mark.usefixtures("plugin")
def test_the_plugin_answers_only_who_may_delete_and_only_about_a_mark(blog: Blog) -> None:
    mark = secrets.token_hex(12)
    for user, expected in (("", 401), ("guest", 403), ("sender", 403), ("web", 200)):
        assert asked(blog, "GET", f"kindao/v1/copies?mark={mark}", user=user).status_code == expected
    for wrong in ("", "a", "../../wp-config", "%25", "A" * 24, f"{mark}%0A"):
        assert asked(blog, "POST", f"kindao/v1/purge?mark={wrong}", user="web").status_code == 400, wrong
    theirs = asked(
        blog, "POST", "wp/v2/media", files={"file": (f"{mark}.jpg", nose(), "image/jpeg")}
    ).json()  # the administrator's
    assert asked(blog, "POST", f"kindao/v1/purge?mark={mark}", user="web").json()["left"] == [f"{mark}.jpg"]
    assert status(theirs["source_url"]) == 200
    asked(blog, "DELETE", f"wp/v2/media/{theirs['id']}?force=true")


@pytest.mark.parametrize("address", ["http://example.com", "ftp://example.com", "example.com", "https://"])
def test_a_password_goes_nowhere_unencrypted(address: str) -> None:
    with pytest.raises((NoRight, Later)):
        KIND.test(Access(address, {"user": "web", "password": "secret"}))


def test_where_no_wordpress_answers_it_says_so(blog: Blog) -> None:
    with pytest.raises(NoRight, match="no WordPress answers there"):
        KIND.test(reached(blog, f"{blog.address}/wp-content"))


def test_a_caption_is_words_to_wordpress_and_nothing_else(item: Item) -> None:
    caption = 'Một\n[x] <!-- wp:html --> https://a.vn "\n'
    block, _, words = wording.content(replace(item, title="Một", caption=caption), 7, "/a.jpg", "full").partition(
        "\n\n"
    )
    assert block.startswith("<!-- wp:image ") and words.count("<!-- wp:") == 1
    assert "[" not in words and "://" not in words and "Một" not in words


def test_addresses_are_read_out_of_pages_feeds_and_data() -> None:
    mark = "0123456789abcdef01234567"
    text = f"""<img src="/a/{mark}.jpg" id="{mark}"
    srcset="https://cdn.example/{mark}-1x1.jpg 1w, /b/{mark}-2x2.jpg 2w">
    {{"link":"https:\\/\\/a.example\\/{mark}\\/"}} <loc>https://a.example/{mark}</loc> url(/c/{mark}.webp) {mark}.jpg"""
    assert mentions(text, "https://a.example/x/", mark) == [
        f"https://a.example/a/{mark}.jpg",
        f"https://cdn.example/{mark}-1x1.jpg",
        f"https://a.example/b/{mark}-2x2.jpg",
        f"https://a.example/{mark}/",
        f"https://a.example/{mark}",
        f"https://a.example/c/{mark}.webp",
    ]
