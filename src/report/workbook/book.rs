//! A workbook from tables: one sheet each, numbers as numbers, text as text.

use rust_xlsxwriter::{
    Chart, Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::sheet_names::SheetNames;
use crate::report::draw::scene::{INK, Rgb};
use crate::report::tables::csv::looks_like_formula;
use crate::report::tables::table::{Cell, TableSpec};

/// Rows that a sheet can hold below its header.
pub(super) const MOST_ROWS: usize = 1_048_575;
/// Columns that a sheet can hold.
pub(super) const MOST_COLUMNS: usize = 16_384;
/// Longest text of a cell [UTF-16 units].
const LONGEST: usize = 32_767;
/// Widest column [characters]; longer text is seen by selecting the cell.
const WIDEST: usize = 60;
/// Width of the column of texts [characters].
const TEXT: usize = 100;
/// Space that a chart takes on the sheet of charts: cells down and across.
const CHART: (u32, u16) = (26, 16);
/// Rows that are looked at to choose the widths of columns.
const LOOKED_AT: usize = 400;

/// A colour of the charts as the workbook takes it.
pub(super) fn colour((red, green, blue): Rgb) -> Color {
    Color::RGB(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
}

/// A workbook under construction.
pub(super) struct Book {
    workbook: Workbook,
    names: SheetNames,
    formats: Formats,
}

struct Formats {
    header: Format,
    text: Format,
    /// Text that a spreadsheet would read as a formula when it is edited.
    quoted: Format,
    whole: Format,
    /// For numbers below 10, below 1,000 and above: the value stays exact, only its look is rounded.
    numbers: [Format; 3],
}

impl Formats {
    fn new() -> Formats {
        let top = || Format::new().set_align(FormatAlign::Top);
        Formats {
            header: top()
                .set_bold()
                .set_text_wrap()
                .set_font_color(colour(INK))
                .set_background_color(colour(crate::report::draw::scene::PALE))
                .set_border_bottom(FormatBorder::Thin),
            text: top(),
            quoted: top().set_quote_prefix(),
            whole: top().set_num_format("#,##0"),
            numbers: ["0.0000", "#,##0.00", "#,##0"].map(|look| top().set_num_format(look)),
        }
    }

    fn number(&self, value: f64) -> &Format {
        match value.abs() {
            0.0 => &self.whole,
            small if small < 10.0 => &self.numbers[0],
            middle if middle < 1000.0 => &self.numbers[1],
            _ => &self.numbers[2],
        }
    }
}

/// Text that the format can hold: no character that XML forbids, and not too long.
fn storable(text: &str) -> String {
    let mut left = LONGEST;
    text.chars()
        .map(|c| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c })
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

impl Book {
    /// An empty workbook. Its dates are fixed: equal results give equal bytes.
    pub(super) fn new(title: &str, comment: &str) -> Result<Book, XlsxError> {
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        let properties = DocProperties::new()
            .set_title(storable(title))
            .set_comment(storable(comment))
            .set_author("journeysim")
            .set_creation_datetime(&created);
        workbook.set_properties(&properties);
        Ok(Book { workbook, names: SheetNames::default(), formats: Formats::new() })
    }

    /// Adds a sheet with a table, its header frozen and filtered; returns the sheet's name.
    pub(super) fn table(&mut self, name: &str, table: &TableSpec) -> Result<String, XlsxError> {
        let name = self.names.of(name);
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(&name)?;
        for (column, header) in (0..).zip(table.columns.iter().take(MOST_COLUMNS)) {
            sheet.write_string_with_format(0, column, storable(header), &self.formats.header)?;
        }
        for (row, cells) in (1..).zip(table.rows.iter().take(MOST_ROWS)) {
            for (column, cell) in (0..).zip(cells.iter().take(MOST_COLUMNS)) {
                write_cell(sheet, (row, column), cell, &self.formats)?;
            }
        }
        for (column, wide) in (0..).zip(widths(table)) {
            sheet.set_column_width(column, wide as f64)?;
        }
        let last = (table.rows.len().min(MOST_ROWS) as u32, table.columns.len().clamp(1, MOST_COLUMNS) as u16 - 1);
        sheet.set_freeze_panes(1, 0)?;
        if last.0 > 0 {
            sheet.autofilter(0, 0, last.0, last.1)?;
        }
        sheet.set_landscape();
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_print_fit_to_pages(1, 0);
        Ok(name)
    }

    /// Adds a sheet of names and values, without a header.
    pub(super) fn pairs(&mut self, name: &str, pairs: &[(String, Cell)]) -> Result<(), XlsxError> {
        let name = self.names.of(name);
        let wrapped = self.formats.text.clone().set_text_wrap();
        let quoted = self.formats.quoted.clone().set_text_wrap();
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(&name)?;
        sheet.set_column_width(0, 26)?;
        sheet.set_column_width(1, TEXT as f64)?;
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        for (row, (key, value)) in (0..).zip(pairs) {
            if let Cell::Text(text) = value {
                let lines = unicode_width::UnicodeWidthStr::width(text.as_str()).div_ceil(TEXT).clamp(1, 20);
                sheet.set_row_height(row, 15.0 * lines as f64)?;
            }
            sheet.write_string_with_format(row, 0, storable(key), &self.formats.header)?;
            match value {
                Cell::Text(text) => {
                    let format = if looks_like_formula(text) { &quoted } else { &wrapped };
                    sheet.write_string_with_format(row, 1, storable(text), format)?;
                }
                // Numbers stand on the left, under the texts.
                number => write_cell(sheet, (row, 1), &Cell::Text(number.plain()), &self.formats)?,
            }
        }
        Ok(())
    }

    /// Adds an empty sheet that charts can be put on; returns its name.
    pub(super) fn easel(&mut self, name: &str) -> Result<String, XlsxError> {
        let name = self.names.of(name);
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(&name)?;
        sheet.set_screen_gridlines(false);
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        Ok(name)
    }

    /// Puts charts on a sheet, two in a row.
    pub(super) fn hang(&mut self, sheet: &str, charts: &[Chart]) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_name(sheet)?;
        for (row, pair) in (0..).zip(charts.chunks(2)) {
            for (column, chart) in (0..).zip(pair) {
                sheet.insert_chart(row * CHART.0, column * CHART.1, chart)?;
            }
        }
        Ok(())
    }

    /// The file.
    pub(super) fn into_bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            let format = if looks_like_formula(text) { &formats.quoted } else { &formats.text };
            sheet.write_string_with_format(row, column, storable(text), format)?;
        }
        Cell::Number(value) if value.is_finite() => {
            sheet.write_number_with_format(row, column, *value, formats.number(*value))?;
        }
        // A spreadsheet keeps numbers as floating point: beyond 2^53 a text is the exact one.
        Cell::Whole(value) if *value <= 1 << 53 => {
            sheet.write_number_with_format(row, column, *value as f64, &formats.whole)?;
        }
        Cell::Whole(value) => {
            sheet.write_string_with_format(row, column, format!("{value}"), &formats.text)?;
        }
        Cell::Flag(_) | Cell::Moment(_) => {
            sheet.write_string_with_format(row, column, cell.plain(), &formats.text)?;
        }
        Cell::Number(_) | Cell::Empty => {}
    }
    Ok(())
}

/// Width of each column [characters], from its header and first rows.
fn widths(table: &TableSpec) -> Vec<usize> {
    let mut widths: Vec<usize> =
        table.columns.iter().take(MOST_COLUMNS).map(|header| header.chars().count().clamp(9, 18)).collect();
    for row in table.rows.iter().take(LOOKED_AT) {
        for (wide, cell) in widths.iter_mut().zip(row) {
            let here = match cell {
                Cell::Text(text) => unicode_width::UnicodeWidthStr::width(text.as_str()),
                Cell::Empty => 0,
                _ => 12,
            };
            *wide = (*wide).max((here + 2).min(WIDEST));
        }
    }
    widths
}
