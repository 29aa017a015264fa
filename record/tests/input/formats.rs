//! What a record of each format becomes.

use super::support::{read, row, workbook};

#[test]
fn a_list_of_articles_becomes_articles() {
    let csv = "id,title,subtitle,authors,year,volume,issue,pages,language,doi,url,abstract,keywords\r\n\
        a1,\"Hours, and wages\",\"A \"\"short\"\" study\",Jane Doe; Roe R.,1938,37,5,644-651,English,10.1000/182,https://example.org/1.pdf,\"On two\r\nlines\",wages; hours\r\n";
    let read = read(csv, Some("articles-csv"));
    let about = &read.built[0].description;
    assert_eq!(
        read.notices[0].text,
        "read as CSV, UTF-8, cells parted by ,"
    );
    assert_eq!(
        about.titles.main.full(),
        "Hours, and wages: A \"short\" study"
    );
    assert_eq!(about.document_type.concept.as_str(), "journal-article");
    assert_eq!(about.contributors[0].name, "Doe, Jane");
    assert_eq!(about.contributors[1].name, "R., Roe");
    let host = about.host.as_ref().unwrap();
    assert_eq!(
        (
            host.volume.as_deref(),
            host.issue.as_deref(),
            host.issn.as_deref()
        ),
        (Some("37"), Some("5"), Some("0020-7780"))
    );
    assert_eq!(about.abstracts[0].value, "On two lines");
    assert_eq!(about.languages[0].as_str(), "en");
    assert_eq!(read.built[0].control_number.as_deref(), Some("a1"));
}

#[test]
fn a_sheet_reads_as_the_same_table_does() {
    let names = ["id", "title", "authors", "year"];
    let sheet = format!(
        "<sheetData>{}{}{}</sheetData>",
        row(1, &names),
        row(2, &["=7", "Wages in tin mines", "Jane Doe", "=1938"]),
        row(4, &["=8", "Hours", "", "#14438"]),
    );
    let xlsx = read(workbook(&[("List", &sheet)]), Some("articles-csv"));
    let csv = "id,title,authors,year\n7,Wages in tin mines,Jane Doe,1938\n8,Hours,,1939-07-12\n";
    let csv = read(csv, Some("articles-csv"));
    assert_eq!(xlsx.sources, csv.sources);
    assert_eq!(xlsx.titles(), ["Wages in tin mines", "Hours"]);
    assert_eq!(xlsx.notices[0].text, "read as XLSX");
}

/// The same article in each format that can say it.
fn check_article(text: &str, said: &str) {
    let read = read(text, None);
    assert_eq!(read.notices[0].text, said);
    let about = &read.built[0].description;
    let host = about.host.as_ref().unwrap();
    let shown = [
        about.titles.main.full(),
        about.document_type.concept.to_string(),
        about.contributors[0].name.clone(),
        about.date.as_ref().unwrap().year.unwrap().to_string(),
        host.title.clone().unwrap(),
        host.volume.clone().unwrap_or_default(),
        host.issue.clone().unwrap_or_default(),
        host.pages
            .as_ref()
            .map(|p| p.raw.clone())
            .unwrap_or_default(),
        about.languages[0].to_string(),
        about.abstracts[0].value.clone(),
        read.built[0]
            .keys
            .iter()
            .map(|k| k.0.clone())
            .find(|k| k.starts_with("doi"))
            .unwrap(),
    ];
    assert_eq!(
        shown,
        [
            "Wages in tin mines: A study",
            "journal-article",
            "Doe, Jane",
            "1938",
            "Journal of Mines",
            "37",
            "5",
            "644-651",
            "en",
            "How miners are paid & why.",
            "doi:10.1000/182",
        ],
        "{said}"
    );
}

