"""`--json`: stdout is exactly one JSON document whatever happens, and an error is an object with the same facts."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")
ASKED = ("--purpose", "advertising", "--destination", "facebook")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "face.jpg").write_bytes(FACE.read_bytes())
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "wrong.json").write_text("{")
    return tmp_path


ERRORS = [
    (("check", "gone.jpg", *ASKED), 2, "bad-input"),
    (("check", "empty.jpg", *ASKED), 2, "unreadable"),
    (("check", "face.jpg"), 2, "usage"),
    (("check", "face.jpg", "--purpose", "fame", "--destination", "facebook"), 2, "usage"),
    (("check", "face.jpg", *ASKED, "--colour"), 2, "usage"),
    (("check", "face.jpg", *ASKED, "--consent", "gone.json"), 2, "bad-input"),
    (("check", "face.jpg", *ASKED, "--consent", "wrong.json"), 2, "bad-input"),
    (("check", "face.jpg", *ASKED, "--body-area", "soul"), 2, "bad-input"),
    (("detect", "gone.jpg"), 2, "bad-input"),
    (("detect", "empty.jpg"), 2, "unreadable"),
    (("detect", "face.jpg", "--show", "gone/shown.png"), 2, "bad-input"),
    (("redact", "gone.jpg", "-o", "out.jpg"), 2, "bad-input"),
    (("redact", "empty.jpg", "-o", "out.jpg"), 2, "unreadable"),
    (("redact", "face.jpg", "-o", "out.xyz"), 2, "bad-input"),
    (("redact", "face.jpg"), 2, "usage"),
    (("verify", "gone.jpg"), 2, "bad-input"),
    (("verify", "empty.jpg"), 2, "unreadable"),
    (("verify",), 2, "usage"),
    (("law", "list", "--on", "soon"), 2, "usage"),
    (("law", "show", "NO-SUCH"), 2, "bad-input"),
    (("law", "explain", "NO-SUCH"), 2, "bad-input"),
    (("law", "explain", "gone.json"), 2, "bad-input"),
    (("law", "explain"), 2, "usage"),
    (("law", "diff", "--from", "2026-01-01"), 2, "usage"),
    (("law", "diff", "--from", "2026-01-02", "--to", "2026-01-01"), 2, "bad-input"),
    (("law", "diff", "--from", "2010-01-01", "--to", "2026-01-01"), 2, "bad-input"),
    (("law", "diff", "--from", "2026-01-01", "--to", "2026-01-02", "--facts", "wrong.json"), 2, "bad-input"),
    (("law", "page", "-o", "law.txt"), 2, "bad-input"),
    (("law", "page", "-o", "gone/law.html"), 2, "bad-input"),
    (("law", "deadlines", "delete", "--since", "2026-03-02"), 2, "bad-input"),
    (("law", "deadlines", "erase"), 2, "bad-input"),
    (("law", "deadlines", "--extended"), 2, "bad-input"),
    (("law", "deadlines", "erase", "--since", "09:30"), 2, "usage"),
    (("law", "deadlines", "erase", "--since", "2026-02-30"), 2, "usage"),
    (("law", "deadlines", "erase", "--since", "2040-01-01"), 2, "bad-input"),
    (("law", "decide", "gone.json"), 2, "bad-input"),
    (("law", "decide", "wrong.json"), 2, "bad-input"),
    (("doctor", "now"), 2, "usage"),
    (("polish",), 2, "usage"),
]


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(("words", "status", "code"), ERRORS, ids=[" ".join(words) for words, *_ in ERRORS])
def test_an_error_is_one_object(folder: Path, words: tuple[str, ...], status: int, code: str, lang: str) -> None:
    done = kindao("--lang", lang, *words, "--json", cwd=folder)
    assert done.returncode == status, done.stderr
    error = json.loads(done.stdout)["error"]
    assert sorted(error) == ["code", "hint", "message"] and error["code"] == code
    assert error["message"] and error["message"] in done.stderr and error["hint"] in done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("kindao: ")
    vietnamese = re.search(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]", error["message"].casefold())
    assert bool(vietnamese) is (lang == "vi"), error["message"]


def _in_process(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str, broken: str = ""
) -> subprocess.CompletedProcess[str]:
    """The entry point in a process of its own; broken: a statement that is run before it."""
    script = f"import sys; sys.argv[0] = 'kindao'\n{broken}\nfrom kindao.cli import main; main()"
    monkeypatch.setenv("NO_COLOR", "1")
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, cwd=folder, timeout=120, check=False
    )


OURS = [
    ("from kindao import api; api.check = 0", ("check", "face.jpg", *ASKED)),
    ("from kindao import api; api.detect = 0", ("detect", "face.jpg")),
    ("from kindao import api; api.redact = 0", ("redact", "face.jpg", "-o", "out.jpg")),
    ("from kindao import api; api.verify = 0", ("verify", "face.jpg")),
    ("from kindao import api; api.doctor = 0", ("doctor",)),
    ("from kindao.engine.policy import pack; pack.load_pack = 0", ("law", "list")),
]


@pytest.mark.parametrize(("broken", "words"), OURS, ids=[words[0] for _, words in OURS])
def test_our_own_failure_is_one_object_too(
    folder: Path, broken: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = _in_process(monkeypatch, folder, *words, "--json", broken=broken)
    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"], sorted(error)) == (1, "failed", ["code", "hint", "message"])
    assert "our own failure" in error["message"] and len(done.stderr.splitlines()) == 1


def test_what_is_broken_here_is_an_error_of_the_doctors(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "from kindao import api; api.doctor = lambda: [api.Ailment('law pack vn', False, True, 'gone')]"
    done = _in_process(monkeypatch, folder, "doctor", "--json", broken=broken)
    said = json.loads(done.stdout)
    assert (done.returncode, said["error"]["code"], len(said["checks"])) == (1, "missing", 1)
    assert "law pack vn" in said["error"]["message"] and said["error"]["message"] in done.stderr


def test_of_many_files_the_broken_one_has_its_error(folder: Path) -> None:
    for words in (("detect",), ("check", *ASKED)):
        done = kindao(*words, folder / "empty.jpg", folder / "face.jpg", "--json")
        broken, whole = json.loads(done.stdout)["media"]
        assert done.returncode == 2 and broken["error"]["code"] == "unreadable" and "error" not in whole


PERMISSION = re.compile(
    r"permit|permission|allow|(?<!whether it )may (go|be)|forbid|deny|indeterminate|được (đăng|phép)|cho phép", re.I
)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_copy_is_only_a_copy(folder: Path, lang: str) -> None:
    Image.new("RGB", (400, 300), (230, 230, 225)).save(folder / "wall.png")
    for name, made, status in (("face.jpg", "clean", 0), ("wall.png", "nobody-found", 3)):
        out = folder / f"copy-{name}"
        done = kindao("--lang", lang, "redact", folder / name, "-o", out, "--json")
        said = json.loads(done.stdout)
        assert (done.returncode, said["decision"], said["redaction"]) == (status, None, made)
        assert said["copy"]["path"] == str(out) and not PERMISSION.search(done.stdout), done.stdout
        text = kindao("--lang", lang, "redact", folder / name, "-o", out, "--force")
        assert not PERMISSION.search(text.stdout), text.stdout
        assert {"en": "nobody decided", "vi": "chưa ai quyết định"}[lang] in text.stdout


def test_from_python_a_copy_is_only_a_copy_either(folder: Path) -> None:
    from kindao import api

    made = api.redact(folder / "face.jpg")
    assert made.decision is None and not hasattr(made, "outcome")
    assert made.made is api.Made.CLEAN and made.copy and not PERMISSION.search(repr(made))


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("words", [("law", "list"), ("law", "list", "--json"), ("--help",), ("verify", "face.jpg")])
def test_a_full_stdout_is_told_in_one_sentence(folder: Path, words: tuple[str, ...], lang: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kindao", "--lang", lang, *words],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=folder, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stderr
    assert {"en": "no space is left", "vi": "hết chỗ"}[lang] in done.stderr


def test_a_closed_stdout_is_told_before_any_work(folder: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m kindao redact face.jpg -o out.jpg --json >&-",
        shell=True, stderr=subprocess.PIPE, text=True, cwd=folder, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "closed" in done.stderr
    assert not (folder / "out.jpg").exists()
