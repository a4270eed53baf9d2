"""Section 13, programs side by side: two that cannot meet are each what it is alone; paces and supports of two multiply."""

import math

from customers import decline, plugged
from members import YEAR, options, simulated
from second import Case, Estimate, compared, run

HEAD = """
[[hole]]
name = "away"
hazard = "0.4 per y"
[purchase]
rate = "12 per y"
basket = 20.0
margin = 0.5
"""

CARD = """
[[program]]
name = "card"
aware = 0.5
pull = 0.0
lift = 0.0
reset = 1.0
breakage = 0.0
admin = "100 per y"
punch_card = { stamps = 8, reward_cost = 4.0 }
"""

POINTS = """
[[program]]
name = "miles"
aware = 0.7
pull = 0.0
lift = 0.0
reset = 1.0
points = { per_spend = 1.0, expiry = "200 d", reward_points = 60, redeem_prob = 0.4, unit_cost = 0.05 }
"""

CLUB = """
[[program]]
name = "club"
pull = 0.0
lift = 0.0
reset = 1.0
[program.membership]
fee = 12.0
every = "0.5 y"
take_up = 0.4
renewal = 0.7
"""


def alone():
    """Two and three programs on the same purchases: cards, points and a club, each by its own simulation."""
    common = dict(hazard=0.4 / YEAR, lift=0.0)
    card = simulated(1320, 120, options(kind="card", goal=8.0, aware=0.5, **common))
    points = simulated(1321, 120, options(life=lambda rng: 200.0, p=0.4, aware=0.7, **common))
    figures = lambda of, name, keys: {f"program.{name}.{path}": of(key) for path, key in keys.items()}  # noqa: E731
    units = {"members": "members", "issued": "issued", "redeemed": "redeemed", "forfeited": "forfeited", "outstanding": "outstanding", "rewards": "rewards"}
    expected = figures(card, "card", units) | figures(points, "miles", units | {"expired": "expired"})
    bought = 100.0 * 12.0 * -math.expm1(-0.8) / 0.4
    expected["metrics.purchases"] = Estimate(bought)
    yield Case("cards and points", run("Beside", 730, 100, 100) + HEAD + CARD + POINTS, expected)
    yield Case("points and cards", run("Beside", 730, 100, 100) + HEAD + POINTS + CARD, expected)
    # Whoever has a card collects no miles: half of those who would.
    half = {path: points(key, 1.0 if key == "members" else 0.5) for path, key in (units | {"expired": "expired"}).items()}
    excluding = CARD.replace('name = "card"\n', 'name = "card"\nexcludes = ["miles"]\n')
    only = {k: v for k, v in expected.items() if "miles" not in k} | {f"program.miles.{k}": v for k, v in half.items()}
    yield Case("a card that excludes miles", run("Excluding", 730, 100, 100) + HEAD + POINTS + excluding, only)
    # Of 40 who take it up, .7 of who is still there renew each half-year.
    asked = [40.0 * 0.7**k * math.exp(-0.2 * (k + 1)) for k in range(3)]
    expected = expected | {
        "program.club.fees_paid": Estimate(40.0 + 0.7 * sum(asked)),
        "program.club.not_renewed": Estimate(0.3 * sum(asked)),
    }
    yield Case("cards, points and a club", run("Beside", 730, 100, 100) + HEAD + CARD + POINTS + CLUB, expected)


