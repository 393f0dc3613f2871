from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="release",
            name="credential",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["sent_at"], name="releases_by_sending"),
        ),
    ]
