//! The letters that carry one-time links, where a mail server is configured.

use store::UserRow;

use crate::web::{Service, reader::Reader};

/// For somebody who is new.
pub const INVITATION: &str = "account-letter-invitation";
/// For somebody who needs another password.
pub const RESET: &str = "account-letter-reset";

/// A one-time link's address.
pub fn address(service: &Service, link: &str) -> String {
    format!("{}/invitations/{link}", service.site.base_url)
}

/// Sends a link to its person: whether the server took it, or nothing when it cannot be tried.
///
/// `letter` is the text's name; its subject is the name with `-subject`.
pub async fn send(
    service: &Service,
    reader: &Reader,
    user: &UserRow,
    letter: &'static str,
    url: &str,
) -> Option<bool> {
    let (mailer, to) = (service.mailer.clone()?, user.email.clone()?);
    let texts = reader.texts;
    let library = &service.app.config.name;
    let subject = texts.with(&format!("{letter}-subject"), library);
    let text = texts.with(letter, url);
    let sent = tokio::task::spawn_blocking(move || mailer.send(&to, &subject, text)).await;
    Some(match sent {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "a letter was not sent");
            false
        }
        Err(_) => false,
    })
}
