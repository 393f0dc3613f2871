"""A no to a use stops that use, whoever confirms it and whoever else says yes; a yes counts for its time."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, signed
from asked import made
from asked import terms as asked_terms
from builders import a_guardian, a_member, a_use, an_original, last_of, worked
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import GiverRole, Relation, words_of
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import Copy, Facts, Shown, facts_from_json, facts_to_json
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Destination, Identifiability, Level, Outcome, Purpose
from kindao.web.asking import answering, putting
from kindao.web.asking.models import Ask, Question
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Guardianship, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.review import actions as review
from kindao.web.review import asking, standing
from kindao.web.review.models import Decision, Use, UseState
from kindao.web.rights import actions as rights
from permits import permit
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
AGAINST = "Có người khác nói không. Người phụ trách bảo vệ dữ liệu sẽ quyết định."
WEBSITE = Destination.WEBSITE


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def a_story(by: Membership, patient: Patient, **fields: object) -> Use:
    """Nobody's consent is asked by the law where everybody is hidden and an officer answers for it."""
    usual: dict[str, object] = {
        "purpose": Purpose.AWARENESS,
        "destination": WEBSITE,
        "body_area": "",
        "caption": "Sau.",
    }
    return a_use(by, an_original(by, patient), **usual | fields)


def law(use: Use, days: int = 0, *, confirmed: bool = True) -> Answer:
    """Of a copy that hides everybody, for which an officer answers."""
    people, agreed = asking.parties(use)
    told = Facts(
        replace(
            asking.act(use),
            on=clock.today() + timedelta(days),
            asset=use.original.digest,
            words=words_of(use.caption),
        ),
        tuple(one.person for one in people),
        agreed,
        Copy(
            Level.ALL_HIDDEN,
            tuple(Shown(one.person.id, Identifiability.INDIRECT) for one in people),
            verified=True,
            confirmed_by="user:1" if confirmed else "",
        ),
    )
    return decide(told, load_pack(use.law, on=clock.today()))


def rules(answer: Answer) -> set[str]:
    return {one.rule for one in answer.reasons}


def asked(by: Membership, use: Use, **told: object) -> Question:
    return made(putting.put(by, use, asked_terms(Destination(use.destination)), **told))  # type: ignore[arg-type]


def says(by: Membership, ask: Ask, state: str, name: str = "Lưu Thị Kiểm Thử") -> None:
    link = putting.make_link(by, ask)
    phone, place = came_in(link), ask.question.use.destination
    if state == "given":
        start = f"/p/{link.token}/ask/"
        phone.get(start)
        choose(phone, link, **{place: state})
        phone.post(f"{start}questions/", {"where": "there", "who": "true"})
        assert signed(phone, link, name).status_code == 302
    else:
        assert choose(phone, link, **{place: state}).status_code == 302


@pytest.mark.parametrize("said", ["refused", "deferred"])
@pytest.mark.parametrize("purpose", [Purpose.AWARENESS, Purpose.TEACHING])
def test_no_officer_goes_beyond_a_no(by: Membership, purpose: Purpose, said: str) -> None:
    use = a_story(by, a_reached_patient(by), purpose=purpose)
    assert law(use).outcome is Outcome.PERMIT, "nobody was asked"
    says(by, asked(by, use).asks.get(), said)
    answer = law(use)
    assert answer.outcome is Outcome.DENY and "KD-NO" in rules(answer)
    assert [one.step for one in answer.path] == ["new-consent"]
    other = a_use(by, use.original, purpose=purpose, destination=Destination.ZALO, body_area="")
    assert law(other).outcome is Outcome.PERMIT, "another place was not asked about"


def test_who_said_no_may_say_yes(by: Membership) -> None:
    use = a_story(by, a_reached_patient(by))
    says(by, asked(by, use).asks.get(), "refused")
    says(by, asked(by, use).asks.get(), "given")
    assert "KD-NO" not in rules(law(use))


