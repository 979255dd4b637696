"""Language models: how well one predicts a text, what it writes, and the table of pairs that it has to beat.

A model is anything with `read(x, state) -> (logits, state)`, as `models.characters` and `Bigrams` have it:
x (N, T) integers, logits (N, V, T) of the symbol that comes after each.

nats = held_out(model, numbers)                 mean surprise a symbol; bits(nats), perplexity(nats)
text = write(model, vocabulary, "\\n", 200, temperature=0.7, generator=generator)
"""

import math

import numpy as np

from dlcore import random
from dlcore.nn.functional import log_softmax


def perplexity(nats):
    """exp of the mean cross-entropy: as uncertain as among so many equally likely symbols (7.18)."""
    return math.exp(nats)


def bits(nats):
    """The mean cross-entropy in bits a symbol: nats / ln 2."""
    return nats / math.log(2)


class Bigrams:
    """The baseline: how often each symbol came after each other one.

    Equations
        P(b after a) = (count of ab + s) / (count of a before anything + s V)       s = smoothing     (7.19)
    Arguments
        texts: sequences of numbers from 0 to symbols − 1; pairs are counted inside each, not from one to the next.
        symbols: V, how many there are.
        smoothing: added to each count, so that a pair that never came is unlikely and not impossible.
    `counts` (V, V) and `log_probabilities` (V, V), row: the symbol before.
    """

    def __init__(self, texts, symbols, smoothing=1.0):
        if not smoothing > 0:
            raise ValueError(f"Bigrams: smoothing is {smoothing!r}, expected a positive number")
        self.counts = np.zeros((symbols, symbols), dtype=np.int64)
        for text in texts:
            text = np.asarray(text)
            if text.ndim != 1:
                raise ValueError(f"Bigrams: a text has shape {text.shape}, expected (T,), the numbers of its symbols")
            np.add.at(self.counts, (text[:-1], text[1:]), 1)
        smoothed = self.counts + smoothing
        self.log_probabilities = np.log(smoothed / smoothed.sum(axis=1, keepdims=True))

    def __call__(self, x):
        return self.read(x)[0]

    def read(self, x, state=None):
        """Logits (N, V, T) for x (N, T). There is no state: only the last symbol counts."""
        return self.log_probabilities[np.asarray(x)].swapaxes(1, 2), None


def sample(logits, temperature=1.0, generator=None):
    """Draw a symbol from each row of logits.

    Equations
        P(k) = exp(zₖ / T) / Σⱼ exp(zⱼ / T)          T = temperature (1.14): near 0 always the largest, at 1 as learnt
    Shapes
        logits (*, V) → integers (*)
    """
    if not temperature > 0:
        raise ValueError(f"sample: temperature is {temperature!r}, expected a positive number")
    chances = np.exp(log_softmax(np.asarray(logits, np.float64) / temperature, axis=-1))
    # the first symbol whose probabilities, summed up to it, reach beyond a uniform number
    u = random.generator(generator).random((*chances.shape[:-1], 1))
    drawn = np.sum(np.cumsum(chances, axis=-1) <= u, axis=-1)
    return np.minimum(drawn, chances.shape[-1] - 1)  # a sum just below 1


def write(model, vocabulary, start, length, temperature=1.0, generator=None, end=None):
    """What a model writes after `start`, symbol by symbol: at most `length` symbols, or up to the symbol `end`.

    Each symbol that is drawn is read as the next input, with the state of all that came before.
    """
    if not start:
        raise ValueError("write: start is empty, expected one symbol or more to begin with")
    generator = random.generator(generator)
    shown, state, text = vocabulary.encode(start), None, []
    while len(text) < length:
        logits, state = model.read(shown[None], state)
        shown = sample(logits[:, :, -1], temperature, generator)
        symbol = vocabulary.decode(shown)
        if symbol == end:
            break
        text.append(symbol)
    return "".join(text)


def held_out(model, numbers, length=200):
    """The mean cross-entropy, in nats a symbol, of a running text (L,): L − 1 symbols, each told from all before it.

    The text is read in pieces of `length`, so that no more has to be kept; the state goes on from one to the next.
    """
    numbers = np.asarray(numbers)
    if numbers.ndim != 1 or len(numbers) < 2:
        raise ValueError(f"held_out: numbers have shape {numbers.shape}, expected (L,) with two symbols or more")
    state, surprise = None, 0.0
    for first in range(0, len(numbers) - 1, length):
        piece = numbers[first : first + length + 1]
        logits, state = model.read(piece[None, :-1], state)
        told = log_softmax(logits.astype(np.float64), axis=1)  # (1, V, T)
        surprise -= np.take_along_axis(told, piece[None, None, 1:], axis=1).sum()
    return float(surprise / (len(numbers) - 1))
