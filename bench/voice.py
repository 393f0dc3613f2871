"""./run bench voice: who is found speaking, and what an attacker still knows of a voice that was removed.

    --only finding,speakers,attack,leaks   these parts (default: all)
    --each N        leaks of each kind (default 9)
    --clean N       copies in which nothing leaks (default 60)
    --trials N      talks of each number of speakers (default 30)
    --seed N        another set (default 7)
    --missed        one line for each leak missed and each clean copy held

finding   share of speech found, and of what is no speech taken for it; Silero as Kindao uses it and alone at its
          authors' .5, WebRTC's detector in its keenest mode as verification uses it
speakers  in how many talks the number of voices is told right
attack    equal error rate of knowing a speaker again, % (50: the attacker guesses), by d-vector and by GE2E: each
          piece of 2.4 s against each speaker's other recordings. ignorant: references as they were; informed: his
          references are disguised by the same method, with his own draw where something is drawn; undone: he tries
          inverses of the method and takes the best
leaks     planted leaks that verification catches, and clean copies that it holds; those outside what is kept
          without the attack

Speakers: the five readers of the shared test data, four recordings of each. Writes bench/out/voice.json."""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import numpy as np
from numpy.typing import NDArray

import silences
import voices
from kindao.engine.detect import speakers, voice
from kindao.engine.geometry import Interval
from kindao.engine.verify import voice as second
from support import truth
from voices import NOISES, RATE, Sound, blocks, level, mixed, prediction, spoken, whispered

OUT = Path(__file__).parent / "out" / "voice.json"
PIECE = 38_400  # samples, 2.4 s: all of one length, for the length of a silence tells who spoke, too
Vector = NDArray[np.float32]


# finding


def covered(sound: Sound, intervals: list[Interval]) -> NDArray[np.bool_]:
    out = np.zeros(len(sound), bool)
    for interval in intervals:
        out[int(interval.start * RATE) : int(interval.end * RATE)] = True
    return out


def alone(sound: Sound, above: float = 0.5) -> NDArray[np.bool_]:
    scores = np.concatenate(list(voice._scores([sound])))
    return np.repeat(scores >= above, voice.WINDOW)[: len(sound)]


def keenest(sound: Sound) -> NDArray[np.bool_]:
    listener, size = second._listener(), second.HEARD
    pieces = (np.clip(sound * second.LOUDER, -1, 1) * 32767).astype("<i2")
    says = [listener.is_speech(pieces[n : n + size].tobytes(), RATE) for n in range(0, len(pieces) - size + 1, size)]
    return np.pad(np.repeat(np.array(says, bool), size), (0, len(sound) - len(says) * size))


FINDERS: dict[str, Callable[[Sound], NDArray[np.bool_]]] = {
    "ours": lambda sound: covered(sound, list(voice.activity(blocks(sound)))),
    "silero .5": alone,
    "webrtc": keenest,
}


