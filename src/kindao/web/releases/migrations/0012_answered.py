from typing import Any

from django.db import migrations, models

STATES = (
    ("live", "Seen"),
    ("delete-asked", "Deletion asked"),
    ("platform-gone", "The platform says it is gone"),
    ("by-hand", "A person takes it down"),
    ("undeletable", "Can't be taken back"),
    ("verified-gone", "Gone, seen from outside twice"),
    ("came-back", "It came back"),
    ("answered", "Answered since"),
)
NO_WORD = models.Q(done_at=None, done_by=None, evidence=None)


def said_as_it_was(apps: Any, schema_editor: Any) -> None:
    """That an address was told, or that it was not posted, was kept as a word that it is gone, without a picture."""
    copies = apps.get_model("releases", "PublicCopy").objects
    copies.filter(address="", state="platform-gone", evidence=None).update(state="answered")


def as_before(apps: Any, schema_editor: Any) -> None:
    apps.get_model("releases", "PublicCopy").objects.filter(state="answered").update(state="platform-gone")


class Migration(migrations.Migration):
    """Where nobody had told where a release is, and somebody has since: a state of its own."""

    dependencies = [
        ("releases", "0011_because"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="publiccopy", name="copy_state_is_known"),
        migrations.RemoveConstraint(model_name="publiccopy", name="a_word_stands_while_it_is_gone"),
        migrations.AlterField(
            model_name="publiccopy",
            name="state",
            field=models.CharField(choices=list(STATES), default="live", max_length=14),
        ),
        migrations.RunPython(said_as_it_was, as_before),
        migrations.AddConstraint(
            model_name="publiccopy",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=[state for state, _ in STATES]), name="copy_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="publiccopy",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=("platform-gone", "verified-gone", "answered")) | NO_WORD,
                name="a_word_stands_while_it_is_gone",
            ),
        ),
    ]
