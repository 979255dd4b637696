"""Exercise 8.5v, the smallest game, V = x y: two numbers that step at the same time go round each other."""

import numpy as np

from dlcore.exercises.exercise import Exercise

cycle = Exercise(
    "8.5v",
    "the smallest game",
    task=(
        "Write `chase(x, y, rate, steps)`. In the game V = x y one player owns x and makes V small, the other owns y "
        "and makes V large, both by steps of the size rate times slope. In each step both move at the same time, "
        "from the same place. Return all places, the first one included: an array (steps + 1, 2) of x and y."
    ),
    inputs=[(1.0, 2.0, 0.5, 1), (1.0, 2.0, 0.5, 3), (-0.5, 1.0, 0.25, 4)],
    hints=(
        "∂V/∂x is y, and ∂V/∂y is x.",
        "x goes down its slope and y goes up its own: x − rate · y and y + rate · x.",
        "`x, y = x - rate * y, y + rate * x` computes both from the old place.",
    ),
)


@cycle.reference
def chase(x, y, rate, steps):
    places = [(x, y)]
    for _ in range(steps):
        x, y = x - rate * y, y + rate * x
        places.append((x, y))
    return np.array(places)


def _moved(move):
    def chase(x, y, rate, steps):
        places = [(x, y)]
        for _ in range(steps):
            x, y = move(x, y, rate)
            places.append((x, y))
        return np.array(places)

    return chase


def _x_first(x, y, rate):
    x = x - rate * y
    return x, y + rate * x


def _y_first(x, y, rate):
    y = y + rate * x
    return x - rate * y, y


cycle.wrong(
    "moves one after the other, x first", look="y has moved from the new x. Both move from the same place here."
)(_moved(_x_first))
cycle.wrong(
    "moves one after the other, y first", look="x has moved from the new y. Both move from the same place here."
)(_moved(_y_first))
cycle.wrong("both players going down", look="The second makes V large: y goes up its slope.")(
    _moved(lambda x, y, rate: (x - rate * y, y - rate * x))
)
cycle.wrong("both players going up", look="The first makes V small: x goes down its slope.")(
    _moved(lambda x, y, rate: (x + rate * y, y + rate * x))
)
cycle.wrong("the two roles exchanged", look="x makes V small, so it goes down; y goes up.")(
    _moved(lambda x, y, rate: (x + rate * y, y - rate * x))
)
cycle.wrong("each player on the slope along its own number", look="∂V/∂x is y, not x.")(
    _moved(lambda x, y, rate: (x - rate * x, y + rate * y))
)


@cycle.wrong("the places without the first", look="Begin the list with (x, y) as they came.")
def _no_first(x, y, rate, steps):
    return chase(x, y, rate, steps)[1:]


@cycle.wrong("the last place alone", look="All places are asked for, (steps + 1, 2).")
def _last(x, y, rate, steps):
    return chase(x, y, rate, steps)[-1]


@cycle.notice
def _spiral(student):
    far = [float(np.hypot(*play(1.0, 0.0, 0.1, 100)[-1])) for play in (student, _moved(_x_first))]
    return (
        f"both would rest at (0, 0). From (1, 0), after 100 of your steps of 0.1, they are {far[0]:.2f} away from it: "
        f"each step is a turn and makes the circle a little larger. One after the other they are {far[1]:.2f} away: "
        "they go round for ever. Neither arrives: no step is a step down one surface."
    )
