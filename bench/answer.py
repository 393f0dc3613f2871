"""How much longer than the engine itself the desk takes until its answer stands in the browser.

    ./run bench answer [--rounds 6]

`kindao serve --demo` with its one worker, and Chromium at the size of a phone. Each round a doctor takes a picture into
the record, asks for an advert of it, and waits; every picture is new to the desk (an example's, with a comment of its
own). Told of both waits, in milliseconds on the clock: from the tap until the answer is seen; of that the worker's job,
which is the engine and what it reads and keeps; what is left is the desk's: upload, queue, page. Aim: under 1000."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect, sync_playwright

import web

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"
PICTURE = ROOT / "examples/nose.jpg"
PATIENCE = 120_000  # milliseconds
DOCTOR = """
import django; django.setup()
import json
from kindao.web.cases import actions
from kindao.web.clinics.models import Membership
from web_pages import session
by = Membership.objects.get(role="doctor", ended_at=None, user__email__endswith="@demo.example")
patient = actions.add_patient(by, record_number="BENCH-1", name="Lưu Thị Đo Lường")
print(json.dumps([session("doctor")["Cookie"], str(patient.pk)]))
"""
JOBS = """
import django; django.setup()
import json
from django_tasks_db.models import DBTaskResult
rows = DBTaskResult.objects.filter(task_path="kindao.web.review.jobs.do", finished_at__gt="{since}")
print(json.dumps([(one.finished_at - one.started_at).total_seconds() * 1000 for one in rows.order_by("started_at")]))
"""


def python(code: str, environment: dict[str, str]) -> str:
    told = environment | {"DJANGO_SETTINGS_MODULE": "kindao.web.settings", "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.run([sys.executable, "-c", code], env=told, check=True, capture_output=True, text=True).stdout


def a_round(page: Page, desk: str, patient: str, number: int) -> tuple[float, float]:
    """Milliseconds until what was found is seen, and until the answer is."""
    data = PICTURE.read_bytes()
    fresh = data[:2] + b"\xff\xfe\x00\x06" + number.to_bytes(4) + data[2:]  # a JPEG's comment
    page.goto(f"{desk}/patients/{patient}/capture/")
    page.fill("[name=specialty]", "cosmetic")
    begun = time.perf_counter()
    page.set_input_files("#files", FilePayload(name="nose.jpg", mimeType="image/jpeg", buffer=fresh))
    page.wait_for_url("**/originals/**", timeout=PATIENCE)
    expect(page.locator(".marks rect").first).to_be_attached(timeout=PATIENCE)
    found = (time.perf_counter() - begun) * 1000
    page.select_option("[name=purpose]", "advertising")
    page.select_option("[name=destination]", "facebook")
    page.select_option("[name=body_area]", "nose")
    begun = time.perf_counter()
    page.click("main form.card button.primary")
    page.wait_for_url("**/uses/**", timeout=PATIENCE)
    expect(page.locator(".answer h1")).to_be_visible(timeout=PATIENCE)
    return found, (time.perf_counter() - begun) * 1000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=6)
    rounds = asked.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home, port = Path(folder) / "home", web.a_port()
        environment = os.environ | {"KINDAO_HOME": str(home)}
        log = (Path(folder) / "log").open("w")
        serve = [sys.executable, "-m", "kindao", "serve", "--demo", "--port", str(port)]
        server = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
        try:
            web.until_open(port)
            cookie, patient = json.loads(python(DOCTOR, environment))
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(viewport={"width": 390, "height": 844})
            desk = f"http://localhost:{port}"
            context.add_cookies(
                [dict(zip(("name", "value"), one.split("=", 1), strict=True), url=desk) for one in cookie.split("; ")]  # type: ignore[misc]
            )
            page = context.new_page()
            rows = []
            for number in range(rounds + 1):  # the first reads the networks
                since = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
                waits = a_round(page, desk, patient, number)
                time.sleep(1)  # the answer stands before the job has said that it ended
                jobs = [took for took in json.loads(python(JOBS.format(since=since), environment)) if took > 50]
                rows.append((*waits, *jobs[:2]))
                print("ms until found, until answered, the jobs:", *(round(one) for one in rows[-1]), flush=True)
        finally:
            server.terminate()
            server.wait(60)
    for name, at in (("what was found", 0), ("the answer", 1)):
        waits, left = [row[at] for row in rows[1:]], [row[at] - row[at + 2] for row in rows[1:]]
        told = f"{name}: seen after {statistics.median(waits):.0f} ms, of them beside the engine"
        print(f"{told} {statistics.median(left):.0f} (median), {max(left):.0f} (most)")


if __name__ == "__main__":
    main()
