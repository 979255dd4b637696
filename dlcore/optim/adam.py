"""Adam and AdamW: momentum and a step of its own for each parameter, both corrected for their start at zero."""

import numpy as np

from .optimizer import Optimizer


class Adam(Optimizer):
    """Divides a mean of the recent gradients by the root of their recent mean square.

    Both means start at 0 and would be too small at first; 1 − βᵗ is the share of them that is filled after t
    steps, so dividing by it makes them right from the first step on.

    Equations, all elementwise
        g ← ∂L/∂θ + λ θ                        λ = weight_decay
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)  t = 1 for the first step
        θ ← θ − η m̂ / (√v̂ + ε)                 ε stands outside the root              (3.19)
        u ← max(u, v)                          amsgrad: u takes the place of v in v̂
    Defaults
        η = lr = 0.001, (β₁, β₂) = betas = (0.9, 0.999), ε = eps = 1e-8, λ = 0; maximize steps along the gradient
    State
        exp_avg m, exp_avg_sq v, max_exp_avg_sq u: the shape of the parameter, 0 at first; step t: a count
    Source
        torch.optim.Adam; Kingma & Ba, arXiv:1412.6980; amsgrad: Reddi, Kale & Kumar, arXiv:1904.09237
    """

    refused = ("foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay")

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, settings)

    def check(self, group):
        self.not_negative(group, "lr", "eps", "weight_decay")
        betas = group["betas"]
        if np.shape(betas) != (2,) or not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"{type(self).__name__}: betas is {betas!r}, expected two numbers from 0 to below 1")

    def update(self, parameter, state, group):
        beta1, beta2 = group["betas"]
        gradient = -parameter.grad if group["maximize"] else parameter.grad
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data
        t = state["step"] = float(state.get("step", 0)) + 1
        m = state["exp_avg"] = beta1 * state.get("exp_avg", 0) + (1 - beta1) * gradient
        v = state["exp_avg_sq"] = beta2 * state.get("exp_avg_sq", 0) + (1 - beta2) * gradient**2
        if group["amsgrad"]:
            v = state["max_exp_avg_sq"] = np.maximum(state.get("max_exp_avg_sq", 0), v)
        scale = np.sqrt(v / (1 - beta2**t)) + group["eps"]
        parameter.data -= group["lr"] / (1 - beta1**t) * m / scale


class AdamW(Adam):
    """Adam with its weight decay decoupled: it shrinks the parameters and does not enter the gradient.

    In Adam, λ θ is divided by √v̂ like the rest of the gradient, so a parameter with large slopes hardly decays.
    Here all decay alike.

    Equations, all elementwise
        θ ← θ − η λ θ                          λ = weight_decay; then the step of Adam with λ = 0
    Defaults
        as Adam, but λ = 0.01
    Source
        torch.optim.AdamW; Loshchilov & Hutter, arXiv:1711.05101
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=1e-2,
        amsgrad=False,
        *,
        maximize=False,
        foreach=None,
        capturable=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def update(self, parameter, state, group):
        parameter.data *= 1 - group["lr"] * group["weight_decay"]
        super().update(parameter, state, {**group, "weight_decay": 0})
