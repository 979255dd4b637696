"""How a picture and its words get into a notebook."""

from dlcore import environment


class Shown:
    """A picture with a sentence: `_repr_mimebundle_` gives both, as data and as metadata."""

    words_stand_below = False  # does the live output show the sentence by itself?

    def _ipython_display_(self):
        """Show the picture. Where nothing live says it, the sentence stands under it as text of its own."""
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        if environment.publishing() or not self.words_stand_below:
            display({"text/plain": self.sentence, "text/markdown": self.sentence}, raw=True)
