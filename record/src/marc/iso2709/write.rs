//! Writes one ISO 2709 record in UTF-8.

use super::super::model::{Field, LEADER_LENGTH, MarcRecord, Tag};
use super::directory::ENTRY_LENGTH;
use super::{
    FIELD_TERMINATOR, MAX_FIELD_LENGTH, MAX_RECORD_LENGTH, RECORD_TERMINATOR, SUBFIELD_DELIMITER,
};

/// Says why a record cannot be written as ISO 2709.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The record is longer than its five-digit length can say.
    #[error("the record has {0} bytes and ISO 2709 allows 99,999: export it as MARCXML")]
    RecordTooLong(usize),
    /// A field is longer than its four-digit length can say.
    #[error("field {0} has {1} bytes and ISO 2709 allows 9,999: export the record as MARCXML")]
    FieldTooLong(Tag, usize),
    /// An indicator or a subfield code is not one printable ASCII character.
    #[error("field {0} has {1:?} as indicator or subfield code: use one printable ASCII character")]
    BadMark(Tag, char),
    /// A value has one of the separators 1D, 1E, 1F.
    #[error("field {0} has a separator character (1D, 1E or 1F) in its text: remove it")]
    Separator(Tag),
    /// The leader is not 24 ASCII characters.
    #[error("the leader {0:?} is not 24 printable ASCII characters")]
    BadLeader(String),
}

/// Writes a record; length, base address and character coding of the leader are computed.
///
/// # Errors
///
/// Returns a [`WriteError`] when a length or a character does not fit the format.
pub fn write(record: &MarcRecord) -> Result<Vec<u8>, WriteError> {
    let leader = record.leader.as_bytes();
    if leader.len() != LEADER_LENGTH || !leader.iter().all(|b| (b' '..0x7F).contains(b)) {
        return Err(WriteError::BadLeader(record.leader.clone()));
    }
    let base = LEADER_LENGTH + record.fields.len() * ENTRY_LENGTH + 1;
    let mut out = Vec::with_capacity(base + 2048);
    out.extend_from_slice(leader);
    out.resize(base, FIELD_TERMINATOR);
    for (i, field) in record.fields.iter().enumerate() {
        let start = out.len();
        write_field(field, &mut out)?;
        let length = out.len() - start;
        if length > MAX_FIELD_LENGTH {
            return Err(WriteError::FieldTooLong(field.tag(), length));
        }
        let at = LEADER_LENGTH + i * ENTRY_LENGTH;
        out[at..at + 3].copy_from_slice(field.tag().as_str().as_bytes());
        put_number(&mut out[at + 3..at + 7], length);
        put_number(&mut out[at + 7..at + 12], start - base);
    }
    out.push(RECORD_TERMINATOR);
    let length = out.len();
    if length > MAX_RECORD_LENGTH {
        return Err(WriteError::RecordTooLong(length));
    }
    put_number(&mut out[..5], length);
    put_number(&mut out[12..17], base);
    out[9] = b'a';
    out[10..12].copy_from_slice(b"22");
    out[20..22].copy_from_slice(b"45");
    Ok(out)
}

fn write_field(field: &Field, out: &mut Vec<u8>) -> Result<(), WriteError> {
    match field {
        Field::Control { tag, value } => write_value(*tag, value, out)?,
        Field::Data {
            tag,
            ind1,
            ind2,
            subfields,
        } => {
            write_mark(*tag, *ind1, out)?;
            write_mark(*tag, *ind2, out)?;
            for subfield in subfields {
                out.push(SUBFIELD_DELIMITER);
                write_mark(*tag, subfield.code, out)?;
                write_value(*tag, &subfield.value, out)?;
            }
        }
    }
    out.push(FIELD_TERMINATOR);
    Ok(())
}

fn write_mark(tag: Tag, mark: char, out: &mut Vec<u8>) -> Result<(), WriteError> {
    match u8::try_from(mark) {
        Ok(byte) if byte == b' ' || byte.is_ascii_graphic() => out.push(byte),
        _ => return Err(WriteError::BadMark(tag, mark)),
    }
    Ok(())
}

fn write_value(tag: Tag, value: &str, out: &mut Vec<u8>) -> Result<(), WriteError> {
    if value
        .bytes()
        .any(|b| (RECORD_TERMINATOR..=SUBFIELD_DELIMITER).contains(&b))
    {
        return Err(WriteError::Separator(tag));
    }
    out.extend_from_slice(value.as_bytes());
    Ok(())
}

/// Writes a number in decimal with leading zeros.
fn put_number(digits: &mut [u8], mut number: usize) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}
