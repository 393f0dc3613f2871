from importlib import import_module

from django.db import migrations, models

GUARDS = import_module("kindao.web.door.migrations.0002_guards").Migration.operations[1:3]


def again(guard):
    """SQLite has remade the table, and with it the guards are gone; PostgreSQL still has them."""

    def put(apps, editor):
        guard.reverse_code(apps, editor)
        guard.code(apps, editor)

    return migrations.RunPython(put, migrations.RunPython.noop)


class Migration(migrations.Migration):
    dependencies = [("door", "0005_unsent_of_a_browser")]

    operations = [
        migrations.AddField("link", "from_address", models.CharField(blank=True, max_length=64)),
        *map(again, GUARDS),
    ]
