//! The program as a user meets it: a folder of one's own, arguments in, two streams and a code out.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A shipped scenario.
pub(crate) fn shipped(name: &str) -> PathBuf {
    root().join("scenarios").join(format!("{name}.toml"))
}

/// An empty folder to run the program in.
pub(crate) struct Desk(TempDir);

/// What the program left.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A desk with one file on it.
    pub(crate) fn with(name: &str, text: &str) -> Desk {
        let desk = Desk::new();
        fs::write(desk.path(name), text).expect("a file is written");
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Names in a folder, sorted.
    pub(crate) fn list(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program, here, with nothing of the caller's terminal about it.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_journeysim"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command.env_remove("NO_COLOR").env_remove("TERM");
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ended {
        ended(self.command(args).output().expect("the program starts"))
    }
}

pub(crate) fn ended(output: Output) -> Ended {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let code = output
        .status
        .code()
        .unwrap_or_else(|| panic!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    Ended { code, out: text(output.stdout), err: text(output.stderr) }
}

impl Ended {
    /// Fails with everything that was said unless the code is this one.
    #[track_caller]
    pub(crate) fn with_code(self, code: i32) -> Ended {
        assert_eq!(self.code, code, "out:\n{}\nerr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }

    /// The only line on standard error.
    #[track_caller]
    pub(crate) fn only_line(&self) -> &str {
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), 1, "{}", self.err);
        lines[0]
    }
}

/// A queue small enough to run in a blink.
pub(crate) const SMALL: &str = r#"
name = "Small queue"

[run]
horizon      = "200 h"
warm_up      = "10 h"
replications = 3
seed         = 5

[[resource]]
name  = "server"
staff = 1

[[journey]]
name     = "visit"
arrivals = "5 per h"

[[journey.touchpoint]]
name     = "counter"
resource = "server"
time     = { exponential = { mean = "6 min" } }
"#;
