//! Rows as a Parquet file: a type for each column, and a row group for each block.

use std::io;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::super::disk::Temporary;
use super::{RowColumn, RowKind, RowOrigin};
use crate::report::tables::table::Cell;

/// A Parquet file under its temporary name.
pub(super) struct Columnar(SerializedFileWriter<Temporary>);

fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(io) => *io,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

impl Columnar {
    pub(super) fn begin(file: Temporary, columns: &[RowColumn], origin: &RowOrigin) -> io::Result<Columnar> {
        let properties = WriterProperties::builder().set_key_value_metadata(Some(origin.metadata(columns))).build();
        schema(columns)
            .and_then(|schema| SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)))
            .map(Columnar)
            .map_err(as_io)
    }

    pub(super) fn write(&mut self, columns: &[RowColumn], block: &[Vec<Cell>]) -> io::Result<()> {
        self.group(columns, block).map_err(as_io)
    }

    pub(super) fn end(self) -> io::Result<Temporary> {
        self.0.into_inner().map_err(as_io)
    }

    fn group(&mut self, columns: &[RowColumn], block: &[Vec<Cell>]) -> Result<(), ParquetError> {
        let mut group = self.0.next_row_group()?;
        for (c, column) in columns.iter().enumerate() {
            let mut open = group.next_column()?.ok_or_else(|| ParquetError::General("a column is missing".into()))?;
            let cells = block.iter().map(|row| &row[c]);
            match column.kind {
                RowKind::Whole => put::<Int64Type>(&mut open, cells, |cell| match cell {
                    Cell::Whole(n) => Some(*n as i64),
                    Cell::Number(x) => Some(*x as i64),
                    _ => None,
                }),
                RowKind::Number => put::<DoubleType>(&mut open, cells, |cell| match cell {
                    Cell::Number(x) => Some(*x),
                    Cell::Whole(n) => Some(*n as f64),
                    _ => None,
                }),
                RowKind::Flag => put::<BoolType>(&mut open, cells, |cell| match cell {
                    Cell::Flag(flag) => Some(*flag),
                    _ => None,
                }),
                RowKind::Moment => put::<Int64Type>(&mut open, cells, |cell| match cell {
                    Cell::Moment(at) => Some(at.unix_micros()),
                    _ => None,
                }),
                RowKind::Text => put::<ByteArrayType>(&mut open, cells, |cell| match cell {
                    Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                    _ => None,
                }),
            }?;
            open.close()?;
        }
        group.close()?;
        Ok(())
    }
}

/// Writes the cells of one column; those without a value are null.
fn put<'a, T: DataType>(
    open: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let cells: Vec<Option<T::T>> = cells.map(value).collect();
    let there: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    open.typed::<T>().write_batch(&values, Some(&there), None)?;
    Ok(())
}

fn schema(columns: &[RowColumn]) -> Result<Type, ParquetError> {
    let field = |column: &RowColumn| {
        let (physical, logical) = match column.kind {
            RowKind::Whole => (Physical::INT64, None),
            RowKind::Number => (Physical::DOUBLE, None),
            RowKind::Flag => (Physical::BOOLEAN, None),
            RowKind::Moment => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
            RowKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let builder = Type::primitive_type_builder(&column.name, physical).with_logical_type(logical);
        builder.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder("rows").with_fields(fields).build()
}
