"""The people and vehicles that appear in tests, always the same ones."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from argon2 import PasswordHasher

from devices.interfaces import PlateColour
from gate import clock, exceedance, register
from gate.identifiers import with_check_digit
from gate.models import User, Vehicle

PASSWORD = "绿门-0571"

# One round over very little memory: a test proves who may do what, not how slow a guess is.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in with `PASSWORD`."""

    username: str
    display_name: str
    role: str


ADMIN = Person("admin", "管系统", "admin")
MANAGER = Person("manager", "李环保", "manager")
GUARD = Person("guard", "王守门", "guard")
INSPECTOR = Person("inspector", "赵检查", "inspector")
CARRIER = Person("beifang", "唐山北方运输有限公司", "carrier")
OTHER_CARRIER = Person("jinyuan", "安阳晋源物流有限公司", "carrier")
STRANGER = Person("stranger", "路人", "")
"""Has no account."""

ACCOUNTS = (ADMIN, MANAGER, GUARD, INSPECTOR, CARRIER, OTHER_CARRIER)


@dataclass(frozen=True, slots=True)
class Truck:
    """A vehicle and what the register knows of it; `registered=False`: nothing."""

    plate_no: str
    colour: PlateColour
    emission_stage: str
    registered: bool = True
    fuel_type: str = "B"
    suspended: bool = False
    listed_for: str = ""


APPROVED = Truck("冀B7K268", PlateColour.YELLOW, "6")
CHINA_FOUR = Truck("晋K3860M", PlateColour.YELLOW, "4")
LISTED = Truck("豫F5N382", PlateColour.YELLOW, "5", listed_for="5")
ELECTRIC = Truck("冀B06128D", PlateColour.YELLOW_GREEN, "D", fuel_type="C")
SUSPENDED = Truck("冀BG4V71", PlateColour.YELLOW, "5", suspended=True)
UNKNOWN = Truck("鲁Q6Y429", PlateColour.YELLOW, "6", registered=False)

TRUCKS = (APPROVED, CHINA_FOUR, LISTED, ELECTRIC, SUSPENDED, UNKNOWN)


def enter_people() -> dict[str, User]:
    """Give everybody but the stranger an account; accounts by username."""
    return {
        person.username: User.create(
            username=person.username,
            display_name=person.display_name,
            role=person.role,
            password_hash=_HASH,
            created_at=clock.now(),
        )
        for person in ACCOUNTS
    }


def enter_vehicles() -> dict[str, Vehicle]:
    """Enter every registered vehicle, and the listed one on the list; files by plate."""
    return {truck.plate_no: _enter(truck) for truck in TRUCKS if truck.registered}


def _enter(truck: Truck) -> Vehicle:
    vehicle = register.create(_file_of(truck), by=CARRIER.username)
    vehicle = register.approve(vehicle.id, by=MANAGER.username)
    if truck.suspended:
        vehicle = register.suspend(vehicle.id, by=MANAGER.username, reason="车厢未苫盖")
    if truck.listed_for:
        exceedance.put_on(
            truck.plate_no, truck.colour, truck.listed_for, clock.now(), by=MANAGER.username
        )
    return vehicle


def _file_of(truck: Truck) -> dict[str, Any]:
    today = clock.now().date()
    return {
        "plate_no": truck.plate_no,
        "plate_colour": truck.colour,
        "vehicle_type": "Q11",
        "vin": with_check_digit(f"LFWSRXSJ0M1A{TRUCKS.index(truck):05}"),
        "registration_date": date(2021, 8, 1),
        "vehicle_model": "CA4250P66K25T1A1E6",
        "engine_model": "CA6DM3-55E63",
        "engine_maker": "一汽解放",
        "engine_no": f"5501{TRUCKS.index(truck):04}",
        "emission_stage": truck.emission_stage,
        "use_nature": "F",
        "network_status": "1",
        "cargo_name": "铁矿粉",
        "cargo_quantity": 32,
        "carrier_name": CARRIER.display_name,
        "valid_from": today - timedelta(days=30),
        "valid_to": today + timedelta(days=365),
        "fuel_type": truck.fuel_type,
    }
