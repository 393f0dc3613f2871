"""What the clinic answered a child the mother does not read, nor that the child complained; when the patient is
operated on is told to nobody who is only in the picture."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.web.asking import putting
from kindao.web.asking.models import Question
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, OtherPerson
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions, copying
from kindao.web.rights.models import Kind
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
CHILD = timedelta(days=4000)
ANSWER = "Chúng tôi đã ghi lại rằng mẹ ép cháu."


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member(Role.OFFICER)


@pytest.mark.parametrize("kind", [Kind.COMPLAIN, Kind.CORRECT])
def test_what_a_child_is_answered_the_mother_does_not_read(by: Membership, kind: Kind) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - CHILD)
    mother = a_guardian(by, child, phone="0900 000 222")
    made = actions.ask(child, kind, who=Who.PATIENT, words="Mẹ bắt cháu nói có.")
    actions.begin(by, made)
    actions.done(by, made, answer=ANSWER)
    hers, own = a_link(by, child, guardianship=mother), a_link(by, child)
    reads, its = came_in(hers), came_in(own)
    page = reads.get(f"/p/{hers.token}/own/requests/{made.pk}/")
    assert page.status_code == (404 if kind == Kind.COMPLAIN else 200) and "mẹ ép" not in page.content.decode()
    assert (str(made.pk) in reads.get(f"/p/{hers.token}/own/").content.decode()) is (kind == Kind.CORRECT)
    assert "mẹ ép" in its.get(f"/p/{own.token}/own/requests/{made.pk}/").content.decode()
    for speaks, there in ((mother, False), (None, True)):
        with zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(child, speaks))))) as parcel:
            for name in ("kindao.json", "index.html"):
                assert ("mẹ ép" in parcel.read(name).decode()) is there


def test_who_is_only_in_the_picture_does_not_read_of_the_operation(by: Membership) -> None:
    patient = a_reached_patient(by)
    original = an_original(by, patient)
    nurse = cases.add_other_person(by, kind=OtherPerson.Kind.STAFF, name="Điều dưỡng Kiểm Thử", phone="0900 000 333")
    cases.place(by, original, Appearance.As.STAFF, other=nurse)
    question = a_question(by, a_use(by, original), others=[nurse])
    first = putting.make_link(by, ask_of(question, patient=patient))
    assert say_yes(came_in(first), first, patient.name).status_code == 302
    link = putting.make_link(by, ask_of(question, other=nurse))
    phone = came_in(link)
    hour = clock.now() + timedelta(hours=5)
    Question.objects.filter(pk=question.pk).update(procedure_at=hour)
    for answer in (phone.get(f"/p/{link.token}/ask/"), choose(phone, link, facebook="given")):
        page = answer.content.decode()
        assert "Hôm nay chưa trả lời được" in page and "I say no" not in page
        assert "điều trị" not in page and f"{hour + timedelta(days=1):%d/%m/%Y}" not in page
    assert choose(phone, link, facebook="refused").status_code == 302
