//! `explain`: every effective value, where it comes from, and which engine will run and why.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::args;
use super::exit::{Exit, Failure};
use super::settings::Source;
use super::terminal::{Terminal, escaped};
use super::world::{World, report_problems};
use crate::scenario::grammar::range::{AssumedRange, rounded};
use crate::scenario::uncertain::Input;
use crate::scenario::{Diagnostic, Effective, Op, OpenRule, Person, Personal, explain, label_of};

/// Widest column before the next one starts on its own [cells].
const WIDEST: usize = 48;

pub(super) fn run(typed: &args::Explain, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::resolve(&typed.changed)?;
    let world = World::load(&source, terminal)?;
    let (values, whom) = match &typed.whom {
        None => (explain(&world.scenario, typed.path.as_deref()).map_err(usage)?, None),
        Some(said) => of_somebody(&world, said, typed.path.as_deref(), terminal)?,
    };
    // What is wrong with an entry is said by `check`.
    let inputs = world.scenario.unknowns().map(|(unknowns, _)| unknowns.inputs).unwrap_or_default();
    let told = Told { values, whom, inputs };
    match typed.json {
        true => terminal.print_json(&as_json(&world, &told)?)?,
        false => terminal.print(&as_text(&world, &told, typed.path.is_none()))?,
    }
    Ok(Exit::Done)
}

/// What is told.
struct Told {
    values: Vec<Effective>,
    whom: Option<Whom>,
    /// What the file says is not known.
    inputs: Vec<Input>,
}

impl Told {
    fn inputs_at(&self, value: &Effective) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| input.reaches(&value.path))
    }
}

/// Whose values they are.
struct Whom {
    /// As it was said.
    person: Person,
    /// By value: what made it theirs.
    changed_by: Vec<Vec<String>>,
    open: Vec<OpenRule>,
}

fn of_somebody(
    world: &World,
    said: &str,
    path: Option<&str>,
    terminal: &Terminal,
) -> Result<(Vec<Effective>, Option<Whom>), Failure> {
    let person = Person::read(&world.scenario.read(), said).map_err(usage)?;
    let personal = report_problems(Personal::of(&world.scenario, &person), terminal)?;
    let values = personal.explain(path).map_err(usage)?.into_iter().map(|own| (own.value, own.changed_by));
    let (values, changed_by): (Vec<_>, Vec<_>) = values.unzip();
    let open = personal.open(&values, path);
    Ok((values, Some(Whom { person, changed_by, open })))
}

fn usage(problem: impl AsRef<Diagnostic>) -> Failure {
    let problem = problem.as_ref();
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!(": {help}"));
    Failure::usage(anyhow::anyhow!("{}{help}", problem.message))
}

fn as_json(world: &World, told: &Told) -> Result<String, Failure> {
    let mut values: Vec<Value> = told
        .values
        .iter()
        .map(|v| {
            let mut value =
                json!({ "path": v.path, "value": v.value_text, "origin": v.origin, "basis": v.basis, "doc": v.doc });
            if let Some(family) = v.family {
                value["between"] = json!(family.shape.word());
            }
            if !v.ranges.is_empty() {
                value["ranges"] = v.ranges.iter().map(range_as_json).collect();
            }
            let inputs: Vec<Value> = told.inputs_at(v).map(input_as_json).collect();
            if !inputs.is_empty() {
                value["uncertain"] = json!(inputs);
            }
            value
        })
        .collect();
    let c = &world.compiled;
    let mut all = json!({
        "name": c.name,
        "hash": c.hash,
        "engine": world.engine(),
        "engine_reason": world.engine_reason(),
        "assumptions": c.assumptions,
    });
    if let Some(whom) = &told.whom {
        let said = whom.person.said.iter();
        all["for"] = said.map(|(key, value)| json!({ "key": key, "value": value })).collect();
        all["open"] = whom.open.iter().map(|open| json!({ "name": open.name, "asks": open.asks })).collect();
        for (value, by) in values.iter_mut().zip(&whom.changed_by) {
            value["changed_by"] = json!(by);
        }
    }
    all["values"] = values.into();
    Ok(serde_json::to_string_pretty(&all).map_err(Failure::bug)? + "\n")
}

/// How far a default may be off, in base units.
fn range_as_json(range: &AssumedRange) -> Value {
    let Some(between) = &range.between else { return json!({ "path": range.path, "held_fixed": range.why }) };
    let [low, high] = between.ends();
    json!({
        "path": range.path, "low": low, "median": between.median(), "high": high, "unit": range.unit.base(),
        "family": between.family().shape.word(), "basis": range.why,
    })
}

