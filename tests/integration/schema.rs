//! The schema and the reference page are generated: they must be current, and the schema must agree with the checks.
//! `UPDATE_EXPECT=1` writes both.

use std::path::{Path, PathBuf};

use journeysim::scenario::grammar::reference;
use journeysim::scenario::text::document;
use journeysim::scenario::text::node::{Content, Node};
use journeysim::scenario::text::source::Sources;
use journeysim::scenario::{Origin, schema, schema_text};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Holds a generated file against what it should be, or writes it.
pub(crate) fn current(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, text).expect("writable");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{} is not current: run the tests with UPDATE_EXPECT=1", path.display());
}

#[test]
fn the_schema_is_current() {
    current("schema/scenario.json", &schema_text());
}

#[test]
fn the_reference_page_is_current() {
    current("docs/scenario-reference.md", &reference::page());
}

/// A validator of the part of JSON Schema that the schema uses, patterns apart.
fn valid(schema: &Value, value: &Value, root: &Value) -> bool {
    let number = |key: &str| schema[key].as_f64();
    if let Some(path) = schema["$ref"].as_str()
        && !valid(root.pointer(path.trim_start_matches('#')).expect("a definition"), value, root)
    {
        return false;
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |name: &&str| match *name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        _ => value.is_number(),
    };
    if !types.is_empty() && !types.iter().any(is) {
        return false;
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        return false;
    }
    let each = |key: &str, want: fn(usize, usize) -> bool| {
        schema[key]
            .as_array()
            .is_none_or(|list| want(list.iter().filter(|inner| valid(inner, value, root)).count(), list.len()))
    };
    if !each("anyOf", |fits, _| fits > 0)
        || !each("oneOf", |fits, _| fits == 1)
        || !each("allOf", |fits, all| fits == all)
    {
        return false;
    }
    if schema.get("not").is_some_and(|not| valid(not, value, root)) {
        return false;
    }
    if schema.get("if").is_some_and(|condition| valid(condition, value, root) && !valid(&schema["then"], value, root)) {
        return false;
    }
    if let Some(amount) = value.as_f64()
        && (number("minimum").is_some_and(|low| amount < low)
            || number("maximum").is_some_and(|high| amount > high)
            || number("exclusiveMinimum").is_some_and(|low| amount <= low))
    {
        return false;
    }
    if let Some(list) = value.as_array() {
        let count = list.len() as f64;
        let fits = number("minItems").is_none_or(|least| count >= least)
            && number("maxItems").is_none_or(|most| count <= most);
        return fits && schema.get("items").is_none_or(|inner| list.iter().all(|item| valid(inner, item, root)));
    }
    if let Some(table) = value.as_object() {
        let count = table.len() as f64;
        let required = schema["required"]
            .as_array()
            .is_none_or(|keys| keys.iter().filter_map(Value::as_str).all(|key| table.contains_key(key)));
        let sized = number("minProperties").is_none_or(|least| count >= least)
            && number("maxProperties").is_none_or(|most| count <= most);
        return required
            && sized
            && table.iter().all(|(key, inner)| {
                match (schema["properties"].get(key), schema.get("additionalProperties")) {
                    (Some(known), _) => valid(known, inner, root),
                    (None, Some(Value::Bool(allowed))) => *allowed,
                    (None, Some(other)) => valid(other, inner, root),
                    (None, None) => true,
                }
            });
    }
    true
}

/// A tree of TOML as JSON.
pub(crate) fn to_json(node: &Node) -> Value {
    match &node.content {
        Content::Text(text) | Content::Date(text) => Value::from(text.as_str()),
        Content::Integer(number) => Value::from(*number),
        Content::Float(number) => Value::from(*number),
        Content::Bool(value) => Value::from(*value),
        Content::List(elements) => elements.iter().map(to_json).collect(),
        Content::Table(fields) => fields.iter().map(|field| (field.key.clone(), to_json(&field.node))).collect(),
    }
}

fn example(name: &str) -> Value {
    let text = std::fs::read_to_string(root().join("tests/fixtures/examples").join(name)).expect("readable");
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    to_json(&document::parse(&sources, file, Origin::File, &mut Vec::new()).expect("valid TOML"))
}

#[test]
fn the_schema_accepts_what_the_checks_accept() {
    let schema = schema();
    for name in [
        "mm1.toml",
        "magazine.toml",
        "holes.toml",
        "call-centre.toml",
        "bank-branch.toml",
        "coffee-punch-card.toml",
        "frequent-flyer.toml",
        "two-bucket.toml",
        "referral.toml",
        "hotel-complaint.toml",
    ] {
        assert!(valid(&schema, &example(name), &schema), "{name}");
    }
}

#[test]
fn the_schema_refuses_what_the_checks_refuse() {
    let schema = schema();
    let mut slips = 0;
    for (path, bad) in [
        ("/run/horizn", "\"1 y\""),
        ("/run/replications", "0"),
        ("/journey/0/touchpoint/0/wait", "\"1 min\""),
        ("/journey/0/arrivals", "9"),
    ] {
        let mut value = example("mm1.toml");
        let (parent, key) = path.rsplit_once('/').expect("a path");
        value
            .pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .expect("a table")
            .insert(key.to_owned(), serde_json::from_str(bad).expect("JSON"));
        slips += usize::from(!valid(&schema, &value, &schema));
    }
    assert_eq!(slips, 4);
}
