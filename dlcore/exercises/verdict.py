"""A diagnosis in words: what a student reads after `check`.

Each kind of diagnosis has one function, which gives the sentences; below them stands the smallest input that
shows the difference, with what came out and what should have.
"""

import linecache
import traceback

from dlcore.exercises.note import Block, Note
from dlcore.exercises.sandbox import run
from dlcore.exercises.values import kind_of, show, show_pair


def verdict(exercise, diagnosis, function):
    """The `Note` that tells the student what `diagnosis` found in `function`."""
    if diagnosis.kind == "untouched":
        return task(exercise)
    if diagnosis.kind == "right":
        return _right(exercise, diagnosis, function)
    parts = list(_SENTENCES[diagnosis.kind](exercise, diagnosis, function))
    trial = diagnosis.trial
    if trial is not None:
        if trial.changed and diagnosis.kind != "changed":
            parts.append(f"It also changes {_changed_names(exercise, trial)}, which belongs to the caller.")
        parts.append(_evidence(exercise, diagnosis))
        if trial.outcome.printed:
            parts.append(Block("Your function printed", _first_lines(trial.outcome.printed)))
    return Note("wrong", "Not yet", exercise.about, tuple(parts))


def task(exercise):
    """What is to be done, for a placeholder that nobody has touched yet."""
    how = (
        f"Replace the `...` in `{exercise.call}` and run the cell again. "
        f'`exercises.hint("{exercise.number}")` gives a hint.'
    )
    return Note("information", "Your turn", exercise.about, (exercise.task, how))


def _right(exercise, diagnosis, function):
    outcome = run(exercise.remark, (function,), seconds=5 * exercise.seconds)
    agrees = f"`{exercise.call}` agrees with the reference on all {diagnosis.trials} inputs."
    if outcome.error is not None or not outcome.ended:
        reason = _error_line(outcome.error) if outcome.ended else "it did not end"
        noticed = f"What is worth noticing could not be computed from your function: {reason}."
    else:
        noticed = f"Worth noticing: {outcome.value}"
    return Note("right", "Right", exercise.about, (agrees, noticed))


def _known(exercise, diagnosis, function):
    yield f"Looks like {diagnosis.known.looks}. {diagnosis.known.look}"


def _changed(exercise, diagnosis, function):
    names = _changed_names(exercise, diagnosis.trial)
    yield (
        f"The numbers are right, but your function changes {names}, which belongs to the caller. "
        f"`a -= b` writes into the array that came in; `a = a - b` makes a new one."
    )
    for i in diagnosis.trial.changed:
        before, after = diagnosis.trial.given[i], diagnosis.trial.outcome.arguments[i]
        width = len(exercise.names[i]) + 10
        lines = [
            f"{exercise.names[i]} before  {show(before, width)}",
            f"{exercise.names[i]} after   {show(after, width)}",
        ]
        yield Block("", "\n".join(lines))


def _unsteady(exercise, diagnosis, function):
    yield (
        "Your function gave two different answers to the same input. Something outlives the call: a list as "
        "a default argument, a variable outside the function, or random numbers."
    )
    yield Block("", f"second call  {_answer(diagnosis.again, 13)}")


def _not_a_function(exercise, diagnosis, function):
    name = exercise.answer.__name__
    yield (
        f'Hand over the function itself, `exercises.check("{exercise.number}", {name})`, '
        f"with no parentheses after its name. What came was {kind_of(function)}."
    )


def _arguments(exercise, diagnosis, function):
    count = len(exercise.names)
    yield (
        f"The check calls `{exercise.call}`, with {count} argument{'s' if count > 1 else ''} in this order. "
        f"Your function cannot be called like that: look at its first line."
    )


def _raised(exercise, diagnosis, function):
    error = diagnosis.trial.outcome.error
    yield f"Your function raised `{_error_line(error)}`{_where(error, function)}."
    if isinstance(error, RecursionError):
        yield "A function that calls itself needs a case in which it does not."


def _exit(exercise, diagnosis, function):
    name = type(diagnosis.trial.outcome.error).__name__
    yield f"Your function raised {name}, which ends a program. A function ends with `return` and its result."


def _endless(exercise, diagnosis, function):
    stopped = diagnosis.trial.outcome.stopped
    stop = " and was stopped" if stopped else ""
    yield f"Your function had not ended after {exercise.seconds:g} seconds{stop}."
    if stopped:
        yield "Look at its loop: what has to become true for it to end, and what in the loop changes that?"
    else:
        yield "It is still running, in compiled code that cannot be stopped from here: restart the kernel."


