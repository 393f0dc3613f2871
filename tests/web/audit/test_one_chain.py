"""Workers that write at once make one chain, and none of their events is lost."""

import subprocess
import sys
from pathlib import Path

from installation import WORKS, Installation

WRITERS, EACH = 3, 60
WRITE = """
print("on", flush=True)
sys.stdin.readline()
clinic = Clinic.objects.get()
for number in range({each}):
    with transaction.atomic():
        audit.record("test.done", clinic, by=None, clinic=clinic, facts={{"number": number}})
"""
CHECK = """
(log,) = Log.objects.all()
verdict = verifying.verify(log)
seqs = list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True))
keys = sorted({(key.master) for key in DataKey.objects.all()})
print(verdict.problem, verdict.events, seqs == list(range(1, len(seqs) + 1)), verdict.checkpoints, keys)
"""
FIRST_KEYS = """
print("on", flush=True)
sys.stdin.readline()
keys.shared_key(Clinic.objects.get())
"""


def at_once(desk: Installation, code: str) -> None:
    """Runs it in several processes that begin together."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKS + code],
            env=desk.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(WRITERS)
    ]
    for one in started:
        assert one.stdout and one.stdout.readline()
    for one in started:
        assert one.stdin
        one.stdin.write(b"go\n")
        one.stdin.flush()
    assert [one.wait(120) for one in started] == [0] * WRITERS
    for one in started:
        one.communicate()


def test_workers_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    desk = Installation(tmp_path / "desk").migrate()
    desk.python("Clinic.objects.create(name='x')")
    at_once(desk, WRITE.format(each=EACH))
    total = WRITERS * EACH
    assert desk.python(CHECK).split() == ["None", str(total), "True", str(total // 100), "[]"]
    at_once(desk, FIRST_KEYS)  # the clinic's first key, asked for by all: one master key, one data key
    assert desk.python("print(DataKey.objects.count())").split() == ["1"]
    assert len(list((desk.folder / "keys").glob("master-*"))) == 1
