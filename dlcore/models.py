"""The architectures of the lessons, each written once for both backends.

An architecture is a function whose first argument is the namespace of the layers:

    mlp(dlcore.nn, [2, 10, 1])      # NumPy
    mlp(torch.nn, [2, 10, 1])       # PyTorch
"""

import copy
import functools
import inspect
import itertools


def architecture(function):
    """Marks `function(nn, ...)` as an architecture, so that `twin.to_torch` can build the model again.

    The model it returns carries `model.architecture`: the function and its arguments by name, without `nn`.
    """
    signature = inspect.signature(function)
    for argument in signature.parameters.values():
        if argument.kind in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD):
            raise TypeError(f"architecture: {function.__name__} takes {argument}; name each argument instead")

    @functools.wraps(function)
    def build(nn, *args, **kwargs):
        bound = signature.bind(nn, *args, **kwargs)
        _, *arguments = bound.arguments.items()
        model = function(nn, *args, **kwargs)
        model.architecture = (build, copy.deepcopy(dict(arguments)))
        return model

    return build


@architecture
def linear(nn, in_features=1, out_features=1):
    """Linear regression: y = x Wᵀ + b, x (N, in_features) → y (N, out_features)."""
    return nn.Linear(in_features, out_features)


@architecture
def mlp(nn, sizes, activation="ReLU"):
    """Multilayer perceptron: Linear layers of the given sizes with an activation between each two.

    Equations, for sizes n₀, n₁, …, n_L
        h₀ = x        hᵢ = f(hᵢ₋₁ Wᵢᵀ + bᵢ)        y = h_{L−1} W_Lᵀ + b_L
    Shapes
        x (N, n₀) → y (N, n_L); Wᵢ (nᵢ, nᵢ₋₁), bᵢ (nᵢ,)
    `activation` is the name of a layer of `nn`, as "Sigmoid" or "Tanh".
    """
    if len(sizes) < 2:
        raise ValueError(
            f"mlp: sizes is {list(sizes)}, expected those of input and output, and the hidden ones between"
        )
    if not hasattr(nn, activation):
        raise ValueError(f"mlp: activation is {activation!r}, which {nn.__name__} does not have")
    layers = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), getattr(nn, activation)()]
    return nn.Sequential(*layers[:-1])
