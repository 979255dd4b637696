"""What RNN, LSTM and GRU have in common: parameters, shapes, and which product is made where."""

import math

import numpy as np

from ..random import generator as generator_or_default
from .functional import sum_rows
from .module import Module
from .parameter import Parameter

PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class RNNBase(Module):
    """Layers of a recurrent cell, each fed with the output sequence of the one below.

    What a step adds up of its input needs no state: one product for all steps, before the loop. The gradients of
    the weights are one product each, after the loop back. Only the state goes step by step.

    A subclass writes `sweep` and `sweep_back`: the loop of one layer over the steps, and the loop back.
    """

    gates = 1  # the weights have gates · H rows
    states = ("h",)  # what one step hands to the next
    apart = False  # whether bias_hh must stay apart from what the input adds up to
    refused = ("dropout", "bidirectional", "device", "dtype")

    def __init__(self, input_size, hidden_size, num_layers, bias, batch_first, generator):
        super().__init__()
        for name, value in {"input_size": input_size, "hidden_size": hidden_size, "num_layers": num_layers}.items():
            if not isinstance(value, int | np.integer) or value < 1:
                raise ValueError(f"{type(self).__name__}: {name} is {value!r}, expected a positive integer")
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bool(bias)
        self.batch_first = bool(batch_first)
        draw, bound = generator_or_default(generator).uniform, 1 / math.sqrt(hidden_size)
        rows = self.gates * hidden_size
        for layer in range(num_layers):
            shapes = (rows, hidden_size if layer else input_size), (rows, hidden_size), (rows,), (rows,)
            for part, shape in zip(PARTS if bias else PARTS[:2], shapes, strict=False):
                setattr(self, f"{part}_l{layer}", Parameter(draw(-bound, bound, shape).astype(np.float32)))

    def sweep(self, a, state, weight_hh, bias_hh):
        """(y, final state, cache) of one layer: a = x W_ihᵀ + b_ih (T, N, rows), each state (N, H), y (T, N, H)."""
        raise NotImplementedError(f"{type(self).__name__} has no sweep: write one")

    def sweep_back(self, dy, d_state, weight_hh, cache):
        """(da, gradient of h_prev W_hhᵀ + b_hh, h_prev, gradient of the initial state) of one layer."""
        raise NotImplementedError(f"{type(self).__name__} has no sweep_back: write it beside sweep")

    def forward(self, x, state=None):
        x = self._checked_input(x)
        state = self._checked_state("state", state, x.shape)
        axes, y = x.ndim, self._steps_first(x)
        finals, caches = [], []
        for layer in range(self.num_layers):
            weight_ih, weight_hh, bias_ih, bias_hh = self._parts(layer)
            steps, batch, features = y.shape
            rows = y.reshape(steps * batch, features)
            a = rows @ weight_ih.T
            if self.bias:
                a += bias_ih.data if self.apart else bias_ih.data + bias_hh.data
            a = a.reshape(steps, batch, a.shape[1])
            # laid out by columns, so that the product with W_hhᵀ at each step reads memory in order
            weight_hh = np.asfortranarray(weight_hh.data)
            bias_hh = bias_hh.data if self.bias else a.dtype.type(0)
            y, final, cache = self.sweep(a, [s[layer] for s in state], weight_hh, bias_hh)
            finals.append(final)
            caches.append((rows, cache))
        return self.keep(self._as_given(y, axes), caches), self._states_as_given(finals, axes)

    def backward(self, d_output, d_state=None):
        """(gradient of the input, of the initial state). None, also for a part of a state, is a gradient of zero."""
        if self.cache is not None:
            d_state = self._checked_state("gradient of the state", d_state, self.cache[0])
            d_output = np.zeros(self.cache[0]) if d_output is None else d_output
        d_output, caches = self.consume(d_output)
        axes, dy = d_output.ndim, self._steps_first(d_output)
        initials = []
        for layer in reversed(range(self.num_layers)):
            weight_ih, weight_hh, bias_ih, bias_hh = self._parts(layer)
            rows, cache = caches[layer]
            *gradients, h_prev, initial = self.sweep_back(dy, [d[layer] for d in d_state], weight_hh.data, cache)
            initials.insert(0, initial)
            # every step and example is a row now: the sums over them are products
            da, dah = (d.reshape(len(rows), d.shape[2]) for d in gradients)
            weight_ih.accumulate(da.T @ rows)
            weight_hh.accumulate(dah.T @ h_prev.reshape(len(rows), self.hidden_size))
            if self.bias:
                bias_ih.accumulate(sum_rows(da))
                bias_hh.accumulate(sum_rows(dah))
            if layer or self.input_gradient:
                dy = (da @ weight_ih.data).reshape(*dy.shape[:2], rows.shape[1])
        dx = self._as_given(dy, axes) if self.input_gradient else None
        return dx, self._states_as_given(initials, axes)

    def _parts(self, layer):
        """The four Parameters of a layer, None for a bias that is not there."""
        return [getattr(self, f"{part}_l{layer}", None) for part in PARTS]

    def _checked_input(self, x):
        x = self.cast(x, self.weight_ih_l0.dtype)
        if x.ndim not in (2, 3) or x.shape[-1] != self.input_size:
            axes = "N T D" if self.batch_first else "T N D"
            raise ValueError(
                f"{type(self).__name__}: input has shape {x.shape}, expected axes {axes}, or T D for one sequence, "
                f"with input_size={self.input_size} on the last"
            )
        if x.shape[1 if x.ndim == 3 and self.batch_first else 0] == 0:
            raise ValueError(f"{type(self).__name__}: input has shape {x.shape}, expected one step or more")
        return x

    def _checked_state(self, what, state, like):
        """Each part of a state, or of its gradient, as (num_layers, N, H); `like` has the shape of input or output."""
        name = type(self).__name__
        if state is None:
            state = (None,) * len(self.states)
        elif len(self.states) == 1:
            state = (state,)
        elif not isinstance(state, tuple | list) or len(state) != len(self.states):
            came = f"{len(state)} arrays" if isinstance(state, tuple | list) else f"a {type(state).__name__}"
            raise TypeError(f"{name}: {what} is {came}, expected the tuple ({', '.join(self.states)})")
        batch = () if len(like) == 2 else like[:1] if self.batch_first else like[1:2]
        shape = (self.num_layers, *batch, self.hidden_size)
        parts = [self.cast(np.zeros(shape) if part is None else part, self.weight_ih_l0.dtype) for part in state]
        for letter, part in zip(self.states, parts, strict=True):
            if part.shape != shape:
                axes = "num_layers N H" if batch else "num_layers H"
                raise ValueError(f"{name}: {what} {letter} has shape {part.shape}, expected {shape}, axes {axes}")
        return [part if batch else part[:, None] for part in parts]

    def _steps_first(self, x):
        """x with axes T N ·, from what was given."""
        if x.ndim == 2:
            return x[:, None]
        return x.swapaxes(0, 1) if self.batch_first else x

    def _as_given(self, y, axes):
        """y (T, N, ·) with as many axes as were given, in their order."""
        if axes == 2:
            return y[:, 0]
        return y.swapaxes(0, 1) if self.batch_first else y

    def _states_as_given(self, layers, axes):
        """Each part of the state as (num_layers, N, H) from [the parts (N, H)] of each layer."""
        parts = (np.stack(part) for part in zip(*layers, strict=True))
        parts = tuple(part[:, 0] if axes == 2 else part for part in parts)
        return parts if len(parts) > 1 else parts[0]

    def extra_repr(self):
        settings = {"num_layers": 1, "bias": True, "batch_first": False}
        changed = [f"{n}={getattr(self, n)}" for n, usual in settings.items() if getattr(self, n) != usual]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *changed])
