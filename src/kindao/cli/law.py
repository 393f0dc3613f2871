"""kindao law: the rules, with their articles."""

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from kindao.cli import options
from kindao.cli.helping import Group


@click.group("law", cls=Group)
@click.option("--law", "pack", default="vn", help="The law pack.")
@click.pass_context
def command(ctx: click.Context, pack: str) -> None:
    """What the law says, article by article."""
    ctx.obj = (ctx.obj, pack)


@command.command("list")
@click.option("--on", type=options.Day(), help="Only what is in force on this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_rules(said: tuple[str, str], on: date | None, as_json: bool) -> None:
    """Every rule with its article and dates."""
    from kindao.cli import output
    from kindao.engine.policy.pack import load_pack

    lang, name = said
    pack = load_pack(name)
    rules = [r for r in pack.rules if on is None or (r.since <= on and (r.until is None or on <= r.until))]
    if as_json:
        output.dump({"pack": pack.name, "version": pack.version, "rules": [output.rule_json(r) for r in rules]})
        return
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
    from kindao.cli import clocks, output
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.fines import fines
    from kindao.engine.policy.pack import load_pack
    from kindao.page.wording import EFFECT, VERIFIED

    lang, name = said
    pack = load_pack(name)
    rules = [r for r in pack.rules if r.id == identity]
    if not rules:
        raise BadInput(f"no rule {identity} in the pack {name}", hint="kindao law list shows them all")
    threats = fines(pack, [identity])
    if as_json:
        told = [output.rule_json(r) | {"fines": [clocks.fine_json(fine) for fine in threats]} for r in rules]
        output.dump(told if len(told) > 1 else told[0])
        return
    for rule in rules:
        click.secho(f"{rule.id}  {EFFECT[rule.effect][lang]}", bold=True)
        click.echo(f"{rule.words[lang]}\n{rule.cited[lang]}\n{rule.since} → {rule.until or ''}")
        click.echo(VERIFIED[rule.verified][lang])
    clocks.show_fines(threats, lang)


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
    from kindao.cli import output
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.decide import decide
    from kindao.engine.policy.facts import facts_from_json
    from kindao.engine.policy.pack import load_pack
    from kindao.engine.policy.reading import LARGEST
    from kindao.inputs import content

    lang, name = said
    try:
        facts = facts_from_json(content(file, LARGEST))
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})", hint="Check the path") from None
    except BadInput as error:
        raise BadInput(f"{file}: {error.message}", hint=error.hint, vi=f"{file}: {error.vi or error}") from None
    if on:
        facts = replace(facts, use=replace(facts.use, on=on))
    decision = decide(facts, load_pack(name))
    if as_json:
        output.dump(output.decision_json(decision))
    else:
        output.show_outcome(decision.outcome, lang)
        output.show_decision(decision, lang)
    sys.exit(output.STATUS[decision.outcome])
