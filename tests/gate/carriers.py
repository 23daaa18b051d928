"""A carrier that has signed up, and what it tells of a truck."""

from gate.carriers import companies
from gate.identifiers import with_check_digit
from gate.models import Carrier

PICTURE = "f" * 64
TRUCK = {
    "plate_no": "冀B7K268",
    "plate_colour": "1",
    "vehicle_type": "Q11",
    "use_nature": "F",
    "vehicle_model": "CA4250P66K25T1A1E6",
    "vin": with_check_digit("LFWSRXSJ0M1A00268"),
    "registration_date": "2021-08-01",
    "engine_no": "55010268",
    "engine_model": "CA6DM3-55E63",
    "engine_maker": "一汽解放",
    "fuel_type": "B",
    "emission_stage": "6",
    "network_status": "1",
    "cargo_name": "铁矿粉",
    "cargo_quantity": "32",
    "quantity_unit": "T",
    "licence_front_image": "a" * 64,
    "licence_back_image": "b" * 64,
    "emission_list_image": "c" * 64,
    "truck_image": PICTURE,
}


def signed_up(phone: str = "13800138000", name: str = "唐山北方运输有限公司") -> Carrier:
    """A carrier and its first account."""
    told = {"name": name, "display_name": "陈北方", "phone": phone, "email": f"{phone}@example.com"}
    return companies.sign_up(told, "hash")[0]
