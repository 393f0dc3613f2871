"""What nobody has looked at is not called seen."""

from django.utils import translation

from kindao import clock
from kindao.web.releases.models import CopyState, PublicCopy, Seen
from kindao.web.releases.templatetags.outside import state


def test_an_address_that_was_only_told_is_not_called_seen() -> None:
    with translation.override("en"):
        assert state(PublicCopy(state=CopyState.LIVE)) == "Said to be there"
        seen = PublicCopy(state=CopyState.LIVE, looked_at=clock.now(), last_seen=Seen.THERE)
        assert state(seen) == "Seen"
    with translation.override("vi"):
        assert state(PublicCopy(state=CopyState.LIVE)) == "Theo lời báo"
