//! The reference page of the language, generated from the grammar.

use crate::laws::FAMILIES;
use crate::scenario::grammar::presets::{
    COMPLAINT_PRESETS, OTHER_STANDARD_HOLES, PRESETS, SERVICE_HOLES, VALUE_PRESETS,
};
use crate::scenario::grammar::range::not_known;
use crate::scenario::grammar::{BlockSpec, KeySpec, Kind, ROOT, Rule, Whose};

const HEAD: &str = "# Scenario reference

Generated from the grammar; a test keeps it current. Every key of the language with what it is called in sentences, what it takes, its default and
where the default comes from. `assumption` means: chosen so that the model behaves sensibly, not measured.

*Not known*: what `between = [LOW, HIGH]` means for a key, nine in ten in between. A default that is an assumption has such a range of its own: by hand
where literature or sense say it, else half to double, shares and scores one logit either way. What stands at 0 or 1 where it says nothing, switches, lists in
order, and what the firm decides are held fixed. Of weights that sum to 1 the largest has a range, one logit either way; the others give way.

A duration is written `\"6 min\"` (`ms s min h d wk mo y`, or `\"forever\"` where allowed), a rate `\"20 per wk\"`, a hazard `\"20 % per y\"` or
`\"0.223 per y\"`, money per time `\"9000 per mo\"`. *law* means that a law may stand there, *by tenure* a list by term or year, *by
step* `{ every = \"1 mo\", values = [...] }`, a list by steps of that length, *timetable* `{ timetable = { \"08:00\" = 6, \"sat-sun 08:00\" = 3 } }`,
*by fee* `{ at = { \"0\" = 0.4, \"10\" = 0.15, \"20\" = 0.05 } }`: straight between its points, refused outside.
*Own* means that it is a customer's own, with all below it: a change for some customers may change it.
";

/// Writes the page.
pub fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n## The file\n\n");
    table(ROOT, "", &mut out);
    for key in ROOT.keys.iter() {
        if let Some(block) = key.block() {
            section(key, block, key.key, 2, &mut out);
        }
    }
    laws(&mut out);
    presets(&mut out);
    out
}

fn section(key: &KeySpec, block: &'static BlockSpec, path: &str, depth: usize, out: &mut String) {
    let title = match key.kind {
        Kind::Entries(_) => format!("`[[{path}]]`"),
        Kind::OneOrEntries(_) => format!("`[{path}]`, or several `[[{path}]]`"),
        Kind::Block(_) if depth == 2 => format!("`[{path}]`"),
        _ => format!("`{path}`"),
    };
    out.push_str(&format!("\n{} {title}\n\n{}\n\n", "#".repeat(depth), block.doc));
    table(block, path.split('.').next().unwrap_or_default(), out);
    for rule in block.rules {
        out.push_str(&format!("\n{}\n", rule_in_words(rule)));
    }
    for inner in block.keys.iter() {
        if let Some(below) = inner.block() {
            section(inner, below, &format!("{path}.{}", inner.key), (depth + 1).min(4), out);
        }
    }
}

fn table(block: &BlockSpec, section: &str, out: &mut String) {
    out.push_str("| key | called | takes | default | basis | not known | meaning |\n|---|---|---|---|---|---|---|\n");
    for key in block.keys.iter() {
        let default = match (key.default, key.required) {
            (Some(text), _) => format!("`{text}`"),
            (None, true) => "required".to_owned(),
            (None, false) => String::new(),
        };
        let mut doc = key.doc.to_owned();
        if key.whose == Whose::Customer {
            doc.push_str(" *Own*.");
        }
        if !key.needs.is_empty() {
            let sections: Vec<String> = key.needs.iter().map(|section| format!("`[{section}]`")).collect();
            doc.push_str(&format!(" Acts with {}.", sections.join(" or ")));
        }
        out.push_str(&format!(
            "| {} | {} | {} | {default} | {} | {} | {} |\n",
            if key.is_rest { "any other".to_owned() } else { format!("`{}`", key.key) },
            key.label,
            match key.kind {
                Kind::Map(of) if key.is_rest => takes(of),
                ref kind => takes(kind),
            },
            key.basis,
            not_known(if section.is_empty() { key.key } else { section }, key).unwrap_or_default(),
            doc.replace('|', "\\|")
        ));
    }
}

