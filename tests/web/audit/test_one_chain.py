"""Workers that write at once make one chain, and none of their events is lost."""

from pathlib import Path

from installation import Installation

WRITERS, EACH = 3, 60
WRITE = """
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
keys.shared_key(Clinic.objects.get())
"""


AT_ONCE = """
waits, begins = os.pipe()
writers = []
for _ in range({writers}):
    writers.append(os.fork())
    if not writers[-1]:
        os.close(begins)
        os.read(waits, 1)
        exec({code!r})
        os._exit(0)
os.close(begins)
assert [os.waitpid(writer, 0)[1] for writer in writers] == [0] * {writers}
"""


def at_once(desk: Installation, code: str) -> None:
    """Runs it in several processes that begin together."""
    desk.python(AT_ONCE.format(writers=WRITERS, code=code))


def test_workers_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    desk = Installation(tmp_path / "desk").migrate()
    desk.python("Clinic.objects.create(name='x')")
    at_once(desk, WRITE.format(each=EACH))
    total = WRITERS * EACH
    assert desk.python(CHECK).split() == ["None", str(total), "True", str(total // 100), "[]"]
    at_once(desk, FIRST_KEYS)  # the clinic's first key, asked for by all: one master key, one data key
    assert desk.python("print(DataKey.objects.count())").split() == ["1"]
    assert len(list((desk.folder / "keys").glob("master-*"))) == 1
