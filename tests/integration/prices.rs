//! What is charged, in all its forms, and who answers it: compare and sweeps judge alike.

use serde_json::Value;

use crate::program::Desk;
use crate::support::Worlds;

/// The worlds that are not judged, by the key that they differ in.
fn unjudged(text: &str) -> Value {
    let desk = Desk::with("s.toml", text);
    desk.run(["compare", "s.toml", "--out", "out", "--no-progress", "--replications", "3"]).with_code(0);
    let results: Value = serde_json::from_str(&desk.read("out/results.json")).expect("results");
    let told = |group: &Value| (group["path"].as_str().expect("a path").to_owned(), group["worlds"].clone());
    results["unjudged"].as_array().map_or(Value::Null, |groups| groups.iter().map(told).collect())
}

fn world(name: &str, change: &str) -> String {
    format!("[[intervention]]\nname = \"{name}\"\nchange = {{ {change} }}\n")
}

const CONTRACT: &str = "name = \"c\"\n[run]\nhorizon = \"3 y\"\nreplications = 3\n[population]\ncustomers = 20\n[contract]\nterm = \"1 y\"\nprice = 100.0\nretention = 0.7\nearns = \"1 per d\"\n";

#[test]
fn what_is_paid_per_time_is_a_price() {
    let worlds = |key: &str, name: &str| serde_json::json!({ key: ["baseline", name] });
    // The same 100 twelve times a year, twice a year, or from the second term on.
    for (name, change, key) in [
        ("monthly", "\"contract.bill\" = { set = \"1 mo\" }", "contract.bill"),
        ("half", "\"contract.term\" = { set = \"6 mo\" }", "contract.term"),
        ("later", "\"contract.renews_for\" = { set = \"6 mo\" }", "contract.renews_for"),
    ] {
        assert_eq!(unjudged(&[CONTRACT, &world(name, change)].concat()), worlds(key, name));
        let answered = format!("{change}, \"contract.retention\" = {{ set = 0.5 }}");
        assert!(unjudged(&[CONTRACT, &world(name, &answered)].concat()).is_null(), "{name}");
    }
    // What a customer brings besides is no price.
    assert!(unjudged(&[CONTRACT, &world("tenfold", "\"contract.earns\" = { scale = 10 }")].concat()).is_null());
    // A twelfth of it each month, and half of it for half a year, are the same price.
    for change in [
        "\"contract.bill\" = { set = \"1 mo\" }, \"contract.price\" = { set = 8.33 }",
        "\"contract.term\" = { set = \"6 mo\" }, \"contract.price\" = { set = 50 }",
    ] {
        assert!(unjudged(&[CONTRACT, &world("parts", change)].concat()).is_null(), "{change}");
    }
}

/// A world at the baseline's price is judged against it, though another world has its answer at another price.
#[test]
fn who_charges_what_the_baseline_charges_is_judged_whatever_others_charge() {
    let dearer = "\"contract.price\" = { scale = 5 }";
    let kept = "\"contract.retention\" = { set = 0.85 }";
    let text = [CONTRACT, &world("dearer", dearer), &world("kept", kept), &world("both", &format!("{dearer}, {kept}"))]
        .concat();
    let desk = Desk::with("s.toml", &text);
    let told =
        desk.run(["compare", "s.toml", "--out", "out", "--no-progress", "--replications", "12"]).with_code(0).out;
    let results: Value = serde_json::from_str(&desk.read("out/results.json")).expect("results");
    let probability = |name: &str| {
        let worlds = results["worlds"].as_array().expect("worlds");
        let world = worlds.iter().find(|world| world["name"] == name).expect(name);
        world["difference"]["npv"]["p_better"].clone()
    };
    assert!(probability("kept").is_number(), "{told}");
    for name in ["dearer", "both"] {
        assert!(probability(name).is_null(), "{name}: {told}");
    }
    assert_eq!(results["unjudged"][1]["judged"], serde_json::json!(["kept"]), "{told}");
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Against the baseline, kept is judged: it charges the same."), "{told}");
    assert!(words.contains("Best: kept"), "{told}");
}

fn shop(more: &str) -> String {
    let shop = "name = \"c\"\n[run]\nhorizon = \"1 y\"\nreplications = 3\n[population]\ncustomers = 20\n[purchase]\nrate = \"1 per mo\"\nbasket = 20\nmargin = 0.3\n";
    [shop, more].concat()
}

fn segments(deaf: f64, rest: &str) -> String {
    format!(
        "[[segment]]\nname = \"a\"\nshare = {deaf:?}\nfactor = {{ price_sensitivity = 0 }}\n[[segment]]\nname = \"b\"\nshare = {:?}\n{rest}\n",
        1.0 - deaf
    )
}

const DEARER: &str = "\"purchase.price\" = { set = 2.0 }";

