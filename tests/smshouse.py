"""An SMS gateway on loopback that answers as it is told, and keeps what it was sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from demur.post_settings import Gateway

SECRET = "a secret of eleven words or so"
KEY = "gateway-key"
#: What it can do instead of answering.
HANG, DRIP, DROP = "hang", "drip", "drop"


@dataclass
class SmsHouse:
    """What came in, and what is answered next: (status, body, headers), or one of the words."""

    port: int = 0
    answers: list[Any] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    @property
    def gateway(self) -> Gateway:
        """How it is reached."""
        return Gateway(f"http://127.0.0.1:{self.port}/messages", KEY, SECRET)

    @property
    def messages(self) -> list[dict[str, str]]:
        """What was sent."""
        return [json.loads(body) for body in self.bodies]

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Keep a request and answer it."""
        self.paths.append(request.path)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        length = int(request.headers.get("Content-Length", 0))
        self.bodies.append(request.rfile.read(length))
        number = json.dumps({"id": f"g-{len(self.bodies)}"}).encode()
        answer = self.answers.pop(0) if self.answers else (202, number, {})
        if answer == HANG:
            self.ended.wait(60)
        elif answer == DRIP:
            self._drip(request)
        elif answer != DROP:
            self._say(request, *answer)

    def _say(
        self, request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
    ) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(202)
        request.end_headers()
        while not self.ended.is_set():
            request.wfile.write(b" ")
            time.sleep(0.02)


@contextmanager
def sms_house() -> Iterator[SmsHouse]:
    """A gateway that listens until the test ends."""
    house = SmsHouse()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            house.take(self)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    house.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        house.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
