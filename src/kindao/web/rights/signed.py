"""A signature as somebody reads it: drawn as a picture, or the name that was typed."""

import io
import json

from PIL import Image, ImageDraw

KIND = "application/json"  # as which a signature lies in the vault
EDGE, WIDTH = 20, 5  # pixels: around the strokes, of a stroke
LARGEST = 2000  # pixels of a side: strokes may reach farther than the page they were drawn on


def drawn(content: bytes) -> bytes | None:
    """A PNG of the strokes, black on white; None of what was typed or can't be read."""
    strokes = _read(content).get("strokes")
    if not isinstance(strokes, list):
        return None
    lines = [[(int(x), int(y)) for x, y, _ in stroke] for stroke in strokes if stroke]
    points = [point for line in lines for point in line]
    if not points:
        return None
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide, high = max(x for x, _ in points) - left, max(y for _, y in points) - top
    scale = min(1.0, (LARGEST - 2 * EDGE) / max(wide, high, 1))
    image = Image.new("L", (round(wide * scale) + 2 * EDGE, round(high * scale) + 2 * EDGE), 255)
    pen = ImageDraw.Draw(image)
    for line in lines:
        placed = [(EDGE + (x - left) * scale, EDGE + (y - top) * scale) for x, y in line]
        pen.line(placed if len(placed) > 1 else placed * 2, fill=0, width=WIDTH, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def typed(content: bytes) -> str:
    """The name that was typed; "" where it was drawn."""
    name = _read(content).get("typed")
    return name if isinstance(name, str) else ""


def _read(content: bytes) -> dict[str, object]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
