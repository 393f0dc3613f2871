"""The weights, one entry each. docs/models.md is checked against this by a test."""

from kindao.engine.weights import Weights

CATALOGUE: tuple[Weights, ...] = ()
