"""How long it takes from a withdrawal until all that went out is gone from a real WordPress, and seen to be gone.

    ./run bench releases [--runs 20] [--without-plugin]

Debian's WordPress and MariaDB run in a folder of their own (tests/wordpress.py), the desk in another, with one worker
as `kindao worker` starts it. Every use is a row that the law permits (tests/permits.py); beside each file that is out
a derivative lies that WordPress doesn't know, where the plugin is there to find it. Told, on the clock: seconds from
the withdrawal until no file of it is left on the site's disk; until every address was seen to be gone twice, ten
seconds apart, from outside; and how many addresses that were. The aim is 60 seconds at the 95th percentile."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
AIM = 60.0  # seconds
PATIENCE = 600.0  # seconds, after which the run has failed


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=20)
    asked.add_argument("--without-plugin", action="store_true")
    told = asked.parse_args()
    import wordpress

    with tempfile.TemporaryDirectory() as folder, wordpress.started() as blog:
        os.environ["KINDAO_SITES"] = "private"
        from kindao.web import home, serving

        serving.settle(home.Home(Path(folder) / "home"), address="http://localhost:8460")
        serving.prepare()
        if not told.without_plugin:
            from kindao.web.releases.connectors import wordpress as connector

            shutil.copy(Path(connector.__file__).with_name("kindao-takedown.php"), blog.plugins)
        with subprocess.Popen(
            [sys.executable, "-m", "kindao", "worker", "--with-parent"], stdin=subprocess.PIPE
        ) as worker:
            try:
                shown(measured(blog, told.runs, plant=not told.without_plugin))
            finally:
                worker.terminate()


def measured(blog: Any, runs: int, *, plant: bool) -> list[tuple[float, float, int]]:
    """(seconds until no file is left, until all is proven gone, addresses) of each run."""
    from builders import a_member
    from kindao.engine.vocabulary import Destination
    from kindao.web.consent import actions as consents
    from kindao.web.consent.models import Who
    from kindao.web.releases import accounts
    from kindao.web.releases.models import Stage

    by = a_member()
    told = {"user": "web", "password": blog.passwords["web"]}
    account = accounts.open_account(
        by, "wordpress", Destination.WEBSITE, title="Trang web", address=blog.address, told=told
    )
    out = [released(by, account) for _ in range(runs)]
    took: list[tuple[float, float, int]] = []
    for release, consent in out:
        until(lambda: at(release) == Stage.OUT and release.public_copies.count() > 12)  # noqa: B023 - called at once
        if plant:
            some = next(iter(blog.files(release.mark).values()))
            shutil.copy(some, some.with_name(f"{release.mark}-777x555.jpg"))
        began = time.monotonic()
        consents.withdraw(consent, who=Who.PATIENT)
        until(lambda: not blog.files(release.mark))  # noqa: B023 - called at once
        files = time.monotonic() - began
        until(lambda: at(release) == Stage.GONE)  # noqa: B023 - called at once
        took.append((files, time.monotonic() - began, release.public_copies.count()))
        print(f"{len(took)} of {runs}: {files:.1f}, {took[-1][1]:.1f}", file=sys.stderr)
    return took


def released(by: Any, account: Any) -> tuple[Any, Any]:
    """A release that the worker is to send, and the consent on which it rests. Nothing is left for the engine to do."""
    from django.db import transaction

    from builders import a_patient
    from kindao.engine.vocabulary import Destination
    from kindao.web.consent.models import Consent
    from kindao.web.releases import actions
    from kindao.web.review.models import Inspection, Work
    from permits import a_lawful_use

    with transaction.atomic():
        patient = a_patient(by)
        use = a_lawful_use(by, patient, destination=Destination.WEBSITE, caption="Sau ba tháng")
        Inspection.objects.update(state=Work.State.DONE)
        return actions.release(by, use, account), Consent.objects.get(patient=patient)


def at(release: Any) -> str:
    release.refresh_from_db()
    return str(release.stage)


def until(is_so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > PATIENCE:
            raise SystemExit("kindao: it took longer than ten minutes")
        time.sleep(0.1)


def shown(took: list[tuple[float, float, int]]) -> None:
    print(f"{len(took)} withdrawals, one worker, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| seconds on the clock | median | 95 % | longest |\n|---|---:|---:|---:|")
    slow = 0.0
    for name, column in (("no file is left on the site", 0), ("every address is verified gone", 1)):
        seconds = sorted(float(one[column]) for one in took)
        slow = statistics.quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
        print(f"| {name} | {statistics.median(seconds):.1f} | {slow:.1f} | {seconds[-1]:.1f} |")
    print(f"\n{min(one[2] for one in took)} to {max(one[2] for one in took)} addresses each; ", end="")
    print(f"the aim, {AIM:.0f} seconds at the 95th percentile, is {'met' if slow < AIM else 'NOT met'}")


if __name__ == "__main__":
    main()
