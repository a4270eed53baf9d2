//! Nested laws, residuals, constructors, degenerate and bad parameters.

use super::tests::{compile, draws};
use super::*;
use crate::laws::{CheckedLaw, LawError, LawSpec, Param, family};
use crate::num::{close, sqrt};
use crate::random::ReplicationKey;

#[test]
fn gamma_gamma_spend_has_its_closed_form_mean() {
    // Fader and Hardie (2013): spend ~ gamma(p, rate nu), nu ~ gamma(q, rate v): mean p v / (q - 1).
    for (p, q, v, expected) in [(6.25, 3.74, 15.44, 35.218_978_1), (3.0, 5.0, 40.0, 30.0)] {
        let law = compile(LawSpec::gamma_rate(p, LawSpec::gamma_rate(q, v)));
        assert!(close(law.mean(), expected, 1e-7, 0.0), "{}", law.mean());
        let second = p * (p + 1.0) * v * v / ((q - 1.0) * (q - 2.0));
        assert!(close(law.variance(), second - expected * expected, 1e-6, 0.0), "{}", law.variance());
        // 5 standard errors: false alarm for 1 seed in 1.7 million.
        let n = 100_000;
        let mean = draws(&law, n).iter().sum::<f64>() / n as f64;
        assert!((mean - expected).abs() < 5.0 * (law.variance() / n as f64).sqrt(), "{mean}");
    }
}

#[test]
fn a_mixture_without_a_mean_says_infinite() {
    let law = compile(LawSpec::gamma_rate(2.0, LawSpec::gamma_rate(0.9, 1.0)));
    assert_eq!(law.mean(), f64::INFINITY);
    assert_eq!(law.variance(), f64::INFINITY);
    for shape in [0.01, 0.3, 0.5, 0.8, 0.95, 1.0] {
        let rate: Param = LawSpec::gamma_mean(shape, 1.0).into();
        let law = compile(written("exponential", "rate", [rate]));
        assert_eq!(law.mean(), f64::INFINITY, "{shape}");
    }
    let law = compile(LawSpec::exponential(LawSpec::exponential(3.0)));
    assert!(close(law.mean(), 3.0, 1e-10, 0.0));
    assert!(close(law.variance(), 2.0 * 18.0 - 9.0, 1e-9, 0.0));
}

#[test]
fn a_nested_parameter_is_the_same_at_every_draw_of_a_customer() {
    let inner = LawSpec::uniform(1.0, 100.0);
    let law = compile(LawSpec::normal(inner, 1e-9));
    let replication = ReplicationKey::new(5, 0);
    let (first, second) = (replication.customer(0), replication.customer(1));
    let one: Vec<f64> = (0..50).map(|visit| law.draw(&first, 2, visit)).collect();
    assert!(one.iter().all(|x| (x - one[0]).abs() < 1e-7));
    assert!((law.draw(&second, 2, 0) - one[0]).abs() > 1e-3);
    let other = Law::compile(&LawSpec::normal(LawSpec::uniform(1.0, 100.0), 1e-9), 2).unwrap();
    assert!((other.draw(&first, 2, 0) - one[0]).abs() > 1e-3, "laws of different numbers share no parameter");
}

#[test]
fn a_nested_constant_is_a_number() {
    let law = compile(LawSpec::exponential(LawSpec::constant(3.0)));
    assert!(matches!(law.kind, Kind::Direct(Shape::Exponential(_))));
    assert_eq!(law.mean(), 3.0);
}

#[test]
fn laws_nest_twice_without_sharing_words() {
    let deep = |low: f64, high: f64| LawSpec::exponential(LawSpec::uniform(LawSpec::uniform(low, high), 10.0));
    let law = compile(deep(0.0, 2.0));
    // E = (E[low] + 10) / 2.
    assert!(close(law.mean(), 5.5, 1e-10, 0.0));
    let n = 40_000;
    let mean = draws(&law, n).iter().sum::<f64>() / n as f64;
    assert!((mean - 5.5).abs() < 5.0 * (law.variance() / n as f64).sqrt());
}

