"""What others need to know of the vault, told in the same transaction."""

from django.dispatch import Signal

restored = Signal()  # sender: Clinic; at: the moment of the backup that every row was brought back from
