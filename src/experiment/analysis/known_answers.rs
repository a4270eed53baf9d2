//! Sweeps of functions whose sensitivities are known, through designs, gathering and analysis as `sweep` and `analyze` use them.

use super::{Analysis, Case, Gathering, MetricAnalysis, Question};
use crate::experiment::sweep::{
    Batch, Column, DesignKind, FORMAT, Levels, Parameter, Plan, PlanPoint, PointRows, design_rows,
};
use crate::num::sin;
use crate::scenario::grammar::quantity::leading_number;

/// A sweep over so many parameters from 0 to 1, one replication at each point.
fn plan(kind: DesignKind, parameters: usize, points: usize) -> Plan {
    let levels = Levels::Range { low: 0.0, high: 1.0, unit: String::new(), log: false, whole: false };
    let parameter = |i: usize| Parameter {
        name: format!("x{i}"),
        path: format!("x{i}"),
        op: "set".to_owned(),
        levels: levels.clone(),
    };
    let parameters: Vec<Parameter> = (0..parameters).map(parameter).collect();
    let rows = design_rows(kind, &parameters, points, (0, 0), 7).expect("a design");
    let points: Vec<PlanPoint> = rows.iter().map(|row| PlanPoint::of(row, &parameters)).collect();
    let count = points.len() as u64;
    Plan {
        format: FORMAT,
        version: "0".to_owned(),
        scenario: "a function".to_owned(),
        scenario_hash: String::new(),
        seed: 7,
        replications: 1,
        precision: Vec::new(),
        worlds: Vec::new(),
        parameters,
        columns: vec![Column { path: "y".to_owned(), unit: String::new(), definition: String::new() }],
        differences: Vec::new(),
        batches: vec![Batch { design: kind, asked: count, points: count, points_per_unit: 1 }],
        points,
        shards: 1,
        id: String::new(),
    }
}

/// The analysis of a function after the first `done` points; a rule says when it is below zero.
fn analysed(plan: &Plan, done: usize, f: impl Fn(&[f64]) -> f64) -> Analysis {
    let question =
        Question { metrics: vec![0], case: Some(Case { column: 0, below: true, value: 0.0 }), ..Question::default() };
    let mut gathering = Gathering::new(plan, &question);
    for (point, planned) in plan.points.iter().enumerate() {
        let x: Vec<f64> = planned.values.iter().map(|text| leading_number(text).expect("a number").0).collect();
        let rows = if point < done { vec![(0, vec![Some(f(&x))])] } else { Vec::new() };
        gathering.push(&PointRows { point: point as u64, world: 0, whole: point < done, rows, refused: None });
    }
    gathering.finish()
}

fn found(plan: &Plan, f: impl Fn(&[f64]) -> f64) -> MetricAnalysis {
    analysed(plan, plan.points.len(), f).metrics.remove(0)
}

/// Ishigami and Homma 1990 with a = 7, b = 0.1.
fn ishigami(x: &[f64]) -> f64 {
    let y: Vec<f64> = x.iter().map(|u| std::f64::consts::PI * (2.0 * u - 1.0)).collect();
    let (first, second) = (sin(y[0]), sin(y[1]));
    first + 7.0 * second * second + 0.1 * y[2] * y[2] * y[2] * y[2] * first
}

#[test]
fn ishigami_of_4096_rows_is_within_two_hundredths_and_a_dummy_is_nothing() {
    let of = found(&plan(DesignKind::Saltelli, 4, 4096 * 6), ishigami);
    let known = [("x0", 0.3139, 0.5576), ("x1", 0.4424, 0.4424), ("x2", 0.0, 0.2437), ("x3", 0.0, 0.0)];
    for (name, first, total) in known {
        let index = &of.sobol.iter().find(|s| s.parameter == name).expect(name).shares;
        assert_eq!(index.rows, 4096);
        assert!((index.first - first).abs() < 0.02 && (index.total - total).abs() < 0.02, "{name}: {index:?}");
    }
    let idle = of.sobol.last().expect("four");
    assert_eq!((idle.parameter.as_str(), idle.shares.first, idle.shares.total), ("x3", 0.0, 0.0));
    assert_eq!(of.sobol_dummy.map(|d| (d.first, d.total)), Some((0.0, 0.0)));
    assert!(of.warnings.is_empty(), "{:?}", of.warnings);
}

