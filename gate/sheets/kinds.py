"""What a file is by its first bytes, whatever its name says, and that it is no larger than a table can be."""

from gate.sheets.problem import FileProblem

MOST_BYTES = 16 * 1024 * 1024
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
WORKBOOK, TEXT = ".xlsx", ".csv"


def kind_of(content: bytes) -> str:
    """WORKBOOK or TEXT; raises FileProblem for what is known to be neither."""
    if not content.strip():
        raise FileProblem("file_empty")
    if len(content) > MOST_BYTES:
        raise FileProblem("file_too_large")
    if content.startswith(OLD_WORKBOOK):
        raise FileProblem("file_old_workbook")
    if content.startswith(b"%PDF"):
        raise FileProblem("file_is_pdf")
    if content.startswith(PICTURES):
        raise FileProblem("file_is_picture")
    return WORKBOOK if content.startswith(ZIP) else TEXT
