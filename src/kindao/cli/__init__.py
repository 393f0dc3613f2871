"""The command line. One file per command; this one finds them, and turns every error into one sentence."""

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from kindao.cli.helping import Group, Vietnamese, misunderstood

if TYPE_CHECKING:
    from kindao.cli.refusal import Refusal

COMMANDS = (
    *("check", "detect", "redact", "verify", "law", "consent"),
    *("serve", "worker", "audit", "backup", "restore", "doctor", "demo"),
)


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
    from kindao.cli.refusal import Refusal, of_error, unsaid
    from kindao.engine.errors import Failed, KindaoError

    lang = _said_language()
    debug = bool(os.environ.get("KINDAO_DEBUG"))
    if lang == "vi":
        click.Context.formatter_class = Vietnamese
    if sys.stdout is None:  # the next file that is opened would take its place, and get what is printed
        _refuse(unsaid(None, lang), 1)
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        try:
            _refuse(of_error(KindaoError("stopped; nothing was written"), lang), 1)
        finally:
            with suppress(OSError):
                sys.stdout.flush()
            os._exit(1)  # networks still at work in other threads would make an orderly end a loud one
    except click.ClickException as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
            sys.exit(2)
        _refuse(Refusal("usage", *misunderstood(error, lang)), 2)
    except KindaoError as error:
        if debug:
            raise
        _refuse(of_error(error, lang), 1 if isinstance(error, Failed) else 2)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in UNWRITABLE:  # a file's has become a KindaoError: stdout's
            _hush()
            if not isinstance(error, BrokenPipeError):  # else whoever listened has heard enough
                _refuse(unsaid(error, lang), 1)
            sys.exit(1)
        if debug:
            raise
        failed = Failed(
            f"our own failure ({type(error).__name__}); nothing was released", hint="KINDAO_DEBUG=1 shows where"
        )
        _refuse(of_error(failed, lang), 1)


def _refuse(refusal: "Refusal", status: int) -> NoReturn:
    with suppress(OSError):
        click.echo(f"kindao: {refusal.sentence}", err=True)
    if "--json" in sys.argv:
        from kindao.cli.refusal import dump

        try:
            dump({"error": refusal.as_json})
        except OSError:
            _hush()
    sys.exit(status)


UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE, errno.EBADF)


def _hush() -> None:
    """Lets what is left to print go nowhere, so that the exit stays quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _said_language() -> str:
    for before, word in zip(sys.argv, sys.argv[1:], strict=False):
        said = word if before == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if said in ("vi", "en"):
            return said
    return "vi" if os.environ.get("KINDAO_LANG", _language()) == "vi" else "en"
