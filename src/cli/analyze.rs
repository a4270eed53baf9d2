//! placeholder
use super::args;
use super::exit::{Exit, Failure};
use super::terminal::Terminal;
pub(super) fn run(_: &args::Analyze, _: &Terminal) -> Result<Exit, Failure> { Ok(Exit::Done) }
