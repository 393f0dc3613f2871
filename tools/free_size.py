"""free_size.py MODEL.onnx OUT.onnx: the same network for pictures of any height and width.

CenterFace and YuNet are exported for one size, though all their layers are convolutional. The
height and width of the input and all sizes after it become free; initialisers stop being inputs.
No weight changes. Needs `pip install onnx`. The digests of what it wrote stand in the catalogue."""

import sys
from pathlib import Path

import onnx


def free(model: onnx.ModelProto) -> onnx.ModelProto:
    graph = model.graph
    constants = {tensor.name for tensor in graph.initializer}
    inputs = [entry for entry in graph.input if entry.name not in constants]
    del graph.input[:]
    graph.input.extend(inputs)
    del graph.value_info[:]
    for entry in [*graph.input, *graph.output]:
        for axis, size in enumerate(entry.type.tensor_type.shape.dim):
            fixed = (1, 3)[axis] if entry in inputs and axis < 2 else 0
            size.Clear()
            if fixed:
                size.dim_value = fixed
            else:
                size.dim_param = f"{entry.name}_{axis}"
    onnx.checker.check_model(model)
    return model


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    onnx.save(free(onnx.load(source)), target)


if __name__ == "__main__":
    main()
