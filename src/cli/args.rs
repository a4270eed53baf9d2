//! What was typed, before anything is decided about it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  journeysim new \"My branch\"                      a commented scenario to start from
  journeysim check my-branch.toml                 all problems at once
  journeysim run my-branch.toml                   who stays, what a customer is worth, what leaks
  journeysim run my-branch.toml --set resource.tellers.staff=4
  journeysim compare my-branch.toml               what each intervention would change, on the same customers
  journeysim leaks my-branch.toml                 what plugging each hole would really gain
  journeysim replay my-branch.toml --replication 3 --customer 1234

Exit codes:
  0 done; 1 our bug; 2 usage; 3 invalid scenario; 4 output could not be written; 5 an assert or a requested
  precision was missed; 130 (Ctrl-C) or 143 (SIGTERM) interrupted: what was finished is kept and marked partial";

/// A wind tunnel for customer journeys: one scenario file in, an honest leaky bucket out.
#[derive(Debug, Parser)]
#[command(name = "journeysim", version, after_help = EXAMPLES, max_term_width = 110)]
pub(super) struct Typed {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// How much is said on standard error, and how.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Voice {
    /// Say nothing on standard error but errors.
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Show no progress.
    #[arg(long, global = true)]
    pub(super) no_progress: bool,
    /// Use no colour (as does a NO_COLOR variable that is not empty).
    #[arg(long, global = true)]
    pub(super) no_color: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run one world: retention, lifetime value, the bucket, the queues; tables, charts and a report
    Run(Run),
    /// Compare the baseline with every intervention (or several files), same customers, paired differences
    Compare(Compare),
    /// Plug each hole in turn: who leaves by it, and what plugging it would really gain
    Leaks(Leaks),
    /// Validate only; all problems at once
    Check(Check),
    /// Show every effective value, where it comes from, and which engine will run and why
    Explain(Explain),
    /// Tell one customer's life, event by event
    Replay(Replay),
    /// Write a commented scenario to start from
    New(New),
    /// Draw tables, charts and the page again from stored results
    Report(Report),
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Print completions for a shell
    Completions {
        /// Shell to complete in.
        shell: Shell,
    },
    /// Print the manual page, of the program or of one command
    Man {
        /// Command to describe.
        command: Option<String>,
    },
    /// (planned) Run a design over parameters
    Sweep(Planned),
    /// (planned) Find what matters in a sweep
    Analyze(Planned),
}

/// Whatever is typed after a command that is only planned.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(super) struct Planned {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    pub(super) rest: Vec<OsString>,
}

/// A scenario and changes to it.
#[derive(Debug, Args)]
pub(super) struct Changed {
    /// Scenario file (TOML).
    pub(super) file: PathBuf,
    /// Random seed.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<String>,
    /// Replications; with --precision, the first number judged.
    #[arg(long, value_name = "N")]
    pub(super) replications: Option<String>,
    /// Simulated time, such as 5y or "20000 h".
    #[arg(long, value_name = "DURATION")]
    pub(super) horizon: Option<String>,
    /// Customers on day 0.
    #[arg(long, value_name = "N")]
    pub(super) customers: Option<String>,
    /// Change a value of the file, such as resource.tellers.staff=4 (repeatable).
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
}

