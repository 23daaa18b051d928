"""The page of a pack that a person reads first: what is in it, and how it is checked. Works without a network."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any

MOST_ROWS = 2000
_HEAD = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>绿门台账数据包 · Greengate pack</title>
<style>
body{font:15px/1.6 system-ui,"Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1b2b24}
body{margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%%}
td,th{border-bottom:1px solid #d7e0db;padding:.4rem .6rem;text-align:left;vertical-align:top}
code{background:#eef3f0;padding:.1rem .35rem;border-radius:3px}small{color:#566}
</style></head><body>
<h1>绿门台账数据包 <small lang="en">Greengate ledger pack</small></h1>
<p>企业 <span lang="en">Plant</span>: <b>%s</b>%s</p>
<h2>如何校验 <small lang="en">How to check</small></h2>
<p>解压后在本文件夹中运行（只需 Python 3，不联网）：<br><code>python3 check.py</code><br>
与您留存的校验点核对：<br><code>python3 check.py --checkpoint 校验点.txt</code></p>
<p>请使用从绿门发行方或主管部门取得的 check.py；随包的一份仅为方便。</p>
<p lang="en">Unpack, and run in this folder: <code>python3 check.py</code>. Nothing but Python 3 is needed,
and no network. To compare a checkpoint that you hold: <code>python3 check.py --checkpoint FILE</code>. Take check.py
from the authority or from the makers of Greengate; the copy in the pack is for convenience.</p>
<h2>进出厂记录 <small lang="en">Passages</small></h2>
<table><thead><tr><th>存证号<br><small lang="en">Entry</small></th><th>时间<br><small lang="en">Time</small></th>
<th>车牌<br><small lang="en">Plate</small></th><th>流水号<br><small lang="en">Serial number</small></th>
<th>图像<br><small lang="en">Pictures</small></th></tr></thead><tbody>
"""


class Page:
    """Written row by row."""

    def __init__(self, path: Path, origin: str, period: Mapping[str, Any] | None) -> None:
        self._file = path.open("w", encoding="utf-8")
        told = (
            f"<br>时段 <span lang='en'>Period</span>: {period['from']} – {period['to']}"
            if period
            else ""
        )
        self._file.write(_HEAD % (escape(origin), told))
        self._rows = self._others = 0

    def __enter__(self) -> "Page":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        more = self._rows - MOST_ROWS
        if more > 0:
            self._file.write(
                f"<tr><td colspan='5'>… 另有 {more} 条 / {more} more in entries.jsonl</td></tr>"
            )
        self._file.write(
            f"</tbody></table><p>另含 {self._others} 条其他存证（结果、更正、回执、政策、密钥等），"
            "见 entries.jsonl。<br>"
            f"<span lang='en'>And {self._others} other entries (outcomes, corrections, receipts, policies, keys), "
            "in entries.jsonl.</span></p></body></html>\n"
        )
        self._file.close()

    def entry(self, told: Mapping[str, Any], media: Sequence[Mapping[str, Any]]) -> None:
        """Tell of one entry, if it is a passage and there is room."""
        if told["kind"] != "passage":
            self._others += 1
            return
        self._rows += 1
        if self._rows > MOST_ROWS:
            return
        body = told["body"]
        pictures = " ".join(
            f"<a href='{escape(each['file'])}'>{escape(each['field'])}</a>"
            for each in media
            if each["file"]
        )
        cells = (body.get("passed_at"), body.get("plate_no") or "—", body.get("serial_no"))
        row = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        self._file.write(f"<tr><td>{told['seq']}</td>{row}<td>{pictures}</td></tr>\n")
