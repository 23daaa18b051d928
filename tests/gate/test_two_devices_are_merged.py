"""What two devices have typed into one application: nothing of either is lost unseen."""

from hypothesis import given
from hypothesis import strategies as st

from gate.carriers.merging import merge

NAMES = st.sampled_from(["vin", "note", "engine_no", "cargo_name"])
VALUES = st.dictionaries(NAMES, st.sampled_from(["", "a", "b", "c"]))


@given(was=VALUES, present=VALUES, typed=VALUES)
def test_what_another_device_has_changed_is_never_written_over(
    was: dict[str, str], present: dict[str, str], typed: dict[str, str]
) -> None:
    merged = merge(present, typed, was)
    for name in merged.values:
        assert present.get(name, "") in (was.get(name, present.get(name, "")), typed[name])
    for name in merged.clashes:
        assert present.get(name, "") not in (was[name], typed[name])


@given(was=VALUES, present=VALUES, typed=VALUES)
def test_whatever_was_typed_is_saved_or_told(
    was: dict[str, str], present: dict[str, str], typed: dict[str, str]
) -> None:
    merged = merge(present, typed, was)
    for name, value in typed.items():
        changed = value != was.get(name, present.get(name, ""))
        assert changed == (name in merged.values or name in merged.clashes)
        assert merged.values.get(name, value) == value


def test_saved_once_more_after_it_was_told_ones_own_counts() -> None:
    assert merge({"vin": "phone"}, {"vin": "desk"}, {"vin": ""}).clashes == ("vin",)
    assert merge({"vin": "phone"}, {"vin": "desk"}, {"vin": "phone"}).values == {"vin": "desk"}
