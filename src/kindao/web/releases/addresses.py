"""Addresses as people write them down."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from django.conf import settings

from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.networks import in_figures, is_anybodys, is_public

HOSTS = {
    Destination.FACEBOOK: ("facebook.com", "fb.com", "fb.me", "fb.watch"),
    Destination.INSTAGRAM: ("instagram.com", "instagr.am"),
    Destination.TIKTOK: ("tiktok.com",),
    Destination.YOUTUBE: ("youtube.com", "youtu.be"),
    Destination.ZALO: ("zalo.me", "zaloapp.com", "zapps.vn"),
}
"""Where a platform's posts are seen, also by its own short addresses."""
FOLLOWED = re.compile(
    r"utm_|gad_|igsh|(?:fbclid|mibextid|gclid|dclid|gbraid|wbraid|srsltid|_gl|msclkid|ttclid|yclid|zarsrc|mc_[ce]id)$",
    re.IGNORECASE,
)
"""Where whoever follows a link came from, as Facebook, Google, Zalo and others write it behind an address."""
OF_A_POST = {
    Destination.FACEBOOK: {"story_fbid": ".", "fbid": ".", "multi_permalinks": ".", "v": r"\d", "view": "permalink$"},
    Destination.YOUTUBE: {"v": ".", "lb": "."},
}
"""By what a platform names a post behind a `?`, and how that begins: all else there (`id`, `ref`, `locale`, a page's
`v=timeline`) says nothing of one."""
FRONT = re.compile(r"(?:index|home|default)\.\w+", re.IGNORECASE)  # a file that is a site's front page
TABS = "about|community|events|featured|followers|mentions|photos|photos_(?:by|of|all|albums)|playlists|posts|reels"
TABS += "|reviews|saved|shorts|streams|tagged|videos|videos_by|live|live_videos"
OF_AN_ACCOUNT = {
    Destination.FACEBOOK: rf"(?:people|pages)/[^/]+/\d+|groups/[^/]+|(?:pg/)?(?!\d+_\d+$|pfbid)[^/]+(?:/(?:{TABS}))?",
    Destination.INSTAGRAM: rf"[^/]+(?:/(?:{TABS}))?",
    Destination.TIKTOK: rf"@[^/]+(?:/(?:{TABS}))?",
    Destination.YOUTUBE: rf"(?:@[^/]+|(?:c|channel|user)/[^/]+)(?:/(?:{TABS}))?",
    Destination.ZALO: r"(?:g/)?[^/]+",
}
"""What platforms call an account by, and its pages of many posts, where no post is named behind a `?`."""
SHORT = ("fb.me", "fb.watch", "instagr.am", "youtu.be", "vm.tiktok.com", "vt.tiktok.com", "zapps.vn", "zaloapp.com")
"""Hosts of addresses made short, and of articles: one word there may be a post."""
UNSEEN = ("Cc", "Cf", "Cs")  # Unicode's control, format, surrogates


def site_of(address: str) -> str:
    """The site that an address leads to, which is one by http and https, with `www.` and without: host, port, path."""
    parts = urlsplit(address)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{host_of(address)}{port}{parts.path.rstrip('/')}"


def host_of(address: str) -> str:
    """The host of an address, with `www.` and without."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def as_typed(address: str) -> str:
    """An address as somebody wrote it down: of the web, or words for a place such as a screen or a journal.

    Signs that nobody sees are left out: some turn the letters of a page around. Raises BadInput for one of the web that
    can't be opened, that holds a password, or that by its figures the public does not see, or Kindao never looks at."""
    told = "".join(one for one in address if one.isspace() or unicodedata.category(one) not in UNSEEN).strip()
    if "://" not in told:
        return " ".join(told.split())
    try:
        said = urlsplit(told)
        sound = said.scheme in ("http", "https") and bool(said.hostname) and said.port != 0
    except ValueError:
        sound = False
    if not sound or said.username or said.password or any(one.isspace() for one in told):
        raise BadInput("this address can't be opened", hint="Copy it from the browser, without a password in it")
    numbers = in_figures(urlsplit(told).hostname or "")
    if numbers and not settings.SITES_PRIVATE and not is_public(numbers):
        raise BadInput(
            "this address opens on one machine or in a private network alone",
            hint="Name the one that the public opens, or allow private ones: KINDAO_SITES=private",
        )
    if numbers and not is_anybodys(numbers):
        raise BadInput(
            "nobody's site is at this address, and Kindao never looks there",
            hint="Name the one that the public opens",
        )
    return told


