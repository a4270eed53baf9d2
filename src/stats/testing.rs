//! Helpers of the statistical tests.
