//! Fonts: one embedded, others looked for when a scenario uses a script it does not have.
//!
//! No system library is needed. The embedded font measures text for every output and draws what it can; a PNG
//! in another script borrows an installed font that has the glyphs. A missing glyph is never silent: the
//! characters come back in a warning.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, FontVec};
use unicode_width::UnicodeWidthChar;

use super::scene::{Scene, Shape};

static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/JourneysimSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../assets/fonts/JourneysimSans-Bold.ttf");

/// The embedded font, metric-compatible with Arial, so an SVG shown in Arial has the same widths.
pub(crate) fn embedded(bold: bool) -> &'static FontRef<'static> {
    static FONTS: OnceLock<[FontRef<'static>; 2]> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        [REGULAR, BOLD].map(|bytes| FontRef::try_from_slice(bytes).expect("the embedded font is well formed"))
    });
    &fonts[usize::from(bold)]
}

/// Whether a font can draw a character. A colour-bitmap font may list one that it has no outline for.
fn draws(font: &impl Font, c: char) -> bool {
    let glyph = font.glyph_id(c);
    glyph.0 != 0 && (c.is_whitespace() || font.outline(glyph).is_some())
}

/// Width of one character at em size 1.
fn advance(c: char, bold: bool) -> f64 {
    let font = embedded(bold);
    let glyph = font.glyph_id(c);
    if glyph.0 != 0 {
        let em = font.units_per_em().unwrap_or(2048.0);
        return f64::from(font.h_advance_unscaled(glyph) / em);
    }
    // Drawn in a font we do not have: ideographs fill the em square.
    match c.width() {
        Some(0) => 0.0,
        Some(2) => 1.0,
        _ => 0.6,
    }
}

/// Width of a line of text [px].
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    text.chars().map(|c| advance(c, bold)).sum::<f64>() * size
}

/// Text broken into at most `lines` lines of at most `limit` pixels; what does not fit ends in an ellipsis.
pub(crate) fn wrap(text: &str, limit: f64, size: f64, bold: bool, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in words(text) {
        let candidate = format!("{current}{word}");
        if width(candidate.trim_end(), size, bold) <= limit {
            current = candidate;
            continue;
        }
        if !current.trim().is_empty() {
            out.push(std::mem::take(&mut current).trim_end().to_string());
        }
        // A word longer than a line is cut anywhere.
        for c in word.trim_start().chars() {
            if width(&current, size, bold) + advance(c, bold) * size > limit && !current.is_empty() {
                out.push(std::mem::take(&mut current));
            }
            current.push(c);
        }
    }
    if !current.trim().is_empty() {
        out.push(current.trim_end().to_string());
    }
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            while !last.is_empty() && width(last, size, bold) + advance('…', bold) * size > limit {
                last.pop();
            }
            last.push('…');
        }
    }
    out
}

/// Longest text in brackets that stays together [characters].
const INTERVAL: usize = 40;

/// Pieces between which a line may break: after blanks, and around ideographs.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last_wide = true;
    let mut after_blank = true;
    let mut bracket = false;
    for (at, c) in text.char_indices() {
        let wide = c.width() == Some(2);
        match words.last_mut() {
            // An interval in brackets stays on one line, and a sign of per cent with its number.
            Some(word) if bracket || c == '%' => word.push(c),
            Some(word) if !(wide || last_wide || after_blank && !c.is_whitespace()) || c.is_whitespace() => {
                word.push(c)
            }
            _ => words.push(c.to_string()),
        }
        last_wide = wide;
        after_blank = c.is_whitespace();
        bracket = if c == '[' { text[at..].chars().take(INTERVAL).any(|c| c == ']') } else { bracket && c != ']' };
    }
    words
}

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

    #[test]
    fn widths_are_those_of_arial() {
        assert!((width("Hello", 1000.0, false) - 2278.0).abs() < 2.0, "{}", width("Hello", 1000.0, false));
        assert_eq!(width("银行", 10.0, false), 20.0);
    }

    #[test]
    fn the_embedded_font_has_what_charts_print() {
        for bold in [false, true] {
            for c in "ABC xyz 0-9 −–—·…“”’×±≤≥→[]%éñßøłżăğ Ωαβ Жяё ¥€£".chars()
            {
                assert!(draws(embedded(bold), c), "{c}");
            }
        }
    }

    #[test]
    fn text_wraps_between_words_and_ideographs() {
        assert_eq!(wrap("one two three", 50.0, 14.0, false, 3), ["one two", "three"]);
        assert_eq!(wrap("网点柜台办理", 42.0, 14.0, false, 3), ["网点柜", "台办理"]);
        let cut = wrap(&"W".repeat(10_000), 100.0, 14.0, false, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…') && width(&cut[1], 14.0, false) <= 100.0);
        assert!(wrap("", 50.0, 14.0, false, 2).is_empty());
    }

    #[test]
    fn an_interval_stays_on_one_line() {
        assert_eq!(wrap("after 318 days [241, 402]", 150.0, 14.0, false, 3), ["after 318 days", "[241, 402]"]);
        assert_eq!(wrap("joining, 79.87 % are", 80.0, 14.0, false, 3), ["joining,", "79.87 % are"]);
        assert_eq!(wrap("a [b c d", 20.0, 14.0, false, 3), ["a", "[b", "c d"], "a bracket that never closes");
    }

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
