"""One WordPress site, spoken to by its REST API: where the API is, who asks, what the answers mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx

from kindao.engine.errors import KindaoError
from kindao.web import calls
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Access, Later, NoRight, Refused, Unsure

CORE, PLUGIN = "wp/v2", "kindao/v1"
INDEX = {"_fields": "name,home,namespaces"}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
GONE = frozenset({404, 410})
TRIAL = 20.0  # seconds
NEWEST = 10  # files of which one has to be seen
TOO_MUCH = frozenset(
    {
        "rest_upload_no_data",
        "rest_upload_no_content_type",
        "rest_upload_no_content_disposition",
        "rest_upload_file_too_big",
        "rest_upload_limited_space",
        "rest_upload_user_quota_exceeded",
    }
)
"""WordPress's codes for a file too large: of a request beyond `post_max_size` PHP hands it nothing at all."""
NOT_TAKEN = frozenset({"rest_upload_unknown_error", "rest_upload_sideload_error", "rest_upload_file_error"})
"""Those for a file it did not take, for a reason it tells in the site's language alone. All come with status 500."""


@dataclass(frozen=True, slots=True)
class Site:
    """address: as the clinic wrote it, without a last slash; root: of the REST API, both its forms, up to a route."""

    address: str
    root: str
    name: str
    namespaces: frozenset[str]
    client: httpx.Client
    credentials: httpx.BasicAuth
    home: str = ""  # as the site itself says; "" where it doesn't

    @property
    def is_page(self) -> bool:
        """Whether `address` is one of a page below it: WordPress answers there as well, and its front page, feeds and
        archives don't lie below."""
        home, here = urlsplit(self.home), urlsplit(self.address)
        return bool(home.hostname) and here.path.rstrip("/").startswith(f"{home.path.rstrip('/')}/")

    @property
    def has_plugin(self) -> bool:
        return PLUGIN in self.namespaces

    def at(self, route: str, **query: Any) -> str:
        """The address of a route such as `wp/v2/posts`."""
        return str(httpx.URL(self.root + route).copy_merge_params(query)) if query else self.root + route

    def read(self, route: str, **query: Any) -> Any:
        """What the API answers to the account; None for what is not there. Raises NoRight, Later, Refused."""
        answer = reaching.asked(self.client, "GET", self.at(route, **query), auth=self.credentials)
        if answer.status_code in GONE:
            return None
        if answer.status_code != 200:
            no(answer)
        return _data(answer)

    def change(self, route: str, **told: Any) -> dict[str, Any]:
        """POST. Raises Refused, NoRight and, where it may have happened all the same, Unsure."""
        answer = reaching.asked(self.client, "POST", self.at(route), changes=True, auth=self.credentials, **told)
        if answer.is_success:
            if not isinstance(said := _read(answer), dict):
                raise _unsure()
            return said
        code = _code(answer)
        if code in TOO_MUCH or answer.status_code == 413:
            raise Refused("the file is larger than this site takes", hint="Raise its limit of uploads, or shorten it")
        if code in NOT_TAKEN:
            raise Refused(
                "the site did not take the file: it is too large for it, of a kind it does not take, or its folder of "
                "uploads can't be written",
                hint="Try the same file on the site's own page for uploads, which says why",
            )
        if answer.status_code >= 500:  # also of something between, which heard no answer in time
            raise _unsure()
        return no(answer)

    def delete(self, route: str) -> None:
        """For good, past the trash. What is not there is gone. Raises NoRight, Later, Refused.

        A server that lets no DELETE through is asked the other way that WordPress knows."""
        address = self.at(route, force="true")
        answer = reaching.asked(self.client, "DELETE", address, auth=self.credentials)
        if not answer.is_success and not _is_data(answer) and answer.status_code < 502:
            answer = reaching.asked(
                self.client, "POST", address, auth=self.credentials, headers={"X-HTTP-Method-Override": "DELETE"}
            )
        if answer.is_success or (answer.status_code in GONE and _is_data(answer)):
            return
        no(answer)


@contextmanager
def opened(access: Access, *, sends: int = 0) -> Iterator[Site]:
    """The site of an account; no password is sent before its API is found on the same host. sends: bytes of a file.

    Raises NoRight, Later."""
    address = access.address.strip().rstrip("/")
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NoRight("no site is at such an address", hint="Correct the address") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise NoRight(
            "the address of the site must begin with https://",
            hint="Without it the password could be read on its way; let the site have a certificate",
        )
    with reaching.client(total=reaching.time_for(sends)) as client:
        root, index = _root(client, address)
        yield Site(
            address=address,
            root=root,
            name=str(index.get("name", "")),
            namespaces=frozenset(map(str, index["namespaces"])),
            client=client,
            home=str(index.get("home") or ""),
            credentials=httpx.BasicAuth(access.told.get("user", ""), access.told.get("password", "")),
        )


