"""What is said after a release went out: somebody is named in it and withdraws, an officer refuses its picture,
somebody doubts it, the gate that is asked again says no. None of it leaves the look-up page at "yes", or the officer
unaware."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from builders import a_consent, a_member, a_patient, a_record, an_original, group, nose, signed_in
from kindao import clock
from kindao.engine.geometry import Box
from kindao.engine.vocabulary import Destination, Outcome
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Patient
from kindao.web.cases.places import boxes_to
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.releases import actions, lookup, replaying
from kindao.web.releases.models import Release, ReplayFinding, Stage, Takedown, Why
from kindao.web.review import actions as review
from kindao.web.review import signals, standing
from kindao.web.review.models import Check, Decision, Use, UseState, Work
from permits import a_lawful_use, a_permitted_use, an_officer_read_the_terms, permit
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def officer(by: Membership) -> Membership:
    return a_member(Role.OFFICER, by.clinic)


@pytest.fixture
def out(by: Membership, site: Site) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    assert release.stage == Stage.OUT and says_yes(release)
    return release


def says_yes(release: Release) -> bool:
    return lookup.by_number(release.permits.exclude(spent_at=None).get().pk) is not None


def different(release: Release) -> list[ReplayFinding]:
    return list(ReplayFinding.objects.in_clinic(release.clinic).open().filter(release=release))


def order_of(release: Release) -> Takedown:
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    return release.takedowns.get()


def named(by: Membership, release: Release, patient: Patient) -> None:
    cases.place(by, release.use.original, Appearance.As.PATIENT, patient=patient, at=[Box(400, 40, 470, 120)])


def consented(by: Membership, patient: Patient) -> None:
    record = a_record(controller=by.clinic.name)
    (scope,) = record.scopes
    a_consent(by, patient, replace(record, scopes=(replace(scope, destinations=frozenset({Destination.WEBSITE})),)))


def answered(use: Use, outcome: Outcome, state: UseState) -> Decision:
    """What the gate would write when it is asked again."""
    last = use.decisions.latest("number")
    kept = {name: getattr(last, name) for name in ("facts", "decision", "on", "report", "copy")}
    made = Decision.objects.create(use=use, number=last.number + 1, outcome=outcome.value, at=clock.now(), **kept)
    Check.objects.filter(use=use).update(state=Work.State.DONE, lease=None, leased_until=None)
    Use.objects.filter(pk=use.pk).update(state=state)
    signals.decided.send(Use, use=Use.objects.get(pk=use.pk))
    return made


def test_who_is_named_later_and_agreed_to_nothing_orders_it_down(by: Membership, out: Release) -> None:
    named(by, out, a_patient(by, name="Người Thứ Hai"))
    assert order_of(out).why == Why.FACTS and not says_yes(out)


def test_who_is_named_later_agrees_and_withdraws(by: Membership, out: Release) -> None:
    second = a_patient(by, name="Người Thứ Hai")
    consented(by, second)
    named(by, out, second)
    out.refresh_from_db()
    (found,) = different(out)  # nobody has looked whether this very copy shows them
    assert found.why_en == standing.NAMED.en and out.stage == Stage.OUT and not says_yes(out)
    permit(Use.objects.get(pk=out.use_id), clock.today())  # the gate, asked again, makes the same copy
    signals.decided.send(Use, use=Use.objects.get(pk=out.use_id))
    assert different(out) == [] and says_yes(out)
    consents.withdraw(second.consents.get(), who=Who.PATIENT)
    assert order_of(out).why == Why.WITHDRAWN and not says_yes(out)


def test_replay_finds_who_was_named_past_the_actions(by: Membership, out: Release) -> None:
    Appearance.objects.create(
        original=out.use.original,
        role=Appearance.As.PATIENT,
        patient=a_patient(by),
        at=boxes_to([Box(400, 40, 470, 120)]),
        confirmed_by=by.user,
        confirmed_at=clock.now(),
    )
    replaying.replay(by.clinic)
    (found,) = different(out)
    assert found.outcome == Outcome.DENY.value and not says_yes(out)


def test_the_gate_asked_again_says_no(out: Release) -> None:
    """Whatever it met that the law, asked of the facts of then, does not know."""
    answered(out.use, Outcome.DENY, UseState.REFUSED)
    (found,) = different(out)
    out.refresh_from_db()
    assert found.why_en == standing.NO_MORE.en and out.stage == Stage.OUT and not says_yes(out)
    answered(out.use, Outcome.PERMIT, UseState.PERMITTED)
    assert different(out) == [] and says_yes(out)


def test_a_withdrawal_that_only_the_gate_met_orders_it_down(
    by: Membership, out: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "_by_law", lambda *_: standing.Standing(Outcome.PERMIT))
    consents.withdraw(out.use.patient.consents.get(), who=Who.PATIENT)
    out.refresh_from_db()
    assert out.stage == Stage.OUT
    answered(out.use, Outcome.DENY, UseState.REFUSED)
    assert order_of(out).why == Why.WITHDRAWN


def test_an_answer_to_another_question_changes_nothing(by: Membership, out: Release) -> None:
    review.change(by, out.use, caption="Lời khác")
    answered(out.use, Outcome.DENY, UseState.REFUSED)
    assert different(out) == [] and says_yes(out)


def refused(by: Membership, officer: Membership, use: Use) -> None:
    review.send_to_officer(by, use)
    review.refuse(officer, use, use.decisions.latest("number"), reason="Đây không phải người bệnh này")


def test_a_doubt_is_told_to_the_officer_and_an_officers_yes_ends_it(
    by: Membership, officer: Membership, out: Release
) -> None:
    review.send_to_officer(by, out.use)
    (found,) = different(out)
    out.refresh_from_db()
    assert found.why_en == standing.DOUBTED.en and out.stage == Stage.OUT and not says_yes(out)
    review.confirm(officer, out.use, out.use.decisions.latest("number"), reason="Đã xem, đúng người bệnh này")
    answered(out.use, Outcome.PERMIT, UseState.PERMITTED)
    assert different(out) == [] and says_yes(out)


def test_an_officers_no_orders_down_what_is_out(by: Membership, officer: Membership, out: Release) -> None:
    refused(by, officer, out.use)
    order = order_of(out)
    assert order.why == Why.OFFICER and order.by == officer.user and not says_yes(out)


def test_so_does_a_no_to_the_same_picture_under_another_patient(
    by: Membership, officer: Membership, out: Release
) -> None:
    patient = a_patient(by, name="Người Khác")
    other = a_permitted_use(by, patient, an_original(by, patient, nose()))
    assert other.original.digest == out.use.original.digest and other.original_id != out.use.original_id
    refused(by, officer, other)
    assert order_of(out).why == Why.OFFICER and not says_yes(out)


def test_a_no_to_another_picture_changes_nothing(by: Membership, officer: Membership, out: Release) -> None:
    refused(by, officer, a_permitted_use(by, a_patient(by), an_original(by, data=group())))
    out.refresh_from_db()
    assert out.stage == Stage.OUT and says_yes(out)


def test_a_no_calls_off_what_waits(by: Membership, officer: Membership, out: Release) -> None:
    use = a_lawful_use(by, out.use.patient, destination=Destination.WEBSITE)
    an_officer_read_the_terms(officer, use)
    waits = actions.release(by, use, out.account, at=clock.now() + timedelta(days=2))
    refused(by, officer, use)
    waits.refresh_from_db()
    assert waits.stage == Stage.CANCELLED and order_of(out).why == Why.OFFICER


def test_what_an_officer_said_yes_to_outlasts_a_no_beside_it(by: Membership, officer: Membership, out: Release) -> None:
    review.send_to_officer(by, out.use)
    review.confirm(officer, out.use, out.use.decisions.latest("number"), reason="Đã xem")
    answered(out.use, Outcome.PERMIT, UseState.PERMITTED)
    refused(by, officer, a_permitted_use(by, out.use.patient, out.use.original))
    out.refresh_from_db()
    assert out.stage == Stage.OUT and says_yes(out)


def test_the_officer_is_told_that_it_comes_down(by: Membership, officer: Membership, out: Release) -> None:
    review.send_to_officer(by, out.use)
    told = signed_in(officer.user).post(
        reverse("officer:refuse", args=[out.use_id]),
        {"reason": "Không phải người bệnh này", "answered": out.use.decisions.latest("number").number},
        follow=True,
    )
    assert order_of(out) and "Đang gỡ 1 lần đăng." in told.content.decode()
