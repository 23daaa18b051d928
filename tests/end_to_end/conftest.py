"""The whole line is tried on the small plant and its house."""

from tests.small_houses import build_house, films

__all__ = ["build_house", "films"]
