//! Twins: every customer's fate in one world against the same customer's fate in the baseline.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use crate::experiment::results::Metric;
use crate::experiment::results::comparison::{TwinExample, TwinFlow, TwinGroup, Twins};
use crate::journey::cell::Fate;
use crate::journey::customer::STAGES;
use crate::journey::model::Model;
use crate::stats::{Sample, Scale};
use crate::units::SimTime;

/// Exits closer than this are the same exit.
const SAME: SimTime = SimTime(7 * crate::units::NANOS_PER_DAY);
/// Where nobody left.
pub(crate) const STAYS: &str = "stays";
/// Examples kept of each kind.
const EXAMPLES: usize = 3;

/// What became of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Saved,
    Lost,
    Moved,
    Untouched,
}

/// How customers are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Segment,
    Stage,
    Hole,
}

/// Twins of one replication, or of a part of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct TwinTally {
    changes: [u64; 4],
    unmatched: u64,
    /// Of these, who leave: in the baseline, and here.
    unmatched_left: [u64; 2],
    left_later: u64,
    /// Sum of delays of moved exits [ns].
    delay: i128,
    groups: BTreeMap<(By, u16), [u64; 4]>,
    /// Changed exits, from hole to hole; `u16::MAX` stays.
    flow: BTreeMap<(u16, u16), u64>,
    examples: Vec<(u8, Fate, Fate)>,
}

impl AddAssign<TwinTally> for TwinTally {
    fn add_assign(&mut self, o: TwinTally) {
        for i in 0..4 {
            self.changes[i] += o.changes[i];
        }
        self.unmatched += o.unmatched;
        (0..2).for_each(|i| self.unmatched_left[i] += o.unmatched_left[i]);
        self.left_later += o.left_later;
        self.delay += o.delay;
        for (key, counts) in o.groups {
            let mine = self.groups.entry(key).or_default();
            (0..4).for_each(|i| mine[i] += counts[i]);
        }
        for (key, n) in o.flow {
            *self.flow.entry(key).or_default() += n;
        }
        self.examples.extend(o.examples);
        // The first by number, so that the order in which parts end does not matter.
        self.examples.sort_by_key(|e| (e.0, e.1.source, e.1.id));
        let mut kept = [0; 4];
        self.examples.retain(|e| {
            kept[usize::from(e.0)] += 1;
            kept[usize::from(e.0)] <= EXAMPLES
        });
    }
}

