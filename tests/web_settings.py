"""The desk's settings under test: an installation of its own in a temporary folder."""

import atexit
import os
import shutil
import tempfile

# One for each process of the tests, which would sweep each other's vault and working folders away; a process that a
# test starts has its parent's.
if os.environ.get("KINDAO_TEST_PROCESS") != (_process := os.environ.get("PYTEST_XDIST_WORKER", "alone")):
    os.environ["KINDAO_TEST_PROCESS"] = _process
    os.environ["KINDAO_HOME"] = _folder = tempfile.mkdtemp(prefix="kindao-test-")
    os.environ.setdefault("KINDAO_TEST_SHARED", _folder)  # the first's is the last to go
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
from kindao.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here is a secret

SITES_PRIVATE = True  # the platforms of the tests are on this machine
SITE_FOLDERS = [tempfile.gettempdir()]

if "sqlite3" in str(DATABASES["default"]["ENGINE"]):  # noqa: F405
    # A file: in one in memory the requests of a browser, which come at once, would be refused instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME.folder / "test.sqlite3")}  # noqa: F405
