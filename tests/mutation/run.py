#!/usr/bin/env python3
"""Do the unit tests of `stats` and `engine` notice when their code is wrong?

    tests/mutation/run.py                a keyed sample of 300 mutants; fails below 80 % caught
    tests/mutation/run.py --sample 40    fewer
    tests/mutation/run.py --list         the sample, without trying it
    tests/mutation/run.py --write        also writes tests/mutation/survivors.md

A mutant differs from the code in one place: an operator, a comparison, a constant, a sign, a branch or what a function returns. It is caught
when a unit test of `stats` or `engine` fails, panics or does not end. One that does not compile is no mutant, and the next of the sample
takes its place. The two rooms and those below them are copied into a crate of their own, built once: a program that is any of the mutants,
by a number in its environment. A constant, which cannot be chosen when the program runs, gets a program of its own.

Which mutants are tried depends on their text and on the key alone: a change elsewhere in a file leaves the others of the sample as they are.
Reasons why a survivor is tolerable stand in tests/mutation/tolerated.toml."""

import argparse, datetime, hashlib, json, os, re, resource, shutil, subprocess, sys, tempfile, time, tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ["stats", "engine"]
KEY = "journeysim 29"
LEAST = 0.8
AT_ONCE = int(os.environ.get("AT_ONCE", 0)) or os.cpu_count() or 1

# What is looked for in code without comments and texts, and what takes its place.
OPERATORS = [
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r" % ", " * "),
    (r" \+= ", " -= "), (r" -= ", " += "), (r" \*= ", " /= "), (r" /= ", " *= "),
    (r" < ", " <= "), (r" > ", " >= "), (r" <= ", " < "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r"(?<=[(\s!])!(?=[a-z(])", ""), (r"(?<=[(\[,=] )-(?=[a-z(])|(?<=\()-(?=[a-z(])", ""),
    (r"\.\.=", ".."), (r"\.min\(", ".max("), (r"\.max\(", ".min("), (r"\.floor\(\)", ".ceil()"), (r"\.ceil\(\)", ".floor()"),
    (r" << ", " >> "), (r" >> ", " << "), (r" & ", " | "), (r" \| ", " & "),
]
LIBRARY = """#![allow(dead_code)]
use std::sync::{LazyLock, atomic::{AtomicBool, Ordering}};
static CHOSEN: LazyLock<u32> = LazyLock::new(|| std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0));
static REACHED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("REACHED").ok());
static SEEN: [AtomicBool; 4096] = [const { AtomicBool::new(false) }; 4096];
#[inline(always)]
pub fn mutant(number: u32) -> bool {
    if REACHED.is_some() { reached(number); }
    *CHOSEN == number
}
#[cold]
fn reached(number: u32) {
    if !SEEN[number as usize].swap(true, Ordering::Relaxed) {
        use std::io::Write;
        let path = REACHED.as_ref().expect("a path");
        let file = std::fs::File::options().append(true).create(true).open(path);
        writeln!(file.expect("a file"), "{number}").expect("written");
    }
}
"""
NUMBER = re.compile(r"(?<![\w.])(\d[\d_]*)(\.\d[\d_]*)?(e-?\d+)?(?![\w.]|\s*=>)")


@dataclass(frozen=True)
class Mutant:
    file: str
    start: int
    end: int
    new: str
    line: int
    shown: str  # the line and its change, for people and for the key

    def order(self):
        return hashlib.sha256(f"{KEY}|{self.file}|{self.shown}".encode()).hexdigest()


def code_of(text):
    """The text with comments, strings, attributes and tests blanked, of equal length."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    text = re.sub(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\\n])'", blank, text, flags=re.S)
    inner = re.search(r"#\[cfg\(test\)\]\s*(?:pub(?:\(\w+\))? )?mod \w+ \{", text)
    if inner:
        text = text[: inner.start()] + re.sub(r"[^\n]", " ", text[inner.start():])
    text = re.sub(r"#!?\[[^\]]*\]", blank, text)
    text = re.sub(r"^\s*(?:pub(?:\([\w ]+\))? )?use [^;]*;", blank, text, flags=re.M)
    # An assertion checks what the code beside it does; turning it is no other result.
    for found in list(re.finditer(r"\b(?:debug_)?assert(?:_eq|_ne)?!\(|\bpanic!\(|\bunreachable!\(|\.expect\(", text)):
        end = matching(text, found.end() - 1)
        text = text[: found.start()] + re.sub(r"[^\n]", " ", text[found.start():end]) + text[end:]
    return text


def matching(text, at):
    """The place after the bracket that closes the one at `at`."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    depth = 0
    for place in range(at, len(text)):
        if text[place] == text[at]:
            depth += 1
        elif text[place] == pairs[text[at]]:
            depth -= 1
            if depth == 0:
                return place + 1
    return len(text)


