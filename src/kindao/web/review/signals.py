"""What others may wait for. Sent inside the transaction that changed something: who listens takes part in it."""

from django.dispatch import Signal

lapsed = Signal()  # sender: Use; use, by: the Membership that no longer wants it, None: its day has passed
decided = Signal()  # sender: Use; use: the gate has answered, the row is written
doubted = Signal()  # sender: Use; use, by: the User who doubts its picture
refused = Signal()  # sender: Use; use, by: the officer's User who said no to its picture