def test_nothing_goes_out_before_the_yes_begins(by: Membership) -> None:
    use = a_story(by, a_reached_patient(by))
    says(by, asked(by, use).asks.get(), "given")
    scope = Consent.objects.get().scopes.get()
    assert scope.starts is not None and scope.ends is not None
    today = law(use)
    assert today.outcome is Outcome.DENY and "KD-TIME" in rules(today)
    assert law(use, (scope.starts - clock.today()).days, confirmed=False).outcome is Outcome.PERMIT
    assert law(use, (scope.ends - clock.today()).days + 1).outcome is Outcome.DENY, "and nothing after its end"


def test_a_mothers_no_stands_beside_a_fathers_yes(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=1500))
    mother = a_guardian(by, child, phone="0900 000 222")
    father = a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, phone="0900 000 333")
    use = a_story(by, child)
    says(by, asked(by, use, speaks=mother).asks.get(), "refused")
    says(by, asked(by, use, speaks=father).asks.get(), "given", "Bố Kiểm Thử")
    answer = law(use, 9)
    assert answer.outcome is Outcome.DENY and "KD-NO" in rules(answer)
    cases.end_guardianship(a_member(Role.OFFICER, by.clinic), mother)
    again = a_guardian(by, child, name="Mẹ Kiểm Thử", phone="0900 000 222")
    assert law(use, 9).outcome is Outcome.DENY, "she said no, however the record has her"
    says(by, asked(by, use, speaks=again).asks.get(), "given", "Mẹ Kiểm Thử")
    assert "KD-NO" not in rules(law(use, 9))


def test_of_age_the_patient_alone_decides_what_a_mother_had_refused(by: Membership) -> None:
    girl = a_reached_patient(by, birth_date=clock.today() - timedelta(days=365 * 16))
    mother = a_guardian(by, girl, phone="0900 000 222")
    use = a_story(by, girl)
    says(by, asked(by, use, speaks=mother).asks.get(guardianship=mother), "refused")
    assert "KD-NO" in rules(law(use, 9))
    cases.change_patient(by, girl, birth_date=clock.today() - timedelta(days=365 * 19))
    says(by, asked(by, use).asks.get(), "given")
    assert law(use, 9).outcome is Outcome.PERMIT


@pytest.mark.parametrize("anew", [True, False])
def test_a_fathers_yes_does_not_lift_what_the_mother_took_back(by: Membership, anew: bool) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=1500))
    mother = a_guardian(by, child, phone="0900 000 222")
    father = a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, phone="0900 000 333")
    use = a_story(by, child)
    says(by, asked(by, use, speaks=mother).asks.get(), "given", "Mẹ Kiểm Thử")
    if anew:
        says(by, asked(by, use, speaks=father).asks.get(), "given", "Bố Kiểm Thử")
    consents.withdraw(Consent.objects.get(guardianship=mother), who=Who.REPRESENTATIVE)
    if not anew:
        says(by, asked(by, use, speaks=father).asks.get(), "given", "Bố Kiểm Thử")
    assert law(use, 9).outcome is Outcome.DENY


def test_relatives_of_the_dead_who_disagree_are_the_officers(by: Membership) -> None:
    patient = a_reached_patient(by)
    cases.change_patient(by, patient, alive=False)
    widow = a_guardian(by, patient, name="Vợ", relation=Relation.SPOUSE, phone="0900 000 222")
    son = a_guardian(by, patient, name="Con", relation=Relation.ADULT_CHILD, phone="0900 000 333")
    use = a_story(by, patient)
    says(by, asked(by, use, speaks=widow).asks.get(), "refused")
    assert law(use, 9).outcome is Outcome.DENY, "nobody agrees"
    says(by, asked(by, use, speaks=son).asks.get(), "given", "Con")
    answer = law(use, 9, confirmed=False)
    assert answer.outcome is Outcome.INDETERMINATE and "VN-CC-25-2-OBJECT" in rules(answer)


