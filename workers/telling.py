"""What a lane says of itself to the pages, once a second, and its picture whenever there is a new one."""

from typing import TYPE_CHECKING

from devices.interfaces import Frame
from gate import clock, photographs

if TYPE_CHECKING:
    from workers.watch import Watch


class Telling:
    """The part of a watch that speaks to the pages."""

    def __init__(self, watch: "Watch") -> None:
        self._watch = watch
        self._shown: Frame | None = None

    def tell(self) -> None:
        watch = self._watch
        judged = watch.following.judged
        watch.switchboard.tell(
            {
                "at": clock.stamp(clock.now()),
                "watcher": watch.admission.post.watcher,
                "state": self._doing(),
                "plate_no": judged[0] if judged else "",
                "region": watch.gaze.region,
                **watch.gear.status(watch.state),
            },
            self._still(),
        )

    def _still(self) -> bytes | None:
        """The newest picture, made small once: an empty lane gets one a second, some cameras one in ten."""
        newest = self._watch.newest
        if newest is None or newest is self._shown:
            return None
        self._shown = newest
        return photographs.still(newest.picture)

    def _doing(self) -> str:
        if not self._watch.sees():
            return "away"
        if self._watch.following.judged is not None:
            return "deciding"
        return "looking" if self._watch.gaze.awake else "quiet"
