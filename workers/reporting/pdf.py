"""The report as a PDF for whoever prints it or files it: A4, with our own font within it."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image as Pixels
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table

from gate.report.figures import Figures
from workers.reporting import page
from workers.reporting.page import About

FACE = "wqy"
MARGIN = 18 * mm
WIDE = A4[0] - 2 * MARGIN
GREEN, QUIET, LINE = (
    colors.HexColor("#14532d"),
    colors.HexColor("#4a5565"),
    colors.HexColor("#dde2e8"),
)
CHART_WIDE = 120 * mm
Rows = list[tuple[str, str]]


def make(figures: Figures, about: About, language: str) -> bytes:
    """The same as the mail, in pages."""
    _have_font(about.font)
    told = page.told(figures, about, language)
    title = f"{told['say']('环保门禁日报', 'Gate report')} {figures['day']}"
    made = BytesIO()
    document = SimpleDocTemplate(
        made, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN, title=title, author=about.plant, lang=language,
    )  # fmt: skip
    number = _numbering(f"{title} · {about.plant}")
    document.build(
        [*_head(title, told), *_rates(told), *_charts(told, about, language), *_looked_at(told)],
        onFirstPage=number,
        onLaterPages=number,
    )
    return made.getvalue()


@lru_cache(maxsize=1)
def _have_font(font: Path) -> None:
    pdfmetrics.registerFont(TTFont(FACE, str(font), subfontIndex=0))


def _style(size: float, color: Any = colors.black, **more: Any) -> ParagraphStyle:
    # By its characters: Chinese has no blanks to break a line at.
    return ParagraphStyle(
        f"{size}-{color}", fontName=FACE, fontSize=size, leading=size * 1.45, textColor=color,
        wordWrap="CJK", **more,
    )  # fmt: skip


def _text(words: str, size: float = 9.5, color: Any = colors.black, **more: Any) -> Paragraph:
    return Paragraph(escape(words).replace("\n", "<br/>"), _style(size, color, **more))


def _heading(words: str) -> Paragraph:
    return _text(words, 12, GREEN, spaceBefore=10, spaceAfter=3, keepWithNext=1)


def _lines(rows: Rows) -> Table:
    """Two columns: what, and how much."""
    cells = [[_text(what), _text(value, alignment=2)] for what, value in rows]
    table = Table(cells, colWidths=[WIDE * 0.55, WIDE * 0.45])
    table.setStyle(
        [("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    return table


def _head(title: str, told: dict[str, Any]) -> Iterator[Flowable]:
    say, through = told["say"], told["f"]["passages"]
    yield _text(title, 17, GREEN)
    version = say(f"第 {told['version']} 版", f"version {told['version']}")
    yield _text(
        f"{told['plant']} · {version} · {told['f']['made_at'][:16].replace('T', ' ')}", 9.5, QUIET
    )
    yield Spacer(0, 6)
    cells = [
        (through["in"], say("进厂", "in")),
        (through["out"], say("出厂", "out")),
        (through["kept_out"], say("未放行", "kept out")),
        (through["by_hand"], say("人工抬杆", "lifted by hand")),
    ]
    numbers = [_text(str(number), 17) for number, _ in cells]
    yield Table([numbers, [_text(words, 9, QUIET) for _, words in cells]], colWidths=[WIDE / 4] * 4)


def _rates(told: dict[str, Any]) -> Iterator[Flowable]:
    say, f, rate = told["say"], told["f"], told["rate"]
    yield _heading(say("上报与完整", "Transfer and completeness"))
    rows: Rows = [
        (say("传输率（截至统计时，要求 ≥ 95%）", "Transfer rate by now, 95% asked for"), rate(f["transfer"]["rate"])),
        (say("24 小时内上报", "Within 24 hours"), rate(f["transfer"]["on_time"])),
        (say("待上报", "Waiting to be sent"), str(f["transfer"]["waiting"])),
        (say("平台退回", "Refused by the platform"), str(f["transfer"]["refused"])),
        (say("完整率（要求 ≥ 95%）", "Completeness, 95% asked for"), rate(f["completeness"]["rate"])),
    ]  # fmt: skip
    yield _lines(rows)
    if told["missing"]:
        yield _text(say("缺项最多：", "Most often missing: ") + told["missing"], 8.5, QUIET)
    yield _heading(say("清洁运输与日均车次", "Clean transport and passages a day"))
    clean, averages = f["clean"], f["averages"]
    yield _lines(
        [
            (say("国五及以上或新能源（车次）", "China V and above or new energy, by passages"), rate(clean["modern"])),
            (say("国五及以上或新能源（吨）", "The same by mass"), rate(clean["modern_mass"], "t")),
            (say("新能源（吨）", "New energy, by mass"), rate(clean["new_energy_mass"], "t")),
            (say("日均车次，非管控日", "Passages a day, normal days"), told["average"](averages["normal"])),
            (say("日均车次，管控日", "Passages a day, under control"), told["average"](averages["warning"])),
        ]
    )  # fmt: skip


def _charts(told: dict[str, Any], about: About, language: str) -> Iterator[Flowable]:
    say, f = told["say"], told["f"]
    drawn = page.pictures(f, about.font, language)
    for name, words in (
        ("hours", say("各小时车次", "Passages by the hour")),
        ("stages", say("排放阶段", "Emission stages")),
        ("reasons", say("未放行原因", "Why vehicles were kept out")),
    ):
        if name in drawn:
            yield _heading(words)
            yield _picture(drawn[name])
    yield _lines(
        [
            (f"{gate['gate_no']} {gate['name']}", say("进 %d · 出 %d", "in %d · out %d") % (gate["in"], gate["out"]))
            for gate in f["gates"]
        ]
    )  # fmt: skip


def _picture(png: bytes) -> Image:
    with Pixels.open(BytesIO(png)) as pixels:
        width, height = pixels.size
    return Image(BytesIO(png), width=CHART_WIDE, height=CHART_WIDE * height / width, hAlign="LEFT")


def _looked_at(told: dict[str, Any]) -> Iterator[Flowable]:
    say, f = told["say"], told["f"]
    for name, words, tell in told["lists"]:
        found = f["exceptions"][name]
        yield _heading(f"{words}: {found['number']}")
        rows = [(_of_row(row, say), tell(row)) for row in found["rows"]]
        if rows:
            yield _lines(rows)
        if found["number"] > len(rows):
            more = found["number"] - len(rows)
            yield _text(
                say(f"另有 {more} 条，见当日台账。", f"and {more} more, see the workbook."),
                8.5,
                QUIET,
            )
    away = f["exceptions"]["away"]
    yield _heading(f"{say('设备离线', 'Devices away')}: {away['number']}")
    if away["rows"]:
        yield _lines([_gap(gap, told) for gap in away["rows"]])
    if told["lenses"]["rows"]:
        yield _heading(f"{say('镜头', 'Lenses')}: {told['lenses']['number']}")
        yield _lines([_gap(one, told, "lens") for one in told["lenses"]["rows"]])
    yield _heading(say("台账校验点", "Checkpoint of the ledger"))
    yield _text(f["checkpoint"] or "—", 8)


def _of_row(row: dict[str, Any], say: Callable[[str, str], str]) -> str:
    return f"{row['at'][11:19]}  {row['lane']}  {row['plate'] or say('未识别', 'not read')}"


def _gap(gap: dict[str, Any], told: dict[str, Any], cause: str = "cause") -> tuple[str, str]:
    ends = gap["ended"][5:16].replace("T", " ") or told["say"]("仍在继续", "still going on")
    when = f"{gap['began'][5:16].replace('T', ' ')} – {ends}"
    return when, f"{gap['lane']} {told[cause](gap['cause'])}"


def _numbering(words: str) -> Callable[[Any, Any], None]:
    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(FACE, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 10 * mm, words)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(document.page))

    return number
