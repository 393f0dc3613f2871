from django.db import migrations

from kindao.web.audit.append_only import append_only
from kindao.web.clinics.rows import refuse


class Migration(migrations.Migration):
    dependencies = [("officer", "0001_initial")]

    operations = [
        append_only("officer_done"),
        refuse(
            "officer_mark",
            "officer_mark_is_never_altered",
            before="UPDATE",
            when="OLD.at <> NEW.at OR OLD.kind <> NEW.kind OR OLD.drawn_by_id <> NEW.drawn_by_id "
            "OR OLD.original_id <> NEW.original_id",
            says="a box that was drawn is never altered",
        ),
        refuse(
            "officer_mark",
            "officer_mark_stays_ended",
            before="UPDATE",
            when="OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at)",
            says="a box that was taken back stays so",
        ),
    ]
