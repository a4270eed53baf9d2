//! Lines of a terminal: emphasis, folding, and columns that line up in any script.

use unicode_width::UnicodeWidthStr;

use crate::report::words::names::{among, pad, pad_left};

/// Widest line [columns].
pub(super) const WIDTH: usize = 100;

/// Escape sequences, or nothing.
pub(super) struct Paint {
    pub(super) colour: bool,
}

impl Paint {
    pub(super) fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// The first words of a finding in bold.
pub(super) fn emphasised(finding: &str, paint: &Paint) -> Vec<String> {
    let mut lines = fold(finding, 2);
    if let Some((head, rest)) =
        lines.first().and_then(|line| line.split_once(':')).map(|(a, b)| (a.to_string(), b.to_string()))
    {
        lines[0] = format!("{}{rest}", paint.bold(&format!("{head}:")));
    }
    lines
}

/// Text folded at blanks to the width of the table; later lines are indented.
pub(super) fn fold(text: &str, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in text.split(' ') {
        let joined = if current.trim().is_empty() { format!("{current}{word}") } else { format!("{current} {word}") };
        if UnicodeWidthStr::width(joined.as_str()) <= WIDTH {
            current = joined;
            continue;
        }
        if !current.trim().is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        current = " ".repeat(indent);
        // Scripts without blanks, and endless words, are cut anywhere.
        for c in word.chars() {
            if UnicodeWidthStr::width(current.as_str()) + 2 > WIDTH {
                lines.push(std::mem::replace(&mut current, " ".repeat(indent)));
            }
            current.push(c);
        }
    }
    if !current.trim().is_empty() {
        lines.push(current);
    }
    lines
}

/// Columns that line up in any script; those at `right` end at their edge.
pub(super) fn table(head: &[&str], rows: &[Vec<String>], right: &[usize], paint: &Paint) -> Vec<String> {
    let cells = |column: usize| rows.iter().map(move |row| row[column].as_str());
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            // A row that only has a name may be as long as it likes.
            let named = rows.iter().filter(|row| column > 0 || row[1..].iter().any(|cell| !cell.is_empty()));
            let longest = named.map(|row| UnicodeWidthStr::width(row[column].as_str())).max();
            longest
                .unwrap_or_else(|| cells(column).map(UnicodeWidthStr::width).max().unwrap_or(0))
                .max(head[column].len())
        })
        .collect();
    // Names give way when numbers are long: no line is wider than the terminal.
    let mut widths = widths;
    let all: usize = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    widths[0] = widths[0].min(widths[0].saturating_sub(all.saturating_sub(WIDTH)).max(8));
    let first: Vec<&str> = cells(0).collect();
    let cell = |row: &[&str], column: usize| {
        let named = column == 0 && row[1..].iter().any(|cell| !cell.is_empty());
        let cell = if named { among(row[0], first.iter().copied(), widths[0]) } else { row[column].to_string() };
        if right.contains(&column) { pad_left(&cell, widths[column]) } else { pad(&cell, widths[column]) }
    };
    let line = |row: &[&str]| {
        let padded: Vec<String> = (0..row.len()).map(|column| cell(row, column)).collect();
        padded.join("  ").trim_end().to_string()
    };
    let mut out = vec![paint.dim(&line(head))];
    out.extend(rows.iter().map(|row| line(&row.iter().map(String::as_str).collect::<Vec<_>>())));
    out
}