def other_value(kind):
    """Bodies that return something else, for the kind of value a function returns."""
    kind = kind.strip()
    if kind == "":
        return ["{}"]
    if kind == "bool":
        return ["{ true }", "{ false }"]
    if kind == "f64":
        return ["{ 0.0 }", "{ 1.0 }"]
    if re.fullmatch(r"[iu](8|16|32|64|128|size)", kind):
        return ["{ 0 }", "{ 1 }"]
    if kind.startswith("Option<"):
        return ["{ None }"]
    if kind.startswith("Vec<"):
        return ["{ Vec::new() }"]
    return ["{ Default::default() }"]


def mutants_of(file):
    text = (ROOT / file).read_text()
    code = code_of(text)
    found = []

    def add(start, end, new):
        line = text.count("\n", 0, start) + 1
        row = text.splitlines()[line - 1].strip()
        seen[(row, start - text.rfind("\n", 0, start), new)] = seen.get((row, start - text.rfind("\n", 0, start), new), 0) + 1
        again = seen[(row, start - text.rfind("\n", 0, start), new)]
        nth = text[text.rfind("\n", 0, start) + 1:start].count(text[start:end]) + 1
        old = text[start:end].strip() if "\n" not in text[start:end] else "the body"
        shown = f"`{row}`: `{old}` {nth} becomes `{new.strip() or 'nothing'}`" + (f" (line {again} like it)" if again > 1 else "")
        found.append(Mutant(file, start, end, new, line, shown))

    seen = {}
    for pattern, new in OPERATORS:
        for at in re.finditer(pattern, code):
            add(at.start(), at.end(), new)
    for at in NUMBER.finditer(code):
        whole, part, power = at.groups()
        if part or power:
            value = float(at.group().replace("_", ""))
            add(at.start(), at.end(), repr(1.0 - value) if value in (0.0, 1.0) else repr(2.0 * value))
        else:
            add(at.start(), at.end(), str(int(whole.replace("_", "")) + 1))
    for at in re.finditer(r"\bfn \w+(?:<[^>{(]*>)?\(", code):
        close = matching(code, at.end() - 1)
        head = re.match(r"\s*(?:->\s*([^{;]*?))?\s*(?:where[^{;]*)?\{", code[close:])
        if head:
            body = close + head.end() - 1
            for new in other_value(head.group(1) or ""):
                add(body, matching(code, body), new)
    return found


def every_mutant():
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / "src" / room).rglob("*.rs")):
            if not path.stem.endswith("_tests") and path.stem not in ("testing", "mod"):
                found += mutants_of(str(path.relative_to(ROOT)))
    return sorted(found, key=Mutant.order)


def crate(folder):
    """A crate of the rooms and of those that they use."""
    need, rooms = list(ROOMS), []
    text = ""
    while need:
        room = need.pop()
        if room in rooms:
            continue
        rooms.append(room)
        shutil.copytree(ROOT / "src" / room, folder / "src" / room)
        here = "".join(path.read_text() for path in (folder / "src" / room).rglob("*.rs"))
        text += here
        need += [r for r in set(re.findall(r"\bcrate::(\w+)", here)) if (ROOT / "src" / r).is_dir()]
    (folder / "src/lib.rs").write_text(LIBRARY + "".join(f"pub mod {room};\n" for room in sorted(rooms)))
    manifest = (ROOT / "Cargo.toml").read_text()
    edition = re.search(r'^edition = .*$', manifest, re.M).group()
    kept = f'[package]\nname = "mutated"\nversion = "0.0.0"\n{edition}\n'
    for part in ["dependencies", "dev-dependencies"]:
        lines = re.search(rf"^\[{part}\]\n((?:[\w-]+ = .*\n)*)", manifest, re.M).group(1).splitlines()
        used = [line for line in lines if re.search(rf"\b{line.split(' ')[0].replace('-', '_')}::", text)]
        kept += f"[{part}]\n" + "\n".join(used) + "\n"
    kept += '[profile.test]\nopt-level = 1\ndebug = false\nincremental = true\n[profile.test.package."*"]\nopt-level = 2\n[workspace]\n'
    (folder / "Cargo.toml").write_text(kept)
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")


