//! The table of settings.

use std::fmt::Write as _;

use super::Config;
use crate::mail;

/// One setting.
pub struct Field {
    /// Its name in `labordoc.toml`.
    pub name: &'static str,
    /// What its number counts; empty for text.
    pub unit: &'static str,
    /// Its default, as text.
    pub default: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Whether its value is shown to nobody.
    pub secret: bool,
    /// Puts a value, or says what it expects.
    pub set: fn(&mut Config, &str) -> Result<(), String>,
    /// The value as text.
    pub get: fn(&Config) -> String,
}

impl Field {
    /// The value as it may be shown.
    pub fn shown(&self, config: &Config) -> String {
        match (self.get)(config) {
            value if self.secret && !value.is_empty() => "(hidden)".to_owned(),
            value => value,
        }
    }

    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("LABORDOC_{}", self.name.to_uppercase())
    }
}

/// Every setting, in the order of the documentation.
pub static FIELDS: &[Field] = &[
    Field {
        name: "listen",
        unit: "",
        default: "127.0.0.1:8080",
        about: "Address and port that the service listens on. A proxy with TLS stands in front of it.",
        secret: false,
        set: |c, v| {
            put(
                &mut c.listen,
                v.parse().map_err(|_| {
                    "an address and port such as 127.0.0.1:8080 is expected".to_owned()
                }),
            )
        },
        get: |c| c.listen.to_string(),
    },
    Field {
        name: "base_url",
        unit: "",
        default: "",
        about: "The public address, as `https://labordoc.example.org`: in every link, in OAI-PMH's `baseURL` and identifiers. Derived from `listen` when empty; set it before the first harvest and keep it.",
        secret: false,
        set: |c, v| put(&mut c.base_url, base_url(v)),
        get: |c| c.base_url.clone(),
    },
    Field {
        name: "name",
        unit: "",
        default: "Labordoc",
        about: "The library's name, on pages and in OAI-PMH's `Identify`.",
        secret: false,
        set: |c, v| put(&mut c.name, filled(v)),
        get: |c| c.name.clone(),
    },
    Field {
        name: "admin_email",
        unit: "",
        default: "library@example.org",
        about: "The address that harvesters write to (OAI-PMH `adminEmail`): plain, without `+` or `mailto:`.",
        secret: false,
        set: |c, v| put(&mut c.admin_email, email(v)),
        get: |c| c.admin_email.clone(),
    },
    Field {
        name: "oai_page",
        unit: "records",
        default: "200",
        about: "Records in one OAI-PMH list answer, 1 to 1000.",
        secret: false,
        set: |c, v| put(&mut c.oai_page, number(v, 1, 1000)),
        get: |c| c.oai_page.to_string(),
    },
    Field {
        name: "metadata_licence",
        unit: "",
        default: "",
        about: "The terms under which the metadata may be used, as a licence's address such as `https://creativecommons.org/publicdomain/zero/1.0/`: told to harvesters in `Identify` and beside each record. Empty: nothing is said.",
        secret: false,
        set: |c, v| {
            put(
                &mut c.metadata_licence,
                if v.is_empty() {
                    Ok(String::new())
                } else {
                    address(v)
                },
            )
        },
        get: |c| c.metadata_licence.clone(),
    },
    Field {
        name: "friends",
        unit: "",
        default: "",
        about: "Base URLs of other OAI-PMH repositories that harvesters may want to know, separated by blanks (`Identify`, `friends`).",
        secret: false,
        set: |c, v| put(&mut c.friends, v.split_whitespace().map(address).collect()),
        get: |c| c.friends.join(" "),
    },
    Field {
        name: "cache_mib",
        unit: "MiB",
        default: "16",
        about: "Memory for the state's cache, 16 to 65536.",
        secret: false,
        set: |c, v| put(&mut c.cache_mib, number(v, 16, 65_536)),
        get: |c| c.cache_mib.to_string(),
    },
    Field {
        name: "index_heap_mib",
        unit: "MiB",
        default: "192",
        about: "Memory for writing the index, 32 to 4096.",
        secret: false,
        set: |c, v| put(&mut c.index_heap_mib, number(v, 32, 4096)),
        get: |c| c.index_heap_mib.to_string(),
    },
    Field {
        name: "index_threads",
        unit: "threads",
        default: "2",
        about: "Threads that write the index, 1 to 16.",
        secret: false,
        set: |c, v| put(&mut c.index_threads, number(v, 1, 16)),
        get: |c| c.index_threads.to_string(),
    },
    Field {
        name: "min_free_mib",
        unit: "MiB",
        default: "64",
        about: "Free disk below which writes are refused; reading goes on, and writing resumes when there is room.",
        secret: false,
        set: |c, v| put(&mut c.min_free_mib, number(v, 0, 1_048_576)),
        get: |c| c.min_free_mib.to_string(),
    },
    Field {
        name: "import_limit_mib",
        unit: "MiB",
        default: "4096",
        about: "Size of the body of one import over HTTP.",
        secret: false,
        set: |c, v| put(&mut c.import_limit_mib, number(v, 1, 1_048_576)),
        get: |c| c.import_limit_mib.to_string(),
    },
    Field {
        name: "header_seconds",
        unit: "seconds",
        default: "10",
        about: "Time in which a request's headers must have come.",
        secret: false,
        set: |c, v| put(&mut c.header_seconds, number(v, 1, 600)),
        get: |c| c.header_seconds.to_string(),
    },
    Field {
        name: "request_seconds",
        unit: "seconds",
        default: "30",
        about: "Time in which a request must be answered; the body of an import may take longer as long as it flows.",
        secret: false,
        set: |c, v| put(&mut c.request_seconds, number(v, 1, 3600)),
        get: |c| c.request_seconds.to_string(),
    },
    Field {
        name: "rate_per_second",
        unit: "requests",
        default: "20",
        about: "Requests a second that one network (/24 of IPv4, /48 of IPv6) may go on making without signing in; beyond, they are answered with 429. 0: no limit. What crawlers are meant to use (OAI-PMH, ResourceSync, files of dumps, sitemaps, `robots.txt`), assets and health are not counted, and neither are requests whose network is not known.",
        secret: false,
        set: |c, v| put(&mut c.rate_per_second, number(v, 0, 100_000)),
        get: |c| c.rate_per_second.to_string(),
    },
    Field {
        name: "rate_burst",
        unit: "requests",
        default: "200",
        about: "Requests of one network that may come at once before that.",
        secret: false,
        set: |c, v| put(&mut c.rate_burst, number(v, 1, 1_000_000)),
        get: |c| c.rate_burst.to_string(),
    },
    Field {
        name: "rate_signed_per_second",
        unit: "requests",
        default: "50",
        about: "The same for each person who has signed in and each token, by name. 0: no limit.",
        secret: false,
        set: |c, v| put(&mut c.rate_signed_per_second, number(v, 0, 100_000)),
        get: |c| c.rate_signed_per_second.to_string(),
    },
    Field {
        name: "rate_signed_burst",
        unit: "requests",
        default: "500",
        about: "Requests of one person or token that may come at once before that.",
        secret: false,
        set: |c, v| put(&mut c.rate_signed_burst, number(v, 1, 1_000_000)),
        get: |c| c.rate_signed_burst.to_string(),
    },
    Field {
        name: "forwarded_for",
        unit: "",
        default: "false",
        about: "`true`: the proxy puts the reader's address last in `X-Forwarded-For`, and failed sign-ins and rates are counted by it. Leave it `false` unless a proxy sets that header itself.",
        secret: false,
        set: |c, v| {
            put(
                &mut c.forwarded_for,
                v.parse()
                    .map_err(|_| "true or false is expected".to_owned()),
            )
        },
        get: |c| c.forwarded_for.to_string(),
    },
    Field {
        name: "smtp_url",
        unit: "",
        default: "",
        about: "The mail server that one-time links are sent by, as `smtps://name:password@mail.example.org` or `smtp://mail.example.org:587?tls=required`. Empty: no mail is sent, and the links are shown to the administrator only.",
        secret: true,
        set: |c, v| put(&mut c.smtp_url, server(v)),
        get: |c| c.smtp_url.clone(),
    },
    Field {
        name: "mail_from",
        unit: "",
        default: "",
        about: "The address that these letters are from; `admin_email` when empty.",
        secret: false,
        set: |c, v| {
            put(
                &mut c.mail_from,
                if v.is_empty() {
                    Ok(String::new())
                } else {
                    email(v)
                },
            )
        },
        get: |c| c.mail_from.clone(),
    },
    Field {
        name: "dump_hour",
        unit: "",
        default: "2",
        about: "The hour in UTC, 0 to 23, at which the service makes a full dump each night for `/dumps/`; `off`: only `labordoc dump` makes one. The newest two are kept, in `dumps/`.",
        secret: false,
        set: |c, v| put(&mut c.dump_hour, hour(v)),
        get: |c| {
            c.dump_hour
                .map_or("off".to_owned(), |hour| hour.to_string())
        },
    },
    Field {
        name: "host_id",
        unit: "",
        default: "",
        about: "A name of this boot of the machine, by which an unclean stop of the program is told from one of the machine. Empty: asked of the system.",
        secret: false,
        set: |c, v| put(&mut c.host_id, Ok(v.to_owned())),
        get: |c| c.host_id.clone(),
    },
];

