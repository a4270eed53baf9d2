//! `explain`: every effective value, where it comes from, and which engine will run and why.

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::args;
use super::exit::{Exit, Failure};
use super::settings::Source;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::scenario::explain::effective::{Effective, explain};
use crate::scenario::label_of;

/// Widest column before the next one starts on its own [cells].
const WIDEST: usize = 48;

pub(super) fn run(typed: &args::Explain, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::resolve(&typed.changed)?;
    let world = World::load(&source, terminal)?;
    let values = explain(&world.scenario, typed.path.as_deref()).map_err(|problem| {
        Failure::usage(anyhow::anyhow!(
            "{}{}",
            problem.message,
            problem.help.map_or_else(String::new, |help| format!(": {help}"))
        ))
    })?;
    let whole = typed.path.is_none();
    match typed.json {
        true => terminal.print_json(&as_json(&world, &values)?)?,
        false => terminal.print(&as_text(&world, &values, whole))?,
    }
    Ok(Exit::Done)
}

fn as_json(world: &World, values: &[Effective]) -> Result<String, Failure> {
    let values: Vec<_> = values
        .iter()
        .map(|v| json!({ "path": v.path, "value": v.value_text, "origin": v.origin, "basis": v.basis, "doc": v.doc }))
        .collect();
    let c = &world.compiled;
    let all = json!({
        "name": c.name,
        "hash": c.hash,
        "engine": world.engine(),
        "engine_reason": world.engine_reason(),
        "assumptions": c.assumptions,
        "values": values,
    });
    Ok(serde_json::to_string_pretty(&all).map_err(Failure::bug)? + "\n")
}

/// A table of values; for the whole scenario also the engine and the assumptions.
fn as_text(world: &World, values: &[Effective], whole: bool) -> String {
    let c = &world.compiled;
    let mut text = String::new();
    if whole {
        text.push_str(&escaped(&format!("{}\n", world.plan_line())));
        text.push_str(&escaped(&format!("engine: {}: {}\n\n", world.engine(), world.engine_reason())));
    }
    let rows: Vec<[String; 4]> = values
        .iter()
        .map(|v| [v.path.as_str(), &v.value_text, &v.origin, &v.basis].map(|cell| escaped(cell).replace('\n', " ")))
        .collect();
    text.push_str(&table(&["path", "value", "origin", "basis"], &rows));
    if let ([only], false) = (values, whole) {
        let called = label_of(&only.path).map(|label| format!("{label}: ")).unwrap_or_default();
        text.push_str(&escaped(&format!("\n{called}{}\n", only.doc)));
    }
    if whole && !c.assumptions.is_empty() {
        text.push_str("\nassumptions\n");
        for assumption in &c.assumptions {
            text.push_str(&escaped(&format!("  - {assumption}\n")));
        }
    }
    text
}

/// Columns that line up in any script; a cell that is too wide pushes only its own row.
fn table<const N: usize>(head: &[&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(UnicodeWidthStr::width);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width().min(WIDEST));
        }
    }
    let mut text = String::new();
    let mut line = |cells: &[&str]| {
        let mut row = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            row.push_str(cell);
            row.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
        }
        text.push_str(row.trim_end());
        text.push('\n');
    };
    line(head);
    for row in rows {
        line(&row.each_ref().map(String::as_str));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_any_script() {
        let rows = [["银行".to_owned(), "1".to_owned()], ["ab".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["path", "v"], &rows), "path  v\n银行  1\nab    22\n");
    }

    #[test]
    fn a_wide_cell_pushes_only_its_row() {
        let rows = [["x".repeat(60), "1".to_owned()], ["y".to_owned(), "2".to_owned()]];
        let text = table(&["p", "v"], &rows);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], format!("{}  1", "x".repeat(60)));
        assert_eq!(lines[2], format!("y{}2", " ".repeat(WIDEST + 1)));
    }
}
