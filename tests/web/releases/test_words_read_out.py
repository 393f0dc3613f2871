"""The words that are read out to whoever can't see a picture are words on a real WordPress, too: no short code runs."""

from html.parser import HTMLParser

import pytest

from blogging import a_release, an_account
from builders import a_member
from kindao.web.clinics.models import Membership
from kindao.web.releases.models import Stage
from wordpress import WEB, Blog

LINE = 'Sau [gallery ids="1,2"] <script>alert(1)</script> 😀 & <b>đậm</b> https://example.com/1'


class Alternatives(HTMLParser):
    """What a browser understands the alternative texts of the pictures with a mark to be."""

    def __init__(self, page: str, mark: str) -> None:
        super().__init__()
        self.mark, self.found = mark, set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "img" and self.mark in (told.get("src") or ""):
            self.found.add(told.get("alt") or "")


@pytest.fixture
def by(db: None) -> Membership:
    return a_member()


def test_no_short_code_runs_and_no_tag_is_lost_in_what_is_read_out(by: Membership, blog: Blog) -> None:
    release = a_release(by, an_account(by, blog), f"{LINE}\nDòng hai")
    assert release.stage == Stage.OUT, release.why_en
    post = WEB.get(f"{blog.address}/?p={release.ref}", follow_redirects=True).text
    (media,) = WEB.get(f"{blog.address}/wp-json/wp/v2/media", params={"search": release.mark}).json()
    attached = WEB.get(media["link"], follow_redirects=True).text
    assert Alternatives(post, release.mark).found == {LINE}
    assert Alternatives(attached, release.mark).found == {LINE}
