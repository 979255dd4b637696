"""Exercise 0.2, sorting tasks by their loss, and its variant, by their number of outputs."""

from dlcore.exercises.exercise import Exercise

LOSSES = {
    "the price of a house": 1,
    "spam or not": 2,
    "which of ten digits an image shows": 3,
    "all the topics of an article": 2,
    "the temperature tomorrow": 1,
    "the next word of a sentence": 3,
    "the next move in a game of Go": 3,
    "which of 80 kinds of objects are in a photograph": 2,
}
OUTPUTS = {
    "the price of a house": 1,
    "spam or not": 1,
    "which of ten digits an image shows": 10,
    "which of 80 kinds of objects are in a photograph": 80,
    "where in a photograph the tip of the nose is": 2,
    "the temperature at each of the next 24 hours": 24,
}


def _inputs(table):
    return [(task,) for task in table]


sorting = Exercise(
    "0.2",
    "which loss for which task",
    task=(
        "Write `loss_for(task)`: 1 for squared error (the answer is a quantity), 2 for binary cross-entropy (one or "
        "several questions, each answered yes or no), 3 for cross-entropy over classes (exactly one is right)."
    ),
    inputs=_inputs(LOSSES),
    hints=(
        "First ask: is the answer a quantity, with a unit, or a name?",
        "If it is a name: can two of them be right at the same time? Then each is a yes or no of its own.",
        "An article can have two topics and a photograph two kinds of objects. An image of a digit shows one.",
    ),
)


@sorting.reference
def loss_for(task):
    quantities = "the price of a house", "the temperature tomorrow"
    yes_or_no = "spam or not", "all the topics of an article", "which of 80 kinds of objects are in a photograph"
    if task in quantities:
        return 1
    return 2 if task in yes_or_no else 3


def _but(table, **changes):
    """The right answers but for those whose code is changed: `_but(table, c2=3)` says 3 where 2 is right."""
    return lambda task: changes.get(f"c{table[task]}", table[task])


SEVERAL = "all the topics of an article", "which of 80 kinds of objects are in a photograph"


@sorting.wrong(
    "one class alone where several may be right",
    look="Can an article be about sport and about money? Then “exactly one” does not hold.",
)
def _exclusive(task):
    return 3 if task in SEVERAL else loss_for(task)


@sorting.wrong("classes for spam", look="Yes or no is one question: one output says it.")
def _two_classes(task):
    return 3 if task == "spam or not" else loss_for(task)


@sorting.wrong("cross-entropy over classes for every yes or no", look="Which of these tasks allow several right names?")
def _all_classes(task):
    return _but(LOSSES, c2=3)(task)


@sorting.wrong(
    "classes where a quantity is wanted",
    look="Being off by one degree is better than by ten. Classes do not know that.",
)
def _no_quantities(task):
    return _but(LOSSES, c1=3)(task)


@sorting.wrong(
    "a quantity where a word is wanted",
    look="Words can be numbered, but word 7 is no closer to word 8 than to word 900.",
)
def _numbered(task):
    return 1 if task == "the next word of a sentence" else loss_for(task)


@sorting.wrong("2 and 3 exchanged", look="Read again which number stands for which loss.")
def _exchanged(task):
    return _but(LOSSES, c2=3, c3=2)(task)


@sorting.notice
def _map(student):
    counts = [sum(student(task) == code for task in LOSSES) for code in (1, 2, 3)]
    sorts = f"{counts[0]} quantities, {counts[1]} sets of yes or no and {counts[2]} choices"
    return f"your {sorts} need only three losses. Lesson 03 derives all of them."


outputs = Exercise(
    "0.2v",
    "how many outputs",
    task=(
        "Write `outputs_for(task)`: how many numbers the last layer must give for one example. A yes or no takes one "
        "output, a choice among classes one a class, a quantity one."
    ),
    inputs=_inputs(OUTPUTS),
    hints=(
        "Count the quantities, the questions or the classes.",
        "A place in a photograph is two quantities: how far right and how far up.",
        "Spam or not is one question. Ten digits are ten classes, and 24 hours 24 quantities.",
    ),
)


@outputs.reference
def outputs_for(task):
    several = {
        "which of ten digits an image shows": 10,
        "which of 80 kinds of objects are in a photograph": 80,
        "where in a photograph the tip of the nose is": 2,
        "the temperature at each of the next 24 hours": 24,
    }
    return several.get(task, 1)


@outputs.wrong("two outputs for spam or not", look="p and 1 − p say the same. One output is enough.")
def _both(task):
    return 2 if task == "spam or not" else outputs_for(task)


@outputs.wrong(
    "one output for a choice among classes", look="The model needs a score for every class, to compare them."
)
def _one(task):
    return 1 if task == "which of ten digits an image shows" else outputs_for(task)


@outputs.wrong("one output where many may be right", look="Each of the 80 kinds is a question of its own.")
def _one_of_many(task):
    return 1 if "80 kinds" in task else outputs_for(task)


@outputs.wrong("one number for a place", look="How far right, and how far up?")
def _flat(task):
    return 1 if "nose" in task else outputs_for(task)


@outputs.notice
def _sum(student):
    total = sum(student(task) for task in OUTPUTS)
    return f"the six tasks together take {total} outputs. The layers before them can be the same."
