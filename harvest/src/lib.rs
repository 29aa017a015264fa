//! What machines read: OAI-PMH, sitemaps, crosswalks.
