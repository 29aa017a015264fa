//! Who causes a change, and from where: what every commit carries.

use record::{Channel, Via};

/// Who causes a change, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's or token's name, or what stands for one.
    pub name: String,
    /// From where; unknown of an import that was begun before this was kept.
    pub via: Option<Via>,
}

impl Actor {
    /// Somebody, by a way.
    pub fn new(name: &str, via: Via) -> Actor {
        Actor {
            name: name.to_owned(),
            via: Some(via),
        }
    }

    /// Whoever types commands on the machine.
    pub fn command_line() -> Actor {
        Actor::new("command line", Via::of(Channel::CommandLine))
    }

    /// The program itself, in one of its parts.
    pub fn system(part: &str) -> Actor {
        Actor::new(part, Via::of(Channel::System))
    }
}
