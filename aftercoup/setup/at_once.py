"""The connection between page and kernel that `lab.SETTINGS` names to JupyterLab's server, which alone imports this."""

from asyncio import Future

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class AtOnce(ZMQChannelsWebsocketConnection):
    """Sends each message of a kernel at once: by itself TCP (Nagle's algorithm) holds "here is the answer" back until
    the page acknowledges the "busy" before it, which may take 40 milliseconds."""

    def connect(self) -> Future[None] | None:
        self.websocket_handler.set_nodelay(True)
        return super().connect()
