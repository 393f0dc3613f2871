"""From the doctor's question to the receipt, through the real gate and the real pages, without a browser."""

import json

import pytest
from django.core.cache import cache

from asked import ask_of, terms
from builders import a_member, a_use, an_original, inspected, signed_in, work_all, worked
from kindao import clock
from kindao.engine.vocabulary import Identifiability
from kindao.web.asking import jobs, putting
from kindao.web.asking.models import Step
from kindao.web.consent.models import Consent, Evidence, Scope
from kindao.web.review.models import UseState
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


def signed(name: str) -> dict[str, str]:
    return {"typed": name, "chose": str(Step.objects.filter(what=Step.What.CHOSE).latest("pk").pk)}


RIGHT = {"where": "there", "who": "true"}


def test_from_the_question_to_a_permit(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    patient = a_reached_patient(by)
    original = an_original(by, patient)
    inspected(original)  # the gate takes over what was seen: looked at once, asked four times
    use = worked(a_use(by, original, caption="Mũi sau ba tháng."))
    assert use.state == UseState.REFUSED
    desk = signed_in(by.user)
    assert f"/uses/{use.pk}/ask-patient/" in desk.get(f"/uses/{use.pk}/").content.decode()
    question = putting.put(by, use, terms(identifiability=Identifiability.DIRECT))
    work_all()
    question.refresh_from_db()
    assert (question.state, question.outcome) == ("done", "permit"), (question.refused_en, question.failure)
    assert question.copy is not None and question.ready
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    start = f"/p/{made.token}/ask/"
    page = phone.get(start).content.decode()
    assert "Mũi sau ba tháng." in page and "checked" not in page
    assert question.shown == {str(patient.pk): 1} and "nhận ra ngay" not in page, "no more than the copy shows"
    assert phone.get(f"{start}copy/").status_code == 200
    assert phone.post(start, {"choice-facebook": "given"}).headers["Location"] == f"{start}questions/"
    assert phone.post(f"{start}questions/", RIGHT).headers["Location"] == f"{start}sign/"
    answer = phone.post(f"{start}sign/", signed("luu thi kiem thu"))
    assert answer.headers["Location"] == f"{start}done/", answer.content.decode()
    consent = Consent.objects.get()
    scope = Scope.objects.get()
    assert (scope.state, consent.method, consent.entered_by) == ("given", "web", None)
    assert {one.kind for one in consent.evidence.all()} == {
        Evidence.Kind.CODE,
        Evidence.Kind.ANSWERS,
        Evidence.Kind.SIGNATURE,
    }
    receipt = json.loads(phone.get(f"{start}receipt.json").content)
    assert receipt["@type"] == "dpv:ConsentReceipt"
    assert phone.get(f"{start}receipt.pdf").content.startswith(b"%PDF-")
    use = worked(use)
    assert use.state == UseState.REFUSED  # the time to think again is not over
    assert scope.starts is not None and scope.starts > clock.today()
    then = clock.now().replace(year=scope.starts.year, month=scope.starts.month, day=scope.starts.day)
    monkeypatch.setattr(clock, "now", lambda: then)
    jobs.begin.func(str(question.pk))
    use = worked(use)
    assert use.state == UseState.PERMITTED
    decision = use.decisions.order_by("-number").first()
    assert decision is not None and decision.copy is not None
    assert decision.copy.digest == question.copy.digest  # the very copy that the patient saw
