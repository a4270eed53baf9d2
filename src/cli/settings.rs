//! What is meant: the second step after [`args`](super::args).
//!
//! `--seed`, `--replications`, `--horizon`, `--customers` and `--preset` are short for `--set`, so that they are checked like the file.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::anyhow;

use super::args::{Changed, Changes, Reported, Run};
use super::exit::Failure;
use super::machine::memory;
use crate::experiment::{PrecisionRequest, bound_memory};

/// More threads than any machine has use for.
const MOST_THREADS: usize = 1024;

/// A scenario file and the changes to it, as `(path, value)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) file: PathBuf,
    pub(super) sets: Vec<(String, String)>,
}

impl Source {
    pub(super) fn resolve(typed: &Changed) -> Result<Source, Failure> {
        Source::of(&typed.file, &typed.changes)
    }

    /// A file and the changes to it.
    pub(super) fn of(file: &Path, typed: &Changes) -> Result<Source, Failure> {
        let mut sets: Vec<(String, String)> = Vec::new();
        sets.extend(typed.preset.iter().map(|name| (crate::scenario::PRESET.to_owned(), name.trim().to_owned())));
        let shorthands = [
            ("run.seed", typed.seed.clone()),
            ("run.replications", typed.replications.clone()),
            ("run.horizon", typed.horizon.as_deref().map(spaced)),
            ("population.customers", typed.customers.clone()),
        ];
        sets.extend(shorthands.into_iter().filter_map(|(path, value)| Some((path.to_owned(), value?))));
        for set in &typed.set {
            let (path, value) = set.split_once('=').ok_or_else(|| {
                Failure::usage(anyhow!("`--set {set}` has no `=`: write PATH=VALUE, such as resource.tellers.staff=4"))
            })?;
            sets.push((path.trim().to_owned(), value.trim().to_owned()));
        }
        Ok(Source { file: file.to_owned(), sets })
    }
}

/// How to run.
#[derive(Debug, Clone)]
pub(super) struct RunSettings {
    pub(super) source: Source,
    /// Asked for on the command line, over those of the file.
    pub(super) precision: Vec<PrecisionRequest>,
    /// Worker threads, at least 1.
    pub(super) threads: usize,
    pub(super) out: PathBuf,
    pub(super) json: bool,
    /// Write the workbook, too.
    pub(super) xlsx: bool,
}

impl RunSettings {
    pub(super) fn resolve(typed: &Run) -> Result<RunSettings, Failure> {
        let precision = typed.precision.iter().map(|text| precision(text)).collect::<Result<_, _>>()?;
        Ok(RunSettings { precision, ..RunSettings::of(&typed.changed, &typed.reported, "run")? })
    }

    /// Settings of a command that takes no precision.
    pub(super) fn of(changed: &Changed, typed: &Reported, command: &str) -> Result<RunSettings, Failure> {
        Ok(RunSettings {
            source: Source::resolve(changed)?,
            precision: Vec::new(),
            threads: threads(typed.running.threads)?,
            out: typed.running.out.clone().unwrap_or_else(|| default_out(&changed.file, command)),
            json: typed.running.json,
            xlsx: typed.xlsx,
        })
    }
}

/// Worker threads, at least 1. Tells the experiment how much memory they have together.
pub(super) fn threads(typed: Option<usize>) -> Result<usize, Failure> {
    let threads = match typed {
        None | Some(0) => available_parallelism().map_or(1, NonZero::get),
        Some(n) if n <= MOST_THREADS => n,
        Some(n) => return Err(Failure::usage(anyhow!("`--threads {n}` is more than {MOST_THREADS}"))),
    };
    bound_memory(memory(threads));
    Ok(threads)
}

/// `outputs/<file stem>/<command>`.
pub(super) fn default_out(file: &Path, command: &str) -> PathBuf {
    let stem = file.file_stem().unwrap_or("scenario".as_ref());
    Path::new("outputs").join(stem).join(command)
}

/// Puts the space between number and unit that scenario files want: `5y` becomes `5 y`.
fn spaced(duration: &str) -> String {
    match duration.find(|c: char| c.is_ascii_alphabetic()) {
        Some(at) if at > 0 && duration[..at].ends_with(|c: char| c.is_ascii_digit()) => {
            format!("{} {}", &duration[..at], &duration[at..])
        }
        _ => duration.to_owned(),
    }
}

/// Reads `METRIC=2%` or `METRIC=0.02`.
pub(super) fn precision(text: &str) -> Result<PrecisionRequest, Failure> {
    let wrong = || {
        Failure::usage(anyhow!("`--precision {text}` is not METRIC=PERCENT, such as ltv=2% (above 0, at most 100 %)"))
    };
    let (metric, share) = text.rsplit_once('=').ok_or_else(wrong)?;
    let share = share.trim();
    let relative = match share.strip_suffix('%') {
        Some(percent) => percent.trim_end().parse::<f64>().map(|p| p / 100.0),
        None => share.parse::<f64>(),
    }
    .map_err(|_| wrong())?;
    if metric.trim().is_empty() || !(relative > 0.0 && relative <= 1.0) {
        return Err(wrong());
    }
    Ok(PrecisionRequest { metric: metric.trim().to_owned(), relative })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn horizons_get_their_space() {
        for (typed, meant) in [
            ("5y", "5 y"),
            ("20000 h", "20000 h"),
            ("1.5mo", "1.5 mo"),
            ("forever", "forever"),
            ("-1 d", "-1 d"),
            ("", ""),
        ] {
            assert_eq!(spaced(typed), meant);
        }
    }

    #[test]
    fn precisions_are_shares_above_zero() {
        let good = [("ltv=2%", "ltv", 0.02), ("metrics.npv = 0.5 %", "metrics.npv", 0.005), ("a=b=0.1", "a=b", 0.1)];
        for (text, metric, relative) in good {
            let read = precision(text).expect(text);
            assert_eq!((read.metric.as_str(), read.relative), (metric, relative));
        }
        for bad in ["ltv", "ltv=", "ltv=0", "ltv=-1%", "ltv=NaN", "ltv=inf", "=2%", "ltv=101%", "ltv=two"] {
            assert!(precision(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn results_of_different_files_do_not_mix() {
        assert_eq!(default_out(Path::new("scenarios/mm1.toml"), "run"), Path::new("outputs/mm1/run"));
        assert_eq!(default_out(Path::new(".."), "run"), Path::new("outputs/scenario/run"));
    }
}