fn put<T>(to: &mut T, value: Result<T, String>) -> Result<(), String> {
    *to = value?;
    Ok(())
}

fn filled(value: &str) -> Result<String, String> {
    if value.trim().is_empty() {
        Err("a text is expected".into())
    } else {
        Ok(value.to_owned())
    }
}

fn base_url(value: &str) -> Result<String, String> {
    let url = value.trim_end_matches('/');
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host {
        _ if url.is_empty() => Ok(String::new()),
        Some(host)
            if !host.is_empty() && !host.contains(['/', '?', '#', '"', '<', '>', ' ', '@']) =>
        {
            Ok(url.to_owned())
        }
        _ => Err("http:// or https:// with a host and nothing after it is expected".into()),
    }
}

/// An address on the web, whatever follows its host.
fn address(value: &str) -> Result<String, String> {
    let plain =
        !value.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
    match harvest::link::split(value) {
        Some((_, _)) if plain => Ok(value.to_owned()),
        _ => Err("an address that begins with https:// or http:// is expected".into()),
    }
}

fn email(value: &str) -> Result<String, String> {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(['+', ' ', ':', '<', '>', '&', '"']);
    match value.split_once('@') {
        Some((user, host)) if plain(user) && plain(host) && host.contains('.') => {
            Ok(value.to_owned())
        }
        _ => Err("a plain address such as library@example.org is expected".into()),
    }
}

