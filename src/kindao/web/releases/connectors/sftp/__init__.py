"""A site's folder over SFTP: each release is one file with a random name.

SSH by paramiko (5.1; LGPL-2.1, used as a library). The server proves with its key who it is before it is told
any password; a key that was not written down beforehand is refused."""

import base64
import hashlib
import hmac
import io
import re
import socket
import stat
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from time import monotonic
from urllib.parse import quote

import paramiko
from django.conf import settings

from kindao.engine.vocabulary import Destination, Words
from kindao.web.networks import is_anybodys, is_public, places
from kindao.web.releases.connectors import reaching, sites
from kindao.web.releases.connectors.base import (
    Access,
    Field,
    Found,
    Gone,
    Health,
    Item,
    Later,
    Limits,
    NoRight,
    NotWhole,
    Place,
    Published,
    Refused,
    Unsure,
)

CONNECT, ANSWER = 10.0, 60.0  # seconds of patience
SEARCH = 60.0  # seconds for the folders of a site and its pages; what lies at the top is always looked at
ENTRIES = 200_000  # of one folder, at most: a listing without an end is none
BEFORE = 86_400  # seconds by which the clocks of the two machines may differ, generously
READABLE = 0o644  # by the web server
KEY = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?|AAAA[A-Za-z0-9+/]{40,}=*")  # a fingerprint, or a key as OpenSSH writes it
KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class Sftp:
    name = "sftp"
    title = Words("Trang web qua SFTP", "Site over SFTP")
    destinations = frozenset({Destination.WEBSITE})
    by_hand = False
    can_delete = True
    lists_children = True
    revocability = Words(
        "Gỡ được: tệp bị xóa khỏi máy chủ trang web của phòng khám, cùng mọi tệp được tạo ra từ nó mang tên ấy.",
        "It can be taken back: the file is deleted from the server of the clinic's site, with every file that was made "
        "of it under its name.",
    )
    taken_back = Words(
        "Gỡ được: phòng khám xóa khỏi trang web của mình.",
        "It can be taken back: the clinic deletes it from its website.",
    )
    fields: tuple[Field, ...] = (
        Field("host", Words("Máy chủ", "Server"), help=Words("Ví dụ: sftp.example.vn", "Such as sftp.example.vn")),
        Field(
            "port",
            Words("Cổng", "Port"),
            required=False,
            help=Words("Để trống nếu là 22.", "Leave empty where it is 22."),
        ),
        Field("user", Words("Tên đăng nhập", "User name")),
        Field(
            "host_key",
            Words("Khóa của máy chủ", "Key of the server"),
            help=Words(
                "Dấu vân tay SHA256:… do nhà cung cấp công bố, hoặc cả dòng ssh-ed25519 AAAA… do lệnh ssh-keyscan cho "
                "ra. Máy chủ có khóa khác bị từ chối.",
                "The fingerprint SHA256:… that the provider publishes, or the line ssh-ed25519 AAAA… that ssh-keyscan "
                "prints. A server with another key is refused.",
            ),
        ),
        Field(
            "password",
            Words("Mật khẩu", "Password"),
            secret=True,
            required=False,
            help=Words("Để trống nếu dùng khóa riêng.", "Leave empty where a private key is used."),
        ),
        Field(
            "private_key",
            Words("Khóa riêng", "Private key"),
            secret=True,
            required=False,
            help=Words(
                "Cả tệp, từ dòng BEGIN đến dòng END, không đặt mật khẩu.",
                "The whole file from the line BEGIN to the line END, without a passphrase.",
            ),
        ),
        Field(
            "folder",
            Words("Thư mục trên máy chủ", "Folder on the server"),
            help=Words(
                "Thư mục mà địa chỉ của tài khoản này dẫn tới, ví dụ: public_html/hinh",
                "The folder to which the address of this account leads, such as public_html/pictures",
            ),
        ),
    )
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "video/x-matroska", "audio/mp4"})
    )

    def test(self, access: Access) -> Health:
        name, content = sites.trial()
        with _opened(access) as site, _well():
            for one in _entries(site, "."):
                if sites.is_left(one.filename, float(one.st_mtime or 0)):
                    _remove(site, one.filename)
            try:
                site.putfo(io.BytesIO(content), name, confirm=False)
                with suppress(OSError):  # some servers keep that to themselves
                    site.chmod(name, READABLE)
                sites.seen_outside(access, name, content)
            finally:
                _remove(site, name)
            sites.gone_outside(access, name, content)
            if not sites.is_marked(access):
                site.putfo(io.BytesIO(sites.MARKS), sites.MARKER, confirm=False)
                with suppress(OSError):  # as above
                    site.chmod(sites.MARKER, READABLE)
                sites.marked(access)
        return Health(publish=True, delete=True, who=f"{access.told['user']}@{access.told['host']}")

    def publish(self, access: Access, item: Item) -> Published:
        if item.media_type not in self.limits.media_types:
            raise Refused("the site does not take such a file", hint="Choose another account")
        hidden = f".{item.name}.new"
        with _opened(access, sends=item.file.stat().st_size) as site:
            with _well(), _nothing_left(site, hidden), item.file.open("rb") as film:
                site.putfo(film, hidden, file_size=item.file.stat().st_size, confirm=True)
                with suppress(OSError):  # some servers keep that to themselves
                    site.chmod(hidden, READABLE)
                access.still()
            try:
                site.rename(hidden, item.name)
            except PermissionError:
                raise _no_right() from None
            except (OSError, EOFError, paramiko.SSHException):
                raise Unsure(
                    "the answer of the site was lost", hint="Kindao looks there before it sends anything again"
                ) from None
        return Published(item.name, (_found(access, item.name),))

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        with _opened(access) as site, _well():
            if any(one.filename == item.name for one in _entries(site, ".")):
                return Published(item.name, (_found(access, item.name),))
            _remove(site, f".{item.name}.new")
        return None

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        """The files, and the pages among the site's that name one: those are a person's to change."""
        until = monotonic() + SEARCH
        with _opened(access) as site, _well():
            files, others, _ = _of(site, mark, until)
            pages = [one for one in _younger(others, files) if _holds(site, one, mark.encode(), until)]
        told = [_found(access, one, ref=ref or one) for one, _ in files]
        return (*told, *(_found(access, one, Place.PAGE, ref="") for one in pages))

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        """All that can be deleted goes, also where something can't."""
        with _opened(access) as site, _well():
            files, _, whole = _of(site, mark, monotonic() + SEARCH)
            kept = [name for name, _ in files if not _is_removed(site, name)]
        if kept:
            raise sites.is_kept()
        if not whole:
            raise NotWhole(
                "the site could not be searched whole",
                hint="Look there for files with this name, and delete them by hand",
                where=f"{access.address.rstrip('/')}/",
            )
        return Gone.GONE

    def stands(self, access: Access) -> bool:
        return sites.stands(access.address)


