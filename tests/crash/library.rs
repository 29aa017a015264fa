//! A data directory and the commands that are run on it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::service::Service;

/// A data directory, with the settings that its commands are run with.
#[derive(Clone)]
pub struct Library {
    pub dir: PathBuf,
    pub settings: Vec<(String, String)>,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub ok: bool,
    /// How it ended, by a signal or by itself.
    pub end: String,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The one JSON object, which comes last.
    pub fn json(&self) -> Value {
        let last = self
            .out
            .lines()
            .last()
            .unwrap_or_else(|| panic!("nothing was said: {}", self.err));
        serde_json::from_str(last).unwrap_or_else(|e| panic!("{e}: {last}\n{}", self.err))
    }
}

impl Library {
    pub fn at(dir: &Path) -> Library {
        let library = Library {
            dir: dir.to_owned(),
            settings: Vec::new(),
        };
        library
            .with("INDEX_HEAP_MIB", "32")
            .with("CACHE_MIB", "32")
            .with("OAI_PAGE", "1000")
    }

    /// The same directory with another setting.
    pub fn with(&self, name: &str, value: &str) -> Library {
        let mut other = self.clone();
        other
            .settings
            .push((format!("LABORDOC_{name}"), value.to_owned()));
        other
    }

    pub fn exists(&self) -> bool {
        self.dir.join("labordoc.json").exists()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        // Asked for at run time first, so that a long run can have a binary of its own.
        let binary = std::env::var_os("CARGO_BIN_EXE_labordoc");
        let mut command =
            Command::new(binary.unwrap_or_else(|| env!("CARGO_BIN_EXE_labordoc").into()));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LABORDOC_")) {
            command.env_remove(name);
        }
        command
            .arg("--data")
            .arg(&self.dir)
            .args(args)
            .envs(self.settings.iter().cloned());
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        let done = self.command(args).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said {
            ok: done.status.success(),
            end: done.status.to_string(),
            out: text(&done.stdout),
            err: text(&done.stderr),
        }
    }

    /// Runs a command that must succeed.
    pub fn must(&self, args: &[&str]) -> Said {
        let said = self.run(args);
        assert!(said.ok, "{args:?}: {}{}", said.out, said.err);
        said
    }

    /// Starts a command that will be killed.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    pub fn import(&self, file: &Path) -> Value {
        self.must(&["import", "--json", &file.display().to_string()])
            .json()
    }

    /// `labordoc check` finds nothing. With `LABORDOC_KEEP` set to a folder, what it finds fault with
    /// is kept there.
    #[track_caller]
    pub fn check(&self, when: &str) {
        let said = self.run(&["check", "--json"]);
        let ok = said.ok && said.json()["ok"] == true;
        if let (false, Some(keep)) = (ok, std::env::var_os("LABORDOC_KEEP")) {
            copy(
                &self.dir,
                &Path::new(&keep).join(format!("found-{}", std::process::id())),
            );
        }
        assert!(ok, "{when}: {}{}", said.out, said.err);
    }

    /// The first import as its row stands, if there is one.
    pub fn first_import(&self) -> Option<Value> {
        let said = self.must(&["imports", "list", "--json"]).json();
        said["imports"].as_array().unwrap().first().cloned()
    }

    pub fn token(&self) -> String {
        let said = self
            .must(&[
                "token",
                "add",
                "--role",
                "administrator",
                "--json",
                "tester",
            ])
            .json();
        said["token"].as_str().unwrap().to_owned()
    }

    pub fn serve(&self, token: &str) -> Service {
        Service::start(self, token)
    }
}

/// Every file below a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Copies a folder, times of change included.
pub fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp")
        .arg("-a")
        .arg(from)
        .arg(to)
        .status()
        .unwrap();
    assert!(done.success());
}

/// A temporary folder with a file of records in it.
pub fn with_file(count: u64) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::Builder::new()
        .prefix("labordoc-crash-")
        .tempdir()
        .unwrap();
    let file = dir.path().join("records.mrc");
    fs::write(&file, crate::records::file(count)).unwrap();
    (dir, file)
}
