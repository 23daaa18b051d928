"""What is put on a queue: light enough for those who only call, the work is imported by those who do it."""


def watch_any() -> None:
    """Watch a lane that has no watcher, if there is one."""
    from workers.lane import watch_any as work

    work()


def send_owed() -> None:
    """Send what the platform is owed."""
    from workers.jobs import send_owed as work

    work()


def cut_clips() -> None:
    """Cut the films of passages out of the tapes of this machine."""
    from workers.clip_jobs import cut_clips as work

    work()


def carry_evidence() -> None:
    """Carry this machine's new evidence to the bucket."""
    from workers.carrying import carry_evidence as work

    work()


def keep_house() -> None:
    """Let go of evidence that is beyond its time, and look whether the disk lasts."""
    from workers.keeping import keep_house as work

    work()


def fetch_exceedances() -> None:
    """Fetch the over-emission list from the platform."""
    from workers.list_jobs import fetch_exceedances as work

    work()


def make_exports() -> None:
    """Make the files that people asked for."""
    from workers.export_jobs import make as work

    work()


def send_mail() -> None:
    """Send the letters that wait."""
    from workers.mail_jobs import send_mail as work

    work()


def tell_carriers() -> None:
    """Write to carriers what the plant has answered, and what ends soon."""
    from workers.carrier_jobs import tell_carriers as work

    work()


def read_papers() -> None:
    """Read the papers that people have photographed."""
    from workers.paper_jobs import read_papers as work

    work()


def make_reports() -> None:
    """Make the nightly reports that are due."""
    from workers.report_jobs import make_reports as work

    work()


def make_report(of_day: str, by: str, sends: bool) -> None:
    """Make the report of a day that somebody asked for."""
    from workers.report_jobs import make_report as work

    work(of_day, by, sends)


def fold_search() -> None:
    """Put new rows of the ledger into blocks that are searched fast."""
    from workers.search_jobs import fold as work

    work()


def make_checkpoint() -> None:
    """Sign the head of the chain."""
    from workers.proof_jobs import make_checkpoint as work

    work()


def verify_ledger() -> None:
    """Check the whole chain, for the page."""
    from workers.proof_jobs import verify_ledger as work

    work()


def note_policy_turns() -> None:
    """Write down which control policies have begun or ended."""
    from workers.policy_jobs import note_policy_turns as work

    work()


def check_clock() -> None:
    """Hold the clock against the time server."""
    from workers.clock_jobs import check_clock as work

    work()


def check_cameras() -> None:
    """Hold the clocks of the cameras against ours."""
    from workers.clock_jobs import check_cameras as work

    work()


def watch_lenses() -> None:
    """Measure what new passages tell of the cameras, and judge their lenses."""
    from workers.lens_jobs import watch_lenses as work

    work()


def pack_draw(draw_id: int) -> None:
    """Make the pack of a draw."""
    from workers.draw_packs import make as work

    work(draw_id)


def draw_samples() -> None:
    """Draw the supplements of the days that are over, for a second person."""
    from workers.sample_jobs import draw_samples as work

    work()
