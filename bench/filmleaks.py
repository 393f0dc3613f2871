"""./run bench filmleaks: how many leaks planted in films verification catches, kind by kind, and how many clean copies
it holds.

    --pixels N    leaks of each kind that frames show (default 8)
    --files N     leaks of each kind that lie in the file's structure (default 1)
    --clean N     copies with nothing left (default 40)
    --kind K,K    these kinds only
    --seed N      another set (default 1)
    --missed      one line for each leak missed and each clean copy held

told: the finder saw everything and covering failed; untold: it saw nothing of what leaks.
What is planted, and how: tests/filmleaks.py. Writes nothing but this table."""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from filmleaks import FRAMES, LEAKS, PIXELS, Planted, clean, planted
from kindao.engine.errors import Failed, Unreadable
from kindao.engine.verify.film import verify_film


def outcome(copy: Planted) -> tuple[str, ...]:
    """The checks that did not pass."""
    try:
        seen = verify_film(copy.path, original=copy.original, covered=copy.covered, found=copy.found, known=copy.known)
    except (Unreadable, Failed):
        return ("refused",)
    if seen.clean:
        return ()
    return tuple(check.name for check in seen.checks if not check.passed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pixels", type=int, default=8)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--clean", type=int, default=40)
    parser.add_argument("--kind", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true")
    args = parser.parse_args()
    caught: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    cost = []
    print(f"{'kind':22}{'caught':>9}{'told':>8}{'untold':>8}  by")
    kinds = args.kind.split(",") if args.kind else list(LEAKS)
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for number in range(max(args.pixels, args.files)):  # all leaks of one original together
        for kind in kinds:
            if number >= (args.pixels if kind in PIXELS else args.files):
                continue
            with tempfile.TemporaryDirectory() as folder:
                copy = planted(Path(folder), args.seed, kind, number)
                start = process_time()
                failed = outcome(copy)
                cost.append((process_time() - start) / FRAMES)
            caught[kind].append((copy.told, bool(failed)))
            by[kind].update(failed)
            if args.missed and not failed:
                print(f"  missed: {kind} {number} {'told' if copy.told else 'untold'}", flush=True)
    for kind, of in caught.items():
        checks = " ".join(f"{name}:{count}" for name, count in by[kind].most_common())
        print(f"{kind:22}{_of(of):>9}{_of(of, told=True):>8}{_of(of, told=False):>8}  {checks}", flush=True)
    total = [entry for entries in caught.values() for entry in entries]
    if total:
        share = sum(ok for _, ok in total) / len(total)
        print(f"{'all leaks':22}{_of(total):>9}{_of(total, told=True):>8}{_of(total, told=False):>8}  {share:.1%}")
    held: Counter[str] = Counter()
    holds = 0
    for number in range(args.clean):
        with tempfile.TemporaryDirectory() as folder:
            copy = clean(Path(folder), args.seed, number)
            start = process_time()
            failed = outcome(copy)
            cost.append((process_time() - start) / FRAMES)
        held.update(failed)
        holds += bool(failed)
        if args.missed and failed:
            print(f"  held: {number} {' '.join(failed)}", flush=True)
    if args.clean:
        checks = " ".join(f"{check}:{times}" for check, times in held.most_common())
        print(f"{'clean copies held':22}{f'{holds}/{args.clean}':>9}  {holds / args.clean:.1%}  {checks}")
    if cost:
        print(f"{1000 * sum(cost) / len(cost):.1f} ms of processor time a frame, in films of {FRAMES} frames")


def _of(entries: list[tuple[bool, bool]], *, told: bool | None = None) -> str:
    chosen = [ok for was, ok in entries if told is None or was is told]
    return f"{sum(chosen)}/{len(chosen)}"


if __name__ == "__main__":
    main()
