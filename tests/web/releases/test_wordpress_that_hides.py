"""A real WordPress that shows Kindao less than people."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from blogging import KIND, a_release, an_account, looked, rows, withdrawn
from builders import a_member
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, taking_down
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, Stage, Takedown
from platforms.blogs import WordPressPlatform
from released import worked_off
from wordpress import Blog

HIDES = """<?php
add_filter( 'upload_dir', function ( $told ) {
	$told['baseurl'] = home_url( '/hinh' );
	$told['url']     = $told['baseurl'] . $told['subdir'];
	return $told;
} );
$asked = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
if ( str_starts_with( $asked, '/hinh/' ) ) {
	$robot = str_contains( $_SERVER['HTTP_USER_AGENT'] ?? '', 'Kindao' );
	$file  = WP_CONTENT_DIR . '/uploads' . substr( $asked, 5 );
	if ( ! is_file( $file ) || $robot || is_file( WP_CONTENT_DIR . '/hides' ) ) {
		http_response_code( 404 );
	} else {
		header( 'Content-Type: ' . mime_content_type( $file ) );
		readfile( $file );
	}
	exit;
}
"""
"""A web server that tells robots that there is no picture; where there is a file `hides`, it tells Kindao's browsers so
as well, and a person sees it below `/wp-content/uploads`."""


@pytest.fixture
def by(db: None) -> Membership:
    return a_member()


@pytest.fixture
def plugin(blog: Blog) -> Iterator[Path]:
    file = blog.plugins / "hides.php"
    file.write_text(HIDES)
    yield blog.folder / "wp-content" / "hides"
    file.unlink()


def people_see(files: dict[str, Path]) -> set[int]:
    shown = [one.replace("/wp-content/uploads/", "/hinh/") for one in files]
    return {httpx.get(one, headers={"User-Agent": "Mozilla/5.0 Firefox"}).status_code for one in shown}


def test_what_a_site_keeps_from_robots_comes_down_at_once_and_is_verified(
    by: Membership, blog: Blog, plugin: Path
) -> None:
    account = an_account(by, blog)
    release = a_release(by, account)
    files = blog.files(release.mark)
    assert accounts.is_ready(account) and people_see(files) == {200}
    looked(release)
    pictures = release.public_copies.filter(place__in=(Place.FILE, Place.SIZE))
    assert pictures.count() >= 3 and {one.last_seen for one in pictures} == {"there"}
    order = worked_off(withdrawn(release))
    assert blog.files(release.mark) == {} and people_see(files) == {404} and order.tries == 0
    looked(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE


def test_what_a_site_keeps_from_kindao_is_deleted_all_the_same_and_a_person_looks(
    by: Membership, blog: Blog, plugin: Path
) -> None:
    """People see it all the while: no look tells of them."""
    account = an_account(by, blog)
    release = a_release(by, account)
    plugin.touch()
    order = worked_off(withdrawn(release))
    plugin.unlink()
    assert blog.files(release.mark) == {} and rows(blog, release.mark) == []
    pictures = release.public_copies.filter(place__in=(Place.FILE, Place.SIZE))
    assert pictures.count() >= 3 and {one.state for one in pictures} == {CopyState.BY_HAND}
    assert "no look can tell" in order.trouble_en and "không cho Kindao thấy" in order.trouble_vi
    plugin.touch()
    assert not accounts.test(account) and account.may_delete and "just uploaded" in account.trouble_en
    plugin.unlink()
    assert accounts.test(account)


def test_a_search_that_breaks_holds_up_no_deletion(by: Membership, blog: Blog, door: WordPressPlatform) -> None:
    """The site keeps its list of types to itself, then it has no time for a search: what is known goes, and a person
    looks for the rest."""
    release = a_release(by, an_account(by, blog, address=door.address))
    files = set(blog.files(release.mark))
    door.barred = lambda request: request.path.endswith("/types")
    assert files <= {one.address for one in KIND.addresses(door.access, "", release.mark)}
    door.barred = lambda request: False
    door.lost = lambda request: request.path.endswith("/types")
    order = withdrawn(release)
    worked_off(order)
    assert order.tries == 1 and set(blog.files(release.mark)) == files
    Takedown.objects.update(tries=taking_down.SEARCHED_AGAIN, try_after=None)
    worked_off(order)
    assert blog.files(release.mark) == {} and "searched whole" in order.trouble_en
    assert release.public_copies.by_hand().filter(address=f"{door.address}/?kindao").exists()
