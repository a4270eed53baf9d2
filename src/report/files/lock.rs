//! One writer at a time in an output folder, by a lock of the operating system on one small file.
//!
//! The system gives a lock back when its process ends, however it ends: a file that a killed process left behind locks nothing, and is
//! taken over. Where a file system knows no locks, nothing is locked and nobody is refused.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::disk::{fill, open_or_create, remove_file};
use super::error::WriteError;

/// Name of the file.
pub(crate) const LOCK: &str = ".journeysim.lock";
/// Most that is read of who holds a lock [bytes].
const MOST: u64 = 400;

/// Attempts to share a lock with whom it is not shared, with those who share it, and the time between them.
const PATIENCE: u32 = 25;
const LONG_PATIENCE: u32 = 3000;
const PAUSE: Duration = Duration::from_millis(20);
/// First line of a lock that is shared.
const TOGETHER: &str = "together\n";

/// Who else may hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody.
    Alone,
    /// All who ask for the same.
    Together,
}

/// Why a folder is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else writes there.
    #[error("`{}` is in use{by}: wait until it has ended, or name another folder", dir.display())]
    Held {
        /// The folder.
        dir: PathBuf,
        /// " by ...", as far as known.
        by: String,
    },
    /// The file cannot be made.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    file: File,
    path: PathBuf,
    sharing: Sharing,
}

impl FolderLock {
    /// Takes the lock of a folder; `purpose` tells others who holds it.
    ///
    /// # Errors
    /// When somebody holds it who does not share it, or its file cannot be made.
    pub fn take(dir: &Path, sharing: Sharing, purpose: &str) -> Result<FolderLock, LockError> {
        let path = dir.join(LOCK);
        let failed = |cause: io::Error| LockError::Write(WriteError::new(&path, cause));
        let note = match sharing {
            Sharing::Alone => purpose.to_owned(),
            Sharing::Together => format!("{TOGETHER}{purpose}"),
        };
        let mut waited = 0;
        loop {
            if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
                return Err(failed(io::Error::other("it is no file, and is not followed")));
            }
            let mut file = open_or_create(&path).map_err(failed)?;
            let tried = match sharing {
                Sharing::Alone => file.try_lock(),
                Sharing::Together => file.try_lock_shared(),
            };
            match tried {
                Err(TryLockError::WouldBlock) => {
                    // The last of those who share it is alone with it while he takes it away, which on a busy disk is no moment.
                    let (by, together) = holder(&mut file);
                    let patience = if together { LONG_PATIENCE } else { PATIENCE };
                    if sharing == Sharing::Alone || waited >= patience {
                        return Err(LockError::Held { dir: dir.to_owned(), by });
                    }
                    waited += 1;
                    thread::sleep(PAUSE);
                    continue;
                }
                // A file system without locks.
                Err(TryLockError::Error(_)) => {}
                // Whoever held it before may just have removed it.
                Ok(()) if !is_at(&file, &path) => continue,
                Ok(()) => {
                    // What cannot be noted is only not told.
                    let _ = fill(&mut file, &path, note.as_bytes());
                }
            }
            return Ok(FolderLock { file, path, sharing });
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Those who share it go on with it: only the last one, alone with it for a moment, takes the file away.
        let last = self.sharing == Sharing::Alone || (self.file.unlock().is_ok() && self.file.try_lock().is_ok());
        if cfg!(unix) && last && is_at(&self.file, &self.path) {
            let _ = remove_file(&self.path);
        }
    }
}

/// " by process 1234 (...)", if it can be read, and whether it is one of those who share the lock.
fn holder(file: &mut File) -> (String, bool) {
    let mut text = Vec::new();
    let read = file.take(MOST).read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    let shared = text.strip_prefix(TOGETHER);
    let by = shared.unwrap_or(&text).trim();
    let by = if read.is_ok() && !by.is_empty() { format!(" by {by}") } else { String::new() };
    (by, shared.is_some())
}

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    let open = file.metadata().map(identity).ok();
    open.is_some() && open == fs::symlink_metadata(path).map(identity).ok()
}

/// Nobody removes it where names cannot be told from files.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Whether two paths lead to one file, by another name, through links or in other letters.
#[must_use]
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let identity = |path: &Path| fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
        if identity(a).is_some_and(|found| Some(found) == identity(b)) {
            return true;
        }
    }
    a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_or_many_together() {
        let dir = tempfile::tempdir().expect("a folder");
        let take = |sharing| FolderLock::take(dir.path(), sharing, "process 7 (a run)");
        let held = take(Sharing::Alone).expect("free");
        for sharing in [Sharing::Alone, Sharing::Together] {
            let refused = take(sharing).expect_err("held").to_string();
            assert!(refused.contains("is in use by process 7 (a run): wait"), "{refused}");
        }
        drop(held);
        assert!(!dir.path().join(LOCK).exists(), "nothing is left");
        let (one, two) = (take(Sharing::Together).expect("free"), take(Sharing::Together).expect("shared"));
        assert!(take(Sharing::Alone).is_err());
        drop(one);
        assert!(take(Sharing::Alone).is_err(), "the other still has it");
        drop(two);
        assert!(!dir.path().join(LOCK).exists());
    }

    /// Whoever removes the lock of all who share it is alone with it, on a busy disk for longer than one waits for a run.
    #[test]
    fn the_last_of_those_who_share_a_lock_turns_nobody_away() {
        let dir = tempfile::tempdir().expect("a folder");
        let share = || FolderLock::take(dir.path(), Sharing::Together, "process 7 (a task)");
        let last = share().expect("free");
        last.file.unlock().and_then(|()| last.file.lock()).expect("alone with it");
        thread::scope(|scope| {
            let next = scope.spawn(share);
            thread::sleep(2 * PATIENCE * PAUSE);
            drop(last);
            next.join().expect("no panic").expect("shared");
        });
        assert!(!dir.path().join(LOCK).exists());
    }

    #[test]
    fn what_a_dead_process_left_locks_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(LOCK), "process 99999999").expect("written");
        drop(FolderLock::take(dir.path(), Sharing::Alone, "").expect("nobody holds it"));
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_is_not_followed() {
        let (dir, outside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(outside.path().join("x"), dir.path().join(LOCK)).expect("a link");
        assert!(matches!(FolderLock::take(dir.path(), Sharing::Alone, ""), Err(LockError::Write(_))));
        assert!(!outside.path().join("x").exists());
    }

    #[cfg(unix)]
    #[test]
    fn one_file_by_two_names_is_one_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let [a, hard, soft, b] = ["a", "hard", "soft", "b"].map(|name| dir.path().join(name));
        fs::write(&a, "x").expect("written");
        fs::write(&b, "x").expect("written");
        fs::hard_link(&a, &hard).expect("a link");
        std::os::unix::fs::symlink(&a, &soft).expect("a link");
        assert!([&a, &hard, &soft].into_iter().all(|path| is_same_file(&a, path)));
        assert!(!is_same_file(&a, &b) && !is_same_file(&a, &dir.path().join("c")));
    }
}
