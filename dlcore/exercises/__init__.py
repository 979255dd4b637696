"""Exercises that diagnose, hints, solutions and predictions.

    exercises.check("3.1", gradient)    what is right or wrong about your function, and where to look
    exercises.hint("3.1")               the next of three hints
    exercises.solution("3.1")           a solution, and a variant to write after it
    exercises.predict("3.2", "b")       commit to an answer; the explanation waits until then
    exercises.progress()                what you have done in this kernel

Each returns a `Note`, which a notebook shows. What a lesson asks stands in its own folder, such as lesson03.
"""

from dlcore.exercises import catalogue, memory
from dlcore.exercises.diagnose import diagnose
from dlcore.exercises.exercise import Exercise
from dlcore.exercises.note import Block, Note
from dlcore.exercises.prediction import Prediction
from dlcore.exercises.verdict import verdict

__all__ = ["Exercise", "Prediction", "check", "hint", "predict", "progress", "reset", "solution"]


def check(number, function=...):
    """Run your `function` on the inputs of exercise `number` and say what came out: a `Note`.

    The function gets copies of the inputs and about two seconds for each; what it raises becomes a sentence.
    """
    return _with(Exercise, number, lambda exercise: _checked(exercise, function))


def hint(number):
    """The next of the three hints of an exercise; after the last, all of them."""
    return _with(Exercise, number, _hinted)


def solution(number):
    """A solution of an exercise, and a variant of it that is yours to write."""
    return _with(Exercise, number, _solved)


def predict(number, choice=...):
    """Commit to `choice`, a key such as "b" or a number; `...` shows the question."""
    return _with(Prediction, number, lambda prediction: _predicted(prediction, choice))


def progress():
    """What you have done in this kernel, in the lessons whose exercises you have met."""
    met = sorted({int(number.split(".")[0]) for number in (*memory.work, *memory.said)})
    numbers = [number for lesson in met for number in catalogue.entries(lesson, Exercise)]
    predictions = [number for lesson in met for number in catalogue.entries(lesson, Prediction)]
    asked = [number for number in numbers if not number.endswith("v") or number in memory.work]
    return memory.table(asked, predictions)


def reset():
    """Forget all tries, hints and predictions, as a restart of the kernel does."""
    memory.forget()


def _with(kind, number, answer):
    """`answer` of the exercise or prediction `number`, or a sentence if there is none."""
    try:
        entry = catalogue.find(number, kind)
    except catalogue.NotFound as missing:
        return Note("information", "Not found", str(missing))
    return answer(entry)


def _checked(exercise, function):
    work = memory.work[exercise.number]
    diagnosis = diagnose(exercise, function)
    if diagnosis.kind != "untouched":
        work.tries += 1
        if diagnosis.kind == "right" and not work.right_at:
            work.right_at = work.tries
    return verdict(exercise, diagnosis, function)


def _hinted(exercise):
    work = memory.work[exercise.number]
    if work.hints == len(exercise.hints):
        closing = f'There are no more. `exercises.solution("{exercise.number}")` shows a solution.'
        return Note("information", "All hints", exercise.about, (*exercise.hints, closing))
    work.hints += 1
    word = f"Hint {work.hints} of {len(exercise.hints)}"
    return Note("information", word, exercise.about, (exercise.hints[work.hints - 1],))


def _solved(exercise):
    memory.work[exercise.number].solution_seen = True
    parts = [Block("", exercise.source())]
    try:
        variant = catalogue.find(f"{exercise.number}v", Exercise)
    except catalogue.NotFound:
        parts.append("Close it and write it once more, from the equation alone.")
    else:
        name = variant.answer.__name__
        cell = f'def {variant.call}:\n    return ...\n\n\nexercises.check("{variant.number}", {name})'
        parts += [f"Now a variant, yours to write. {variant.task}", Block("", cell)]
    return Note("information", "Solution", exercise.about, tuple(parts))


def _predicted(prediction, choice):
    said = prediction.read(choice)
    if said is not None:
        memory.said.setdefault(prediction.number, prediction.agrees(said))
    return prediction.reply(choice)
