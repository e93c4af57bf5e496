"""Other machines' hands: what is judged part by part is judged on a Ray cluster.

    with workers(settings.CLUSTER, tell) as hands:
        parts = hands.keep(partial(judged, params, day), shares)
        worth = worth_in_parts(hands.run, parts, day, slot, minutes)

Off unless DEMUR_CLUSTER says otherwise. Where the cluster can't be reached the same is done here,
in one process, with the same result. Nothing is told to anybody about its use, there is no
dashboard, and what `local` starts listens on this machine alone.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from secrets import token_hex
from typing import Any, Final

from django.utils.translation import gettext as _

from demur.domain.silence.parts import HERE, Workers

#: A cluster that this machine starts for itself, and ends again.
LOCAL: Final = "local"
#: Where Ray is told that it is no cluster's (it asks so for other systems' firewalls), it listens
#: on the loopback alone; a node's address of 127.0.0.1 it turns into the network's own.
LOOPBACK_ONLY: Final = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
REACHED_SECONDS: Final = 5.0
QUIET: Final[dict[str, Any]] = {
    "include_dashboard": False,
    "configure_logging": False,
    "log_to_driver": False,
}


class Unreachable(Exception):
    """There is no cluster to be worked with; says why, to a person."""


@contextmanager
def workers(address: str, tell: Callable[[str], None]) -> Iterator[Workers]:
    """Whoever judges the parts: the cluster at an address (`local`, `auto`, host:port), or this
    process where it is empty or, which is told, nobody is there."""
    if not address:
        yield HERE
        return
    try:
        ray, ended = _joined(address)
    except Unreachable as why:
        tell(f"{why} {_('The work is done in this one process instead.')}")
        yield HERE
        return
    try:
        yield _hands(ray)
    finally:
        ended()


def _joined(address: str) -> tuple[Any, Callable[[], None]]:
    """Ray, joined to a cluster; and what ends that. Raises Unreachable."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address == LOCAL:
        # Nobody else's: on the loopback, and by a token that only what is started here has.
        os.environ |= {LOOPBACK_ONLY: "0", "RAY_AUTH_MODE": "token"}
        os.environ.setdefault("RAY_AUTH_TOKEN", token_hex(32))
    try:
        import ray
    except ImportError as error:
        said = _("DEMUR_CLUSTER is set, and Ray is not installed: pip install 'demur[cluster]'.")
        raise Unreachable(said) from error
    folder = tempfile.TemporaryDirectory(prefix="demur-", ignore_cleanup_errors=True)

    def ended() -> None:
        ray.shutdown()
        folder.cleanup()

    try:
        if address == LOCAL:
            ray.init(LOCAL, num_cpus=os.cpu_count(), _temp_dir=folder.name, **QUIET)
        else:
            _knock(address)
            ray.init(address, configure_logging=False, log_to_driver=False)
    except (OSError, ConnectionError, RuntimeError, ValueError) as error:
        ended()
        said = _("The cluster at %(address)s (DEMUR_CLUSTER) can't be reached: %(why)s.")
        why = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        raise Unreachable(said % {"address": address, "why": why}) from error
    return ray, ended


def _knock(address: str) -> None:
    """Raises OSError at once where nobody listens; Ray itself would try for a minute."""
    host, colon, port = address.rpartition(":")
    if colon:
        if not port.isdecimal():
            raise ValueError(_("it must look like host:port"))
        socket.create_connection((host, int(port)), REACHED_SECONDS).close()


def _hands(ray: Any) -> Workers:
    called = ray.remote(_called)

    def keep(do: Callable[..., Any], *over: Any) -> list[Any]:
        return [called.remote(do, *one) for one in zip(*over, strict=True)]

    def run(do: Callable[..., Any], *over: Any) -> list[Any]:
        return list(ray.get(keep(do, *over)))

    return Workers(run, keep, max(int(ray.cluster_resources().get("CPU", 1)), 1))


def _called(do: Callable[..., Any], *over: Any) -> Any:
    """Call a function on what has come. Ray gives arrays that can only be read, for which the
    loops would be compiled once more: so they are copied."""
    return deepcopy(do)(*deepcopy(over))
