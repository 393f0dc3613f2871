"""Every address at which a stranger finds a post: what the API tells of, what the pages name, and what is usual to
stand beside a file. All is asked without the account, as anybody would."""

from __future__ import annotations

import html
import io
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx
from PIL import Image

from kindao.engine.errors import KindaoError
from kindao.web import calls
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Found, NoRight, Place, Refused
from kindao.web.releases.connectors.wordpress.site import CORE, Site, strangers

READ_AT_MOST = 8 * 2**20  # bytes of a page
HOPS = 5
SITEMAPS_AT_MOST = 8
SQUARES = (100, 150, 300)  # pixels: crops that themes and shops register
WIDTHS = (300, 400, 600, 768, 1024, 1200, 1536, 2048, 2560)  # widths that they register
BESIDE = ("{stem}.webp", "{stem}.avif", "{name}.webp", "{name}.avif", "{stem}@2x{ending}")
"""What plugins that make pictures lighter put beside a file."""
KEPT = (
    "webp-express/webp-images/uploads/{inside}.webp",
    "webp-express/webp-images/doc-root/wp-content/uploads/{inside}.webp",
    "smush-webp/{inside}.webp",
    "uploads/ShortpixelBackups/wp-content/uploads/{inside}",
    "uploads/backup/{inside}",
)
"""Where they keep others, below wp-content; inside: the path below uploads."""
CACHED = (
    "cache/supercache/{host}{path}index.html",
    "cache/supercache/{host}{path}index-https.html",
    "cache/wp-rocket/{host}{path}index.html",
    "cache/wp-rocket/{host}{path}index-https.html",
    "cache/page_enhanced/{host}{path}_index.html",
    "cache/page_enhanced/{host}{path}_index_slash.html",
    "cache/page_enhanced/{host}{path}_index_slash_ssl.html",
    "cache/cache-enabler/{host}{path}http-index.html",
    "cache/cache-enabler/{host}{path}https-index.html",
    "cache/all{path}index.html",
    "cache/wpo-cache/{host}{path}index.html",
)
"""Where WP Super Cache, WP Rocket, W3 Total Cache, Cache Enabler, WP Fastest Cache and WP-Optimize keep a page, below
wp-content, so that a web server may serve it without WordPress."""
WIDEST = 1500  # letters of an address
NOWHERE = "kindao-nothing-is-here"  # a name at which no file is
BASE = re.compile(r"""<base\b[^>]*\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
LOCATIONS = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)")


@dataclass(frozen=True, slots=True)
class Ours:
    """What the site's API tells the account of: the posts and files of one release, as it gives them."""

    posts: tuple[Mapping[str, Any], ...]
    media: tuple[Mapping[str, Any], ...]


@dataclass(slots=True)
class Search:
    """One search. ref: goes with what a deletion of the release takes away; at_most: so many pages."""

    site: Site
    mark: str
    ref: str
    at_most: int
    client: httpx.Client
    found: dict[str, Found] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    named: dict[str, bool] = field(default_factory=dict)
    """Addresses with the mark that a page names, and whether that page is ours."""

    def page(self, address: str, place: Place, *, ours: bool = True) -> bool:
        """Whether it shows the release: then it is kept, and what it names is looked at later."""
        if address in self.asked or len(self.asked) >= self.at_most:
            return address in self.found
        self.asked.add(address)
        body = self._read(address)
        if self.mark.encode() not in body.lower():
            return False
        self.keep(address, place, ours=ours)
        for one in mentions(body.decode("utf-8", "replace"), address, self.mark):
            self.named.setdefault(one, ours)
        return True

    def file(self, address: str, place: Place, *, ours: bool = True) -> bool:
        """Whether there is a picture, film or sound."""
        if address in self.found:
            return True
        there = self.is_file(address)
        if there:
            self.keep(address, place, ours=ours)
        return there

    def keep(self, address: str, place: Place, *, ours: bool = True) -> None:
        self.found.setdefault(address, Found(address, place, self.ref if ours else ""))

    def is_file(self, address: str) -> bool:
        try:
            answer = self.client.head(address)
            if answer.status_code in (405, 501):
                with self.client.stream("GET", address) as answer:
                    pass
        except (httpx.HTTPError, httpx.InvalidURL, KindaoError):
            return False
        kind = answer.headers.get("content-type", "")
        return answer.status_code == 200 and kind.startswith(("image/", "video/", "audio/", "application/octet-stream"))

    def _read(self, address: str) -> bytes:
        """What it shows; nothing where it shows none of ours."""
        try:
            for _ in range(HOPS):
                with self.client.stream("GET", address) as answer:
                    if answer.next_request is not None:
                        address = str(answer.next_request.url)
                        continue
                    if answer.status_code != 200:
                        return b""
                    return calls.body(answer, READ_AT_MOST, whole=False)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KindaoError):
            return b""
        return b""

    def sitemap(self, address: str) -> list[str]:
        return LOCATIONS.findall(self._read(address).decode("utf-8", "replace"))


