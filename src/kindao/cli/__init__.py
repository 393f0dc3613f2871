"""The command line. One file per command; this one finds them, and turns every error into one sentence."""

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from kindao.cli.helping import Group, Vietnamese, sentence

if TYPE_CHECKING:
    from kindao.engine.errors import KindaoError

COMMANDS = ("check", "detect", "redact", "verify", "law", "doctor", "demo")


class OneFileEach(Group):
    """Loads a command's file when it is called, so that `kindao --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"kindao.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


def _language() -> str:
    return "vi" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("vi") else "en"


@click.group(cls=OneFileEach, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), envvar="KINDAO_LANG", default=_language, help="Language of the answers."
)
@click.version_option(package_name="kindao")
@click.pass_context
def cli(ctx: click.Context, lang: str) -> None:
    """Kindao: nothing of a patient goes out without that patient's valid, specific, revocable consent.

    Exit status: 0 permitted or clean, 3 needs a person, 4 denied or something found, 2 bad input, 1 our own failure.
    """
    ctx.obj = lang


def main() -> None:
    """The entry point: no traceback reaches the person in front of it (KINDAO_DEBUG=1 shows it)."""
    from kindao.engine.errors import Failed, KindaoError

    debug = bool(os.environ.get("KINDAO_DEBUG"))
    if _said_language() == "vi":
        click.Context.formatter_class = Vietnamese
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        _refuse(KindaoError("stopped; nothing was written"), 1)
    except click.ClickException as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
        else:
            click.echo(f"kindao: {sentence(error, _said_language())}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KindaoError as error:
        if debug:
            raise
        _refuse(error, 1 if isinstance(error, Failed) else 2)
    except Exception as error:
        if debug:
            raise
        name = type(error).__name__
        _refuse(Failed(f"our own failure ({name}); nothing was released", hint="KINDAO_DEBUG=1 shows where"), 1)


def _refuse(error: "KindaoError", status: int) -> NoReturn:
    vietnamese = error.vi if _said_language() == "vi" else ""
    click.echo(f"kindao: {vietnamese or error}", err=True)
    sys.exit(status)


def _said_language() -> str:
    for before, word in zip(sys.argv, sys.argv[1:], strict=False):
        if before == "--lang":
            return word
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return os.environ.get("KINDAO_LANG", _language())
