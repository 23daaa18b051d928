"""What stands behind and beside plates, drawn by dice: leaves of colour, bars, railings, stripes, lamps, words."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from devices.interfaces import Image
from training.sprites import Sprite, cloud, opaque, rectangle

WORDS = (
    "危险品", "限速80", "北方运输", "河北钢铁集团", "保持车距", "注意安全", "门卫", "停车检查", "禁止吸烟", "20吨",
    "总质量49000kg", "核载2人", "易燃液体", "爆", "毒", "腐", "气体", "罐体容积32m", "严禁烟火", "顺丰速运", "中国邮政",
    "物流", "货运", "专线", "欢迎光临", "超市", "五金", "轮胎", "补胎", "东风", "解放", "重汽", "HOWO", "SINOTRUK",
    "SHACMAN", "FOTON", "JAC", "FAW", "380", "460", "6x4", "8x4", "DONGFENG", "TRUCK", "VOLVO",
    "MAN", "SCANIA", "13812345678", "0315-2345678", "2026-11-26", "08:30:15", "Camera", "01",
    "入口", "出口", "1号门", "车道", "减速慢行", "自卸车", "渣土", "国六", "LNG", "CNG", "天然气",
    "电动", "京东", "GATE", "STOP", "EXIT", "ABC123", "X5", "1.8T", "TURBO", "4WD",
)  # fmt: skip
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def colour(rng: np.random.Generator) -> tuple[float, float, float]:
    """Mostly greyish, sometimes strong."""
    grey = float(rng.uniform(15, 240))
    strength = float(rng.choice([6.0, 20.0, 90.0], p=[0.45, 0.3, 0.25]))
    b, g, r = np.clip(grey + rng.normal(0, strength, 3), 0, 255)
    return float(b), float(g), float(r)


PLATE_GROUNDS = ((170.0, 75.0, 15.0), (35.0, 180.0, 240.0), (235.0, 238.0, 238.0), (30.0, 30.0, 30.0),
                 (150.0, 210.0, 140.0))  # fmt: skip


def ground(rng: np.random.Generator) -> tuple[float, float, float]:
    """A colour for a sign: any, or one that plates have too."""
    if rng.random() < 0.5:
        return colour(rng)
    base = PLATE_GROUNDS[int(rng.integers(len(PLATE_GROUNDS)))]
    b, g, r = np.clip(np.asarray(base) + rng.normal(0, 18, 3), 0, 255)
    return float(b), float(g), float(r)


def canvas(rng: np.random.Generator, font: Path, height: int = 720, width: int = 1080) -> Image:
    """A large background full of things that are no plate."""
    sheet = np.empty((height, width, 3), np.float32)
    sheet[:] = colour(rng)
    sheet += cloud(rng, height, width, 6, 40)[..., None] * float(rng.uniform(3, 30))
    leaves = int(rng.integers(5, 140))
    for _ in range(leaves):
        _leaf(sheet, rng)
        if rng.random() < 0.12:
            _thing(sheet, rng)
    for _ in range(int(rng.integers(0, 14))):
        _thing(sheet, rng)
    picture = np.clip(sheet, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 8))):
        _paste(picture, sign(rng, font), rng)
    grain = rng.normal(0, float(rng.uniform(0, 10)), (height, width, 1))
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def _extent(rng: np.random.Generator, limit: int) -> int:
    """Sizes of things: many small ones, a few large ones."""
    return int(np.exp(rng.uniform(np.log(6), np.log(limit * 0.7))))


def _leaf(sheet: np.ndarray, rng: np.random.Generator) -> None:
    """One patch of some shape with light that runs over it, and an edge now and then."""
    height, width = sheet.shape[:2]
    w, h = _extent(rng, width), _extent(rng, height)
    x, y = int(rng.integers(-w // 2, width)), int(rng.integers(-h // 2, height))
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.float32)
    _outline(mask, rng)
    run = np.linspace(1, float(rng.uniform(0.4, 1.6)), y1 - y0)[:, None, None]
    if rng.random() < 0.3:
        run = np.linspace(1, float(rng.uniform(0.4, 1.6)), x1 - x0)[None, :, None]
    paint = np.asarray(colour(rng)) * run
    if rng.random() < 0.35:
        rough = cloud(rng, y1 - y0, x1 - x0, int(rng.integers(4, 30)))
        paint = paint + rough[..., None] * float(rng.uniform(4, 30))
    patch = sheet[y0:y1, x0:x1]
    patch += mask[..., None] * (paint - patch)


def _outline(mask: np.ndarray, rng: np.random.Generator) -> None:
    tall, wide = mask.shape
    kind = rng.random()
    if kind < 0.55:
        mask[:] = 1
    elif kind < 0.75:
        centre, axes = (wide // 2, tall // 2), (max(1, wide // 2), max(1, tall // 2))
        cv2.ellipse(mask, centre, axes, float(rng.uniform(-20, 20)), 0, 360, 1.0, -1, cv2.LINE_AA)
    else:
        points = rng.uniform(0, (wide, tall), (int(rng.integers(3, 7)), 2)).astype(np.int32)
        cv2.fillPoly(mask, [cv2.convexHull(points)], 1.0, cv2.LINE_AA)
    if rng.random() < 0.2:
        mask *= float(rng.uniform(0.3, 0.9))


def _thing(sheet: np.ndarray, rng: np.random.Generator) -> None:
    draw = (_bars, _railing, _stripes, _lamp, _rim, _mesh)[int(rng.integers(6))]
    height, width = sheet.shape[:2]
    w, h = int(rng.uniform(0.05, 0.5) * width), int(rng.uniform(0.04, 0.4) * height)
    x, y = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
    draw(sheet[y : y + h, x : x + w], rng)


def _bars(patch: np.ndarray, rng: np.random.Generator) -> None:
    """A grille or a radiator: bars of equal pitch with light on each."""
    tall, wide = patch.shape[:2]
    level = rng.random() < 0.6
    side = tall if level else wide
    pitch = max(3.0, side / float(rng.uniform(2, 14)))
    phase = (np.arange(side) % pitch) / pitch
    light = np.where(phase < rng.uniform(0.2, 0.8), 1.0, float(rng.uniform(0.1, 0.7)))
    light = light * (1 + 0.3 * np.sin(phase * 6.28))
    wave = light[:, None, None] if level else light[None, :, None]
    patch[:] = np.asarray(colour(rng)) * wave


def _railing(patch: np.ndarray, rng: np.random.Generator) -> None:
    """Thin posts and rails with the background between them."""
    tall, wide = patch.shape[:2]
    ink, pen = colour(rng), int(rng.integers(1, 7))
    sheet = np.ascontiguousarray(patch)
    for x in np.arange(0, wide, max(5, int(wide / rng.uniform(4, 24)))):
        cv2.line(sheet, (int(x), 0), (int(x), tall), ink, pen, cv2.LINE_AA)
    for y in rng.uniform(0, tall, int(rng.integers(1, 4))):
        cv2.line(sheet, (0, int(y)), (wide, int(y)), ink, pen + 1, cv2.LINE_AA)
    patch[:] = sheet


def _stripes(patch: np.ndarray, rng: np.random.Generator) -> None:
    """Slanting hazard stripes: barrier arms, kerbs, under-run bars, reflective tape."""
    tall, wide = patch.shape[:2]
    tall = max(4, int(tall * rng.uniform(0.1, 0.5)))
    pitch, slant = max(6.0, wide / float(rng.uniform(3, 16))), float(rng.uniform(-1, 1))
    over, down = np.meshgrid(np.arange(wide), np.arange(tall))
    first = ((over + slant * down) % pitch) < pitch / 2
    pairs = (
        ((40, 40, 200), (235, 235, 235)),
        ((20, 20, 20), (30, 190, 240)),
        ((230, 230, 230), (30, 30, 30)),
    )
    one, other = pairs[int(rng.integers(3))]
    light = float(rng.uniform(0.5, 1.1))
    patch[:tall] = np.where(first[..., None], one, other) * light


def _lamp(patch: np.ndarray, rng: np.random.Generator) -> None:
    """A headlamp or a tail lamp: glass in a dark housing, sometimes lit."""
    tall, wide = patch.shape[:2]
    sheet = np.ascontiguousarray(patch)
    dark, glass = float(rng.uniform(15, 60)), colour(rng)
    cv2.rectangle(sheet, (0, 0), (wide, tall), (dark,) * 3, -1)
    for place in range(int(rng.integers(1, 4))):
        centre = (int(wide * (0.25 + 0.25 * place)), tall // 2)
        radius = max(1, int(min(tall * 0.45, wide * 0.12)))
        cv2.circle(sheet, centre, radius, glass, -1, cv2.LINE_AA)
        cv2.circle(sheet, centre, max(1, radius // 3), (240, 240, 240), -1, cv2.LINE_AA)
    patch[:] = sheet


def _rim(patch: np.ndarray, rng: np.random.Generator) -> None:
    """A wheel, or a tank's round end."""
    tall, wide = patch.shape[:2]
    sheet = np.ascontiguousarray(patch)
    centre, radius = (wide // 2, tall // 2), min(tall, wide) // 2
    for share in np.sort(rng.uniform(0.1, 1.0, int(rng.integers(2, 6))))[::-1]:
        cv2.circle(sheet, centre, max(1, int(radius * share)), colour(rng), -1, cv2.LINE_AA)
    patch[:] = sheet


def _mesh(patch: np.ndarray, rng: np.random.Generator) -> None:
    """Bricks, tiles, containers: a grid of fields with joints."""
    tall, wide = patch.shape[:2]
    w, h = int(rng.integers(5, 60)), int(rng.integers(4, 40))
    sheet = np.ascontiguousarray(patch)
    sheet[:] = colour(rng)
    joint, pen = colour(rng), int(rng.integers(1, 4))
    for row, y in enumerate(range(0, tall, h)):
        cv2.line(sheet, (0, y), (wide, y), joint, pen)
        for x in range(-(row % 2) * w // 2, wide, w):
            cv2.line(sheet, (x, y), (x, y + h), joint, pen)
    patch[:] = sheet


def words(rng: np.random.Generator) -> str:
    if rng.random() < 0.7:
        return WORDS[int(rng.integers(len(WORDS)))]
    return "".join(LETTERS[int(i)] for i in rng.integers(0, len(LETTERS), int(rng.integers(1, 11))))


def sign(rng: np.random.Generator, font: Path) -> Sprite:
    """Words on a board of any colour, or words alone, painted on whatever is behind them."""
    text, size = words(rng), int(rng.integers(40, 110))
    face = ImageFont.truetype(str(font), size)
    stroke = int(rng.integers(0, 5))
    left, top, right, bottom = face.getbbox(text, stroke_width=stroke)
    margin = rng.uniform(0.05, 0.9, 2) * size
    wide, tall = int(right - left + 2 * margin[0]), int(bottom - top + 2 * margin[1])
    ink = Picture.new("L", (wide, tall))
    ImageDraw.Draw(ink).text(
        (margin[0] - left, margin[1] - top), text, fill=255, font=face, stroke_width=stroke
    )
    mask = np.asarray(ink, np.float32)[..., None] / 255
    board, paint = np.asarray(ground(rng)), np.asarray(colour(rng))
    if np.abs(board - paint).mean() < 60:
        paint = (board + 128) % 256
    alone = rng.random() < 0.35
    pixels = (board * (1 - mask) + paint * mask).astype(np.uint8)
    sprite = opaque(pixels)
    if alone:
        sprite[..., :3] = paint.astype(np.uint8)
        sprite[..., 3] = (mask[..., 0] * 255).astype(np.uint8)
    elif rng.random() < 0.5:
        cv2.rectangle(sprite, (3, 3), (wide - 4, tall - 4), (*colour(rng), 255.0), 4)
    return Sprite(_stretched(sprite, rng), rectangle(0, 0, 1, 1))


def _stretched(sprite: Image, rng: np.random.Generator) -> Image:
    tall, wide = sprite.shape[:2]
    size = (max(8, int(wide * rng.uniform(0.5, 1.3))), max(8, tall))
    return np.asarray(cv2.resize(sprite, size, interpolation=cv2.INTER_AREA), np.uint8)


def _paste(picture: Image, sprite: Sprite, rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    tall, wide = sprite.pixels.shape[:2]
    if wide >= width or tall >= height:
        return
    x, y = int(rng.integers(0, width - wide)), int(rng.integers(0, height - tall))
    alpha = sprite.pixels[..., 3:].astype(np.float32) / 255
    patch = picture[y : y + tall, x : x + wide]
    patch[:] = (patch * (1 - alpha) + sprite.pixels[..., :3] * alpha).astype(np.uint8)


def blank(rng: np.random.Generator) -> Sprite:
    """A board of a plate's shape and colour with nothing on it, or with strokes that spell nothing."""
    tall, wide = 140, int(rng.choice([440, 480, 280]))
    board = np.empty((tall, wide, 3), np.float32)
    board[:] = ground(rng)
    board += cloud(rng, tall, wide, 5, 20)[..., None] * float(rng.uniform(2, 25))
    if rng.random() < 0.5:
        cv2.rectangle(board, (4, 4), (wide - 5, tall - 5), colour(rng), 3)
    if rng.random() < 0.3:
        _bars(board[20 : tall - 20, 20 : wide - 20], rng)
    return Sprite(opaque(np.clip(board, 0, 255).astype(np.uint8)), rectangle(0, 0, 1, 1))
