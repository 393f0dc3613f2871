"""With `--lang vi` the command line says no in Vietnamese."""

from pathlib import Path

import pytest

from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")


def test_a_file_is_refused_in_vietnamese(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    done = kindao("--lang", "vi", "detect", empty)
    assert (done.returncode, done.stderr) == (2, f"kindao: {empty}: Tệp rỗng\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", FACE), "Thiếu tùy chọn '--purpose'"),
        (("check", FACE, "--purpose", "fame"), "không thuộc các giá trị"),
        (("check", FACE, "--on", "yesterday"), "'yesterday' không phải là một ngày"),
        (("check",), "Thiếu 'FILE'"),
        (("verify", FACE, FACE), "Thừa đối số"),
        (("check", FACE, "--purpos", "teaching"), "Không có tùy chọn '--purpos'"),
        (("check", FACE, "--purpose"), "cần một giá trị"),
        (("check", FACE, "--json=1"), "không nhận giá trị"),
        (("chek",), "Không có lệnh 'chek'"),
        ((), "Thiếu lệnh"),
        (("redact", FACE, FACE, "-o", "none"), "phải là một thư mục. Hãy tạo thư mục"),
        (("law", "show", "X-1"), "Không có điều luật X-1"),
    ],
)
def test_a_wrong_command_line_is_explained_in_vietnamese(words: tuple[object, ...], says: str) -> None:
    done = kindao("--lang", "vi", *words)
    assert done.returncode == 2 and done.stderr.startswith("kindao: ") and says in done.stderr, done.stderr
    assert not done.stdout


def test_the_list_of_commands_is_in_the_language() -> None:
    assert "Luật nói gì" in kindao("--lang", "vi", "--help").stdout
    assert "What the law says" in kindao("--help").stdout
