"""Platforms, played for tests: each behaves as its documents say, over HTTP on loopback."""
