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
