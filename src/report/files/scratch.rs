//! Folders for trials, and what processes that were killed have left: cleared by whoever comes next.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::disk::{OWN, RANDOM, TEMPORARY, remove_file, remove_folder, temporary_folder};
use super::error::WriteError;
use super::lock::{FolderLock, LOCK, Sharing};

/// Age from which on a temporary file is taken for left behind where locks are unknown.
const DAY: Duration = Duration::from_secs(86_400);

/// A folder for a trial, and the lock that tells it from one whose process has died.
#[derive(Debug)]
pub struct Scratch {
    // Dropped first: the lock lies in the folder.
    _lock: Option<FolderLock>,
    folder: tempfile::TempDir,
}

impl Scratch {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A folder that is gone when it is dropped, on the file system on which `near` is or will be; where that takes no folder, the system's own.
///
/// # Errors
/// When neither takes one.
pub fn scratch_folder(near: &Path) -> Result<Scratch, WriteError> {
    let is_there =
        near.ancestors().map(|a| if a.as_os_str().is_empty() { Path::new(".") } else { a }).find(|a| a.is_dir());
    is_there.into_iter().for_each(clear_left_over);
    let folder = is_there
        .and_then(|folder| temporary_folder(Some(folder)).ok())
        .map_or_else(|| temporary_folder(None), Ok)
        .map_err(|cause| WriteError::new(std::env::temp_dir(), cause))?;
    let lock = FolderLock::take(folder.path(), Sharing::Together, "a trial").ok();
    Ok(Scratch { _lock: lock, folder })
}

/// Removes what processes that were killed have left in a folder: temporary files and folders of trials. Whoever is alive holds a lock on
/// theirs; where locks are unknown, a day tells.
pub(crate) fn clear_left_over(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
        let own = name.strip_prefix(OWN);
        // Version 0.1.0 proved a folder by files called `.probe-`.
        let of_file = own.and_then(|rest| rest.strip_suffix(TEMPORARY)).or_else(|| name.strip_prefix(".probe-"));
        let temporary = kind.is_file() && of_file.is_some_and(is_random);
        // What cannot be removed does no harm. It is held until it is gone: its owner may be about to take its lock.
        if temporary && let Some(_held) = left_over(&path) {
            let _ = remove_file(&path);
        } else if kind.is_dir()
            && own.is_some_and(is_random)
            && path.join(LOCK).is_file()
            && let Some(_held) = left_over(&path.join(LOCK))
        {
            let _ = remove_folder(&path);
        }
    }
}

/// Whether a name has a middle such as ours get; names of people's own files are kept out by it, but for those that look like chance.
fn is_random(middle: &str) -> bool {
    middle.len() == RANDOM && middle.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A file that no living process has, and its lock.
fn left_over(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    let is_left = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => {
            let age = file.metadata().and_then(|found| found.modified()).ok().and_then(|at| at.elapsed().ok());
            age.is_some_and(|age| age > DAY)
        }
    };
    is_left.then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::files::disk::Temporary;

    /// Names that look like ours and are somebody's own.
    const MINE: [&str; 5] =
        [".journeysim-mine.tmp", ".journeysim-notes", ".hidden.tmp", ".probe-mine", ".probe-a.b.c."];

    #[test]
    fn what_a_killed_process_left_is_cleared_and_what_a_living_one_has_is_not() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let held = Temporary::create(dir.path()).expect("a file");
        for name in [".journeysim-aB3dE9.tmp", ".probe-Zq81xy", "a.csv"].into_iter().chain(MINE) {
            fs::write(dir.path().join(name), "x").expect("written");
        }
        for name in [".journeysim-dead01", ".journeysim-else00", ".journeysim-mine"] {
            fs::create_dir(dir.path().join(name)).expect("a folder");
        }
        for name in [".journeysim-dead01", ".journeysim-mine"] {
            fs::write(dir.path().join(name).join(LOCK), "").expect("written");
        }
        let scratch = scratch_folder(dir.path()).expect("a folder");
        clear_left_over(dir.path());
        let mut left: Vec<String> = fs::read_dir(dir.path())
            .expect("readable")
            .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
        let others = ["a.csv", ".journeysim-else00", ".journeysim-mine"];
        let mut kept: Vec<String> = MINE.into_iter().chain(others).map(str::to_owned).collect();
        kept.extend([name(held.path()), name(scratch.path())]);
        kept.sort();
        assert_eq!(left, kept);
    }

    #[test]
    fn a_file_that_is_being_written_is_never_taken_for_left_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    clear_left_over(dir.path());
                }
            });
            let lost = (0..5000).filter(|_| {
                let file = Temporary::create(dir.path()).expect("a file");
                std::thread::yield_now();
                !file.path().exists()
            });
            let lost = lost.count();
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(lost, 0);
        });
    }
}
