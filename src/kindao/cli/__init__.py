"""The command line. One file per command; this one finds them, and turns every error into one sentence."""

import os
import sys
from importlib import import_module

import click

COMMANDS = ("check", "detect", "redact", "verify", "law", "doctor", "demo")


class OneFileEach(click.Group):
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
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        click.echo("kindao: stopped; nothing was written", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KindaoError as error:
        if debug:
            raise
        vietnamese = error.vi and _said_language() == "vi"
        click.echo(f"kindao: {error.vi if vietnamese else error}", err=True)
        sys.exit(1 if isinstance(error, Failed) else 2)
    except Exception as error:
        if debug:
            raise
        click.echo(
            f"kindao: our own failure ({type(error).__name__}); nothing was released. KINDAO_DEBUG=1 shows where",
            err=True,
        )
        sys.exit(1)


def _said_language() -> str:
    for before, word in zip(sys.argv, sys.argv[1:], strict=False):
        if before == "--lang":
            return word
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return os.environ.get("KINDAO_LANG", _language())
