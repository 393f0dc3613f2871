"""What a release looks like is forgotten with the pictures of whoever had them erased, once nothing of it has to be
found any more. Its bytes' digest and its random name stay: by them, and by its own addresses, it is known should it
come back."""

from kindao.web.releases.models import MAY_BE_OUT, Release


def forget_looks() -> int:
    """Gives of how many."""
    erased = Release.objects.filter(use__original__patient__key__erased_at__isnull=False)
    return erased.exclude(phash="").exclude(stage__in=MAY_BE_OUT).update(phash="")
