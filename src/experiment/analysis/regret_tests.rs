use super::*;
use crate::experiment::sweep::{Batch, Column, DesignKind, FORMAT, PlanPoint};

/// A sweep of some points in the baseline, `a` and `b`.
fn plan(points: u64) -> Plan {
    Plan {
        format: FORMAT,
        version: "0".to_owned(),
        scenario: "made".to_owned(),
        scenario_hash: String::new(),
        seed: 7,
        replications: 1,
        precision: Vec::new(),
        worlds: vec!["a".to_owned(), "b".to_owned()],
        parameters: Vec::new(),
        columns: vec![Column { path: "y".to_owned(), unit: String::new(), definition: String::new() }],
        differences: Vec::new(),
        batches: vec![Batch { design: DesignKind::Table, asked: points, points, points_per_unit: 1 }],
        points: vec![PlanPoint::default(); points as usize],
        shards: 1,
        id: String::new(),
    }
}

/// `values[point][world][replication]`; nothing of a world that is refused.
fn chosen(values: &[[Vec<f64>; 3]], smallest: bool, unjudged: &[usize]) -> Option<WorldChoice> {
    let plan = plan(values.len() as u64);
    let mut choosing = Choosing::new(&plan, 0, smallest, unjudged);
    for (point, worlds) in (0..).zip(values) {
        for (world, values) in worlds.iter().enumerate() {
            let rows = (0..).zip(values).map(|(index, value)| (index, vec![Some(*value)])).collect();
            choosing.push(&PointRows { point, world, rows, refused: None, whole: true });
        }
    }
    choosing.finish(&plan)
}

fn certain(values: [f64; 3]) -> [Vec<f64>; 3] {
    values.map(|value| vec![value; 4])
}

/// Savage's criterion by hand: the best of each point is 10, 6, 8, so regrets are (4, 0, 6), (0, 5, 3) and (2, 2, 0).
#[test]
fn regret_by_hand_where_nothing_is_left_to_luck() {
    let points = [certain([6.0, 10.0, 8.0]), certain([6.0, 1.0, 4.0]), certain([2.0, 5.0, 8.0])];
    let found = chosen(&points, false, &[]).expect("a choice");
    let of = |read: &dyn Fn(&WorldRegret) -> f64| found.worlds.iter().map(read).collect::<Vec<f64>>();
    assert!(found.worlds.iter().map(|world| world.world.as_str()).eq(["baseline", "a", "b"]));
    assert_eq!(of(&|w| w.largest), [6.0, 5.0, 2.0]);
    assert_eq!(of(&|w| w.largest_at as f64), [2.0, 1.0, 0.0]);
    let thirds = |values: [f64; 3]| values.map(|value: f64| value / 3.0);
    let near = |found: Vec<f64>, known: [f64; 3]| found.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(near(of(&|w| w.regret), thirds([10.0, 8.0, 4.0])));
    assert!(near(of(&|w| w.mean), thirds([14.0, 16.0, 20.0])));
    assert!(near(of(&|w| w.best), thirds([1.0, 1.0, 1.0])));
    assert_eq!((found.minimax.as_str(), found.minimax_ties.len(), found.points), ("b", 0, 3));
    // The other way about: the least of a point is 6, 1 and 2.
    let found = chosen(&points, true, &[]).expect("a choice");
    let largest: Vec<f64> = found.worlds.iter().map(|world| world.largest).collect();
    assert_eq!((largest, found.minimax.as_str()), (vec![5.0, 4.0, 6.0], "a"));
    assert!((found.worlds[1].mean - 16.0 / 3.0).abs() < 1e-12, "{found:?}");
}

#[test]
fn equal_worlds_share_a_point_and_are_told() {
    let found = chosen(&[certain([5.0, 5.0, 1.0]), certain([5.0, 5.0, 5.0])], false, &[]).expect("a choice");
    let shares: Vec<f64> = found.worlds.iter().map(|world| world.best).collect();
    let third = 1.0 / 3.0;
    assert!((shares[0] - (0.5 + third) / 2.0).abs() < 1e-12 && (shares[2] - third / 2.0).abs() < 1e-12, "{shares:?}");
    assert_eq!((found.minimax.as_str(), found.minimax_ties), ("baseline", vec!["a".to_owned()]));
}

/// Three worlds that differ by luck alone, and by as much: the largest of their means is above all, and none of it is regret.
#[test]
fn luck_is_no_regret() {
    let key = crate::random::ReplicationKey::new(11, 0).customer(0);
    let mut naive = 0.0;
    let points: Vec<[Vec<f64>; 3]> = (0..400)
        .map(|point| {
            let of = |world: u32| (0..10).map(|r| key.uniform(3 * point + world, r) - 0.5).collect::<Vec<f64>>();
            let worlds = [of(0), of(1), of(2)];
            let means = worlds.each_ref().map(|values| values.iter().sum::<f64>() / 10.0);
            naive += (means[0].max(means[1]).max(means[2]) - means[0]) / 400.0;
            worlds
        })
        .collect();
    let found = chosen(&points, false, &[]).expect("a choice");
    // The mean of the largest of three is .846 standard errors above, each sqrt(1/120).
    assert!((naive - 0.846 / 120.0_f64.sqrt()).abs() < 0.02, "{naive}");
    for world in &found.worlds {
        let [low, high] = world.regret_ci95.expect("an interval");
        assert!(world.regret < 0.02 && low == 0.0 && high > naive, "{world:?}");
        assert!(world.among_best > 0.9 && world.clearly_best < 0.05, "{world:?}");
    }
    assert_eq!(found.minimax_ties.len(), 2, "{found:?}");
}

#[test]
fn points_without_all_worlds_and_worlds_that_are_not_judged_are_left_out() {
    let refused = [vec![1.0; 4], Vec::new(), vec![9.0; 4]];
    let points = [certain([1.0, 2.0, 9.0]), refused, certain([1.0, 3.0, 9.0])];
    let found = chosen(&points, false, &[2]).expect("a choice");
    assert_eq!((found.points, found.left_out, found.replications), (2, 1, 4));
    assert_eq!((found.unjudged.as_slice(), found.worlds.len()), (["b".to_owned()].as_slice(), 2));
    assert_eq!((found.minimax.as_str(), found.worlds[0].largest), ("a", 2.0));
    assert!(chosen(&points, false, &[1, 2]).is_none());
    // One replication says nothing of luck.
    let once = chosen(&[[1.0, 2.0, 3.0].map(|value| vec![value])], false, &[]).expect("a choice");
    assert_eq!((once.worlds[0].regret, once.worlds[0].regret_ci95), (2.0, None));
    assert_eq!(once.worlds[2].clearly_best, 0.0);
}