#[test]
fn residual_of_simple_laws_has_its_closed_form() {
    let every_ten = compile(LawSpec::residual(LawSpec::constant(10.0)));
    assert_eq!((every_ten.mean(), every_ten.lower(), every_ten.upper()), (5.0, 0.0, 10.0));
    assert!(close(every_ten.variance(), 100.0 / 12.0, 1e-12, 0.0));
    assert!(close(every_ten.kind.at(0.25), 2.5, 1e-12, 0.0));
    let memoryless = compile(LawSpec::residual(LawSpec::exponential(7.0)));
    assert!(close(memoryless.mean(), 7.0, 1e-12, 0.0));
    // Intervals of 1 and 3, equally likely: density 1/2 up to 1, then 1/4 up to 3.
    let two = compile(LawSpec::residual(LawSpec::empirical(vec![1.0, 3.0])));
    assert!(close(two.kind.at(0.25), 0.5, 1e-12, 0.0));
    assert!(close(two.kind.at(0.75), 2.0, 1e-12, 0.0));
    assert!(close(two.mean(), 10.0 / 8.0, 1e-12, 0.0));
    // Uniform(0, 1): density 2 (1 - x), quantile 1 - sqrt(1 - u).
    let uniform = compile(LawSpec::residual(LawSpec::uniform(0.0, 1.0)));
    for u in [1e-9, 0.1, 0.5, 0.9, 0.9999] {
        assert!(close(uniform.kind.at(u), u / (1.0 + sqrt(1.0 - u)), 1e-6, 0.0), "{u}");
    }
    assert!(close(uniform.mean(), 1.0 / 3.0, 1e-12, 0.0));
    assert!(close(uniform.variance(), 1.0 / 18.0, 1e-9, 0.0));
}

#[test]
fn moment_constructors_give_the_moments_asked_for() {
    for (spec, mean, sd) in [
        (LawSpec::uniform_mean_sd(3.0, 0.7), 3.0, 0.7),
        (LawSpec::gamma_mean_cv(5.0, 0.6), 5.0, 3.0),
        (LawSpec::weibull_mean_cv(5.0, 0.6), 5.0, 3.0),
        (LawSpec::weibull_mean_cv(5.0, 2.0), 5.0, 10.0),
        (LawSpec::beta_mean_sd(0.3, 0.1), 0.3, 0.1),
        (LawSpec::lognormal_sd(8.0, 2.0), 8.0, 2.0),
        (LawSpec::normal_cv(8.0, 0.25), 8.0, 2.0),
    ] {
        let law = compile(spec.clone());
        assert!(close(law.mean(), mean, 1e-9, 0.0), "{spec:?}: {}", law.mean());
        assert!(close(law.variance(), sd * sd, 1e-8, 0.0), "{spec:?}: {}", law.variance());
    }
}

#[test]
fn degenerate_laws_are_constants() {
    for spec in [
        LawSpec::uniform_mean_sd(2.0, 0.0),
        LawSpec::normal(2.0, 0.0),
        LawSpec::lognormal_sd(2.0, 0.0),
        LawSpec::constant(2.0),
        LawSpec::empirical(vec![2.0, 2.0]),
    ] {
        let law = compile(spec);
        assert!(law.is_constant());
        assert_eq!((law.mean(), law.variance()), (2.0, 0.0));
        assert_eq!((law.cdf(1.9), law.cdf(2.0)), (0.0, 1.0));
    }
    assert_eq!(compile(LawSpec::poisson(0.0)).mean(), 0.0);
}

