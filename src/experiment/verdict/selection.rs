//! Which design is the best, with a guarantee: KN on the replications at hand, and more of them for those still in the race.
//!
//! Nothing else here carries a guarantee: the chance of being best in [`DesignPoint`](crate::experiment::results::comparison::DesignPoint)
//! is a bootstrap estimate, and the winner's own estimate is corrected by fresh replications only.

use crate::experiment::compare::{Compared, Course, Rival, replicate_with};
use crate::experiment::results::comparison::{Decides, Dropped, Selection};
use crate::experiment::run::{Monitor, Plan, RunError};
use crate::stats::Kn;

/// Risk of a wrong choice.
const RISK: f64 = 0.05;
/// Replications between two looks at the survivors.
const BLOCK: u64 = 10;
/// Most replications of a design, as a multiple of the planned ones.
const CAP: u64 = 20;
/// Name of the design that changes nothing.
pub(crate) const NOTHING: &str = "baseline";

/// The outcome of a selection.
pub(crate) struct Chosen {
    pub(crate) found: Selection,
    /// Index of the best rival; `None` while undecided, and when changing nothing is best.
    pub(crate) best: Option<usize>,
    /// It was told to stop before it had decided.
    pub(crate) cut_short: bool,
    /// First replication that nobody has looked at.
    pub(crate) next: u64,
}

/// Selects the best of some rivals and the baseline by what decides.
///
/// # Definition
/// See [`Kn`]. The first stage is the replications of the comparison; after it, designs still in the race (and the baseline,
/// which pairs them) run on, `BLOCK` replications at a time, and these count in everything that is said of them. A rival that is the baseline
/// under another name does not enter. The rival `r` counts with what it gains
/// over the baseline on the same draws, the baseline with 0: KN looks at differences only. A replication in which one of them has no number
/// does not count.
pub(crate) fn select(
    compared: &mut Compared<'_>,
    decides: &Decides,
    candidates: &[usize],
    gap: f64,
    plan: &Plan,
    course: Course,
    monitor: &dyn Monitor,
) -> Result<Option<Chosen>, RunError> {
    let (alike, candidates): (Vec<usize>, Vec<usize>) = candidates.iter().partition(|&&r| compared.is_alike(r));
    let whole = compared.done.len() as u64 == plan.replications;
    let rows = rows(compared, decides, &candidates);
    let first_stage = rows.len();
    if candidates.is_empty() || first_stage < 2 || !whole {
        return Ok(None);
    }
    let left_out =
        |&r: &usize| Dropped { name: compared.rivals[r].name.clone(), replications: compared.done.len() as u64 };
    let dropped = alike.iter().map(left_out).collect();
    let mut race = Race { kn: Kn::new(candidates.len() + 1, first_stage, gap, RISK), dropped };
    let names: Vec<&str> =
        std::iter::once(NOTHING).chain(candidates.iter().map(|&r| compared.rivals[r].name.as_str())).collect();
    for row in rows {
        race.observe(&std::iter::once(0.0).chain(row).collect::<Vec<f64>>(), &names);
    }
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut next = plan.replications;
    let mut cut_short = false;
    let cap = plan.replications.saturating_mul(CAP);
    while !race.kn.is_over() && next < cap && !monitor.is_cancelled() {
        let racing: Vec<usize> = race.kn.survivors().iter().filter(|&&d| d > 0).map(|d| d - 1).collect();
        let rivals: Vec<Rival> = racing.iter().map(|&c| compared.rivals[candidates[c]].clone()).collect();
        let to = (next + BLOCK).min(cap);
        let course = Course { before: next, all: (to + course.all - plan.replications).max(course.all), twins: false };
        let holes = compared.holes.clone();
        let more = match replicate_with(compared.inputs, &rivals, plan, (next, to), course, monitor, holes) {
            Err(RunError::NothingDone) => {
                cut_short = true;
                break;
            }
            other => other?,
        };
        if (more.done.len() as u64) < to - next {
            cut_short = true;
            break;
        }
        for gained in self::rows(&more, decides, &(0..racing.len()).collect::<Vec<_>>()) {
            let mut row = vec![0.0; names.len()];
            racing.iter().zip(gained).for_each(|(&c, gained)| row[c + 1] = gained);
            race.observe(&row, &names);
        }
        let (done, pooled) = more.into_parts();
        compared.extend(done, pooled, &racing.iter().map(|&c| candidates[c]).collect::<Vec<_>>());
        next = to;
    }
    cut_short |= !race.kn.is_over() && next < cap;
    let best = race.kn.best();
    let survivors = race.kn.survivors().iter().map(|&d| names[d].to_owned()).collect();
    Ok(Some(Chosen {
        best: best.and_then(|d| d.checked_sub(1)).map(|c| candidates[c]),
        next,
        cut_short,
        found: Selection {
            method: "KN (Kim and Nelson 2001)".to_owned(),
            metric: decides.key().to_owned(),
            gap,
            confidence: 1.0 - RISK,
            first_stage: plan.replications,
            replications: race.kn.replications(),
            best: best.map(|d| names[d].to_owned()),
            survivors,
            dropped: race.dropped,
            guarantee: guarantee(
                decides.key(),
                gap,
                best.is_some(),
                (!race.kn.finished() && race.kn.is_over()).then_some(race.kn.replications()),
                cap,
            ),
        },
    }))
}

/// What some rivals gain in each replication in which all of them have a number.
fn rows(compared: &Compared<'_>, decides: &Decides, rivals: &[usize]) -> Vec<Vec<f64>> {
    let gained: Vec<Vec<Option<f64>>> = rivals.iter().map(|&r| decides.gained(compared, r)).collect();
    (0..compared.done.len()).filter_map(|k| gained.iter().map(|row| row.get(k).copied().flatten()).collect()).collect()
}

/// What is claimed, and what for.
fn guarantee(key: &str, gap: f64, decided: bool, tied: Option<u64>, cap: u64) -> String {
    if let Some(n) = tied {
        return format!("none: those left never differed in {n} replications");
    }
    if !decided {
        return format!(
            "none: more than one design was still in the race when it stopped (at most {cap} replications)"
        );
    }
    let confidence = 100.0 * (1.0 - RISK);
    format!(
        "right with probability {confidence} % or more if the best is ahead of each other design by {gap} or more and {key} is normal between \
         replications; if some are closer, one of those within {gap} of the best is likely to be named"
    )
}

struct Race {
    kn: Kn,
    dropped: Vec<Dropped>,
}

impl Race {
    /// Adds a replication and notes who left the race at it.
    fn observe(&mut self, row: &[f64], names: &[&str]) {
        let before = self.kn.survivors().to_vec();
        self.kn.observe(row);
        let left = before.into_iter().filter(|d| !self.kn.survivors().contains(d));
        let at = self.kn.replications();
        self.dropped.extend(left.map(|d| Dropped { name: names[d].to_owned(), replications: at }));
    }
}
