"""What one customer remembers, and why such a customer leaves, by sections 3 to 7 of the page at the defaults: shared by the files that need it."""

import math

PRIORS = {"quality": 0.29, "service": 0.11, "staff": 0.11, "hassle": 0.14, "value": 0.20, "selection": 0.05, "gap": 0.05, "channel": 0.05}
"""The standard service holes with their shares of dissatisfaction."""

OUTSIDE = ("rival", "neglect", "lock_end", "life", "income")
"""The standard holes on clocks of their own that are open at some time by themselves."""

EVEN = """
[experience]
sd_within = 0.0
sd_between = 0.0
mood_gain = 0.0
adaptation = 0.0
"""
"""Nothing of a visit varies but what the file says; expectation stays what it is."""


def plugged(*holes):
    """Holes through which nobody leaves."""
    return "".join(f'[[hole]]\nname = "{hole}"\nfactor = 0.0\n' for hole in holes)


def without(*holes):
    """Holes that are not there."""
    return "".join(f'[[hole]]\nname = "{hole}"\nenabled = false\n' for hole in holes)


NOBODY = plugged(*PRIORS, *OUTSIDE)
"""Nobody leaves through a standard hole."""


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def satisfaction(memory):
    return 3.5 + 1.5 * max(memory, 0.0) + 2.5 * min(memory, 0.0)


def utility(performance, expectation=6.5):
    low, high = expectation - 1.5, expectation + 1.5
    if performance > high:
        return 0.5 + 0.5 * (1.0 - math.exp(-(performance - high)))
    if performance < low:
        return -0.5 - 0.5 * (1.0 - math.exp(-(low - performance) / 1.5))
    return 0.5 * (2.0 * (performance - low) / 3.0 - 1.0)


def decline(s, kept=1.0):
    """`h_sat` per day at a competition of .5, of whom supports hold `1 - kept`."""
    loyal = 0.085 + 0.465 * sigmoid((s - 1.8) / 0.25) + 0.41 * sigmoid((s - 4.25) / 0.35)
    return -math.log(loyal + (1.0 - loyal) * (1.0 - kept)) / 365.0


def taken_in(memory, trust, felt, first):
    """Memory and trust after a visit that is remembered as `felt`, the first one or a later one."""
    eta = 0.1 if felt >= memory else (0.9**-3 - 1.0) * (1.0 - 0.5 * trust)
    memory += min(1.0, eta * (2.0 if first else 1.0)) * (felt - memory)
    return memory, trust + 0.05 * max(felt, 0.0) * (1.0 - trust)
