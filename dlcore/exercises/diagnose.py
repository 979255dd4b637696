"""What is the matter with an answer: decided by behaviour on the exercise's inputs, never by its text.

The reference answer and each usual wrong answer are run on the same inputs as the student's function. The
first input on which student and reference differ is the smallest that shows it. The student's answer is
recognised as a usual wrong one if the two agree on every input.
"""

import dis
import inspect
from dataclasses import dataclass

import numpy as np

from dlcore.exercises.sandbox import Outcome, run


@dataclass(frozen=True)
class Trial:
    """A function on one input.

    given      the arguments, as they were before
    outcome    what the call did
    answer     what it returned, as a tuple of arrays; None if it returned no numbers
    complaint  why NumPy could not read it
    """

    given: tuple
    outcome: Outcome
    answer: tuple | None
    complaint: str = ""

    @property
    def changed(self):
        """Positions of the arguments that are no longer what they were."""
        pairs = zip(self.given, self.outcome.arguments, strict=True)
        return tuple(i for i, (before, after) in enumerate(pairs) if not _unchanged(before, after))


@dataclass(frozen=True)
class Diagnosis:
    """What is the matter, and the facts needed to say it.

    kind     "untouched", "right", "known", "changed", "unsteady", "not a function", "arguments", "raised",
             "exit", "endless", "nothing", "unreadable", "shape", "not finite" or "different"
    trial    the student's function on the smallest input that shows it, and `expected` the reference there
    trials   how many inputs were tried
    again    a second call on the smallest input, if `kind` is "unsteady"
    known    the usual wrong answer that behaves alike, if `kind` is "known"
    factor   the one number by which all of the student's numbers differ from the right ones, if there is one
    """

    kind: str
    trial: Trial | None = None
    expected: Trial | None = None
    trials: int = 0
    again: Trial | None = None
    known: object = None
    factor: float | None = None


def diagnose(exercise, function):
    """Run `function` on the inputs of `exercise` and say what is the matter with it: a `Diagnosis`."""
    if function is ... or _is_empty(function):
        return Diagnosis("untouched")
    if not callable(function):
        return Diagnosis("not a function")
    if not _takes(function, exercise.inputs[0]):
        return Diagnosis("arguments")
    trials = observe(exercise, function)
    if any(_is_unfinished(trial.outcome) for trial in trials):
        return Diagnosis("untouched")
    expected = observe(exercise, exercise.answer)
    pairs = list(zip(trials, expected, strict=False))  # fewer trials than inputs after one that never ended
    differ = (i for i, (trial, right) in enumerate(pairs) if not alike(trial, right, exercise.tolerance))
    place = next(differ, None)
    if trials[0].answer is not None:
        again = _try(exercise, function, exercise.inputs[0])
        if not alike(again, trials[0], exercise.tolerance):
            return Diagnosis("unsteady", trials[0], expected[0], again=again)
    if place is None:
        changed = next((pair for pair in pairs if pair[0].changed), None)
        return Diagnosis("changed", *changed) if changed else Diagnosis("right", trials=len(trials))
    trial, right = pairs[place]
    known = recognise(exercise, trials)
    if known is not None:
        return Diagnosis("known", trial, right, known=known)
    kind = _fault(trial, right)
    factor = _factor(trials, expected, exercise.tolerance) if kind == "different" else None
    return Diagnosis(kind, trial, right, factor=factor)


def observe(exercise, function):
    """`function` on every input of `exercise`, smallest first; a call that never ends is the last."""
    trials = []
    for arguments in exercise.inputs:
        trials.append(_try(exercise, function, arguments))
        if not trials[-1].outcome.ended:
            break
    return trials


def recognise(exercise, trials):
    """The usual wrong answer that behaves as `trials` on every input, or None."""
    for wrong in exercise.wrongs:
        others = observe(exercise, wrong.function)
        if len(trials) == len(others) and all(map(alike, trials, others, [exercise.tolerance] * len(trials))):
            return wrong
    return None


