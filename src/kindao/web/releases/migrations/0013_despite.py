from django.db import migrations, models

from kindao.web.audit.append_only import append_only


class Migration(migrations.Migration):
    """Why something is gone though the picture that shows it has a part in common with the released one."""

    dependencies = [
        ("releases", "0012_answered"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="despite",
                field=models.TextField(blank=True, default=""),
                preserve_default=False,
            )
            for model in ("publiccopy", "saidgone")
        ),
        append_only("releases_saidgone"),  # SQLite has remade the table
    ]