def test_a_relatives_later_no_ends_no_other_relatives_yes(by: Membership) -> None:
    """First the widow's yes, then the son's no: the law heard that she had withdrawn, and no officer was asked."""
    patient = a_reached_patient(by)
    cases.change_patient(by, patient, alive=False)
    widow = a_guardian(by, patient, name="Vợ", relation=Relation.SPOUSE, phone="0900 000 222")
    son = a_guardian(by, patient, name="Con", relation=Relation.ADULT_CHILD, phone="0900 000 333")
    use = a_story(by, patient)
    hers = asked(by, use, speaks=widow).asks.get()
    link = putting.make_link(by, hers)
    phone = came_in(link)
    phone.get(f"/p/{link.token}/ask/")
    choose(phone, link, website="given")
    phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    assert signed(phone, link, "Vợ").status_code == 302
    assert law(use, 9, confirmed=False).outcome is Outcome.PERMIT
    done = f"/p/{link.token}/ask/done/"
    said = "Một người thân khác đã nói không. Người phụ trách bảo vệ dữ liệu sẽ quyết định"
    assert said not in phone.get(done).content.decode()
    says(by, asked(by, use, speaks=son).asks.get(), "refused")
    answer = law(use, 9, confirmed=False)
    assert answer.outcome is Outcome.INDETERMINATE and "VN-CC-25-2-OBJECT" in rules(answer)
    assert "VN-DP-10" not in rules(answer), "nobody has withdrawn"
    page = phone.get(done).content.decode()
    assert said in page and "Con" not in re.sub("<[^>]+>", " ", page), "that he said it stays with him"
    own = a_link(by, patient, guardianship=widow)
    page = came_in(own).get(f"/p/{own.token}/own/").content.decode()
    assert AGAINST in page, "and on her own page"
    assert "câu trả lời mới hơn" not in page
    says(by, asked(by, use, speaks=widow).asks.get(), "refused")
    assert law(use, 9).outcome is Outcome.DENY, "her own no ends her yes"


def test_what_is_out_comes_down_when_a_relative_objects(by: Membership) -> None:
    patient = a_reached_patient(by)
    cases.change_patient(by, patient, alive=False)
    widow = a_guardian(by, patient, name="Vợ", relation=Relation.SPOUSE, phone="0900 000 222")
    son = a_guardian(by, patient, name="Con", relation=Relation.ADULT_CHILD, phone="0900 000 333")
    use = a_story(by, patient)
    says(by, asked(by, use, speaks=widow).asks.get(), "given", "Vợ")
    people, agreed = asking.parties(use)
    day = clock.today() + timedelta(9)
    then = Facts(
        replace(asking.act(use), on=day, asset=use.original.digest, words=words_of(use.caption)),
        tuple(one.person for one in people),
        agreed,
        Copy(Level.ALL_HIDDEN, tuple(Shown(one.person.id, Identifiability.INDIRECT) for one in people), verified=True),
    )
    assert decide(then, load_pack(use.law, on=clock.today())).outcome is Outcome.PERMIT
    decision = Decision(use=use, number=99, at=clock.now(), facts=json.loads(facts_to_json(then)), outcome="permit")
    assert standing.judged(decision, use, on=day).permits
    says(by, asked(by, use, speaks=son).asks.get(), "refused")
    now = standing.judged(decision, use, on=day)
    assert now.outcome is Outcome.DENY and now.why and "người thân" in now.why.vi


def a_dead_patient(by: Membership, *names: str) -> tuple[Patient, list[Guardianship]]:
    """With relatives of this name: the first the spouse, the others children."""
    patient = a_reached_patient(by)
    cases.change_patient(by, patient, alive=False)
    of = (Relation.SPOUSE, *(Relation.ADULT_CHILD for _ in names[1:]))
    kin = [
        a_guardian(by, patient, name=name, relation=relation, phone=f"0900 000 22{n}")
        for n, (name, relation) in enumerate(zip(names, of, strict=True))
    ]
    return patient, kin


