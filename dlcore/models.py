"""The architectures of the lessons, each written once for both backends.

An architecture is a function whose first argument is the namespace of the layers:

    mlp(dlcore.nn, [2, 10, 1])      # NumPy
    mlp(torch.nn, [2, 10, 1])       # PyTorch

Some come trained, in dlcore/weights:

    model = pretrained("mnist_mlp")                 # NumPy
    twin.to_torch(pretrained("mnist_mlp"))          # PyTorch
"""

import itertools
import json
from importlib.resources import files

import numpy as np

from dlcore import nn as numpy_nn
from dlcore import random
from dlcore.architecture import architecture
from dlcore.players import digit_discriminator, digit_generator, discriminator, generator


@architecture
def linear(nn, in_features=1, out_features=1):
    """Linear regression: y = x Wᵀ + b, x (N, in_features) → y (N, out_features)."""
    return nn.Linear(in_features, out_features)


@architecture
def mlp(nn, sizes, activation="ReLU", dropout=0.0):
    """Multilayer perceptron: Linear layers of the given sizes with an activation between each two.

    Equations, for sizes n₀, n₁, …, n_L
        h₀ = x        hᵢ = f(hᵢ₋₁ Wᵢᵀ + bᵢ)        y = h_{L−1} W_Lᵀ + b_L
    Shapes
        x (N, n₀) → y (N, n_L); Wᵢ (nᵢ, nᵢ₋₁), bᵢ (nᵢ,)
    `activation` is the name of a layer of `nn`, as "Sigmoid" or "Tanh". With a `dropout` above 0 each hidden
    activation has a Dropout of that p behind it.
    """
    if len(sizes) < 2:
        raise ValueError(
            f"mlp: sizes is {list(sizes)}, expected those of input and output, and the hidden ones between"
        )
    if not hasattr(nn, activation):
        raise ValueError(f"mlp: activation is {activation!r}, which {nn.__name__} does not have")
    layers = []
    for inputs, outputs in itertools.pairwise(sizes):
        hidden = [getattr(nn, activation)(), *([nn.Dropout(dropout)] if dropout else [])]
        layers += [nn.Linear(inputs, outputs), *hidden]
    return nn.Sequential(*layers[: -len(hidden)])  # nothing behind the output


@architecture
def cnn(nn, channels=(32, 64, 64), dense=(64, 10), size=28, in_channels=1):
    """Convolutional network: convolutions of 3 × 3, a pool between each two, then Linear layers; ReLU between all.

    The defaults are conv 32 – pool – conv 64 – pool – conv 64 – dense 64 – dense 10 on images of 28 × 28.
    Each convolution keeps the size (padding 1) and each pool halves it, rounded down.

    Shapes
        x (N, in_channels, size, size) → y (N, dense[-1])
    """
    layers = []
    for inputs, outputs in itertools.pairwise((in_channels, *channels)):
        if layers:
            layers, size = [*layers, nn.MaxPool2d(2)], size // 2
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
    layers.append(nn.Flatten())
    for inputs, outputs in itertools.pairwise((channels[-1] * size * size, *dense)):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])  # nothing behind the output


@architecture
def digits_cnn(nn):
    """The smallest that reads digits, for images of 8 × 8: conv 8 – pool – conv 16 – dense 10, 3,818 parameters."""
    return cnn(nn, (8, 16), (10,), size=8)


CELLS = ("RNN", "LSTM", "GRU")


