"""`moisson check`: every fault of every file in one go, each with its place, what is wrong and what was expected."""
import json, os, re, resource, subprocess, tempfile, unittest
from harness import MOISSON, ROOT, Case, rss

PLACE = re.compile(r'^(.*?):(\d+):(\d+): (.*)$')
GOOD = '- id: a\n  name: A\n  url: https://a.example/feed\n'


def faults(result):
    """(file, line, column, text) of each fault, warnings included."""
    found = [PLACE.match(line) for line in result.stderr.splitlines()]
    return [(os.path.basename(m[1]), int(m[2]), int(m[3]), m[4]) for m in found if m]


class Lists(Case):
    """One source list on the command line."""

    def check(self, text, **how):
        path = self.world.write('list.yaml', text)
        return self.moisson('check', path, **how)

    def told(self, text, *expected):
        """The faults are those expected, in order: (line, column, words that the text holds)."""
        r = self.check(text)
        found = faults(r)
        self.assertEqual(len(found), len(expected), r.stderr)
        self.assertEqual(len(r.stderr.splitlines()), len(expected), r.stderr)
        for (_, line, column, text), (want_line, want_column, words) in zip(found, expected):
            self.assertEqual((line, column), (want_line, want_column), text)
            self.assertIn(words, text)
        self.assertEqual(r.status, 1 if expected else 0)

    def test_a_good_list_is_fine(self):
        r = self.check(GOOD)
        self.assertEqual((r.status, r.stdout, r.stderr), (0, '1 source: no fault\n', ''))

    def test_quiet_says_nothing_of_a_good_list(self):
        path = self.world.write('list.yaml', GOOD)
        r = self.moisson('--quiet', 'check', path)
        self.assertEqual((r.status, r.stdout, r.stderr), (0, '', ''))

    def test_all_faults_are_told_in_one_go(self):
        self.told('- id: a\n  name: A\n  url: https://a.example/\n  timezone: Paris\n  every: souvent\n  kind: calls\n'
                  '- id: b\n  name: B\n  url: ftp://b.example/\n  enabled: false\n'
                  '- id: a\n  nmae: C\n  url: https://c.example/\n  keep: "("\n',
                  (4, 13, 'did you mean "Europe/Paris"?'), (5, 10, 'is no duration; expected a number and a unit'),
                  (6, 9, 'did you mean "call"?'), (9, 8, 'http or https'), (10, 12, 'reason'),
                  (11, 7, 'duplicate id "a"; the first one is at'), (12, 3, 'did you mean "name"?'), (14, 9, 'PCRE2'))

    def test_a_fault_of_syntax_does_not_hide_the_entries_after_it(self):
        self.told('- id: a\n  name: "A\n  url: https://a.example/\n- id: b\n\tname: B\n- id: c\n  name: C\n  url: c.example\n',
                  (2, 9, 'the quote opened here is never closed'), (5, 1, 'a tab is used as indentation'),
                  (8, 8, 'not absolute'))

    def test_words_of_other_programs_are_recognised(self):
        self.told(GOOD + '  interval: 6h\n  type: rss\n  lang: fr\n  region: Bretagne\n  zzzzzzzz: 1\n',
                  (4, 3, 'did you mean "every"?'), (5, 3, 'did you mean "format"?'), (6, 3, 'did you mean "language"?'),
                  (7, 3, 'did you mean "territory"?'), (8, 3, 'unknown key "zzzzzzzz"; expected one of id, name, url'))

    def test_aliases_do_not_multiply(self):
        bomb = 'a: &a [x,x,x,x,x,x,x,x,x]\n' + ''.join(
            '%s: &%s [%s]\n' % (c, c, ','.join(['*' + chr(ord(c) - 1)] * 9)) for c in 'bcdefghij')
        r = self.check(bomb)
        self.assertEqual(r.status, 1)
        self.assertIn((1, 4), [f[1:3] for f in faults(r)])
        self.assertIn('anchors and aliases are not allowed', r.stderr)

    def test_depth_is_bounded(self):
        r = self.check(GOOD + '  fields: ' + '[' * 20000 + '\n- id: b\n  nam: B\n')
        self.assertEqual(r.status, 1)
        self.assertIn('nested too deeply', r.stderr)
        self.assertIn('did you mean "name"?', r.stderr)

    def test_a_list_is_at_most_four_mebibytes(self):
        r = self.check(GOOD + '#' * (4 << 20))
        self.assertEqual((r.status, len(r.stderr.splitlines())), (1, 1))
        self.assertRegex(r.stderr, r':1:1: (larger than|the file is too large)')
        self.assertEqual(self.check(GOOD + '#' * ((4 << 20) - len(GOOD))).status, 0)

    def test_what_is_not_utf_8_is_told_at_its_place(self):
        r = self.check(b'- id: a\n  name: Caf\xe9\n  url: https://a.example/\xff\n')
        self.assertEqual([f[1:3] for f in faults(r)], [(2, 12), (3, 26)], r.stderr)
        self.assertIn('"é" in windows-1252', r.stderr)
        self.assertIn('UTF-16', self.check(GOOD.encode('utf-16')).stderr)

    def test_columns_count_characters(self):
        self.told('- {id: a, name: "éèà", url: x}\n', (1, 29, 'not absolute'))

    def test_control_characters_do_not_reach_the_terminal(self):
        r = self.check('- id: a\n  name: A\n  "u\\e[31mrl": x\n  url: https://a.example/\n')
        self.assertNotIn('\x1b', r.stdout + r.stderr)
        self.assertRegex(r.stderr, r'u(\\x1B)?\[31mrl')

    def test_secrets_are_never_shown(self):
        r = self.check(GOOD.replace('https', '${SCHEME}'), env={'SCHEME': 'hunter2'})
        self.assertEqual(r.status, 1)
        self.assertNotIn('hunter2', r.stdout + r.stderr)
        self.told(GOOD.replace('feed', '${NOT_THERE}'), (3, 8, 'NOT_THERE is not set'))
        r = self.check(GOOD.replace('https://', 'https://u:hunter2@'))
        self.assertIn('password', r.stderr)
        self.assertNotIn('hunter2', r.stdout + r.stderr)

    def test_selectors_of_every_language_are_checked(self):
        self.told(GOOD + '  format: html\n  items: "div.card >"\n  fields: {title: "h3:frist-child", url: "//a["}\n'
                  '  next: a[rel=next]@href\n',
                  (5, 10, 'no CSS selector: expected an element'), (6, 19, 'did you mean ":first-child"?'),
                  (6, 42, 'XPath'))

    def test_a_source_switched_off_needs_a_reason(self):
        self.told(GOOD + '  enabled: false\n', (4, 12, 'reason'))
        self.told(GOOD + '  enabled: false\n  reason: closed in 2025\n')

    def test_a_file_that_cannot_be_read_does_not_stop_the_others(self):
        self.world.write('bad.yaml', '- id: b\n')
        r = self.moisson('check', self.world.path('nothing.yaml'), self.world.path('bad.yaml'))
        self.assertEqual(r.status, 1)
        self.assertEqual(faults(r)[0], ('nothing.yaml', 1, 1, 'cannot read: No such file or directory'))
        self.assertIn('bad.yaml', r.stderr)

    def test_two_files_are_compared(self):
        self.world.write('one.yaml', GOOD)
        self.world.write('two.yaml', '# second\n' + GOOD)
        r = self.moisson('check', self.world.path('one.yaml'), self.world.path('two.yaml'))
        self.assertEqual(faults(r)[0][:3], ('two.yaml', 2, 7))
        self.assertIn('one.yaml:1:7', r.stderr)

    def test_a_folder_is_all_its_lists(self):
        self.world.write('sources.d/a.yaml', GOOD)
        self.world.write('sources.d/b.yml', GOOD.replace('a', 'b'))
        self.world.write('sources.d/note.txt', 'no list')
        r = self.moisson('check', self.world.path('sources.d'))
        self.assertEqual(len(faults(r)), 0 if r.status == 0 else 1, r.stderr)

    def test_json_holds_all_of_it(self):
        path = self.world.write('list.yaml', GOOD + '  pages: 0\n- id: b\n')
        r = self.moisson('--json', 'check', path)
        told = json.loads(r.stdout)
        self.assertEqual((r.status, r.stderr), (1, ''))
        self.assertEqual((told['sources'], told['errors']), (0, 3))
        self.assertEqual(told['faults'][0], {'file': path, 'line': 4, 'column': 10, 'severity': 'error',
                                             'message': 'pages: 0 is too small; expected at least 1'})


