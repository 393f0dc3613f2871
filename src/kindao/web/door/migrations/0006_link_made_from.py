from importlib import import_module

from django.db import migrations, models

from kindao.web.clinics.rows import again

GUARDS = import_module("kindao.web.door.migrations.0002_guards").Migration.operations[1:3]


class Migration(migrations.Migration):
    dependencies = [("door", "0005_unsent_of_a_browser")]

    operations = [
        migrations.AddField("link", "from_address", models.CharField(blank=True, max_length=64)),
        *map(again, GUARDS),
    ]