#[test]
fn one_article_is_the_same_in_every_format() {
    check_article(
        "TY  - JOUR\r\nTI  - Wages in tin mines : A study\r\nAU  - Doe, Jane\r\nPY  - 1938///\r\nJO  - Journal of Mines\r\nVL  - 37\r\nIS  - 5\r\nSP  - 644\r\nEP  - 651\r\nLA  - English\r\nAB  - How miners are paid\r\n& why.\r\nDO  - 10.1000/182\r\nER  - \r\n",
        "read as RIS, UTF-8",
    );
    check_article(
        "@string{jm = \"Journal of Mines\"}\n% a comment\n@article{doe1938,\n title = {Wages in tin mines: A study},\n author = {Jane Doe},\n journal = jm,\n year = 1938, month = jul, volume = 37, number = 5, pages = {644--651},\n language = {english},\n abstract = {How miners are paid \\& why.},\n doi = {10.1000/182}\n}\n".replace("mines: A", "mines : A").as_str(),
        "read as BibTeX, UTF-8",
    );
    check_article(
        r#"[{"id": "x", "type": "article-journal", "title": "Wages in tin mines : A study", "author": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[1938, 7]]}, "container-title": "Journal of Mines", "volume": 37, "issue": "5", "page": "644-651", "language": "en", "abstract": "How miners are paid & why.", "DOI": "10.1000/182"}]"#,
        "read as CSL-JSON, UTF-8",
    );
    check_article(
        "<modsCollection xmlns=\"http://www.loc.gov/mods/v3\"><mods><titleInfo><title>Wages in tin mines</title><subTitle>A study</subTitle></titleInfo><name type=\"personal\"><namePart type=\"family\">Doe</namePart><namePart type=\"given\">Jane</namePart></name><originInfo><dateIssued>1938</dateIssued></originInfo><language><languageTerm type=\"code\">eng</languageTerm></language><abstract>How miners are paid &amp; why.</abstract><genre>journal article</genre><identifier type=\"doi\">10.1000/182</identifier><relatedItem type=\"host\"><titleInfo><title>Journal of Mines</title></titleInfo><part><detail type=\"volume\"><number>37</number></detail><detail type=\"issue\"><number>5</number></detail><extent unit=\"pages\"><start>644</start><end>651</end></extent></part></relatedItem></mods></modsCollection>",
        "read as MODS, UTF-8",
    );
    check_article(
        "=LDR  00000nab\\a2200000\\\\\\4500\n=024  7\\$a10.1000/182$2doi\n=041  0\\$aeng\n=100  1\\$aDoe, Jane\n=245  10$aWages in tin mines :$bA study\n=264  \\1$c1938\n=520  \\\\$aHow miners are paid & why.\n=655  \\7$ajournal-article$2labordoc\n=773  0\\$tJournal of Mines$gvol. 37, no. 5, p. 644-651\n",
        "read as MarcEdit text, UTF-8",
    );
    check_article(
        r#"{"leader": "00000nab a2200000   4500", "fields": [{"024": {"ind1": "7", "ind2": " ", "subfields": [{"a": "10.1000/182"}, {"2": "doi"}]}}, {"041": {"ind1": "0", "ind2": " ", "subfields": [{"a": "eng"}]}}, {"100": {"ind1": "1", "ind2": " ", "subfields": [{"a": "Doe, Jane"}]}}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Wages in tin mines :"}, {"b": "A study"}]}}, {"264": {"ind1": " ", "ind2": "1", "subfields": [{"c": "1938"}]}}, {"520": {"ind1": " ", "ind2": " ", "subfields": [{"a": "How miners are paid & why."}]}}, {"655": {"ind1": " ", "ind2": "7", "subfields": [{"a": "Journal article"}, {"2": "labordoc"}]}}, {"773": {"ind1": "0", "ind2": " ", "subfields": [{"t": "Journal of Mines"}, {"g": "vol. 37, no. 5, p. 644-651"}]}}]}"#,
        "read as MARC-in-JSON, UTF-8",
    );
}

