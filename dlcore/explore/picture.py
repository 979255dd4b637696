"""A picture without controls, with the words that belong to it."""

from dlcore.explore.canvas import Canvas
from dlcore.explore.shown import Shown


class Picture(Shown):
    """A figure drawn once: `stage(figure)` makes it, `sentence` says what is seen.

    The sentence is the alt text of the saved picture and stands under it in the notebook.
    """

    def __init__(self, stage, sentence, size=(9.0, 3.4)):
        canvas = Canvas(*size, stage)
        self.sentence = sentence
        self._png = canvas.render(2, small=True)
        self._width = canvas.size[0]
        canvas.close()

    def _repr_mimebundle_(self, **_):
        bundle = {"image/png": self._png, "text/plain": self.sentence}
        return bundle, {"image/png": {"alt": self.sentence, "width": self._width}}
