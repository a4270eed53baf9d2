//! A plan read back from its file: nothing that could not have been planned gets further than here.

use serde::Deserialize;

use super::design::MOST_POINTS;
use super::parameter::{Levels, Parameter};
use super::plan::{FORMAT, Plan};

/// Most replications of a point before any precision, as a scenario has them.
const MOST_REPLICATIONS: u64 = 1_000_000;
/// Most shards of a plan.
pub const MOST_SHARDS: u64 = 100_000;

/// Why a file is no plan to work by.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Something else, or cut.
    #[error("is not a plan of a sweep: {0}")]
    Foreign(#[from] serde_json::Error),
    /// Of another version, which may give other numbers.
    #[error("was made by journeysim {version} (format {format}); this is {own} (format {FORMAT}), which may give other numbers: name another folder", own = env!("CARGO_PKG_VERSION"))]
    Version {
        /// Version of journeysim that made it.
        version: String,
        /// Format of its files.
        format: u32,
    },
    /// Not as it was written.
    #[error("was altered: its content does not fit its id; plan again")]
    Altered,
    /// As somebody wrote it who was not us.
    #[error("cannot be worked through: {0}; plan again")]
    Impossible(&'static str),
}

/// What made a plan, in any format.
#[derive(Deserialize)]
struct Made {
    format: u32,
    version: String,
}

impl Plan {
    /// The plan in the bytes of a file.
    ///
    /// # Errors
    /// [`PlanError`] for anything that this version would not have written.
    pub fn read(bytes: &[u8]) -> Result<Plan, PlanError> {
        // A plan of another format has other fields.
        let Made { version, format } = serde_json::from_slice(bytes)?;
        if format != FORMAT || version != env!("CARGO_PKG_VERSION") {
            return Err(PlanError::Version { version, format });
        }
        let plan: Plan = serde_json::from_slice(bytes)?;
        if !plan.is_sealed() {
            return Err(PlanError::Altered);
        }
        // An id can be worked out by anybody.
        let wrong = plan.faults().into_iter().find(|(is_so, _)| *is_so);
        wrong.map_or(Ok(plan), |(_, what)| Err(PlanError::Impossible(what)))
    }

    /// What cannot be, each with whether it is so here.
    fn faults(&self) -> [(bool, &'static str); 11] {
        let points = self.points.len();
        let batches = self.batches.iter().try_fold(0_u64, |sum, batch| sum.checked_add(batch.points));
        let per_unit = |points| Plan::points_per_unit(points, self.replications);
        let too_many = points > MOST_POINTS || self.replications > MOST_REPLICATIONS;
        [
            (points == 0 || self.replications == 0, "it has no points or no replications"),
            (too_many, "it has too many points or replications"),
            (self.shards == 0 || self.shards > MOST_SHARDS, "its number of shards"),
            (self.columns.is_empty(), "it measures nothing"),
            (!self.has_sound_worlds(), "its worlds"),
            (
                batches != Some(points as u64) || self.batches.iter().any(|b| b.points == 0),
                "its points are not those of its batches",
            ),
            // Only now is the product small enough.
            (
                !too_many
                    && self.batches.iter().any(|b| b.points > points as u64 || b.points_per_unit != per_unit(b.points)),
                "its units of work",
            ),
            (
                self.points.iter().any(|point| point.values.len() != self.parameters.len()),
                "a point has not a value for each parameter",
            ),
            (
                self.points.iter().any(|point| point.label.parameter.is_some_and(|p| p >= self.parameters.len())),
                "a point is about a parameter that is not there",
            ),
            (
                self.precision.iter().any(|asked| !(asked.relative > 0.0 && asked.relative.is_finite())),
                "a precision is no share",
            ),
            (!self.parameters.iter().all(Parameter::is_sound), "what a parameter is"),
        ]
    }
}

impl Parameter {
    /// Whether it can be varied at all.
    fn is_sound(&self) -> bool {
        let levels = match &self.levels {
            Levels::Range { low, high, log, .. } => {
                low.is_finite() && high.is_finite() && low < high && (!log || *low > 0.0)
            }
            Levels::Values(values) => !values.is_empty(),
            Levels::Free => true,
        };
        levels && ["set", "scale", "add"].contains(&self.op.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::plan;
    use super::*;

    fn sound() -> Plan {
        let mut plan = plan(3, 45, 2);
        plan.version = env!("CARGO_PKG_VERSION").to_owned();
        plan.points.iter_mut().for_each(|point| point.values.clear());
        plan
    }

    fn read(plan: Plan) -> Result<Plan, PlanError> {
        Plan::read(&serde_json::to_vec(&plan.sealed()).expect("plain data"))
    }

    #[test]
    fn what_was_planned_is_read_back() {
        assert_eq!(read(sound()).expect("a plan"), sound().sealed());
    }

    /// Each of these has an id that fits, and would end the program or take all its memory further on.
    #[test]
    fn what_nobody_planned_is_refused() {
        let parameter = |levels| Parameter { name: "p".into(), path: "p".into(), op: "set".into(), levels };
        let range = |low, high, log| Levels::Range { low, high, unit: String::new(), log, whole: false };
        let with = |levels: Levels| {
            move |plan: &mut Plan| {
                plan.parameters = vec![parameter(levels.clone())];
                plan.points.iter_mut().for_each(|point| point.values.push("1".into()));
            }
        };
        assert!({
            let mut plan = sound();
            with(range(1.0, 2.0, true))(&mut plan);
            read(plan).is_ok()
        });
        type Alteration = Box<dyn Fn(&mut Plan)>;
        let alterations: [Alteration; 18] = [
            Box::new(|plan| plan.shards = 0),
            Box::new(|plan| plan.shards = u64::MAX),
            Box::new(|plan| plan.replications = 0),
            Box::new(|plan| plan.replications = u64::MAX),
            Box::new(|plan| plan.batches[0].points = 4),
            Box::new(|plan| plan.batches[0].points = u64::MAX),
            Box::new(|plan| plan.batches[0].points_per_unit = u64::MAX),
            Box::new(|plan| plan.batches.clear()),
            Box::new(|plan| plan.points.clear()),
            Box::new(|plan| plan.points[1].values.push("1".into())),
            Box::new(|plan| plan.columns.clear()),
            Box::new(|plan| plan.worlds = vec!["baseline".into()]),
            Box::new(|plan| plan.worlds = vec!["a".into(), "a".into()]),
            Box::new(|plan| plan.differences = plan.columns.clone()),
            Box::new(|plan| plan.points[1].label.parameter = Some(0)),
            Box::new(with(Levels::Values(Vec::new()))),
            Box::new(with(range(2.0, 1.0, false))),
            Box::new(with(range(0.0, 1.0, true))),
        ];
        for (at, alter) in alterations.iter().enumerate() {
            let mut plan = sound();
            alter(&mut plan);
            assert!(matches!(read(plan), Err(PlanError::Impossible(_))), "alteration {at}");
        }
    }
}
