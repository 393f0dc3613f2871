"""Whoever signs in on a full disk is told of the disk, not that they tried too often."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from desk import PASSWORD, a_user

pytestmark = pytest.mark.django_db


def full(execute: Callable[..., Any], sql: str, *asked: Any) -> Any:
    if sql.startswith(("INSERT", "UPDATE")):
        raise OperationalError("database or disk is full")
    return execute(sql, *asked)


@pytest.mark.parametrize(("language", "said"), [("en", "The disk is full"), ("vi", "Ổ đĩa đã đầy")])
def test_a_full_disk_is_told_at_the_sign_in(language: str, said: str, caplog: pytest.LogCaptureFixture) -> None:
    user = a_user()
    client = Client(raise_request_exception=False, headers={"Accept-Language": language})
    with connection.execute_wrapper(full):
        page = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert page.status_code == 503 and said in page.content.decode()
    assert "Too many attempts" not in page.content.decode() and "the disk is full" in caplog.text
    page = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert page.status_code == 302, "once there is room"


def test_what_somebody_else_holds_is_no_full_disk() -> None:
    assert cache.add("lock", True) is True and cache.add("lock", True) is False
    cache.set("lock", 2)
    assert cache.get("lock") == 2 and cache.touch("nothing") is False
