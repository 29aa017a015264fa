//! A person's browser as far as forms go: a cookie, and the hidden token of the last page.

use super::{Answer, Server, all_between, encode};

/// Whoever chooses a password chooses this one.
pub const PASSWORD: &str = "lake wind paper lantern";

/// A browser: keeps its cookie and the hidden token of the page it was last shown.
pub struct Browser<'a> {
    pub server: &'a Server,
    pub cookie: String,
    pub token: String,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Browser<'a> {
        Browser {
            server,
            cookie: String::new(),
            token: String::new(),
        }
    }

    /// A browser in which somebody has just chosen the password by a one-time link.
    pub fn arrive(server: &'a Server, link: &str) -> Browser<'a> {
        let mut browser = Browser::new(server);
        browser.get(link);
        let chosen = browser.post(link, &[("password", PASSWORD), ("again", PASSWORD)]);
        assert_eq!(chosen.status, 303, "{}", chosen.text());
        browser
    }

    /// A browser in which the demonstration's administrator has signed in.
    pub fn demo(server: &'a Server) -> Browser<'a> {
        let mut browser = Browser::new(server);
        let entered = browser.sign_in("admin", &server.password);
        assert_eq!(entered.status, 303, "{}", entered.text());
        browser
    }

    pub fn take(&mut self, answer: Answer) -> Answer {
        for (name, value) in &answer.headers {
            if name == "set-cookie" && value.starts_with("labordoc=") {
                let id = all_between(value, "labordoc=", ";")[0];
                self.cookie = format!("labordoc={id}");
            }
        }
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if let Some(token) = all_between(&text, "name=\"csrf\" value=\"", "\"").first() {
            self.token = (*token).to_owned();
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.server.ask("GET", path).header("Cookie", &self.cookie);
        let answer = answer.send();
        self.take(answer)
    }

    /// Sends a form with the token of the last page.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let mut all = vec![("csrf", token.as_str())];
        all.extend(fields);
        self.post_bare(path, &all)
    }

    /// Sends a form as it is.
    pub fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter().map(|(n, v)| format!("{n}={}", encode(v)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let answer = self
            .server
            .ask("POST", path)
            .header("Cookie", &self.cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.as_bytes())
            .send();
        self.take(answer)
    }

    pub fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.get("/sign-in");
        self.post("/sign-in", &[("name", name), ("password", password)])
    }

    /// Whether somebody is signed in here.
    pub fn is_in(&mut self) -> bool {
        let answer = self.get("/account");
        assert!([200, 303].contains(&answer.status), "{}", answer.text());
        answer.status == 200
    }

    /// A page with its form's token, so that the next form can be sent.
    pub fn account(&mut self) -> String {
        let answer = self.get("/account");
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    }
}
