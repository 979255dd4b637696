"""Activations that act on each element: y = f(x), dx = dy f′(x) (1.6).

None has parameters. An input of floats keeps its dtype; integers become float32.
"""

import math

import numpy as np

from .functional import erf, sigmoid, softplus
from .module import Module


class ReLU(Module):
    """Passes what is positive.

    Equations
        y  = max(x, 0)                                                                  (1.7)
        dx = dy where x > 0, else 0            the slope at 0 is 0, as in torch
    Source
        torch.nn.ReLU
    """

    refused = ("inplace",)

    def __init__(self, inplace=False):
        super().__init__()

    def forward(self, x):
        x = self.cast(x)
        return self.keep(np.maximum(x, 0), x > 0)

    def backward(self, dy):
        dy, positive = self.consume(dy)
        return dy * positive


class LeakyReLU(Module):
    """Passes what is positive, and a small share s of what is not.

    Equations
        y  = x where x > 0, else s x           s = negative_slope                       (1.8)
        dx = dy where x > 0, else s dy         the slope at 0 is s, as in torch
    Source
        torch.nn.LeakyReLU
    """

    refused = ("inplace",)

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, x):
        x = self.cast(x)
        slope = np.where(x > 0, 1, self.negative_slope).astype(x.dtype)
        return self.keep(slope * x, slope)

    def backward(self, dy):
        dy, slope = self.consume(dy)
        return dy * slope

    def extra_repr(self):
        return f"negative_slope={self.negative_slope}"


class Sigmoid(Module):
    """Squashes into (0, 1).

    Equations
        y  = σ(x) = 1 / (1 + e⁻ˣ)                                                       (1.3)
        dx = dy y (1 − y)                                                               (1.5)
    Source
        torch.nn.Sigmoid
    """

    def forward(self, x):
        y = sigmoid(self.cast(x))
        return self.keep(y, y)

    def backward(self, dy):
        dy, y = self.consume(dy)
        return dy * y * (1 - y)


class Tanh(Module):
    """Squashes into (−1, 1).

    Equations
        y  = tanh x = 2σ(2x) − 1                                                        (1.4)
        dx = dy (1 − y²)                                                                (1.5)
    Source
        torch.nn.Tanh
    """

    def forward(self, x):
        y = np.tanh(self.cast(x))
        return self.keep(y, y)

    def backward(self, dy):
        dy, y = self.consume(dy)
        return dy * (1 - y * y)


class ELU(Module):
    """Passes what is positive; below zero an exponential that levels off at −α.

    Equations
        y  = x where x > 0, else α (eˣ − 1)                                             (1.9)
        dx = dy where x > 0, else dy α eˣ      the slope at 0 is α, as in torch
    Source
        torch.nn.ELU; Clevert, Unterthiner & Hochreiter (2015), arXiv:1511.07289
    """

    refused = ("inplace",)

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha = alpha

    def forward(self, x):
        x = self.cast(x)
        y = np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))
        return self.keep(y, x)

    def backward(self, dy):
        dy, x = self.consume(dy)
        return dy * np.where(x > 0, 1, self.alpha * np.exp(np.minimum(x, 0)))

    def extra_repr(self):
        return f"alpha={self.alpha}"


class SELU(ELU):
    """An ELU scaled so that a standard normal input comes out with mean 0 and variance 1 again.

    Equations
        y  = λ x where x > 0, else λ α (eˣ − 1)        λ ≈ 1.0507, α ≈ 1.6733           (1.10)
        dx = λ dy where x > 0, else λ α dy eˣ          the slope at 0 is λ α, as in torch
    Source
        torch.nn.SELU; Klambauer, Unterthiner, Mayr & Hochreiter (2017), arXiv:1706.02515
    """

    scale = 1.0507009873554804934193349852946

    def __init__(self, inplace=False):
        super().__init__(alpha=1.6732632423543772848170429916717)

    def forward(self, x):
        return self.scale * super().forward(x)

    def backward(self, dy):
        return self.scale * super().backward(dy)

    def extra_repr(self):
        return ""


class SiLU(Module):
    """The input, weighted by its own sigmoid.

    Equations
        y  = x σ(x)                                                                     (1.12)
        dx = dy σ(x) (1 + x (1 − σ(x)))
    Source
        torch.nn.SiLU
    """

    refused = ("inplace",)

    def __init__(self, inplace=False):
        super().__init__()

    def forward(self, x):
        x = self.cast(x)
        s = sigmoid(x)
        return self.keep(x * s, x, s)

    def backward(self, dy):
        dy, x, s = self.consume(dy)
        return dy * s * (1 + x * (1 - s))


class Softplus(Module):
    """A smooth ReLU.

    Equations
        y  = log(1 + e^βx) / β                 y = x where βx > threshold, as in torch  (1.11)
        dx = dy σ(βx)                          dx = dy there
    Source
        torch.nn.Softplus
    """

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        if not beta > 0:
            raise ValueError(f"Softplus: beta is {beta!r}, expected a positive number")
        self.beta = beta
        self.threshold = threshold

    def forward(self, x):
        x = self.cast(x)
        z = self.beta * x
        straight = z > self.threshold
        return self.keep(np.where(straight, x, softplus(z) / self.beta), z, straight)

    def backward(self, dy):
        dy, z, straight = self.consume(dy)
        return np.where(straight, dy, dy * sigmoid(z))

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class GELU(Module):
    """The input, weighted by the probability Φ(x) that a standard normal number is smaller.

    Equations
        y  = x Φ(x)            Φ(x) = (1 + erf(x/√2)) / 2                               (1.13)
        dx = dy (Φ(x) + x φ(x))                φ = Φ′, the normal density
        approximate="tanh":    Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, and φ its derivative
    Source
        torch.nn.GELU; Hendrycks & Gimpel (2016), arXiv:1606.08415
    """

    def __init__(self, approximate="none"):
        super().__init__()
        if approximate not in ("none", "tanh"):
            raise ValueError(f"GELU: approximate is {approximate!r}, expected 'none' or 'tanh'")
        self.approximate = approximate

    def forward(self, x):
        x = self.cast(x)
        z = np.clip(x, -40, 40)  # beyond, Φ is 0 or 1 and φ is 0 in any float; powers of z stay finite
        if self.approximate == "none":
            cdf = (1 + erf(z / math.sqrt(2))) / 2
            density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        else:
            c = math.sqrt(2 / math.pi)
            t = np.tanh(c * (z + 0.044715 * z**3))
            cdf = (1 + t) / 2
            density = (1 - t * t) / 2 * c * (1 + 3 * 0.044715 * z * z)
        return self.keep(x * cdf, x, cdf, density)

    def backward(self, dy):
        dy, x, cdf, density = self.consume(dy)
        return dy * (cdf + x * density)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"
