//! `ask-tell`: another program asks for designs, one JSON object a line, and hears what each gives.
//!
//! Standard input: `{"id": 1, "set": {"resource.tellers.staff": 4}, "scale": {"purchase.margin": 1.1}, "replications": 20}`; all but `set`
//! may be left out. Standard output, one answer for every line that is not blank, in the same order: `{"id": 1, "replications": 20, "metrics":
//! {"metrics.npv": {"mean", "half_width", "sd", "n"}}}`, or `{"id": 1, "error": "..."}` for a line that is no question and for a design that cannot
//! be run. With `"world": "fourth teller"` it is the world of that intervention, and the answer has `difference.npv` and the like, too: what it brings more
//! than the baseline of the same design. With `"per_replication": true` each metric also has `"values"`, one for each replication in order, null where there is none. The first
//! line out says what can be asked. The same customers live in every design, so differences are paired, replication by replication.

mod answer;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read as _};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use self::answer::Answering;
use super::args;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::settings::{Source, threads};
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::sweep::{Levels, Parameter};
use crate::scenario::{Op, Patch};

/// Longest line read, without its end [bytes].
const LONGEST: u64 = 1 << 20;
/// Time between two looks whether a signal came while nobody asks.
const TICK: Duration = Duration::from_millis(100);

/// What is asked in one line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object such as {\"id\": 1, \"set\": {}}")]
struct Asked {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    scale: BTreeMap<String, f64>,
    #[serde(default)]
    add: BTreeMap<String, Value>,
    replications: Option<u64>,
    /// An intervention, whose world it is.
    world: Option<String>,
    /// Whether each metric is told in every replication, too.
    #[serde(default)]
    per_replication: bool,
}

pub(super) fn run(typed: &args::AskTell, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::resolve(&typed.changed)?;
    let world = World::load(&source, terminal)?;
    let answering = Answering::of(&world, typed, threads(typed.threads)?)?;
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    terminal.print_json(&format!("{}\n", answering.hello()))?;
    let questions = questions();
    let mut noted = BTreeSet::new();
    loop {
        let line = questions.recv_timeout(TICK);
        if interrupt.was_asked() {
            break;
        }
        let line = match line {
            Ok(Ok(line)) => line,
            Ok(Err(e)) => return Err(Failure::usage(Error::new(e).context("cannot read standard input"))),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let told = match question(&line) {
            Some(Ok(asked)) => {
                note_laws(&world, &asked, &mut noted, terminal);
                answering.answer(&asked, &interrupt)
            }
            Some(Err(refused)) => Some(refused),
            None => continue,
        };
        let Some(told) = told else { break };
        terminal.print_json(&format!("{told}\n"))?;
    }
    Ok(interrupt.exit().unwrap_or(Exit::Done))
}

/// The lines of standard input, read by a thread of its own: a signal is heard while nobody asks anything.
fn questions() -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (asking, asked) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let read = next_line(&mut input);
            let last = !matches!(read, Ok(Some(_)));
            let Some(read) = read.transpose() else { break };
            if asking.send(read).is_err() || last {
                break;
            }
        }
    });
    asked
}

/// The next line, without the part of it that is longer than any question; nothing at the end.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    // One byte more than is allowed tells a line that is too long.
    if input.take(LONGEST + 1).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let mut whole = line.ends_with(b"\n") || line.len() as u64 <= LONGEST;
    while !whole {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|&byte| byte == b'\n');
        whole = end.is_some() || buffer.is_empty();
        let read = end.map_or(buffer.len(), |at| at + 1);
        input.consume(read);
    }
    Ok(Some(line))
}

