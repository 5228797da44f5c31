"""``python -m cakg`` is the command ``cakg``."""

from __future__ import annotations

import sys

from cakg.cli import main

if __name__ == "__main__":
    sys.exit(main())
