//! Many rows as two files at once: CSV for everybody, Parquet with types for programs.
//!
//! Rows stream through: memory holds one block of them, however many there are. Both files are written under temporary names and appear
//! together when all is done.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use tempfile::NamedTempFile;

use super::error::WriteError;
use super::write::{sync_folder, temporary};
use crate::report::tables::csv::{cell, harmless};
use crate::report::tables::table::Cell;

/// Rows of one block in memory, and of one row group of the Parquet file.
const BLOCK: usize = 2048;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Whole numbers.
    Whole,
    /// Numbers; an empty cell is null.
    Number,
    /// Text.
    Text,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowColumn {
    /// Header, unit in square brackets.
    pub name: String,
    /// What it holds.
    pub kind: RowKind,
}

/// Writes rows to a CSV file and a Parquet file.
pub struct RowWriter {
    columns: Vec<RowColumn>,
    paths: [PathBuf; 2],
    csv: csv::Writer<BufWriter<NamedTempFile>>,
    parquet: SerializedFileWriter<NamedTempFile>,
    block: Vec<Vec<Cell>>,
}

impl std::fmt::Debug for RowWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowWriter").field("paths", &self.paths).finish_non_exhaustive()
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(io) => *io,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(io) => io,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl RowWriter {
    /// Begins both files.
    ///
    /// # Errors
    /// When a temporary file cannot be made.
    pub fn create(csv: &Path, parquet: &Path, columns: Vec<RowColumn>) -> Result<RowWriter, WriteError> {
        let open = |path: &Path| temporary(folder(path)).map_err(|cause| WriteError::new(path, cause));
        let mut writer = csv::WriterBuilder::new().from_writer(BufWriter::new(open(csv)?));
        let header = columns.iter().map(|column| harmless(&column.name));
        writer.write_record(header).map_err(|cause| WriteError::new(csv, csv_error(cause)))?;
        let properties = Arc::new(WriterProperties::builder().build());
        let typed = schema(&columns)
            .and_then(|schema| SerializedFileWriter::new(open_io(folder(parquet))?, Arc::new(schema), properties))
            .map_err(|cause| WriteError::new(parquet, as_io(cause)))?;
        let paths = [csv.to_path_buf(), parquet.to_path_buf()];
        Ok(RowWriter { columns, paths, csv: writer, parquet: typed, block: Vec::new() })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When a file cannot be written.
    ///
    /// # Panics
    /// When the row is not as wide as the header.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), WriteError> {
        assert_eq!(row.len(), self.columns.len(), "a row is as wide as its header");
        let written = self.csv.write_record(row.iter().map(cell));
        written.map_err(|cause| WriteError::new(&self.paths[0], csv_error(cause)))?;
        self.block.push(row);
        if self.block.len() == BLOCK { self.flush_block() } else { Ok(()) }
    }

    fn flush_block(&mut self) -> Result<(), WriteError> {
        let block = std::mem::take(&mut self.block);
        if block.is_empty() {
            return Ok(());
        }
        write_group(&mut self.parquet, &self.columns, &block)
            .map_err(|cause| WriteError::new(&self.paths[1], as_io(cause)))
    }

    /// Syncs both files and gives them their names.
    ///
    /// # Errors
    /// When a file cannot be written; files that were there are whole.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.flush_block()?;
        let RowWriter { paths, csv, parquet, .. } = self;
        let text = || -> io::Result<NamedTempFile> {
            let buffer = csv.into_inner().map_err(|e| io::Error::new(e.error().kind(), e.to_string()))?;
            buffer.into_inner().map_err(io::IntoInnerError::into_error)
        };
        let text = text().map_err(|cause| WriteError::new(&paths[0], cause))?;
        let typed = parquet.into_inner().map_err(|cause| WriteError::new(&paths[1], as_io(cause)))?;
        for (mut file, path) in [text, typed].into_iter().zip(&paths) {
            let keep = || -> io::Result<()> {
                file.flush()?;
                file.as_file().sync_all()?;
                file.persist(path).map_err(|failed| failed.error)?;
                Ok(())
            };
            keep().map_err(|cause| WriteError::new(path, cause))?;
            sync_folder(folder(path))?;
        }
        Ok(())
    }
}