class Installation(Case):
    """moisson.yaml and the folder it names."""

    def test_everything_is_checked_at_once(self):
        self.world.write('moisson.yaml', 'site:\n  titel: V\n  url: veille\nlimits: {run: 0s, body: big}\nchanels: []\n'
                         'channels:\n  - {id: a b, where: {kind: appel}}\nnetwork: {allow: [10.0.0.1]}\n')
        self.world.write('sources.d/a.yaml', GOOD + '  pages: x\n')
        self.world.write('sources.d/b.yaml', '- id: a\n  name: B\n  url: https://b.example/\n')
        os.symlink('nowhere', self.world.path('sources.d/dead.yaml'))
        os.mkdir(self.world.path('sources.d/folder.yaml'))
        r = self.moisson('check')
        self.assertEqual(r.status, 1)
        self.assertEqual([f[:3] for f in faults(r)],
                         [('moisson.yaml', 2, 3), ('moisson.yaml', 3, 8), ('moisson.yaml', 4, 15), ('moisson.yaml', 4, 25),
                          ('moisson.yaml', 5, 1), ('moisson.yaml', 7, 10), ('moisson.yaml', 7, 29), ('moisson.yaml', 8, 19),
                          ('a.yaml', 4, 10), ('b.yaml', 1, 7), ('dead.yaml', 1, 1), ('folder.yaml', 1, 1)], r.stderr)

    def test_a_folder_that_is_not_there_is_told(self):
        self.config(sources='lists')
        r = self.moisson('check')
        self.assertEqual(r.status, 1)
        self.assertIn('lists:1:1: the folder of sources cannot be read', r.stderr)

    def test_a_configuration_that_is_not_there(self):
        p = subprocess.run([MOISSON, '--config', self.world.path('other.yaml'), 'check'], capture_output=True, text=True)
        self.assertEqual(p.returncode, 2)
        self.assertIn('other.yaml:1:1: cannot read', p.stderr)

    def test_an_empty_folder_is_told_apart_from_a_good_one(self):
        os.mkdir(self.world.path('empty'))
        p = subprocess.run([MOISSON, 'check'], capture_output=True, text=True, cwd=self.world.path('empty'))
        self.assertEqual(p.returncode, 0)
        self.assertIn('neither moisson.yaml nor source lists', p.stderr)

    def test_a_channel_of_a_source_that_no_list_has(self):
        self.world.write('sources.d/a.yaml', GOOD + GOOD.replace('id: a', 'id: b') + '  pages: x\n')
        self.config(channels=[{'id': 'un', 'where': {'source': ['a', 'b', 'aa']}}, {'id': 'deux', 'where': {'source': 'zzz'}}])
        r = self.moisson('check')
        self.assertEqual(r.status, 1)
        self.assertIn('warning: source: no list has a source "aa"; did you mean "a"?', r.stderr)
        self.assertIn('warning: source: no list has a source "zzz"', r.stderr)
        self.assertEqual(len(r.stderr.splitlines()), 3)

    def test_warnings_are_for_the_check_not_for_the_night(self):
        self.world.write('sources.d/empty.yaml', '# nothing yet\n')
        r = self.moisson('check')
        self.assertEqual((r.status, r.stdout), (0, '0 sources, 1 channel: no fault\n'))
        self.assertIn('empty.yaml:1:1: warning: the file is empty', r.stderr)
        self.well('--quiet', 'check')
        self.well('run')
        self.assertIn('warning', self.moisson('--verbose', 'run').stderr)

    def test_a_source_that_is_there_twice(self):
        self.source('a', '/flux')
        self.source('b', '/flux', file='b.yaml')
        self.source('c', '/flux', keep='vélo')  # a part of it, on purpose
        self.source('d', '/flux', enabled=False, reason='en double')
        r = self.moisson('check')
        self.assertEqual(r.status, 0)
        line, = r.stderr.splitlines()
        self.assertRegex(line, r'(a|b|test)\.yaml:\d+:\d+: warning: url: the source "(a|b)" \(.*\.yaml:\d+\) has this address too')

    def test_a_format_that_is_not_read_yet_is_told_before_the_night(self):
        self.source('a', '/a', format='oai')
        r = self.moisson('check')
        self.assertEqual(r.status, 0)
        self.assertRegex(r.stderr, r'test\.yaml:\d+:\d+: warning: format: this version does not read "oai" yet')
        self.assertIn('moisson: a: ', self.moisson('run').stderr)

    def test_the_store_is_not_published(self):
        for store, output in (('public/moisson.db', 'public'), ('var/moisson.db', '.'), ('./public//a/b.db', 'public/'),
                              (self.world.path('public/m.db'), self.world.path('public'))):
            self.config(store=store, output=output)
            for command in ('check', 'run'):
                r = self.moisson(command)
                self.assertEqual(r.status, {'check': 1, 'run': 2}[command], (store, output))
                self.assertRegex(r.stderr, r'moisson\.yaml:\d+:\d+: the store would lie in the output folder')
            self.assertFalse(os.path.exists(self.world.path(store)))
        self.config(store='public.db', output='public')
        self.well('check')

    def test_thousands_of_sources_in_one_list(self):
        self.world.write('sources.d/all.yaml', ''.join(
            '- id: source-%d\n  name: "Une source, numéro %d"\n  url: https://www.ville-%d.example/feed\n  licence: Licence Ouverte 2.0\n'
            '  description: %s\n' % (i, i, i, 'mot ' * 30) for i in range(10000)))
        self.assertEqual(self.well('check').stdout, '10000 sources, 1 channel: no fault\n')

    def test_a_good_one_is_counted(self):
        self.world.write('sources.d/a.yaml', GOOD)
        r = self.moisson('check')
        self.assertEqual((r.status, r.stdout, r.stderr), (0, '1 source, 1 channel: no fault\n', ''))

    def test_one_bad_source_never_stops_the_others(self):
        self.server.answer('/good', rss('Un'))
        self.source('good', '/good')
        self.source('bad', '/bad', intervall='6h')
        r = self.moisson('run')
        self.assertEqual(r.status, 1, r.stderr)
        self.assertIn('unknown key "intervall"', r.stderr)
        self.assertEqual((self.server.count('/good'), self.server.count('/bad')), (1, 0))

    def test_a_bad_configuration_stops_a_run(self):
        self.config(limits={'run': 'long'})
        r = self.moisson('run')
        self.assertEqual(r.status, 2)
        self.assertIn('moisson.yaml:', r.stderr)


