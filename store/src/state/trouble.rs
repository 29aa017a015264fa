//! What can be wrong with the state, before it is known what to do about it.

/// Why the state did not do as asked.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// What is at a place is not what was written: `(place, what)`.
    Damaged(String, String),
    /// The disk does not do as asked; opening the state anew may help.
    Io(String),
}

impl Trouble {
    pub fn text(&self) -> String {
        match self {
            Trouble::Damaged(place, what) => format!("{place}: {what}"),
            Trouble::Io(what) => what.clone(),
        }
    }
}

impl From<sled::Error> for Trouble {
    fn from(error: sled::Error) -> Trouble {
        match error {
            sled::Error::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                Trouble::Io(error.to_string())
            }
            other => Trouble::Damaged("the state's files".to_owned(), other.to_string()),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Io(error.to_string())
    }
}

impl From<postcard::Error> for Trouble {
    fn from(error: postcard::Error) -> Trouble {
        Trouble::Damaged("a value of the state".to_owned(), error.to_string())
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Trouble {
        Trouble::Damaged("a value of the state".to_owned(), error.to_string())
    }
}

/// Runs what touches sled's files; a panic in it counts as damage.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        Err(Trouble::Damaged(
            "the state's files".to_owned(),
            format!("reading them panicked: {text}"),
        ))
    })
}
