"""What the written file is called: whoever gets it reads its name first."""

from kindao.engine.detect.reading.naming import OF_NOBODY, in_file_name
from kindao.engine.verify.evidence import BY, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Known, Words


def look(name: str, known: tuple[Known, ...]) -> Look:
    """name: the file's own, without its folder."""
    telling = [found for found in in_file_name(name, known) if found.identifier not in OF_NOBODY]
    residuals = dict.fromkeys(
        Finding(Identifier.FILE_NAME, Attribute("file-name"), found.confidence, f"{BY}.naming", found.about)
        for found in telling
    )
    words = (
        Words("Tên tệp nói về một người: hãy đổi tên.", "The file's name tells of somebody: rename it.")
        if telling
        else Words("Tên tệp không nói về ai.", "The file's name tells of nobody.")
    )
    return Look(Check("file-name", not telling, words), tuple(residuals))
