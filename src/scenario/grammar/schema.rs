//! The JSON Schema (draft 2020-12) of the language, for editors: from the same tables as the checks.

use serde_json::{Map, Value, json};

use crate::laws::{Dimension, FAMILIES, Family, Form};
use crate::scenario::grammar::kinds::{STEP, STEP_KEYS};
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::range::not_known;
use crate::scenario::grammar::{BlockSpec, KeySpec, Kind, Quantity, ROOT, Rule, Whose};

const UNITS: [Unit; 9] = [
    Unit::Duration,
    Unit::Rate,
    Unit::Hazard,
    Unit::Money,
    Unit::MoneyRate,
    Unit::Probability,
    Unit::Number,
    Unit::Integer,
    Unit::Percent,
];

/// Bounds beyond this only keep arithmetic finite.
const UNLIMITED: f64 = 1e15;

/// Makes the schema of a scenario.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for unit in UNITS.into_iter().filter(|unit| *unit != Unit::Percent) {
        definitions.insert(law_name(unit), law(unit));
    }
    for key in ROOT.keys {
        if let Kind::OneOrEntries(spec) = key.kind {
            definitions.insert(spec.name.to_owned(), Value::Object(block(spec, key.key)));
        }
    }
    let mut root = block(ROOT, "");
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".to_owned(), json!("journeysim scenario"));
    root.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(root)
}

/// Writes the schema the way it is kept in the repository.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// `section`: the key of the root that it stands under; of the root itself none.
fn block(spec: &'static BlockSpec, section: &'static str) -> Map<String, Value> {
    let of = |key: &KeySpec| if section.is_empty() { key.key } else { section };
    let known = spec.keys.iter().filter(|key| !key.is_rest);
    let properties: Map<String, Value> = known.map(|key| (key.key.to_owned(), property(key, of(key)))).collect();
    let required: Vec<&str> = spec.keys.iter().filter(|key| key.required).map(|key| key.key).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("description".to_owned(), json!(spec.doc));
    schema.insert("properties".to_owned(), Value::Object(properties));
    let others = spec.rest().map_or(json!(false), |rest| match rest.kind {
        Kind::Map(of) => described(kind(of, section), rest, section),
        _ => json!(false),
    });
    schema.insert("additionalProperties".to_owned(), others);
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    let mut all: Vec<Value> = Vec::new();
    for rule in spec.rules {
        match rule {
            Rule::ExactlyOne(keys) => {
                all.push(json!({ "oneOf": keys.iter().map(|key| json!({ "required": [key] })).collect::<Vec<_>>() }))
            }
            Rule::AtMostOne(keys) => {
                for (at, first) in keys.iter().enumerate() {
                    all.extend(keys[at + 1..].iter().map(|second| json!({ "not": { "required": [first, second] } })));
                }
            }
            Rule::Requires(key, other) => {
                all.push(json!({ "if": { "required": [key] }, "then": { "required": [other] } }))
            }
            // Sums cannot be said in a schema; the checks see to them.
            Rule::SumsToOne | Rule::SumsToAtMostOne | Rule::OneValue => {}
            Rule::AtLeastOne(keys) => {
                all.push(json!({ "anyOf": keys.iter().map(|key| json!({ "required": [key] })).collect::<Vec<_>>() }))
            }
        }
    }
    if !all.is_empty() {
        schema.insert("allOf".to_owned(), Value::Array(all));
    }
    schema
}

fn property(key: &KeySpec, section: &'static str) -> Value {
    described(kind(&key.kind, section), key, section)
}

