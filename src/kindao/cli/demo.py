"""kindao demo: five pictures through the gate, each with its report."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import click

from kindao.cli import options
from kindao.samples import examples

ON = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    picture: str
    story: tuple[str, str]  # vi, en
    arguments: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@click.command("demo")
@click.option("-o", "--out", type=options.FILE, default=Path("out/demo"), help="Folder for the copies and reports.")
@click.pass_obj
def command(lang: str, out: Path) -> None:
    """Five pictures through the gate, with reports to look at. Every face is synthetic.

    Exit status: 0 when each got the answer that it should.
    """
    from dataclasses import replace

    from kindao import api
    from kindao.cli import output, pages, progress
    from kindao.engine.errors import BadInput
    from kindao.page import telling

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--out {out}: can't be made ({error.strerror})", hint="Choose another folder") from None
    expected = []
    for n, case in enumerate(CASES, 1):
        source = examples() / case.picture
        suffix = source.suffix
        copy, page = out / f"{n}-{case.name}{suffix}", out / f"{n}-{case.name}.html"
        copy.unlink(missing_ok=True)
        start = perf_counter()
        with progress.told(lang, quiet=False) as say:
            report = api.check(
                source,
                consents=options.consents(tuple(examples() / "consents" / c for c in case.consents)),
                people=options.people(case.people),
                on=options.Day().convert(ON, None, None),
                out=copy,
                force=True,
                progress=say,
                **case.arguments,  # type: ignore[arg-type]
            )
        report = replace(report, seconds=perf_counter() - start)
        pages.write(page, report, source, lang, force=True)
        click.secho(f"\n{n}. {case.story[0 if lang == 'vi' else 1]}", bold=True)
        output.show_outcome(report.outcome, lang)
        if report.decision:
            for reason in telling.reasons(report.decision.reasons)[:2]:
                cited = "; ".join(one.cited[lang] for one in reason.rests)
                click.echo(f"   {reason.words[lang]} ({cited})")
            for step in telling.steps(report.decision.path)[:2]:
                click.echo(f"   → {step.words[lang]}{output.of_whom(step.people, lang)}")
        if report.copy:
            click.echo(f"   {output.heading('copy', lang)}: {copy}")
        click.echo(f"   {page}  ({report.seconds:.1f} s)")
        expected.append(report.outcome.value == EXPECTED[case.name])
    sys.exit(0 if all(expected) else 1)


ADVERT = {"purpose": "advertising", "destination": "facebook", "specialty": "cosmetic"}
CASES = (
    Case(
        "nose-no-consent",
        "nose.jpg",
        (
            "Ảnh mũi chụp “để lưu hồ sơ”, đem quảng cáo, không có sự đồng ý",
            "A nose photographed “for the file”, wanted for an advert, no consent",
        ),
        ADVERT,
    ),
    Case(
        "nose-de-identified",
        "nose.jpg",
        (
            "Cùng ảnh ấy, người bệnh đồng ý cho đăng bản đã che mặt",
            "The same, and the patient agreed to a copy with the face covered",
        ),
        ADVERT | {"body_area": "nose"},
        consents=("nose-deidentified.json",),
    ),
    Case(
        "clinic",
        "clinic.jpg",
        (
            "Cảnh phòng khám: bảng tên, vòng tay, màn hình, mã QR",
            "A clinic scene: name tag, wristband, screen, QR code",
        ),
        {"purpose": "awareness", "destination": "website"},
        people=("patient id=P2 at=217,525,466,886", "staff at=790,328,1008,629"),
    ),
    Case(
        "group",
        "group.jpg",
        ("Ảnh nhóm: người bệnh đồng ý, người nhà thì không", "A group: the patient agreed, a relative did not"),
        {"purpose": "advertising", "destination": "facebook"},
        consents=("group-patient.json",),
        people=("patient id=P1 born=1991-03-08 at=1127,369,1399,713", "staff at=678,314,963,707", "bystander"),
    ),
    Case(
        "illustration",
        "illustration.png",
        ("Hình minh họa thay cho ảnh thật", "An illustration instead of a real patient"),
        ADVERT | {"illustration_by": "the designer", "confirmed_by": "the privacy officer"},
    ),
)
EXPECTED = {
    "nose-no-consent": "deny",
    "nose-de-identified": "permit",
    "clinic": "indeterminate",
    "group": "permit",
    "illustration": "permit",
}
