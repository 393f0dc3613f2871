import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kindao.web.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0003_check_made"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="confirmation",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="stated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("says", "no"),
                    models.Q(
                        models.Q(("by", models.F("asked_by")), _negated=True),
                        models.Q(("by", models.F("stated_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_second_person_says_yes",
            ),
        ),
        append_only("review_confirmation"),  # SQLite has remade the table
    ]