class Shipped(unittest.TestCase):
    """What the tables of keys say of themselves, and what ships with the program."""

    def moisson(self, *args):
        return subprocess.run([MOISSON, *args], capture_output=True, text=True, cwd=ROOT)

    def file(self, name):
        with open(os.path.join(ROOT, name), encoding='utf-8') as f:
            return f.read()

    def test_the_lists_and_the_example_have_no_fault(self):
        p = self.moisson('--config', 'moisson.yaml.example', 'check')
        self.assertEqual((p.returncode, p.stderr), (0, ''))
        self.assertRegex(p.stdout, r'^\d+ sources, 5 channels: no fault\n$')

    def test_the_schema_that_ships_is_that_of_the_program(self):
        self.assertEqual(self.moisson('check', '--schema').stdout, self.file('sources.d/schema.json'),
                         'run: ./moisson check --schema >sources.d/schema.json')

    def test_the_reference_is_that_of_the_program(self):
        self.assertEqual(self.moisson('check', '--reference').stdout, self.file('docs/configuration.md'),
                         'run: ./moisson check --reference >docs/configuration.md')

    def test_what_the_pages_show_has_no_fault(self):
        for page in ('README.md', 'docs/configuration.md', 'docs/operating.md', 'docs/editing.md'):
            for block in re.findall(r'^```yaml\n(.*?)^```', self.file(page), re.M | re.S):
                with self.subTest(block), tempfile.TemporaryDirectory() as folder:
                    bare = re.sub('(?m)^#.*\n', '', block)
                    name = 'overrides.d/block.yaml' if bare.startswith('- item:') else 'block.yaml'
                    os.mkdir(os.path.join(folder, 'overrides.d'))
                    with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
                        f.write(block)
                    with open(os.path.join(folder, 'empty.yaml'), 'w') as empty:
                        empty.write('site: {}\n')
                    p = self.moisson(*(['--config', empty.name, 'check', f.name] if bare.startswith('- ')
                                       else ['--config', f.name, 'check']))
                    self.assertEqual((p.returncode, p.stderr), (0, ''))

    def test_the_limits_of_the_example_are_the_defaults(self):
        example = self.file('moisson.yaml.example')
        limits = json.loads(self.moisson('check', '--config-schema').stdout)['properties']['limits']['properties']
        shown = re.findall(r'^#   (\w+): (\S+) +#', example, re.M)
        self.assertGreater(len(shown), 5)
        for name, value in shown:
            self.assertEqual(value, str(limits[name]['default']), name)

    def test_the_reference_has_every_key_of_the_schemas(self):
        page = self.file('docs/configuration.md')
        for option in ('--schema', '--config-schema'):
            schema = json.loads(self.moisson('check', option).stdout)
            names = set()

            def walk(x):
                if isinstance(x, dict):
                    names.update(x.get('properties', {}))
                    for v in x.values():
                        walk(v)
                elif isinstance(x, list):
                    for v in x:
                        walk(v)

            walk(schema)
            for name in names:
                self.assertIn('`%s`' % name, page)