@architecture
def last_symbol(nn, features, hidden, outputs, cell="LSTM", forget_bias=None):
    """Reads a whole sequence and answers once, from the last hidden state.

    Equations
        _, h_T = RNN(x)        y = h_T Wᵀ + b
    Shapes
        x (N, T, features) → y (N, outputs)
    `cell` is "RNN", "LSTM" or "GRU". `forget_bias` as in `open_forget_gates`; None leaves the biases as drawn.
    """

    class LastSymbol(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = _recurrent(nn, cell, forget_bias, features, hidden)
            self.head = nn.Linear(hidden, outputs)

        def forward(self, x, state=None):
            _, state = self.rnn(x, state)
            h = state[0] if cell == "LSTM" else state
            return self.head(h[-1])

        def backward(self, dy):  # torch: autograd
            dh = self.head.backward(dy)[None]
            self.rnn.input_gradient = self.input_gradient
            dx, _ = self.rnn.backward(None, (dh, None) if cell == "LSTM" else dh)
            return dx

    return LastSymbol()


@architecture
def characters(nn, symbols, hidden=128, embedding=32, layers=1, cell="LSTM", forget_bias=None):
    """A language model: after each symbol, the logits of the next.

    Equations
        yₜ = hₜ Wᵀ + b         hₜ from hₜ₋₁ and the vector of symbol xₜ
    Shapes
        x (N, T) of integers → logits (N, symbols, T), as CrossEntropyLoss takes them; target (N, T)
        `read(x, state)` → (logits, state): goes on from a state, as for truncated backpropagation and for sampling
    `cell` and `forget_bias` as for `last_symbol`.
    """

    class Characters(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(symbols, embedding)
            self.rnn = _recurrent(nn, cell, forget_bias, embedding, hidden, layers)
            self.head = nn.Linear(hidden, symbols)

        def forward(self, x):
            return self.read(x)[0]

        def read(self, x, state=None):
            y, state = self.rnn(self.embedding(x), state)
            return self.head(y).swapaxes(1, 2), state

        def backward(self, dlogits):  # torch: autograd
            dy = self.head.backward(dlogits.swapaxes(1, 2))
            dx, _ = self.rnn.backward(dy)  # what comes after the last step sends no gradient back
            return self.embedding.backward(dx)

    return Characters()


def _recurrent(nn, cell, forget_bias, *sizes):
    if cell not in CELLS:
        raise ValueError(f"cell is {cell!r}, expected one of {', '.join(CELLS)}")
    rnn = getattr(nn, cell)(*sizes, batch_first=True)
    return rnn if forget_bias is None else open_forget_gates(rnn, forget_bias)


def open_forget_gates(lstm, bias):
    """Start an LSTM of either backend with forget gates σ(bias) where it adds up nothing else; returns it."""
    if type(lstm).__name__ != "LSTM":
        raise ValueError(f"open_forget_gates: got a {type(lstm).__name__}, expected an LSTM: no other has forget gates")
    forget = slice(lstm.hidden_size, 2 * lstm.hidden_size)  # the gates are i, f, g, o
    for layer in range(lstm.num_layers):
        getattr(lstm, f"bias_ih_l{layer}").data[forget] = bias
        getattr(lstm, f"bias_hh_l{layer}").data[forget] = 0
    return lstm


ARCHITECTURES = {
    build.__name__: build
    for build in (
        linear,
        mlp,
        cnn,
        digits_cnn,
        generator,
        discriminator,
        digit_generator,
        digit_discriminator,
        last_symbol,
        characters,
    )
}


def pretrained(name):
    """A model of `dlcore.nn` with trained weights, in evaluation mode; `about(name)` says what made them."""
    state = _weights("pretrained", name)
    made = json.loads(str(state.pop("about")))
    with random.untouched():  # the initial weights are drawn for nothing: no later number may depend on that
        model = ARCHITECTURES[made["architecture"]](numpy_nn, **made["arguments"])
    model.load_state_dict(state)
    return model.eval()


def about(name):
    """What made the weights of `pretrained(name)`, as a dict: architecture, command, seed, score with interval, …"""
    return json.loads(str(_weights("about", name)["about"]))


def _weights(caller, name):
    """{name: array} in one file of dlcore/weights."""
    folder = files("dlcore").joinpath("weights")
    there = sorted(file.name.removesuffix(".npz") for file in folder.iterdir() if file.name.endswith(".npz"))
    if name not in there:
        raise ValueError(f"{caller}: there are no weights {name!r}, expected one of {', '.join(there)}")
    with folder.joinpath(f"{name}.npz").open("rb") as file:
        return dict(np.load(file, allow_pickle=False))
