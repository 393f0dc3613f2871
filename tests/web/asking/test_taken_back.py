"""Whether it can be taken back is said as the clinic's own accounts say; where it has none, in general."""

import re

import pytest

from builders import a_member
from kindao.engine.vocabulary import Destination
from kindao.web.asking import back, words
from kindao.web.asking.readers import Reader
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
    assert told.words.vi == f"{connector('folder').taken_back.vi} {COPIES.vi}"
    accounts.open_account(by, "manual", WEBSITE, title="Tay", deleter=by.user)
    told = back.of(by.clinic, WEBSITE)
    assert told.kind is Back.BY_HAND and set(told.by) == {"folder", "manual"}
    for name in ("folder", "manual"):
        assert connector(name).taken_back.vi in told.words.vi
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
    (right,) = [one for one in who.choices if one.right]
    assert right.words == who.explained and "tự tay gỡ" in right.words.vi, "as hard as the account says"
    assert all(len(one.words.vi.split()) <= 22 for one in who.choices), "told apart at a glance"


@pytest.mark.parametrize("place", Destination)
def test_a_child_reads_its_own_words_of_every_place(place: Destination, site: Site) -> None:
    """Words of the desk stood there: files, folders and servers."""
    by = a_member()
    for own in (False, True):
        if own and place in back.BY_ACCOUNT:
            accounts.open_account(by, "manual", place, title="Tay", deleter=by.user)
        told, grown = back.of(by.clinic, place, Reader.CHILD), back.of(by.clinic, place)
        assert told.kind is grown.kind and told.by == grown.by
        seen = words.seen_by(place, Reader.CHILD)
        for sentence in re.split(r"(?<=[.:])\s", f"{seen.vi} {told.words.vi}"):
            assert len(sentence.split()) <= 14, sentence
        assert not re.search(r"\b[Bb]ạn\b|tệp|thư mục|máy chủ", f"{seen.vi} {told.words.vi}")
        assert told.words.en and seen.en
