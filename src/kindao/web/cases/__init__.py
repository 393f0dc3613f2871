"""Patients and what was captured of them: whose picture, who took it, who is where in it."""
