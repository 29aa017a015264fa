//! Small file systems of a test's own, which go when it ends, however it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A mounted file system; dropped, it is unmounted.
pub struct Mount {
    pub dir: PathBuf,
}

impl Mount {
    /// A file system in memory of that many MiB.
    pub fn memory(dir: &Path, mib: u64) -> Mount {
        let size = format!("size={mib}m");
        Mount::new(dir, &["-t", "tmpfs", "-o", &size, "labordoc-crash"])
    }

    /// The file system in an image; its loop device goes with it.
    pub fn image(image: &Path, dir: &Path) -> Mount {
        Mount::new(dir, &["-o", "loop", &image.display().to_string()])
    }

    fn new(dir: &Path, args: &[&str]) -> Mount {
        fs::create_dir_all(dir).unwrap();
        must(Command::new("mount").args(args).arg(dir));
        Mount {
            dir: dir.to_owned(),
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        for lazily in [false, false, false, true] {
            let mut unmount = Command::new("umount");
            if lazily {
                unmount.arg("--lazy");
            }
            if unmount
                .arg(&self.dir)
                .output()
                .is_ok_and(|done| done.status.success())
            {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        eprintln!("{} could not be unmounted", self.dir.display());
    }
}

/// Runs a command that must succeed.
pub fn must(command: &mut Command) {
    let done = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        done.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// An empty file of that many MiB that takes no room yet.
pub fn sparse(path: &Path, mib: u64) {
    fs::File::create(path).unwrap().set_len(mib << 20).unwrap();
}

/// Why file systems cannot be mounted here, if so: not root, a tool or the system's support missing.
pub fn cannot(tools: &[&str]) -> Option<String> {
    let id = Command::new("id")
        .arg("-u")
        .output()
        .map(|done| done.stdout)
        .unwrap_or_default();
    if id.trim_ascii() != b"0" {
        return Some("only root can mount file systems".to_owned());
    }
    if let Some(missing) = tools
        .iter()
        .find(|tool| Command::new(tool).arg("-V").output().is_err())
    {
        return Some(format!("{missing} is not installed"));
    }
    let dir = tempfile::tempdir().unwrap();
    let args = ["-t", "tmpfs", "-o", "size=1m", "labordoc-crash"];
    let tried = Command::new("mount").args(args).arg(dir.path()).output();
    match tried {
        Ok(done) if done.status.success() => {
            drop(Mount {
                dir: dir.path().to_owned(),
            });
            None
        }
        Ok(done) => Some(String::from_utf8_lossy(&done.stderr).into_owned()),
        Err(error) => Some(error.to_string()),
    }
}
