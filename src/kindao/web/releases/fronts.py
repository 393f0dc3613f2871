"""Front pages that show a release. A clinic's own site may be one page: no post there has an address, and where the
picture stands are the front page and the address of the picture itself. Whether it stands there, only a look tells."""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

import httpx

from kindao.engine.errors import KindaoError
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.web import calls
from kindao.web.releases import probing
from kindao.web.releases.addresses import host_of
from kindao.web.releases.connectors import reaching
from kindao.web.releases.models import Seen
from kindao.web.releases.probing import Known, Pace
from kindao.web.review.models import Use
from kindao.web.vault import store

TIME = 20.0  # seconds for a page and all its pictures: somebody waits for it
PAGE_AT_MOST = 8 * 2**20  # bytes
MOST = 30  # pictures of a page that are opened
COPIES = 3  # of a use, with which they are compared
FILES = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|mp4|webm|mkv|mov|m4a)$", re.IGNORECASE)
LAID_BEHIND = re.compile(r"""url\(\s*["']?([^"')]+)""", re.IGNORECASE)  # a background
SEVERAL = ("srcset", "imagesrcset")


@dataclass(frozen=True, slots=True)
class Front:
    """What a look saw on a page. pictures: every address of the picture itself to which it leads a stranger now, small
    and large; whole: all that it leads to was looked at, or it is gone, so that none means none; ended: each that was
    to be looked at answered, and the page itself, in time; is_front: for all that is known it is a front page, and no
    post, and where the site tells nothing by the address; is_post: the site shows a page of its own there."""

    pictures: tuple[str, ...] = ()
    whole: bool = False
    ended: bool = False
    is_front: bool = True
    is_post: bool = False


def look_at(page: str, known: Sequence[Known], *, is_front: bool) -> Front:
    """As `look_on`. is_front: by its address alone; else, where the picture is not seen, it is where the site shows its
    front page there, too."""
    look = look_on(page, known)
    if is_front or look.pictures:
        return look
    shown_as_front, is_post = _shown(page)
    return replace(look, is_front=shown_as_front, is_post=is_post)


def not_looked_at(page: str, *, is_front: bool) -> Front:
    """One of many."""
    return Front(is_front=is_front or not _has_number(page))


def _shown(page: str) -> tuple[bool, bool]:
    """(is_front, is_post) of what a site shows there, whatever follows a `?` or a `#`. Where it tells nobody, what
    names a number (`?p=5`) is taken for a post, and is not known to be one: pictures change, a title hardly."""
    said = urlsplit(page)
    try:
        with reaching.client(total=TIME, headers=reaching.BROWSER, max_redirects=probing.HOPS) as client:
            here = _shape(client, page)
            there = _shape(client, urlunsplit((said.scheme, said.netloc, said.path, "", "")))
    except (KindaoError, httpx.HTTPError, httpx.InvalidURL, ValueError):
        here = there = None
    if here is None or there is None:
        return not _has_number(page), False
    # What a script shows by what follows a `#`, no look sees.
    is_front = here.same_as(there) and not ("/" in said.fragment and here.has_scripts)
    return is_front, here.title != there.title


def _has_number(page: str) -> bool:
    return any(value.isdigit() for _, value in parse_qsl(urlsplit(page).query))


@dataclass(frozen=True, slots=True)
class _Shape:
    """By what a page is known again that is not the same to the letter each time, as one that counts its visitors."""

    title: str = ""
    pictures: frozenset[str] = frozenset()
    has_scripts: bool = False
    is_there: bool = True

    def same_as(self, other: "_Shape") -> bool:
        return self.is_there and other.is_there and (self.title, self.pictures) == (other.title, other.pictures)


def _shape(client: httpx.Client, page: str) -> _Shape | None:
    """None where the site does not tell."""
    with client.stream("GET", page, follow_redirects=True) as answer:
        here = str(answer.url)
        if answer.status_code in (404, 410):
            return _Shape(is_there=False)
        if answer.status_code != 200 or host_of(here) != host_of(page):
            return None
        if answer.headers.get("content-type", "").startswith(("image/", "video/", "audio/")):
            return _Shape(pictures=frozenset([here]))
        body = calls.body(answer, PAGE_AT_MOST, whole=False).decode("utf-8", "replace")
    pictures = frozenset(one.partition("?")[0] for one in named(body, here))
    return _Shape(title_of(body), pictures, "<script" in body.lower())


