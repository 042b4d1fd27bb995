"""The sources that ship for APIs and open data, against documents of our own in the shape of what those servers send
(apis/): the YAML as it ships, its addresses turned to loopback, and no more items expected than a short document has."""
import json, os, re, unittest

from harness import ROOT, Answer, Case

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'apis')


def shipped():
    """Each source of sources.d/ as the lines it is written in."""
    found = {}
    for name in sorted(os.listdir(os.path.join(ROOT, 'sources.d'))):
        if not name.endswith('.yaml'):
            continue
        with open(os.path.join(ROOT, 'sources.d', name), encoding='utf-8') as f:
            text = f.read()
        for entry in re.split(r'(?m)^(?=- id: )', text)[1:]:
            found[entry.split('\n', 1)[0][len('- id: '):]] = re.sub(r'(expect: \{items:) \d+', r'\1 1', re.sub(r'(?m)^#.*\n', '', entry))
    return found


SHIPPED = shipped()


class Apis(Case):
    def document(self, name):
        with open(os.path.join(HERE, name), 'rb') as f:
            return f.read().replace(b'@SERVER@', self.server.url('').encode())

    def ship(self, id, extra=''):
        """Installs a shipped source, switched on. → its path on the server."""
        entry = re.sub(r'(?m)^  (enabled|reason): .*\n', '', SHIPPED[id])
        path = re.search(r'(?m)^  url: https?://[^/\s]+(/\S*)$', entry).group(1)
        entry = re.sub(r'(?m)^(  |    )url: https?://[^/\s]+(/\S*)$', lambda m: m.group(1) + 'url: ' + self.server.url(m.group(2)), entry)
        self.world.write('sources.d/%s.yaml' % id, entry.rstrip('\n') + '\n' + extra)
        return path.partition('?')[0]

    def harvest(self, env=None):
        r = self.world.run('run', env=env)
        self.assertEqual((r.status, r.stderr), (0, ''), r.stdout)
        items = json.loads(self.world.output('tout', 'feed.json'))['items']
        return {i['title']: i for i in items}

    def holds(self, item, **want):
        """The members of an item, those of _moisson among them."""
        for name, value in want.items():
            self.assertEqual(item.get(name, item['_moisson'].get(name)), value, name)

    def test_aides_territoires(self):
        path = self.ship('aides-territoires')
        self.server.answer('/api/connexion/', '{"token": "t-1"}', type='application/json')
        self.server.script(path, lambda r: Answer(self.document('aides-territoires%s.json' % ('-2' if 'page=2' in r.query else '')),
                                                  type='application/json'))
        items = self.harvest(env={'AIDES_TERRITOIRES_TOKEN': 'k'})
        self.assertEqual(self.server.last('/api/connexion/').headers['x-auth-token'], 'k')
        self.assertEqual({r.headers.get('authorization') for r in self.server.asked(path)}, {'Bearer t-1'})
        self.assertEqual(len(items), 3)
        one, two = items["Des cours d’école plus fraîches"], items['Conseil en ingénierie territoriale']
        self.holds(one, url='https://aides-territoires.beta.gouv.fr/aides/c3d4-cours-decole-fraiches/', kind='call',
                   external_url='https://porteur.example/aap-cours', opens='2026-09-15', deadline='2026-12-29',
                   organizer="Agence de l'eau du Val, Région du Val", territory='Île-de-France')
        self.assertIn('<strong>désimperméabiliser</strong>', one['content_html'])
        self.assertIn('10 000 habitants', one['content_html'])
        self.assertEqual(one['_moisson']['amount']['rate'], 70)
        for tag in ('Fonds vert', 'Nature / environnement', 'Biodiversité', 'Espace public', 'Subvention'):
            self.assertIn(tag, one['tags'])
        self.holds(two, permanent=True, organizer='Département du Val', external_url='https://depot.example/conseil')
        self.holds(items['Plan vélo'], opens='2026-09-01', deadline='2026-11-30')

    def test_boamp(self):
        path = self.ship('boamp')
        self.server.answer(path, self.document('boamp.json'), type='application/json')
        items = self.harvest()
        self.assertEqual(len(items), 2)  # what `keep` leaves
        one, two = items["Fourniture de capteurs de qualité de l'air & de bruit"], items['Étude sur la mobilité des aînés']
        self.holds(one, url='https://www.boamp.fr/avis/detail/26-70001', organizer='Ville de Valdambre', kind='call',
                   deadline='2026-11-06T12:00', date_published='2026-09-27T22:00:00Z')
        self.assertEqual(one['summary'], 'Avis de marché, Procédure adaptée')
        self.assertIn('marche_public', one['tags'])
        self.assertIn('Matériel de mesure', one['tags'])
        self.holds(two, url='https://www.boamp.fr/avis/detail/26-70002', organizer='Syndicat des Trois Vallons', deadline='2026-10-30')

    def test_ile_de_france(self):
        self.server.answer(self.ship('ile-de-france-aides'), self.document('ile-de-france-aides.json'), type='application/json')
        one = self.harvest()['Budget participatif écologique']
        self.holds(one, url='https://www.iledefrance.fr/aides/budget-participatif', opens='2026-09-01', deadline='2026-11-15',
                   organizer='Région Île-de-France', summary='Pour des projets utiles.')
        self.assertIn('Énergie, climat', one['tags'])  # a label of a list is not cut

    def test_ile_de_france_midnights_in_paris(self):
        self.server.answer(self.ship('ile-de-france-guide'), self.document('ile-de-france-guide.json'), type='application/json')
        items = self.harvest()
        self.holds(items['Aide à la rénovation des salles'], opens='2026-09-01', deadline='2026-11-08', summary='Rénover.')
        self.holds(items['Tiers-lieux'], deadline='2026-10-21')

    def test_occitanie(self):
        path = self.ship('occitanie-aides')
        self.server.answer('/robots.txt', status=404)
        self.server.answer(path, self.document('occitanie-aides.json'), type='application/json')
        self.server.answer('/page/friches', '<html><body><article><h1>x</h1><div class="article__texte"><p>Date limite de dépôt : '
                           '30 novembre 2026</p></div></article></body></html>', type='text/html')
        items = self.harvest()
        self.assertEqual(list(items), ['Friches : seconde vie'])
        one = items['Friches : seconde vie']
        self.holds(one, deadline='2026-11-30')
        self.assertIn('Habitat, logement', one['tags'])
        self.assertEqual(self.store('select updated from items where url like ?', '%friches'), [(1789992300,)])  # 14:05 in Paris
        self.assertEqual(self.server.count('/page/velo'), 0)

    def test_pays_de_la_loire(self):
        self.server.answer(self.ship('pays-de-la-loire-aides'), self.document('pays-de-la-loire-aides.json'), type='application/json')
        items = self.harvest()
        self.holds(items['Commerces du dernier kilomètre'], opens='2026-09-01', deadline='2026-12-31')
        self.holds(items['Haies et bocage'], opens='2026-01-09', deadline='2026-12-31')
        self.holds(items['Eau potable'], deadline='2026-12-31', permanent=True)

    def test_culture(self):
        self.server.answer(self.ship('culture-demarches'), self.document('culture-demarches.json'), type='application/json')
        items = self.harvest()
        one = items['Aide à l’œuvre dans l’espace public']
        self.holds(one, deadline='2027-03-01', territory='France entière', summary='Une œuvre par ville.')
        self.assertEqual(one['_moisson']['amount'], {'min': 3000, 'currency': 'EUR'})
        self.holds(items['Bourse de recherche'], url='https://depot.example/42', deadline=None)

    def test_eu_search(self):
        path = self.ship('eu-funding-search')
        self.server.script(path, Answer(self.document('eu-funding-search.json'), type='application/json'),
                           Answer('{"totalResults":3,"pageNumber":2,"results":[]}', type='application/json'))
        items = self.harvest()
        asked = self.server.asked(path)
        self.assertEqual([re.search(r'pageNumber=(\d+)', r.query).group(1) for r in asked], ['1', '2'])
        self.assertIn(b'name="query"', asked[0].body)
        portal = 'https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/'
        one = items['Greener streets']
        self.holds(one, url='https://portal.example/topic-details/HORIZON-VAL-2027-01', opens='2026-10-01',
                   deadlines=['2027-02-01T17:00', '2027-09-15T17:00'], deadline='2027-09-15T17:00', timezone='Europe/Brussels',
                   budget_total=5000000)
        self.holds(items['Grants for small towns'], url=portal + 'prospect-details/70002PROSPECTSEN', deadline='2026-12-01T17:00')
        self.holds(items['Vouchers for start-ups'], url=portal + 'competitive-calls-cs/8801')

    def test_ted(self):
        path = self.ship('ted')
        self.server.script(path, Answer(self.document('ted.json'), type='application/json'),
                           Answer('{"notices":[],"totalNoticeCount":2}', type='application/json'))
        items = self.harvest()
        self.assertEqual([json.loads(r.body)['page'] for r in self.server.asked(path)], [1, 2])
        self.holds(items['France – Capteurs'], url='https://ted.example/fr/700001-2026', organizer='Métropole de Bellorive',
                   deadlines=['2026-12-01', '2026-12-08'])
        self.holds(items['Frankreich – Studie'], url='https://ted.europa.eu/fr/notice/-/detail/700002-2026',
                   organizer="Ville d'Aubeline, CCAS d'Aubeline")

    def test_openagenda(self):
        path = self.ship('openagenda-exemple')
        self.server.script(path, lambda r: Answer(self.document('openagenda-exemple%s.json' % ('-2' if 'after' in r.query else '')),
                                                  type='application/json'))
        items = self.harvest()
        self.assertIn('after[]=1790000000000&after[]=70002', self.server.last(path).query.replace('%5B', '[').replace('%5D', ']'))
        one, two, three = items['Atelier données urbaines'], items['Annulé : Street party'], items['Webinaire sobriété']
        self.holds(one, url='https://openagenda.com/agenda-ex/events/atelier-donnees', starts='2026-10-10T09:30',
                   ends='2026-10-11T12:00', place='Halle, 1 rue Exemple, Exempleville', lat=48.9, lon=2.35, online=True,
                   image='https://cdn.example/a.jpg', external_url='https://www.inscription.example/x', kind='event')
        self.assertEqual(len(one['_moisson']['sessions']), 2)
        self.assertIn('ville intelligente', one['tags'])
        self.holds(two, cancelled=True, image='https://cdn.example/b.jpg', place='Place du Marché', starts='2026-10-12', all_day=True)
        self.holds(three, online=True, external_url='https://visio.example/y', starts='2026-10-20T14:00')

    def test_hal(self):
        path = self.ship('hal-ville')
        self.server.script(path, lambda r: Answer(self.document('hal-ville%s.json' % ('' if 'cursorMark=*' in r.query or
                                                                'cursorMark=%2A' in r.query else '-2')), type='application/json'))
        items = self.harvest()
        self.assertIn('cursorMark=AoEpNTAwMA%3D%3D', self.server.last(path).query)
        self.holds(items['La ville & ses données'], url='https://hal.example/hal-07000001', summary='Résumé.')
        self.assertEqual(items['La ville & ses données']['attachments'][0]['url'], 'https://hal.example/hal-07000001/file/a.pdf')
        self.holds(items['Une thèse'], url='https://hal.example/tel-07000002')

    def test_data_gouv(self):
        self.server.answer(self.ship('data-gouv-fr-api'), self.document('data-gouv-fr-api.json'), type='application/json')
        items = self.harvest()
        self.holds(items['Arbres de la métropole'], url='https://www.data.example/datasets/arbres/', organizer='Métropole de Bellorive',
                   date_published='2026-09-29T08:00:00Z', kind='document')
        self.assertEqual(len(items), 2)

    def test_aides_entreprises(self):
        self.server.answer(self.ship('aides-entreprises'), self.document('aides-entreprises.csv'), type='text/csv')
        items = self.harvest()
        self.assertEqual(set(items), {'Prêt « Rebond » de l’Île', 'Conseil "énergie"'})
        self.holds(items['Prêt « Rebond » de l’Île'], deadline='2026-12-31')

    def test_opendatasoft_of_every_version(self):
        """One record as the search of version 1, its export, and versions 2.0 and 2.1 wrap it."""
        record = {'titre': 'Plan climat', 'url': 'https://x.example/plan', 'fin': '2026-12-01'}
        shapes = {
            'v1': ({'nhits': 1, 'records': [{'recordid': 'a', 'fields': record}]}, '/records', '/fields'),
            'export': ([{'recordid': 'a', 'fields': record}], '', '/fields'),
            'v2.0': ({'total_count': 1, 'links': [], 'records': [{'links': [], 'record': {'id': 'a', 'fields': record}}]}, '/records',
                     '/record/fields'),
            'v2.1': ({'total_count': 1, 'results': [record]}, '/results', ''),
        }
        for name, (document, items, fields) in shapes.items():
            self.server.answer('/' + name, json.dumps(document), type='application/json')
            self.world.source(name, '/' + name, format='json', items=items,
                              fields={'title': '{%s/titre} %s' % (fields, name), 'url': 'https://x.example/%s' % name,
                                      'deadline': fields + '/fin'} | {'url': {'default': 'https://x.example/' + name}})
        items = self.harvest()
        self.assertEqual(set(items), {'Plan climat ' + name for name in shapes})
        for item in items.values():
            self.holds(item, deadline='2026-12-01')

    def test_an_error_with_status_200_is_told_and_takes_nothing_away(self):
        path = self.ship('ile-de-france-aides')
        self.server.answer(path, self.document('ile-de-france-aides.json'), type='application/json')
        self.harvest()
        self.server.answer(path, '{"error_code": "ODSQLError", "message": "ODSQL query is malformed"}', type='application/json')
        r = self.world.run('run', now='2026-10-03T02:00:00Z')
        self.assertEqual(r.status, 1)
        self.assertIn('ODSQL query is malformed', r.stderr)
        self.assertEqual(len(json.loads(self.world.output('tout', 'feed.json'))['items']), 1)


if __name__ == '__main__':
    unittest.main()
