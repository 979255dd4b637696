"""What the game is about where both distributions are known: as probabilities of bins, which sum to 1.

Everything is in nats, from lesson 03's divergence (3.10). A bin that both leave empty counts nowhere.
"""

import numpy as np

LEAST = np.finfo(np.float64).tiny  # what is smaller counts as empty: half of it, or a share of it, may round to 0


def kl(p, q):
    """The Kullback–Leibler divergence of q from p: what it costs to believe q where p is true.

    Equations
        KL(p ‖ q) = Σ p log(p / q)            0 log 0 = 0; ∞ where p has a bin that q leaves empty
    Shapes
        p, q (*), the same; a scalar ≥ 0
    """
    p, q = _pair("kl", p, q)
    there = p >= LEAST
    with np.errstate(divide="ignore"):
        return np.sum(p[there] * (np.log(p[there]) - np.log(q[there])))


def js(p, q):
    """The Jensen–Shannon divergence: how far each is from their mixture.

    Equations
        m = (p + q) / 2
        JS(p, q) = ½ KL(p ‖ m) + ½ KL(q ‖ m)        (8.6)
        from 0, where p = q, to log 2, where no bin is in both
    Shapes
        p, q (*), the same; a scalar
    Source
        Goodfellow et al., arXiv:1406.2661, §4.1
    """
    p, q = _pair("js", p, q)
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2


def best_discriminator(p, q):
    """The probability that a sample from this bin is real, for p real and q fake: no D does better.

    Equations
        D*(x) = p(x) / (p(x) + q(x))          (8.4)          ½ where both are 0: nobody ever asks there
    Shapes
        p, q (*), the same → (*)
    Source
        Goodfellow et al., arXiv:1406.2661, proposition 1
    """
    p, q = _pair("best_discriminator", p, q)
    both = p + q
    return np.where(both > 0, p, 0.5) / np.where(both > 0, both, 1)


def value(p, q, d=None):
    """What D maximises and G minimises: V = −(loss of D).

    Equations
        V(D) = Σ p log D + Σ q log(1 − D)     (8.3)
        V(D*) = −log 4 + 2 JS(p, q)           (8.5)          −log 4 where p = q: then D* is ½ everywhere
    Shapes
        p, q and d, the probabilities that D says (*), the same; a scalar ≤ 0
        d None: the best, from p and q; as probabilities, those next to 1 would be rounded to 1
    Source
        Goodfellow et al., arXiv:1406.2661, equation 1 and theorem 1
    """
    p, q = _pair("value", p, q)
    if d is None:
        real, fake = best_discriminator(p, q), best_discriminator(q, p)
    else:
        real = np.broadcast_to(np.asarray(d, dtype=np.float64), p.shape)
        fake = 1 - real
    with np.errstate(divide="ignore"):
        return sum(np.sum(b[b >= LEAST] * np.log(said[b >= LEAST])) for b, said in ((p, real), (q, fake)))


def _pair(caller, p, q):
    p, q = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    if p.shape != q.shape:
        raise ValueError(f"{caller}: p has shape {p.shape} and q {q.shape}, expected the same bins")
    return p, q
