"""Module and Parameter: caches, gradients, attributes, and how a module was built."""

import numpy as np
import pytest

import dlcore
from dlcore import nn


def mlp(nn):
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


def last_of_two(nn):
    """A model that is no chain, written once for both backends."""

    class LastOfTwo(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(features, 4), nn.Tanh())
            self.head = nn.Linear(4, 2)

        def forward(self, x, shift):
            return self.head(self.body(x) + shift)

        def backward(self, dy):
            dh = self.head.backward(dy)
            return self.body.backward(dh), dh

    return LastOfTwo(3)


class Pair(nn.Module):
    def forward(self, x):
        return x, x


X = np.random.default_rng(0).normal(size=(5, 3))

# ---- caches and gradients


def test_a_backward_consumes_the_cache():
    model = mlp(nn)
    model(X)
    model.backward(np.ones((5, 2)))
    assert [m.cache for m in model.modules()] == [None] * 4
    with pytest.raises(RuntimeError, match=r"Linear\.backward has no cache: run forward first"):
        model.backward(np.ones((5, 2)))


@pytest.mark.parametrize("layer", [nn.Tanh(), nn.Linear(3, 3), nn.Flatten(), nn.Identity(), nn.MSELoss()])
def test_a_backward_without_a_forward(layer):
    with pytest.raises(RuntimeError, match=f"{type(layer).__name__}.backward has no cache"):
        layer.backward(np.ones(3))


def test_gradients_add_up_until_zero_grad():
    model = mlp(nn)
    assert all(p.grad is None for p in model.parameters())
    model(X)
    model.backward(np.ones((5, 2)))
    first = [p.grad.copy() for p in model.parameters()]
    model(X)
    model.backward(np.ones((5, 2)))
    for p, g in zip(model.parameters(), first, strict=True):
        np.testing.assert_allclose(p.grad, 2 * g, rtol=1e-6)
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())


def test_the_input_and_the_upstream_gradient_are_not_changed():
    model, x, dy = mlp(nn).double(), X.copy(), np.ones((5, 2))
    model(x)
    model.backward(dy)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(dy, 1)


def test_frozen_parameters_get_no_gradient():
    model = mlp(nn)
    model[0].requires_grad_(False)
    model(X)
    model.backward(np.ones((5, 2)))
    assert [p.grad is None for p in model.parameters()] == [True, True, False, False]


def test_a_gradient_of_the_wrong_shape_changes_nothing(unchanged):
    model = mlp(nn)
    model(X)
    model.backward(np.ones((5, 2)))
    model(X)
    with (
        unchanged(model),
        pytest.raises(ValueError, match=r"Linear.backward: gradient has shape \(5, 3\), the output had \(5, 2\)"),
    ):
        model.backward(np.ones((5, 3)))
    model.backward(np.ones((5, 2)))


def test_an_input_that_a_later_layer_refuses_changes_nothing(unchanged):
    """The first layers take this input and would have overwritten their caches."""
    model = nn.Sequential(nn.Identity(), nn.Sequential(nn.Flatten(), nn.Tanh()), nn.Linear(3, 1))
    model(X)
    with unchanged(model), pytest.raises(ValueError, match=r"Linear: input has shape \(5, 4\), expected in_features=3"):
        model(np.ones((5, 2, 2)))
    model.backward(np.ones((5, 1)))


def test_a_model_of_your_own_goes_back_too(unchanged):
    model = last_of_two(nn)
    model(X, 0.0)
    with unchanged(model), pytest.raises(ValueError, match="broadcast"):
        model(X, np.ones(7))


def test_what_is_not_written_says_so():
    with pytest.raises(NotImplementedError, match="Module has no forward"):
        nn.Module()(X)
    with pytest.raises(NotImplementedError, match="Pair has no backward"):
        Pair().backward(X)


# ---- attributes


def test_assigning_an_array_to_a_parameter_is_refused():
    layer = nn.Linear(2, 1)
    with pytest.raises(TypeError, match=r"Linear.weight is a Parameter .* ndarray.* .weight.data\[...\] = array"):
        layer.weight = np.zeros((1, 2))
    layer.weight.data[...] = 3
    np.testing.assert_array_equal(layer([1, 1]) - layer.bias, 6)
    layer.bias = None
    assert list(layer.state_dict()) == ["weight"]


