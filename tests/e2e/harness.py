"""What the end-to-end tests share: a server on loopback that answers as the test says, and a folder with moisson.yaml
and sources.d in which the program is run. Python's standard library alone.

    import unittest
    from harness import Case, rss

    class Example(Case):
        def test_two_items_are_read(self):
            self.server.answer('/feed', rss('Un', 'Deux'), etag='"1"')
            self.source('a', '/feed')
            result = self.moisson('harvest')
            self.assertEqual(result.status, 0, result.stderr)
            self.assertEqual(self.store('select count(*) from items'), [(2,)])
            self.moisson('harvest', '--force')

    if __name__ == '__main__':
        unittest.main()
"""
import collections, gzip, html, json, os, pty, shutil, socket, sqlite3, ssl, struct, subprocess, tempfile, threading, time, unittest
import urllib.parse, zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MOISSON = os.path.abspath(os.environ.get('MOISSON', os.path.join(ROOT, 'moisson')))
SHARED = os.path.join(ROOT, '..', 'shared')
NIGHT = '2026-10-01T02:00:00Z'

Request = collections.namedtuple('Request', 'method path query headers body at connection')
Result = collections.namedtuple('Result', 'status stdout stderr seconds')


# --- documents ---

def rss(*items, title='Veille', extra=''):
    """An RSS 2.0 feed. An item is a title, or a dict of title, link, guid, description, date, categories, xml."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>%s</title>'
           '<link>https://source.example/</link><description>d</description>%s\n' % (html.escape(title), extra)]
    for n, item in enumerate(items, 1):
        i = {'title': item} if isinstance(item, str) else dict(item)
        key = i.get('guid', i.get('link', 'item-%s' % i.get('title', n)))
        slug = urllib.parse.quote(str(i.get('title', n)).lower().replace(' ', '-'))
        out.append('<item><title>%s</title><link>%s</link><guid isPermaLink="false">%s</guid>' % (
            html.escape(i.get('title', '')), html.escape(i.get('link', 'https://source.example/' + slug)), html.escape(key)))
        if 'description' in i:
            out.append('<description>%s</description>' % html.escape(i['description']))
        out.append('<pubDate>%s</pubDate>' % i.get('date', 'Wed, 30 Sep 2026 10:00:00 +0200'))
        out += ['<category>%s</category>' % html.escape(c) for c in i.get('categories', ())]
        out.append(i.get('xml', '') + '</item>\n')
    return ''.join(out) + '</channel></rss>\n'


JSONFEED = 'application/feed+json'


def jsonfeed(*items, title='Veille', **members):
    """A JSON Feed 1.1. An item is a title, or a dict: title, id, url, date, text, and members of _moisson (kind, deadline, starts …);
    id or url None: the item has none."""
    out = []
    for item in items:
        i = {'title': item} if isinstance(item, str) else dict(item)
        slug = urllib.parse.quote(i['title'].lower().replace(' ', '-'))
        one = {'id': i.pop('id', 'item-' + slug), 'url': i.pop('url', 'https://source.example/' + slug), 'title': i.pop('title'),
               'content_text': i.pop('text', 'Texte.'), 'date_published': i.pop('date', '2026-09-30T10:00:00+02:00')}
        one = {k: v for k, v in one.items() if v is not None}
        if i:
            one['_moisson'] = i
        out.append(one)
    return json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': title, 'items': out, **members}, ensure_ascii=False)


# --- packings that Python's library lacks; nothing is compressed, the framing is all a decoder needs ---

def zstd(data):
    """RFC 8878: a frame without content size, raw blocks."""
    out, size = b'\x28\xb5\x2f\xfd\x00\x58', 65536
    for i in range(0, max(len(data), 1), size):
        piece = data[i:i + size]
        out += ((len(piece) << 3) | (i + size >= len(data))).to_bytes(3, 'little') + piece
    return out


def brotli(data):
    """RFC 7932: window of 16 bits, uncompressed meta-blocks, an empty last one."""
    bits, n = 0, 1  # WBITS 0: 16
    out = bytearray()
    for i in range(0, len(data), 65536):
        piece = data[i:i + 65536]
        bits |= (len(piece) - 1) << (n + 3) | 1 << (n + 19)  # not last, 4 nibbles, length, uncompressed
        out += bits.to_bytes((n + 20 + 7) // 8, 'little') + piece
        bits = n = 0
    return bytes(out) + bytes([3 << n | bits])


# --- the server ---

class Answer:
    """One answer. status, headers and body as given; Content-Length, Content-Type and validators are added.
    delay: seconds before it; pace: seconds between pieces of the body, of `piece` bytes; coding: gzip, deflate, br or zstd;
    chunked: chunked framing; cut: bytes of the body after which the connection ends, though more was announced (with
    a coding: of the packed body, and then the length is announced to match, so that only the packing shows it);
    reset: ends with a TCP reset; raw: the bytes to send instead of everything; keep: whether the connection stays."""

    def __init__(self, body='', status=200, type='application/rss+xml; charset=utf-8', headers=(), etag=None,
                 last_modified=None, delay=0, pace=0, piece=1, coding=None, chunked=False, cut=None, reset=False, raw=None,
                 keep=True):
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = list(headers.items() if isinstance(headers, dict) else headers)
        self.status, self.type, self.etag, self.last_modified = status, type, etag, last_modified
        self.delay, self.pace, self.piece, self.coding, self.chunked = delay, pace, piece, coding, chunked
        self.cut, self.reset, self.raw = cut, reset, raw
        self.keep = keep and cut is None and raw is None and not reset

    def unchanged_for(self, request):
        """RFC 9110 13.2.2: If-None-Match counts alone where there is one."""
        if self.status != 200 or request.method != 'GET':
            return False
        if self.etag and 'if-none-match' in request.headers:
            return self.etag in [t.strip() for t in request.headers['if-none-match'].split(',')]
        return bool(self.last_modified) and request.headers.get('if-modified-since') == self.last_modified

    def head(self, status, length):
        lines = ['HTTP/1.1 %s %s' % (status, REASONS.get(status, 'Status'))]
        if self.type and status != 304:
            lines.append('Content-Type: ' + self.type)
        if self.etag:
            lines.append('ETag: ' + self.etag)
        if self.last_modified:
            lines.append('Last-Modified: ' + self.last_modified)
        if self.coding and status != 304:
            lines.append('Content-Encoding: ' + self.coding)
        if self.chunked and status != 304:
            lines.append('Transfer-Encoding: chunked')
        elif status not in (204, 304):
            lines.append('Content-Length: %d' % length)
        lines += ['%s: %s' % h for h in self.headers]
        if not self.keep:
            lines.append('Connection: close')
        return '\r\n'.join(lines).encode('utf-8', 'surrogateescape') + b'\r\n\r\n'

    def packed(self):
        if self.coding in ('gzip', 'x-gzip'):
            return gzip.compress(self.body, mtime=0)
        if self.coding in ('br', 'zstd'):
            return brotli(self.body) if self.coding == 'br' else zstd(self.body)
        return zlib.compress(self.body) if self.coding == 'deflate' else self.body

    def send(self, connection, request):
        """Returns True when the connection may carry another request."""
        if self.delay:
            time.sleep(self.delay)
        if self.raw is not None:
            connection.sendall(self.raw)
            return False
        if self.unchanged_for(request):
            connection.sendall(self.head(304, 0))
            return self.keep
        body = self.packed()
        announced = len(body)
        if self.cut is not None:
            body = body[:self.cut]
            if self.coding:
                announced = len(body)
        connection.sendall(self.head(self.status, announced))
        if request.method != 'HEAD' and self.status not in (204, 304):
            self.send_body(connection, body)
        if self.reset:
            time.sleep(0.1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        return self.keep

    def send_body(self, connection, body):
        size = self.piece if self.pace else 65536
        for i in range(0, len(body), size):
            piece = body[i:i + size]
            connection.sendall(b'%x\r\n%s\r\n' % (len(piece), piece) if self.chunked else piece)
            if self.pace:
                time.sleep(self.pace)
        if self.chunked and self.cut is None:
            connection.sendall(b'0\r\n\r\n')


REASONS = {200: 'OK', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified', 307: 'Temporary Redirect',
           308: 'Permanent Redirect', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 410: 'Gone',
           429: 'Too Many Requests', 500: 'Internal Server Error', 503: 'Service Unavailable'}


class Server:
    """A server on an address of loopback (127.0.0.1; others of 127.0.0.0/8 stand for other hosts). What no path was
    told answers 404. `requests` is all that was asked, in order. tls: an ssl.SSLContext."""

    def __init__(self, address='127.0.0.1', tls=None):
        self.address, self.scripts, self.requests, self.tls = address, {}, [], tls
        self.connections = self.active = self.most_active = 0
        self.lock = threading.Lock()
        self.open = set()
        self.listener = socket.create_server((address, 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path='/'):
        return 'http%s://%s:%d%s' % ('s' if self.tls else '', self.address, self.port, path)

    def answer(self, path, body='', **how):
        """Every request for the path is answered so, from now on."""
        self.script(path, Answer(body, **how))

    def script(self, path, *answers):
        """The first request from now on gets the first answer, and so on; the last one stays. An answer may also be a
        function that takes the request and returns an Answer."""
        with self.lock:
            self.scripts[path] = list(answers)

    def redirect(self, path, to, status=302):
        self.answer(path, status=status, headers={'Location': to}, type=None)

    def asked(self, path=None):
        with self.lock:
            return [r for r in self.requests if path is None or r.path == path]

    def count(self, path=None):
        return len(self.asked(path))

    def last(self, path=None):
        asked = self.asked(path)
        return asked[-1] if asked else None

    def forget(self):
        """Clears what was counted; the answers stay."""
        with self.lock:
            self.requests, self.connections, self.most_active = [], 0, self.active

    def close(self):
        self.closed = True
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        with self.lock:
            left = list(self.open)
        for c in left:
            try:
                c.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    # threads

    def _accept(self):
        while not self.closed:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
                number = self.connections
                self.open.add(connection)
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection, number):
        try:
            connection.settimeout(120)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            stream = connection.makefile('rb')
            while True:
                request = self._read(stream, number)
                if request is None or not self._reply(connection, request):
                    break
        except (OSError, ValueError):
            pass  # the client went away
        finally:
            with self.lock:
                self.open.discard(connection)
            connection.close()

    def _read(self, stream, number):
        line = stream.readline(65536).decode('latin-1').split()
        if len(line) < 3:
            return None
        headers = {}
        while True:
            h = stream.readline(65536).decode('latin-1').rstrip('\r\n')
            if not h:
                break
            name, _, value = h.partition(':')
            headers[name.strip().lower()] = value.strip()
        body = stream.read(int(headers.get('content-length', 0)))
        path, _, query = line[1].partition('?')
        return Request(line[0], path, query, headers, body, time.monotonic(), number)

    def _reply(self, connection, request):
        with self.lock:
            self.requests.append(request)
            self.active += 1
            self.most_active = max(self.most_active, self.active)
            script = self.scripts.get(request.path)
            answer = Answer('not here', 404, 'text/plain') if not script else script[0] if len(script) == 1 else script.pop(0)
        try:
            if callable(answer):
                answer = answer(request)
            return answer.send(connection, request)
        finally:
            with self.lock:
                self.active -= 1


# --- the program in its folder ---

class World:
    """A temporary folder with moisson.yaml and sources.d/, and the program run in it."""

    def __init__(self, *servers):
        self.folder = tempfile.mkdtemp(prefix='moisson-e2e-')
        self.servers = list(servers)
        self.now = NIGHT
        self.lists = {}
        self.settings = {
            'site': {'title': 'Veille', 'url': 'https://veille.example.org/', 'timezone': 'Europe/Paris',
                     'contact': 'veille@example.org'},
            'store': 'var/moisson.db', 'output': 'public',
            'network': {'allow': ['%s:%d' % (s.address, s.port) for s in self.servers]},
            'limits': {'host_delay_ms': 0},
            'channels': [{'id': 'tout', 'title': 'Tout'}],
        }
        self.write_config()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        """A file of the folder, by its path in it."""
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), 'wb') as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as f:
            return f.read()

    def write_config(self, **settings):
        """Changes keys of moisson.yaml (a dict is merged into what is there). JSON is YAML too."""
        for key, value in settings.items():
            if isinstance(value, dict) and isinstance(self.settings.get(key), dict):
                self.settings[key] = {**self.settings[key], **value}
            elif value is None:
                self.settings.pop(key, None)
            else:
                self.settings[key] = value
        self.write('moisson.yaml', json.dumps(self.settings, ensure_ascii=False, indent=1))

    def source(self, id, url, file='test.yaml', **keys):
        """Adds a source, or writes it anew; an address that begins with / is of the first server."""
        if url.startswith('/'):
            url = self.servers[0].url(url)
        self.lists.setdefault(file, {})[id] = {'id': id, 'name': keys.pop('name', 'Source ' + id), 'url': url, **keys}
        self.write('sources.d/' + file, json.dumps(list(self.lists[file].values()), ensure_ascii=False, indent=1))

    def without(self, id, file='test.yaml'):
        del self.lists[file][id]
        self.write('sources.d/' + file, json.dumps(list(self.lists[file].values()), ensure_ascii=False, indent=1))

    def environment(self, env=None):
        clean = {k: v for k, v in os.environ.items() if not k.lower().endswith('_proxy')}
        return {**clean, 'LC_ALL': 'C.UTF-8', **(env or {})}

    def command(self, *args, now=None):
        return [MOISSON, '--config', self.path('moisson.yaml'), '--now', now or self.now, *map(str, args)]

    def run(self, *args, now=None, env=None, input=None, timeout=60):
        """moisson ARGS… → Result. stdout and stderr are text."""
        began = time.monotonic()
        p = subprocess.run(self.command(*args, now=now), cwd=self.folder, env=self.environment(env), timeout=timeout,
                           input=input.encode() if isinstance(input, str) else input, capture_output=True)
        return Result(p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace'),
                      time.monotonic() - began)

    def start(self, *args, now=None, env=None):
        """The same, left running: a Popen, for tests that signal it."""
        return subprocess.Popen(self.command(*args, now=now), cwd=self.folder, env=self.environment(env),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def query(self, sql, *values):
        """Rows of the store, as tuples."""
        c = sqlite3.connect('file:%s?mode=ro' % self.path('var/moisson.db'), uri=True)
        try:
            return c.execute(sql, values).fetchall()
        finally:
            c.close()

    def output(self, *names):
        with open(self.path('public', *names), encoding='utf-8') as f:
            return f.read()

    def outputs(self):
        """Every file that was published, by its path, with its bytes."""
        found = {}
        for folder, _, names in os.walk(self.path('public')):
            for n in names:
                full = os.path.join(folder, n)
                with open(full, 'rb') as f:
                    found[os.path.relpath(full, self.path('public'))] = f.read()
        return found

    def state(self):
        """Of every published file: inode and time of change. What was not touched has the same ones."""
        return {name: (s.st_ino, s.st_mtime_ns) for name in self.outputs() for s in [os.stat(self.path('public', name))]}

    def on_terminal(self, *args, now=None, env=None, timeout=60):
        """moisson ARGS… with a terminal for stdout and stderr → (status, what it showed)."""
        ours, its = pty.openpty()
        p = subprocess.Popen(self.command(*args, now=now), cwd=self.folder, stdin=its, stdout=its, stderr=its,
                             env=self.environment({'TERM': 'xterm', **(env or {})}))
        os.close(its)
        timer = threading.Timer(timeout, p.kill)
        timer.start()
        shown = b''
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # EIO: the other side has ended
        timer.cancel()
        os.close(ours)
        return p.wait(), shown.decode('utf-8', 'replace')

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Case(unittest.TestCase):
    """A server and a world for each test. `moisson`, `source`, `store` and `config` are those of the world."""
    maxDiff = 4000

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.world = World(self.server)
        self.addCleanup(self.world.close)
        self.moisson, self.source, self.store = self.world.run, self.world.source, self.world.query
        self.config = self.world.write_config

    def other_server(self, address='127.0.0.1', tls=None):
        """A further host that may be reached."""
        s = Server(address, tls)
        self.addCleanup(s.close)
        self.world.servers.append(s)
        self.config(network={'allow': ['%s:%d' % (x.address, x.port) for x in self.world.servers]})
        return s

    def well(self, *args, **how):
        """Runs it and expects status 0 and a silent stderr."""
        r = self.moisson(*args, **how)
        self.assertEqual((r.status, r.stderr), (0, ''), r)
        return r

    def one(self, sql, *values):
        """The single value a query gives."""
        (row,), = [self.store(sql, *values)]
        return row[0]

    def state_of(self, id, column):
        return self.one('select %s from sources where id = ?' % column, id)

    def feed(self, id, *items, path=None, **how):
        """A JSON Feed at /ID, and the source ID that reads it."""
        keys = how.pop('keys', {})
        self.server.answer(path or '/' + id, jsonfeed(*items), type=JSONFEED, **how)
        if id not in self.world.lists.get('test.yaml', {}) or keys:
            self.source(id, path or '/' + id, **keys)

    def shared(self, *names):
        """A file or folder beside the repository; the test is skipped where it is not there."""
        path = os.path.join(SHARED, *names)
        if not os.path.exists(path):
            self.skipTest('not here: ../shared/' + '/'.join(names))
        return path
