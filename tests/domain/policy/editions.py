"""The example policies that the product ships, read once for all tests."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Lang


def source(lang: Lang) -> bytes:
    """Give an edition's bytes."""
    return files("demur").joinpath(f"policies/example.{lang}.md").read_bytes()


@cache
def example(lang: Lang = Lang.EN) -> Policy:
    """Give an edition's policy."""
    policy = document.read(source(lang)).policy
    assert policy is not None
    return policy


def policy_of(*lines: str) -> Policy:
    """Give a small policy out of its questions and one table."""
    policy = document.read("\n".join(lines).encode()).policy
    assert policy is not None
    return policy
