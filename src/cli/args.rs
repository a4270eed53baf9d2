//! What was typed, before anything is decided about it. The whole grammar of the command line, in one place for `--help`, completions and the
//! man page: longer than other files.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use super::event_log::Told;

const EXAMPLES: &str = "\
Examples:
  journeysim new \"My branch\"                      a commented scenario to start from
  journeysim check my-branch.toml                 all problems at once
  journeysim run my-branch.toml                   who stays, what a customer is worth, what leaks
  journeysim run my-branch.toml --set resource.tellers.staff=4
  journeysim compare my-branch.toml               what each intervention would change, on the same customers
  journeysim leaks my-branch.toml                 what plugging each hole would really gain
  journeysim sweep my-branch.toml --vary resource.tellers.staff=2..5 --points 64
  journeysim analyze outputs/my-branch/sweep      what matters, and the best design
  journeysim replay my-branch.toml --replication 3 --customer 1234

Exit codes:
  0   done
  1   our bug
  2   usage
  3   invalid scenario, or every point of a sweep refused
  4   an output could not be written
  5   an assert or a requested precision was missed, or a merge is incomplete
  6   another run is writing into the output folder
  7   one replication takes more memory than there is
  130 (Ctrl-C) or 143 (SIGTERM) interrupted: what was finished is kept and marked partial";

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
    /// Run a design over parameters: resumable, on one machine or many
    Sweep(Sweep),
    /// Find what matters in a sweep, finished or not: sensitivity, a rule in words, the best design
    Analyze(Analyze),
    /// Let another program, such as an optimiser, ask for designs and hear what they give (JSON lines)
    AskTell(AskTell),
}

/// A scenario and changes to it.
#[derive(Debug, Args)]
pub(super) struct Changed {
    /// Scenario file (TOML).
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) changes: Changes,
}

/// Changes to a scenario.
#[derive(Debug, Args)]
pub(super) struct Changes {
    /// Random seed.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<String>,
    /// Replications: independent repetitions of the whole simulation.
    #[arg(long, value_name = "N")]
    pub(super) replications: Option<String>,
    /// Simulated time, such as 5y or "20000 h".
    #[arg(long, value_name = "DURATION")]
    pub(super) horizon: Option<String>,
    /// Customers on day 0.
    #[arg(long, value_name = "N")]
    pub(super) customers: Option<String>,
    /// Values that go together, such as bank-servqual or high-competition (repeatable).
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Vec<String>,
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
}

/// How a simulation runs that ends in a report.
#[derive(Debug, Args)]
pub(super) struct Reported {
    #[command(flatten)]
    pub(super) running: Running,
    /// Write workbook.xlsx too: inputs, results, differences, raw replications, native charts.
    #[arg(long)]
    pub(super) xlsx: bool,
}

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Add replications until the half-width of METRIC is at most this share of its mean, such as ltv=2% (repeatable); at most a hundred
    /// times the planned ones.
    #[arg(long, value_name = "METRIC=2%")]
    pub(super) precision: Vec<String>,
    /// Write what happened to everybody, for process mining: a .csv, .parquet or .xes file (repeatable).
    #[arg(long, value_name = "FILE")]
    pub(super) event_log: Vec<PathBuf>,
    /// Replications that the event log tells, from the first on.
    #[arg(long, value_name = "N|all", default_value = "1", requires = "event_log")]
    pub(super) log_replications: Told,
    /// Write every life as customer in all replications, for other programs: a .csv or a .parquet file (repeatable).
    #[arg(long, value_name = "FILE")]
    pub(super) lives: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) drawn: Drawn,
    #[command(flatten)]
    pub(super) reported: Reported,
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Further files, each a world of its own; their interventions are not run.
    pub(super) more: Vec<PathBuf>,
    /// Interventions to launch together: the bundle is a world too, and its effect is shared out among them (Shapley), over random orders
    /// if there are more than 10 (repeatable: all that is named goes together).
    #[arg(long, value_name = "A,B,C")]
    pub(super) with: Vec<String>,
    /// Compare every pair of interventions, too, but those that exclude each other or of which one carries the other.
    #[arg(long)]
    pub(super) all_pairs: bool,
    /// Instead of interventions: one parameter at a time at its low and high value, those of [[sweep.parameter]] and --vary.
    #[arg(long, conflicts_with_all = ["with", "all_pairs", "budget", "more"])]
    pub(super) tornado: bool,
    /// A parameter of the tornado, such as resource.tellers.staff=2..4; replaces those of the file (repeatable).
    #[arg(long, value_name = "PATH=LOW..HIGH", requires = "tornado")]
    pub(super) vary: Vec<String>,
    /// Metric of the tornado, such as difference.npv of a --world [default: what decides, else npv].
    #[arg(long, value_name = "METRIC", requires = "tornado")]
    pub(super) metric: Option<String>,
    /// World of the tornado: an intervention [default: the baseline].
    #[arg(long, value_name = "NAME", requires = "tornado")]
    pub(super) world: Option<String>,
    /// What decides which world is the best, instead of what the file says, such as satisfaction or return; METRIC:lower or METRIC:higher where
    /// the metric has no better side of its own [default: npv].
    #[arg(long, value_name = "METRIC")]
    pub(super) decides: Option<String>,
    /// Money there is: names the best design that costs no more. With --with, every part of the bundle is a design too.
    #[arg(long, value_name = "MONEY", allow_negative_numbers = true)]
    pub(super) budget: Option<f64>,
    /// Gap in what decides worth telling apart, in its unit: runs on with the designs still in the race until the best is named with 95 %
    /// confidence (KN).
    #[arg(long, value_name = "GAP", allow_negative_numbers = true)]
    pub(super) gap: Option<f64>,
    #[command(flatten)]
    pub(super) unknown: Unknown,
    #[command(flatten)]
    pub(super) reported: Reported,
}

