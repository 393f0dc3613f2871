"""Asking a patient for one use, on their own phone: what they see, what they answer, and what proves it.

A doctor puts a Question about a Use (`putting.put`); a worker makes the very copy that would go out if the answer were
yes (`previewing`); each person whose yes the law wants gets an Ask with a link of their own through the door. They
read, choose for each place, show that they understood, sign; `answering.answer` keeps it as consent and evidence."""
