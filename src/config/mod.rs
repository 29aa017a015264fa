//! Configuration: one table says every setting's name, unit, default and meaning.
//!
//! A setting is looked for in the command line, then in the variable `LABORDOC_<NAME>`, then in
//! `labordoc.toml` in the data directory, then the default is taken. `docs/configuration.md` and
//! `labordoc config` are printed from [`FIELDS`].

mod fields;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

pub use fields::{FIELDS, Field, to_markdown};

/// The effective settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where all data lives.
    pub data: PathBuf,
    /// The address the service listens on.
    pub listen: SocketAddr,
    /// The public address, `https://host`, without a closing slash; derived from `listen` when empty.
    pub base_url: String,
    /// The library's name, shown on pages and in `Identify`.
    pub name: String,
    /// The address harvesters write to.
    pub admin_email: String,
    /// Records in one OAI-PMH list answer.
    pub oai_page: usize,
    /// The terms under which the metadata may be used, a licence's URI; empty: not said.
    pub metadata_licence: String,
    /// Base URLs of other OAI-PMH repositories, for `Identify`.
    pub friends: Vec<String>,
    /// MiB of memory for the state's cache.
    pub cache_mib: u64,
    /// MiB of memory for writing the index.
    pub index_heap_mib: usize,
    /// Threads that write the index.
    pub index_threads: usize,
    /// MiB of disk below which writes are refused.
    pub min_free_mib: u64,
    /// MiB that an import's body may have.
    pub import_limit_mib: u64,
    /// Seconds a request's headers may take.
    pub header_seconds: u64,
    /// Seconds that a request may take, an import's body apart.
    pub request_seconds: u64,
    /// Requests a second of one network, for those who have not signed in; 0 is no limit.
    pub rate_per_second: u32,
    /// Requests of one network that may come at once.
    pub rate_burst: u32,
    /// Requests a second of one person or token; 0 is no limit.
    pub rate_signed_per_second: u32,
    /// Requests of one person or token that may come at once.
    pub rate_signed_burst: u32,
    /// Whether the last address of `X-Forwarded-For` is the reader's.
    pub forwarded_for: bool,
    /// The mail server for one-time links; none when empty.
    pub smtp_url: String,
    /// Whom these letters are from; `admin_email` when empty.
    pub mail_from: String,
    /// The hour of the day, in UTC, at which a dump is made each night; none when it is off.
    pub dump_hour: Option<u8>,
    /// A name of this boot of the machine; read from the system when empty.
    pub host_id: String,
    from: BTreeMap<&'static str, Origin>,
}

/// Where a setting's value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The built-in default.
    Default,
    /// `labordoc.toml`.
    File,
    /// An environment variable.
    Environment,
    /// The command line.
    CommandLine,
}

/// Why the configuration could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path} is not valid TOML: {source}")]
    Toml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: toml::de::Error,
    },
    /// A setting that does not exist.
    #[error("{place} has no setting {name:?}; `labordoc config` lists the settings there are")]
    Unknown {
        /// The file or variable.
        place: String,
        /// The name.
        name: String,
    },
    /// A value that does not fit.
    #[error("{place}: {name} = {value:?} does not fit: {why}")]
    Value {
        /// The file, variable or flag.
        place: String,
        /// The setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What was expected.
        why: String,
    },
}

impl Config {
    /// The defaults, for a data directory.
    pub fn defaults(data: &Path) -> Config {
        let mut config = Config {
            data: data.to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: String::new(),
            name: String::new(),
            admin_email: String::new(),
            oai_page: 0,
            cache_mib: 0,
            index_heap_mib: 0,
            index_threads: 0,
            min_free_mib: 0,
            import_limit_mib: 0,
            header_seconds: 0,
            request_seconds: 0,
            rate_per_second: 0,
            rate_burst: 0,
            rate_signed_per_second: 0,
            rate_signed_burst: 0,
            forwarded_for: false,
            smtp_url: String::new(),
            mail_from: String::new(),
            metadata_licence: String::new(),
            friends: Vec::new(),
            dump_hour: None,
            host_id: String::new(),
            from: BTreeMap::new(),
        };
        for field in FIELDS {
            // A default that does not fit its own field is caught by a test.
            let _ = (field.set)(&mut config, field.default);
        }
        config
    }

    /// Reads file, variables and flags over the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, or a setting is unknown or does not fit.
    pub fn load(data: &Path, flags: &[(&'static str, String)]) -> Result<Config, ConfigError> {
        let mut config = Config::defaults(data);
        config.read_file(&data.join("labordoc.toml"))?;
        for field in FIELDS {
            let variable = field.variable();
            if let Ok(value) = std::env::var(&variable) {
                config.set(field, &value, &variable, Origin::Environment)?;
            }
        }
        for (name, value) in flags {
            if let Some(field) = FIELDS.iter().find(|f| f.name == *name) {
                config.set(field, value, "command line", Origin::CommandLine)?;
            }
        }
        if config.base_url.is_empty() {
            config.base_url = format!("http://{}", config.listen);
        }
        Ok(config)
    }

    fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(source) => {
                return Err(ConfigError::Read {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let table: toml::Table = text.parse().map_err(|source| ConfigError::Toml {
            path: path.to_owned(),
            source,
        })?;
        let place = path.display().to_string();
        for (name, value) in table {
            let Some(field) = FIELDS.iter().find(|f| f.name == name) else {
                return Err(ConfigError::Unknown { place, name });
            };
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            self.set(field, &value, &place, Origin::File)?;
        }
        Ok(())
    }

    fn set(
        &mut self,
        field: &Field,
        value: &str,
        place: &str,
        from: Origin,
    ) -> Result<(), ConfigError> {
        (field.set)(self, value).map_err(|why| ConfigError::Value {
            place: place.to_owned(),
            name: field.name,
            value: match field.secret {
                true => "(hidden)".to_owned(),
                false => value.to_owned(),
            },
            why,
        })?;
        self.from.insert(field.name, from);
        Ok(())
    }

    /// Where a setting's value came from.
    pub fn origin(&self, name: &str) -> Origin {
        self.from.get(name).copied().unwrap_or(Origin::Default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_fits_its_field_and_prints_as_given() {
        let config = Config::defaults(Path::new("/d"));
        for field in FIELDS {
            let mut copy = config.clone();
            assert_eq!(
                (field.set)(&mut copy, field.default),
                Ok(()),
                "{}",
                field.name
            );
            assert_eq!((field.get)(&config), field.default, "{}", field.name);
        }
    }

    #[test]
    fn file_and_flags_overrule_defaults_and_faults_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("labordoc.toml");
        std::fs::write(&file, "name = \"My library\"\noai_page = 50\n").unwrap();
        let config = Config::load(dir.path(), &[("listen", "127.0.0.1:9".into())]).unwrap();
        assert_eq!((config.name.as_str(), config.oai_page), ("My library", 50));
        assert_eq!(config.base_url, "http://127.0.0.1:9");
        assert_eq!(config.origin("name"), Origin::File);
        for (text, said) in [
            ("oai_page = 0", "oai_page"),
            ("colour = 'red'", "colour"),
            ("name = ", "labordoc.toml"),
            ("base_url = 'ftp://x'", "http"),
            ("admin_email = 'nobody'", "admin_email"),
        ] {
            std::fs::write(&file, text).unwrap();
            let error = Config::load(dir.path(), &[]).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
