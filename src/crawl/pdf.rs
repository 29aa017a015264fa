//! The text of a PDF's first page.

/// The text; `None` when it has none or cannot be read.
pub(super) fn first_page(bytes: &[u8]) -> Option<String> {
    let document = lopdf::Document::load_mem(bytes).ok()?;
    let first = document.get_pages().into_keys().next()?;
    let text = document.extract_text(&[first]).ok()?;
    (!text.trim().is_empty()).then_some(text)
}
