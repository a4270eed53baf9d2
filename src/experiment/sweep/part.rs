//! Part files: the rows of one unit of work, as CSV that people can read, under a checksum.
//!
//! The first line carries a SHA-256 of everything below it; the next ones say which version, scenario and unit the rows belong to. A file that is
//! cut, garbled or of another plan is told apart and never read as rows.

use super::plan::{FORMAT, Plan, Unit, hex};

const MAGIC: &str = "# journeysim part";

/// One row: a replication of a point, or why the point cannot be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Point, from 0.
    pub point: u64,
    /// World, the baseline first.
    pub world: usize,
    /// What was measured.
    pub seen: Seen,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// One replication.
    Replication {
        /// Its number, from 0.
        index: u64,
        /// Values, one per column of the plan; nothing where nothing was there to measure.
        values: Vec<Option<f64>>,
    },
    /// The point cannot be run in this world, in one line.
    Refused(String),
}

/// Why a part file gives no rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// Cut, garbled or no part file at all.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    /// Whole, but of something else.
    #[error("it belongs to another plan: {0} differs")]
    Foreign(&'static str),
}

/// The bytes of a part file.
///
/// # Panics
/// Never: rows are written to memory.
#[must_use]
pub fn encode(plan: &Plan, unit: &Unit, rows: &[Row]) -> Vec<u8> {
    let mut body = format!(
        "# version {}\n# scenario {}\n# unit {}\n# key {}\n",
        plan.version,
        plan.scenario_hash,
        unit.number,
        plan.key(unit)
    )
    .into_bytes();
    let mut csv = csv::WriterBuilder::new().from_writer(&mut body);
    let names = plan.parameters.iter().map(|p| p.name.as_str());
    let world = (!plan.worlds.is_empty()).then_some("world");
    let header = ["point"].into_iter().chain(world).chain(["replication", "refused"]).chain(names);
    let mut written = csv.write_record(header.chain(plan.columns.iter().map(|c| c.path.as_str())));
    for row in rows {
        let (index, why, values): (String, &str, &[Option<f64>]) = match &row.seen {
            Seen::Replication { index, values } => (index.to_string(), "", values),
            Seen::Refused(why) => (String::new(), why, &[]),
        };
        let mut record = vec![row.point.to_string()];
        record.extend(world.map(|_| plan.world_name(row.world).to_owned()));
        record.extend([index, why.to_owned()]);
        record.extend(plan.points[row.point as usize].values.iter().cloned());
        let absent = plan.columns.len() - values.len();
        record.extend(values.iter().map(|v| v.map_or_else(String::new, |x| format!("{x}"))));
        record.extend((0..absent).map(|_| String::new()));
        written = written.and_then(|()| csv.write_record(&record));
    }
    written.and_then(|()| csv.flush().map_err(Into::into)).expect("memory accepts every byte");
    drop(csv);
    let mut out = format!("{MAGIC} {FORMAT} sha256 {}\n", hex(&body)).into_bytes();
    out.extend(body);
    out
}

/// The rows of a part file.
///
/// # Errors
/// [`PartError`] for anything that is not exactly what [`encode`] wrote for this unit of this plan.
pub fn decode(plan: &Plan, unit: &Unit, bytes: &[u8]) -> Result<Vec<Row>, PartError> {
    let damaged = PartError::Damaged;
    let end = bytes.iter().position(|&b| b == b'\n').ok_or(damaged("its first line is cut"))?;
    let (first, body) = (&bytes[..end], &bytes[end + 1..]);
    if first != format!("{MAGIC} {FORMAT} sha256 {}", hex(body)).as_bytes() {
        let other = first.starts_with(MAGIC.as_bytes()) && !first.starts_with(format!("{MAGIC} {FORMAT} ").as_bytes());
        let newer = other && first.ends_with(hex(body).as_bytes());
        return Err(if newer { PartError::Foreign("the format") } else { damaged("its checksum does not fit") });
    }
    let text = std::str::from_utf8(body).map_err(|_| damaged("it is no text"))?;
    let mut rest = text;
    for (key, wanted, what) in [
        ("version", plan.version.as_str(), "the version of journeysim"),
        ("scenario", plan.scenario_hash.as_str(), "the scenario"),
        ("unit", &unit.number.to_string(), "the unit"),
        ("key", &plan.key(unit), "what it computes"),
    ] {
        let (line, more) = rest.split_once('\n').ok_or(damaged("its head is cut"))?;
        let found = line.strip_prefix("# ").and_then(|l| l.strip_prefix(key)).and_then(|l| l.strip_prefix(' '));
        if found.ok_or(damaged("its head is of another form"))? != wanted {
            return Err(PartError::Foreign(what));
        }
        rest = more;
    }
    rows(plan, unit, rest).ok_or(damaged("a row is of another form"))
}

