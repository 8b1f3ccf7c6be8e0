"""`python -m tangent`."""

import sys

from tangent.cli import main

if __name__ == "__main__":
    sys.exit(main())
