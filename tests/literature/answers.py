"""A server on loopback with recorded answers, in the place of Crossref and PubMed. Each test says how it behaves."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.core.cache import cache

Behaviour = Callable[["Recorded"], None]
RECORDED = Path(__file__).parent / "recorded"


class Recorded(BaseHTTPRequestHandler):
    """One request. ``send`` answers it; ``server.asked`` keeps the path and headers of every request."""

    server: "Answers"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Notes the request and behaves as the test says."""
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.behave(self)

    def send(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """A complete answer."""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


class Answers(ThreadingHTTPServer):
    """The server; ``behave`` may be changed at any time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Recorded)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()  # what holds an answer back waits for this
        self.behave: Behaviour = recorded

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""


def recorded(request: Recorded) -> None:
    """The recorded answer for the number in the address, or what the services say when they know none."""
    for name in ("review", "retracted", "corrected"):
        crossref = json.loads((RECORDED / f"crossref-{name}.json").read_text())
        if request.path == "/works/" + crossref["message"]["DOI"].replace("/", "%2F"):
            return request.send(json.dumps(crossref).encode())
    if request.path.startswith("/entrez/eutils/esummary.fcgi?"):
        pubmed = json.loads((RECORDED / "pubmed.json").read_text())
        number = request.path.split("&id=")[1].split("&")[0]
        if number not in pubmed["result"]:
            pubmed["result"] = {"uids": [], number: {"uid": number, "error": "cannot get document summary"}}
        return request.send(json.dumps(pubmed).encode())
    return request.send(b"Resource not found.", 404, Content_Type="text/plain")


@contextmanager
def serving() -> Iterator[Answers]:
    """The server while it runs."""
    server = Answers()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def put_in_place(settings: Any, server: Answers) -> None:
    """Makes the site call ``server`` where it would call Crossref and PubMed."""
    settings.CROSSREF_URL = settings.PUBMED_URL = server.url
    settings.LITERATURE_HOSTS = frozenset({"127.0.0.1"})
    settings.LITERATURE_PLAIN_LOOPBACK = True
    settings.LITERATURE_PAUSE = 0.0
    cache.clear()
