"""What somebody would type of a truck that no camera has read, and pictures that nobody looks at here."""

from typing import Any

from gate.identifiers import with_check_digit

PICTURE = "a" * 64
VALUES: dict[str, Any] = {
    "plate_kind": "plate",
    "plate_no": "鲁Q6Y429",
    "plate_colour": "1",
    "vehicle_type": "Q11",
    "use_nature": "F",
    "vehicle_model": "ZZ4257V324HE1",
    "vin": with_check_digit("LZZ5CLSB0KA000429"),
    "registration_date": "2019-05-20",
    "engine_no": "190517042917",
    "engine_model": "MC11.44-50",
    "engine_maker": "中国重汽集团济南动力有限公司",
    "fuel_type": "B",
    "emission_stage": "5",
    "network_status": "1",
    "cargo_name": "备品备件",
    "cargo_quantity": "3.2",
    "quantity_unit": "T",
    "front_photo": PICTURE,
    "body_photo": PICTURE,
    "plate_photo": PICTURE,
    "licence_front_image": PICTURE,
    "reason": "dirty",
}
"""Every item that a supplement must have, and no other."""
MACHINE: dict[str, Any] = {
    name: value
    for name, value in VALUES.items()
    if name not in ("plate_no", "plate_colour", "plate_photo", "licence_front_image")
} | {
    "plate_kind": "machine",
    "vin": "XG955H2019A00042K",
    "vehicle_type": "J11",
    "emission_stage": "3",
    "network_status": "2",
    "use_nature": "A",
    "nameplate_image": PICTURE,
    "env_label_image": PICTURE,
    "reason": "unplated",
}
PAPER: dict[str, Any] = {
    "time": "10:05",
    "paper_image": PICTURE,
    "paper_by": "王守门",
    "words": "",
    "reason": "power",
}
"""What a row from paper tells besides; lane, direction and day are those of the test."""
