"""LSTM: a cell state that gates guard, so that it can stay as it is."""

import functools

import numpy as np

from .recurrent import RNNBase


def lstm_step(a, h_prev, c_prev, weight_hh):
    """One step: (h, c, gates) from a (N, 4H), what the input adds up to. gates holds i, f, g, o side by side."""
    gates = h_prev @ weight_hh.T
    gates += a
    squash(gates)
    i, f, g, o = parts(gates)
    c = f * c_prev
    c += i * g
    return o * np.tanh(c), c, gates


def squash(a):
    """Replaces sums by gates: σ for i, f and o, tanh for g, in one pass, as σ(a) = ½ + ½ tanh(½ a)."""
    half, shift = _half_and_shift(a.shape, a.dtype)
    a *= half
    np.tanh(a, out=a)
    a *= half
    a += shift


@functools.lru_cache(16)
def _half_and_shift(shape, dtype):
    """½ and ½ for i, f and o, 1 and 0 for g. Written out in full they cost half the time of a row broadcast."""
    half = np.repeat(np.array([0.5, 0.5, 1, 0.5], dtype), shape[-1] // 4)
    return np.tile(half, (*shape[:-1], 1)), np.tile(1 - half, (*shape[:-1], 1))


def parts(gates):
    """i, f, g, o, each (…, H), from (…, 4H)."""
    hidden = gates.shape[-1] // 4
    i, f = gates[..., :hidden], gates[..., hidden : 2 * hidden]
    g, o = gates[..., 2 * hidden : 3 * hidden], gates[..., 3 * hidden :]
    return i, f, g, o


def lstm_slopes(gates, c_prev, c):
    """What a step lets through: (∂c/∂a for i, f and g, ∂h/∂a for o: (…, 4H); ∂h/∂c)."""
    i, f, g, o = parts(gates)
    tanh_c = np.tanh(c)
    slopes = np.empty_like(gates)
    di, df, dg, do = parts(slopes)
    di[:] = g * i * (1 - i)  # c = f c_prev + i g
    df[:] = c_prev * f * (1 - f)
    dg[:] = i * (1 - g * g)
    do[:] = tanh_c * o * (1 - o)  # h = o tanh c
    return slopes, o * (1 - tanh_c * tanh_c)


def lstm_step_back(dh, dc, f, slopes, slope_h, weight_hh):
    """One step back: (gradient of what the gates were taken of, of h_prev, of c_prev)."""
    dc = dc + dh * slope_h  # c has two ways on: to the next step, and through h
    da = slopes * np.concatenate([dc, dc, dc, dh], axis=-1)
    return da, da @ weight_hh, dc * f


class LSTM(RNNBase):
    """Recurrent layers with a cell state c beside the hidden state h: long short-term memory.

    Equations, for t = 1 … T
        aₜ = xₜ W_ihᵀ + b_ih + hₜ₋₁ W_hhᵀ + b_hh          rows of the weights in the order i, f, g, o, as in torch
        i = σ(aⁱ)     f = σ(aᶠ)     o = σ(aᵒ)             input, forget and output gate; f = 1 keeps all
        g = tanh(aᵍ)                                      what is to be written                            (7.10)
        cₜ = f cₜ₋₁ + i g (7.8)     hₜ = o tanh(cₜ)                                                        (7.9)
        dhₜ = dyₜ + daₜ₊₁ W_hh      dcₜ = dcₜ₊₁ fₜ₊₁ + dhₜ o (1 − tanh² cₜ)                                (7.11)
        daⁱ = dcₜ g i (1 − i)       daᶠ = dcₜ cₜ₋₁ f (1 − f)
        daᵍ = dcₜ i (1 − g²)        daᵒ = dhₜ tanh(cₜ) o (1 − o)                                           (7.12)
        dx and the gradients of the weights as in RNN
    Shapes, L = num_layers
        x (T, N, input_size) → y (T, N, H), h and c (L, N, H); (N, T, ·) with batch_first; one sequence: without N
        lstm(x, (h₀, c₀)) → (y, (h_T, c_T))          lstm.backward(dy, (dh_T, dc_T)) → (dx, (dh₀, dc₀)); None is zero
    Parameters, in each layer l
        weight_ih_l (4H, input_size, or H above the first layer), weight_hh_l (4H, H), bias_ih_l (4H,), bias_hh_l (4H,):
        all U(−1/√H, 1/√H)
    Source
        torch.nn.LSTM; Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9, 1735–1780;
        Gers, Schmidhuber & Cummins (2000), Learning to forget, Neural Computation 12, 2451–2471 (the forget gate)
    """

    gates = 4
    states = ("h", "c")
    refused = (*RNNBase.refused, "proj_size")

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
        *,
        generator=None,
    ):
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, generator)

    def sweep(self, a, state, weight_hh, bias_hh):
        h, c = (np.concatenate([s[None], np.empty((len(a), *s.shape), s.dtype)]) for s in state)  # (T + 1, N, H)
        for t in range(len(a)):
            h[t + 1], c[t + 1], a[t] = lstm_step(a[t], h[t], c[t], weight_hh)  # the gates take the place of a
        return h[1:], [h[-1], c[-1]], (h, c, a)

    def sweep_back(self, dy, d_state, weight_hh, cache):
        h, c, gates = cache
        f = parts(gates)[1]
        da, slope_h = lstm_slopes(gates, c[:-1], c[1:])  # they need no gradient: all steps at once
        dh, dc = d_state
        for t in reversed(range(len(da))):
            da[t], dh, dc = lstm_step_back(dy[t] + dh, dc, f[t], da[t], slope_h[t], weight_hh)
        return da, da, h[:-1], [dh, dc]