def fits(schema, value, root=None):
    """JSON Schema, as much of it as the program's own schemas use; a keyword beyond that is an error."""
    root = root or schema
    kinds = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'number': (int, float), 'integer': int}
    checks = {
        'type': lambda t: any(isinstance(value, kinds[k]) and (k == 'boolean' or not isinstance(value, bool))
                              for k in ([t] if isinstance(t, str) else t)),
        'enum': lambda e: any(value == x and type(value) is type(x) for x in e),
        'pattern': lambda p: not isinstance(value, str) or re.search(p, value),
        'minLength': lambda n: not isinstance(value, str) or len(value) >= n,
        'minItems': lambda n: not isinstance(value, list) or len(value) >= n,
        'minimum': lambda n: isinstance(value, (str, list, dict)) or value >= n,
        'maximum': lambda n: isinstance(value, (str, list, dict)) or value <= n,
        'required': lambda names: not isinstance(value, dict) or all(n in value for n in names),
        'properties': lambda p: not isinstance(value, dict) or all(fits(p[k], v, root) for k, v in value.items() if k in p),
        'additionalProperties': lambda a: not isinstance(value, dict) or all(
            a and fits(a, v, root) for k, v in value.items() if k not in schema.get('properties', {})),
        'items': lambda i: not isinstance(value, list) or all(fits(i, v, root) for v in value),
        'anyOf': lambda some: any(fits(s, value, root) for s in some),
        '$ref': lambda r: fits(root['$defs'][r.rpartition('/')[2]], value, root),
    }
    notes = ('$schema', '$defs', 'title', 'description', 'default')
    return all(checks[k](v) for k, v in schema.items() if k not in notes)


