"""One place that turns a report into JSON for scripts and into words for people, and into an exit status."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import click

from kindao.api import Made, Redaction
from kindao.cli import refusal
from kindao.engine.detect.reading import DOUBT
from kindao.engine.geometry import Interval, Region, Track
from kindao.engine.media.clip import Clip
from kindao.engine.medium.base import Sight
from kindao.engine.policy.decision import Decision, Reason, Step
from kindao.engine.policy.pack import Rule
from kindao.engine.report import NotLookedFor, Preview, Report, SafeCopy
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Level, Outcome, Span, Where, Words
from kindao.page import telling, timeline
from kindao.page.figures import measured, titled
from kindao.page.wording import EFFECT, HEADLINE, IDENTIFIER, PAGE, VERIFIED

STATUS = {Outcome.PERMIT: 0, Outcome.INDETERMINATE: 3, Outcome.DENY: 4}
BAD_INPUT = 2

dump = refusal.dump


def status(report: Report) -> int:
    """0 permitted, 3 needs a person, 4 denied, 2 when the medium could not be opened at all."""
    if report.decision is None and report.outcome is Outcome.DENY:
        return BAD_INPUT
    return STATUS[report.outcome]


def report_json(report: Report, lang: str) -> dict[str, Any]:
    """lang: of the error, where the medium could not be opened."""
    decision = report.decision
    unopened = report.refused if status(report) == BAD_INPUT else None
    return {
        **({"error": refusal.of_words(unopened, lang).as_json} if unopened else {}),
        "decision": report.outcome.value,
        "copy": copy_json(report.copy, altered=bool(report.covered) or report.clip is not None),
        **preview_json(report.preview),
        "findings": [finding_json(f) for f in report.findings],
        **figures_json(report.clip, report.findings, report.whose, report.again),
        "reasons": _refused(report) + ([reason_json(r) for r in decision.reasons] if decision else []),
        "obligations": [reason_json(r) for r in decision.obligations] if decision else [],
        "path": [step_json(s) for s in decision.path] if decision else [],
        "people": {person: outcome.value for person, outcome in decision.people} if decision else {},
        "verification": verification_json(report.verification),
        "not_looked_for": [absent_json(n) for n in report.not_looked_for],
        "law": law_json(decision),
        "stated_by": (report.use and report.use.stated_by) or None,
        "confirmed_by": report.confirmed_by or None,
        "medium": report.medium,
        "seconds": round(report.seconds, 3),
    }


def redaction_json(made: Redaction, _lang: str) -> dict[str, Any]:
    return {
        "decision": None,
        "redaction": made.made.value,
        "copy": copy_json(made.copy),
        **preview_json(made.preview),
        "why": {"en": made.why.en, "vi": made.why.vi} if made.why else None,
        "findings": [finding_json(f) for f in made.findings],
        **kept_json(made),
        "visible": [finding_json(f) for f in made.visible],
        **({"body_area": made.body_area} if made.body_area else {}),
        "verification": verification_json(made.verification),
        "not_looked_for": [absent_json(n) for n in made.not_looked_for],
        "medium": made.medium,
        "seconds": round(made.seconds, 3),
    }


def preview_json(preview: Preview | None) -> dict[str, Any]:
    """Only where nothing but a preview was asked for."""
    if preview is None:
        return {}
    size = {"width": preview.width, "height": preview.height, "frames": preview.frames}
    return {"preview": {"path": str(preview.path)} | size}


def kept_json(made: Redaction) -> dict[str, Any]:
    """Of a film or recording: which figures stay visible, and when its sound is heard; null: always."""
    if made.clip is None:
        return {}
    said = figures_json(made.clip, made.findings, {}, made.again)["figures"]
    heard = None if made.heard is None else [where_json(one) for one in made.heard]
    return {"figures": [one | {"kept": one["number"] in made.figures} for one in said], "heard": heard}


def copy_json(copy: SafeCopy | None, *, altered: bool = True) -> dict[str, Any] | None:
    """altered: something is covered in it or its sound may be gone; else it is the picture as it is, whatever level of
    hiding the consent was promised."""
    if copy is None:
        return None
    level = copy.level if altered or copy.level is None else Level.BARE
    return {
        "path": str(copy.path) if copy.path else None,
        "identifiability": copy.identifiability.value,
        "digest": copy.digest,
        "level": level.value if level else None,
    }


def figures_json(
    clip: Clip | None,
    findings: tuple[Finding, ...],
    whose: Mapping[Finding, str],
    again: Mapping[int, int] = timeline.NOBODY,
) -> dict[str, Any]:
    """Who is seen in a film; of a picture nothing."""
    if clip is None:
        return {}
    return {
        "figures": [
            {
                "number": one.number,
                "from": round(float(one.start), 3),
                "to": round(float(one.stop), 3),
                "first": one.first,
                "end": one.end,
                "box": [one.box.x0, one.box.y0, one.box.x1, one.box.y1],
            }
            | ({"person": one.whose} if one.whose else {})
            | ({"perhaps": one.again} if one.again else {})
            for one in timeline.seen(clip, findings, whose, again)
        ]
    }


def sight_json(sight: Sight, _lang: str) -> dict[str, Any]:
    return {
        "findings": [finding_json(f) for f in sight.findings],
        **figures_json(sight.clip, sight.findings, {}, sight.again),
        "not_looked_for": [absent_json(n) for n in sight.not_looked_for],
    }


def _refused(report: Report) -> list[dict[str, Any]]:
    if report.refused is None:
        return []
    effect = "forbid" if report.outcome is Outcome.DENY else "review"
    words = {"en": report.refused.en, "vi": report.refused.vi}
    return [{"rule": "KD-GATE", "effect": effect, "citation": "", "citation_en": "", "verified": "", **words}]


def law_json(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "pack": decision.pack,
        "version": decision.version,
        "on": decision.on.isoformat() if decision.on else None,
        "digest": decision.pack_digest,
        "facts": decision.facts_digest,
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.outcome.value,
        "reasons": [reason_json(r) for r in decision.reasons],
        "obligations": [reason_json(r) for r in decision.obligations],
        "path": [step_json(s) for s in decision.path],
        "people": {person: outcome.value for person, outcome in decision.people},
        "law": law_json(decision),
    }


def step_json(step: Step) -> dict[str, Any]:
    said: dict[str, Any] = {"step": step.step, "en": step.words.en, "vi": step.words.vi}
    if step.person:
        said["person"] = step.person
    return said | ({"review_only": True} if step.review_only else {})


def reason_json(reason: Reason) -> dict[str, Any]:
    said = {
        "rule": reason.rule,
        "effect": reason.effect.value,
        "citation": reason.citation,
        "citation_en": reason.cited.en,
        "verified": reason.verified.value,
        "en": reason.words.en,
        "vi": reason.words.vi,
    }
    said |= {"person": reason.person} if reason.person else {}
    return said | ({"pack": reason.pack} if reason.pack else {})


def finding_json(finding: Finding) -> dict[str, Any]:
    said = {
        "identifier": finding.identifier.value,
        "detector": finding.by,
        "confidence": round(finding.confidence, 3),
        "where": where_json(finding.where),
    }
    return said | ({"about": finding.about} if finding.about else {})


def where_json(where: Where) -> dict[str, Any]:
    if isinstance(where, Region):
        box = where.box
        said: dict[str, Any] = {"frame": where.frame, "box": [box.x0, box.y0, box.x1, box.y1]}
        return said | ({"outline": [[round(x, 1), round(y, 1)] for x, y in where.outline]} if where.outline else {})
    if isinstance(where, Track):
        boxes = [[box.x0, box.y0, box.x1, box.y1] for _, box in where.boxes()]
        return {"first": where.first, "end": where.end, "boxes": boxes}
    if isinstance(where, Interval):
        return {"from": round(float(where.start), 3), "to": round(float(where.end), 3)}
    if isinstance(where, Attribute):
        return {"holder": where.holder, "key": where.key}
    return {"start": where.start, "end": where.end}


def verification_json(verification: Verification | None) -> dict[str, Any] | None:
    if verification is None:
        return None
    return {
        "residuals": [_left_json(f, verification.clip) for f in verification.residuals],
        "checks": [
            {
                "check": c.name,
                "passed": c.passed,
                "measured": c.measured,
                "limit": c.limit,
                "en": c.words.en,
                "vi": c.words.vi,
            }
            for c in verification.checks
        ],
        "ssim": verification.ssim,
    }


def _left_json(residual: Finding, clip: Clip | None) -> dict[str, Any]:
    """What is left; in a film also from when to when, in seconds, as for what is heard."""
    said, where = finding_json(residual), residual.where
    if clip is not None and isinstance(where, Track):
        until = clip.at(where.end) if where.end < clip.frames else clip.seconds
        said["where"] |= {"from": round(float(clip.at(where.first)), 3), "to": round(float(until), 3)}
    return said


def absent_json(absent: NotLookedFor) -> dict[str, str]:
    return {"identifier": absent.identifier.value, "en": absent.words.en, "vi": absent.words.vi}


COLOUR = {Outcome.PERMIT: "green", Outcome.INDETERMINATE: "yellow", Outcome.DENY: "red"}
MARK = {Outcome.PERMIT: "✓", Outcome.INDETERMINATE: "?", Outcome.DENY: "✗"}

HEADINGS = {
    "found": ("Tìm thấy", "Found"),
    "preview": ("Bản xem trước", "Preview"),
    "foreseen": ("Theo lần xem nhanh này", "By this quick look"),
    "nothing": (
        "không tìm thấy gì; điều đó không có nghĩa là không có ai",
        "nothing; that never means nobody is shown",
    ),
    "seen": ("Thấy trong phim", "Seen in the film"),
    "heard": ("Nghe thấy tiếng nói", "Heard speaking"),
    "why": ("Vì sao", "Why"),
    "duties": ("Kèm theo nghĩa vụ", "Duties that come with it"),
    "path": ("Cách để được phép", "The way to yes"),
    "copy": ("Bản an toàn", "Safe copy"),
    "made": ("Bản sao", "Copy"),
    "unwritten": ("chưa ghi; thêm -o TỆP", "not written; add -o FILE"),
    "checked": ("Đã kiểm tra lại", "Looked at again"),
    "left": ("Còn lại", "Still left"),
    "said": ("Trong lời đăng có", "In the caption stands"),
    "absent": ("Chưa được dò", "Not looked for"),
    "law": ("Luật", "Law"),
    "wrong": ("Sai sót theo luật ngày ký", "What is wrong under the law of the day it was signed"),
    "sound": (
        "Cách lấy sự đồng ý không có gì sai theo luật ngày ký.",
        "Nothing is wrong with how it was given under the law of that day.",
    ),
}


def heading(key: str, lang: str) -> str:
    return HEADINGS[key][0 if lang == "vi" else 1]


def counted(findings: tuple[Finding, ...], lang: str) -> str:
    """ "2 × face, 1 × location": kinds in the order found, never a value."""
    counts: dict[str, int] = {}
    for finding in findings:
        word = IDENTIFIER[finding.identifier][lang]
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{n} × {word}" for word, n in counts.items())


def show_preview(preview: Preview, lang: str) -> None:
    """That it is no copy, and what its colours mean."""
    click.secho(f"▷ {PREVIEWED[lang]}", fg="yellow", bold=True)
    click.echo(f"  {COLOURED[lang]}")
    click.echo(f"{heading('preview', lang)}: {preview.path}")


PREVIEWED = Words(
    "Đây là bản xem trước, không phải bản sao: không được đăng, chưa cho phép gì",
    "This is a preview, not a copy: it must not go out, and nothing is permitted",
)
COLOURED = Words(
    "Xem nhanh, chưa kiểm tra lại: có thể sót. Xám: sẽ bị che; xanh: bản sao sẽ để thấy. Không hiện mặt ai.",
    "A quick look, not looked at again: it may miss some. Grey: would be hidden; green: a copy would show it. Nobody's "
    "face is shown.",
)
SILENCED = Words("đã tắt tiếng", "silenced")
KEPT = Words("được giữ", "kept")
HIDDEN = Words("đã che", "hidden")
PARTLY = Words("được giữ một phần", "kept in part")


def show_people(seen: Sequence[timeline.Seen], lang: str, *, kept: Sequence[int] | None = None) -> None:
    """The figures of a film: their numbers, from when to when, and whose they are where that was asked.

    kept: the numbers of those that stay visible in a copy; None: that was not asked."""
    if seen:
        click.echo(f"{heading('seen', lang)}:")
    for one in seen:
        became = "" if kept is None else f", {(KEPT if one.number in kept else HIDDEN)[lang]}"
        times = timeline.times(one.start, one.stop)
        perhaps = f" ({timeline.AGAIN[lang].format(one.again)})" if one.again else ""
        click.echo(f"  {one.number}. {times}{of_whom((one.whose,), lang)}{became}{perhaps}")


def show_voices(spoken: Sequence[timeline.Spoken], lang: str, *, heard: tuple[Interval, ...] | None = None) -> None:
    """When somebody speaks, such that heard= takes it, whose voice it is, and what became of it.

    heard: when the sound of a copy is heard, which may be a part of what somebody says."""
    if spoken:
        click.echo(f"{heading('heard', lang)}:")
    for one in spoken:
        became = "" if one.silenced is None else f", {(SILENCED if one.silenced else KEPT)[lang]}"
        if one.silenced and any((Interval(one.start, one.stop) & kept).seconds for kept in heard or ()):
            became = f", {PARTLY[lang]}"
        click.echo(f"  {timeline.exactly(one.start, one.stop)}{of_whom((one.whose,), lang)}{became}")


def show_report(report: Report, lang: str) -> None:
    """The answer first, then why, then the way to yes, then what it rests on."""
    if report.preview:
        show_preview(report.preview, lang)
        click.echo(f"{heading('foreseen', lang)}:")
    show_outcome(report.outcome, lang)
    for said, by in telling.stated(report):
        click.echo(f"  {said[lang]}: {by}")
    if report.refused:
        click.echo(f"  {report.refused[lang]}")
    if (report.copy or report.held) and (hidden := telling.hidden(report)):
        click.secho(f"  {hidden[lang]}", fg="yellow")
    if report.outcome is not Outcome.PERMIT:
        show_caption(report.findings, lang)
    if report.decision:
        show_decision(report.decision, lang)
    if report.copy:
        where = report.copy.path or heading("unwritten", lang)
        click.echo(f"{heading('copy', lang)}: {where}\n  {report.copy.digest}")
    click.echo(f"{heading('found', lang)}: {counted(report.findings, lang) or heading('nothing', lang)}")
    if report.clip:
        show_people(timeline.seen(report.clip, report.findings, report.whose, report.again), lang)
        show_voices(timeline.heard_in(report), lang)
    show_verification(report.verification, lang)
    show_absent(report.not_looked_for, lang)
    if report.decision:
        click.echo(f"{heading('law', lang)}: {report.decision.pack} {report.decision.version}, {report.decision.on}")


def show_caption(findings: tuple[Finding, ...], lang: str) -> None:
    """What the caption says and of whom: a name, a phone number; never the words."""
    said: dict[Identifier, list[str]] = {}
    for one in findings:
        if isinstance(one.where, Span) and one.confidence > DOUBT:
            said.setdefault(one.identifier, []).append(one.about)
    kinds = (
        f"{IDENTIFIER[kind][lang].lower()}{of_whom(tuple(dict.fromkeys(filter(None, about))), lang)}"
        for kind, about in said.items()
    )
    if said:
        click.echo(f"{heading('said', lang)}: {', '.join(kinds)}")


def show_decision(decision: Decision, lang: str) -> None:
    """Why, and the way to yes, then what must be done; nothing twice."""
    several = "," in decision.pack
    show_reasons("why", decision.reasons, lang, several=several)
    if decision.outcome is not Outcome.PERMIT:
        click.secho(f"{heading('path', lang)}:", bold=True)
        for n, step in enumerate(telling.steps(decision.path), 1):
            click.echo(f"  {n}. {step.words[lang]}{of_whom(step.people, lang)}")
        if not decision.path:
            click.echo(f"  {PAGE['no-path'][lang]}")
    show_reasons("duties", decision.obligations, lang, several=several)


def show_reasons(key: str, reasons: tuple[Reason, ...], lang: str, *, several: bool) -> None:
    """several: packs were asked, and each reason says whose it is."""
    if reasons:
        click.echo(f"{heading(key, lang)}:")
    for reason in telling.reasons(reasons):
        click.echo(f"  - {reason.words[lang]}{of_whom(reason.people, lang)}")
        for one in reason.rests:
            known = VERIFIED[one.verified][lang]
            rule = f"{one.pack}: {one.rule}" if several else one.rule
            click.secho(f"    {one.cited[lang]}  {rule}, {EFFECT[reason.effect][lang]}; {known}", dim=True)


def of_whom(people: tuple[str, ...], lang: str) -> str:
    named = (PATIENT[lang] if one == PATIENT.en else one for one in people)
    return f" [{', '.join(named)}]" if any(people) else ""


PATIENT = Words("người bệnh", "patient")  # the id of a patient of whom nothing was said


def show_verification(verification: Verification | None, lang: str) -> None:
    if verification is None:
        return
    click.echo(f"{heading('checked', lang)}:")
    for check in verification.checks:
        click.echo(f"  {'✓' if check.passed else '✗'} {titled(check)[lang]}: {check.words[lang]}")
        if figure := measured(check):
            click.secho(f"      {figure[lang]}", dim=True)
    if verification.residuals:
        click.echo(f"{heading('left', lang)}: {counted(verification.residuals, lang)}")
        show_times(verification.residuals, lang, verification.clip)


TIMES = 5  # of each kind, at most
FIRST = Words("trước hết lúc", "first at")
IN_FRAME = Words("{} (khung {})", "{} (frame {})")


def show_times(residuals: Sequence[Finding], lang: str, clip: Clip | None) -> None:
    """When what is left in a film is seen or heard first, so that a person can look there; frames count from 0."""
    starts: dict[str, dict[str, tuple[Fraction, str]]] = {}
    for one in residuals:
        if isinstance(one.where, Track) and clip:
            at = clip.at(one.where.first)
            said = IN_FRAME[lang].format(timeline.clock(at), one.where.first)
        elif isinstance(one.where, Interval):
            at = one.where.start
            said = timeline.clock(at)
        else:
            continue
        all_ = starts.setdefault(IDENTIFIER[one.identifier][lang], {})
        second = timeline.clock(at)
        all_[second] = min(all_.get(second, (at, said)), (at, said))
    for word, seconds in starts.items():
        told = [said for _, said in sorted(seconds.values())]
        more = ", …" if len(told) > TIMES else ""
        click.echo(f"  {word}: {FIRST[lang]} {', '.join(told[:TIMES])}{more}")


def show_absent(absent: tuple[NotLookedFor, ...], lang: str) -> None:
    if absent:
        click.echo(f"{heading('absent', lang)}:")
    for one in absent:
        click.echo(f"  - {one.words[lang]}")


def show_outcome(outcome: Outcome, lang: str) -> None:
    said = HEADLINE[outcome][lang].replace("\u00a0", " ")
    click.secho(f"{MARK[outcome]} {said}", fg=COLOUR[outcome], bold=True)


LOOKED = {
    0: (
        "✓",
        "green",
        Words(
            "So với bản gốc, không còn dấu vết nhận dạng nào được tìm thấy",
            "Compared with the original, nothing identifying was found",
        ),
    ),
    3: (
        "?",
        "yellow",
        Words(
            "Không tìm thấy gì, nhưng điều đó không có nghĩa là ảnh không có người: cần người xem, hoặc so với bản gốc "
            "bằng --against",
            "Nothing was found, which never means that nobody is shown: a person must look, or compare with the "
            "original by --against",
        ),
    ),
    4: ("✗", "red", Words("Vẫn còn dấu vết nhận dạng", "Something identifying is left")),
}
"""What `verify` says, by its exit status."""


def look_status(verification: Verification) -> int:
    return 0 if verification.clean else 3 if verification.nothing_found else 4


def look_json(verification: Verification) -> dict[str, Any]:
    return {
        "clean": verification.clean,
        "compared": verification.compared,
        "verification": verification_json(verification),
    }


CLEAN_BUT = Words(
    "So với bản gốc, ngoài phần được khai là để lại, không còn dấu vết nhận dạng nào được tìm thấy",
    "Compared with the original, nothing identifying was found but what was said to stay",
)
SAY_WHAT_STAYS = Words(
    "Có phần còn thấy được. Nếu phần đó được phép để lại, hãy ghi rõ: --body-area cho bộ phận điều trị, --shown cho "
    "khuôn mặt của người đã đồng ý.",
    "Something stays visible. If it may, say so: --body-area for the part under treatment, --shown for the face of "
    "somebody who agreed.",
)


def show_look(verification: Verification, lang: str, *, agreed: bool = False) -> None:
    """agreed: it was said what may stay."""
    status = look_status(verification)
    mark, colour, words = LOOKED[status]
    if status == 0 and agreed:
        words = CLEAN_BUT
    click.secho(f"{mark} {words[lang]}", fg=colour, bold=True)
    if not agreed and any(
        residual.identifier is Identifier.FACE and isinstance(residual.where, Region)
        for residual in verification.residuals
    ):
        click.echo(SAY_WHAT_STAYS[lang])


MADE_STATUS = {Made.CLEAN: 0, Made.NOBODY_FOUND: 3, Made.BY_HAND: 3, Made.KEPT: 3, Made.PREVIEW: 3, Made.LEFT: 3}
MADE = {
    Made.CLEAN: (
        "✓",
        "green",
        Words("Đã che và kiểm tra lại: không còn gì", "Covered, looked at again: nothing is left"),
    ),
    Made.NOBODY_FOUND: ("?", "yellow", Words("Đã làm bản sao; cần người xem", "A copy was made; a person must look")),
    Made.BY_HAND: ("?", "yellow", Words("Đã làm bản sao; cần người xem", "A copy was made; a person must look")),
    Made.KEPT: (
        "?",
        "yellow",
        Words("Đã che phần còn lại; vẫn thấy, vì được yêu cầu giữ", "The rest is covered; left visible, as asked"),
    ),
    Made.LEFT: ("✗", "red", Words("Vẫn còn dấu vết nhận dạng: không ghi gì", "Something is left: nothing was written")),
}
MUTED = Words("Âm thanh đã bỏ; --keep voice thì giữ lại.", "The sound is gone; --keep voice keeps it.")
UNDECIDED = Words(
    "Đây là một bản sao, chưa ai quyết định gì: đăng hay không thì hỏi kindao check.",
    "This is a copy, and nobody decided anything: ask kindao check before it goes anywhere.",
)


def _show_found(made: Redaction, lang: str, *, made_of: bool) -> None:
    """made_of: tell what a copy hides and keeps of it."""
    click.echo(f"{heading('found', lang)}: {counted(made.findings, lang) or heading('nothing', lang)}")
    if made.clip:
        covered = made.covered if made_of else None
        seen = timeline.seen(made.clip, made.findings, {}, made.again)
        show_people(seen, lang, kept=made.figures if made_of else None)
        show_voices(timeline.spoken(made.findings, {}, covered), lang, heard=made.heard)


SOUND = Words("âm thanh", "sound")
PART = Words("vùng điều trị: {}", "the part under treatment: {}")
PARTS = {
    "forehead": Words("trán", "forehead"),
    "eyes": Words("mắt", "eyes"),
    "nose": Words("mũi", "nose"),
    "mouth": Words("miệng", "mouth"),
    "chin": Words("cằm", "chin"),
}
UNASKED = Words(
    "Ai được giữ là do người chạy lệnh chọn; chưa hỏi luật xem họ có đồng ý hay không.",
    "Who stays was chosen by whoever ran this; the law was not asked whether they agreed.",
)


def show_copy(made: Redaction, lang: str) -> None:
    """What `redact` made, and what it rests on. No mark of success where a person must look."""
    if made.preview:
        show_preview(made.preview, lang)
        _show_found(made, lang, made_of=True)
        return
    mark, colour, words = MADE[made.made]
    said = words[lang]
    if made.made is Made.KEPT:
        part = PART[lang].format(PARTS[made.body_area][lang]) if made.body_area else ""
        seen = ", ".join(told for told in (counted(made.visible, lang), part) if told)
        said = f"{said}: {seen or SOUND[lang]}"
    click.secho(f"{mark} {said}", fg=colour, bold=True)
    if made.why:
        click.secho(f"  {made.why[lang]}", fg="yellow")
    if made.copy:
        if made.muted:
            click.secho(f"  {MUTED[lang]}", fg="yellow")
        click.echo(f"  {UNDECIDED[lang]}")
        if made.figures or made.heard:
            click.secho(f"  {UNASKED[lang]}", fg="yellow")
        click.echo(f"{heading('made', lang)}: {made.copy.path}\n  {made.copy.digest}")
    _show_found(made, lang, made_of=made.copy is not None)
    show_verification(made.verification, lang)
    show_absent(made.not_looked_for, lang)


def rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "pack": rule.pack,
        "effect": rule.effect.value,
        "citation": rule.citation,
        "citation_en": rule.cited.en,
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "verified": rule.verified.value,
        "en": rule.words.en,
        "vi": rule.words.vi,
    }
