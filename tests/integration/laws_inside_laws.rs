//! Laws inside laws: what can be drawn is drawn, once per customer or anonymous visitor; what can not is refused with its place.

use journeysim::laws::FAMILIES;
use journeysim::metrics::{journey, touchpoint};
use journeysim::scenario::Scenario;

use crate::support::run_text;

/// A line of steps with a wait and a patience each: the share that gives up is the chance that the wait is longer.
fn share_longer(laws: &[(String, f64)], visits: u32) -> Vec<f64> {
    let mut text = format!(
        "name = \"waits\"\n[run]\nhorizon = \"10 d\"\nreplications = 2\n\
         [[journey]]\nname = \"visit\"\narrivals = \"{} per d\"\n",
        visits / 20
    );
    for (at, (law, patience)) in laws.iter().enumerate() {
        let next = if at + 1 < laws.len() { format!("s{}", at + 1) } else { "done".to_owned() };
        text += &format!(
            "[[journey.touchpoint]]\nname = \"s{at}\"\nwait = {law}\npatience = \"{patience} min\"\non_renege = \"{next}\"\n"
        );
    }
    let results = run_text(&text, &[]);
    let seen = &results.worlds[0].touchpoints;
    (0..laws.len())
        .map(|at| {
            let step = &seen[&format!("visit/s{at}")];
            step[touchpoint::RENEGED].mean.expect("counted") / step[touchpoint::VISITS].mean.expect("counted")
        })
        .collect()
}

/// Five standard errors of a share: false alarm for 1 seed in 1.7 million each.
fn error(share: f64, visits: u32) -> f64 {
    5.0 * (share * (1.0 - share) / f64::from(visits)).sqrt() + 1e-9
}

#[test]
fn an_exponential_of_gamma_rate_is_a_lomax() {
    // Rate gamma of shape 1/2 and mean 30 per h: P(T > t) = (1 + 60 t)^-1/2 with t in hours. Its mean is infinite, its median 3 min.
    let law = "{ exponential = { rate = { gamma = { mean = \"30 per h\", shape = 0.5 } } } }".to_owned();
    let shares = share_longer(&[(law.clone(), 3.0), (law, 399.0)], 200_000);
    assert!((shares[0] - 0.5).abs() < error(0.5, 200_000), "{shares:?}");
    assert!((shares[1] - 0.05).abs() < error(0.05, 200_000), "{shares:?}");
}

#[test]
fn closed_forms_of_laws_inside_laws() {
    let cases = [
        // Lognormal of a lognormal median: the variances of the logarithms add up to 1.
        ("{ lognormal = { median = { lognormal = { median = \"4 min\", sigma = 0.6 } }, sigma = 0.8 } }", 4.0, 0.5),
        (
            "{ lognormal = { median = { lognormal = { median = \"4 min\", sigma = 0.6 } }, sigma = 0.8 } }",
            10.873_127_3,
            0.158_655_254,
        ),
        // Uniform of uniform mean, equal widths of 2: a triangle over 3, 5, 7.
        (
            "{ uniform = { mean = { uniform = { low = \"4 min\", high = \"6 min\" } }, sd = \"0.5773502691896258 min\" } }",
            6.0,
            0.125,
        ),
        // Exponential of an exponential mean of 1 min: P = integral exp(-t/m - m) dm = 2 sqrt(t) K1(2 sqrt(t)); at t = 1: 2 K1(2).
        ("{ exponential = { mean = { exponential = { mean = \"1 min\" } } } }", 1.0, 0.279_731_8),
        // The same constant law for whoever it is.
        ("{ constant = { uniform = { low = \"0 min\", high = \"8 min\" } } }", 6.0, 0.25),
        // Gamma of uniform cv would need an integral; of cv 1 or 1/2 it is exponential or of shape 4.
        (
            "{ gamma = { mean = \"2 min\", cv = { empirical = { values = [1.0, 0.5] } } } }",
            2.0,
            0.5 * (0.367_879_441 + 0.433_470_120),
        ),
        // An erlang of one or of three phases of mean 1 min.
        (
            "{ erlang = { shape = { empirical = { values = [1, 3] } }, scale = \"1 min\" } }",
            2.0,
            0.5 * (0.135_335_283 + 0.676_676_416),
        ),
    ];
    let laws: Vec<(String, f64)> = cases.iter().map(|(law, at, _)| ((*law).to_owned(), *at)).collect();
    for ((law, _, right), share) in cases.iter().zip(share_longer(&laws, 200_000)) {
        assert!((share - right).abs() < error(*right, 200_000), "{law}: {share} is not {right}");
    }
}