/// How a simulation runs and where its results go.
#[derive(Debug, Args)]
pub(super) struct Running {
    /// Worker threads; results do not depend on it [default: all cores].
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
    /// Output folder [default: outputs/<file stem>/<command>].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Print the results as JSON instead of the summary.
    #[arg(long)]
    pub(super) json: bool,
    /// Write workbook.xlsx too: inputs, results, differences, raw replications, native charts.
    #[arg(long)]
    pub(super) xlsx: bool,
}

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Add replications until the half-width of METRIC is at most this share of its mean, such as ltv=2% (repeatable).
    #[arg(long, value_name = "METRIC=2%")]
    pub(super) precision: Vec<String>,
    #[command(flatten)]
    pub(super) running: Running,
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Further files, each a world of its own; their interventions are not run.
    pub(super) more: Vec<PathBuf>,
    /// Interventions to launch together: the bundle is a world too, and its effect is shared out among them (Shapley).
    #[arg(long, value_name = "A,B,C")]
    pub(super) with: Option<String>,
    /// Compare every pair of interventions, too.
    #[arg(long)]
    pub(super) all_pairs: bool,
    /// Instead of interventions: one parameter at a time at its low and high value, those of [[sweep.parameter]] and --vary.
    #[arg(long, conflicts_with_all = ["with", "all_pairs", "budget", "more"])]
    pub(super) tornado: bool,
    /// A parameter of the tornado, such as resource.tellers.staff=2..4; replaces those of the file (repeatable).
    #[arg(long, value_name = "PATH=LOW..HIGH", requires = "tornado")]
    pub(super) vary: Vec<String>,
    /// Metric of the tornado.
    #[arg(long, value_name = "METRIC", requires = "tornado", default_value = "npv")]
    pub(super) metric: String,
    /// Money there is: names the best design within it.
    #[arg(long, value_name = "MONEY")]
    pub(super) budget: Option<f64>,
    /// Gap in value (NPV) worth telling apart: runs on with the designs still in the race until the best is named with 95 % confidence (KN).
    #[arg(long, value_name = "MONEY")]
    pub(super) gap: Option<f64>,
    #[command(flatten)]
    pub(super) running: Running,
}

#[derive(Debug, Args)]
pub(super) struct Leaks {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Share out the effect of plugging all holes among them (Shapley): simulates their subsets, or random orders.
    #[arg(long)]
    pub(super) shapley: bool,
    #[command(flatten)]
    pub(super) running: Running,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Print the problems as a JSON list.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Only values under this path, such as resource.tellers.
    pub(super) path: Option<String>,
    /// Print as JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Replay {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Replication, from 0.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) replication: u64,
    /// Customer, from 0: one of day 0, or with --source a newcomer of that channel.
    #[arg(long, value_name = "N", required_unless_present = "visitor", conflicts_with = "visitor")]
    pub(super) customer: Option<u64>,
    /// Name of the [[acquisition]] the customer joined by.
    #[arg(long, value_name = "CHANNEL", requires = "customer")]
    pub(super) source: Option<String>,
    /// Anonymous visitor, from 0, in order of arrival at --journey.
    #[arg(long, value_name = "N", requires = "journey")]
    pub(super) visitor: Option<u64>,
    /// Tell the same life beside it in the world of this intervention; the first event that differs is marked.
    #[arg(long, value_name = "INTERVENTION")]
    pub(super) against: Option<String>,
    /// Journey of the visitor.
    #[arg(long, value_name = "NAME", requires = "visitor")]
    pub(super) journey: Option<String>,
    /// Print the events as a JSON list.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// Name of the scenario; the file is named after it.
    #[arg(required_unless_present = "list")]
    pub(super) name: Option<String>,
    /// Scenario to start from.
    #[arg(long, value_name = "TEMPLATE", default_value = "bank-branch")]
    pub(super) template: String,
    /// List the templates.
    #[arg(long, conflicts_with = "name")]
    pub(super) list: bool,
}

#[derive(Debug, Args)]
pub(super) struct Report {
    /// Folder with results.json.
    pub(super) dir: PathBuf,
    /// Write workbook.xlsx too: inputs, results, differences, raw replications, native charts.
    #[arg(long)]
    pub(super) xlsx: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Typed::command().debug_assert();
    }

    #[test]
    fn planned_commands_take_anything() {
        let typed = Typed::try_parse_from(["journeysim", "sweep", "a.toml", "--design", "lhs", "--points", "256"]);
        assert!(matches!(typed.expect("accepted").command, Command::Sweep(_)));
    }

    #[test]
    fn a_replay_is_of_one_person() {
        let parse = |more: &[&str]| Typed::try_parse_from(["journeysim", "replay", "a.toml"].iter().chain(more));
        assert!(parse(&[]).is_err());
        assert!(parse(&["--customer", "1", "--visitor", "2", "--journey", "x"]).is_err());
        assert!(parse(&["--visitor", "2"]).is_err());
        assert!(parse(&["--customer", "1", "--source", "street"]).is_ok());
    }
}
