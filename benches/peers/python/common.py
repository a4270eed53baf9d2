"""What the Python programs share: arguments, processor time, one line of JSON as the answer."""

import json
import sys
import time
from importlib import metadata

ARRIVAL, SERVICE = 0.9, 1.0  # rates of the M/M/1 queue


def arguments():
    """Customers (or horizon) and seed, as run.py passes them."""
    return int(sys.argv[1]), int(sys.argv[2])


def processor_time():
    return time.process_time()


def answer(package, **fields):
    """Prints the answer: `seconds` is processor time of the simulation, imports and set-up left out."""
    print(json.dumps({"version": metadata.version(package), **fields}))