/// What a line asks, or the answer to a line that is no question; nothing for a blank one.
fn question(line: &[u8]) -> Option<Result<Asked, Value>> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let text = String::from_utf8_lossy(line);
    if text.trim().is_empty() {
        return None;
    }
    let refused = |id: Value, why: String| Some(Err(json!({ "id": id, "error": format!("not a question: {why}") })));
    if line.len() as u64 > LONGEST {
        return refused(Value::Null, format!("the line has more than {LONGEST} bytes"));
    }
    // Who asked can often be told although the question cannot be understood.
    let id =
        || serde_json::from_str::<Value>(&text).ok().and_then(|value| value.get("id").cloned()).unwrap_or_default();
    if let Err(error) = std::str::from_utf8(line) {
        return refused(id(), format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1));
    }
    match serde_json::from_str::<Asked>(&text) {
        Ok(asked) => Some(Ok(asked)),
        Err(error) => refused(id(), error.to_string()),
    }
}

/// The changes that a line asks for; nothing for a blank one. For programs that try what lines `ask-tell` bears.
///
/// # Errors
/// The answer to a line that is no question.
pub fn asked_changes(line: &[u8]) -> Option<Result<Vec<Patch>, String>> {
    Some(question(line)?.map(|asked| patches(&asked)).map_err(|refused| refused.to_string()))
}

fn patches(asked: &Asked) -> Vec<Patch> {
    let patch = |op: Op| move |(path, value): (&String, String)| Patch { path: path.clone(), op, value };
    (asked.set.iter().map(|(p, v)| (p, text(v))).map(patch(Op::Set)))
        .chain(asked.scale.iter().map(|(p, v)| (p, v.to_string())).map(patch(Op::Scale)))
        .chain(asked.add.iter().map(|(p, v)| (p, text(v))).map(patch(Op::Add)))
        .collect()
}

/// Says of each path once what a plain value makes of the law that stands there, and what a sweep of it would be told.
fn note_laws(world: &World, asked: &Asked, noted: &mut BTreeSet<String>, terminal: &Terminal) {
    for (path, value) in &asked.set {
        if noted.contains(path) {
            continue;
        }
        let levels = Levels::Values(vec![text(value)]);
        let parameter = Parameter { name: path.clone(), path: path.clone(), op: "set".to_owned(), levels };
        for note in parameter.note(&world.scenario, &[]).into_iter().chain(world.note_on(path)) {
            terminal.note(&escaped(&format!("note: {note}")));
            noted.insert(path.clone());
        }
    }
}

/// A value of a question as a scenario writes it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_one_question_however_long() {
        let long = "x".repeat(3 * LONGEST as usize);
        let exact = "y".repeat(LONGEST as usize - 1) + "\n";
        let text = format!("a\n\n{long}\n{exact}\u{e9}\nlast");
        let mut input = io::BufReader::with_capacity(4096, text.as_bytes());
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut input).expect("readable") {
            lines.push(line);
        }
        assert_eq!(lines.len(), 6);
        assert_eq!((lines[0].as_slice(), lines[1].as_slice()), (&b"a\n"[..], &b"\n"[..]));
        assert!(lines[2].len() as u64 > LONGEST && lines[3] == exact.as_bytes());
        assert_eq!((lines[4].as_slice(), lines[5].as_slice()), ("\u{e9}\n".as_bytes(), &b"last"[..]));
    }

    #[test]
    fn what_is_no_question_is_answered_with_its_id() {
        let refused = |line: &[u8]| question(line).expect("not blank").expect_err("no question");
        assert!(question(b" \r\n").is_none());
        assert!(matches!(question(b"{\"id\": 1}\n"), Some(Ok(_))));
        assert_eq!(refused(b"{\"id\": 7, \"sat\": {}}\n")["id"], 7);
        let odd = refused(b"{\"id\": \"\xff\", \"set\": {}}\n");
        assert_eq!(
            (&odd["id"], &odd["error"]),
            (&json!("\u{fffd}"), &json!("not a question: byte 9 of the line is not UTF-8"))
        );
        assert_eq!(refused(b"hello\n")["id"], Value::Null);
        assert_eq!(
            refused(&vec![b' '; LONGEST as usize].into_iter().chain(*b"{}").collect::<Vec<u8>>())["id"],
            Value::Null
        );
    }
}
