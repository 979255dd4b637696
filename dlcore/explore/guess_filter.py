"""Lesson 06, convolutional networks: guess a filter from a picture and what it makes of it."""

from dataclasses import dataclass, replace

import numpy as np

from dlcore.explore import Challenge, Stepper, controls
from dlcore.explore.filters import PRESETS, Output, filtered, photograph, short
from dlcore.explore.maps import Field, squares

CANDIDATES = {  # what can be guessed: the weights are shown, the words come with the answer
    "a blur": PRESETS["blur"][1],
    "a sharpener": PRESETS["sharpen"][1],
    "an emboss": PRESETS["emboss"][1],
    "vertical edges": PRESETS["edges"][1],
    "horizontal edges": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
    "diagonal edges": [-2, -1, 0, -1, 0, 1, 0, 1, 2],
    "outlines": PRESETS["outlines"][1],
    "half as bright": [0, 0, 0, 0, 0.5, 0, 0, 0, 0],
}


def written(weights):
    """Weights as a choice shows them: −1 0 1 / −2 0 2 / −1 0 1."""
    rows = np.reshape(weights, (3, 3)).tolist()
    return "  /  ".join(" ".join(map(short, row)) for row in rows)


BY_WORDS = {written(weights): name for name, weights in CANDIDATES.items()}


@dataclass(frozen=True)
class Puzzle:
    """An output whose filter is hidden, the guess, and how it went so far."""

    number: int  # 0, 1, …
    guess: str  # a name among the candidates
    checked: str | None = None  # the guess that was compared last
    wrong: int = 0  # comparisons in this puzzle that failed
    solved: int = 0  # puzzles
    streak: int = 0  # puzzles solved at the first comparison, in a row

    @property
    def hidden(self):
        """The name of the filter: all candidates in turn, in an order of their own in each round."""
        turn, place = divmod(self.number, len(CANDIDATES))
        return list(CANDIDATES)[np.random.default_rng((6, turn)).permutation(len(CANDIDATES))[place]]

    @property
    def done(self):
        return self.checked == self.hidden


class GuessFilter(Stepper):
    """See a picture and what a hidden filter made of it; choose the nine weights that did."""

    size = (9.0, 3.3)
    actions = {"check": "Compare", "next": "Next puzzle"}
    challenges = (Challenge("Guess three in a row, each at the first comparison.", lambda s: s.streak >= 3),)

    def __init__(self, picture=photograph, **options):
        self.image = picture()
        super().__init__(**options)

    def controls(self):
        return {"guess": controls.choice("your guess", list(BY_WORDS))}

    def start(self, *, guess):
        return Puzzle(0, BY_WORDS[guess])

    def change(self, state, name, *, guess):
        return replace(state, guess=BY_WORDS[guess])

    def step(self, state, action, *, guess):
        if action == "next":
            left = state if state.done else replace(state, streak=0)
            return replace(left, number=state.number + 1, checked=None, wrong=0)
        if state.done or state.checked == state.guess:
            return state
        tried = replace(state, checked=state.guess)
        if tried.done:
            return replace(tried, solved=state.solved + 1, streak=state.streak + 1 if state.wrong == 0 else 0)
        return replace(tried, wrong=state.wrong + 1)

    def stage(self, figure):
        given, made, yours = squares(figure, 3, bottom=0.3)
        self._given = Field(given, "grey", "Picture")
        self._made = Output(made, "Hidden filter")
        self._yours = Output(yours, "Your filter, once compared")

    def draw(self, state):
        self._given.show(self.image)
        self._fill(self._made, state.hidden)
        self._fill(self._yours, state.checked)

    def _fill(self, axes, name):
        weights = None if name is None else np.reshape(CANDIDATES[name], (3, 3))
        if weights is None:
            axes.show()
        else:
            axes.show(filtered(self.image, weights), abs(weights.sum()) < 0.01)

    def describe(self, state):
        words = f"Puzzle {state.number + 1}, {state.solved} solved, {state.streak} in a row at once: "
        if state.checked is None:
            return words + f"your choice is {written(CANDIDATES[state.guess])}, not yet compared."
        if state.done:
            return words + f"right, the filter is {written(CANDIDATES[state.hidden])}, {state.hidden}."
        return words + f"{written(CANDIDATES[state.checked])}, {state.checked}, makes another picture."
