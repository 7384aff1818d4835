"""Checks the arithmetic: python3 -B tests/benchmark/test_figures.py"""
import unittest

from bounds import all_bounds, growth_per_stalled, judge
from cases import all_cases
from figures import Results


def run(case, label, **figures):
    return {"case": case, "label": label, "round": 1, "result": figures}


def trouble(case, label):
    return {"case": case, "label": label, "round": 2, "trouble": "no"}


class Figures(unittest.TestCase):
    def test_least_median_and_ratio(self):
        costs = {"ours": (6, 3, 5), "floor": (2.5, 4, 9)}
        results = Results(run("c", label, cpu=cost) for label, row in costs.items() for cost in row)
        self.assertEqual(results.least("c", "ours", "cpu"), 3)
        self.assertEqual(results.median("c", "ours", "cpu"), 5)
        self.assertEqual(results.ratio("c", "ours", "cpu", "floor"), 1.2)
        self.assertEqual(results.most("c", "ours", "cpu"), 6)

    def test_what_is_not_there_has_no_figure(self):
        results = Results([run("c", "ours", cpu=None, latency_us=None), trouble("c", "node")])
        self.assertIsNone(results.least("c", "ours", "cpu"))
        self.assertIsNone(results.median("c", "ours", "latency_us.p50"))
        self.assertIsNone(results.ratio("c", "ours", "cpu", "floor"))
        self.assertEqual(results.trouble("c", "node"), "no")
        self.assertEqual(results.labels("c"), ["ours", "node"])

    def test_trouble_in_one_round_takes_the_others_along(self):
        results = Results([run("c", "ours", cpu=1), trouble("c", "ours")])
        self.assertIsNone(results.least("c", "ours", "cpu"))


class Bounds(unittest.TestCase):
    def test_a_ratio_is_kept_up_to_its_limit(self):
        for cost, word in ((1.1, "kept, and the aim too"), (1.2, "kept"), (1.21, "broken")):
            costs = {"ours": cost, "floor": 1}
            results = Results(run("ttt-rematch-50", label, cpu_us_per_message=value) for label, value in costs.items())
            self.assertEqual([verdict.word for verdict in judge(results)], [word])

    def test_trouble_breaks_a_bound(self):
        verdicts = judge(Results([trouble("ttt-rematch-50", "ours")]))
        self.assertEqual([verdict.kept for verdict in verdicts], [False])

    def test_memory_for_those_who_never_read(self):
        results = Results([
            run("party-stalled", "ours", rss_before_kib=1000, rss_after_kib=1000 + 20 * 1024 + 512),
            run("party-stalled", "ours, none stalled", rss_before_kib=1000, rss_after_kib=1512),
        ])
        self.assertEqual(growth_per_stalled(results, "ours"), 1)

    def test_two_workers_may_be_slower_by_the_noise(self):
        def word(two):
            case = "workers-2-ttt-rematch-50"
            figures = [run(case, "1 worker", deliveries_per_second=rate, cpu_us_per_delivery=2) for rate in (100, 94)]
            figures.append(run(case, "2 workers", deliveries_per_second=two, cpu_us_per_delivery=2.5))
            return [verdict.word for verdict in judge(Results(figures))]

        self.assertEqual(word(95), ["kept", "kept"])
        self.assertEqual(word(94), ["broken", "kept"])

    def test_each_bound_is_of_a_case_that_exists(self):
        self.assertLessEqual({bound.case for bound in all_bounds()}, {case.name for case in all_cases()})


if __name__ == "__main__":
    unittest.main()
