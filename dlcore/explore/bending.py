"""Lesson 04's first picture: a border that learns to bend."""

import numpy as np

from dlcore import nn, optim
from dlcore.datasets import moons
from dlcore.explore import style
from dlcore.explore.picture import Picture
from dlcore.nn.functional import sigmoid
from dlcore.training import batches, numpy_step, run

MOMENTS = (20, 250, 1000)  # updates
WINDOW = (-1.6, 2.6, -1.1, 1.6)
GRID = np.stack(np.meshgrid(np.linspace(*WINDOW[:2], 106), np.linspace(*WINDOW[2:], 69)), axis=-1)  # (69, 106, 2)


def moments():
    """What a 2-10-1 net says everywhere after each of three numbers of updates: [(logits on GRID, share right)]."""
    x, label = moons(n=200, noise=0.1, generator=np.random.default_rng(0))
    y, generator = label[:, None].astype(float), np.random.default_rng(1)
    model = nn.Sequential(
        nn.Linear(2, 10, generator=generator), nn.Sigmoid(), nn.Linear(10, 1, generator=generator)
    ).double()
    step = numpy_step(model, nn.BCEWithLogitsLoss(), optim.SGD(model.parameters(), lr=1.0, momentum=0.9))
    seen = []
    for update in run(step, batches(x, y, epochs=MOMENTS[-1])):
        if update.number in MOMENTS:
            seen.append((model(GRID)[..., 0], np.mean((model(x) > 0) == y)))
    return x, label, seen


def bending():
    """Lesson 04's first picture: the same network after three numbers of updates."""
    x, label, seen = moments()

    def stage(figure):
        for axes, count, (logits, right) in zip(style.row(figure, 1, 1, 1, gap=0.3), MOMENTS, seen, strict=True):
            looks = {"cmap": style.PROBABILITY, "vmin": 0, "vmax": 1, "interpolation": "bilinear"}
            axes.imshow(sigmoid(logits), origin="lower", extent=WINDOW, aspect="auto", **looks)
            axes.contour(GRID[..., 0], GRID[..., 1], logits, levels=[0], colors=style.INK, linewidths=2)
            for group, (colour, marker) in enumerate(style.CLASSES):
                axes.plot(*x[label == group].T, marker, color=colour, markersize=3.5, markeredgewidth=0)
            axes.set(xlabel="$x_1$", yticks=())
            style.title(axes, f"{count:,} updates: {100 * right:.0f} % right")
        figure.axes[0].set_ylabel("$x_2$")

    shares = ", ".join(
        f"after {count:,} updates {100 * right:.0f} %" for count, (_, right) in zip(MOMENTS, seen, strict=True)
    )
    return Picture(
        stage,
        "A network with ten hidden units learns to separate two half moons. Its border begins as a straight line and "
        f"bends until it runs between the moons. Points on the right side: {shares}.",
    )
