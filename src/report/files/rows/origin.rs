//! Where rows come from, as a Parquet file carries it.

use parquet::file::metadata::KeyValue;
use serde_json::{Map, Value, json};

use super::RowColumn;

/// Where the rows of a file come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOrigin {
    /// What a row is: "one for each point and replication".
    pub rows: String,
    /// Name of the scenario.
    pub scenario: String,
    /// SHA-256 of the normalised scenario, in hexadecimal.
    pub scenario_hash: String,
    /// Seed of all randomness.
    pub seed: u64,
    /// What else is to be known of them.
    pub further: Vec<(&'static str, Value)>,
}

impl RowOrigin {
    /// The metadata of a Parquet file: a key for each fact, `columns` with unit and definition of each column as JSON, and all of it again as
    /// `PANDAS_ATTRS`, which pandas hands on as `DataFrame.attrs`.
    pub(super) fn metadata(&self, columns: &[RowColumn]) -> Vec<KeyValue> {
        let column = |c: &RowColumn| (c.name.clone(), json!({ "unit": c.unit, "definition": c.definition }));
        let facts: Map<String, Value> = [
            ("program", json!("journeysim")),
            ("version", json!(env!("CARGO_PKG_VERSION"))),
            ("rows", json!(self.rows)),
            ("scenario", json!(self.scenario)),
            ("scenario_hash", json!(self.scenario_hash)),
            ("seed", json!(self.seed)),
            ("columns", Value::Object(columns.iter().map(column).collect())),
        ]
        .into_iter()
        .chain(self.further.iter().cloned())
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut pairs: Vec<KeyValue> =
            facts.iter().map(|(key, value)| KeyValue::new(key.clone(), text(value))).collect();
        pairs.push(KeyValue::new("PANDAS_ATTRS".to_owned(), Value::Object(facts).to_string()));
        pairs
    }
}