def everywhere(
    site: Site, mark: str, ref: str, ours: Ours, told: Iterable[tuple[str, Place, bool]], at_most: int
) -> tuple[Found, ...]:
    """told: what the plugin knows besides, with its place and whether a deletion takes it away; at_most: pages."""
    with reaching.client() as client:
        search = Search(site, mark, ref, at_most, client)
        known = next((one for media in ours.media for one in _known(media)), "")
        if known and not search.is_file(known):
            client.headers.update(reaching.BROWSER)  # it may show robots less than people
        _files(search, ours.media)
        for address, place, goes in told:
            if place in (Place.PAGE, Place.CACHE) and not _looks_like_file(address):
                search.page(address, place, ours=goes)
            else:
                search.file(address, place, ours=goes)
        for address, place in pages(site, mark, ours):
            search.page(address, place)
        _sitemaps(search)
        _elsewhere(search)
        _caches(search, ours.posts)
        _named(search)
    return tuple(search.found.values())


def is_pixel(site: Site, address: str, sent: bytes) -> bool:
    """Whether a stranger gets there the picture of one pixel that was sent for a trial, also packed anew; where they
    are led elsewhere, to those very bytes: that may be a picture for whatever is missing. Asked as no cache was asked
    before. Raises Later."""
    ways = strangers(f"{site.address}/")
    return any(_is_of_one_pixel(site, f"{address}?{secrets.token_hex(4)}", sent, one) for one in ways)


def _is_of_one_pixel(site: Site, address: str, sent: bytes, headers: dict[str, str] | None) -> bool:
    answer = reaching.asked(site.client, "GET", address, headers=headers, follow_redirects=True)
    if answer.status_code != 200 or answer.content == sent or answer.request.url != httpx.URL(address):
        return answer.status_code == 200 and answer.content == sent
    try:
        with Image.open(io.BytesIO(answer.content)) as picture:
            return picture.size == (1, 1)
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


def told(ours: Ours, ref: str) -> tuple[Found, ...]:
    """What the API says by itself, before anybody looks."""
    posts = {str(post["link"]): Place.POST for post in ours.posts}
    files = {address: place for media in ours.media for address, place in _known(media).items()}
    return tuple(Found(address, place, ref) for address, place in (posts | files).items())


def _known(media: Mapping[str, Any]) -> dict[str, Place]:
    """The file, and all that WordPress says it made of it."""
    if not (full := str(media.get("source_url", ""))):
        return {}
    details = media.get("media_details") or {}
    made = [str(one.get("source_url", "")) for one in (details.get("sizes") or {}).values()]
    if first := details.get("original_image"):
        made.append(f"{full.rpartition('/')[0]}/{quote(str(first))}")
    return {full: Place.FILE} | {address: Place.SIZE for address in made if address and address != full}


def _files(search: Search, media: Iterable[Mapping[str, Any]]) -> None:
    """Those that WordPress knows go with a deletion by its API; what else stands beside them goes with the plugin."""
    for one in media:
        if not (known := _known(one)):
            continue
        full = next(iter(known))
        for address, place in known.items():
            search.keep(address, place)  # seen or not: what will be deleted is looked at afterwards
        folder = full.rpartition("/")[0]
        if search.file(f"{folder}/{NOWHERE}.jpg", Place.FILE):
            del search.found[f"{folder}/{NOWHERE}.jpg"]  # it answers whatever it is asked: no guess tells anything
            continue
        for address in _usual(one, folder, known):
            search.file(address, Place.SIZE, ours=search.site.has_plugin)
        _beside(search, list(known))
        content, _, inside = full.partition("/uploads/")
        for pattern in KEPT if inside else ():
            search.file(f"{content}/{pattern.format(inside=inside)}", Place.SIZE, ours=search.site.has_plugin)


