"""Files that are no list, and files made to hurt: each is refused with a key, none breaks the reader."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from gate import sheets
from gate.exports import layout
from gate.over_emission import rows
from gate.sheets import MOST_ROWS, FileProblem
from gate.sheets.kinds import MOST_BYTES
from tests.gate.lists import HEADING, row, workbook

CSV = ("\n".join([",".join(HEADING), ",".join(row(1))])).encode("utf-8")


def key_of(content: bytes) -> str:
    with pytest.raises(FileProblem) as refused:
        rows.of_lines(sheets.lines(content))
    return refused.value.key


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    """A workbook whose first sheet was exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([row(1)]))) as whole, zipfile.ZipFile(out, "w") as new:
        for part in whole.infolist():
            content = sheet if part.filename.endswith("sheet1.xml") else whole.read(part)
            new.writestr(part.filename, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">%s]><worksheet xmlns=
"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="str">
<v>&z;</v></c></row></sheetData></worksheet>""" % (
    b"".join(
        b'<!ENTITY %c "%s">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(25)
    )
)

READS_A_FILE = LAUGHS.replace(b"<!ENTITY a ", b'<!ENTITY z SYSTEM "file:///etc/passwd"><!ENTITY a ')


def with_parts(whole: bytes, **more: bytes) -> bytes:
    """A workbook with parts that it did not have."""
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b"\xd0\xcf\x11\xe0 old workbook", "file_old_workbook"),
        (b"PK\x03\x04 torn", "file_not_a_table"),
        (packed(photo=b"not a workbook"), "file_not_a_table"),
        (packed(**{"xl/workbook.xml": b"\0" * 300_000_000}), "file_too_large"),
        (with_sheet(b"<worksheet"), "file_not_a_table"),
        (with_sheet(LAUGHS), "file_with_entities"),
        (with_sheet(READS_A_FILE), "file_with_entities"),
        (with_sheet(LAUGHS.decode().encode("utf-16")), "file_with_entities"),
        (
            with_parts(workbook([row(1)]), **{"xl/vbaProject.bin": b"Sub Auto_Open"}),
            "file_with_macros",
        ),
        (packed(**{f"xl/{n}.xml": b"<a/>" for n in range(2100)}), "file_too_large"),
        (b"%PDF-1.7\n", "file_is_pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_is_picture"),
        (b"\xff\xd8\xff\xe0 JFIF", "file_is_picture"),
        (b"\xff" * 100, "file_not_a_table"),
        ("姓名,电话\n张三,1".encode(), "file_without_columns"),
        (b"a,b\n" + b'"' + b"x" * 200_000, "file_not_a_table"),
        (b"x" * (MOST_BYTES + 1), "file_too_large"),
        (b"a\n" * (MOST_ROWS + 1), "file_too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused(content: bytes, key: str) -> None:
    assert key_of(content) == key


def test_a_workbook_that_lies_about_its_size_is_read_as_it_is() -> None:
    honest = workbook([row(1)])
    with zipfile.ZipFile(io.BytesIO(honest)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'<dimension ref="A1:H3"', b'<dimension ref="A1:XFD1048576"')
    assert lying != sheet
    assert len(rows.of_lines(sheets.lines(with_sheet(lying))).told) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_of_every_common_kind_is_read(encoding: str, delimiter: str) -> None:
    content = CSV.decode().replace(",", delimiter).encode(encoding)
    assert len(rows.of_lines(sheets.lines(content)).told) == 1


def test_the_columns_that_are_not_there_are_named() -> None:
    with pytest.raises(FileProblem) as refused:
        rows.of_lines(sheets.lines("车牌号码,超标原因\n冀B12345,5".encode()))
    assert refused.value.what == "号牌颜色"


def test_formulas_stay_text_and_what_other_files_say_is_not_fetched() -> None:
    """A formula counts as what it came to; one written as text stays text, and no export lets it work again."""
    command = "=cmd|' /C calc'!A0"
    book = Workbook()
    assert book.active is not None
    book.active.append(["=1+1", "'=1+1", "plain", "='http://203.0.113.9/[x.xlsx]S'!A1"])
    book.active["B1"].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    ((_, cells),) = sheets.lines(out.getvalue())
    assert cells == (None, "'=1+1", "plain", None)  # never worked out by any program
    ((_, cells),) = sheets.lines(f'"{command}",b'.encode())
    assert cells == [command, "b"]
    assert layout.plain(cells[0]) == f"'{command}"
