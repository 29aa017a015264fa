//! 880 and what it belongs to: subfield 6 (MARC 21 Appendix A, "Control Subfields").

use super::{Found, marc::Placed};
use crate::marc::{Tag, linked::Linkage};

/// Judges the linkage of a record's data fields.
pub(super) fn judge(fields: &[Placed<'_>], found: &mut Found) {
    for (at, placed) in fields.iter().enumerate() {
        let alternate = placed.field.tag == Tag::ALTERNATE;
        let Some(six) = placed.field.first('6') else {
            if alternate {
                let text = placed.field.first('a').unwrap_or_default();
                found.add("linkage-missing", placed.place.clone(), text);
            }
            continue;
        };
        let place = || format!("{}$6", placed.place);
        let Some(linkage) = Linkage::parse(six) else {
            found.add("linkage-invalid", place(), six);
            continue;
        };
        // 00 says that there is no partner; one that is no 880 may only lead to one.
        let leads_right = alternate != (linkage.tag == Tag::ALTERNATE);
        if linkage.number == 0 {
            if !alternate || !leads_right {
                found.add("linkage-invalid", place(), six);
            }
            continue;
        }
        let partners = fields.iter().enumerate().filter(|(other, p)| {
            *other != at
                && p.field.tag == linkage.tag
                && Linkage::of(&p.field)
                    .is_some_and(|l| l.tag == placed.field.tag && l.number == linkage.number)
        });
        match partners.count() {
            1 if leads_right => {}
            0 | 1 => found.add("linkage-invalid", place(), six),
            _ => found.add("linkage-ambiguous", place(), six),
        }
    }
}
