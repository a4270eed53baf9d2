//! Fonts: one embedded, others looked for when a scenario uses a script it does not have.
//!
//! No system library is needed. The embedded font draws what it can; a PNG
//! in another script borrows an installed font that has the glyphs. A missing glyph is never silent: the
//! characters come back in a warning.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ab_glyph::FontVec;
use unicode_width::UnicodeWidthChar;

use super::scene::{Scene, Shape};
use crate::report::words::width::{draws, embedded};

/// Fonts for the PNGs of one report.
#[derive(Debug, Default)]
pub(crate) struct Fallbacks {
    fonts: Vec<FontVec>,
    /// Characters that no font has.
    pub(crate) missing: BTreeSet<char>,
}

impl Fallbacks {
    /// Looks for what the scenes need in the folders where this system keeps fonts.
    pub(crate) fn for_scenes(scenes: &[Scene]) -> Fallbacks {
        Fallbacks::search(needed(scenes), &font_folders())
    }

    /// Looks for the characters in these folders.
    pub(crate) fn search(mut missing: BTreeSet<char>, folders: &[PathBuf]) -> Fallbacks {
        let mut fonts = Vec::new();
        if !missing.is_empty() {
            for path in candidates(folders) {
                let Some(font) = open(&path) else { continue };
                let before = missing.len();
                missing.retain(|c| !draws(&font, *c));
                if missing.len() < before {
                    fonts.push(font);
                }
                if missing.is_empty() {
                    break;
                }
            }
        }
        Fallbacks { fonts, missing }
    }

    /// The borrowed font that has a character.
    pub(crate) fn font_for(&self, c: char) -> Option<&FontVec> {
        self.fonts.iter().find(|font| draws(*font, c))
    }

    /// What a reader must know about the PNGs, if anything.
    pub(crate) fn warning(&self) -> Option<String> {
        if self.missing.is_empty() {
            return None;
        }
        let shown: String = self.missing.iter().take(20).collect();
        let more =
            if self.missing.len() > 20 { format!(" and {} more", self.missing.len() - 20) } else { String::new() };
        Some(format!(
            "no installed font has `{shown}`{more}: the PNG charts show a box instead; the SVG charts and report.html use the reader's fonts"
        ))
    }
}

/// Characters that the embedded font cannot draw.
fn needed(scenes: &[Scene]) -> BTreeSet<char> {
    let texts = scenes.iter().flat_map(|scene| &scene.shapes).filter_map(|shape| match shape {
        Shape::Text(text) => Some(text),
        _ => None,
    });
    let mut needed = BTreeSet::new();
    for text in texts {
        needed.extend(text.content.chars().filter(|c| c.width().unwrap_or(0) > 0 && !draws(embedded(text.bold), *c)));
    }
    needed
}

/// Where Linux, macOS and Windows keep fonts.
fn font_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"]
            .iter()
            .map(PathBuf::from)
            .collect();
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        folders.extend([".fonts", ".local/share/fonts", "Library/Fonts"].map(|folder| home.join(folder)));
    }
    if let Some(windows) = std::env::var_os("WINDIR").map(PathBuf::from) {
        folders.push(windows.join("Fonts"));
    }
    folders
}

/// Bounds of the search: a font folder is never worth a long wait.
const ENTRIES: usize = 20_000;
const DEPTH: usize = 6;
const OPENED: usize = 60;
const LARGEST: u64 = 64 << 20;

/// Font files, the likeliest first.
fn candidates(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<(PathBuf, usize)> = folders.iter().map(|folder| (folder.clone(), 0)).collect();
    let mut seen = 0;
    while let Some((folder, depth)) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            seen += 1;
            if seen > ENTRIES {
                break;
            }
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < DEPTH => open.push((path, depth + 1)),
                Ok(kind) if !kind.is_dir() && is_font(&path) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort_by_cached_key(|path| (rank(path), path.clone()));
    found.truncate(OPENED);
    found
}

fn is_font(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Place in the queue: fonts known for many scripts first, regular weights before others.
fn rank(path: &Path) -> usize {
    const KNOWN: [&str; 16] = [
        "notosanscjk",
        "notosanssc",
        "sourcehansans",
        "wqy",
        "wenquanyi",
        "droidsansfallback",
        "pingfang",
        "hiragino",
        "msyh",
        "arialunicode",
        "arial unicode",
        "simhei",
        "malgun",
        "noto",
        "unifont",
        "dejavu",
    ];
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let family = KNOWN.iter().position(|known| name.contains(known)).unwrap_or(KNOWN.len());
    let odd = ["bold", "italic", "oblique", "black", "light", "thin", "serif", "mono", "emoji"];
    family * 2 + usize::from(odd.iter().any(|style| name.contains(style)))
}

fn open(path: &Path) -> Option<FontVec> {
    let size = fs::metadata(path).ok().filter(|found| found.is_file())?.len();
    if size > LARGEST {
        return None;
    }
    FontVec::try_from_vec_and_index(fs::read(path).ok()?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::width::REGULAR;

    #[test]
    fn a_font_that_is_not_there_becomes_a_warning() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("broken.ttf"), "not a font").expect("written");
        let wanted: BTreeSet<char> = "银行".chars().collect();
        let found = Fallbacks::search(wanted.clone(), &[folder.path().to_path_buf()]);
        assert_eq!(found.missing, wanted);
        assert!(found.warning().is_some_and(|warning| warning.contains('银') && warning.contains('行')));
        assert!(Fallbacks::search(BTreeSet::new(), &[]).warning().is_none());
    }

    #[test]
    fn an_installed_font_is_found_in_a_subfolder() {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("truetype/some");
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join("Any.TTF"), REGULAR).expect("written");
        let found = Fallbacks::search("Ж银".chars().collect(), &[folder.path().to_path_buf()]);
        assert_eq!(found.missing.iter().collect::<String>(), "银");
        assert!(found.font_for('Ж').is_some());
    }
}
