//! Files that are there whole or not at all.
//!
//! Every file is written to a random name in its folder (created exclusively, so a planted link is never
//! followed), synced, renamed over the old one, and the folder is synced. A subfolder that is a symbolic link
//! is refused: it could lead outside the output folder. Disk full, a read-only folder and the like come back
//! as one line with the file and the cause.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::json::harmless_json;
use super::lock::{FolderLock, LOCK, Sharing};

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("write `{}`: {cause}", path.display())]
pub struct WriteError {
    /// The file or folder.
    path: PathBuf,
    /// What the system said; part of the message, so no source of its own that would say it twice.
    cause: io::Error,
}

impl WriteError {
    pub(crate) fn new(path: impl Into<PathBuf>, cause: io::Error) -> Self {
        WriteError { path: path.into(), cause }
    }

    /// The file or folder that could not be written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the system said.
    pub fn cause(&self) -> &io::Error {
        &self.cause
    }
}

/// How the names of our temporary files and folders begin, and those of files end.
const OWN: &str = ".journeysim-";
const TEMPORARY: &str = ".tmp";
/// Letters and digits between them.
const RANDOM: usize = 6;
/// Age from which on a temporary file is taken for left behind where locks are unknown.
const DAY: Duration = Duration::from_secs(86_400);
/// Subfolder of the charts.
pub(crate) const CHARTS: &str = "charts";
/// Subfolder of the tables.
pub(crate) const TABLES: &str = "tables";

/// Creates the output folder and proves that files can be written there.
///
/// Called before any simulation: hours of work must not end at a read-only folder.
///
/// # Errors
/// When the folder or a subfolder cannot be created, is not a folder, is a symbolic link (subfolders only),
/// or does not accept a file.
pub fn prepare_output(dir: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(dir).map_err(|cause| WriteError::new(dir, cause))?;
    for folder in [dir.to_path_buf(), subfolder(dir, CHARTS)?, subfolder(dir, TABLES)?] {
        let probe = || -> io::Result<()> {
            let mut file = temporary(&folder)?;
            file.write_all(b"journeysim")?;
            file.flush()
        };
        probe().map_err(|cause| WriteError::new(&folder, cause))?;
    }
    Ok(())
}

/// Creates a subfolder of the output folder, refusing one that leads elsewhere.
///
/// # Errors
/// When it is a link or a file, or cannot be created.
pub fn subfolder(dir: &Path, name: &str) -> Result<PathBuf, WriteError> {
    let path = dir.join(name);
    match fs::symlink_metadata(&path) {
        Ok(found) if found.file_type().is_symlink() => {
            Err(WriteError::new(path, io::Error::other("it is a symbolic link, and links are not followed")))
        }
        Ok(found) if found.is_dir() => Ok(path),
        Ok(_) => Err(WriteError::new(path, io::Error::from(io::ErrorKind::NotADirectory))),
        Err(_) => {
            fs::create_dir_all(&path).map_err(|cause| WriteError::new(&path, cause))?;
            Ok(path)
        }
    }
}

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
    let scratch = || tempfile::Builder::new().prefix(OWN).rand_bytes(RANDOM).to_owned();
    let folder = is_there
        .and_then(|folder| scratch().tempdir_in(folder).ok())
        .map_or_else(|| scratch().tempdir(), Ok)
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
            let _ = fs::remove_file(&path);
        } else if kind.is_dir()
            && own.is_some_and(is_random)
            && path.join(LOCK).is_file()
            && let Some(_held) = left_over(&path.join(LOCK))
        {
            let _ = fs::remove_dir_all(&path);
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

/// Writes one file atomically: temporary file, sync, rename. The folder is synced by [`sync_folder`].
///
/// # Errors
/// When any of these fails; what was there before is whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    Staged::new(path, bytes)?.publish()
}

