#!/usr/bin/env python3
"""Runs every program of the second hand and prints each comparison. Exit 1 if one is further off than 3.3 standard errors.

    cargo build --release && tests/second/run.py [PART_OF_A_FILE_NAME ...]
"""

import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import second  # noqa: E402


def main(wanted):
    passed = failed = 0
    for file in sorted(HERE.glob("s[0-9][0-9]_*.py")):
        if wanted and not any(part in file.name for part in wanted):
            continue
        spec = importlib.util.spec_from_file_location(file.stem, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        print(f"\n{file.name}")
        for case in module.cases():
            try:
                rows = list(second.compare(case))
            except (RuntimeError, KeyError) as problem:
                print(f"  FAILED {case.name}: {problem}")
                failed += 1
                continue
            for path, ours, theirs, distance in rows:
                good = distance <= second.LIMIT
                passed, failed = passed + good, failed + (not good)
                print(
                    f"  {'ok' if good else 'FAILED':6} {case.name}: {path} {ours.value:.6g} +- {ours.error:.2g}, "
                    f"second hand {theirs.value:.6g} +- {theirs.error:.2g}: {distance:.2f} standard errors"
                )
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
