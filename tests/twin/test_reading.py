"""The character model in PyTorch learns as ours does, and is judged by the same number."""

import numpy as np
import pytest
import torch

import dlcore
from dlcore import nn, optim, twin
from dlcore.datasets import streams
from dlcore.language import held_out
from dlcore.models import characters
from dlcore.nn.utils import clip_grad_norm_
from dlcore.twin.reading import held_out_text, learn_text

TEXT = np.random.default_rng(0).integers(0, 5, 301)
cells = pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])


def ours(model, numbers, batch, length, epochs):
    """The same training in NumPy; the mean loss of each epoch."""
    criterion, optimizer = nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=0.01)
    losses, state = [], None
    for x, y, begins in streams(numbers, batch, length, epochs):
        losses = [*losses, []] if begins else losses
        logits, state = model.read(x, None if begins else state)
        losses[-1].append(criterion(logits, y))
        optimizer.zero_grad()
        model.backward(criterion.backward())
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return [np.mean(epoch) for epoch in losses]


@cells
@pytest.mark.parametrize("layers", [1, 2])
def test_both_backends_learn_the_same(cell, layers):
    dlcore.seed(0)
    model = characters(nn, 5, 6, 4, layers, cell).double()
    theirs = twin.to_torch(model)
    optimizer = torch.optim.Adam(theirs.parameters(), lr=0.01)
    epochs = list(learn_text(theirs, optimizer, TEXT, batch=4, length=15, epochs=3))
    np.testing.assert_allclose([e.loss for e in epochs], ours(model, TEXT, 4, 15, 3), rtol=1e-9)
    assert held_out_text(theirs, TEXT) == pytest.approx(held_out(model, TEXT), rel=1e-9)


def test_an_epoch_says_what_it_read():
    model = characters(torch.nn, 5, 6, 4)
    (epoch,) = learn_text(model, torch.optim.Adam(model.parameters()), TEXT, batch=4, length=15)
    assert (epoch.number, epoch.symbols) == (1, 300)
    assert epoch.speed == pytest.approx(300 / epoch.seconds)


@pytest.mark.parametrize("length", [1, 7, 1000])
def test_the_state_goes_on_where_a_text_is_judged(length):
    model = characters(torch.nn, 5, 6, 4).double()
    whole = torch.nn.functional.cross_entropy(model(torch.tensor(TEXT[None, :-1])), torch.tensor(TEXT[None, 1:]))
    assert held_out_text(model, TEXT, length) == pytest.approx(whole.item(), rel=1e-12)


@pytest.mark.skipif(twin.device().type == "cpu", reason="there is no GPU here")
def test_it_learns_on_a_gpu():
    model = characters(torch.nn, 5, 64, 16).to(twin.device())
    *_, last = learn_text(
        model, torch.optim.Adam(model.parameters(), lr=0.01), np.tile([0, 1, 2, 3, 4], 200), epochs=20
    )
    assert last.loss < 0.5
