import numpy as np
import pytest

from dlcore import nn
from dlcore.models import architecture, linear, mlp


def test_mlp_has_an_activation_between_each_two_linear_layers():
    model = mlp(nn, [2, 16, 8, 1], activation="Tanh")
    assert [type(layer).__name__ for layer in model] == ["Linear", "Tanh", "Linear", "Tanh", "Linear"]
    assert [layer.weight.shape for layer in model if isinstance(layer, nn.Linear)] == [
        (16, 2),
        (8, 16),
        (1, 8),
    ]
    assert model(np.zeros((5, 2))).shape == (5, 1)


def test_mlp_without_hidden_layers_is_one_linear_layer():
    assert [type(layer).__name__ for layer in mlp(nn, [3, 2])] == ["Linear"]


def test_linear_is_the_formula():
    model = linear(nn, 3, 2)
    x = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    assert np.allclose(model(x), x @ model.weight.data.T + model.bias.data)


def test_a_model_knows_how_it_was_built():
    build, arguments = mlp(nn, [2, 3, 1], "Sigmoid").architecture
    assert build is mlp
    assert arguments == {"sizes": [2, 3, 1], "activation": "Sigmoid"}


def test_what_was_recorded_does_not_change_with_the_arguments():
    sizes = [2, 3, 1]
    model = mlp(nn, sizes)
    sizes[1] = 99
    assert model.architecture[1]["sizes"] == [2, 3, 1]


def test_an_architecture_keeps_its_name_and_docstring():
    assert mlp.__name__ == "mlp"
    assert "Multilayer perceptron" in mlp.__doc__


def test_an_architecture_names_its_arguments():
    with pytest.raises(TypeError, match=r"architecture: stack takes \*sizes; name each argument instead"):

        @architecture
        def stack(nn, *sizes):
            return nn.Sequential(*[nn.Linear(size, size) for size in sizes])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mlp(nn, [2]), r"mlp: sizes is \[2\], expected those of input and output"),
        (lambda: mlp(nn, [2, 1], "Relu"), "mlp: activation is 'Relu', which dlcore.nn does not have"),
    ],
)
def test_bad_arguments_are_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
