//! Files that are there whole or not at all.
//!
//! Every file is written to a random name in its folder (created exclusively, so a planted link is never
//! followed), synced, renamed over the old one, and the folder is synced. A subfolder that is a symbolic link
//! is refused: it could lead outside the output folder. Disk full, a read-only folder and the like come back
//! as one line with the file and the cause.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::disk::{Temporary, make_folders, sync_names};
use super::error::WriteError;
use super::json::harmless_json;
use super::places::{CHARTS, TABLES};
use super::scratch::clear_left_over;

/// Creates the output folder and proves that files can be written there.
///
/// Called before any simulation: hours of work must not end at a read-only folder.
///
/// # Errors
/// When the folder or a subfolder cannot be created, is not a folder, is a symbolic link (subfolders only),
/// or does not accept a file.
pub fn prepare_output(dir: &Path) -> Result<(), WriteError> {
    make_folder(dir)?;
    for folder in [dir.to_path_buf(), subfolder(dir, CHARTS)?, subfolder(dir, TABLES)?] {
        let probe = || -> io::Result<()> {
            let mut file = Temporary::create(&folder)?;
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
            make_folder(&path)?;
            Ok(path)
        }
    }
}

/// Makes a folder and those above it that are missing.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(path: &Path) -> Result<(), WriteError> {
    make_folders(path).map_err(|cause| WriteError::new(path, cause))
}

/// The folder in which a file is.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes one file atomically: temporary file, sync, rename. The folder is synced by [`sync_folder`].
///
/// # Errors
/// When any of these fails; what was there before is whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    Staged::new(path, bytes)?.publish()
}

/// Writes a file that was not there before: whole, or not at all.
///
/// # Errors
/// When it is there, which is [`io::ErrorKind::AlreadyExists`], or cannot be written.
pub fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    clear_left_over(folder_of(path));
    let Staged { file, path } = Staged::new(path, bytes)?;
    file.publish_new(&path).map_err(|cause| WriteError::new(&path, cause))?;
    sync_folder(folder_of(&path))
}

/// A file that is written and synced and has not got its name yet.
#[derive(Debug)]
pub(crate) struct Staged {
    file: Temporary,
    path: PathBuf,
}

impl Staged {
    /// Writes the bytes beside their place.
    ///
    /// # Errors
    /// When they cannot be written; nothing is left then.
    pub(crate) fn new(path: &Path, bytes: &[u8]) -> Result<Staged, WriteError> {
        let write = || -> io::Result<Temporary> {
            let mut file = Temporary::create(folder_of(path))?;
            file.write_all(bytes)?;
            file.sync()?;
            Ok(file)
        };
        Ok(Staged { file: write().map_err(|cause| WriteError::new(path, cause))?, path: path.to_owned() })
    }

    /// Gives it its name, over what was called so.
    ///
    /// # Errors
    /// When it cannot be renamed; what was there before is whole.
    pub(crate) fn publish(self) -> Result<(), WriteError> {
        self.file.publish(&self.path).map_err(|cause| WriteError::new(&self.path, cause))
    }
}

/// Makes renames in a folder durable.
///
/// # Errors
/// When the folder cannot be synced.
pub fn sync_folder(folder: &Path) -> Result<(), WriteError> {
    sync_names(folder).map_err(|cause| WriteError::new(folder, cause))
}

/// Writes a value as pretty JSON with a final newline, atomically.
///
/// # Errors
/// When the value cannot be written as JSON or the file cannot be written.
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), WriteError> {
    write_file(path, &json_bytes(path, value)?)?;
    sync_folder(folder_of(path))
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
}
