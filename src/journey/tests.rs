//! Properties of whole cells.

use crate::journey::core::cell::Cell;
use crate::journey::core::observations::replication::Observations;
use crate::journey::core::trace::NoTrace;
use crate::journey::fixtures::{mm1, relationship};
use crate::journey::model::{Model, Quality};
use crate::laws::{Law, LawSpec};

fn run_big(model: &Model, seed: u64) -> Observations {
    let mut cell = Cell::new(model, seed, 0, NoTrace);
    cell.run_all().expect("reaches the horizon");
    cell.into_observations().0
}

fn run_alone(model: &Model, seed: u64) -> Observations {
    let mut cell = Cell::new(model, seed, 0, NoTrace);
    cell.run_customers(0..model.customers).expect("reaches the horizon");
    cell.into_observations().0
}

#[test]
fn an_mm1_queue_agrees_with_theory() {
    let model = mm1(0.8, 400_000.0);
    let o = run_big(&model, 1);
    let r = &o.resources[0];
    let delay_days = r.delay.mean_minutes().unwrap() / 1440.0;
    assert!((delay_days - 4.0).abs() < 0.2, "delay {delay_days}");
    let utilisation = r.busy.total() as f64 / model.horizon.0 as f64;
    assert!((utilisation - 0.8).abs() < 0.01, "utilisation {utilisation}");
    let idle = r.idle as f64 / model.horizon.0 as f64;
    assert!((idle - 0.2).abs() < 0.01, "idle {idle}");
    // Little's law, exactly: the queue integral is the sum of the waits.
    let waits = r.delay.all.total_minutes() / 1440.0;
    let queue = r.waiting.total() as f64 / 86_400e9;
    assert!((queue - waits) / waits < 1e-3, "{queue} {waits}");
}

/// Two queues side by side whose visitors give up, so that slots are used again while stale tickets still lie in a line.
#[test]
fn a_stale_ticket_is_never_taken_for_somebody_who_waits_elsewhere() {
    let mut model = mm1(1.2, 20_000.0);
    let other = mm1(1.2, 1.0);
    model.resources.extend(other.resources);
    model.journeys.extend(other.journeys);
    model.touchpoints.extend(other.touchpoints);
    model.journeys[1].address = 2;
    (model.journeys[1].first, model.journeys[1].touchpoints) = (1, 1..2);
    let touch = &mut model.touchpoints[1];
    (touch.id, touch.journey, touch.resource, touch.address) = (1, 1, Some(1), 7);
    for r in 0..2 {
        // A limit makes everybody see who gives up when.
        model.resources[r].queue_limit = Some(60);
        model.touchpoints[r].patience = Some(Law::compile(&LawSpec::exponential(3.0), 9).expect("a valid law"));
    }
    for seed in 0..4 {
        let o = run_big(&model, seed);
        for (r, seen) in o.resources.iter().enumerate() {
            let gone = seen.delay.count() + seen.reneged + seen.baulked;
            assert!(seen.reneged > 1000 && seen.arrivals - gone <= 61, "resource {r}: {gone} of {}", seen.arrivals);
            assert!(seen.busy.total() <= u128::from(model.horizon.0), "one server was busy twice at once");
        }
    }
}

#[test]
fn customers_alone_and_in_one_cell_give_the_same_sums() {
    let model = relationship(300, 3.0);
    let (mut big, mut alone) = (run_big(&model, 7), run_alone(&model, 7));
    assert!(big.outflow.iter().sum::<u64>() > 50);
    (big.events, alone.events) = (0, 0);
    assert_eq!(format!("{big:?}"), format!("{alone:?}"));
}

/// Exit times of each customer, by running each alone.
fn lifetimes(model: &Model, seed: u64) -> Vec<f64> {
    (0..model.customers)
        .map(|n| {
            let mut cell = Cell::new(model, seed, 0, NoTrace);
            cell.run_customers(n..n + 1).expect("reaches the horizon");
            cell.into_observations().0.lifetime.mean().unwrap_or(0.0)
        })
        .collect()
}

#[test]
fn plugging_a_hole_makes_nobody_leave_earlier() {
    let base = relationship(400, 4.0);
    let before = lifetimes(&base, 3);
    for hole in 0..4 {
        let mut plugged = base.clone();
        plugged.profiles[0].hazards[hole].factor = 0.0;
        let after = lifetimes(&plugged, 3);
        let saved = before.iter().zip(&after).filter(|(b, a)| a > b).count();
        let hurt = before.iter().zip(&after).filter(|(b, a)| a < b).count();
        assert_eq!(hurt, 0, "hole {hole}");
        assert!(saved > 0, "hole {hole} takes somebody");
    }
}

