"""Installing: what `make install` puts where, that `make uninstall` takes it all away, and that the manual page and the
completion know every command and every option of the program."""
import json, os, re, shutil, subprocess, tempfile, unittest
from harness import MOISSON, ROOT


def moisson(*args):
    return subprocess.run([MOISSON, *args], capture_output=True, text=True, check=True).stdout


def commands():
    """{command: its own options}, and the options that all have, from the help pages."""
    found, everywhere = {}, set()
    for name in re.findall(r'^  ([a-z]+) +\S', moisson('help'), re.M):
        own, _, common = moisson('help', name).partition('\neverywhere:\n')
        found[name] = set(re.findall(r'^  --([a-z-]+)', own, re.M))
        everywhere |= set(re.findall(r'^  --([a-z-]+)', common, re.M))
    return found, everywhere


def files(folder):
    return sorted(os.path.relpath(os.path.join(f, n), folder) for f, _, names in os.walk(folder) for n in names)


class Installed(unittest.TestCase):
    """One installation under DESTDIR, as a package is made."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='moisson-install-')
        cls.make('install')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def make(cls, target, **more):
        # from the tree the tested program was built in, whose objects are there already
        out = os.path.relpath(os.path.dirname(MOISSON), ROOT)
        args = ['make', '-s', '-C', ROOT, target, 'DESTDIR=' + more.get('destdir', cls.folder), 'PREFIX=/opt/moisson']
        if out.startswith('build/'):
            args += ['OUT=' + out, '-o', out + '/moisson']
        env = {k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MAKELEVEL', 'MFLAGS')}
        p = subprocess.run(args, capture_output=True, text=True, env=env)
        if p.returncode:
            raise AssertionError(p.stdout + p.stderr)

    def path(self, name):
        return os.path.join(self.folder, 'opt/moisson', name)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as f:
            return f.read()

    def test_everything_is_in_its_place(self):
        there = files(os.path.join(self.folder, 'opt/moisson'))
        for name in ('bin/moisson', 'share/man/man1/moisson.1', 'share/bash-completion/completions/moisson',
                     'lib/systemd/system/moisson.service', 'lib/systemd/system/moisson.timer', 'lib/sysusers.d/moisson.conf',
                     'share/moisson/moisson.yaml.example', 'share/moisson/crontab.example',
                     'share/moisson/sources.d/schema.json', 'share/moisson/lexicons/topics.yaml', 'share/doc/moisson/README.md',
                     'share/doc/moisson/configuration.md'):
            self.assertIn(name, there)
        for name in os.listdir(os.path.join(ROOT, 'sources.d')):
            self.assertIn('share/moisson/sources.d/' + name, there)
        self.assertEqual(files(self.folder), ['opt/moisson/' + n for n in there], 'nothing outside PREFIX')

    def test_modes_do_not_depend_on_the_umask(self):
        for name in files(os.path.join(self.folder, 'opt/moisson')):
            mode = os.stat(self.path(name)).st_mode & 0o777
            self.assertEqual(mode, 0o755 if name == 'bin/moisson' else 0o644, name)

    def test_the_installed_program_runs_from_anywhere(self):
        p = subprocess.run([self.path('bin/moisson'), '--version'], capture_output=True, text=True, cwd='/')
        self.assertRegex(p.stdout, r'^moisson \d')

    def test_the_installed_example_and_lists_have_no_fault(self):
        p = subprocess.run([self.path('bin/moisson'), '--config', self.path('share/moisson/moisson.yaml.example'), 'check'],
                           capture_output=True, text=True)
        self.assertEqual((p.returncode, p.stderr), (0, ''))

    def test_no_placeholder_is_left(self):
        for name in files(os.path.join(self.folder, 'opt/moisson')):
            if name != 'bin/moisson':
                self.assertNotRegex(self.read(name), r'@[A-Z]+@', name)
        self.assertIn('ExecStart=/opt/moisson/bin/moisson ', self.read('lib/systemd/system/moisson.service'))
        self.assertNotIn(self.folder, self.read('lib/systemd/system/moisson.service'))

    def test_the_units_agree_with_the_example(self):
        service, example = self.read('lib/systemd/system/moisson.service'), self.read('share/moisson/moisson.yaml.example')
        for key in ('store', 'output'):
            path = re.search(r'(?m)^%s: (\S+)$' % key, example)[1]
            self.assertTrue(path.startswith('/var/lib/moisson/'))
        self.assertRegex(service, r'(?m)^StateDirectory=moisson')
        self.assertIn('/etc/moisson/moisson.yaml', service)

    @unittest.skipUnless(shutil.which('systemd-analyze'), 'no systemd-analyze')
    def test_systemd_understands_the_units(self):
        p = subprocess.run(['systemd-analyze', 'verify', '--man=no', '--recursive-errors=no',
                            self.path('lib/systemd/system/moisson.service'), self.path('lib/systemd/system/moisson.timer')],
                           capture_output=True, text=True)
        told = [l for l in p.stderr.splitlines() if 'moisson' in l and 'is not executable' not in l]
        self.assertEqual(told, [])

    @unittest.skipUnless(shutil.which('systemd-analyze'), 'no systemd-analyze')
    def test_the_unit_lets_the_readers_into_their_sandbox(self):
        groups, members = {}, []
        for line in subprocess.run(['systemd-analyze', 'syscall-filter'], capture_output=True, text=True).stdout.splitlines():
            if line.startswith('@'):
                members = groups.setdefault(line, [])
            elif line.strip() and not line.strip().startswith('#'):
                members.append(line.strip())
        if '@system-service' not in groups:
            self.skipTest('systemd-analyze tells no groups')

        def calls(name):
            return {name} if name[0] != '@' else set().union(*map(calls, groups.get(name, [])))
        named = ' '.join(re.findall(r'(?m)^SystemCallFilter=(.*)$', self.read('lib/systemd/system/moisson.service'))).split()
        needed = {'seccomp', 'prctl', 'landlock_create_ruleset', 'landlock_restrict_self', 'setrlimit', 'fork', 'socketpair'}
        self.assertEqual(needed - set().union(*map(calls, named)), set())

    def test_the_unit_waits_longer_than_a_run_takes(self):
        hours = int(re.search(r'(?m)^TimeoutStartSec=(\d+)h$', self.read('lib/systemd/system/moisson.service'))[1])
        run, = [x for x in json.loads(moisson('limits', '--json')) if x['name'] == 'run']
        self.assertGreater(hours * 3600, run['default'])

    @unittest.skipUnless(shutil.which('groff'), 'no groff')
    def test_the_manual_page_is_well_formed(self):
        p = subprocess.run(['groff', '-man', '-ww', '-Tutf8', '-z', self.path('share/man/man1/moisson.1')],
                           capture_output=True, text=True)
        self.assertEqual(p.stderr, '')

    def test_uninstall_takes_everything_away(self):
        with tempfile.TemporaryDirectory(prefix='moisson-install-') as folder:
            keep = os.path.join(folder, 'opt/moisson/bin/other')
            os.makedirs(os.path.dirname(keep))
            with open(keep, 'w', encoding='utf-8'):
                pass
            self.make('install', destdir=folder)
            self.assertGreater(len(files(folder)), 10)
            self.make('uninstall', destdir=folder)
            self.assertEqual(files(folder), ['opt/moisson/bin/other'])


    def test_a_prefix_may_hold_spaces(self):
        with tempfile.TemporaryDirectory(prefix='moisson install ') as folder:
            self.make('install', destdir=folder)
            self.assertEqual(files(folder), files(self.folder))
            self.make('uninstall', destdir=folder)
            self.assertEqual(files(folder), [])


class Building(unittest.TestCase):
    """What `make` says to who has not got all of it."""

    def make(self, *args, **env):
        out = tempfile.mkdtemp(prefix='moisson-build-')
        self.addCleanup(shutil.rmtree, out)
        clean = {k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MAKELEVEL', 'MFLAGS')}
        return subprocess.run(['make', '-s', '-C', ROOT, 'OUT=' + out, *args], capture_output=True, text=True, env={**clean, **env})

    def test_without_the_libraries_it_says_what_installs_them(self):
        p = self.make('all', PKG_CONFIG_LIBDIR='/nonexistent')
        self.assertNotEqual(p.returncode, 0)
        self.assertIn('`make deps` installs them', p.stderr.splitlines()[-1])

    def test_without_rights_it_says_what_is_missing(self):
        with tempfile.TemporaryDirectory(prefix='moisson-build-') as folder:
            for name in ('packages.txt', 'install-packages.sh'):
                shutil.copy(os.path.join(ROOT, 'scripts', name), folder)
            with open(os.path.join(folder, 'packages.txt'), 'a', encoding='utf-8') as f:
                f.write('\n[none]\nno-such-package-of-moisson\n')
            for name, text in (('id', 'echo 1000'), ('dpkg-query', '[ "$4" = no-such-package-of-moisson ] || echo ok installed')):
                with open(os.path.join(folder, name), 'w', encoding='ascii') as f:
                    f.write('#!/bin/sh\n%s\n' % text)
                os.chmod(f.name, 0o755)
            for tool in ('sh', 'awk', 'grep', 'dirname'):
                os.symlink(shutil.which(tool), os.path.join(folder, tool))
            p = subprocess.run(['sh', os.path.join(folder, 'install-packages.sh'), 'none'], capture_output=True, text=True,
                               env={'PATH': folder})
        self.assertEqual((p.returncode, p.stdout), (1, ''), p.stderr)
        self.assertIn('apt-get install no-such-package-of-moisson', p.stderr)

    @unittest.skipUnless(shutil.which('clang'), 'no clang')
    def test_clang_finds_nothing_either(self):
        flags = subprocess.run(['make', '-s', '-n', '-C', ROOT, 'OUT=/nonexistent', 'CC=clang', '/nonexistent/base/buf.o'],
                               capture_output=True, text=True, check=True).stdout
        flags = re.search(r'(?m)^clang (.*) -MMD', flags)[1]
        sources = [n for n in files(ROOT) if re.match(r'(base|store|harvester|export|cli|tests/(?!e2e))/?.*\.c$', n)]
        self.assertGreater(len(sources), 100)
        p = subprocess.run(['xargs', '-P', '2', '-n', '8', 'sh', '-c', 'exec clang %s -fsyntax-only "$@"' % flags, 'clang'],
                           input='\n'.join(sources), cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((p.returncode, p.stderr), (0, ''))


class Documented(unittest.TestCase):
    """share/ against the help pages."""

    @classmethod
    def setUpClass(cls):
        cls.commands, cls.everywhere = commands()

    def read(self, name):
        with open(os.path.join(ROOT, name), encoding='utf-8') as f:
            return f.read()

    def test_the_manual_page_knows_every_command_and_option(self):
        page = re.sub(r'\\f[BIRP]', '', self.read('share/man/moisson.1')).replace('\\-', '-')
        body = page[page.index('.SH COMMANDS'):]
        for name, options in self.commands.items():
            self.assertRegex(body, r'(?m)^(\.B[RI]* "?)?%s\b' % name, 'the command ' + name)
            for option in options | self.everywhere:
                self.assertRegex(body, r'--%s\b' % option, 'of ' + name)

    def test_the_manual_page_knows_no_other(self):
        page = re.sub(r'\\f[BIRP]', '', self.read('share/man/moisson.1')).replace('\\-', '-')
        known = {o for own in self.commands.values() for o in own} | self.everywhere | {'version'}
        self.assertEqual(set(re.findall(r'--([a-z][a-z-]+)', page)) - known, set())

    def test_the_manual_page_has_the_version_of_the_program(self):
        version = moisson('--version').split()[1]
        self.assertRegex(self.read('share/man/moisson.1'), r'(?m)^\.TH MOISSON 1 \d{4}-\d\d-\d\d "moisson %s"' % version)

    def complete(self, *words):
        """What the completion offers for the last word."""
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _moisson; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        p = subprocess.run(['bash', '-c', script, 'bash', os.path.join(ROOT, 'share/completion/moisson.bash'), MOISSON, *words],
                           capture_output=True, text=True, cwd=ROOT)
        return set(p.stdout.split())

    def test_the_completion_knows_every_command(self):
        self.assertEqual({w for w in self.complete('') if not w.startswith('-')}, set(self.commands))
        self.assertEqual(self.complete('help', ''), set(self.commands))
        self.assertEqual(self.complete('sea'), {'search'})

    def test_the_completion_knows_every_option(self):
        for name, options in self.commands.items():
            if name == 'help':
                continue
            with self.subTest(name):
                offered = {w[2:] for w in self.complete(name, '--') if w.startswith('--')}
                self.assertEqual(offered, options | self.everywhere)

    def test_the_completion_knows_values(self):
        self.assertEqual(self.complete('list', '--kind', ''), {'event', 'call', 'document', 'news'})
        self.assertEqual(self.complete('list', '--sort', 'de'), {'deadline'})
        self.assertEqual(self.complete('db', 'b'), {'backup'})
        self.assertEqual(self.complete('opml', 'ch'), {'channels'})
        self.assertIn('README.md', self.complete('parse', 'READ'))
        self.assertEqual(self.complete('--config', 'moisson.yaml.example', 'export', 'ap'), {'appels'})
        self.assertIn('agenda-du-libre', self.complete('--config', 'moisson.yaml.example', 'status', 'agenda'))


if __name__ == '__main__':
    unittest.main()
