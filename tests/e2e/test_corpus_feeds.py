"""Feed cases kept beside the repository, where they are: `parse` against what each case expects."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'shared', 'corpus', 'feeds')
SCORER = os.path.join(CASES, 'score.py')


@unittest.skipUnless(os.path.exists(SCORER), 'no feed cases beside the repository')
class FeedCases(unittest.TestCase):
    def score(self, *arguments):
        run = subprocess.run([sys.executable, SCORER, '--bin', harness.MOISSON, *arguments],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, check=False)
        self.assertEqual(run.returncode, 0, run.stdout.decode('utf-8', 'replace')[-4000:])

    def test_nearly_all(self):
        self.score('--min', '99')

    def test_faulty_documents_all(self):
        self.score('--only', 'illformed')

    def test_french_dates_all(self):
        self.score('--only', 'dates-fr')

    def test_json_feeds_all(self):
        self.score('--only', 'jsonfeed')

    def test_whole_feeds_all(self):
        self.score('--real', os.path.join(CASES, 'real'))


if __name__ == '__main__':
    unittest.main()
