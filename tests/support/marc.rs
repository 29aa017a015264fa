//! MARC records made by hand (ISO 2709), so that the tests do not lean on the writer they test.

/// A record being put together.
#[derive(Clone)]
pub struct Marc {
    leader: Vec<u8>,
    fields: Vec<(String, Vec<u8>)>,
}

impl Marc {
    /// `kind` is leader 05 to 07: status, type, level, as `nab` for an article.
    pub fn new(kind: &str) -> Marc {
        Marc {
            leader: format!("00000{kind} a2200000 a 4500").into_bytes(),
            fields: Vec::new(),
        }
    }

    /// Says in the leader that the text is MARC-8.
    pub fn marc8(mut self) -> Marc {
        self.leader[9] = b' ';
        self
    }

    pub fn control(mut self, tag: &str, value: &str) -> Marc {
        self.fields
            .push((tag.to_owned(), value.as_bytes().to_vec()));
        self
    }

    /// A field with subfields as `$aWages$bin Europe`.
    pub fn field(self, tag: &str, indicators: &str, subfields: &str) -> Marc {
        self.bytes_field(tag, indicators, subfields.as_bytes())
    }

    /// As [`Marc::field`], in any encoding.
    pub fn bytes_field(mut self, tag: &str, indicators: &str, subfields: &[u8]) -> Marc {
        let mut value = indicators.as_bytes().to_vec();
        value.extend(subfields.iter().map(|b| if *b == b'$' { 0x1f } else { *b }));
        self.fields.push((tag.to_owned(), value));
        self
    }

    /// The record as it lies in a file.
    pub fn bytes(&self) -> Vec<u8> {
        let (mut directory, mut data) = (Vec::new(), Vec::new());
        for (tag, value) in &self.fields {
            directory.extend(format!("{tag}{:04}{:05}", value.len() + 1, data.len()).into_bytes());
            data.extend(value);
            data.push(0x1e);
        }
        directory.push(0x1e);
        data.push(0x1d);
        let mut record = self.leader.clone();
        let base = record.len() + directory.len();
        record[12..17].copy_from_slice(format!("{base:05}").as_bytes());
        record[..5].copy_from_slice(format!("{:05}", base + data.len()).as_bytes());
        record.extend(directory);
        record.extend(data);
        record
    }
}

/// Several records as one file.
pub fn file(records: &[Marc]) -> Vec<u8> {
    records.iter().flat_map(Marc::bytes).collect()
}

/// An article of the International Labour Review; `place` is 773 $g.
pub fn article(number: &str, lang: &str, title: &str, place: &str) -> Marc {
    let (journal, issn) = match lang {
        "fre" => ("Revue internationale du Travail", "0378-5599"),
        "spa" => ("Revista Internacional del Trabajo", "0378-5548"),
        _ => ("International Labour Review", "0020-7780"),
    };
    Marc::new("nab")
        .control("001", number)
        .control("008", &format!("960601s1996    sz |||| ||| 00| 0 {lang} d"))
        .field("041", "0 ", &format!("$a{lang}"))
        .field("245", "00", &format!("$a{title}."))
        .field("260", "  ", "$c1996.")
        .field("773", "0 ", &format!("$t{journal}$g{place}$x{issn}"))
}

/// A book.
pub fn book(number: &str, lang: &str, title: &str) -> Marc {
    Marc::new("nam")
        .control("001", number)
        .control("008", &format!("960601s1996    sz |||| ||| 00| 0 {lang} d"))
        .field("041", "0 ", &format!("$a{lang}"))
        .field("245", "00", &format!("$a{title}."))
        .field("260", "  ", "$aGeneva :$bILO,$c1996.")
}