#[test]
fn few_rows_get_a_warning() {
    let of = found(&plan(DesignKind::Saltelli, 4, 64 * 6), ishigami);
    assert!(of.warnings.iter().any(|w| w.contains("n is small for Sobol indices: 64 base rows")), "{:?}", of.warnings);
    let of = found(&plan(DesignKind::Morris, 3, 4 * 4), ishigami);
    assert!(of.warnings.iter().any(|w| w.contains("4 Morris trajectories are few")), "{:?}", of.warnings);
}

#[test]
fn morris_of_a_linear_model_is_exact() {
    let of = found(&plan(DesignKind::Morris, 4, 20 * 5), |x| 3.0 - 2.0 * x[0] + 0.5 * x[1] + 7.0 * x[2]);
    let known = [("x2", 7.0, 7.0), ("x0", 2.0, -2.0), ("x1", 0.5, 0.5), ("x3", 0.0, 0.0)];
    for (effect, (name, size, mean)) in of.morris.iter().zip(known) {
        assert_eq!((effect.parameter.as_str(), effect.n), (name, 20));
        assert!((effect.mu_star - size).abs() < 1e-12 && (effect.mu - mean).abs() < 1e-12, "{effect:?}");
        assert!(effect.sigma.expect("twenty") < 1e-12, "{effect:?}");
    }
}

#[test]
fn a_loss_in_a_corner_is_said_with_its_two_bounds() {
    let corner = |x: &[f64]| if x[0] > 0.6 && x[2] < 0.4 { -1.0 - x[1] } else { 1.0 + x[1] };
    let of = found(&plan(DesignKind::Sobol, 3, 512), corner);
    let rule = of.rule.expect("a rule");
    assert!(rule.when.contains("x0 is at least ") && rule.when.contains("x2 is at most "), "{}", rule.when);
    for (name, low, high) in [("x0", Some(0.6), None), ("x2", None, Some(0.4))] {
        let near = |found: Option<f64>, known: Option<f64>| match (found, known) {
            (Some(found), Some(known)) => (found - known).abs() < 0.02,
            (found, known) => found == known,
        };
        let axis = rule.axes.iter().find(|axis| axis.parameter == name).expect(name);
        assert!(near(axis.low, low) && near(axis.high, high), "{axis:?}");
    }
    assert!(!rule.when.contains("x1"), "{}", rule.when);
    assert!(rule.coverage > 0.9 && rule.density > 0.9, "{} {}", rule.coverage, rule.density);
    let inside = |at: &[f64; 2]| {
        let sides = at.iter().zip(&rule.axes);
        sides
            .into_iter()
            .all(|(&p, axis)| axis.low.is_none_or(|low| p >= low) && axis.high.is_none_or(|high| p <= high))
    };
    assert_eq!(
        rule.shown.iter().filter(|p| inside(&p.at)).count() as u64,
        rule.inside,
        "the picture shows the same box"
    );
}

#[test]
fn half_a_sweep_says_so_and_finds_nearly_the_same() {
    let plan = plan(DesignKind::Saltelli, 3, 1024 * 5);
    let (half, all) = (analysed(&plan, 512 * 5, ishigami), analysed(&plan, 1024 * 5, ishigami));
    assert!(half.partial && half.warnings[0].starts_with("incomplete: 2560 of 5120 points"), "{:?}", half.warnings);
    assert!(!all.partial && all.warnings.is_empty());
    for (a, b) in half.metrics[0].sobol.iter().zip(&all.metrics[0].sobol) {
        assert!((a.shares.total - b.shares.total).abs() < 0.05, "{a:?} {b:?}");
    }
}
