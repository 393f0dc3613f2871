"""kindao law: the rules, with their articles."""

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kindao.cli import options
from kindao.cli.helping import Group

if TYPE_CHECKING:
    from kindao.engine.policy.facts import Facts
    from kindao.engine.policy.pack import Pack, Rule


@click.group("law", cls=Group)
@click.option("--law", "packs", multiple=True, default=("vn",), help=options.LAW)
@click.pass_context
def command(ctx: click.Context, packs: tuple[str, ...]) -> None:
    """What the law says, article by article."""
    ctx.obj = (ctx.obj, ",".join(packs))


@command.command("list")
@click.option("--on", type=options.Day(), help="Only what is in force on this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_rules(said: tuple[str, str], on: date | None, as_json: bool) -> None:
    """Every rule with its article and dates."""
    from kindao.cli import law_output, output
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack = load_pack(name)
    rules = [rule for rule in pack.rules if on is None or rule.in_force(on)]
    if as_json:
        output.dump({"pack": pack.name, "version": pack.version, "rules": [output.rule_json(r) for r in rules]})
        return
    if on and not rules:
        law_output.show_nothing_in_force(pack, on, lang)
    for rule in rules:
        until = f"→{rule.until}" if rule.until else "→"
        click.echo(f"{rule.id:<18} {rule.effect.value:<8} {rule.since}{until}  {rule.cited[lang]}")
        click.secho(f"{'':<18} {rule.words[lang]}", dim=True)


@command.command("show")
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show(said: tuple[str, str], identity: str, as_json: bool) -> None:
    """One rule: its article, its words, its dates, how well it is known, what breaking it may cost."""
    from kindao.cli import clocks, law_output, output
    from kindao.engine.policy.fines import fines
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack = load_pack(name)
    rule = _rule(pack, identity)
    threats = fines(pack, [rule.id])
    if as_json:
        output.dump(output.rule_json(rule) | {"fines": [clocks.fine_json(fine) for fine in threats]})
    else:
        law_output.show_rule(rule, lang)
        clocks.show_fines(threats, lang)


@command.command("explain")
@click.argument("what", metavar="FACTS.json|ID")
@click.option("--on", type=options.Day(), help="Judge as of this day instead of the day in the facts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def explain(said: tuple[str, str], what: str, on: date | None, as_json: bool) -> None:
    """Why: of facts, what each rule and article says of each person, what is wrong with each consent, and every way to
    yes; of a rule, what its articles say, what lifts it, and a case that it decides.

    Exit status: 0 explained, 2 bad input.
    """
    from kindao.cli import law_output, output
    from kindao.engine.policy.explaining import explain as explained
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack, file = load_pack(name), Path(what)
    if file.suffix.lower() == ".json" or file.is_file():
        facts = _facts(file, on)
        with options.about(_day(file, on)):
            told = explained(facts, pack)
        if as_json:
            output.dump(law_output.explanation_json(told, facts))
        else:
            law_output.show_explanation(told, facts, pack, lang)
        return
    rule = _rule(pack, what)
    if as_json:
        output.dump(law_output.explained_rule_json(rule, pack))
    else:
        law_output.show_explained_rule(rule, pack, lang)


@command.command("deadlines")
@click.argument("event", required=False)
@click.option("--since", "since", type=options.Moment(), help="When it happened, e.g. 2026-11-23T09:30.")
@click.option("--third-party", is_flag=True, help="A processor, platform or other third party must act too.")
@click.option("--extended", is_flag=True, help="The one extension that the law allows is used.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def deadlines(
    said: tuple[str, str], event: str | None, since: datetime | None, third_party: bool, extended: bool, as_json: bool
) -> None:
    """By when something must be done after an EVENT, under the law of its day; alone, every clock.

    A day alone counts from its first minute; a time without a zone is Vietnamese. An EVENT to come may be asked about.

    Exit status: 0 what is due is told, 3 no term is known in the law of that day, 2 bad input.
    """
    from kindao.cli import clocks, output
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.calendar import calendar
    from kindao.engine.policy.deadlines import clocks as all_clocks
    from kindao.engine.policy.deadlines import events, running, what
    from kindao.engine.policy.pack import load_pack
    from kindao.engine.vocabulary import Outcome

    lang, name = said
    pack = load_pack(name)
    law = {"pack": pack.name, "version": pack.version, "digest": pack.digest}
    if event is None:
        if since or third_party or extended:
            raise BadInput("no event is named", hint=f"There is: {', '.join(events(pack))}")
        found = all_clocks(pack)
        if as_json:
            told = {one: {"en": words.en, "vi": words.vi} for one, words in events(pack).items()}
            output.dump({"law": law, "events": told, "clocks": [clocks.clock_json(clock) for clock in found]})
            return
        clocks.show_clocks(found, events(pack), lang)
        return
    words = what(pack, event)
    if since is None:
        raise BadInput("it is not said when it happened", hint="Add --since, e.g. --since 2026-11-23T09:30")
    run = running(pack, event, since, third_party=third_party, extended=extended)
    if as_json:
        asked = {"event": event, "third_party": third_party, "announced_through": calendar(pack).announced_through}
        output.dump({"law": law, **asked, "clocks": [clocks.running_json(one) for one in run]})
    else:
        clocks.show_running(run, words, since, lang)
    sys.exit(0 if run else output.STATUS[Outcome.INDETERMINATE])


@command.command("decide")
@click.argument("file", metavar="FACTS.json", type=options.FILE)
@click.option("--on", type=options.Day(), help="Judge as of this day instead of the day in the facts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def decide_facts(said: tuple[str, str], file: Path, on: date | None, as_json: bool) -> None:
    """Ask the law about facts alone, without a picture.

    Exit status: 0 permit, 3 indeterminate, 4 deny, 2 bad input.
    """
    from kindao.cli import law_output, output
    from kindao.engine.policy.decide import decide
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    facts, pack = _facts(file, on), load_pack(name)
    with options.about(_day(file, on)):
        decision = decide(facts, pack)
    if as_json:
        output.dump(output.decision_json(decision) | {"withdrawn_since": law_output.withdrawn_since_json(facts)})
    else:
        output.show_outcome(decision.outcome, lang)
        output.show_decision(decision, lang)
        law_output.show_withdrawn_since(facts, lang)
    sys.exit(output.STATUS[decision.outcome])


@command.command("diff")
@click.option("--from", "first", type=options.Day(), required=True, help="The first of the two days.")
@click.option("--to", "last", type=options.Day(), required=True, help="The second of the two days.")
@click.option("--facts", "file", type=options.FILE, help="Also ask about these facts (JSON) on both days.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def diff(said: tuple[str, str], first: date, last: date, file: Path | None, as_json: bool) -> None:
    """What changed in the law between two days: the rules that ended and began, and what took whose place.

    Exit status: 0 told, 2 bad input.
    """
    from kindao.cli import law_output, output
    from kindao.engine.policy.changes import answers, changes
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack = load_pack(name)
    told, both = changes(pack, first, last), None
    if file:
        facts = _facts(file)
        with options.about(file):
            both = answers(facts, pack, first, last)
    if as_json:
        output.dump(law_output.changes_json(told, both))
    else:
        law_output.show_changes(told, both, lang)


@command.command("page")
@click.option("-o", "--out", required=True, type=options.FILE, help="Where the page goes (.html).")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def page(said: tuple[str, str], out: Path, force: bool, as_json: bool) -> None:
    """The whole law as one HTML page to read, search and print: every rule and article, with dates and cases."""
    from kindao.cli import output, pages
    from kindao.engine.media.writing import write_atomically
    from kindao.engine.policy.pack import load_pack
    from kindao.page.law import render_law

    lang, name = said
    pages.free(out, force, option="--out")
    write_atomically(out, render_law(load_pack(name), language=lang).encode(), force=force)
    if as_json:
        output.dump({"page": str(out)})
    else:
        click.echo(out)


def _rule(pack: "Pack", identity: str) -> "Rule":
    from kindao.engine.errors import BadInput

    meant = next((rule.id for rule in pack.rules if rule.id.casefold() == identity.casefold()), identity)
    try:
        return pack.rule(meant)
    except KeyError:
        raise BadInput(f"no rule {identity} in the pack {pack.name}", hint="kindao law list shows them all") from None


def _facts(file: Path, on: date | None = None) -> "Facts":
    """The facts in a file, judged on another day if one is given. Raises BadInput that names file and field.

    A use may be to come; what was signed or withdrawn may not."""
    from kindao import clock
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.consent import happened
    from kindao.engine.policy.facts import facts_from_json
    from kindao.engine.policy.reading import LARGEST
    from kindao.inputs import content

    try:
        with options.about(file):
            facts = facts_from_json(content(file, LARGEST))
            happened(facts.consents, clock.now())
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})", hint="Check the path") from None
    return replace(facts, use=replace(facts.use, on=on)) if on else facts


def _day(file: Path, on: date | None) -> str:
    """Where the day of the use was said."""
    return "--on" if on else f"{file}: use.on"
