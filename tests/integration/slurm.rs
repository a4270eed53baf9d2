//! A real two-node Slurm on loopback runs a sweep, loses a node in the middle, and gives the bytes of one machine.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::{Desk, SMALL, root};

/// Longest wait for anything: a requeued task is held for two minutes.
const PATIENCE: Duration = Duration::from_secs(600);

/// Daemons that end with the test, by their own ids only.
struct Daemons(Vec<Child>);

impl Drop for Daemons {
    fn drop(&mut self) {
        for child in self.0.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn configuration(d: &str) -> String {
    format!(
        "ClusterName=lab\nSlurmctldHost=localhost(127.0.0.1)\nSlurmctldPort=16817\n\
         CommunicationParameters=NoInAddrAny,NoCtldInAddrAny\nAuthType=auth/munge\nAuthInfo=socket={d}/munge.socket\n\
         SlurmUser=root\nStateSaveLocation={d}/state\nSlurmdSpoolDir={d}/%n\nSlurmctldPidFile={d}/ctld.pid\n\
         SlurmdPidFile={d}/%n.pid\nSlurmctldLogFile={d}/ctld.log\nSlurmdLogFile={d}/%n.log\n\
         ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nJobAcctGatherType=jobacct_gather/none\n\
         AccountingStorageType=accounting_storage/none\nMpiDefault=none\nSwitchType=switch/none\n\
         SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\nJobRequeue=1\nReturnToService=2\nSlurmdTimeout=10\n\
         KillWait=2\nMaxArraySize=1001\n\
         NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=17001 CPUs=1 RealMemory=4000\n\
         NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=17002 CPUs=1 RealMemory=4000\n\
         PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP\n"
    )
}

/// Until the nodes of the cluster are there.
const START_UP: Duration = Duration::from_secs(60);

fn comes_true(patience: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let clock = Instant::now();
    while !holds() {
        if clock.elapsed() > patience {
            return false;
        }
        sleep(Duration::from_millis(500));
    }
    true
}

fn wait_until(what: &str, holds: impl FnMut() -> bool) {
    assert!(comes_true(PATIENCE, holds), "{what} did not happen in {PATIENCE:?}");
}

/// Why it cannot be tried here, if it cannot.
fn lacking() -> Option<&'static str> {
    let found = |name: &str| {
        Command::new("sh").args(["-c", &format!("command -v {name}")]).output().is_ok_and(|o| o.status.success())
    };
    let id = Command::new("id").arg("-u").output().map(|o| o.stdout).unwrap_or_default();
    if id != b"0\n" {
        return Some("starting node daemons takes root");
    }
    let needed = ["slurmctld", "slurmd", "munged", "sbatch", "sinfo", "squeue", "scontrol"];
    (!needed.into_iter().all(found)).then_some("the packages slurm-wlm and munge are not installed")
}

/// A process and everything below it, as a dying node takes them.
fn kill_tree(pid: u32) {
    let children = Command::new("ps").args(["-o", "pid=", "--ppid", &pid.to_string()]).output();
    let children = children.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
    children.split_whitespace().filter_map(|pid| pid.parse().ok()).for_each(kill_tree);
}

/// Step daemons of a node, which outlive its main daemon: the parents of its scripts. They write their title over their environment, so
/// nothing of their own says where they belong.
fn step_daemons(lab: &str, node: &str) -> Vec<u32> {
    let all = Command::new("ps").args(["-eo", "ppid=,args="]).output().expect("ps runs");
    let text = String::from_utf8_lossy(&all.stdout).into_owned();
    text.lines()
        .filter(|line| line.contains(&format!("{lab}/{node}/job")) && line.contains("slurm_script"))
        .filter_map(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

#[test]
#[ignore = "starts a cluster, takes minutes: a step of its own in .ci/run"]
fn a_lost_node_changes_no_byte() {
    if let Some(why) = lacking() {
        eprintln!("SKIPPED: {why}");
        return;
    }
    let desk = Desk::with("queue.toml", SMALL);
    let lab = tempfile::tempdir().expect("a scratch folder");
    let d = lab.path().display().to_string();
    for folder in ["state", "n1", "n2"] {
        fs::create_dir(lab.path().join(folder)).expect("a folder");
    }
    fs::write(lab.path().join("slurm.conf"), configuration(&d)).expect("written");
    let key =
        Command::new("sh").args(["-c", &format!("umask 077; head -c 1024 /dev/urandom > {d}/munge.key")]).status();
    assert!(key.is_ok_and(|status| status.success()));
    let conf = lab.path().join("slurm.conf");
    let slurm = |program: &str| {
        let mut command = Command::new(program);
        command.env("SLURM_CONF", &conf).stdin(Stdio::null());
        command
    };
    let quiet = |mut command: Command| command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a daemon");
    let mut munged = Command::new("munged");
    munged.args(["-F", "--force"]);
    for (option, file) in
        [("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed")]
    {
        munged.arg(format!("--{option}={d}/munge.{file}"));
    }
    let mut daemons = Daemons(vec![quiet(munged)]);
    wait_until("the munge socket", || Path::new(&format!("{d}/munge.socket")).exists());
    let mut controller = slurm("slurmctld");
    controller.arg("-D");
    daemons.0.push(quiet(controller));
    for node in ["n1", "n2"] {
        let mut command = slurm("slurmd");
        command.args(["-D", "-N", node]);
        daemons.0.push(quiet(command));
    }
    let say = |program: &str, args: &[&str]| {
        let out = slurm(program).args(args).output().expect("a client of Slurm");
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    // A machine may forbid what node daemons need; that says nothing about sweeps.
    if !comes_true(START_UP, || say("sinfo", &["-h", "-N", "-t", "idle", "-o", "%N"]).lines().count() == 2) {
        eprintln!("SKIPPED: no two idle nodes after {START_UP:?} on this machine");
        return;
    }

    // 16 shards of some seconds each, so that a node can die in the middle.
    let horizon = if cfg!(debug_assertions) { "30000 h" } else { "400000 h" };
    let design =
        ["--points", "32", "--replications", "12", "--horizon", horizon, "--vary", "journey.visit.arrivals=4..9 per h"];
    let plan = ["sweep", "plan", "queue.toml", "-q", "--shards", "16", "--out", "study"];
    desk.run(plan.iter().chain(&design)).with_code(0);
    let mut submit = slurm("bash");
    submit.arg(root().join("cluster/slurm/submit")).arg(desk.path("study")).args(["--mem=100M", "--chdir=/tmp"]);
    submit.env("JOURNEYSIM", env!("CARGO_BIN_EXE_journeysim"));
    let submitted = submit.output().expect("submitted");
    assert!(submitted.status.success(), "{}", String::from_utf8_lossy(&submitted.stderr));

    let parts = || fs::read_dir(desk.path("study/parts")).map_or(0, Iterator::count);
    wait_until("the first parts", || parts() >= 4);
    // Between two tasks nothing would be lost: a node dies a second or two into a task of some seconds.
    let used = || say("squeue", &["-h", "-w", "n2", "-t", "RUNNING", "-o", "%M"]);
    wait_until("a task on the second node", || used().lines().any(|time| time.trim() == "0:02"));
    // Its daemon, its step daemon, the script and the task go together: a step daemon left over would report the script as ended.
    let steps = step_daemons(&d, "n2");
    assert!(!steps.is_empty(), "the task has a step daemon");
    let mut node = daemons.0.pop().expect("the second node");
    let _ = node.kill();
    let _ = node.wait();
    steps.into_iter().for_each(kill_tree);
    assert!(parts() < 32, "it was in the middle");

    wait_until("an empty queue", || {
        let left = say("squeue", &["-h", "-o", "%i %T %j"]);
        left.lines().count() == 0
    });
    // Otherwise nothing was lost and nothing was tried.
    let log = fs::read_to_string(lab.path().join("ctld.log")).expect("the log of the controller");
    let felt: Vec<&str> =
        log.lines().filter(|line| line.contains("n2") || line.to_lowercase().contains("requeu")).collect();
    eprintln!("{}", felt.join("\n"));
    assert!(felt.iter().any(|line| line.to_lowercase().contains("requeu")), "a lost task queued again: {felt:?}");
    desk.run(["sweep", "merge", "study", "-q"]).with_code(0);
    desk.run(["sweep", "queue.toml", "-q", "--out", "alone"].iter().chain(&design)).with_code(0);
    for file in ["tables/rows.csv", "tables/points.csv", "rows.parquet", "results.json"] {
        let read = |folder: &str| fs::read(desk.path(folder).join(file)).expect(file);
        assert!(read("study") == read("alone"), "{file} differs");
    }
}
