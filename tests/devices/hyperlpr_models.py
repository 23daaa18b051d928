"""Small networks that take and give what hyperlpr3's models do, and answer by the colour of what they are shown."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

from devices.eyes.hyperlpr_files import GROUND, NEAR, PUBLISHED, READER, RECORD, WHOLE, record

TOKENS = [
    "blank",
    *"'0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ",
    *"云京冀吉学宁川挂新晋桂民沪津浙渝港湘琼甘皖粤航苏蒙藏警豫贵赣辽鄂闽陕青鲁黑领使澳",
]
STEPS, COLUMNS = 20, 78
"""The published reader's, which has a column more than there are characters."""
ROWS = {NEAR: 6300, WHOLE: 25200}
SIDES = {NEAR: 320, WHOLE: 640}
SURE = 0.97


def find(
    left: float, top: float, right: float, bottom: float, *, score: float = 0.9, lines: int = 1
) -> list[float]:
    """A row of a detector, in its own pixels: centre and size, score, four corners, one line or two."""
    box = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
    corners = [left, top, right, top, right, bottom, left, bottom]
    return [*box, score, *corners, float(lines == 1), float(lines == 2)]


def softmax(text: str, sure: float = SURE, *, weak: tuple[int, float] | None = None) -> list[float]:
    """What the reader says over time of a text, `sure` of each character but the one that is `weak`."""
    told = np.full((STEPS, COLUMNS), 1e-6, np.float32)
    told[:, 0] = 1.0
    for number, character in enumerate(text):
        at = 2 * number + 1
        here = weak[1] if weak and weak[0] == number else sure
        told[at, 0], told[at, TOKENS.index(character)] = 0.0, here
    return [float(value) for value in told.ravel()]


def detector(name: str, *finds: list[float]) -> bytes:
    """Finds these in every picture that is not black."""
    rows = np.zeros((1, ROWS[name], 15), np.float32)
    for number, row in enumerate(finds):
        rows[0, number] = row
    nodes = [
        helper.make_node("ReduceMax", ["picture"], ["brightest"], keepdims=0),
        helper.make_node("Ceil", ["brightest"], ["lit"]),
        helper.make_node("Mul", ["rows", "lit"], ["found"]),
    ]
    return _model(nodes, (1, 3, SIDES[name], SIDES[name]), rows.shape, rows=rows)


def reader(on_blue: list[float], otherwise: list[float]) -> bytes:
    """One text on blue ground, and the other on any other."""
    shape = (1, STEPS, COLUMNS)
    nodes = [
        helper.make_node("ReduceMean", ["picture", "axes"], ["mean"], keepdims=0),
        helper.make_node("Gemm", ["mean", "blueness"], ["weighed"]),
        helper.make_node("Clip", ["weighed", "zero", "one"], ["blue"]),
        helper.make_node("Mul", ["difference", "blue"], ["more"]),
        helper.make_node("Add", ["more", "otherwise"], ["told"]),
    ]
    first, second = np.array(on_blue, np.float32), np.array(otherwise, np.float32)
    return _model(
        nodes,
        (1, 3, 48, 160),
        shape,
        axes=np.array([2, 3]),
        blueness=np.array([[50], [0], [-50]], np.float32),
        zero=np.array(0, np.float32),
        one=np.array(1, np.float32),
        difference=(first - second).reshape(shape),
        otherwise=second.reshape(shape),
    )


def ground() -> bytes:
    """Blue, green, yellow, by the mean of the picture."""
    nodes = [
        helper.make_node("ReduceMean", ["picture", "axes"], ["mean"], keepdims=0),
        helper.make_node("Gemm", ["mean", "weights"], ["told"]),
    ]
    weights = np.array([[1, -1, -1], [0, 1, 0], [-1, -1, 1]], np.float32)
    return _model(nodes, (1, 3, 96, 96), (1, 3), axes=np.array([2, 3]), weights=weights)


def standing_in(
    near: list[list[float]], whole: list[list[float]], on_blue: list[float], otherwise: list[float]
) -> dict[str, bytes]:
    """All four."""
    return {
        NEAR: detector(NEAR, *near),
        WHOLE: detector(WHOLE, *whole),
        READER: reader(on_blue, otherwise),
        GROUND: ground(),
    }


def lay(models: dict[str, bytes], folder: Path, *, recorded: bool = True) -> Path:
    """Put them into the folder as an installation has them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        (folder / name).write_bytes(models[name])
    if recorded:
        (folder / RECORD).write_text(record(models), "utf-8")
    return folder


def _model(
    nodes: list[object],
    takes: tuple[int, ...],
    gives: tuple[int, ...],
    **constants: npt.NDArray[np.generic],
) -> bytes:
    graph = helper.make_graph(
        nodes,
        "stand-in",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, takes)],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, gives)],  # type: ignore[attr-defined]
        [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()],
    )
    opset = helper.make_opsetid("", 18)
    made = helper.make_model(graph, opset_imports=[opset], ir_version=9)
    content: bytes = made.SerializeToString()
    return content
