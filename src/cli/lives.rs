//! `run --lives FILE`: every life as customer in all replications, as CSV or Parquet.
//!
//! Lives are laid aside as the parts of a replication end, in whatever order that is, and written in order when the run is over: memory holds a
//! block of them, and the bytes are equal for any number of threads.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::exit::Failure;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::{LivesTaker, Outcome, pack_lives, unpack_lives, who_is};
use crate::journey::lived::Lived;
use crate::journey::model::Model;
use crate::journey::observations::TenureGrid;
use crate::journey::observed::SEEN;
use crate::journey::trace::Who;
use crate::report::table::Cell;
use crate::report::{RowColumn, RowKind, RowOrigin, RowWriter, Spill, WriteError};
use crate::units::Moment;

/// Kinds of files.
pub(super) const KINDS: &[&str] = &["csv", "parquet"];

/// One life of a run.
struct Told<'a> {
    model: &'a Model,
    replication: u64,
    life: Lived,
}

/// A column, and how it is read off a life.
pub(super) struct LivesColumn {
    pub(super) column: RowColumn,
    read: fn(&Told<'_>) -> Cell,
}

/// The columns of the table, money in this currency.
pub(super) fn columns(currency: &str) -> Vec<LivesColumn> {
    let of = |name: &str, kind, unit: &str, definition: &str, read| LivesColumn {
        column: RowColumn::new(name, kind, definition).in_unit(unit),
        read,
    };
    vec![
        of("replication", RowKind::Whole, "", "Number of the replication, from 0.", |t| t.replication.into()),
        of(
            "customer",
            RowKind::Text,
            "",
            "Whose life: `customer 17` was there on day 0, `web 3` came through channel web. The event log calls them so, and `replay` by number and source.",
            |t| t.customer().into(),
        ),
        of(
            "life",
            RowKind::Whole,
            "",
            "1 for the first life as customer; later ones are of customers who came back.",
            |t| u64::from(t.life.earlier_lives + 1).into(),
        ),
        of("segment", RowKind::Text, "", "Segment.", |t| {
            t.model.segments[usize::from(t.life.segment)].name.as_str().into()
        }),
        of(
            "source",
            RowKind::Text,
            "",
            "Channel through which the customer came; empty for those there on day 0.",
            |t| t.channel().into(),
        ),
        of("joined", RowKind::Moment, "", "When the life began: before day 0 for customers with a past.", |t| {
            Moment(t.life.joined).into()
        }),
        of("left", RowKind::Moment, "", "When it ended; empty for those still there at the horizon.", |t| {
            t.life.hole.map(|_| t.life.until).into()
        }),
        of("hole", RowKind::Text, "", "By which hole it ended; empty for those still there.", |t| {
            t.life.hole.map(|hole| t.model.holes[usize::from(hole)].name.as_str()).into()
        }),
        of("stage", RowKind::Text, "", "Hidden stage at the end; empty in worlds without stages.", |t| {
            t.model.lifecycle.then(|| SEEN[usize::from(t.life.stage)]).into()
        }),
        of(
            "value",
            RowKind::Number,
            currency,
            "Contribution of this life in the observed period, acquisition cost taken off, discounted to the first joining, to day 0 or to the end of the warm-up, whichever is the latest.",
            |t| t.life.value.into(),
        ),
        of("purchases", RowKind::Whole, "purchases", "Purchases of this life in the observed period.", |t| {
            u64::from(t.life.purchases).into()
        }),
        of(
            "satisfaction",
            RowKind::Number,
            "score 1..5",
            "Satisfaction at the end; empty in worlds without loyalty.",
            |t| t.model.loyalty.then_some(t.life.satisfaction).into(),
        ),
        of(
            "tenure_from",
            RowKind::Number,
            "d",
            "Length of the life when it came under observation: above 0 for those who joined before day 0 or within the warm-up (late entry).",
            |t| t.life.tenure_from.days().into(),
        ),
        of("tenure", RowKind::Number, "d", "Length of the life when it ended, or at the horizon.", |t| {
            t.life.tenure.days().into()
        }),
        of(
            "at_start",
            RowKind::Flag,
            "",
            "Whether the life was under way when observing began: on day 0, or at the end of the warm-up.",
            |t| t.life.at_start.into(),
        ),
        of(
            "newcomer",
            RowKind::Flag,
            "",
            "Whether the customer first joined in the observed period, or on day 0 without a past: newcomers have a lifetime value, all others a remaining value.",
            |t| (!t.life.before).into(),
        ),
    ]
}

impl Told<'_> {
    fn channel(&self) -> Option<&str> {
        let channel = usize::from(self.life.source).checked_sub(1)?;
        Some(&self.model.channels[channel].name)
    }

