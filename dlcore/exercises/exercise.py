"""How an exercise is declared: its mathematics and its words, nothing else.

    square = Exercise(
        "9.1",
        "A square",
        task="Write `square(x)`: x² for every element of x, shape (N,).",
        inputs=[(np.array([2.0]),), (np.array([1.0, -3.0]),)],  # smallest first
        hints=("…", "…", "…"),
    )

    @square.reference
    def square_of(x):
        return x**2

    @square.wrong("twice x, not x times x", look="At 2 both are 4. What is 3 × 3?")
    def double(x):
        return 2 * x

    @square.notice
    def even(student):
        return "A square never tells you the sign of what was squared."

An exercise belongs to the lesson in whose file it stands. "9.1v" is a variant of "9.1": after looking at the
solution of one, a student writes the other.
"""

import inspect
from dataclasses import dataclass, field
from itertools import combinations
from textwrap import dedent

from dlcore.exercises.diagnose import alike, observe


@dataclass(frozen=True)
class Wrong:
    """A usual wrong answer: the function that gives it, what it looks like and where to look."""

    function: object
    looks: str
    look: str


@dataclass(eq=False)
class Exercise:
    """One thing to write, with a reference answer, the usual wrong ones and three hints.

    number     lesson and place, such as "3.1"; its variant is "3.1v"
    title      what it is about, in a few words
    task       one or two sentences, with the shape of every argument and of the result
    inputs     tuples of arguments, smallest first; a function among them is shown by its docstring
    hints      three, each saying more than the one before
    returns    how many values the function returns; several come as a tuple
    tolerance  largest difference allowed, relative to the largest number of the reference answer
    seconds    time limit of one call
    """

    number: str
    title: str
    task: str
    inputs: list
    hints: tuple
    returns: int = 1
    tolerance: float = 1e-6
    seconds: float = 2.0
    answer: object = field(default=None, init=False)
    remark: object = field(default=None, init=False)
    wrongs: list = field(default_factory=list, init=False)

    def reference(self, function):
        """Decorate the right answer. Its source is the solution, its arguments are those of the exercise."""
        self.answer = function
        return function

    def wrong(self, looks, *, look):
        """Decorate a usual wrong answer: "Looks like {looks}." and where to `look`."""

        def declare(function):
            self.wrongs.append(Wrong(function, looks, look))
            return function

        return declare

    def notice(self, function):
        """Decorate what says one thing worth noticing, given the student's right function."""
        self.remark = function
        return function

    @property
    def about(self):
        return f"Exercise {self.number}, {self.title}"

    @property
    def names(self):
        """The names of the arguments."""
        return tuple(inspect.signature(self.answer).parameters)

    @property
    def call(self):
        """The function as the student writes it: "gradient(w, X, y)"."""
        return f"{self.answer.__name__}({', '.join(self.names)})"

    def source(self):
        """The source of the reference answer, without its decorator."""
        lines = dedent(inspect.getsource(self.answer)).splitlines()
        return "\n".join(lines[next(i for i, line in enumerate(lines) if line.startswith("def ")) :])

    def validate(self):
        """Raise a ValueError that lists what keeps this exercise from diagnosing; lesson tests call it."""
        faults = list(self._faults())
        if faults:
            raise ValueError(f"{self.about}: " + "; ".join(faults))

    def _faults(self):
        if len(self.hints) != 3:
            yield f"it has {len(self.hints)} hints, expected 3"
        if self.remark is None:
            yield "nothing worth noticing is declared"
        right = observe(self, self.answer)
        if any(trial.answer is None or trial.changed for trial in right):
            yield "the reference raises, changes its arguments or returns no numbers on one of the inputs"
        behaviours = {wrong.looks: observe(self, wrong.function) for wrong in self.wrongs}
        if len(behaviours) < len(self.wrongs):
            yield "two wrong answers have the same words"
        for looks, trials in behaviours.items():
            if all(trial.answer is None for trial in trials):
                yield f"“{looks}” gives numbers on no input"
        for (one, trials), (other, others) in combinations({"the reference": right, **behaviours}.items(), 2):
            if all(alike(a, b, self.tolerance) for a, b in zip(trials, others, strict=True)):
                yield f"“{one}” and “{other}” are the same on every input"
