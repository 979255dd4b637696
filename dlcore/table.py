"""A result that shows itself as a table with a sentence below: in a terminal as text, in a notebook as HTML."""

import html


class Table:
    """A subclass says `cells`, and `sentence`. A dataclass of it needs repr=False."""

    sentence = ""

    def cells(self):
        """[heads, *rows]: each a tuple of texts, one for each column."""
        raise NotImplementedError(f"{type(self).__name__} has no cells: write it")

    def __repr__(self):
        cells = self.cells()
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
        return "\n".join([*lines, self.sentence])

    def _repr_html_(self):
        head, *body = ([html.escape(cell) for cell in line] for line in self.cells())
        rows = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in body]
        head = "<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>"
        table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
        return f"{table}<p>{html.escape(self.sentence)}</p>"
