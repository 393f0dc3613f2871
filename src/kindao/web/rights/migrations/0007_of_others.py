from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from kindao.web.clinics.rows import again, refuse

BEFORE = "kindao.web.rights.migrations"
GUARDS = (
    *import_module(f"{BEFORE}.0002_guards").Migration.operations[2:],
    *import_module(f"{BEFORE}.0005_never_refused").Migration.operations[-2:],
    import_module(f"{BEFORE}.0006_protect_and_who_asked").Migration.operations[-1],
)


def same(column):
    return f"COALESCE(CAST(OLD.{column} AS varchar(36)), '') <> COALESCE(CAST(NEW.{column} AS varchar(36)), '')"


class Migration(migrations.Migration):
    """Somebody in a picture who is no patient has the same rights."""

    dependencies = [("cases", "0006_proof_seen_by_two"), ("rights", "0006_protect_and_who_asked")]

    operations = [
        migrations.AddField(
            "rightsrequest",
            "other",
            models.ForeignKey(
                "cases.otherperson",
                django.db.models.deletion.PROTECT,
                blank=True,
                null=True,
                related_name="rights_requests",
            ),
        ),
        migrations.AlterField(
            "rightsrequest",
            "patient",
            models.ForeignKey(
                "cases.patient",
                django.db.models.deletion.PROTECT,
                blank=True,
                null=True,
                related_name="rights_requests",
            ),
        ),
        migrations.AddConstraint(
            "rightsrequest",
            models.UniqueConstraint(fields=("other", "nonce"), name="one_request_per_form_of_another"),
        ),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=models.Q(("other", None), ("patient__isnull", False))
                | models.Q(("other__isnull", False), ("patient", None)),
                name="a_request_is_one_persons",
            ),
        ),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=models.Q(("other", None), ("who", "patient"), _connector="OR"),
                name="nobody_speaks_for_another",
            ),
        ),
        *map(again, GUARDS),
        refuse(
            "rights_rightsrequest",
            "rights_whose_it_is_is_never_edited",
            before="UPDATE",
            when=f"{same('patient_id')} OR {same('other_id')}",
            says="what was asked is never edited",
        ),
    ]
