"""Lesson 07, LSTM: the gates of a trained net as it reads a text, symbol by symbol."""

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import ListedColormap

from dlcore.explore import Challenge, Explorer, controls, style
from dlcore.explore.gates import half_life
from dlcore.explore.lettering import Lettering
from dlcore.explore.maps import LEVELS, LOOKS
from dlcore.explore.naming import LETTERS
from dlcore.explore.pixels import Pixels
from dlcore.nn import lstm

TEXTS = ("anna\nmaximilian\nzoe\nchristopher", "elizabeth\nbob\nalexandra\nlee", "mary\njohn\nisabella\nquentin")
PARTS = {"i": "input gate", "f": "forget gate", "o": "output gate", "c": "cell state"}
VOWELS = "aeiou"
FEWEST = 12  # places for symbols, also where the texts are shorter
SIZE = 11  # points of a symbol
_SHADES = np.arange(LEVELS)
COLOURS = ListedColormap([*LOOKS["activation"](_SHADES), *LOOKS["signed"](_SHADES), "white"])  # gates; cell states
NOTHING = 2 * LEVELS


@dataclass(frozen=True)
class Reading:
    """What an LSTM does with a text: each of PARTS, (T, H), after each symbol."""

    text: str
    unit: int  # from 0
    parts: dict
    part: str  # the one that is shown of all units

    def of(self, name):
        """A part of the chosen unit, (T,)."""
        return self.parts[name][:, self.unit]

    @property
    def breaks(self):
        """Where a name ends, (T,)."""
        return np.array([symbol == "\n" for symbol in self.text])

    @property
    def forgets_names(self):
        """Is the forget gate below 0.25 at every line break, but above 0.6 at most letters?"""
        f = self.of("f")
        return bool(self.breaks.any() and f[self.breaks].max() < 0.25 and np.median(f[~self.breaks]) > 0.6)

    @property
    def knows_vowels(self):
        """The share of letters at which the sign of the cell state tells vowels from consonants; at least ½."""
        vowels = np.array([symbol in VOWELS for symbol in self.text])[~self.breaks]
        share = float(np.mean((self.of("c")[~self.breaks] > 0) == vowels))
        return max(share, 1 - share)


def read(model, text):
    """Each of PARTS after each symbol, (T, H), as a `characters` model reads a text from a state of zero.

    A line break comes before the text and is not part of what is returned.
    """
    layer = model.rnn
    x = model.embedding.weight.data[LETTERS.encode("\n" + text)]  # (1 + T, E)
    a = x @ layer.weight_ih_l0.T + layer.bias_ih_l0.data + layer.bias_hh_l0.data
    h = c = np.zeros(layer.hidden_size, a.dtype)
    found = []
    for row in a:
        h, c, gates = lstm.lstm_step(row, h, c, layer.weight_hh_l0.data)
        i, f, _, o = lstm.parts(gates)
        found.append((i, f, o, c))
    return dict(zip(PARTS, np.array(found[1:]).swapaxes(0, 1), strict=True))


