"""What others may wait for. Sent inside the transaction that changed something: who listens takes part in it."""

from django.dispatch import Signal

recorded = Signal()  # sender: AuditEvent; event
