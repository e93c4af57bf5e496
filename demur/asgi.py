"""Demur for an ASGI server: `demur serve` runs it, any other may."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from typing import IO, TYPE_CHECKING, Any, cast

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from demur.web.limits import App

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demur.settings")
# Static files are small and read in a thread: that they are not read asynchronously is no news.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")


def _application() -> App:
    """Django, behind a door that reads no more than may come in."""
    django = cast(Any, get_asgi_application())

    from demur.web.limits import bounded  # only now, since its parts need Django set up

    return bounded(django)


application = _application()


def _serving() -> IO[bytes]:
    from demur.records import serving

    return serving.hold()


#: Held as long as this process lives: records are not replaced under a server.
SERVING = _serving()


def warm_up() -> None:
    """Load the languages' words, the catalogue and the round's arithmetic before they are needed.

    A cold process answers too, only some seconds slower: so a failure is told, not raised.
    """
    from django.db import connection
    from django.utils import timezone

    from demur.records import held, rests

    try:
        held.warm_up(timezone.now())
        rests.warm_up()
    except Exception:
        logging.getLogger(__name__).exception("Could not warm up; the first answer will be slow")
    finally:
        connection.close()


threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
