"""What SALib finds in the labelled points of a sweep, beside what `analyze` found.

    sweep_salib.py FOLDER METRIC

Rows are chosen by `design`, `block`, `role` and `parameter` alone; no order is taken for granted. Sobol indices must agree within the intervals of both, since
`analyze` takes control variates off first and SALib does not; elementary effects are the same numbers."""

import json
import sys

import numpy
import pandas
from SALib.analyze import morris, sobol


def sobol_order(points, parameters):
    """Rows as SALib wants them: of each base row A, AB by parameter, B."""
    place = {name: 1 + at for at, name in enumerate(parameters)}
    key = points["role"].map({"A": 0, "B": len(parameters) + 1}).fillna(points["parameter"].map(place))
    return points.assign(place=key).sort_values(["block", "place"])


def morris_order(points):
    """Trajectories as SALib wants them: each begins at its start and moves one parameter at a time."""
    points = points.sort_values(["block", "point"])
    assert (points.groupby("block")["role"].agg(list).map(lambda roles: roles[0] == "start" and set(roles[1:]) == {"step"})).all()
    return points


def main():
    folder, metric = sys.argv[1:]
    points = pandas.read_parquet(f"{folder}/points.parquet")
    results = json.loads(open(f"{folder}/results.json").read())
    (found,) = [m for m in json.loads(open(f"{folder}/analysis.json").read())["metrics"] if m["path"] == metric]
    ranges = {p["name"]: p["levels"]["range"] for p in results["parameters"]}
    problem = {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [[r["low"], r["high"]] for r in ranges.values()],
    }
    assert all(points[name].dtype == float for name in ranges)
    design = points["design"].iloc[0]
    if design == "saltelli":
        # Shuffled first, as if somebody had joined and sorted them.
        ordered = sobol_order(points.sample(frac=1, random_state=1), list(ranges))
        theirs = sobol.analyze(problem, ordered[metric].to_numpy(), calc_second_order=False, num_resamples=200, seed=1)
        # The order in which they stand is SALib's own.
        stand = sobol.analyze(problem, points[metric].to_numpy(), calc_second_order=False, num_resamples=10, seed=1)
        assert numpy.array_equal(theirs["ST"], stand["ST"])
        assert len(found["sobol"]) == len(ranges)
        for ours in found["sobol"]:
            at = list(ranges).index(ours["parameter"])
            for name, known in [("first", "S1"), ("total", "ST")]:
                share, reach = theirs[known][at], theirs[f"{known}_conf"][at]
                low, high = ours[f"{name}_ci95"]
                print(
                    f"{metric} {ours['parameter']} {name}: SALib {share:.4f} ± {reach:.4f}, "
                    f"analyze {ours[name]:.4f} [{low:.4f}, {high:.4f}]"
                )
                assert reach < 0.3, "too wide to tell anything"
                assert low - reach <= share <= high + reach, (ours, share, reach)
    else:
        ordered = morris_order(points.sample(frac=1, random_state=1))
        x = ordered[list(ranges)].to_numpy()
        theirs = morris.analyze(problem, x, ordered[metric].to_numpy(), num_levels=4, num_resamples=10, seed=1)
        assert len(found["morris"]) == len(ranges)
        for ours in found["morris"]:
            at = list(ranges).index(ours["parameter"])
            print(f"{metric} {ours['parameter']}: SALib {theirs['mu_star'][at]:.6g}, analyze {ours['mu_star']:.6g} {ours['mu_star_ci95']}")
            scale = max(abs(points[metric]).max(), 1e-300)
            for name in ["mu", "mu_star", "sigma"]:
                assert abs(theirs[name][at] - ours[name]) <= 1e-9 * scale, (name, ours, theirs[name][at])


main()
