"""``python -m aftercoup`` is the command line of ``aftercoup.cli``."""

import sys

from aftercoup.cli import main

sys.exit(main())
