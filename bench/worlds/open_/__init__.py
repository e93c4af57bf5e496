"""The worlds of people anybody may look into."""

from bench.worlds.open_.diaries import Diaries
from bench.worlds.open_.kitchens import Kitchens
from bench.worlds.open_.printers import Printers

WORLDS: tuple[type, ...] = (Printers, Diaries, Kitchens)
