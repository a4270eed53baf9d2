//! Links planted where files of ours go.
#![cfg(unix)]

use std::fs;

use super::contents;
use crate::program::{Desk, SMALL};
use crate::support::tried;

/// At every name that a command gives a file, one at a time, a link to somebody's letter: it is replaced or refused, and the letter is as it was.
#[test]
fn a_link_at_any_name_of_ours_is_never_followed() {
    let commands: [&[&str]; 3] = [
        &["run", "queue.toml", "-q", "--xlsx", "--out", "o"],
        &["compare", "queue.toml", "other.toml", "-q", "--out", "o"],
        &["sweep", "queue.toml", "-q", "--out", "o", "--vary", "resource.server.staff=1..2", "--points", "2"],
    ];
    let mut count = 0;
    for command in commands {
        let desk = || {
            let desk = Desk::with("queue.toml", &SMALL.replace("200 h", "40 h"));
            fs::write(desk.path("other.toml"), SMALL.replace("200 h", "40 h").replace("staff = 1", "staff = 2"))
                .expect("written");
            fs::write(desk.path("letter"), "alive").expect("written");
            desk
        };
        let alone = desk();
        alone.run(command).with_code(0);
        let mut names: Vec<String> = contents(&alone.path("o")).into_iter().map(|(name, _)| name).collect();
        names.extend(["manifest.json", "UNFINISHED.json", ".journeysim.lock"].map(str::to_owned));
        assert!(names.len() > 8, "{names:?}");
        for name in names {
            let desk = desk();
            let at = desk.path("o").join(&name);
            fs::create_dir_all(at.parent().expect("a folder")).expect("made");
            std::os::unix::fs::symlink(desk.path("letter"), &at).expect("a link");
            let ended = desk.run(command);
            assert!(matches!(ended.code, 0 | 2 | 3 | 4 | 6), "{name}: {} {}", ended.code, ended.err);
            assert_eq!(desk.read("letter"), "alive", "{command:?}: {name}");
            count += 1;
        }
    }
    tried(count);
}
