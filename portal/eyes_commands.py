"""Flask commands of the eyes: install hyperlpr3's models, compare the engines on pictures of the plant's own."""

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
from flask import Flask

from devices import eyes
from devices.eyes import provisioning
from devices.eyes.hyperlpr_files import PUBLISHED
from devices.interfaces import DeviceError, Image, PlateReading, Recognizer
from gate.plates import FORMS
from settings import Settings

PICTURES = (".jpg", ".jpeg", ".png", ".bmp")
SOURCE = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def init_app(app: Flask, settings: Settings) -> None:
    """Put the commands onto the app."""

    @app.cli.group("eyes")
    def commands() -> None:
        """What reads plates."""

    @commands.command("install-hyperlpr3")
    @click.argument("source", metavar="FOLDER_OR_ZIP", type=SOURCE)
    @click.option("--others", is_flag=True, help="Take models that are not the published ones.")
    def install_hyperlpr3(source: Path, others: bool) -> None:
        """Check the models of hyperlpr3 and put them into their folder."""
        folder = settings.hyperlpr3_folder
        try:
            installed = provisioning.install(source, folder, others=others)
        except DeviceError as error:
            raise click.ClickException(error.message) from None
        for name, file in installed.items():
            which = "as published" if file == PUBLISHED[name] else "another than the published"
            click.echo(f"{name}  {file.size:,} bytes  {file.sha256}  {which}")
        click.echo(f"They are in {folder}. GREENGATE_EYES=hyperlpr3 lets lanes read with them.")

    @commands.command("compare")
    @click.argument("folder", type=FOLDER)
    def compare(folder: Path) -> None:
        """Read every picture of a folder with both engines, and print what they read and how long they took."""
        engines, problem = _engines(settings)
        pictures = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PICTURES)
        _compare(engines, folder, pictures)
        if problem:
            click.echo(f"hyperlpr3 did not read: {problem}", err=True)
        sys.exit(0 if pictures and not problem else 1)


def _engines(settings: Settings) -> tuple[dict[str, Recognizer], str]:
    """Name → engine, and why hyperlpr3 is not among them."""
    engines: dict[str, Recognizer] = {"builtin": eyes.builtin(FORMS)}
    try:
        engines["hyperlpr3"] = eyes.hyperlpr3(FORMS, settings.hyperlpr3_folder)
    except DeviceError as error:
        return engines, error.message
    return engines, ""


def _compare(engines: Mapping[str, Recognizer], folder: Path, pictures: list[Path]) -> None:
    for engine in engines.values():
        engine.read(np.zeros((360, 640, 3), np.uint8))  # the first picture of all takes longer
    times: dict[str, list[float]] = {name: [] for name in engines}
    read, alike = dict.fromkeys(engines, 0), 0
    for path in pictures:
        click.echo(path.relative_to(folder))
        image = _opened(path)
        if image is None:
            click.echo("  not a picture")
            continue
        seen = []
        for name, engine in engines.items():
            started = time.perf_counter()
            readings = engine.read(image)
            times[name].append((time.perf_counter() - started) * 1000)
            read[name] += bool(readings)
            seen.append({reading.text for reading in readings})
            click.echo(f"  {name:9} {times[name][-1]:6.0f} ms  {_told(readings)}")
        alike += all(texts == seen[0] for texts in seen)
    _sum_up(times, read, alike)


def _sum_up(times: Mapping[str, list[float]], read: Mapping[str, int], alike: int) -> None:
    for name, taken in times.items():
        if taken:
            median = statistics.median(taken)
            click.echo(f"{name}: plates in {read[name]} of {len(taken)} pictures, {median:.0f} ms")
    if len(times) > 1:
        click.echo(f"the same plates in {alike}")


def _told(readings: Sequence[PlateReading]) -> str:
    return "; ".join(map(_in_words, readings)) or "no plate"


def _in_words(reading: PlateReading) -> str:
    colour = reading.colour.name.lower() if reading.colour else "colour unknown"
    return f"{reading.text} {colour} {reading.confidence:.2f}, weakest {reading.weakest:.2f}"


def _opened(path: Path) -> Image | None:
    import cv2

    content = np.frombuffer(path.read_bytes(), np.uint8)
    image = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    return None if image is None else np.asarray(image, np.uint8)
