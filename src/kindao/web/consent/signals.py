"""What others may wait for. Sent inside the transaction that changed something: who listens takes part in it."""

from django.dispatch import Signal

changed = Signal()  # sender: Consent; consent; pictures: ids of those that rest on it, read under the audit's lock
