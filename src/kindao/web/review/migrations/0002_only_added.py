from django.db import migrations

from kindao.web.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]

    operations = [append_only("review_decision"), append_only("review_confirmation")]
