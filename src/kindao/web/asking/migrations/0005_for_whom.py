from django.db import migrations, models

from kindao.web.clinics.rows import again, refuse


class Migration(migrations.Migration):
    dependencies = [("asking", "0004_of_others_and_hours")]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="whom",
            field=models.JSONField(blank=True, default=dict),
        ),
        again(
            refuse(
                "asking_ask",
                "asking_what_was_read_stays",
                before="UPDATE",
                when="OLD.notice_vi_id IS NOT NULL AND (OLD.statement <> NEW.statement OR OLD.digests <> NEW.digests)",
                says="what was put before somebody stays as it was",
            )
        ),
    ]