fn rows(plan: &Plan, unit: &Unit, text: &str) -> Option<Vec<Row>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    // A plain sweep runs the baseline, and its parts do not say so.
    let told = usize::from(!plan.worlds.is_empty());
    let first = 3 + told + plan.parameters.len();
    let goes_on = !plan.precision.is_empty();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let point: u64 = record.get(0)?.parse().ok()?;
        if record.len() != first + plan.columns.len() || !unit.points.contains(&point) {
            return None;
        }
        let world = if told > 0 { plan.world_of(record.get(1)?)? } else { 0 };
        let seen = match record.get(1 + told)? {
            "" => Seen::Refused(record.get(2 + told)?.to_owned()),
            index => {
                let value = |cell: &str| if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) };
                let values = record.iter().skip(first).map(value).collect::<Option<Vec<_>>>()?;
                let index = index.parse().ok().filter(|index| goes_on || unit.replications.contains(index))?;
                Seen::Replication { index, values }
            }
        };
        out.push(Row { point, world, seen });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::plan;
    use super::*;
    use crate::random::{KeyedStream, ReplicationKey};
    use rand::RngExt as _;

    fn sample() -> (Plan, Unit, Vec<Row>, Vec<u8>) {
        let mut plan = plan(4, 30, 1);
        plan.points.iter_mut().for_each(|point| point.values.clear());
        let unit = plan.units().remove(1);
        let mut rows: Vec<Row> = (0..20)
            .map(|index| {
                let value = (index != 3).then_some(0.1 + 1e-17 / (index as f64 + 1.0) - 3.5e300 * index as f64);
                Row { point: 1, world: 0, seen: Seen::Replication { index, values: vec![value] } }
            })
            .collect();
        rows.push(Row { point: 1, world: 0, seen: Seen::Refused("a, \"quoted\" reason".into()) });
        let bytes = encode(&plan, &unit, &rows);
        (plan, unit, rows, bytes)
    }

    #[test]
    fn rows_read_back_exactly() {
        let (plan, unit, rows, bytes) = sample();
        assert_eq!(decode(&plan, &unit, &bytes), Ok(rows));
    }

    #[test]
    fn a_thousand_cuts_and_a_thousand_flipped_bits_are_all_seen() {
        let (plan, unit, _, bytes) = sample();
        let key = ReplicationKey::new(11, 0).customer(0);
        let at = |i: u32, n: usize| KeyedStream::new(&key, 0, i).random_range(0..n);
        println!("TRIED 2000");
        for i in 0..1000 {
            let cut = &bytes[..at(i, bytes.len())];
            assert!(matches!(decode(&plan, &unit, cut), Err(PartError::Damaged(_))), "cut at {}", cut.len());
            let mut flipped = bytes.clone();
            let bit = at(1000 + i, bytes.len() * 8);
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(&plan, &unit, &flipped).is_err(), "bit {bit}");
        }
        assert!(decode(&plan, &unit, &[bytes.as_slice(), b"x"].concat()).is_err(), "more than there was");
    }

    #[test]
    fn a_part_of_something_else_is_foreign() {
        let (mut plan, unit, _, bytes) = sample();
        let other = plan.units().remove(3);
        assert_eq!(decode(&plan, &other, &bytes), Err(PartError::Foreign("the unit")));
        plan.seed += 1;
        assert_eq!(decode(&plan, &unit, &bytes), Err(PartError::Foreign("what it computes")));
        let mut newer = plan.clone();
        newer.version = "1".into();
        assert_eq!(decode(&newer, &unit, &bytes), Err(PartError::Foreign("the version of journeysim")));
        plan.scenario_hash = "other".into();
        assert_eq!(decode(&plan, &unit, &bytes), Err(PartError::Foreign("the scenario")));
    }
}