#[test]
fn bad_parameters_are_named() {
    let error = |spec: LawSpec| Law::compile(&spec, 0).unwrap_err();
    assert_eq!(
        error(LawSpec::exponential(-1.0)),
        LawError::OutOfRange { parameter: "mean", value: -1.0, allowed: "above 0" }
    );
    for law in [LawSpec::uniform(3.0, 2.0), LawSpec::triangular(2.0, 2.0, 2.0), LawSpec::pert(2.0, 2.0, 2.0)] {
        assert_eq!(error(law), LawError::Width { first: "low", second: "high" });
    }
    assert_eq!(
        error(LawSpec::lognormal(2.0, 0.0)),
        LawError::OutOfRange { parameter: "cv", value: 0.0, allowed: "above 0" }
    );
    assert_eq!(error(LawSpec::pert(0.0, 9.0, 2.0)), LawError::Order { first: "mode", second: "high" });
    assert_eq!(error(LawSpec::normal(f64::NAN, 1.0)), LawError::NotFinite { parameter: "mean" });
    assert!(matches!(
        error(LawSpec::weibull_mean_cv(1.0, -3.0)),
        LawError::OutOfRange { parameter: "cv", value: -3.0, .. }
    ));
    assert_eq!(error(LawSpec::residual(LawSpec::normal(5.0, 1.0))), LawError::ResidualOf);
    let twice = LawSpec::residual(LawSpec::residual(LawSpec::uniform(0.0, 1.0)));
    assert_eq!(error(twice), LawError::ResidualOfCompound);
    // A nested law is judged by where it can fall.
    assert_eq!(
        error(LawSpec::exponential(LawSpec::normal(5.0, 1.0))),
        LawError::OutOfRange { parameter: "mean", value: f64::NEG_INFINITY, allowed: "above 0" }
    );
    assert_eq!(
        error(LawSpec::erlang(0, 1.0)),
        LawError::OutOfRange { parameter: "shape", value: 0.0, allowed: "1, 2, 3, ... up to 1e15" }
    );
    assert_eq!(Law::compile(&LawSpec::constant(1.0), u32::MAX).unwrap_err(), LawError::LawId(u32::MAX));
    assert_eq!(error(LawSpec::exponential(-1.0)).to_string(), "`mean` is -1, must be above 0");
}

#[test]
fn a_probability_rounded_to_one_has_a_finite_quantile() {
    // What is left of a survival below 2^-54: 1 minus it is 1.
    let key = ReplicationKey::new(5, 0).customer(0);
    let units = 53.0 * std::f64::consts::LN_2;
    let exponential = compile(LawSpec::exponential(3.0));
    assert!(close(exponential.at(&key, 1.0 - 1e-30), 3.0 * units, 1e-12, 0.0));
    let weibull = compile(LawSpec::weibull(0.5, 2.0));
    assert!(close(weibull.at(&key, 1.0), 2.0 * units * units, 1e-12, 0.0), "{}", weibull.at(&key, 1.0));
    assert!(weibull.at(&key, 1.0) >= weibull.at(&key, 1.0 - 1e-15));
}

/// A law by the names of its parameters, which follow in their order.
fn written(family_name: &str, names: &str, params: impl IntoIterator<Item = Param>) -> LawSpec {
    let family = family(family_name).expect("a family");
    let names: Vec<&'static str> =
        names.split(' ').map(|name| family.parameter(name).expect("a parameter").name).collect();
    LawSpec::new(family, names.into_iter().zip(params).collect()).expect("a form of it")
}

/// A form with one law inside.
struct Inside {
    family: &'static str,
    names: &'static str,
    params: Vec<f64>,
    /// Which parameter is drawn, and the two values it takes equally often.
    number: usize,
    values: [f64; 2],
}

