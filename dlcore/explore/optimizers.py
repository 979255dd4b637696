"""Lesson 03, losses and gradient descent: five optimizers from the same start."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.optim.terrain import LAST, RIVALS, SOLVED, TERRAINS, UPDATES, WINDOW, final_loss, follow, ranks

LOOKS = {  # colour of lines, colour of words (darker where it must be), dash, marker
    "SGD": (style.INK, style.INK, "-", "o"),
    "heavy ball": (style.COMPARED, style.COMPARED, (0, (5, 1.5)), "s"),
    "Nesterov": (style.GOAL, style.GOAL_WORDS, (0, (6, 1.5, 1, 1.5)), "^"),
    "RMSprop": (style.SIXTH, "#8a5f00", (0, (1.5, 1.2)), "D"),
    "Adam": (style.FIFTH, "#a3477c", (0, (3, 1, 1, 1, 1, 1)), "v"),
}
VIEW = tuple(1.06 * end for end in WINDOW)
LOWEST, HIGHEST = 1e-8, 3e2  # ends of the loss axis
GAP = 0.062  # between two labels, as a part of the height of the axes


@dataclass(frozen=True)
class Race:
    """Where the five optimizers go from one start."""

    surface: str
    start: tuple
    paths: np.ndarray  # (5, UPDATES + 1, 2)
    losses: np.ndarray  # (5, UPDATES + 1)
    final: np.ndarray  # (5,), the highest of the last losses, between SOLVED and LOST
    valley: np.ndarray  # (5,), the minimum that each ended nearest to; −1 where it diverged

    @property
    def order(self):
        """The optimizers from the lowest loss to the highest."""
        return np.argsort(self.final, kind="stable")

    @property
    def winner(self):
        """The one that is lowest alone; None where several are."""
        first = ranks(self.final) == 1
        return int(np.argmax(first)) if first.any() else None


class Optimizers(Explorer):
    """Choose a start: five optimizers go down from there, each with the rate that was tuned for it on this surface.

    `rates` has for each surface the learning rate of each optimizer, as `make measure` finds them.
    """

    size = (9.0, 4.5)
    challenges = (
        Challenge(
            "On the banana, find a start from which plain gradient descent (SGD) beats all four others.",
            lambda race: race.surface == "banana" and race.winner == 0,
        ),
        Challenge(
            "On the two valleys, find a start from which heavy ball and Nesterov end in different valleys.",
            lambda race: race.surface == "two valleys" and {race.valley[1], race.valley[2]} == {0, 1},
        ),
    )

    def __init__(self, rates, surface="ravine", **options):
        self.rivals = {
            name: [partial(make, lr=rates[name][rival]) for rival, make in RIVALS.items()] for name in TERRAINS
        }
        self._first = surface
        super().__init__(**options)

    def controls(self):
        left, right, bottom, top = WINDOW
        return {
            "w1": controls.slider("w₁, start", 1.0, left, right, 0.05),
            "w2": controls.slider("w₂, start", 1.2, bottom, top, 0.05),
            "surface": controls.choice("surface", list(TERRAINS), self._first),
        }

    def compute(self, *, w1, w2, surface):
        terrain = TERRAINS[surface]
        with np.errstate(over="ignore", invalid="ignore"):  # a divergent path is a picture, not a warning
            paths = [follow(rival, terrain, (w1, w2)) for rival in self.rivals[surface]]
            losses = np.array([terrain.loss(path) for path in paths])
            final = np.array([final_loss(terrain, path) for path in paths])
            ends = np.array([path[-1] for path in paths])
            away = np.linalg.norm(ends[:, None] - np.array(terrain.minima), axis=-1)  # (5, minima)
        valley = np.where(losses[:, -1] < HIGHEST, np.argmin(away, axis=1), -1)
        return Race(surface, (w1, w2), np.array(paths), losses, final, valley)

    def stage(self, figure):
        self._map, self._loss = style.row(figure, 1.3, 1, right=1.15)
        self._fields = {name: _field(self._map, terrain) for name, terrain in TERRAINS.items()}
        self._map.set(xlim=VIEW[:2], ylim=VIEW[2:], ylabel="$w_2$")
        self._map.set_xlabel("$w_1$    (small marks: past winners)")
        style.note(self._map, "compared", 1, 1.035, "□ last start", ha="right", transform=self._map.transAxes)
        every = {"markevery": 10, "markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.6}
        self._paths, self._curves, self._leads, self._names, self._won = [], [], [], [], []
        for name, (colour, dark, dash, marker) in LOOKS.items():
            looks = {"color": colour, "linestyle": dash, "animated": True}
            self._paths += self._map.plot([], [], linewidth=1.5, marker=marker, zorder=4, **looks, **every)
            self._won += self._map.plot([], [], **{**looks, "linestyle": "none"}, marker=marker, markersize=5, zorder=3)
            self._curves += self._loss.plot([], [], linewidth=1.7, marker=marker, zorder=4, **looks, **every)
            side = self._loss.get_yaxis_transform()
            self._leads += self._loss.plot([], [], color=colour, linewidth=0.9, transform=side, clip_on=False,
                                           animated=True)  # fmt: skip
            self._names.append(style.word(self._loss, name, color=dark, transform=side, clip_on=False))
        hollow = {"marker": "s", "markersize": 8, "markerfacecolor": "none", "markeredgewidth": 1.6}
        self._last = style.line(self._map, "compared", **hollow)
        self._start = style.line(self._map, "moving", marker="s", markersize=9, zorder=6)
        self._loss.set(yscale="log", xlim=(0, UPDATES), ylim=(LOWEST, HIGHEST), xlabel="update")
        self._loss.axvspan(UPDATES - LAST, UPDATES, color=style.REFERENCE, alpha=0.12, linewidth=0)
        style.note(self._loss, "reference", UPDATES - LAST / 2, HIGHEST / 2, "counts", ha="center", va="top")
        style.title(self._loss, "Loss above the minimum")
        self._shown = None

    def draw(self, result, tries):
        tries = [race for race in tries if race.surface == result.surface]
        ends = np.clip(np.nan_to_num(result.losses[:, -1], nan=HIGHEST), LOWEST, HIGHEST)
        heights = _spread(np.interp(np.log10(ends), np.log10([LOWEST, HIGHEST]), [0, 1]))
        for i, (path, loss) in enumerate(zip(result.paths, result.losses, strict=True)):
            self._paths[i].set_data(*np.where(np.abs(path) < 1e3, path, np.nan).T)
            self._curves[i].set_data(np.arange(UPDATES + 1), np.where(loss < 1e12, np.maximum(loss, SOLVED), np.nan))
            label = LOWEST * (HIGHEST / LOWEST) ** heights[i]
            self._leads[i].set_data([1.01, 1.08], [ends[i], label])
            self._names[i].set_data([1.09], [label])
            self._won[i].set_data(*np.reshape([race.start for race in tries if race.winner == i], (-1, 2)).T)
        self._start.set_data(*np.reshape(result.start, (2, 1)))
        self._last.set_data(*np.reshape(tries[-1].start, (2, 1)) if tries else ([], []))
        if result.surface == self._shown:
            return False
        self._shown = result.surface
        for name, artists in self._fields.items():
            for artist in artists:
                artist.set_visible(name == result.surface)
        style.title(self._map, result.surface.capitalize())
        return True

    def describe(self, result):
        names, final = np.array(list(RIVALS)), result.final
        place = ", ".join(f"{w:.2f}" for w in result.start).replace("-", "−")
        where = f"From ({place}) on the {result.surface}"
        there = final == SOLVED
        if there.any():
            words = f"{_listed(names[there])} {'have' if there.sum() > 1 else 'has'} reached the minimum"
        else:
            there = np.arange(len(names)) == result.order[0]
            words = f"{names[there][0]} stays lowest (below {style.number(final[there][0])})"
        behind = [f"{names[i]} ({_loss(final[i])})" for i in result.order if not there[i]]
        words += f", then {_listed(behind)}." if behind else "."
        if (result.valley == 1).any():
            stuck = _listed(names[result.valley == 1])
            words += f" {stuck[0].upper()}{stuck[1:]} ended in the higher valley."
        when = f"in the last {LAST} of {UPDATES} updates"
        return f"{where}, {when}: {words} This is one start; the table has the ranks over 50."


def _loss(value):
    return "diverged" if value > HIGHEST else style.number(value)


def _listed(words):
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _spread(heights):
    """Heights between 0 and 1 moved apart, so that no two are closer than GAP; their order stays."""
    order = np.argsort(heights, kind="stable")
    apart = np.array(heights, dtype=float)
    for below, above in pairwise(order):
        apart[above] = max(apart[above], apart[below] + GAP)
    apart[order[-1]] = min(apart[order[-1]], 1)
    for above, below in pairwise(order[::-1]):
        apart[below] = min(apart[below], apart[above] - GAP)
    return apart


def _field(axes, terrain):
    """The loss as pale bands, closer together where it is low, and its minima: a full star for the lowest."""
    left, right, bottom, top = VIEW
    grid = np.stack(np.meshgrid(np.linspace(left, right, 160), np.linspace(bottom, top, 120)), axis=-1)
    height = np.cbrt(terrain.loss(grid))
    levels = np.linspace(0, height.max(), 17)
    bands = axes.contourf(grid[..., 0], grid[..., 1], height, levels=levels, cmap=style.FIELD, zorder=0)
    lines = axes.contour(grid[..., 0], grid[..., 1], height, levels, colors="white", linewidths=0.7)
    star = {"marker": "*", "markersize": 14, "color": style.INK, "zorder": 5, "animated": True}
    fills = (style.INK, "white")
    stars = [axes.plot(*m, markerfacecolor=f, **star)[0] for m, f in zip(terrain.minima, fills, strict=False)]
    for artist in (bands, lines, *stars):
        artist.set_visible(False)
    return bands, lines, *stars
