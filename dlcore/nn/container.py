"""Sequential, and the layer that does nothing."""

from .module import Module
from .torchlike import Recipe


class Identity(Module):
    """y = x. Takes and ignores any argument, as torch.nn.Identity."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, x):
        return self.keep(self.cast(x))

    def backward(self, dy):
        (dx,) = self.consume(dy)
        return dx

    @property
    def recipe(self):
        return Recipe("Identity", {})


class Sequential(Module):
    """A chain of layers: each takes the output of the one before.

    Equations
        y  = fₙ(… f₂(f₁(x)))
        dx = J₁ᵀ J₂ᵀ … Jₙᵀ dy        Jₖ, the Jacobian of layer k; backward runs the chain in reverse
    Arguments
        the layers in order, or one dict of them by name; names are "0", "1", … otherwise
    Source
        torch.nn.Sequential

    A layer object may stand in a chain once, because it has one cache. A layer that returns a tuple cannot
    stand in it: write a Module with a forward and backward of its own.
    """

    def __init__(self, *layers):
        super().__init__()
        named = layers[0] if len(layers) == 1 and isinstance(layers[0], dict) else dict(enumerate(layers))
        for name, layer in named.items():
            self._add(str(name), layer)

    def forward(self, x):
        for layer in self._children.values():
            x = layer(x)
            if isinstance(x, tuple):
                raise TypeError(
                    f"Sequential: layer {type(layer).__name__} returned a tuple, expected one array; "
                    f"write a Module whose forward picks the part that goes on"
                )
        return x

    def backward(self, dy):
        for layer in reversed(self._children.values()):
            dy = layer.backward(dy)
        return dy

    def append(self, layer):
        """Add a layer at the end; returns the chain."""
        self._add(str(len(self)), layer)
        return self

    def _add(self, name, layer):
        if not isinstance(layer, Module):
            what = f"the class {layer.__name__}" if isinstance(layer, type) else f"a {type(layer).__name__}"
            raise TypeError(f"Sequential: layer {name} is {what}, expected a Module")
        here = {id(module) for other, child in self.named_children() if other != name for module in child.modules()}
        parts = [id(module) for _, module in layer._walk()]
        if here.intersection(parts) or len(set(parts)) < len(parts):
            raise ValueError(
                f"Sequential: layer {name}, a {type(layer).__name__}, is used twice; "
                f"each place needs a layer of its own, because a layer keeps one cache"
            )
        setattr(self, name, layer)

    def __len__(self):
        return len(self.children())

    def __iter__(self):
        return iter(self.children())

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Sequential(dict(self.named_children()[index]))
        return self.children()[index]

    def __setitem__(self, index, layer):
        self._add(self.named_children()[index][0], layer)

    @property
    def recipe(self):
        """("Sequential", {name of layer: its recipe})."""
        return Recipe("Sequential", {name: child.recipe for name, child in self.named_children()})
