"""Whoever asks a second time and writes something else is heard a second time."""

import pytest

from builders import a_guardian, a_member
from kindao import clock
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions
from kindao.web.rights.models import Kind, RightsRequest, Step
from kindao.web.rights.running import told
from patients import AtHome, at_home

pytestmark = pytest.mark.django_db
FIRST, MORE = "Xóa hết.", "Xóa cả ảnh ở trang web cũ."


@pytest.fixture
def me() -> AtHome:
    return at_home()


def asked(me: AtHome, kind: Kind, words: str = "") -> RightsRequest:
    answer = me.client.post(me.at(f"ask/{kind.value}/"), {"words": words})
    assert answer.status_code == 302
    return RightsRequest.objects.get(pk=answer.headers["Location"].rstrip("/").split("/")[-1])


@pytest.mark.parametrize("kind", sorted(actions.AT_ONCE))
def test_other_words_are_another_request_with_its_own_term(me: AtHome, kind: Kind) -> None:
    first = asked(me, kind)
    more = asked(me, kind, MORE)
    assert first != more and more.words == MORE
    assert told([more])[0].ends is not None
    assert asked(me, kind) in (first, more), "nothing more is said, so it is one that stands"
    assert asked(me, kind, MORE) == more, "the same words are said once"
    assert RightsRequest.objects.filter(kind=kind).count() == 2
    page = me.client.get(me.at(f"requests/{more.pk}/")).content.decode()
    assert MORE in page


def test_the_same_on_paper(me: AtHome) -> None:
    for words in (FIRST, MORE, "", FIRST):
        actions.enter(me.by, me.patient, Kind.DELETE, received_at=clock.now(), words=words)
    assert {one.words for one in RightsRequest.objects.filter(kind=Kind.DELETE)} == {FIRST, MORE}


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.OBJECT])
def test_a_pause_that_was_asked_for_twice_ends_once(me: AtHome, kind: Kind) -> None:
    first, more = asked(me, kind), asked(me, kind, MORE)
    mother = a_guardian(me.by, me.patient)
    hers = actions.ask(me.patient, kind, who=Who.REPRESENTATIVE, guardianship=mother)
    assert me.client.post(me.at(f"requests/{more.pk}/lift/")).status_code == 302
    for one in (first, more):
        one.refresh_from_db()
        assert one.lifted_at is not None and one.state == Step.DONE
        assert [event.what for event in one.events.all()].count("lifted") == 1
    hers.refresh_from_db()
    assert hers.lifted_at is None, "another's pause is theirs to end"


def test_a_deletion_that_was_asked_for_twice_is_erased_and_answered_twice(me: AtHome) -> None:
    officer = a_member(Role.OFFICER, me.by.clinic)
    first, more = asked(me, Kind.DELETE, FIRST), asked(me, Kind.DELETE, MORE)
    for one in (first, more):
        actions.erase(officer, one, answer="Đã xóa.")
        one.refresh_from_db()
        assert one.state == Step.DONE and one.answer