def _nothing(exercise, diagnosis, function):
    yield "Your function returned nothing (None). Does every way through it end in `return` and a value?"


def _unreadable(exercise, diagnosis, function):
    value, shapes = diagnosis.trial.outcome.value, _shapes(diagnosis.expected)
    several = exercise.returns > 1
    if several and not (isinstance(value, list | tuple) and len(value) == exercise.returns):
        came = f"{kind_of(value)} of {len(value)}" if isinstance(value, list | tuple) else kind_of(value)
        yield f"Your function returned {came}; expected a tuple of {exercise.returns}: {shapes}."
        yield "Write the values one after the other behind `return`, with commas between them."
        return
    count = f"a tuple of {exercise.returns}: " if several else ""
    yield f"Your function returned {kind_of(value)} that cannot be read as numbers; expected {count}{shapes}."
    dtype = getattr(value, "dtype", None)
    if diagnosis.trial.complaint:
        yield f"Turning it into an array failed: `{_one_line(diagnosis.trial.complaint)}`."
    elif dtype is not None:
        yield f"Its dtype is {dtype}: an array of numbers has one such as float64."


def _shape(exercise, diagnosis, function):
    yield f"Your function returned {_shapes(diagnosis.trial)}; expected {_shapes(diagnosis.expected)}."


def _not_finite(exercise, diagnosis, function):
    yield (
        "Your function returned numbers that are not finite (nan or inf) where finite ones are expected. "
        "Look for a division by zero, the logarithm of zero or an exponential of a large number."
    )


def _different(exercise, diagnosis, function):
    if diagnosis.factor is None:
        yield "The shape is right, the numbers are not. This is the smallest input that shows it."
    else:
        yield f"Every number you return is {diagnosis.factor:.4g} times the right one. Look for that factor."


_SENTENCES = {
    "known": _known,
    "changed": _changed,
    "unsteady": _unsteady,
    "not a function": _not_a_function,
    "arguments": _arguments,
    "raised": _raised,
    "exit": _exit,
    "endless": _endless,
    "nothing": _nothing,
    "unreadable": _unreadable,
    "shape": _shape,
    "not finite": _not_finite,
    "different": _different,
}


def _evidence(exercise, diagnosis):
    """The input, what came out of the student's function and what should have."""
    width = max(map(len, exercise.names))
    lines = [
        f"  {name:<{width}} = {show(value, width + 5)}"
        for name, value in zip(exercise.names, diagnosis.trial.given, strict=True)
    ]
    mine, right = _answers(diagnosis.trial, diagnosis.expected, 11)
    lines += [f"gave       {mine}", f"should be  {right}"]
    return Block("", "\n".join([f"{exercise.call} with", *lines]))


def _answers(trial, expected, indent):
    """Both answers as text, with enough digits to tell them apart."""
    if trial.answer is None or len(trial.answer) > 1:
        return _answer(trial, indent), _answer(expected, indent)
    return show_pair(trial.answer[0], expected.answer[0], indent)


def _answer(trial, indent):
    outcome = trial.outcome
    if not outcome.ended:
        return "no answer in time"
    if outcome.error is not None:
        return type(outcome.error).__name__
    if trial.answer is None:
        return show(outcome.value, indent)
    return f"\n{' ' * indent}".join(show(part, indent) for part in trial.answer)


def _shapes(trial):
    """ "an array of shape (2,)" or "a single number", for each value of the answer."""
    words = [f"an array of shape {part.shape}" if part.ndim else "a single number" for part in trial.answer]
    return " and ".join([*filter(None, [", ".join(words[:-1])]), words[-1]])


def _changed_names(exercise, trial):
    return " and ".join(f"its argument `{exercise.names[i]}`" for i in trial.changed)


def _first_lines(text, limit=10):
    lines = text.splitlines()
    return "\n".join(lines[:limit] + ["…"] * (len(lines) > limit))


def _one_line(text, limit=300):
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + " …"


def _error_line(error):
    """The exception as Python prints it, in one line: "ValueError: ..."."""
    return _one_line(traceback.format_exception_only(error)[-1])


def _where(error, function):
    """Where in the student's own code the exception came up: ", in line 2 (gradient): `return X @ w`"."""
    code = getattr(function, "__code__", None)
    frames = [
        (frame.f_code.co_name, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]
    if not frames:
        return ""
    name, line = frames[-1]
    text = linecache.getline(code.co_filename, line).strip()
    return f", in line {line} ({name})" + (f": `{text}`" if text else "")
