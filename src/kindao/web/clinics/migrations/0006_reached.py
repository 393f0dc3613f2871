from django.db import migrations, models

import kindao.web.clinics.models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0005_former_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="phone",
            field=models.CharField(
                blank=True,
                default="",
                max_length=40,
                validators=[kindao.web.clinics.models.CALLED],
                verbose_name="telephone",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="email",
            field=models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail"),
        ),
        migrations.AddField(
            model_name="clinic",
            name="address",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="address"),
        ),
    ]
