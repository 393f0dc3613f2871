"""What holds for all tests: a property has as long as its test (pytest-timeout), however busy the machine."""

import asyncio
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

import tables
from chromium import CHROMIUM, QUIET

settings.register_profile("kindao", deadline=None)
settings.load_profile("kindao")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is there already, see below; it goes with the folder that it is in, or with its server."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The migrations run once for all processes (tables.py)."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        tables.of_sqlite(Path(test["NAME"]))
    else:
        test["TEMPLATE"] = tables.of_postgresql(os.environ["KINDAO_DATABASE"])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for all tests of a process. Its loop runs in this thread until the session ends; Django would refuse its
    database there."""
    if not CHROMIUM.exists():
        pytest.fail("pages are tested in Chromium: run 'apt-get install -y chromium'", pytrace=False)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        loop = asyncio._get_running_loop()
        yield started
        asyncio._set_running_loop(loop)  # whatever test was the last
        started.close()


LOOP = pytest.StashKey[asyncio.AbstractEventLoop | None]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test without a browser does not see the loop of one that ran before: whatever is signed runs its own, and
    beside a loop Django has another connection. So it goes before any fixture does."""
    with_browser = "chromium" in getattr(item, "fixturenames", ())
    item.stash[LOOP] = loop = None if with_browser else asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """And comes back after all fixtures of the test."""
    try:
        return (yield)
    finally:
        loop = item.stash.get(LOOP, None)
        if loop is not None and nextitem is not None:
            asyncio._set_running_loop(loop)
