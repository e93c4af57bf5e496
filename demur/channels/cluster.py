"""Other machines' hands: what is judged part by part is judged on a Ray cluster.

    with workers(settings.CLUSTER, tell) as hands:
        parts = hands.keep(partial(judged, params, day), shares)
        worth = worth_in_parts(hands.run, parts, day, slot, minutes)

Off unless DEMUR_CLUSTER says otherwise. Where the cluster can't be reached, or is lost half-way,
the same is done here, in one process, with the same result. Nothing is told to anybody about its
use, there is no dashboard, and what `local` starts listens on this machine alone.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from importlib.util import find_spec
from secrets import token_hex
from typing import Any, Final

from django.utils.translation import gettext as _

from demur.domain.silence.parts import HERE, Lost, Workers

#: A cluster that this machine starts for itself, and ends again.
LOCAL: Final = "local"
#: Where Ray is told that it is no cluster's (it asks so for other systems' firewalls), it listens
#: on the loopback alone; a node's address of 127.0.0.1 it turns into the network's own.
LOOPBACK_ONLY: Final = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
REACHED_SECONDS: Final = 5.0
#: So often, while there is no answer, the cluster's head is asked whether it is there.
ASKED_SECONDS: Final = 5.0
#: After so many seconds without the head Ray ends this very process: by then the round is made.
HEADLESS: Final = ("RAY_gcs_rpc_server_reconnect_timeout_s", "3600")
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
        yield _hands(ray, ended, lambda why: tell(_lost(address, why)))
    finally:
        ended()


def amiss(address: str) -> str:
    """Why a cluster could not be worked with, as far as that shows unjoined; else empty."""
    if find_spec("ray") is None:
        return _without_ray()
    try:
        if address != LOCAL:
            _knock(address)
    except (OSError, ValueError) as error:
        return _unreached(address, error)
    return ""


def _without_ray() -> str:
    return _("DEMUR_CLUSTER is set, and Ray is not installed: pip install 'demur[cluster]'.")


def _unreached(address: str, why: BaseException) -> str:
    said = _("The cluster at %(address)s (DEMUR_CLUSTER) can't be reached: %(why)s.")
    return said % {"address": address, "why": _in_a_line(why)}


def _lost(address: str, why: BaseException) -> str:
    said = _("The cluster at %(address)s (DEMUR_CLUSTER) was lost: %(why)s.")
    told = {"address": address, "why": _in_a_line(why)}
    return f"{said % told} {_('The work is done in this one process instead.')}"


def _in_a_line(why: BaseException) -> str:
    return str(why).strip().partition("\n")[0].rstrip(".") or type(why).__name__


def _joined(address: str) -> tuple[Any, Callable[[], None]]:
    """Ray, joined to a cluster; and what ends that. Raises Unreachable."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault(*HEADLESS)
    if address == LOCAL:
        # Nobody else's: on the loopback, and by a token that only what is started here has.
        os.environ |= {LOOPBACK_ONLY: "0", "RAY_AUTH_MODE": "token"}
        os.environ.setdefault("RAY_AUTH_TOKEN", token_hex(32))
    try:
        import ray
    except ImportError as error:
        raise Unreachable(_without_ray()) from error
    folder = tempfile.TemporaryDirectory(prefix="demur-", ignore_cleanup_errors=True)

    @cache
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
        raise Unreachable(_unreached(address, error)) from error
    return ray, ended


def _knock(address: str) -> None:
    """Raises OSError at once where nobody listens; Ray itself would try for a minute."""
    host, colon, port = address.rpartition(":")
    if colon:
        if not port.isdecimal():
            raise ValueError(_("it must look like host:port"))
        socket.create_connection((host, int(port)), REACHED_SECONDS).close()


def _hands(ray: Any, ended: Callable[[], None], tell: Callable[[BaseException], None]) -> Workers:
    """The cluster's hands. Once it is lost that is told, and they are never asked again."""
    # They claim no core: where another's work has them all, ours is slow and does not hang.
    keeper = ray.remote(num_cpus=0, scheduling_strategy="SPREAD")(_Keeper)
    head = ray.get_runtime_context().gcs_address
    lost: list[BaseException] = []

    def keep(do: Callable[..., Any], *over: Any) -> list[Any]:
        with _there(head, lost, ended, tell):
            pairs = [(keeper.remote(), one) for one in zip(*over, strict=True)]
            _fetched(ray, [here.keep.remote(do, *one) for here, one in pairs], head)
            return [here for here, _ in pairs]

    def run(do: Callable[..., Any], kept: Any, *over: Any) -> list[Any]:
        with _there(head, lost, ended, tell):
            asked = [here.ask.remote(do, *one) for here, *one in zip(kept, *over, strict=True)]
            return _fetched(ray, asked, head)

    return Workers(run, keep, max(int(ray.cluster_resources().get("CPU", 1)), 1))


class _Keeper:
    """A worker that keeps what it has worked out in its own memory, and is asked there.

    Ray gives arrays that can only be read, for which the loops would be compiled once more: so what
    comes is copied, and what is kept, which is long, is not."""

    def keep(self, do: Callable[..., Any], *over: Any) -> None:
        self._kept = deepcopy(do)(*deepcopy(over))

    def ask(self, do: Callable[..., Any], *over: Any) -> Any:
        return deepcopy(do)(self._kept, *deepcopy(over))


def _fetched(ray: Any, asked: list[Any], head: str) -> list[Any]:
    """What came of it. Raises OSError where the cluster's head does not answer any more."""
    waiting = asked
    while waiting:
        _, waiting = ray.wait(waiting, num_returns=len(waiting), timeout=ASKED_SECONDS)
        if waiting:
            _knock(head)
    return list(ray.get(asked))


@contextmanager
def _there(
    head: str,
    lost: list[BaseException],
    ended: Callable[[], None],
    tell: Callable[[BaseException], None],
) -> Iterator[None]:
    """Turn what says that the cluster is gone into Lost; what the work itself raises goes on."""
    if lost:
        raise Lost from lost[0]
    from ray.exceptions import RayError, RayTaskError

    try:
        _knock(head)
        yield
    except (RayError, OSError) as error:
        cause = error.cause if isinstance(error, RayTaskError) else error
        if not isinstance(cause, (RayError, OSError)):
            raise
        lost.append(error)
        tell(cause)
        ended()
        raise Lost from error
