"""The papers of one truck, drawn as they are printed."""

from datetime import date
from functools import cache

import cv2

from devices.interfaces import Image
from devices.simulated import emission_list_art, licence_art
from devices.simulated.licence_art import Vehicle
from settings import Settings

FONT = Settings(_env_file=None).font
TRUCK = Vehicle(
    plate_no="冀B7K268",
    vehicle_type="重型半挂牵引车",
    owner="唐山市丰南区顺达运输有限公司",
    address="河北省唐山市丰南区友谊路12号",
    use_nature="货运",
    vehicle_model="汕德卡牌ZZ4256V384HE1B",
    vin="LZZ5ELNB1JA100137",
    engine_no="210401771538",
    registered=date(2018, 3, 4),
    issued=date(2018, 3, 6),
    inspected_until=(2027, 3),
    fuel="柴油",
    stage="国六",
    engine_model="MC11.44-60",
    engine_maker="中国重汽集团济南动力有限公司",
    maker="中国重汽集团济南卡车股份有限公司",
    file_no="130205461781",
    scrapped_at=date(2033, 3, 4),
)


@cache
def front() -> Image:
    return licence_art.draw_front(TRUCK, font=FONT, per_mm=9)


@cache
def back() -> Image:
    return licence_art.draw_back(TRUCK, font=FONT, per_mm=9)


@cache
def emission_list() -> Image:
    return emission_list_art.draw_emission_list(TRUCK, font=FONT)


def as_jpeg(image: Image) -> bytes:
    return cv2.imencode(".jpg", image)[1].tobytes()
