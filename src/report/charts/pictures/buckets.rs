//! Leaky buckets, alone and side by side.

/// One stream into or out of the bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Source or hole.
    pub name: String,
    /// Customers over the run.
    pub amount: f64,
    /// Direct label.
    pub label: String,
}

/// The leaky bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketPicture {
    /// Customers on day 0.
    pub start: f64,
    /// Customers at the horizon.
    pub end: f64,
    /// Streams in.
    pub inflow: Vec<Flow>,
    /// Streams out, largest first.
    pub outflow: Vec<Flow>,
    /// The sum in words: start + in - out = end.
    pub sum: String,
    /// Whether it closes.
    pub closes: String,
}

/// Two buckets to one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketPair {
    /// Names of the worlds.
    pub names: [String; 2],
    /// Before and after.
    pub pictures: [BucketPicture; 2],
}
