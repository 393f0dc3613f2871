from django.core.validators import RegexValidator
from django.db import migrations, models


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
                validators=[
                    RegexValidator(
                        r"\A\+?\(?[0-9](?:[ .()/-]*[0-9]){2,14}\Z",
                        "Write one telephone number in figures, such as 028 3822 0000 or +84 28 3822 0000.",
                    )
                ],
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