/// Every form with one law inside, for each of its parameters.
fn forms_with_a_law_inside() -> Vec<Inside> {
    let mut forms = Vec::new();
    let mut add = |family, names, params: &[f64], both: &[[f64; 2]]| {
        for (number, &values) in both.iter().enumerate() {
            forms.push(Inside { family, names, params: params.to_vec(), number, values });
        }
    };
    add("uniform", "low high", &[2.0, 9.0], &[[1.0, 5.0], [4.0, 12.0]]);
    add("uniform", "mean cv", &[5.0, 0.3], &[[3.0, 9.0], [0.1, 0.5]]);
    add("uniform", "mean sd", &[5.0, 1.0], &[[3.0, 9.0], [0.2, 2.0]]);
    add("normal", "mean sd", &[5.0, 1.0], &[[3.0, 9.0], [0.2, 2.0]]);
    add("normal", "mean cv", &[5.0, 0.3], &[[3.0, 9.0], [0.1, 0.5]]);
    add("lognormal", "mean cv", &[5.0, 0.7], &[[3.0, 9.0], [0.2, 2.0]]);
    add("lognormal", "mean sd", &[5.0, 2.0], &[[3.0, 9.0], [0.5, 9.0]]);
    add("lognormal", "median sigma", &[5.0, 0.7], &[[3.0, 9.0], [0.2, 1.5]]);
    add("lognormal", "mu sigma", &[1.0, 0.7], &[[0.5, 2.0], [0.2, 1.5]]);
    add("erlang", "shape mean", &[2.0, 5.0], &[[1.0, 7.0], [2.0, 9.0]]);
    add("erlang", "shape scale", &[2.0, 3.0], &[[1.0, 4.0], [1.0, 5.0]]);
    add("erlang", "shape rate", &[2.0, 0.3], &[[1.0, 4.0], [0.2, 1.0]]);
    add("gamma", "shape mean", &[2.5, 5.0], &[[0.4, 7.0], [2.0, 9.0]]);
    add("gamma", "shape scale", &[2.5, 3.0], &[[0.4, 4.0], [1.0, 5.0]]);
    add("gamma", "shape rate", &[2.5, 0.3], &[[0.4, 4.0], [0.2, 1.0]]);
    add("gamma", "mean cv", &[5.0, 0.7], &[[3.0, 9.0], [0.2, 1.5]]);
    add("gamma", "mean sd", &[5.0, 3.0], &[[3.0, 9.0], [0.6, 8.0]]);
    add("weibull", "shape scale", &[1.5, 5.0], &[[0.7, 4.0], [3.0, 9.0]]);
    add("weibull", "shape mean", &[1.5, 5.0], &[[0.7, 4.0], [3.0, 9.0]]);
    add("weibull", "mean cv", &[5.0, 0.7], &[[3.0, 9.0], [0.2, 1.5]]);
    add("weibull", "mean sd", &[5.0, 3.0], &[[3.0, 9.0], [0.6, 8.0]]);
    add("beta", "mean cv", &[0.4, 0.5], &[[0.2, 0.7], [0.2, 0.9]]);
    add("beta", "mean sd", &[0.4, 0.2], &[[0.2, 0.7], [0.1, 0.4]]);
    add("constant", "value", &[5.0], &[[3.0, 9.0]]);
    add("exponential", "mean", &[5.0], &[[3.0, 9.0]]);
    add("exponential", "rate", &[0.2], &[[0.1, 1.0]]);
    add("poisson", "mean", &[5.0], &[[3.0, 9.0]]);
    add("beta", "alpha beta", &[2.0, 3.0], &[[0.5, 4.0], [1.5, 6.0]]);
    add("triangular", "low mode high", &[1.0, 4.0, 9.0], &[[0.5, 3.0], [2.0, 8.0], [5.0, 12.0]]);
    add("pert", "low mode high", &[1.0, 4.0, 9.0], &[[0.5, 3.0], [2.0, 8.0], [5.0, 12.0]]);
    forms
}

