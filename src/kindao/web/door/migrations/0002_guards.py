from django.db import migrations

from kindao.web.audit.append_only import append_only
from kindao.web.clinics.rows import refuse

SETTLED = ("digest", "purpose", "reach", "clinic_id", "ends_at", "patient_id", "other_id", "target", "guardianship_id")


def differs(column: str) -> str:
    return f"OLD.{column} <> NEW.{column} OR (OLD.{column} IS NULL) <> (NEW.{column} IS NULL)"


class Migration(migrations.Migration):
    dependencies = [("door", "0001_initial")]

    operations = [
        append_only("door_visit"),
        refuse(
            "door_link",
            "door_link_stays_whose_it_is",
            before="UPDATE",
            when=" OR ".join(map(differs, SETTLED)),
            says="a link stays whose it is",
        ),
        refuse(
            "door_link",
            "door_link_stays_revoked",
            before="UPDATE",
            when="OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NULL OR NEW.revoked_at <> OLD.revoked_at)",
            says="a link that was revoked stays so",
        ),
        refuse(
            "door_code",
            "door_code_is_used_once",
            before="UPDATE",
            when="OLD.used_at IS NOT NULL OR NEW.digest <> OLD.digest OR NEW.attempts < OLD.attempts "
            "OR NEW.ends_at <> OLD.ends_at",
            says="a code is used once",
        ),
    ]
