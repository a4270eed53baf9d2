//! Nested laws, residuals, constructors, degenerate and bad parameters.

use super::tests::{compile, draws};
use super::*;
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
    assert!(matches!(law.kind, Kind::Direct(Shape::Exponential)));
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
        LawSpec::uniform(2.0, 2.0),
        LawSpec::triangular(2.0, 2.0, 2.0),
        LawSpec::pert(2.0, 2.0, 2.0),
        LawSpec::normal(2.0, 0.0),
        LawSpec::lognormal(2.0, 0.0),
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
    assert_eq!(error(LawSpec::uniform(3.0, 2.0)), LawError::Order { first: "low", second: "high" });
    assert_eq!(error(LawSpec::pert(0.0, 9.0, 2.0)), LawError::Order { first: "mode", second: "high" });
    assert_eq!(error(LawSpec::normal(f64::NAN, 1.0)), LawError::NotFinite { parameter: "mean" });
    assert_eq!(error(LawSpec::weibull_mean_cv(1.0, -3.0)), LawError::NotFinite { parameter: "shape" });
    assert_eq!(error(LawSpec::residual(LawSpec::normal(5.0, 1.0))), LawError::ResidualOf);
    assert_eq!(error(LawSpec::residual(LawSpec::exponential(LawSpec::exponential(1.0)))), LawError::ResidualOfCompound);
    // A nested law is judged by where it can fall.
    assert_eq!(
        error(LawSpec::exponential(LawSpec::normal(5.0, 1.0))),
        LawError::OutOfRange { parameter: "mean", value: f64::NEG_INFINITY, allowed: "above 0" }
    );
    assert_eq!(
        error(LawSpec::erlang(0, 1.0)),
        LawError::OutOfRange { parameter: "k", value: 0.0, allowed: "1, 2, 3, ..." }
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
