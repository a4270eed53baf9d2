//! What a point is in its design, so that nobody has to know the order in which a design places its points.

use serde::{Deserialize, Serialize};

/// What a point is in its design. Points that stand for themselves (a grid, a Latin hypercube, most rows of a table) have none of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Number of the base row of Saltelli, or of the trajectory of Morris, from 0 over all batches.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub block: Option<u64>,
    /// What it is there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<Role>,
    /// The parameter that the role is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parameter: Option<usize>,
}

/// What a point is in its block, or beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Row A of Saltelli.
    A,
    /// Row A with one parameter from row B.
    AB,
    /// Row B.
    B,
    /// The first point of a trajectory.
    #[serde(rename = "start")]
    Start,
    /// The point before, with one parameter moved.
    #[serde(rename = "step")]
    Step,
    /// The file as it is.
    #[serde(rename = "file")]
    File,
    /// The file with one parameter changed.
    #[serde(rename = "alone")]
    Alone,
}

impl Role {
    /// All of them with what they mean, as tables say it.
    pub const WORDS: &str = "Saltelli: A, B, or AB, which is A with `parameter` from B. Morris: start, or step, which is the point before with \
                             `parameter` moved. One at a time: file, or alone, which is the file with `parameter` changed";

    /// Its word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::A => "A",
            Role::AB => "AB",
            Role::B => "B",
            Role::Start => "start",
            Role::Step => "step",
            Role::File => "file",
            Role::Alone => "alone",
        }
    }
}

impl Label {
    /// A point of a block.
    pub(super) fn of_block(block: usize, role: Role, parameter: Option<usize>) -> Label {
        Label { block: Some(block as u64), role: Some(role), parameter }
    }

    /// A point beside the file as it is, by the parameters that it changes.
    pub(super) fn beside_file(mut changed: impl Iterator<Item = usize>) -> Label {
        match (changed.next(), changed.next()) {
            (None, _) => Label { role: Some(Role::File), ..Label::default() },
            (parameter, None) => Label { role: Some(Role::Alone), parameter, block: None },
            _ => Label::default(),
        }
    }

    /// Whether all parameters move there on their own: of blocks, of Saltelli's rows A and B alone they do.
    #[must_use]
    pub fn moves_freely(self) -> bool {
        matches!(self.role, None | Some(Role::A | Role::B))
    }
}
