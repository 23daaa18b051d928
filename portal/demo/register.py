"""The demo's register: the cast of the simulated plant, each with the standing that its story wants."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from devices.simulated.cast import CAST, Truck
from devices.simulated.platform import EXCEEDANCES
from gate import clock, evidence, exceedance, exemptions, identifiers, register, rules
from gate.models import Vehicle
from portal.demo import papers

BY = "demo"
DANGEROUS_GOODS = "R"
EXEMPT_BECAUSE = "民生与安全生产所需危化品运输，主管部门书面同意"
SUSPENDED_BECAUSE = "行驶证照片与车辆不符，待补正"
HEAVY_LOAD_T, LIGHT_LOAD_T = "32.500", "3.200"


def enter(evidence_dir: Path, font: Path) -> None:
    """Vehicles, list and rules; only in a register that is still empty."""
    if Vehicle.select().exists():
        return
    # China IV comes in on ordinary days, so that switching a control policy shows what it does.
    rules.change(minimum_stage="4", let_out=True, by=BY)
    for number, truck in enumerate(CAST, start=1):
        if truck.standing != "stranger":
            _enter(number, truck, evidence_dir, font)


def _enter(number: int, truck: Truck, evidence_dir: Path, font: Path) -> None:
    vehicle = register.create(file_of(number, truck, evidence_dir, font), BY)
    register.approve(vehicle.id, BY)
    if vehicle.use_nature == DANGEROUS_GOODS:
        exemptions.grant(_exemption(vehicle), BY)
    if truck.standing == "suspended":
        register.suspend(vehicle.id, BY, SUSPENDED_BECAUSE)
    if truck.standing == "listed":
        exceedance.put_on(truck.plate_no, truck.plate_colour.value, "5", clock.now(), BY)


def _exemption(vehicle: Vehicle) -> dict[str, Any]:
    return {
        "kind": "hazardous",
        "plate_no": vehicle.plate_no,
        "plate_colour": vehicle.plate_colour,
        "valid_to": clock.now() + timedelta(days=90),
        "reason": EXEMPT_BECAUSE,
        "evidence": vehicle.licence_front_image,
    }


def write_platforms_list(folder: Path) -> None:
    """What the simulated platform gives as its over-emission list; a person may edit the file meanwhile."""
    path = folder / EXCEEDANCES
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "plate_no": row.plate_no,
            "plate_colour": row.plate_colour,
            "reason_code": row.reason_code,
            "issued_at": clock.stamp(row.issued_at),
            "state": "0",
        }
        for row in exceedance.current()
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def file_of(number: int, truck: Truck, evidence_dir: Path, font: Path) -> dict[str, Any]:
    """What the papers of a truck of the cast say, and the papers themselves."""
    today = clock.now().date()
    trailer, electric = truck.fuel_type == "Y", truck.emission_stage == "D"
    first, years = (2014, 3) if truck.emission_stage == "4" else (2018, 6)
    registered = date(first + number % years, 1 + number % 12, 1 + number)
    ends = today - timedelta(days=3) if truck.standing == "expired" else today + timedelta(days=365)
    values: dict[str, Any] = {
        "plate_no": truck.plate_no,
        "plate_colour": truck.plate_colour.value,
        "vehicle_type": truck.vehicle_type,
        "vin": identifiers.with_check_digit(f"LZZ5ELNB0JA{100000 + number * 137:06d}"),
        "registration_date": registered.isoformat(),
        "vehicle_model": "华骏牌ZCZ9401" if trailer else "汕德卡牌ZZ4256V384HE1B",
        "engine_model": "" if trailer else ("TZ400XS" if electric else "MC11.44-60"),
        "engine_maker": "" if trailer else "中国重汽集团济南动力有限公司",
        "engine_no": "" if trailer else ("-" if electric else f"2104{number:02d}7715"),
        "fuel_type": truck.fuel_type,
        "emission_stage": truck.emission_stage,
        "use_nature": _use_of(truck),
        "network_status": "2" if electric or trailer else "1",
        "cargo_name": truck.cargo_name,
        "cargo_quantity": LIGHT_LOAD_T if truck.vehicle_type.startswith("H3") else HEAVY_LOAD_T,
        "quantity_unit": "T",
        "carrier_name": truck.carrier_name or "个人",
        "valid_from": (today - timedelta(days=200)).isoformat(),
        "valid_to": ends.isoformat(),
    }
    return values | _papers(values, evidence_dir, font)


def _use_of(truck: Truck) -> str:
    """Table T5, by the plate and the kind: what a police van and a fire engine are there for is no freight."""
    uses = {"警": "H", "急": "I", "学": "A"}
    return uses.get(truck.plate_no[-1], DANGEROUS_GOODS if truck.vehicle_type == "H14" else "F")


def _papers(values: dict[str, Any], evidence_dir: Path, font: Path) -> dict[str, str]:
    drawn = papers.draw(values, font)
    return {name: evidence.keep(evidence_dir, picture) for name, picture in drawn.items()}
