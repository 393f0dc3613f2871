"""Likeness outside the fill, against another implementation."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from pytest import approx
from skimage.metrics import structural_similarity

from kindao.engine.verify.similarity import ssim


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), height=st.integers(12, 80), width=st.integers(12, 80), noise=st.integers(0, 90))
def test_it_is_what_scikit_image_computes(seed: int, height: int, width: int, noise: int) -> None:
    random = default_rng(seed)
    grey = random.integers(0, 256, (height, width), np.uint8)
    other = np.clip(grey + random.integers(-noise, noise + 1, grey.shape), 0, 255).astype(np.uint8)
    theirs = structural_similarity(  # type: ignore[no-untyped-call]
        grey, other, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255
    )
    a, b = (np.repeat(p[..., None], 3, axis=2) for p in (grey, other))
    assert ssim(a, b, np.ones(grey.shape, bool)) == approx(theirs, abs=1e-4)


def test_strips_make_no_difference_and_what_is_left_out_does_not_count() -> None:
    random = default_rng(1)
    a = random.integers(0, 256, (1300, 40, 3), np.uint8)
    b = a.copy()
    b[600:700] = 0
    where = np.ones(a.shape[:2], bool)
    assert ssim(a, a, where) == approx(1.0)
    assert ssim(a, b, where) < 0.95
    where[590:710] = False
    assert ssim(a, b, where) == approx(1.0)
    assert ssim(a, b, np.zeros_like(where)) == 1.0
