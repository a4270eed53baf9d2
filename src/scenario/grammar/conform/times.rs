//! Timetables, opening hours and peak hours.

use super::{Reader, shown};
use crate::scenario::grammar::kinds::Quantity;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::grammar::value::{Peak, Value};
use crate::scenario::grammar::week::{Entry, read_days, read_start, read_time, read_window, stretches};
use crate::scenario::text::diagnostic::nearest;
use crate::scenario::text::node::{Content, Node};

/// Most entries of a timetable, windows of hours or of peaks.
const MOST_ENTRIES: usize = 1000;

impl Reader<'_> {
    /// Reads `{ timetable = { "08:00" = 6, "sat-sun 08:00" = 3 } }`.
    pub(super) fn timetable_entries(&mut self, quantity: &Quantity, node: &Node) -> Option<Vec<Entry>> {
        let fields = node.fields()?;
        if let Some(other) = fields.iter().find(|field| field.key != "timetable") {
            self.report("unknown-key", other.key_span, format!("unknown key {} beside `timetable`", shown(&other.key)));
            return None;
        }
        let table = node.get("timetable")?;
        let Some(fields) = table.fields() else {
            self.report(
                "wrong-type",
                table.span,
                format!("a timetable is a table such as {{ \"08:00\" = 6 }}, found {}", table.found()),
            );
            return None;
        };
        if fields.is_empty() {
            self.report("wrong-length", table.span, "a timetable needs at least one entry, such as \"08:00\" = 6");
            return None;
        }
        if fields.len() > MOST_ENTRIES {
            self.report(
                "too-large",
                table.span,
                format!("a timetable of {} entries; at most {MOST_ENTRIES} are allowed", fields.len()),
            );
            return None;
        }
        let before = self.problems.len();
        let scalar = Quantity { forms: Default::default(), ..*quantity };
        let mut entries: Vec<Entry> = Vec::new();
        for field in fields {
            self.path.extend(["timetable".to_owned(), field.key.clone()]);
            match read_start(&field.key) {
                Ok((days, named, minute)) => {
                    let level = match self.amount(&scalar, &field.node) {
                        Some(crate::scenario::grammar::value::Amount::Fixed(level)) => level,
                        _ => f64::NAN,
                    };
                    if let Some(twice) = entries
                        .iter()
                        .find(|entry| entry.named == named && entry.minute == minute && entry.days & days != 0)
                    {
                        let day = (twice.days & days).trailing_zeros() * crate::scenario::grammar::week::DAY + minute;
                        self.report(
                            "bad-timetable",
                            field.key_span,
                            format!("{} is said twice", crate::scenario::grammar::week::name_minute(day)),
                        );
                    }
                    entries.push(Entry { days, named, minute, level });
                }
                Err(reason) => {
                    self.report("bad-timetable", field.key_span, format!("{}: {reason}", shown(&field.key)));
                }
            }
            self.path.truncate(self.path.len() - 2);
        }
        (before == self.problems.len()).then_some(entries)
    }

    /// Reads `{ days = "mon-fri", open = "09:00", close = "17:00" }`, or a list of them.
    pub(super) fn hours(&mut self, node: &Node) -> Value {
        let windows: Option<Vec<(u8, u32, u32)>> = match &node.content {
            Content::List(elements) if (1..=MOST_ENTRIES).contains(&elements.len()) => {
                let read: Vec<Option<(u8, u32, u32)>> = elements.iter().map(|element| self.window(element)).collect();
                read.into_iter().collect()
            }
            Content::Table(_) => self.window(node).map(|window| vec![window]),
            _ => {
                return self.wrong_type(
                    node,
                    "a table such as { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }, or a list of them",
                );
            }
        };
        windows.map_or(Value::Invalid, |windows| Value::Hours(stretches(&windows)))
    }

    fn window(&mut self, node: &Node) -> Option<(u8, u32, u32)> {
        const KEYS: [&str; 3] = ["days", "open", "close"];
        let Some(fields) = node.fields() else {
            self.wrong_type(node, "a table such as { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }");
            return None;
        };
        let before = self.problems.len();
        for field in fields {
            if !KEYS.contains(&field.key.as_str()) {
                let item =
                    self.report("unknown-key", field.key_span, format!("unknown key {} in `hours`", shown(&field.key)));
                item.help = Some(nearest(&field.key, KEYS).map_or_else(
                    || "known keys: days, open, close".to_owned(),
                    |meant| format!("did you mean `{meant}`?"),
                ));
            }
        }
        let days = match node.get("days") {
            None => 0b111_1111,
            Some(given) => self.read_with(given, read_days).unwrap_or(0),
        };
        let time = |reader: &mut Self, key: &str| match node.get(key) {
            Some(given) => reader.read_with(given, read_time),
            None => {
                reader.report("missing-key", node.span, format!("`hours` needs `{key}`, such as {key} = \"09:00\""));
                None
            }
        };
        let (open, close) = (time(self, "open"), time(self, "close"));
        if let (Some(open), Some(close)) = (open, close)
            && open >= close
        {
            let help = "write a night as two entries of a list: to \"24:00\", and from \"00:00\"";
            self.report_with_help("bad-hours", node.span, "`close` must come after `open` on the same day", help);
        }
        (before == self.problems.len()).then_some((days, open?, close?))
    }

    fn read_with<T>(&mut self, node: &Node, read: fn(&str) -> Result<T, String>) -> Option<T> {
        let Some(text) = node.text() else {
            self.report("wrong-type", node.span, format!("expected text in quotes, found {}", node.found()));
            return None;
        };
        match read(text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.report("bad-hours", node.span, format!("{}: {reason}", shown(text)));
                None
            }
        }
    }

    /// Reads `{ "10:00-11:30" = 1.6 }`.
    pub(super) fn peaks(&mut self, node: &Node) -> Value {
        let Some(fields) = node.fields() else {
            return self.wrong_type(node, "a table such as { \"10:00-11:30\" = 1.6 }");
        };
        if fields.len() > MOST_ENTRIES {
            self.report(
                "too-large",
                node.span,
                format!("{} peak hours; at most {MOST_ENTRIES} are allowed", fields.len()),
            );
            return Value::Invalid;
        }
        let before = self.problems.len();
        let weight = Quantity::new(Unit::Number, 0.0, 1e6);
        let mut peaks: Vec<Peak> = Vec::new();
        for field in fields {
            self.path.push(field.key.clone());
            match read_window(&field.key) {
                Ok((days, _, from, to)) => {
                    if let Some(crate::scenario::grammar::value::Amount::Fixed(weight)) =
                        self.amount(&weight, &field.node)
                    {
                        peaks.extend(stretches(&[(days, from, to)]).into_iter().map(|(from, to)| Peak {
                            from,
                            to,
                            weight,
                        }));
                    }
                }
                Err(reason) => {
                    self.report("bad-hours", field.key_span, format!("{}: {reason}", shown(&field.key)));
                }
            }
            self.path.pop();
        }
        peaks.sort_by_key(|peak| peak.from);
        if let Some(pair) = peaks.windows(2).find(|pair| pair[1].from < pair[0].to) {
            let at = crate::scenario::grammar::week::name_minute(pair[1].from);
            self.report("bad-hours", node.span, format!("two peak hours overlap at {at}"));
        }
        if before == self.problems.len() { Value::Peaks(peaks) } else { Value::Invalid }
    }
}
