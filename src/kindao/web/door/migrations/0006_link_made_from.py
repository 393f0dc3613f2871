from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("door", "0005_unsent_of_a_browser")]

    operations = [migrations.AddField("link", "from_address", models.CharField(blank=True, max_length=64))]
