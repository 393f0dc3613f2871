"""Three networks of verification from their published PyTorch weights to ONNX, without PyTorch.

    python tools/torch_to_onnx.py retinaface mobilenet0.25_Final.pth retinaface.onnx
    python tools/torch_to_onnx.py onet onet.pt onet.onnx
    python tools/torch_to_onnx.py ge2e pretrained.pt ge2e.onnx

RetinaFace (MobileNet 0.25): `biubug6/Face-Detector-1MB-with-landmark`, commit 2b075657, `weights/`, MIT; layers as in
its `models/net.py` and `models/retinaface.py`, every batch normalisation folded into the convolution before it.
O-Net of MTCNN: `facenet_pytorch/data/onet.pt` in PyPI facenet-pytorch 2.6.0, MIT; layers as in its `models/mtcnn.py`.
GE2E: `resemblyzer/pretrained.pt` in PyPI Resemblyzer 0.1.4, Apache-2.0; layers as in its `voice_encoder.py`.
Needs the packages `numpy` and `onnx`.

retinaface takes `image`: (1, 3, height, width) float32, BGR minus (104, 117, 123), sides multiples of 32, and gives,
one row per anchor of steps 8, 16, 32 in order: `score` (n,), `box` (n, 4), `points` (n, 10), not decoded.
onet takes `image`: (n, 3, 48, 48) float32, (RGB - 127.5) / 128, and gives `score` (n,).
ge2e takes `mel`: (n, frames, 40) float32, power in 40 mel bands, and gives `voice` (n, 256), rows of length 1."""

import io
import pickle
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper, save

Array = NDArray[np.float32]
EPSILON = 1e-5  # torch.nn.BatchNorm2d's default


