"""Quadratic losses and the descents on them: where a learning rate can be understood completely.

Near a minimum every smooth loss looks like a quadratic, so what is exact here is what to expect there.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Quadratic:
    """A loss with constant curvature.

    Equations
        L(w)  = c + ½ (w − m)ᵀ H (w − m)
        ∇L(w) = H (w − m)
    Shapes
        w, minimum m (D,); hessian H (D, D), symmetric; offset c ()
    """

    hessian: np.ndarray
    minimum: np.ndarray = field(default_factory=lambda: np.zeros(2))
    offset: float = 0.0

    @classmethod
    def least_squares(cls, x, y):
        """The mean squared error of a linear model x w, as a function of w: x (N, D), y (N,)."""
        minimum = np.linalg.lstsq(x, y, rcond=None)[0]
        return cls(2 / len(y) * x.T @ x, minimum, float(np.mean((x @ minimum - y) ** 2)))

    def loss(self, w):
        """L for one w (D,) or for many (..., D)."""
        d = np.asarray(w) - self.minimum
        return self.offset + 0.5 * np.sum(d @ self.hessian * d, axis=-1)

    def gradient(self, w):
        return self.hessian @ (w - self.minimum)

    @property
    def curvatures(self):
        """The eigenvalues of the Hessian, rising."""
        return np.linalg.eigvalsh(self.hessian)


BOWL = Quadratic(np.diag([1.0, 1.0]))
RAVINE = Quadratic(np.diag([1.0, 9.0]))
SADDLE = Quadratic(np.diag([1.0, -1.0]))


def stability_limit(curvatures, momentum=0.0, nesterov=False):
    """The learning rate from which a descent on a quadratic no longer settles.

    Equations, for the error e along an eigenvector with curvature λ; β = momentum, a = 1 − ηλ
        plain       eₜ₊₁ = a eₜ                          settles for 0 < η < 2 / λ
        heavy ball  eₜ₊₁ = (β + a) eₜ − β eₜ₋₁            settles for 0 < η < 2 (1 + β) / λ
        nesterov    eₜ₊₁ = (1 + β) a eₜ − β a eₜ₋₁        settles for 0 < η < 2 (1 + β) / ((1 + 2 β) λ)
        one rate serves all directions, so the largest curvature decides: plain (3.6), with momentum (3.17)
    Returns
        the limit for λmax; 0.0 where a curvature is negative: there e grows for every η > 0
    Source
        heavy ball: Polyak (1964); nesterov in the form of torch.optim.SGD
    """
    if not 0 <= momentum < 1:
        raise ValueError(f"stability_limit: momentum is {momentum!r}, expected a number from 0 to below 1")
    steepest, flattest = np.max(curvatures), np.min(curvatures)
    if flattest < -1e-12 * steepest:  # a curvature of zero may come out of rounding slightly negative
        return 0.0
    limit = 2 * (1 + momentum) / (1 + 2 * momentum if nesterov else 1)
    return float(limit / steepest) if steepest > 0 else np.inf


def descend(gradient, w, rate, steps, momentum=0.0, nesterov=False):
    """Gradient descent (3.4), with momentum as torch's SGD: the start and every point reached, (steps + 1, D)."""
    path, b = [np.array(w, dtype=float)], 0.0
    for _ in range(steps):
        g = gradient(path[-1])
        b = momentum * b + g  # without momentum b = g
        path.append(path[-1] - rate * (g + momentum * b if nesterov else b))
    return np.array(path)
