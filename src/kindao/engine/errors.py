"""Every way the engine says no, on one page. A message says what is wrong and where, the hint
what to do. Neither holds a name, a file name, a text that was read or a face: they reach logs."""

from kindao.engine.vietnamese import in_vietnamese


class KindaoError(Exception):
    """Something Kindao refuses or cannot do, in words for the person in front of it."""

    def __init__(self, message: str, *, hint: str = "", vi: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self._vi = vi

    @property
    def vi(self) -> str:
        """The same, whole, in Vietnamese: as it was given, else by the table; "" where only a developer meets it."""
        if self._vi:
            return self._vi
        said = [in_vietnamese(part) for part in (self.message, self.hint) if part]
        return ". ".join(said) if all(said) else ""

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class Unreadable(KindaoError):
    """A medium that cannot be inspected whole: unknown, truncated, encrypted, mislabelled, too large."""


class BadInput(KindaoError):
    """An argument or a file of facts that is wrong; the message names the field."""


class Missing(KindaoError):
    """A detector, reader or model that is not installed; the hint names what to install."""


class Failed(KindaoError):
    """A detector, redactor or check broke. Never an empty result: the gate stays shut."""


class Erased(KindaoError):
    """What was asked for was erased on purpose, and is gone for good."""
