//! File names from names that anybody may have written.
//!
//! A slug holds only letters, digits and hyphens, so a scenario named `../../x` stays inside its folder.
//! Letters of any script are kept, because a file called `银行-1f3a9c` is easier to find than a bare hash.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// Longest readable part [bytes]; file systems allow 255 for the whole name.
const LONGEST: usize = 60;

/// Hands out slugs that differ from each other.
#[derive(Debug, Default)]
pub(crate) struct Slugs {
    taken: BTreeSet<String>,
}

impl Slugs {
    /// A slug for `prefix` and `name`. Names that lose something get a short hash, and so do doublets.
    pub(crate) fn of(&mut self, prefix: &str, name: &str) -> String {
        let (readable, lossless) = readable(name);
        let mut slug = [prefix, &readable].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        if !lossless || self.taken.contains(&slug) {
            slug = format!("{slug}-{}", short_hash(name));
        }
        // Two equal names under one prefix: number them.
        let mut unique = slug.clone();
        let mut number = 2;
        while !self.taken.insert(unique.clone()) {
            unique = format!("{slug}-{number}");
            number += 1;
        }
        unique
    }
}

/// The readable part, and whether nothing but spaces, signs and case was lost.
fn readable(name: &str) -> (String, bool) {
    let mut slug = String::new();
    let mut lossless = true;
    for c in name.chars() {
        if c.is_alphanumeric() {
            lossless &= c.is_ascii();
            slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        } else {
            lossless &= c.is_ascii() && !c.is_ascii_control();
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        if slug.len() > LONGEST {
            while slug.len() > LONGEST {
                slug.pop();
            }
            lossless = false;
            break;
        }
    }
    let slug = slug.trim_matches('-').to_string();
    let lossless = lossless && !slug.is_empty();
    (slug, lossless)
}

fn short_hash(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().take(3).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a file stem could have come from here.
pub(crate) fn is_slug(stem: &str) -> bool {
    !stem.is_empty()
        && stem.chars().all(|c| c == '-' || (c.is_alphanumeric() && c.to_lowercase().eq(std::iter::once(c))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_readable() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.of("queue", "tellers"), "queue-tellers");
        assert_eq!(slugs.of("emotion", "Branch visit"), "emotion-branch-visit");
    }

    #[test]
    fn no_name_leaves_the_folder() {
        let mut slugs = Slugs::default();
        for name in ["../../x", "/etc/passwd", "..", ".", "", "a/b\\c", "C:\\x", "nul\0", "x\u{202e}y", "-rf"] {
            let slug = slugs.of("emotion", name);
            assert!(is_slug(&slug), "{slug}");
            assert!(slug.starts_with("emotion"), "{slug}");
        }
    }

    #[test]
    fn names_of_any_script_are_unique() {
        let mut slugs = Slugs::default();
        let one = slugs.of("queue", "柜台");
        assert!(one.starts_with("queue-柜台-") && one.len() == "queue-柜台-".len() + 6, "{one}");
        let names = ["柜 台", "a b", "a-b", "A B", "a  b", "a b"];
        let all: BTreeSet<String> = names.iter().map(|name| slugs.of("queue", name)).collect();
        assert_eq!(all.len(), names.len());
    }

    #[test]
    fn long_names_are_cut() {
        let mut slugs = Slugs::default();
        let (one, two) = (slugs.of("", &"字".repeat(10_000)), slugs.of("", &"字".repeat(10_001)));
        assert!(one.len() < 100 && two.len() < 100);
        assert_ne!(one, two);
    }
}
