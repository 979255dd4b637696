"""Embedding: a vector for each symbol."""

import numpy as np

from ..random import generator as generator_or_default
from .module import Module
from .parameter import Parameter


class Embedding(Module):
    """Looks up one learned vector for each symbol: a Linear layer of one-hot rows, without the product.

    Equations
        y  = W[x]                              the rows of W with these numbers
        dW[k] = Σ dy over all places where x = k; a symbol that occurs twice gets both gradients           (7.17)
        W[padding_idx] gets none
    Shapes
        x (*) of integers, 0 ≤ x < num_embeddings → y (*, embedding_dim); there is no gradient of x: backward gives None
    Parameters
        weight (num_embeddings, embedding_dim): N(0, 1); the row padding_idx is 0
    Source
        torch.nn.Embedding
    """

    refused = ("max_norm", "norm_type", "scale_grad_by_freq", "sparse", "device", "dtype", "_weight", "_freeze")

    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx=None,
        max_norm=None,
        norm_type=2.0,
        scale_grad_by_freq=False,
        sparse=False,
        _weight=None,
        _freeze=False,
        device=None,
        dtype=None,
        *,
        generator=None,
    ):
        super().__init__()
        for name, value in {"num_embeddings": num_embeddings, "embedding_dim": embedding_dim}.items():
            if not isinstance(value, int | np.integer) or value < 1:
                raise ValueError(f"Embedding: {name} is {value!r}, expected a positive integer")
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ValueError(f"Embedding: padding_idx is {padding_idx}, expected one of {num_embeddings} symbols")
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx if padding_idx is None else padding_idx % num_embeddings
        draw = generator_or_default(generator).standard_normal
        self.weight = Parameter(draw((num_embeddings, embedding_dim), np.float32))
        if padding_idx is not None:
            self.weight.data[padding_idx] = 0

    def forward(self, x):
        x = np.asarray(x)
        if x.dtype.kind not in "iu":
            raise TypeError(f"Embedding: input has dtype {x.dtype}, expected integers, the numbers of the symbols")
        if x.size and not (x.min() >= 0 and x.max() < self.num_embeddings):
            raise ValueError(
                f"Embedding: input has symbols from {x.min()} to {x.max()}, expected 0 to {self.num_embeddings - 1}"
            )
        return self.keep(self.weight.data[x], x.copy())  # indices are often a view of a text that moves on

    def backward(self, dy):
        dy, x = self.consume(dy)
        symbols, rows = x.ravel(), dy.reshape(x.size, self.embedding_dim)
        if self.padding_idx is not None:
            rows = rows[symbols != self.padding_idx]
            symbols = symbols[symbols != self.padding_idx]
        # sorted, the rows of one symbol lie together and reduceat adds them up: quicker than np.add.at
        order = np.argsort(symbols, kind="stable")
        present, first = np.unique(symbols[order], return_index=True)
        dweight = np.zeros_like(self.weight.data)
        if len(present):
            dweight[present] = np.add.reduceat(rows[order], first)
        self.weight.accumulate(dweight)

    def extra_repr(self):
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
