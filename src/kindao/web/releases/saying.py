"""What a page says once an address was written down."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kindao.web.releases.models import Release, Stage


def written_down(request: HttpRequest, release: Release) -> None:
    """That it is watched, or that it comes down: nobody is told the one while the other is done."""
    release.refresh_from_db(fields=["stage"])
    if release.stage == Stage.COMING_DOWN:
        told = _("Written down. It may not be there: it comes down now. What a person deletes stands under By hand.")
        messages.warning(request, told)
    else:
        messages.success(request, _("Written down. Kindao looks at it from outside from now on."))