@contextmanager
def _opened(access: Access, *, sends: int = 0) -> Iterator[paramiko.SFTPClient]:
    """The folder, as the current one; when the time of a call is up the line is cut, whatever the server does. sends:
    bytes of a file. Raises NoRight, Later."""
    told = access.told
    port = told.get("port", "") or "22"
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise NoRight("the port of the site is no port", hint="Correct it: a number, mostly 22")
    if not any(map(KEY.fullmatch, told["host_key"].split())):
        raise NoRight(
            "what was written down as the key of the server is no key",
            hint="Copy its fingerprint SHA256:…, or the whole line of ssh-keyscan",
        )
    transport = paramiko.Transport(_line(told["host"], int(port)))
    end = threading.Timer(reaching.time_for(sends), transport.close)
    end.daemon = True
    end.start()
    try:
        with _well():
            transport.start_client(timeout=CONNECT)
            if not _is_pinned(transport.get_remote_server_key(), told["host_key"]):
                raise NoRight(
                    "the server of the site is not the one whose key was written down",
                    hint="Ask the provider whether its key has changed; until then nothing is sent there",
                )
            _signed_in(transport, told)
            site = paramiko.SFTPClient.from_transport(transport)
            assert site is not None
            channel = site.get_channel()
            assert channel is not None
            channel.settimeout(ANSWER)
            try:
                site.chdir(told["folder"])
            except FileNotFoundError:
                raise NoRight(
                    "the folder of the site is not there", hint="Correct the folder of this account"
                ) from None
            try:
                if sites.is_marked(access):
                    site.stat(sites.MARKER)
            except FileNotFoundError:
                raise sites.is_another() from None
        yield site
    finally:
        end.cancel()
        transport.close()


def _line(host: str, port: int) -> socket.socket:
    """Connected to an address that was judged, whatever the name says by now. Raises NoRight, Later."""
    try:
        found = places(host, port)
        if not all(is_anybodys(address) for *_, address in found):
            raise NoRight("no site is at such an address", hint="Correct the address")
        if not settings.SITES_PRIVATE and not all(is_public(address) for *_, address in found):
            raise NoRight(
                "the address lies in a private network",
                hint="Name a public one, or allow private ones: KINDAO_SITES=private",
            )
        return socket.create_connection((str(found[0][1][0]), port), timeout=CONNECT)
    except (OSError, UnicodeError):
        raise _later() from None


def _signed_in(transport: paramiko.Transport, told: Mapping[str, str]) -> None:
    if told.get("private_key"):
        transport.auth_publickey(told["user"], _key(told["private_key"]))
    else:
        transport.auth_password(told["user"], told.get("password", ""))


@contextmanager
def _well() -> Iterator[None]:
    """What goes wrong with the server while nothing is seen by anybody, in the words of `base`."""
    try:
        yield
    except paramiko.AuthenticationException:
        raise NoRight("the site does not let this account in", hint="Correct its user, password or key") from None
    except PermissionError:
        raise _no_right() from None
    except (OSError, EOFError, paramiko.SSHException):
        raise _later() from None


