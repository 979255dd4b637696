"""Exercise 7.2, several sequences, one after the other, and its variant, a padded batch, all at the same time."""

import numpy as np

from dlcore.exercises.exercise import Exercise
from dlcore.exercises.lesson07.cases import numbers, states


def average(x, h):
    """(x + h) / 2"""
    return (x + h) / 2


def squashed(x, h):
    """tanh(x − h / 2)"""
    return np.tanh(x - h / 2)


reading = Exercise(
    "7.2",
    "one sequence after the other",
    task=(
        "Write `read(sequences, step, h0)`. `sequences` is a list of arrays of shape (T, H), and T may differ. "
        "`step(x, h)` makes the next state from one row and the old state. Every sequence starts at h0, shape (H,). "
        "Return the last state of each sequence, shape (number of sequences, H)."
    ),
    inputs=[
        ([np.array([[2.0]])], average, np.array([4.0])),
        ([np.array([[2.0]]), np.array([[8.0]])], average, np.array([4.0])),
        ([np.array([[2.0], [8.0]]), np.array([[1.0], [5.0], [3.0]])], average, np.array([4.0])),
        ([numbers(3, 2), numbers(2, 2, seed=1), numbers(4, 2, seed=2)], squashed, states(2)),
    ],
    hints=(
        "Two loops: the outer one over sequences, the inner one over the rows of one of them.",
        "Between the two lines `for` stands the line that begins anew: h = h0.",
        "After the inner loop, append h to a list. `np.array(list)` has the shape that is asked for.",
    ),
)


@reading.reference
def read(sequences, step, h0):
    last = []
    for x in sequences:
        h = h0
        for x_t in x:
            h = step(x_t, h)
        last.append(h)
    return np.array(last)


@reading.wrong(
    "a state that is not reset between sequences",
    look="What one sequence left behind, the next one must not know. Set h to h0 for each.",
)
def _not_reset(sequences, step, h0):
    last, h = [], h0
    for x in sequences:
        for x_t in x:
            h = step(x_t, h)
        last.append(h)
    return np.array(last)


@reading.wrong(
    "a state that is reset at every step", look="Inside one sequence the state goes on. Set it to h0 before the rows."
)
def _always_reset(sequences, step, h0):
    return np.array([step(x[-1], h0) for x in sequences])


@reading.wrong("the last sequence alone", look="Append a state for each sequence, after its last row.")
def _only_last(sequences, step, h0):
    return read(sequences, step, h0)[-1]


@reading.wrong(
    "the state of the last sequence in every row",
    look="`h[:] = …` writes into one array, which the list then holds many times. Append a copy.",
)
def _one_array(sequences, step, h0):
    return np.tile(read(sequences, step, h0)[-1], (len(sequences), 1))


@reading.wrong("the states after every row", look="One state for each sequence: append after the inner loop.")
def _every_row(sequences, step, h0):
    states = []
    for x in sequences:
        h = h0
        for x_t in x:
            h = step(x_t, h)
            states.append(h)
    return np.array(states)


@reading.wrong("the state before the last row", look="Append after the step with the last row, not before.")
def _one_early(sequences, step, h0):
    return read([x[:-1] for x in sequences], step, h0)


@reading.wrong("sequences read from their end", look="A sequence begins with row 0.")
def _backwards(sequences, step, h0):
    return read([x[::-1] for x in sequences], step, h0)


@reading.wrong("a first state of zeros", look="Every sequence starts at the h0 that you were given.")
def _zeros(sequences, step, h0):
    return read(sequences, step, 0 * h0)


@reading.wrong("the last sequence first", look="Return the states in the order of the sequences.")
def _reversed(sequences, step, h0):
    return read(sequences, step, h0)[::-1]


@reading.wrong("row and state exchanged in the call of `step`", look="`step(x, h)`: first the row, then the old state.")
def _swapped(sequences, step, h0):
    return read(sequences, lambda x, h: step(h, x), h0)


@reading.notice
def _alone(student):
    one, other = numbers(5, 2), numbers(7, 2, seed=1)
    both = np.asarray(student([one, other], squashed, np.zeros(2)))
    alone = np.asarray(student([other], squashed, np.zeros(2)))
    return (
        "a sequence read after another and read alone ends in states that differ by "
        f"{np.abs(both[1] - alone[0]).max():g}. So sequences can be shuffled, or read side by side in one batch."
    )


