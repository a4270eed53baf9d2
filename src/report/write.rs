//! Files that are there whole or not at all.
//!
//! Every file is written to a random name in its folder (created exclusively, so a planted link is never
//! followed), synced, renamed over the old one, and the folder is synced. A subfolder that is a symbolic link
//! is refused: it could lead outside the output folder. Disk full, a read-only folder and the like come back
//! as one line with the file and the cause.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::json::harmless_json;
use super::slug::is_slug;

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
            let mut file = tempfile::Builder::new().prefix(".probe-").tempfile_in(&folder)?;
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

/// A folder that is gone when it is dropped, on the file system on which `near` is or will be; where that takes no folder, the system's own.
///
/// # Errors
/// When neither takes one.
pub fn scratch_folder(near: &Path) -> Result<tempfile::TempDir, WriteError> {
    let is_there =
        near.ancestors().map(|a| if a.as_os_str().is_empty() { Path::new(".") } else { a }).find(|a| a.is_dir());
    let scratch = || tempfile::Builder::new().prefix(".journeysim-").to_owned();
    is_there
        .and_then(|folder| scratch().tempdir_in(folder).ok())
        .map_or_else(|| scratch().tempdir(), Ok)
        .map_err(|cause| WriteError::new(std::env::temp_dir(), cause))
}

/// Writes one file atomically: temporary file, sync, rename. The folder is synced by [`sync_folder`].
///
/// # Errors
/// When any of these fails; what was there before is whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let write = || -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = temporary(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|failed| failed.error)?;
        Ok(())
    };
    write().map_err(|cause| WriteError::new(path, cause))
}

/// An exclusively created file with a random name, readable by others like any document.
pub(crate) fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".journeysim-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    builder.tempfile_in(folder)
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

/// Removes files of an earlier result that the new one does not have; anything we would not have named stays.
pub(crate) fn remove_stale(folder: &Path, extensions: &[&str], keep: &[String]) -> Result<(), WriteError> {
    let entries = fs::read_dir(folder).map_err(|cause| WriteError::new(folder, cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| WriteError::new(folder, cause))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let Some((stem, extension)) = name.rsplit_once('.') else { continue };
        let ours = is_slug(stem) && extensions.contains(&extension) && !keep.iter().any(|kept| kept == name);
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if ours && is_file {
            fs::remove_file(entry.path()).map_err(|cause| WriteError::new(entry.path(), cause))?;
        }
    }
    Ok(())
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

    #[test]
    fn only_our_own_old_files_are_removed() {
        let dir = folder();
        for name in ["old-chart.svg", "kept.svg", "Notes.svg", "notes.txt", "my notes.svg", ".hidden.svg"] {
            fs::write(dir.path().join(name), "x").expect("written");
        }
        remove_stale(dir.path(), &["svg", "png"], &["kept.svg".to_string()]).expect("removed");
        let mut left: Vec<String> = fs::read_dir(dir.path())
            .expect("readable")
            .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        assert_eq!(left, [".hidden.svg", "Notes.svg", "kept.svg", "my notes.svg", "notes.txt"]);
    }
}