#[test]
fn every_parameter_of_every_form_draws_a_law_inside() {
    // Of two values, equally likely: the share is the mean of those of the two fixed laws.
    let value = |family: &str, name: &str| match name {
        "low" => ["\"0.5 min\"", "\"2 min\""],
        "mode" => ["\"3 min\"", "\"5 min\""],
        "high" => ["\"6 min\"", "\"12 min\""],
        "sd" => ["\"0.3 min\"", "\"1.5 min\""],
        "cv" => ["0.1", "0.5"],
        "sigma" => ["0.2", "1.5"],
        "rate" => ["\"10 per h\"", "\"40 per h\""],
        "scale" => ["\"1 min\"", "\"4 min\""],
        "shape" if family == "erlang" => ["1", "4"],
        "shape" => ["1.6", "4.0"],
        _ => ["\"3 min\"", "\"6 min\""],
    };
    let (mut inside, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for family in
        FAMILIES.iter().filter(|family| !family.plain_only && !matches!(family.name, "empirical" | "residual"))
    {
        for form in family.forms.iter().filter(|form| form.names().all(|name| name != "mu")) {
            for name in form.names() {
                let law = |own: &str| {
                    let one = |other: &'static str| {
                        let value = if other == name { own } else { value(family.name, other)[0] };
                        format!("{other} = {value}")
                    };
                    (
                        format!(
                            "{{ {} = {{ {} }} }}",
                            family.name,
                            form.names().map(one).collect::<Vec<_>>().join(", ")
                        ),
                        4.0,
                    )
                };
                let [first, second] = value(family.name, name);
                inside.push(law(&format!("{{ empirical = {{ values = [{first}, {second}] }} }}")));
                low.push(law(first));
                high.push(law(second));
            }
        }
    }
    assert!(inside.len() > 35, "{}", inside.len());
    let (mixed, low, high) = (share_longer(&inside, 20_000), share_longer(&low, 20_000), share_longer(&high, 20_000));
    for (at, (law, _)) in inside.iter().enumerate() {
        let right = 0.5 * (low[at] + high[at]);
        assert!((mixed[at] - right).abs() < 1.3 * error(right, 20_000), "{law}: {} is not {right}", mixed[at]);
    }
}

#[test]
fn a_law_inside_is_drawn_once_per_visitor() {
    // Both waits of a visitor are the same time, though the law is the same touchpoint's: whoever outstays the first outstays the second.
    let text = "name = \"twice\"\n[run]\nhorizon = \"10 d\"\nreplications = 2\n\
        [[journey]]\nname = \"visit\"\narrivals = \"1000 per d\"\nmax_visits = 2\n\
        [[journey.touchpoint]]\nname = \"a\"\nwait = { constant = { exponential = { mean = \"5 min\" } } }\npatience = \"5 min\"\n\
        on_renege = \"done\"\nnext = \"a\"\n";
    let results = run_text(text, &[]);
    let a = &results.worlds[0].touchpoints["visit/a"];
    let started = results.worlds[0].journeys["visit"][journey::STARTED].mean.expect("counted");
    let (visits, left) = (a[touchpoint::VISITS].mean.expect("counted"), a[touchpoint::RENEGED].mean.expect("counted"));
    // Those who stay, 1 - 1/e, come twice, and nobody leaves at the second pass.
    assert!((left / started - 0.367_879).abs() < 0.02, "{left} of {started}");
    assert!((visits - (2.0 * started - left)).abs() < 3.0, "{visits} visits of {started}, {left} left");
}

#[test]
fn what_a_world_makes_of_a_law_inside_reaches_it() {
    // Wait uniform up to 8 min, one for each visitor; twice as long inside: a quarter, and five eighths, outstay 6 min.
    let text = "name = \"x\"\n[run]\nhorizon = \"10 d\"\nreplications = 2\n[[journey]]\nname = \"v\"\narrivals = \"2000 per d\"\n\
        [[journey.touchpoint]]\nname = \"a\"\nwait = { constant = { value = { uniform = { low = \"0 min\", high = \"8 min\" } } } }\n\
        patience = \"6 min\"\n[[intervention]]\nname = \"it\"\nchange = { \"journey.v.a.wait.constant.value\" = { scale = 2.0 } }\n";
    let results = crate::support::Worlds::parse(text, &[&["it"]]).results();
    for (world, right) in results.worlds.iter().zip([0.25, 0.625]) {
        let a = &world.touchpoints["v/a"];
        let share = a[touchpoint::RENEGED].mean.expect("counted") / a[touchpoint::VISITS].mean.expect("counted");
        assert!((share - right).abs() < error(right, 40_000), "{share} is not {right}");
    }
}

