"""Many arrows that move, drawn as one line."""

import numpy as np

BARB = np.array([[-0.8, 0.5], [-0.8, -0.5]])  # the ends of a head, in parts of its length: back, and to both sides
GAP = np.full(2, np.nan)


def arrows(starts, steps, head):
    """One broken curve (2, n) of arrows from starts (N, 2) by steps (N, 2), with heads so long.

    All three are lengths on the same scale: on an axes whose units differ, scale before and after. A step of
    nothing draws nothing; a head is never longer than its arrow.
    """
    starts, steps = np.asarray(starts, float).reshape(-1, 2), np.asarray(steps, float).reshape(-1, 2)
    lengths = np.hypot(*steps.T)
    there = np.isfinite(lengths) & (lengths > 0)
    starts, steps, lengths = starts[there], steps[there], lengths[there, None]
    if not len(starts):
        return np.empty((2, 0))
    along = steps / lengths
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    ends, size = starts + steps, np.minimum(head, lengths)
    left, right = (ends + size * (back * along + side * across) for back, side in BARB)
    gap = np.broadcast_to(GAP, starts.shape)
    return np.stack([starts, ends, gap, left, ends, right, gap], axis=1).reshape(-1, 2).T
