"""The demo's carrier: its account, its trucks of the cast, and what it asks the plant for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from devices.simulated.cast import CAST, Truck
from gate import clock, evidence, people_addresses, register
from gate.carriers import answering, asking, companies, drafting, visits
from gate.carriers.contents import ITEMS
from gate.models import Carrier, User, Vehicle
from portal.demo import portrait
from portal.demo.register import BY, file_of

NAME, PHONE, EMAIL = "唐山北方运输有限公司", "0315-2812345", "chen@beifang.example"
ACCOUNT = "carrier"
ENDS_SOON = "冀BD5309"
ASKS_FOR, IS_ASKED = "鲁Q6Y429", "冀J8W057"
"""Strangers at the gate: of one the plant has the application before it, of the other it wants more."""
WANTED = "随车清单上的排放阶段看不清，请在光线好的地方重拍。"


def enter(evidence_dir: Path, font: Path) -> None:
    """A company for the account, with its trucks; only in a house that knows no carrier yet."""
    if Carrier.select().exists():
        return
    user = User.get(User.username == ACCOUNT)
    carrier = companies.begin_for(user, {"name": NAME, "phone": PHONE})
    people_addresses.set_email(user, {"email": EMAIL})
    people_addresses.confirm_email(user.id, EMAIL)
    for vehicle in Vehicle.select().where(Vehicle.carrier_name == NAME):
        register.belongs_to(vehicle.id, carrier, BY)
    _let_one_end_soon()
    _book(carrier)
    for number, plate in enumerate((ASKS_FOR, IS_ASKED), start=len(CAST) + 1):
        truck = next(each for each in CAST if each.plate_no == plate)
        _apply(carrier, number, truck, evidence_dir, font)


def _let_one_end_soon() -> None:
    ends = clock.now().date() + timedelta(days=20)
    vehicle = Vehicle.get(Vehicle.plate_no == ENDS_SOON)
    register.edit(vehicle.id, {"valid_to": ends.isoformat()}, BY)


def _book(carrier: Carrier) -> None:
    truck = Vehicle.get(Vehicle.carrier == carrier, Vehicle.plate_no == ENDS_SOON)
    window = {"starts": clock.now(), "ends": clock.now() + timedelta(hours=8)}
    visits.book(carrier, window | {"truck": str(truck.id), "cargo_name": "烧结矿"}, ACCOUNT)


def _apply(carrier: Carrier, number: int, truck: Truck, evidence_dir: Path, font: Path) -> None:
    values = file_of(number, replace(truck, carrier_name=NAME), evidence_dir, font)
    values["truck_image"] = evidence.keep(evidence_dir, portrait.draw(truck, font))
    told = {name: value for name, value in values.items() if name in ITEMS}
    sent = asking.send(drafting.begin(carrier, ACCOUNT, told), ACCOUNT)
    if truck.plate_no == IS_ASKED:
        answering.ask(sent, BY, WANTED, ["emission_list_image", "emission_stage"])
