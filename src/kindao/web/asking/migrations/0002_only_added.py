from django.db import migrations

from kindao.web.audit.append_only import append_only
from kindao.web.clinics.rows import refuse


class Migration(migrations.Migration):
    dependencies = [("asking", "0001_initial")]

    operations = [
        append_only("asking_step"),
        append_only("asking_answer"),
        refuse(
            "asking_ask",
            "asking_what_was_read_stays",
            before="UPDATE",
            when="OLD.notice_vi_id IS NOT NULL AND (OLD.statement <> NEW.statement OR OLD.digests <> NEW.digests)",
            says="what was put before somebody stays as it was",
        ),
    ]