class Schema(Case):
    """What an editor's plug-in says while one types, and what check says afterwards."""
    BASE = {'id': 'a', 'name': 'A', 'url': 'https://a.example/'}
    GOOD = [{}, {'url': 'HTTP://a.example/x?y=é'}, {'url': '${ADDRESS}'}, {'enabled': False, 'reason': 'x'}, {'enabled': 'oui'},
            {'every': '1h30m'}, {'every': '7 days'}, {'kind': 'call'}, {'topics': ['a', 'b']}, {'topics': 'a'},
            {'language': 'pt-BR'}, {'priority': -100}, {'headers': {'A': 'b', 'C': 1}}, {'keep': 'a|b'}, {'drop': {'title': 'x'}},
            {'format': 'html', 'items': 'li', 'fields': {'title': 'a', 'dates': ['b', 'c'], 'image': {'any': ['d', 'e@f']}},
             'next': 'a@href', 'pages': 3}, {'detail': {'fields': {'content': {'select': 'p', 'all': True}}}},
            {'detail': {}}, {'next': {'page': 'p', 'from': 0}}, {'next': {'offset': 'o', 'step': 'rows'}},
            {'login': {'url': 'https://a.example/l', 'headers': {'K': 'v'}, 'token': '/a/b'}},
            {'expect': {'items': 3, 'fields': 'title'}}]
    BAD = [{'id': 'a b'}, {'id': ''}, {'id': None}, {'url': 'a.example'}, {'url': 'ftp://a.example/'}, {'url': ['x']},
           {'url': 'https://a b/'}, {'nmae': 'x'}, {'enabled': 'maybe'}, {'every': '24'}, {'every': 24}, {'kind': 'calls'},
           {'format': 'rsss'}, {'topics': {'a': 'b'}}, {'topics': [['a']]}, {'language': 'french'}, {'priority': 101},
           {'priority': 'x'}, {'pages': 0}, {'headers': ['a']}, {'keep': ['a']}, {'drop': {'titel': 'x'}},
           {'format': 'html', 'items': {}, 'fields': {'titel': 'a'}}, {'format': 'html', 'fields': {'title': {'selct': 'a'}}},
           {'format': 'html', 'fields': {'title': []}}, {'format': 'html', 'fields': ['a']}, {'detail': {'format': 'pdf'}},
           {'next': {'page': ['p']}}, {'next': {'page': 'p', 'steps': 1}}, {'login': {}}, {'login': {'url': 'x'}},
           {'expect': {'items': 'x'}}]

    def setUp(self):
        super().setUp()
        self.schema = json.loads(self.moisson('check', '--schema').stdout)

    def test_both_say_the_same(self):
        for keys, good in [(k, True) for k in self.GOOD] + [(k, False) for k in self.BAD]:
            with self.subTest(keys):
                source = {k: v for k, v in {**self.BASE, **keys}.items() if v is not None}
                self.assertEqual(bool(fits(self.schema, [source])), good)
                path = self.world.write('list.yaml', json.dumps([source], ensure_ascii=False))
                r = self.moisson('check', path, env={'ADDRESS': 'https://a.example/'})
                self.assertEqual(r.status, 0 if good else 1, r.stderr)

    def test_needed_keys_are_needed(self):
        for key in self.BASE:
            self.assertFalse(fits(self.schema, [{k: v for k, v in self.BASE.items() if k != key}]))

    def test_the_configuration_has_one_too(self):
        schema = json.loads(self.moisson('check', '--config-schema').stdout)
        self.assertTrue(fits(schema, self.world.settings))
        for bad in ({'chanels': []}, {'limits': {'body': '16 Mx'}}, {'limits': {'run': 7200}}, {'site': {'url': 'x'}},
                    {'channels': [{'title': 'x'}]}, {'channels': [{'id': 'x', 'where': {'kind': 'calls'}}]},
                    {'channels': [{'id': 'x', 'formats': ['pdf']}]}, {'channels': {'id': 'x'}}):
            with self.subTest(bad):
                self.assertFalse(fits(schema, bad))
                self.config(**{'site': None, 'channels': None, 'limits': None})
                self.config(**bad)
                self.assertEqual(self.moisson('check').status, 1)
                self.config(**dict.fromkeys(bad))


