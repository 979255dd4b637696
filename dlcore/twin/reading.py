"""A character model in PyTorch: trained on a running text by truncated backpropagation, and judged on another.

The twin of what lesson 07 does in NumPy, on any device: `torch.nn` modules, `torch.optim`, autograd.
"""

import time
from typing import NamedTuple

import torch

from dlcore.datasets import streams


class Epoch(NamedTuple):
    """One pass over the text."""

    number: int
    loss: float  # mean cross-entropy of its pieces, in nats a symbol
    symbols: int  # read
    seconds: float

    @property
    def speed(self):
        """Symbols a second."""
        return self.symbols / self.seconds


def learn_text(model, optimizer, numbers, batch=32, length=50, epochs=1, clip=1.0):
    """Trains `models.characters` of torch on a text (L,) of integers; yields an Epoch after each pass.

    The state goes on from piece to piece, without its history: the gradient ends at the border.
    """
    device = next(model.parameters()).device
    criterion = torch.nn.CrossEntropyLoss()
    for number in range(1, epochs + 1):
        model.train()
        state, total, symbols, began = None, 0.0, 0, time.perf_counter()
        for x, y, _ in streams(numbers, batch, length):
            x, y = (torch.as_tensor(part, device=device) for part in (x, y))
            logits, state = model.read(x, state)
            state = detached(state)
            loss = criterion(logits, y)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            total += loss.detach() * x.numel()  # stays on the device: asking for the number would wait for it
            symbols += x.numel()
        mean = float(total) / symbols  # waits until the device has done all of it
        yield Epoch(number, mean, symbols, time.perf_counter() - began)


def detached(state):
    """The same numbers, without what made them: (h, c) of an LSTM, h of an RNN or GRU."""
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


@torch.no_grad()
def held_out_text(model, numbers, length=1000):
    """The mean cross-entropy, in nats a symbol, of a text (L,) not trained on: `language.held_out` on torch."""
    model.eval()
    numbers = torch.as_tensor(numbers, device=next(model.parameters()).device)
    state, total = None, 0.0
    for first in range(0, len(numbers) - 1, length):
        piece = numbers[None, first : first + length + 1]
        logits, state = model.read(piece[:, :-1], state)
        total += torch.nn.functional.cross_entropy(logits, piece[:, 1:], reduction="sum").item()
    return total / (len(numbers) - 1)
