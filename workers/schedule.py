"""What runs when, by RQ's own cron. Read by `rq cron`."""

from collections.abc import Callable

from rq import cron

from workers import calls
from workers.queues import JOBS, LANES, MAIL, PAPERS, SLOW, carrying_here, on_this_machine

FOR_EVER = -1
LONGEST_WAIT_S = 600


def every(seconds: int, call: Callable[[], None], queue: str, *, lasts: int) -> None:
    """Call it again and again; it may take `lasts` seconds.

    A call that nobody takes is dropped when its next turn has come, not piled up.
    """
    waits = min(seconds, LONGEST_WAIT_S)
    cron.register(
        call, queue, interval=seconds, job_timeout=lasts, ttl=waits, result_ttl=0, failure_ttl=3600
    )


every(2, calls.watch_any, LANES, lasts=FOR_EVER)  # whoever is free takes an unwatched lane
every(5, calls.send_owed, JOBS, lasts=300)
every(5, calls.note_policy_turns, JOBS, lasts=300)
every(60, calls.fetch_exceedances, JOBS, lasts=300)
every(30, calls.fold_search, SLOW, lasts=600)
every(15, calls.send_mail, MAIL, lasts=900)
every(60, calls.make_reports, MAIL, lasts=900)
every(60, calls.tell_carriers, MAIL, lasts=300)
every(3600, calls.make_checkpoint, JOBS, lasts=1800)
every(600, calls.draw_samples, JOBS, lasts=300)
# Watchers call for it as soon as a film is due; this is the net beneath them.
every(60, calls.cut_clips, on_this_machine(), lasts=600)
every(30, calls.carry_evidence, carrying_here(), lasts=600)  # called with every film, too
every(3600, calls.keep_house, SLOW, lasts=3000)
# Those who ask call it at once; this finds what a restart has left behind.
every(15, calls.make_exports, SLOW, lasts=7200)
every(15, calls.read_papers, PAPERS, lasts=1800)
every(600, calls.check_clock, JOBS, lasts=60)
every(600, calls.check_cameras, JOBS, lasts=300)
every(300, calls.watch_lenses, SLOW, lasts=900)