class GatesOverText(Explorer):
    """See what the gates of a trained LSTM do at each symbol of a text: of one unit, and of all.

        GatesOverText(models.pretrained("names_lstm"), ["anna\\nmaria", "zoe"])

    `texts` hold small letters, and "\\n" between two names. Units stand in the order of their mean forget gate
    over all texts: unit 1 forgets soonest.
    """

    size = (9.0, 4.9)
    challenges = (
        Challenge(
            "Find a unit that forgets at each line break (f below 0.25) but keeps at most letters (f above 0.6).",
            lambda r: r.forgets_names,
        ),
        Challenge(
            "Find a unit whose cell state has one sign at vowels and the other at consonants, at 80 % of the letters.",
            lambda r: r.knows_vowels >= 0.8,
        ),
    )

    def __init__(self, model, texts=TEXTS, **options):
        self.texts = tuple(texts)
        readings = [read(model, text) for text in self.texts]
        order = np.argsort(np.concatenate([reading["f"] for reading in readings]).mean(axis=0))
        self._readings = [{name: part[:, order] for name, part in reading.items()} for reading in readings]
        self._largest = np.abs(np.concatenate([reading["c"] for reading in self._readings])).max(axis=0)
        self._places = max(FEWEST, *map(len, self.texts))
        super().__init__(**options)

    @property
    def units(self):
        return len(self._largest)

    def controls(self):
        return {
            "text": controls.slider("text", 1, 1, len(self.texts), 1),
            "unit": controls.slider("unit", min(20, self.units), 1, self.units, 1),
            "part": controls.choice("of all units", list(PARTS), "f"),
        }

    def compute(self, *, text, unit, part):
        return Reading(self.texts[text - 1], unit - 1, self._readings[text - 1], part)

    def stage(self, figure):
        width, height = figure.get_size_inches()
        left, wide, strip, low, gap = 0.75, width - 0.75 - 0.35, 1.0, 0.3, 0.72
        tall = height - low - 0.42 - gap - strip
        page, one, every = (
            figure.add_axes((left / width, y / height, wide / width, h / height))
            for y, h in ((0, height), (low + tall + gap, strip), (low, tall))
        )
        page.set(xlim=(0, self._places), ylim=(0, height))
        page.set_axis_off()
        self._symbols, self._rows = Lettering(page, color=style.MUTED), (low + tall + gap - 0.14, low - 0.14)
        self._strip, self._map = Pixels(one, COLOURS), Pixels(every, COLOURS)
        one.set(xlim=(0, self._places), ylim=(0, len(PARTS)), xticks=[])
        one.set_yticks(np.arange(len(PARTS)) + 0.5, list(reversed(PARTS)))
        every.set(xlim=(0, self._places), ylim=(self.units + 0.5, 0.5), xticks=[], ylabel="unit")
        every.set_yticks([1, self.units])
        for axes in (one, every):
            axes.spines[:].set_visible(False)
            axes.tick_params(length=0, pad=12)
        look = {"linestyle": "none", "marker": ">", "markersize": 8, "clip_on": False}
        self._last = style.line(every, "compared", **look, markerfacecolor="white")
        self._now = style.line(every, "moving", **look)
        style.title(one, "One unit   (gates: dark is 1;  cell state: orange is above 0, blue below)")
        style.title(every, "One gate, or the cell state, of all units")

    def draw(self, result, tries):
        self._strip.set_data(np.concatenate([self._levels(result, name, result.unit) for name in reversed(PARTS)]))
        self._map.set_data(self._levels(result, result.part, slice(None))[::-1])
        self._now.set_data([-0.3], [result.unit + 1])
        self._last.set_data(*(([-0.3], [tries[-1].unit + 1]) if tries else ([], [])))
        symbols = result.text.replace("\n", "↵")
        self._symbols.show([(n + 0.5, y, symbol, SIZE) for y in self._rows for n, symbol in enumerate(symbols)])

    def _levels(self, result, name, units):
        """Colours of gates from 0 to 1, or of cell states as shares of the largest of their unit: (units, places)."""
        values = np.atleast_2d(result.parts[name].T[units])
        levels = np.full((len(values), self._places), NOTHING)
        if name == "c":
            shares = (1 + values / np.atleast_1d(self._largest[units])[:, None]) / 2
            levels[:, : values.shape[1]] = LEVELS + np.rint(shares * (LEVELS - 1))
        else:
            levels[:, : values.shape[1]] = np.rint(values * (LEVELS - 1))
        return levels

    def describe(self, result):
        f, c = result.of("f"), result.of("c")
        least, most = int(f.argmin()), int(f.argmax())
        mean = float(f.mean())
        return (
            f"Unit {result.unit + 1} on {_words(result.text)}: f goes from {f[least]:.2f} (at "
            f"{_place(result.text, least)}) to {f[most]:.2f} (at {_place(result.text, most)}); its mean is {mean:.2f}, "
            f"a half-life of {half_life(mean):.2g} symbols. c goes from {_signed(c.min())} to {_signed(c.max())}; its "
            f"sign tells vowels from consonants at {100 * result.knows_vowels:.0f} % of the letters."
        )


def _words(text):
    return ", ".join(text.split("\n"))


def _place(text, index):
    """Which symbol it is, and where it stands."""
    symbol = "a line break" if text[index] == "\n" else f"“{text[index]}”"
    return f"{symbol}, symbol {index + 1}"


def _signed(value):
    return f"{value:.2f}".replace("-", "−")
