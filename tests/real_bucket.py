"""A store that speaks S3, on loopback, with one bucket; who kills it can start it again with all that it held."""

import logging
from io import BytesIO
from typing import Any

from moto.server import ThreadedMotoServer

from devices.s3 import Config, S3Bucket
from tests.ports import free_port

NAME = "evidence"


class RealBucket:
    """The store and a client of it. Stopping it keeps what it holds; `empty` forgets it."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._port, self._runs = free_port(), False
        self.start()
        self.client = S3Bucket(self.config)

    def start(self) -> None:
        """Start it where it was; nothing when it runs."""
        if self._runs:
            return
        self._runs = True
        self._server = ThreadedMotoServer("127.0.0.1", self._port, verbose=False)
        self._server.start()

    def kill(self) -> None:
        if self._runs:
            self._server.stop()
        self._runs = False

    def close(self) -> None:
        self.client.close()
        self.kill()

    def empty(self) -> None:
        """One bucket, and nothing in it."""
        if NAME in [bucket.name for bucket in self.minio.list_buckets()]:
            for key in self.keys():
                self.minio.remove_object(NAME, key)
        else:
            self.minio.make_bucket(NAME)

    @property
    def config(self) -> Config:
        return Config(self.endpoint, NAME, "plant", "secret", prefix="plant-1")

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def minio(self) -> Any:
        """The library's own client: what is done with it, somebody else has done."""
        return self.client._client

    def keys(self) -> list[str]:
        listed = self.minio.list_objects(NAME, recursive=True)
        return sorted(str(found.object_name) for found in listed)

    def put_behind_our_back(self, key: str, content: bytes) -> None:
        """Write over what lies there, past every rule of ours."""
        name = f"plant-1/{key}"
        self.minio.remove_object(NAME, name)
        self.minio.put_object(NAME, name, BytesIO(content), len(content))
