"""Dropout: noise while training, nothing afterwards."""

from ..random import generator as generator_or_default
from .module import Module


class Dropout(Module):
    """Leaves out each number with probability p while training; what stays is scaled up.

    Equations, in training mode
        y  = x · m / (1 − p)        dx = dy · m / (1 − p)                              (5.10)
    m is 1 with probability 1 − p, else 0: a mask drawn anew at each forward, and the same in backward.
    Each output has the mean x, so nothing has to be scaled in evaluation mode: y = x and dx = dy.
    With p = 1 all is left out: y = 0.
    Shapes
        x (*) → y (*)
    Source
        torch.nn.Dropout; Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), Dropout: a simple way
        to prevent neural networks from overfitting, Journal of Machine Learning Research 15, 1929–1958

    The mask comes from `generator`, a numpy.random.Generator; None: the default one, set by `dlcore.seed`.
    p = 0 and evaluation mode draw nothing.
    """

    refused = ("inplace",)

    def __init__(self, p=0.5, inplace=False, *, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"Dropout: p is {p!r}, expected a probability from 0 to 1")
        generator_or_default(generator)  # refuses what is none
        self.p = p
        self.generator = generator

    def forward(self, x):
        x = self.cast(x)
        if not self.training or self.p == 0:
            return self.keep(x, None)
        stays = generator_or_default(self.generator).random(x.shape) >= self.p
        scale = stays * x.dtype.type(1 / (1 - self.p) if self.p < 1 else 0)
        return self.keep(x * scale, scale)

    def backward(self, dy):
        dy, scale = self.consume(dy)
        return dy if scale is None else dy * scale

    def extra_repr(self):
        return f"p={self.p}"
