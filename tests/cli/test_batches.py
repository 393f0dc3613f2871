"""Several files, or a folder: told of as they go, summed up at the end, and never written over each other."""

import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from kindao.api import free
from kindao.cli.batch import copies, media, names, pages
from kindao.engine.detect.reading.naming import names_somebody
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Known
from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")
HEIC = Path(__file__).parents[1] / "data" / "heic" / "alpha.heic"
CHECK = ("check", "--purpose", "advertising", "--destination", "facebook")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures of one name, a broken one, and what is no picture."""
    inside = tmp_path / "in"
    (inside / "below").mkdir(parents=True)
    shutil.copy(FACE, inside / "IMG_1.jpg")
    shutil.copy(HEIC, inside / "IMG_1.heic")
    shutil.copy(FACE, inside / "below" / "IMG_2.jpg")
    (inside / "broken.png").write_bytes(b"nothing")
    (inside / "notes.txt").write_text("no picture")
    (inside / ".hidden.jpg").write_bytes(b"")
    (tmp_path / "out").mkdir()
    return tmp_path


def test_a_folder_is_redacted_told_of_and_summed_up(folder: Path) -> None:
    done = kindao("redact", folder / "in", "-o", folder / "out")
    assert done.returncode == 2, done.stderr
    assert sorted(p.name for p in (folder / "out").iterdir()) == ["IMG_1-heic.jpg", "IMG_1.jpg"]
    told = done.stderr.splitlines()
    assert told[0] == "kindao: left out, not named as pictures, films or recordings are: 1"
    assert sorted(line.split(" ")[1] for line in told[1:]) == ["1/3", "2/3", "3/3"]
    assert all(len(line.replace(str(folder), "")) < 200 and "\r" not in line for line in told)
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    head, first, second, broken, _, counts, *rest = lines
    assert head.split() == ["File", "Answer", "Why", "Copy"]
    assert re.fullmatch(r"IMG_1.heic +✓ clean +.*Face.* +IMG_1-heic.jpg", first)
    assert re.fullmatch(r"IMG_1.jpg +✓ clean +.*Face.* +IMG_1.jpg", second)
    assert re.fullmatch(r"broken.png +! error +the file is not a picture.*", broken)
    assert re.fullmatch(r"3 files: 2 clean, 1 error; \d+\.\d s", counts)
    assert rest[0] == "Not looked for:"


def test_a_folder_that_is_not_there_is_made_if_something_comes_into_it(folder: Path) -> None:
    new = folder / "new"
    assert kindao("redact", folder / "in" / "broken.png", folder / "in" / "notes.txt", "-o", new).returncode == 2
    assert not new.exists()
    done = kindao("redact", folder / "in" / "IMG_1.jpg", folder / "in" / "broken.png", "-o", new)
    assert done.returncode == 2 and [p.name for p in new.iterdir()] == ["IMG_1.jpg"]


def test_a_reason_is_told_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    done = kindao(*CHECK, folder / "in")
    assert "…" not in done.stdout
    assert "it may be a film or a document" in " ".join(done.stdout.split()) or "kind that is known" in " ".join(
        done.stdout.split()
    )


def test_many_are_checked_alike_with_a_page_for_each(folder: Path) -> None:
    out = folder / "out"
    done = kindao("--lang", "vi", *CHECK, folder / "in" / "IMG_1.jpg", folder / "in" / "broken.png", "--report", out)
    assert done.returncode == 2
    assert re.search(r"^IMG_1\.jpg +✗ không +\w", done.stdout, re.MULTILINE)
    assert re.search(r"^2 tệp: 1 không, 1 lỗi; \d+,\d giây$", done.stdout, re.MULTILINE)
    assert sorted(p.name for p in out.iterdir()) == ["IMG_1.html", "copy-0001.html"]
    assert "Báo cáo của broken.png: copy-0001.html" in done.stdout and "IMG_1.html" not in done.stdout


def test_json_of_a_folder_is_one_pure_object_in_order(folder: Path) -> None:
    (folder / "in" / "IMG_1.heic").unlink()
    done = kindao("detect", folder / "in", "--json")
    media = json.loads(done.stdout)["media"]
    assert [sorted(one) for one in media] == [["findings", "not_looked_for"], ["error"]]
    assert "2/2" in done.stderr and done.returncode == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("detect", "none"), "no picture, film or recording is in this folder"),
        (("detect", "in", "--show", "x.png"), "one file"),
        ((*CHECK, "in", "-o", "x.jpg"), "folder"),
        ((*CHECK, "in", "--report", "x.html"), "folder"),
        ((*CHECK, "in", "--body-area", "soul"), "soul"),
        ((*CHECK, "in", "--law", "mars"), "mars"),
        (("redact", "in", "-o", "out", "--keep", "soul"), "soul"),
        (("redact", "in/IMG_1.jpg", "in/below/IMG_1.jpg", "-o", "out"), "both be written as IMG_1.jpg"),
    ],
)
def test_what_would_fail_for_all_is_said_once_before_any_work(folder: Path, words: tuple[str, ...], says: str) -> None:
    (folder / "none").mkdir()
    shutil.copy(FACE, folder / "in" / "below" / "IMG_1.jpg")
    done = kindao(*words, cwd=folder)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert not done.stdout and not list((folder / "out").iterdir())


def test_copies_are_named_as_their_originals_and_never_alike() -> None:
    files = [Path(name) for name in ("a.heic", "b.HEIC", "b.jpg", "c.PNG", "d.bmp", "e", "f.dat")]
    assert list(copies(files).values()) == ["a.jpg", "b-heic.jpg", "b.jpg", "c.png", "d.bmp", "e.jpg", "f.jpg"]
    assert list(names([Path("x/a.jpg"), Path("x/a.png")], lambda _: ".html").values()) == ["a-jpg.html", "a-png.html"]
    for one, other in (("x/a.jpg", "y/a.jpg"), ("A.jpg", "a.jpg"), ("a.jpg", "a.JPG"), ("a-heic.jpg", "a-HEIC.jpg")):
        with pytest.raises(BadInput, match="both be written"):
            copies([Path(one), Path(other)])
    with pytest.raises(BadInput, match="both be written"):
        copies([Path("a.heic"), Path("a.jpg"), Path("a-heic.jpg")])


def test_a_file_named_twice_is_taken_once(folder: Path) -> None:
    inside = folder / "in"
    files, left_out = media([inside / "IMG_1.jpg", inside])
    assert [file.name for file in files] == ["IMG_1.jpg", "IMG_1.heic", "broken.png"] and left_out == 1


def test_a_copy_does_not_carry_the_name_of_the_patient() -> None:
    """The folder's originals were called after patients, and so were the copies that went out."""
    files = [
        Path(name)
        for name in (
            "Nguyen Thi Mai Huong 0912345678.jpg",
            "b.jpg",
            "0912345678.png",
            "Pham Van Hung.heic",
            "copy-0002.jpg",
        )
    ]
    assert list(copies(files).values()) == ["copy-0001.jpg", "b.jpg", "copy-0003.png", "copy-0004.jpg", "copy-0002.jpg"]
    known = (Known("P1", names=("Lê Thu Hà",)),)
    assert list(copies([Path("ha-truoc.jpg"), Path("mui.jpg")], known).values()) == ["copy-0001.jpg", "mui.jpg"]


