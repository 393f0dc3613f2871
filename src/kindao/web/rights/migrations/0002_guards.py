from django.db import migrations

from kindao.web.audit.append_only import append_only
from kindao.web.clinics.rows import refuse


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial")]

    operations = [
        append_only("rights_rightsevent"),
        append_only("rights_reminder"),
        refuse(
            "rights_rightsrequest",
            "rights_request_stays_closed",
            before="UPDATE",
            when="OLD.state IN ('done', 'refused') AND NEW.state <> OLD.state",
            says="a request that was answered is not opened again",
        ),
        refuse(
            "rights_rightsrequest",
            "rights_request_is_never_edited",
            before="UPDATE",
            when="OLD.words <> NEW.words OR OLD.kind <> NEW.kind OR OLD.received_at <> NEW.received_at "
            "OR OLD.patient_id <> NEW.patient_id OR OLD.who <> NEW.who",
            says="what was asked is never edited",
        ),
        refuse(
            "rights_rightsrequest",
            "rights_request_is_extended_once",
            before="UPDATE",
            when="OLD.extended_at IS NOT NULL AND (NEW.extended_at IS NULL OR NEW.extended_at <> OLD.extended_at)",
            says="a term is extended once at most",
        ),
        refuse(
            "rights_rightsrequest",
            "rights_request_stays_lifted",
            before="UPDATE",
            when="OLD.lifted_at IS NOT NULL AND (NEW.lifted_at IS NULL OR NEW.lifted_at <> OLD.lifted_at)",
            says="what was lifted stays lifted",
        ),
    ]
