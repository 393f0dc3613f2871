"""A browser for the desk's pages."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from chromium import CHROMIUM, QUIET


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Its loop runs in this thread until the session ends; Django would refuse its database there."""
    if not CHROMIUM.exists():
        pytest.fail("the desk is tested in Chromium: run 'apt-get install -y chromium'", pytrace=False)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()