def finding(random: np.random.Generator) -> dict[str, Any]:
    clips = [sound[: 8 * RATE] for sounds in voices.speakers().values() for sound in sounds[2:]]
    clips += [voices.recording(e["file"])[: 8 * RATE] for e in truth("speech_gt.json") if e["lang"] == "vi"][4:]
    clips = [clip for clip in clips if len(clip) > 2 * RATE]
    whispers = [whispered(clip, random) for clip in clips]
    sets: dict[str, list[Sound]] = {
        **{f"speech {db} dB": [level(clip, db) for clip in clips] for db in (-20, -30, -45, -60)},
        "whisper -30 dB": whispers,
        "whisper -50 dB": [level(clip, -50) for clip in whispers],
    }
    for name, make in NOISES.items():
        for snr in (10, 0, -5):
            sets[f"{name}, {snr} dB"] = [mixed(clip, make(random, len(clip)), snr) for clip in clips]
    speech = [spoken(clip) for clip in clips]
    table: dict[str, Any] = {"found": {}, "in vain": {}}
    print(f"{'share of speech found':26}" + "".join(f"{name:>11}" for name in FINDERS))
    for name, sounds in sets.items():
        row = {}
        for who, find in FINDERS.items():
            hits = [find(sound)[where] for sound, where in zip(sounds, speech, strict=True)]
            row[who] = round(float(np.concatenate(hits).mean()), 3)
        table["found"][name] = row
        print(f"{name:26}" + "".join(f"{share:11.3f}" for share in row.values()), flush=True)
    short = []
    for _ in range(60):
        piece = silences.clip(random, str(random.choice(list(voices.speakers()))), 0.5)
        sound = level(voices.hum(random, 5 * RATE), -50)
        at = int(random.integers(RATE, 3 * RATE))
        sound[at : at + len(piece)] += level(piece, -30)
        short.append((sound, at, len(piece)))
    row = {
        who: sum(bool(find(sound)[at : at + n].mean() > 0.5) for sound, at, n in short) for who, find in FINDERS.items()
    }
    table["half a second at -30 dB, of 60"] = row
    print(f"{'half a second, -30, of 60':26}" + "".join(f"{count:11}" for count in row.values()))
    print(f"{'taken for speech':26}")
    for name, make in {"silence": lambda _, n: np.zeros(n, np.float32), **NOISES}.items():
        sound = make(random, 30 * RATE)
        row = {who: round(float(find(sound).mean()), 3) for who, find in FINDERS.items()}
        table["in vain"][name] = row
        print(f"{name:26}" + "".join(f"{share:11.3f}" for share in row.values()), flush=True)
    sound = np.concatenate(clips)
    start = process_time()
    FINDERS["ours"](sound)
    table["core seconds a second"] = round((process_time() - start) / len(sound) * RATE, 5)
    print(f"core-seconds a second of sound: {table['core seconds a second']}")
    return table


# speakers


def talk_of(random: np.random.Generator, count: int) -> tuple[Sound, NDArray[np.int64]]:
    """So many people by turns of 2 to 5 seconds, and who speaks at each sample; -1: nobody."""
    names = [str(name) for name in random.permutation(list(voices.speakers()))[:count]]
    parts: list[Sound] = []
    who: list[NDArray[np.int64]] = []
    for turn in range(max(3, 2 * count)):
        said = level(
            silences.clip(random, names[turn % count], float(random.uniform(2, 5))), float(random.uniform(-28, -18))
        )
        pause = np.zeros(int(random.uniform(0, 0.6) * RATE), np.float32)
        parts += [said, pause]
        who += [np.full(len(said), turn % count), np.full(len(pause), -1)]
    return np.concatenate(parts), np.concatenate(who)


def telling(random: np.random.Generator, trials: int) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for count in (1, 2, 3):
        told: Counter[int] = Counter()
        right = []
        for _ in range(trials):
            sound, who = talk_of(random, count)
            found = speakers.turns(blocks(sound), list(voice.activity(blocks(sound))))
            number = max((turn.speaker for turn in found), default=-1) + 1
            told[number] += 1
            said = np.full(len(sound), -1)
            for turn in found:
                said[int(turn.interval.start * RATE) : int(turn.interval.end * RATE)] = turn.speaker
            both = (who >= 0) & (said >= 0)
            best = max(
                sum(int((both & (who == a) & (said == b)).sum()) for a, b in enumerate(order))
                for order in permutations(range(max(number, count)), count)
            )
            right.append(best / both.sum())
        numbers = dict(sorted(told.items()))
        table[str(count)] = {"told": numbers, "time right": round(float(np.mean(right)), 3)}
        print(f"{count} speaking: told {numbers}, {np.mean(right):.1%} of the time the right one", flush=True)
    return table


# attack


def framed(sound: Sound, change: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Sound:
    """Each 30 ms frame changed, laid over its neighbours by half."""
    size, hop = 480, 240
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size))
    padded = np.pad(sound.astype(np.float64), size)
    out = np.zeros(len(padded))
    for start in range(0, len(padded) - size, hop):
        frame = padded[start : start + size] * window
        changed = change(frame)
        gain = np.sqrt(np.sum(frame**2) / max(float(np.sum(changed**2)), 1e-12))
        out[start : start + size] += changed * min(gain, 8.0) * window
    return np.asarray(out[size : size + len(sound)], np.float32)


