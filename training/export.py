"""Turn trained weights into the file the eyes open: `python -m training.export --weights W.pt --out FILE.onnx`."""

import argparse
import hashlib
import io
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from training.net import Answering, FinderNet

DATED_BY = "greengate"


def export(weights: Path, out: Path) -> str:
    """Write the network with weights of half precision; the file's SHA-256."""
    net = FinderNet()
    net.load_state_dict(torch.load(weights, weights_only=True))
    whole = Answering(net).eval()
    file = io.BytesIO()
    free = {2: "height", 3: "width"}
    torch.onnx.export(
        whole, (torch.zeros(1, 3, 352, 640),), file, dynamo=False, opset_version=17,
        input_names=["picture"], output_names=["map"], dynamic_axes={"picture": free, "map": free},
    )  # fmt: skip
    model = onnx.load_from_string(file.getvalue())
    _halve(model.graph)
    model.producer_name = DATED_BY
    onnx.checker.check_model(model)
    out.parent.mkdir(parents=True, exist_ok=True)
    contents = model.SerializeToString(deterministic=True)
    out.write_bytes(contents)
    return hashlib.sha256(contents).hexdigest()


def _halve(graph: onnx.GraphProto) -> None:
    """Store every large table in 16 bits and cast it when the file is opened, which loses nothing to see."""
    casts = []
    for table in graph.initializer:
        values = numpy_helper.to_array(table)
        if values.dtype != np.float32 or values.size < 64:
            continue
        name = table.name
        table.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for place, node in enumerate(casts):
        graph.node.insert(place, node)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    digest = export(wanted.weights, wanted.out)
    print(f"{digest}  {wanted.out}  {wanted.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
