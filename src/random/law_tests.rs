//! Every family against closed forms and against `rand_distr`.

use super::*;
use crate::num::{close, gamma, gamma_quantile, incomplete_gamma, sqrt};
use crate::random::{KeyedStream, ReplicationKey};
use rand_distr::Distribution;

fn compile(spec: LawSpec) -> Law {
    Law::compile(&spec, 1).expect("a valid law")
}

fn draws(law: &Law, n: u64) -> Vec<f64> {
    let replication = ReplicationKey::new(2026, 0);
    (0..n)
        .map(|customer| law.draw(&replication.customer(customer), 5, 3))
        .collect()
}

/// One law of each family, with its name, mean and variance by textbook formula.
fn families() -> Vec<(&'static str, LawSpec, f64, f64)> {
    let weibull_variance = |k: f64, s: f64| {
        s * s * (gamma(1.0 + 2.0 / k) - gamma(1.0 + 1.0 / k) * gamma(1.0 + 1.0 / k))
    };
    vec![
        ("uniform", LawSpec::uniform(2.0, 5.0), 3.5, 0.75),
        (
            "triangular",
            LawSpec::triangular(1.0, 2.0, 6.0),
            3.0,
            (1.0 + 4.0 + 36.0 - 2.0 - 6.0 - 12.0) / 18.0,
        ),
        (
            "pert",
            LawSpec::pert(1.0, 2.0, 6.0),
            2.5,
            (2.5 - 1.0) * (6.0 - 2.5) / 7.0,
        ),
        ("normal", LawSpec::normal(3.0, 2.0), 3.0, 4.0),
        ("lognormal", LawSpec::lognormal(6.0, 0.6), 6.0, 3.6 * 3.6),
        ("exponential", LawSpec::exponential(4.0), 4.0, 16.0),
        ("erlang", LawSpec::erlang(3, 6.0), 6.0, 12.0),
        ("gamma", LawSpec::gamma_scale(0.24, 2.0), 0.48, 0.96),
        ("gamma_large", LawSpec::gamma_rate(6.25, 2.0), 3.125, 1.5625),
        (
            "weibull",
            LawSpec::weibull(1.3, 4.0),
            4.0 * gamma(1.0 + 1.0 / 1.3),
            weibull_variance(1.3, 4.0),
        ),
        ("beta", LawSpec::beta(2.0, 3.0), 0.4, 0.04),
        (
            "beta_edges",
            LawSpec::beta_between(0.704, 1.182, -1.0, 1.0),
            2.0 * 0.704 / 1.886 - 1.0,
            4.0 * 0.704 * 1.182 / (1.886 * 1.886 * 2.886),
        ),
        ("poisson", LawSpec::poisson(3.7), 3.7, 3.7),
        (
            "empirical",
            LawSpec::empirical_weighted(vec![1.0, 4.0, 9.0], vec![1.0, 2.0, 1.0]),
            4.5,
            8.25,
        ),
        (
            "residual",
            LawSpec::residual(LawSpec::lognormal(10.0, 1.2)),
            12.2,
            residual_lognormal_variance(10.0, 1.2),
        ),
    ]
}

/// `E[X^3] / 3m - (E[X^2] / 2m)^2` with `E[X^k] = m^k (1 + cv^2)^(k (k - 1) / 2)`.
fn residual_lognormal_variance(mean: f64, cv: f64) -> f64 {
    let w = 1.0 + cv * cv;
    mean * mean * (w * w * w / 3.0 - w * w / 4.0)
}

#[test]
fn stated_moments_match_textbook_formulas() {
    for (name, spec, mean, variance) in families() {
        let law = compile(spec);
        assert!(
            close(law.mean(), mean, 1e-10, 1e-12),
            "{name}: {} {mean}",
            law.mean()
        );
        assert!(
            close(law.variance(), variance, 1e-8, 0.0),
            "{name}: {} {variance}",
            law.variance()
        );
        let numeric = law.expect(&mut |x| x);
        assert!(close(numeric, mean, 1e-6, 1e-9), "{name}: {numeric} {mean}");
    }
}

