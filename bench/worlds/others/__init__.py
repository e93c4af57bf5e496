"""Worlds of people with other habits than ours, after those of two who knew our interface alone.

In most, more have refused than in any other world; in one, hardly anybody has.
"""

from bench.worlds.others.anniversaries import Anniversaries
from bench.worlds.others.mobiles import Mobiles
from bench.worlds.others.moods import Moods
from bench.worlds.others.offices import Offices
from bench.worlds.others.sloppy import Sloppy
from bench.worlds.others.wholesale import Wholesale

WORLDS: tuple[type, ...] = (Anniversaries, Mobiles, Moods, Offices, Sloppy, Wholesale)
