//! The shipped scenarios, by the folders they lie in: what `new` offers and what `docs/cases.md` goes through.

/// Scenarios on one subject.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Shelf {
    /// Folder below `scenarios/`, with a slash at its end; empty for the files at the top.
    pub folder: &'static str,
    /// What they are about.
    pub about: &'static str,
    /// File stem and text of each, by stem.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! shelf {
    ($folder:literal, $about:literal, [$($stem:literal),+ $(,)?]) => {
        Shelf {
            folder: $folder,
            about: $about,
            files: &[$(($stem, include_str!(concat!("../../scenarios/", $folder, $stem, ".toml")))),+],
        }
    };
}

/// All of them, in the order in which a newcomer would read.
pub const SHELVES: &[Shelf] = &[
    shelf!(
        "",
        "Start here: one mechanism each",
        [
            "bank-branch",
            "call-centre",
            "coffee-punch-card",
            "frequent-flyer",
            "holes",
            "hotel-complaint",
            "magazine",
            "mm1",
            "referral",
            "two-bucket",
        ]
    ),
    shelf!(
        "experience/",
        "What is felt, and what is remembered of it",
        ["airline-trip", "dentist", "haier-and-imitators", "ikea-ice-cream", "supermarket-circle", "taxi"]
    ),
    shelf!(
        "complaints/",
        "Failures, who speaks of them, and what an answer is worth",
        ["car-claims", "phone-card-complaints", "service-engineer", "silent-majority", "vanilla-ice-cream"]
    ),
    shelf!("acquisition/", "What it takes to win customers", ["dell-referral", "unicom-cdma"]),
    shelf!("value/", "Who is worth keeping, and at what price", ["engineering-vip", "first-chicago", "four-segments"]),
    shelf!("programs/", "Loyalty programs", ["flybuys-coalition", "hotel-tiers", "tesco-clubcard", "turkey"]),
    shelf!("contracts/", "Terms, lock-in, and the day it ends", ["erp-lockin", "handset-swap", "transit"]),
    shelf!("crises/", "What happens to everybody at once", ["price-war", "snow-brand"]),
    shelf!("fitted/", "Numbers fitted to data", ["cdnow", "clinic"]),
];

/// Every file: its shelf, stem and text.
pub fn all() -> impl Iterator<Item = (&'static Shelf, &'static str, &'static str)> {
    SHELVES.iter().flat_map(|shelf| shelf.files.iter().map(move |(stem, text)| (shelf, *stem, *text)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Stems of the scenarios in a folder, sorted.
    fn stems(folder: &Path) -> Vec<String> {
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .expect("a folder of scenarios")
            .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn all_shipped_scenarios_are_templates() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        for shelf in SHELVES {
            assert_eq!(stems(&root.join(shelf.folder)), shelf.files.iter().map(|f| f.0).collect::<Vec<_>>());
        }
        let folders =
            std::fs::read_dir(&root).expect("the folder").filter(|e| e.as_ref().expect("an entry").path().is_dir());
        assert_eq!(folders.count() + 1, SHELVES.len());
    }

    #[test]
    fn no_two_templates_have_one_name() {
        let mut names: Vec<&str> = all().map(|(_, stem, _)| stem).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
