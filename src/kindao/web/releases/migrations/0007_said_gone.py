import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

from kindao import clock
from kindao.web.audit.append_only import append_only

STANDS = Q(state__in=("platform-gone", "verified-gone"))
WORD = Q(done_at=None, done_by=None, evidence=None)


def set_aside(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Words about what came back since, or was given to somebody anew: the platform was asked after them, or they stand
    where nothing is gone."""
    copies, said = apps.get_model("releases", "PublicCopy"), apps.get_model("releases", "SaidGone")
    asked_since = Q(asked_at__gt=F("done_at")) & ~Q(release__stage__in=("ended", "gone"))  # of those a look tells
    old = copies.objects.exclude(WORD).filter(~STANDS | asked_since)
    old = list(old)
    for row in old:
        if row.done_at is not None and row.done_by_id is not None:
            said.objects.create(
                copy=row, done_at=row.done_at, done_by_id=row.done_by_id, evidence_id=row.evidence_id, until=clock.now()
            )
    copies.objects.filter(pk__in=[row.pk for row in old]).update(done_at=None, done_by=None, evidence=None)


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0006_orders"),
        ("vault", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SaidGone",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("done_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="said_before",
                        to="releases.publiccopy",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.storedfile",
                    ),
                ),
            ],
            options={"ordering": ["until", "pk"]},
        ),
        append_only("releases_saidgone"),
        migrations.AddField(
            model_name="takedown",
            name="put_off",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(set_aside, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="publiccopy",
            constraint=models.CheckConstraint(condition=STANDS | WORD, name="a_word_stands_while_it_is_gone"),
        ),
    ]
