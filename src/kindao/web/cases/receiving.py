"""Files of a form are held in memory until the vault has them: nothing of a patient lies open on the disk."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

HELD_AT_MOST = 128 << 20  # bytes of one form; what is larger comes in parts


class InMemory(FileUploadHandler):
    """Django's handler of files in memory, with a limit of its own. Beyond it, the request says `too_large`."""

    chunk_size = 1 << 18

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.held = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.held += len(raw_data)
        if self.held > HELD_AT_MOST:
            if self.request is not None:
                vars(self.request).update(too_large=True)
            raise StopUpload(connection_reset=False)
        self.content.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        self.content.seek(0)
        return InMemoryUploadedFile(
            file=self.content,
            field_name=self.field_name,
            name=self.file_name or "file",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
