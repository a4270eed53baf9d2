//! The twin of a world with a loyalty program: the same world without the program alone.

use super::paired::Rival;
use crate::engine::sum::Sum;
use crate::journey::model::Model;
use crate::journey::program::{Kept, deadweight};
use crate::metrics::firm::has_program;
use crate::units::SimTime;

/// Most times at which a period of pairing ends; each is kept for every customer.
const MOST_MARKS: usize = 64;

/// Which world is a program's twin: the same without the program alone.
#[derive(Debug, Default)]
pub(crate) struct ProgramTwins {
    /// By world, the baseline first: the number of its twin; those made come after all others.
    pub(super) twin: Vec<Option<usize>>,
    /// Twins that no world of the comparison is.
    pub(crate) made: Vec<Model>,
    /// Where some world changes, and where observation begins: between them a program is paired with its twin.
    pub(crate) marks: Vec<SimTime>,
}

impl ProgramTwins {
    /// Twins of listed worlds, the baseline first: among all worlds, else made. A comparison of no world has none.
    pub(crate) fn of(worlds: &[(&Model, bool)]) -> Self {
        let mut twins = ProgramTwins { twin: vec![None; worlds.len()], ..ProgramTwins::default() };
        if !worlds.iter().skip(1).any(|world| world.1) {
            return twins;
        }
        for (at, (model, listed)) in worlds.iter().enumerate() {
            if !listed || !has_program(model) {
                continue;
            }
            let twin = model.without_program();
            let known = worlds.iter().position(|world| *world.0 == twin);
            let known = known.or_else(|| twins.made.iter().position(|made| *made == twin).map(|i| worlds.len() + i));
            twins.twin[at] = Some(known.unwrap_or_else(|| {
                twins.made.push(twin);
                worlds.len() + twins.made.len() - 1
            }));
        }
        if twins.twin.iter().any(Option::is_some) {
            let changes = worlds.iter().flat_map(|(model, _)| model.later.iter().map(|switch| switch.at));
            let first = worlds.first().map(|(model, _)| model.warm_up).filter(|&at| at > SimTime::ZERO);
            twins.marks = changes.chain(first).collect();
            twins.marks.sort_unstable();
            twins.marks.dedup();
            // Of very many changes, such as the steps of slow ones, some are enough.
            let step = twins.marks.len().div_ceil(MOST_MARKS).max(1);
            twins.marks = twins.marks.iter().copied().step_by(step).collect();
        }
        twins
    }

    /// Whether a world has a twin that it is held against, or is one.
    pub(crate) fn involves(&self, world: usize) -> bool {
        self.twin.get(world).is_some_and(Option::is_some) || self.twin.contains(&Some(world))
    }

    /// By world: rewards to purchases that its twin has as well, from what was kept in each.
    pub(crate) fn deadweight(&self, kept: &mut [Vec<Kept>]) -> Vec<Sum> {
        let mut sums = vec![Sum::default(); kept.len()];
        for (world, twin) in self.twin.iter().enumerate() {
            let Some(twin) = *twin else { continue };
            let (mut here, mut there) = (std::mem::take(&mut kept[world]), std::mem::take(&mut kept[twin]));
            deadweight(&mut here, &mut there, |rewards| sums[world].post(rewards));
            (kept[world], kept[twin]) = (here, there);
        }
        sums
    }
}

/// How many worlds are simulated beside those of a comparison, as twins of programs.
#[must_use]
pub fn made_for_programs(baseline: &Model, rivals: &[Rival]) -> usize {
    let rivals = rivals.iter().map(|rival| (&rival.model, rival.listed));
    ProgramTwins::of(&std::iter::once((baseline, true)).chain(rivals).collect::<Vec<_>>()).made.len()
}
