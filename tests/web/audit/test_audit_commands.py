"""The audit at the command line, as an auditor uses it."""

import json
from pathlib import Path

from installation import Installation

TAMPER = """
from django.db import connection
from kindao.web.audit.append_only import unguard
unguard(connection, "audit_auditevent")
with connection.cursor() as cursor:
    cursor.execute("UPDATE audit_auditevent SET verb = 'test.other' WHERE seq = 3")
"""


def test_an_auditor_signs_keeps_a_receipt_and_is_told_what_was_touched(tmp_path: Path) -> None:
    desk = Installation(tmp_path / "desk").migrate()
    event = desk.python(
        "clinic = Clinic.objects.create(name='x')\n"
        "for _ in range(5): event = audit.record('test.done', clinic, by=None, clinic=clinic)\n"
        "print(event.pk)"
    ).strip()
    assert "signed at event 5" in desk.kindao("audit", "sign").stdout
    receipt = tmp_path / "receipt.json"
    assert desk.kindao("audit", "receipt", event, "-o", receipt).returncode == 0
    assert json.loads(receipt.read_text())["checkpoint"]["signer"] == desk.kindao("audit", "signer").stdout.strip()
    whole = desk.kindao("audit", "verify", "--receipt", receipt)
    assert whole.returncode == 0 and "5 events, 1 signed checkpoints" in whole.stdout
    desk.python(TAMPER)
    touched = desk.kindao("audit", "verify", "--json")
    assert touched.returncode == 4
    (log,) = json.loads(touched.stdout)["logs"]
    assert log["problem"]["wrong"] == "altered" and log["problem"]["event"] == 3
    assert "event 3 was altered" in desk.kindao("audit", "verify").stdout
    receipt.write_text("{}")
    refused = desk.kindao("audit", "verify", "--receipt", receipt)
    assert refused.returncode == 2 and "not a receipt" in refused.stderr
