"""The figures of a day, each worked out by hand, and the items that make a row complete (R-072, R-080…R-085)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gate import clock, policies
from gate.models import Passage
from gate.report import completeness, day, figures, surroundings
from tests.gate import reported, rows
from tests.gate.reported import WHOLE


@pytest.fixture
def told(database: Any) -> reported.Day:
    return reported.yesterday()


def test_a_day_in_figures(told: reported.Day) -> None:
    found = reported.enter(told)
    its = day.rows(told.day)
    assert [row.passage.id for row in its] == [
        found[name].id
        for name in ("clean", "electric", "old", "incomplete", "held", "by_hand", "refused", "left")
    ]
    f = figures.of(told.day, its)
    assert f["passages"] == {
        "all": 8, "in": 5, "out": 1, "kept_out": 2, "by_hand": 1, "supplements": 0,
    }  # fmt: skip
    east, south = f["gates"]
    assert (east["in"], east["out"], south["in"], south["out"]) == (5, 1, 0, 0)
    assert (east["hours"][8], sum(east["hours"])) == (2, 8)
    assert f["verdicts"] == {"open": 5, "hold": 2, "refuse": 1}
    assert f["reasons"] == [["not_registered", 1], ["expired", 1], ["control", 1]]
    assert f["stages"] == {"4": 1, "6": 4, "D": 1}
    assert f["clean"]["modern"] == {"part": 5, "of": 6}
    assert f["clean"]["new_energy"] == {"part": 1, "of": 6}
    # 30 + 20 + 50, and twice the 32.5 t that a row has unless it says otherwise; the empty one weighs nothing.
    assert f["clean"]["modern_mass"] == {"part": "115.000", "of": "165.000"}
    assert f["clean"]["new_energy_mass"] == {"part": "20.000", "of": "165.000"}
    assert f["clean"]["weighed"] == {"part": 5, "of": 6}
    assert f["transfer"] == {
        "rate": {"part": 2, "of": 6}, "on_time": {"part": 1, "of": 6}, "waiting": 3, "refused": 1,
    }  # fmt: skip
    assert f["completeness"]["rate"] == {"part": 5, "of": 6}
    assert f["completeness"]["missing"] == [["licence_back_image", 1], ["vin", 1]]
    lists = {name: told["number"] for name, told in f["exceptions"].items()}
    assert lists == {
        "held": 2, "refused": 1, "by_hand": 1, "supplements": 0,
        "not_accepted": 1, "not_left": 5, "away": 1, "lenses": 0,
    }  # fmt: skip
    (lifted,) = f["exceptions"]["by_hand"]["rows"]
    assert (lifted["by"], lifted["plate"], lifted["through"]) == ("wang", "冀C01200", True)
    assert f["exceptions"]["not_accepted"]["rows"][0]["said"] == "VIN 校验位错误"
    assert f["averages"]["normal"] == {"days": 2, "passages": 9}


def test_a_day_without_anybody(told: reported.Day) -> None:
    f = figures.of(told.day, day.rows(told.day))
    assert f["passages"]["all"] == 0
    assert f["transfer"]["rate"] == {"part": 0, "of": 0}
    assert f["averages"]["normal"] == {"days": 1, "passages": 0}


def test_days_under_control_are_averaged_for_themselves(
    told: reported.Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported.enter(told)
    begins = told.at(12)
    monkeypatch.setattr(clock, "now", lambda: told.at(11))
    policies.announce(
        {
            "name": "橙色预警", "source": "city", "warning": "orange", "response": "II",
            "starts": begins.isoformat(), "ends": (begins + timedelta(hours=2)).isoformat(),
            "measure": "2", "reason": "市政府令",
        },
        "manager",
    )  # fmt: skip
    monkeypatch.undo()
    averages = surroundings.averages(told.day)
    assert averages["warned"]
    assert averages["warning"] == {"days": 1, "passages": 8}
    assert averages["normal"] == {"days": 1, "passages": 1}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, []),
        ({"cargo_name": "空载", "cargo_quantity": Decimal(0)}, []),
        ({"cargo_quantity": Decimal(0)}, ["cargo_quantity"]),
        ({"emission_list_image": ""}, ["emission_list_image"]),
        ({"emission_list_image": "", "registration_date": "2016-12-31"}, []),
        ({"fuel_type": "Y", "engine_no": "", "engine_model": "", "emission_stage": ""}, []),
        ({"fuel_type": "Y", "emission_list_image": ""}, []),
        ({"engine_no": ""}, ["engine_no"]),
        ({"plate_colour": "5", "plate_photo": ""}, []),
        ({"plate_photo": ""}, ["plate_photo"]),
        ({"use_nature": "?"}, ["use_nature"]),
        ({"vin": "LFWSRXSJ0M1A00001"}, ["vin"]),
        ({"plate_no": "无牌A0000001", "plate_colour": "5", "vin": "PB4A0000001"}, []),
        ({"carrier_name": ""}, []),
    ],
)
def test_what_makes_a_row_complete(database: Any, given: dict[str, Any], wrong: list[str]) -> None:
    row = rows.row(rows.lane(), **{**WHOLE, **given})
    assert completeness.faults(Passage(**row)) == wrong
