"""The portal on a real socket, with a thread for every request, as gunicorn serves it."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        return


def _answered(app: Flask, environ: Any, start_response: Any) -> Iterator[bytes]:
    """An answer that is closed when nobody wants more of it.

    This server, unlike gunicorn, leaves one open whose reader broke it off and slammed the door: the file that was
    being sent, or a place among the streams.
    """
    answer: Any = app(environ, start_response)
    with closing(answer):
        for piece in answer:  # noqa: UP028 - `yield from` would close it, and it would be closed twice
            yield piece


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the portal while it runs."""
    server = make_server(
        "127.0.0.1", 0, partial(_answered, app), threaded=True, request_handler=_Silent
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