#[test]
fn a_law_inside_any_law_mixes_the_laws_of_its_values() {
    for Inside { family, names, params: fixed, number, values } in forms_with_a_law_inside() {
        let one = |value: f64| {
            let mut params = fixed.clone();
            params[number] = value;
            compile(written(family, names, params.into_iter().map(Param::Fixed)))
        };
        let ends = values.map(one);
        let mut params: Vec<Param> = fixed.iter().copied().map(Param::Fixed).collect();
        params[number] = LawSpec::empirical(values.to_vec()).into();
        let law = compile(written(family, names, params));
        let name = format!("{family} {names} {number}");
        let mean = 0.5 * (ends[0].mean() + ends[1].mean());
        assert!(close(law.mean(), mean, 1e-9, 0.0), "{name}: {} is not {mean}", law.mean());
        let n = 20_000;
        let drawn = draws(&law, n);
        for x in [1.5, 3.0, 6.0, 10.0].map(|x| x * 0.2 * mean) {
            let below = 0.5 * (ends[0].cdf(x) + ends[1].cdf(x));
            assert!(close(law.cdf(x), below, 1e-9, 1e-12), "{name}: {} is not {below}", law.cdf(x));
            // 5 standard errors at each of some 200 points: false alarm for 1 seed in 8,000.
            let share = drawn.iter().filter(|d| **d <= x).count() as f64 / n as f64;
            assert!(
                (share - below).abs() <= 5.0 * sqrt(below * (1.0 - below) / n as f64) + 1e-9,
                "{name} at {x}: {share}, {below}"
            );
        }
    }
}

#[test]
fn a_residual_of_ones_own_interval_is_drawn() {
    // Intervals uniform from 0 to a of 2 or 6, one for each customer: P(R <= x) = 1 - (1 - x/a)^2.
    let law = compile(LawSpec::residual(LawSpec::uniform(0.0, LawSpec::empirical(vec![2.0, 6.0]))));
    assert!(close(law.mean(), 0.5 * (2.0 + 6.0) / 3.0, 1e-9, 0.0), "{}", law.mean());
    let n = 20_000;
    let drawn = draws(&law, n);
    for x in [0.5, 1.0, 3.0] {
        let of = |a: f64| 1.0 - (1.0 - (x / a).min(1.0)) * (1.0 - (x / a).min(1.0));
        let below = 0.5 * (of(2.0) + of(6.0));
        assert!(close(law.cdf(x), below, 1e-9, 0.0));
        let share = drawn.iter().filter(|d| **d <= x).count() as f64 / n as f64;
        assert!((share - below).abs() < 5.0 * sqrt(below * (1.0 - below) / n as f64), "{x}: {share}, {below}");
    }
    // E[R^2] = E[X^3] / (3 E[X]) = a^2 / 6.
    let second = 0.5 * (4.0 + 36.0) / 6.0;
    assert!(close(law.variance(), second - law.mean() * law.mean(), 1e-7, 0.0), "{}", law.variance());
}

#[test]
fn ones_own_distribution_inverts_ones_own_quantile() {
    let law = compile(LawSpec::exponential(LawSpec::uniform(1.0, 100.0))).affine(2.0, 1.0);
    let replication = ReplicationKey::new(5, 0);
    for customer in 0..20 {
        let key = replication.customer(customer);
        for u in [0.1, 0.5, 0.99] {
            assert!(close(law.own_cdf(&key, law.at(&key, u)), u, 1e-12, 0.0));
        }
    }
}

#[test]
fn a_law_inside_that_makes_no_law_for_somebody_is_refused() {
    let error = |spec: LawSpec| Law::compile(&spec, 0).unwrap_err();
    let half = LawSpec::uniform(1.0, 4.0);
    assert_eq!(error(LawSpec::erlang(half, 1.0)), LawError::MustBeWhole { parameter: "shape" });
    assert!(matches!(
        error(written("weibull", "mean sd", [LawSpec::exponential(3.0).into(), 1.0.into()])),
        LawError::OutOfRange { parameter: "sd", .. }
    ));
    let mean = LawSpec::uniform(0.1, 0.9);
    assert!(matches!(error(LawSpec::beta_mean_sd(mean, 0.4)), LawError::TooSpread { parameter: "sd", .. }));
    // A rate that underflows stays a number: some of a gamma of shape .01 are below the smallest double.
    let tiny = compile(written("exponential", "rate", [LawSpec::gamma_mean(0.01, 1.0).into()]));
    assert!(draws(&tiny, 20_000).iter().all(|x| x.is_finite()));
}

