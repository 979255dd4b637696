"""Exercise 8.5, rounds of the game with three mistakes in them.

The players are as small as they can be, G and D both `nn.Linear(1, 1)`. T rounds of N samples: x and z (T, N, 1).
"""

from itertools import combinations

import numpy as np

from dlcore import nn
from dlcore.exercises.exercise import Exercise


def player(weight, bias):
    """An `nn.Linear(1, 1)` with these parameters; an exercise shows it by its docstring."""
    made = nn.Linear(1, 1).double()
    made.load_state_dict({"weight": [[weight]], "bias": [bias]})
    made.__doc__ = f"nn.Linear(1, 1), weight {weight:g}, bias {bias:g}".replace("-", "−")
    return made


def _criterion():
    made = nn.BCEWithLogitsLoss()
    made.__doc__ = "nn.BCEWithLogitsLoss()"
    return made


def _rounds(*rounds):
    return np.array(rounds, dtype=float)[:, :, None]


def _case(G, D, x, z, rate):
    return player(*G), player(*D), _criterion(), _rounds(*x), _rounds(*z), rate


rounds = Exercise(
    "8.5",
    "find three mistakes in a game",
    task=(
        "The rounds that `careless` plays have three mistakes. Write `play(G, D, criterion, x, z, rate)` without them. "
        "G and D are `nn.Linear(1, 1)`, criterion is `nn.BCEWithLogitsLoss()`; x holds T batches of real samples and z "
        "T batches of numbers for G, both (T, N, 1). In each round first D takes one step of gradient descent, then G, "
        "against the new D. Return G's weight and bias, then D's, as arrays."
    ),
    inputs=[
        _case((0.5, -1.0), (1.0, 0.25), [[2.0]], [[1.0]], 1.0),
        _case((0.5, -1.0), (1.0, 0.25), [[2.0, 3.0], [1.0, 2.5]], [[1.0, -0.5], [0.25, -2.0]], 0.5),
        _case((-1.0, 0.5), (-0.5, 1.0), [[1.0], [0.5], [2.0]], [[0.5], [-1.0], [1.5]], 1.0),
    ],
    hints=(
        "Ask after every line: whose gradients are there now, and from which step? "
        "Only D's own step may change D, and nothing of D's step may reach G.",
        "`D.backward` in D's step ends at the samples: they are held fixed, so no `G.backward` there. "
        "`D.backward` in G's step is needed, and it leaves gradients in D.",
        "Begin D's step with `D.zero_grad()` and G's with `G.zero_grad()`; after G's step update the parameters of G "
        "alone.",
    ),
    returns=4,
)


@rounds.reference
def play(G, D, criterion, x, z, rate):
    for real, latent in zip(x, z, strict=True):
        fake = G(latent)

        D.zero_grad()  # G's last step has left gradients in D
        for samples, label in ((real, 1.0), (fake, 0.0)):
            criterion(D(samples), np.full_like(samples, label))
            D.backward(criterion.backward())  # and no further: the samples are held fixed
        for parameter in D.parameters():
            parameter.data -= rate * parameter.grad

        G.zero_grad()
        criterion(D(fake), np.ones_like(fake))
        G.backward(D.backward(criterion.backward()))  # through D, which stays as it is
        for parameter in G.parameters():
            parameter.data -= rate * parameter.grad
    return G.weight.data, G.bias.data, D.weight.data, D.bias.data


@rounds.wrong(
    "the function as it was, with all three mistakes",
    look="Follow the gradients of one parameter of D, then of G, from line to line: where from, and when cleared?",
)
def careless(G, D, criterion, x, z, rate):
    def descend(*players):
        for player in players:
            for parameter in player.parameters():
                parameter.data -= rate * parameter.grad

    for real, latent in zip(x, z, strict=True):
        criterion(D(real), np.ones_like(real))  # D's step: real samples are called 1, ...
        D.backward(criterion.backward())
        criterion(D(G(latent)), np.zeros_like(latent))  # ... fake ones 0
        G.backward(D.backward(criterion.backward()))
        descend(D)
        criterion(D(G(latent)), np.ones_like(latent))  # G's step: it wants its samples to be called 1
        G.backward(D.backward(criterion.backward()))
        descend(G, D)
        G.zero_grad()
    return G.weight.data, G.bias.data, D.weight.data, D.bias.data