@pytest.mark.parametrize("third", ["daughter", "son"])
def test_a_relatives_no_after_the_officers_yes_ends_it(by: Membership, third: str) -> None:
    """A third relative said no, or who had said "not now" refused: it stayed out on the officer's old yes."""
    patient, (widow, son, daughter) = a_dead_patient(by, "Vợ Kiểm Thử", "Con Trai", "Con Gái")
    day = clock.today() + timedelta(9)
    use = a_story(by, patient, on=day)
    says(by, asked(by, use, speaks=widow).asks.get(), "given", "Vợ Kiểm Thử")
    says(by, asked(by, use, speaks=son).asks.get(), "deferred")
    assert worked(use).state == UseState.NEEDS_EYES
    officer = a_member(Role.OFFICER, by.clinic)
    review.confirm(officer, use, last_of(use), reason="Đã xem, không nhận ra ai.")
    assert worked(use).state == UseState.PERMITTED
    permitted = last_of(use)
    assert permitted.basis == Decision.Basis.OFFICER and standing.judged(permitted, use, on=day).permits
    says(by, asked(by, use, speaks=daughter if third == "daughter" else son).asks.get(), "refused")
    now = standing.judged(permitted, use, on=day)
    assert now.outcome is Outcome.DENY and now.why and "người thân" in now.why.vi
    assert worked(use).state == UseState.NEEDS_EYES, "the officer has not heard of this no"
    review.confirm(officer, use, last_of(use), reason="Đã xem lại.")
    assert worked(use).state == UseState.PERMITTED
    assert standing.judged(last_of(use), use, on=day).permits
    assert standing.judged(permitted, use, on=day).outcome is not Outcome.PERMIT, "the first yes is not renewed"


def test_what_is_out_comes_down_on_a_relatives_no_while_no_law_pack_is_good(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law could not be asked, and of a later no it was said that a person has to look: it stayed out."""
    patient, (widow, son) = a_dead_patient(by, "Vợ Kiểm Thử", "Con Trai")
    day = clock.today() + timedelta(9)
    use = a_story(by, patient, on=day)
    says(by, asked(by, use, speaks=widow).asks.get(), "given", "Vợ Kiểm Thử")
    decision = permit(use, day)

    def over(*_: object, **__: object) -> None:
        raise BadInput("the law pack is over", hint="Install a newer one")

    monkeypatch.setattr(standing, "load_pack", over)
    assert standing.judged(decision, use, on=day).outcome is Outcome.INDETERMINATE
    says(by, asked(by, use, speaks=son).asks.get(), "refused")
    now = standing.judged(decision, use, on=day)
    assert now.outcome is Outcome.DENY and now.why == standing.OBJECTED


def test_no_role_but_a_relatives_takes_down_what_the_law_leaves_to_a_person(by: Membership) -> None:
    """A mother's no that the law does not hear, for her daughter is of age, took down what needs a person."""
    girl = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 16))
    mother = a_guardian(by, girl, phone="0900 000 222")
    use = a_story(by, girl)
    day = clock.today() + timedelta(9)
    cases.change_patient(by, girl, birth_date=clock.today() - timedelta(days=366 * 19))
    says(by, asked(by, use).asks.get(), "given")
    decision = permit(use, day)
    then = facts_from_json(decision.facts)
    people = tuple(replace(one, refused=frozenset({GiverRole.GUARDIAN})) for one in then.people)
    assert mother.patient_id == girl.pk and not standing._objected_since(
        decision, use, then, replace(then, people=people)
    )


