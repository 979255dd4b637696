"""What an input does to a trained model: the activations behind each layer, its saliency, its worst small change.

    maps = activations(model, x)                        # what every layer of a Sequential returns
    slope = saliency(model, x)                          # of the winning logit, with respect to each pixel
    worse = attack(model, x, labels, epsilon=0.1)       # each pixel moved by at most 0.1

Here x (N, …) has values from 0 to 1. The model is used in evaluation mode and left as it was.
"""

from contextlib import contextmanager

import numpy as np

from dlcore.nn import CrossEntropyLoss


def activations(model, x):
    """The outputs of the layers of a Sequential, in order: arrays (N, …)."""
    outputs = []
    with _undisturbed(model):
        for layer in model:
            x = layer(x)
            outputs.append(x)
    return outputs


def saliency(model, x):
    """How fast the winning logit of each input grows with each of its values: one backward (6.12).

    Shapes
        x (N, …) → (N, …)
    """
    with _undisturbed(model):
        logits = model(x)  # (N, C)
        dlogits = np.zeros_like(logits)
        dlogits[np.arange(len(logits)), logits.argmax(axis=1)] = 1
        return model.backward(dlogits)


def loss_slope(model, x, labels):
    """The gradient of the mean cross-entropy with respect to the input: x (N, …), labels (N,) → (N, …)."""
    criterion = CrossEntropyLoss()
    with _undisturbed(model):
        criterion(model(x), labels)
        return model.backward(criterion.backward())


def attack(model, x, labels, epsilon):
    """The fast gradient sign method: every value moves by ε in the direction in which the loss grows.

    Equations
        x′ = clip(x + ε sign(∂L/∂x), 0, 1)                                                  (6.13)
    Shapes
        x (N, …), labels (N,) → (N, …)
    Source
        Goodfellow, Shlens & Szegedy (2015), arXiv:1412.6572
    """
    return moved(x, loss_slope(model, x, labels), epsilon)


def moved(x, slope, epsilon):
    """x, each value moved by ε to where its slope points, but not beyond 0 and 1."""
    x = np.asarray(x)
    return np.clip(x + epsilon * np.sign(slope), 0, 1).astype(x.dtype)


@contextmanager
def _undisturbed(model):
    """Evaluation mode, all gradients of inputs; afterwards modes and parameter gradients are as before."""
    modules, parameters = list(model.modules()), list(model.parameters())
    before = [(module.training, module.input_gradient) for module in modules]
    gradients = [parameter.grad for parameter in parameters]
    for parameter in parameters:
        parameter.grad = None
    for module in modules:
        module.training, module.input_gradient = False, True
    try:
        yield
    finally:
        for module, (training, input_gradient) in zip(modules, before, strict=True):
            module.training, module.input_gradient = training, input_gradient
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
