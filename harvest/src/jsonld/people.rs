//! Who made a publication and who published it.

use record::{Contributor, ContributorKind, Description};
use serde_json::{Map, Value, json};

use super::{Object, one_or_many};

/// Creators as `author`; the others by their relator codes.
pub(super) fn people(out: &mut Object, description: &Description) {
    let mut runs: [(&str, Vec<Value>); 4] = [
        ("author", vec![]),
        ("editor", vec![]),
        ("translator", vec![]),
        ("contributor", vec![]),
    ];
    for contributor in &description.contributors {
        let has = |code: &str| contributor.roles.iter().any(|r| r == code);
        let at = match () {
            () if contributor.is_creator() => 0,
            () if has("edt") => 1,
            () if has("trl") => 2,
            () => 3,
        };
        runs[at].1.push(agent(contributor));
    }
    for (name, all) in runs {
        out.set(name, all);
    }
    if let Some(publisher) = &description.publisher
        && let Some(name) = &publisher.name
    {
        let mut agent = Object(Map::new());
        agent.set("@type", "Organization");
        agent.set("name", name.as_str());
        agent.set("location", publisher.place.as_deref());
        out.set("publisher", Value::Object(agent.0));
    }
}

fn agent(contributor: &Contributor) -> Value {
    let mut agent = Object(Map::new());
    agent.set(
        "@type",
        match contributor.kind {
            ContributorKind::Person => "Person",
            ContributorKind::Corporate | ContributorKind::Meeting => "Organization",
        },
    );
    agent.set("name", contributor.name.as_str());
    if contributor.kind == ContributorKind::Person
        && let Some((family, given)) = contributor.name.split_once(", ")
    {
        agent.set("familyName", family);
        agent.set("givenName", given);
    }
    agent.set(
        "affiliation",
        contributor
            .affiliation
            .as_ref()
            .map(|name| json!({ "@type": "Organization", "name": name })),
    );
    agent.set(
        "sameAs",
        one_or_many(contributor.uris.iter().map(String::as_str).collect()),
    );
    Value::Object(agent.0)
}
