"""`demur policy` with all its commands; each loads what it needs when it is called."""

from demur.cli import adopt, policy_diff, policy_exchange, policy_kept, policy_replay
from demur.cli.policy import app

__all__ = ["adopt", "app", "policy_diff", "policy_exchange", "policy_kept", "policy_replay"]
