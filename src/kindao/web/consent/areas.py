"""Parts of the body as people write them down."""

import unicodedata

from kindao.engine.detect.reading.folding import plain
from kindao.page.consent import AREA


def area_of(said: str) -> str:
    """The part as the engine calls it, of a word in either language; without diacritics where that means one part
    alone: "mui" is the nose, "mat" may be the eyes or the face. "" for what is not known."""
    written = unicodedata.normalize("NFC", said).strip().lower()
    exact = [area.en for area in AREA if written in (area.vi, area.en, area.en.removesuffix("s"))]
    bare = {area.en for area in AREA if written == plain(area.vi)}
    return exact[0] if exact else bare.pop() if len(bare) == 1 else ""
