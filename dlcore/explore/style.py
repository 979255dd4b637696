"""How every figure looks: one palette, one set of rules, in one place.

Colour carries meaning and keeps it through all lessons. A marker or a line style always says the same thing
beside it, so that no reader needs the colour.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.lines import Line2D
from matplotlib.textpath import TextPath
from matplotlib.transforms import ScaledTranslation

MOVING = "#D55E00"  # what the student is moving now: solid
COMPARED = "#0072B2"  # the comparison, or the last try: dashed
GOAL = "#009E73"  # target, solved: dash-dotted
GOAL_WORDS = "#00785a"  # a darker green: text needs more contrast than a line
REFERENCE = "#9aa0a6"  # reference lines: thin
FIFTH, SIXTH = "#CC79A7", "#E69F00"  # further curves (Okabe & Ito), never alone
INK = "#202124"
MUTED = "#5f6368"

RC = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "text.color": INK,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": REFERENCE,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlepad": 8,
    "axes.labelsize": 11,
    "axes.labelcolor": INK,
    "xtick.color": REFERENCE,
    "ytick.color": REFERENCE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "axes.prop_cycle": "cycler('color', ['D55E00', '0072B2', '009E73', 'CC79A7', 'E69F00', '56B4E9'])",
}

_PALE = LinearSegmentedColormap.from_list("pale", ["#7ba7d0", "#a9cfe6", "#d5e8f3", "#f4f8fc"])
FIELD = ListedColormap(_PALE([i / 15 for i in range(16)]), name="dlcore_field")  # low is blue, high is pale

CLASSES = ((COMPARED, "o"), (SIXTH, "s"))  # colour and marker of the points of class 0 and class 1
_TO_ONE = LinearSegmentedColormap.from_list("to_one", ["#6fa8d6", "#b5d3ec", "#f7f7f4", "#f6dba4", "#eeb24d"])
PROBABILITY = ListedColormap(_TO_ONE([i / 19 for i in range(20)]), name="dlcore_probability")  # of class 1: 0 to 1

_LINES = {
    "moving": {"color": MOVING, "zorder": 5},
    "compared": {"color": COMPARED, "linestyle": (0, (4, 2)), "linewidth": 1.6, "zorder": 4},
    "goal": {"color": GOAL, "linestyle": (0, (6, 2, 1, 2)), "zorder": 3},
    "reference": {"color": REFERENCE, "linestyle": (0, (5, 3)), "linewidth": 1, "zorder": 2},
}
_TEXTS = {
    "moving": {"color": MOVING, "weight": "bold", "zorder": 7},
    "compared": {"color": COMPARED, "zorder": 6},
    "goal": {"color": GOAL_WORDS, "zorder": 6},
    "reference": {"color": MUTED, "zorder": 6},
}
DOTS = {"marker": "o", "markersize": 5, "markerfacecolor": "white", "markeredgewidth": 1.4}


def row(figure, *widths, left=0.75, right=0.25, bottom=0.62, top=0.42, gap=0.85):
    """Axes side by side with the given relative widths; margins and gaps in inches."""
    width, height = figure.get_size_inches()
    grid = figure.add_gridspec(
        1,
        len(widths),
        width_ratios=widths,
        left=left / width,
        right=1 - right / width,
        bottom=bottom / height,
        top=1 - top / height,
        wspace=gap / ((width - left - right - gap * (len(widths) - 1)) / len(widths)),
    )
    axes = [figure.add_subplot(cell) for cell in grid]
    return axes if len(axes) > 1 else axes[0]


def title(axes, words):
    """What is seen, above the axes; may change later (Matplotlib would forget the style then)."""
    axes.set_title(words, loc="left", fontsize=RC["axes.titlesize"], fontweight="bold", pad=RC["axes.titlepad"])


def line(axes, role, x=(), y=(), **style):
    """A line in the colour and dash of its role: moving, compared, goal or reference.

    Empty, it is one that moves and gets its data in `draw`; with data it belongs to the background.
    """
    return axes.plot(x, y, animated=len(x) == 0, **{**_LINES[role], **style})[0]


def note(axes, role, x=0.0, y=0.0, content="", **style):
    """A label in the colour of its role; it belongs to the background (a moving text takes 3 ms a frame)."""
    return axes.text(x, y, content, **{**_TEXTS[role], **style})


def word(axes, words, **looks):
    """A word that moves: drawn as the marker of a point, a tenth of the time that a text takes.

    It is a line of one point: `set_data([x], [y])` puts it there, its left end at x; `set_data([], [])` hides it.
    """
    size = RC["font.size"]
    letters = TextPath((0, -0.36 * size), words, size=size)  # in points; its middle at the height of the point
    extent = np.abs(letters.vertices).max()  # Matplotlib scales a marker to its size
    shape = {"marker": letters, "markersize": 2 * extent, "markeredgewidth": 0, "linestyle": "none"}
    return axes.plot([], [], animated=True, **shape, **looks)[0]


def key(axes, x, y, **roles):
    """Name the lines of an axes, one under the other, where labels at the lines would collide.

    x, y: upper left corner in parts of the axes. Each role has its words, or (words, style of the sample).
    """
    for row, (role, words) in enumerate(roles.items()):
        words, sample = (words, {}) if isinstance(words, str) else words
        place = axes.figure.dpi_scale_trans + ScaledTranslation(x, y, axes.transAxes)  # inches from the corner
        height = -0.09 - 0.21 * row
        sample = {**_LINES[role], **sample, "transform": place, "clip_on": False}
        axes.add_line(Line2D([0, 0.15, 0.3], [height] * 3, markevery=[1], **sample))
        axes.text(0.38, height, words, transform=place, va="center", **_TEXTS[role])


def beside_title(axes, x, **role):
    """As `key`, on the height of the title; x in parts of the axes."""
    height = axes.get_position().height * axes.figure.get_figheight()
    key(axes, x, 1 + 0.21 / height, **role)


def one_and_two(figure, left=0.75, right=0.25, bottom=0.62, top=0.42, gap=0.95):
    """A large axes on the left, two small ones above each other on the right; margins and gap in inches."""
    width, height = figure.get_size_inches()
    grid = figure.add_gridspec(
        2,
        2,
        width_ratios=(1.25, 1),
        left=left / width,
        right=1 - right / width,
        bottom=bottom / height,
        top=1 - top / height,
        wspace=2 * 0.95 / (width - left - right - 0.95),
        hspace=2 * gap / (height - bottom - top - gap),
    )
    return [figure.add_subplot(cell) for cell in (grid[:, 0], grid[0, 1], grid[1, 1])]


def number(value):
    """A number as a sentence says it: 0.0012, 3.4, 120, 2·10⁶."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{float(f'{value:.2g}'):g}".replace("-", "−")
    digits, power = f"{value:.0e}".split("e")
    power = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{digits}·10{power}".replace("-", "−")
