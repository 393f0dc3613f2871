"""Remove what identifies: plan what to cover, fill it, and keep nothing but pixels."""

from kindao.engine.redact.fill import fill
from kindao.engine.redact.plan import plan, without

__all__ = ["fill", "plan", "without"]
