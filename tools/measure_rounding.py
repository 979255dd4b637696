"""Lesson 04: do NumPy and PyTorch make the same steps, and what does training do to the last digit?

Two runs that compute the same may end far apart, where each step enlarges the rounding of the one before. Two
controls tell that from an error:

    one step at a time     PyTorch starts every update from the weights and the memory that NumPy has then
    nudged                 NumPy beside NumPy, every first weight moved to the next number that float64 has
"""

import numpy as np

import dlcore
from dlcore import optim, twin
from dlcore.score import accuracy
from dlcore.training import batches, numpy_step
from tools.measure_backpropagation import SEEDS, classifier_setting, digits, follow

ABOUT = (
    "784-10-10 as above, 10,000 images. step: PyTorch starts each update from NumPy's weights and memory; the largest "
    "|NumPy − PyTorch| / max(1, largest value) over all updates and seeds. nudged: NumPy beside NumPy with every first "
    "weight moved by one rounding, one number a seed; loss: the largest |difference| / max(1, loss); test: both scores."
)


def difference(ours, theirs):
    theirs = np.asarray(theirs)
    return float(np.max(np.abs(ours - theirs)) / max(1, np.max(np.abs(theirs))))


def started(setting, seed):
    """A model, its optimizer and its step."""
    dlcore.seed(seed)
    model, criterion = setting.build().double(), setting.criterion()
    optimizer = setting.optimizer(optim, model.parameters())
    return model, optimizer, numpy_step(model, criterion, optimizer)


def step_by_step(setting, data, seed):
    """The largest differences of loss, gradients and weights after single updates from the same state."""
    model, optimizer, step = started(setting, seed)
    order = np.random.default_rng(seed)
    worst = {"loss": 0.0, "gradients": 0.0, "weights": 0.0}
    for x, y in batches(data.x, data.y, size=setting.size, epochs=setting.epochs, generator=order):
        their_model = twin.to_torch(model)
        their_optimizer = twin.optimizer_to_torch(optimizer, their_model.parameters())
        their_step = twin.torch_step(their_model, twin.to_torch(setting.criterion()), their_optimizer)
        found = {"loss": [difference(step(x, y), their_step(x, y))]}
        pairs = list(zip(model.parameters(), their_model.parameters(), strict=True))
        found["gradients"] = [difference(ours.grad, theirs.grad) for ours, theirs in pairs]
        found["weights"] = [difference(ours.data, theirs.detach()) for ours, theirs in pairs]
        worst = {name: max(value, *found[name]) for name, value in worst.items()}
    return worst


def nudged(setting, data, seed):
    """The largest difference of the losses, and both scores, of two runs whose weights begin a rounding apart."""
    runs = []
    for nudge in (False, True):
        model, _, step = started(setting, seed)
        if nudge:
            for parameter in model.parameters():
                parameter.data[:] = np.nextafter(parameter.data, np.inf)
        losses = follow(step, data, setting, seed)
        runs.append((losses, accuracy(model(data.test_x), data.test_labels)))
    (losses, share), (other_losses, other_share) = runs
    apart = np.max(np.abs(losses - other_losses) / np.maximum(1, other_losses))
    return float(f"{apart:.1g}"), [share, other_share]


def entry(setting, data, seeds=SEEDS):
    steps = [step_by_step(setting, data, seed) for seed in seeds]
    apart, scores = zip(*(nudged(setting, data, seed) for seed in seeds), strict=True)
    return {
        "step": {name: float(f"{max(found[name] for found in steps):.1g}") for name in steps[0]},
        "nudged": {"loss": apart, "test": scores},
    }


def measure():
    """Both controls, with inputs 0 to 1 and 0 to 255."""
    return {
        "about": ABOUT,
        "seeds": SEEDS,
        **{f"inputs 0 to {255 // scale}": entry(classifier_setting(), digits(False, scale)) for scale in (255, 1)},
    }
