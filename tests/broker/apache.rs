//! A page behind Apache's `mod_auth_openidc`: a person signs in through it, and out again.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::net::{TcpListener, TcpStream};

use crate::client_program::installed;
use crate::stories;
use crate::world::{APP_SECRET, World};

const ANNA: &str = "a.devries@st-janshof.example";
/// Debian's account that owns nothing.
const NOBODY: u32 = 65_534;

/// The server. Ends with the value.
struct Apache {
    base: String,
    folder: tempfile::TempDir,
    process: Child,
}

impl Drop for Apache {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Apache {
    /// Starts one as an application that is registered so, and waits until it answers.
    async fn start(world: &mut World) -> Self {
        world.set_clock_to_system();
        // A port that is free now; nobody else on this machine asks for it in the next instant.
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let base = format!("http://localhost:{port}");
        let application = format!(
            "[[application]]\nclient_id = \"apache\"\nname = \"Intranet\"\nsso = \"follow\"\nsecret = {{ file = \"app\" }}\n\
            redirect_uris = [\"{base}/protected/callback\"]\n\
            protocol = {{ post_logout_redirect_uris = [\"{base}/goodbye.html\"] }}\n\n"
        );
        let first = "[[application]]\nclient_id = \"records\"";
        world.change(first, &format!("{application}{first}")).await;

        let folder = tempfile::tempdir().unwrap();
        let mut config = include_str!("../clients/apache.conf").to_owned();
        for (name, value) in [
            ("FOLDER", folder.path().to_str().unwrap()),
            ("PORT", &port.to_string()),
            ("ISSUER", &world.base),
            ("CLIENT_ID", "apache"),
            ("CLIENT_SECRET", APP_SECRET),
            ("PASSPHRASE", "what-seals-the-state-of-a-story"),
        ] {
            config = config.replace(name, value);
        }
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("apache.conf", &config);
        write("pages/goodbye.html", "Goodbye");
        write(
            "pages/protected/index.html",
            "Welcome <!--#echo var=\"REMOTE_USER\" -->: <!--#echo var=\"OIDC_CLAIM_name\" -->",
        );
        write("pages/protected/planners.html", "The plan");

        let mut command = Command::new(installed("/usr/sbin/apache2"));
        // One process, that ends when it is told to.
        command.arg("-X").arg("-f").arg(folder.path().join("apache.conf")).stdin(Stdio::null());
        if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
            give(folder.path());
            command.uid(NOBODY).gid(NOBODY);
        }
        let process = command.spawn().unwrap();
        let mut apache = Self { base, folder, process };
        let answers = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                assert_eq!(apache.process.try_wait().unwrap(), None, "{}", apache.log());
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), answers).await.expect("apache does not answer");
        apache
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("apache.log")).unwrap_or_default()
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// Gives a folder, and what is in it, to the account that owns nothing.
fn give(path: &Path) {
    std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).unwrap();
        for entry in std::fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path());
        }
    }
}

stories! {
    async fn a_page_behind_mod_auth_openidc_knows_who_sees_it(world) {
        let mut world = world;
        let apache = Apache::start(&mut world).await;
        let browser = world.browser();
        // The module has no place for an address: the person types it on the page.
        let page = browser.follow(&apache.at("/protected/index.html")).await;
        assert_eq!(page.status, 200, "{}\n{}", page.body, apache.log());
        let sign_in = page.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", ANNA)];
        let departed = browser.post("/login", &form).await;
        let page = browser.follow(departed.location().as_str()).await;
        assert_eq!(page.body, format!("Welcome {ANNA}: Anna de Vries"), "{}", apache.log());
        assert_eq!(browser.get(&apache.at("/protected/planners.html")).await.body, "The plan");

        // Without the session of the site the broker is asked again.
        let after = apache.at("/goodbye.html");
        let goodbye = browser.follow(&apache.at(&format!("/protected/callback?logout={after}"))).await;
        assert_eq!(goodbye.body, "Goodbye");
        let asked = browser.get(&apache.at("/protected/index.html")).await;
        assert!(asked.location().as_str().starts_with(&world.base), "{:?}", asked.location);
    }

    async fn what_mod_auth_openidc_protects_is_closed_to_whoever_is_refused_and_to_whoever_has_not_the_role(world) {
        let mut world = world;
        let apache = Apache::start(&mut world).await;
        let bram = world.browser();
        let asked = bram.get(&apache.at("/protected/planners.html")).await;
        let page = bram.get(asked.location().as_str()).await;
        let sign_in = page.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", "b.bakker@st-janshof.example")];
        let departed = bram.post("/login", &form).await;
        let page = bram.follow(departed.location().as_str()).await;
        assert_eq!((page.status, page.body.contains("The plan")), (401, false), "{}", page.body);
        assert!(bram.get(&apache.at("/protected/index.html")).await.body.contains("Bram Bakker"));
        assert_eq!(world.browser().get(&apache.at("/protected/index.html")).await.status, 302);
    }
}
