"""Lesson 02, chain rule: what a gradient costs, as a picture."""

from dlcore.explore import Picture, style


def cost_picture(costs):
    """Time and memory of one gradient against the number of parameters; `costs` from `dlcore.cost.gradient_costs`."""
    sizes = [cost.parameters for cost in costs]
    ways = (
        ("compared", "n forward differences", [cost.differences for cost in costs], {"marker": "o", "markersize": 6}),
        ("moving", "one backward pass", [cost.backward for cost in costs], {"marker": "s", "markersize": 6}),
        ("reference", "one forward pass", [cost.forward for cost in costs], {"marker": ".", "markersize": 7}),
    )

    def stage(figure):
        time, memory = style.row(figure, 1, 1)
        for role, _, prices, dots in ways:
            style.line(time, role, sizes, [price.seconds for price in prices], **dots)
            style.line(memory, role, sizes, [price.bytes / 1e3 for price in prices], **dots)
        for axes, title, unit in (
            (time, "Time of one gradient", "CPU time  (s)"),
            (memory, "Memory it takes", "memory  (kB)"),
        ):
            axes.set(xscale="log", yscale="log", xlabel="n, parameters", ylabel=unit)
            axes.set_ylim(top=axes.get_ylim()[1] * (30 if axes is time else 3))
            style.title(axes, title)
        style.key(time, 0.03, 0.98, **{role: (words, dots) for role, words, _, dots in ways})

    return Picture(stage, _in_words(costs[0], costs[-1]), size=(9.0, 3.6))


def _in_words(first, last):
    """From the smallest to the largest network."""
    more = last.parameters / first.parameters
    slower, dearer = (
        (getattr(last, way).seconds / getattr(first, way).seconds, getattr(last, way).bytes / getattr(first, way).bytes)
        for way in ("backward", "differences")
    )
    return (
        f"From {first.parameters:,} to {last.parameters:,} parameters, {more:.2g} times as many: one gradient by "
        f"backward takes {slower[0]:.2g} times the time and {slower[1]:.2g} times the memory; by differences "
        f"{dearer[0]:,.0f} times the time and {dearer[1]:.2g} times the memory."
    )
