//! How names look to a reader, and words made of them.
//!
//! Names come from a scenario somebody else may have written, so what could move a cursor or turn the direction of writing is
//! shown as an escape.

use std::ops::RangeInclusive;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::experiment::results::Results;

/// Opens and closes an isolate: what is inside turns no direction outside.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Widths at which a name is cut in its middle [columns]. A shorter piece has no room for two ends; a longer one is a text, of which the
/// beginning says most.
const BOTH_ENDS: RangeInclusive<usize> = 10..=120;

/// A name made harmless: control and direction characters as escapes, at most `cells` columns wide. Names and paths that begin alike differ at
/// their ends, so what does not fit is cut in the middle. A name in a script that runs from right to left is isolated, so that it moves no
/// sign beside it; it keeps its beginning.
pub(crate) fn visible(name: &str, cells: usize) -> String {
    let isolated = is_isolated(name);
    let whole = cut_visible(name, usize::MAX, isolated);
    if isolated || whole.chars().any(runs_left) {
        let shown = cut_visible(name, cells, isolated);
        return if isolated { shown } else { format!("{}{shown}{}", ISOLATE[0], ISOLATE[1]) };
    }
    if whole.width() > cells && BOTH_ENDS.contains(&cells) {
        return without_middle(&whole, cells);
    }
    cut_visible(name, cells, false)
}

/// Names made harmless and at most `cells` columns wide, no two of different names alike: the one place where names are shortened beside
/// each other. Where two would look alike, each is cut to where they differ; and what is left of them is numbered.
pub(crate) fn distinct(names: &[&str], cells: usize) -> Vec<String> {
    let mut cut: Vec<String> = names.iter().map(|name| visible(name, cells)).collect();
    let alike = |cut: &[String]| -> Vec<usize> {
        let same = |at: usize, other: usize| names[other] != names[at] && cut[other] == cut[at];
        (0..names.len()).filter(|&at| (0..names.len()).any(|other| same(at, other))).collect()
    };
    for at in alike(&cut) {
        cut[at] = from_difference(names[at], names, cells);
    }
    for at in alike(&cut) {
        let mark = format!(" ({})", names.iter().take(at).filter(|name| **name != names[at]).count() + 1);
        cut[at] = visible(names[at], cells.saturating_sub(mark.len())) + &mark;
    }
    cut
}

/// One of some names, shortened so that it looks like no other of them.
pub(crate) fn among<'a>(name: &str, all: impl IntoIterator<Item = &'a str>, cells: usize) -> String {
    let all: Vec<&str> = all.into_iter().collect();
    let at = all.iter().position(|known| *known == name);
    at.and_then(|at| distinct(&all, cells).into_iter().nth(at)).unwrap_or_else(|| visible(name, cells))
}

/// The name of a world of some results, shortened so that it looks like that of no other.
pub(crate) fn world_name(results: &Results, name: &str, cells: usize) -> String {
    among(name, results.worlds.iter().map(|world| world.name.as_str()), cells)
}

/// What a name has from the place on at which it first differs from the one most like it.
fn from_difference(name: &str, names: &[&str], cells: usize) -> String {
    let common = |other: &&str| name.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let place = names.iter().filter(|other| **other != name).map(common).max().unwrap_or(0);
    let own = cells / 3;
    let start = visible(&name.chars().take(own.saturating_sub(1)).collect::<String>(), own);
    if place <= own {
        return visible(name, cells);
    }
    let rest: String = name.chars().skip(place.saturating_sub(own / 2)).collect();
    format!("{start}…{}", visible(&rest, cells.saturating_sub(start.width() + 1)))
}

/// A name cut in its middle to at most `cells` columns; one that was cut there already is cut at the same place.
pub(crate) fn without_middle(name: &str, cells: usize) -> String {
    if name.contains(ISOLATE) {
        return visible(name, cells);
    }
    let room = cells.saturating_sub(1);
    let (start, end) = name.split_once('…').unwrap_or((name, name));
    let first = fitting(start.chars(), room.div_ceil(2));
    let last = fitting(end.chars().rev(), room - first.width());
    first + "…" + &last.chars().rev().collect::<String>()
}

/// The first of some characters, as many as fit.
fn fitting(characters: impl Iterator<Item = char>, cells: usize) -> String {
    let mut left = cells;
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    characters.take_while(fits).collect()
}

/// Whether every isolate that is opened is closed, and there is one.
pub(crate) fn is_isolated(name: &str) -> bool {
    let mut depth = 0_i32;
    let mut any = false;
    for c in name.chars() {
        depth += i32::from(c == ISOLATE[0]) - i32::from(c == ISOLATE[1]);
        any |= c == ISOLATE[0];
        if depth < 0 {
            return false;
        }
    }
    any && depth == 0
}

