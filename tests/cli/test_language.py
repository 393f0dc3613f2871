"""The command line explains itself, and says no, in the language asked for, on one line."""

import inspect
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from kindao.cli import COMMANDS, cli
from kindao.cli.wording import HELP, METAVARS, USAGE
from support import kindao, testdata

FACE = testdata("faces_single", "t0002.jpg")


def test_a_file_is_refused_in_vietnamese(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    done = kindao("--lang", "vi", "detect", empty)
    assert (done.returncode, done.stderr) == (2, f"kindao: {empty}: Tệp rỗng\n")


@pytest.mark.parametrize(
    ("words", "english", "vietnamese"),
    [
        (("check", FACE), "--purpose is missing. Choose one of record,", "Thiếu tùy chọn --purpose. Hãy chọn"),
        (("check", FACE, "--purpose", "fame"), "--purpose: 'fame' is not one of", "'fame' không thuộc các giá trị"),
        (("check", FACE, "--on", "yesterday"), "'yesterday' is not a day", "'yesterday' không phải là một ngày"),
        (("audit", "receipt", "abc", "-o", "x"), "'abc' is not the id of an event", "'abc' không phải là mã của"),
        (("check",), "FILE... is missing. ", "Thiếu TỆP... "),
        (("redact", "", "-o", "x.jpg"), "FILE...: no file is named. ", "TỆP...: chưa nêu tệp nào. "),
        (("law", "show"), "ID is missing", "Thiếu MÃ"),
        (
            ("law", "deadlines", "erase", "--since", "9h"),
            "'9h' is not a day, or a day and",
            "'9h' không phải là một ngày",
        ),
        (("verify", FACE, "two"), "two is one argument too many", "Thừa tham số two"),
        (("verify", FACE, "2", "3"), "2 3 are arguments too many", "Thừa các tham số 2 3"),
        (("check", FACE, "--purpos", "x"), "no option --purpos; did you mean", "Không có tùy chọn --purpos; có phải"),
        (("check", FACE, "--purpose"), "--purpose needs a value", "--purpose cần một giá trị"),
        (("check", FACE, "--json=1"), "--json takes no value", "--json không nhận giá trị"),
        (("redact", FACE), "-o / --out is missing", "Thiếu tùy chọn -o / --out"),
        (("detect", "-nose.jpg"), "there is no option -n", "Không có tùy chọn -n"),
        (("zzz",), "there is no command 'zzz'", "Không có lệnh 'zzz'"),
        (("--zzz",), "there is no option --zzz", "Không có tùy chọn --zzz"),
        ((), "a command is missing", "Thiếu lệnh"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line(words: tuple[object, ...], english: str, vietnamese: str) -> None:
    for language, says, see in (("en", english, "See "), ("vi", vietnamese, "Xem ")):
        done = kindao("--lang", language, *words)
        assert done.returncode == 2 and not done.stdout
        (line,) = done.stderr.splitlines()
        assert line.startswith("kindao: ") and says in line, line
        if "-nose.jpg" in words:
            assert line.endswith("./-nose.jpg"), line
        else:
            assert see in line and line.endswith(" --help"), line


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("redact", FACE, FACE, "-o", "none.jpg"), "phải là một thư mục. Hãy nêu một thư mục"),
        (("law", "show", "X-1"), "Không có điều luật X-1"),
        (("law", "deadlines", "delete"), "Không có sự kiện 'delete'"),
        (("law", "deadlines", "erase"), "Chưa nêu việc xảy ra lúc nào. Hãy thêm --since"),
    ],
)
def test_what_is_refused_is_refused_in_vietnamese(words: tuple[object, ...], says: str) -> None:
    done = kindao("--lang", "vi", *words)
    assert done.returncode == 2 and done.stderr.startswith("kindao: ") and says in done.stderr, done.stderr


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield (), cli
    for name in COMMANDS:
        command: click.Command = import_module(f"kindao.cli.{name}").command
        yield (name,), command
        if isinstance(command, click.Group):
            yield from (((name, sub), one) for sub, one in command.commands.items())


def texts(command: click.Command) -> set[str]:
    """All that a help page of ours says, paragraph by paragraph."""
    said = inspect.cleandoc(command.help or "").split("\n\n")
    said += [option.help or "" for option in command.get_params(click.Context(command)) if hasattr(option, "help")]
    return {" ".join(text.split()) for text in said if text}


CLICKS = {"Usage", "Options", "Commands", "{}  [required]"}


def test_every_text_of_the_help_has_its_vietnamese_and_none_outlives_it() -> None:
    said = set().union(*(texts(command) for _, command in commands()))
    assert said - HELP.keys() == set()
    assert HELP.keys() - said == CLICKS
    assert not any(words.isascii() for words in [*HELP.values(), *METAVARS.values()] if words not in HELP)


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=" ".join)
def test_a_help_page_is_wholly_in_vietnamese(path: tuple[str, ...]) -> None:
    done = kindao("--lang", "vi", *path, "--help")
    assert done.returncode == 0 and done.stdout.startswith("Cách dùng: ") and "Tùy chọn:\n" in done.stdout
    english = r"\b(Usage|Options|Commands|required|the|TEXT|PATH|DATE|FILE|WHO|ARGS|Show|exit)\b"
    assert not re.search(english, done.stdout), done.stdout


def test_the_setting_speaks_as_the_option_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kindao", "check", "--help"],
        capture_output=True,
        text=True,
        env=os.environ | {"KINDAO_LANG": "vi"},
        check=True,
    )
    assert done.stdout.startswith("Cách dùng: ")


def test_every_usage_error_has_both_languages() -> None:
    for wording, words in USAGE.items():
        assert words.vi.count("{}") == words.en.count("{}") == wording.count("{}")


@pytest.mark.parametrize(("language", "said"), [("en", "is not between 1 and"), ("vi", "không nằm giữa 1 và")])
def test_a_number_that_is_too_large_is_told_in_words(language: str, said: str) -> None:
    done = kindao("--lang", language, "serve", "--port", "80000")
    assert done.returncode == 2 and f"--port: 80000 {said} 65535." in done.stderr and "<=" not in done.stderr


def test_no_line_of_a_list_of_commands_is_cut_short() -> None:
    listed = " ".join(kindao("--help").stdout.split())
    for path, command in commands():
        if len(path) == 1:
            assert " ".join(inspect.cleandoc(command.help or "").partition("\n\n")[0].split()) in listed
    assert "Luật nói gì" in kindao("--lang", "vi", "--help").stdout


@pytest.mark.parametrize("language", ["en", "vi"])
def test_help_is_quick(language: str) -> None:
    """Under 0.3 s of processor time."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    times = []
    for _ in range(3):
        before = spent()
        kindao("--lang", language, "--help")
        times.append(spent() - before)
    assert min(times) < 0.3, times


def test_an_option_before_its_command_is_shown_where_it_stands() -> None:
    for language, says in (("en", "--json stands after the command"), ("vi", "--json đứng sau lệnh")):
        done = kindao("--lang", language, "--json", "redact")
        assert done.returncode == 2 and says in done.stderr and "--version" not in done.stderr


def test_an_unknown_language_is_refused_in_the_one_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "KINDAO_LANG", "vi")
    done = subprocess.run(
        [sys.executable, "-m", "kindao", "--lang", "fr", "doctor"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "không thuộc các giá trị" in done.stderr
