"""Lesson 00, start here: the kinds of learning, each computed in a few lines and shown as a picture."""

import numpy as np
from matplotlib.patches import Rectangle

from dlcore import datasets, nn, optim
from dlcore.explore import Picture, style
from dlcore.training import batches, numpy_step, run

LOOKS = ((style.COMPARED, "o"), (style.MOVING, "s"), (style.GOAL, "^"))  # colour and marker of a group
MOVES = np.array([[0, 1], [0, -1], [1, 0], [-1, 0]])  # right, left, up, down
COLUMNS, ROWS, GOAL = 6, 4, (5, 3)
WALLS = frozenset({(2, 0), (2, 1), (2, 2), (4, 1), (4, 2), (4, 3)})


def nearest_centres(x, k, rounds, generator):
    """k-means: each point joins its nearest centre, each centre moves to the mean of its points, again and again.

    x (N, D) → groups (N,) and centres (k, D). The labels of the points are never used.
    """
    centres = x[generator.choice(len(x), k, replace=False)]
    for _ in range(rounds):
        groups = np.argmin(((x[:, None] - centres) ** 2).sum(axis=-1), axis=1)
        centres = np.array([x[groups == j].mean(axis=0) if (groups == j).any() else centres[j] for j in range(k)])
    return groups, centres


def main_direction(x):
    """The direction in which the points x (N, D) spread most, (D,), and the share of their variance along it."""
    _, sizes, directions = np.linalg.svd(x - x.mean(axis=0))
    return directions[0], sizes[0] ** 2 / np.sum(sizes**2)


def hidden_week(y):
    """Each value from two neighbours before and two after, by least squares: the series is its own teacher.

    y (N,) → predictions for y[2:−2], (N − 4,), and the four weights.
    """
    around = np.column_stack([y[:-4], y[1:-3], y[3:-1], y[4:]])
    weights = np.linalg.lstsq(around, y[2:-2])[0]
    return around @ weights, weights


def q_learning(episodes, generator, rate=0.5, discount=0.9, explore=0.2):
    """Learn the value of each move in each place from rewards alone: 1 at the goal, 0 elsewhere.

    Equation, after a move from s to s′ with reward r
        Q(s, move) ← Q(s, move) + rate · (r + discount · max Q(s′, ·) − Q(s, move))
    Returns Q (ROWS, COLUMNS, 4) and the moves that each episode took.
    """
    q, lengths = np.zeros((ROWS, COLUMNS, 4)), []
    for _ in range(episodes):
        place, moves = (0, 0), 0
        while place != GOAL:
            x, y = place
            best = np.flatnonzero(q[y, x] == q[y, x].max())
            move = generator.integers(4) if generator.random() < explore else generator.choice(best)
            place = step(place, move)
            future = 1.0 if place == GOAL else discount * q[place[1], place[0]].max()
            q[y, x, move] += rate * (future - q[y, x, move])
            moves += 1
        lengths.append(moves)
    return q, np.array(lengths)


def step(place, move):
    """The place after a move; walls and the edge leave you where you are."""
    up, right = MOVES[move]
    x, y = place[0] + int(right), place[1] + int(up)
    inside = 0 <= x < COLUMNS and 0 <= y < ROWS and (x, y) not in WALLS
    return (x, y) if inside else place


def supervised(seed=0):
    """Points with labels: a border is learnt from them."""
    generator = np.random.default_rng(seed)
    x, labels = datasets.blobs(120, noise=0.6, generator=generator, classes=2)
    model, criterion = nn.Linear(2, 1, generator=generator).double(), nn.BCEWithLogitsLoss()
    update = numpy_step(model, criterion, optim.SGD(model.parameters(), lr=0.5))
    for _ in run(update, batches(x, labels[:, None].astype(float), epochs=200)):
        pass  # each round is one update of the border
    right = np.mean((model(x)[:, 0] > 0) == labels)
    (w,), (b,) = model.weight.data, model.bias.data

    def stage(figure):
        axes = style.row(figure, 1)
        _points(axes, x, labels, ("answer given: 0", "answer given: 1"))
        low, high = axes.get_xlim()
        ends = np.array([low, high])
        axes.plot(ends, -(w[0] * ends + b) / w[1], color=style.INK, label="border, learnt")
        axes.set(xlim=(low, high), ylim=(x[:, 1].min() - 1, x[:, 1].max() + 1))
        _legend(axes)
        style.title(axes, "Supervised: questions with answers")

    words = f"Points of two classes and the border learnt from their labels; {100 * right:.0f} % lie on the right side."
    return Picture(stage, words, size=(6.4, 3.4))


