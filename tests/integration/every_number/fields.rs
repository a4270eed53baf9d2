//! The numeric fields of the JSON Schema, and how a number is written in each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Ways to write a number, each with `#` where it stands: `#`, `"# d"`, `[#, #]`.
pub(super) type Forms = BTreeSet<String>;

/// One parameter of a law: dimension (`law of duration`), family, the parameters beside it, its own name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Parameter {
    pub(super) law: String,
    pub(super) family: String,
    pub(super) beside: Vec<String>,
    pub(super) name: String,
}

/// How a text of a pattern holds a number; `None` when it holds none.
fn form_of(pattern: &str) -> Vec<&'static str> {
    if !pattern.contains("0-9") {
        return Vec::new();
    }
    match (pattern.contains("per"), pattern.contains('%'), pattern.contains(':')) {
        (_, _, true) => vec!["\"#:00\""],
        (true, true, _) => vec!["\"# per y\"", "\"# % per y\""],
        (true, false, _) => vec!["\"# per d\""],
        (false, true, _) => vec!["\"# %\""],
        (false, false, _) => vec!["\"# d\""],
    }
}

/// Walks a schema; `found` gets the path of each field (names of entries left out, `*` for names of one's own).
struct Walk<'a> {
    root: &'a Value,
    found: BTreeMap<String, Forms>,
}

impl Walk<'_> {
    /// Forms of the value itself; fields below it are found on the way.
    fn value(&mut self, node: &Value, at: &str, inside: &[&str]) -> Forms {
        let mut forms = Forms::new();
        if let Some(path) = node["$ref"].as_str() {
            // Laws are walked by themselves; nothing else refers to itself.
            if !path.contains("law of") && !inside.contains(&path) {
                let below = self.root.pointer(path.trim_start_matches('#')).expect("a definition").clone();
                forms.append(&mut self.value(&below, at, &[inside, &[path]].concat()));
            }
        }
        for key in ["anyOf", "oneOf"] {
            for choice in node[key].as_array().into_iter().flatten() {
                forms.append(&mut self.value(choice, at, inside));
            }
        }
        // What a patch sets may be anything.
        if node.as_object().is_some_and(serde_json::Map::is_empty) {
            forms.extend(["#".to_owned(), "\"# d\"".to_owned()]);
        }
        if node["type"].as_array().is_some_and(|types| types.iter().any(|one| one == "number")) {
            forms.insert("#".to_owned());
        }
        match node["type"].as_str() {
            Some("number" | "integer") => {
                forms.insert("#".to_owned());
            }
            Some("string") => {
                let pattern = node["pattern"].as_str().unwrap_or_default();
                forms.extend(form_of(pattern).into_iter().map(str::to_owned));
            }
            Some("array") => {
                let least = node["minItems"].as_u64().unwrap_or(1).max(1) as usize;
                let each = self.value(&node["items"], at, inside);
                forms.extend(each.iter().map(|form| format!("[{}]", vec![form.as_str(); least].join(", "))));
            }
            _ => {}
        }
        for (key, inner) in node["properties"].as_object().into_iter().flatten() {
            self.field(inner, at, key, inside);
        }
        if node["additionalProperties"].is_object() {
            self.field(&node["additionalProperties"], at, "*", inside);
        }
        forms
    }

    fn field(&mut self, node: &Value, at: &str, key: &str, inside: &[&str]) {
        let path = if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
        let mut forms = self.value(node, &path, inside);
        if !forms.is_empty() {
            self.found.entry(path).or_default().append(&mut forms);
        }
    }
}

/// Every numeric field with its forms.
pub(super) fn all(schema: &Value) -> BTreeMap<String, Forms> {
    let mut walk = Walk { root: schema, found: BTreeMap::new() };
    walk.value(schema, "", &[]);
    walk.found
}

/// Every numeric parameter of every law, in each of its company, with its forms.
pub(super) fn of_laws(schema: &Value) -> BTreeMap<Parameter, Forms> {
    let mut found = BTreeMap::new();
    for (law, definition) in schema["$defs"].as_object().expect("definitions") {
        let families = definition["properties"].as_object().filter(|_| law.starts_with("law of"));
        for (family, body) in families.into_iter().flatten() {
            let mut walk = Walk { root: schema, found: BTreeMap::new() };
            let own = walk.value(body, family, &[]);
            if !own.is_empty() {
                // Written without a table: `{ constant = 3 }`.
                let bare =
                    Parameter { law: law.clone(), family: family.clone(), beside: Vec::new(), name: String::new() };
                found.insert(bare, own);
            }
            // `{ value = ... }` may stand among other ways to write the whole.
            let choices = body["anyOf"].as_array().into_iter().flatten();
            let inner = choices.clone().filter_map(|choice| choice["anyOf"].as_array()).flatten();
            let forms = choices.chain(inner).filter_map(|choice| choice["required"].as_array());
            for form in forms {
                let names: Vec<&str> = form.iter().filter_map(Value::as_str).collect();
                for &name in &names {
                    let Some(forms) = walk.found.get(&format!("{family}.{name}")) else { continue };
                    let beside = names.iter().filter(|other| **other != name).map(|other| (*other).to_owned());
                    let parameter = Parameter {
                        law: law.clone(),
                        family: family.clone(),
                        beside: beside.collect(),
                        name: name.to_owned(),
                    };
                    found.insert(parameter, forms.clone());
                }
            }
        }
    }
    found
}
