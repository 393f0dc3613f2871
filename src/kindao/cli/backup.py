"""kindao backup: all of the desk but its keys, in one file."""

from pathlib import Path

import click

from kindao.cli import options
from kindao.cli.desk import at_home, desk
from kindao.engine.vocabulary import Words

WRITTEN = Words(
    "{}: {} dòng, {} tệp, {} MiB. Không có khóa trong đó: hãy cất riêng thư mục keys, thiếu nó không ai mở được tệp",
    "{}: {} rows, {} files, {} MiB. No key is in it: keep the folder keys apart, without it nobody opens the files",
)


@click.command("backup")
@at_home
@click.argument("out", type=options.FILE, metavar="OUT")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(lang: str, out: Path, force: bool, as_json: bool, home: Path | None) -> None:
    """Write the desk's rows and its encrypted files to OUT, a tar, while the desk runs. Never a key.

    The rows name patients: keep OUT as you keep the desk. Exit status: 0 written, 2 bad input, 1 our own failure.
    """
    from kindao.cli.refusal import dump

    with desk(home):
        from kindao.web.vault import backup

        made = backup.backup(out, force=force)
    if as_json:
        dump({"path": str(out), "rows": made.rows, "files": made.files, "bytes": made.size})
    else:
        click.echo(WRITTEN[lang].format(out, made.rows, made.files, round(made.size / 2**20, 1)))
