"""Whether it can be taken back is said as the clinic's own accounts say; where it has none, in general."""

import pytest

from builders import a_member
from kindao.engine.vocabulary import Destination
from kindao.web.asking import back, words
from kindao.web.asking.words import BACK, COPIES, TAKEN_BACK, Back
from kindao.web.releases import accounts
from kindao.web.releases.connectors import connector
from released import Site, a_folder_account

pytestmark = pytest.mark.django_db
WEBSITE, JOURNAL = Destination.WEBSITE, Destination.JOURNAL


def test_without_an_account_it_is_said_in_general() -> None:
    clinic = a_member().clinic
    for place in Destination:
        assert back.of(clinic, place) == words.TakenBack(BACK[place], TAKEN_BACK[place])


def test_the_account_says_it_and_the_hardest_counts(site: Site) -> None:
    by = a_member()
    account = a_folder_account(by, site)
    told = back.of(by.clinic, WEBSITE)
    assert told.kind is Back.YES and told.by == ("folder",)
    assert told.words.vi == f"{connector('folder').revocability.vi} {COPIES.vi}"
    accounts.open_account(by, "manual", WEBSITE, title="Tay", deleter=by.user)
    told = back.of(by.clinic, WEBSITE)
    assert told.kind is Back.BY_HAND and set(told.by) == {"folder", "manual"}
    for name in ("folder", "manual"):
        assert connector(name).revocability.vi in told.words.vi
    accounts.close(by, account)
    assert back.of(by.clinic, WEBSITE).by == ("manual",)
    assert back.of(a_member().clinic, WEBSITE).by == (), "another clinic's account says nothing of this one"


def test_what_is_printed_never_comes_back_whatever_an_account_says() -> None:
    by = a_member()
    accounts.open_account(by, "manual", JOURNAL, title="Tạp chí", deleter=by.user)
    assert back.of(by.clinic, JOURNAL).kind is Back.NEVER


def test_the_question_asks_about_what_was_read() -> None:
    by = a_member()
    accounts.open_account(by, "manual", WEBSITE, title="Tay", deleter=by.user)
    _, who = words.questions([WEBSITE], [WEBSITE], lambda place: back.of(by.clinic, place))
    assert connector("manual").revocability.vi in who.explained.vi
    (right,) = [one for one in who.choices if one.right]
    assert connector("manual").revocability.vi in right.words.vi
