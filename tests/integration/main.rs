//! Integration tests, one file per topic.

mod clinic_derivation;
