"""A no to a picture is a no to the same picture saved again."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from PIL import Image

from answering import choose, say_yes
from asked import a_question, ask_of
from builders import a_member, a_use, an_original, group, nose
from kindao import clock
from kindao.engine.policy.consent import GiverRole
from kindao.web.asking import putting
from kindao.web.clinics.models import Membership
from kindao.web.review import asking
from kindao.web.review.models import Use
from kindao.web.rights.models import PictureHash
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def saved_again(data: bytes, quality: int = 90) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def refused(use: Use, *, look: bool) -> frozenset[GiverRole]:
    people, _ = asking.parties(use, look=look)
    return people[0].person.refused


def test_a_no_is_one_to_the_file_that_was_saved_again(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = a_reached_patient(by)
    link = putting.make_link(by, ask_of(a_question(by, a_use(by, an_original(by, patient), caption="Mũi."))))
    assert choose(came_in(link), link, facebook="refused").status_code == 302
    again = a_use(by, an_original(by, patient, saved_again(nose())), caption="Mũi.")
    other = a_use(by, an_original(by, patient, group()), caption="Mũi.")
    assert not refused(again, look=False) and not PictureHash.objects.exists(), "within a page nothing is opened"
    assert refused(again, look=True) == {GiverRole.SELF} and not refused(other, look=True)
    assert refused(again, look=False) == {GiverRole.SELF}, "known since"
    then = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: then)
    link = putting.make_link(by, ask_of(a_question(by, again)))
    assert say_yes(came_in(link), link).status_code == 302
    assert not refused(again, look=True), "they said yes to it since"
