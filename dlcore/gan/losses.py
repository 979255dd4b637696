"""The losses of the two players, each a function of logits that returns the loss and its gradients.

    loss, dreal, dfake = discriminator_loss(real, fake)       # what D minimises
    loss, dfake = non_saturating_loss(fake)                   # what G minimises

D says a logit f(x) for each sample, real or fake; D(x) = σ(f(x)) is its probability that x is real. In least
squares f(x) itself is compared with the labels 1 and 0. `LOSSES` has the pairs by name.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dlcore.nn.functional import sigmoid, softplus


class Losses(NamedTuple):
    """What each player minimises."""

    discriminator: Callable  # (real, fake, smoothing) → (loss, dreal, dfake)
    generator: Callable  # fake → (loss, dfake)


def discriminator_loss(real, fake, smoothing=0.0):
    """Binary cross-entropy with label 1 for real samples and 0 for fake ones: −V(D, G) of the minimax game.

    Equations, for the logits r of N real and f of M fake samples, s = smoothing
        L  = −1/N Σ log σ(r) − 1/M Σ log(1 − σ(f))  +  s/N Σ r          (8.2), there s = 0
        dr = (σ(r) − (1 − s)) / N
        df = σ(f) / M
    Shapes
        real (*), fake (*): each a mean of its own; loss a scalar, the gradients as the logits
    Arguments
        smoothing: the label of real samples is 1 − s (one-sided label smoothing); that of fake ones stays 0
    Source
        Goodfellow et al., arXiv:1406.2661; smoothing: Salimans et al., arXiv:1606.03498, §3.4
    """
    real, fake = _logits("discriminator_loss", real), _logits("discriminator_loss", fake)
    loss = np.mean(softplus(-real) + smoothing * real) + np.mean(softplus(fake))
    # σ(r) − 1 is −σ(−r), which keeps its digits where σ(r) is close to 1
    return loss, (smoothing - sigmoid(-real)) / real.size, sigmoid(fake) / fake.size


def minimax_loss(fake):
    """The generator's side of the minimax game: it minimises what D maximises.

    Equations, for the logits f of M fake samples
        L  = 1/M Σ log(1 − σ(f))                                        (8.7)
        df = −σ(f) / M              dies where D is sure: σ(f) → 0
    Shapes
        fake (*); loss a scalar, the gradient as the logits
    Source
        Goodfellow et al., arXiv:1406.2661, equation 1
    """
    fake = _logits("minimax_loss", fake)
    return -np.mean(softplus(fake)), -sigmoid(fake) / fake.size


def non_saturating_loss(fake):
    """The generator's usual loss: it wants D to say real.

    Equations, for the logits f of M fake samples
        L  = −1/M Σ log σ(f)                                            (8.8)
        df = −(1 − σ(f)) / M        largest where D is sure: the signs are those of the minimax loss
    Shapes
        fake (*); loss a scalar, the gradient as the logits
    Source
        Goodfellow et al., arXiv:1406.2661, §3
    """
    fake = _logits("non_saturating_loss", fake)
    return np.mean(softplus(-fake)), -sigmoid(-fake) / fake.size


def least_squares_discriminator_loss(real, fake, smoothing=0.0):
    """Squared error of D's outputs against 1 for real samples and 0 for fake ones.

    Equations, for the outputs r of N real and f of M fake samples, s = smoothing
        L  = 1/2N Σ (r − (1 − s))² + 1/2M Σ f²
        dr = (r − (1 − s)) / N
        df = f / M
    Shapes
        real (*), fake (*): each a mean of its own; loss a scalar, the gradients as the outputs
    Source
        Mao et al., arXiv:1611.04076, equation 2 with a = 0 and b = c = 1
    """
    real, fake = (_logits("least_squares_discriminator_loss", outputs) for outputs in (real, fake))
    miss = real - (1 - smoothing)
    loss = np.mean(miss * miss) / 2 + np.mean(fake * fake) / 2
    return loss, miss / real.size, fake / fake.size


def least_squares_loss(fake):
    """Squared error of D's outputs against 1, for the generator; also the samples beyond 1 are pulled back to it.

    Equations, for the outputs f of M fake samples
        L  = 1/2M Σ (f − 1)²
        df = (f − 1) / M
    Shapes
        fake (*); loss a scalar, the gradient as the outputs
    Source
        Mao et al., arXiv:1611.04076, equation 2 with c = 1
    """
    fake = _logits("least_squares_loss", fake)
    miss = fake - 1
    return np.mean(miss * miss) / 2, miss / fake.size


LOSSES = {
    "non-saturating": Losses(discriminator_loss, non_saturating_loss),
    "minimax": Losses(discriminator_loss, minimax_loss),
    "least squares": Losses(least_squares_discriminator_loss, least_squares_loss),
}


def _logits(caller, values):
    """An array of floats that is not empty."""
    values = np.asarray(values)
    if values.size == 0:
        raise ValueError(f"{caller}: got logits of shape {values.shape}, expected one or more")
    return values if values.dtype.kind == "f" else values.astype(np.float64)
