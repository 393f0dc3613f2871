"""What others may wait for. Sent inside the transaction that changed something: who listens takes part in it."""

from django.dispatch import Signal

taken_in = Signal()  # sender: Original; original
refiled = Signal()  # sender: Original; original: as it lies now; before: as it lay; by: the officer's Membership
contact_changed = Signal()  # sender: a model; person; before: the (phone, e-mail) that stood there; by: Membership
changed = Signal()  # sender: a model; patients: ids of those of whom a fact changed, patients or not; originals: ids
