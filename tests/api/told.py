"""Says how many requests a run made, and fails when there were fewer than were promised.

The report lists failures only, so the number is read from what the run printed: `N generated`.
"""

import re
import sys

PROMISED = 5000

with open(sys.argv[1], encoding="utf-8") as said:
    counts = re.findall(r"^\s*(\d+) generated", said.read(), re.MULTILINE)
made = int(counts[-1]) if counts else 0
print(f"{made} requests, {PROMISED} promised")
sys.exit(made < PROMISED)
