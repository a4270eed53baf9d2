//! An event log as XES (IEEE 1849), which process-mining tools read.
//!
//! It is written from the rows and columns that go to CSV and Parquet: what is of a case becomes attributes of its trace, the rest attributes of
//! its event, each with the type of its column. Four columns are those of standard extensions: concept, time, lifecycle, organizational.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::disk::Temporary;
use super::error::WriteError;
use super::rows::{RowColumn, RowOrigin};
use super::write::{folder_of, sync_folder};
use crate::report::draw::svg::escape;
use crate::report::tables::table::Cell;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n\
    <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n\
    <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n\
    <extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n\
    <extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n\
    <global scope=\"trace\">\n<string key=\"concept:name\" value=\"\"/>\n</global>\n\
    <global scope=\"event\">\n<string key=\"concept:name\" value=\"\"/>\n\
    <date key=\"time:timestamp\" value=\"1970-01-01T00:00:00.000Z\"/>\n\
    <string key=\"lifecycle:transition\" value=\"complete\"/>\n</global>\n\
    <classifier name=\"Activity\" keys=\"concept:name\"/>\n\
    <string key=\"lifecycle:model\" value=\"standard\"/>\n";

/// Where the columns are that XES has words of its own for.
#[derive(Debug, Clone, Copy)]
struct Known {
    case: usize,
    activity: usize,
    enabled: usize,
    start: usize,
    end: usize,
    resource: usize,
}

/// Writes the rows of an event log as XES, those of a case one after the other.
#[derive(Debug)]
pub struct XesWriter {
    path: PathBuf,
    file: BufWriter<Temporary>,
    columns: Vec<RowColumn>,
    of_case: Vec<bool>,
    known: Known,
    /// The case that is open.
    case: Option<Cell>,
    /// What is written next.
    text: String,
}

