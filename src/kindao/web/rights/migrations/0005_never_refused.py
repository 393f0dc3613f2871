from importlib import import_module

from django.db import migrations

from kindao.web.clinics.rows import again, refuse

NEVER = "NEW.state = 'refused' AND NEW.kind IN ('restrict', 'object', 'withdraw', 'withdraw-help')"
OF_REQUESTS = import_module("kindao.web.rights.migrations.0002_guards").Migration.operations[2:]


class Migration(migrations.Migration):
    """Those that were refused before stay so, and hold again."""

    dependencies = [("rights", "0004_third_party_says_why")]

    operations = [
        *map(again, OF_REQUESTS),
        refuse(
            "rights_rightsrequest",
            "rights_pause_is_never_refused",
            before="UPDATE",
            when=f"OLD.state <> NEW.state AND {NEVER}",
            says="a pause or a withdrawal is never refused",
        ),
        refuse(
            "rights_rightsrequest",
            "rights_pause_is_never_made_refused",
            before="INSERT",
            when=NEVER,
            says="a pause or a withdrawal is never refused",
        ),
    ]
