"""Section 13, take-up by the fee: straight between its points, drawn once per customer, drawn again from the same word where the fee moves."""

from second import Case, Estimate, compared, run

POINTS = ((0.0, 0.40), (10.0, 0.15), (20.0, 0.05))


def take_up(fee):
    for (a, p), (b, q) in zip(POINTS, POINTS[1:]):
        if a <= fee <= b:
            return p + (q - p) * (fee - a) / (b - a)
    raise ValueError(fee)


def scenario(fee, every="5 y", more="", customers=2000):
    text = run("Take-up", 200, 60, customers) + more + '[purchase]\nrate = "0 per y"\n[program]\nlift = 0.0\naware = 0.8\n'
    text += f'[program.membership]\nfee = {fee}\nevery = "{every}"\nrenewal = 0.5\n'
    return text + 'take_up = { at = { "0" = 0.40, "10" = 0.15, "20" = 0.05 } }\n'


def repair(change, start=100):
    return f'[[intervention]]\nname = "repair"\nstart = "{start} d"\nchange = {{ "program.membership.fee" = {{ {change} }} }}\n'


def cases():
    n = 2000
    for fee in (0.0, 4.0, 10.0, 13.0, 20.0):
        share = 0.8 * take_up(fee)
        yield Case(
            f"a fee of {fee:g}",
            scenario(fee),
            {"program.members": Estimate(n * share), "program.fees_paid": Estimate(n * share), "metrics.npv": Estimate(n * share * fee)},
        )
    # 10 a day join; the fee falls from 20 to 8 on day 100, and rises from 5 to 15. Whose word is below the new share comes as it falls.
    more = '[[acquisition]]\nname = "ads"\njoins = "10 per d"\n'
    for before, how, after in ((20.0, "set = 8.0", 8.0), (5.0, "scale = 3.0", 15.0)):
        early, late = 0.8 * take_up(before), 0.8 * take_up(after)
        there, more_late = n + 1000.0, 1000.0
        won = there * max(0.0, late - early)
        members = there * early + won + more_late * late
        value = there * early * before + (won + more_late * late) * after
        yield compared(
            f"a fee from {before:g} to {after:g}",
            scenario(before, more=more) + repair(how),
            {"program.members": Estimate(members), "metrics.npv": Estimate(value)},
        )
    # A world with another fee from the beginning.
    share = 0.8 * take_up(5.0)
    yield compared("half the fee", scenario(10.0) + repair("scale = 0.5", 0), {"program.members": Estimate(n * share), "metrics.npv": Estimate(n * share * 5.0)})
    # Renewals every 60 d at .5, whatever was asked at joining: days 60, 120, 180.
    share = 0.8 * take_up(13.0)
    paid = n * share * (1.0 + 0.5 + 0.25 + 0.125)
    yield Case("renewals of those who took it up", scenario(13.0, "60 d"), {"program.fees_paid": Estimate(paid), "metrics.npv": Estimate(13.0 * paid)})
