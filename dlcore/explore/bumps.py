"""Lesson 01, activations: what can W₂ f(W₁ x + b₁) + b₂ draw? A few units, by hand."""

from dataclasses import dataclass, field, replace

import numpy as np

from dlcore import nn
from dlcore.explore import Challenge, Stepper, activations, controls, style

FUNCTIONS = {name: activations.FUNCTIONS[name] for name in ("Sigmoid", "Tanh", "ReLU")} | {"none": nn.Identity}
X = np.linspace(-3, 3, 241)
TARGETS = {
    "hill": np.exp(-(X**2)),
    "wave": np.sin(1.5 * X),
    "zigzag": np.interp(X, (-3, -1, 1, 3), (-1, 1, -1, 1)),
    "steps": 0.5 * (X > -1) + 0.5 * (X > 1),
}
UNITS = ((-1.0, 3.0, 1.0), (1.0, 3.0, -0.5), (0.0, 3.0, 0.5), (-2.0, 3.0, -0.5), (2.0, 3.0, 0.5), (0.5, -3.0, 0.5))
MOST, HIGHEST = len(UNITS), 4.0  # units, and the size of a height
SHOWN = 1.5e-5, 200.0  # errors beyond are drawn at the ends of their axis
HAND = ("place", "steepness", "height")  # the columns of `units`
LOOKS = (  # colour and dash of each unit's own curve
    (style.COMPARED, (0, (4, 2))),
    (style.FIFTH, (0, (1.5, 1.2))),
    (style.SIXTH, (0, (5, 1.5, 1, 1.5))),
    ("#56B4E9", (0, (3, 1, 1, 1, 1, 1))),
    (style.MUTED, (0, (7, 2))),
    ("#8a5f00", (0, (2, 3))),
)


@dataclass(frozen=True)
class Drawing:
    """Some units, and how well their sum draws the target."""

    units: np.ndarray  # (n, 3): place, steepness and height of each
    offset: float
    function: str
    target: str
    chosen: int = 0  # the unit that the sliders move
    fitted: bool = False  # have the heights been fitted to this target?
    best: dict = field(default_factory=dict)  # (target, function, n) → lowest error so far

    @property
    def parts(self):
        """(n, len(X)): what each unit adds to the sum."""
        return self.units[:, 2:] * hidden(self.units, self.function)

    @property
    def sum(self):
        return self.parts.sum(axis=0) + self.offset

    @property
    def error(self):
        """The mean squared error."""
        return float(np.mean((self.sum - TARGETS[self.target]) ** 2))


def hidden(units, function):
    """f(W₁ x + b₁) at all X: a unit's weight is its steepness s; with its place p, its bias is −s p."""
    place, steepness = units[:, :1], units[:, 1:2]
    return FUNCTIONS[function]()(steepness * (X - place))


def network(drawing):
    """The same function of x as a network: an input (N, 1) gives the sum (N, 1)."""
    place, steepness, height = drawing.units.T
    model = nn.Sequential(nn.Linear(1, len(place)), FUNCTIONS[drawing.function](), nn.Linear(len(place), 1)).double()
    first, last = model[0], model[2]
    first.weight.data[:], first.bias.data[:] = steepness[:, None], -steepness * place
    last.weight.data[:], last.bias.data[:] = height, drawing.offset
    return model


def fit_heights(drawing):
    """Places and steepnesses stay. Heights and offset by least squares, with a penalty as large as keeps them low."""
    features = np.vstack([hidden(drawing.units, drawing.function), np.ones_like(X)]).T  # (len(X), n + 1)
    target = np.append(TARGETS[drawing.target], np.zeros(features.shape[1]))
    for penalty in (0, *np.geomspace(1e-4, 100, 25)):
        rows = np.vstack([features, np.sqrt(penalty) * np.eye(features.shape[1])])
        *heights, offset = np.linalg.lstsq(rows, target)[0]
        if max(np.abs(heights)) <= HIGHEST and abs(offset) <= HIGHEST:
            break
    units = np.column_stack([drawing.units[:, :2], heights])
    return replace(drawing, units=units, offset=float(offset), fitted=True)


