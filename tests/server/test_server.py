"""dlcore.server, in a real server: TCP_NODELAY on the socket of an open kernel websocket."""

import json
import time
from pathlib import Path

import websocket

from tools.jupyter import JupyterServer

HERE = Path(__file__).parent


def options_of_open_sockets(folder, extensions=None):
    """Start a server and a kernel, talk to it over a websocket; return TCP_NODELAY of the open sockets."""
    config = {"ServerApp": {"jpserver_extensions": {"socket_probe": True, **(extensions or {})}}}
    with JupyterServer(folder, config=config, path=[HERE]) as server:
        kernel = server.request("POST", "api/kernels", {"name": "python3"})
        address = server.url.replace("http", "ws", 1) + f"api/kernels/{kernel['id']}/channels"
        connection = websocket.create_connection(f"{address}?token={server.token}", timeout=30)
        try:
            ask_kernel_info(connection)
            return server.get("api/tcp-nodelay")["tcp_nodelay"]
        finally:
            connection.close()


def ask_kernel_info(connection):
    """Send a kernel_info_request and read until its reply: the connection works in both directions."""
    header = {
        "msg_id": "1",
        "msg_type": "kernel_info_request",
        "session": "test",
        "username": "",
        "version": "5.3",
    }
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": {}, "channel": "shell"}
    connection.send(json.dumps(message))
    deadline = time.monotonic() + 30
    while json.loads(connection.recv())["header"]["msg_type"] != "kernel_info_reply":
        assert time.monotonic() < deadline, "no kernel_info_reply"


def test_installing_the_package_sets_nodelay(tmp_path):
    assert options_of_open_sockets(tmp_path) == [True]


def test_without_the_extension_the_option_is_off(tmp_path):
    assert options_of_open_sockets(tmp_path, {"dlcore.server": False}) == [False]
