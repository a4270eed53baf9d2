"""Section 20, the order of what changes a value, and whom a rule reaches: ten customers who come every ten days, to the last digit."""

from second import Case, Estimate, compared, run

VISITS = '[[journey]]\nname = "v"\nstart = { every = "10 d" }\n[[journey.touchpoint]]\nname = "x"\ncost = 10.0\n'
PATH = "journey.v.x.cost"


def entry(block, name, how, whom="", more=""):
    text = f'[[{block}]]\nname = "{name}"\n' + (f"for = {{ {whom} }}\n" if whom else "") + more
    return text + f'change = {{ "{PATH}" = {{ {how} }} }}\n'


def segment(how):
    return f'[[segment]]\nname = "s"\nshare = 1.0\nchange = {{ "{PATH}" = {{ {how} }} }}\n'


def rule(how, whom):
    return entry("rule", how.replace(" = ", " ").replace(".0", ""), how, whom)


def repair(how, more="", whom=""):
    return entry("intervention", "repair", how, whom, more)


EVERYBODY = 'tenure = { from = "0 d" }'


def layers():
    """Nine visits of each at one cost, in the world of the intervention where there is one.

    Of all that changes a value the latest set holds, by layer and then by the file; then come every scale and every add of all layers.
    """
    later = entry("shock", "s", "set = 40.0", EVERYBODY)
    for name, parts, cost in (
        ("a segment, then a rule", segment("add = 2.0") + rule("scale = 2.0", EVERYBODY), 22.0),
        ("a set of a segment, then a rule", segment("set = 5.0") + rule("scale = 2.0", EVERYBODY), 10.0),
        ("sets of a segment and a rule", rule("set = 20.0", EVERYBODY) + segment("set = 5.0"), 20.0),
        ("of rules, every scale before every add", rule("add = 3.0", EVERYBODY) + rule("scale = 2.0", EVERYBODY), 23.0),
        ("of rules, the last set", rule("set = 30.0", EVERYBODY) + rule("set = 20.0", EVERYBODY) + rule("add = 1.0", EVERYBODY), 21.0),
        ("a rule, then an intervention", rule("add = 3.0", EVERYBODY) + repair("scale = 2.0"), 23.0),
        ("a rule, then an intervention for the same", rule("add = 3.0", EVERYBODY) + repair("scale = 2.0", whom=EVERYBODY), 23.0),
        ("sets of a rule and an intervention", rule("set = 30.0", EVERYBODY) + repair("set = 40.0"), 40.0),
        ("sets of a rule and a shock", later + rule("set = 30.0", EVERYBODY), 40.0),
        ("a set of a shock for some, and of an intervention for all", later + repair("set = 50.0"), 50.0),
        ("a rule, then a shock", rule("add = 3.0", EVERYBODY) + entry("shock", "s", "scale = 2.0"), 23.0),
        ("all of them", segment("add = 2.0") + rule("scale = 2.0", EVERYBODY) + repair("scale = 3.0"), 62.0),
    ):
        make = compared if "repair" in parts else Case
        yield make(name, run("Layers", 95, 2, 10) + VISITS + parts, {"metrics.npv": Estimate(-90.0 * cost)})


def offers():
    """An offer at joining, for 45 d, over all of it: four visits under it, five after it."""
    on = 'on = "join"\nlasts = "45 d"\n'
    for name, parts, during, after in (
        ("a rule, then an offer", rule("add = 3.0", EVERYBODY) + repair("scale = 2.0", on), 23.0, 13.0),
        ("a set of a rule, then one of an offer", rule("set = 30.0", EVERYBODY) + repair("set = 7.0", on), 7.0, 30.0),
        ("a set of an offer over one of the world", entry("shock", "s", "set = 40.0", "", 'start = "15 d"\n') + repair("set = 7.0", on), 7.0, 40.0),
        ("an offer for some", repair("set = 7.0", on, 'tenure = { below = "1 d" }'), 7.0, 10.0),
    ):
        yield compared(name, run("Offers", 95, 2, 10) + VISITS + parts, {"metrics.npv": Estimate(-10.0 * (4 * during + 5 * after))})


