//! What is read: files that end, in UTF-8; and what of them may be shown.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::program::{Desk, SMALL, ended};

#[cfg(unix)]
#[test]
fn a_pipe_without_a_writer_is_refused_at_once() {
    let desk = Desk::with("queue.toml", SMALL);
    let made = std::process::Command::new("mkfifo").arg(desk.path("pipe.toml")).status().expect("mkfifo runs");
    assert!(made.success());
    fs::write(desk.path("over.toml"), "extends = \"pipe.toml\"\n").expect("written");
    fs::rename(desk.path("pipe.toml"), desk.path("pipe.csv")).expect("renamed");
    std::os::unix::fs::symlink("pipe.csv", desk.path("pipe.toml")).expect("a link");
    let clock = Instant::now();
    for (args, code) in [
        (&["check", "pipe.toml"][..], 3),
        (&["run", "pipe.csv", "-q"], 3),
        (&["check", "over.toml"], 3),
        (&["sweep", "queue.toml", "-q", "--design", "pipe.csv"], 2),
        (&["run", "queue.toml", "-q", "--event-log", "pipe.csv"], 2),
    ] {
        let refused = desk.run(args).with_code(code);
        assert!(
            refused.err.contains("named pipe (FIFO)") || refused.err.contains("is no file"),
            "{args:?}: {}",
            refused.err
        );
    }
    assert!(desk.run(["check", "/dev/zero"]).with_code(3).err.contains("it is a device"));
    fs::rename(desk.path("pipe.csv"), desk.path("results.json")).expect("renamed");
    desk.run(["report", "."]).with_code(2);
    assert!(clock.elapsed() < Duration::from_secs(60));
}

/// What is open already is read, as `<(...)` and `/dev/stdin` are.
#[cfg(target_os = "linux")]
#[test]
fn open_descriptors_are_read() {
    let desk = Desk::with("queue.toml", SMALL);
    let file = || fs::File::open(desk.path("queue.toml")).expect("there");
    let read = |args: &[&str], stdin: Stdio| ended(desk.command(args).stdin(stdin).output().expect("it starts"));
    for name in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        assert!(read(&["check", name], file().into()).with_code(0).out.starts_with("ok: Small queue"), "{name}");
        let mut cat =
            std::process::Command::new("cat").arg(desk.path("queue.toml")).stdout(Stdio::piped()).spawn().expect("cat");
        let pipe = cat.stdout.take().expect("piped");
        assert!(read(&["check", name], pipe.into()).with_code(0).out.starts_with("ok: Small queue"), "{name}");
        cat.wait().expect("it ends");
    }
}

#[test]
fn utf_16_is_named_with_its_mark_or_without() {
    let desk = Desk::new();
    let words: Vec<u16> = SMALL.encode_utf16().collect();
    let little: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let big: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    for bytes in [[&[0xFF, 0xFE][..], &little].concat(), [&[0xFE, 0xFF], &big[..]].concat(), little, big] {
        fs::write(desk.path("wide.toml"), bytes).expect("written");
        let refused = desk.run(["check", "wide.toml"]).with_code(3);
        assert!(refused.err.contains("this file is UTF-16; save it as UTF-8"), "{}", refused.err);
    }
    fs::write(desk.path("latin.toml"), b"# one\nname = \"caf\xE9\"\n").expect("written");
    let refused = desk.run(["check", "latin.toml"]).with_code(3);
    assert!(
        refused.err.contains("line 2, column 12: byte 0xE9 is not UTF-8; save this file as UTF-8"),
        "{}",
        refused.err
    );
    let marked = [b"\xEF\xBB\xBF", SMALL.as_bytes()].concat();
    fs::write(desk.path("marked.toml"), marked).expect("written");
    desk.run(["check", "marked.toml"]).with_code(0);
}

/// Everything that text of a user may come by to a terminal: excerpts, names, paths, values, options and results.
#[test]
fn no_control_character_reaches_a_terminal() {
    let odd: String = ('\u{80}'..='\u{9f}').chain(['\u{7f}', '\u{202e}', '\u{2066}', '\u{61c}', '\u{200f}']).collect();
    let moves = |c: char| (c.is_control() && c != '\n' && c != '\t') || odd.contains(c);
    let desk = Desk::with("queue.toml", SMALL);
    fs::write(desk.path("wrong.toml"), SMALL.replace("staff = 1", &format!("staff = \"{odd}\""))).expect("written");
    fs::write(desk.path("syntax.toml"), format!("name = \"{odd}\" {odd}\n")).expect("written");
    let named = format!(
        "question = \"{odd}\"\n{}",
        SMALL.replace("Small queue", &odd).replace("\"counter\"", &format!("\"c{odd}\""))
    );
    fs::write(desk.path("named.toml"), named).expect("written");
    let (path, value) = (format!("{odd}.toml"), format!("resource.{odd}.staff=2"));
    fs::write(desk.path(&path), SMALL).expect("written");
    let commands = [
        vec!["check", "wrong.toml"],
        vec!["check", "wrong.toml", "--json"],
        vec!["check", "syntax.toml"],
        vec!["check", "named.toml"],
        vec!["check", "named.toml", "--json"],
        vec!["explain", "named.toml"],
        vec!["explain", "named.toml", "--json"],
        vec!["run", "named.toml", "--out", "o"],
        vec!["run", "named.toml", "--out", "o", "--json"],
        vec!["run", "queue.toml", "--out", &odd],
        vec!["report", "o"],
        vec!["report", &odd],
        vec!["replay", "named.toml", "--journey", "visit", "--visitor", "3"],
        vec!["replay", "named.toml", "--journey", "visit", "--visitor", "3", "--json"],
        vec!["check", &path],
        vec!["check", &odd],
        vec!["run", "queue.toml", "--set", &value],
        vec!["run", "queue.toml", "--precision", &odd],
        vec!["run", "queue.toml", "--event-log", &odd],
        vec!["sweep", "queue.toml", "--vary", &value, "--out", "s"],
        vec!["sweep", "queue.toml", "--design", &path, "--out", "s"],
        vec!["analyze", &odd],
        vec![odd.as_str()],
        vec!["run", "queue.toml", &odd],
        vec!["new", "x", "--template", &odd],
    ];
    for args in commands {
        let ended = desk.run(&args);
        assert_ne!(ended.code, 1, "{args:?}: {}", ended.err);
        for text in [&ended.out, &ended.err] {
            assert!(!text.contains(moves), "{args:?}: {text:?}");
        }
    }
    let json = desk.run(["run", "named.toml", "--out", "o", "--json", "-q"]);
    if json.code == 0 {
        assert_eq!(json.out, desk.read("o/results.json"), "the file and what is shown are one text");
        assert_eq!(json.json()["scenario"]["name"], odd.as_str());
    }
}