def build(folder):
    """The test program; `None` when it does not compile."""
    command = ["cargo", "test", "--quiet", "--lib", "--no-run", "--message-format=json"]
    environment = {**os.environ, "RUSTFLAGS": "--cap-lints allow"}
    ended = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if ended.returncode:
        return None
    return re.findall(r'"executable":"([^"]+)"', ended.stdout)[-1]


def passes(program, tests, limit, number=0):
    """Whether these tests succeed in time."""
    # A mutant that fails a property is no case worth keeping.
    environment = {**os.environ, "MUTANT": str(number), "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true"}
    command = [program, "--quiet", "--exact", *tests]

    def bounded():
        # A mutant may ask for memory without end, or outlive this program.
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 1))

    try:
        ended = subprocess.run(
            command, env=environment, timeout=limit, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=bounded
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


@dataclass
class Tried:
    """A test without any mutant: its name, how long it takes, and the mutants that it comes by."""
    name: str
    seconds: float
    reached: set


def tests_of(program, folder):
    """Every test of the rooms, the quick ones first."""
    listed = subprocess.run([program, "--list"], check=True, stdout=subprocess.PIPE, text=True).stdout
    names = [line.removesuffix(": test") for line in listed.splitlines() if line.endswith(": test")]

    def one(name):
        path = folder / f"reached-{name.replace(':', '-')}"
        path.unlink(missing_ok=True)
        clock = time.monotonic()
        ended = subprocess.run([program, "--quiet", "--exact", name], env={**os.environ, "REACHED": str(path)}, stdout=subprocess.DEVNULL)
        if ended.returncode:
            sys.exit(f"{name} fails without any change")
        reached = {int(line) for line in path.read_text().split()} if path.exists() else set()
        path.unlink(missing_ok=True)
        return Tried(name, time.monotonic() - clock, reached)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(one, [n for n in names if n.split("::")[0] in ROOMS]))
    return sorted(found, key=lambda test: test.seconds)


def functions(code):
    """Bodies of the outermost functions that can be told apart at run time: from brace to after the brace."""
    found, end = [], 0
    for at in re.finditer(r"\bfn \w+(?:<[^>{(]*>)?\(", code):
        if at.start() < end:
            continue
        close = matching(code, at.end() - 1)
        head = re.match(r"\s*(?:->\s*([^{;]*?))?\s*(?:where[^{;]*)?\{", code[close:])
        if not head:
            continue
        start = close + head.end() - 1
        end = matching(code, start)
        before = code[code.rfind("\n", 0, at.start()) + 1:at.start()]
        if "const" not in before and "impl " not in (head.group(1) or ""):
            found.append((start, end))
    return found


def at_once(folder, mutants):
    """Writes a program that is any of the mutants, by a number in the environment; says which lines belong to which."""
    lines, files = {}, {}
    for number, mutant in mutants.items():
        files.setdefault(mutant.file, {})[number] = mutant
    for file in {str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / "src" / room).rglob("*.rs")}:
        text = (ROOT / file).read_text()
        here, out, last, row = files.get(file, {}), "", 0, {}
        for start, end in functions(code_of(text)):
            inside = {n: m for n, m in here.items() if start <= m.start and m.end <= end}
            if not inside:
                continue
            out += text[last:start] + "{\n"
            for number, mutant in inside.items():
                body = text[start: mutant.start] + mutant.new + text[mutant.end: end]
                first = out.count("\n") + 1
                out += f"if crate::mutant({number}) {body} else\n"
                row.update(dict.fromkeys(range(first, out.count("\n") + 1), number))
            out += text[start:end] + "\n}"
            last = end
        (folder / file).write_text(out + text[last:])
        lines[file] = row
    return lines


def build_at_once(folder, mutants):
    """Builds a program of all the mutants that compile, and returns it with the numbers of the others."""
    dropped = set()
    while True:
        lines = at_once(folder, {n: m for n, m in mutants.items() if n not in dropped})
        command = ["cargo", "test", "--quiet", "--lib", "--no-run", "--message-format=json"]
        environment = {**os.environ, "RUSTFLAGS": "--cap-lints allow"}
        ended = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if ended.returncode == 0:
            return re.findall(r'"executable":"([^"]+)"', ended.stdout)[-1], dropped
        wrong = set()
        for line in ended.stdout.splitlines():
            told = json.loads(line) if line.startswith("{") else {}
            message = told.get("message") or {}
            if isinstance(message, dict) and message.get("level") == "error":
                wrong |= {lines.get(span["file_name"], {}).get(span["line_start"]) for span in message["spans"]}
        wrong.discard(None)
        if not wrong:
            sys.exit(f"the rooms do not compile by themselves:\n{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}")
        dropped |= wrong


