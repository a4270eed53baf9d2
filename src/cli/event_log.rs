//! `run --event-log FILE`: what happened to everybody in the first replication, as CSV or XES.
//!
//! Day 0 is Monday, 1 January 2024, so that the week of the scenario is the week of the calendar.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::{LoggedEvent, event_log_until};
use crate::report;
use crate::report::table::TableSpec;

/// Refuses a file of another kind before anything runs.
pub(super) fn check(file: &Path) -> Result<(), Failure> {
    match file.extension().and_then(|e| e.to_str()) {
        Some("csv" | "xes") => Ok(()),
        _ => Err(Failure::usage(anyhow!("`--event-log {}` is neither a .csv nor a .xes file", file.display()))),
    }
}

/// Refuses places that are an input, no file, or among the files of the run itself.
pub(super) fn check_places(files: &[PathBuf], out: &Path, inputs: &[PathBuf]) -> Result<(), Failure> {
    let of_the_run = ["charts", "tables"].map(|folder| out.join(folder));
    for (at, file) in files.iter().enumerate() {
        let refused = |why: &str| Err(Failure::usage(anyhow!("`--event-log {}` {why}", file.display())));
        if inputs.iter().any(|input| report::is_same_file(input, file)) {
            return refused("is an input, and is not written over");
        }
        if std::fs::metadata(file).is_ok_and(|found| !found.is_file()) {
            return refused("is no file");
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if of_the_run.iter().any(|own| own == folder || report::is_same_file(own, folder)) {
            return refused("lies among the files of the run: name another folder");
        }
        if files[..at].iter().any(|other| other == file || report::is_same_file(other, file)) {
            return refused("is named twice");
        }
    }
    Ok(())
}

/// Writes the log of replication 0; whether it came to that before a signal did.
pub(super) fn write(file: &Path, world: &World, interrupt: &Interrupt, terminal: &Terminal) -> Result<bool, Failure> {
    let c = &world.compiled;
    let Some(events) = event_log_until(&c.model, c.seed, 0, &|| interrupt.was_asked()).map_err(Failure::scenario)?
    else {
        return Ok(false);
    };
    let bytes =
        if file.extension().is_some_and(|e| e == "xes") { xes(&c.name, &events).into_bytes() } else { csv(&events) };
    let instead = if file.exists() { ", in place of what was there" } else { "" };
    report::write_file(file, &bytes).map_err(Failure::output)?;
    let shown = file.display();
    terminal.note(&escaped(&format!("{} events of replication 0 written to {shown}{instead}", events.len())));
    Ok(true)
}

fn csv(events: &[LoggedEvent]) -> Vec<u8> {
    let mut table = TableSpec::new("event-log", ["case", "activity", "timestamp", "detail"]);
    for event in events {
        let cells = [event.case.as_str(), event.activity.as_str(), &event.at.iso8601(), event.detail.as_str()];
        table.push(cells.into_iter().map(Into::into).collect());
    }
    report::csv::to_bytes(&table)
}

/// XES (IEEE 1849) with the concept and time extensions, which every process-mining tool knows.
fn xes(name: &str, events: &[LoggedEvent]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n\
         <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n\
         <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n\
         <classifier name=\"Activity\" keys=\"concept:name\"/>\n",
    );
    let text = |key: &str, value: &str| format!("<string key=\"{key}\" value=\"{}\"/>", attribute(value));
    out.push_str(&format!("{}\n", text("concept:name", name)));
    for case in events.chunk_by(|a, b| a.case == b.case) {
        out.push_str(&format!("<trace>{}\n", text("concept:name", &case[0].case)));
        for event in case {
            let detail = if event.detail.is_empty() { String::new() } else { text("detail", &event.detail) };
            out.push_str(&format!(
                "<event>{}<date key=\"time:timestamp\" value=\"{}\"/>{detail}</event>\n",
                text("concept:name", &event.activity),
                event.at.iso8601()
            ));
        }
        out.push_str("</trace>\n");
    }
    out + "</log>\n"
}

/// Text inside an XML attribute; control characters, which XML cannot hold, are dropped.
fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_attribute() {
        assert_eq!(attribute("a\"><b>&\u{1b}"), "a&quot;&gt;&lt;b&gt;&amp;");
    }
}
