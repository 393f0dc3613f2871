from django.db import migrations, models

from kindao.web.clinics.rows import refuse

ENDED = "'refused', 'withdrawn', 'expired', 'superseded', 'invalidated'"
TABLE, NAME, SAYS = "consent_scope", "consent_scope_stays_ended", "a scope that has ended never comes back"
before = refuse(TABLE, NAME, before="UPDATE", when=f"OLD.state IN ({ENDED}) AND NEW.state <> OLD.state", says=SAYS)


class Migration(migrations.Migration):
    """Which representative took something back. What a clock that stood ahead has ended may be given again: nobody took
    it back."""

    dependencies = [("consent", "0002_guards"), ("cases", "0006_proof_seen_by_two")]

    operations = [
        migrations.AddField(
            "consentevent",
            "speaks",
            models.ForeignKey("cases.guardianship", models.PROTECT, blank=True, null=True, related_name="+"),
        ),
        migrations.RunPython(before.reverse_code or before.code, before.code),
        refuse(
            TABLE,
            NAME,
            before="UPDATE",
            when=f"OLD.state IN ({ENDED}) AND NEW.state <> OLD.state "
            "AND NOT (OLD.state = 'expired' AND NEW.state = 'given' AND NEW.ends IS NOT NULL)",
            says=SAYS,
        ),
    ]
