"""tfjs_to_onnx.py MODEL.json OUT.onnx: a TensorFlow.js graph model as ONNX, without TensorFlow.

Knows the operations of the networks that Kindao ships (MobileFace, NanoDet) and stops at any other.
Weights keep their values (what was f16 is stored as f16); constants are folded, transposes around convolutions
are removed by onnxruntime's basic optimiser, which writes the file.
Needs `pip install onnx onnxruntime numpy`. The digests of what it wrote stand in the catalogue."""

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

Array = np.ndarray[Any, Any]
OPSET = 17
NCHW, NHWC = [0, 3, 1, 2], [0, 2, 3, 1]
SAME_IN_ONNX = {"Add": "Add", "AddV2": "Add", "Mul": "Mul", "Sub": "Sub", "Maximum": "Max", "Minimum": "Min",
                "MatMul": "MatMul", "Sigmoid": "Sigmoid", "Identity": "Identity"}  # fmt: skip


def read_weights(model: dict[str, Any], folder: Path) -> dict[str, Array]:
    weights: dict[str, Array] = {}
    for group in model["weightsManifest"]:
        data = b"".join((folder / name).read_bytes() for name in group["paths"])
        at = 0
        for entry in group["weights"]:
            stored = np.dtype(entry.get("quantization", entry)["dtype"])
            count = int(np.prod(entry["shape"], dtype=np.int64))
            array = np.frombuffer(data, stored, count, at).astype(entry["dtype"]).reshape(entry["shape"])
            weights[entry["name"]] = array
            at += count * stored.itemsize
    return weights