def worth():
    """What each adds against the world without that one: what cannot meet adds up."""
    # A card of 8 stamps filled by Poisson purchases without exits: rewards so far; what is held counts by its chance of being filled, here never.
    n, mean = 200, 24.0
    rewards = sum(math.exp(-mean) * mean**k / math.factorial(k) * (k // 8) for k in range(120))
    first = '[[program]]\nname = "card"\npull = 0.0\nlift = 0.0\nreset = 1.0\nbreakage = 1.0\nadmin = "100 per y"\n'
    first += 'punch_card = { stamps = 8, reward_cost = 4.0 }\n'
    second = '[[program]]\nname = "club"\naware = 0.5\npull = 0.0\nlift = 0.0\nreset = 1.0\nadmin = "30 per y"\n'
    second += 'membership = { fee = 12.0, every = "1 y", take_up = 0.4, renewal = 0.7 }\n'
    head = run("Worth", 730, 60, n) + '[purchase]\nrate = "12 per y"\nbasket = 20.0\nmargin = 0.5\n'
    repair = '[[intervention]]\nname = "repair"\nchange = { "money.overhead" = { set = "1 per d" } }\n'
    card, club = -200.0 - 4.0 * n * rewards, -60.0 + 12.0 * n * 0.5 * 0.4 * 1.7
    expected = {
        "program.card.incremental_value": Estimate(card),
        "program.club.incremental_value": Estimate(club),
        "program.incremental_value": Estimate(card + club),
        "program.card.cost": Estimate(-card),
        "program.club.cost": Estimate(-club),
        "program.cost": Estimate(-card - club),
        "program.card.rewards": Estimate(n * rewards),
        "program.club.fees_paid": Estimate(n * 0.2 * 1.7),
    }
    yield compared("what each adds", head + first + second + repair, expected)
    # A path names its program.
    closed = '[[intervention]]\nname = "repair"\nchange = { "program.card.enabled" = { set = false } }\n'
    yield compared(
        "one of two closed",
        head + first + second + closed,
        {"difference.npv": Estimate(-card), "program.club.fees_paid": Estimate(n * 0.2 * 1.7)},
    )
    both = '[[intervention]]\nname = "repair"\nchange = { "program.*.enabled" = { set = false } }\n'
    yield compared("both of two closed", head + first + second + both, {"difference.npv": Estimate(-card - club)})


def multiplied():
    """Two that lift purchases by .3 and .5 for a half and for .8 of the customers; two supports of .2 and .5."""
    n = 300
    one = '[[program]]\nname = "one"\naware = 0.5\nlift = 0.3\n'
    two = '[[program]]\nname = "two"\naware = 0.8\nlift = 0.5\n'
    head = run("Paces", 730, 60, n) + '[purchase]\nrate = "12 per y"\nbasket = 1.0\n'
    bought = n * 24.0 * (1.0 + 0.5 * 0.3) * (1.0 + 0.8 * 0.5)
    yield Case("paces multiply", head + one + two, {"metrics.purchases": Estimate(bought)})
    text = run("Supports", 730, 60, n) + "[loyalty]\nsupport = { price = 0.1, convenience = 0.0, inertia = 0.0, lockin = 0.0 }\n"
    text += '[purchase]\nrate = "12 per y"\n[word_of_mouth]\nconversion = 0.0\n' + plugged("rival", "neglect", "life", "income")
    for name, aware, kmax in (("one", 0.5, 0.2), ("two", 0.8, 0.5)):
        text += f'[[program]]\nname = "{name}"\naware = {aware}\nlift = 0.0\nmode = "social"\nkmax = {kmax}\n'
    stay = lambda kept: math.exp(-730.0 * decline(3.5, 0.9 * kept))  # noqa: E731
    stays = sum(a * b * stay(x * y) for a, x in ((0.5, 1.0), (0.5, 0.8)) for b, y in ((0.2, 1.0), (0.8, 0.5)))
    yield Case("supports multiply", text, {"metrics.exits": Estimate(n * (1.0 - stays))})


def chosen():
    """A rule for members of one program by its name."""
    n = 300
    head = run("Chosen", 730, 60, n) + '[purchase]\nrate = "12 per y"\nbasket = 1.0\nmargin = 0.0\n'
    head += '[[program]]\nname = "one"\naware = 0.5\nlift = 0.0\n[[program]]\nname = "two"\naware = 0.8\nlift = 0.0\n'
    head += '[[journey]]\nname = "v"\nstart = { rate = "10 per y" }\n[[journey.touchpoint]]\nname = "x"\ncost = 1.0\n'
    for whom, share in (('"one"', 0.5), ('"two"', 0.8), ('["one", "two"]', 0.9)):
        text = head + f'[[rule]]\nname = "r"\nfor = {{ member = {whom} }}\nchange = {{ "journey.v.x.cost" = {{ set = 3.0 }} }}\n'
        yield Case(f"members of {whom}", text, {"metrics.npv": Estimate(-n * 20.0 * (1.0 + 2.0 * share))})


def cases():
    yield from alone()
    yield from worth()
    yield from multiplied()
    yield from chosen()