def page_of(address: str) -> str:
    """The address of the same page without what changes nothing of what a server shows there: a place on it (`#anh`),
    where whoever follows a link came from, the slash of a front page. The rest may be another page, and stays."""
    try:
        said = urlsplit(address)
    except ValueError:
        return address
    asked = (one for one in said.query.split("&") if one and not FOLLOWED.match(one.partition("=")[0]))
    within = said.fragment if "/" in said.fragment else ""
    return urlunsplit((said.scheme, said.netloc.lower(), said.path or "/", "&".join(asked), within))


def is_at(address: str, destination: Destination, own: str) -> bool:
    """Whether an address of the web can be a post at this place: at the platform's own hosts, or at the one of the
    account's address. own: that address; "" where the clinic said none, and then its site may be anywhere."""
    host = urlsplit(address).hostname or ""
    hosts = HOSTS.get(destination) or tuple(filter(None, [_plain(urlsplit(own).hostname or "")]))
    return not hosts or _is_of(host, hosts)


def is_front(address: str, destination: Destination, own: str) -> bool:
    """Whether it is the front page of a site or a platform, or that of an account: a post has an address of its own,
    be it after a `?` (a site's `?p=12`, a platform's `?story_fbid=12`) or within a `#` (`#/post/12`)."""
    said = urlsplit(address)
    if is_platform(destination):
        names_a_post = _names_a_post(said.query, destination)
    else:
        names_a_post = "/" in said.fragment or _is_asked(said.query)
    if names_a_post:
        return False
    path = said.path.strip("/")
    if _is_at_front(address, own):
        return True
    account = OF_AN_ACCOUNT.get(destination)
    if account is None or not is_at(address, destination, "") or _is_of(said.hostname or "", SHORT):
        return False
    return re.fullmatch(account, path, re.IGNORECASE) is not None


def may_be_front(address: str, destination: Destination, own: str) -> bool:
    """Whether it leads to the front page of a site, whatever follows a `?` or within a `#`: by that the site may name
    a post (`/?p=5`, `#/post/12`), or show its front page all the same (`/?x`), which only a look tells."""
    return not is_platform(destination) and _is_at_front(address, own)


def platform_of(address: str) -> Destination | None:
    """At whose hosts it is; None for a site, or for what is no address of the web."""
    if not address.startswith(("http://", "https://")):
        return None
    return next((place for place in HOSTS if is_at(address, place, "")), None)


def _is_of(host: str, hosts: Iterable[str]) -> bool:
    return any(_plain(host) == one or host.endswith(f".{one}") for one in hosts)


def _is_asked(query: str) -> bool:
    return any(not FOLLOWED.match(name) for name, _ in parse_qsl(query, keep_blank_values=True))


def _names_a_post(query: str, platform: Destination) -> bool:
    names = OF_A_POST.get(platform, {})
    return any(re.match(names[name.lower()], value) for name, value in parse_qsl(query) if name.lower() in names)


def _is_at_front(address: str, own: str) -> bool:
    path = urlsplit(address).path.strip("/")
    return not path or FRONT.fullmatch(path) is not None or bool(own and site_of(address) == site_of(own))


def is_platform(destination: Destination) -> bool:
    """Whether it has hosts of its own, which are nobody's site."""
    return destination in HOSTS


def _plain(host: str) -> str:
    return host.removeprefix("www.")
