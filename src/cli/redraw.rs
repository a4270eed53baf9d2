//! `report`: draws everything again from stored results, without simulating.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Error, anyhow};

use super::args;
use super::exit::{Exit, Failure};
use super::output::{not_drawn, open_again, tell_foreign};
use super::terminal::{Terminal, escaped};
use crate::experiment::results::{ReplicationRow, ReplicationTable, Results};
use crate::scenario::text::reading::refuse_endless;

/// Layout of `results.json` that this version reads.
const SCHEMA: u64 = 1;

pub(super) fn run(typed: &args::Report, terminal: &Terminal) -> Result<Exit, Failure> {
    let results = read(&typed.dir).map_err(Failure::usage)?;
    let table = raw(&typed.dir).map_err(Failure::usage)?;
    let mut output = open_again(&typed.dir, typed.xlsx, terminal)?;
    let redrawn = output.redraw(&results, &table, typed.xlsx);
    let warnings = redrawn.map_err(|error| not_drawn(&error, &typed.dir))?;
    let foreign = tell_foreign(&output, &typed.dir, terminal);
    output.end().map_err(Failure::output)?;
    for warning in warnings {
        terminal.note(&format!("warning: {}", escaped(&warning)));
    }
    terminal.note(&format!("drawn again in {}: open report.html", escaped(&typed.dir.display().to_string())));
    Ok(if foreign { Exit::Output } else { Exit::Done })
}

fn read(dir: &Path) -> Result<Results, Error> {
    let path = dir.join("results.json");
    let shown = path.display();
    let bytes = refuse_endless(&path)
        .and_then(|()| fs::read(&path))
        .with_context(|| format!("failed to read `{shown}`, which `journeysim run` writes"))?;
    let value: serde_json::Value =
        serde_json::from_slice(&bytes).with_context(|| format!("failed to read `{shown}`"))?;
    match value.get("schema").and_then(serde_json::Value::as_u64) {
        Some(SCHEMA) => {}
        Some(other) => return Err(anyhow!("`{shown}` has layout {other}; this version reads layout {SCHEMA}")),
        None => return Err(anyhow!("`{shown}` has no `schema`: it is no result of journeysim")),
    }
    serde_json::from_value(value).with_context(|| format!("failed to read `{shown}`"))
}

/// The raw values per replication, if they were kept.
fn raw(dir: &Path) -> Result<ReplicationTable, Error> {
    let path = dir.join("tables").join("replications.csv");
    match refuse_endless(&path).and_then(|()| fs::read(&path)) {
        Ok(bytes) => parse(&bytes).with_context(|| format!("failed to read `{}`", path.display())),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(ReplicationTable::default()),
        Err(cause) => Err(Error::new(cause).context(format!("failed to read `{}`", path.display()))),
    }
}

/// Reads `world, replication, metric...`; an empty cell is nothing measured.
fn parse(bytes: &[u8]) -> Result<ReplicationTable, Error> {
    let mut reader = csv::Reader::from_reader(bytes);
    let columns = reader.headers()?.iter().skip(2).map(str::to_owned).collect();
    let rows = reader.records().map(|record| row(&record?)).collect::<Result<_, _>>()?;
    Ok(ReplicationTable { columns, pooled: Vec::new(), rows })
}

fn row(record: &csv::StringRecord) -> Result<ReplicationRow, Error> {
    let line = record.position().map_or(0, csv::Position::line);
    let wrong = |cell: &str| anyhow!("line {line}: `{cell}` is no number");
    let mut cells = record.iter();
    let world = cells.next().unwrap_or_default().to_owned();
    let number = cells.next().unwrap_or_default();
    let replication = number.parse().map_err(|_| wrong(number))?;
    let values = cells
        .map(|cell| if cell.is_empty() { Ok(None) } else { cell.parse().map(Some).map_err(|_| wrong(cell)) })
        .collect::<Result<_, _>>()?;
    Ok(ReplicationRow { world, replication, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_values_read_back_as_they_were() {
        let table =
            parse(b"world,replication,metrics.npv,\"a,b\"\nbaseline,0,-3.5,\nbaseline,7,1e-300,2\n").expect("readable");
        assert_eq!(table.columns, ["metrics.npv", "a,b"]);
        assert_eq!(table.rows[0].values, [Some(-3.5), None]);
        assert_eq!((table.rows[1].replication, &table.rows[1].values), (7, &vec![Some(1e-300), Some(2.0)]));
    }

    #[test]
    fn garbled_tables_are_refused_with_their_line() {
        let said = |text: &str| parse(text.as_bytes()).expect_err(text).to_string();
        assert_eq!(said("world,replication,a\nbaseline,0,x\n"), "line 2: `x` is no number");
        assert_eq!(said("world,replication,a\nbaseline,-1,1\n"), "line 2: `-1` is no number");
        assert!(said("world,replication,a\nbaseline,0\n").contains("fields"));
    }
}
