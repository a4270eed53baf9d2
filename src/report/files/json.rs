//! JSON that may be shown on a terminal: what moves a cursor or turns the direction of writing is escaped, as JSON allows inside its texts.

use std::borrow::Cow;

/// A JSON text of equal meaning without control characters, but for line ends between its values, and without direction marks.
#[must_use]
pub fn harmless_json(text: &str) -> Cow<'_, str> {
    let moves = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(moves) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if moves(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_meaning_and_lose_their_power() {
        let value =
            serde_json::json!({ "a\u{9b}": "\u{85}\u{202e}\u{7f}\u{1b} 银行", "b": ["\u{2068}مكالمة\u{2069}", "\t"] });
        for text in [value.to_string(), serde_json::to_string_pretty(&value).expect("JSON") + "\n"] {
            let shown = harmless_json(&text);
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n') && !shown.contains('\u{202e}'), "{shown:?}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"), value);
        }
        assert!(matches!(harmless_json("{\"a\": \"银行 café\"}\n"), Cow::Borrowed(_)));
    }
}
