"""Models get into their folder whole, looked at, and from no archive that is a trap."""

import io
import zipfile
from pathlib import Path

import pytest

from devices.eyes import hyperlpr_files, provisioning
from devices.eyes.hyperlpr_files import GROUND, NEAR, PUBLISHED, WHOLE, contents, known
from devices.eyes.provisioning import install
from devices.interfaces import DeviceError
from tests.devices.hyperlpr_models import detector, ground, lay, softmax, standing_in

MODELS = standing_in([], [], softmax("冀B12345"), softmax("冀AD12345"))


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def as_published(folder: str = "20230229/onnx/") -> dict[str, bytes]:
    return {folder + name: content for name, content in MODELS.items()}


@pytest.mark.parametrize("place", ["", "onnx", "20230229/onnx", ".hyperlpr3/20230229/onnx"])
def test_from_a_folder_as_the_package_lays_it_out(tmp_path: Path, place: str) -> None:
    lay(MODELS, tmp_path / "given" / place, recorded=False)
    told = install(tmp_path / "given", tmp_path / "models", others=True)
    assert told == {name: known(content) for name, content in MODELS.items()}
    assert contents(tmp_path / "models") == MODELS
    assert not list((tmp_path / "models").glob("*.new"))


@pytest.mark.parametrize("folder", ["", "20230229/onnx/", "20230229\\onnx\\"])
def test_from_an_archive_whatever_else_lies_in_it(tmp_path: Path, folder: str) -> None:
    files = as_published(folder) | {"20230229/": b"", "__MACOSX/._" + NEAR: b"x", "README": b"x"}
    install(archive(tmp_path / "given.zip", files), tmp_path / "models", others=True)
    assert contents(tmp_path / "models") == MODELS
    assert {path.name for path in (tmp_path / "models").iterdir()} == {*PUBLISHED, "models.json"}


def test_an_installation_is_replaced_by_another(tmp_path: Path) -> None:
    archive(tmp_path / "one.zip", as_published())
    other = {**MODELS, NEAR: detector(NEAR, [1.0] * 15)}
    archive(tmp_path / "two.zip", other)
    install(tmp_path / "one.zip", tmp_path / "models", others=True)
    install(tmp_path / "two.zip", tmp_path / "models", others=True)
    assert contents(tmp_path / "models") == other


def test_what_was_not_published_is_only_taken_when_asked(tmp_path: Path) -> None:
    given = archive(tmp_path / "given.zip", as_published())
    with pytest.raises(DeviceError, match="not the file that was published as 20230229"):
        install(given, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_the_published_files_need_no_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are not at hand here, these stand for them."""
    published = {name: known(content) for name, content in MODELS.items()}
    for module in (provisioning, hyperlpr_files):
        monkeypatch.setattr(module, "PUBLISHED", published)
    install(archive(tmp_path / "given.zip", as_published()), tmp_path / "models")
    (tmp_path / "models" / "models.json").unlink()
    assert contents(tmp_path / "models") == MODELS


TRAPS: dict[str, tuple[dict[str, bytes], str]] = {
    "climbs": ({"../../" + NEAR: b"x"}, "outside its folder"),
    "climbs backwards": ({"onnx\\..\\..\\" + NEAR: b"x"}, "outside its folder"),
    "from the root": ({"/etc/" + NEAR: b"x"}, "outside its folder"),
    "from a drive": ({"C:\\" + NEAR: b"x"}, "outside its folder"),
    "twice": ({"a/" + NEAR: b"x", "b/" + NEAR: b"y"}, "twice"),
    "too little": ({NEAR: MODELS[NEAR]}, f"{WHOLE} is not in the archive"),
    "nothing": ({}, f"{NEAR} is not in the archive"),
    "other models": ({**MODELS, WHOLE: MODELS[NEAR]}, f"{WHOLE} is another model"),
    "no models": ({**MODELS, GROUND: b"<html>"}, f"{GROUND} is not a model"),
    "many": ({f"{n}": b"" for n in range(1001)}, "1,001 entries"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_and_nothing_is_written(tmp_path: Path, trap: str) -> None:
    files, sentence = TRAPS[trap]
    given = archive(tmp_path / "given.zip", files)
    with pytest.raises(DeviceError, match=sentence):
        install(given, tmp_path / "models", others=True)
    assert [path.name for path in tmp_path.iterdir()] == ["given.zip"]


def test_a_bomb_is_refused_by_what_it_says_and_by_what_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provisioning, "LARGEST", 1_000_000)
    given = archive(tmp_path / "given.zip", MODELS | {WHOLE: bytes(2_000_000)})
    assert given.stat().st_size < 100_000
    with pytest.raises(DeviceError, match=f"{WHOLE} is larger than"):
        install(given, tmp_path / "models", others=True)
    lying = given.read_bytes().replace((2_000_000).to_bytes(4, "little"), b"\x10\0\0\0")
    (tmp_path / "lying.zip").write_bytes(lying)
    with pytest.raises(DeviceError):
        install(tmp_path / "lying.zip", tmp_path / "models", others=True)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.99])
def test_an_archive_that_was_cut_off_is_a_sentence(tmp_path: Path, kept: float) -> None:
    whole = archive(tmp_path / "given.zip", as_published()).read_bytes()
    (tmp_path / "given.zip").write_bytes(whole[: int(kept * len(whole))])
    with pytest.raises(DeviceError, match=r"given\.zip cannot be unpacked"):
        install(tmp_path / "given.zip", tmp_path / "models", others=True)


def test_damaged_or_locked_contents_are_a_sentence(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in MODELS.items():
            file.writestr(name, content)
    stored = bytearray(made.getvalue())
    stored[200] ^= 1
    (tmp_path / "damaged.zip").write_bytes(stored)
    locked = made.getvalue().replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"
    )
    locked = locked.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0")
    (tmp_path / "locked.zip").write_bytes(locked)
    for name in ("damaged.zip", "locked.zip"):
        with pytest.raises(DeviceError, match="cannot be unpacked"):
            install(tmp_path / name, tmp_path / "models", others=True)


def test_a_folder_without_them_or_one_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DeviceError, match=f"{NEAR} is neither in"):
        install(tmp_path / "empty", tmp_path / "models", others=True)
    lay(MODELS, tmp_path / "given", recorded=False)
    (tmp_path / "a file").write_bytes(ground())
    with pytest.raises(DeviceError, match="cannot be written"):
        install(tmp_path / "given", tmp_path / "a file" / "models", others=True)
    (tmp_path / "given" / GROUND).unlink()
    with pytest.raises(DeviceError, match=f"{GROUND} cannot be read"):
        install(tmp_path / "given", tmp_path / "models", others=True)
