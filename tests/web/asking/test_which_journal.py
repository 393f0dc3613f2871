"""A yes to one journal is told by its name, and is none to another; beside one's own yes stands what others said."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes, signed
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_session, a_use, an_original, nose, signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.asking import putting, record
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership
from kindao.web.review import running
from kindao.web.review.models import Use
from permits import permit
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NAME = "Tạp chí Y học Thử"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def test_another_use_for_a_journal_goes_to_the_officer(by: Membership) -> None:
    told = {"purpose": Purpose.JOURNAL, "destination": Destination.JOURNAL, "body_area": "", "caption": "Sau."}
    original = an_original(by, a_reached_patient(by))
    use, other = (a_use(by, original, **told) for _ in range(2))
    assert not running._is_held(other)
    link = putting.make_link(by, ask_of(a_question(by, use, Destination.JOURNAL, which=NAME)))
    phone = came_in(link)
    choose(phone, link, journal="given")
    phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    assert signed(phone, link).status_code == 302
    assert not running._is_held(use) and running._is_held(other)
    permit(use, record.first_day(clock.now()))
    assert NAME in signed_in(by.user).get(f"/uses/{use.pk}/").content.decode()
    again = cases.take_in(by, a_session(by), io.BytesIO(nose()), received=original.Received.UPLOAD)
    assert again.digest == original.digest and a_use(by, again, **told).agreed_names == NAME, "the same picture"
    post = a_use(by, original, caption="Sau.")
    assert Use.objects.get(pk=post.pk).agreed_names == "" and not running._is_held(post)


@pytest.mark.parametrize("said", ["refused", None, "given"])
def test_beside_a_yes_stands_what_the_other_said(by: Membership, said: str | None) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 10))
    mother = a_guardian(by, child, phone="0900 000 222")
    question = a_question(by, a_use(by, an_original(by, child), caption="Mũi."), speaks=mother)
    theirs = putting.make_link(by, ask_of(question, guardianship=None))
    if said == "given":
        say_yes(came_in(theirs), theirs, child.name)
    elif said:
        choose(came_in(theirs), theirs, facebook=said)
    hers = putting.make_link(by, ask_of(question, guardianship=mother))
    phone = came_in(hers)
    assert say_yes(phone, hers, mother.name).status_code == 302
    page = phone.get(f"/p/{hers.token}/ask/done/").content.decode()
    assert ("đã nói không. Phòng khám không được phép đăng bản này" in page) is (said == "refused")
    assert ("Còn phải có người khác cùng đồng ý" in page) is (said is None)
    assert ("Chưa có gì được đăng vì lời đồng ý này" in page) is (said != "refused")