/// Draws of what is not known.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Drawn {
    /// Exactly so many draws of what is not known, at least 32.
    #[arg(long, value_name = "N")]
    pub(super) draws: Option<u64>,
    /// As many draws as this takes, such as "5 min": the number is told, and `--draws` of it gives the same.
    #[arg(long, value_name = "TIME", conflicts_with = "draws")]
    pub(super) time: Option<String>,
    /// An input that is not known, nine in ten between two ends: [scale:|add:]PATH=LOW..HIGH, or the NAME of one of the file, whose range it
    /// replaces; `defaults` varies every assumed default that no other input reaches (repeatable).
    #[arg(long, value_name = "PATH=LOW..HIGH")]
    pub(super) uncertain: Vec<String>,
}

/// What is not known, and how thoroughly it is looked at.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Unknown {
    #[command(flatten)]
    pub(super) drawn: Drawn,
    /// Go on with draws, to 4,096, until the standard error of the worth of knowing everything is this share of it: evpi=5%.
    #[arg(long, value_name = "evpi=PERCENT", conflicts_with_all = ["draws", "time"])]
    pub(super) precision: Option<String>,
    /// Only the draws of one of N shards, numbered from 0, into the output folder, where others work as well; `auto/N` takes the number from the
    /// array index of a scheduler (Slurm and others). Then the same command without it finds them, and answers.
    #[arg(long, value_name = "I/N", requires = "draws")]
    pub(super) shard: Option<String>,
    /// Only the file as it is written: chance, and not what is not known.
    #[arg(long, conflicts_with_all = ["draws", "time", "uncertain", "precision", "shard"])]
    pub(super) as_written: bool,
}

#[derive(Debug, Args)]
pub(super) struct Leaks {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Share out the effect of plugging all holes among them (Shapley): simulates their subsets, or random orders.
    #[arg(long)]
    pub(super) shapley: bool,
    #[command(flatten)]
    pub(super) drawn: Drawn,
    #[command(flatten)]
    pub(super) reported: Reported,
}

/// A sweep in one go, or one step of it.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Sweep {
    #[command(subcommand)]
    pub(super) step: Option<SweepStep>,
    /// Scenario file (TOML).
    #[arg(required = true)]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) designing: Designing,
    /// Say points, replications, time and disk, and run nothing but a short trial.
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) running: Running,
}

/// One step of a sweep over many machines.
#[expect(clippy::large_enum_variant, reason = "there is one step")]
#[derive(Debug, Subcommand)]
pub(super) enum SweepStep {
    /// Fix the points, the replications and the shards in DIR/plan.json
    Plan(SweepPlan),
    /// Work on one shard of a plan; what is there already is not done again
    Run(SweepRun),
    /// List the shards that are not finished
    Missing(SweepMissing),
    /// Check all parts and write the tables
    Merge(SweepMerge),
}

