from django.db import migrations

from kindao.web.audit.append_only import append_only
from kindao.web.clinics.rows import refuse

ENDED = "'refused', 'withdrawn', 'expired', 'superseded', 'invalidated'"


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        append_only("consent_consentevent"),
        append_only("consent_evidence"),
        append_only("consent_notice"),
        refuse(
            "consent_scope",
            "consent_scope_stays_ended",
            before="UPDATE",
            when=f"OLD.state IN ({ENDED}) AND NEW.state <> OLD.state",
            says="a scope that has ended never comes back",
        ),
        refuse(
            "consent_consent",
            "consent_record_is_never_edited",
            before="UPDATE",
            when="OLD.record <> NEW.record OR OLD.signed_at <> NEW.signed_at",
            says="what was signed is never edited",
        ),
        refuse(
            "consent_consent",
            "consent_stays_withdrawn",
            before="UPDATE",
            when="OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at)",
            says="a withdrawal is never taken back",
        ),
    ]
