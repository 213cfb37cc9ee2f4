"""``python -m aftercoup`` is the command ``aftercoup``."""
import sys

from aftercoup.cli import main

sys.exit(main())
