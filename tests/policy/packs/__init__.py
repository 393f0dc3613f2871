"""The packs of other countries, each beside a second encoding of its own."""