def limited(seconds, mebibytes):
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))
    return limit


class Hostile(Case):
    """The source lists of ../shared that are meant to hurt."""

    def expected(self):
        folder = self.shared('corpus', 'hostile', 'yaml')
        with open(os.path.join(folder, 'expect.jsonl'), encoding='utf-8') as f:
            return folder, [json.loads(line) for line in f]

    def check(self, path):
        sanitized = 'asan' in MOISSON
        return subprocess.run([MOISSON, 'check', path], capture_output=True, timeout=20, cwd=self.world.path('var'),
                              preexec_fn=None if sanitized else limited(1, 64))

    def told_as(self, stderr, error, slack):
        for m in filter(None, map(PLACE.match, stderr.splitlines())):
            if (abs(int(m[2]) - error['line']) <= slack and error['col'] in (None, int(m[3])) and
                    all(re.search(w, m[4], re.I) for w in error['words'])):
                return True
        return False

    def test_each_is_answered_as_expected(self):
        folder, cases = self.expected()
        os.mkdir(self.world.path('var'))
        self.assertGreater(len(cases), 0)
        for case in cases:
            with self.subTest(case['file']):
                p = self.check(os.path.join(folder, case['file']))
                stderr = p.stderr.decode()
                self.assertIn(p.returncode, {'ok': (0,), 'fail': (1, 2), 'any': (0, 1, 2)}[case['exit']], stderr)
                for error in case.get('errors', ()):
                    self.assertTrue(self.told_as(stderr, error, case.get('line_slack', 0)), (error, stderr))
                if 'sources' in case:
                    self.assertRegex(p.stdout.decode(), r'^%d sources?:' % case['sources'])

    def test_ten_megabytes_are_refused_at_once(self):
        self.expected()
        os.mkdir(self.world.path('var'))
        p = self.check(self.world.write('large.yaml', '- id: a\n  name: ' + 'x' * 10**7))
        self.assertEqual(p.returncode, 1)
        self.assertRegex(p.stderr.decode(), r'^.*large\.yaml:1:1: .*\n$')


if __name__ == '__main__':
    unittest.main()
