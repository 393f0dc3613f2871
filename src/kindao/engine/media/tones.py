"""Any decoded frame as 8-bit 4:2:0 of standard dynamic range, video levels, in a fresh frame without side data."""

import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

import av
import av.filter
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from kindao.engine.media.turning import UPRIGHT, Turn, stretched

# Numbers of ITU-T H.273.
BT709, UNSAID, BT601_625, BT601_525, BT2020, P3 = 1, 2, 5, 6, 9, 12
PQ, HLG = 16, 18
LIMITED, FULL = 1, 2
FULL_FORMATS = frozenset({"yuvj420p", "yuvj422p", "yuvj444p", "yuvj440p", "yuvj411p"})
HD = 720  # rows from which an untagged film is taken for BT.709, as browsers do

WHITE = 203.0  # cd/m2 of diffuse white in HDR; ITU-R BT.2408
PEAK = 1000.0  # cd/m2 of the brightest light that is told apart; what HLG is defined at and phones grade PQ to
KNEE = 0.8  # share of the range of the copy that is left as it is, up to diffuse white
SIDE = 65  # steps a colour in the table
TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
LUMA_2020 = np.array([0.2627, 0.6780, 0.0593])


class Brought:
    """Brings the frames of one film to standard dynamic range. It keeps its tools from frame to frame."""

    def __init__(self) -> None:
        self._reformat: Any = VideoReformatter()
        self._graphs: dict[tuple[Any, ...], Any] = {}
        self._alone = threading.Lock()

    def rgb(self, planes: Any) -> NDArray[np.uint8]:
        """sRGB pixels (height, width, 3) of a frame that `planes` gave."""
        with self._alone:
            shown = self._reformat.reformat(
                planes,
                format="rgb24",
                src_colorspace=SWS[planes.colorspace],
                src_color_range="MPEG",
                dst_color_range="JPEG",
                interpolation="BILINEAR",
                threads=1,
            )
            return np.asarray(shown.to_ndarray())

    def planes(self, frame: Any, aspect: Any, turn: Turn) -> Any:
        """A fresh yuv420p frame as shown. Its `colorspace` is BT.709 or BT.601, its range is limited."""
        with self._alone:
            return self._planes(frame, aspect, turn)

    def _planes(self, frame: Any, aspect: Any, turn: Turn) -> Any:
        size = stretched(frame.width, frame.height, aspect)
        stored = frame.width // 2 * 2, frame.height // 2 * 2
        luma, blue, red, matrix = self._standard(frame, stored if frame.interlaced_frame else size)
        if frame.interlaced_frame:
            luma, blue, red = one_field(luma), one_field(blue), one_field(red)
            if size != stored:
                luma = cv2.resize(luma, size, interpolation=cv2.INTER_CUBIC)
                half = size[0] // 2, size[1] // 2
                blue, red = (cv2.resize(plane, half, interpolation=cv2.INTER_CUBIC) for plane in (blue, red))
        if turn != UPRIGHT:
            luma, blue, red = turn.apply(luma), turn.apply(blue), turn.apply(red)
        return fresh(luma, blue, red, matrix)

    def _standard(self, frame: Any, size: tuple[int, int]) -> tuple[Any, Any, Any, int]:
        hdr = frame.color_trc in (PQ, HLG)
        wide = frame.color_primaries == BT2020
        kept = kept_matrix(frame)
        matrix = kept or BT709
        full = frame.color_range == FULL or frame.format.name in FULL_FORMATS
        plain = frame.format.name == "yuv420p" and not full and not hdr and not wide and bool(kept)
        if plain and size == (frame.width // 2 * 2, frame.height // 2 * 2):
            planes = views(frame)
        elif hdr or wide:
            planes = views(self._mapped(frame, size))
        else:
            planes = views(
                self._reformat.reformat(
                    frame,
                    *size,
                    "yuv420p",
                    src_colorspace=source_matrix(frame),
                    dst_colorspace=SWS[matrix],
                    interpolation="BICUBIC",
                    src_color_range="JPEG" if full else "MPEG",
                    dst_color_range="MPEG",
                    threads=1,
                )
            )
        width, height = size
        luma, blue, red = planes
        return luma[:height, :width], blue[: height // 2, : width // 2], red[: height // 2, : width // 2], matrix

    def _mapped(self, frame: Any, size: tuple[int, int]) -> Any:
        key = (frame.width, frame.height, frame.format.name, frame.color_trc, frame.color_range, size)
        if key not in self._graphs:
            self._graphs = {key: _graph(frame, size)}
        graph = self._graphs[key]
        graph.push(frame)
        return graph.pull()


SWS = {BT709: "ITU709", BT601_625: "ITU601", BT601_525: "ITU601"}


def kept_matrix(frame: Any) -> int:
    """The matrix of the copy when it is the source's own, 0 when the colours must be converted to BT.709."""
    if frame.format.is_rgb:
        return 0
    match frame.colorspace:
        case 1:
            return BT709
        case 5 | 6:
            return BT601_525
        case 2 | 0 | 3:  # unsaid, or a number that means nothing here
            return BT709 if frame.height >= HD else BT601_525
        case _:
            return 0


def source_matrix(frame: Any) -> str:
    match frame.colorspace:
        case 4:
            return "FCC"
        case 7:
            return "SMPTE240M"
        case 9 | 10:
            return "BT2020"
    return SWS[kept_matrix(frame) or BT709]


def views(frame: Any) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """The three planes of a yuv420p frame, each (height, width), without their padding. They die with the frame."""
    luma, blue, red = (
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    )
    return luma, blue, red


def fresh(luma: NDArray[np.uint8], blue: NDArray[np.uint8], red: NDArray[np.uint8], matrix: int) -> Any:
    """A new yuv420p frame of these planes: no side data, no picture type, no time."""
    height, width = luma.shape
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, values in zip(views(frame), (luma, blue, red), strict=True):
        plane[:] = values
    frame.colorspace, frame.color_range = matrix, LIMITED
    frame.color_primaries = frame.color_trc = matrix
    return frame


def one_field(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """An interlaced plane by its upper field alone; the rows between are the mean of those above and below.

    The other field shows another moment: it is neither looked at nor copied."""
    kept = plane[::2]
    out = np.empty_like(plane, order="C")
    out[::2] = kept
    below = np.vstack([kept[1:], kept[-1:]])
    between = (kept.astype(np.uint16) + below + 1) >> 1
    out[1::2] = between[: len(out[1::2])]
    return out


def _graph(frame: Any, size: tuple[int, int]) -> Any:
    """The filters of one kind of HDR or wide-gamut frame."""
    matrix = "bt2020" if frame.colorspace in (UNSAID, 9, 10) else "auto"
    levels = "full" if frame.color_range == FULL else "limited"
    graph = av.filter.Graph()
    graph.threads = 1
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    steps = [
        graph.add("scale", f"{size[0]}:{size[1]}:in_color_matrix={matrix}:in_range={levels}:flags=bicubic"),
        graph.add("format", "gbrp12le"),
        graph.add("lut3d", file=table(frame.color_trc), interp="tetrahedral"),
        graph.add("scale", "out_color_matrix=bt709:out_range=limited:flags=bicubic"),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    for step, following in zip([source, *steps], steps, strict=False):
        step.link_to(following)
    graph.configure()
    return graph


_FOLDER: list[tempfile.TemporaryDirectory[str]] = []


@cache
def table(transfer: int) -> str:
    """The path of a colour table for `lut3d`; made once in each process. The path needs no quoting."""
    if not _FOLDER:
        _FOLDER.append(tempfile.TemporaryDirectory(prefix="kindao-"))
    path = Path(_FOLDER[0].name) / f"{transfer}.cube"
    steps = np.linspace(0, 1, SIDE)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")  # red runs fastest
    colours = to_standard(np.stack([red, green, blue], -1).reshape(-1, 3), transfer)
    with path.open("w") as file:
        file.write(f"LUT_3D_SIZE {SIDE}\n")
        np.savetxt(file, colours, "%.6f")
    return str(path)


def to_standard(coded: NDArray[np.float64], transfer: int) -> NDArray[np.float64]:
    """BT.2020 colours (n, 3), 0 to 1 as coded, as BT.709 colours as coded (gamma 2.4, BT.1886).

    Light is decoded (PQ: SMPTE ST 2084; HLG: ITU-R BT.2100 with the system gamma of a 1000 cd/m2 display),
    brought to BT.709 primaries, and scaled so that diffuse white (203 cd/m2, BT.2408) is `KNEE` of the copy's
    code range; what is brighter is rolled off to white along a curve that has the same slope at the knee and
    ends at `PEAK`. The brightest of the three colours sets the factor for all, so hues stay."""
    light = light_of(coded, transfer) @ TO_709.T
    light = np.maximum(light, 0)
    if transfer not in (PQ, HLG):
        return np.asarray(np.clip(light, 0, 1) ** (1 / 2.4))
    scaled = light / WHITE * KNEE**2.4
    top = scaled.max(-1, keepdims=True)
    return np.asarray(np.clip(scaled * (rolled(top) / np.maximum(top, 1e-9)), 0, 1) ** (1 / 2.4))


def rolled(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light unchanged up to the knee; from there to the peak along a curve towards 1, in coded values."""
    coded = light ** (1 / 2.4)
    peak = (PEAK / WHITE) ** (1 / 2.4) * KNEE
    over = np.clip((coded - KNEE) / (peak - KNEE), 0, 1)
    slope = (peak - KNEE) / (1 - KNEE)
    curve = KNEE + (1 - KNEE) * (slope * over) / (1 + (slope - 1) * over)
    return np.asarray(np.where(coded <= KNEE, coded, curve) ** 2.4, np.float64)


def light_of(coded: NDArray[np.float64], transfer: int) -> NDArray[np.float64]:
    """Coded values as light: in cd/m2 for PQ and HLG, from 0 to 1 for the others."""
    if transfer == PQ:
        root = coded ** (1 / 78.84375)
        return np.asarray(
            10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125),
            np.float64,
        )
    if transfer == HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - c) / a) + b) / 12)
        return np.asarray(PEAK * scene * np.maximum(scene @ LUMA_2020, 1e-9)[:, None] ** 0.2, np.float64)
    return np.asarray(coded**2.4, np.float64)
