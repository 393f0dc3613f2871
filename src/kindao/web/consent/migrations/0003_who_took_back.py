from django.db import migrations, models


class Migration(migrations.Migration):
    """Which representative took something back."""

    dependencies = [("consent", "0002_guards"), ("cases", "0006_proof_seen_by_two")]

    operations = [
        migrations.AddField(
            "consentevent",
            "speaks",
            models.ForeignKey("cases.guardianship", models.PROTECT, blank=True, null=True, related_name="+"),
        ),
    ]
