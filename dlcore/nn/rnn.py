"""RNN: a hidden state that every step mixes with its input and squashes."""

import numpy as np

from .recurrent import RNNBase


def tanh_slope(h):
    """tanh′(a) = 1 − h², from the output h = tanh a."""
    return 1 - h * h


def relu(a):
    return np.maximum(a, 0)


def relu_slope(h):
    """1 where h > 0, else 0."""
    return (h > 0).astype(h.dtype)


NONLINEARITIES = {"tanh": (np.tanh, tanh_slope), "relu": (relu, relu_slope)}


def rnn_step(a, h_prev, weight_hh, f=np.tanh):
    """One step (7.2): h = f(a + h_prev W_hhᵀ), where a (N, H) is what the input adds up to."""
    return f(a + h_prev @ weight_hh.T)


def rnn_step_back(dh, slope, weight_hh):
    """One step back (7.3): (gradient of what f was taken of, gradient of h_prev); slope = f′ there."""
    da = dh * slope
    return da, da @ weight_hh


class RNN(RNNBase):
    """Recurrent layers, each with a hidden state h.

    Equations, for t = 1 … T
        aₜ = xₜ W_ihᵀ + b_ih + hₜ₋₁ W_hhᵀ + b_hh          hₜ = f(aₜ)          f: tanh or relu              (7.2)
        daₜ = (dyₜ + daₜ₊₁ W_hh) f′(aₜ)                   dxₜ = daₜ W_ih                                   (7.3)
        dW_ih = Σₜ daₜᵀ xₜ     dW_hh = Σₜ daₜᵀ hₜ₋₁       db_ih = db_hh = Σₜ Σₙ daₜ                        (7.4)
    Shapes, L = num_layers
        x (T, N, input_size) → y (T, N, H), h (L, N, H); (N, T, ·) with batch_first; one sequence: without N
        rnn(x, h₀) → (y, h_T)          rnn.backward(dy, dh_T) → (dx, dh₀); None for dy or dh_T is zero
    Parameters, in each layer l
        weight_ih_l (H, input_size, or H above the first layer), weight_hh_l (H, H), bias_ih_l (H,), bias_hh_l (H,):
        all U(−1/√H, 1/√H). As in torch there are two biases, though only their sum matters.
    Source
        torch.nn.RNN; Elman (1990), Finding structure in time, Cognitive Science 14, 179–211
    """

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        nonlinearity="tanh",
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
        *,
        generator=None,
    ):
        if nonlinearity not in NONLINEARITIES:
            raise ValueError(f"RNN: nonlinearity is {nonlinearity!r}, expected 'tanh' or 'relu'")
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, generator)
        self.nonlinearity = nonlinearity

    def sweep(self, a, state, weight_hh, bias_hh):
        f, _ = NONLINEARITIES[self.nonlinearity]
        h = np.concatenate([state, np.empty_like(a)])  # (T + 1, N, H): h₀ … h_T
        for t in range(len(a)):
            h[t + 1] = rnn_step(a[t], h[t], weight_hh, f)
        return h[1:], [h[-1]], h

    def sweep_back(self, dy, d_state, weight_hh, h):
        _, slope_of = NONLINEARITIES[self.nonlinearity]
        da = np.empty_like(h[1:])
        slopes = slope_of(h[1:])  # they need no gradient: all steps at once
        (dh,) = d_state
        for t in reversed(range(len(da))):
            da[t], dh = rnn_step_back(dy[t] + dh, slopes[t], weight_hh)
        return da, da, h[:-1], [dh]

    def extra_repr(self):
        return super().extra_repr() + (f", nonlinearity={self.nonlinearity!r}" if self.nonlinearity != "tanh" else "")
