//! One-time links by mail: a mail server of our own on loopback takes the letters.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

use support::{
    Folder, Server,
    browser::{Browser, PASSWORD},
};

/// A mail server that takes everything (RFC 5321).
struct Post {
    address: SocketAddr,
    letters: Receiver<String>,
}

impl Post {
    fn open() -> Post {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (send, letters) = channel();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = talk(stream, &send);
            }
        });
        Post { address, letters }
    }

    fn letter(&self) -> String {
        self.letters.recv_timeout(Duration::from_secs(20)).unwrap()
    }
}

fn talk(mut stream: TcpStream, letters: &Sender<String>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 post\r\n")?;
    while let Some(line) = lines.next() {
        let line = line?.to_uppercase();
        let answer = match line.split(' ').next().unwrap_or("") {
            "EHLO" => "250-post\r\n250 8BITMIME\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut letter = String::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push('\n');
                }
                // Quoted-printable breaks lines and writes = as =3D.
                letters
                    .send(letter.replace("=\n", "").replace("=3D", "="))
                    .ok();
                "250 taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 ok\r\n",
        };
        stream.write_all(answer.as_bytes())?;
    }
    Ok(())
}

/// The one-time link in a letter.
fn link(letter: &str) -> String {
    let at = letter.find("/invitations/").unwrap();
    letter[at..].split_whitespace().next().unwrap().to_owned()
}

#[test]
fn an_invitation_and_a_forgotten_password_come_by_mail() {
    let post = Post::open();
    let folder = Folder::new();
    let made = folder.json(&["user", "add", "root", "--role", "administrator"]);
    let url = format!("smtp://{}", post.address);
    let server = Server::serve_with(&folder, &[("LABORDOC_SMTP_URL", &url)]);
    let mut root = Browser::arrive(&server, made["link"].as_str().unwrap());

    root.get("/admin/users");
    let fields = [
        ("name", "ana"),
        ("role", "cataloguer"),
        ("email", "ana@example.org"),
    ];
    let invited = root.post("/admin/users", &fields);
    assert_eq!(invited.status, 200, "{}", invited.text());
    assert!(
        invited.text().contains("mailed to ana@example.org"),
        "{}",
        invited.text()
    );
    let letter = post.letter();
    assert!(
        letter.contains("To: ana@example.org") && letter.contains("Subject: Labordoc"),
        "{letter}"
    );
    Browser::arrive(&server, &link(&letter));

    // Ana forgets it. Whoever asks for somebody unknown gets the same answer, and no letter goes out.
    let mut browser = Browser::new(&server);
    let mut asks = |name: &str| {
        browser.get("/sign-in/forgotten");
        browser.post("/sign-in/forgotten", &[("name", name)]).text()
    };
    let (unknown, known) = (asks("nobody"), asks("Ana@example.org"));
    let answer = |page: &str| support::all_between(page, "<main", "<form")[0].to_owned();
    assert_eq!(answer(&unknown), answer(&known));
    let letter = post.letter();
    assert!(letter.contains("ana@example.org"), "{letter}");
    asks("ana");
    assert!(
        post.letters
            .recv_timeout(Duration::from_millis(500))
            .is_err(),
        "one letter in ten minutes"
    );
    let mut ana = Browser::arrive(&server, &link(&letter));
    // The address is changed with the password only.
    ana.account();
    let fields = [("display", "Ana Díaz"), ("email", "diaz@example.org")];
    assert_eq!(ana.post("/account/person", &fields).status, 422);
    let with = [&fields[..], &[("current", PASSWORD)]].concat();
    assert_eq!(ana.post("/account/person", &with).status, 303);
    let page = ana.account();
    assert!(
        page.contains("Ana Díaz") && page.contains("diaz@example.org"),
        "{page}"
    );

    // An administrator removes her for good, having said so.
    root.get("/admin/users");
    assert_eq!(root.post("/admin/users/ana/remove", &[]).status, 422);
    root.get("/admin/users");
    assert_eq!(
        root.post("/admin/users/ana/remove", &[("sure", "yes")])
            .status,
        303
    );
    assert!(!ana.is_in());
    root.get("/admin/users");
    assert_eq!(
        root.post("/admin/users/root/remove", &[("sure", "yes")])
            .status,
        422,
        "the last one"
    );
}

#[test]
fn a_mail_server_that_is_away_is_told_and_the_link_is_shown() {
    let folder = Folder::new();
    let made = folder.json(&["user", "add", "root", "--role", "administrator"]);
    // Nothing listens where somebody has just stopped listening.
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let secret = format!("smtp://user:hush@{gone}");
    let server = Server::serve_with(&folder, &[("LABORDOC_SMTP_URL", &secret)]);
    let mut root = Browser::arrive(&server, made["link"].as_str().unwrap());
    root.get("/admin/users");
    let fields = [
        ("name", "ana"),
        ("role", "cataloguer"),
        ("email", "ana@example.org"),
    ];
    let page = root.post("/admin/users", &fields).text();
    assert!(page.contains("could not be sent"), "{page}");
    Browser::arrive(&server, &link(&page.replace('<', " ")));
    assert!(!server.log().contains("hush"), "{}", server.log());
    let shown = folder.run(&["config"]).text();
    assert!(shown.contains("smtp_url"), "{shown}");
}

#[test]
fn without_a_mail_server_the_page_says_whom_to_ask() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let page = server.page("/sign-in/forgotten");
    assert!(
        page.contains("Ask an administrator") && !page.contains("<form class=\"form\""),
        "{page}"
    );
}
