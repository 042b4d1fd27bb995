#!/usr/bin/env python3
"""Serves the sample documents of the demo on loopback, by real HTTP, as the sites they imitate would.

    serve.py --night-file FILE --port-file FILE [--port N] [--log FILE]

The night file holds 1 or 2 and is read at each request: on night 2 a document of night-2/ stands in for the one of
night-1/ where there is one. Port 0 (the default) takes a free port; its number is written to the port file once the
server answers. Standard library only. It ends with SIGTERM, or when its standard input is closed (--stdin), so that it
never outlives the driver."""
import argparse
import gzip
import hashlib
import os
import sys
import threading
import time
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = os.path.dirname(os.path.abspath(__file__))

# What a real site would say its document is; several are wrong on purpose, as they are in the world.
TYPES = {
    "/atelier-quartiers/backend.xml": "text/xml; charset=iso-8859-1",
    "/campagnes-connectees/actualites.rss": "application/octet-stream",
    "/donnees-valdambre/recent.atom": "application/atom+xml; charset=utf-8",
    "/feuille-communale/rss.xml": "text/xml",
    "/mobilites-lentes/index.rdf": "application/rdf+xml",
    "/pole-batir-leger/rss.xml": "text/html; charset=UTF-8",
    "/streetlight-lab/atom.xml": "application/xml",
}
TYPES_BY_SUFFIX = {
    ".xml": "application/rss+xml; charset=UTF-8",
    ".json": "application/feed+json; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}

# What does not answer like the others. The value is what to do, by night.
SLOW, FAIL, CUT, GONE, MOVED, PAGE = "slow", "fail", "cut", "gone", "moved", "page"
SPECIAL = {
    "/urban-energy/rss_en.xml": {1: SLOW, 2: SLOW},  # two seconds before the first byte
    "/agence-ourlette/rss.xml": {1: FAIL, 2: CUT},  # 500, then a body that stops in its middle
    "/forum-plaines/rss": {1: GONE, 2: GONE},
    "/campagnes-connectees/rss.php": {1: MOVED, 2: MOVED},
    "/trois-vallons/feed.xml": {2: PAGE},  # status 200, but a page for people
}
MOVED_TO = {"/campagnes-connectees/rss.php": "/campagnes-connectees/actualites.rss"}
SLOW_SECONDS = 2.0
NO_VALIDATORS = {"/feuille-communale/rss.xml", "/mobilites-lentes/index.rdf"}  # plain scripts: always 200
ONLY_DATE = {"/streetlight-lab/atom.xml"}  # Last-Modified without ETag

# When the document of each night was last changed: before that night's run, at 02:00 UTC.
CHANGED = {1: 1790812800, 2: 1790888400}  # 2026-10-01 00:00:00 and 21:00:00 UTC


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    wbufsize = -1  # headers and body leave in one write

    def do_GET(self):
        path = self.path.split("?")[0]
        night = self.server.night()
        what = SPECIAL.get(path, {}).get(night)
        if what == SLOW:
            time.sleep(SLOW_SECONDS)
        if what == FAIL:
            self.reply(500, b"<h1>Internal Server Error</h1>\n", {"Content-Type": "text/html"})
        elif what == GONE:
            self.reply(410, b"<h1>Gone</h1>\n", {"Content-Type": "text/html"})
        elif what == MOVED:
            self.reply(301, b"", {"Location": MOVED_TO[path]})
        else:
            self.document(path, night, what)

    def document(self, path, night, what):
        body, changed = self.server.read(path, night)
        if body is None:
            self.reply(404, b"<h1>Not Found</h1>\n", {"Content-Type": "text/html"})
            return
        headers = {"Content-Type": media_type(path, what), "Cache-Control": "no-cache"}
        if path not in NO_VALIDATORS:
            headers["Last-Modified"] = formatdate(changed, usegmt=True)
            if path not in ONLY_DATE:
                headers["ETag"] = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
            if self.unchanged(headers, changed):
                self.reply(304, b"", headers)
                return
        if what == CUT:
            self.cut(body, headers)
            return
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
            headers["Vary"] = "Accept-Encoding"
        self.reply(200, body, headers)

    def unchanged(self, headers, changed):
        """RFC 9110, 13.2.2: If-None-Match first, If-Modified-Since only without it."""
        asked = self.headers.get("If-None-Match")
        if asked is not None and "ETag" in headers:
            tags = [t.strip().removeprefix("W/") for t in asked.split(",")]
            return headers["ETag"] in tags or "*" in tags
        since = self.headers.get("If-Modified-Since")
        if not since:
            return False
        try:
            return changed <= parsedate_to_datetime(since).timestamp()
        except (TypeError, ValueError):
            return False

    def reply(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def cut(self, body, headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def log_message(self, format, *args):
        self.server.note(self.path, format % args)


def media_type(path, what):
    if what == PAGE:
        return "text/html; charset=utf-8"
    return TYPES.get(path) or TYPES_BY_SUFFIX.get(os.path.splitext(path)[1], "application/octet-stream")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, night_file, log):
        super().__init__(("127.0.0.1", port), Handler)
        self.night_file, self.log, self.lock = night_file, log, threading.Lock()

    def night(self):
        with open(self.night_file, encoding="ascii") as f:
            return 2 if f.read().strip() == "2" else 1

    def read(self, path, night):
        """The bytes of a document and when they changed; (None, 0) when there is none."""
        parts = [p for p in path.split("/") if p]
        if not parts or any(p.startswith(".") for p in parts):
            return None, 0
        for n in range(night, 0, -1):
            file = os.path.join(HERE, "night-%d" % n, *parts)
            if os.path.isfile(file):
                with open(file, "rb") as f:
                    return f.read(), CHANGED[n]
        return None, 0

    def note(self, path, line):
        if self.log:
            with self.lock:
                self.log.write("night %d: %s\n" % (self.night(), line))
                self.log.flush()

    def handle_error(self, request, client_address):
        pass  # a client that went away is no news


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--night-file", required=True)
    p.add_argument("--port-file", required=True)
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--log")
    p.add_argument("--stdin", action="store_true", help="end when standard input is closed")
    o = p.parse_args()
    log = open(o.log, "a", encoding="utf-8") if o.log else None
    server = Server(o.port, o.night_file, log)
    new = o.port_file + ".new"
    with open(new, "w", encoding="ascii") as f:
        f.write("%d\n" % server.server_address[1])
    os.replace(new, o.port_file)
    if o.stdin:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), server.shutdown()), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