def pitched(sound: Sound, semitones: float) -> Sound:
    """Pitch and formants moved together: stretched in time by a phase vocoder, then played faster."""
    ratio = 2 ** (semitones / 12)
    size, hop = 1024, 256
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    padded = np.pad(sound.astype(np.float64), size)
    spectra = np.fft.rfft(np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * window)
    expected = 2 * np.pi * hop * np.arange(size // 2 + 1) / size
    phase = np.angle(spectra[0])
    steps = np.arange(0, len(spectra) - 1, 1 / ratio)
    out, norm = np.zeros(len(steps) * hop + size), np.zeros(len(steps) * hop + size)
    for n, place in enumerate(steps):
        a, b = spectra[int(place)], spectra[int(place) + 1]
        size_now = (1 - place % 1) * np.abs(a) + place % 1 * np.abs(b)
        out[n * hop : n * hop + size] += np.fft.irfft(size_now * np.exp(1j * phase)) * window
        norm[n * hop : n * hop + size] += window**2
        turned = np.angle(b) - np.angle(a) - expected
        phase = phase + expected + turned - 2 * np.pi * np.rint(turned / (2 * np.pi))
    stretched = out / np.maximum(norm, 1e-3)
    places = np.arange(len(sound)) * ratio + size * ratio
    return np.asarray(np.interp(places, np.arange(len(stretched)), stretched), np.float32)


def mcadams(sound: Sound, alpha: float) -> Sound:
    """The angles of the poles of the vocal tract raised to a power."""

    def change(frame: NDArray[np.float64]) -> NDArray[np.float64]:
        tract = prediction(frame, 20)
        poles = np.roots(tract)
        angles = np.angle(poles)
        moved = np.where(
            np.abs(angles) > 1e-3, np.sign(angles) * np.minimum(np.abs(angles) ** alpha, np.pi - 1e-3), angles
        )
        new = np.real(np.poly(np.minimum(np.abs(poles), 0.995) * np.exp(1j * moved)))
        size = 4 * len(frame)
        return np.fft.irfft(np.fft.rfft(frame, size) * np.fft.rfft(tract, size) / np.fft.rfft(new, size))[: len(frame)]

    return framed(sound, change)


def resynthesised(sound: Sound, random: np.random.Generator) -> Sound:
    """The vocal tract's envelope, warped by a draw, driven by pulses of one pitch or by noise: the pitch is gone."""
    warp, pitch, clock = float(random.uniform(0.82, 1.22)), 110, [0]

    def change(frame: NDArray[np.float64]) -> NDArray[np.float64]:
        size = len(frame)
        tract = prediction(frame, 18)
        rest = np.fft.irfft(np.fft.rfft(frame, 2 * size) * np.fft.rfft(tract, 2 * size))[:size]
        likeness = np.correlate(rest, rest, "full")[size - 1 :]
        driven = random.standard_normal(size)
        if likeness[40:240].max() > 0.25 * likeness[0] > 0:
            driven = np.zeros(size)
            driven[(-clock[0]) % (RATE // pitch) :: RATE // pitch] = 12.0
        clock[0] += size // 2
        envelope = 1 / np.maximum(np.abs(np.fft.rfft(tract, size)), 1e-6)
        places = np.arange(len(envelope))
        return np.fft.irfft(np.fft.rfft(driven) * np.interp(places / warp, places, envelope))

    return framed(sound, change)


def banded(sound: Sound, random: np.random.Generator) -> Sound:
    """Noise in twelve bands as loud as the voice was in each, the bands moved by a draw."""
    warp = float(random.uniform(0.82, 1.22))
    mels = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 7600 / 700), 13)
    edges = 700 * (10 ** (mels / 2595) - 1)
    hertz = np.arange(241) * RATE / 480
    band = np.clip(np.searchsorted(edges, hertz) - 1, 0, 11)
    centres = (edges[:-1] + edges[1:]) / 2

    def change(frame: NDArray[np.float64]) -> NDArray[np.float64]:
        power = np.bincount(band, np.abs(np.fft.rfft(frame)) ** 2, 12) / np.bincount(band, minlength=12)
        loud = np.sqrt(np.interp(hertz / warp, centres, power, left=0, right=0))
        return np.fft.irfft(loud * np.exp(2j * np.pi * random.random(241)))

    return framed(sound, change)


def silenced(sound: Sound) -> Sound:
    """What the default leaves of it: zeros between two kept seconds, through AAC and back. The zeros are attacked."""
    around = level(voices.speakers()["367"][0][RATE : 2 * RATE], -20)
    kept = [
        Interval(Fraction(0), Fraction(1)),
        Interval(1 + Fraction(len(sound), RATE), 2 + Fraction(len(sound), RATE)),
    ]
    _, _, heard = silences.coded(silences.quiet(np.concatenate([around, sound, around]), kept), "aac")
    return heard[RATE : RATE + len(sound)]


Disguise = Callable[[Sound, np.random.Generator], Sound]
DISGUISES: dict[str, Disguise] = {
    "none": lambda sound, _: sound,
    "silence (the default)": lambda sound, _: silenced(sound),
    "pitch -4 semitones": lambda sound, _: pitched(sound, -4),
    "pitch, drawn": lambda sound, random: pitched(sound, float(random.choice([-1, 1]) * random.uniform(3, 6))),
    "McAdams 0.8": lambda sound, _: mcadams(sound, 0.8),
    "McAdams, drawn": lambda sound, random: mcadams(sound, float(random.uniform(0.6, 0.9))),
    "resynthesis, pitch gone": resynthesised,
    "noise in 12 bands": banded,
}
INVERSES: dict[str, list[Callable[[Sound], Sound]]] = {
    **{
        name: [lambda sound, by=by: pitched(sound, by) for by in (-6.0, -5.0, -4.0, -3.0, 3.0, 4.0, 5.0, 6.0)]  # type: ignore[misc]
        for name in ("pitch -4 semitones", "pitch, drawn")
    },
    **{
        name: [lambda sound, by=by: mcadams(sound, 1 / by) for by in (0.6, 0.7, 0.8, 0.9)]  # type: ignore[misc]
        for name in ("McAdams 0.8", "McAdams, drawn")
    },
}
ATTACKERS: dict[str, Callable[[Sound], Vector]] = {
    "d-vector": second.embedding,
    "GE2E": lambda sound: speakers.embeddings([sound])[0],
}


def equal_error(target: list[float], impostor: list[float]) -> float:
    """Where as many targets are refused as impostors let in, between the steps of the curve too; ties are guesses."""
    limits = np.unique([*target, *impostor, np.inf])
    refused = np.array([np.mean(np.array(target) < limit) for limit in limits])
    let_in = np.array([np.mean(np.array(impostor) >= limit) for limit in limits])
    gap = refused - let_in
    n = int(np.argmax(gap >= 0))
    if n == 0:
        return float(let_in[0] + refused[0]) / 2
    share = -gap[n - 1] / (gap[n] - gap[n - 1])
    return float(refused[n - 1] + share * (refused[n] - refused[n - 1]))


def attack(seed: int) -> dict[str, Any]:
    pieces: list[tuple[str, int, Sound]] = []
    for name, sounds in voices.speakers().items():
        for number, sound in enumerate(sounds):
            whole = level(sound, -20)
            parts = [whole[n : n + PIECE] for n in range(0, len(whole) - PIECE + 1, PIECE)][:3]
            pieces += [(name, number, part) for part in parts]
    print(f"{len(pieces)} pieces of 2.4 s; equal error rate, %, of d-vector / GE2E")
    print(f"{'':26}{'ignorant':>15}{'informed':>15}{'undone':>15}")
    plain = {who: [embed(sound) for *_, sound in pieces] for who, embed in ATTACKERS.items()}
    table: dict[str, Any] = {}

    def rates(tests: dict[str, list[list[Vector]]], references: dict[str, list[Vector]]) -> dict[str, float]:
        """tests: of each piece, one vector or one for each inverse tried."""
        out = {}
        for who in ATTACKERS:
            target: list[float] = []
            impostor: list[float] = []
            for (name, number, _), tried in zip(pieces, tests[who], strict=True):
                for other in voices.speakers():
                    enrolled = [
                        vector
                        for (said_by, recording, _), vector in zip(pieces, references[who], strict=True)
                        if said_by == other and (said_by, recording) != (name, number)
                    ]
                    model = np.sum(enrolled, axis=0)
                    model = model / max(float(np.linalg.norm(model)), 1e-12)
                    (target if other == name else impostor).append(
                        max(round(float(vector @ model), 5) for vector in tried)
                    )
            out[who] = round(100 * equal_error(target, impostor), 1)
        return out

    for name, disguise in DISGUISES.items():
        changed = [disguise(sound, np.random.default_rng((seed, 1, n))) for n, (*_, sound) in enumerate(pieces)]
        his = [disguise(sound, np.random.default_rng((seed, 2, n))) for n, (*_, sound) in enumerate(pieces)]
        if name.startswith("silence"):
            table["silence is the same whoever was silenced"] = all(np.array_equal(changed[0], one) for one in changed)
        tests = {who: [[np.nan_to_num(embed(sound))] for sound in changed] for who, embed in ATTACKERS.items()}
        row = {"ignorant": rates(tests, plain)}
        if name != "none":
            row["informed"] = rates(
                tests, {w: [np.nan_to_num(e(sound)) for sound in his] for w, e in ATTACKERS.items()}
            )
        if name in INVERSES:
            undone = [[inverse(sound) for inverse in INVERSES[name]] for sound in changed]
            row["undone"] = rates(
                {who: [[embed(sound) for sound in tried] for tried in undone] for who, embed in ATTACKERS.items()},
                plain,
            )
        table[name] = row
        cells = [
            f"{row[k]['d-vector']:.1f} / {row[k]['GE2E']:.1f}" if k in row else ""
            for k in ("ignorant", "informed", "undone")
        ]
        print(f"{name:26}" + "".join(f"{cell:>15}" for cell in cells), flush=True)
    return table


# leaks


def planted(seed: int, each: int, count: int, missed: bool) -> dict[str, Any]:
    outcomes: dict[str, list[bool]] = defaultdict(list)
    by: dict[str, Counter[str]] = defaultdict(Counter)
    print(f"{'kind':26}{'caught':>9}  by")
    for number, leak in enumerate([*silences.leaks(seed, each), *silences.clean(seed, count)]):
        failed = [
            look.check.name
            for look in silences.looks(leak, attacked=leak.kind not in silences.OUTSIDE)
            if not look.check.passed
        ]
        outcomes[leak.kind].append(bool(failed))
        by[leak.kind].update(failed)
        if missed and bool(failed) != leak.leaks:
            print(f"  {'missed' if leak.leaks else 'held'}: {leak.kind} {number} {leak.coding} {' '.join(failed)}")
    for kind, held in outcomes.items():
        checks = " ".join(f"{name}:{n}" for name, n in by[kind].most_common())
        print(f"{kind:26}{f'{sum(held)}/{len(held)}':>9}  {checks}")
    outside = [held for kind in silences.OUTSIDE for held in outcomes[kind]]
    inside = [
        held for kind, all_held in outcomes.items() if kind not in (*silences.OUTSIDE, "clean") for held in all_held
    ]
    print(f"outside what is kept: {sum(outside)}/{len(outside)}; in what is kept: {sum(inside)}/{len(inside)}")
    return {kind: {"held": sum(held), "of": len(held), "by": dict(by[kind])} for kind, held in outcomes.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="finding,speakers,attack,leaks")
    parser.add_argument("--each", type=int, default=9)
    parser.add_argument("--clean", type=int, default=60)
    parser.add_argument("--trials", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--missed", action="store_true")
    args = parser.parse_args()
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "finding": lambda: finding(np.random.default_rng((args.seed, 1))),
        "speakers": lambda: telling(np.random.default_rng((args.seed, 2)), args.trials),
        "attack": lambda: attack(args.seed),
        "leaks": lambda: planted(args.seed, args.each, args.clean, args.missed),
    }
    figures: dict[str, Any] = json.loads(OUT.read_text()) if OUT.is_file() else {}
    for name in args.only.split(","):
        print(f"\n{name}")
        figures[name] = parts[name]()
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
