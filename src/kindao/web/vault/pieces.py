"""A file that lies in pieces, each opened when it is read."""

import io


class InPieces(io.RawIOBase):
    """To read and seek in. Whoever stands on it says what lies at a place."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size, self._at = size, 0

    def at(self, place: int, most: int) -> bytes:
        """Some bytes from there on, `most` or fewer: where the piece ends. place: before the end of the file."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        piece = self.at(self._at, len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