/// What a key takes, with what it is called and says.
fn described(takes: Value, key: &KeySpec, section: &str) -> Value {
    let mut schema = match takes {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    let mut doc = key.doc.to_owned();
    if key.whose == Whose::Customer {
        doc.push_str(" A customer's own.");
    }
    if let Some(default) = key.default {
        doc.push_str(&format!(" Default: {default} ({}).", key.basis));
    }
    if let Some(words) = not_known(section, key) {
        doc.push_str(&format!(" Not known, it is {words}."));
    }
    schema.insert("title".to_owned(), json!(key.label));
    schema.insert("description".to_owned(), json!(doc));
    Value::Object(schema)
}

fn kind(kind: &Kind, section: &'static str) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Name => json!({ "type": "string", "pattern": "^[^.*=\"]+$", "maxLength": 200 }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Choices(words) => {
            json!({ "type": "array", "items": { "enum": words }, "uniqueItems": true })
        }
        Kind::Names => {
            json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true })
        }
        Kind::Quantity(quantity) => amount(quantity),
        Kind::Vector(quantity, length) => {
            let mut schema = json!({ "type": "array", "items": scalar(quantity) });
            if let (Some(length), Value::Object(schema)) = (length, &mut schema) {
                schema.insert("minItems".to_owned(), json!(length));
                schema.insert("maxItems".to_owned(), json!(length));
            }
            schema
        }
        Kind::Map(of) => json!({ "type": "object", "additionalProperties": self::kind(of, section) }),
        Kind::Route => json!({ "anyOf": [
            { "type": "string", "description": "The name of a touchpoint, or `done`." },
            { "type": "object", "minProperties": 1, "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 }, "description": "Weights that sum to 1." },
            { "type": "object", "minProperties": 1, "additionalProperties": { "type": "string", "pattern": pattern(Unit::Rate) }, "description": "Rates that race." },
        ] }),
        Kind::Hours => {
            let time = json!({ "type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$" });
            let window = json!({ "type": "object", "properties": { "days": { "type": "string" }, "open": time, "close": time },
                "required": ["open", "close"], "additionalProperties": false });
            json!({ "anyOf": [window, { "type": "array", "items": window, "minItems": 1 }] })
        }
        Kind::Peaks => {
            json!({ "type": "object", "additionalProperties": { "type": "number", "minimum": 0 } })
        }
        Kind::Changes => json!({ "type": "object", "additionalProperties": {
            "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
            "properties": { "set": {}, "add": { "type": ["number", "string"] }, "scale": { "type": "number", "minimum": 0 } } } }),
        Kind::Any(what) => json!({ "description": format!("Takes {what}.") }),
        Kind::Block(spec) => Value::Object(block(spec, section)),
        Kind::Entries(spec) => json!({ "type": "array", "items": Value::Object(block(spec, section)) }),
        Kind::OneOrEntries(spec) => {
            let named = json!({ "$ref": format!("#/$defs/{}", spec.name), "required": ["name"] });
            json!({ "anyOf": [{ "$ref": format!("#/$defs/{}", spec.name) }, { "type": "array", "items": named }] })
        }
        Kind::Either(kinds) => {
            json!({ "anyOf": kinds.iter().map(|kind| self::kind(kind, section)).collect::<Vec<_>>() })
        }
    }
}

fn amount(quantity: &Quantity) -> Value {
    let one = scalar(quantity);
    let mut forms = vec![one.clone()];
    if quantity.forms.law {
        forms.push(json!({ "$ref": format!("#/$defs/{}", law_name(quantity.unit)) }));
    }
    if quantity.forms.tenure {
        forms.push(json!({ "type": "array", "items": one, "minItems": 1 }));
    }
    if quantity.forms.step {
        let [every, values] = STEP_KEYS;
        let list = json!({ "type": "array", "items": one, "minItems": 1 });
        forms.push(json!({ "type": "object", "properties": { every: scalar(&STEP), values: list },
            "required": STEP_KEYS, "additionalProperties": false }));
    }
    if quantity.forms.week {
        let table = json!({ "type": "object", "minProperties": 1, "additionalProperties": one });
        forms.push(json!({ "type": "object", "properties": { "timetable": table }, "required": ["timetable"], "additionalProperties": false }));
    }
    if quantity.forms.by_fee {
        let table = json!({ "type": "object", "minProperties": 2, "propertyNames": { "pattern": NUMBER }, "additionalProperties": one });
        forms.push(json!({ "type": "object", "properties": { "at": table }, "required": ["at"], "additionalProperties": false }));
    }
    if forms.len() == 1 { one } else { json!({ "anyOf": forms }) }
}