/// Mean within 5 standard errors for 15 families: false alarm for 1 seed in 100,000.
#[test]
fn sample_means_match_stated_means() {
    let n = 40_000;
    for (name, spec, ..) in families() {
        let law = compile(spec);
        let sample = draws(&law, n);
        let mean = sample.iter().sum::<f64>() / n as f64;
        let error = (law.variance() / n as f64).sqrt();
        assert!(
            (mean - law.mean()).abs() < 5.0 * error,
            "{name}: {mean} {}",
            law.mean()
        );
        assert!(
            sample.iter().all(|&x| law.lower() <= x && x <= law.upper()),
            "{name}"
        );
    }
}

/// Kolmogorov-Smirnov against the law's own distribution function at 1e-6: 14 laws, false alarm 1 in 70,000 seeds.
#[test]
fn samples_follow_the_distribution_function() {
    let n = 40_000;
    for (name, spec, ..) in families()
        .into_iter()
        .filter(|f| !["poisson", "empirical"].contains(&f.0))
    {
        let law = compile(spec);
        let mut sample = draws(&law, n);
        sample.sort_by(f64::total_cmp);
        let distance = sample
            .iter()
            .enumerate()
            .map(|(i, &x)| {
                let cdf = law.cdf(x);
                (cdf - i as f64 / n as f64).max((i + 1) as f64 / n as f64 - cdf)
            })
            .fold(0.0, f64::max);
        assert!(distance * sqrt(n as f64) < 2.69, "{name}: {distance}");
    }
}

/// Two-sample Kolmogorov-Smirnov against `rand_distr` at 1e-6 for each of ten laws: false alarm 1 in 100,000 seeds.
#[test]
fn samples_follow_the_laws_of_rand_distr() {
    use rand_distr as r;
    let n = 20_000;
    let compare = |name: &str, spec: LawSpec, other: &dyn Fn(&mut KeyedStream) -> f64| {
        let mut mine = draws(&compile(spec), n);
        let replication = ReplicationKey::new(77, 1);
        let mut theirs: Vec<f64> = (0..n)
            .map(|c| other(&mut KeyedStream::new(&replication.customer(c), 9, 0)))
            .collect();
        mine.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        let (mut i, mut j, mut distance) = (0, 0, 0.0f64);
        while i < mine.len() && j < theirs.len() {
            let x = mine[i].min(theirs[j]);
            while i < mine.len() && mine[i] <= x {
                i += 1;
            }
            while j < theirs.len() && theirs[j] <= x {
                j += 1;
            }
            distance = distance.max((i as f64 - j as f64).abs() / n as f64);
        }
        assert!(distance * sqrt(n as f64 / 2.0) < 2.69, "{name}: {distance}");
    };
    compare("uniform", LawSpec::uniform(2.0, 5.0), &|s| {
        r::Uniform::new(2.0, 5.0).unwrap().sample(s)
    });
    compare("triangular", LawSpec::triangular(1.0, 2.0, 6.0), &|s| {
        r::Triangular::new(1.0, 6.0, 2.0).unwrap().sample(s)
    });
    compare("pert", LawSpec::pert(1.0, 2.0, 6.0), &|s| {
        r::Pert::new(1.0, 6.0).with_mode(2.0).unwrap().sample(s)
    });
    compare("normal", LawSpec::normal(3.0, 2.0), &|s| {
        r::Normal::new(3.0, 2.0).unwrap().sample(s)
    });
    compare("lognormal", LawSpec::lognormal(6.0, 0.6), &|s| {
        r::LogNormal::from_mean_cv(6.0, 0.6).unwrap().sample(s)
    });
    compare("exponential", LawSpec::exponential(4.0), &|s| {
        r::Exp::new(0.25).unwrap().sample(s)
    });
    compare("gamma", LawSpec::gamma_scale(0.24, 2.0), &|s| {
        r::Gamma::new(0.24, 2.0).unwrap().sample(s)
    });
    compare("weibull", LawSpec::weibull(1.3, 4.0), &|s| {
        r::Weibull::new(4.0, 1.3).unwrap().sample(s)
    });
    compare("beta", LawSpec::beta(2.0, 3.0), &|s| {
        r::Beta::new(2.0, 3.0).unwrap().sample(s)
    });
    compare("poisson", LawSpec::poisson(3.7), &|s| {
        r::Poisson::new(3.7).unwrap().sample(s)
    });
}

