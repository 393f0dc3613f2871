"""What a token may be allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What one system may do for its clinic. None implies another."""

    PATIENTS_READ = "patients:read", _("Read patients")
    PATIENTS_WRITE = "patients:write", _("Add and correct patients")
    PEOPLE_READ = "people:read", _("Read who speaks for patients, and who else is in pictures")
    PEOPLE_WRITE = "people:write", _("Write down who speaks for patients, and who else is in pictures")
    MEDIA_READ = "media:read", _("Read what was captured, and what was found in it")
    MEDIA_WRITE = "media:write", _("Send pictures and films into the vault")
    USES_READ = "uses:read", _("Read what was asked, and what was decided")
    USES_WRITE = "uses:write", _("Ask what may be posted")
    ASKS_READ = "asks:read", _("Read what patients were asked, and what they answered")
    ASKS_WRITE = "asks:write", _("Ask patients, by a link to their own phone")
    COPIES_READ = "copies:read", _("Fetch permitted safe copies")
    CONSENTS_READ = "consents:read", _("Read consents")
    CONSENTS_WRITE = "consents:write", _("Enter and withdraw consents")
    RIGHTS_READ = "rights:read", _("Read what patients asked for under their rights, with its clocks")
    RIGHTS_WRITE = "rights:write", _("Write down what patients ask for under their rights; send them their own page")
    RELEASES_READ = "releases:read", _("Read what is out, and where")
    RELEASES_WRITE = "releases:write", _("Post permitted copies")
    RELEASES_TAKE_DOWN = "releases:take-down", _("Order what is out down")
