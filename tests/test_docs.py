"""What the documents promise is there: settings, drivers, commands, links, and the same in both languages."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from devices import DRIVERS
from portal.wording import LIFT_REASONS
from settings import ROOT, Settings
from workers import house

README, README_ZH = ROOT / "README.md", ROOT / "README.zh-CN.md"
OPERATIONS, DEVICES = ROOT / "docs" / "operations.md", ROOT / "docs" / "devices.md"
GLOSSARY, CHANGELOG = ROOT / "docs" / "glossary.md", ROOT / "CHANGELOG.md"
DOCUMENTS = [README, README_ZH, CHANGELOG, *sorted((ROOT / "docs").rglob("*.md"))]
CHECKS = ("connects", "reconnects", "logs once", "refuses cleanly", "keeps secrets", "tested on")


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _default_of(field: FieldInfo) -> str:
    default = field.default
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, Path):
        return _relative(default)
    return str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_example_and_in_operations(name: str) -> None:
    field = Settings.model_fields[name]
    variable, default = f"GREENGATE_{name.upper()}", _default_of(field)
    assert f"# {field.description}\n# {variable}={default}\n" in _read(ROOT / ".env.example")
    shown = f" `{default}` " if default else " "
    assert f"| `{variable}` |{shown}| {field.description} |\n" in _read(OPERATIONS)


def test_the_example_uncommented_is_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GREENGATE_{name.upper()}", raising=False)
    env = tmp_path / ".env"
    env.write_text(_read(ROOT / ".env.example").replace("# GREENGATE_", "GREENGATE_"))
    assert Settings(_env_file=env) == Settings(_env_file=None)


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_driver_has_its_section_and_its_list(driver: str) -> None:
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", _read(DEVICES), re.M | re.S))
    told = dict(re.findall(r"^\| ([\w ]+) \| (.+) \|$", sections[driver], re.M))
    assert tuple(told) == CHECKS
    for check in CHECKS[:-1]:
        assert told[check].startswith(("done", "exempt, because")), check


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_every_make_command_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _read(ROOT / "Makefile"), re.M))
    text = _read(document)
    commands = [*re.findall(r"^make ([a-z-]+)", text, re.M), *re.findall(r"`make ([a-z-]+)", text)]
    assert set(commands) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", _read(document))]
    local = [link for link in links if link and "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_both_readmes_tell_the_same() -> None:
    def shape(path: Path) -> list[str]:
        return [line.split()[0] for line in _read(path).splitlines() if line.startswith("#")]

    def commands(path: Path) -> list[str]:
        return re.findall(r"^(?:make|cp) [\w. -]+?(?=  |$)", _read(path), re.M)

    def links(path: Path) -> set[str]:
        return set(re.findall(r"\]\(([^)]+)\)", _read(path))) - {README.name, README_ZH.name}

    assert shape(README) == shape(README_ZH)
    assert commands(README) == commands(README_ZH) != []
    assert links(README) == links(README_ZH)


@pytest.mark.parametrize("readme", [README, README_ZH], ids=_relative)
def test_the_tree_in_the_readme_is_the_tree(readme: Path) -> None:
    (tree,) = re.findall(r"```\n(devices/ .*?)```", _read(readme), re.S)
    named = re.findall(r"^([\w./]+)  ", tree, re.M)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", _read(folder / "README.md"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_the_changelog_begins_with_a_version() -> None:
    first = re.search(r"^## (.+)$", _read(CHANGELOG), re.M)
    assert first is not None
    assert re.fullmatch(r"\d+\.\d+\.\d+ — (unreleased|\d{4}-\d\d-\d\d)", first[1])


def test_every_name_in_the_glossary_is_in_the_code() -> None:
    packages = ("devices", "gate", "workers", "portal", "tests")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    modules = {_relative(path).removesuffix(".py").replace("/", ".") for path in sources}
    words = {word for path in sources for word in re.findall(r"\w+", _read(path))}
    paths = {_relative(path) for path in sources} | modules | words
    named = [name for name in re.findall(r"`([^`]+)`", _read(GLOSSARY)) if name not in paths]
    assert [name for name in named if not set(name.split(".")) <= words] == []


def test_the_manual_speaks_in_the_words_of_the_pages() -> None:
    with (ROOT / "portal/translations/zh/LC_MESSAGES/messages.po").open("rb") as catalogue:
        shown = {message.string for message in read_po(catalogue) if message.string}
    shown |= {words.zh for words in LIFT_REASONS.values()}
    quoted = re.findall(r"“([^”]+)”", _read(ROOT / "docs" / "操作手册.md"))
    assert [words for words in quoted if words not in shown] == []


def test_the_units_start_what_make_up_starts(settings: Settings, database: Any) -> None:
    started = {" ".join(words) for words in _units()}
    for program in house.programs(settings, {}):
        argv = " ".join(program.argv).replace(settings.redis_url, "${GREENGATE_REDIS_URL}")
        argv = argv.replace(
            f"{settings.host}:{settings.port}", "${GREENGATE_HOST}:${GREENGATE_PORT}"
        )
        argv = argv.replace(f"--threads={settings.threads}", "--threads=${GREENGATE_THREADS}")
        argv = argv.replace(str(ROOT), "/opt/greengate")
        assert argv.rpartition("/bin/")[2] in started


def _units() -> Iterator[list[str]]:
    for unit in (ROOT / "deploy" / "systemd").glob("greengate-*.service"):
        command = re.search(r"^ExecStart=\S+/bin/(.+)$", _read(unit), re.M)
        assert command is not None, unit
        yield command[1].replace("%H", socket.gethostname()).split()
