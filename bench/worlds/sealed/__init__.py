"""The worlds of people that nobody who plans calls looks into before the measuring."""

from bench.worlds.sealed.heron import Heron
from bench.worlds.sealed.linden import Linden
from bench.worlds.sealed.quarry import Quarry

WORLDS: tuple[type, ...] = (Linden, Heron, Quarry)
