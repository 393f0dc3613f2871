"""What goes into the log: of an address that lets somebody in, the part that does so stays out."""

import logging
import re

LETS_IN = re.compile(r"/(p|link)/[^/\s\"']+")


class WithoutTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if LETS_IN.search(said):
            record.msg, record.args = LETS_IN.sub(r"/\1/…", said), ()
        return True