    fn customer(&self) -> String {
        who_is(self.model, Who::Customer(u32::from(self.life.source), self.life.number))
    }
}

/// The lives of a run that is under way.
#[derive(Debug)]
pub(super) struct Lives<'a> {
    files: &'a [PathBuf],
    laid: Spill,
}

impl LivesTaker for Lives<'_> {
    fn take(&self, replication: u64, part: usize, lives: &[Lived]) {
        self.laid.append((replication, part as u64), &pack_lives(lives));
    }
}

impl Lives<'_> {
    /// Begins, where files are asked for.
    pub(super) fn begin(files: &[PathBuf]) -> Result<Option<Lives<'_>>, Failure> {
        let Some(first) = files.first() else { return Ok(None) };
        Ok(Some(Lives { files, laid: Spill::beside(first).map_err(Failure::output)? }))
    }

    /// Writes the lives of the replications that are finished.
    pub(super) fn write(self, world: &World, outcome: &Outcome, terminal: &Terminal) -> Result<(), Failure> {
        let there = |file: &&PathBuf| file.exists();
        let replaced: Vec<&PathBuf> = self.files.iter().filter(there).collect();
        let files = self.files;
        let written = self.write_rows(&world.compiled.model, outcome).map_err(Failure::output)?;
        let run = &outcome.results.run;
        let of = match run.partial {
            true => format!(
                "{} of {} replications, the others were not finished,",
                run.replications, run.replications_planned
            ),
            false => "all replications".to_owned(),
        };
        for file in files {
            let instead = if replaced.contains(&file) { ", in place of what was there" } else { "" };
            terminal.note(&escaped(&format!("{written} lives of {of} written to {}{instead}", file.display())));
        }
        Ok(())
    }

    fn write_rows(self, model: &Model, outcome: &Outcome) -> Result<u64, WriteError> {
        let scenario = &outcome.results.scenario;
        let columns = columns(scenario.currency.as_deref().unwrap_or("money"));
        let files: Vec<&Path> = self.files.iter().map(PathBuf::as_path).collect();
        let head = columns.iter().map(|c| c.column.clone()).collect();
        let mut rows = RowWriter::create(&files, head, &origin(model, outcome))?;
        let finished: Vec<u64> = outcome.table.rows.iter().map(|row| row.replication).collect();
        let mut written = 0;
        self.laid.read_back(
            |(replication, _)| finished.binary_search(&replication).is_ok(),
            |(replication, _), bytes| {
                unpack_lives(bytes).try_for_each(|life| {
                    written += 1;
                    let told = Told { model, replication, life };
                    rows.push(columns.iter().map(|column| (column.read)(&told)).collect())
                })
            },
        )?;
        rows.finish()?;
        Ok(written)
    }
}

fn origin(model: &Model, outcome: &Outcome) -> RowOrigin {
    let (scenario, run) = (&outcome.results.scenario, &outcome.results.run);
    let bins: Vec<f64> = TenureGrid::of(model).ends().map(|end| end.days()).collect();
    RowOrigin {
        rows: "one for each life as customer in each replication".to_owned(),
        scenario: scenario.name.clone(),
        scenario_hash: scenario.hash.clone(),
        seed: run.seed,
        further: vec![
            ("replications", json!(run.replications)),
            ("partial", json!(run.partial)),
            // Where the bins end in which retention counts tenures [d].
            ("tenure_bins", json!(bins)),
        ],
    }
}
