"""What the written file is called: whoever gets it reads its name first."""

from kindao.engine.detect.reading.naming import telling
from kindao.engine.verify.evidence import BY, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Known, Words


def look(name: str, known: tuple[Known, ...]) -> Look:
    """name: the file's own, without its folder."""
    told = telling(name, known)
    residuals = dict.fromkeys(
        Finding(Identifier.FILE_NAME, Attribute("file-name"), found.confidence, f"{BY}.naming", found.about)
        for found in told
    )
    words = (
        Words("Tên tệp nói về một người: hãy đổi tên.", "The file's name tells of somebody: rename it.")
        if told
        else Words("Tên tệp không nói về ai.", "The file's name tells of nobody.")
    )
    return Look(Check("file-name", not told, words), tuple(residuals))
