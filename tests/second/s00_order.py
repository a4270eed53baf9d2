"""The order of simultaneous events: round numbers everywhere, so that every figure hangs on who comes first; and closing time.

A queue is worked out event by event by time [min], then rank, then number.
"""

import heapq

from second import Case, Estimate

STAFF, SERVED, GAVE_UP, ARRIVES, QUEUES = 2, 3, 4, 12, 14
DAY = 1440


def desk(arrivals, service, staff, horizon, patience=None, walk=0, hours=None):
    """One desk, first come first served. `staff`: [(minute of the day, servers)]; `hours`: (open, close) of every day.

    Figures of those who began service before the horizon: delays; besides, who gave up, who is done, and staff minutes paid.
    """
    events, waiting, busy, delays = [], [], 0, []
    gave_up = done = 0
    on_duty, keeps_late, paid, since = 0, 0, 0, 0
    days = horizon // DAY + 1
    opening = [] if hours is None else [(d * DAY + hours[0], d * DAY + hours[1]) for d in range(days)]
    for d in range(days):
        for minute, servers in staff:
            heapq.heappush(events, (d * DAY + minute, STAFF, 0, ("staff", servers)))
    for opens, closes in opening:
        heapq.heappush(events, (opens, STAFF, 1, ("open", closes)))
        heapq.heappush(events, (closes, STAFF, 1, ("close", None)))
    for number, at in enumerate(arrivals):
        heapq.heappush(events, (at, ARRIVES, number, ("arrives", None)))
    is_open = hours is None
    closed_at = None
    began, reached, quit_at = {}, {}, set()

    def in_session(number, now):
        """Whoever reaches a closed desk: served by the late staff if the visit began in the session and closing was within the hour."""
        if closed_at is None or now - closed_at > 60:
            return False
        opens = max(o for o, c in opening if c == closed_at)
        return opens <= began[number] < closed_at

    def tired(number, now):
        """Whose patience ends as the turn comes has given up."""
        return patience is not None and now - reached[number] >= patience

    def serve(now):
        nonlocal busy
        while waiting:
            place = next((i for i, (n, late) in enumerate(waiting) if (is_open or late) and not tired(n, now)), None)
            if place is None or busy >= on_duty:
                return
            number, _ = waiting.pop(place)
            busy += 1
            delays.append(now - reached[number])
            quit_at.discard(number)
            heapq.heappush(events, (now + service, SERVED, number, ("served", None)))

    while events:
        now, rank, number, (what, value) = heapq.heappop(events)
        if now >= horizon:
            break
        scheduled = on_duty if is_open else 0
        paid += (now - since) * max(scheduled, busy)
        since = now
        if what == "staff":
            on_duty = value
        elif what == "open":
            is_open, closed_at = True, None
        elif what == "close":
            is_open, closed_at = False, now
            waiting[:] = [(n, True) for n, _ in waiting]
        elif what == "served":
            busy -= 1
            done += 1
        elif what == "gave up":
            if number in quit_at:
                quit_at.discard(number)
                waiting[:] = [w for w in waiting if w[0] != number]
                gave_up += 1
        elif what == "arrives":
            began[number] = now
            heapq.heappush(events, (now + walk, QUEUES, number, ("queues", None)))
        else:
            reached[number] = now
            if patience is not None:
                quit_at.add(number)
                heapq.heappush(events, (now + patience, GAVE_UP, number, ("gave up", None)))
            waiting.append((number, not is_open and in_session(number, now)))
        # Everything of one rank and instant is settled before the desk looks at its line.
        if not events or events[0][:2] != (now, rank):
            serve(now)
    paid += (horizon - since) * max(on_duty if is_open else 0, busy)
    return {"delays": delays, "gave up": gave_up, "done": done, "paid": paid}