def _game(held=True, cleared=True, apart=True, between=False, labels=(1.0, 0.0, 1.0), of_g=True, old=False, sign=-1):
    """Rounds with mistakes that can be turned on one by one.

    held: G is not reached in D's step; cleared: D begins its step without gradients, and `between`: G begins its step
    without gradients in D; apart: D stays in G's step; labels: of real and fake samples and in G's step; of_g: G's
    gradients are cleared; old: G plays against D before its step.
    """

    def play(G, D, criterion, x, z, rate):
        def descend(player, gradients):
            for parameter, gradient in zip(player.parameters(), gradients, strict=True):
                parameter.data += sign * rate * gradient

        def back(samples, label):
            criterion(D(samples), np.full_like(samples, label))
            return D.backward(criterion.backward())

        for real, latent in zip(x, z, strict=True):
            if cleared:
                D.zero_grad()
            back(real, labels[0])
            slopes = back(G(latent), labels[1])
            if not held:
                G.backward(slopes)
            first = [parameter.grad.copy() for parameter in D.parameters()]
            if not old:
                descend(D, first)
            if between:
                D.zero_grad()
            G.backward(back(G(latent), labels[2]))
            descend(G, [parameter.grad for parameter in G.parameters()])
            if old:
                descend(D, first)
            if not apart:
                descend(D, [parameter.grad for parameter in D.parameters()])
            if of_g:
                G.zero_grad()
        return G.weight.data, G.bias.data, D.weight.data, D.bias.data

    return play


MISTAKES = {
    "cleared": (
        "the gradients that G's step leaves in D",
        "In G's step the gradient passes through D and is added there. D's next step must begin with `D.zero_grad()`.",
    ),
    "held": (
        "fake samples that are not held fixed in D's step",
        "In D's step the gradient went on into G, and G's next step contains it: G helps D. No `G.backward` there.",
    ),
    "apart": ("a step of D within G's step", "After G's backward only the parameters of G are updated."),
}
for _name, (_words, _look) in MISTAKES.items():
    rounds.wrong(f"one mistake left: {_words}", look=_look)(_game(**{_name: False}))
for _one, _other in combinations(MISTAKES, 2):
    rounds.wrong(f"two mistakes left: {MISTAKES[_one][0]}, and {MISTAKES[_other][0]}", look=MISTAKES[_one][1])(
        _game(**{_one: False, _other: False})
    )
rounds.wrong(
    "one mistake left: D takes G's wish as its own", look="D's gradients of G's step are what G wants. Update G."
)(_game(apart=False, between=True))
rounds.wrong(
    "labels that are swapped in D's step",
    look="D calls real samples 1 and fake ones 0. These lines were right.",
)(_game(labels=(0.0, 1.0, 1.0)))
rounds.wrong(
    "the label 0 in G's step, which is the wrong sign of its loss",
    look="G wants its samples to be called 1. That line was right.",
)(_game(labels=(1.0, 0.0, 0.0)))
rounds.wrong("gradients of G that pile up from round to round", look="`G.zero_grad()` belongs into every round.")(
    _game(of_g=False)
)
rounds.wrong("a step of G against the D of before", look="D moves first; G's gradient passes through the new D.")(
    _game(old=True)
)
rounds.wrong("steps uphill", look="Both losses are to fall: parameter minus rate times gradient.")(_game(sign=1))


@rounds.notice
def _harm(student):
    generator = np.random.default_rng(0)
    x, z = generator.normal(3.0, 1.0, (600, 32, 1)), generator.normal(size=(600, 32, 1))
    ends = []
    for played in (student, careless):
        _, bias, *_ = played(player(1.0, 0.0), player(0.0, 0.0), nn.BCEWithLogitsLoss(), x, z, 0.1)
        ends.append(float(np.asarray(bias)[0]))
    return (
        "real samples lie around 3, and G began around 0. After 600 of your rounds G's samples lie around "
        f"{ends[0]:.1f}, after 600 careless ones around {ends[1]:.1f}. Nothing crashed and nothing warned: look at "
        "gradients, not only at losses."
    ).replace("-", "−")
