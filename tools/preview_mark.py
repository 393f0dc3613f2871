"""Draws the words that lie over every frame of a preview, src/kindao/page/preview.png: white on black, two lines.

Once, by whoever changes the words: python tools/preview_mark.py FONT.ttf (DejaVu Sans Bold was used)."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

LINES = ("XEM TRƯỚC – KHÔNG PHẢI BẢN SAO, KHÔNG ĐƯỢC ĐĂNG", "PREVIEW – NOT A COPY, NOT TO BE PUBLISHED")
TARGET = Path(__file__).parents[1] / "src" / "kindao" / "page" / "preview.png"


def main(font: str) -> None:
    letters = ImageFont.truetype(font, 22)
    drawn = Image.new("L", (1200, 80), 0)
    pen = ImageDraw.Draw(drawn)
    wide = max(pen.textlength(line, letters) for line in LINES)
    for n, line in enumerate(LINES):
        pen.text(((wide - pen.textlength(line, letters)) / 2 + 6, 4 + 28 * n), line, 255, letters)
    drawn.crop((0, 0, int(wide) + 12, 64)).save(TARGET, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