fn server(value: &str) -> Result<String, String> {
    match value.is_empty() || mail::is_server(value) {
        true => Ok(value.to_owned()),
        false => Err(
            "smtp:// or smtps:// with a host is expected, and ?tls=required for STARTTLS".into(),
        ),
    }
}

fn hour(value: &str) -> Result<Option<u8>, String> {
    if value == "off" {
        return Ok(None);
    }
    let hour = number(value, 0, 23).map_err(|why| format!("{why}, or off"))?;
    Ok(Some(hour))
}

fn number<T: TryFrom<u64>>(value: &str, least: u64, most: u64) -> Result<T, String> {
    let expected = || format!("a whole number from {least} to {most} is expected");
    let number: u64 = value.parse().map_err(|_| expected())?;
    if !(least..=most).contains(&number) {
        return Err(expected());
    }
    T::try_from(number).map_err(|_| expected())
}

/// `docs/configuration.md`.
pub fn to_markdown() -> String {
    let mut page = String::from(
        "# Configuration\n\nPrinted from the table of settings (`labordoc config --markdown`); do not edit by hand.\n\n\
         Everything has a default that works. A setting is looked for on the command line, then in its variable, then in\n\
         `labordoc.toml` in the data directory. `labordoc config` shows the effective values and where each came from.\n\n\
         | setting | variable | unit | default | meaning |\n| --- | --- | --- | --- | --- |\n",
    );
    for field in FIELDS {
        let default = if field.default.is_empty() {
            "(empty)".to_owned()
        } else {
            format!("`{}`", field.default)
        };
        let _ = writeln!(
            page,
            "| `{}` | `{}` | {} | {} | {} |",
            field.name,
            field.variable(),
            field.unit,
            default,
            field.about
        );
    }
    page
}
