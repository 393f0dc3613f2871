"""The same picture in another record: what somebody there said of it holds, and an officer looks whose it is."""

from dataclasses import replace
from typing import Any

import pytest

from builders import a_consent, a_member, a_patient, a_record, a_use, an_original, last_of, nose, signed_in, worked
from kindao.engine.report import Report
from kindao.engine.vocabulary import Destination, Outcome
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.releases import actions as releases
from kindao.web.releases.models import ReplayFinding, Stage, Takedown
from kindao.web.review import actions, elsewhere, running, standing
from kindao.web.review.models import Check, Use, UseState
from kindao.web.rights import actions as rights
from kindao.web.rights import holding
from kindao.web.rights.models import Kind
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db


def judged(use: Use) -> standing.Standing:
    return standing.judged(last_of(use), use)


def test_who_took_back_their_consent_is_not_posted_from_another_record() -> None:
    by = a_member()
    first = a_patient(by, name="Người Ở Hồ Sơ Kia")
    consent = a_consent(by, first)
    use = a_lawful_use(by, a_patient(by))
    an_original(by, first, nose())
    assert judged(use) == standing.Standing(Outcome.INDETERMINATE, elsewhere.LOOK)
    consents.withdraw(consent, who=Who.PATIENT)
    assert judged(use) == standing.Standing(Outcome.DENY, elsewhere.NO)
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING, "asked again in that transaction"
    use = worked(use)
    assert use.state == UseState.REFUSED and standing.copy_of(use) is None
    assert last_of(use).refused_en == elsewhere.NO.en
    page = signed_in(by.user).get(f"/uses/{use.pk}/").content.decode()
    assert elsewhere.NO.vi in page and str(first.name) not in page


def test_what_is_out_of_another_record_comes_down_with_the_withdrawal(site: Site) -> None:
    by = a_member()
    first = a_patient(by)
    (scope,) = a_record().scopes
    consent = a_consent(by, first, a_record(scopes=(replace(scope, destinations=frozenset({Destination.WEBSITE})),)))
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(releases.release(by, use, a_folder_account(by, site)))
    assert release.stage == Stage.OUT
    an_original(by, first, nose())  # filed a second time
    release.refresh_from_db()
    assert release.stage == Stage.OUT
    assert ReplayFinding.objects.get(release=release, over_at=None).why_en == elsewhere.LOOK.en
    consents.withdraw(consent, who=Who.PATIENT)
    assert Takedown.objects.filter(release=release).exists()


def test_an_officer_looks_where_the_other_never_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, reports = running._asked, list[Report]()

    def once(*told: Any) -> Report:
        """The engine looks once: asked again of the same facts it sees the same."""
        reports.extend([looked(*told)] if not reports else [])
        return reports[0]

    monkeypatch.setattr(running, "_asked", once)
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    other = an_original(by, first := a_patient(by, name="Người Ở Hồ Sơ Kia"), nose())
    second = a_patient(by)
    a_consent(by, second)
    use = worked(a_use(by, an_original(by, second, nose())))
    decision = last_of(use)
    assert (use.state, decision.outcome, decision.refused_vi) == (
        UseState.NEEDS_EYES,
        Outcome.INDETERMINATE,
        elsewhere.LOOK.vi,
    )
    assert standing.copy_of(use) is None and decision.copy is not None
    page = signed_in(officer.user).get(f"/officer/queue/{use.pk}/").content.decode()
    assert elsewhere.LOOK.vi in page and str(first.name) not in page
    actions.confirm(officer, use, decision, reason="Ảnh thuộc hồ sơ này.")
    use = worked(use)
    assert use.state == UseState.PERMITTED and standing.copy_of(use) is not None
    for since in ("filed", "named"):  # whoever looked knew nothing of it
        third = a_patient(by)
        if since == "filed":
            an_original(by, third, nose())
        else:
            cases.place(by, other, Appearance.As.PATIENT, patient=third)
        assert judged(use) == standing.Standing(Outcome.INDETERMINATE, elsewhere.LOOK)
        use = worked(use)
        assert use.state == UseState.NEEDS_EYES and standing.copy_of(use) is None
        actions.confirm(officer, use, last_of(use), reason="Ảnh thuộc hồ sơ này.")
        use = worked(use)
        assert use.state == UseState.PERMITTED and judged(use).permits


def test_a_second_filing_has_the_first_asked_again() -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by))
    assert judged(use).permits
    an_original(by, a_patient(by), nose())
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING and Check.objects.filter(use=use, stale=False, state="waiting").exists()


def test_who_is_named_in_both_records_waits_for_nobody() -> None:
    by = a_member()
    first, second = a_patient(by), a_patient(by)
    use = a_lawful_use(by, second)
    other = an_original(by, first, nose())
    cases.place(by, other, Appearance.As.PATIENT, patient=second)
    assert elsewhere.named(use) == {first.pk}
    cases.place(by, use.original, Appearance.As.PATIENT, patient=first)
    assert not elsewhere.named(use)


def test_who_is_said_not_to_be_in_it_there_holds_nothing() -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by))
    other = an_original(by, a_patient(by), nose())
    assert not judged(use).permits
    cases.unplace(by, other.appearances.get())
    assert not elsewhere.unsettled(use)


def test_another_clinic_s_record_is_nobody_s_business() -> None:
    stranger, by = a_member(), a_member()
    an_original(stranger, a_patient(stranger))
    assert judged(a_lawful_use(by, a_patient(by))).permits


def test_a_pause_holds_in_every_record() -> None:
    by = a_member()
    use = a_lawful_use(by, a_patient(by))
    an_original(by, first := a_patient(by), nose())
    rights.ask(first, Kind.RESTRICT, who=Who.PATIENT)
    assert judged(use) == standing.Standing(Outcome.DENY, holding.PAUSED)
