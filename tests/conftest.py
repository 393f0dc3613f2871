"""What holds for all tests: a property has as long as its test (pytest-timeout), however busy the machine."""

from hypothesis import settings

settings.register_profile("kindao", deadline=None)
settings.load_profile("kindao")