class Graph:
    """Nodes in order; what is constant is kept as an array and written only where a node needs it."""

    def __init__(self, constants: dict[str, Array]) -> None:
        self.constants = constants
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, array: Array) -> str:
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def add(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        for name in inputs:
            if name in self.constants and name not in self.initializers:
                self.constant(name, self.constants[name])
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def to_nchw(self, name: str, of: str) -> str:
        return self.add("Transpose", [name], f"{of}/nchw", perm=NCHW)


def text(attribute: dict[str, Any]) -> str:
    return base64.b64decode(attribute["s"]).decode()


def integers(attribute: dict[str, Any]) -> list[int]:
    return [int(i) for i in attribute["list"].get("i", [])]


def convolution(graph: Graph, node: dict[str, Any], name: str, inputs: list[str], depthwise: bool) -> None:
    attr = node["attr"]
    if text(attr["padding"]) != "VALID" or text(attr["data_format"]) != "NHWC":
        raise SystemExit(f"{name}: a convolution that this converter does not know")
    weight = graph.constants[inputs[1]]
    groups = weight.shape[2] if depthwise else 1
    if depthwise and weight.shape[3] != 1:
        raise SystemExit(f"{name}: a depth multiplier that this converter does not know")
    order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
    kernel = graph.constant(f"{name}/kernel", weight.transpose(order))
    data = graph.to_nchw(inputs[0], name)
    graph.add("Conv", [data, kernel], f"{name}/conv", strides=integers(attr["strides"])[1:3],
              dilations=integers(attr["dilations"])[1:3], group=groups)  # fmt: skip
    graph.add("Transpose", [f"{name}/conv"], name, perm=NHWC)


def max_pool(graph: Graph, node: dict[str, Any], name: str, inputs: list[str]) -> None:
    attr = node["attr"]
    if text(attr["padding"]) != "VALID":
        raise SystemExit(f"{name}: a pooling that this converter does not know")
    data = graph.to_nchw(inputs[0], name)
    graph.add("MaxPool", [data], f"{name}/pool", kernel_shape=integers(attr["ksize"])[1:3],
              strides=integers(attr["strides"])[1:3])  # fmt: skip
    graph.add("Transpose", [f"{name}/pool"], name, perm=NHWC)


def pad(graph: Graph, node: dict[str, Any], name: str, inputs: list[str]) -> None:
    sides = graph.constant(f"{name}/sides", graph.constants[inputs[1]].T.reshape(-1).astype(np.int64))
    with_value = [graph.constant(f"{name}/value", graph.constants[inputs[2]])] if len(inputs) > 2 else []
    graph.add("Pad", [inputs[0], sides, *with_value], name)


def resize(graph: Graph, node: dict[str, Any], name: str, inputs: list[str]) -> None:
    attr = node["attr"]
    if not attr["half_pixel_centers"]["b"] or attr["align_corners"]["b"]:
        raise SystemExit(f"{name}: a resize that this converter does not know")
    height, width = (int(i) for i in graph.constants[inputs[1]])
    shape = graph.add("Shape", [inputs[0]], f"{name}/shape")
    ends = [graph.constant(f"{name}/{i}", np.array([i], np.int64)) for i in (0, 1, 3, 4)]
    first = graph.add("Slice", [shape, ends[0], ends[1]], f"{name}/batch")
    last = graph.add("Slice", [shape, ends[2], ends[3]], f"{name}/channels")
    middle = graph.constant(f"{name}/size", np.array([height, width], np.int64))
    sizes = graph.add("Concat", [first, middle, last], f"{name}/sizes", axis=0)
    graph.add("Resize", [inputs[0], "", "", sizes], name, mode="linear",
              coordinate_transformation_mode="half_pixel")  # fmt: skip


def shape_of(graph: Graph, name: str) -> Array:
    return graph.constants[name].astype(np.int64)


def transpose(graph: Graph, node: dict[str, Any], name: str, inputs: list[str]) -> None:
    if inputs[0] in graph.constants:
        graph.constants[name] = graph.constants[inputs[0]].transpose(graph.constants[inputs[1]])
    else:
        graph.add("Transpose", [inputs[0]], name, perm=[int(i) for i in graph.constants[inputs[1]]])


def sparse_to_dense(graph: Graph, node: dict[str, Any], name: str, inputs: list[str]) -> None:
    indices, size, values, default = (graph.constants[i] for i in inputs)
    dense = np.full(size, default)
    dense[tuple(indices.T)] = values
    graph.constants[name] = dense


CONVERT: dict[str, Callable[[Graph, dict[str, Any], str, list[str]], None]] = {
    "Conv2D": lambda g, node, name, inputs: convolution(g, node, name, inputs, depthwise=False),
    "DepthwiseConv2dNative": lambda g, node, name, inputs: convolution(g, node, name, inputs, depthwise=True),
    "MaxPool": max_pool,
    "Pad": pad,
    "PadV2": pad,
    "ResizeBilinear": resize,
    "Transpose": transpose,
    "SparseToDense": sparse_to_dense,
}


def convert(source: Path) -> onnx.ModelProto:
    model = json.loads(source.read_text())
    graph = Graph(read_weights(model, source.parent))
    placeholders: list[str] = []
    nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
    done: set[str] = set()

    def visit(name: str) -> None:
        if name in done:
            return
        done.add(name)
        node = nodes[name]
        inputs = [i.lstrip("^").removesuffix(":0") for i in node.get("input", [])]
        for i in inputs:
            visit(i.split(":")[0])
        op = node["op"]
        if op == "Const":
            return
        if op == "Placeholder":
            placeholders.append(name)
        elif op in ("Add", "AddV2") and all(i in graph.constants for i in inputs):
            graph.constants[name] = graph.constants[inputs[0]] + graph.constants[inputs[1]]
        elif op in SAME_IN_ONNX:
            graph.add(SAME_IN_ONNX[op], inputs, name)
        elif op == "LeakyRelu":
            graph.add(op, inputs, name, alpha=float(node["attr"]["alpha"]["f"]))
        elif op == "ConcatV2":
            if all(i in graph.constants for i in inputs):
                graph.constants[name] = np.concatenate(
                    [graph.constants[i] for i in inputs[:-1]], int(graph.constants[inputs[-1]])
                )
            else:
                graph.add("Concat", inputs[:-1], name, axis=int(graph.constants[inputs[-1]]))
        elif op == "SplitV":
            parts = graph.constants[inputs[1]].astype(np.int64)
            sizes = graph.constant(f"{name}/parts", parts)
            outputs = [name, *(f"{name}:{i}" for i in range(1, len(parts)))]
            axis = int(graph.constants[inputs[2]])
            graph.nodes.append(helper.make_node("Split", [inputs[0], sizes], outputs, name=name, axis=axis))
        elif op == "Reshape":
            shape = graph.constant(f"{name}/to", shape_of(graph, inputs[1]))
            graph.add("Reshape", [inputs[0], shape], name)
        elif op in CONVERT:
            CONVERT[op](graph, node, name, inputs)
        else:
            raise SystemExit(f"{name}: {op} is not an operation that this converter knows")

    signature = model["signature"]
    for output in signature["outputs"]:
        visit(output.removesuffix(":0"))

    def described(entries: dict[str, Any]) -> list[onnx.ValueInfoProto]:
        return [
            helper.make_tensor_value_info(
                name.removesuffix(":0"),
                TensorProto.FLOAT,
                ["batch" if int(d["size"]) < 0 else int(d["size"]) for d in entry["tensorShape"]["dim"]],
            )
            for name, entry in sorted(entries.items())
        ]

    made = helper.make_graph(
        graph.nodes,
        source.stem,
        described(signature["inputs"]),
        described(signature["outputs"]),
        list(graph.initializers.values()),
    )
    result = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(result)
    return result


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network with every tensor kept as f16 whose values f16 holds exactly; no value changes."""
    casts = []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype == np.float32 and array.size > 1 and (array.astype(np.float16) == array).all():
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}/f16"))
            casts.append(helper.make_node("Cast", [tensor.name], [name], name=f"{name}/cast", to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    del model.opset_import[:]
    model.opset_import.append(helper.make_opsetid("", OPSET))
    onnx.checker.check_model(model)
    return model


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    ort.InferenceSession(convert(source).SerializeToString(), options, providers=["CPUExecutionProvider"])
    onnx.save(halved(onnx.load(target)), target)


if __name__ == "__main__":
    main()
