"""Section 16, shocks: a crisis of trust, its hole and its plans, a price war, dearer goods. Nobody visits: memory stays empty, S = 3.5."""

import math

from customers import decline, plugged
from second import Case, Estimate

N, JOINS, H = 400, 1.0, 365.0
PLUGS = plugged("neglect", "life", "income")


def steps(start, half):
    """The pulse 2^(-t/half) in four steps to a half-life, each at its mean, over after six with the full area."""
    quarter = lambda k: 4 / math.log(2) * (2 ** (-k / 4) - 2 ** (-(k + 1) / 4)) * 64 / 63  # noqa: E731
    return [(start + half * k / 4, start + half * (k + 1) / 4, quarter(k)) for k in range(24)]


def lives(hazards, edges, joined):
    """Chances of having left by each hole by the horizon; `hazards(t, joined)` is constant between edges."""
    points = sorted({joined, H, *(e for e in edges if joined < e < H)})
    there, gone = 1.0, None
    for a, b in zip(points, points[1:]):
        h = hazards(0.5 * (a + b), joined)
        gone = gone or dict.fromkeys(h, 0.0)
        total = sum(h.values())
        left = there * -math.expm1(-total * (b - a))
        for k in h:
            gone[k] += left * h[k] / total
        there -= left
    return gone


def expected(hazards, edges, joins=JOINS):
    """Exits by hole of those of day 0 and of those who join."""
    gone = {k: N * v for k, v in lives(hazards, edges, 0.0).items()}
    grid = 2000
    for i in range(grid if joins else 0):
        for k, v in lives(hazards, edges, H * (i + 0.5) / grid).items():
            gone[k] += joins * H / grid * v
    out = {f"bucket.outflow.{k}": Estimate(v) for k, v in gone.items() if k != "sat"}
    out["metrics.exits"] = Estimate(sum(gone.values()))
    return out


def base(name, extra, joins=JOINS):
    text = f'name = "{name}"\n[run]\nhorizon = "{H:g} d"\nreplications = 60\n[population]\ncustomers = {N}\n[loyalty]\n{extra}\n{PLUGS}'
    return text + (f'[[acquisition]]\nname = "ads"\njoins = "{joins} per d"\n' if joins else "")


def crisis(name, trust, size, delay, quality, half, start, plan=None, plan_start=0):
    """A crisis and, if there is a `plan`, an intervention that answers it with that quality."""
    text = base(name, f"trust = {{ start = {trust} }}")
    text += '[[hole]]\nname = "rival"\nhazard = "1.0 per y"\n[[hole]]\nname = "crisis"\nhazard = "4.0 per y"\n'
    text += f'[[shock]]\nname = "blow"\nstart = "{start} d"\n'
    text += f'crisis = {{ size = {size}, response_delay = "{delay} d", response_quality = {quality}, half_life = "{half} d" }}\n'
    if plan is not None:
        text += f'[[intervention]]\nname = "plan"\nstart = "{plan_start} d"\n[intervention.change]\n'
        text += f'"shock.blow.crisis.response_quality" = {{ set = {plan} }}\n'
        quality = plan if plan_start <= start else quality
    kappa = 1 - 0.9 * 0.8 * 0.9
    less = min(1.0, max(0.0, trust - size * (1 + 0.5 * delay / 7) * (1 - quality)))
    pulse = steps(start, half)

    def hazards(t, joined):
        shield = (1 - kappa) * (1 - 0.5 * (less if t > start and joined < start else trust))
        factor = size * max(0.0, 1 - quality) * next((w for a, b, w in pulse if a <= t < b), 0.0)
        return {"sat": decline(3.5, 1 - kappa), "rival": 1.0 / 365 * shield, "crisis": 4.0 / 365 * factor * shield}

    found = expected(hazards, [t for a, b, _ in pulse for t in (a, b)])
    return Case(name, text, found, *(("compare", "plan") if plan is not None else ()))


