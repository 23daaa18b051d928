"""Ports that stay free until a test takes them, or takes them again."""

import random
import socket

HOST = "127.0.0.1"
OURS = range(10_240, 32_000)
"""Beneath those that the kernel hands to every connection and to every server that asks for any: one of these
would lie between a server that is killed and the same one that comes back."""


def free_ports(count: int) -> list[int]:
    """So many TCP ports on loopback that nobody listens on."""
    found: list[int] = []
    for port in random.SystemRandom().sample(OURS, len(OURS)):
        if len(found) == count:
            break
        if _is_free(port):
            found.append(port)
    return found


def free_port() -> int:
    return free_ports(1)[0]


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True
