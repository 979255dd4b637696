"""The panels that are alive, by the cell that made them.

Running a cell again makes new panels; without this the old ones would stay, with their figures, widgets and
playing tasks. So a new panel closes those that an earlier run of the same cell has made.
"""

import signal
import threading

_cells = {}  # cell → (the run that made them, its panels)
_playing = set()


def adopt(panel):
    """Note a new panel and close the panels of earlier runs of its cell."""
    cell, run = _where()
    if cell is None:  # no notebook: whoever made the panel closes it
        return
    earlier, panels = _cells.get(cell, (run, []))
    if earlier != run:
        for old in list(panels):
            old.close()
        panels = []
    _cells[cell] = (run, [*panels, panel])


def release(panel):
    """Forget a closed panel."""
    for cell, (run, panels) in list(_cells.items()):
        if panel in panels:
            _cells[cell] = (run, [other for other in panels if other is not panel])


def _where():
    """The cell that runs now and the number of this run, from the message that asked for it."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None, None
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return None, None
    message = kernel.get_parent("shell")
    cell = message.get("metadata", {}).get("cellId") or message.get("content", {}).get("code")
    return cell, message.get("header", {}).get("msg_id")


def playing(panel):
    """Note that `panel` plays, and let Interrupt Kernel pause it.

    Between cells ipykernel ignores the interrupt signal, so that nothing could stop a live training but its own
    button. While something plays, the ignored signal pauses it instead; a running cell keeps its own handler.
    """
    _playing.add(panel)
    on_main = threading.current_thread() is threading.main_thread()
    if on_main and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupted)


def paused(panel):
    """Note that `panel` plays no more; the last one gives the signal back."""
    _playing.discard(panel)
    if not _playing and signal.getsignal(signal.SIGINT) is _interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupted(signum, frame):
    for panel in list(_playing):
        panel.pause()
