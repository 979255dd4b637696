"""Interactive pictures: move a control, see the mathematics answer, read the lines that did it."""

from dlcore.explore.explorer import Explorer
from dlcore.explore.panel import Challenge, Panel
from dlcore.explore.picture import Picture
from dlcore.explore.stepper import Stepper

__all__ = ["Challenge", "Explorer", "Panel", "Picture", "Stepper"]
