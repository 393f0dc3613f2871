"""An error as it is told: one sentence on stderr, and one object on stdout when JSON was asked for."""

import errno
import json
import os
import re
import unicodedata
from dataclasses import dataclass

import click

from kindao.engine.errors import BadInput, Erased, Failed, KindaoError, Missing, Unreadable
from kindao.engine.vietnamese import in_vietnamese
from kindao.engine.vocabulary import Words

UNPRINTED = ("Cc", "Cf", "Zl", "Zp")  # Unicode's control, format, and separators of lines and paragraphs
CODES = {Unreadable: "unreadable", BadInput: "bad-input", Missing: "missing", Failed: "failed", Erased: "erased"}

UNSAID = Words("Không ghi được câu trả lời: {}", "the answer could not be written: {}")
CLOSED = Words("đầu ra chuẩn đang đóng", "standard output is closed")
FULL = Words("ổ đĩa đã hết chỗ", "no space is left on the disk")
ELSEWHERE = Words("Hãy giải phóng dung lượng hoặc chuyển đầu ra đi nơi khác", "Free some space, or send it elsewhere")
OPEN_IT = Words("Hãy mở đầu ra chuẩn, hoặc chuyển đến /dev/null", "Open it, or send it to /dev/null")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong and what to do, in one language, and its code for scripts, which stays."""

    code: str
    message: str
    hint: str = ""

    @property
    def sentence(self) -> str:
        if not self.hint:
            return self.message
        return f"{self.message}{'' if self.message.endswith(('?', '...')) else '.'} {self.hint}"

    @property
    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message, "hint": self.hint}


def of_error(error: KindaoError, lang: str) -> Refusal:
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "stopped")
    if lang != "vi" or not error.vi:
        return Refusal(code, _line(error.message), _line(error.hint))
    said, hint = _line(error.vi), _line(in_vietnamese(error.hint) if error.hint else "")
    if hint and said.endswith(hint):
        return Refusal(code, said.removesuffix(hint).rstrip(". "), hint)
    return Refusal(code, said)


def unsaid(error: OSError | None, lang: str) -> Refusal:
    """Standard output cannot be written, or is closed (None)."""
    if error is None:
        return Refusal(CODES[Failed], UNSAID[lang].format(CLOSED[lang]), OPEN_IT[lang])
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        cause = FULL[lang]
    else:
        said = os.strerror(error.errno or 0)
        cause = (lang == "vi" and in_vietnamese(said)) or said
    return Refusal(CODES[Failed], UNSAID[lang].format(cause), ELSEWHERE[lang])


def of_words(words: Words, lang: str) -> Refusal:
    """A medium that could not be opened: its message, then its hint, as one."""
    message, _, hint = _line(words[lang]).partition(". ")
    return Refusal(CODES[Unreadable], message, hint)


def _line(text: str | None) -> str:
    """On one line; what would move the cursor or turn the writing, as a file's name may, is escaped."""
    line = re.sub(r"\s*\n\s*", " ", text or "")
    return "".join(ascii(one)[1:-1] if unicodedata.category(one) in UNPRINTED else one for one in line)


def dump(value: object) -> None:
    """One JSON object on stdout and nothing else there."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
