//! Raw values per replication.

/// One row of the raw replication table: every metric of one world in one replication.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplicationRow {
    /// World name.
    pub world: String,
    /// Replication number, from 0.
    pub replication: u64,
    /// Values in the order of `ReplicationTable::columns`; `None` where nothing was measured.
    pub values: Vec<Option<f64>>,
}

/// Raw values per replication, for audit: every interval can be recomputed from them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReplicationTable {
    /// Paths in `results.json` ("metrics.npv", "bucket.outflow.rival", ...).
    pub columns: Vec<String>,
    /// Those of them that are functions of what all replications saw together: in a row stand their pseudo-values
    /// ([`pseudo_values`](crate::stats::pseudo_values)), which depend on the other replications. A table that was read from a file does not say.
    pub pooled: Vec<String>,
    /// One row per world and replication, in order.
    pub rows: Vec<ReplicationRow>,
}