/// Where the points of a sweep lie.
#[derive(Debug, Args)]
pub(super) struct Designing {
    #[command(flatten)]
    pub(super) changes: Changes,
    /// grid, lhs, sobol, saltelli, morris, one-at-a-time, or a CSV file of paths and values [default: that of the file, else lhs].
    #[arg(long, value_name = "KIND|FILE.csv")]
    pub(super) design: Option<String>,
    /// Design points [default: those of the file, else 64].
    #[arg(long, value_name = "N")]
    pub(super) points: Option<u64>,
    /// Vary a value instead of the parameters of the file, such as resource.tellers.staff=2..6 (repeatable); a list A,B,C of values, and
    /// log:, scale: or add: before the path.
    #[arg(long, value_name = "PATH=LOW..HIGH")]
    pub(super) vary: Vec<String>,
    /// More points for a sweep that is there (repeatable).
    #[arg(long, value_name = "N")]
    pub(super) add: Vec<u64>,
    /// Run interventions, too, on the same customers at every point: a world for each that is enabled, or for those named. Differences from the
    /// baseline, such as difference.npv, are metrics then.
    #[arg(long, value_name = "NAME,...", num_args = 0..=1, default_missing_value = "")]
    pub(super) worlds: Option<String>,
    /// At each point, add replications until the half-width of METRIC is at most this share of its mean (repeatable); at most a hundred
    /// times the planned ones.
    #[arg(long, value_name = "METRIC=2%")]
    pub(super) precision: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct SweepPlan {
    /// Scenario file (TOML).
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) designing: Designing,
    /// Parts of the work for different machines.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) shards: u64,
    /// Folder of the sweep [default: outputs/<file stem>/sweep].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SweepRun {
    /// Folder with plan.json.
    pub(super) dir: PathBuf,
    /// Shard, from 0, of how many; auto takes the array index that Slurm, Kubernetes, AWS Batch or HyperQueue sets.
    #[arg(long, value_name = "I/N|auto", default_value = "0/1")]
    pub(super) shard: String,
    /// Worker threads; results do not depend on it [default: all cores].
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct SweepMissing {
    /// Folder with plan.json.
    pub(super) dir: PathBuf,
    /// slurm: array indices such as 3,7-9; lines: one shard a line.
    #[arg(long, value_name = "FORMAT", default_value = "lines", value_parser = ["lines", "slurm"])]
    pub(super) format: String,
}

#[derive(Debug, Args)]
pub(super) struct SweepMerge {
    /// Folder with plan.json.
    pub(super) dir: PathBuf,
    /// Write the tables of what is there, marked partial.
    #[arg(long)]
    pub(super) allow_partial: bool,
    /// Print the results as JSON instead of the summary.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// Folder of a sweep.
    #[arg(required_unless_present = "decision")]
    pub(super) dir: Option<PathBuf>,
    /// Instead of a sweep, a CSV table of draws from any model: columns `draw`, `luck` (equal numbers are the same luck), `design:NAME` for each
    /// design with the baseline first, and all others uncertain inputs. Says which design is best, how likely, and what to measure first.
    #[arg(long, value_name = "TABLE", conflicts_with_all = ["dir", "metric", "world", "when", "minimise"])]
    pub(super) decision: Option<PathBuf>,
    /// Metric to explain, such as npv or resources.tellers.delay_min (repeatable) [default: npv, or the first delay].
    #[arg(long, value_name = "METRIC")]
    pub(super) metric: Vec<String>,
    /// World whose points are explained [default: the baseline; of differences the only other one].
    #[arg(long, value_name = "NAME")]
    pub(super) world: Option<String>,
    /// What to find a rule for, such as "npv<0" [default: the worst quarter of the points].
    #[arg(long, value_name = "METRIC<VALUE")]
    pub(super) when: Option<String>,
    /// The best design has the smallest value, not the largest; of waits, failures and losses it has so without being told.
    #[arg(long)]
    pub(super) minimise: bool,
    /// Print the results as JSON instead of the summary.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct AskTell {
    #[command(flatten)]
    pub(super) changed: Changed,
    /// Metric to tell (repeatable), such as difference.npv of a world [default: all of them].
    #[arg(long, value_name = "METRIC")]
    pub(super) metric: Vec<String>,
    /// World of questions that name none: an intervention [default: the baseline].
    #[arg(long, value_name = "NAME")]
    pub(super) world: Option<String>,
    /// Worker threads; results do not depend on it [default: all cores].
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
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
    /// The values of somebody, and which segment, rule or offer made them, such as "segment=business,tenure=20d": by segment, source, stage,
    /// tenure, purchases, recency, frequency, money, abc, quadrant, member, tier, an offer, or the name of an attribute.
    #[arg(long = "for", value_name = "KEY=VALUE,...")]
    pub(super) whom: Option<String>,
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
    fn a_sweep_is_of_a_file_or_one_step() {
        let parse = |words: &[&str]| match Typed::try_parse_from(["journeysim", "sweep"].iter().chain(words)) {
            Ok(Typed { command: Command::Sweep(sweep), .. }) => Some(sweep),
            _ => None,
        };
        let whole = parse(&["a.toml", "--design", "lhs", "--points", "256", "--seed", "3"]).expect("a whole sweep");
        assert!(whole.step.is_none() && whole.file.is_some());
        let step = parse(&["run", "dir", "--shard", "3/16"]).expect("a step");
        assert!(matches!(step.step, Some(SweepStep::Run(_))) && step.file.is_none());
        assert!(parse(&[]).is_none());
        assert!(parse(&["plan", "a.toml", "--shards", "16", "--vary", "a.b=1..2"]).is_some());
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