fn open_io(folder: &Path) -> Result<NamedTempFile, ParquetError> {
    temporary(folder).map_err(|cause| ParquetError::External(Box::new(cause)))
}

fn schema(columns: &[RowColumn]) -> Result<Type, ParquetError> {
    let field = |column: &RowColumn| {
        let builder = match column.kind {
            RowKind::Whole => Type::primitive_type_builder(&column.name, Physical::INT64),
            RowKind::Number => Type::primitive_type_builder(&column.name, Physical::DOUBLE),
            RowKind::Text => Type::primitive_type_builder(&column.name, Physical::BYTE_ARRAY)
                .with_converted_type(ConvertedType::UTF8),
        };
        builder.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder("rows").with_fields(fields).build()
}

fn write_group(
    writer: &mut SerializedFileWriter<NamedTempFile>,
    columns: &[RowColumn],
    block: &[Vec<Cell>],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for (c, column) in columns.iter().enumerate() {
        let cells = || block.iter().map(|row| &row[c]);
        let there: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Empty)).collect();
        let mut open = group.next_column()?.ok_or_else(|| ParquetError::General("a column is missing".into()))?;
        match column.kind {
            RowKind::Whole => {
                let value = |cell: &Cell| match cell {
                    Cell::Whole(n) => Some(*n as i64),
                    _ => None,
                };
                let values: Vec<i64> = cells().filter_map(value).collect();
                open.typed::<Int64Type>().write_batch(&values, Some(&there), None)?;
            }
            RowKind::Number => {
                let value = |cell: &Cell| match cell {
                    Cell::Number(x) => Some(*x),
                    Cell::Whole(n) => Some(*n as f64),
                    _ => None,
                };
                let values: Vec<f64> = cells().filter_map(value).collect();
                open.typed::<DoubleType>().write_batch(&values, Some(&there), None)?;
            }
            RowKind::Text => {
                let values: Vec<ByteArray> =
                    cells().filter(|cell| **cell != Cell::Empty).map(|cell| cell.plain().into_bytes().into()).collect();
                open.typed::<ByteArrayType>().write_batch(&values, Some(&there), None)?;
            }
        }
        open.close()?;
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;

    #[test]
    fn both_files_hold_the_same_rows() {
        let dir = tempfile::tempdir().expect("a folder");
        let (csv, typed) = (dir.path().join("rows.csv"), dir.path().join("rows.parquet"));
        let column = |name: &str, kind| RowColumn { name: name.to_owned(), kind };
        let columns =
            vec![column("point", RowKind::Whole), column("x [min]", RowKind::Number), column("level", RowKind::Text)];
        let mut writer = RowWriter::create(&csv, &typed, columns).expect("begun");
        for i in 0..5000_u64 {
            let x = if i % 7 == 0 { Cell::Empty } else { Cell::Number(i as f64 / 3.0) };
            writer.push(vec![Cell::Whole(i), x, "=90 d".into()]).expect("written");
        }
        assert!(!csv.exists(), "nothing under its name before all is done");
        writer.finish().expect("finished");
        let text = std::fs::read_to_string(&csv).expect("readable");
        assert_eq!(text.lines().count(), 5001);
        assert_eq!(text.lines().nth(2), Some("1,0.3333333333333333,'=90 d"));
        let reader = SerializedFileReader::new(std::fs::File::open(&typed).expect("there")).expect("Parquet");
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 5000);
        assert_eq!((rows[4999].get_long(0).ok(), rows[4999].get_double(1).ok()), (Some(4999), Some(4999.0 / 3.0)));
        assert!(rows[7].get_double(1).is_err(), "null");
        assert_eq!(rows[3].get_string(2).expect("text"), "=90 d");
        assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 2);
    }
}
