//! How wide words are, and where their lines break, by the font that is embedded.
//!
//! Pictures are laid out with these widths, and headlines are kept short enough for them, whatever fonts a reader has.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef};
use unicode_width::UnicodeWidthChar;

pub(crate) static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/JourneysimSans-Regular.ttf");
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
pub(crate) fn draws(font: &impl Font, c: char) -> bool {
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
}
