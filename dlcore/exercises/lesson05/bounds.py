"""Exercise 5.4, the interval of Wilson for a share, and its variant, how many test examples it takes."""

import numpy as np

from dlcore.exercises.exercise import Exercise

bounds = Exercise(
    "5.4",
    "Wilson's interval",
    task=(
        "Write `interval(right, n, z)`: the lower and the upper end of Wilson's interval, where `right` of n test "
        "examples were right; z = 1.96 for 95 %. All are single numbers; return two numbers."
    ),
    inputs=[(1, 2, 1.0), (9, 10, 1.96), (0, 20, 1.96), (940, 1000, 2.58)],
    hints=(
        "Begin with the share p = right / n. Centre and half width are both divided by 1 + z²/n.",
        "Centre: p + z²/2n. Half width: z times the root of p(1 − p)/n + z²/4n².",
        "Return (centre − half) / (1 + z²/n) and (centre + half) / (1 + z²/n). Mind the brackets of `/ (2 * n)`.",
    ),
    returns=2,
)


@bounds.reference
def interval(right, n, z):
    p = right / n
    centre = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return (centre - half) / scale, (centre + half) / scale


def _ends(centre, half, scale=1.0):
    return (centre - half) / scale, (centre + half) / scale


def _half(p, n, z):
    return z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))


@bounds.wrong(
    "the plain interval p ± z √(p(1 − p)/n)",
    look="With 0 of 20 right it has no width at all, as if you knew. Wilson adds three terms with z².",
)
def _plain(right, n, z):
    p = right / n
    return _ends(p, z * np.sqrt(p * (1 - p) / n))


@bounds.wrong("both ends not divided by 1 + z²/n", look="Centre and half width are divided by it.")
def _undivided(right, n, z):
    p = right / n
    return _ends(p + z**2 / (2 * n), _half(p, n, z))


@bounds.wrong("an interval around p itself", look="The centre is moved towards ½: p + z²/2n, then divided.")
def _centred_at_p(right, n, z):
    p = right / n
    return _ends(p, _half(p, n, z) / (1 + z**2 / n))


@bounds.wrong("no z²/4n² under the root", look="Without it 0 of 20 has nearly no width left.")
def _short_root(right, n, z):
    p = right / n
    return _ends(p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n), 1 + z**2 / n)


@bounds.wrong("a half width without its factor z", look="z stands in front of the root as well.")
def _no_z(right, n, z):
    p = right / n
    return _ends(p + z**2 / (2 * n), _half(p, n, z) / z, 1 + z**2 / n)


@bounds.wrong("the half width without its root", look="A variance was added up; its root is a width.")
def _no_root(right, n, z):
    p = right / n
    return _ends(p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)), 1 + z**2 / n)


@bounds.wrong("z where z² belongs", look="It is z²/2n in the centre and 1 + z²/n below.")
def _not_squared(right, n, z):
    p = right / n
    return _ends(p + z / (2 * n), z * np.sqrt(p * (1 - p) / n + z / (4 * n**2)), 1 + z / n)


@bounds.wrong("the upper end first", look="First the lower end, then the upper one.")
def _turned(right, n, z):
    return interval(right, n, z)[::-1]


@bounds.notice
def _perfect(student):
    low, high = student(100, 100, 1.96)
    return (
        f"with 100 of 100 right your interval goes from {low:.1%} to {high:.0%}. A perfect score on 100 examples still "
        "allows one mistake in 30."
    )


needed = Exercise(
    "5.4v",
    "how many test examples it takes",
    task=(
        "Write `examples_needed(p, half, z)`: how many test examples make z √(p(1 − p)/n) at most `half`, where the "
        "share p is right. Round up. All are single numbers, p between 0 and 1; return one whole number."
    ),
    inputs=[(0.5, 0.3, 1.0), (0.9, 0.02, 1.96), (0.9, 0.01, 1.96), (0.99, 0.003, 2.58)],
    hints=(
        "Set z √(p(1 − p)/n) equal to `half` and solve for n.",
        "Square both sides: z² p(1 − p)/n = half².",
        "n = z² p(1 − p) / half², rounded up by `np.ceil`.",
    ),
)


@needed.reference
def examples_needed(p, half, z):
    return int(np.ceil(z**2 * p * (1 - p) / half**2))


@needed.wrong("a number rounded down", look="One example too few makes the interval too wide.")
def _floor(p, half, z):
    return int(z**2 * p * (1 - p) / half**2)


@needed.wrong("the half width not squared", look="Square both sides: half² stands below.")
def _half_once(p, half, z):
    return int(np.ceil(z**2 * p * (1 - p) / half))


@needed.wrong("z not squared", look="Square both sides: z² stands above.")
def _z_once(p, half, z):
    return int(np.ceil(z * p * (1 - p) / half**2))


@needed.wrong("the half width taken for the whole width", look="`half` is the distance from the centre to one end.")
def _whole(p, half, z):
    return examples_needed(p, half / 2, z)


@needed.wrong("the variance p(1 − p) as p", look="The variance of one answer, right or wrong, is p(1 − p).")
def _share(p, half, z):
    return int(np.ceil(z**2 * p / half**2))


@needed.notice
def _tenfold(student):
    return (
        f"for ± 1 point at 90 % you need {student(0.9, 0.01, 1.96):,} test examples, for ± 0.1 point "
        f"{student(0.9, 0.001, 1.96):,}. One more digit costs a hundred times as many."
    )