/// What the file says is not known, as it is shown there.
fn input_as_json(input: &Input) -> Value {
    let mut told =
        json!({ "name": input.name, "operation": operation(input.op), "words": input.words, "basis": input.basis });
    if let Some([low, median, high]) = input.quantiles() {
        (told["low"], told["median"], told["high"]) = (json!(low), json!(median), json!(high));
        told["unit"] = json!(input.shown.unit);
    }
    told
}

fn operation(op: Op) -> &'static str {
    match op {
        Op::Set => "set",
        Op::Scale => "scale",
        Op::Add => "add",
    }
}

/// Nine in ten of what an input says: of a law its 5 and 95 %.
fn nine_in_ten(input: &Input) -> String {
    let Some([low, _, high]) = input.quantiles() else { return input.words.clone() };
    let before = match input.op {
        Op::Set => "",
        Op::Scale => "times ",
        Op::Add => "plus ",
    };
    let unit = if input.shown.unit == "share" { "" } else { input.shown.unit.as_str() };
    format!("{before}{} to {} {unit}", rounded(low), rounded(high)).trim_end().to_owned()
}

/// What is not known of a value, and what that rests on: what the file says of it, else how far the default may be off.
fn doubt(told: &Told, value: &Effective) -> [String; 2] {
    let inputs: Vec<&Input> = told.inputs_at(value).collect();
    let mut ends: Vec<String> = inputs.iter().map(|input| nine_in_ten(input)).collect();
    let mut bases = vec![value.basis.clone()];
    bases.extend(inputs.iter().map(|input| format!("uncertain: {}", input.basis)));
    if !inputs.iter().any(|input| input.op == Op::Set) {
        ends.extend(value.ranges.iter().map(AssumedRange::in_words));
        bases.extend(value.ranges.iter().map(AssumedRange::basis));
    }
    bases.dedup();
    bases.retain(|basis| !basis.is_empty());
    [ends.join(", "), bases.join("; ")]
}

/// A table of values; for the whole scenario also the engine and the assumptions.
fn as_text(world: &World, told: &Told, whole: bool) -> String {
    let (c, values) = (&world.compiled, &told.values[..]);
    let mut text = String::new();
    if whole {
        text.push_str(&escaped(&format!("{}\n", world.plan_line())));
        text.push_str(&escaped(&format!("engine: {}: {}\n\n", world.engine(), world.engine_reason())));
    }
    let rows: Vec<[String; 5]> = values
        .iter()
        .map(|v| {
            let [range, basis] = doubt(told, v);
            let cells = [v.path.as_str(), &v.value_text, &range, &v.origin, &basis];
            cells.map(|cell| escaped(cell).replace('\n', " "))
        })
        .collect();
    if let Some(whom) = &told.whom {
        let said: Vec<String> = whom.person.said.iter().map(|(key, value)| format!("{key} {value}")).collect();
        text.push_str(&escaped(&format!("for {}\n\n", said.join(", "))));
    }
    text.push_str(&table(&["path", "value", "nine in ten", "origin", "basis"], &rows));
    if let ([only], false) = (values, whole) {
        let called = label_of(&only.path).map(|label| format!("{label}: ")).unwrap_or_default();
        text.push_str(&escaped(&format!("\n{called}{}\n", only.doc)));
        for range in &only.ranges {
            text.push_str(&escaped(&format!("{}\n", range.sentence())));
        }
        for input in told.inputs_at(only) {
            let median =
                input.quantiles().map_or_else(String::new, |[_, median, _]| format!(", median {}", rounded(median)));
            let basis = if input.basis.is_empty() { "no basis is given" } else { &input.basis };
            text.push_str(&escaped(&format!(
                "`{}` is uncertain: {}{median} ({basis})\n",
                input.name,
                nine_in_ten(input)
            )));
        }
        if let Some(family) = only.family.filter(|_| only.ranges.is_empty() && told.inputs_at(only).next().is_none()) {
            text.push_str(&format!("In `[[uncertain]]`, `between` means {} here.\n", family.shape.word()));
        }
    }
    if let Some(whom) = told.whom.as_ref().filter(|whom| !whom.open.is_empty()) {
        text.push_str("\nopen: it depends on what is not said\n");
        for open in &whom.open {
            text.push_str(&escaped(&format!("  - {} asks for {}\n", open.name, open.asks.join(", "))));
        }
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
