//! What is not known, before it is read: entries without a name are called by what they do, and a file of draws is taken into the tree, so that
//! the scenario is one text with one hash.

use std::path::Path;

use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::node::{Content, Node, Origin};
use crate::scenario::text::reading::read_text;

/// Largest file of draws [bytes].
const MAX_BYTES: usize = 16 << 20;
/// Fewest rows.
const FEWEST: usize = 2;

/// Operations of an entry, and what a default name writes before the path: of a `set`, nothing.
pub(in crate::scenario) const OPERATIONS: [(&str, &str); 3] = [("set", ""), ("scale", "scale:"), ("add", "add:")];

/// Prepares the entries of one file.
pub(in crate::scenario) fn prepare(root: &mut Node, folder: Option<&Path>, problems: &mut Vec<Diagnostic>) {
    for entry in root.get_mut("uncertain").and_then(Node::elements_mut).into_iter().flatten() {
        name(entry);
        let Some(field) = entry.field("draws") else { continue };
        let (span, origin) = (field.node.span, field.node.origin);
        let refuse = |code, message: String| Diagnostic::error(code, "uncertain", message).at(span);
        let Some(file) = field.node.text().map(str::to_owned) else { continue };
        let Some(folder) = folder else {
            problems.push(refuse("unreadable", "`draws` works in a file only: this scenario has no folder".to_owned()));
            continue;
        };
        let path = folder.join(&file);
        let text = match read_text(&path, MAX_BYTES) {
            Ok(text) => text,
            Err(reason) => {
                let message = format!("cannot read {}: {reason}", shown(&path.display().to_string()));
                problems.push(refuse("unreadable", message));
                continue;
            }
        };
        match table(&text) {
            Ok((columns, rows)) => {
                let node = |content| Node::new(content, span, origin);
                let texts = |list: Vec<String>| list.into_iter().map(|text| node(Content::Text(text))).collect();
                let rows = rows.into_iter().map(|row| node(Content::List(texts(row)))).collect();
                let mut inside = node(Content::Table(Vec::new()));
                inside.put("file", node(Content::Text(file)));
                inside.put("columns", node(Content::List(texts(columns))));
                inside.put("rows", node(Content::List(rows)));
                entry.put("draws", inside);
            }
            Err(why) => problems.push(refuse("bad-draws", format!("{}: {why}", shown(&file)))),
        }
    }
}

/// Calls an entry without a name by its operation and path.
fn name(entry: &mut Node) {
    if entry.get("name").is_some() || entry.fields().is_none() {
        return;
    }
    let of_file = entry.get("draws").and_then(Node::text);
    let path = entry.get("path").and_then(Node::text);
    let prefix = OPERATIONS.iter().find(|(key, _)| entry.get(key).is_some()).map_or("", |(_, prefix)| prefix);
    if let Some(name) = of_file.map(str::to_owned).or_else(|| Some(format!("{prefix}{}", path?))) {
        let span = entry.span;
        entry.put("name", Node::new(Content::Text(name), span, Origin::Default("its operation and path")));
    }
}

type Rows = Vec<Vec<String>>;

fn table(text: &str) -> Result<(Vec<String>, Rows), String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
    let columns = reader.headers().map(&cells).map_err(|e| e.to_string())?;
    let rows: Rows =
        reader.records().map(|row| row.map(|row| cells(&row))).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    if let Some(twice) = columns.iter().enumerate().find(|(i, c)| columns[..*i].contains(c)).map(|(_, c)| c) {
        return Err(format!("the column {} is there twice", shown(twice)));
    }
    if rows.len() < FEWEST {
        return Err(format!("it has {} rows; each is a draw, and {FEWEST} are the least", rows.len()));
    }
    if let Some((line, _)) = rows.iter().enumerate().find(|(_, row)| row.iter().any(String::is_empty)) {
        return Err(format!("row {} has an empty cell: every row gives every value", line + 1));
    }
    Ok((columns, rows))
}
