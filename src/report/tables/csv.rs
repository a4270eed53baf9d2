//! Tables as CSV bytes.
//!
//! A spreadsheet runs a text cell that begins like a formula, so such text gets a leading apostrophe
//! (OWASP, "CSV injection"). Numbers are written as numbers: -3.5 survives.

use super::table::{Cell, TableSpec};

/// The table as CSV: UTF-8, comma, quoted where needed, line feed.
pub fn to_bytes(table: &TableSpec) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let header = table.columns.iter().map(|column| harmless(column));
    let mut written = writer.write_record(header);
    for row in &table.rows {
        written = written.and_then(|()| writer.write_record(row.iter().map(cell)));
    }
    written.expect("rows of equal width are written to memory");
    writer.into_inner().expect("memory accepts every byte")
}

/// One cell as CSV has it.
pub(crate) fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        number => number.plain(),
    }
}

/// Text that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: &str) -> String {
    if looks_like_formula(text) { format!("'{text}") } else { text.to_string() }
}

/// Whether a spreadsheet might run this text when it is typed or opened.
pub(in crate::report) fn looks_like_formula(text: &str) -> bool {
    // Spreadsheets skip leading blanks, and some strip NUL, before they look for the sign.
    let first = text.chars().find(|c| !matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{feff}' | '\0'));
    let starts_control = text.starts_with(['\t', '\r', '\n']);
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '−'));
    formula || starts_control
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_survive() {
        let mut table = TableSpec::new("t", ["name", "value"]);
        let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "  =1", "\u{feff}=1"];
        for name in hostile {
            table.push(vec![name.into(), Cell::Number(-3.5)]);
        }
        let bytes = to_bytes(&table);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("readable")).collect();
        assert_eq!(rows.len(), hostile.len());
        for (row, name) in rows.iter().zip(hostile) {
            assert_eq!(&row[0], format!("'{name}"));
            assert_eq!(row[1].parse::<f64>().expect("a number"), -3.5);
        }
    }

    #[test]
    fn quotes_commas_and_lines_are_kept() {
        let mut table = TableSpec::new("t", ["name [units, \"odd\"]"]);
        table.push(vec!["a,\"b\"\nc".into()]);
        let bytes = to_bytes(&table);
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), "\"name [units, \"\"odd\"\"]\"\n\"a,\"\"b\"\"\nc\"\n");
    }
}
