//! Many rows as files: CSV for everybody, Parquet with types for programs.
//!
//! A column says what it is once: name, kind, unit, definition. CSV has room for the name alone; Parquet has the kind as its type, and unit and
//! definition beside where the rows come from in its metadata. Rows stream through: memory holds one block of them, however many there are. Files
//! are written under temporary names and appear together when all is done. What can go wrong is the disk.

mod columnar;
mod origin;

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use self::columnar::Columnar;
pub use self::origin::RowOrigin;
use super::disk::Temporary;
use super::error::WriteError;
use super::write::{folder_of, sync_folder};
use crate::report::tables::csv::{cell, harmless};
use crate::report::tables::table::Cell;

/// Cells of one block in memory, and of one row group of a Parquet file.
const BLOCK: usize = 1 << 17;

/// What a column holds. An empty cell is null, whatever its column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Text.
    Text,
    /// Yes or no.
    Flag,
    /// Moments of the simulation: ISO 8601 to the millisecond in CSV, timestamps to the microsecond in Parquet, both UTC.
    Moment,
}

impl RowKind {
    /// What people call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RowKind::Whole => "whole number",
            RowKind::Number => "number",
            RowKind::Text => "text",
            RowKind::Flag => "true or false",
            RowKind::Moment => "timestamp",
        }
    }

    fn takes(self, cell: &Cell) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(_) => self == RowKind::Text,
            Cell::Number(x) => self == RowKind::Number || self == RowKind::Whole && x.fract() == 0.0,
            Cell::Whole(_) => matches!(self, RowKind::Whole | RowKind::Number),
            Cell::Flag(_) => self == RowKind::Flag,
            Cell::Moment(_) => self == RowKind::Moment,
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowColumn {
    /// Header: `snake_case`, or the path of a metric or of a value in the scenario. No unit in it.
    pub name: String,
    /// What it holds.
    pub kind: RowKind,
    /// Unit; empty where there is none.
    pub unit: String,
    /// What it says, in a sentence.
    pub definition: String,
}

impl RowColumn {
    /// A column without a unit.
    pub fn new(name: impl Into<String>, kind: RowKind, definition: impl Into<String>) -> RowColumn {
        RowColumn { name: name.into(), kind, unit: String::new(), definition: definition.into() }
    }

    /// The same in this unit.
    #[must_use]
    pub fn in_unit(self, unit: impl Into<String>) -> RowColumn {
        RowColumn { unit: unit.into(), ..self }
    }
}

/// One of the files that rows go to.
struct Target {
    path: PathBuf,
    form: Form,
}

enum Form {
    Csv(Box<csv::Writer<BufWriter<Temporary>>>),
    Parquet(Box<Columnar>),
}

/// Writes rows to files.
pub struct RowWriter {
    columns: Vec<RowColumn>,
    targets: Vec<Target>,
    block: Vec<Vec<Cell>>,
    /// Rows of a block.
    most: usize,
}

impl std::fmt::Debug for RowWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let paths: Vec<&PathBuf> = self.targets.iter().map(|target| &target.path).collect();
        f.debug_struct("RowWriter").field("paths", &paths).finish_non_exhaustive()
    }
}

fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(io) => io,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl Target {
    fn open(path: &Path, columns: &[RowColumn], origin: &RowOrigin) -> io::Result<Target> {
        let file = Temporary::create(folder_of(path))?;
        let form = if path.extension().is_some_and(|extension| extension == "parquet") {
            Form::Parquet(Box::new(Columnar::begin(file, columns, origin)?))
        } else {
            let mut writer = csv::WriterBuilder::new().from_writer(BufWriter::new(file));
            writer.write_record(columns.iter().map(|column| harmless(&column.name))).map_err(csv_error)?;
            Form::Csv(Box::new(writer))
        };
        Ok(Target { path: path.to_owned(), form })
    }

    fn write(&mut self, columns: &[RowColumn], block: &[Vec<Cell>]) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(writer) => {
                block.iter().try_for_each(|row| writer.write_record(row.iter().map(cell))).map_err(csv_error)
            }
            Form::Parquet(writer) => writer.write(columns, block),
        }
    }

    /// All of it on the disk, without its name.
    fn close(self) -> Result<(Temporary, PathBuf), WriteError> {
        let close = || -> io::Result<Temporary> {
            let mut file = match self.form {
                Form::Csv(writer) => {
                    let buffer = writer.into_inner().map_err(|e| io::Error::new(e.error().kind(), e.to_string()))?;
                    buffer.into_inner().map_err(io::IntoInnerError::into_error)?
                }
                Form::Parquet(writer) => writer.end()?,
            };
            file.flush()?;
            file.sync()?;
            Ok(file)
        };
        match close() {
            Ok(file) => Ok((file, self.path)),
            Err(cause) => Err(WriteError::new(self.path, cause)),
        }
    }
}

impl RowWriter {
    /// Begins the files, each in the form that its name ends in: Parquet for `.parquet`, CSV for all others.
    ///
    /// # Errors
    /// When a temporary file cannot be made.
    ///
    /// # Panics
    /// When two columns have one name.
    pub fn create(files: &[&Path], columns: Vec<RowColumn>, origin: &RowOrigin) -> Result<RowWriter, WriteError> {
        let mut names = BTreeSet::new();
        for column in &columns {
            assert!(names.insert(column.name.as_str()), "only one column is called {}", column.name);
        }
        let open = |path: &&Path| Target::open(path, &columns, origin).map_err(|cause| WriteError::new(path, cause));
        let targets = files.iter().map(open).collect::<Result<_, _>>()?;
        let most = (BLOCK / columns.len().max(1)).max(1);
        Ok(RowWriter { columns, targets, block: Vec::new(), most })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When a file cannot be written.
    ///
    /// # Panics
    /// When the row is not as wide as the header, or a cell is not what its column holds.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), WriteError> {
        assert_eq!(row.len(), self.columns.len(), "a row is as wide as its header");
        for (column, cell) in self.columns.iter().zip(&row) {
            assert!(column.kind.takes(cell), "{} holds no {}: {cell:?}", column.name, column.kind.word());
        }
        self.block.push(row);
        if self.block.len() == self.most { self.flush_block() } else { Ok(()) }
    }

    fn flush_block(&mut self) -> Result<(), WriteError> {
        let block = std::mem::take(&mut self.block);
        if block.is_empty() {
            return Ok(());
        }
        for target in &mut self.targets {
            target.write(&self.columns, &block).map_err(|cause| WriteError::new(&target.path, cause))?;
        }
        Ok(())
    }

