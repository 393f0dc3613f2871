"""Debian's WordPress in a folder of its own, for as long as the tests last: MariaDB on a socket, PHP's own server on
loopback, no network. Nothing of it needs root; nothing outside the folder is written.

A process starts one and shares it among its tests; `platforms.blogs` stands before it where answers shall break."""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

HERE = Path(__file__).parent / "data" / "wordpress"
CODE = Path("/usr/share/wordpress")
PACKAGES = ("wordpress", "mariadb-server", "php-cli", "php-mysql", "php-gd", "php-xml")
UPLOAD = 4  # MiB that this site takes
MARIADB = (
    "--no-defaults",
    "--skip-networking",
    "--skip-grant-tables",  # so that an empty folder is enough: there are no users
    "--skip-log-bin",
    "--skip-innodb-doublewrite",
    "--innodb-buffer-pool-size=16M",
    "--innodb-log-file-size=4M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
)
CONFIG = """<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:{socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'WP_HOME', '{address}' );
define( 'WP_SITEURL', '{address}' );
define( 'WP_CONTENT_DIR', ABSPATH . 'wp-content' );
define( 'WP_ENVIRONMENT_TYPE', 'local' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
error_reporting( E_ALL & ~E_DEPRECATED ); // of this WordPress on this PHP; WP_DEBUG would tell them
define( 'WP_DEBUG', false );
ini_set( 'log_errors', '1' );
ini_set( 'error_log', '{folder}/php.log' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $one ) {{
	define( $one . '_KEY', 'not secret' );
	define( $one . '_SALT', 'not secret' );
}}
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""
EMPTY = """
DELETE FROM wp_posts WHERE post_type IN ('post', 'attachment', 'revision');
DELETE FROM wp_postmeta WHERE post_id NOT IN (SELECT ID FROM wp_posts);
DELETE FROM wp_term_relationships WHERE object_id NOT IN (SELECT ID FROM wp_posts);
UPDATE wp_usermeta SET meta_key = '_application_passwords' WHERE meta_key = 'revoked';
"""
WEB = httpx.Client(timeout=30, headers={"Connection": "close"})
"""With which tests ask it."""


def missing() -> str:
    """What to install, in one line; "" where all is there."""
    there = {
        "wordpress": (CODE / "wp-load.php").exists(),
        "mariadb-server": bool(_mariadbd()),
        "php-cli": bool(shutil.which("php")),
        "php-mysql": bool(list(Path("/etc/php").glob("*/cli/conf.d/*mysqli.ini"))),
        "php-gd": bool(list(Path("/etc/php").glob("*/cli/conf.d/*gd.ini"))),
        "php-xml": bool(list(Path("/etc/php").glob("*/cli/conf.d/*simplexml.ini"))),
    }
    need = [name for name in PACKAGES if not there[name]]
    return f"WordPress is not installed: run 'apt-get install -y {' '.join(need)}'" if need else ""


@dataclass(frozen=True, slots=True)
class Blog:
    """A WordPress that runs. folder: what is served; passwords: the application password of each user."""

    folder: Path
    address: str
    passwords: Mapping[str, str]
    database: Path

    @property
    def uploads(self) -> Path:
        return self.folder / "wp-content" / "uploads"

    @property
    def log(self) -> str:
        """What PHP complained of."""
        file = self.folder.parent / "php.log"
        return file.read_text() if file.exists() else ""

    def files(self, mark: str) -> dict[str, Path]:
        """By public address, everything below wp-content that has the mark anywhere in its path."""
        content = self.folder / "wp-content"
        found = {str(one.relative_to(content)): one for one in content.rglob("*") if one.is_file()}
        return {f"{self.address}/wp-content/{inside}": one for inside, one in found.items() if mark in inside}

    @property
    def plugins(self) -> Path:
        """Those that need no switching on."""
        return self.folder / "wp-content" / "mu-plugins"

    def asked(self, sql: str) -> list[list[str]]:
        """The rows that the database answers."""
        command = ["mariadb", "--no-defaults", "-S", str(self.database), "-BN", "wordpress", "-e", sql]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def empty(self) -> None:
        """No post and no file is left, and every password opens again."""
        self.asked(EMPTY)
        for one in (self.uploads, self.folder / "wp-content" / "cache"):
            shutil.rmtree(one)
            one.mkdir()

    def revoke(self, user: str) -> None:
        """The application passwords of a user, until it is emptied."""
        self.asked(
            "UPDATE wp_usermeta SET meta_key = 'revoked' WHERE meta_key = '_application_passwords' "
            f"AND user_id = (SELECT ID FROM wp_users WHERE user_login = '{user}')"
        )


@cache
def shared() -> Blog:
    """One for all tests of this process, until it ends. Raises SystemExit where it can't start."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(started())


