"""What this kernel remembers of a student's work: tries, hints, solutions, predictions. Nothing is stored."""

from collections import defaultdict
from dataclasses import dataclass

from dlcore.exercises.note import Items, Note


@dataclass
class Work:
    """A student's work on one exercise."""

    tries: int = 0
    right_at: int = 0  # the first try that was right; 0 before that
    hints: int = 0
    solution_seen: bool = False

    def sentence(self):
        """ "right at try 2, with 1 hint" """
        if self.right_at:
            words = f"right at try {self.right_at}"
        else:
            words = f"{_count(self.tries, 'try', 'tries')} so far" if self.tries else "not tried yet"
        helped = [_count(self.hints, "hint", "hints")] * bool(self.hints) + ["the solution"] * self.solution_seen
        return f"{words}, with {' and '.join(helped)}" if helped else words


work = defaultdict(Work)  # by exercise number
said = {}  # prediction number → did the first answer agree?


def forget():
    """Start anew, as after a kernel restart."""
    work.clear()
    said.clear()


def table(exercises, predictions):
    """The work on these exercises and predictions, given by number: a `Note`."""
    if not exercises:
        return Note("information", "Progress", "nothing tried in this kernel yet")
    agreed = {True: "made, and it agreed", False: "made, and it differed", None: "not made yet"}
    rows = [(f"Exercise {number}", work[number].sentence()) for number in exercises]
    rows += [(f"Prediction {number}", agreed[said.get(number)]) for number in predictions]
    solved = sum(work[number].right_at > 0 for number in exercises)
    made = len(set(said) & set(predictions))
    about = f"{solved} of {len(exercises)} exercises right, {made} of {len(predictions)} predictions made"
    closing = "Wrong tries and wrong predictions are part of the work. A kernel restart forgets this table."
    tone = "right" if solved == len(exercises) else "information"
    return Note(tone, "Progress", about, (Items(tuple(rows)), closing))


def _count(number, one, many):
    return f"{number} {one if number == 1 else many}"
