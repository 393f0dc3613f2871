"""A clinic's own site: a folder of this machine, and one over SFTP whose server is paramiko's."""

import io
import os
import secrets
import shutil
import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import paramiko
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from paramiko.sftp import SFTP_FAILURE, SFTP_OK, SFTP_PERMISSION_DENIED

from kindao.web.releases.connectors.folder import Folder
from kindao.web.releases.connectors.manual import Manual
from kindao.web.releases.connectors.sftp import Sftp
from kindao.web.releases.connectors.sites import MARKER, TRIED
from platforms.registry import How, Platform, When, an_access


class Served:
    """What lies in a folder, at an address."""

    def __init__(self, folder: Path) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        threading.Thread(target=lambda: self.server.serve_forever(0.02), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


class FolderPlatform(Platform):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.served = folder / "served"
        self.served.mkdir()
        self.connector = Folder()
        self.site = Served(self.served)
        self.access = an_access({"folder": str(self.served)}, self.site.address)

    def public(self) -> set[str]:
        there = self.served.iterdir() if self.served.exists() else ()
        return {f"{self.site.address}/{one.name}" for one in there if not one.name.startswith((".", MARKER))}

    def revoke(self) -> None:
        shutil.rmtree(self.served)

    def close(self) -> None:
        self.site.close()


class ManualPlatform(Platform):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.connector, self.access = Manual(), an_access({})

    def public(self) -> set[str]:
        return set()

    def revoke(self) -> None: ...


def ed25519() -> tuple[str, paramiko.PKey]:
    """A key as its file holds it, and opened."""
    text = (
        Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode("ascii")
    )
    return text, paramiko.Ed25519Key.from_private_key(io.StringIO(text))


class SftpPlatform(Platform):
    """Switches: read_only, full (the disk). password and private_key let in; key: the server's own."""

    hows = (
        (When.BEFORE, How.CLOSES),
        (When.AFTER, How.CLOSES),
        (When.BEFORE, How.BREAKS),
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.root = folder / "server"
        self.served = self.root / "public_html" / "hinh"
        self.served.mkdir(parents=True)
        self.user, self.password = "lan", "m4tKh4u-SFTP"
        self.private_key, self._let_in = ed25519()
        self.key = ed25519()[1]
        self.read_only = self.full = False
        self.site = Served(self.served)
        self._line = socket.create_server(("127.0.0.1", 0))
        self._open: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        self.connector = Sftp()
        self.access = an_access(
            {
                "host": "127.0.0.1",
                "port": str(self._line.getsockname()[1]),
                "user": self.user,
                "host_key": f"{self.key.get_name()} {self.key.get_base64()}",
                "password": self.password,
                "private_key": "",
                "folder": "public_html/hinh",
            },
            self.site.address,
        )
        self.secrets = (self.password, self.private_key.split()[5])

    def public(self) -> set[str]:
        """A trial whose line broke stays until a later one; it is nobody's picture."""
        there = (one.name for one in self.served.iterdir() if one.is_file())
        return {f"{self.site.address}/{one}" for one in there if not one.startswith((".", TRIED, MARKER))}

    def revoke(self) -> None:
        self.password, self._let_in = secrets.token_hex(8), ed25519()[1]

    def close(self) -> None:
        self.site.close()
        self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
        self._thread.join()
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._line.accept()
            except OSError:
                return
            transport = paramiko.Transport(line)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, self, transport)
            self._open.append(transport)
            transport.start_server(event=threading.Event(), server=_Door(self))

    def lets_in(self, key: paramiko.PKey) -> bool:
        return bool(key.asbytes() == self._let_in.asbytes())


class _Door(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, platform: SftpPlatform) -> None:
        self.platform = platform

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        self.platform.heard += username.encode()
        right = (username, password) == (self.platform.user, self.platform.password)
        return _judged(right)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        right = username == self.platform.user and self.platform.lets_in(key)
        return _judged(right)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


def _judged(right: bool) -> int:
    return int(paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED)


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]
    def __init__(self, server: Any, platform: SftpPlatform, transport: paramiko.Transport) -> None:
        super().__init__(server)
        self.platform, self.transport = platform, transport

    def there(self, path: str) -> Path:
        return self.platform.root / path.lstrip("/")

    def done(self, act: Any, *, writes: bool = False, told: bytes = b"") -> Any:
        """One message: what is played over it, else what `act` gives."""
        platform = self.platform
        platform.steps += 1
        platform.heard += told
        how = platform.due(When.BEFORE)
        if how is How.BREAKS:
            return SFTP_FAILURE
        if how is How.CLOSES:
            self.transport.close()
            return SFTP_FAILURE
        if writes and platform.read_only:
            return SFTP_PERMISSION_DENIED
        try:
            given = act()
            given = SFTP_OK if given is None else given
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        if platform.due(When.AFTER) is How.CLOSES:
            self.transport.close()
        return given

    def list_folder(self, path: str) -> Any:
        def act() -> list[Any]:
            return [paramiko.SFTPAttributes.from_stat(one.stat(), one.name) for one in self.there(path).iterdir()]

        return self.done(act)

    def stat(self, path: str) -> Any:
        return self.done(lambda: paramiko.SFTPAttributes.from_stat(self.there(path).stat()))

    lstat = stat

    def chattr(self, path: str, attr: Any) -> Any:
        return self.done(lambda: self.there(path).chmod(attr.st_mode), writes=True)

    def remove(self, path: str) -> Any:
        return self.done(lambda: self.there(path).unlink(), writes=True, told=path.encode())

    def rename(self, oldpath: str, newpath: str) -> Any:
        def act() -> int:
            if self.there(newpath).exists():  # as version 3 of the protocol has it
                return int(SFTP_FAILURE)
            self.there(oldpath).rename(self.there(newpath))
            return int(SFTP_OK)

        return self.done(act, writes=True, told=f"{oldpath} {newpath}".encode())

    def open(self, path: str, flags: int, attr: Any) -> Any:
        def act() -> Any:
            handle = _Handle(flags)
            handle.files = self
            descriptor = os.open(self.there(path), flags, 0o600)
            handle.readfile = handle.writefile = os.fdopen(
                descriptor, "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb"
            )
            return handle

        return self.done(act, writes=bool(flags & (os.O_WRONLY | os.O_RDWR)), told=path.encode())


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]
    files: _Files

    def write(self, offset: int, data: bytes) -> Any:
        if self.files.platform.full:
            return SFTP_FAILURE
        return self.files.done(lambda: paramiko.SFTPHandle.write(self, offset, data), told=data)

    def stat(self) -> Any:
        return self.files.done(lambda: paramiko.SFTPAttributes.from_stat(os.fstat(self.writefile.fileno())))


ENTRIES = {"folder": FolderPlatform, "manual": ManualPlatform, "sftp": SftpPlatform}
