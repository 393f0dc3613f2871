"""What goes into the log: of an address that lets somebody in, the part that does so stays out; of an error its kind
and where it arose are told, not its words, which may be somebody's name."""

import logging
import re
import traceback
from pathlib import Path

LETS_IN = re.compile(r"/(p|link)/[^/\s\"']+")
TOLD = 4  # places of an error, the innermost first


class WithoutTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if LETS_IN.search(said):
            record.msg, record.args = LETS_IN.sub(r"/\1/…", said), ()
        return True


class WithoutWords(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            frames = [f"{Path(one.filename).name}:{one.lineno}" for one in traceback.extract_tb(trace)[-TOLD:]]
            record.msg = f"{record.getMessage()} ({kind.__name__}, {' < '.join(reversed(frames))})"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True
