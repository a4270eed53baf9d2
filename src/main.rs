//! The `journeysim` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    journeysim::cli::run(std::env::args_os()).into()
}