#[test]
fn every_draw_is_increasing_in_its_uniform_number() {
    for (name, spec, ..) in families() {
        let law = compile(spec);
        let mut last = f64::NEG_INFINITY;
        for k in 0..50_000 {
            let x = law.kind.at((f64::from(k) + 0.5) / 50_000.0);
            // Exact inversion and table meet within the table's tolerance.
            assert!(
                x >= last - 1e-6 * last.abs(),
                "{name} at {k}: {x} after {last}"
            );
            last = x;
        }
    }
}

#[test]
fn tables_are_within_one_in_a_million_of_exact_inversion() {
    let mut specs: Vec<LawSpec> = [0.05, 0.24, 0.8, 1.2, 2.0, 3.744, 20.0, 500.0]
        .into_iter()
        .map(|shape| LawSpec::gamma_scale(shape, 1.0))
        .collect();
    specs.extend(
        [
            (0.1, 0.2),
            (0.704, 1.182),
            (2.0, 3.0),
            (5.0, 0.3),
            (40.0, 60.0),
        ]
        .map(|(a, b)| LawSpec::beta(a, b)),
    );
    specs.push(LawSpec::residual(LawSpec::lognormal(10.0, 1.2)));
    specs.push(LawSpec::residual(LawSpec::weibull(0.7, 3.0)));
    specs.push(LawSpec::residual(LawSpec::uniform(2.0, 5.0)));
    specs.push(LawSpec::residual(LawSpec::gamma_mean(0.4, 5.0)));
    for spec in specs {
        let law = compile(spec.clone());
        let Kind::Table(table) = &law.kind else {
            panic!("{spec:?} is not tabulated")
        };
        for k in 0..4001 {
            // Odd multiples that fall everywhere within the cells, denser towards both ends.
            let z = (f64::from(k) - 2000.0) / 2000.0;
            let u = 0.5 + 0.5 * z * (1.0 - 1e-5 * (1.0 - z * z)) * (1.0 - 1e-9);
            let exact = table.exact().quantile(u, 1.0 - u);
            assert!(
                close(table.at(u), exact, 1e-6, 1e-290),
                "{spec:?} at {u}: {} {exact}",
                table.at(u)
            );
        }
    }
}

#[test]
fn a_small_shape_is_right_near_zero() {
    let law = compile(LawSpec::gamma_scale(0.24, 1.0));
    for tail in [1e-15, 1e-9, 1e-6, 1e-4, 2e-4, 3e-4, 1e-3, 0.01, 0.1] {
        let x = law.kind.at(tail);
        assert!(
            close(incomplete_gamma(0.24, x).0, tail, 1e-6, 0.0),
            "{tail}"
        );
        assert!(close(x, gamma_quantile(0.24, tail, 1.0 - tail), 1e-6, 0.0));
    }
}

#[test]
fn gamma_gamma_spend_has_its_closed_form_mean() {
    // Fader and Hardie (2013): spend ~ gamma(p, rate nu), nu ~ gamma(q, rate v): mean p v / (q - 1).
    for (p, q, v, expected) in [(6.25, 3.74, 15.44, 35.218_978_1), (3.0, 5.0, 40.0, 30.0)] {
        let law = compile(LawSpec::gamma_rate(p, LawSpec::gamma_rate(q, v)));
        assert!(close(law.mean(), expected, 1e-7, 0.0), "{}", law.mean());
        let second = p * (p + 1.0) * v * v / ((q - 1.0) * (q - 2.0));
        assert!(
            close(law.variance(), second - expected * expected, 1e-6, 0.0),
            "{}",
            law.variance()
        );
        // 5 standard errors: false alarm for 1 seed in 1.7 million.
        let n = 100_000;
        let mean = draws(&law, n).iter().sum::<f64>() / n as f64;
        assert!(
            (mean - expected).abs() < 5.0 * (law.variance() / n as f64).sqrt(),
            "{mean}"
        );
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
    assert!(
        (other.draw(&first, 2, 0) - one[0]).abs() > 1e-3,
        "laws of different numbers share no parameter"
    );
}

#[test]
fn laws_nest_twice_without_sharing_words() {
    let deep = |low: f64, high: f64| {
        LawSpec::exponential(LawSpec::uniform(LawSpec::uniform(low, high), 10.0))
    };
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
    assert_eq!(
        (every_ten.mean(), every_ten.lower(), every_ten.upper()),
        (5.0, 0.0, 10.0)
    );
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
        assert!(
            close(uniform.kind.at(u), u / (1.0 + sqrt(1.0 - u)), 1e-6, 0.0),
            "{u}"
        );
    }
    assert!(close(uniform.mean(), 1.0 / 3.0, 1e-12, 0.0));
    assert!(close(uniform.variance(), 1.0 / 18.0, 1e-9, 0.0));
}