STRAIGHT = Challenge(
    "By hand, come as near as a straight line can: an error at most 1 % above that of the best one.",
    lambda d: not d.fitted and d.function == "none" and d.error < 1.01 * LINE_ERRORS[d.target],
)


class DrawWithUnits(Stepper):
    """Draw a curve as the sum of a few units: place, steepness and height of each by hand.

    Sliders move one unit, the chosen one; *Next unit* chooses another.
    """

    size = (9.0, 4.3)
    actions = {"next": "Next unit", "add": "Add a unit", "remove": "Remove unit", "fit": "Fit all heights"}
    challenges = (
        Challenge(
            "By hand, draw the hill with two units of Sigmoid: error below 0.001.",
            lambda d: not d.fitted and _key(d) == ("hill", "Sigmoid", 2) and d.error < 0.001,
        ),
        Challenge(
            "By hand, draw the zigzag with three units of ReLU: error below 0.02.",
            lambda d: not d.fitted and _key(d) == ("zigzag", "ReLU", 3) and d.error < 0.02,
        ),
    )

    def __init__(self, units=2, function="Sigmoid", target="hill", **options):
        self._opening = units, function, target
        if function == "none":
            self.challenges = (STRAIGHT,)
        super().__init__(**options)

    def controls(self):
        place, steepness, height = UNITS[0]
        _, function, target = self._opening
        return {
            "place": controls.slider("p, place", place, -3.0, 3.0, 0.05),
            "steepness": controls.slider("s, steepness", steepness, -8.0, 8.0, 0.1),
            "height": controls.slider("h, height", height, -HIGHEST, HIGHEST, 0.05),
            "offset": controls.slider("c, offset of the sum", 0.0, -HIGHEST, HIGHEST, 0.05),
            "function": controls.choice("f, function", list(FUNCTIONS), function),
            "target": controls.choice("target", list(TARGETS), target),
        }

    def start(self, *, offset, function, target, **hand):
        units = np.array([[hand[name] for name in HAND], *UNITS[1 : self._opening[0]]])
        return _noted(Drawing(units, offset, function, target))

    def change(self, state, name, **values):
        if name in HAND:
            units = state.units.copy()
            units[state.chosen, HAND.index(name)] = values[name]
            return _noted(replace(state, units=units))
        fitted = state.fitted and name == "offset"  # another target or function is a new task
        return _noted(replace(state, fitted=fitted, **{name: values[name]}))

    def step(self, state, action, **_):
        count = len(state.units)
        if action == "fit":
            state = fit_heights(state)
        elif action == "next":
            state = replace(state, chosen=(state.chosen + 1) % count)
        elif action == "add" and count < MOST:
            state = replace(state, units=np.vstack([state.units, UNITS[count]]), chosen=count)
        elif action == "remove" and count > 1:
            units = np.delete(state.units, state.chosen, axis=0)
            state = replace(state, units=units, chosen=min(state.chosen, count - 2))
        return _noted(state)

    def follow(self, state):
        return dict(zip(HAND, state.units[state.chosen].tolist(), strict=True)) | {"offset": state.offset}

    def stage(self, figure):
        self._stage_drawing(style.row(figure, 1.9, 1)[0])
        self._stage_errors(figure.axes[1])

    def _stage_drawing(self, axes):
        axes.axhline(0, color=style.REFERENCE, linewidth=0.8, zorder=1)
        axes.set(xlim=(-3.15, 3.15), ylim=(-2.3, 4.3), xlabel="x, input", ylabel="y, output")
        style.title(axes, "The sum of the units")
        self._target = style.line(axes, "goal")
        self._sum = style.line(axes, "moving", color=style.INK, linewidth=2.4)
        looks = {"linewidth": 1.5, "animated": True, "zorder": 4}
        self._parts = [axes.plot([], [], color=colour, linestyle=dash, **looks)[0] for colour, dash in LOOKS]
        self._part = style.line(axes, "moving", linewidth=2.2, zorder=6)
        self._place = style.line(axes, "moving", marker="s", markersize=8, zorder=7)
        self._names = [style.word(axes, str(i), color=style.INK, zorder=8) for i in range(1, MOST + 1)]
        other, solid = {"linewidth": 1.5}, {"color": style.INK, "linewidth": 2.4, "linestyle": "-"}
        style.key(axes, 0.03, 0.99, moving="chosen unit", compared=("other units", other), goal="target")
        style.key(axes, 0.55, 0.99, reference=("their sum", solid))

    def _stage_errors(self, axes):
        self._best = style.line(axes, "compared", **style.DOTS)
        self._now = style.line(axes, "moving", linestyle="none", marker="s", markersize=8)
        self._line = style.line(axes, "reference")
        axes.set(yscale="log", xlim=(0.6, MOST + 0.4), ylim=(1e-5, 1e5), xlabel="n, units", xticks=range(1, MOST + 1))
        axes.set_ylabel("mean squared error")
        axes.set_yticks([1e-4, 1e-2, 1, 1e2])
        style.key(axes, 0.06, 0.99, moving=("now", {"linestyle": "none", "marker": "s", "markersize": 7}),
                  compared=("best so far", style.DOTS), reference="best straight line")  # fmt: skip
        style.title(axes, "Error")

    def draw(self, state):
        self._target.set_data(X, TARGETS[state.target])
        self._sum.set_data(X, state.sum)
        parts, places = state.parts, state.units[:, 0]
        at_place = [np.interp(place, X, part) for place, part in zip(places, parts, strict=True)]
        for i, (line, name) in enumerate(zip(self._parts, self._names, strict=True)):
            there = i < len(parts)
            line.set_data(*((X, parts[i]) if there and i != state.chosen else ([], [])))
            aside = 0.07 if there and places[i] < 2.8 else -0.23  # the number stays inside
            name.set_data(*(([places[i] + aside], [at_place[i] + 0.2]) if there else ([], [])))
        self._part.set_data(X, parts[state.chosen])
        self._place.set_data([places[state.chosen]], [at_place[state.chosen]])
        best = [
            (n, error) for (*task, n), error in sorted(state.best.items()) if task == [state.target, state.function]
        ]
        counts, errors = np.transpose(best)
        self._best.set_data(counts, np.clip(errors, *SHOWN))
        self._now.set_data([len(parts)], [np.clip(state.error, *SHOWN)])
        self._line.set_data([0, MOST + 1], [LINE_ERRORS[state.target]] * 2)
        return False

    def describe(self, state):
        place, steepness, height = (_signed(value) for value in state.units[state.chosen])
        units = f"{len(state.units)} unit{'s' * (len(state.units) > 1)}"
        words = f"{units} of {state.function}"
        if state.function == "none":
            slope = state.units[:, 1] @ state.units[:, 2]
            words = f"{units} without a function, whose sum has slope {_signed(slope)} everywhere,"
        return (
            f"{words} and the {state.target}: the mean squared error is {style.number(state.error)}. "
            f"Unit {state.chosen + 1} has place {place}, steepness {steepness} and height {height}."
        )


def _signed(value):
    words = f"{value:.2f}"
    return words.replace("-", "−" if float(words) else "")


def _key(drawing):
    return drawing.target, drawing.function, len(drawing.units)


def _noted(drawing):
    """The drawing with its own error among the best."""
    best = min(drawing.error, drawing.best.get(_key(drawing), np.inf))
    return replace(drawing, best={**drawing.best, _key(drawing): best})


def _line_error(target):
    line = np.polynomial.Polynomial.fit(X, target, 1)
    return float(np.mean((line(X) - target) ** 2))


LINE_ERRORS = {name: _line_error(target) for name, target in TARGETS.items()}
