"""A server extension for the test: it reports TCP_NODELAY of every open kernel websocket."""

import socket

from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado import web


class SocketProbe(APIHandler):
    """GET api/tcp-nodelay: a list with one truth value for each open kernel websocket."""

    @web.authenticated
    def get(self):
        handlers = [connection.websocket_handler for connection in ZMQChannelsWebsocketConnection._open_sockets]
        sockets = [handler.ws_connection.stream.socket for handler in handlers]
        options = [bool(s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)) for s in sockets]
        self.finish({"tcp_nodelay": options})


def _jupyter_server_extension_points():
    return [{"module": "socket_probe"}]


def _load_jupyter_server_extension(server):
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(".*$", [(f"{base}api/tcp-nodelay", SocketProbe)])