#[test]
fn a_price_that_most_customers_answer_is_judged() {
    let dear = world("dear", DEARER);
    let of = |rest: &str| unjudged(&shop(&["elasticity = 2\n", &segments(0.1, rest), &dear].concat()));
    assert!(of("").is_null());
    assert_eq!(of("factor = { price_sensitivity = 0 }"), serde_json::json!({ "purchase.price": ["baseline", "dear"] }));
    // Who answers must be one whose price differs.
    assert_eq!(
        unjudged(&shop(
            &[
                "elasticity = 2\n",
                &segments(0.1, ""),
                "[[intervention]]\nname = \"dear\"\nsegments = [\"a\"]\n",
                "change = { ",
                DEARER,
                " }\n"
            ]
            .concat()
        )),
        serde_json::json!({ "purchase.price": ["baseline", "dear"] })
    );
}

/// Paying is a moment where a purchase is a visit and somebody is sensitive. A price narrows what is tolerated at every touchpoint that customers
/// judge, whatever starts the visit and however sensitive they are, and so moves who stays.
#[test]
fn a_price_is_felt_where_customers_pay_or_judge() {
    let dear = world("dear", DEARER);
    let text = |journey: &str| shop(&["elasticity = 0\n[loyalty]\n", journey, &dear].concat());
    let visit = |start: &str, more: &str| {
        format!(
            "[[journey]]\nname = \"v\"\n{start}\n[[journey.touchpoint]]\nname = \"till\"\ntime = \"5 min\"\n{more}\n"
        )
    };
    let (often, buys, others) = ("start = { rate = \"4 per mo\" }", "start = \"purchase\"", "arrivals = \"1 per d\"");
    let deaf = "[[segment]]\nname = \"a\"\nshare = 1.0\nfactor = { price_sensitivity = 0 }\n";
    let unseen = "lane = \"backstage\"";
    for (journey, judged) in [
        (String::new(), false),
        (visit(others, ""), false),
        (visit(often, unseen), false),
        (visit(often, ""), true),
        (visit(often, deaf), true),
        (visit(buys, unseen), true),
        (visit(buys, &format!("{unseen}\n{deaf}")), false),
    ] {
        let open = serde_json::json!({ "purchase.price": ["baseline", "dear"] });
        assert_eq!(unjudged(&text(&journey)), if judged { Value::Null } else { open }, "{journey}");
    }
    // What is said of the price is so: it moves satisfaction where it is felt, and nothing else.
    for (journey, felt) in [(visit(others, ""), false), (visit(often, unseen), false), (visit(often, deaf), true)] {
        let worlds = Worlds::parse(&text(&journey), &[&["dear"]]).results().worlds;
        let satisfied = |w: usize| worlds[w].metrics["satisfaction"].mean.expect("satisfaction");
        assert_eq!(satisfied(1) < satisfied(0), felt, "{} {}: {journey}", satisfied(0), satisfied(1));
        assert!(felt || satisfied(0) == satisfied(1), "{journey}");
    }
}

#[test]
fn a_sweep_names_no_best_of_worlds_that_compare_does_not_judge() {
    let club = shop(
        "[program]\npoints = { per_spend = 1.0, reward_points = 100, unit_cost = 0.01 }\nmembership = { fee = 10.0, every = \"1 mo\", take_up = 0.15, renewal = 0.9 }\n",
    );
    let rise = [
        CONTRACT,
        "[[shock]]\nname = \"rise\"\nstart = \"100 d\"\nchange = { \"contract.price\" = { scale = 1.5 } }\n",
    ]
    .concat();
    let price = "purchase.price=1,2";
    for (text, vary, open) in [
        (club, "program.membership.every=1 d,30 d", Some("program.membership.every")),
        (
            shop(&["elasticity = 2\n", &segments(0.5, "factor = { price_sensitivity = 0 }")].concat()),
            price,
            Some("purchase.price"),
        ),
        (shop(&["elasticity = 2\n", &segments(0.1, "")].concat()), price, None),
        (rise, "shock.rise.enabled=true,false", Some("contract.price")),
        (CONTRACT.to_owned(), "contract.bill=1 mo,1 y", Some("contract.bill")),
        (CONTRACT.to_owned(), "contract.cost=10,20", None),
    ] {
        let desk = Desk::with("s.toml", &text);
        let args = ["sweep", "s.toml", "--design", "grid", "--vary", vary, "--replications", "3", "--out", "a", "-q"];
        desk.run(args).with_code(0);
        let analysis = desk.run(["analyze", "a", "--metric", "npv", "--json"]).with_code(0).json();
        let found = &analysis["metrics"][0];
        assert_eq!(found["best"].is_null(), open.is_some(), "{vary}: {found}");
        let told = found["warnings"].to_string();
        assert!(open.is_none_or(|key| told.contains(&format!("points differ in `{key}`"))), "{vary}: {told}");
    }
}
