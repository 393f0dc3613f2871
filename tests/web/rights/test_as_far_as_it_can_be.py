"""What a person is told of a picture that came down as far as it can be, or that no look ever saw."""

import pytest
from django.utils.translation import override

from builders import a_member
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, Seen, Stage, Why
from kindao.web.rights import out
from outside import a_manual_account
from permits import a_lawful_use
from released import worked_off
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    """Of a screen in the waiting room."""
    by = a_member()
    use = a_lawful_use(by, a_reached_patient(by), destination=Destination.WEBSITE)
    one = worked_off(actions.release(by, use, a_manual_account(by)))
    now = clock.now()
    Release.objects.filter(pk=one.pk).update(stage=Stage.OUT, sent_at=now, out_at=now)
    one.refresh_from_db()
    actions.found(one, "Màn hình phòng chờ", Place.ELSEWHERE, by="person")
    return one


def shown(release: Release) -> out.ReleaseShown:
    with override("vi"):
        (one,) = out.of(release.use.original.patient)
    return one


def test_of_what_a_restore_called_off_nobody_says_that_it_never_went_out(release: Release) -> None:
    Release.objects.update(stage=Stage.CANCELLED, why_vi=actions.RESTORED.vi, why_en=actions.RESTORED.en)
    one = shown(release)
    assert one.key == "over" and "không biết" in one.said and "khôi phục" in one.said
    Release.objects.update(why_vi="", why_en="")
    assert "không biết" not in shown(release).said


def test_what_ended_is_neither_out_nor_gone(release: Release) -> None:
    PublicCopy.objects.update(state=CopyState.PLATFORM_GONE, done_at=clock.now())
    Release.objects.update(stage=Stage.ENDED)
    one = shown(release)
    assert one.key == "ended" and "Đã gỡ đến mức có thể" in one.said
    assert one.copies[0].key == "said" and "Người của phòng khám cho biết" in one.copies[0].said
    assert "hai lần" not in one.copies[0].said, "nobody looks"
    assert one.gone == 0 and Stage.ENDED not in out.SHOWN, "there is nothing to take down any more"


def test_whose_word_it_is_is_told(release: Release) -> None:
    assert actions.take_down(release, Why.WITHDRAWN)
    PublicCopy.objects.update(state=CopyState.PLATFORM_GONE, done_at=clock.now())
    assert shown(release).copies[0].key == "said", "nobody can look at a screen"
    PublicCopy.objects.update(address="https://x.example/1", look_after=clock.now())
    one = shown(release).copies[0]
    assert one.key == "coming" and "Người của phòng khám" in one.said and "hai lần" in one.said
    PublicCopy.objects.update(done_at=None)
    assert "Nơi đăng báo" in shown(release).copies[0].said


def test_where_nobody_could_look_the_word_is_not_read_as_our_own_look(release: Release) -> None:
    """She read: it is gone, says the clinic; we looked on that day. The look had not been able to tell."""
    PublicCopy.objects.update(
        state=CopyState.PLATFORM_GONE, done_at=clock.now(), address="https://x.example/1", looked_at=clock.now()
    )
    Release.objects.update(stage=Stage.ENDED)
    alone = "không tự xem được"
    assert alone not in shown(release).copies[0].said
    PublicCopy.objects.update(last_seen=Seen.UNKNOWN)
    assert alone in shown(release).copies[0].said
    made = a_link(a_member(clinic=release.clinic), release.use.original.patient)
    client = came_in(made)
    client.post(f"/p/{made.token}/own/withdraw/")
    page = client.get(f"/p/{made.token}/own/").content.decode()
    assert "đã được gỡ đến mức có thể: xem từng nơi" in page, "before all else"


def test_what_the_last_look_did_not_see_is_not_said_to_be_seen(release: Release) -> None:
    said = {}
    for seen in ("", *Seen):
        PublicCopy.objects.update(address="https://x.example/1", last_seen=seen)
        said[seen] = shown(release).copies[0].said
    for seen in (Seen.THERE, Seen.GONE):  # neither is said of a look that saw something else, or of none
        assert said.pop(seen) not in said.values()


def test_nor_of_what_it_called_off_before_its_time(release: Release) -> None:
    why = actions.RESTORED_BEFORE_ITS_TIME
    Release.objects.update(stage=Stage.CANCELLED, why_vi=why.vi, why_en=why.en)
    assert "không biết" in shown(release).said
