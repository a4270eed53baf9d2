//! The twins of a world with loyalty programs: the same world without one of them alone, or without any.

use super::paired::Rival;
use crate::engine::sum::Sum;
use crate::journey::model::Model;
use crate::journey::program::{Kept, deadweight};
use crate::metrics::firm::{has_program, named_programs};
use crate::units::SimTime;

/// Most times at which a period of pairing ends; each is kept for every customer.
const MOST_MARKS: usize = 64;

/// Which worlds are the twins of programs: the same without one of them alone, or without any.
#[derive(Debug, Default)]
pub(crate) struct ProgramTwins {
    /// By world, the baseline first: its twins; those made come after all others.
    pub(super) twins: Vec<Vec<ProgramTwin>>,
    /// Twins that no world of the comparison is.
    pub(crate) made: Vec<Model>,
    /// Where some world changes, and where observation begins: between them a program is paired with its twin.
    pub(crate) marks: Vec<SimTime>,
}

/// A world held against the same one without a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProgramTwin {
    /// The place and the name of the program; nothing for all of them, as for the one `[program]`.
    pub(super) program: Option<(usize, String)>,
    /// The number of its twin.
    pub(super) world: usize,
}

impl ProgramTwins {
    /// Twins of listed worlds, the baseline first: among all worlds, else made. A comparison of no world has none.
    pub(crate) fn of(worlds: &[(&Model, bool)]) -> Self {
        let mut twins = ProgramTwins { twins: vec![Vec::new(); worlds.len()], ..ProgramTwins::default() };
        if !worlds.iter().skip(1).any(|world| world.1) {
            return twins;
        }
        for (at, (model, listed)) in worlds.iter().enumerate() {
            if !listed || !has_program(model) {
                continue;
            }
            let named = named_programs(model).into_iter().map(Some);
            for program in std::iter::once(None).chain(named) {
                let twin = model.without_program(program.as_ref().map(|(place, _)| *place));
                let known = worlds.iter().position(|world| *world.0 == twin);
                let known =
                    known.or_else(|| twins.made.iter().position(|made| *made == twin).map(|i| worlds.len() + i));
                let world = known.unwrap_or_else(|| {
                    twins.made.push(twin);
                    worlds.len() + twins.made.len() - 1
                });
                twins.twins[at].push(ProgramTwin { program, world });
            }
        }
        if twins.twins.iter().any(|own| !own.is_empty()) {
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
        self.twins.get(world).is_some_and(|own| !own.is_empty())
            || self.twins.iter().flatten().any(|twin| twin.world == world)
    }

    /// By world and twin: rewards to purchases that the twin has as well, from what was kept in each.
    pub(crate) fn deadweight(&self, kept: &mut [Vec<Kept>]) -> Vec<Vec<Sum>> {
        let mut sums = self.no_deadweight();
        for (world, twins) in self.twins.iter().enumerate() {
            for (twin, sum) in twins.iter().zip(&mut sums[world]) {
                let (mut here, mut there) = (std::mem::take(&mut kept[world]), std::mem::take(&mut kept[twin.world]));
                let place = twin.program.as_ref().map(|(place, _)| *place);
                deadweight(&mut here, &mut there, place, |rewards| sum.post(rewards));
                (kept[world], kept[twin.world]) = (here, there);
            }
        }
        sums
    }

    /// Nothing yet, for each twin of each world.
    pub(crate) fn no_deadweight(&self) -> Vec<Vec<Sum>> {
        self.twins.iter().map(|twins| vec![Sum::default(); twins.len()]).collect()
    }
}

/// How many worlds are simulated beside those of a comparison, as twins of programs.
#[must_use]
pub fn made_for_programs(baseline: &Model, rivals: &[Rival]) -> usize {
    let rivals = rivals.iter().map(|rival| (&rival.model, rival.listed));
    ProgramTwins::of(&std::iter::once((baseline, true)).chain(rivals).collect::<Vec<_>>()).made.len()
}