@pytest.mark.parametrize(
    "name",
    [
        "huong", "BN_Huong", "mai huong", "maihuong91", "Hương", "hu0ng", "lan", "anna", "nguyen", "N_T_M_H", "ntmh",
        "NTMH", "1991-03-08", "08-03-1991", "19910308", "080391", "1991", "2026-11-26", "BN0123", "000123",
    ],
)  # fmt: skip
def test_a_name_a_birth_or_a_record_number_is_no_name_for_a_copy(tmp_path: Path, name: str) -> None:
    """`-o huong.jpg` was taken, and copies of a folder kept such names."""
    known = (Known("P1", names=("Nguyễn Thị Mai Hương",)),)
    assert names_somebody(f"{name}.jpg", known)
    assert copies([Path(f"{name}.jpg")], known) == {Path(f"{name}.jpg"): "copy-0001.jpg"}
    assert pages([Path(f"{name}.jpg")], known) == {Path(f"{name}.jpg"): "copy-0001.html"}
    with pytest.raises(BadInput, match=r"tells of somebody.*copy-0001"):
        free(tmp_path / f"{name}.jpg", force=False, known=known)


@pytest.mark.parametrize(
    "name",
    ["IMG_20261126_101530", "VID_20261126", "Screenshot 2026-11-26 at 10.15.30", "1700000000000", "kowalska"],
)
def test_the_day_of_treatment_and_what_is_not_known_do_not_stay_on_copies_of_a_folder(name: str) -> None:
    assert not names_somebody(f"{name}.jpg") and copies([Path(f"{name}.jpg")])[Path(f"{name}.jpg")] == "copy-0001.jpg"


@pytest.mark.parametrize(
    "name", ["IMG_1234", "IMG_1991", "copy-0007", "mũi-trước", "ảnh sau mổ 3 tháng", "post-12", "before_after", "a"]
)
def test_words_and_counters_that_tell_of_nobody_stay(name: str) -> None:
    known = (Known("P1", names=("Nguyễn Thị Mai Hương",)),)
    assert (
        not names_somebody(f"{name}.jpg", known) and copies([Path(f"{name}.jpg")], known).popitem()[1] == f"{name}.jpg"
    )


def test_the_table_says_which_copy_is_whose(folder: Path) -> None:
    (folder / "in" / "broken.png").unlink()
    (folder / "in" / "IMG_1.heic").unlink()
    (folder / "in" / "IMG_1.jpg").rename(folder / "in" / "LE THI HOA.jpg")
    done = kindao("redact", folder / "in", "-o", folder / "out")
    assert [p.name for p in (folder / "out").iterdir()] == ["copy-0001.jpg"]
    assert re.search(r"^LE THI HOA.jpg +✓ clean +.*copy-0001.jpg$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    [
        ("redact", FACE, "-o", "Nguyen Thi Mai Huong.jpg"),
        (*CHECK, FACE, "-o", "huong-truoc.jpg", "--person", "patient name='Nguyễn Thị Mai Hương'"),
    ],
)
def test_a_name_that_tells_of_the_patient_is_refused_before_any_work(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = kindao(*words, cwd=tmp_path)
    assert done.returncode == 2 and "the output's name tells of somebody" in done.stderr, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_copy_called_after_somebody_is_not_clean(tmp_path: Path) -> None:
    copy = tmp_path / "Nguyen Thi Mai Huong.png"
    Image.new("RGB", (320, 240), (230, 230, 225)).save(copy)
    for lang, words in (("en", "The file's name tells of somebody"), ("vi", "Tên tệp nói về một người")):
        done = kindao("--lang", lang, "verify", copy, "--against", copy)
        assert done.returncode == 4 and words in done.stdout
    assert kindao("verify", copy.rename(tmp_path / "mui.png"), "--json").returncode == 3
