from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("asking", "0004_of_others_and_hours")]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="about",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ask",
            name="whom",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