@contextmanager
def started(theme: Path = HERE / "theme") -> Iterator[Blog]:
    """A site with four users: admin, web (an author), guest (a contributor) and sender (who may not delete).

    Raises SystemExit where it can't start."""
    if wanted := missing():
        raise SystemExit(f"kindao: {wanted}")
    folder = Path(tempfile.mkdtemp(prefix="kindao-wordpress-"))
    running: list[subprocess.Popen[bytes]] = []
    try:
        sock, port = folder / "mariadb.sock", _port()
        address = f"http://127.0.0.1:{port}"
        running.append(_mariadb(folder, sock))
        site = _laid_out(folder, CONFIG.format(socket=sock, address=address, folder=folder), theme)
        _until(lambda: _answers(sock), running, "MariaDB", folder)
        php = ["php", *_settings(folder)]
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PHP_CLI_SERVER_WORKERS": "4"}
        done = subprocess.run(
            [*php, str(HERE / "install.php")], check=False, capture_output=True, text=True, env=env, cwd=site
        )
        try:
            passwords = json.loads(done.stdout.splitlines()[-1])
        except (ValueError, IndexError):
            raise SystemExit(f"kindao: WordPress could not be installed: {done.stdout}{done.stderr}") from None
        with (folder / "web.log").open("wb") as log:
            command = [*php, "-S", f"127.0.0.1:{port}", "-t", str(site), str(HERE / "router.php")]
            running.append(subprocess.Popen(command, stdout=log, stderr=log, env=env, start_new_session=True))
        _until(lambda: _serves(address), running, "PHP", folder)
        yield Blog(site, address, passwords, sock)
    finally:
        for one in reversed(running):
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _mariadbd() -> str | None:
    return shutil.which("mariadbd") or next((at for at in ("/usr/sbin/mariadbd",) if Path(at).exists()), None)


def _port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _mariadb(folder: Path, sock: Path) -> subprocess.Popen[bytes]:
    data = folder / "data"
    data.mkdir()
    own = ["--user=root"] if os.getuid() == 0 else []
    where = [f"--datadir={data}", f"--socket={sock}", f"--pid-file={folder / 'mariadb.pid'}"]
    with (folder / "mariadb.log").open("wb") as log:
        command = [str(_mariadbd()), *MARIADB, *own, *where]
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def _laid_out(folder: Path, config: str, theme: Path) -> Path:
    """Debian's files by links, what a site owns as files. `prepend.php` names the folder: a link's target would."""
    site = folder / "site"
    site.mkdir()
    for one in CODE.iterdir():
        if one.name not in ("wp-config.php", "wp-content"):
            (site / one.name).symlink_to(one)
    for name in ("uploads", "plugins", "mu-plugins", "themes", "cache"):
        (site / "wp-content" / name).mkdir(parents=True)
    (site / "wp-content" / "themes" / "twentytwentythree").symlink_to(theme)
    (site / "wp-config.php").write_text(config)
    (folder / "prepend.php").write_text(f"<?php define( 'ABSPATH', '{site}/' );\n")
    return site


def _settings(folder: Path) -> list[str]:
    told = {
        "auto_prepend_file": folder / "prepend.php",
        "upload_max_filesize": f"{UPLOAD}M",
        "post_max_size": f"{UPLOAD + 1}M",
        "sendmail_path": "/bin/true",
        "upload_tmp_dir": folder,
        "opcache.enable_cli": 0,
        "opcache.revalidate_freq": 0,
        "allow_url_fopen": 0,
    }
    return [part for name, value in told.items() for part in ("-d", f"{name}={value}")]


def _until(is_so: Callable[[], bool], running: list[subprocess.Popen[bytes]], name: str, folder: Path) -> None:
    for _ in range(400):
        if is_so():
            return
        if running[-1].poll() is not None:
            break
        time.sleep(0.05)
    said = "".join(one.read_text(errors="replace")[-2000:] for one in folder.glob("*.log"))
    raise SystemExit(f"kindao: {name} did not start: {said}")


def _answers(sock: Path) -> bool:
    make = "CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4"
    command = ["mariadb", "--no-defaults", "-S", str(sock), "-e", make]
    return sock.exists() and subprocess.run(command, check=False, capture_output=True).returncode == 0


def _serves(address: str) -> bool:
    try:
        return WEB.get(f"{address}/?rest_route=/").status_code == 200
    except httpx.HTTPError:
        return False
