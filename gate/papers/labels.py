"""The printed words beside which the fields of papers stand, found among lines that eyes may have misread."""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.interfaces import TextLine

LABELS: dict[str, tuple[str, ...]] = {
    "plate_no": ("号牌号码",),
    "vehicle_type": ("车辆类型",),
    "owner": ("所有人",),
    "address": ("住址",),
    "use_nature": ("使用性质",),
    "vehicle_model": ("品牌型号", "车辆型号"),
    "vin": ("车辆识别代号(VIN)", "车辆识别代号", "车辆识别代码", "车架号"),
    "engine_no": ("发动机号码", "发动机编号", "发动机号"),
    "registration_date": ("注册日期",),
    "issue_date": ("发证日期",),
    "engine_model": ("发动机型号",),
    "engine_maker": (
        "发动机制造商名称",
        "发动机制造商",
        "发动机生产企业",
        "发动机生产厂",
    ),
    "emission_stage": ("排放阶段", "排放标准"),
    "fuel_type": ("燃料类型", "燃料种类", "能源种类"),
    "inspected_until": ("检验有效期至",),
}
"""Of the licence (GA 37) and of the emission list, by the names of our fields."""
OTHERS = (
    "检验记录", "档案编号", "核定载人数", "总质量", "整备质量", "核定载质量", "外廓尺寸", "准牵引总质量", "备注",
    "强制报废期止", "商标", "汽车分类", "车型的识别方法和位置", "车辆制造商名称", "生产厂地址", "信息公开编号",
    "依据的标准", "检验机构", "检验结论", "联系电话", "条码",
)  # fmt: skip
"""Labels of no field of ours: a value ends where one of them begins."""
ENGLISH = (
    "Plate No.", "Vehicle Type", "Owner", "Address", "Use Character", "Model", "Engine No.", "Register Date",
    "Issue Date",
)  # fmt: skip
"""Below the labels of a licence; where eyes take one for a part of the value above it, it is none."""
_ALL = sorted(
    [(word, name) for name, words in LABELS.items() for word in words]
    + [(w, "") for w in (*OTHERS, *ENGLISH)],
    key=lambda pair: -len(pair[0]),
)
AT_HEAD = ("排放标准",)
"""Sentences have these words, too."""
HEAD = 4
"""So many characters may stand before the first label of a line: the number of an item."""
_PLAIN = str.maketrans("（）：，", "():,")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it was found: the field beside it ("" for none of ours), the line, and which part of the line."""

    name: str
    line: TextLine
    start: int
    end: int


def labels_in(line: TextLine) -> list[Label]:
    """Every label in a line, from left to right: those spelled right first, then those misread in one character."""
    text = line.text.translate(_PLAIN)
    found: list[Label] = []
    for wrong in (0, 1):
        fitting = [
            Label(name, line, start, start + len(word))
            for word, name in _ALL
            for start in _places(text, word, wrong)
        ]
        for label in fitting:
            doubtful = wrong and any(_overlap(label, o) for o in fitting if o.name != label.name)
            if not doubtful and not any(_overlap(label, other) for other in found):
                found.append(label)
    return sorted(found, key=lambda label: label.start)


def _overlap(one: Label, other: Label) -> bool:
    return one.start < other.end and other.start < one.end


def _places(text: str, word: str, wrong: int) -> Iterator[int]:
    """Where the word stands with so many characters misread; what may be none counts only at the head of a line."""
    if wrong and word not in _ALONE:
        return
    last = len(text) - len(word)
    for start in range((min(last, HEAD) if wrong or word in AT_HEAD else last) + 1):
        if _differing(text[start : start + len(word)], word) == wrong:
            yield start


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _is_alone(word: str) -> bool:
    """Whether no other label, and no part of one, looks like it: with a character misread it is still itself."""
    if len(word) < 4 or word.isascii():
        return False
    return not any(_differing(word, other) == 1 for other in _windows(len(word)))


def _windows(length: int) -> Iterator[str]:
    """Every part of a label that is so long."""
    for label, _ in _ALL:
        for start in range(len(label) - length + 1):
            yield label[start : start + length]


_ALONE = frozenset(word for word, _ in _ALL if _is_alone(word))
