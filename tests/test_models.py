import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

import dlcore
from dlcore import nn, optim
from dlcore.gradcheck import gradcheck
from dlcore.models import architecture, cnn, digits_cnn, discriminator, generator, linear, mlp
from dlcore.score import accuracy
from dlcore.training import batches, numpy_step, run
from dlcore.twin import same, same_descent


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


def test_cnn_is_the_network_of_the_lesson():
    kinds = [type(layer).__name__ for layer in cnn(nn)]
    assert kinds == [*["Conv2d", "ReLU", "MaxPool2d"] * 2, "Conv2d", "ReLU", "Flatten", "Linear", "ReLU", "Linear"]
    widths = [layer.out_channels for layer in cnn(nn) if isinstance(layer, nn.Conv2d)]
    assert widths == [32, 64, 64]
    assert cnn(nn)(np.zeros((2, 1, 28, 28))).shape == (2, 10)
    assert repr(cnn(torch.nn)[3]) == repr(cnn(nn)[3])


@pytest.mark.parametrize(
    ("build", "sizes", "activation"),
    [(generator, [(16, 3), (16, 16), (2, 16)], "ReLU"), (discriminator, [(16, 3), (16, 16), (1, 16)], "LeakyReLU")],
)
def test_the_two_players_are_the_same_on_both_backends(build, sizes, activation):
    model = build(nn, 3, width=16)
    assert [layer.weight.shape for layer in model if isinstance(layer, nn.Linear)] == sizes
    assert [type(layer).__name__ for layer in model][1::2] == [activation] * 2
    assert repr(build(torch.nn)) == repr(build(nn))
    x = np.random.default_rng(0).normal(size=(5, 3))
    assert same(model, x).ok
    assert gradcheck(model, x, generator=np.random.default_rng(1)).ok


@pytest.mark.parametrize("size", [4, 7, 28, 31])
def test_cnn_fits_any_size(size):
    model = cnn(nn, (4, 5, 6), (3,), size, in_channels=2)
    assert model(np.zeros((2, 2, size, size))).shape == (2, 3)


@pytest.mark.parametrize("build", [lambda: cnn(nn, (4, 6), (8, 3), 12), lambda: digits_cnn(nn)], ids=["cnn", "digits"])
def test_cnn_is_the_same_on_both_backends(build):
    model = build()
    size, classes = model.architecture[1].get("size", 8), model[-1].out_features
    x = np.random.default_rng(0).normal(size=(5, 1, size, size))
    assert same(model, x, nn.CrossEntropyLoss(), np.arange(5) % classes).ok
    assert gradcheck(model, x, entries=30, generator=np.random.default_rng(1)).ok
    optimizer = optim.Adam(model.parameters(), 1e-3)
    assert same_descent(model, nn.CrossEntropyLoss(), optimizer, x, np.arange(5) % classes, steps=20).ok


def test_the_small_one_reads_real_digits():
    """The 1,797 digits of scikit-learn, a quarter held out: 96 to 98 % after 8 epochs, 1 s."""
    digits = load_digits()
    generator = np.random.default_rng(0)
    order = generator.permutation(len(digits.target))
    x, y = digits.images[order, None] / 16, digits.target[order]
    dlcore.seed(0)
    model = digits_cnn(nn)
    step = numpy_step(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=5e-3))
    for _ in run(step, batches(x[:1347], y[:1347], 32, epochs=8, generator=generator)):
        pass
    assert accuracy(model(x[1347:]), y[1347:]) > 0.95


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