@contextmanager
def _nothing_left(site: paramiko.SFTPClient, name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, paramiko.SSHException, Refused):
        with suppress(OSError, EOFError, paramiko.SSHException):
            site.remove(name)
        raise


def _later() -> Later:
    return Later("the server of the site does not answer", hint="It is tried again by itself")


def _no_right() -> NoRight:
    return NoRight("Kindao may not write into the folder of the site", hint="Give it the right to, then try again")


def _is_pinned(key: paramiko.PKey, pinned: str) -> bool:
    """Whether one line of what was written down is this key, or its SHA256 fingerprint."""
    said = key.asbytes()
    print_ = "SHA256:" + base64.b64encode(hashlib.sha256(said).digest()).decode().rstrip("=")
    blob = base64.b64encode(said).decode()
    words = pinned.split()
    return any(
        hmac.compare_digest(word.rstrip("=").encode(), one.rstrip("=").encode())
        for word in words
        for one in (print_, blob)
    )


def _key(text: str) -> paramiko.PKey:
    """Raises NoRight for what is no private key that can be used."""
    begun = re.fullmatch(r"\s*(-----BEGIN [A-Z ]+-----)(.*)(-----END [A-Z ]+-----)\s*", text, re.DOTALL)
    if begun:
        lines = begun[2].split()  # a form may have made one line of it
        text = "\n".join((begun[1], *lines, begun[3])) + "\n"
        for kind in KINDS:
            with suppress(paramiko.SSHException, ValueError):
                return kind.from_private_key(io.StringIO(text))
    raise NoRight("the private key of this account can't be read", hint="Paste the whole file, without a passphrase")


Files = list[tuple[str, float]]
"""Paths from the folder on, and when each was changed, in seconds since 1970 by the server's clock; 0: not told."""


def _of(site: paramiko.SFTPClient, mark: str, until: float) -> tuple[Files, Files, bool]:
    """(files of a release, pages, whether every folder was looked into): files with the mark anywhere in their path,
    also what something else made of it, and other pages of the site. The folder's own files first; until: of
    `monotonic`, when no further folder is opened."""
    if not mark.isalnum():
        raise ValueError("not a mark")
    files: Files = []
    pages: Files = []
    folders, whole = ["."], True
    for folder in folders:  # which grows meanwhile
        listed = _listed(site, folder) if folder == "." or monotonic() < until else None
        whole = whole and listed is not None
        for one in listed or ():
            inside = one.filename if folder == "." else f"{folder}/{one.filename}"
            row = (inside, float(one.st_mtime or 0))
            if stat.S_ISDIR(one.st_mode or 0):
                folders.append(inside)
            elif mark in inside.lower():
                files.append(row)
            elif PurePosixPath(inside).suffix.lower() in sites.PAGES and (one.st_size or 0) <= sites.PAGE_AT_MOST:
                pages.append(row)
    return sorted(files), sorted(pages), whole


def _listed(site: paramiko.SFTPClient, folder: str) -> list[paramiko.SFTPAttributes] | None:
    """None for a folder below that can't be opened: what lies beside it comes down all the same."""
    try:
        return _entries(site, folder)
    except OSError:
        if folder == "." or not _is_up(site):
            raise
        return None


def _entries(site: paramiko.SFTPClient, folder: str) -> list[paramiko.SFTPAttributes]:
    """Raises Later for a folder that has no end."""
    listed = list(islice(site.listdir_iter(folder, read_aheads=1), ENTRIES + 1))
    if len(listed) > ENTRIES:
        raise Later("a folder of the site holds more than can be searched", hint="Move what is not of Kindao elsewhere")
    return listed


def _is_up(site: paramiko.SFTPClient) -> bool:
    channel = site.get_channel()
    return channel is not None and not channel.closed


def _younger(pages: Files, files: Files) -> Iterable[str]:
    """A page that names a random name was written after that was made; a page is read over the line."""
    first = min((changed for _, changed in files), default=0.0)
    return [one for one, changed in pages if not changed or changed > first - BEFORE]


def _holds(site: paramiko.SFTPClient, page: str, mark: bytes, until: float) -> bool:
    if monotonic() >= until:
        return False
    try:
        with site.open(page, "rb") as text:
            text.prefetch()
            return mark in text.read(sites.PAGE_AT_MOST).lower()
    except OSError:
        if not _is_up(site):
            raise
        return False


def _is_removed(site: paramiko.SFTPClient, name: str) -> bool:
    """Raises OSError where the line is down."""
    try:
        _remove(site, name)
    except OSError:
        if not _is_up(site):
            raise
        return False
    return True


def _remove(site: paramiko.SFTPClient, name: str) -> None:
    with suppress(FileNotFoundError):
        site.remove(name)


def _found(access: Access, inside: str, place: Place = Place.FILE, *, ref: str | None = None) -> Found:
    return Found(f"{access.address.rstrip('/')}/{quote(inside)}", place, inside if ref is None else ref)
