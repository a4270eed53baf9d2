//! `schema`, `completions` and `man`: the program described to editors and shells.

use anyhow::anyhow;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Typed;
use super::exit::{Exit, Failure};
use super::terminal::Terminal;
use crate::scenario::grammar::schema::schema_text;
use crate::scenario::text::diagnostic::shown;

pub(super) fn schema(terminal: &Terminal) -> Result<Exit, Failure> {
    terminal.print(&schema_text())?;
    Ok(Exit::Done)
}

pub(super) fn completions(shell: Shell, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Typed::command(), "journeysim", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// The page of the program, or of one command.
pub(super) fn man(command: Option<&str>, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut program = Typed::command();
    // Builds the usage lines and inherited options of every command.
    program.build();
    let described = match command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Failure::usage(anyhow!("there is no command called {}", shown(name))))?,
    };
    let mut page = Vec::new();
    Man::new(described).render(&mut page).map_err(Failure::bug)?;
    terminal.print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
