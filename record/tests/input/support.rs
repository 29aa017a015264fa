//! Inputs read as an import reads them: detected, cut, built, each notice with its place.

use std::{io::Cursor, sync::Arc, sync::LazyLock};

use record::{
    Built, Context, Mapping, Notice, Profile, Source, build,
    input::{Format, Limits, Options, Reader},
};
use taxonomy::Taxonomy;

static TABLES: LazyLock<(Arc<Taxonomy>, Arc<Mapping>)> =
    LazyLock::new(|| (Taxonomy::bundled(), Mapping::bundled()));

/// What became of an input.
#[derive(Default)]
pub struct Read {
    pub format: Option<Format>,
    pub built: Vec<Built>,
    pub sources: Vec<Source>,
    /// All notices, in the order in which they came.
    pub notices: Vec<Notice>,
    /// Whether reading ended before the input did.
    pub fatal: bool,
}

impl Read {
    pub fn titles(&self) -> Vec<String> {
        let full = |b: &Built| b.description.titles.main.full();
        self.built.iter().map(full).collect()
    }

    pub fn codes(&self) -> Vec<&str> {
        self.notices.iter().map(|n| n.code.as_str()).collect()
    }

    pub fn notice(&self, code: &str) -> &Notice {
        let mut all = self.notices.iter();
        all.find(|n| n.code == code)
            .unwrap_or_else(|| panic!("no {code} among {:#?}", self.notices))
    }
}

pub fn read(bytes: impl Into<Vec<u8>>, profile: Option<&str>) -> Read {
    read_within(bytes, profile, Limits::default())
}

pub fn read_within(bytes: impl Into<Vec<u8>>, profile: Option<&str>, limits: Limits) -> Read {
    let profile = profile.map(|name| Profile::named(name).expect(name));
    let options = Options {
        format: None,
        profile: profile.cloned().map(Arc::new),
        limits,
    };
    let mut reader = Reader::open(Cursor::new(bytes.into()), options);
    let mut read = Read::default();
    let (taxonomy, mapping) = &*TABLES;
    let context = Context {
        taxonomy,
        mapping,
        system: "test",
        profile,
    };
    while let Some(one) = reader.next() {
        read.notices.extend(reader.take_notices());
        match one {
            Ok(given) => {
                read.notices.extend(given.notices);
                let (place, source) = (given.place, given.source);
                let at = |mut notice: Notice| {
                    place.locate(&mut notice, &source, profile);
                    notice
                };
                match build(&source, None, &context) {
                    Ok(mut built) => {
                        let notices = std::mem::take(&mut built.notices);
                        read.notices.extend(notices.into_iter().map(at));
                        read.built.push(built);
                        read.sources.push(source);
                    }
                    Err(record::BuildError::Source(fault)) => {
                        let mut notice = Notice::new(
                            record::Severity::Error,
                            fault.code.as_str(),
                            fault.text.clone(),
                        );
                        notice.offset = Some(fault.offset);
                        notice.field.clone_from(&fault.field);
                        read.notices.push(at(notice));
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            Err(broken) => {
                read.fatal |= broken.fatal;
                read.notices.push(broken.notice);
            }
        }
    }
    read.notices.extend(reader.take_notices());
    read.format = reader.format();
    read
}

/// A ZIP archive of these members.
pub fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet for each text: rows of cells as XML.
pub fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut files: Vec<(String, String)> = vec![(
        "[Content_Types].xml".into(),
        format!(
            "{head}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
        ),
    )];
    files.push((
        "_rels/.rels".into(),
        format!("{head}<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
    ));
    let (mut list, mut targets) = (String::new(), String::new());
    for (n, (name, rows)) in sheets.iter().enumerate() {
        let n = n + 1;
        list += &format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
        targets += &format!(
            "<Relationship Id=\"rId{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        files.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!("{head}<worksheet xmlns=\"{main}\">{rows}</worksheet>"),
        ));
    }
    targets +=
        &format!("<Relationship Id=\"rIdS\" Type=\"{office}/styles\" Target=\"styles.xml\"/>");
    files.push((
        "xl/workbook.xml".into(),
        format!("{head}<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("{head}<Relationships xmlns=\"{relations}\">{targets}</Relationships>"),
    ));
    // Style 1 is a date.
    files.push((
        "xl/styles.xml".into(),
        format!("{head}<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"),
    ));
    let members: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    zipped(&members)
}

/// A row of a sheet: texts; `=1` a number, `#1` a date's number, `!x` an error.
pub fn row(number: usize, cells: &[&str]) -> String {
    let cell = |(n, text): (usize, &&str)| {
        let at = format!("{}{number}", char::from(b'A' + n as u8));
        match text.split_at(text.len().min(1)) {
            ("", _) => String::new(),
            ("=", value) => format!("<c r=\"{at}\"><v>{value}</v></c>"),
            ("#", value) => format!("<c r=\"{at}\" s=\"1\"><v>{value}</v></c>"),
            ("!", value) => format!("<c r=\"{at}\" t=\"e\"><f>1/0</f><v>{value}</v></c>"),
            _ => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}
