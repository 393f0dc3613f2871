"""Addresses that a page names: as it writes them, and as a reader's browser asks for them."""

from collections.abc import Iterator

import httpx
import pytest

import wordpress
from builders import a_member
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions, probing
from kindao.web.releases.connectors.wordpress.looking import mentions
from kindao.web.releases.models import Seen, Stage, Why
from outside import a_use_to_post
from released import looked_again, worked_off
from wordpress import Blog

MARK = "ab12cd34ef56ab12cd34ef56"
RESIZER = r"""<?php
// Makes smaller pictures, and keeps them by their whole address, as proxies with a cache do.
add_filter( 'the_content', function ( $content ) {
    return preg_replace( '#src="[^"]+/uploads/([^"?]+[.]jpg)"#', 'src="/img/$1?w=300"', $content );
}, 99 );
add_action( 'muplugins_loaded', function () {
    if ( ! preg_match( '#^/img/([^?]+[.]jpg)[?]w=[0-9]+$#', $_SERVER['REQUEST_URI'], $asked ) ) {
        return;
    }
    $kept = WP_CONTENT_DIR . '/kept-' . md5( $_SERVER['REQUEST_URI'] );
    $file = WP_CONTENT_DIR . '/uploads/' . $asked[1];
    if ( ! is_file( $kept ) && is_file( $file ) ) {
        copy( $file, $kept );
    }
    http_response_code( is_file( $kept ) ? 200 : 404 );
    header( 'Content-Type: image/jpeg' );
    is_file( $kept ) && readfile( $kept );
    exit;
} );
"""


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (f'<img src="wp-content/uploads/{MARK}.jpg">', f"https://site.vn/p/wp-content/uploads/{MARK}.jpg"),
        (f"<img src=../uploads/{MARK}.jpg>", f"https://site.vn/uploads/{MARK}.jpg"),
        (f'<video poster="{MARK}.jpg"', f"https://site.vn/p/{MARK}.jpg"),
        (f'<p style="background:url({MARK}.webp)">', f"https://site.vn/p/{MARK}.webp"),
        (f'{{"u":"https:\\u002F\\u002fcdn.vn\\u002f{MARK}.jpg"}}', f"https://cdn.vn/{MARK}.jpg"),
        (f'<base target=x href="https://cdn.vn/a/"><img src="/x/{MARK}.jpg">', f"https://cdn.vn/x/{MARK}.jpg"),
        (f'<base href="/a/"><img src="{MARK}.jpg">', f"https://site.vn/a/{MARK}.jpg"),
    ],
)
def test_an_address_is_read_however_it_is_written(page: str, address: str) -> None:
    assert mentions(page, "https://site.vn/p/", MARK) == [address]


def test_a_class_and_a_bare_name_are_no_addresses() -> None:
    assert mentions(f'<img class="size/{MARK}.jpg" alt="{MARK}.jpg" id={MARK}>', "https://site.vn/", MARK) == []


@pytest.fixture
def blog() -> Iterator[Blog]:
    if missing := wordpress.missing():
        pytest.skip(missing)
    blog = wordpress.shared()
    blog.empty()
    (blog.plugins / "resizer.php").write_text(RESIZER)
    yield blog
    (blog.plugins / "resizer.php").unlink()
    for kept in blog.uploads.parent.glob("kept-*"):
        kept.unlink()


@pytest.mark.django_db
def test_the_very_address_that_a_page_shows_is_looked_at(blog: Blog) -> None:
    by = a_member()
    told = {"user": "web", "password": blog.passwords["web"]}
    account = accounts.open_account(
        by, "wordpress", Destination.WEBSITE, title="Trang", address=blog.address, told=told
    )
    release = worked_off(actions.release(by, a_use_to_post(by), account))
    probing.discover(release)
    looked_again(release)
    copy = release.public_copies.get(address__contains=release.file_name.partition(".")[0] + ".jpg?w=300")
    assert httpx.get(copy.address).status_code == 200
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    for _ in range(2):
        worked_off(order)
        looked_again(release)
    copy.refresh_from_db()
    release.refresh_from_db()
    assert copy.last_seen == Seen.THERE and release.stage == Stage.COMING_DOWN