def test_parts_can_be_replaced_and_removed():
    model = last_of_two(nn)
    model.head = nn.Identity()
    assert repr(model.children()[1]) == "Identity()"
    with pytest.raises(TypeError, match=r"LastOfTwo\.head is a Module and cannot become a int"):
        model.head = 3
    del model.head
    assert [name for name, _ in model.named_children()] == ["body"]
    assert not hasattr(model, "head")


def test_parts_before_super_init_are_refused():
    class Early(nn.Module):
        def __init__(self):
            self.layer = nn.Linear(1, 1)
            super().__init__()

    with pytest.raises(AttributeError, match=r"Early: call super\(\).__init__\(\) before assigning layer"):
        Early()


def test_buffers():
    class Running(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", np.zeros(2, np.float32))
            self.register_buffer("steps", np.array(0))
            self.register_buffer("absent", None)

    model = Running()
    assert [name for name, _ in model.named_buffers()] == ["mean", "steps"]
    assert len(model.buffers()) == 2
    assert not model.parameters()
    model.double().load_state_dict({"mean": [1, 2], "steps": 3})
    np.testing.assert_array_equal(model.mean, [1, 2])
    assert (model.mean.dtype, model.steps.dtype) == (np.float64, np.array(0).dtype)


def test_a_parameter_reads_as_its_array():
    layer = nn.Linear(3, 2)
    np.testing.assert_allclose(X @ layer.weight.T + layer.bias, layer.double()(X), rtol=1e-6)
    assert (layer.weight.shape, layer.weight.ndim, layer.weight.dtype) == ((2, 3), 2, np.float64)
    assert layer.weight.numel() == 6
    assert np.asarray(layer.weight) is layer.weight.data
    assert repr(nn.Parameter([1, 2])) == "Parameter containing:\narray([1., 2.], dtype=float32)"
    assert nn.Parameter(np.zeros(2)).dtype == np.float64
    with pytest.raises(ValueError, match=r"Parameter: gradient has shape \(2,\), expected \(2, 3\)"):
        layer.weight.accumulate(np.ones(2))


# ---- how it was built


def test_recipes():
    assert nn.Linear(3, 4, False, generator=np.random.default_rng(0)).recipe == (
        "Linear",
        {"in_features": 3, "out_features": 4, "bias": False},
    )
    assert nn.Linear(3, 4).recipe.kwargs["bias"] is True
    assert nn.ReLU(inplace=False).recipe == ("ReLU", {})
    assert nn.Identity(3, a=4).recipe == ("Identity", {})
    assert nn.Sequential(nn.Flatten(), nn.Tanh()).recipe == (
        "Sequential",
        {"0": ("Flatten", {"start_dim": 1, "end_dim": -1}), "1": ("Tanh", {})},
    )
    layer = nn.LeakyReLU()
    layer.negative_slope = 0.3
    assert layer.recipe == ("LeakyReLU", {"negative_slope": 0.3})


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (
            lambda: nn.Linear(2, 3, device="cuda"),
            "Linear: device='cuda' is not built here; torch.nn.Linear has it",
        ),
        (lambda: nn.Linear(2, 3, True, None, "float64"), "Linear: dtype='float64' is not built here"),
        (lambda: nn.ReLU(True), "ReLU: inplace=True is not built here; torch.nn.ReLU has it"),
        (lambda: nn.ELU(1.0, inplace=True), "ELU: inplace=True is not built here"),
        (lambda: nn.Softmax(), "Softmax: dim=None is not built here; torch.nn.Softmax guesses an axis"),
        (lambda: nn.MSELoss(reduce=True), "MSELoss: reduce=True is not built here"),
    ],
)
def test_what_is_not_built_is_refused_by_name(build, words):
    with pytest.raises(NotImplementedError) as caught:
        build()
    assert str(caught.value).startswith(words)


def test_arguments_that_no_one_has():
    with pytest.raises(TypeError, match="Linear: got an unexpected keyword argument 'units'"):
        nn.Linear(2, 3, units=3)
    with pytest.raises(TypeError, match="Linear: missing a required argument: 'out_features'"):
        nn.Linear(2)


# ---- random numbers


def test_seeds_repeat_weights():
    dlcore.seed(7)
    first = nn.Linear(3, 4).state_dict()
    dlcore.seed(7)
    second = nn.Linear(3, 4).state_dict()
    own = nn.Linear(3, 4, generator=np.random.default_rng(7)).state_dict()
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
        np.testing.assert_array_equal(first[name], own[name])
    assert (nn.Linear(3, 4).state_dict()["weight"] != first["weight"]).all()


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match=r"generator is a int, expected a numpy.random.Generator"):
        nn.Linear(3, 4, generator=7)
