"""What others may wait for. Sent inside the transaction that changed something: who listens takes part in it."""

from django.dispatch import Signal

changed = Signal()  # sender: Consent; consent; pictures: those locked for it, of which the answer may change
