from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from kindao.web.clinics.rows import again, refuse

BEFORE = "kindao.web.rights.migrations"
GUARDS = (
    *import_module(f"{BEFORE}.0002_guards").Migration.operations[2:],
    *import_module(f"{BEFORE}.0005_never_refused").Migration.operations[-2:],
)
KINDS = [
    ("see", "See what the clinic holds about me"),
    ("copy", "Get a copy"),
    ("correct", "Have something corrected"),
    ("restrict", "Have the use of my data paused"),
    ("object", "Object to the use of my data"),
    ("delete", "Have my pictures deleted"),
    ("withdraw", "I took my consent back"),
    ("withdraw-help", "Get help to take my consent back"),
    ("protect", "Have my data protected better"),
    ("complain", "Complain"),
]


class Migration(migrations.Migration):
    """A measure that protects data is a request of its own; and of who speaks for somebody it is known who it was."""

    dependencies = [("cases", "0006_proof_seen_by_two"), ("rights", "0005_never_refused")]

    operations = [
        migrations.RemoveConstraint("rightsrequest", "right_is_known"),
        migrations.AddField(
            "rightsrequest",
            "guardianship",
            models.ForeignKey(
                "cases.guardianship", django.db.models.deletion.PROTECT, blank=True, null=True, related_name="+"
            ),
        ),
        migrations.AlterField("rightsrequest", "kind", models.CharField(choices=KINDS, max_length=14)),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in KINDS])), name="right_is_known"
            ),
        ),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=models.Q(("guardianship", None), ("who", "representative"), _connector="OR"),
                name="who_speaks_asked_it",
            ),
        ),
        *map(again, GUARDS),
        refuse(
            "rights_rightsrequest",
            "rights_who_asked_is_never_edited",
            before="UPDATE",
            when="COALESCE(CAST(OLD.guardianship_id AS varchar(36)), '') "
            "<> COALESCE(CAST(NEW.guardianship_id AS varchar(36)), '')",
            says="what was asked is never edited",
        ),
    ]
