//! Parameters with a low and a high end: `[[sweep.parameter]]` of the file, or `--vary PATH=LOW..HIGH`.

use anyhow::anyhow;

use super::exit::Failure;
use crate::scenario::value::Item;
use crate::scenario::{Patch, Scenario};

/// One parameter at its two ends.
#[derive(Debug, Clone)]
pub(super) struct Vary {
    /// Its name.
    pub(super) name: String,
    /// What it changes.
    pub(super) path: String,
    /// The low and the high end: as a reader sees it, and the change that makes it.
    pub(super) ends: [(String, Patch); 2],
}

impl Vary {
    /// Reads `PATH=LOW..HIGH`; the ends are read as values of the file are, units included.
    pub(super) fn typed(text: &str) -> Result<Vary, Failure> {
        let wrong = || {
            Failure::usage(anyhow!(
                "`--vary {text}` is not PATH=LOW..HIGH, such as resource.tellers.staff=2..4 or \"hole.rival.hazard=2 % per y..6 % per y\""
            ))
        };
        let (path, range) = text.split_once('=').ok_or_else(wrong)?;
        let (low, high) = range.split_once("..").ok_or_else(wrong)?;
        let (path, low, high) = (path.trim(), low.trim(), high.trim());
        if path.is_empty() || low.is_empty() || high.is_empty() || low == high {
            return Err(wrong());
        }
        let end = |value: &str| (bare(value).to_owned(), Patch::set(path, value));
        Ok(Vary { name: path.to_owned(), path: path.to_owned(), ends: [end(low), end(high)] })
    }

    /// The parameters of `[[sweep.parameter]]` that have a range; lists of values have no ends.
    pub(super) fn of_file(scenario: &Scenario) -> Vec<Vary> {
        let parameters = scenario.root.opt("sweep").into_iter().flat_map(|sweep| sweep.list("parameter"));
        parameters.filter_map(parameter).collect()
    }
}

fn parameter(parameter: &Item) -> Option<Vary> {
    let path = parameter.text("path");
    let (kind, range) = ["set", "scale", "add"].into_iter().find_map(|kind| Some((kind, parameter.opt(kind)?)))?;
    let end = |key: &str| -> Option<(String, Patch)> {
        let item = range.opt(key)?;
        let text = item.as_text().map(str::to_owned).or_else(|| item.as_number().map(|number| number.to_string()))?;
        Some(match kind {
            "scale" => (format!("× {text}"), Patch::scale(path, text.parse().ok()?)),
            "add" => {
                let shown = text.strip_prefix('-').map_or_else(|| format!("+ {text}"), |less| format!("− {less}"));
                (shown, Patch::add(path, text))
            }
            _ => (text.clone(), Patch::set(path, text)),
        })
    };
    Some(Vary { name: parameter.name().to_owned(), path: path.to_owned(), ends: [end("low")?, end("high")?] })
}

/// A value as a reader wants it: without the quotes of TOML.
fn bare(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_with_units_and_decimals() {
        for (text, path, low, high) in [
            ("resource.tellers.staff=2..4", "resource.tellers.staff", "2", "4"),
            ("a.b = 0.5..1.5", "a.b", "0.5", "1.5"),
            ("a.b=\"2 min\"..\"3 min\"", "a.b", "2 min", "3 min"),
            ("a.b=-1..1", "a.b", "-1", "1"),
        ] {
            let read = Vary::typed(text).expect(text);
            assert_eq!((read.path.as_str(), read.ends[0].0.as_str(), read.ends[1].0.as_str()), (path, low, high));
        }
        for bad in ["a", "a=1", "a=1..", "=1..2", "a=..2", "a=1..1"] {
            assert!(Vary::typed(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn parameters_of_the_file_are_changes_of_three_kinds() {
        let text = "name = \"a\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 10\n[[hole]]\nname = \"rival\"\nhazard = \"5 % per y\"\n\
            [[sweep.parameter]]\nname = \"set\"\npath = \"hole.rival.hazard\"\nset = { low = \"2 % per y\", high = \"9 % per y\" }\n\
            [[sweep.parameter]]\nname = \"scale\"\npath = \"hole.rival.hazard\"\nscale = { low = 0.5, high = 2.0 }\n\
            [[sweep.parameter]]\nname = \"list\"\npath = \"hole.rival.hazard\"\nset = { values = [\"2 % per y\"] }\n";
        let scenario = Scenario::parse("a.toml", text, &[]).unwrap_or_else(|e| panic!("{e}")).scenario;
        let found = Vary::of_file(&scenario);
        let names: Vec<&str> = found.iter().map(|vary| vary.name.as_str()).collect();
        assert_eq!(names, ["set", "scale"]);
        assert_eq!(found[1].ends[0].0, "× 0.5");
        for vary in found {
            for (input, patch) in vary.ends {
                scenario.patched(&[patch]).unwrap_or_else(|e| panic!("{input}: {e}"));
            }
        }
    }
}
