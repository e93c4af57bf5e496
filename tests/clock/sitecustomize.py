"""Python reads this as it starts, where PYTHONPATH names its folder: the clock is set ahead.

So a whole program, its server and its commands, can stand on a Monday morning. Time goes on as
ever; only the date is another.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

_AHEAD = timedelta(seconds=int(os.environ["TESTS_SECONDS_AHEAD"]))
time_machine.travel(datetime.now(UTC) + _AHEAD, tick=True).start()
