//! Where a change came from. Kept with it for ever, so it says no more than is needed.

use serde::{Deserialize, Serialize};

/// The way by which a change came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Via {
    /// The channel.
    pub channel: Channel,
    /// The client's network, as `192.0.2.0/24` or `2001:db8:7::/48`; never the whole address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<String>,
}

/// A channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A person in a browser, signed in or with a one-time link.
    Web,
    /// A program with a token.
    Api,
    /// The command line, on the machine itself.
    CommandLine,
    /// The program, by itself.
    System,
}

impl Via {
    /// A channel, without a network.
    pub fn of(channel: Channel) -> Via {
        Via { channel, net: None }
    }
}

impl Channel {
    /// All channels.
    pub const ALL: [Channel; 4] = [
        Channel::Web,
        Channel::Api,
        Channel::CommandLine,
        Channel::System,
    ];

    /// The channel's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Api => "api",
            Channel::CommandLine => "command-line",
            Channel::System => "system",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_written_by_its_name() {
        for channel in Channel::ALL {
            let written = serde_json::to_value(Via::of(channel)).unwrap();
            assert_eq!(written, serde_json::json!({ "channel": channel.as_str() }));
            assert_eq!(
                serde_json::from_value::<Via>(written).unwrap(),
                Via::of(channel)
            );
        }
    }
}
