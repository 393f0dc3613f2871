"""The copy in the hands of whoever posts it themselves: a download, once."""

from contextlib import ExitStack
from typing import BinaryIO

from django.http import FileResponse

from kindao.web.clinics.models import Membership
from kindao.web.releases import actions, seeing
from kindao.web.releases.models import Release
from kindao.web.releases.permits import NotAllowed


class _Held:
    """A stream that lets go, once it was read or left, of all that it needed."""

    def __init__(self, stream: BinaryIO, held: ExitStack) -> None:
        self._stream, self._held = stream, held

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def close(self) -> None:
        self._held.close()


def download(by: Membership, release: Release) -> FileResponse:
    """The permit is spent with it. Raises as `actions.handed_out`, and NotAllowed for one that was fetched and must not
    be posted."""
    if no := seeing.unposted(release):
        raise NotAllowed(
            f"this was handed out already, and must not be posted: {no.en}",
            vi=f"Bản này đã được đưa ra rồi, và không được đăng: {no.vi}",
        )
    with ExitStack() as held:
        stream = held.enter_context(actions.handed_out(by, release))
        file = _Held(stream, held.pop_all())
    return FileResponse(file, as_attachment=True, filename=release.file_name, content_type=release.media_type)
