"""One installation is served once; what it says, and what it logs, tells nothing of patients and lets nobody in."""

import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from builders import a_member, nose
from desk import signed_in
from kindao.cli import inbox, serve
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Words
from kindao.web import demo, serving
from kindao.web.api import actions as api
from kindao.web.api.scopes import Scope
from kindao.web.clinics import actions
from kindao.web.clinics.models import Membership, Role
from kindao.web.home import Home
from kindao.web.inbox import watching
from kindao.web.inbox.models import Arrival
from kindao.web.logs import WithoutWords


def test_an_installation_is_served_once_at_a_time(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with serving.only_one(home, "http://localhost:8471"):
        assert serving.served_at(home) == "http://localhost:8471"
        with pytest.raises(BadInput, match="served already, at http://localhost:8471"), serving.only_one(home, "x"):
            pass
    assert serving.served_at(home) == ""
    with serving.only_one(home, "http://localhost:8472"):  # and again, when it has ended
        assert serving.served_at(home) == "http://localhost:8472"


@pytest.mark.django_db
def test_a_demo_starts_again_after_a_token_was_made() -> None:
    demo.people()
    admin = Membership.objects.get(role=Role.ADMIN)
    api.issue(admin, name="HIS", scopes=list(Scope), days=1)
    assert len(demo.people()) == len(Role)
    a_member()
    with pytest.raises(BadInput, match="real installation"):
        demo.people()


@pytest.mark.django_db
def test_what_is_too_much_at_once_is_told_on_a_page_and_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    client = signed_in(a_member().user)
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/patients/new/", {"name": "x" * 3_000_000})
    assert answer.status_code == 413 and "Gửi quá nhiều trong một lần" in answer.content.decode()
    logged = [one for one in caplog.records if one.name.startswith("django.") and one.levelno < logging.CRITICAL]
    assert not [one for one in logged if logging.getLogger(one.name).isEnabledFor(one.levelno) and one.exc_info]


@pytest.mark.django_db
def test_a_one_time_link_stands_in_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    token = actions.first_link()
    assert Client().post(f"/link/{token}/", {"name": ""}).status_code == 422
    assert Client().get("/link/nothing-such/").status_code == 404
    assert not logging.getLogger("django.request").isEnabledFor(logging.ERROR)
    assert token not in capfd.readouterr().err


def test_of_an_error_the_log_tells_kind_and_place_and_no_words() -> None:
    try:
        raise RuntimeError("Lưu Thị Kiểm Thử")
    except RuntimeError:
        record = logging.makeLogRecord({"msg": "an answer failed", "exc_info": sys.exc_info()})
    assert WithoutWords().filter(record)
    said = logging.Formatter().format(record)
    assert said.startswith("an answer failed (RuntimeError, test_serving_once.py:") and "\n" not in said
    handlers: Any = settings.LOGGING["handlers"]
    assert "without_words" in handlers["stderr"]["filters"]


class Looks:
    """An event that is set after so many looks."""

    def __init__(self, count: int) -> None:
        self.left = count

    def wait(self, _: float) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.django_db
def test_a_watched_folder_beside_the_server_waits_for_its_clinic_and_takes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.0)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    (tmp_path / "picture.jpg").write_bytes(nose())
    told: list[Words] = []
    inbox.watch(tmp_path, "", told.append, Looks(3))  # type: ignore[arg-type]
    assert len(told) == 1 and "--clinic" in told[0].en and not Arrival.objects.exists(), "told once"
    a_member()
    inbox.watch(tmp_path, "", told.append, Looks(3))  # type: ignore[arg-type]
    assert Arrival.objects.count() == 1 and not list(tmp_path.iterdir())
    assert told[1:] == [inbox.WATCHING, inbox.TAKEN]
    inbox.watch(tmp_path / "gone", "", told.append, Looks(3))  # type: ignore[arg-type]
    assert "can't be read" in told[-1].en and len(told) == 5


@pytest.mark.django_db
def test_whose_the_watched_folder_is_is_said_before_anything_is_served(tmp_path: Path) -> None:
    a_member(), a_member()
    served = serve._watched(tmp_path, "", lambda _: None)
    with pytest.raises(BadInput, match="names no clinic, or several"), served:
        pytest.fail("it serves")
