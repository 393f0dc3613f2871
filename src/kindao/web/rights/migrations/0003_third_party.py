from django.db import migrations, models

WHY = "Nền tảng hoặc bên đã nhận bản sao cũng phải làm."  # what the officer's form asked, to which they said yes


def only_where_it_was_said(apps, schema_editor):
    """The longer term held until an officer said otherwise. Now it holds where one said so: when they began."""
    requests = apps.get_model("rights", "RightsRequest").objects.filter(third_party=True)
    said = requests.filter(events__what="acting").values("pk")
    requests.exclude(pk__in=said).update(third_party=False)
    requests.update(third_party_why=WHY)


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_guards")]

    operations = [
        migrations.AddField("rightsrequest", "third_party_why", models.TextField(blank=True, default=""), False),
        migrations.AlterField("rightsrequest", "third_party", models.BooleanField(default=False)),
        migrations.RunPython(only_where_it_was_said, migrations.RunPython.noop),
    ]