/// Whether a character belongs to a script that runs from right to left.
fn runs_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn cut_visible(name: &str, cells: usize, isolated: bool) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in name.chars() {
        let kept = is_harmless(c) || isolated && ISOLATE.contains(&c);
        let piece = if kept { c.to_string() } else { c.escape_unicode().to_string() };
        let width = UnicodeWidthStr::width(piece.as_str());
        if used + width > cells {
            // Take back until the ellipsis fits.
            while used + 1 > cells {
                let Some(last) = out.pop() else { break };
                used -= last.width().unwrap_or(0);
            }
            out.push('…');
            let of = |mark: char| out.chars().filter(|c| isolated && *c == mark).count();
            let open = of(ISOLATE[0]).saturating_sub(of(ISOLATE[1]));
            out.extend(std::iter::repeat_n(ISOLATE[1], open));
            return out;
        }
        used += width;
        out.push_str(&piece);
    }
    out
}

/// Whether a character neither controls a terminal nor hides or reorders text.
fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Text filled up with spaces to a number of terminal columns.
pub(crate) fn pad(text: &str, cells: usize) -> String {
    let width = UnicodeWidthStr::width(text);
    format!("{text}{}", " ".repeat(cells.saturating_sub(width)))
}

/// Text moved to the right edge of a number of terminal columns.
pub(crate) fn pad_left(text: &str, cells: usize) -> String {
    let width = UnicodeWidthStr::width(text);
    format!("{}{text}", " ".repeat(cells.saturating_sub(width)))
}

/// Names joined for a sentence: "a, b and c".
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Upper-case first letter, for a name that opens a sentence; a path or another identifier stays as it is.
pub(crate) fn capital(text: &str) -> String {
    let word = text.split(char::is_whitespace).next().unwrap_or_default().trim_end_matches([':', ',', '.', ';']);
    if word.contains(['.', '_', '/']) {
        return text.to_string();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().collect::<String>() + chars.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_runs_from_right_to_left_keeps_to_itself() {
        let name = "مكالمة";
        let shown = visible(name, 40);
        assert_eq!(shown, format!("\u{2068}{name}\u{2069}"));
        assert_eq!(visible(&shown, 40), shown, "once is enough");
        assert_eq!(visible(&format!("{shown}: −3 of 4"), 40), format!("{shown}: −3 of 4"));
        let cut = visible(&name.repeat(20), 10);
        assert!(cut.starts_with('\u{2068}') && cut.ends_with("…\u{2069}"), "{cut:?}");
        let cut = visible(&format!("\u{2068}{}\u{2069}", name.repeat(20)), 10);
        assert!(cut.starts_with('\u{2068}') && cut.ends_with("…\u{2069}"), "{cut:?}");
        assert_eq!(visible("a\u{2069}b", 80), "a\\u{2069}b", "a name cannot end an isolate that it did not begin");
        assert_eq!(visible("a\u{2068}b", 80), "a\\u{2068}b");
        assert_eq!(visible("plain", 80), "plain");
    }

    #[test]
    fn paths_keep_their_first_letter() {
        assert_eq!(capital("fourth teller"), "Fourth teller");
        assert_eq!(capital("resource.tellers.staff matters most"), "resource.tellers.staff matters most");
        assert_eq!(capital("price_war takes 3 %"), "price_war takes 3 %");
    }

    #[test]
    fn hostile_names_are_shown_not_obeyed() {
        assert_eq!(visible("a\u{1b}[31mb", 80), "a\\u{1b}[31mb");
        assert_eq!(visible("x\u{202e}y", 80), "x\\u{202e}y");
        assert_eq!(visible("银行网点的柜台", 8), "银行网…");
        assert_eq!(UnicodeWidthStr::width(visible(&"z".repeat(10_000), 40).as_str()), 40);
    }

    #[test]
    fn long_names_that_begin_alike_keep_their_ends() {
        let names = ["pour more in + patch the first hole", "pour more in + patch the second hole", "short"];
        let shown = distinct(&names, 24);
        assert_eq!(shown, ["pour more in… first hole", "pour more in…second hole", "short"]);
        assert!(shown.iter().all(|name| name.width() <= 24));
        assert_eq!(distinct(&["银行网点的柜台一", "银行网点的柜台二"], 11), ["银行…柜台一", "银行…柜台二"]);
        assert_eq!(visible("hole.people who move to another town.factor", 24), "hole.people …town.factor");
        assert_eq!(without_middle("pour more in…second hole", 14), "pour mo…d hole", "cut where it was cut");
        assert_eq!(distinct(&["one and the same", "one and the same"], 8), ["one and…"; 2], "the same name twice");
        let bundles = ["dearer", "slower", "warmer"].map(|part| {
            format!("a fourth teller at noon + news about the wait, {part} + a call after the visit, in the evening")
        });
        for cells in [12, 24, 30, 40, 60, 80, 120] {
            let shown = distinct(&bundles.each_ref().map(String::as_str), cells);
            assert!(shown.iter().all(|name| name.width() <= cells), "{shown:?}");
            assert!(shown[0] != shown[1] && shown[1] != shown[2] && shown[0] != shown[2], "{shown:?}");
        }
    }

    #[test]
    fn columns_line_up_in_any_script() {
        assert_eq!(pad("柜台", 6), "柜台  ");
        assert_eq!(pad_left("12", 4), "  12");
    }
}
