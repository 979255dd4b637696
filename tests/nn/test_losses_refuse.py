"""Losses, bad input: a sentence, and nothing has changed."""

import numpy as np
import pytest

from dlcore import nn

BAD = [
    (nn.MSELoss(), np.ones((8, 1)), np.ones(8), ["(8, 1)", "(8,)", "MSELoss"]),
    (nn.L1Loss(), np.ones(3), 1.0, ["(3,)", "()"]),
    (nn.BCEWithLogitsLoss(), np.ones((2, 1)), [0, 1], ["(2, 1)", "(2,)"]),
    (nn.BCEWithLogitsLoss(weight=[1, 2, 3]), np.ones(4), np.ones(4), ["weight", "(3,)", "(4,)"]),
    (nn.BCEWithLogitsLoss(pos_weight=np.ones((5, 4))), np.ones(4), np.ones(4), ["pos_weight", "(5, 4)"]),
    (nn.CrossEntropyLoss(), np.ones((2, 3)), [0, 3], ["class 3", "0 to 2"]),
    (nn.CrossEntropyLoss(), np.ones((2, 3)), [0, -1], ["class -1", "0 to 2"]),
    (nn.CrossEntropyLoss(), np.ones((2, 3)), [0, 1, 2], ["(3,)", "expected class indices", "(2,)"]),
    (nn.CrossEntropyLoss(), np.ones((2, 3)), [0.0, 1.0], ["float64", "integers", "(2,)"]),
    (nn.CrossEntropyLoss(), np.ones((2, 3)), np.ones((2, 3), int), ["(2, 3)", "int", "(2,)"]),
    (nn.CrossEntropyLoss(), 1.0, 0, ["single number", "(N, C, *)"]),
    (nn.CrossEntropyLoss(weight=[1, 2]), np.ones((2, 3)), [0, 1], ["weight", "(2,)", "(3,)"]),
    (
        nn.CrossEntropyLoss(ignore_index=1),
        np.ones((2, 3)),
        np.ones((2, 3)),
        ["ignore_index", "probabilities"],
    ),
    (nn.NLLLoss(), np.ones((2, 3, 4)), [0, 1], ["(2,)", "(2, 4)"]),
    (nn.NLLLoss(), np.ones((2, 3)), np.ones((2, 3)) / 3, ["float64", "integers"]),
]


@pytest.mark.parametrize(("criterion", "x", "target", "words"), BAD)
def test_bad_input_is_a_sentence_and_changes_nothing(criterion, x, target, words):
    criterion.cache = kept = object()
    with pytest.raises(ValueError, match=type(criterion).__name__) as caught:
        criterion(x, target)
    assert all(word in str(caught.value) for word in words)
    assert criterion.cache is kept


def test_an_upstream_gradient_of_the_wrong_shape():
    criterion = nn.MSELoss(reduction="none")
    criterion([1.0, 2.0], [0.0, 0.0])
    with pytest.raises(ValueError, match=r"MSELoss.backward: gradient has shape \(\), the output had \(2,\)"):
        criterion.backward()
    np.testing.assert_array_equal(criterion.backward([1, 1]), [2, 4])


@pytest.mark.parametrize("name", ["MSELoss", "L1Loss", "BCEWithLogitsLoss", "NLLLoss", "CrossEntropyLoss"])
def test_bad_arguments(name):
    with pytest.raises(ValueError, match=f"{name}: reduction is 'avg', expected 'none'"):
        getattr(nn, name)(reduction="avg")
    with pytest.raises(NotImplementedError, match=rf"{name}: size_average=False .* torch.nn.{name} has it"):
        getattr(nn, name)(size_average=False)


def test_label_smoothing_is_a_share():
    with pytest.raises(ValueError, match=r"label_smoothing is 1\.5, expected 0 to 1"):
        nn.CrossEntropyLoss(label_smoothing=1.5)