#[test]
fn a_patience_without_a_mean_still_ends() {
    // Lomax patience of median 3 min against a wait of 3 min: half give up. Its mean is infinite.
    let text = "name = \"x\"\n[run]\nhorizon = \"10 d\"\nreplications = 4\n[[journey]]\nname = \"v\"\narrivals = \"1000 per d\"\n\
        [[journey.touchpoint]]\nname = \"a\"\nwait = \"3 min\"\n\
        patience = { exponential = { rate = { gamma = { mean = \"30 per h\", shape = 0.5 } } } }\n";
    let a = run_text(text, &[]).worlds[0].touchpoints["v/a"].clone();
    let share = a[touchpoint::RENEGED].mean.expect("counted") / a[touchpoint::VISITS].mean.expect("counted");
    assert!((share - 0.5).abs() < 5.0 * 0.5 / 200.0, "{share}");
}

#[test]
fn a_lifetime_of_ones_own_law_goes_on_after_a_tenure() {
    // Customers of tenure 2 y with an exponential lifetime of mean 1 y or 4 y, one law each: after a year
    // (exp(-1) + exp(-1/4))/2 are left. By the law of all instead of one's own, others would go.
    let text = "name = \"x\"\n[run]\nhorizon = \"1 y\"\nreplications = 20\n[population]\ncustomers = 2000\ntenure = \"2 y\"\n\
        [purchase]\nrate = \"1 per y\"\n\
        [[hole]]\nname = \"own\"\nlifetime = { exponential = { mean = { empirical = { values = [\"1 y\", \"4 y\"] } } } }\n";
    let left = run_text(text, &[]).worlds[0].bucket.as_ref().expect("customers").end.mean.expect("counted") / 2000.0;
    let right = 0.5 * (0.367_879 + 0.778_801);
    assert!((left - right).abs() < 5.0 * (right * (1.0 - right) / 40_000.0f64).sqrt(), "{left} is not {right}");
}

#[test]
fn what_cannot_be_drawn_is_refused_with_its_place() {
    let cases = [
        (
            "{ erlang = { shape = { uniform = { low = 1, high = 4 } }, mean = \"2 min\" } }",
            "`shape` must be 1, 2, 3, ... for everyone",
        ),
        (
            "{ exponential = { mean = { normal = { mean = \"5 min\", sd = \"1 min\" } } } }",
            "`mean` is -inf, must be above 0",
        ),
        (
            "{ uniform = { low = { uniform = { low = \"1 min\", high = \"5 min\" } }, high = \"4 min\" } }",
            "`low` must not exceed `high`",
        ),
        ("{ weibull = { mean = { exponential = { mean = \"5 min\" } }, sd = \"1 min\" } }", "`sd` is 0, must be"),
        ("{ residual = { residual = { uniform = { low = \"1 min\", high = \"4 min\" } } } }", "no residual itself"),
        ("{ residual = { normal = { mean = \"5 min\", sd = \"1 min\" } } }", "never negative"),
    ];
    for (law, reason) in cases {
        let text = format!(
            "name = \"x\"\n[[journey]]\nname = \"v\"\narrivals = \"1 per h\"\n[[journey.touchpoint]]\nname = \"a\"\ntime = {law}\n"
        );
        let problems = Scenario::parse("place.toml", &text, &[]).expect_err(law).render(false);
        assert!(problems.contains(reason), "{law}: {problems}");
        assert!(problems.contains("place.toml:7:"), "{law}: {problems}");
        assert!(problems.contains("help"), "{law}: {problems}");
    }
}

#[test]
fn no_parameter_is_without_a_dimension_that_can_be_drawn() {
    // A family added later meets this list, and the test of every form above.
    for family in FAMILIES {
        for parameter in family.parameters() {
            assert_eq!(parameter.is_list(), family.name == "empirical", "{} {}", family.name, parameter.name);
        }
    }
}
