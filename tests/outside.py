"""A clinic with releases in every stage, as rows and through a folder that is really served: for the pages' tests."""

from dataclasses import dataclass
from datetime import timedelta

from builders import a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, actions, searching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, CopyState, PublicCopy, Release, ReplayFinding, Stage, Takedown, Why
from kindao.web.review.models import Use
from permits import a_lawful_use, an_officer_read_the_terms
from released import Site, a_folder_account, looked_again, worked_off


def a_manual_account(by: Membership, destination: Destination = Destination.WEBSITE) -> Account:
    return accounts.open_account(by, "manual", destination, title="Tự tay đăng", deleter=by.user)


def a_use_to_post(by: Membership, *, caption: str = "") -> Use:
    return a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE, caption=caption)


def gone(release: Release) -> Takedown:
    """Taken down, and seen gone twice."""
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    worked_off(order)
    looked_again(release)
    worked_off(order)
    return order


@dataclass(frozen=True, slots=True)
class Outside:
    """One release of each kind, and the account of each way."""

    site: Account
    hand: Account
    out: Release
    scheduled: Release
    by_hand: Release
    handed_out: Release
    unsure: Release
    coming_down: Release
    gone: Release
    refused: Release
    task: PublicCopy
    finding: ReplayFinding


def a_clinic_outside(by: Membership, site: Site) -> Outside:
    """Of one patient with one picture: each stage is a row."""
    folder, hand = a_folder_account(by, site), a_manual_account(by)
    use = a_use_to_post(by, caption="Sau ba tháng")
    one = worked_off(actions.release(by, use, folder))
    looked_again(one)
    over = gone(one)
    one.refresh_from_db()
    searching.due()
    an_officer_read_the_terms(by, use)
    out = worked_off(actions.release(by, use, folder))
    looked_again(out)
    an_officer_read_the_terms(by, use)
    hand_release = worked_off(actions.release(by, use, hand))

    def row(stage: Stage, account: Account, **fields: object) -> Release:
        usual = {"due_at": clock.now(), "sent_at": clock.now() - timedelta(hours=3), "media_type": "image/jpeg"}
        return Release.objects.create(
            clinic=by.clinic,
            use=use,
            account=account,
            stage=stage,
            file_name=f"{stage}{Release.objects.count():018}.jpg",
            caption=use.caption,
            asked_by=by.user,
            created_at=clock.now(),
            **(usual | fields),
        )

    lost = {"why_en": "the answer of the platform was lost", "why_vi": "Câu trả lời của nền tảng bị thất lạc"}
    no = {"why_en": "the caption has changed since", "why_vi": "Lời đăng đã đổi kể từ đó", "sent_at": None}
    unsure = row(Stage.UNSURE, folder, **lost)
    down = row(Stage.COMING_DOWN, hand, out_at=clock.now() - timedelta(days=2))
    Takedown.objects.create(release=down, why=Why.WITHDRAWN, created_at=clock.now())
    task = actions.found(down, "https://clinic.example/bai-viet/sau-ba-thang", Place.POST, by="person")
    PublicCopy.objects.filter(pk=task.pk).update(
        state=CopyState.BY_HAND, person=by.user, due_at=clock.now() - timedelta(hours=1), look_after=None
    )
    task.refresh_from_db()
    finding = ReplayFinding.objects.create(
        release=out,
        decision=use.decisions.last(),
        outcome="indeterminate",
        why_vi="Người bệnh đã rút lại sự đồng ý cho trang web.",
        why_en="The patient has withdrawn consent for the website.",
        version="2026.2",
        new_law=True,
        found_at=clock.now(),
    )
    assert over.search_requests.count() == 2
    return Outside(
        folder,
        hand,
        out,
        row(Stage.SCHEDULED, folder, due_at=clock.now() + timedelta(days=3), sent_at=None),
        hand_release,
        row(Stage.BY_HAND, hand, fetched_by=by.user),
        unsure,
        down,
        one,
        row(Stage.REFUSED, folder, **no),
        task,
        finding,
    )
