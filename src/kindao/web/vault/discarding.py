"""One file goes, its key stays: the parts of an upload once they are put together, a copy that nobody permitted."""

from django.db import transaction

from kindao import clock
from kindao.web.vault import blobs
from kindao.web.vault.models import StoredFile


@transaction.atomic
def discard(file: StoredFile) -> None:
    """Its bytes go when the transaction commits; its row stays, without its name. A second time changes nothing."""
    if StoredFile.objects.filter(pk=file.pk, erased_at=None).update(erased_at=clock.now(), name=b""):
        blob = file.blob
        transaction.on_commit(lambda: blobs.remove(blob))
