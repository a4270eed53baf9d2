//! Keys that cannot act beside the values of others: `check` says so, a sweep refuses them, and neither does once they can act. Each case
//! proves its rule: two values give equal results, and others where the condition is lifted.
//!
//! Longer than other files: a list of cases.

use std::fmt::Write as _;

use journeysim::scenario::Scenario;

use crate::program::Desk;
use crate::support::{ALONE, World, without_words};

/// A key, two of its values, and what to write instead so that it acts.
struct Case {
    key: &'static str,
    values: [&'static str; 2],
    /// What stands in the file besides [`HEAD`].
    given: String,
    /// Replaced by this.
    lift: [&'static str; 2],
}

const HEAD: &str = "name = \"firm\"\n[run]\nhorizon = \"200 d\"\nreplications = 1\n[population]\ncustomers = 60\n";
const BUYS: &str = "[purchase]\nrate = \"1 per 10 d\"\nbasket = 10.0\n";
const VISIT: &str =
    "[[journey]]\nname = \"v\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"t\"\nquality = 6.0\n";
const POINTS: &str = "points = { per_spend = 1.0, reward_points = 30, unit_cost = 0.1 }\n";
const DESK: &str = "[[resource]]\nname = \"r\"\nstaff = 1\n";
const CONTRACT: &str = "[contract]\nterm = \"50 d\"\nretention = 0.6\n";
const LEAK: &str = "[[hole]]\nname = \"x\"\nhazard = \"2 per y\"\n";
const DEARER: &str =
    "[[shock]]\nname = \"rise\"\nstart = \"60 d\"\nchange = { \"contract.price\" = { scale = 3.0 } }\n";
const TABLE_AND_PRICE: &str = "retention = 0.6\nprice = 3.0\n[[shock]]\nname = \"rise\"\nstart = \"60 d\"\nchange = { \"contract.price\" = { scale = 3.0 } }\n";
const PRICE_AND_LEAK: &str = "price = 3.0\n[[hole]]\nname = \"x\"\nhazard = \"2 per y\"\n";
const BUYS_DEARER: &str = "[purchase]\nrate = \"1 per 10 d\"\n[[shock]]\nname = \"rise\"\nstart = \"60 d\"\nchange = { \"purchase.price\" = { scale = 3.0 } }\n[contract]";
const JOINS: &str = "[[acquisition]]\nname = \"s\"\njoins = \"1 per d\"\n";

fn case(key: &'static str, values: [&'static str; 2], given: String, lift: [&'static str; 2]) -> Case {
    Case { key, values, given, lift }
}

/// Buyers who visit, remember and leave.
fn loyal(more: &str) -> String {
    format!("{BUYS}[loyalty]\n{VISIT}{more}")
}

fn program(more: &str) -> String {
    format!("{BUYS}[program]\n{more}\n")
}

fn of_the_firm() -> Vec<Case> {
    let offers = |more: &str| {
        format!(
            "[purchase]\nrate = \"1 per 10 d\"\nbasket = 10.0\nsales_contact = {{ {more} }}\n[loyalty]\n{VISIT}fail_prob = 0.3\n\
             [complaint]\n[[journey]]\nname = \"c\"\nstart = \"complaint\"\n[[journey.touchpoint]]\nname = \"s\"\nafter = \"10 d\"\n\
             settle = \"resolved\"\n"
        )
    };
    let kinds = "[[segment]]\nname = \"a\"\nshare = 1.0\n";
    let declines = |key, values| {
        let given = loyal("[lifecycle]\ndelta_CD = \"0 per d\"\n");
        case(key, values, given, ["\"0 per d\"", "\"1 per 50 d\""])
    };
    vec![
        case(
            "acquisition.s.between_contacts",
            ["2 d", "30 d"],
            format!("{BUYS}[[acquisition]]\nname = \"s\"\nprospects = \"1 per d\"\nmax_contacts = 1\n"),
            ["max_contacts = 1", "max_contacts = 3"],
        ),
        case(
            "acquisition.s.deal_seekers.share",
            ["0.2", "0.5"],
            format!("{BUYS}{JOINS}gift = 0.0\n"),
            ["gift = 0.0", "gift = 5.0"],
        ),
        case(
            "acquisition.s.deal_seekers.purchase",
            ["0.2", "0.5"],
            format!("{JOINS}gift = 5.0\ndeal_seekers = {{ scale = 10.0 }}\n"),
            ["[[acquisition]]", "[purchase]\n[[acquisition]]"],
        ),
        case(
            "acquisition.s.deal_seekers.rival",
            ["2.0", "5.0"],
            format!("{BUYS}[[hole]]\nname = \"x\"\nhazard = \"1 per y\"\n{JOINS}gift = 5.0\n"),
            ["name = \"x\"", "name = \"rival\""],
        ),
        case(
            "acquisition.s.deal_seekers.price_support",
            ["0.2", "0.8"],
            format!("{BUYS}{JOINS}gift = 5.0\n"),
            ["[purchase]", "[loyalty]\n[purchase]"],
        ),
        case("purchase.elasticity", ["2.0", "3.0"], format!("{BUYS}price = 1.0\n"), ["price = 1.0", "price = 1.2"]),
        case(
            "purchase.elasticity",
            ["2.0", "3.0"],
            program("lift = 0.1"),
            ["lift = 0.1", "discount_card = { discount = 0.2 }"],
        ),
        case(
            "segment.a.factor.external_hazard",
            ["2.0", "3.0"],
            format!("{BUYS}[[hole]]\nname = \"x\"\nhazard = \"1 per y\"\nshielded = true\n{kinds}"),
            ["[purchase]", "[loyalty]\n[purchase]"],
        ),
        case(
            "segment.a.factor.skill",
            ["0.5", "0.9"],
            format!(
                "{DESK}{}resource = \"r\"\ntime = \"5 min\"\nchannel = \"web\"\n[[channel]]\nname = \"web\"\nself_service = false\n{kinds}",
                loyal("")
            ),
            ["self_service = false", "self_service = true"],
        ),
        case(
            "segment.a.factor.offer_response",
            ["0.2", "0.9"],
            format!(
                "{BUYS}[[shock]]\nname = \"sale\"\nstart = \"1 d\"\nchange.\"purchase.basket\" = {{ scale = 3.0 }}\n{kinds}[contract]\nterm = \"60 d\"\n"
            ),
            ["start = \"1 d\"", "on = \"renewal\"\nlasts = \"50 d\""],
        ),
        case(
            "segment.a.factor.cost_to_serve",
            ["0.2", "0.9"],
            format!("{}cost = 0.0\n{kinds}", loyal("")),
            ["cost = 0.0", "cost = 2.0"],
        ),
        case(
            "purchase.n_riv",
            ["2.0", "3.0"],
            format!("{BUYS}wallet_response = 0.0\n[loyalty]\n{VISIT}"),
            ["wallet_response = 0.0", "wallet_response = 0.9"],
        ),
        case(
            "purchase.wallet_response",
            ["0.2", "0.9"],
            format!("{BUYS}n_riv = 0.0\n[loyalty]\n{VISIT}"),
            ["n_riv = 0.0", "n_riv = 3.0"],
        ),
        case(
            "purchase.sales_contact.cost",
            ["2.0", "3.0"],
            offers("probability = 0.0"),
            ["probability = 0.0", "probability = 0.5"],
        ),
        case(
            "purchase.sales_contact.open_complaint",
            ["2.0", "9.0"],
            offers("probability = 0.5, annoyance = 0.0"),
            ["annoyance = 0.0", "annoyance = 0.3"],
        ),
        case(
            "contract.resentment",
            ["0.01 per d", "0.1 per d"],
            loyal("[contract]\nterm = \"1 y\"\nlock_in = 0.0\nresentment = \"0.01 per d\"\n").replace("6.0", "2.0"),
            ["lock_in = 0.0", "lock_in = 0.5"],
        ),
        case("contract.elasticity", ["0.5", "4.0"], CONTRACT.to_owned(), ["retention = 0.6\n", TABLE_AND_PRICE]),
        case(
            "contract.elasticity",
            ["0.5", "4.0"],
            format!("{CONTRACT}price = 3.0\n"),
            ["retention = 0.6\nprice = 3.0\n", TABLE_AND_PRICE],
        ),
        case(
            "contract.elasticity",
            ["0.5", "4.0"],
            format!("{CONTRACT}price = 3.0\n{DEARER}").replace("0.6", "1.0"),
            ["retention = 1.0", "retention = 0.6"],
        ),
        case(
            "contract.elasticity",
            ["0.5", "4.0"],
            format!("{CONTRACT}price = 3.0\n{DEARER}").replace("retention = 0.6\n", ""),
            ["price = 3.0\n", PRICE_AND_LEAK],
        ),
        case(
            "contract.elasticity",
            ["0.5", "4.0"],
            format!("{BUYS}[contract]\nearns = \"1 per d\"\n{LEAK}{}", DEARER.replace("contract", "purchase")),
            ["name = \"x\"", "name = \"value\""],
        ),
        case(
            "contract.elasticity",
            ["0.5", "4.0"],
            format!("[contract]\nearns = \"1 per d\"\n{}", LEAK.replace("\"x\"", "\"value\"")),
            ["[contract]", BUYS_DEARER],
        ),
        case(
            "contract.renews_for",
            ["20 d", "30 d"],
            format!("{BUYS}[contract]\nterm = \"200 d\"\nprice = 3.0\n"),
            ["term = \"200 d\"", "term = \"50 d\""],
        ),
        case(
            "employees.j_pay",
            ["0.2", "5.0"],
            format!("{DESK}{}resource = \"r\"\ntime = \"5 min\"\n[employees]\n", loyal("")),
            ["staff = 1", "staff = 1\npay = 0.5"],
        ),
        case(
            "employees.j_env",
            ["0.2", "5.0"],
            format!("{DESK}{}resource = \"r\"\ntime = \"5 min\"\n[employees]\n", loyal("")),
            ["staff = 1", "staff = 1\nenvironment = 0.5"],
        ),
        declines("lifecycle.k_D", ["2.0", "90.0"]),
        declines("lifecycle.t_rec", ["2 d", "30 d"]),
        declines("lifecycle.multiplier.decline", ["0.1", "0.9"]),
    ]
}

fn of_feelings() -> Vec<Case> {
    let waits = |key, values| {
        let given = loyal("time = \"5 min\"\nwait_modifiers = [\"informed\"]\n[experience]\n");
        case(key, values, given, ["time = \"5 min\"", "wait = { exponential = { mean = \"20 min\" } }"])
    };
    let visits = |key, values| {
        let given = format!("{BUYS}[loyalty]\n");
        case(
            key,
            values,
            given,
            [
                "[loyalty]\n",
                "[loyalty]\n[[journey]]\nname = \"v\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"t\"\nquality = 5.0\n",
            ],
        )
    };
    let one_hole = |more: &str| {
        format!(
            "{BUYS}[contract]\nterm = \"30 d\"\nretention = 0.8\n[[hole]]\nname = \"x\"\nhazard = \"1 per y\"\n{more}"
        )
    };
    let complains = |more: &str| loyal(&format!("fail_prob = 0.3\n[complaint]\n{more}"));
    vec![
        waits("experience.wait_ok", ["1 min", "9 min"]),
        waits("journey.v.t.wait_ok", ["1 min", "9 min"]),
        case(
            "experience.wait_ok",
            ["1 min", "9 min"],
            loyal("wait = { exponential = { mean = \"20 min\" } }\nwait_ok = \"5 min\"\n[experience]\n"),
            ["wait_ok = \"5 min\"\n", ""],
        ),
        waits("experience.overestimate", ["2.0", "3.0"]),
        waits("experience.modifier.informed", ["0.2", "0.9"]),
        case(
            "experience.modifier.unfair",
            ["2.0", "3.0"],
            loyal("wait = \"30 min\"\nwait_modifiers = [\"informed\"]\n"),
            ["[\"informed\"]", "[\"unfair\"]"],
        ),
        case(
            "experience.weight",
            ["{ reliability = 1.0 }", "{ empathy = 1.0 }"],
            loyal(""),
            ["quality = 6.0", "scores = { empathy = 1.0 }"],
        ),
        case(
            "experience.sd_within",
            ["0.2", "0.9"],
            loyal("").replace("quality = 6.0", "quality = { uniform = { low = 4.0, high = 8.0 } }"),
            ["quality = { uniform = { low = 4.0, high = 8.0 } }", "quality = 6.0"],
        ),
        visits("experience.loss_aversion", ["2.0", "3.0"]),
        visits("market.standard", ["2.0", "3.0"]),
        visits("loyalty.trust.gain", ["0.2", "0.9"]),
        visits("memory.primacy", ["2.0", "3.0"]),
        case(
            "memory.alpha",
            ["1.0", "5.0"],
            loyal("time = \"0 min\"\n[memory]\nrule = \"acclimation\"\n"),
            ["time = \"0 min\"", "time = \"40 min\""],
        ),
        case(
            "memory.alpha",
            ["1.0", "5.0"],
            loyal("next = \"u\"\n[[journey.touchpoint]]\nname = \"u\"\n[memory]\nrule = \"acclimation\"\n"),
            ["next = \"u\"", "next = { u = \"1 per h\" }"],
        ),
        case(
            "memory.w",
            ["1.0", "5.0"],
            loyal(
                "time = \"40 min\"\n[[journey.touchpoint]]\nname = \"u\"\ntime = \"50 min\"\n[memory]\nrule = \"peak_end\"\n",
            ),
            ["peak_end", "acclimation"],
        ),
        case(
            "loyalty.habit",
            ["2.0", "50.0"],
            format!("{BUYS}{VISIT}[loyalty]\nsupport = {{ inertia = 0.0 }}\n"),
            ["inertia = 0.0", "inertia = 0.6"],
        ),
        case(
            "loyalty.levels.high",
            ["[0.1, 0.3, 0.9]", "[0.2, 0.4, 0.5]"],
            loyal("[market]\ncompetition = 0.0\n"),
            ["competition = 0.0", "competition = 0.5"],
        ),
        case("hole.x.factor", ["2.0", "5.0"], one_hole(""), ["retention = 0.8\n", ""]),
        case("hole.x.hazard", ["1 per y", "5 per y"], one_hole(""), ["retention = 0.8\n", ""]),
        case(
            "hole.x.factor",
            ["2.0", "9.0"],
            one_hole("[[hole]]\nname = \"y\"\nenabled = false\nhazard = \"2 per y\"\n"),
            ["enabled = false", "enabled = true"],
        ),
        case(
            "hole.x.shielded",
            ["true", "false"],
            format!("{BUYS}[[hole]]\nname = \"x\"\nhazard = \"3 per y\"\nshielded = true\n"),
            ["[purchase]", "[loyalty]\n[purchase]"],
        ),
        case(
            "complaint.causal_share",
            ["0.2", "0.8"],
            complains("[contract]\nterm = \"30 d\"\nretention = 0.8\n"),
            ["retention = 0.8\n", ""],
        ),
        case(
            "complaint.learning",
            ["0.3", "5.0"],
            complains("voice = { silent = 1.0 }\n"),
            ["silent = 1.0", "silent = 0.4, formal = 0.6"],
        ),
        case(
            "complaint.ease",
            ["0.5", "2.0"],
            complains("voice = { silent = 1.0 }\n"),
            ["silent = 1.0", "silent = 0.4, formal = 0.6"],
        ),
        case(
            "complaint.care",
            ["0.1", "0.3"],
            complains("resolution = { slow = 1.0 }\n"),
            ["slow = 1.0", "slow = 0.2"],
        ),
    ]
}

fn of_journeys() -> Vec<Case> {
    let steps = |start: &str, more: &str| {
        format!(
            "{BUYS}{DESK}[[journey]]\nname = \"v\"\n{start}\n[[journey.touchpoint]]\nname = \"t\"\nresource = \"r\"\ntime = \"5 min\"\n{more}"
        )
    };
    let peaks = ["{ \"10:00-11:00\" = 3 }", "{ \"10:00-11:00\" = 0.1 }"];
    vec![
        case(
            "journey.v.max_visits",
            ["1", "3"],
            steps("start = \"purchase\"", "fail_prob = 0.5\n"),
            ["fail_prob = 0.5", "fail_prob = 0.5\non_fail = \"t\""],
        ),
        case(
            "journey.v.peak_hours",
            peaks,
            steps("arrivals = { at = [\"1 h\", \"30 h\"] }", ""),
            ["{ at = [\"1 h\", \"30 h\"] }", "\"6 per h\""],
        ),
        case(
            "journey.v.share",
            ["0.2", "0.5"],
            steps("arrivals = \"1 per h\"", ""),
            ["arrivals = \"1 per h\"", "start = \"purchase\""],
        ),
        case(
            "journey.v.priority",
            ["3", "7"],
            steps(
                "start = { rate = \"1 per d\" }",
                "[[journey]]\nname = \"w\"\narrivals = \"8 per h\"\n[[journey.touchpoint]]\nname = \"t\"\nresource = \"r\"\ntime = \"5 min\"\n",
            ),
            ["staff = 1", "staff = 1\ndiscipline = \"priority\""],
        ),
        case(
            "journey.v.t.fail_drop",
            ["2.0", "5.0"],
            loyal("fail_prob = 0.0\n"),
            ["fail_prob = 0.0", "fail_prob = 0.3"],
        ),
        case(
            "journey.v.t.abandon_incident",
            ["0.1", "0.9"],
            format!("{DESK}{}", loyal("resource = \"r\"\ntime = \"1 h\"\n[complaint]\n")),
            ["time = \"1 h\"", "time = \"1 h\"\npatience = \"1 min\""],
        ),
        case(
            "journey.v.t.treat",
            ["0.1", "0.9"],
            loyal("").replace("start = \"purchase\"", "arrivals = \"1 per d\""),
            ["arrivals = \"1 per d\"", "start = \"purchase\""],
        ),
        case(
            "channel.web.consistency",
            ["0.1", "0.9"],
            loyal("channel = \"web\"\n[[channel]]\nname = \"web\"\n[[channel]]\nname = \"desk\"\nenabled = false\n"),
            ["enabled = false", "enabled = true"],
        ),
    ]
}

fn of_programs() -> Vec<Case> {
    let perks = |key, values| {
        let perks =
            "surprise = { cost = 1.0, prob = 0.5 }\nmode = [\"quantity\", \"experience\"]\nexperience = { prob = 0.5 }";
        let given = program(&format!("{POINTS}{perks}\n[loyalty]"));
        case(
            key,
            values,
            given,
            [
                "[loyalty]\n",
                "[loyalty]\n[[journey]]\nname = \"v\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"t\"\n",
            ],
        )
    };
    let unknown = |key, values| {
        let given = program(&format!("{POINTS}aware = 0.0\npartner = [{{ name = \"p\", spend = \"1 per d\" }}]\n"));
        case(key, values, given, ["aware = 0.0", "aware = 0.7"])
    };
    let paid = |key, values| {
        let given = program(&format!("{POINTS}membership = {{ fee = 1.0, take_up = 0.0, every = \"60 d\" }}\n"));
        case(key, values, given, ["take_up = 0.0", "take_up = 0.5"])
    };
    let told = |more: &str| loyal(&format!("[word_of_mouth]\nevery = \"60 d\"\n{more}\n")).replace("6.0", "9.0");
    vec![
        case(
            "program.points.grace",
            ["20 d", "30 d"],
            program("points = { per_spend = 1.0, reward_points = 60, unit_cost = 0.1, expiry = \"forever\" }"),
            ["\"forever\"", "\"20 d\""],
        ),
        case(
            "program.voucher.grace",
            ["5 d", "30 d"],
            program("voucher = { grace = \"1 d\", expiry = \"forever\" }"),
            ["\"forever\"", "\"20 d\""],
        ),
        unknown("program.lift", ["0.1", "0.9"]),
        unknown("program.points.welcome", ["10", "20"]),
        unknown("program.partner.p.spend", ["1 per d", "2 per d"]),
        unknown("program.complexity", ["0.1", "0.3"]),
        paid("program.membership.renewal", ["0.1", "0.6"]),
        paid("program.membership.fee", ["1.0", "2.0"]),
        paid("program.fraud", ["0.1", "0.2"]),
        case(
            "program.membership.renewal",
            ["0.1", "0.6"],
            program(&format!("{POINTS}membership = {{ fee = 1.0, every = \"200 d\" }}\n")),
            ["\"200 d\"", "\"60 d\""],
        ),
        case(
            "program.kmax",
            ["0.1", "0.9"],
            program(&format!("{POINTS}mode = \"benefit\"\n[loyalty]\n")),
            ["\"benefit\"", "\"quantity\""],
        ),
        perks("program.surprise.prob", ["0.2", "0.9"]),
        perks("program.experience.moment", ["0.2", "0.9"]),
        case(
            "program.benefit.wait",
            ["0.1", "0.6"],
            format!("{}[program]\n{POINTS}mode = \"benefit\"\n", loyal("time = \"20 min\"\n")),
            ["time = \"20 min\"", "wait = \"20 min\""],
        ),
        case(
            "program.partner.p.multiplier",
            ["2.0", "3.0"],
            program(&format!("{POINTS}partner = [{{ name = \"p\", spend = \"0 per d\" }}]\n")),
            ["\"0 per d\"", "\"1 per d\""],
        ),
        case(
            "program.transfer.share",
            ["0.2", "0.9"],
            program(&format!("{POINTS}transfer = {{ rate = \"0 per d\" }}\n")),
            ["\"0 per d\"", "\"1 per 9 d\""],
        ),
        case(
            "program.tells",
            ["2.0", "3.0"],
            format!("{}[program]\n{POINTS}mode = \"social\"\n", told("referrals = { rate = \"1 per y\" }")),
            ["referrals = { rate = \"1 per y\" }\n", ""],
        ),
        case(
            "word_of_mouth.conversion",
            ["0.02", "0.06"],
            told("tells = { satisfied = 0.0 }"),
            ["satisfied = 0.0", "satisfied = 4.0"],
        ),
        case(
            "word_of_mouth.referred.margin",
            ["2.0", "3.0"],
            told("conversion = 0.0"),
            ["conversion = 0.0", "conversion = 0.05"],
        ),
        case(
            "word_of_mouth.every",
            ["20 d", "30 d"],
            told("referrals = { rate = \"1 per y\" }").replace("every = \"60 d\"\n", ""),
            ["rate = \"1 per y\"", "per_customer = 0.5"],
        ),
    ]
}

/// What two values of a key come to: whether `check` warns of both, and whether results are equal.
fn tried(case: &Case, text: &str) -> Result<[bool; 2], String> {
    let at = |value: &str| {
        let sets = [(case.key, value)];
        let owned = sets.map(|(path, value)| (path.to_owned(), value.to_owned()));
        let loaded = Scenario::parse("firm.toml", text, &owned).map_err(|problems| problems.to_string())?;
        let of_key =
            |path: &str| case.key.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let warned = loaded.warnings.items.iter().any(|w| w.code == "no-effect" && of_key(&w.path));
        let world = World::parse(text, &sets).map_err(|problems| problems.to_string())?;
        Ok::<_, String>((warned, without_words(&world.results(ALONE))))
    };
    let [first, second] = case.values.map(at);
    let (first, second) = (first?, second?);
    Ok([first.0 && second.0, first.1 == second.1])
}

/// Exit code of the plan of a sweep over a key.
fn planned(case: &Case, text: &str) -> i32 {
    let desk = Desk::with("firm.toml", text);
    let vary = format!("{}={}", case.key, case.values.join(","));
    desk.run(["sweep", "plan", "firm.toml", "--vary", &vary, "--points", "2", "--design", "grid", "--out", "o"]).code
}

fn try_all(cases: &[Case]) {
    let mut wrong = String::new();
    for case in cases {
        let idle = format!("{HEAD}{}", case.given);
        let acting = format!("{HEAD}{}", case.given.replacen(case.lift[0], case.lift[1], 1));
        let plain = !case.values.iter().any(|value| value.contains(['[', '{']));
        let mut expect = |what: &str, text: &str, silent: bool| match tried(case, text) {
            Err(problem) => _ = writeln!(wrong, "{} {what}: {problem}", case.key),
            Ok(found) if found != [silent; 2] => {
                _ = writeln!(wrong, "{} {what}: warned {}, equal results {}", case.key, found[0], found[1]);
            }
            Ok(_) => {}
        };
        assert_ne!(idle, acting, "{}", case.key);
        expect("beside what stills it", &idle, true);
        expect("where it acts", &acting, false);
        if plain && planned(case, &idle) != 2 {
            _ = writeln!(wrong, "{}: a sweep takes it", case.key);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn keys_of_the_firm_that_cannot_act() {
    try_all(&of_the_firm());
}

#[test]
fn keys_of_feelings_that_cannot_act() {
    try_all(&of_feelings());
}

#[test]
fn keys_of_journeys_that_cannot_act() {
    try_all(&of_journeys());
}

#[test]
fn keys_of_programs_that_cannot_act() {
    try_all(&of_programs());
}

/// What an intervention, a shock, a segment or a sweep of the file may change decides nothing.
#[test]
fn what_another_world_may_open_is_not_warned_of() {
    let given = format!(
        "{HEAD}{}",
        program("points = { per_spend = 1.0, reward_points = 60, unit_cost = 0.1, grace = \"30 d\" }")
    );
    let warned = |more: &str| {
        let loaded = Scenario::parse("firm.toml", &format!("{given}{more}"), &[]).expect("valid");
        loaded.warnings.items.iter().any(|w| w.code == "no-effect" && w.path == "program.points.grace")
    };
    let change = "change.\"program.points.expiry\" = { set = \"90 d\" }";
    assert!(warned(""));
    assert!(warned("[[intervention]]\nname = \"lift\"\nchange.\"program.lift\" = { set = 0.1 }\n"));
    for (list, more) in [("intervention", ""), ("shock", "start = \"9 d\"\n")] {
        assert!(!warned(&format!("[[{list}]]\nname = \"expire\"\n{more}{change}\n")), "{list}");
    }
    assert!(!warned(
        "[sweep]\n[[sweep.parameter]]\nname = \"expiry\"\npath = \"program.points.expiry\"\nset = { values = [\"90 d\", \"100 d\"] }\n"
    ));
    let neutral = given.replace("30 d", "0 d");
    let loaded = Scenario::parse("firm.toml", &neutral, &[]).expect("valid");
    assert_eq!(loaded.warnings.items, [], "a value that would do nothing anyway misleads nobody");
}

/// What a run and a verdict say they rest on can act.
#[test]
fn nothing_idle_is_said_to_be_rested_on() {
    let idle = format!("{HEAD}{}", program(&format!("kmax = 0.3\n{POINTS}")));
    let desk = Desk::with("firm.toml", &idle);
    let said = desk.run(["run", "firm.toml", "--out", "o"]).with_code(0).out;
    assert!(said.contains("lift 0.02") && !said.contains("kmax"), "{said}");
    let loyal = Desk::with("firm.toml", &format!("{idle}[loyalty]\n"));
    assert!(loyal.run(["run", "firm.toml", "--out", "o"]).with_code(0).out.contains("kmax 0.3"));
    let change = "[[intervention]]\nname = \"more\"\nchange.\"purchase.basket\" = { scale = 1.1 }\n";
    let verdict = |more: &str| {
        let desk = Desk::with("firm.toml", &format!("{HEAD}{BUYS}elasticity = 2.0\n{more}{change}"));
        let said = desk.run(["compare", "firm.toml", "--replications", "4", "--out", "o"]).with_code(0).out;
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(!verdict("").contains("purchase.elasticity"));
    assert!(verdict("price = 1.1\n").contains("purchase.elasticity 2"));
}
