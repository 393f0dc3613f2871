"""kindao restore: a backup into an empty installation, without what was erased since."""

import os
import sys
from pathlib import Path

import click

from kindao.cli import options
from kindao.cli.desk import at_home, desk
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.vocabulary import Words

BACK = Words(
    "{rows} dòng và {files} tệp đã trở lại; {erased} khóa đã xóa lại",
    "{rows} rows and {files} files are back; {erased} keys were erased again",
)
CLOSED = Words(
    "{} khóa dữ liệu chưa mở được: hãy chép lại thư mục keys", "{} data keys do not open: put the folder keys back"
)
SINCE = Words(
    "Không biết những gì người bệnh đã rút lại, nhân viên đã nghi ngờ hoặc từ chối, ai đã nghỉ việc và bài nào đã đăng "
    "sau {at}. Chưa có gì được đăng: người phụ trách của từng phòng khám nhập lại rồi xác nhận ở trang Tổng quan. "
    "Đường dẫn của người bệnh và mã của hệ thống khác đã hết hiệu lực.",
    "What patients took back, what staff doubted or refused, who left and what was posted after {at} is not known "
    "here. Nothing goes out: each clinic's officer enters it again and says so on the Overview. Patients' links and "
    "other systems' tokens have ended.",
)
MISSING = Words("bản sao lưu thiếu {} tệp", "the backup lacks {} files")


def _are_read(source: Path, erased: Path | None) -> None:
    """Said before the desk starts, which takes a while. Raises BadInput for a file that can't be read."""
    from kindao.engine.errors import BadInput

    if not source.exists():
        raise BadInput("there is no such file", hint="Check the path")
    if why := _unread(source):
        raise BadInput(f"the file can't be read: {why}")
    if erased and (why := _unread(erased)):
        raise BadInput(f"--erased: the file can't be read: {why}")


def _unread(file: Path) -> str:
    """Why it can't be read, in the system's words; "" where it can."""
    try:
        with file.open("rb"):
            return ""
    except OSError as error:
        return os.strerror(error.errno or 0)


@click.command("restore")
@at_home
@click.argument("source", type=options.FILE, metavar="IN")
@click.option("--erased", type=options.FILE, help="The old installation's erased.jsonl: what it names stays erased.")
@click.option("--nothing-erased", is_flag=True, help="There is no such list: nothing was erased since the backup.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    lang: str, source: Path, erased: Path | None, nothing_erased: bool, as_json: bool, home: Path | None
) -> None:
    """Fill this empty installation from IN, a backup: checked first, and without what was erased since. All or nothing.

    Exit status: 0 all is back, 3 it is, and a person must see to something, 2 bad input, 1 our own failure.
    """
    from kindao.cli.refusal import dump
    from kindao.page import terms

    _are_read(source, erased)
    with desk(home, new=True):
        from kindao.web.vault import restore

        back = restore.restore(source, erased=erased, nothing_erased=nothing_erased)
    if as_json:
        fields = ("rows", "files", "erased", "closed", "missing", "problem")
        dump({field: getattr(back, field) for field in fields} | {"at": back.at.isoformat()})
    else:
        click.echo(BACK[lang].format(rows=back.rows, files=back.files, erased=back.erased))
        click.echo(SINCE[lang].format(at=terms.moment(back.at.astimezone(VIETNAM))[lang]))
        for words, count in ((CLOSED, back.closed), (MISSING, back.missing)):
            if count:
                click.echo(words[lang].format(count), err=True)
        if back.problem:
            click.echo(back.problem, err=True)
    sys.exit(3 if back.closed or back.missing or back.problem else 0)
