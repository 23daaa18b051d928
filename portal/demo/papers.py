"""Drawn papers of the demo's vehicles: 行驶证 front and back, 随车清单, laid out as the real ones are."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import cv2

from devices.interfaces import Image
from devices.simulated.emission_list_art import draw_emission_list
from devices.simulated.licence_art import Vehicle, draw_back, draw_front
from gate import clock, codes
from gate.vehicle_file import TRAILER_FUEL

QUALITY = 82
ADDRESS = "河北省唐山市丰南区友谊路12号"


def draw(values: Mapping[str, Any], font: Path) -> dict[str, bytes]:
    """The papers of a file as JPEGs, by the names that the file has for them; a trailer has no emission list."""
    told = vehicle(values)
    drawn = {
        "licence_front_image": _jpeg(draw_front(told, font=font, per_mm=10)),
        "licence_back_image": _jpeg(draw_back(told, font=font, per_mm=10)),
    }
    if told.fuel:
        drawn["emission_list_image"] = _jpeg(draw_emission_list(told, font=font, per_mm=5))
    return drawn


def vehicle(values: Mapping[str, Any]) -> Vehicle:
    """What the papers of this file say."""
    registered = date.fromisoformat(values["registration_date"])
    until = clock.now().date() + timedelta(days=200)
    return Vehicle(
        plate_no=values["plate_no"],
        vehicle_type=codes.VEHICLE_TYPES[values["vehicle_type"]].zh,
        owner=values["carrier_name"],
        address=ADDRESS,
        use_nature=codes.USE_NATURES[values["use_nature"]].zh,
        vehicle_model=values["vehicle_model"],
        vin=values["vin"],
        engine_no=values["engine_no"],
        registered=registered,
        issued=registered,
        inspected_until=(until.year, until.month),
        fuel=codes.FUEL_TYPES[values["fuel_type"]].zh
        if values["fuel_type"] != TRAILER_FUEL
        else "",
        stage=codes.EMISSION_STAGES[values["emission_stage"]].zh,
        engine_model=values["engine_model"],
        engine_maker=values["engine_maker"],
        maker="中国重汽集团济南卡车股份有限公司",
        file_no="1302" + values["vin"][-6:] + "07",
        scrapped_at=registered + timedelta(days=15 * 365),
    )


def _jpeg(image: Image) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