class _Reader(pickle.Unpickler):
    """A state dict of float tensors, and nothing else: any other class is refused."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream)
        self.kinds: dict[str, str] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, stride, *rest: (storage, offset, tuple(shape), tuple(stride))
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch" and name.endswith("Storage"):
            return name
        raise pickle.UnpicklingError(f"not part of a state dict: {module}.{name}")

    def persistent_load(self, pid: Any) -> Any:
        self.kinds[pid[2]] = pid[1]
        return pid[2]


def read(path: Path) -> dict[str, Array]:
    """The tensors of a `torch.save` file of before PyTorch 1.6: pickles, then the raw storages."""
    stream = io.BytesIO(path.read_bytes())
    for _ in range(3):  # magic number, protocol, machine
        _Reader(stream).load()
    reader = _Reader(stream)
    views = reader.load()
    views = views.get("model_state", views)  # of a checkpoint that holds the optimiser's too
    storages: dict[str, Array] = {}
    for key in _Reader(stream).load():
        count = int.from_bytes(stream.read(8), "little")
        kind = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}[reader.kinds[key]]
        storages[key] = np.frombuffer(stream.read(count * kind.itemsize), kind)
    return {
        name.removeprefix("module."): np.lib.stride_tricks.as_strided(
            storages[key][offset:], shape, [step * storages[key].itemsize for step in stride]
        )
        for name, (key, offset, shape, stride) in views.items()
    }


class Graph:
    def __init__(self, state: dict[str, Array]) -> None:
        self.state, self.nodes, self.constants, self.count = state, [], [], 0  # type: ignore[var-annotated]

    def constant(self, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(value.copy(), f"c{len(self.constants)}"))
        return f"c{len(self.constants) - 1}"

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        self.count += 1
        self.nodes.append(helper.make_node(kind, list(inputs), [f"t{self.count}"], **attributes))
        return f"t{self.count}"

    def conv(self, x: str, name: str, norm: str = "", *, stride: int = 1, relu: bool = True) -> str:
        """The convolution `name`, its batch normalisation `norm` folded in."""
        weight = self.state[f"{name}.weight"].astype(np.float64)
        bias = self.state[f"{name}.bias"].astype(np.float64) if f"{name}.bias" in self.state else np.zeros(len(weight))
        if norm:
            gain, shift, mean, variance = (
                self.state[f"{norm}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")
            )
            scale = gain / np.sqrt(variance.astype(np.float64) + EPSILON)
            weight, bias = weight * scale[:, None, None, None], shift + (bias - mean) * scale
        groups = len(weight) if weight.shape[1] == 1 else 1
        side = weight.shape[2]
        out = self.add(
            "Conv", x, self.constant(weight.astype(np.float32)), self.constant(bias.astype(np.float32)),
            kernel_shape=[side, side], pads=[side // 2] * 4, strides=[stride, stride], group=groups,
        )  # fmt: skip
        return self.add("Relu", out) if relu else out

    def depthwise(self, x: str, name: str, stride: int) -> str:
        return self.conv(self.conv(x, f"{name}.0", f"{name}.1", stride=stride), f"{name}.3", f"{name}.4")

    def block(self, x: str, name: str, **how: Any) -> str:
        return self.conv(x, f"{name}.0", f"{name}.1", **how)

    def ssh(self, x: str, name: str) -> str:
        wide = self.block(x, f"{name}.conv5X5_1")
        parts = (
            self.block(x, f"{name}.conv3X3", relu=False),
            self.block(wide, f"{name}.conv5X5_2", relu=False),
            self.block(self.block(wide, f"{name}.conv7X7_2"), f"{name}.conv7x7_3", relu=False),
        )
        return self.add("Relu", self.add("Concat", *parts, axis=1))

    def twice(self, x: str) -> str:
        scales = self.constant(np.array([1, 1, 2, 2], np.float32))
        return self.add(
            "Resize", x, "", scales, mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
        )

    def rows(self, levels: list[str], head: str, width: int) -> str:
        flat = []
        for i, level in enumerate(levels):
            out = self.add("Transpose", self.conv(level, f"{head}.{i}.conv1x1", relu=False), perm=[0, 2, 3, 1])
            flat.append(self.add("Reshape", out, self.constant(np.array([-1, width], np.int64))))
        return self.add("Concat", *flat, axis=0)

    def model(self, name: str, inputs: dict[str, list[Any]], outputs: dict[str, list[Any]]) -> Any:
        takes, gives = (
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in values.items()]
            for values in (inputs, outputs)
        )
        graph = helper.make_graph(self.nodes, name, takes, gives, self.constants)
        opset = helper.make_opsetid("", 13)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=8, producer_name="kindao")
        checker.check_model(model)
        return model


def retinaface(state: dict[str, Array]) -> Any:
    g = Graph(state)
    x = g.block("image", "body.stage1.0", stride=2)
    taps = []
    for stage, strides in ((1, (1, 2, 1, 2, 1)), (2, (2, 1, 1, 1, 1, 1)), (3, (2, 1))):
        for i, stride in enumerate(strides, start=1 if stage == 1 else 0):
            x = g.depthwise(x, f"body.stage{stage}.{i}", stride)
        taps.append(x)
    fine, middle, coarse = (g.block(tap, f"fpn.output{i}") for i, tap in enumerate(taps, start=1))
    middle = g.block(g.add("Add", middle, g.twice(coarse)), "fpn.merge2")
    fine = g.block(g.add("Add", fine, g.twice(middle)), "fpn.merge1")
    levels = [g.ssh(level, f"ssh{i}") for i, level in enumerate((fine, middle, coarse), start=1)]
    scores = g.add("Softmax", g.rows(levels, "ClassHead", 2), axis=1)
    g.nodes.append(helper.make_node("Gather", [scores, g.constant(np.array(1, np.int64))], ["score"], axis=1))
    g.nodes.append(helper.make_node("Identity", [g.rows(levels, "BboxHead", 4)], ["box"]))
    g.nodes.append(helper.make_node("Identity", [g.rows(levels, "LandmarkHead", 10)], ["points"]))

    return g.model("retinaface", {"image": [1, 3, "h", "w"]}, {"score": ["n"], "box": ["n", 4], "points": ["n", 10]})


def onet(state: dict[str, Array]) -> Any:
    g = Graph(state)
    x = "image"
    for i, pool in enumerate((3, 3, 2, 0), start=1):
        weight, bias = state[f"conv{i}.weight"], state[f"conv{i}.bias"]
        x = g.add("Conv", x, g.constant(weight), g.constant(bias))
        x = g.add("PRelu", x, g.constant(state[f"prelu{i}.weight"].reshape(-1, 1, 1)))
        if pool:
            x = g.add("MaxPool", x, kernel_shape=[pool, pool], strides=[2, 2], ceil_mode=1)
    x = g.add("Flatten", g.add("Transpose", x, perm=[0, 3, 2, 1]))
    for i in ("5", "6_1"):
        x = g.add("Gemm", x, g.constant(state[f"dense{i}.weight"]), g.constant(state[f"dense{i}.bias"]), transB=1)
        if i == "5":
            x = g.add("PRelu", x, g.constant(state["prelu5.weight"]))
    g.nodes.append(
        helper.make_node("Gather", [g.add("Softmax", x, axis=1), g.constant(np.array(1, np.int64))], ["score"], axis=1)
    )
    return g.model("onet", {"image": ["n", 3, 48, 48]}, {"score": ["n"]})


def ge2e(state: dict[str, Array]) -> Any:
    g = Graph(state)
    x, size = g.add("Transpose", "mel", perm=[1, 0, 2]), 256
    for layer in range(3):
        # PyTorch's gates are input, forget, cell, output; ONNX's input, output, forget, cell.
        parts = {
            name: np.concatenate([state[f"lstm.{name}_l{layer}"][n * size : (n + 1) * size] for n in (0, 3, 1, 2)])
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        }
        bias = np.concatenate([parts["bias_ih"], parts["bias_hh"]])[None]
        weights = [g.constant(parts["weight_ih"][None]), g.constant(parts["weight_hh"][None]), g.constant(bias)]
        every, last = f"every{layer}", f"last{layer}"
        g.nodes.append(helper.make_node("LSTM", [x, *weights], [every, last], hidden_size=size))
        x = g.add("Squeeze", every, g.constant(np.array([1], np.int64)))
    end = g.add("Squeeze", "last2", g.constant(np.array([0], np.int64)))
    raw = g.add("Gemm", end, g.constant(state["linear.weight"]), g.constant(state["linear.bias"]), transB=1)
    g.nodes.append(helper.make_node("LpNormalization", [g.add("Relu", raw)], ["voice"], axis=1, p=2))
    return g.model("ge2e", {"mel": ["n", "frames", 40]}, {"voice": ["n", 256]})


if __name__ == "__main__":
    save({"retinaface": retinaface, "onet": onet, "ge2e": ge2e}[sys.argv[1]](read(Path(sys.argv[2]))), sys.argv[3])
