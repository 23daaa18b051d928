"""Warning and response levels. Words inside; platforms number them in opposite directions (T11, T12)."""

from enum import StrEnum


class WarningLevel(StrEnum):
    """预警级别."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    OTHER = "other"


class ResponseLevel(StrEnum):
    """响应级别; I is the most severe."""

    I = "I"  # noqa: E741  the level's own name
    II = "II"
    III = "III"
    OTHER = "other"


RESPONSES = {
    WarningLevel.YELLOW: ResponseLevel.III,
    WarningLevel.ORANGE: ResponseLevel.II,
    WarningLevel.RED: ResponseLevel.I,
    WarningLevel.OTHER: ResponseLevel.OTHER,
}
"""The response that belongs to a warning."""
