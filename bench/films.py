"""What opening, reading and copying films costs, and how near the copies are: the films of the test data.

./run bench films          CPU milliseconds a frame (wall time says little on a shared machine), bytes, SSIM."""

import sys
import tempfile
import time
from pathlib import Path
from statistics import fmean

from skimage.metrics import structural_similarity

from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.media.making import FilmFacts, FilmWriter, clip_container_for
from kindao.engine.media.reading import stills

FILMS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "videos"


def copied(clip: Clip, out: Path) -> None:
    container = clip_container_for(out)
    with FilmWriter(out, FilmFacts.like(clip, container), container, force=True) as writer:
        for still in stills(clip):
            writer.picture(still, still.at)


def alike(clip: Clip, copy: Path) -> list[float]:
    """SSIM of the brightness of every eighth frame."""
    pairs = zip(stills(clip), stills(open_clip(copy)), strict=True)
    return [
        float(structural_similarity(one.grey(), other.grey()))  # type: ignore[no-untyped-call]
        for one, other in pairs
        if one.index % 8 == 7
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(FILMS.glob("*.mp4")):
            began = time.process_time()
            clip = open_clip(path)
            spent = [time.process_time() - began]
            began = time.process_time()
            frames = sum(still.planes is not None for still in stills(clip))
            spent.append(time.process_time() - began)
            print(f"{path.stem}: {frames} frames, {path.stat().st_size:,} bytes", end="; ")
            print("open {:.1f} ms, read {:.1f} ms a frame".format(*(1000 * each / frames for each in spent)))
            for suffix in (".mp4", ".webm"):
                out = Path(folder) / f"copy{suffix}"
                began = time.process_time()
                copied(clip, out)
                cost = 1000 * (time.process_time() - began) / frames
                near = alike(clip, out)
                print(f"  {suffix} {cost:5.1f} ms a frame, {out.stat().st_size:>10,} bytes,", end=" ")
                print(f"SSIM mean {fmean(near):.4f} worst {min(near):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
