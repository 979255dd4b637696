"""Lesson 03, losses and gradient descent: what a mini-batch saves and what it costs."""

import time
from dataclasses import dataclass

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.optim.surfaces import Quadratic

SIZES = (1, 4, 16, 64, 256, "all")
UPDATES, EPOCHS = 300, 2  # a run makes so many updates, or more if that takes it through so many epochs
SHOWN = {"updates": UPDATES, "epochs": EPOCHS, "seconds": 4}  # the right end of each axis; the last in milliseconds
LABELS = {
    "updates": "updates",
    "epochs": "epochs  (passes over the data)",
    "seconds": "time  (ms, measured now)",
}


@dataclass(frozen=True)
class Training:
    """One run of mini-batch descent."""

    size: int  # examples in a mini-batch
    examples: int
    rate: float
    axis: str
    excess: np.ndarray  # (updates + 1,), full-data loss above the best possible
    seconds: float  # for one update, the median
    noise: np.ndarray  # (examples,), spread of the gradient for mini-batches of 1, 2, …, all; at the last point
    slope: float  # length of the full gradient there
    floor: float | None  # mean excess of the second half, if plain descent would by then be below it
    settled: float  # the update from which it would be

    def unit(self, axis):
        """One update on an axis."""
        return {"updates": 1, "epochs": self.size / self.examples, "seconds": 1e3 * self.seconds}[axis]

    @property
    def lost(self):
        return not np.mean(self.excess[len(self.excess) // 2 :]) < self.excess[0]


def standardised(x):
    """Every column with mean 0 and standard deviation 1; a column of ones stays as it is."""
    spread = x.std(axis=0)
    return np.where(spread > 0, (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1), x)


def train(x, y, batches, rate):
    """Descent on the mean squared error of one mini-batch after the other, from w = 0.

    Shapes
        x (N, D), y (N,); batches (updates, B): which examples each update sees
    Returns
        every w, (updates + 1, D), and the median time of an update in seconds
    """
    path, clock = [np.zeros(x.shape[1])], [time.perf_counter()]
    for batch in batches:
        xb, yb, w = x[batch], y[batch], path[-1]
        gradient = 2 / len(yb) * (xb @ w - yb) @ xb  # (B,) (B, D) → (D,)
        path.append(w - rate * gradient)
        clock.append(time.perf_counter())
    return np.array(path), float(np.median(np.diff(clock)))


def gradient_noise(x, y, w, sizes):
    """How far the gradient of a mini-batch is from that of all examples, and how long the latter is.

    Equations
        gₙ = 2 (xₙ·w − yₙ) xₙ            the gradient of example n;  ḡ = mean of gₙ
        s² = mean of ‖gₙ − ḡ‖²
        E‖g_B − ḡ‖² = s²/B · (N − B)/(N − 1)
        The last factor is there because no example comes twice in a mini-batch: with B = N nothing is left
        to chance. For B much smaller than N it is 1, and the spread falls as 1/√B.
    Returns
        √E‖g_B − ḡ‖² for each B in sizes, and ‖ḡ‖
    """
    count = len(y)
    each = 2 * (x @ w - y)[:, None] * x  # (N, D)
    full = each.mean(axis=0)
    scatter = np.mean(np.sum((each - full) ** 2, axis=1))
    return np.sqrt(scatter / sizes * (count - sizes) / (count - 1)), float(np.linalg.norm(full))


class BatchSize(Explorer):
    """A fit trained on mini-batches: what does their size do per update, per epoch and per second?

    Features are scaled to mean 0 and standard deviation 1, and y to mean 0. All curvatures are then near 2, the limit
    of plain descent is near 1, and what is left to see is the noise. The mini-batches are drawn once, here, each
    by itself: a change of η changes nothing else. (To shuffle once an epoch lowers the floor a little more.)

    Shapes
        x (N, D): a column of ones and features; y (N,), more than 16 examples
    """

    size = (9.0, 4.5)

    def __init__(self, x, y, unit="ppm", seed=0, **options):
        self.x, self.y, self.unit = standardised(x), y - y.mean(), unit
        self.quadratic = Quadratic.least_squares(self.x, self.y)
        generator, count = np.random.default_rng(seed), len(y)
        self.batches = {size: _draw(size, count, generator) for size in SIZES if size == "all" or size < count}
        self.challenges = (
            Challenge(
                f"With mini-batches of 64, come within 0.1 {unit}² of the best loss in one epoch and stay there.",
                lambda run: run.size == 64 and _quick(run),
            ),
            Challenge(
                f"With mini-batches of one example, settle on a noise floor below 0.02 {unit}².",
                lambda run: run.size == 1 and run.floor is not None and run.floor < 0.02,
            ),
        )
        super().__init__(**options)

    def controls(self):
        rate = controls.log_slider("η, learning rate", 0.02, 0.003, 1.0, per_decade=50)
        batch = controls.values("B, batch size", self.batches, 16)
        return {"batch": batch, "rate": rate, "axis": controls.choice("loss against", list(SHOWN))}

    def compute(self, *, batch, rate, axis):
        batches, count = self.batches[batch], len(self.y)
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is a picture, not a warning
            path, seconds = train(self.x, self.y, batches, rate)
            excess = self.quadratic.loss(path) - self.quadratic.offset
            noise, slope = gradient_noise(self.x, self.y, path[-1], np.arange(1, count + 1))
        floor = float(excess[len(excess) // 2 :].mean())
        size = batches.shape[1]
        settled = _updates_to(floor / excess[0], np.abs(1 - rate * self.quadratic.curvatures).max())
        reached = size < count and settled <= len(batches) // 2
        return Training(size, count, rate, axis, excess, seconds, noise, slope, floor if reached else None, settled)

    def stage(self, figure):
        self._loss, self._noise, self._floors = style.one_and_two(figure)
        self._old = style.line(self._loss, "compared")
        self._curve = style.line(self._loss, "moving", linewidth=1.6)
        self._level = style.line(self._loss, "reference", linewidth=1.4)
        self._loss.set(yscale="log", ylim=(1e-4, 3e2), ylabel=f"{self.unit}²")
        style.key(self._loss, 0.55, 0.97, moving="now", compared="last try", reference="its noise floor")
        style.title(self._loss, "Loss above the best possible")
        self._spread = style.line(self._noise, "moving", linewidth=1.4)
        self._here = style.line(self._noise, "moving", marker="s", markersize=8)
        self._slope = style.line(self._noise, "reference", linewidth=1.4)
        style.key(self._noise, 0.14, 1.02, moving="noise, mini-batch", reference="length, all examples")
        self._noise.set(xscale="log", yscale="log", xlim=(0.8, 1.2 * len(self.y)), ylim=(0.01, 400))
        ticks = [len(self.y) if size == "all" else size for size in self.batches]
        self._noise.set_xticks(ticks, [str(size) for size in self.batches], minor=False)
        self._noise.minorticks_off()
        self._noise.set(xlabel="B, batch size", ylabel=self.unit)
        style.title(self._noise, "Gradient at the end")
        self._tries = style.line(self._floors, "compared", linestyle="none", marker="o", markersize=5, alpha=0.7)
        self._now = style.line(self._floors, "moving", linestyle="none", marker="s", markersize=8)
        self._floors.set(xscale="log", yscale="log", xlim=(5e-5, 1), ylim=(1e-4, 10))
        self._floors.set(xlabel="η / B", ylabel=f"{self.unit}²")
        style.title(self._floors, "Your noise floors")
        self._shown = None

    def draw(self, result, tries):
        _trace(self._curve, result, result.axis)
        _trace(self._old, tries[-1] if tries else None, result.axis)
        self._level.set_data(*(([0, SHOWN[result.axis]], [result.floor] * 2) if result.floor else ([], [])))
        sizes = np.arange(1, result.examples)
        self._spread.set_data(sizes, result.noise[:-1])
        self._here.set_data([result.size], [max(result.noise[result.size - 1], 0.02)])
        self._slope.set_data([0.8, 1.2 * result.examples], [result.slope] * 2)
        settled = [run for run in tries if run.floor]
        self._tries.set_data([run.rate / run.size for run in settled], [run.floor for run in settled])
        self._now.set_data(*(([result.rate / result.size], [result.floor]) if result.floor else ([], [])))
        if result.axis == self._shown:
            return False
        self._shown = result.axis
        self._loss.set(xlim=(0, SHOWN[result.axis]), xlabel=LABELS[result.axis])
        return True

    def describe(self, result):
        size = "all examples" if result.size == result.examples else result.size
        end = min(len(result.excess) - 1, int(SHOWN[result.axis] / result.unit(result.axis)))
        words = f"B = {size}, η = {result.rate:.3g}: "
        if result.lost:
            words += "the updates overshoot, and the loss ends higher than it began."
        elif result.floor and result.settled <= end:
            words += (
                f"the loss comes down to a noise floor {style.number(result.floor)} {self.unit}² above the best "
                f"possible. There a mini-batch gradient is off by {style.number(result.noise[result.size - 1])} "
                f"{self.unit}; that of all examples is {style.number(result.slope)} {self.unit} long."
            )
        else:
            words += (
                f"after {end} updates ({end * result.size / result.examples:.3g} epochs) the loss is "
                f"{style.number(result.excess[end])} {self.unit}² above the best possible and still falling."
            )
        if result.axis == "seconds":
            words += f" One update took {1e6 * result.seconds:.3g} µs, measured now."
        return words


def _updates_to(part, factor):
    """How many updates of plain descent until this part of the excess loss is left, if each leaves factor²."""
    if not (0 < part < 1 and factor < 1):
        return np.inf
    return np.log(part) / (2 * np.log(factor))


def _draw(size, count, generator):
    """Which examples each update sees, (updates, size); no example twice in a mini-batch."""
    if size == "all":
        return np.tile(np.arange(count), (UPDATES, 1))
    updates = max(UPDATES, -(-EPOCHS * count // size))
    return np.array([generator.choice(count, size, replace=False) for _ in range(updates)])


def _quick(run):
    """Is the loss after one epoch, and from then on, close to the best?"""
    after = run.excess[-(-run.examples // run.size) :]
    return len(after) > 0 and bool(np.all(after < 0.1))


def _trace(line, run, axis):
    """A run's loss on the axis that is chosen, with a dot for each update where they are few."""
    if run is None:
        line.set_data([], [])
        return
    there = np.arange(len(run.excess)) * run.unit(axis)
    seen = there <= SHOWN[axis] + run.unit(axis)
    line.set_data(there[seen], np.where(run.excess[seen] < 1e12, run.excess[seen], np.nan))
    few = seen.sum() <= 40
    line.set(marker="o" if few else "", markersize=5, markerfacecolor="white", markeredgewidth=1.4)
