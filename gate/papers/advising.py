"""What to tell whoever took a photograph of which little could be read."""

from collections.abc import Mapping

from gate.papers.told import Told

EXPECTED: Mapping[str, tuple[str, ...]] = {
    "licence_front": ("plate_no", "vehicle_type", "owner", "use_nature", "vehicle_model", "vin",
                      "engine_no", "registration_date", "issue_date"),
    "licence_back": ("plate_no", "inspected_until"),
    "emission_list": ("vin", "emission_stage", "engine_model"),
}  # fmt: skip
"""What each paper says, if it is that paper and well photographed."""


def advice(kind: str, told: Mapping[str, Told]) -> str:
    """Nothing where enough was read, "another" where nothing was that this paper says, else "closer"."""
    read = [name for name in EXPECTED[kind] if name in told and told[name].value]
    seen = [name for name in EXPECTED[kind] if name in told]
    if not seen:
        return "another"
    return "" if 2 * len(read) > len(EXPECTED[kind]) else "closer"