def title_of(body: str) -> str:
    """The first, in small letters. Each sign is read but a few times: a page may begin a million that never end."""
    small = body.lower()
    begun = re.search(r"<title[\s>]", small)
    inside = small.find(">", begun.start()) if begun else -1
    end = small.find("</title", inside) if inside >= 0 else -1
    return " ".join(small[inside + 1 : end].split()) if end >= 0 else ""


def look_on(page: str, known: Sequence[Known]) -> Front:
    """Asks the web for up to `TIME`: nobody's lock is held meanwhile."""
    found, whole, ended = list[str](), False, False
    try:
        with reaching.client(total=TIME, headers=reaching.BROWSER, max_redirects=probing.HOPS) as client:
            with client.stream("GET", page, follow_redirects=True) as answer:
                here = str(answer.url)
                if answer.status_code != 200 or host_of(here) != host_of(page):
                    return Front(whole=answer.status_code in (404, 410), ended=_answered(answer.status_code))
                pictures, is_all = [here], True
                if not answer.headers.get("content-type", "").startswith(("image/", "video/", "audio/")):
                    body = calls.body(answer, PAGE_AT_MOST, whole=False).decode("utf-8", "replace")
                    every = list(named(body, here))
                    is_all = len(every) <= MOST and len(body) < PAGE_AT_MOST
                    pictures = _first(every, known)
            pace = Pace()
            ended = True
            for one in pictures:
                looks = [_looked(client, one, replace(which, page=here), pace) for which in known]
                if any(looks):
                    found.append(one)
                ended = ended and None not in looks
            whole = is_all and ended
    except (KindaoError, httpx.HTTPError, httpx.InvalidURL, ValueError):
        ended = False  # what was found until then is known
    return Front(tuple(found), whole, ended)


def _first(pictures: Iterable[str], known: Sequence[Known]) -> list[str]:
    """So many of them, those with a name of ours first."""
    marks = [one.mark for one in known]
    return sorted(pictures, key=lambda one: not any(mark in one.lower() for mark in marks))[:MOST]


def _answered(status: int | None) -> bool:
    """Whether it told something: no answer, one too many and a fault of the server's tell nothing."""
    return status is not None and status != 429 and status < 500


def _looked(client: httpx.Client, address: str, known: Known, pace: Pace) -> bool | None:
    """Whether it is there; None where nobody answered."""
    look = probing.seen_at(client, address, known, pace, as_browser=True)
    # Of a film the length is compared, and a site may have made it smaller: then its random name tells.
    by_name = known.moves and look.status == 200 and known.mark in urlsplit(address).path.lower()
    if look.seen == Seen.THERE or by_name:
        return True
    return False if _answered(look.status) else None


def of_use(use: Use) -> list[Known]:
    """By what the newest safe copies of a use are known. What can't be opened any more is left out."""
    found = []
    for copy in use.copies.kept().select_related("file").order_by("-made_at")[:COPIES]:
        moves, look = not copy.file.media_type.startswith("image/"), ""
        try:
            if not moves:
                look = phash(open_picture(store.read(copy.file)).frames[0].pixels).hex()
        except KindaoError:
            continue
        nobodys = secrets.token_hex(12)  # it never had a name to go out by
        found.append(Known(nobodys, copy.digest, copy.file.size, look, moves))
    return found


def named(page: str, address: str) -> Iterator[str]:
    """Every picture, film and sound that a page names, in its order, each once. address: of the page."""
    reader = _Page(address)
    reader.feed(page)
    reader.close()
    yield from dict.fromkeys(reader.found)


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.found = address, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe"):
            return
        for name, value in attrs:
            if not value:
                continue
            if tag == "base" and name == "href":
                self.base = urljoin(self.base, value)
            elif name.endswith(SEVERAL):
                for one in value.split(","):
                    self._keep(*one.split()[:1])
            elif name in ("src", "poster"):
                self._keep(value)
            elif name == "style":
                self.handle_data(value)
            else:
                self._keep(value, is_file=True)

    def handle_data(self, data: str) -> None:
        """Of a style: what is laid behind something."""
        for one in LAID_BEHIND.findall(data):
            self._keep(one)

    def _keep(self, written: str = "", *, is_file: bool = False) -> None:
        """is_file: only where it ends as a file of a picture does."""
        try:
            whole = urljoin(self.base, written.strip())
            if is_file and not FILES.search(urlsplit(whole).path):
                return
        except ValueError:
            return
        if written and whole.startswith(("http://", "https://")):
            self.found.append(whole)
