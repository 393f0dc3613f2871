from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("door", "0004_unsent")]

    operations = [
        migrations.AddField("unsent", "browser", models.UUIDField(default=uuid4), preserve_default=False),
    ]