def test_of_two_relatives_who_agreed_one_may_object(by: Membership) -> None:
    """The law heard a withdrawal and denied; the pages said that the officer decides."""
    patient, (widow, son) = a_dead_patient(by, "Vợ Kiểm Thử", "Con Trai")
    use = a_story(by, patient)
    says(by, asked(by, use, speaks=widow).asks.get(), "given", "Vợ Kiểm Thử")
    his = asked(by, use, speaks=son).asks.get()
    says(by, his, "given", "Con Trai")
    assert law(use, 9, confirmed=False).outcome is Outcome.PERMIT
    consents.withdraw(Consent.objects.get(guardianship=son), who=Who.REPRESENTATIVE, speaks=son)
    answer = law(use, 9, confirmed=False)
    assert answer.outcome is Outcome.INDETERMINATE and rules(answer) >= {"VN-CC-25-2-OBJECT"}
    assert "VN-DP-10" not in rules(answer)
    consents.withdraw(Consent.objects.get(guardianship=widow), who=Who.REPRESENTATIVE, speaks=widow)
    assert law(use, 9).outcome is Outcome.DENY, "nobody agrees any more"


def test_a_no_that_the_law_hears_no_more_is_not_told_beside_a_yes(by: Membership) -> None:
    """Of age she read that nothing may be posted, for her mother had said no; and it was permitted."""
    girl = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 16))
    mother = a_guardian(by, girl, phone="0900 000 222")
    use = a_story(by, girl)
    says(by, asked(by, use, speaks=mother).asks.get(guardianship=mother), "refused")
    cases.change_patient(by, girl, birth_date=clock.today() - timedelta(days=366 * 19))
    ask = asked(by, use).asks.get()
    says(by, ask, "given")
    assert law(use, 9).outcome is Outcome.PERMIT and answering.beside(ask) == ""


def test_what_the_dead_had_refused_is_no_other_relatives_no(by: Membership) -> None:
    """The widow read that another relative had said no and the officer decides; the law says no."""
    patient = a_reached_patient(by)
    use = a_story(by, patient)
    says(by, asked(by, use).asks.get(), "refused")
    cases.change_patient(by, patient, alive=False)
    widow = a_guardian(by, patient, name="Vợ Kiểm Thử", relation=Relation.SPOUSE, phone="0900 000 222")
    ask = asked(by, use, speaks=widow).asks.get()
    says(by, ask, "given", "Vợ Kiểm Thử")
    assert law(use, 9).outcome is Outcome.DENY and answering.beside(ask) == "no"


def test_who_objects_after_a_yes_reads_that_the_officer_decides(by: Membership) -> None:
    """Only an older no was said to be outvoted; the officer decides all the same."""
    patient, (widow, son) = a_dead_patient(by, "Vợ Kiểm Thử", "Con Trai")
    use = a_story(by, patient)
    says(by, asked(by, use, speaks=widow).asks.get(), "given", "Vợ Kiểm Thử")
    says(by, asked(by, use, speaks=son).asks.get(), "refused")
    his = a_link(by, patient, guardianship=son)
    page = came_in(his).get(f"/p/{his.token}/own/").content.decode()
    assert "Có người khác nói có. Người phụ trách bảo vệ dữ liệu sẽ quyết định." in page


def test_where_the_law_wants_a_look_at_a_yes_the_page_says_so(by: Membership) -> None:
    """A mother of the dead, and who can decide a part alone, read from when the clinic may post it."""
    patient = a_reached_patient(by)
    cases.change_patient(by, patient, alive=False)
    mother = a_guardian(by, patient, phone="0900 000 222")
    ask = asked(by, a_story(by, patient), speaks=mother).asks.get()
    says(by, ask, "given", mother.name)
    assert answering.officer_looks(ask)
    limited = a_reached_patient(by, name="Người Hạn Chế", phone="0900 000 777")
    ask = asked(by, a_story(by, limited)).asks.get()
    Patient.objects.filter(pk=limited.pk).update(capacity="limited")
    ask.refresh_from_db()
    assert answering.officer_looks(Ask.objects.get(pk=ask.pk))


