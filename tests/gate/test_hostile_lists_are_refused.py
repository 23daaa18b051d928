"""Files that are no list, and files made to hurt: each is refused with a key, none breaks the reader."""

import io
import zipfile

import pytest

from gate.over_emission import files, rows
from gate.over_emission.files import FileProblem
from tests.gate.lists import HEADING, row, workbook

CSV = ("\n".join([",".join(HEADING), ",".join(row(1))])).encode("utf-8")


def key_of(content: bytes) -> str:
    with pytest.raises(FileProblem) as refused:
        rows.of_lines(files.lines(content))
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
        (with_sheet(LAUGHS), "file_not_a_table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_not_a_table"),
        (b"\xff" * 100, "file_not_a_table"),
        ("姓名,电话\n张三,1".encode(), "file_without_columns"),
        (b"a,b\n" + b'"' + b"x" * 200_000, "file_not_a_table"),
        (b"x" * (files.MOST_BYTES + 1), "file_too_large"),
        (b"a\n" * (files.MOST_ROWS + 1), "file_too_long"),
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
    assert len(rows.of_lines(files.lines(with_sheet(lying))).told) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_of_every_common_kind_is_read(encoding: str, delimiter: str) -> None:
    content = CSV.decode().replace(",", delimiter).encode(encoding)
    assert len(rows.of_lines(files.lines(content)).told) == 1


def test_the_columns_that_are_not_there_are_named() -> None:
    with pytest.raises(FileProblem) as refused:
        rows.of_lines(files.lines("车牌号码,超标原因\n冀B12345,5".encode()))
    assert refused.value.what == "号牌颜色"
