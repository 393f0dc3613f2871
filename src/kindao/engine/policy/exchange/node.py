"""A place in a FHIR resource, which knows its path and says no in its name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong with an element, and what to do."""

    what: Words
    hint: Words


WRONG = Said(
    Words("không đúng theo FHIR R5", "is not as FHIR R5 has it"),
    Words("Hãy xuất lại từ hệ thống gốc theo FHIR 5.0.0", "Export it again as FHIR 5.0.0"),
)
MISSING = Said(
    Words("bị thiếu", "is missing"),
    Words("Hãy bổ sung trong hệ thống gốc rồi xuất lại", "Fill it in where it comes from, and export it again"),
)
EMPTY = Said(
    Words("đang để trống", "is empty"), Words("Hãy ghi vào, hoặc bỏ hẳn mục đó", "Fill it in, or leave the entry out")
)
TWICE = Said(Words("bị lặp", "is there twice"), Words("Hãy giữ lại một giá trị", "Keep the one that was agreed to"))
UNKNOWN = Said(
    Words("có mã không nằm trong bảng", "has a code that is not in the table"),
    Words("Các mã dùng được nằm trong docs/exchange.md", "docs/exchange.md has the codes that are understood"),
)
NOT_UNDERSTOOD = Said(
    Words("làm thay đổi ý nghĩa theo cách Kindao không hiểu", "changes the meaning in a way that is not understood"),
    Words(
        "Hãy lấy bản đồng ý gốc và ghi lại bằng tay theo docs/consent.md",
        "Take the consent that was signed, and write it down by hand as docs/consent.md says",
    ),
)
ABSENT_FIELD = Said(
    Words("là phần mở rộng của Kindao nhưng không có trường này", "is an extension of Kindao's that has no such field"),
    Words("Hãy nhập bằng phiên bản Kindao đã xuất ra nó", "Import it with the version of Kindao that wrote it"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """One object of the resource."""

    value: dict[str, Any]
    path: str

    def refuse(self, said: Said, key: str = "") -> BadInput:
        at = f"{self.path}.{key}" if key else self.path
        vi = f"{at}: {said.what.vi}. {said.hint.vi}"
        return BadInput(f"{at}: {said.what.en}", hint=said.hint.en, vi=vi)

    def text(self, key: str) -> str:
        """ "" when it is not there."""
        held = self.value.get(key, "")
        if not isinstance(held, str):
            raise self.refuse(WRONG, key)
        return held

    def need(self, key: str) -> str:
        held = self.text(key)
        if not held:
            raise self.refuse(MISSING, key)
        return held

    def node(self, key: str) -> "Node | None":
        held = self.value.get(key)
        if held is None:
            return None
        if not isinstance(held, dict):
            raise self.refuse(WRONG, key)
        return Node(held, f"{self.path}.{key}")

    def nodes(self, key: str) -> Iterator["Node"]:
        held = self.value.get(key, [])
        if not isinstance(held, list):
            raise self.refuse(WRONG, key)
        for n, one in enumerate(held):
            found = Node(one, f"{self.path}.{key}[{n}]")
            if not isinstance(one, dict):
                raise found.refuse(WRONG)
            yield found

    def unmodified(self, *, but: frozenset[str] = frozenset()) -> None:
        """Raises BadInput when it, or anything in it but what hangs at `but`, has a modifier extension."""
        for key, held in self.value.items():
            if key in but:
                continue
            if key == "modifierExtension" and held:
                raise self.refuse(NOT_UNDERSTOOD, key)
            for n, one in enumerate(held if isinstance(held, list) else [held]):
                if isinstance(one, dict):
                    at = f"[{n}]" if isinstance(held, list) else ""
                    Node(one, f"{self.path}.{key}{at}").unmodified()
