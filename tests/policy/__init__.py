"""The law: its cases, and a second encoding of it to compare with."""
