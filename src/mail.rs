//! Letters by SMTP (RFC 5321), where a server is configured: one-time links, nothing else.

use std::time::Duration;

use lettre::{
    Address, Message, SmtpTransport, Transport,
    message::{Mailbox, header::ContentType},
};

use crate::config::Config;

/// How long a server may take for one letter.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to a mail server.
pub struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailError {
    /// The address.
    #[error("{0:?} is no address that mail can be sent to")]
    Address(String),
    /// It cannot be written down.
    #[error("the letter cannot be written: {0}")]
    Write(#[from] lettre::error::Error),
    /// The server.
    #[error("the mail server did not take the letter: {0}")]
    Send(#[from] lettre::transport::smtp::Error),
}

impl Mailer {
    /// The mailer of a configuration; `None` when it names no server.
    ///
    /// # Errors
    /// When the server's address cannot be understood.
    pub fn of(config: &Config) -> Result<Option<Mailer>, MailError> {
        if config.smtp_url.is_empty() {
            return Ok(None);
        }
        let sender = match config.mail_from.as_str() {
            "" => &config.admin_email,
            from => from,
        };
        let builder = SmtpTransport::from_url(&config.smtp_url)?;
        Ok(Some(Mailer {
            transport: builder.timeout(Some(PATIENCE)).build(),
            from: Mailbox::new(Some(config.name.clone()), address(sender)?),
        }))
    }

    /// Sends a letter of plain text and waits until the server has taken it.
    ///
    /// # Errors
    /// When the address is none, or the server does not take it.
    pub fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address(to)?))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        self.transport.send(&letter)?;
        Ok(())
    }
}

fn address(text: &str) -> Result<Address, MailError> {
    let parsed = text.parse();
    parsed.map_err(|_| MailError::Address(text.to_owned()))
}

/// Whether a text is the address of a mail server: `smtp://` or `smtps://`, with `?tls=required` for STARTTLS.
pub fn is_server(url: &str) -> bool {
    let schemed = url.starts_with("smtp://") || url.starts_with("smtps://");
    schemed && SmtpTransport::from_url(url).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_an_address() {
        for (url, is) in [
            ("smtp://localhost:25", true),
            ("smtps://library:secret@mail.example.org", true),
            ("smtp://mail.example.org:587?tls=required", true),
            ("mail.example.org", false),
            ("https://mail.example.org", false),
            ("smtp://mail.example.org?tls=perhaps", false),
        ] {
            assert_eq!(is_server(url), is, "{url}");
        }
    }
}
