"""A network out of an ONNX file as torch learns it, and its numbers back in the file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

SMALL = 64
"""Tables with fewer numbers keep all their digits."""
Values = Sequence[Any]
Operation = Callable[[Values, Mapping[str, Any]], Any]


class GraphNet(nn.Module):
    """The graph of a file, node by node; every table of real numbers that it multiplies or adds is learned.

    What a normalisation has seen (mean and variance) stays as it is. Raises KeyError at an operation it does not know.
    """

    def __init__(self, model: onnx.ModelProto) -> None:
        super().__init__()
        graph = model.graph
        self._input, self._steps = graph.input[0].name, []
        self._tables: dict[str, str] = {}
        seen = {
            name
            for node in graph.node
            if node.op_type == "BatchNormalization"
            for name in node.input[3:]
        }
        self.tables = nn.ParameterDict()
        self._told: dict[str, Tensor] = {}
        for node in graph.node:
            if node.op_type == "Constant":
                self._keep(node.output[0], numpy_helper.to_array(node.attribute[0].t), seen)
            else:
                told = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
                self._steps.append(
                    (OPERATIONS[node.op_type], list(node.input), node.output[0], told)
                )

    def _keep(self, name: str, table: np.ndarray, fixed: set[str]) -> None:
        value = torch.from_numpy(np.array(table))
        # What begins so was made up by the converter: limits, exponents, shapes.
        if name in fixed or table.dtype != np.float32 or name.startswith("p2o."):
            self._told[name] = value
        else:
            self._tables[name] = f"t{len(self._tables)}"
            self.tables[self._tables[name]] = nn.Parameter(value)

    def forward(self, x: Tensor) -> Tensor:
        """What the graph says before its last step, which is the soft-max."""
        known: dict[str, Any] = {self._input: x}
        for operation, names, out, told in self._steps[:-1]:
            known[out] = operation([self._value(known, name, x) for name in names], told)
        return known[out]

    def _value(self, known: dict[str, Any], name: str, x: Tensor) -> Any:
        if name in known:
            return known[name]
        if name in self._tables:
            return self.tables[self._tables[name]]
        value = self._told[name]
        # Shapes are reckoned on the processor, pictures where they are.
        return value.to(x.device) if value.is_floating_point() else value

    def numbers(self) -> dict[str, np.ndarray]:
        """What was learned, under the names of the file."""
        return {
            name: self.tables[key].detach().float().cpu().numpy()
            for name, key in self._tables.items()
        }


def _slice(values: Values, _: Mapping[str, Any]) -> Any:
    data, starts, ends, axes, steps = (*values, *[torch.ones(8, dtype=torch.long)])[:5]
    for start, end, axis, step in zip(
        *(v.tolist() for v in (starts, ends, axes, steps)), strict=False
    ):
        data = data[(slice(None),) * axis + (slice(start, end, step),)]
    return data


def _conv(values: Values, told: Mapping[str, Any]) -> Any:
    x, weight, bias = (*values, None)[:3]
    pads = told["pads"]
    return functional.conv2d(
        x, weight, bias, told["strides"], (pads[0], pads[1]), told["dilations"], told["group"]
    )


def _normalised(values: Values, told: Mapping[str, Any]) -> Any:
    x, scale, shift, mean, variance = values
    return functional.batch_norm(x, mean, variance, scale, shift, False, 0.0, told["epsilon"])


def _reshaped(values: Values, _: Mapping[str, Any]) -> Any:
    data, shape = values
    sizes = [data.shape[place] if size == 0 else size for place, size in enumerate(shape.tolist())]
    return data.reshape(sizes)


OPERATIONS: dict[str, Operation] = {
    "Add": lambda v, _: v[0] + v[1],
    "Sub": lambda v, _: v[0] - v[1],
    "Mul": lambda v, _: v[0] * v[1],
    "Div": lambda v, _: v[0] / v[1],
    "Pow": lambda v, _: v[0] ** v[1],
    "Sqrt": lambda v, _: v[0].sqrt(),
    "MatMul": lambda v, _: v[0] @ v[1],
    "Sigmoid": lambda v, _: torch.sigmoid(v[0]),
    "Relu": lambda v, _: functional.relu(v[0]),
    "HardSigmoid": lambda v, told: (v[0] * told["alpha"] + told["beta"]).clamp(0, 1),
    "Clip": lambda v, _: torch.minimum(torch.maximum(v[0], v[1]), v[2]),
    "Softmax": lambda v, told: functional.softmax(v[0], told["axis"]),
    "Conv": _conv,
    "BatchNormalization": _normalised,
    "AveragePool": lambda v, told: functional.avg_pool2d(v[0], told["kernel_shape"], told["strides"]),
    "GlobalAveragePool": lambda v, _: v[0].mean((2, 3), keepdim=True),
    "ReduceMean": lambda v, told: v[0].mean(told["axes"], keepdim=bool(told.get("keepdims", 1))),
    "Shape": lambda v, _: torch.tensor(v[0].shape),
    "Cast": lambda v, _: v[0].long(),
    "Slice": _slice,
    "Squeeze": lambda v, told: v[0].squeeze(tuple(told["axes"])),
    "Concat": lambda v, told: torch.cat([one.reshape(-1) if one.dim() == 0 else one for one in v], told["axis"]),
    "Reshape": _reshaped,
    "Transpose": lambda v, told: v[0].permute(told["perm"]),
}  # fmt: skip


def rewritten(model: onnx.ModelProto, numbers: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """The file with other numbers in its tables, the large ones in 16 bits, and nothing else changed."""
    other = onnx.ModelProto()
    other.CopyFrom(model)
    del other.graph.node[:]
    for node in model.graph.node:
        name = node.output[0]
        if node.op_type != "Constant" or name not in numbers:
            other.graph.node.append(node)
        elif numbers[name].size < SMALL:
            other.graph.node.append(_constant(name, numbers[name]))
        else:
            other.graph.node.append(_constant(f"{name}.half", numbers[name].astype(np.float16)))
            cast = onnx.helper.make_node(
                "Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT
            )
            other.graph.node.append(cast)
    return other


def _constant(name: str, table: np.ndarray) -> onnx.NodeProto:
    return onnx.helper.make_node("Constant", [], [name], value=numpy_helper.from_array(table, name))
