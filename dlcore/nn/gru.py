"""GRU: one gate decides how much of the state is replaced, another what the new one may see of it."""

import numpy as np

from .recurrent import RNNBase


def gru_step(a, h_prev, weight_hh, bias_hh=0):
    """One step: (h, gates, m) from a (N, 3H), what the input adds up to. gates holds r, z, n side by side."""
    hidden = h_prev.shape[-1]
    ah = h_prev @ weight_hh.T + bias_hh
    m = ah[..., 2 * hidden :]
    rz = np.tanh((a[..., : 2 * hidden] + ah[..., : 2 * hidden]) / 2) / 2 + 0.5
    n = np.tanh(a[..., 2 * hidden :] + rz[..., :hidden] * m)
    z = rz[..., hidden:]
    return (1 - z) * n + z * h_prev, np.concatenate([rz, n], axis=-1), m


def parts(gates):
    """r, z, n, each (…, H), from (…, 3H)."""
    hidden = gates.shape[-1] // 3
    return [gates[..., k * hidden : (k + 1) * hidden] for k in range(3)]


def gru_slopes(gates, m, h_prev):
    """What a step lets through: ∂h/∂(h_prev W_hhᵀ + b_hh) for r, z and n (…, 3H), and ∂h/∂a for n."""
    r, z, n = parts(gates)
    slopes = np.empty_like(gates)
    dr, dz, dn = parts(slopes)
    slope_n = (1 - z) * (1 - n * n)  # h = (1 − z) n + z h_prev
    dr[:] = slope_n * m * r * (1 - r)  # n = tanh(a + r m)
    dz[:] = (h_prev - n) * z * (1 - z)
    dn[:] = slope_n * r
    return slopes, slope_n


def gru_step_back(dh, z, slopes, weight_hh):
    """One step back: (gradient of h_prev W_hhᵀ + b_hh, gradient of h_prev)."""
    dah = slopes * np.concatenate([dh, dh, dh], axis=-1)
    return dah, dah @ weight_hh + dh * z


class GRU(RNNBase):
    """Recurrent layers with a hidden state h that gates guard: gated recurrent units.

    Equations, for t = 1 … T; rows of the weights in the order r, z, n, as in torch
        aₜ = xₜ W_ihᵀ + b_ih        mₜ = hₜ₋₁ W_hhᵀ + b_hh
        r = σ(aʳ + mʳ)              reset gate: how much of the old state the new one may see
        z = σ(aᶻ + mᶻ)              update gate: how much of the old state stays
        n = tanh(aⁿ + r mⁿ)         as in torch r is taken times mⁿ, after the product with the weights    (7.14)
        hₜ = (1 − z) n + z hₜ₋₁                                                                            (7.15)
        dhₜ = dyₜ + dhₜ₊₁ zₜ₊₁ + dmₜ₊₁ W_hh
        daⁿ = dhₜ (1 − z) (1 − n²)     daᶻ = dhₜ (hₜ₋₁ − n) z (1 − z)     daʳ = daⁿ mⁿ r (1 − r)
        dmʳ = daʳ     dmᶻ = daᶻ     dmⁿ = daⁿ r
        dxₜ = daₜ W_ih     dW_ih = Σₜ daₜᵀ xₜ     dW_hh = Σₜ dmₜᵀ hₜ₋₁     db_ih = Σₜ Σₙ daₜ     db_hh = Σₜ Σₙ dmₜ
    Shapes, L = num_layers
        x (T, N, input_size) → y (T, N, H), h (L, N, H); (N, T, ·) with batch_first; one sequence: without N
        gru(x, h₀) → (y, h_T)          gru.backward(dy, dh_T) → (dx, dh₀); None for dy or dh_T is zero
    Parameters, in each layer l
        weight_ih_l (3H, input_size, or H above the first layer), weight_hh_l (3H, H), bias_ih_l (3H,), bias_hh_l (3H,):
        all U(−1/√H, 1/√H)
    Source
        torch.nn.GRU; Cho et al. (2014), arXiv:1406.1078, where r comes before the product with the weights
    """

    gates = 3
    apart = True

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
        *,
        generator=None,
    ):
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, generator)

    def sweep(self, a, state, weight_hh, bias_hh):
        m = np.empty((*a.shape[:2], self.hidden_size), a.dtype)
        h = np.concatenate([state, np.empty_like(m)])  # (T + 1, N, H): h₀ … h_T
        for t in range(len(a)):
            h[t + 1], a[t], m[t] = gru_step(a[t], h[t], weight_hh, bias_hh)  # the gates take the place of a
        return h[1:], [h[-1]], (h, a, m)

    def sweep_back(self, dy, d_state, weight_hh, cache):
        h, gates, m = cache
        _, z, _ = parts(gates)
        dah, slope_n = gru_slopes(gates, m, h[:-1])  # they need no gradient: all steps at once
        dhs = np.empty_like(m)
        (dh,) = d_state
        for t in reversed(range(len(dah))):
            dhs[t] = dy[t] + dh
            dah[t], dh = gru_step_back(dhs[t], z[t], dah[t], weight_hh)
        da = dah.copy()
        parts(da)[2][:] = dhs * slope_n  # the one gate whose two sums do not meet as equals: r stands between
        return da, dah, h[:-1], [dh]
