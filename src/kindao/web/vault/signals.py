"""What others need to know of the vault, told in the same transaction."""

from django.dispatch import Signal

erasing = Signal()  # sender: DataKey; key: it is about to be destroyed; what goes with it is locked, nothing done yet
destroyed = Signal()  # sender: DataKey; key, by: User or None, at; digests: of the files that went with it
restored = Signal()  # sender: Clinic; at: the moment of the backup that every row was brought back from
