"""How processes share the tests: whole plants one at a time, and a browser last of all."""

from xdist.scheduler import LoadScopeScheduling

PLANTS = ("tests/end_to_end/", "tests/faults/", "tests/devices/test_simulated_plant.py")
"""Where every process of a house runs for one test: two at a time would make each other late. They wait more than
they compute, which leaves room for the others."""
PAINTED = "tests/devices/test_drawn_scenes.py"
"""Its films are painted once for all its tests, which takes longer than the tests: they stay in one process."""
BROWSER = ("_in_a_browser.py", "test_pages_keep_nobody_out.py", "test_the_cast.py")


def place(nodeid: str) -> int:
    """What comes first: plants, since they wait the longest; then all that is quick; then the browser.

    Playwright keeps an event loop in its thread, in the way of every test with a loop of its own.
    """
    path = nodeid.split("::")[0]
    return 0 if path.startswith(PLANTS) else 2 if path.endswith(BROWSER) else 1


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out plants as one piece, what is painted as another, everything else test by test."""

    def _split_scope(self, nodeid: str) -> str:
        if not place(nodeid):
            return "plants"
        return PAINTED if nodeid.startswith(PAINTED) else nodeid
