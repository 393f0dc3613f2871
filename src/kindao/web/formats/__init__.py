"""How days are written: the Vietnamese way, and in English so that no month is taken for a day."""
