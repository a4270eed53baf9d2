//! Which shard of the work is ours, and lists of shards as schedulers write them.

use anyhow::anyhow;

use super::super::exit::Failure;

/// Variables in which array engines put the index of a task, from 0.
const ARRAYS: [(&str, &str); 4] = [
    ("SLURM_ARRAY_TASK_ID", "Slurm"),
    ("JOB_COMPLETION_INDEX", "a Kubernetes indexed Job"),
    ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS Batch"),
    ("HQ_TASK_ID", "HyperQueue"),
];

/// Reads `I/N` or `auto`.
pub(in crate::cli) fn read(text: &str, shards: u64, variable: impl Fn(&str) -> Option<String>) -> Result<u64, Failure> {
    let checked = |shard: u64, whence: &str| {
        if shard < shards {
            Ok(shard)
        } else {
            Err(Failure::usage(anyhow!("{whence} is shard {shard}; the plan has {shards}, numbered from 0")))
        }
    };
    if text == "auto" {
        let found = ARRAYS.iter().find_map(|(name, _)| Some((*name, variable(name)?)));
        let (name, value) = found.ok_or_else(|| {
            let known: Vec<String> = ARRAYS.iter().map(|(name, engine)| format!("{name} ({engine})")).collect();
            Failure::usage(anyhow!("`--shard auto` finds no array index: none of {} is set", known.join(", ")))
        })?;
        let shard = value
            .trim()
            .parse()
            .map_err(|_| Failure::usage(anyhow!("{name} is `{value}`, which is no index of an array")))?;
        return checked(shard, name);
    }
    let (shard, of) = text
        .split_once('/')
        .and_then(|(i, n)| Some((i.trim().parse().ok()?, n.trim().parse::<u64>().ok()?)))
        .ok_or_else(|| Failure::usage(anyhow!("`--shard {text}` is not I/N, such as 3/16, or auto")))?;
    if of != shards {
        return Err(Failure::usage(anyhow!("`--shard {text}`: the plan has {shards} shards; plan again to have {of}")));
    }
    checked(shard, "`--shard`")
}

/// Ascending numbers as ranges: `3,7-9`.
pub(super) fn ranges(numbers: &[u64]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let word = |run: &[u64]| match run {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}-{last}"),
        [] => String::new(),
    };
    runs.map(word).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_says_its_index() {
        for (name, _) in ARRAYS {
            let only = |asked: &str| (asked == name).then(|| "7".to_owned());
            assert_eq!(read("auto", 16, only).expect(name), 7);
            assert!(read("auto", 7, only).is_err(), "numbered from 0");
        }
        assert!(read("auto", 16, |_| None).is_err());
    }

    #[test]
    fn a_shard_is_of_the_number_that_was_planned() {
        let none = |_: &str| None;
        assert_eq!(read("3/16", 16, none).expect("a shard"), 3);
        for bad in ["3", "16/16", "3/8", "a/16", "-1/16"] {
            assert!(read(bad, 16, none).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_short() {
        assert_eq!(ranges(&[3, 7, 8, 9, 12, 13]), "3,7-9,12-13");
        assert_eq!(ranges(&[]), "");
    }
}