def two_crises():
    """A second blow while the first one fades: the losses of trust, and the pulses of the hole, add up."""
    text = base("Two crises", "trust = { start = 1.0 }")
    text += '[[hole]]\nname = "rival"\nhazard = "1.0 per y"\n[[hole]]\nname = "crisis"\nhazard = "10.0 per y"\n'
    text += '[[shock]]\nname = "one"\nstart = "50 d"\ncrisis = { size = 0.3, half_life = "20 d" }\n'
    text += '[[shock]]\nname = "two"\nstart = "80 d"\ncrisis = { size = 0.2, half_life = "10 d" }\n'
    kappa = 1 - 0.9 * 0.8 * 0.9
    pulses = ((50, 0.3, steps(50, 20)), (80, 0.2, steps(80, 10)))

    def hazards(t, joined):
        trust = 1.0 - sum(size for start, size, _ in pulses if joined < start < t)
        factor = sum(size * w for _, size, pulse in pulses for a, b, w in pulse if a <= t < b)
        shield = (1 - kappa) * (1 - 0.5 * trust)
        return {"sat": decline(3.5, 1 - kappa), "rival": 1.0 / 365 * shield, "crisis": 10.0 / 365 * factor * shield}

    return Case("two crises", text, expected(hazards, [t for _, _, pulse in pulses for a, b, _ in pulse for t in (a, b)]))


def price_war():
    """A pulse of the hole `price_war`, full for 60 d, while the support of the price is away for 100 d."""
    text = base("Price war", "trust = { start = 0.2 }")
    text += '[[hole]]\nname = "rival"\nfactor = 0.0\n'
    text += '[[shock]]\nname = "war"\nstart = "80 d"\nend = "140 d"\n[shock.change]\n"hole.price_war.factor" = { set = 5.0 }\n'
    text += '[[shock]]\nname = "dear"\nstart = "60 d"\nend = "160 d"\n[shock.change]\n"loyalty.support.price" = { set = 0.0 }\n'

    def hazards(t, _):
        kappa = 1 - (1.0 if 60 <= t < 160 else 0.9) * 0.8 * 0.9
        return {"sat": decline(3.5, 1 - kappa), "price_war": 0.2 / 365 * (5 if 80 <= t < 140 else 0) * (1 - kappa) * (1 - 0.5 * 0.2)}

    return Case("a price war", text, expected(hazards, [60, 80, 140, 160]))


def recession():
    """Prices rise by 20 % for 200 d, and half of the customers mind twice as much; then rates fall by a ramp of 60 d to half."""
    text = """
name = "Recession"
[run]
horizon = "365 d"
replications = 40
[population]
customers = 200
[[segment]]
name = "calm"
share = 0.5
[[segment]]
name = "keen"
share = 0.5
factor = { price_sensitivity = 2.0 }
[purchase]
rate = "24 per y"
basket = 10.0
[[shock]]
name = "dear"
start = "50 d"
end = "250 d"
[shock.change]
"purchase.price" = { add = 0.2 }
[[shock]]
name = "slump"
start = "250 d"
ramp = "60 d"
[shock.change]
"purchase.rate" = { scale = 0.5 }
"""
    rate = 200 * 24 / 365
    calm, keen = 1.2**-1, 1.2**-2
    slump = 60 * 0.75 + 55 * 0.5
    return Case(
        "a recession",
        text,
        {
            "metrics.purchases": Estimate(rate * (50 + 200 * (calm + keen) / 2 + slump)),
            "metrics.npv": Estimate(rate * 10 * (50 + 200 * 1.2 * (calm + keen) / 2 + slump)),
        },
    )


def cases():
    yield crisis("a crisis answered late", 0.9, 0.4, 7, 0.25, 40, 50)
    yield crisis("a crisis that takes all trust", 0.3, 0.8, 14, 0.0, 20, 100)
    yield crisis("a crisis that wins trust", 0.3, 0.8, 0, 1.5, 40, 50)
    yield crisis("a crisis with a plan", 0.9, 0.4, 7, 0.25, 40, 50, 0.75)
    yield crisis("a plan of the very day", 0.9, 0.4, 7, 0.25, 40, 50, 0.75, 50)
    yield crisis("a plan that comes too late", 0.9, 0.4, 7, 0.25, 40, 50, 0.75, 51)
    yield two_crises()
    yield price_war()
    yield recession()
