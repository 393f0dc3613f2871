"""Whoever answers for a statement: a name on record, and not the same person under another spelling."""

import re

from kindao.engine.detect.reading.folding import plain, skeleton
from kindao.engine.errors import BadInput
from kindao.engine.policy.reading import fault


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OFFICE = _words(
    "bs bacsi bacsy dr doctor md prof professor gs pgs ts ths tskh ck cki ckii bsck bscki bsckii bsnt nurse sister dd "
    "dieuduong ktv yta ytsi ysi ds duocsi hs hosinh giamdoc gd truongkhoa tk officer"
)
"""What somebody is, wherever it stands beside the name, plain and joined."""
CALLED = _words("ong ba anh chi co chu bac em thay mr mrs ms miss mx")
"""How somebody is called, before the name."""
SPELT = re.compile(
    r"(?<![a-z])(bac s[iy]|dieu duong|duoc si|ho sinh|y ta|y s[iy]|giam doc|truong khoa|ck ?(?:[12]|i{1,2}))"
    r"(?![a-z0-9])"
)


def named(person: str | None, option: str) -> str:
    """The name of whoever says so, without blanks around it; "" when nobody does (None).

    Raises BadInput for what names nobody: an empty text, blanks, a dot, a picture sign."""
    if person is None:
        return ""
    if sum(letter.isalpha() for letter in person) < 2:
        raise BadInput(f"{option}: names nobody", hint="Give the name of the person who answers for it")
    if fault(person.strip()):
        raise BadInput(f"{option}: holds a control or direction character", hint="Type it again by hand")
    return person.strip()


def same(one: str, other: str) -> bool:
    """Whether two names may be one person's: marks, case, look-alike letters, titles and the order of words aside."""
    return bool(_readings(one) & _readings(other))


def _readings(person: str) -> set[str]:
    """Every way to read it as a name: as a whole, without the titles, without what somebody is called."""
    words = re.findall(r"[^\W_]+", SPELT.sub(lambda title: title[0].replace(" ", ""), plain(person)))
    bare = [word for word in words if word not in OFFICE] or words
    uncalled = bare[1:] if bare[0] in CALLED and len(bare) > 1 else bare
    return {"".join(sorted(map(skeleton, some))) for some in (words, bare, uncalled)} | {skeleton("".join(words))}
