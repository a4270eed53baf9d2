"""Section 18, feedback: who answers and what, and a firm that moves budgets and staff by what it hears."""

import math
import random

from customers import NOBODY
from second import Case, Estimate, mean_of

def above(mean, sd):
    """Chance that a normal score is 3.5 or more."""
    return 0.5 * math.erfc((3.5 - mean) / (sd * math.sqrt(2)))


def answers():
    """Two kinds of customers whose memory rests at its baseline, .8 and -.4: S = 4.7 and 2.5; nobody leaves."""
    for sample in (None, 60):
        text = 'name = "Answers"\n[run]\nhorizon = "365 d"\nreplications = 60\n[population]\ncustomers = 300\ntenure = "100 d"\n[loyalty]\n' + NOBODY
        text += '[[segment]]\nname = "glad"\nshare = 0.3\nchange = { "memory.baseline" = { set = 0.8 } }\n'
        text += '[[segment]]\nname = "sad"\nshare = 0.7\nchange = { "memory.baseline" = { set = -0.4 } }\n'
        text += '[feedback]\nevery = "20 d"\nbias = 0.3\nnoise = 0.7\nresponse = { calm = 0.1, moved = 0.9 }\n'
        text += f"sample = {sample}\n" if sample else ""
        # How many are glad varies: expected ratios by simulation of the two counts.
        rng = random.Random(18)
        rows = []
        for _ in range(4000):
            glad = sum(rng.random() < 0.3 for _ in range(300))
            a, b = 0.74 * glad, 0.42 * (300 - glad)
            truth = (4.7 * glad + 2.5 * (300 - glad)) / 300
            score = 0.3 + (4.7 * a + 2.5 * b) / (a + b)
            top = (a * above(5.0, 0.7) + b * above(2.8, 0.7)) / (a + b)
            rows.append((score, truth, score - truth, (a + b) / 300, top, glad / 300))
        names = ("score", "truth", "error", "response", "top_two_box", "top_two_box_truth")
        expected = {f"metrics.survey_{n}": mean_of([r[i] for r in rows]) for i, n in enumerate(names)}
        yield Case("glad and sad" + (", some asked" if sample else ""), text, expected)


def drifting():
    """From day 20 on memory drifts from 0 to a new baseline; everybody answers, without noise: a survey is a reading of that day."""
    days = range(50, 400, 50)
    memory = lambda t: -0.6 * (1 - 2 ** (-(t - 20) / 100))  # noqa: E731
    text = 'name = "Drifting"\n[run]\nhorizon = "400 d"\nreplications = 2\n[population]\ncustomers = 50\n[loyalty]\n' + NOBODY
    text += '[memory]\nhalf_life = "100 d"\n[feedback]\nevery = "50 d"\nbias = 0.0\nnoise = 0.0\n'
    text += 'response = { calm = 1.0, moved = 1.0 }\n[[shock]]\nname = "change"\nstart = "20 d"\n'
    text += '[shock.change]\n"memory.baseline" = { set = -0.6 }\n'
    read = Estimate(sum(3.5 + 2.5 * memory(t) for t in days) / len(days), 0.0, 1e-6)
    yield Case("a memory that drifts", text, {"metrics.survey_score": read, "metrics.survey_truth": read})


def decisions(score, target, gain, most, every, delay, horizon):
    """Pieces (from, to, factor): each survey multiplies, `delay` later, and all together stay within .2 and 5."""
    pieces, factor, since = [], 1.0, 0.0
    raw = 1 + min(most, max(-most, gain * (target - score) / target))
    for n in range(1, 1000):
        at = n * every + delay
        if n * every >= horizon or at >= horizon:
            break
        pieces.append((since, at, factor))
        factor, since = min(5.0, max(0.2, factor * raw)), at
    return [*pieces, (since, horizon, factor)]


def acting(name, act, resource, expected, seen=0.2):
    text = f'name = "{name}"\n[run]\nhorizon = "400 d"\nreplications = 40\n[population]\ncustomers = 100\n[loyalty]\n' + NOBODY + resource
    text += f'[feedback]\nbias = {seen}\nnoise = 0.0\nresponse = {{ calm = 1.0, moved = 1.0 }}\nact = {{ {act} }}\n'
    return Case(name, text, expected)


def budgets():
    """Everybody has S = 3.5 for ever and says 3.7: the budget grows or shrinks by the same share after each survey."""
    source = '[[acquisition]]\nname = "ads"\nbudget = "100 per d"\nmax_prospects = "5 per d"\nbudget_scale = "200 per d"\n'
    source += "success_per_contact = 1.0\n"
    for target, gain, most, delay in ((4.0, 1.0, 0.2, 10), (5.0, 2.0, 0.4, 30), (4.5, -1.0, 0.1, 45), (3.0, 3.0, 0.9, 0)):
        pieces = decisions(3.7, target, gain, most, 30, delay, 400)
        spent = sum((b - a) * 100 * f for a, b, f in pieces)
        won = sum((b - a) * 5 * -math.expm1(-100 * f / 200) for a, b, f in pieces)
        act = f'source = "ads", target = {target}, gain = {gain}, most = {most}, delay = "{delay} d"'
        expected = {"metrics.npv": Estimate(-spent, 0.0, 1e-6), "metrics.acquired": Estimate(won)}
        yield acting(f"a budget for a score of {target}, gain {gain:g}", act, source, expected)


def staff():
    """As many servers more, or fewer, at all hours on duty as is the share of the most on duty, in whole servers; one stays, and is paid."""
    visit = '[[journey]]\nname = "v"\narrivals = { every = "1 d" }\n[[journey.touchpoint]]\nname = "a"\nresource = "desk"\ntime = "1 min"\n'
    visit += 'patience = "1 s"\nquality = 5.0\n'
    waged = '[[resource]]\nname = "desk"\nstaff = { timetable = { "08:00" = 8, "12:00" = 3, "18:00" = 0 } }\nwage = "24 per d"\n' + visit
    served = lambda more: 4 * max(1, 8 + more) + 6 * max(1, 3 + more)  # noqa: E731
    salaried = '[[resource]]\nname = "desk"\nstaff = 2\nsalary = "24 per d"\n' + visit
    for target, gain, most in ((4.0, 1.0, 0.2), (3.0, 1.0, 0.2), (1.0, 3.0, 0.9)):
        pieces = decisions(3.7, target, gain, most, 30, 30, 400)
        act = f'resource = "desk", target = {target}, gain = {gain}, most = {most}'
        paid = -sum((b - a) * served(round(8 * f) - 8) for a, b, f in pieces)
        yield acting(f"staff for a score of {target}", act, waged, {"metrics.npv": Estimate(paid, 0.0, 1e-6)})
        paid = -sum((b - a) * 24 * max(1, round(2 * f)) for a, b, f in pieces)
        yield acting(f"salaried staff for a score of {target}", act, salaried, {"metrics.npv": Estimate(paid, 0.0, 1e-6)})


def cases():
    yield from answers()
    yield from drifting()
    yield from budgets()
    yield from staff()