def notices(program, tests, number=None):
    """Whether a test fails: first the quick ones together, then each slower one."""
    tests = [test for test in tests if number is None or number in test.reached]
    quick = [test for test in tests if test.seconds < 0.3]
    groups = [group for group in [quick, *([test] for test in tests if test.seconds >= 0.3)] if group]
    return any(
        not passes(program, [t.name for t in group], 30 + 10 * sum(t.seconds for t in group), number or 0) for group in groups
    )


def alone(folder, mutant, tests):
    """What no program of many can hold, such as a constant: a build of its own; `None` when it does not compile."""
    path = folder / mutant.file
    text = path.read_text()
    path.write_text(text[: mutant.start] + mutant.new + text[mutant.end:])
    try:
        program = build(folder)
        return program and notices(program, tests)
    finally:
        path.write_text(text)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sample", type=int, default=300)
    ask.add_argument("--list", action="store_true")
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--scratch", type=Path, help="a folder to keep what is compiled in")
    ask.add_argument("--only", help="only mutants whose file and text have this in them")
    asked = ask.parse_args()
    ordered = every_mutant()
    if asked.only:
        ordered = [m for m in ordered[: 2 * asked.sample] if asked.only in f"{m.file}: {m.shown}"]
    if asked.list:
        for mutant in ordered[: asked.sample]:
            print(f"{mutant.file}:{mutant.line}: {mutant.shown}")
        print(f"{len(ordered)} mutants in all")
        return
    folder = asked.scratch or Path(tempfile.mkdtemp(prefix="mutation-"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "src", ignore_errors=True)
    crate(folder)
    held = {file: functions(code_of((ROOT / file).read_text())) for file in {m.file for m in ordered}}
    in_function = lambda m: any(start <= m.start and m.end <= end for start, end in held[m.file])
    # Some more than the sample, as some do not compile.
    chosen = dict(enumerate(ordered[: asked.sample + asked.sample // 5 + 5], 1))
    program, dropped = build_at_once(folder, {n: m for n, m in chosen.items() if in_function(m)})
    tests = tests_of(program, folder)
    print(f"{len(chosen)} mutants, {len(dropped)} do not compile; {len(tests)} tests", flush=True)
    caught, survivors = 0, []

    def tell(number, mutant, noticed):
        nonlocal caught
        caught += noticed
        if not noticed:
            survivors.append(mutant)
        print(f"{number:4} {'caught' if noticed else 'SURVIVED'} {mutant.file}:{mutant.line}: {mutant.shown}", flush=True)

    # The first of the order that compile are the sample: those in a program of many now, the others each in one of its own.
    sample = [(n, m) for n, m in chosen.items() if n not in dropped][: asked.sample]
    together = [(n, m) for n, m in sample if in_function(m)]
    left = [(n, m) for n, m in sample if not in_function(m)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for (number, mutant), noticed in zip(together, pool.map(lambda one: notices(program, tests, one[0]), together)):
            tell(number, mutant, noticed)
    at_once(folder, {})
    for number, mutant in left:
        noticed = alone(folder, mutant, tests)
        if noticed is not None:
            tell(number, mutant, noticed)
    tried = caught + len(survivors)
    if not asked.scratch:
        shutil.rmtree(folder)
    reasons = {(t["file"], t["mutant"]): t["why"] for t in tomllib.loads((ROOT / "tests/mutation/tolerated.toml").read_text())["tolerated"]}
    lines = [f"- `{m.file}`, {m.shown}: {reasons.get((m.file, m.shown), '**no reason given**')}" for m in survivors]
    told = f"{caught} of {tried} mutants caught ({caught / max(1, tried):.1%}), a keyed sample of {len(ordered)}"
    if asked.write:
        page = f"# What the tests of `stats` and `engine` do not notice\n\nWritten by `tests/mutation/run.py --write` on {datetime.date.today()}: {told}.\n\n"
        (ROOT / "tests/mutation/survivors.md").write_text(page + "\n".join(lines) + "\n")
    print("\n".join(lines))
    print(told)
    print(f"TRIED {tried}")
    if caught < LEAST * tried:
        sys.exit(f"less than {LEAST:.0%} are caught")


main()