def _usual(media: Mapping[str, Any], folder: str, known: Mapping[str, Place]) -> list[str]:
    """Sizes that themes register and WordPress may have forgotten: `NAME-300x225.jpg`, `NAME-scaled.jpg`."""
    details = media.get("media_details") or {}
    name = str(details.get("original_image") or str(media["source_url"]).rpartition("/")[2])
    stem, dot, ending = name.rpartition(".")
    wide, high = int(details.get("width") or 0), int(details.get("height") or 0)
    if not dot or not wide or not high:
        return []
    sides = [(side, side) for side in SQUARES] + [(width, round(high * width / wide)) for width in WIDTHS]
    sides = [(across, down) for across, down in sides if across <= wide]
    names = [f"{stem}-{across}x{down}.{ending}" for across, down in sides]
    names += [f"{stem}-scaled.{ending}", f"{stem}-rotated.{ending}", name]
    return [address for one in names if (address := f"{folder}/{one}") not in known]


def _beside(search: Search, known: list[str]) -> None:
    """Three of the files say whether a plugin puts such beside them; where it does, all are asked."""
    some = dict.fromkeys([known[0], known[len(known) // 2], known[-1]])
    for pattern in BESIDE:
        there = [search.file(_named_by(pattern, one), Place.SIZE, ours=search.site.has_plugin) for one in some]
        if any(there):
            for one in known:
                search.file(_named_by(pattern, one), Place.SIZE, ours=search.site.has_plugin)


def _named_by(pattern: str, address: str) -> str:
    folder, _, name = address.rpartition("/")
    stem, _, ending = name.rpartition(".")
    return f"{folder}/{pattern.format(stem=stem, name=name, ending=f'.{ending}')}"


def pages(site: Site, mark: str, ours: Ours) -> Iterator[tuple[str, Place]]:
    """Where a WordPress shows a post, and what programs read of it."""
    home = site.address  # `/?feed=rss2` leads to `/feed/` where addresses are pretty
    for post in ours.posts:
        link, number = str(post["link"]), post["id"]
        yield link, Place.POST
        yield f"{home}/?p={number}", Place.POST
        yield f"{home}/?feed=rss2&p={number}", Place.FEED
        yield site.at(f"{CORE}/posts/{number}"), Place.LISTING
        yield site.at("oembed/1.0/embed", url=link), Place.LISTING
        for category in post.get("categories") or ():
            yield f"{home}/?cat={category}", Place.PAGE
        yield f"{home}/?author={post['author']}", Place.PAGE
        yield f"{home}/?m={str(post['date'])[:7].replace('-', '')}", Place.PAGE
    for media in ours.media:
        yield f"{home}/?attachment_id={media['id']}", Place.PAGE
        yield str(media["link"]), Place.PAGE
        yield site.at(f"{CORE}/media/{media['id']}"), Place.LISTING
    yield f"{home}/", Place.PAGE
    for feed in ("rss2", "atom"):
        yield f"{home}/?feed={feed}", Place.FEED
    yield site.at(f"{CORE}/posts"), Place.LISTING
    yield site.at(f"{CORE}/media"), Place.LISTING
    yield site.at(f"{CORE}/search", search=mark), Place.LISTING


def _sitemaps(search: Search) -> None:
    for name in ("wp-sitemap.xml", "sitemap_index.xml"):
        parts = search.sitemap(f"{search.site.address}/{name}")
        listed = [one for one in parts if "post" in one or "attachment" in one]
        for one in listed[-SITEMAPS_AT_MOST:]:
            search.page(one, Place.LISTING)
        if parts:
            return


def _elsewhere(search: Search) -> None:
    """Pages of any other kind, also a page builder's, into which somebody put the picture: whoever made them has to
    take it out."""
    site = search.site
    try:
        kinds = site.read(f"{CORE}/types") or {}
    except (NoRight, Refused):
        kinds = {}  # some sites keep that to themselves
    for kind in kinds.values() or ({"rest_base": "posts"}, {"rest_base": "pages"}):
        base = kind.get("rest_base", "")
        if base in ("media", "blocks", "") or kind.get("rest_namespace", CORE) != CORE or "/" in base:
            continue
        answer = reaching.asked(site.client, "GET", site.at(f"{CORE}/{base}", search=search.mark, per_page=50))
        try:
            rows = answer.json() if answer.status_code == 200 else []
        except ValueError:
            rows = []
        for row in rows if isinstance(rows, list) else ():
            link = str(row.get("link", "")) if isinstance(row, dict) else ""
            if link and link not in search.found:
                search.page(link, Place.PAGE, ours=False)


def _caches(search: Search, posts: Iterable[Mapping[str, Any]]) -> None:
    """Pages that a cache keeps as files. A deletion by the API takes none of them away; the plugin does."""
    parts = urlsplit(search.site.address)
    paths = [path for post in posts if (path := urlsplit(str(post["link"])).path) != "/"]
    for path in dict.fromkeys([*paths, f"{parts.path}/"]):
        for pattern in CACHED:
            there = f"{search.site.address}/wp-content/{pattern.format(host=parts.hostname, path=path)}"
            search.page(there, Place.CACHE, ours=search.site.has_plugin)


def _named(search: Search) -> None:
    """What the pages that were found name, and pages among that once more."""
    for named, ours in list(search.named.items()):
        theirs = urlsplit(named).hostname != urlsplit(search.site.address).hostname
        is_file = _looks_like_file(named)
        if named in search.found or "oembed" in named or "feed" in urlsplit(named).path.split("/"):
            continue  # WordPress answers 200 for a feed of a post that is gone, and names what was asked for
        if is_file:
            bare = named.partition("?")[0]
            place = Place.CACHE if theirs or "/cache/" in bare else Place.SIZE
            if not theirs:
                search.file(bare, place, ours=search.site.has_plugin)
            if theirs or bare != named:  # a cache may keep it by its whole address, which no deletion empties
                search.file(named, place, ours=False)
        elif not search.page(named, Place.PAGE, ours=ours):
            search.file(named, Place.CACHE, ours=False)  # made by a program: `resize.php?src=NAME.jpg`


def _looks_like_file(address: str) -> bool:
    ending = urlsplit(address).path.rpartition("/")[2].rpartition(".")[2].lower()
    return ending in ("jpg", "jpeg", "png", "gif", "webp", "avif", "mp4", "webm", "mkv", "m4a", "m4v", "mov", "ogg")


def mentions(text: str, base: str, mark: str) -> list[str]:
    """Addresses with the mark that a page names, in HTML, XML or JSON, whole, without the host, or of a file beside the
    page. One that holds another, as those of services that make pictures lighter, counts as both; commas may stand in
    one, or part two."""
    text = re.sub(r"\\u002f|\\/", "/", html.unescape(text), flags=re.IGNORECASE)
    if said := BASE.search(text):
        base = _address(said[1], base) or base
    text = _near(text, mark)
    parted, whole = (rf"[^\s\"'<>()\\{but}|]*" for but in (",", ""))
    around = re.findall(f"{parted}(?i:{re.escape(mark)}){parted}", text)
    commas = [one.strip(",") for one in re.findall(f"{whole}(?i:{re.escape(mark)}){whole}", text)]
    around += [re.sub(r"^[^/:]*,(?=https?:|/)", "", one) for one in commas if "," in one]
    attribute = r"""(?:\b(?:src|href|poster|data-[\w-]+)\s*=|\burl\()\s*["']?(?!/|https?:)"""
    beside = re.findall(f"{attribute}({parted}(?i:{re.escape(mark)}){parted})", text)
    around += [f"./{one}" for one in beside if _looks_like_file(one)]
    return list(dict.fromkeys(one for said in around for held in _held(said) if (one := _address(held, base))))


def _near(text: str, mark: str) -> str:
    """What stands around each mark: a page may hold a picture of a million letters without a gap, in which each of
    those could begin an address."""
    parts: list[list[int]] = []
    for found in re.finditer(re.escape(mark), text, re.IGNORECASE):
        start, end = max(0, found.start() - WIDEST), found.end() + WIDEST
        if parts and start <= parts[-1][1]:
            parts[-1][1] = end
        else:
            parts.append([start, end])
    return "\n".join(text[start:end] for start, end in parts)


def _held(said: str) -> list[str]:
    """The address, and the one that stands in its path."""
    start = max(said.rfind("http://"), said.rfind("https://"))
    if start <= 0 or "?" in said[:start]:
        return [said]
    return [said, said[start:]]


def _address(said: str, base: str) -> str:
    if not said.startswith(("http://", "https://", "/", "./")):
        return ""  # a class, an id, a bare name
    try:
        address = urljoin(base, said.partition("#")[0])
        return address if urlsplit(address).hostname else ""
    except ValueError:
        return ""
