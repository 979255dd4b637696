"""Controls with the traps of ipywidgets taken out.

`FloatLogSlider` takes exponents as its limits and silently moves a value outside them; here limits are values
and a start outside them is refused. Every control says its symbol and its word ("η, learning rate").
"""

import math

import ipywidgets as w

_STYLE = {"description_width": "150px"}
_WIDE = {"width": "auto"}


def slider(label, value, low, high, step, form=".2f"):
    """A slider over [low, high]; whole numbers when `value` and `step` are."""
    _check(label, value, low, high)
    whole = isinstance(value, int) and isinstance(step, int)
    kind, form = (w.IntSlider, "d") if whole else (w.FloatSlider, form)
    return kind(
        value=value, min=low, max=high, step=step, readout_format=form,
        description=label, style=_STYLE, layout=w.Layout(**_WIDE),
    )  # fmt: skip


def log_slider(label, value, low, high, per_decade=40, form=".3g"):
    """A slider whose steps multiply: `per_decade` of them to a factor of ten.

    The limits move by less than a step, so that `value` is one of the values that the slider stops at.
    """
    if low <= 0:
        raise ValueError(f"log_slider {label!r}: low is {low}, expected a positive number")
    _check(label, value, low, high)
    below, above = (math.floor(abs(math.log10(value / end)) * per_decade) / per_decade for end in (low, high))
    middle = math.log10(value)
    return w.FloatLogSlider(
        value=value, base=10, min=middle - below, max=middle + above, step=1 / per_decade,
        readout_format=form, description=label, style=_STYLE, layout=w.Layout(**_WIDE),
    )  # fmt: skip


def choice(label, options, value=None):
    """One of several words: buttons side by side up to four, a list beyond."""
    value = options[0] if value is None else value
    if value not in options:
        raise ValueError(f"choice {label!r}: value is {value!r}, expected one of {', '.join(map(repr, options))}")
    if len(options) > 4:
        return w.Dropdown(options=options, value=value, description=label, style=_STYLE, layout=w.Layout(**_WIDE))
    style = {**_STYLE, "button_width": "auto"}
    return w.ToggleButtons(options=options, value=value, description=label, style=style, layout=w.Layout(**_WIDE))


def values(label, options, value=None):
    """A slider over some values: 1, 2, 4, 8, or words."""
    options = list(options)
    value = options[0] if value is None else value
    if value not in options:
        raise ValueError(f"values {label!r}: value is {value!r}, expected one of {', '.join(map(repr, options))}")
    return w.SelectionSlider(options=options, value=value, description=label, style=_STYLE, layout=w.Layout(**_WIDE))


def extremes(widget):
    """Values that a test must visit: the least, the greatest and all choices there are."""
    if hasattr(widget, "options"):
        return list(widget.options)
    if isinstance(widget, w.FloatLogSlider):
        return [widget.base**widget.min, widget.base**widget.max]
    return [widget.min, widget.max]


def random_value(widget, generator):
    """A value that the control can take, drawn as a drag would leave it."""
    if hasattr(widget, "options"):
        return extremes(widget)[generator.integers(len(extremes(widget)))]
    steps = round((widget.max - widget.min) / widget.step)
    value = widget.min + widget.step * int(generator.integers(steps + 1))
    if isinstance(widget, w.FloatLogSlider):
        value = widget.base**value
    return value if isinstance(widget, w.IntSlider) else float(value)


def _check(label, value, low, high):
    if not low <= value <= high:
        raise ValueError(f"slider {label!r}: value is {value}, expected {low} to {high}")
