"""Predictions: a question the reader answers before looking; the explanation waits until then.

    slower = Prediction(
        "9.1",
        "The rate is halved. What happens to the number of steps?",
        choices={"a": "It doubles, about.", "b": "It halves, about."},
        answer="a",
        replies={"b": "A smaller rate makes shorter steps."},
        explanation="Each step multiplies the error by 1 − ηλ …",
    )

Without `choices` the answer is a number, right within `tolerance`.
"""

import math
from dataclasses import dataclass, field
from numbers import Real

from dlcore import environment
from dlcore.exercises.note import Fold, Items, Note

WHOLE, BROKEN = (12, 40, 3, 75), (0.7, 2.5, 0.15, 60.5)  # numbers that show the form of an answer, no more


@dataclass(frozen=True)
class Prediction:
    """A question with choices, or one whose answer is a number.

    number       lesson and place, such as "3.2"
    question     what the reader is to commit to
    answer       the key of the right choice, or a number
    explanation  why; shown once the reader has committed
    choices      key → words, or None for a number
    replies      wrong key → one sentence on that choice
    tolerance    largest distance from the right number that still agrees
    example      a number that shows the form of an answer, far from the right one; None: one that fits
    """

    number: str
    question: str
    answer: object
    explanation: str
    choices: dict | None = None
    replies: dict = field(default_factory=dict)
    tolerance: float = 0.0
    example: float | None = None

    @property
    def about(self):
        return f"Prediction {self.number}"

    @property
    def possible(self):
        """The answers that are accepted, in words."""
        return f"one of {_listed(self.choices)}" if self.choices else "a number"

    def ask(self, *complaint):
        """The question. When pages are published its HTML folds the answer in as well."""
        call = f'exercises.predict("{self.number}", {self._example()})'
        how = f"Commit to an answer: put {self.possible} in place of the `...`, as in `{call}`."
        choices = Items(tuple(self.choices.items())) if self.choices else None
        parts = [*complaint, self.question, choices, how]
        if environment.publishing():
            answer = f"{self._words(self.answer)} {self.explanation}"
            parts.append(Fold("The answer, once you have committed", answer))
        return Note("information", "Before you look", self.about, tuple(parts))

    def reply(self, choice):
        """Does `choice` agree with what happens, and why; the question again if it is no possible answer."""
        if choice is ...:
            return self.ask()
        said = self.read(choice)
        if said is None:
            return self.ask(f"`{choice!r:.60}` is no answer to this question; expected {self.possible}.")
        heard = f"You said {self._words(said)}"
        if self.agrees(said):
            return Note("right", "It agrees", self.about, (heard, self.explanation))
        right = f"The answer is {self._words(self.answer)}"
        parts = (heard, self.replies.get(said), right, self.explanation)
        return Note("wrong", "It differs", self.about, parts)

    def read(self, choice):
        """`choice` as a key or a number; None if it is neither."""
        if self.choices:
            key = choice.strip().rstrip(".)").lower() if isinstance(choice, str) else None
            return key if key in self.choices else None
        is_number = isinstance(choice, Real) and not isinstance(choice, bool) and math.isfinite(choice)
        return float(choice) if is_number else None

    def agrees(self, said):
        return said == self.answer if self.choices else abs(said - self.answer) <= self.tolerance

    def _example(self):
        """An answer as it is typed. Its size says nothing of the right one, and it lies outside what agrees."""
        if self.choices:
            return f'"{next(iter(self.choices))}"'
        if self.example is not None:
            return f"{self.example:g}"
        several = WHOLE if self.tolerance >= 1 or float(self.answer).is_integer() else BROKEN
        return f"{next(one for one in several if abs(one - self.answer) > 1.5 * self.tolerance):g}"

    def _words(self, said):
        return f"{said}: {self.choices[said]}" if self.choices else f"{said:g}.".replace("-", "−")

    def validate(self):
        """Raise a ValueError that lists what is missing; lesson tests call it."""
        faults = [name for name in ("question", "explanation") if not getattr(self, name).strip()]
        if self.choices:
            faults += ["the answer among the choices"] * (self.answer not in self.choices)
            faults += [f"a reply to {key}" for key in self.choices if key not in {*self.replies, self.answer}]
        else:
            faults += ["a tolerance above 0"] * (self.tolerance <= 0)
            faults += ["an example that is not the answer"] * (self.example is not None and self.agrees(self.example))
        if faults:
            raise ValueError(f"{self.about} lacks {', '.join(faults)}")


def _listed(keys):
    *most, last = [f'"{key}"' for key in keys]
    return f"{', '.join(most)} or {last}" if most else last
