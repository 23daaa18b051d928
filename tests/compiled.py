"""Templates and addresses compiled once for all the portals of a run, not anew by each test."""

from collections.abc import Callable
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """By name and by what stands in the file, in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class Address(Rule):
    """A rule whose way from values to an address, a function of itself, is taken from an equal rule of before.

    Most of the time that a portal takes to be made goes into these functions. Where werkzeug names what makes them
    otherwise one day, nothing is saved and nothing breaks.
    """

    _ways: ClassVar[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        told = (self.rule, self.subdomain, self.host, repr(self.defaults), append_unknown)
        if told not in self._ways:
            self._ways[told] = super()._compile_builder(append_unknown)
        return self._ways[told]
