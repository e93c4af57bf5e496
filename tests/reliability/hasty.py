"""A deliberately broken Demur that says "recorded" before it is: the proofs must catch it.

It answers every POST with an invented 201 at once and does the real work a moment later, as a
server with a write-behind queue would.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from demur.asgi import application as honest

BEHIND_SECONDS = 0.3
_working: set[asyncio.Task[None]] = set()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer first, work afterwards."""
    if scope["type"] != "http" or scope["method"] != "POST":
        await honest(scope, receive, send)
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    key = dict(scope["headers"])[b"idempotency-key"].decode()
    answer = json.dumps({"id": key}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
    task = asyncio.create_task(_work(scope, body))
    _working.add(task)
    task.add_done_callback(_working.discard)


async def _work(scope: dict[str, Any], body: bytes) -> None:
    await asyncio.sleep(BEHIND_SECONDS)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(_: dict[str, Any]) -> None:
        return None

    await honest(scope, receive, send)
