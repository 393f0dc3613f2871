"""What patients allowed, refused and took back: the engine's consent record kept in rows that are never edited."""
