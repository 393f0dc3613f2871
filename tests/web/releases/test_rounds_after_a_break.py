"""A look that breaks holds up none of those that its round has left."""

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from builders import a_member, a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web import rounds
from kindao.web.releases import actions, probing
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import PublicCopy
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off


@pytest.mark.django_db
@pytest.mark.parametrize("breaking", [1, 2])
def test_what_a_broken_round_left_has_its_turn(site: Site, monkeypatch: pytest.MonkeyPatch, breaking: int) -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    row = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(row)
    for number in range(2):
        actions.found(row, f"{site.address}/{number}.jpg", Place.FILE, by="person")
    PublicCopy.objects.update(look_after=clock.now())
    monkeypatch.setattr(probing, "ROUND_OF", 2)
    left, keep = [breaking], probing.keep

    def breaks(*told: Any, **named: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise RuntimeError
        keep(*told, **named)

    monkeypatch.setattr(probing, "keep", breaks)
    DBTaskResult.objects.all().delete()
    with pytest.raises(rounds.Broke):
        probing.sweep.call()
    again = DBTaskResult.objects.filter(task_path=probing.sweep.module_path).exists()
    assert again is (breaking == 1), "where nothing was looked at it is not begun again at once"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("https://phòngkhám.example/bài-viết", "https://xn--phngkhm-mwa2m.example/b%C3%A0i-vi%E1%BA%BFt"),
        ("https://a.example/a?b=đ", "https://a.example/a?b=%C4%91"),
        ("https://a.example/", "https://a.example/"),
        ("https://phòng khám.example/", ""),
        ("phòng chờ", ""),
        ("", ""),
    ],
)
def test_a_page_is_named_as_browsers_do(page: str, said: str) -> None:
    assert reaching.visitor_of(page).get("Referer", "") == said