impl TwinTally {
    /// Compares the fates of a part in the baseline with those in another world. `holes` turns hole numbers of that
    /// world into those common to all worlds, which are the baseline's first. Who was gone in both worlds when observing begins is in no count, as
    /// in the exits.
    pub(crate) fn of(base: &mut [Fate], other: &mut [Fate], holes: &[u16], warm_up: SimTime) -> Self {
        base.sort_unstable_by_key(|f| f.id);
        other.sort_unstable_by_key(|f| f.id);
        let gone = |f: &Fate| warm_up > SimTime::ZERO && f.left <= warm_up;
        let mut tally = TwinTally::default();
        let (mut i, mut j) = (0, 0);
        while i < base.len() && j < other.len() {
            match base[i].id.cmp(&other[j].id) {
                std::cmp::Ordering::Less => {
                    tally.part(Some(&base[i]).filter(|f| !gone(f)), None);
                    i += 1;
                }
                std::cmp::Ordering::Greater => {
                    tally.part(None, Some(&other[j]).filter(|f| !gone(f)));
                    j += 1;
                }
                std::cmp::Ordering::Equal if gone(&base[i]) && gone(&other[j]) => (i, j) = (i + 1, j + 1),
                std::cmp::Ordering::Equal => {
                    // Whoever joins at another time lives another life: its end says nothing of what the world changed in it.
                    if base[i].joined.abs_diff(other[j].joined) < SAME.0 {
                        tally.meet(&base[i], &other[j], holes);
                    } else {
                        tally.part(Some(&base[i]), Some(&other[j]));
                    }
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        base[i..].iter().filter(|f| !gone(f)).for_each(|f| tally.part(Some(f), None));
        other[j..].iter().filter(|f| !gone(f)).for_each(|f| tally.part(None, Some(f)));
        tally
    }

    /// Somebody who has no twin.
    fn part(&mut self, base: Option<&Fate>, other: Option<&Fate>) {
        self.unmatched += u64::from(base.is_some() || other.is_some());
        for (count, fate) in self.unmatched_left.iter_mut().zip([base, other]) {
            *count += u64::from(fate.is_some_and(|f| f.left != SimTime::NEVER));
        }
    }

    fn meet(&mut self, a: &Fate, b: &Fate, holes: &[u16]) {
        let to = holes.get(usize::from(b.hole)).copied().unwrap_or(u16::MAX);
        let (stays, left) = (a.left == SimTime::NEVER, b.left != SimTime::NEVER);
        let apart = SimTime(a.left.0.abs_diff(b.left.0));
        let change = match (stays, left) {
            (true, false) => Change::Untouched,
            (true, true) => Change::Lost,
            (false, false) => Change::Saved,
            (false, true) if a.hole == to && apart < SAME => Change::Untouched,
            (false, true) => Change::Moved,
        };
        self.changes[change as usize] += 1;
        for (by, which) in [(By::Segment, u16::from(a.segment)), (By::Stage, u16::from(a.stage)), (By::Hole, a.hole)] {
            self.groups.entry((by, which)).or_default()[change as usize] += 1;
        }
        if change == Change::Untouched {
            return;
        }
        *self.flow.entry((a.hole, if left { to } else { u16::MAX })).or_default() += 1;
        if change == Change::Moved {
            self.delay += i128::from(b.left.0) - i128::from(a.left.0);
            if b.left > a.left && a.hole != to {
                self.left_later += 1;
            }
        }
        if self.examples.iter().filter(|e| e.0 == change as u8).count() < EXAMPLES {
            self.examples.push((change as u8, *a, Fate { hole: to, ..*b }));
        }
    }

    /// Where those end whom a hole took in the baseline, in this world.
    pub(crate) fn of_hole(&self, hole: u16) -> impl Iterator<Item = (u16, u64)> {
        self.flow.iter().filter(move |((from, _), _)| *from == hole).map(|((_, to), n)| (*to, *n))
    }
}

/// Means over replications.
pub(crate) fn summarise(
    tallies: &[(u64, &TwinTally)],
    base: &Model,
    holes: &[String],
    (world, rival, alike): (&str, &Model, bool),
) -> Twins {
    let metric = |definition: &str, can: bool, read: &dyn Fn(&TwinTally) -> f64| {
        let values: Vec<f64> = tallies.iter().map(|(_, t)| read(t)).collect();
        let sample = Sample { values: &values, trials: &[], scale: Scale::Count, varies: can && !alike };
        Metric::estimated(&sample.estimate(0.95), "customers", definition)
    };
    // What cannot happen has no interval: by whether anybody can leave in the baseline and here, and be without a twin.
    let [left, leaves] = [base, rival].map(|model| !model.nobody_leaves());
    let alone = [base, rival]
        .iter()
        .any(|model| !model.channels.is_empty() || model.warm_up > SimTime::ZERO && !model.nobody_leaves());
    let can = |change: Change| match change {
        Change::Saved => left,
        Change::Lost => leaves,
        Change::Moved => left && leaves,
        Change::Untouched => left || leaves || alone,
    };
    let count =
        |change: Change, definition: &str| metric(definition, can(change), &move |t| t.changes[change as usize] as f64);
    let hole = |h: u16| holes.get(usize::from(h)).map_or(STAYS, String::as_str).to_owned();
    let groups: BTreeSet<(By, u16)> = tallies.iter().flat_map(|(_, t)| t.groups.keys().copied()).collect();
    let flows: BTreeSet<(u16, u16)> = tallies.iter().flat_map(|(_, t)| t.flow.keys().copied()).collect();
    let by = groups
        .into_iter()
        .filter(|(by, _)| *by != By::Stage || base.lifecycle)
        .map(|key @ (by, which)| {
            let (by, name) = match by {
                By::Segment => ("segment", base.segments[usize::from(which)].name.clone()),
                By::Stage => ("stage", STAGES[usize::from(which)].to_owned()),
                By::Hole => ("hole", hole(which)),
            };
            let [saved, lost, moved, untouched] =
                [Change::Saved, Change::Lost, Change::Moved, Change::Untouched].map(|change| {
                    let of_group =
                        |t: &TwinTally| t.groups.get(&key).map_or(0.0, |counts| counts[change as usize] as f64);
                    metric("customers of this group with this fate, per replication", can(change), &of_group)
                });
            TwinGroup { by: by.to_owned(), name, saved, lost, moved, untouched }
        })
        .collect();
    let flow = flows
        .into_iter()
        .map(|key| {
            let all: Vec<f64> = tallies.iter().map(|(_, t)| t.flow.get(&key).map_or(0.0, |&k| k as f64)).collect();
            let found = Sample { values: &all, trials: &[], scale: Scale::Count, varies: !alike }.estimate(0.95);
            let (s, ci95) = (found.summary, found.interval.map(|i| [i.low, i.high]));
            TwinFlow { from: hole(key.0), to: hole(key.1), mean: s.mean, ci95, n: s.n }
        })
        .collect();
    let examples = tallies.iter().find(|(_, t)| !t.examples.is_empty()).map_or_else(Vec::new, |(replication, t)| {
        t.examples.iter().map(|(change, a, b)| example(*replication, *change, [a, b], base, holes, world)).collect()
    });
    let delays: Vec<f64> = tallies
        .iter()
        .map(|(_, t)| (t.delay as f64 / crate::units::NANOS_PER_DAY as f64, t.changes[Change::Moved as usize]))
        .filter(|&(_, moved)| moved > 0)
        .map(|(delay, moved)| delay / moved as f64)
        .collect();
    Twins {
        saved: count(Change::Saved, "customers who left in the baseline and stay here, per replication"),
        lost: count(Change::Lost, "customers who stay in the baseline and leave here, per replication"),
        moved: count(Change::Moved, "customers who leave in both worlds, a week or more apart or by another hole"),
        untouched: count(Change::Untouched, "customers with the same fate: both stay, or the same exit within a week"),
        unmatched: metric(
            "people who are customers in one of the two worlds only, or join a week or more earlier or later in one of them",
            alone,
            &|t| t.unmatched as f64,
        ),
        unmatched_left: [
            metric("of these, how many leave in the baseline", alone && left, &|t| t.unmatched_left[0] as f64),
            metric("of these, how many leave here", alone && leaves, &|t| t.unmatched_left[1] as f64),
        ],
        left_later: metric(
            "of those whom this world kept past their exit of the baseline: how many left later by another hole",
            can(Change::Moved),
            &|t| t.left_later as f64,
        ),
        delay_days: crate::experiment::compare::differences::metric(
            &delays,
            "d",
            "mean time by which moved exits are later",
        ),
        by,
        flow,
        examples,
    }
}

fn example(
    replication: u64,
    change: u8,
    [a, b]: [&Fate; 2],
    base: &Model,
    holes: &[String],
    world: &str,
) -> TwinExample {
    let number = a.id & ((1 << 40) - 1);
    let customer = match a.source {
        0 => number.to_string(),
        c => format!("{number} --source \"{}\"", base.channels[usize::from(c) - 1].name),
    };
    let ends = |f: &Fate| match holes.get(usize::from(f.hole)) {
        Some(hole) => format!("leaves by {hole} on day {:.0}", f.left.days()),
        None => STAYS.to_owned(),
    };
    TwinExample {
        replication,
        customer,
        fate: ["saved", "lost", "moved", "untouched"][usize::from(change)].to_owned(),
        story: format!("baseline: {}; {world}: {}", ends(a), ends(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(id: u64, left: f64, hole: u16) -> Fate {
        let left = if left.is_finite() { SimTime::from_days(left) } else { SimTime::NEVER };
        Fate { id, source: 0, joined: 0, left, hole, segment: 0, stage: 0, value: left.days().min(1000.0) }
    }

    #[test]
    fn every_customer_has_exactly_one_fate() {
        let never = f64::INFINITY;
        let stays = u16::MAX;
        let mut base = [
            fate(1, 10.0, 0),
            fate(2, never, stays),
            fate(3, 50.0, 1),
            fate(4, 60.0, 0),
            fate(5, 70.0, 0),
            fate(6, 1.0, 0),
        ];
        let mut other = [
            fate(7, 1.0, 0),
            fate(5, 75.0, 0),
            fate(4, 90.0, 1),
            fate(3, 50.0, 0),
            fate(2, 9.0, 1),
            fate(1, never, stays),
        ];
        let t = TwinTally::of(&mut base, &mut other, &[0, 1], SimTime::ZERO);
        assert_eq!(t.changes, [1, 1, 2, 1], "saved, lost, moved, untouched");
        assert_eq!(t.unmatched, 2);
        assert_eq!(t.left_later, 1, "the exit by another hole at the same time is not later");
        assert_eq!(t.flow[&(0, stays)], 1);
        assert_eq!(t.of_hole(0).map(|f| f.1).sum::<u64>(), 2);
    }

    #[test]
    fn whoever_joins_at_another_time_has_no_twin() {
        let later = |f: Fate, days: f64| Fate { joined: SimTime::from_days(days).0 as i64, ..f };
        let (stays, never) = (u16::MAX, f64::INFINITY);
        let mut base = [fate(1, 90.0, 0), fate(2, never, stays), fate(3, 80.0, 1)];
        let mut other =
            [later(fate(1, 90.0, 0), 6.0), later(fate(2, 99.0, 1), 8.0), later(fate(3, never, stays), 20.0)];
        let t = TwinTally::of(&mut base, &mut other, &[0, 1], SimTime::ZERO);
        assert_eq!((t.changes, t.unmatched, t.unmatched_left), ([0, 0, 0, 1], 2, [1, 1]));
    }

    #[test]
    fn a_hole_of_the_other_world_alone_is_no_staying() {
        let mut base = [fate(1, 50.0, 0), fate(2, f64::INFINITY, u16::MAX)];
        let mut other = [fate(1, 90.0, 1), fate(2, 30.0, 0)];
        // The other world calls its own hole 0, and 1 what the baseline calls 0.
        let t = TwinTally::of(&mut base, &mut other, &[1, 0], SimTime::ZERO);
        assert_eq!(t.changes, [0, 1, 1, 0], "saved, lost, moved, untouched");
        let model = crate::journey::fixtures::relationship(10, 1.0);
        let twins = summarise(&[(0, &t)], &model, &["quality".to_owned(), "rust".to_owned()], ("other", &model, false));
        let flows: Vec<(&str, &str)> = twins.flow.iter().map(|f| (f.from.as_str(), f.to.as_str())).collect();
        assert_eq!(flows, [("quality", "quality"), (STAYS, "rust")]);
        assert!(twins.examples.iter().any(|e| e.story.ends_with("other: leaves by rust on day 30")));
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let never = f64::INFINITY;
        let pairs: Vec<(Fate, Fate)> = (0..40)
            .map(|i| (fate(i, 10.0 + i as f64, 0), fate(i, if i % 3 == 0 { never } else { 30.0 }, (i % 2) as u16)))
            .collect();
        let part = |range: std::ops::Range<usize>| {
            let (mut a, mut b): (Vec<Fate>, Vec<Fate>) = pairs[range].iter().copied().unzip();
            TwinTally::of(&mut a, &mut b, &[0, 1], SimTime::ZERO)
        };
        let mut whole = TwinTally::default();
        whole += part(0..40);
        for cut in [1, 17, 39] {
            let mut forward = part(0..cut);
            forward += part(cut..40);
            let mut backward = part(cut..40);
            backward += part(0..cut);
            for sum in [forward, backward] {
                assert_eq!((sum.changes, &sum.flow, sum.delay), (whole.changes, &whole.flow, whole.delay));
                assert_eq!(sum.examples, whole.examples);
            }
        }
    }
}
