//! Where everything begins: the source description and the capability list (sections 8 and 9).

use super::{
    CAPABILITY_LIST, CHANGE_LIST, Document, RESOURCE_DUMP, RESOURCE_LIST, WELL_KNOWN, address,
};
use crate::Site;

/// The source description (section 8): one set of resources, the library's records.
pub fn source_description(site: &Site) -> String {
    let about = address(site, "/about");
    let mut document = Document::list()
        .link("describedby", &about)
        .is("description", &[]);
    document.add(
        &address(site, CAPABILITY_LIST),
        None,
        &[("capability", "capabilitylist")],
        &[],
    );
    document.end()
}

/// The capability list (section 9); the dump is in it once one was made.
pub fn capability_list(site: &Site, dump: bool) -> String {
    let mut document = Document::list()
        .link("up", &address(site, WELL_KNOWN))
        .is("capabilitylist", &[]);
    let mut all = vec![("resourcelist", RESOURCE_LIST), ("changelist", CHANGE_LIST)];
    if dump {
        all.push(("resourcedump", RESOURCE_DUMP));
    }
    for (capability, path) in all {
        document.add(
            &address(site, path),
            None,
            &[("capability", capability)],
            &[],
        );
    }
    document.end()
}