def test_what_would_be_asked_supposes_a_yes_of_those_who_are_asked_alone(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=1500))
    mother = a_guardian(by, child, phone="0900 000 222")
    father = a_guardian(by, child, name="Bố Kiểm Thử", relation=Relation.FATHER, phone="0900 000 333")
    use = a_story(by, child)
    says(by, asked(by, use, speaks=mother).asks.get(), "refused")
    for who, lifted in ((mother, True), (father, False)):
        (seen,), _ = asking.parties(use, but=frozenset({(child.pk, who.pk)}))
        assert seen.person.refused == (frozenset() if lifted else {GiverRole.GUARDIAN})


def test_a_yes_counts_for_the_words_that_were_read(by: Membership) -> None:
    patient = a_reached_patient(by)
    use = a_story(by, patient, caption="Sống mũi sau ba tháng.")
    says(by, asked(by, use).asks.get(), "given")
    day = (Consent.objects.get().scopes.get().starts or clock.today()) - clock.today()
    assert law(use, day.days, confirmed=False).outcome is Outcome.PERMIT
    review.change(by, use, caption="Mũi hỏng vì làm ở chỗ khác.")
    use.refresh_from_db()
    answer = law(use, day.days, confirmed=False)
    assert answer.outcome is Outcome.INDETERMINATE and "VN-CC-32-1-WORDS" in rules(answer)
    assert law(use).outcome is Outcome.DENY, "nor do other words make it earlier"
    beside = a_use(by, use.original, purpose=Purpose.AWARENESS, destination=WEBSITE, body_area="", caption="Lời khác.")
    assert "VN-CC-32-1-WORDS" in rules(law(beside, day.days, confirmed=False))
    review.change(by, use, caption="Sống mũi sau ba tháng.")
    use.refresh_from_db()
    assert law(use, day.days, confirmed=False).outcome is Outcome.PERMIT


@pytest.mark.parametrize("alive", [True, False])
def test_what_another_who_speaks_took_back_is_their_no(by: Membership, alive: bool) -> None:
    """The father's withdrawal isn't lifted by the mother's next yes, nor the widow's by the son's."""
    years = 9 if alive else 50
    patient = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * years), alive=alive)
    relations = (Relation.MOTHER, Relation.FATHER) if alive else (Relation.ADULT_CHILD, Relation.SPOUSE)
    one = a_guardian(by, patient, name="Một Kiểm Thử", relation=relations[0], phone="0900 000 222")
    other = a_guardian(by, patient, name="Hai Kiểm Thử", relation=relations[1], phone="0900 000 333")
    use = a_story(by, patient)

    def all_agree() -> None:
        for ask in asked(by, use, speaks=one).asks.all():
            says(by, ask, "given", ask.guardianship.name if ask.guardianship else patient.name)

    all_agree()
    assert rights.withdraw_all(patient, who=Who.REPRESENTATIVE, guardianship=other)
    all_agree()
    if alive:
        assert "KD-NO" in rules(law(use, 3)) and law(use, 3).outcome is Outcome.DENY
    else:
        assert "VN-CC-25-2-OBJECT" in rules(law(use, 3, confirmed=False))
    people, _ = asking.parties(use)
    assert any(one.person.refused for one in people)
    for ask in asked(by, use, speaks=other).asks.all():
        if ask.guardianship == other or ask.pending():
            says(by, ask, "given", ask.guardianship.name if ask.guardianship else patient.name)
    people, _ = asking.parties(use)
    assert not any(one.person.refused for one in people), "who said no says yes"


def test_a_childs_taking_back_of_the_mothers_yes_is_the_childs_no(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * 9))
    mother = a_guardian(by, child, phone="0900 000 222")
    use = a_story(by, child)
    question = asked(by, use, speaks=mother)
    says(by, question.asks.get(guardianship=mother), "given", mother.name)
    rights.withdraw(Consent.objects.get(), who=Who.PATIENT)
    people, _ = asking.parties(use)
    assert people[0].person.refused == {GiverRole.SELF}, "and none of the mother's"
