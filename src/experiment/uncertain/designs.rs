//! The designs of a choice over what is not known: the baseline, and worlds beside it.

use crate::scenario::uncertain::Unknowns;
use crate::scenario::world::{Compiled, compile_world};
use crate::scenario::{Diagnostics, Patch, Scenario};

/// A design: a world that could be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Its name.
    pub name: String,
    /// Interventions in it.
    pub interventions: Vec<String>,
    /// What else is done to the scenario in it.
    pub patches: Vec<Patch>,
    /// Paths in which it differs from the baseline: what its changed touchpoints cost counts as laid out for it.
    pub changes: Vec<String>,
    /// Whether it is only a yardstick, which nobody chooses.
    pub yardstick: bool,
}

/// The designs of a choice, and what is not known of their world.
#[derive(Debug, Clone, Copy)]
pub struct Designs<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What is not known of it.
    pub unknowns: &'a Unknowns,
    /// The baseline first.
    pub list: &'a [Design],
}

/// Why a draw cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The design in which it cannot.
    pub(super) design: String,
    /// Why, in one line.
    pub(super) why: String,
}

impl Designs<'_> {
    /// All designs at these values of the inputs.
    pub(super) fn at(&self, values: &[String]) -> Result<Vec<Compiled>, Refusal> {
        let refused = |design: &Design, problems: &Diagnostics| Refusal {
            design: design.name.clone(),
            why: crate::experiment::sweep::one_line(problems),
        };
        let scenario =
            self.scenario.at_draw(self.unknowns, values).map_err(|problems| refused(&self.list[0], &problems))?;
        let compiled = |design: &Design| {
            let names: Vec<&str> = design.interventions.iter().map(String::as_str).collect();
            let made = if design.patches.is_empty() {
                compile_world(&scenario, &names)
            } else {
                scenario.patched(&design.patches).and_then(|changed| compile_world(&changed, &names))
            };
            made.map_err(|problems| refused(design, &problems))
        };
        self.list.iter().map(compiled).collect()
    }
}
