"""What others may wait for. Sent inside the transaction that changed something: who listens takes part in it."""

from django.dispatch import Signal

lapsed = Signal()  # sender: Use; use, by: the Membership that no longer wants it, None: its day has passed
