"""``python -m aftercoup`` is the command ``aftercoup``."""

import gc
import os
import sys

gc.set_threshold(100_000)  # a command that ends soon need not look for garbage after each 700 new objects

from aftercoup.cli import main  # noqa: E402

status = main()
if sys.argv[1:2] == ["mark"]:  # what is written is closed, and to take all apart takes as long as to mark ten
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, AttributeError):  # nobody reads on, or there is no console: let Python end as it does
        sys.exit(status)
    os._exit(status)
sys.exit(status)