#[test]
fn affine_moves_every_property() {
    let replication = ReplicationKey::new(3, 0);
    for (name, spec, ..) in families() {
        let law = compile(spec);
        for (scale, add) in [(2.0, 1.0), (-0.5, 3.0), (1.0, 0.0)] {
            let moved = law.affine(scale, add);
            assert!(close(moved.mean(), scale * law.mean() + add, 1e-12, 0.0));
            assert!(close(
                moved.variance(),
                scale * scale * law.variance(),
                1e-12,
                0.0
            ));
            assert!(moved.lower() <= moved.upper());
            for customer in 0..100 {
                let key = replication.customer(customer);
                let (x, y) = (law.draw(&key, 1, 0), moved.draw(&key, 1, 0));
                assert!(close(y, scale * x + add, 1e-12, 1e-12), "{name}");
                let expected = if scale > 0.0 {
                    law.cdf(x)
                } else {
                    1.0 - law.cdf(x.next_down())
                };
                if !["poisson", "empirical"].contains(&name) {
                    assert!(close(moved.cdf(y), expected, 1e-9, 1e-9), "{name}");
                }
            }
        }
        assert!(law.affine(0.0, 4.0).is_constant());
        assert_eq!(law.affine(0.0, 4.0).mean(), 4.0);
    }
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
        assert!(
            close(law.mean(), mean, 1e-9, 0.0),
            "{spec:?}: {}",
            law.mean()
        );
        assert!(
            close(law.variance(), sd * sd, 1e-8, 0.0),
            "{spec:?}: {}",
            law.variance()
        );
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
        LawError::OutOfRange {
            parameter: "mean",
            value: -1.0,
            allowed: "above 0"
        }
    );
    assert_eq!(
        error(LawSpec::uniform(3.0, 2.0)),
        LawError::Order {
            first: "low",
            second: "high"
        }
    );
    assert_eq!(
        error(LawSpec::pert(0.0, 9.0, 2.0)),
        LawError::Order {
            first: "mode",
            second: "high"
        }
    );
    assert_eq!(
        error(LawSpec::normal(f64::NAN, 1.0)),
        LawError::NotFinite { parameter: "mean" }
    );
    assert_eq!(
        error(LawSpec::weibull_mean_cv(1.0, -3.0)),
        LawError::NotFinite { parameter: "shape" }
    );
    assert_eq!(
        error(LawSpec::residual(LawSpec::normal(5.0, 1.0))),
        LawError::ResidualOf
    );
    assert_eq!(
        error(LawSpec::residual(LawSpec::exponential(
            LawSpec::exponential(1.0)
        ))),
        LawError::ResidualOfCompound
    );
    // A nested law is judged by where it can fall.
    assert_eq!(
        error(LawSpec::exponential(LawSpec::normal(5.0, 1.0))),
        LawError::OutOfRange {
            parameter: "mean",
            value: f64::NEG_INFINITY,
            allowed: "above 0"
        }
    );
    assert_eq!(
        error(LawSpec::erlang(0, 1.0)),
        LawError::OutOfRange {
            parameter: "k",
            value: 0.0,
            allowed: "1, 2, 3, ..."
        }
    );
    assert_eq!(
        Law::compile(&LawSpec::constant(1.0), u32::MAX).unwrap_err(),
        LawError::LawId(u32::MAX)
    );
    assert_eq!(
        error(LawSpec::exponential(-1.0)).to_string(),
        "`mean` is -1, must be above 0"
    );
}
