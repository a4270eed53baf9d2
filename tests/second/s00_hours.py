"""Hours and timetables (sections 2 and "The order of simultaneous events"): weekly clocks, openings, wages by the week."""

import random

from second import Case, Estimate, mean_of

HOURS = 'hours = { days = "mon-fri", open = "09:00", close = "17:00" }\n'
DAY = 1440


def is_open(t):
    return (t // DAY) % 7 < 5 and 540 <= t % DAY < 1020


def opening(t):
    """The time itself if the door is open, else the next opening [min]."""
    while not is_open(t):
        t = t // DAY * DAY + 540 if t % DAY < 540 else (t // DAY + 1) * DAY + 540
        if not is_open(t):
            t = (t // DAY + 1) * DAY
    return t


def scenario(name, horizon, start, step="", extra="", replications=2):
    text = f'name = "{name}"\n[run]\nhorizon = "{horizon} min"\nreplications = {replications}\n{extra}'
    return text + f'[[journey]]\nname = "v"\n{start}\n{HOURS}[[journey.touchpoint]]\nname = "a"\n{step}'


def clocks():
    """A week of the weekly clock is as long as a week: 40 open hours count as 168."""
    for kind in ("every", "gap"):
        for apart, horizon in ((45, 8 * DAY), (30, 1030), (100, 3 * DAY + 700)):
            open_minutes = sum(is_open(t) for t in range(horizon))
            n = int(open_minutes * 168 / 40 / apart + 1e-9)
            text = scenario("Clock", horizon, f'arrivals = {{ {kind} = "{apart} min" }}')
            yield Case(f"{kind} {apart} min by the weekly clock", text, {"journeys.v.started": Estimate(n)})
    # A customer's own intervals run on by the calendar, and each visit moves to the next opening.
    for hours in (20, 24, 36, 168):
        n = sum(opening(k * hours * 60) < 14 * DAY for k in range(1, 14 * 24 // hours + 1) if k * hours * 60 < 14 * DAY)
        text = scenario("Own", 14 * DAY, f'start = {{ every = "{hours} h" }}', extra="[population]\ncustomers = 1\n")
        yield Case(f"an own interval of {hours} h", text, {"journeys.v.started": Estimate(n)})
    # Recorded times move to the opening, in their order.
    at = [480, 490, 540, 550, 1020, 1021, 4 * DAY + 1000, 4 * DAY + 1019, 5 * DAY, 7 * DAY]
    free, delays = 0, []
    for t in at:
        start = opening(t)
        begin = max(start, free)
        free = begin + 30
        delays.append(begin - start)
    step = 'resource = "desk"\ntime = "30 min"\n'
    times = ", ".join(f'"{t} min"' for t in at)
    text = scenario("Moved", 8 * DAY, f"arrivals = {{ at = [{times}] }}", step, '[[resource]]\nname = "desk"\nstaff = 1\n')
    yield Case("recorded times", text, {"resources.desk.delay_min": Estimate(sum(delays) / len(at)), "journeys.v.started": Estimate(len(at))})


def week(entries, hours=None):
    """Paid server hours of a week by a timetable of (days, hour, staff), `days` None where an entry names none."""
    named = {d for days, _, _ in entries if days for d in days}
    plan = sorted((24 * d + hour, staff) for days, hour, staff in entries for d in (days or set(range(7)) - named))
    paid = 0
    for h in range(168):
        staff = next((s for t, s in reversed(plan) if t <= h), plan[-1][1])
        if hours is None or any(h // 24 in days and a <= h % 24 < b for days, a, b in hours):
            paid += staff
    return paid


def wages():
    weekend, weekdays = {5, 6}, set(range(5))
    rest = '[[journey]]\nname = "v"\narrivals = { every = "1 d" }\n[[journey.touchpoint]]\nname = "a"\nresource = "desk"\n'
    for name, table, entries, hours, spans in (
        ("by day", '"08:00" = 6, "sat-sun 08:00" = 3', [(None, 8, 6), (weekend, 8, 3)], "", None),
        ("over the end of the week", '"mon 06:00" = 2, "wed 12:00" = 5', [({0}, 6, 2), ({2}, 12, 5)], "", None),
        (
            "within hours",
            '"08:00" = 6, "sat-sun 08:00" = 3, "12:00" = 2',
            [(None, 8, 6), (weekend, 8, 3), (None, 12, 2)],
            'hours = [{ days = "mon-fri", open = "07:00", close = "17:00" }, { days = "sat", open = "10:00", close = "13:00" }]\n',
            [(weekdays, 7, 17), ({5}, 10, 13)],
        ),
    ):
        head = f'name = "Wages"\n[run]\nhorizon = "14 d"\nreplications = 2\n[[resource]]\nname = "desk"\nstaff = {{ timetable = {{ {table} }} }}\n{hours}'
        yield Case(f"wages {name}", head + 'wage = "1 per h"\n' + rest, {"resources.desk.more.wages": Estimate(2 * week(entries, spans))})
        most = max(s for _, _, s in entries)
        yield Case(f"a salary {name}", head + 'salary = "1 per d"\n' + rest, {"resources.desk.more.wages": Estimate(14 * most)})


def rush(rng, days):
    """Ten visits a calendar day, all in the open hours, three times as dense from 10 to 12; 6 min each at one desk."""
    rate = 70 / 5 / (6 + 2 * 3) / 60
    free, waited, started = 0.0, [], 0
    for day in range(days):
        if day % 7 >= 5:
            continue
        for a, b, weight in ((540, 600, 1), (600, 720, 3), (720, 1020, 1)):
            t = a + rng.expovariate(rate * weight)
            while t < b:
                now = day * DAY + t
                begin = max(now, free)
                free = begin + 6
                waited.append(begin - now)
                started += 1
                t += rng.expovariate(rate * weight)
    return {"journeys.v.started": started, "resources.desk.delay_min": sum(waited) / started, "resources.desk.delay_probability": sum(w > 0 for w in waited) / started}


def cases():
    yield from clocks()
    yield from wages()
    rng = random.Random(9)
    runs = [rush(rng, 70) for _ in range(120)]
    text = scenario(
        "Rush",
        70 * DAY,
        'arrivals = "10 per d"\npeak_hours = { "10:00-12:00" = 3 }',
        'resource = "desk"\ntime = "6 min"\n',
        '[[resource]]\nname = "desk"\nstaff = 1\n',
        60,
    )
    yield Case("a rush from ten to twelve", text, {k: mean_of([r[k] for r in runs]) for k in runs[0]})
