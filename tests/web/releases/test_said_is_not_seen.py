"""What nobody has looked at is not called seen."""

from datetime import timedelta

import pytest
from django.utils import translation

from kindao import clock
from kindao.web.releases.models import CopyState, PublicCopy, Seen
from kindao.web.releases.templatetags.outside import shade, state


def test_an_address_that_was_only_told_is_not_called_seen() -> None:
    with translation.override("en"):
        assert state(PublicCopy(state=CopyState.LIVE)) == "Said to be there"
        seen = PublicCopy(state=CopyState.LIVE, looked_at=clock.now(), last_seen=Seen.THERE)
        assert state(seen) == "Seen" and shade(seen) == "live"
    with translation.override("vi"):
        assert state(PublicCopy(state=CopyState.LIVE)) == "Theo lời báo"


@pytest.mark.parametrize("last", [Seen.OTHER, Seen.UNKNOWN])
def test_an_address_of_which_the_look_told_nothing_is_not_called_seen(last: Seen) -> None:
    copy = PublicCopy(state=CopyState.LIVE, looked_at=clock.now(), last_seen=last)
    with translation.override("en"):
        assert state(copy) == "Said to be there; the look could not tell" and shade(copy) == "said"
    with translation.override("vi"):
        assert state(copy) == "Theo lời báo; lần xem không rõ"


@pytest.mark.parametrize("asked", [CopyState.DELETE_ASKED, CopyState.PLATFORM_GONE])
def test_what_a_look_sees_after_the_deletion_is_not_called_gone(asked: CopyState) -> None:
    """The platform said so of the post; what shows it beside, as a gallery's page, stays until it goes or a person is
    asked."""
    now = clock.now()
    copy = PublicCopy(state=asked, asked_at=now, looked_at=now + timedelta(seconds=5), last_seen=Seen.THERE)
    with translation.override("en"):
        assert state(copy) == "Still seen after the deletion"
        copy.looked_at = now - timedelta(seconds=5)
        assert state(copy) == copy.get_state_display(), "nobody has looked since"
    with translation.override("vi"):
        copy.looked_at = now + timedelta(seconds=5)
        assert state(copy) == "Đã xóa mà vẫn thấy"
