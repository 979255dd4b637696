"""Gradient descent, with momentum where wanted."""

from .optimizer import Optimizer


class SGD(Optimizer):
    """Steps against the gradient. "Stochastic" is the batch it came from, of which this class knows nothing.

    Equations
        g ← ∂L/∂θ + λ θ                        λ = weight_decay
        θ ← θ − η ∂L/∂θ                        η = lr; plain gradient descent           (3.4)
        b ← β b + g,  θ ← θ − η b              β = momentum; the first step has b = g   (3.15)
        b ← β b + g,  θ ← θ − η (g + β b)      nesterov                                 (3.16)
    Source
        torch.optim.SGD: the learning rate stays outside the buffer b; maximize steps along the gradient;
        momentum: Polyak (1964); nesterov: Nesterov (1983)
    """

    refused = ("dampening", "foreach", "differentiable", "fused")

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, settings)

    def check(self, group):
        self.not_negative(group, "lr", "momentum", "weight_decay")
        if group["nesterov"] and not group["momentum"] > 0:
            raise ValueError("SGD: nesterov=True needs a momentum above 0")

    def update(self, parameter, state, group):
        gradient = -parameter.grad if group["maximize"] else parameter.grad
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data
        if group["momentum"]:
            buffer = state.get("momentum_buffer")
            buffer = gradient.copy() if buffer is None else group["momentum"] * buffer + gradient
            state["momentum_buffer"] = buffer
            gradient = gradient + group["momentum"] * buffer if group["nesterov"] else buffer
        parameter.data -= group["lr"] * gradient