fn scalar(quantity: &Quantity) -> Value {
    if quantity.unit.is_text() {
        return json!({ "type": "string", "pattern": pattern(quantity.unit) });
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!(if quantity.unit == Unit::Integer { "integer" } else { "number" }));
    if quantity.low > -UNLIMITED {
        schema
            .insert((if quantity.above_low { "exclusiveMinimum" } else { "minimum" }).to_owned(), json!(quantity.low));
    }
    if quantity.high < UNLIMITED {
        schema.insert("maximum".to_owned(), json!(quantity.high));
    }
    Value::Object(schema)
}

/// How a number of at least 0 looks as a key.
const NUMBER: &str = r"^\s*[0-9.]+([eE][+-]?[0-9]+)?\s*$";

/// How a quantity with its unit looks; the checks are stricter.
fn pattern(unit: Unit) -> &'static str {
    match unit {
        Unit::Duration => r"^\s*([+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*(ms|s|min|h|d|wk|mo|y)|forever)\s*$",
        Unit::Hazard => r"^\s*[0-9._]+([eE][+-]?[0-9]+)?\s*%?\s*per\s*[0-9._]*\s*(ms|s|min|h|d|wk|mo|y)\s*$",
        Unit::Percent => r"^\s*[0-9._]+\s*%\s*$",
        _ => r"^\s*[+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*per\s*[0-9._]*\s*(ms|s|min|h|d|wk|mo|y)\s*$",
    }
}

fn law_name(unit: Unit) -> String {
    format!("law of {unit:?}").to_lowercase()
}

fn law(unit: Unit) -> Value {
    let fits = |family: &&'static Family| !(family.plain_only && unit.is_text());
    let families: Map<String, Value> = FAMILIES
        .iter()
        .copied()
        .filter(fits)
        .map(|family| (family.name.to_owned(), parameters(family, unit)))
        .collect();
    json!({ "type": "object", "description": "A law, named by its only key.", "minProperties": 1, "maxProperties": 1,
        "additionalProperties": false, "properties": families })
}

fn parameters(family: &Family, unit: Unit) -> Value {
    let free = |unit| scalar(&Quantity::new(unit, f64::NEG_INFINITY, f64::INFINITY));
    let or_law = |unit: Unit| json!({ "anyOf": [free(unit), { "$ref": format!("#/$defs/{}", law_name(unit)) }] });
    let mut properties = Map::new();
    for parameter in family.parameters() {
        let schema = match parameter.dimension {
            Dimension::Same => or_law(unit),
            Dimension::Inverse => or_law(unit.inverse()),
            Dimension::Number | Dimension::Logarithm => or_law(Unit::Number),
            Dimension::Whole => or_law(Unit::Integer),
            Dimension::Values => json!({ "type": "array", "items": free(unit), "minItems": 1 }),
            Dimension::Weights => {
                json!({ "type": "array", "items": free(Unit::Number), "minItems": 1 })
            }
        };
        properties.insert(parameter.name.to_owned(), schema);
    }
    let required =
        |form: &Form| json!({ "required": form.names().collect::<Vec<_>>(), "maxProperties": form.parameters.len() });
    let forms: Vec<Value> = family.forms.iter().map(required).collect();
    let table = json!({ "type": "object", "properties": properties, "additionalProperties": false, "anyOf": forms });
    match family.name {
        "constant" => json!({ "anyOf": [free(unit), table] }),
        _ if family.direct => json!({ "anyOf": [{ "$ref": format!("#/$defs/{}", law_name(unit)) }, table] }),
        _ => table,
    }
}
