"""kindao doctor: what works on this machine."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kindao.cli.refusal import Refusal
from kindao.engine.vocabulary import Words

if TYPE_CHECKING:
    from kindao.api import Ailment


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(lang: str, as_json: bool) -> None:
    """Try every detector, model, reader and law pack here, and the keys and files of the desk where there is one, and
    say what works and what does not.

    Exit status: 0 all that is needed works, 1 something is missing or broken.
    """
    from kindao import api
    from kindao.cli import output

    engine, ours = list(api.doctor()), list(_desk())
    results = [*engine, *ours]
    broken = ", ".join(r.part for r in results if r.needed and not r.works)
    see = SEE if any(r.needed and not r.works for r in engine) else PUT_BACK
    refused = Refusal("missing", BROKEN[lang].format(broken), see[lang]) if broken else None
    if as_json:
        checks = [{"part": r.part, "works": r.works, "needed": r.needed, "says": r.says} for r in results]
        output.dump({"checks": checks} | ({"error": refused.as_json} if refused else {}))
    else:
        for r in results:
            mark, colour = ("✓", "green") if r.works else (("✗", "red") if r.needed else ("–", "yellow"))
            click.secho(f"{mark} ", fg=colour, nl=False)
            said = r.vi if lang == "vi" and r.vi else r.says
            click.echo(f"{r.part:<28} {said}")
    if refused:
        click.echo(f"kindao: {refused.sentence}", err=True)
        sys.exit(1)


def _desk() -> Iterator["Ailment"]:
    """Of the desk that the environment names, where there is one."""
    from kindao.api import Ailment
    from kindao.cli.desk import desk
    from kindao.engine.errors import KindaoError
    from kindao.web import home, serving

    ours = home.of_environment()
    begun = "KINDAO_DATABASE" in os.environ or ours.database.exists() or (ours.vault / "installation").exists()
    if not ours.is_made or not begun:
        return  # no desk was set up here
    try:
        with desk(looks=True):
            found = serving.keys_here() | {"files of the vault": serving.files_here()}
            unreached = serving.unreached_here()
    except KindaoError as error:
        yield Ailment("desk", False, True, str(error), error.vi)
        return
    for part, wrong in found.items():
        yield Ailment(part, wrong is None, True, str(wrong or "here"), wrong.vi if wrong else "")
    if unreached:
        said = UNREACHED.en.format(unreached), UNREACHED.vi.format(unreached)
        yield Ailment("ways to reach the clinic", False, False, *said)


UNREACHED = Words(
    "chưa ghi ở {} phòng khám; người bệnh được bảo gọi mà không biết số nào (Cách người bệnh liên hệ với phòng khám)",
    "not written down in {} of the clinics; patients are told to call, and read none (How patients reach the clinic)",
)
BROKEN = Words("không chạy trên máy này: {}", "does not work here: {}")
PUT_BACK = Words("Xem phần trên", "See above")
SEE = Words("Hãy cài đặt lại Kindao", "Install Kindao again")
