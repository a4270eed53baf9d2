//! One file laid over another (`extends`): blocks merge, values are replaced.

use std::collections::BTreeMap;

use crate::scenario::grammar::{BlockSpec, Kind, ROOT, Rule};
use crate::scenario::read::path::inner_block;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::document::name_of;
use crate::scenario::text::node::{Content, Field, Node};

/// Lays one tree over another: blocks merge key by key, entries of one name merge, new entries follow; a value is replaced whole, whether it
/// is a number, a list, a law, a timetable or weights.
///
/// # Errors
///
/// Reported: what is one table in one file and a list of them in the other.
pub(in crate::scenario) fn overlay(base: &mut Node, over: Node, problems: &mut Vec<Diagnostic>) {
    lay_block(base, over, ROOT, problems);
}

/// Lays a value over another of the same key.
fn lay(base: &mut Node, over: Node, kind: Option<&'static Kind>, problems: &mut Vec<Diagnostic>) {
    let tables = base.fields().is_some() && over.fields().is_some();
    match kind {
        Some(Kind::Entries(block) | Kind::OneOrEntries(block))
            if base.elements().is_some_and(is_named) && over.elements().is_some_and(is_named) =>
        {
            lay_entries(base, over, block, problems);
        }
        // Each patch is a value; the table of them is not.
        Some(Kind::Changes) if tables => lay_fields(base, over, |_| None, problems),
        Some(kind) if tables => match (inner_block(kind, base), inner_block(kind, &over)) {
            // Shares are one value, in which what is left out counts as 0; a condition is one, in which it is not asked.
            (Some(old), Some(new)) if std::ptr::eq(old, new) && !new.is_one_value() => {
                lay_block(base, over, new, problems);
            }
            _ => *base = over,
        },
        _ => *base = over,
    }
}

/// Lays a table with known keys over another. Of keys that exclude each other, those of the upper one stay.
fn lay_block(base: &mut Node, over: Node, block: &'static BlockSpec, problems: &mut Vec<Diagnostic>) {
    for rule in block.rules {
        if let Rule::ExactlyOne(keys) | Rule::AtMostOne(keys) = rule
            && keys.iter().any(|key| over.get(key).is_some())
            && let Some(fields) = base.fields_mut()
        {
            fields.retain(|field| !keys.contains(&field.key.as_str()) || over.get(&field.key).is_some());
        }
    }
    lay_fields(base, over, |key| block.key(key).map(|spec| &spec.kind), problems);
}

fn lay_fields(
    base: &mut Node,
    over: Node,
    kind: impl Fn(&str) -> Option<&'static Kind>,
    problems: &mut Vec<Diagnostic>,
) {
    let (span, origin) = (over.span, over.origin);
    if let (Content::Table(old), Content::Table(new)) = (&mut base.content, over.content) {
        let known: BTreeMap<String, usize> =
            old.iter().enumerate().map(|(at, field)| (field.key.clone(), at)).collect();
        for field in new {
            match known.get(&field.key).and_then(|at| old.get_mut(*at)) {
                Some(known) => {
                    let kind = kind(&field.key);
                    if matches!(kind, Some(Kind::OneOrEntries(_))) {
                        problems.extend(two_forms(known, &field));
                    }
                    known.key_span = field.key_span;
                    lay(&mut known.node, field.node, kind, problems);
                }
                None => old.push(field),
            }
        }
        base.span = span;
        base.origin = origin;
    }
}

fn lay_entries(base: &mut Node, over: Node, block: &'static BlockSpec, problems: &mut Vec<Diagnostic>) {
    if let (Content::List(old), Content::List(new)) = (&mut base.content, over.content) {
        let known: BTreeMap<String, usize> =
            old.iter().enumerate().rev().filter_map(|(at, entry)| Some((name_of(entry)?.to_owned(), at))).collect();
        for entry in new {
            match name_of(&entry).and_then(|name| known.get(name)).and_then(|at| old.get_mut(*at)) {
                Some(known) => lay_block(known, entry, block, problems),
                None => old.push(entry),
            }
        }
    }
}

/// One table in one file, a list of them in the other: nobody could say which of the list the one is.
fn two_forms(base: &Field, over: &Field) -> Option<Diagnostic> {
    let form = |field: &Field| match &field.node.content {
        Content::List(_) => Some(format!("[[{}]]", field.key)),
        Content::Table(_) => Some(format!("[{}]", field.key)),
        _ => None,
    };
    let (base_form, over_form) = (form(base)?, form(over)?);
    (base_form != over_form).then(|| {
        let message = format!("{over_form} here, and {base_form} in the file that is extended");
        let mut problem = Diagnostic::error("extends", over.key.clone(), message)
            .at(over.key_span)
            .help(format!("write {base_form} here, too: a file and the one it extends use the same form"));
        problem.related = Some((base.key_span, format!("{base_form} is here")));
        problem
    })
}

