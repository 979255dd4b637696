"""RMSprop: each parameter has a step of its own, measured by the size of its recent slopes."""

import numpy as np

from .optimizer import Optimizer


class RMSprop(Optimizer):
    """Divides the gradient by the root of its recent mean square, so that all parameters move at a similar pace.

    Equations, all elementwise
        g ← ∂L/∂θ + λ θ                        λ = weight_decay
        s ← α s + (1 − α) g²                   the recent mean square of g
        θ ← θ − η g / (√s + ε)                 ε stands outside the root                (3.18)
        a ← α a + (1 − α) g                    centered: s − a², the variance, stands under the root
        v ← μ v + g / (√s + ε),  θ ← θ − η v   momentum μ > 0
    Defaults
        η = lr = 0.01, α = alpha = 0.99, ε = eps = 1e-8, λ = 0, μ = 0; maximize steps along the gradient
    State
        square_avg s, grad_avg a, momentum_buffer v: the shape of the parameter, 0 at first; step: a count
    Source
        torch.optim.RMSprop; Tieleman & Hinton (2012), lecture 6.5; centered: Graves, arXiv:1308.0850
    """

    refused = ("capturable", "foreach", "differentiable")

    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        capturable=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        settings = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, settings)

    def check(self, group):
        self.not_negative(group, "lr", "eps", "weight_decay", "momentum")
        if not 0 <= group["alpha"] < 1:
            raise ValueError(f"RMSprop: alpha is {group['alpha']!r}, expected a number from 0 to below 1")

    def update(self, parameter, state, group):
        alpha = group["alpha"]
        gradient = -parameter.grad if group["maximize"] else parameter.grad
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data
        state["step"] = float(state.get("step", 0)) + 1
        square = state["square_avg"] = alpha * state.get("square_avg", 0) + (1 - alpha) * gradient**2
        if group["centered"]:
            average = state["grad_avg"] = alpha * state.get("grad_avg", 0) + (1 - alpha) * gradient
            square = square - average**2
        step = gradient / (np.sqrt(square) + group["eps"])
        if group["momentum"]:
            step = state["momentum_buffer"] = group["momentum"] * state.get("momentum_buffer", 0) + step
        parameter.data -= group["lr"] * step
