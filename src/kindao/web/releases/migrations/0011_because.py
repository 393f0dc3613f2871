from django.db import migrations, models


class Migration(migrations.Migration):
    """The rule by which something was ordered down, in words."""

    dependencies = [
        ("releases", "0010_home"),
    ]

    operations = [
        migrations.AddField(
            model_name="takedown",
            name="because_vi",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="takedown",
            name="because_en",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
