//! Fields of the library's own, links, and links between language versions.

use super::{
    describe::Version,
    journals::REVIEW,
    kinds::Kind,
    marc::Marc,
    work::{Numbering, Work},
};

/// Of a thousand records, those with a link to the text.
const WITH_LINK: u32 = 560;
/// Of a thousand links, those with a double slash.
const DOUBLE_SLASH: u32 = 100;

/// The shelf mark (099); that of the Review says year, volume, issue and pages.
pub fn shelf_mark(version: &mut Version<'_>, marc: &mut Marc) {
    let Work {
        year, numbering, ..
    } = version.work;
    let field = marc.begin_data("099", " 9");
    match numbering {
        Numbering::Issue(p) if p.journal == REVIEW => field.sub_fmt(
            'a',
            format_args!(
                "09602({year}-{}-{}){}-{}",
                p.volume, p.issue, p.first, p.last
            ),
        ),
        Numbering::Document(number) => field.sub('a', number),
        _ if *year > 1998 && version.random.chance(300) => field.sub('a', "WWW ACCESS ONLY"),
        _ => {
            let number = version.number() % 1000;
            field.sub_fmt(
                'a',
                format_args!(
                    "{:02}B09/{number} {}",
                    year % 100,
                    version.language.in_file_names().to_uppercase()
                ),
            )
        }
    };
    field.end();
}

/// The other language versions (775).
pub fn versions(version: &Version<'_>, marc: &mut Marc) {
    let work = version.work;
    for (other, language) in work.languages.iter().enumerate() {
        if other != version.version {
            marc.begin_data("775", "08")
                .sub('t', &work.titles[other].main)
                .sub('w', &work.control_number(other))
                .sub('e', language.marc())
                .end();
        }
    }
}

/// Links (856).
pub fn links(version: &mut Version<'_>, marc: &mut Marc) {
    if version.has_doi() {
        marc.begin_data("856", "40")
            .sub_fmt('u', format_args!("https://doi.org/{}", version.doi()))
            .end();
    }
    if !version.random.chance(WITH_LINK) {
        return;
    }
    let scheme = if version.random.chance(300) {
        "http"
    } else {
        "https"
    };
    let slash = if version.random.chance(DOUBLE_SLASH) {
        "//"
    } else {
        "/"
    };
    let folder = match version.work.kind {
        Kind::GoverningBody => "GB",
        Kind::Article => "P",
        _ => "books",
    };
    let (year, number) = (version.work.year, version.number());
    let language = version.language.in_file_names();
    marc.begin_data("856", "40")
        .sub_fmt('u', format_args!("{scheme}://library.example.org/public/libdoc{slash}ilo/{folder}/{year}/{number}_{language}.pdf"));
    if version.random.chance(300) {
        marc.sub('3', "full text");
    }
    if version.random.chance(200) {
        marc.sub(
            'z',
            version
                .language
                .of(["Free access", "Accès libre", "Acceso libre"]),
        );
    }
    marc.end();
}

/// The library's own fields from 900 on.
pub fn fields(version: &mut Version<'_>, marc: &mut Marc) {
    version.copies(marc);
    let work = version.work;
    let is_electronic = work.year > 1998 && version.random.chance(600);
    marc.simple(
        "913",
        "  ",
        if is_electronic {
            "Electronic document"
        } else {
            "Physical copy"
        },
    );
    let added = (
        work.year.max(1980),
        version.random.between(1, 12),
        version.random.between(1, 28),
    );
    marc.begin_data("946", "  ")
        .sub_fmt('d', format_args!("{}{:02}{:02}", added.0, added.1, added.2))
        .end();
    if !is_electronic {
        let place = version.random.weighted(&[
            ("Library - Main collection", 80),
            ("ILO Bangkok", 8),
            ("ILO Lima", 7),
            ("ILO New Delhi", 5),
        ]);
        marc.begin_data("964", "  ").sub('d', place).end();
    }
    marc.begin_data("970", "  ")
        .sub_fmt(
            'a',
            format_args!("LABORDOC-{:06}", version.number() + 100_000),
        )
        .end();
    if let Numbering::Instrument(number) = &work.numbering {
        marc.begin_data("980", "  ").sub('n', number).end();
    }
    if version.is_own() {
        marc.simple("992", "  ", "ILO publication");
    }
    marc.simple("996", "  ", work.kind.local());
    if !version.is_undated() {
        marc.begin_data("997", "  ")
            .sub_fmt('a', format_args!("{}", work.year))
            .end();
    }
    marc.simple("998", "  ", version.language.marc());
}
