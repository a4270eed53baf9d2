//! The names that a condition may mention, in the order of their indices.

use crate::scenario::grammar::{Named as _, REFERRAL, Root, enabled};

/// Names of all that customers are told apart by.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Names {
    pub(super) segments: Vec<String>,
    /// Sources, without those who were there on day 0.
    pub(super) sources: Vec<String>,
    pub(super) attributes: Vec<AttributeNames>,
    pub(super) programs: Vec<ProgramNames>,
}

/// An attribute, and the names of its values; none for one with a law.
#[derive(Debug)]
pub(super) struct AttributeNames {
    pub(super) name: String,
    pub(super) values: Option<Vec<String>>,
}

/// A program, and its tiers from the lowest.
#[derive(Debug)]
pub(super) struct ProgramNames {
    pub(super) name: String,
    pub(super) tiers: Vec<String>,
}

impl Names {
    pub(in crate::scenario) fn of(root: &Root<'_>) -> Self {
        let program = |p: &crate::scenario::grammar::Program<'_>| ProgramNames {
            name: p.name().to_owned(),
            tiers: p.tier.iter().map(|tier| tier.name.to_string()).collect(),
        };
        Names {
            segments: enabled(&root.segment).map(|segment| segment.name().to_owned()).collect(),
            // Whoever is brought by word of mouth comes by a source that is last.
            sources: enabled(&root.acquisition)
                .map(|source| source.name().to_owned())
                .chain(root.word_of_mouth.is_there().then(|| REFERRAL.to_owned()))
                .collect(),
            attributes: enabled(&root.attribute)
                .map(|attribute| AttributeNames {
                    name: attribute.name().to_owned(),
                    values: attribute
                        .values
                        .is_there()
                        .then(|| attribute.values.iter().map(|(value, _)| value.clone()).collect()),
                })
                .collect(),
            programs: root.program.iter().map(program).collect(),
        }
    }
}
