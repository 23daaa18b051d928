"""What runs when, by RQ's own cron. Read by `rq cron`."""

from rq import cron

from workers import calls
from workers.queues import JOBS, LANES, SLOW, on_this_machine

# Whoever is free takes a lane whose watcher has died. With nobody free the call is dropped, not piled up.
cron.register(
    calls.watch_any, LANES, interval=2, job_timeout=-1, ttl=2, result_ttl=0, failure_ttl=3600
)
cron.register(
    calls.send_owed, JOBS, interval=5, job_timeout=300, ttl=5, result_ttl=0, failure_ttl=3600
)
cron.register(
    calls.note_policy_turns,
    JOBS,
    interval=5,
    job_timeout=300,
    ttl=5,
    result_ttl=0,
    failure_ttl=3600,
)
cron.register(
    calls.fetch_exceedances,
    JOBS,
    interval=60,
    job_timeout=300,
    ttl=60,
    result_ttl=0,
    failure_ttl=3600,
)
cron.register(
    calls.fold_search, SLOW, interval=30, job_timeout=600, ttl=30, result_ttl=0, failure_ttl=3600
)
cron.register(
    calls.make_checkpoint,
    JOBS,
    interval=3600,
    job_timeout=1800,
    ttl=600,
    result_ttl=0,
    failure_ttl=3600,
)
# Watchers call for it as soon as a film is due; this is the net beneath them.
cron.register(
    calls.cut_clips,
    on_this_machine(),
    interval=60,
    job_timeout=600,
    ttl=60,
    result_ttl=0,
    failure_ttl=3600,
)
cron.register(
    calls.keep_house,
    SLOW,
    interval=3600,
    job_timeout=3000,
    ttl=600,
    result_ttl=0,
    failure_ttl=3600,
)
# Those who ask call it at once; this finds what a restart has left behind.
cron.register(
    calls.make_exports, SLOW, interval=15, job_timeout=7200, ttl=15, result_ttl=0, failure_ttl=3600
)
cron.register(
    calls.check_clock, JOBS, interval=600, job_timeout=60, ttl=60, result_ttl=0, failure_ttl=3600
)