/// A file that is written and synced and has not got its name yet.
#[derive(Debug)]
pub(crate) struct Staged {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Staged {
    /// Writes the bytes beside their place.
    ///
    /// # Errors
    /// When they cannot be written; nothing is left then.
    pub(crate) fn new(path: &Path, bytes: &[u8]) -> Result<Staged, WriteError> {
        let write = || -> io::Result<tempfile::NamedTempFile> {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut file = temporary(folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        Ok(Staged { file: write().map_err(|cause| WriteError::new(path, cause))?, path: path.to_owned() })
    }

    /// Gives it its name, over what was called so.
    ///
    /// # Errors
    /// When it cannot be renamed; what was there before is whole.
    pub(crate) fn publish(self) -> Result<(), WriteError> {
        self.file.persist(&self.path).map(|_| ()).map_err(|failed| WriteError::new(&self.path, failed.error))
    }
}

/// An exclusively created file with a random name, readable by others like any document.
pub(crate) fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(OWN).suffix(TEMPORARY).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    loop {
        let file = builder.tempfile_in(folder)?;
        // Held until it has its name: what a dead process left is not held. A file system may know no locks.
        let held = file.as_file().try_lock();
        // Whoever clears this folder just now took it for left over, and has removed it or is about to.
        if !matches!(held, Err(TryLockError::WouldBlock)) && file.path().exists() {
            return Ok(file);
        }
    }
}

/// Makes renames in a folder durable. Only Unix lets a folder be synced; elsewhere the rename itself must do.
///
/// # Errors
/// When the folder cannot be synced.
pub fn sync_folder(folder: &Path) -> Result<(), WriteError> {
    if cfg!(unix) {
        File::open(folder).and_then(|file| file.sync_all()).map_err(|cause| WriteError::new(folder, cause))?;
    }
    Ok(())
}

/// Writes a value as pretty JSON with a final newline, atomically.
///
/// # Errors
/// When the value cannot be written as JSON or the file cannot be written.
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), WriteError> {
    write_file(path, &json_bytes(path, value)?)?;
    sync_folder(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// A value as the bytes of a JSON file.
pub(crate) fn json_bytes<T: Serialize>(path: &Path, value: &T) -> Result<Vec<u8>, WriteError> {
    let text = serde_json::to_string_pretty(value).map_err(|cause| WriteError::new(path, cause.into()))? + "\n";
    Ok(harmless_json(&text).into_owned().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let dir = folder();
        let path = dir.path().join("results.json");
        write_json(&path, &vec![1, 2]).expect("first");
        write_json(&path, &vec![3]).expect("second");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "[\n  3\n]\n");
        assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn files_can_be_read_by_others() {
        use std::os::unix::fs::PermissionsExt;
        let dir = folder();
        let path = dir.path().join("a.csv");
        write_file(&path, b"x").expect("written");
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "{mode:o}");
        assert_eq!(mode & 0o022, 0, "{mode:o}");
    }

    #[cfg(unix)]
    #[test]
    fn planted_links_are_replaced_or_refused_never_followed() {
        let dir = folder();
        let outside = folder();
        let canary = outside.path().join("canary");
        fs::write(&canary, "alive").expect("canary");
        let path = dir.path().join("results.json");
        std::os::unix::fs::symlink(&canary, &path).expect("link");
        write_file(&path, b"new").expect("replaced");
        assert_eq!(fs::read_to_string(&canary).expect("readable"), "alive");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "new");

        std::os::unix::fs::symlink(outside.path(), dir.path().join(CHARTS)).expect("link");
        let refused = prepare_output(dir.path()).expect_err("a linked subfolder");
        assert!(refused.to_string().contains("symbolic link"), "{refused}");
        assert_eq!(fs::read_dir(outside.path()).expect("readable").count(), 1);
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let dir = folder();
        let taken = dir.path().join("out");
        fs::write(&taken, "a file").expect("written");
        let error = prepare_output(&taken).expect_err("not a folder");
        assert!(error.to_string().contains("out"), "{error}");
        assert_eq!(error.path(), taken);
    }

    /// Names that look like ours and are somebody's own.
    const MINE: [&str; 5] =
        [".journeysim-mine.tmp", ".journeysim-notes", ".hidden.tmp", ".probe-mine", ".probe-a.b.c."];

    #[test]
    fn what_a_killed_process_left_is_cleared_and_what_a_living_one_has_is_not() {
        let dir = folder();
        let held = temporary(dir.path()).expect("a file");
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
                let file = temporary(dir.path()).expect("a file");
                std::thread::yield_now();
                !file.path().exists()
            });
            let lost = lost.count();
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(lost, 0);
        });
    }
}