def stands(access: Access) -> bool:
    """Whether its API tells a stranger of itself, and its files are there. A front page alone may be that of another
    machine.

    Raises NoRight, Later."""
    with calls.within(TRIAL), opened(access) as site:
        return shows_files(site.client, site.root, site.credentials)


def shows_files(client: httpx.Client, root: str, account: httpx.BasicAuth | None = None) -> bool:
    """Whether a stranger gets any of its newest files: the disk of uploads may be away, while its database tells of all
    that lay there. Also where it has none, or tells of none. account: as whom it is asked, for strangers may be told of
    none; where that is let in no more strangers are asked, and then it has to show one. Raises Later."""
    rows = _listed(client, root, account)
    is_told = rows is not None or account is None
    if rows is None and account is not None:
        rows = _listed(client, root, None)
    files = [str(row["source_url"]) for row in rows or () if isinstance(row, dict) and row.get("source_url")]
    return any(not _is_gone(client, root, one) for one in files) or (is_told and not files)


def _listed(client: httpx.Client, root: str, account: httpx.BasicAuth | None) -> list[Any] | None:
    """Its newest files as it tells them; None where it tells of none. Raises Later."""
    # Not as who edits: an author is then told of their own files alone, and a site of others' would seem empty.
    listed: dict[str, str | int] = {"per_page": NEWEST, "_fields": "source_url"}
    there = httpx.URL(f"{root}{CORE}/media").copy_merge_params(listed)
    answer = reaching.asked(client, "GET", str(there), auth=account)
    told = _read(answer) if answer.status_code == 200 else None
    return told if isinstance(told, list) else None


def strangers(page: str) -> tuple[dict[str, str] | None, ...]:
    """How they ask: as a program, as a browser, and as one that shows a page of the site: some tell the first, or the
    second too, that they have nothing."""
    return None, reaching.BROWSER, reaching.visitor_of(page)


def _is_gone(client: httpx.Client, page: str, address: str) -> bool:
    """For whoever asks, wherever the site leads them. page: of the site."""
    try:
        return all(
            reaching.asked(client, "HEAD", address, headers=one, follow_redirects=True).status_code in GONE
            for one in strangers(page)
        )
    except KindaoError:
        return False


def _root(client: httpx.Client, address: str) -> tuple[str, Mapping[str, Any]]:
    """Where its API is: at its usual place, behind a question mark, or where its front page says."""
    said: httpx.Response | None = None
    for usual in (f"{address}/wp-json/", f"{address}/?rest_route=/", ""):
        root = usual or _named(client, address)
        if not root:
            break
        answer = reaching.asked(client, "GET", str(httpx.URL(root).copy_merge_params(INDEX)))
        if answer.status_code in (408, 429) or answer.status_code >= 500:
            reaching.refused(answer)
        index = _read(answer)
        if answer.status_code == 200 and isinstance(index, dict) and CORE in index.get("namespaces", ()):
            return root, index
        said = said or answer
    if said is not None and said.is_redirect:
        raise NoRight(
            "the site is at another address", hint="Write the address that the browser shows once the site has opened"
        )
    raise NoRight(
        "no WordPress answers there", hint="Correct the address; see that nothing on the site switches its REST API off"
    )


def _named(client: httpx.Client, address: str) -> str:
    """Where the front page says the API is; "" where it doesn't, or names another host."""
    root = reaching.asked(client, "GET", f"{address}/").links.get("https://api.w.org/", {}).get("url", "")
    return root if urlsplit(root)[:2] == urlsplit(address)[:2] else ""


def no(answer: httpx.Response) -> NoReturn:
    """Raises what the answer means. A password that is wrong, or was revoked, has its own words."""
    code = _code(answer)
    if answer.status_code == 401 or code in ("incorrect_password", "invalid_username", "invalid_email"):
        raise NoRight(
            "the site does not take this user and application password",
            hint="Make a new application password on the user's own page of the site, and write it here",
        )
    reaching.refused(answer, code)


def _unsure() -> Unsure:
    return Unsure("the answer of the platform was lost", hint="Kindao looks there before it sends anything again")


def _read(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None


def _is_data(answer: httpx.Response) -> bool:
    return _read(answer) is not None


def _data(answer: httpx.Response) -> Any:
    """Raises Later for a page in place of data: a wall, a notice of something that broke."""
    if (told := _read(answer)) is None:
        raise Later("the site answers with a page instead of data", hint="See what it shows, then try again")
    return told


def _code(answer: httpx.Response) -> str:
    """WordPress's own word for what is wrong, where it is one."""
    told = _read(answer)
    code = told.get("code", "") if isinstance(told, dict) else ""
    return code if isinstance(code, str) and code.replace("_", "").isalnum() else ""
