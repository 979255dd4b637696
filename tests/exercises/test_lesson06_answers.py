"""Lesson 06: the reference answers of its exercises, beside torch and the layers."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from dlcore import nn
from dlcore.exercises import Exercise, catalogue
from dlcore.exercises.lesson06.field import broken
from dlcore.gradcheck import numerical_gradient
from dlcore.summary import summary

EXERCISES = catalogue.entries(6, Exercise)
ANSWERS = {number: exercise.answer for number, exercise in EXERCISES.items()}


def layer_of(w, b=None, **arguments):
    """A Conv2d in float64 with these kernels (O, C, kh, kw) and biases."""
    layer = nn.Conv2d(w.shape[1], w.shape[0], w.shape[2:], **arguments).double()
    layer.load_state_dict({"weight": w, "bias": np.zeros(len(w)) if b is None else b})
    return layer


def by_torch(x, w, b=None, **arguments):
    """The output of torch for one image (C, H, W)."""
    bias = None if b is None else torch.tensor(b)
    return F.conv2d(torch.tensor(x)[None], torch.tensor(w), bias, **arguments)[0].numpy()


@pytest.mark.parametrize("number", ["6.1", "6.1v"])
def test_correlation(number):
    for x, w, *stride in EXERCISES[number].inputs:
        y = ANSWERS[number](x, w, *stride)
        arguments = {"stride": stride[0]} if stride else {}
        np.testing.assert_allclose(y, by_torch(x[None], w[None, None], **arguments)[0], atol=1e-12)
        np.testing.assert_allclose(y, layer_of(w[None, None], **arguments)(x[None])[0], atol=1e-12)


@pytest.mark.parametrize(("n", "k", "s", "p", "d"), EXERCISES["6.2"].inputs)
def test_output_size(n, k, s, p, d):
    arguments = {"stride": s, "padding": p, "dilation": d}
    size = ANSWERS["6.2"](n, k, s, p, d)
    assert by_torch(np.ones((1, n, n)), np.ones((1, 1, k, k)), **arguments).shape == (1, size, size)
    assert layer_of(np.ones((1, 1, k, k)), **arguments)(np.ones((1, n, n))).shape == (1, size, size)


@pytest.mark.parametrize(("m", "k", "s", "p"), EXERCISES["6.2v"].inputs)
def test_input_sizes_are_all_that_give_so_many_places(m, k, s, p):
    low, high = ANSWERS["6.2v"](m, k, s, p)
    found = [n for n in range(max(1, low - 2), high + 3) if ANSWERS["6.2"](n, k, s, p, 1) == m]
    assert found == list(range(low, high + 1))


@pytest.mark.parametrize(("x", "w", "b"), EXERCISES["6.3"].inputs)
def test_convolution(x, w, b):
    y = ANSWERS["6.3"](x, w, b)
    np.testing.assert_allclose(y, by_torch(x, w, b), atol=1e-12)
    np.testing.assert_allclose(y, layer_of(w, b)(x), atol=1e-12)


@pytest.mark.parametrize(("x", "d", "m"), EXERCISES["6.3v"].inputs)
def test_separable_convolution(x, d, m):
    apart = by_torch(x, d[:, None], groups=len(x))
    np.testing.assert_allclose(ANSWERS["6.3v"](x, d, m), by_torch(apart, m[:, :, None, None]), atol=1e-12)


@pytest.mark.parametrize(("x", "dy", "kh", "kw"), EXERCISES["6.4"].inputs)
def test_weight_gradients(x, dy, kh, kw):
    dw, db = ANSWERS["6.4"](x, dy, kh, kw)
    w = torch.zeros(dw.shape, dtype=torch.float64, requires_grad=True)
    b = torch.zeros(db.shape, dtype=torch.float64, requires_grad=True)
    F.conv2d(torch.tensor(x), w, b).backward(torch.tensor(dy))
    layer = layer_of(np.zeros(dw.shape))
    layer(x)
    layer.backward(dy)
    for mine, theirs, ours in ((dw, w, layer.weight), (db, b, layer.bias)):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), atol=1e-12)
        np.testing.assert_allclose(mine, ours.grad, atol=1e-12)


@pytest.mark.parametrize(("x", "dy", "k", "s"), EXERCISES["6.4v"].inputs)
def test_weight_gradient_with_a_stride(x, dy, k, s):
    dw = ANSWERS["6.4v"](x, dy, k, s)
    w = torch.zeros((1, 1, k), dtype=torch.float64, requires_grad=True)
    y = F.conv1d(torch.tensor(x)[None, None], w, stride=s)
    assert y.shape == (1, 1, len(dy))
    y.backward(torch.tensor(dy)[None, None])
    np.testing.assert_allclose(dw, w.grad[0, 0].numpy(), atol=1e-12)


@pytest.mark.parametrize(("dy", "w", "padding"), EXERCISES["6.5"].inputs)
def test_input_gradient(dy, w, padding):
    dx = ANSWERS["6.5"](dy, w, padding)
    x = torch.zeros(dx.shape, dtype=torch.float64, requires_grad=True)
    F.conv2d(x[None], torch.tensor(w)[None, None], padding=padding).backward(torch.tensor(dy)[None])
    np.testing.assert_allclose(dx, x.grad.numpy(), atol=1e-12)
    layer = layer_of(w[None, None], padding=padding)
    layer(np.zeros((1, *dx.shape)))
    np.testing.assert_allclose(dx, layer.backward(dy[None])[0], atol=1e-12)


@pytest.mark.parametrize(("x", "w", "s"), EXERCISES["6.5v"].inputs)
def test_transposed_convolution(x, w, s):
    y = ANSWERS["6.5v"](x, w, s)
    theirs = F.conv_transpose2d(torch.tensor(x)[None], torch.tensor(w)[None, None], stride=s)
    np.testing.assert_allclose(y, theirs[0].numpy(), atol=1e-12)
    layer = nn.ConvTranspose2d(1, 1, len(w), stride=s, bias=False).double()
    layer.load_state_dict({"weight": w[None, None]})
    np.testing.assert_allclose(y, layer(x[None])[0], atol=1e-12)


@pytest.mark.parametrize(("number", "inputs"), [(n, i) for n in ("6.6", "6.6v") for i in EXERCISES[n].inputs])
def test_pooling(number, inputs):
    x, dy, *sizes = inputs
    k, s = sizes or (2, 2)
    dx = ANSWERS[number](x, dy, *sizes)
    image = x if x.ndim == 2 else x[None]
    gradient = dy if dy.ndim == 2 else dy[None]
    kernel, stride = ((k, k), (s, s)) if x.ndim == 2 else ((1, k), (1, s))
    theirs = torch.tensor(image, requires_grad=True)
    F.max_pool2d(theirs[None], kernel, stride).backward(torch.tensor(gradient)[None])
    np.testing.assert_allclose(dx.reshape(image.shape), theirs.grad.numpy())
    layer = nn.MaxPool2d(kernel, stride)
    layer(image[None])
    np.testing.assert_allclose(dx.reshape(image.shape), layer.backward(gradient[None])[0])


@pytest.mark.parametrize(("x", "weight", "bias", "eps"), EXERCISES["6.7"].inputs)
def test_batch_norm(x, weight, bias, eps):
    y, mean, var = ANSWERS["6.7"](x, weight, bias, eps)
    theirs = F.batch_norm(*map(torch.tensor, (x, mean, var, weight, bias)), training=True, eps=eps)
    np.testing.assert_allclose(y, theirs.numpy(), atol=1e-12)
    layer = nn.BatchNorm1d(x.shape[1], eps=eps).double()
    layer.load_state_dict({**layer.state_dict(), "weight": weight, "bias": bias})
    np.testing.assert_allclose(y, layer(x), atol=1e-12)
    np.testing.assert_allclose([mean, var], [x.mean(axis=0), x.var(axis=0)], atol=1e-12)


@pytest.mark.parametrize(("running_mean", "running_var", "x", "momentum"), EXERCISES["6.7v"].inputs)
def test_running_statistics(running_mean, running_var, x, momentum):
    after = ANSWERS["6.7v"](running_mean, running_var, x, momentum)
    theirs = torch.tensor(running_mean), torch.tensor(running_var)
    F.batch_norm(torch.tensor(x), *theirs, training=True, momentum=momentum)
    np.testing.assert_allclose(after, [part.numpy() for part in theirs], atol=1e-12)
    layer = nn.BatchNorm1d(x.shape[1], momentum=momentum).double()
    layer.load_state_dict({**layer.state_dict(), "running_mean": running_mean, "running_var": running_var})
    layer(x)
    np.testing.assert_allclose(after, [layer.running_mean, layer.running_var], atol=1e-12)


def seen(kernels, strides, paddings, n, place):
    """The pixels that reach an output, on an axis of n: where the gradient of a stack of ones is not 0."""
    x = torch.zeros((1, 1, n), dtype=torch.float64, requires_grad=True)
    y = x
    for k, s, p in zip(kernels, strides, paddings, strict=True):
        y = F.conv1d(y, torch.ones((1, 1, k), dtype=torch.float64), stride=s, padding=p)
    y[0, 0, place].backward()
    return np.flatnonzero(x.grad[0, 0].numpy())


@pytest.mark.parametrize(("kernels", "strides"), EXERCISES["6.8"].inputs)
def test_receptive_field(kernels, strides):
    field = ANSWERS["6.8"](kernels, strides)
    assert len(seen(kernels, strides, [0] * len(kernels), 60, place=1)) == field
    layers = [nn.Conv2d(1, 1, k, s) for k, s in zip(kernels, strides, strict=True)]
    assert summary(nn.Sequential(*layers), (1, 1, 60, 60)).rows[-1].receptive_field == (field, field)


@pytest.mark.parametrize(("place", "kernels", "strides", "paddings"), EXERCISES["6.8v"].inputs)
def test_pixels_seen(place, kernels, strides, paddings):
    first, last = ANSWERS["6.8v"](place, kernels, strides, paddings)
    pixels = seen(kernels, strides, paddings, 60, place)
    assert (pixels[0], pixels[-1]) == (max(first, 0), last)
    assert last - first + 1 == ANSWERS["6.8"](kernels, strides)


def test_the_gradients_are_those_of_central_differences():
    """6.3, 6.4 and 6.5 belong together: the loss Σ dy · y, pushed."""
    x, w, b = EXERCISES["6.3"].inputs[1]
    dy = np.array([[[2.0, -1.0]], [[3.0, 5.0]]])
    dw, db = ANSWERS["6.4"](x[None], dy[None], *w.shape[2:])
    np.testing.assert_allclose(dw, numerical_gradient(lambda v: np.sum(dy * ANSWERS["6.3"](x, v, b)), w), atol=1e-6)
    np.testing.assert_allclose(db, numerical_gradient(lambda v: np.sum(dy * ANSWERS["6.3"](x, w, v)), b), atol=1e-6)
    dx = [sum(ANSWERS["6.5"](dy[o], w[o, c], 0) for o in range(2)) for c in range(2)]
    np.testing.assert_allclose(dx, numerical_gradient(lambda v: np.sum(dy * ANSWERS["6.3"](v, w, b)), x), atol=1e-6)


def test_the_broken_function_differs_where_the_lesson_says():
    assert broken([3], [2]) == 5
    assert ANSWERS["6.8"]([3], [2]) == 3
