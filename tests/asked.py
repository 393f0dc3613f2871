"""Questions put to patients, for tests: with a copy that no engine made, unless the test is about that."""

from datetime import timedelta
from typing import Any

from builders import a_use, an_original, nose
from kindao import clock
from kindao.engine.policy.consent import AdTerms, Remuneration
from kindao.engine.vocabulary import Destination, Identifiability
from kindao.web.asking import putting
from kindao.web.asking.models import Ask, Question
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.review.models import SafeCopy, Use, Work
from kindao.web.vault import store
from visitors import a_reached_patient

TERMS = AdTerms("Một ảnh mũi sau điều trị", "Bài đăng trên trang", "Ảnh", "Một bài", "Nhắn cho phòng khám")


def terms(*places: Destination, **told: Any) -> putting.Terms:
    usual: dict[str, Any] = {
        "destinations": list(places) or [Destination.FACEBOOK],
        "identifiability": Identifiability.INDIRECT,
        "ends": clock.today() + timedelta(days=200),
        "remuneration": Remuneration.WAIVED,
        "ad_terms": TERMS,
        "blocks_checked": True,
    }
    return putting.Terms(**(usual | told))


def a_question(
    by: Membership, use: Use | None = None, *places: Destination, patient: Patient | None = None, **told: Any
) -> Question:
    """Asked and ready: the copy lies there."""
    use = use or a_use(by, an_original(by, patient or a_reached_patient(by)), caption="Mũi sau ba tháng.")
    put = {name: told.pop(name) for name in ("speaks", "others", "address") if name in told}
    question = putting.put(by, use, terms(*places, **told), **put)
    return made(question)


def made(question: Question) -> Question:
    """What a worker does, without the engine."""
    use = question.use
    file = store.put(nose(), key=use.original.patient.key, clinic=use.clinic, media_type="image/jpeg")
    copy, _new = SafeCopy.objects.get_or_create(
        use=use,
        digest=file.digest,
        defaults={"file": file, "level": "everyone-hidden", "recipe": {}, "made_at": clock.now()},
    )
    Question.objects.filter(pk=question.pk).update(
        state=Work.State.DONE, copy=copy, level="everyone-hidden", outcome="permit", finished_at=clock.now()
    )
    question.refresh_from_db()
    putting.write_statements(question)
    return question


def ask_of(question: Question, **which: Any) -> Ask:
    return question.asks.get(**which)
