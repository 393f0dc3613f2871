"""./run bench leaks: how many planted leaks verification catches, kind by kind, and how many clean copies it holds.

    --pixels N    leaks of each kind that only pixels show (default 22)
    --files N     leaks of each kind that lie in the file's structure (default 5)
    --clean N     copies with nothing left (default 200)
    --faded N     the same of dim pictures (default 40)
    --kind K,K    these kinds only
    --seed N      another set (default 1)
    --missed      one line for each leak missed and each clean copy held

told: the finder saw everything and covering failed; untold: it saw nothing of what leaks.
What is planted, and how: tests/leaks.py. Writes nothing but this table."""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from kindao.engine.errors import Unreadable
from kindao.engine.verify import verify
from leaks import LEAKS, PIXELS, Planted, controls, faded_controls, leaks


def outcome(planted: Planted) -> tuple[str, ...]:
    """The checks that did not pass."""
    try:
        seen = verify(
            planted.data,
            original=planted.original,
            covered=planted.covered,
            found=planted.found,
            known=planted.known,
        )
    except Unreadable:
        return ("unreadable",)
    if seen.clean:
        return ()
    return tuple(check.name for check in seen.checks if not check.passed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pixels", type=int, default=22)
    parser.add_argument("--files", type=int, default=5)
    parser.add_argument("--clean", type=int, default=200)
    parser.add_argument("--faded", type=int, default=40)
    parser.add_argument("--kind", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true")
    args = parser.parse_args()
    kinds = tuple(args.kind.split(",")) if args.kind else tuple(LEAKS)
    each = {kind: args.pixels if kind in PIXELS else args.files for kind in kinds}
    caught: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    by: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    print(f"{'kind':22}{'caught':>9}{'told':>8}{'untold':>8}  by")
    for kind in kinds:
        for number, planted in enumerate(leaks(args.seed, each, (kind,))):
            start = perf_counter()
            failed = outcome(planted)
            seconds.append(perf_counter() - start)
            caught[kind].append((planted.told, bool(failed)))
            by[kind].update(failed)
            if args.missed and not failed:
                print(f"  missed: {kind} {number} {'told' if planted.told else 'untold'}")
        of = caught[kind]
        checks = " ".join(f"{name}:{count}" for name, count in by[kind].most_common())
        print(f"{kind:22}{_of(of):>9}{_of(of, told=True):>8}{_of(of, told=False):>8}  {checks}", flush=True)
    total = [entry for entries in caught.values() for entry in entries]
    if total:
        share = sum(ok for _, ok in total) / len(total)
        print(f"{'all leaks':22}{_of(total):>9}{_of(total, told=True):>8}{_of(total, told=False):>8}  {share:.1%}")
    for name, count, copies in (
        ("clean copies held", args.clean, controls),
        ("dim copies held", args.faded, faded_controls),
    ):
        if not count:
            continue
        held: Counter[str] = Counter()
        holds = 0
        for number, planted in enumerate(copies(args.seed, count)):
            start = perf_counter()
            failed = outcome(planted)
            seconds.append(perf_counter() - start)
            held.update(failed)
            holds += bool(failed)
            if args.missed and failed:
                print(f"  held: {planted.kind} {number} {' '.join(failed)}")
        checks = " ".join(f"{check}:{times}" for check, times in held.most_common())
        print(f"{name:22}{f'{holds}/{count}':>9}  {holds / count:.1%}  {checks}")
    print(f"median {median(seconds):.2f} s each")


def _of(entries: list[tuple[bool, bool]], *, told: bool | None = None) -> str:
    chosen = [ok for was, ok in entries if told is None or was is told]
    return f"{sum(chosen)}/{len(chosen)}"


if __name__ == "__main__":
    main()