def unsupervised(seed=0):
    """The same kind of points without labels: groups, and the main direction."""
    generator = np.random.default_rng(seed)
    x, labels = datasets.blobs(150, noise=0.7, generator=generator, classes=3, radius=1.6)
    groups, centres = nearest_centres(x, 3, 10, generator)
    together = sum(np.bincount(labels[groups == j]).max() for j in range(3)) / len(x)
    line = generator.normal(size=(80, 2)) * (2.0, 0.35) @ np.array([[0.8, 0.6], [-0.6, 0.8]])
    direction, share = main_direction(line)

    def stage(figure):
        left, right = style.row(figure, 1, 1)
        _points(left, x, groups, ("group 1", "group 2", "group 3"))
        left.plot(*centres.T, color=style.INK, marker="*", markersize=13, linestyle="none", label="centre")
        left.set_xlim(right=x[:, 0].max() + 2)  # room for the names
        _legend(left)
        style.title(left, "Clustering: which belong together?")
        right.plot(*line.T, color=style.COMPARED, marker="o", markersize=4, linestyle="none", alpha=0.7)
        ends = np.outer([-5, 5], direction)
        right.plot(*ends.T, color=style.INK, label="main direction")
        right.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-5, 5), ylim=(-4, 4))
        _legend(right)
        style.title(right, "Dimension reduction: two into one")

    words = (
        f"On the left, points without labels in three groups found by k-means; {100 * together:.0f} % of them are "
        f"with their own kind. On the right, a cloud and the direction that holds {100 * share:.0f} % of its variance."
    )
    return Picture(stage, words)


def self_supervised():
    """A series that teaches itself: hide one week, guess it from its neighbours."""
    t, y = datasets.co2(start=1998)
    guess, _ = hidden_week(y)
    miss = np.sqrt(np.mean((guess - y[2:-2]) ** 2))
    plain = np.sqrt(np.mean((y.mean() - y[2:-2]) ** 2))

    def stage(figure):
        axes = style.row(figure, 1)
        axes.plot(
            t, y, color=style.COMPARED, marker="o", markersize=4, linestyle="none", label="measured, hidden in turn"
        )
        axes.plot(t[2:-2], guess, color=style.MOVING, linewidth=1.5, label="guessed from its four neighbours")
        axes.set(xlabel="year", ylabel="CO₂ (ppm)", xticks=range(1998, 2003))
        _legend(axes)
        style.title(axes, "Self-supervised: hide a part, predict it from the rest")

    words = (
        f"Weekly CO₂ with each week guessed from the two before and the two after: off by {miss:.2f} ppm, where the "
        f"mean of all weeks would be off by {plain:.1f} ppm (root of the mean square, on the weeks it was fitted to)."
    )
    return Picture(stage, words, size=(9.0, 3.0))


def reinforcement(seed=0, episodes=60):
    """A place with walls: rewards alone show the way."""
    q, lengths = q_learning(episodes, np.random.default_rng(seed))

    def stage(figure):
        left, right = style.row(figure, 1.2, 1)
        for x, y in WALLS:
            left.add_patch(_square(x, y, style.MUTED))
        for y, x in np.ndindex(ROWS, COLUMNS):
            if (x, y) not in WALLS and (x, y) != GOAL and q[y, x].any():
                up, along = 0.32 * MOVES[q[y, x].argmax()]
                left.annotate(
                    "", (x + along, y + up), (x - along, y - up), arrowprops={"arrowstyle": "->", "color": style.MOVING}
                )
        left.plot(0, 0, marker="o", markersize=9, color=style.COMPARED, zorder=0)
        left.plot(*GOAL, marker="*", markersize=18, color=style.GOAL)
        left.set(xlim=(-0.5, COLUMNS - 0.5), ylim=(-0.5, ROWS - 0.5), aspect="equal", xticks=(), yticks=())
        left.set_xlabel("● start   ★ goal   grey: walls")
        left.spines[:].set_visible(True)
        style.title(left, "Reinforcement: best move found")
        right.plot(np.arange(1, episodes + 1), lengths, color=style.MOVING)
        right.set(yscale="log", xlabel="episode", ylabel="moves to the goal")
        right.set_yticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1000"])
        right.set_yticks([], minor=True)
        style.title(right, "Fewer and fewer moves")

    words = (
        f"A walk among walls, learnt from rewards alone: {lengths[0]} moves to the goal in the first episode, "
        f"{np.median(lengths[-10:]):.0f} in the last ones (median of ten; one move in five is a random try)."
    )
    return Picture(stage, words)


def _points(axes, x, groups, names):
    for j, (name, (colour, marker)) in enumerate(zip(names, LOOKS, strict=False)):
        axes.plot(*x[groups == j].T, color=colour, marker=marker, markersize=5, linestyle="none", alpha=0.8, label=name)
    axes.set(xlabel="$x_1$", ylabel="$x_2$")


def _legend(axes):
    axes.legend(fontsize=9, framealpha=0.85, edgecolor="none")


def _square(x, y, colour):
    return Rectangle((x - 0.5, y - 0.5), 1, 1, color=colour)
