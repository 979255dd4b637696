"""Lesson 06: unusual answers to its exercises, and what they claim is worth noticing."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from dlcore import exercises, models, nn
from dlcore.exercises import Exercise, Prediction, catalogue
from dlcore.summary import summary

EXERCISES = catalogue.entries(6, Exercise)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def test_what_is_there():
    assert list(EXERCISES) == [f"6.{place}{variant}" for place in range(1, 9) for variant in ("", "v")]
    assert list(catalogue.entries(6, Prediction)) == [f"6.{place}" for place in range(1, 13)]


# ---- unusual answers


def says(number, function, words):
    text = repr(exercises.check(number, function))
    assert text.startswith("Not yet")
    assert words in text


def test_right_without_loops():
    def windows(x, w):
        return np.einsum("pqij,ij->pq", sliding_window_view(x, w.shape), w)

    assert exercises.check("6.1", windows).word == "Right"


def test_a_convolution_of_mathematics_by_four_loops():
    def loops(x, w):
        kh, kw = w.shape
        y = np.zeros((len(x) - kh + 1, len(x[0]) - kw + 1))
        for p, q in np.ndindex(y.shape):
            for i, j in np.ndindex(kh, kw):
                y[p, q] += x[p + i, q + j] * w[kh - 1 - i, kw - 1 - j]
        return y

    says("6.1", loops, "Looks like a kernel turned by 180 degrees")


def test_channels_exchanged_by_a_transpose():
    says("6.3", lambda x, w, b: ANSWERS["6.3"](x, w.transpose(1, 0, 2, 3), b), "where w[o")


def test_no_sum_over_the_batch():
    def overwritten(x, dy, kh, kw):
        for n in range(len(x)):
            dw, db = ANSWERS["6.4"](x[n : n + 1], dy[n : n + 1], kh, kw)
        return dw, db

    says("6.4", overwritten, "Looks like the gradients of the last example alone")


def test_padding_forgotten_in_backward():
    def full(dy, w, padding):
        k = len(w)
        around = np.pad(dy, k - 1)
        return np.einsum("pqij,ij->pq", sliding_window_view(around, w.shape), w[::-1, ::-1])

    says("6.5", full, "Looks like the gradient of the padded image. x had no pixels where the zeros stood")


def test_pooling_gradient_by_comparison():
    def compared(x, dy):
        rows, columns = dy.shape
        windows = x.reshape(rows, 2, columns, 2)
        largest = windows == windows.max(axis=(1, 3), keepdims=True)
        return (largest * dy[:, None, :, None]).reshape(x.shape)

    says("6.6", compared, "Looks like a gradient given in full to every largest number")


def test_normalising_in_place_belongs_to_the_caller():
    def in_place(x, weight, bias, eps):
        mean, var = x.mean(axis=0), x.var(axis=0)
        x -= mean
        return weight * x / np.sqrt(var + eps) + bias, mean, var

    says("6.7", in_place, "your function changes its argument `x`")


def test_one_value_instead_of_three():
    says("6.7", lambda x, weight, bias, eps: x, "expected a tuple of 3")


def test_a_loop_that_does_not_move():
    def student(kernels, strides):
        while kernels:
            pass

    says("6.8", student, "had not ended after 2 seconds and was stopped")


UNKNOWN = {
    "6.1": [lambda x, w: x, lambda x, w: 0.0],
    "6.2": [lambda n, k, s, p, d: n, lambda n, k, s, p, d: [n]],
    "6.3": [lambda x, w, b: np.zeros_like(ANSWERS["6.3"](x, w, b)), lambda x, w, b: ANSWERS["6.3"](x, w, b)[0]],
    "6.4": [lambda x, dy, kh, kw: (dy, dy), lambda x, dy, kh, kw: ANSWERS["6.4"](x, dy, kh, kw)[0]],
    "6.5": [lambda dy, w, padding: dy, lambda dy, w, padding: -ANSWERS["6.5"](dy, w, padding)],
    "6.6": [lambda x, dy: dy, lambda x, dy: x],
    "6.7": [lambda x, weight, bias, eps: (x, x, x), lambda x, weight, bias, eps: (np.nan * x, weight, bias)],
    "6.8": [lambda kernels, strides: kernels, lambda kernels, strides: 3],
}


@pytest.mark.parametrize(("number", "student"), [(n, f) for n, functions in UNKNOWN.items() for f in functions])
def test_wrong_answers_without_a_diagnosis_get_the_evidence(number, student):
    text = repr(exercises.check(number, student))
    assert text.startswith("Not yet")
    assert "should be" in text
    assert "Looks like" not in text
    assert "dlcore" not in text


# ---- what is worth noticing


def test_what_is_worth_noticing_is_true():
    noticed = {number: repr(exercises.check(number, answer)) for number, answer in ANSWERS.items()}
    assert "gives you 9 8 7 / 6 5 4 / 3 2 1: the kernel turned" in noticed["6.1"]
    assert "makes 676 numbers with a stride of 1 and 169 with 2. They are those" in noticed["6.1v"]
    assert "28 → 28 → 14 → 14 → 7 → 7 → 3." in noticed["6.2"]
    assert "images of 13 and of 14 rows both become 7" in noticed["6.2v"]
    assert "your function is a linear layer" in noticed["6.3"]
    assert "it is a convolution with the kernels" in noticed["6.3v"]
    assert "is 5,408, and db is 5,408" in noticed["6.4"]
    assert 8 * 26 * 26 == 5408
    assert "gives the same gradient" in noticed["6.4v"]
    assert "lies in 1, one in the middle in 9. With padding 1 the corner lies in 4." in noticed["6.5"]
    assert "a pixel in the middle 1 or 2 or 4" in noticed["6.5v"]
    assert "makes all of them 4." in noticed["6.5v"]
    assert "588 are 0" in noticed["6.6"]
    assert "dy adds up to 196, and dx to 196" in noticed["6.6"]
    assert "wins 3 windows" in noticed["6.6v"]
    assert "becomes −1.22; of 1, 2, 30 it becomes −0.74, and alone 0." in noticed["6.7"]
    assert "is 1.0 after 1 batch, 6.5 after 10 and 9.95 after 50" in noticed["6.7v"]
    assert "sees 3 pixels across, the second 8, the third 18, the fourth 38" in noticed["6.8"]
    assert "sees pixels −7 to 10, and output 3 sees 5 to 22" in noticed["6.8v"]


def test_the_network_of_the_notices_is_that_of_the_lesson():
    table = summary(models.cnn(nn), (1, 1, 28, 28))
    fields = [row.receptive_field for row in table.rows if row.layer == "Conv2d"]
    assert fields == [(3, 3), (8, 8), (18, 18)]