def edges():
    """A span goes from its first instant up to, and without, its last: a visit at tenure 30 d is in `from = "30 d"`. All keys must hold."""
    head = run("Edges", 95, 2, 10) + VISITS
    for name, whom, days in (
        ("from", 'tenure = { from = "30 d" }', range(30, 95, 10)),
        ("below", 'tenure = { below = "30 d" }', range(10, 30, 10)),
        ("from and below", 'tenure = { from = "20 d", below = "60 d" }', range(20, 60, 10)),
        ("a span within a step", 'tenure = { from = "41 d", below = "49 d" }', ()),
    ):
        cost = sum(17.0 if day in days else 10.0 for day in range(10, 95, 10))
        yield Case(f"tenure, {name}", head + rule("add = 7.0", whom), {"metrics.npv": Estimate(-10.0 * cost)})
    both = '[[segment]]\nname = "s"\nshare = 1.0\n' + rule("add = 7.0", 'segment = "s", tenure = { below = "30 d" }')
    yield Case("all keys must hold", head + both, {"metrics.npv": Estimate(-10.0 * (2 * 17 + 7 * 10))})
    # Two that overlap, and a world that ends in the middle of a span.
    two = rule("add = 7.0", 'tenure = { below = "50 d" }') + rule("add = 1.0", 'tenure = { from = "30 d" }')
    yield Case("two that overlap", head + two, {"metrics.npv": Estimate(-10.0 * (90 + 4 * 7 + 7 * 1))})
    some = repair("add = 7.0", 'start = "15 d"\nend = "55 d"\n', 'tenure = { from = "30 d" }')
    yield compared("dates and tenure", head + some, {"metrics.npv": Estimate(-10.0 * (90 + 3 * 7))})


def heads():
    """A cost by head falls due as a customer comes to be reached, each time."""
    head = run("Heads", 95, 2, 10) + VISITS
    for name, whom, days, times in (
        ("all of them", "", 9, 1),
        ("of a tenure", 'tenure = { from = "30 d" }', 7, 1),
        ("of a tenure that is over", 'tenure = { below = "30 d" }', 2, 1),
        ("nobody of a tenure", 'tenure = { from = "95.5 d" }', 0, 0),
    ):
        text = head + repair("add = 7.0", "cost = { per_customer = 5.0 }\n", whom)
        yield compared(f"by head, {name}", text, {"metrics.npv": Estimate(-10.0 * (90 + 7 * days + 5 * times))})


def under_way():
    """Visits every 40 d: 20 d at a, then b and c. What changes on day 90, in the visit of day 80, is of the next one."""
    steps = '[[journey]]\nname = "v"\nstart = { every = "40 d" }\n[[journey.touchpoint]]\nname = "a"\ntime = "20 d"\n'
    steps += '[[journey.touchpoint]]\nname = "b"\ntime = "1 d"\ncost = 1.0\n[[journey.touchpoint]]\nname = "c"\nprobability = 0.0\ncost = 100.0\n'
    change = '[{}.change]\n"journey.v.b.cost" = {{ set = 3.0 }}\n"journey.v.b.time" = {{ set = "2 d" }}\n"journey.v.c.probability" = {{ set = 1.0 }}\n'
    head = run("Under way", 200, 2, 10) + steps
    tenure = '[[rule]]\nname = "r"\nfor = { tenure = { from = "90 d" } }\n' + change.format("rule")
    # Visits begin on days 40, 80, 120, 160; each is done before the next.
    yield Case(
        "a visit keeps the values it began with",
        head + tenure,
        {"metrics.npv": Estimate(-10.0 * (2 * 1 + 2 * 103)), "journeys.v.sojourn_min": Estimate(1440.0 * (2 * 21 + 2 * 22) / 4)},
    )
    offer = '[[intervention]]\nname = "repair"\non = "join"\nlasts = "90 d"\ncost = { per_use = 8.0 }\n' + change.format("intervention")
    yield compared(
        "a visit keeps the values of an offer",
        head + offer,
        {"metrics.npv": Estimate(-10.0 * (8 + 2 * 103 + 2 * 1)), "journeys.v.sojourn_min": Estimate(1440.0 * (2 * 21 + 2 * 22) / 4)},
    )


def cases():
    yield from layers()
    yield from offers()
    yield from edges()
    yield from heads()
    yield from under_way()