#[test]
fn dublin_core_is_found_in_an_oai_pmh_answer() {
    let xml = "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><ListRecords><record><header><identifier>oai:x:1</identifier></header><metadata><oai_dc:dc xmlns:oai_dc=\"o\" xmlns:dc=\"d\"><dc:title>Wages</dc:title><dc:creator>Doe, Jane</dc:creator><dc:date>1938-07-12</dc:date><dc:type>info:eu-repo/semantics/article</dc:type><dc:identifier>https://doi.org/10.1000/182</dc:identifier><dc:language>fra</dc:language><dc:subject>hours</dc:subject></oai_dc:dc></metadata></record><record><header status=\"deleted\"/></record></ListRecords></OAI-PMH>";
    let read = read(xml, None);
    assert_eq!(read.notices[0].text, "read as Dublin Core, UTF-8");
    assert_eq!(read.titles(), ["Wages"]);
    let about = &read.built[0].description;
    assert_eq!(about.document_type.concept.as_str(), "journal-article");
    assert_eq!(about.languages[0].as_str(), "fr");
    assert_eq!(
        about.date.as_ref().unwrap().iso().as_deref(),
        Some("1938-07-12")
    );
    assert!(read.built[0].keys.iter().any(|k| k.0 == "doi:10.1000/182"));
}

#[test]
fn our_own_json_comes_back_as_it_was() {
    let marc = "=LDR  00000nab\\a2200000\\\\\\4500\n=001  7\n=041  0\\$aeng\n=100  1\\$aDoe, Jane\n=245  10$aWages in tin mines :$bA study\n=264  \\1$aGeneva$bILO$c1938\n=650  \\4$awages\n=653  \\\\$atin\n=655  \\7$ajournal-article$2labordoc\n=773  0\\$tJournal of Mines$gvol. 37, no. 5, p. 644-651\n=856  40$uhttps://example.org/1.pdf\n";
    let first = read(marc, None);
    let about = &first.built[0].description;
    let line = serde_json::to_string(about).unwrap();
    let line = line.replacen(
        '{',
        "{\"id\":\"r1\",\"seq\":7,\"status\":\"suppressed\",",
        1,
    );
    let again = read(format!("{line}\n"), None);
    assert_eq!(again.notices[0].text, "read as JSON of Labordoc, UTF-8");
    assert_eq!(again.notices.len(), 1, "{:#?}", again.notices);
    assert_eq!(&again.built[0].description, about);
    assert_eq!(again.built[0].status, record::Status::Suppressed);
    assert_eq!(again.built[0].keys, first.built[0].keys);
    // And the MARC that is made of it says the same again.
    let made = record::marc_of(&again.sources[0], None).unwrap().marc;
    let third = read(record::marc::iso2709::write(&made).unwrap(), None);
    let third = &third.built[0].description;
    assert_eq!(third.titles, about.titles);
    assert_eq!(third.host, about.host);
    assert_eq!(third.date, about.date);
    assert_eq!(third.document_type.concept, about.document_type.concept);
    assert_eq!(third.contributors, about.contributors);
    assert_eq!(third.assets, about.assets);
}

#[test]
fn packed_inputs_are_read_member_by_member() {
    use std::io::Write;
    let csv = b"title,year\nOne,1921\n";
    let ris = b"TY  - BOOK\nTI  - Two\nER  - \n";
    let zip = super::support::zipped(&[
        ("a/list.csv", csv),
        ("b.ris", ris),
        ("notes.txt", b"Dear all"),
    ]);
    let read_zip = read(zip, None);
    assert_eq!(read_zip.titles(), ["One", "Two"]);
    let said: Vec<_> = read_zip
        .notices
        .iter()
        .filter(|n| n.code == "format-detected")
        .map(|n| n.member.as_deref())
        .collect();
    assert_eq!(said, [Some("a/list.csv"), Some("b.ris")]);
    assert_eq!(
        read_zip.notice("unknown-format").member.as_deref(),
        Some("notes.txt")
    );
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(csv).unwrap();
    let packed = gzip.finish().unwrap();
    assert_eq!(read(packed, None).titles(), ["One"]);
}