def _padded(seed, lengths, h):
    x = numbers(len(lengths), max(lengths), h, seed=seed)
    return x * (np.arange(max(lengths)) < np.array(lengths)[:, None])[..., None]  # zeros behind each end


padded = Exercise(
    "7.2v",
    "a padded batch",
    task=(
        "Write `read_batch(x, lengths, step, h0)`. N sequences lie side by side in x, shape (N, T, H); sequence n ends "
        "after `lengths[n]` rows, and zeros fill the rest. `step(x, h)` makes all N next states at once, from (N, H) "
        "and (N, H); all start at h0, (H,). Return the state of each sequence at its own end, shape (N, H)."
    ),
    inputs=[
        (np.array([[[2.0]]]), np.array([1]), average, np.array([4.0])),
        (np.array([[[2.0], [0.0]], [[8.0], [6.0]]]), np.array([1, 2]), average, np.array([4.0])),
        (_padded(3, [3, 1], 2), np.array([3, 1]), squashed, states(2)),
        (_padded(4, [2, 5, 3], 2), np.array([2, 5, 3]), squashed, states(2, seed=1)),
    ],
    hints=(
        "Start with the state of all: `h = np.tile(h0, (len(x), 1))`, shape (N, H). Loop over the T columns.",
        "At column t, `step(x[:, t], h)` is right for the sequences that are not over yet. The others keep their h.",
        "`going = t < lengths`, then `h = np.where(going[:, None], step(x[:, t], h), h)`.",
    ),
)


@padded.reference
def read_batch(x, lengths, step, h0):
    h = np.tile(h0, (len(x), 1))  # (N, H)
    for t in range(x.shape[1]):
        going = t < lengths
        h = np.where(going[:, None], step(x[:, t], h), h)
    return h


@padded.wrong(
    "padding that is read as well", look="Zeros move a state too. After its own end a state must stay as it is."
)
def _reads_padding(x, lengths, step, h0):
    return read_batch(x, np.full(len(x), x.shape[1]), step, h0)


@padded.wrong("an end one row early", look="Rows 0 to lengths − 1 are read: `t < lengths`.")
def _ends_early(x, lengths, step, h0):
    return read_batch(x, lengths - 1, step, h0)


@padded.wrong("an end one row late", look="Row number `lengths` is padding already: `t < lengths`, not `<=`.")
def _ends_late(x, lengths, step, h0):
    return read_batch(x, lengths + 1, step, h0)


@padded.wrong("all sequences ended with the shortest", look="Each ends by itself; the longer ones go on.")
def _shortest(x, lengths, step, h0):
    return read_batch(x, np.full(len(x), lengths.min()), step, h0)


@padded.wrong("h0 for the sequences that are over", look="They keep the state they had at their end.")
def _back_to_start(x, lengths, step, h0):
    longest = (lengths == x.shape[1])[:, None]
    return np.where(longest, read_batch(x, lengths, step, h0), h0)


@padded.wrong("zeros for the sequences that are over", look="They keep the state they had at their end.")
def _to_zero(x, lengths, step, h0):
    return read_batch(x, lengths, step, h0) * (lengths == x.shape[1])[:, None]


@padded.wrong("a state that is handed on from sequence to sequence", look="All N begin at h0, side by side.")
def _not_reset_batch(x, lengths, step, h0):
    last, h = [], h0
    for rows, length in zip(x, lengths, strict=True):
        for x_t in rows[:length]:
            h = step(x_t, h)
        last.append(h)
    return np.array(last)


@padded.notice
def _wider(student):
    lengths, h0 = np.array([2, 5, 3]), np.zeros(2)
    narrow = _padded(4, lengths, 2)
    wide = np.concatenate([narrow, np.zeros((3, 1000, 2))], axis=1)
    apart = np.abs(np.subtract(student(narrow, lengths, squashed, h0), student(wide, lengths, squashed, h0))).max()
    return (
        f"a thousand more columns of padding change your states by {apart:g}. They still cost a thousand steps: so "
        "sequences of about the same length are put into one batch."
    )