#[test]
fn lowering_the_hazard_of_dissatisfaction_makes_nobody_leave_earlier() {
    let base = relationship(400, 4.0);
    let mut kinder = base.clone();
    kinder.profiles[0].satisfaction_factor = 0.7;
    let (before, after) = (lifetimes(&base, 5), lifetimes(&kinder, 5));
    assert!(before.iter().zip(&after).all(|(b, a)| a >= b));
    assert!(before.iter().zip(&after).any(|(b, a)| a > b));
}

#[test]
fn a_touchpoint_that_never_takes_place_changes_nothing() {
    let base = relationship(200, 3.0);
    let mut extra = base.clone();
    let mut never = base.touchpoints[0].clone();
    (never.name, never.id) = ("never".into(), 3);
    never.probability = 0.0;
    never.next = crate::journey::model::Next::To(None);
    extra.touchpoints.push(never);
    extra.journeys[0].touchpoints = 0..4;
    extra.touchpoints[2].next = crate::journey::model::Next::To(Some(3));
    let (a, b) = (run_alone(&base, 9), run_alone(&extra, 9));
    assert_eq!((a.npv, a.ltv, a.outflow.clone(), a.satisfaction), (b.npv, b.ltv, b.outflow.clone(), b.satisfaction));
}

#[test]
fn people_and_money_are_conserved() {
    let model = relationship(500, 3.0);
    let o = run_alone(&model, 11);
    let out: u64 = o.outflow.iter().sum();
    assert_eq!(o.start - out, o.end);
    assert_eq!(o.level.iter().sum::<i64>(), o.end as i64);
    // Every customer joined on day 0, so npv is the sum of lifetime values, up to one rounding per posting.
    assert!((o.npv.value() - o.ltv.sum.value()).abs() < 0.5, "{} {}", o.npv.value(), o.ltv.sum.value());
}

#[test]
fn better_quality_keeps_more_customers() {
    let base = relationship(2000, 3.0);
    let mut better = base.clone();
    better.touchpoints.iter_mut().for_each(|t| t.quality = Some(Quality::Mean(9.0)));
    assert!(run_alone(&better, 2).end > run_alone(&base, 2).end);
}

#[test]
fn a_look_every_fortnight_moves_retention_after_a_year_by_less_than_a_thousandth() {
    for quality in [3.0, 6.0, 9.0] {
        for half_life in [5.0, 20.0, 180.0] {
            for visits in [6.0, 24.0] {
                let mut base = relationship(3000, 1.0);
                base.touchpoints.iter_mut().for_each(|t| t.quality = Some(Quality::Mean(quality)));
                base.profiles[0].memory.half_life = half_life;
                base.journeys[0].start = crate::journey::model::Start::Rate(Law::constant(visits / 365.0));
                let mut finer = base.clone();
                finer.refresh_every = crate::units::SimTime::from_days(15.0);
                let there = |m: &Model| {
                    let o = run_alone(m, 4);
                    o.end as f64 / o.start as f64
                };
                let (coarse, fine) = (there(&base), there(&finer));
                assert!((coarse - fine).abs() < 0.001, "{quality} {half_life} {visits}: {coarse} {fine}");
            }
        }
    }
}

#[test]
fn a_queue_that_grows_without_end_stops_with_a_reason() {
    // Load 400 on one server: about 400 arrivals a day, one service a day.
    let model = mm1(400.0, 4000.0);
    let mut cell = Cell::new(&model, 1, 0, NoTrace);
    let stopped = cell.run_all().expect_err("a million visits wait");
    assert_eq!(stopped, crate::journey::core::limits::CellError::TooManyAlive);
}

/// Each of them comes to far fewer events than there are between two looks.
#[test]
fn customers_who_live_alone_are_stopped_like_those_who_meet() {
    let model = relationship(20_000, 1.0);
    let mut cell = Cell::new(&model, 1, 0, NoTrace).stopping_when(&|| true);
    let stopped = cell.run_customers(0..model.customers).expect_err("it is asked to stop");
    assert_eq!(stopped, crate::journey::core::limits::CellError::Stopped);
}
