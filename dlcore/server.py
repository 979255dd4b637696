"""A Jupyter Server extension: kernel messages leave at once.

A picture travels from the kernel to the browser as a few small messages. By default the operating system
holds a small message back until the one before it is acknowledged (Nagle's algorithm), and the browser delays
its acknowledgement by up to 40 ms: together they hold back every second frame of a moving slider. The option
TCP_NODELAY on the socket of a kernel switches the waiting off.

Installing dlcore enables the extension. `jupyter server extension list` shows it.
"""


def without_delay(connection_class):
    """Return a subclass of a kernel websocket connection class that sets TCP_NODELAY as it connects."""

    class NoDelayConnection(connection_class):
        """A kernel websocket connection whose messages leave at once."""

        def connect(self):
            connected = super().connect()  # a future: the handler awaits it, and the socket is open by now
            self.websocket_handler.set_nodelay(True)
            return connected

    return NoDelayConnection


def _jupyter_server_extension_points():
    return [{"module": "dlcore.server"}]


def _load_jupyter_server_extension(server):
    settings = server.web_app.settings
    name = "kernel_websocket_connection_class"
    settings[name] = without_delay(settings[name])
    server.log.info("dlcore: TCP_NODELAY is set on every kernel websocket.")
