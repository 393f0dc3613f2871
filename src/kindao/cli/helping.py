"""How help is set, and how a wrong command line is told: in one sentence, in the language asked for."""

import inspect
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click


class Group(click.Group):
    """Lists its commands with the whole of their first paragraph."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, inspect.cleandoc(one.help or "").partition("\n\n")[0]) for name, one in found if one]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Vietnamese(click.HelpFormatter):
    """Sets every help page in Vietnamese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _values(args), f"{_said('Usage')}: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_said(heading))

    def write_text(self, text: str) -> None:
        super().write_text("\n\n".join(map(_said, text.split("\n\n"))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(_values(term), _said(text)) for term, text in rows], col_max, col_spacing)


def _said(text: str) -> str:
    from kindao.cli.wording import HELP
    from kindao.engine.vietnamese import in_vietnamese

    text = text.replace("\n", " ")
    return in_vietnamese(text, HELP) or text


def _values(text: str) -> str:
    from kindao.cli.wording import METAVARS

    return " ".join(METAVARS.get(word, word) for word in text.split(" "))


def _is_file(word: str) -> bool:
    """Whether a word that was taken for an option is a file, or named as one."""
    return re.fullmatch(r"-[^-].*\.\w+", word) is not None or (word.startswith("-") and Path(word).is_file())


def misunderstood(error: click.ClickException, lang: str) -> tuple[str, str]:
    """What is wrong with a command line, and what to do, each on one line."""
    from kindao.cli.wording import AFTER, DASHED, METAVARS, SEE, USAGE
    from kindao.engine.vietnamese import in_vietnamese

    misplaced = (
        isinstance(error, click.NoSuchOption)
        and error.ctx is not None
        and error.ctx.parent is None
        and error.option_name == "--json"
    )
    # --version, which click thinks of, is not what was meant.
    heard = (click.NoSuchOption("--json") if misplaced else error).format_message()
    said = in_vietnamese(heard, {wording: words[lang] for wording, words in USAGE.items()})
    said = said or heard[:1].lower() + heard[1:].rstrip(".")
    said = re.sub(r"'(-[-\w]+|[A-Z]+(?:\.\.\.|\.json)?(?:\|[A-Z]+)?)'", r"\1", " ".join(said.split()))
    if lang == "vi":
        said = re.sub(r"(?<=Thiếu )\S+|^[A-Z.]+(?=:)", lambda found: METAVARS.get(found[0], found[0]), said)
    if isinstance(error, click.NoSuchOption) and (file := next(filter(_is_file, sys.argv[1:]), "")):
        return said, DASHED[lang].format(file)
    if misplaced:
        return said, AFTER[lang]
    context = error.ctx if isinstance(error, click.UsageError) else None
    return said, SEE[lang].format(context.command_path if context else "kindao")
