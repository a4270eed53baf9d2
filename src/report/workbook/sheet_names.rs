//! Names of sheets: what a spreadsheet program takes, and no two alike.

use std::collections::BTreeSet;

/// Longest name [UTF-16 units].
const LONGEST: usize = 31;
/// Characters that no name may have.
const FORBIDDEN: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// Names that the program keeps for itself, in lower case.
const RESERVED: [&str; 1] = ["history"];

/// Names given so far.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    /// In lower case: programs do not tell cases apart.
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// A name as close to the wanted one as the rules let it be.
    pub(super) fn of(&mut self, wanted: &str) -> String {
        let plain: String = wanted
            .chars()
            .map(|c| if c.is_control() || FORBIDDEN.contains(&c) { ' ' } else { c })
            .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
            .collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        let joined = words.join(" ");
        let name = joined.trim_matches(|c| c == '\'' || c == ' ');
        let name = if name.is_empty() { "Sheet" } else { name };
        let first = cut(name, LONGEST);
        if self.take(&first) {
            return first;
        }
        (2..)
            .map(|number| {
                let ending = format!(" ({number})");
                format!("{}{ending}", cut(name, LONGEST - ending.len()))
            })
            .find(|name| self.take(name))
            .expect("there are more numbers than sheets")
    }

    fn take(&mut self, name: &str) -> bool {
        let lower = name.to_lowercase();
        !RESERVED.contains(&lower.as_str()) && self.taken.insert(lower)
    }
}

/// As many whole characters as fit, without a space or an apostrophe at the end.
fn cut(name: &str, units: usize) -> String {
    let mut left = units;
    let fitting = name.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    let out: String = fitting.collect();
    out.trim_end_matches(['\'', ' ']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_wanted_the_program_takes_it() {
        let mut names = SheetNames::default();
        let wanted = [
            "Results",
            "results",
            "",
            "''",
            "a/b\\c[d]:e*f?",
            "History",
            "\u{202e}evil",
            "=1+1",
            "one very long name of an intervention that goes on",
            "one very long name of an intervention that goes on and on",
            "第四位柜员和更好的服务第四位柜员和更好的服务第四位柜员和更好的服务",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
            "ends with an apostrophe here..'x",
        ];
        let given: Vec<String> = wanted.iter().map(|name| names.of(name)).collect();
        for name in &given {
            rust_xlsxwriter::utility::check_sheet_name(name).unwrap_or_else(|e| panic!("`{name}`: {e}"));
        }
        let different: BTreeSet<String> = given.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(different.len(), given.len(), "{given:?}");
        assert_eq!(given[..3], ["Results", "results (2)", "Sheet"]);
        assert_eq!(given[4], "a b c d e f");
        assert_eq!(given[5], "History (2)");
    }
}