def queue_case(name, arrivals, service, staff, horizon, patience=None, walk=0, hours=None):
    found = desk(arrivals, service, staff, horizon, patience, walk, hours)
    delays = found["delays"]
    table = ", ".join(f'"{m // 60:02}:{m % 60:02}" = {n}' for m, n in staff)
    lines = [f'name = "{name}"', "[run]", f'horizon = "{horizon} min"', "replications = 2", "[[resource]]", 'name = "desk"', 'wage = "60 per h"']
    lines += [f"staff = {staff[0][1]}" if len(staff) == 1 else f"staff = {{ timetable = {{ {table} }} }}"]
    if hours:
        lines += [f'hours = {{ open = "{hours[0] // 60:02}:00", close = "{hours[1] // 60:02}:00" }}']
    lines += ["[[journey]]", 'name = "v"', "arrivals = { at = [" + ", ".join(f'"{a} min"' for a in arrivals) + "] }"]
    if walk:
        lines += ["[[journey.touchpoint]]", 'name = "walk"', f'time = "{walk} min"']
    lines += ["[[journey.touchpoint]]", 'name = "talk"', 'resource = "desk"', f'time = "{service} min"']
    expected = {
        "journeys.v.started": Estimate(len(arrivals)),
        "journeys.v.completed": Estimate(found["done"]),
        "resources.desk.more.wages": Estimate(found["paid"]),
        "resources.desk.delay_min": Estimate(sum(delays) / len(delays)),
        "resources.desk.delay_probability": Estimate(sum(x > 0 for x in delays) / len(delays)),
    }
    if patience is not None:
        lines += [f'patience = "{patience} min"']
        expected["journeys.v.gave_up"] = Estimate(found["gave up"])
        # Delays of those who gave up count in other figures; only who was served is compared here.
        del expected["resources.desk.delay_min"], expected["resources.desk.delay_probability"]
    return Case(name, "\n".join(lines) + "\n", expected)


def queues():
    always = [(0, 1)]
    yield queue_case("a row of appointments", [30 * i for i in range(200)], 30, always, 6000)
    yield queue_case("two at each appointment", [60 * (i // 2) for i in range(100)], 30, always, 4000)
    yield queue_case("three clerks become one as services end", [0, 0, 0, 0, 5, 5, 30, 31], 30, [(0, 3), (30, 1)], 700)
    yield queue_case("three clerks become one, services go on", [0, 0, 0, 0, 5, 5, 30, 31], 40, [(0, 3), (30, 1)], 700)
    yield queue_case("one clerk becomes three as a service ends", [0, 0, 0, 0, 30], 30, [(0, 1), (30, 3)], 700)
    yield queue_case("staff to none and back", [0, 0, 10, 40], 30, [(0, 2), (20, 0), (60, 1)], 700)
    yield queue_case("patience ends at the turn", [0, 0, 0, 30, 60, 60, 90], 30, always, 700, patience=30)
    yield queue_case("patience ends after the turn", [0, 0, 0, 30, 60, 60, 90], 30, always, 700, patience=31)
    yield queue_case("patience in two turns", [0, 0, 0, 0, 20, 20], 30, always, 700, patience=60)
    nine, five = 9 * 60, 17 * 60
    for name, walk, at in (
        ("a service ends at closing, one in line", 0, [five - 30, five - 15]),
        ("the line at closing is served", 0, [nine, five - 20, five - 10, five - 1, five - 1]),
        ("who comes at closing waits", 0, [nine - 1, nine, five, five + 1, five + 30, nine + DAY, nine + DAY]),
        ("in the house, within the hour", 40, [nine - 50, nine, five - 30, five - 10, five - 1]),
        ("in the house, too late", 80, [nine, five - 30, five - 21, five - 19, five - 1]),
        ("a visit from before the session", 500, [nine - 30, nine - 5, nine + 20, nine + 21]),
    ):
        yield queue_case(name, at, 30, always, 2 * DAY + 600, walk=walk, hours=(nine, five))


FROM_DESK_TO_DESK = """
name = "Two desks"
[run]
horizon = "3010 min"
replications = 2
[[resource]]
name = "first"
staff = 1
[[resource]]
name = "second"
staff = 1
[[journey]]
name = "v"
arrivals = { every = "30 min" }
[[journey.touchpoint]]
name = "a"
resource = "first"
time = "30 min"
[[journey.touchpoint]]
name = "b"
resource = "second"
time = "30 min"
"""


def cases():
    yield from queues()
    yield Case(
        "from desk to desk",
        FROM_DESK_TO_DESK,
        {
            "journeys.v.started": Estimate(100),
            # 30, 60, ... 3000 min; those of 2970 and 3000 are still there.
            "journeys.v.completed": Estimate(98),
            "resources.first.delay_min": Estimate(0.0),
            "resources.second.delay_min": Estimate(0.0),
            "resources.second.delay_probability": Estimate(0.0),
        },
    )
