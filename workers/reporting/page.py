"""The report as a mail: its HTML, the pictures that the HTML calls, and the same in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gate.codes import EMISSION_STAGES, STAGE_ORDER
from gate.report.figures import Figures
from settings import ROOT
from workers.reporting import charts, words
from workers.reporting.charts import Bar
from workers.reporting.words import Say

FONT = "-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',Arial,sans-serif"
STOPPED = charts.COLOURS[4]
MOST_REASONS = 10
MOST_ROWS = 12
"""Of each list; the rest is in the workbook."""
STAGE_COLOURS = {"D": charts.COLOURS[2], "X": charts.COLOURS[4], "6": "#1f6f54", "5": "#58a07f"}
OLDER = charts.COLOURS[1]


@dataclass(frozen=True, slots=True)
class Page:
    """A report in one language."""

    subject: str
    html: str
    text: str
    pictures: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class About:
    """Whose report it is, which version, and where its links lead."""

    plant: str
    version: int
    link: str
    """The portal's address; empty: there are no links."""
    font: Path


def make(figures: Figures, about: About, language: str) -> Page:
    """What is mailed to whoever reads this language."""
    say = words.saying(language)
    values = told(figures, about, language)
    page = _environment()
    subject = f"{say('环保门禁日报', 'Gate report')} {figures['day']} · {about.plant}"
    if about.version > 1:
        subject += say(f"（第 {about.version} 版）", f" (version {about.version})")
    return Page(
        subject.strip(" ·"),
        page.get_template("mail/report.html").render(values),
        page.get_template("mail/report.txt").render(values),
        pictures(figures, about.font, language),
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def told(f: Figures, about: About, language: str) -> dict[str, Any]:
    """The figures, and how they are put into words: what templates are given."""
    say = words.saying(language)

    def cause(key: str) -> str:
        return words.named(words.CAUSES, key, language)

    lead = say("进厂 %d，出厂 %d，未放行 %d", "%d in, %d out, %d kept out")
    through = f["passages"]
    return {
        "f": f,
        "say": say,
        "plant": about.plant,
        "version": about.version,
        "link": about.link.rstrip("/"),
        "font": FONT,
        "rate": rate,
        "average": lambda told: _average(told, say),
        "cause": cause,
        "lens": lambda key: words.named(words.LENSES, key, language),
        "lenses": lenses(f),
        "lists": _lists(language, say),
        "lead": lead % (through["in"], through["out"], through["kept_out"]),
        "missing": say("、", ", ").join(
            f"{words.item(name, language)} {number}"
            for name, number in f["completeness"]["missing"]
        ),
        "most": MOST_ROWS,
        "alts": _alts(f, language, say),
    }


def rate(told: Mapping[str, Any], unit: str = "") -> str:
    """98.5 % (1970 / 2000): never a percentage without what it is of what; a dash where there is nothing."""
    part, of_all = Decimal(str(told["part"])), Decimal(str(told["of"]))
    numbers = f"{part:,f} / {of_all:,f}"
    if unit:
        numbers = f"{part:,.1f} / {of_all:,.1f} {unit}"
    if not of_all:
        return "—"
    # Cut, not rounded: what is not all of it is not called 100 %.
    whole = int(part * 1000 / of_all)
    return f"{whole / 10:.1f}% ({numbers})"


def lenses(f: Figures) -> Mapping[str, Any]:
    """Lenses with which something was the matter; none in reports that were made before anybody watched them."""
    found: Mapping[str, Any] = f["exceptions"].get("lenses", {"number": 0, "rows": []})
    return found


def _average(told: Mapping[str, int], say: Say) -> str:
    if not told["days"]:
        return say("没有这样的日子", "no such day")
    mean = told["passages"] / told["days"]
    return say(
        f"{mean:,.1f}（{told['passages']:,} / {told['days']} 天）",
        f"{mean:,.1f} ({told['passages']:,} / {told['days']} days)",
    )


def _lists(language: str, say: Say) -> list[tuple[str, str, Callable[[Any], str]]]:
    def why(told: Any) -> str:
        went = say(" · 后经人工放行", " · let in by a person later") if told["through"] else ""
        return words.named(words.REASONS, told["reason"], language) + went

    def by(told: Any) -> str:
        return say("操作人 ", "by ") + (told["by"] or "—")

    def said(told: Any) -> str:
        return str(told.get("said") or "—")

    return [
        ("refused", say("拦截", "Refused"), why),
        ("held", say("待人工核实", "Held for a person"), why),
        ("by_hand", say("人工抬杆", "Lifted by hand"), by),
        ("supplements", say("人工补录", "Told by a person"), by),
        ("not_accepted", say("平台退回", "Refused by the platform"), said),
        ("not_left", say("当日进厂、尚未出厂", "Came in and has not left"), lambda _: ""),
    ]  # fmt: skip


def pictures(f: Figures, font: Path, language: str) -> dict[str, bytes]:
    """The charts by their names; one that would be empty is left out."""
    series = [(f"{gate['gate_no']} {gate['name']}", gate["hours"]) for gate in f["gates"]]
    drawn = {"hours": charts.hours(series, font)}
    if f["stages"]:
        drawn["stages"] = charts.bars(_stage_bars(f, language), font)
    if f["reasons"]:
        drawn["reasons"] = charts.bars(_reason_bars(f, language), font)
    return drawn


def _stage_bars(f: Figures, language: str) -> list[Bar]:
    cleanest_first = sorted(f["stages"], key=STAGE_ORDER.find, reverse=True)
    return [
        Bar(
            words.named(EMISSION_STAGES, stage, language),
            f["stages"][stage],
            STAGE_COLOURS.get(stage, OLDER),
        )
        for stage in cleanest_first
    ]


def _reason_bars(f: Figures, language: str) -> list[Bar]:
    return [
        Bar(words.named(words.REASONS, reason, language), number, STOPPED)
        for reason, number in f["reasons"][:MOST_REASONS]
    ]


def _alts(f: Figures, language: str, say: Say) -> dict[str, str]:
    """The pictures in words, for who sees none of them."""
    by_hour = [sum(told) for told in zip(*(gate["hours"] for gate in f["gates"]), strict=True)]
    busiest = max(range(len(by_hour)), key=by_hour.__getitem__, default=0)
    most = by_hour[busiest] if by_hour else 0
    comma = say("，", ", ")
    return {
        "hours": say(
            f"各小时车次图：最多的是 {busiest} 时，{most} 车次",
            f"Passages by the hour: most of them at {busiest} o'clock, {most}",
        ),
        "stages": say("排放阶段图：", "Emission stages: ")
        + comma.join(f"{bar.label} {bar.number}" for bar in _stage_bars(f, language)),
        "reasons": say("未放行原因图：", "Reasons: ")
        + comma.join(f"{bar.label} {bar.number}" for bar in _reason_bars(f, language)),
    }