fn takes(kind: &Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Name => "name".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Choice(words) => words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" "),
        Kind::Choices(words) => {
            format!("list of {}", words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" "))
        }
        Kind::Names => "list of texts".to_owned(),
        Kind::Quantity(quantity) => {
            let mut text = format!("{:?}", quantity.unit).to_lowercase().replace("moneyrate", "money per time");
            text.push_str(&format!(", {}", quantity.range().replace('"', "")));
            let forms = [
                (quantity.forms.law, "law"),
                (quantity.forms.tenure, "by tenure"),
                (quantity.forms.step, "by step"),
                (quantity.forms.week, "timetable"),
                (quantity.forms.forever, "forever"),
                (quantity.forms.by_fee, "by fee"),
            ];
            for (_, form) in forms.iter().filter(|(has, _)| *has) {
                text.push_str(&format!(", *{form}*"));
            }
            text
        }
        Kind::Vector(quantity, length) => {
            let unit = format!("{:?}", quantity.unit).to_lowercase();
            length.map_or_else(|| format!("list: {unit}"), |length| format!("list of {length}: {unit}"))
        }
        Kind::Map(of) => format!("table, each {}", takes(of)),
        Kind::Route => "name, weights, or rates".to_owned(),
        Kind::Hours => "`{ days, open, close }`, or a list of them".to_owned(),
        Kind::Peaks => "`{ \"10:00-11:30\" = 1.6 }`".to_owned(),
        Kind::Changes => "patches".to_owned(),
        Kind::Any(what) => (*what).to_owned(),
        Kind::Block(_) => "table".to_owned(),
        Kind::Entries(_) => "entries".to_owned(),
        Kind::OneOrEntries(_) => "table, or entries".to_owned(),
        Kind::Either(kinds) => kinds.iter().map(takes).collect::<Vec<_>>().join("; or "),
    }
}

fn rule_in_words(rule: &Rule) -> String {
    let list = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    match rule {
        Rule::ExactlyOne(keys) => format!("Exactly one of {}.", list(keys)),
        Rule::AtMostOne(keys) => format!("At most one of {}.", list(keys)),
        Rule::AtLeastOne(keys) => format!("At least one of {}.", list(keys)),
        Rule::Requires(key, other) => format!("`{key}` needs `{other}`."),
        Rule::SumsToOne => "The values sum to 1; what is left out counts as 0.".to_owned(),
        Rule::OneValue => "All of it is one value.".to_owned(),
        Rule::SumsToAtMostOne => "The values sum to at most 1.".to_owned(),
    }
}

fn laws(out: &mut String) {
    out.push_str("\n## Laws\n\nA law on a rate, hazard or probability is drawn once per customer; on a time, size or score, at each use. A law\ninside a law is drawn once per customer.\n\n| law | parameters |\n|---|---|\n");
    for family in FAMILIES {
        out.push_str(&format!("| `{}` | {} |\n", family.name, family.forms_in_words()));
    }
}

fn presets(out: &mut String) {
    let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    out.push_str("\n## Standard holes\n\n`[loyalty]` brings them, `[complaint]` alone the hole `complaint`. ");
    out.push_str(&format!(
        "Service holes, which share the hazard of dissatisfaction: {}. Others: {}.\n",
        list(SERVICE_HOLES),
        list(OTHER_STANDARD_HOLES)
    ));
    out.push_str("\n## Presets\n");
    for (name, text) in PRESETS {
        out.push_str(&format!("\n`preset = \"{name}\"` is the same as writing\n\n```toml\n{}\n```\n", text.trim()));
    }
    out.push_str("\nA preset of a block lies under what the file says. On the command line `--preset NAME` names one, or a single value, which it replaces:\n\n");
    for (name, path, value, basis) in VALUE_PRESETS {
        out.push_str(&format!("- `--preset {name}`: `{path} = {value}` ({basis})\n"));
    }
    for (name, text, basis) in COMPLAINT_PRESETS {
        out.push_str(&format!(
            "\n`complaint.preset = \"{name}\"` ({basis}) is the same as writing\n\n```toml\n{}\n```\n",
            text.trim()
        ));
    }
}
