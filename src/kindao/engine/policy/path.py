"""The shortest lawful way from no to yes."""

from kindao.engine.policy.decision import Step
from kindao.engine.policy.facts import Facts
from kindao.engine.policy.pack import Pack


def ways(facts: Facts, pack: Pack) -> tuple[tuple[Step, ...], ...]:
    return ()
