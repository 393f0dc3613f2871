"""The commands, as people and scripts use them: real processes, real pictures, real answers."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")
CHECK = ("check", "--purpose", "advertising", "--destination", "facebook")
FACTS = Path(__file__).parents[2] / "docs/examples/facts.json"


def test_help_loads_no_model() -> None:
    done = kindao("--help")
    assert done.returncode == 0 and "check" in done.stdout
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kindao", "--help"], capture_output=True, text=True, check=True
    ).stderr
    assert not any(f" {name}\n" in loaded for name in ("numpy", "cv2", "onnxruntime", "pydantic", "cedarpy"))


@pytest.mark.parametrize("words", [("verify", FACE), ("law", "decide", FACTS), ("law", "explain", FACTS)])
def test_a_command_that_is_started_anew_says_the_same(words: tuple[object, ...]) -> None:
    """As one of the many that these tests fork from a process in which all is read (forks.py)."""
    forked, anew = kindao(*words), kindao(*words, anew=True)
    assert (forked.returncode, forked.stdout, forked.stderr) == (anew.returncode, anew.stdout, anew.stderr)
    assert anew.stdout


def test_an_advert_without_consent_is_denied() -> None:
    done = kindao(*CHECK, FACE, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["decision"], said["copy"]) == (4, "deny", None)
    assert any(r["citation"] for r in said["reasons"]) and said["path"]
    assert {f["identifier"] for f in said["findings"]} >= {"face", "head"}
    assert "skin-mark" in {n["identifier"] for n in said["not_looked_for"]}


def test_both_languages_answer() -> None:
    english = kindao(*CHECK, FACE)
    vietnamese = kindao("--lang", "vi", *CHECK, FACE)
    assert "The way to yes" in english.stdout and "Cách để được phép" in vietnamese.stdout
    assert "Install it: pip" in english.stdout and "Hãy cài đặt: pip" in vietnamese.stdout
    (line,) = [line for line in english.stdout.splitlines() if "pip install" in line]
    assert line.startswith("  - Intimate parts were not looked for: ") and line.index("add it") < line.index("pip")


def test_redacting_makes_a_clean_copy_that_verifies_against_its_original(tmp_path: Path) -> None:
    out = tmp_path / "safe.png"
    made = kindao("redact", FACE, "-o", out, "--json")
    said = json.loads(made.stdout)
    assert made.returncode == 0 and said["copy"]["path"] == str(out) and not said["verification"]["residuals"]
    compared = kindao("verify", out, "--against", FACE)
    assert compared.returncode == 0 and compared.stdout.startswith("✓ Compared with the original")
    assert kindao("verify", out).returncode == 3
    bare = kindao("verify", FACE, "--against", FACE, "--json")
    assert bare.returncode == 4 and json.loads(bare.stdout)["clean"] is False


def test_nothing_found_without_the_original_goes_to_a_person(tmp_path: Path) -> None:
    """A strip of eyes, as it was taken: no network sees a face in it."""
    with Image.open(FACE) as face:
        face.crop((150, 190, 330, 240)).resize((1000, 280)).save(tmp_path / "eyes.png")
    for lang, words in (
        ("en", "a person must look, or compare with the original by --against"),
        ("vi", "cần người xem"),
    ):
        done = kindao("--lang", lang, "verify", tmp_path / "eyes.png")
        assert done.returncode == 3 and words in done.stdout.splitlines()[0]
        assert not done.stdout.startswith("✓")
    said = json.loads(kindao("verify", tmp_path / "eyes.png", "--json").stdout)
    assert (said["clean"], said["compared"]) == (False, False) and not said["verification"]["residuals"]


def test_a_dimmed_face_is_seen(tmp_path: Path) -> None:
    with Image.open(testdata("faces_single", "t0370.jpg")) as face:
        ImageEnhance.Contrast(face).enhance(0.08).save(tmp_path / "dim.png")
    assert kindao("verify", tmp_path / "dim.png").returncode == 4


def test_a_redacted_picture_without_anybody_in_it_still_needs_a_person(tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), (230, 230, 225)).save(tmp_path / "wall.png")
    done = kindao("redact", tmp_path / "wall.png", "-o", tmp_path / "out.png")
    assert done.returncode == 3 and "a person must look" in done.stdout and "✓ Covered" not in done.stdout


def test_several_files_use_a_folder_and_come_back_in_order(tmp_path: Path) -> None:
    sources = sorted(testdata("faces_single").iterdir())[:2]
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"nothing")
    folder = tmp_path / "copies"
    folder.mkdir()
    done = kindao("redact", sources[0], broken, sources[1], "-o", folder, "--json")
    media = json.loads(done.stdout)["media"]
    assert done.returncode == 2 and "broken.jpg" in done.stderr
    assert [bool(m.get("copy")) for m in media] == [True, False, True]
    assert sorted(p.name for p in folder.iterdir()) == ["copy-0001.jpg", "copy-0003.jpg"]  # t0002 may be a record


def test_detecting_draws_what_was_found(tmp_path: Path) -> None:
    done = kindao("detect", FACE, "--show", tmp_path / "shown.png", "--json")
    assert done.returncode == 4
    assert json.loads(done.stdout)["findings"]
    with Image.open(tmp_path / "shown.png") as shown, Image.open(FACE) as face:
        assert shown.size == face.size and shown.tobytes() != face.convert("RGB").tobytes()


def test_the_report_page_is_written_once(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert kindao(*CHECK, FACE, "--report", page).returncode == 4
    assert "<html" in page.read_text()
    assert kindao(*CHECK, FACE, "--report", page).returncode == 2


def test_the_law_can_be_asked_alone(tmp_path: Path) -> None:
    rules = json.loads(kindao("law", "list", "--json").stdout)["rules"]
    assert len(rules) > 20
    shown = kindao("law", "show", rules[0]["id"])
    assert shown.returncode == 0 and rules[0]["citation_en"] in shown.stdout
    assert kindao("law", "show", "NO-SUCH").returncode == 2


WITHDRAWN = ("law", "deadlines", "withdraw", "--since", "2026-03-02T09:30", "--third-party")


def test_what_is_due_is_told_to_people_and_to_scripts() -> None:
    done = kindao(*WITHDRAWN, "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert [one["clock"]["id"] for one in said["clocks"]] == ["DL-STOP", "DL-ACK", "DL-WITHDRAW"]
    last = said["clocks"][-1]
    assert (last["due"], last["safe_by"]) == ("2026-03-23T23:59:59+07:00", "2026-03-20")
    assert [reading["due"][:10] for reading in last["readings"]] == ["2026-03-23", "2026-03-30"]
    assert last["clock"]["citation"] == "Nghị định 356/2025/NĐ-CP, khoản 2 Điều 5" and last["clock"]["verified"] == "Y"
    text = kindao(*WITHDRAWN).stdout
    assert "the end of 2026-03-23  DL-WITHDRAW" in text and "Safe by every reading if done by: 2026-03-20" in text
    assert "not settled" in text and "Decree 356/2025/NĐ-CP, Article 5(2)" in text
    vi = kindao("--lang", "vi", *WITHDRAWN).stdout
    assert "Tính từ 09:30 ngày 02/03/2026" in vi and "20/03/2026" in vi and "hết ngày 23/03/2026" in vi


def test_an_extension_is_counted_when_it_is_used() -> None:
    done = kindao(*WITHDRAWN, "--extended")
    assert "the end of 2026-04-06 (extension counted)  DL-WITHDRAW" in done.stdout


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-03-02", "2026-03-03T00:00:00+07:00"),  # a day alone: from its first minute
        ("2026-03-02T09:30", "2026-03-03T09:30:00+07:00"),
        ("2026-03-02 09:30:15", "2026-03-03T09:30:15+07:00"),
        ("2026-03-02T09:30Z", "2026-03-03T16:30:00+07:00"),
        ("2027-03-02T09:30+09:00", "2027-03-03T07:30:00+07:00"),  # to come: may be asked about
    ],
)
def test_a_moment_is_read_as_it_is_meant(since: str, due: str) -> None:
    said = json.loads(kindao("law", "deadlines", "takedown-order", "--since", since, "--json").stdout)
    assert {one["due"] for one in said["clocks"]} == {due}


def test_a_day_whose_law_sets_no_term_is_for_a_person_to_look_at() -> None:
    done = kindao("law", "deadlines", "erase", "--since", "2020-01-01")
    assert done.returncode == 3 and "No term for this is known" in done.stdout


def test_every_clock_and_event_is_listed() -> None:
    said = json.loads(kindao("law", "deadlines", "--json").stdout)
    assert {event for clock in said["clocks"] for event in clock["events"]} == set(said["events"])
    text = kindao("law", "deadlines").stdout
    assert all(clock["id"] in text and clock["citation_en"] in text for clock in said["clocks"])
    assert "15 days, 20 with a third party, extended once by at most 15" in text and "each year on 11-25" in text


def test_a_rule_tells_what_it_may_cost_with_base_and_dates() -> None:
    text = kindao("law", "show", "VN-AD-8-8").stdout
    assert "VND 20,000,000 – 40,000,000 for an individual (as the law has it)" in text
    assert "VND 40,000,000 – 80,000,000 for an organisation (twice that)" in text
    assert "Decree 38/2021/NĐ-CP, Article 34(3)(b); from 2021-06-01 to 2026-05-14" in text
    vi = kindao("--lang", "vi", "law", "show", "VN-SN-174-96").stdout
    assert "10.000.000 – 20.000.000 đồng với tổ chức (mức ghi trong văn bản)" in vi and "hai nghị định cùng phạt" in vi
    (fine,) = json.loads(kindao("law", "show", "VN-AD-8-8", "--json").stdout)["fines"]
    assert fine["base"] == "individual" and fine["organisation"] == {"low": 40_000_000, "high": 80_000_000}
    assert (fine["since"], fine["until"], fine["currency"]) == ("2021-06-01", "2026-05-14", "VND")
    assert "up to 5 % of revenue (an organisation)" in kindao("law", "show", "VN-DP-20").stdout


def test_the_doctor_finds_everything_that_is_needed() -> None:
    done = kindao("doctor", "--json")
    checks = json.loads(done.stdout)["checks"]
    assert done.returncode == 0 and len(checks) > 15 and all(c["works"] for c in checks if c["needed"])


@pytest.mark.slow
def test_the_demo_gives_each_picture_the_answer_it_should(tmp_path: Path) -> None:
    done = kindao("demo", "-o", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(tmp_path.glob("*.html"))) == 5
    assert len([p for p in tmp_path.iterdir() if p.suffix != ".html"]) == 3


EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TEACHING = ("check", FACE, "--purpose", "teaching", "--destination", "lecture", "--on", "2026-11-23", "--json")


@pytest.mark.parametrize(
    ("files", "status", "way"),
    [
        (("guardian",), 3, ["ask-child"]),
        (("child",), 3, ["ask-guardian"]),
        (("guardian", "child"), 0, []),
    ],
)
def test_the_example_of_a_child_gets_the_answer_that_its_page_tells(
    files: tuple[str, ...], status: int, way: list[str]
) -> None:
    page = (EXAMPLES.parent / "consent.md").read_text()
    given = [EXAMPLES / f"consent-{name}.json" for name in files]
    assert all(f"examples/{file.name}" in page for file in given)
    done = kindao(*TEACHING, *(word for file in given for word in ("--consent", file)))
    said = json.loads(done.stdout)
    assert (done.returncode, [step["step"] for step in said["path"]]) == (status, way)


GROUP = Path(__file__).parents[2] / "examples" / "group.jpg"


def test_the_way_to_yes_stands_right_below_the_reasons_and_nothing_is_said_twice() -> None:
    done = kindao("check", GROUP, "--purpose", "advertising", "--destination", "facebook")
    lines = done.stdout.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert [head.partition(":")[0] for head in heads][:4] == ["✗ Not allowed", "Why", "The way to yes", "Found"]
    said = [re.sub(r"^  (-|\d\.) ", "", line) for line in lines if re.match(r"  (-|\d\.) ", line)]
    assert len(said) == len({re.sub(r" \[.*\]$", "", line) for line in said})
    assert sum("[unknown-1, unknown-2, unknown-3]" in line for line in said) == 2, "a reason and a step, for all three"


def test_a_name_in_the_caption_is_said_first_and_its_way_is_to_take_it_out() -> None:
    consent = GROUP.parent / "consents" / "group-patient.json"
    people = (
        'patient id=P1 name="Nguyễn Thị Mai Hương" at=1127,369,1399,713',
        "bystander id=relative at=190,359,453,709",
        "staff id=nurse at=678,314,963,707",
    )
    asked = ("check", GROUP, "--purpose", "advertising", "--destination", "facebook", "--consent", consent)
    named = [word for one in people for word in ("--person", one)]
    done = kindao("--lang", "en", *asked, *named, "--caption", "chị Hương đẹp quá")
    said = done.stdout.splitlines()
    assert done.returncode == 4
    assert said.index("In the caption stands: name [P1]") < said.index("Why:")
    assert said[said.index("The way to yes:") + 1].startswith("  1. Take names")
    assert "Hương" not in done.stdout


def test_articles_are_cited_in_the_language_asked_for() -> None:
    show = ("law", "show", "VN-DP-16")
    assert "Law 91/2025/QH15, Article 16(1)\n" in kindao(*show).stdout
    assert "Luật 91/2025/QH15, khoản 1 Điều 16\n" in kindao("--lang", "vi", *show).stdout
    said = json.loads(kindao(*show, "--json").stdout)
    assert (said["citation"], said["citation_en"]) == (
        "Luật 91/2025/QH15, khoản 1 Điều 16",
        "Law 91/2025/QH15, Article 16(1)",
    )


def test_a_day_before_the_law_pack_is_told_its_first_day() -> None:
    done = kindao(*CHECK, FACE, "--on", "2010-12-31")
    assert done.returncode == 4
    assert "The law pack begins on 2011-01-01" in done.stdout and "Ask again for a day" in done.stdout
    assert "bắt đầu từ ngày 01/01/2011" in kindao("--lang", "vi", *CHECK, FACE, "--on", "2010-12-31").stdout


def test_a_figure_says_what_it_measures_and_where_its_limit_lies() -> None:
    shown = kindao("verify", FACE, "--against", FACE).stdout
    assert "likeness to the original (SSIM, 1 is the same): 1 (at least 0.93)" in shown
    assert re.search(r"the likeliest face, of 4 points: [\d.]+ points \(below 2\.\d+ points\)", shown)
    assert re.search(r"the largest changed patch: 0 pixels \(at most \d+ pixels\)", shown)
    assert "Changes elsewhere: " in shown and "Quality elsewhere: " in shown


def test_a_copy_in_which_faces_were_kept_claims_no_success(tmp_path: Path) -> None:
    done = kindao(
        "redact", Path(__file__).parents[2] / "examples" / "group.jpg", "--keep", "face", "-o", tmp_path / "kept.jpg"
    )
    assert done.returncode == 3, done.stderr
    assert "left visible, as asked: 3 × Face" in done.stdout
    assert "nothing is left" not in done.stdout


def test_a_bare_face_is_not_called_clean_for_scripts_either(tmp_path: Path) -> None:
    done = kindao("redact", FACE, "--keep", "face", "-o", tmp_path / "kept.jpg", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["redaction"]) == (3, "kept")
    assert (said["copy"]["identifiability"], said["copy"]["level"]) == ("direct", None)
    assert "face" in {finding["identifier"] for finding in said["visible"]}


def test_keeping_faces_finds_none_where_there_is_none(tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), (230, 230, 225)).save(tmp_path / "wall.png")
    done = kindao("redact", tmp_path / "wall.png", "--keep", "face", "-o", tmp_path / "out.png", "--json")
    assert json.loads(done.stdout)["redaction"] == "nobody-found"


@pytest.mark.parametrize("missing", ["backup", "list"])
def test_a_file_that_can_not_be_read_is_told_before_the_desk_starts(tmp_path: Path, missing: str) -> None:
    """Which takes a while, on a busy machine most of a minute."""
    backup, erased = tmp_path / "backup.tar", tmp_path / "erased.jsonl"
    (erased if missing == "backup" else backup).write_bytes(b"")
    asked = ["restore", str(backup), "--erased", str(erased), "--home", str(tmp_path / "home")]
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kindao", *asked], capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert ("there is no such file" if missing == "backup" else "--erased: the file can't be read") in told.stderr
    assert not re.search(r"\| +django$", told.stderr, re.MULTILINE) and not (tmp_path / "home").exists()