impl XesWriter {
    /// Begins the file. `of_case` says of each column whether it is the same in all rows of a case.
    ///
    /// # Errors
    /// When a temporary file cannot be made.
    ///
    /// # Panics
    /// When a column is missing that every event log has.
    pub fn create(
        path: &Path,
        columns: Vec<RowColumn>,
        of_case: Vec<bool>,
        origin: &RowOrigin,
    ) -> Result<XesWriter, WriteError> {
        let at = |name: &str| {
            columns.iter().position(|column| column.name == name).unwrap_or_else(|| panic!("an event log has `{name}`"))
        };
        let known = Known {
            case: at("case"),
            activity: at("activity"),
            enabled: at("enabled"),
            start: at("start"),
            end: at("end"),
            resource: at("resource"),
        };
        let file = Temporary::create(folder_of(path)).map_err(|cause| WriteError::new(path, cause))?;
        let mut writer = XesWriter {
            path: path.to_owned(),
            file: BufWriter::new(file),
            columns,
            of_case,
            known,
            case: None,
            text: HEAD.to_owned(),
        };
        let facts = [
            ("concept:name", origin.scenario.clone()),
            ("program", format!("journeysim {}", env!("CARGO_PKG_VERSION"))),
            ("scenario_hash", origin.scenario_hash.clone()),
            ("seed", origin.seed.to_string()),
        ];
        for (key, value) in facts {
            writer.put(key, &value.into());
        }
        writer.write()?;
        Ok(writer)
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn push(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        let Known { case, .. } = self.known;
        if self.case.as_ref() != Some(&row[case]) {
            self.end_case();
            self.case = Some(row[case].clone());
            self.text.push_str("<trace>\n");
            self.put("concept:name", &row[case]);
            self.put_others(row, true);
        }
        self.event(row);
        self.write()
    }

    fn end_case(&mut self) {
        if self.case.is_some() {
            self.text.push_str("</trace>\n");
        }
    }

    fn event(&mut self, row: &[Cell]) {
        let Known { activity, enabled, start, end, resource, .. } = self.known;
        let is_there = |at: usize| row[at] != Cell::Empty;
        // The standard life cycle: scheduled, started, and complete or withdrawn before a start.
        let (transition, at) = match (is_there(start), is_there(end)) {
            (true, true) => ("complete", end),
            (false, true) => ("withdraw", end),
            (true, false) => ("start", start),
            (false, false) => ("schedule", enabled),
        };
        self.text.push_str("<event>\n");
        self.put("concept:name", &row[activity]);
        self.put("time:timestamp", &row[at]);
        self.put("lifecycle:transition", &transition.into());
        self.put("start_timestamp", &row[start]);
        self.put("enabled", &row[enabled]);
        self.put("org:resource", &row[resource]);
        self.put_others(row, false);
        self.text.push_str("</event>\n");
    }

    /// The columns that XES has no words for.
    fn put_others(&mut self, row: &[Cell], of_case: bool) {
        let Known { case, activity, enabled, start, end, resource } = self.known;
        for (at, cell) in row.iter().enumerate() {
            if self.of_case[at] == of_case && ![case, activity, enabled, start, end, resource].contains(&at) {
                let name = std::mem::take(&mut self.columns[at].name);
                self.put(&name, cell);
                self.columns[at].name = name;
            }
        }
    }

    /// One attribute; nothing for an empty cell.
    fn put(&mut self, key: &str, cell: &Cell) {
        let kind = match cell {
            Cell::Text(_) => "string",
            Cell::Number(_) => "float",
            Cell::Whole(_) => "int",
            Cell::Flag(_) => "boolean",
            Cell::Moment(_) => "date",
            Cell::Empty => return,
        };
        let _ = writeln!(self.text, "<{kind} key=\"{}\" value=\"{}\"/>", escape(key), escape(&cell.plain()));
    }

    fn write(&mut self) -> Result<(), WriteError> {
        let written = self.file.write_all(self.text.as_bytes());
        self.text.clear();
        written.map_err(|cause| WriteError::new(&self.path, cause))
    }

    /// Syncs the file and gives it its name.
    ///
    /// # Errors
    /// When it cannot be written; what was there before is whole.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.end_case();
        self.text.push_str("</log>\n");
        self.write()?;
        let XesWriter { path, file, .. } = self;
        let keep = || -> io::Result<()> {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync()?;
            file.publish(&path)
        };
        keep().map_err(|cause| WriteError::new(&path, cause))?;
        sync_folder(folder_of(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::files::rows::RowKind;
    use crate::units::SimTime;

    #[test]
    fn cases_are_traces_and_what_is_under_way_has_not_ended() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("log.xes");
        let kinds = [
            ("case", RowKind::Text),
            ("journey", RowKind::Text),
            ("activity", RowKind::Text),
            ("enabled", RowKind::Moment),
            ("start", RowKind::Moment),
            ("end", RowKind::Moment),
            ("resource", RowKind::Text),
            ("units", RowKind::Number),
        ];
        let columns = kinds.map(|(name, kind)| RowColumn::new(name, kind, "What it says."));
        let of_case = [true, true, false, false, false, false, false, false];
        let origin = RowOrigin {
            rows: String::new(),
            scenario: "A & B".into(),
            scenario_hash: "ab".into(),
            seed: 7,
            further: Vec::new(),
        };
        let mut writer = XesWriter::create(&path, columns.into(), of_case.into(), &origin).expect("begun");
        let second = |s: u64| Cell::from(SimTime(s * 1_000_000_000));
        for (case, times) in [
            ("a", [second(1), second(2), second(3)]),
            ("a", [second(3), Cell::Empty, second(5)]),
            ("b", [second(1), second(9), Cell::Empty]),
            ("c", [second(4), Cell::Empty, Cell::Empty]),
        ] {
            let [enabled, start, end] = times;
            let row = [case.into(), "j".into(), "desk".into(), enabled, start, end, "staff".into(), Cell::Number(0.5)];
            writer.push(&row).expect("kept");
        }
        writer.finish().expect("finished");
        let text = std::fs::read_to_string(&path).expect("readable");
        let count = |what: &str| text.matches(what).count();
        assert_eq!((count("<trace>"), count("</trace>"), count("<event>"), count("key=\"journey\"")), (3, 3, 4, 3));
        let transition = |name: &str, second: &str| {
            format!(
                "<date key=\"time:timestamp\" value=\"2024-01-01T00:00:0{second}.000Z\"/>\n\
                 <string key=\"lifecycle:transition\" value=\"{name}\"/>"
            )
        };
        for (name, at) in [("complete", "3"), ("withdraw", "5"), ("start", "9"), ("schedule", "4")] {
            assert_eq!(count(&transition(name, at)), 1, "{name}: {text}");
        }
        assert!(
            text.contains("<float key=\"units\" value=\"0.5\"/>") && text.contains("value=\"A &amp; B\""),
            "{text}"
        );
    }
}
