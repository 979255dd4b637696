"""The widgets of a panel: controls, buttons, figure, sentence, challenges, and a place for what went wrong."""

from html import escape

import ipywidgets as w

_CSS = """<style>
.dlcore-panel { max-width: calc(WIDTHpx + 20px); padding: 4px 0 8px; overflow: visible; }
.dlcore-panel .dlcore-figure { overflow: visible; }
.dlcore-panel .dlcore-figure img { width: WIDTHpx; max-width: 100%; height: auto; aspect-ratio: WIDTH / HEIGHT;
    background: white; }
.dlcore-panel .dlcore-sentence { min-height: 3em; }
.dlcore-panel .widget-html-content { font-size: FONTpx; line-height: 1.5; white-space: normal; }
.dlcore-panel .dlcore-error .widget-html-content { border-left: 3px solid #D55E00; padding-left: 8px; }
.dlcore-panel .dlcore-actions { flex-wrap: wrap; }
.dlcore-panel .dlcore-actions .widget-button { width: auto; min-width: 96px; }
.dlcore-panel .dlcore-code code { user-select: all; }
.dlcore-panel .widget-toggle-buttons { display: flex; align-items: center; gap: 8px; margin: 2px; }
.dlcore-panel .widget-toggle-buttons > .widget-label { flex: none; text-align: right; }
.dlcore-panel .widget-label, .dlcore-panel .widget-readout, .dlcore-panel button { font-size: LABELpx; }
.dlcore-panel .dlcore-controls .widget-label { min-width: SIDEpx; }
.dlcore-panel .widget-readout { min-width: 5.5em; }
</style>"""


class View:
    """The widget tree of one panel. It shows; it decides nothing."""

    def __init__(self, controls, buttons, size, large):
        width, height = size
        kind = f"dlcore-panel-{width}x{height}{'-large' * large}"  # a style holds on the whole page
        css = _CSS.replace(".dlcore-panel", f".{kind}").replace("WIDTH", str(width)).replace("HEIGHT", str(height))
        for name, usual, enlarged in (("FONT", 14, 19), ("LABEL", 13, 17), ("SIDE", 150, 200)):
            css = css.replace(name, str(enlarged if large else usual))
        grid = w.Layout(grid_template_columns="repeat(2, minmax(0, 1fr))", grid_gap="2px 16px")
        self._image = w.Image(format="png")
        self._controls = list(controls)
        self._sentence, self._challenges, self._code, self._error = w.HTML(), w.HTML(), w.HTML(), w.HTML()
        rows = {
            "style": w.HTML(css, layout=w.Layout(display="none")),
            "controls": w.GridBox(self._controls, layout=grid),
            "actions": w.HBox(list(buttons)),
            "code": self._code,
            "figure": w.Box([self._image]),
            "sentence": self._sentence,
            "challenges": self._challenges,
            "error": self._error,
        }
        for name, row in rows.items():
            row.add_class(f"dlcore-{name}")
        self._hide(rows["controls"], not self._controls)
        self._hide(rows["actions"], not buttons)
        self._hide(self._code, True)
        self._hide(self._error, True)
        self.root = w.VBox(list(rows.values()))
        self.root.add_class("dlcore-panel").add_class(kind)

    def show(self, png):
        """A new picture."""
        self._image.value = png

    def say(self, sentence):
        """What the picture shows, in words."""
        self._sentence.value = f'<div role="status">{escape(sentence)}</div>'

    def challenges(self, items):
        """`items`: pairs of text and whether it is met."""
        lines = (
            f'<div style="color:#00785a"><b>☑ Challenge met:</b> {escape(text)}</div>'
            if met
            else f"<div><b>☐ Challenge:</b> {escape(text)}</div>"
            for text, met in items
        )
        self._challenges.value = "".join(lines)

    def reveal(self, controls):
        """Show these controls and hide the others."""
        for control in self._controls:
            self._hide(control, control not in controls)

    def offer(self, code):
        """A line of code to copy."""
        self._code.value = f"Paste this into a cell: <code>{escape(code)}</code>"
        self._hide(self._code, False)

    def error(self, message):
        """One sentence in the panel; an empty one takes it away."""
        self._error.value = escape(message)
        self._hide(self._error, not message)

    def close(self):
        """Close every widget of the panel, their layouts and styles too: each is a model that would stay."""
        for widget in _tree(self.root):
            for part in (widget, widget.layout, getattr(widget, "style", None)):
                if isinstance(part, w.Widget):
                    part.close()

    @staticmethod
    def _hide(widget, hidden):
        widget.layout.display = "none" if hidden else None


def _tree(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _tree(child)
