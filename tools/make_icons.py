"""make_icons.py: draws the desk's icons as phones want them, from the shapes of icon.svg. Ours alone."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent.parent / "src" / "kindao" / "web" / "ui" / "static" / "ui"
GREEN, PAPER = "#0b5f58", "#f7f6f2"
LINES = (((20, 15), (20, 49)), ((22, 33), (42, 15)), ((27, 29), (44, 49)))  # of icon.svg, in its 64 units
WIDTH = 7.0
FINER = 4  # drawn larger, then made smaller: smooth edges
ICONS = {
    "icon-192.png": (192, 14.0, 1.0),
    "icon-512.png": (512, 14.0, 1.0),
    "icon-maskable-512.png": (512, 0.0, 0.72),  # phones cut it to a shape: a safe zone of 80 % across
    "icon-apple-180.png": (180, 0.0, 0.86),
}


def drawn(size: int, radius: float, scale: float) -> Image.Image:
    """size: pixels; radius: of the corners, in 64 units; scale: of the letter within."""
    large = size * FINER
    unit = large / 64
    picture = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, large - 1, large - 1), radius * unit, fill=GREEN)

    def at(point: tuple[int, int]) -> tuple[float, float]:
        return tuple((32 + (value - 32) * scale) * unit for value in point)  # type: ignore[return-value]

    half = WIDTH * scale * unit / 2
    for line in LINES:
        ends = [at(point) for point in line]
        draw.line(ends, fill=PAPER, width=round(2 * half))
        for x, y in ends:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=PAPER)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    for name, (size, radius, scale) in ICONS.items():
        drawn(size, radius, scale).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