#[test]
fn means_as_written_agree_with_the_textbook() {
    let cases = [
        (written("uniform", "low high", [2.0.into(), 6.0.into()]), 4.0),
        (written("triangular", "low mode high", [0.0.into(), 3.0.into(), 6.0.into()]), 3.0),
        (written("pert", "low mode high", [0.0.into(), 3.0.into(), 12.0.into()]), 4.0),
        (written("gamma", "shape rate", [2.0.into(), 0.5.into()]), 4.0),
        (written("erlang", "shape scale", [3.0.into(), 2.0.into()]), 6.0),
        (written("weibull", "shape scale", [1.0.into(), 5.0.into()]), 5.0),
        (written("beta", "alpha beta", [2.0.into(), 3.0.into()]), 0.4),
        (written("lognormal", "median sigma", [1.0.into(), 1.0.into()]), 1.648_721_270_700_128),
        (written("exponential", "rate", [4.0.into()]), 0.25),
        (LawSpec::residual(LawSpec::exponential(10.0)), 10.0),
        (LawSpec::residual(10.0), 5.0),
        (LawSpec::exponential(10.0).affine(0.5, 1.0), 6.0),
        (LawSpec::lognormal(0.1, 0.7), 0.1),
    ];
    for (spec, mean) in cases {
        let law = spec.check().expect("a law");
        assert!((law.mean() - mean).abs() < 1e-12, "{law:?}: {} is not {mean}", law.mean());
    }
    assert_eq!(LawSpec::lognormal(0.1, 0.7).check().expect("a law").mean(), 0.1, "to the last bit");
}

#[test]
fn ends_as_written_are_kept_to_the_last_bit() {
    let ends = |spec: LawSpec| spec.check().as_ref().map(CheckedLaw::ends).expect("a law");
    for low in (0..100).map(|k| f64::from(k) / 100.0) {
        assert_eq!(ends(LawSpec::uniform(low, 1.0)), Some([low, 1.0]));
    }
    assert_eq!(ends(LawSpec::uniform(1.0, 3.0).affine(-2.0, 1.0)), Some([-1.0, -5.0]));
    assert_eq!(ends(LawSpec::beta(2.0, 3.0)), Some([0.0, 1.0]));
    assert_eq!(ends(LawSpec::exponential(1.0)), None);
}

#[test]
fn a_law_placed_after_its_check_is_the_same_as_one_compiled() {
    let replication = ReplicationKey::new(7, 0);
    let inside = || LawSpec::gamma_mean(2.0, LawSpec::lognormal(LawSpec::uniform(1.0, 3.0), 0.5));
    for spec in
        [inside(), LawSpec::residual(inside()), LawSpec::residual(LawSpec::gamma_mean(2.0, 3.0)).affine(2.0, 1.0)]
    {
        let checked = spec.clone().check().expect("a law");
        let (placed, other) = (checked.place(5), checked.place(6));
        let compiled = Law::compile(&spec, 5).expect("a law");
        let draws = |law: &Law| -> Vec<f64> { (0..50).map(|n| law.draw(&replication.customer(n), 1, 0)).collect() };
        assert_eq!(draws(&placed), draws(&compiled));
        let differ = draws(&placed).into_iter().zip(draws(&other)).filter(|(one, another)| one != another);
        assert!(spec.depth() == 2 || differ.count() == 50, "laws of different numbers share no parameter");
    }
}
