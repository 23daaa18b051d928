"""A server with TLS that hangs up on everybody, without the word that ends such a talk."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path


class After(StrEnum):
    """How far it lets them come."""

    KNOCK = "before a word of TLS"
    GREETING = "once they trust each other"
    QUESTION = "when they have asked"
    HALF_AN_ANSWER = "in the middle of the answer"


@contextmanager
def cutting(certificate: Path, after: After) -> Iterator[int]:
    """Its port; the certificate is a PEM file with its key."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, context, after))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(server: socket.socket, context: ssl.SSLContext, after: After) -> None:
    while True:
        try:
            caller, _ = server.accept()
        except OSError:
            return  # shut down
        with suppress(OSError):
            _talk(caller, context, after)


def _talk(caller: socket.socket, context: ssl.SSLContext, after: After) -> None:
    with caller:
        if after is After.KNOCK:
            return
        with context.wrap_socket(caller, server_side=True) as talk:
            if after is not After.GREETING:
                talk.recv(1000)
            if after is After.HALF_AN_ANSWER:
                talk.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code"')
