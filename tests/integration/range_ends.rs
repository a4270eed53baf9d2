//! Values at the very ends of their ranges act as what they say.

use crate::support::run_text;
use journeysim::experiment::results::Results;

fn mean(results: &Results, metric: &str) -> f64 {
    let found = results.worlds[0].metrics.get(metric);
    found.and_then(|m| m.mean).unwrap_or_else(|| panic!("no {metric}"))
}

fn table(stay: &str, severity: f64) -> String {
    format!(
        "name = \"stay\"\n[run]\nhorizon = \"365 d\"\nreplications = 4\n[population]\ncustomers = 200\n\
         [purchase]\nrate = \"1 per 10 d\"\nbasket = 10\n[[journey]]\nname = \"j\"\nstart = \"purchase\"\n\
         [[journey.touchpoint]]\nname = \"a\"\nfail_prob = 1\nseverity = {severity}\nhole = \"h\"\n[[hole]]\nname = \"h\"\n\
         [complaint]\nvoice = {{ formal = 1.0 }}\nresolution = {{ slow = 1.0 }}\nstay = {{ resolved = {stay} }}\n"
    )
}

/// 36.5 visits expected: that one of 800 customers has none has a chance of 1e-13. With a half per incident `k` exits come of `2k` incidents.
#[test]
fn a_chance_to_stay_of_nothing_or_one_is_certain() {
    for (stay, severity) in [("[0, 0]", 1.0), ("[0, 0]", 0.5), ("[0.5, 0]", 0.5), ("[1, 0]", 0.6)] {
        let results = run_text(&table(stay, severity), &[]);
        let [exits, incidents] = ["exits", "incidents"].map(|m| mean(&results, m));
        assert_eq!([exits, incidents], [200.0, 200.0], "{stay} {severity}");
    }
    for (stay, severity) in [("[1, 1]", 0.5), ("[1, 0]", 0.4), ("[0.5, 1]", 0.5)] {
        assert_eq!(mean(&run_text(&table(stay, severity), &[]), "exits"), 0.0, "{stay} {severity}");
    }
    for (stay, severity) in [("[0.5, 0]", 0.0), ("[0, 0.5]", 1.0), ("[1, 0]", 0.5)] {
        let results = run_text(&table(stay, severity), &[]);
        let share = mean(&results, "exits") / mean(&results, "incidents");
        // Four standard errors at 1,600 incidents.
        assert!((share - 0.5).abs() < 0.05, "{stay} {severity}: {share}");
    }
}

fn no_level(more: &str) -> String {
    format!(
        "name = \"level\"\n[run]\nhorizon = \"100 d\"\nreplications = 2\n[population]\ncustomers = 500\n\
         [loyalty]\nlevels = {{ low = [0, 0, 0], high = [0, 0, 0] }}\n\
         support = {{ incentive = 0, price = 0, convenience = 0, inertia = 0, lockin = 0, social = 0 }}\n{more}"
    )
}

/// Nobody is loyal: all are gone at once, but for those who cannot leave.
#[test]
fn levels_of_nothing_empty_the_bucket_where_it_has_a_hole() {
    let shut = |holes: &[&str]| -> String {
        holes.iter().map(|hole| format!("[[hole]]\nname = \"{hole}\"\nfactor = 0\n")).collect()
    };
    let outside = shut(&["life", "rival", "income"]);
    let exits = |more: &str| mean(&run_text(&no_level(&format!("{outside}{more}")), &[]), "exits");
    assert_eq!(exits(""), 500.0);
    assert_eq!(exits("[[segment]]\nname = \"s\"\nshare = 1\nfactor = { satisfaction_hazard = 0 }\n"), 0.0);
    let service = ["quality", "service", "staff", "hassle", "value", "selection", "gap", "channel"];
    assert_eq!(exits(&shut(&service)), 0.0);
}