def alike(trial, other, tolerance):
    """Do two trials give the same numbers in the same shapes, or raise exceptions of the same type?"""
    if trial.answer is None or other.answer is None:
        errors = trial.outcome.error, other.outcome.error
        return None not in errors and type(errors[0]) is type(errors[1])
    return len(trial.answer) == len(other.answer) and all(
        _close(a, b, tolerance) for a, b in zip(trial.answer, other.answer, strict=True)
    )


def _close(a, b, tolerance):
    """Same shape, and no difference above `tolerance` times the largest finite number of `b`."""
    if a.shape != b.shape:
        return False
    scale = np.abs(b[np.isfinite(b)]).max(initial=0.0) or 1.0
    return np.allclose(a, b, rtol=0.0, atol=tolerance * scale, equal_nan=True)


def _try(exercise, function, arguments):
    outcome = run(function, arguments, exercise.seconds)
    try:
        answer = _read(outcome.value, exercise.returns) if outcome.ended and outcome.error is None else None
    except Exception as error:  # a student's object may raise anything when it is turned into an array
        return Trial(arguments, outcome, None, str(error))
    return Trial(arguments, outcome, answer)


def _read(value, returns):
    """The numbers of `value` as a tuple of `returns` arrays, copied; None if they are not that."""
    parts = (value,) if returns == 1 else value
    if not isinstance(parts, list | tuple) or len(parts) != returns:
        return None
    arrays = tuple(np.array(part) for part in parts)
    return arrays if all(array.dtype.kind in "biufc" for array in arrays) else None


def _fault(trial, right):
    """The kind of fault of a trial that no usual wrong answer explains."""
    outcome = trial.outcome
    if not outcome.ended:
        return "endless"
    if isinstance(outcome.error, SystemExit | KeyboardInterrupt):
        return "exit"
    if outcome.error is not None:
        return "raised"
    if outcome.value is None:
        return "nothing"
    if trial.answer is None:
        return "unreadable"
    if [part.shape for part in trial.answer] != [part.shape for part in right.answer]:
        return "shape"
    if any(np.any(~np.isfinite(a) & np.isfinite(b)) for a, b in zip(trial.answer, right.answer, strict=True)):
        return "not finite"
    return "different"


def _factor(trials, expected, tolerance):
    """The number c with answer = c × expected on every input, or None."""
    if any(trial.answer is None for trial in trials):
        return None
    a, b = (np.concatenate([p.ravel() for t in side for p in t.answer]) for side in (trials, expected))
    if a.shape != b.shape or not np.all(np.isfinite([a, b])) or not np.any(b):
        return None
    factor = (a @ b) / (b @ b)
    return factor if factor and _close(a, factor * b, tolerance) else None


def _is_empty(function):
    """Is the body only `...`, `pass` or a docstring? (Then it does nothing but return None or Ellipsis.)"""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    *others, last = [step for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP")]
    returned = others[0] if len(others) == 1 and others[0].opname == "LOAD_CONST" else last
    return len(others) <= 1 and returned.opname.endswith("_CONST") and returned.argval in (None, ...)


def _is_unfinished(outcome):
    """Is there still a `...` in the answer, or in the arithmetic that failed?"""
    if isinstance(outcome.error, TypeError):
        return "ellipsis" in str(outcome.error)
    parts = outcome.value if isinstance(outcome.value, list | tuple) else [outcome.value]
    return any(part is ... for part in parts)


def _takes(function, arguments):
    """Can `function` be called with these arguments, as far as its signature tells?"""
    try:
        signature = inspect.signature(function)
    except ValueError:  # some compiled functions have none: the call itself will tell
        return True
    try:
        signature.bind(*arguments)
    except TypeError:
        return False
    return True


def _unchanged(before, after):
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and np.array_equal(before, after, equal_nan=True)
    if isinstance(before, list | tuple):
        same = len(before) == len(after) and all(map(isinstance, after, map(type, before)))
        return same and all(map(_unchanged, before, after))
    return callable(before) or before == after
