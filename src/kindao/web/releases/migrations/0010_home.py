from django.db import migrations, models


class Migration(migrations.Migration):
    """The address that a site says it has: by whatever name it is reached, it is one account."""

    dependencies = [
        ("releases", "0009_reasons_to_come_down"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="home",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
    ]
