"""A real WordPress (`wordpress`) behind a door that can lose, break and refuse answers."""

from collections.abc import Callable
from pathlib import Path

import pytest

import wordpress
from kindao.web.releases.connectors.wordpress import WordPress
from platforms.breaking import HttpPlatform, Reply, Request
from platforms.registry import How, When, an_access

USER = "web"
MARK = 24  # characters, with which every file of a release begins
PAGES = 3  # that are looked at, the post's own first: a page of WordPress costs as much as a test


class WordPressPlatform(HttpPlatform):
    """blog: what stands behind the door, empty when one of these is made. lost: whose answers nobody hears, though the
    site does what it was asked; barred: what the door doesn't let through. Where no WordPress is installed, whoever
    makes one is skipped."""

    hows = ((When.AFTER, How.CLOSES), (When.BEFORE, How.BUSY))  # of all that it can: each costs seven seconds

    def __init__(self, folder: Path) -> None:
        if wanted := wordpress.missing():
            pytest.skip(wanted)
        self.blog = wordpress.shared()
        self.blog.empty()
        self.lost: Callable[[Request], bool] = lambda request: False
        self.barred: Callable[[Request], bool] = lambda request: False
        super().__init__(folder)
        self.connector = WordPress()
        self.connector.pages = PAGES
        self.access = an_access({"user": USER, "password": self.blog.passwords[USER]}, self.address)
        self.secrets = (self.blog.passwords[USER],)

    def answered(self, request: Request) -> Reply | None:
        if self.barred(request):
            return Reply(405, b"<h1>Not Allowed</h1>", "text/html")
        headers = {name: value for name, value in request.headers.items() if name not in HERE}
        address = self.blog.address + request.target
        came = wordpress.WEB.request(request.method, address, headers=headers, content=request.body)
        if self.lost(request):
            return None
        kept = {name: value for name, value in came.headers.items() if name not in OURS}
        return Reply(came.status_code, came.content, came.headers.get("content-type", ""), kept)

    def public(self) -> set[str]:
        """With the files that no post shows: a stranger sees those as well."""
        rows = self.blog.asked("SELECT post_name FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish'")
        names = {name for (name,) in rows}
        left = {address for address, file in self.blog.files("").items() if file.name[:MARK] not in names}
        return {f"{self.blog.address}/{name}/" for name in names} | left

    def revoke(self) -> None:
        self.blog.revoke(USER)


HERE = frozenset({"host", "connection", "accept-encoding", "content-length"})
OURS = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "date"})
"""Headers of the way to the door, and of the way from the site to it."""
ENTRIES = {"wordpress": WordPressPlatform}
