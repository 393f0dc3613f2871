"""./run bench policy: how fast the law answers, beside the same law in plain Python.

--facts N    facts decided (default 100000), drawn from the enumerated space of the tests, in random order, seed 1
--sweep N    live releases decided again after a change of law, on two processes (default 100000)

decide  full decisions a second on one core, with reasons, duties and digests, without a way to yes. `fresh`: nothing is
        remembered from one to the next; `as asked`: as the pack answers in use; `again`: the same asked once more
oracle  the independent encoding of the tests: outcome and rule ids alone
start   a new process: import, read, check and seal the pack, first decision
path    the search for every way to yes, of the facts that are not permitted
sweep   releases decided again on the day of a change of law, in batches, on two cores; counts their start
"""

import argparse
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from kindao.engine.policy import Facts, decide, load_pack  # noqa: E402
from kindao.engine.policy.path import ways  # noqa: E402
from kindao.engine.vocabulary import Outcome  # noqa: E402
from policy import oracle, space  # noqa: E402

CHANGED = date(2026, 7, 1)  # four laws and decrees began
START = (
    "from kindao.engine.policy import decide, facts_from_json, load_pack\n"
    "from pathlib import Path\n"
    f"decide(facts_from_json(Path({str(ROOT / 'docs/examples/facts.json')!r}).read_bytes()), load_pack(), paths=False)"
)


def everything() -> list[Facts]:
    facts = list(chain.from_iterable(enumerate_() for enumerate_ in space.SPACES))
    random.Random(1).shuffle(facts)
    return facts


def speed(name: str, facts: list[Facts], answer: Callable[[Facts], object]) -> None:
    start = process_time()
    for one in facts:
        answer(one)
    print(f"{name:<22} {len(facts) / (process_time() - start):10,.0f} a second")


def again(batch: list[Facts]) -> int:
    """How many of these releases may no longer be shown."""
    pack = load_pack()
    return sum(decide(one, pack, paths=False).outcome is not Outcome.PERMIT for one in batch)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--facts", type=int, default=100_000)
    said.add_argument("--sweep", type=int, default=100_000)
    asked = said.parse_args()
    facts = everything()
    print(f"{len(facts):,} facts in the space, {len(load_pack().rules)} rules")
    pack, some = load_pack(), facts[: asked.facts]

    def forget() -> None:
        for group in pack._cedar._groups.values():
            group.remembered.clear()

    def fresh(one: Facts) -> None:
        forget()
        decide(one, pack, paths=False)

    speed("decide, fresh", some[:2000], fresh)
    forget()
    speed("decide, as asked", some, lambda one: decide(one, pack, paths=False))
    speed("decide, again", some, lambda one: decide(one, pack, paths=False))
    speed("oracle", some, oracle.judge)

    took = []
    for _ in range(5):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", START], check=True)
        took.append(perf_counter() - start)
    print(f"{'start':<22} {sorted(took)[2] * 1000:10,.0f} ms (median of 5)")

    refused = [one for one in some if decide(one, pack, paths=False).outcome is not Outcome.PERMIT][:2000]
    took = []
    for n, one in enumerate(refused):
        asset = replace(one, use=replace(one.use, asset=f"sha256:{n}"))
        start = perf_counter()
        ways(asset, pack)
        took.append(perf_counter() - start)
    took.sort()
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"{'path':<22} {middle * 1000:10.1f} ms median, {late * 1000:.1f} ms at the 99th percentile, of {len(took)}")

    live = [replace(one, use=replace(one.use, on=CHANGED)) for one in (facts * (asked.sweep // len(facts) + 1))]
    live = live[: asked.sweep]
    start = perf_counter()
    with ProcessPoolExecutor(2) as pool:
        closed = sum(pool.map(again, [live[n : n + 2000] for n in range(0, len(live), 2000)]))
    took_all = perf_counter() - start
    print(f"{'sweep':<22} {took_all:10.1f} s for {len(live):,} releases; {closed:,} may not be shown")
    print(f"{'peak':<22} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.0f} MiB")


if __name__ == "__main__":
    main()