    /// Syncs all files and gives them their names.
    ///
    /// # Errors
    /// When a file cannot be written; files that were there are whole.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.flush_block()?;
        // No file gets its name before all are on the disk.
        let files = self.targets.into_iter().map(Target::close).collect::<Result<Vec<_>, _>>()?;
        for (file, path) in files {
            file.publish(&path).map_err(|cause| WriteError::new(&path, cause))?;
            sync_folder(folder_of(&path))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;
    use crate::units::SimTime;

    fn origin() -> RowOrigin {
        RowOrigin {
            rows: "one for each visit".into(),
            scenario: "Café".into(),
            scenario_hash: "ab12".into(),
            seed: 7,
            further: vec![("partial", true.into())],
        }
    }

    fn columns() -> Vec<RowColumn> {
        vec![
            RowColumn::new("point", RowKind::Whole, "Number of the point, from 0."),
            RowColumn::new("wait", RowKind::Number, "Time waited.").in_unit("min"),
            RowColumn::new("level", RowKind::Text, "Level."),
            RowColumn::new("failed", RowKind::Flag, "Whether it failed."),
            RowColumn::new("start", RowKind::Moment, "When it began."),
        ]
    }

    #[test]
    fn both_files_hold_the_same_rows() {
        let dir = tempfile::tempdir().expect("a folder");
        let (csv, typed) = (dir.path().join("rows.csv"), dir.path().join("rows.parquet"));
        let mut writer = RowWriter::create(&[&csv, &typed], columns(), &origin()).expect("begun");
        writer.most = 2048;
        for i in 0..5000_u64 {
            let x = if i % 7 == 0 { Cell::Empty } else { Cell::Number(i as f64 / 3.0) };
            let start = if i == 1 { SimTime::NEVER } else { SimTime(i * 1_000_000_000 + 999) };
            writer
                .push(vec![Cell::Number(i as f64), x, "=90 d".into(), (i % 2 == 0).into(), start.into()])
                .expect("kept");
        }
        assert!(!csv.exists(), "nothing under its name before all is done");
        writer.finish().expect("finished");
        let text = std::fs::read_to_string(&csv).expect("readable");
        assert_eq!(text.lines().count(), 5001);
        assert_eq!(text.lines().nth(2), Some("1,0.3333333333333333,'=90 d,false,"));
        assert_eq!(text.lines().nth(3), Some("2,0.6666666666666666,'=90 d,true,2024-01-01T00:00:02.000Z"));
        let reader = SerializedFileReader::new(File::open(&typed).expect("there")).expect("Parquet");
        assert_eq!(reader.num_row_groups(), 3);
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 5000);
        assert_eq!((rows[4999].get_long(0).ok(), rows[4999].get_double(1).ok()), (Some(4999), Some(4999.0 / 3.0)));
        assert!(rows[7].get_double(1).is_err() && rows[1].get_timestamp_micros(4).is_err(), "null");
        assert_eq!(rows[3].get_string(2).expect("text"), "=90 d");
        assert_eq!((rows[3].get_bool(3).ok(), rows[4].get_bool(3).ok()), (Some(false), Some(true)));
        assert_eq!(rows[2].get_timestamp_micros(4).ok(), Some(1_704_067_202_000_000));
        assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 2);
    }

    #[test]
    fn parquet_says_where_its_rows_come_from_and_what_its_columns_are() {
        let dir = tempfile::tempdir().expect("a folder");
        let typed = dir.path().join("rows.parquet");
        RowWriter::create(&[&typed], columns(), &origin()).expect("begun").finish().expect("finished");
        let reader = SerializedFileReader::new(File::open(&typed).expect("there")).expect("Parquet");
        let told = reader.metadata().file_metadata().key_value_metadata().expect("metadata");
        let value = |key: &str| told.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
        for (key, is) in [
            ("program", "journeysim"),
            ("version", env!("CARGO_PKG_VERSION")),
            ("rows", "one for each visit"),
            ("scenario", "Café"),
            ("scenario_hash", "ab12"),
            ("seed", "7"),
            ("partial", "true"),
        ] {
            assert_eq!(value(key).as_deref(), Some(is), "{key}");
        }
        let columns: serde_json::Value = serde_json::from_str(&value("columns").expect("columns")).expect("JSON");
        assert_eq!(columns["wait"], serde_json::json!({ "unit": "min", "definition": "Time waited." }));
        assert_eq!(columns["point"]["unit"], "");
        let attributes: serde_json::Value = serde_json::from_str(&value("PANDAS_ATTRS").expect("there")).expect("JSON");
        assert_eq!((&attributes["seed"], &attributes["columns"]), (&serde_json::json!(7), &columns));
    }

    #[test]
    #[should_panic(expected = "wait holds no number")]
    fn a_word_among_numbers_is_a_bug() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("rows.csv");
        let mut writer = RowWriter::create(&[&file], columns()[1..2].to_vec(), &origin()).expect("begun");
        let _ = writer.push(vec!["soon".into()]);
    }
}