fn is_named(entries: &[Node]) -> bool {
    !entries.is_empty() && entries.iter().all(|entry| name_of(entry).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::text::document::parse;
    use crate::scenario::text::node::Origin;
    use crate::scenario::text::source::Sources;

    fn tree(text: &str) -> Node {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        parse(&sources, file, Origin::File, &mut Vec::new()).expect("valid")
    }

    fn laid(base: &str, over: &str) -> String {
        let mut base = tree(base);
        overlay(&mut base, tree(over), &mut Vec::new());
        base.to_toml()
    }

    #[test]
    fn layers_merge_by_name() {
        assert_eq!(
            laid(
                "x = [1, 2]\n[[hole]]\nname = \"a\"\nfactor = 1\n[[hole]]\nname = \"b\"\n",
                "x = [3]\n[[hole]]\nname = \"c\"\n[[hole]]\nname = \"a\"\nfactor = 0\n"
            ),
            "{ x = [3], hole = [{ name = \"a\", factor = 0 }, { name = \"b\" }, { name = \"c\" }] }"
        );
    }

    #[test]
    fn values_are_replaced_whole() {
        let same = |base: &str, over: &str, wanted: &str| assert_eq!(laid(base, over), laid("", wanted), "{over}");
        let rate = "[purchase]\nmargin = 0.5\nrate = ";
        same(
            &format!("{rate}{{ gamma = {{ mean = \"1 per mo\", shape = 1.0 }} }}"),
            "purchase.rate = { lognormal = { mean = \"1 per mo\", cv = 0.4 } }",
            &format!("{rate}{{ lognormal = {{ mean = \"1 per mo\", cv = 0.4 }} }}"),
        );
        same(
            &format!("{rate}{{ gamma = {{ mean = \"1 per mo\", shape = 1.0 }} }}"),
            "purchase.rate = { gamma = { mean = \"1 per mo\", cv = 0.4 } }",
            &format!("{rate}{{ gamma = {{ mean = \"1 per mo\", cv = 0.4 }} }}"),
        );
        let visit = |next: &str| {
            format!(
                "[[journey]]\nname = \"v\"\n[[journey.touchpoint]]\nname = \"t\"\nlane = \"onstage\"\nnext = {next}\n"
            )
        };
        same(
            &visit("{ a = 0.5, b = 0.5 }"),
            "[[journey]]\nname = \"v\"\n[[journey.touchpoint]]\nname = \"t\"\nnext = { a = 0.3, c = 0.7 }\n",
            &visit("{ a = 0.3, c = 0.7 }"),
        );
        let staff = "[[resource]]\nname = \"d\"\nstaff = ";
        same(
            &format!("{staff}{{ timetable = {{ \"08:00\" = 2 }} }}"),
            &format!("{staff}{{ timetable = {{ \"09:00\" = 5 }} }}"),
            &format!("{staff}{{ timetable = {{ \"09:00\" = 5 }} }}"),
        );
        // Shares are one value; a block is not.
        let stages = "[population]\ncustomers = 9\nstages = ";
        same(
            &format!("{stages}{{ build_up = 0.4, climax = 0.6 }}"),
            "population.stages = { decline = 1.0 }",
            &format!("{stages}{{ decline = 1.0 }}"),
        );
    }

    #[test]
    fn a_patch_is_one_value_and_a_table_of_patches_is_not() {
        let entry = "[[intervention]]\nname = \"i\"\n";
        let change =
            |patches: &str| format!("{entry}cost = {{ once = 5.0, per_month = 1.0 }}\nchange = {{ {patches} }}\n");
        assert_eq!(
            laid(
                &change("\"a.b\" = { scale = 2.0 }, \"c.d\" = { add = 1 }"),
                &format!("{entry}cost.once = 7.0\nchange = {{ \"a.b\" = {{ set = 3 }}, \"e.f\" = {{ set = 4 }} }}")
            ),
            laid(
                "",
                &change("\"a.b\" = { set = 3 }, \"c.d\" = { add = 1 }, \"e.f\" = { set = 4 }").replace("5.0", "7.0")
            )
        );
    }

    #[test]
    fn of_keys_that_exclude_each_other_those_of_the_upper_file_stay() {
        let hole = |keys: &str| format!("[[hole]]\nname = \"x\"\nfactor = 0.5\n{keys}\n");
        assert_eq!(
            laid(&hole("hazard = \"10 % per y\""), "[[hole]]\nname = \"x\"\nlifetime = \"3 y\"\n"),
            laid("", &hole("lifetime = \"3 y\""))
        );
        let journey = |arrivals: &str| format!("[[journey]]\nname = \"v\"\narrivals = {arrivals}\n");
        assert_eq!(
            laid(&journey("{ gap = { exponential = { mean = \"5 min\" } } }"), &journey("{ every = \"5 min\" }")),
            laid("", &journey("{ every = \"5 min\" }"))
        );
        let wave = "{ wave = { mean = \"9 per h\", amplitude = 0.5, period = \"1 d\" } }";
        assert_eq!(
            laid(&journey(wave), &journey("{ wave = { amplitude = 0.7 } }")),
            laid("", &journey(&wave.replace("0.5", "0.7"))),
            "a block within a value merges"
        );
    }
}
