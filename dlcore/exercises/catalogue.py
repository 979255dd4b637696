"""Finding an exercise or a prediction by its number: "3.1" stands in lesson03.py, imported when used."""

import importlib
import pkgutil
import re

import dlcore.exercises


class NotFound(LookupError):
    """There is nothing of that number; the message is a sentence for the student."""


def lessons():
    """The numbers of the lessons that have a file here."""
    names = (module.name for module in pkgutil.iter_modules(dlcore.exercises.__path__))
    return sorted(int(name[6:]) for name in names if re.fullmatch(r"lesson\d\d", name))


def entries(lesson, kind):
    """The objects of class `kind` (Exercise or Prediction) in the file of a lesson, by number."""
    module = importlib.import_module(f"dlcore.exercises.lesson{lesson:02d}")
    found = [entry for entry in vars(module).values() if isinstance(entry, kind)]
    return {entry.number: entry for entry in sorted(found, key=lambda entry: _order(entry.number))}


def find(number, kind):
    """The exercise or prediction called `number`; `NotFound` with the numbers there are otherwise."""
    name = kind.__name__.lower()
    if not isinstance(number, str):
        raise NotFound(f'The number of {_article(name)} comes first and in quotes, as in "3.1".')
    lesson = re.match(r"\s*(\d+)\.", number)
    if lesson is None or int(lesson[1]) not in lessons():
        there = ", ".join(map(str, lessons()))
        raise NotFound(f"There is no {name} {number!r:.40}. Lessons with {name}s: {there}.")
    known = entries(int(lesson[1]), kind)
    if number.strip() not in known:
        there = ", ".join(key for key in known if not key.endswith("v")) or "none"
        raise NotFound(f"There is no {name} {number!r:.40}. Lesson {int(lesson[1])} has {there}.")
    return known[number.strip()]


def _order(number):
    lesson, place, variant = re.fullmatch(r"(\d+)\.(\d+)(v?)", number).groups()
    return int(lesson), int(place), variant


def _article(name):
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
