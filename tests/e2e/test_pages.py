"""A page without a feed, read by the rules of its source, through the whole harvest."""
import unittest
from harness import Case

PAGE = '''<html><head><meta charset="utf-8"></head><body><ul>
<li><a href="1">L’aide « friches »</a> <i>Publié le 3 février 2026 – clôture le %s 2026 à 12h</i>
<li><a href="2">Une autre</a> <i>Publié le 4 février 2026</i>
</ul></body></html>'''
RULES = {'format': 'html', 'kind': 'call', 'timezone': 'Europe/Paris', 'items': 'li',
         'fields': {'title': 'a', 'url': 'a@href', 'dates': 'i'}}


class Pages(Case):
    def page(self, deadline, encoding='utf-8', **how):
        self.server.answer('/liste/', (PAGE % deadline).encode(encoding), type='text/html', **how)

    def test_items_by_rules(self):
        # what the page says of its encoding is not so
        self.page('14 avril', 'windows-1252')
        self.source('a', '/liste/', **RULES)
        result = self.moisson('harvest')
        self.assertEqual(result.status, 0, result.stderr)
        items = self.store('select title, url, deadline, published from items order by url')
        self.assertEqual([(t, u.split('/liste/')[1], d) for t, u, d, p in items],
                         [('L’aide « friches »', '1', '2026-04-14T12:00 Europe/Paris'), ('Une autre', '2', None)])
        self.assertEqual(items[0][3], 1770073200)

    def test_a_deadline_that_moves_is_a_change_of_the_same_item(self):
        self.page('14 avril')
        self.source('a', '/liste/', **RULES)
        self.moisson('harvest')
        self.page('30 avril')
        self.moisson('harvest', '--force', now='2026-10-02T02:00:00Z')
        self.assertEqual(self.store("select count(*), max(deadline) from items"), [(2, '2026-04-30T12:00 Europe/Paris')])

    def test_what_is_no_page_is_told(self):
        self.server.answer('/liste/', b'', type='text/html')
        self.source('a', '/liste/', **RULES)
        result = self.moisson('harvest')
        self.assertEqual(result.status, 1)
        self.assertIn('no element in it', result.stderr)


if __name__ == '__main__':
    unittest.main()
