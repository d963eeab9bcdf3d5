footer-private = Das Passwort Ihres dienstlichen Kontos bekommen wir nie zu sehen.
footer-languages = Sprache
provider-or = oder
provider-directory = { $kind ->
        [entra] Entra
       *[other] { $provider }
    }

login-title = Bei { $application } anmelden
login-lead = Verwenden Sie das dienstliche Konto Ihres Krankenhauses oder Ihrer Gesundheitseinrichtung.
login-remembered = Weiter als { $address }
login-remembered-with = { $organization }
login-another = Anderes Konto verwenden
login-microsoft = Mit Microsoft anmelden
login-google = Mit Google anmelden
login-organization = Mit { $organization } anmelden
onward-title = Sie werden zu Ihrer Organisation weitergeleitet
onward-what = Dort melden Sie sich an. Wenn nichts geschieht, gehen Sie selbst weiter.
login-or = oder
login-address = Dienstliche E-Mail-Adresse
login-address-hint = Zum Beispiel name@krankenhaus.example. Zur Anmeldung leiten wir Sie an Ihre eigene Einrichtung weiter.
login-continue = Weiter
login-problem = Bitte prüfen Sie Ihre Angaben
notice-address-missing = Geben Sie Ihre dienstliche E-Mail-Adresse ein, damit wir Sie an die richtige Stelle weiterleiten können.
notice-address-missing-code = Geben Sie Ihre E-Mail-Adresse ein.
notice-address-invalid = Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@krankenhaus.example.
notice-not-this-way = Mit dieser Adresse können Sie sich nicht mit einem dienstlichen Konto anmelden. Prüfen Sie die Adresse oder melden Sie sich wie gewohnt in { $application } an.
notice-not-this-way-code = Mit dieser Adresse können Sie sich nicht mit einem dienstlichen Konto anmelden. Prüfen Sie die Adresse oder fahren Sie mit einem Code fort.
closed-title = { $application } nutzt diese Anmeldung nicht
closed-lead = { $application } wird nicht mit dem dienstlichen Konto Ihrer Einrichtung geöffnet. Melden Sie sich wie gewohnt direkt in der App an.
closed-home = Zu { $application }

form-post-title = Einen Augenblick
form-post-what = Wir leiten Sie zu der Anwendung weiter, aus der Sie gekommen sind. Wenn nichts geschieht, drücken Sie auf die Schaltfläche.
form-post-do = Weiter

refusal-id = Anmeldenummer
refusal-time = Zeitpunkt
refusal-help = Hier erhalten Sie Hilfe
refusal-quote = Geben Sie die Anmeldenummer an: Damit lässt sich die Ursache finden.
refusal-retry = Erneut versuchen
refusal-back = Zurück zu { $application }

advice-try-again-title = Das hat nicht geklappt
advice-try-again-what = Die Anmeldung bei { $provider } wurde nicht abgeschlossen.
advice-try-again-code-what = Die Anmeldung mit einem Code wurde nicht abgeschlossen.
advice-try-again-do = Versuchen Sie es noch einmal. Wenn es wieder nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-work-account-title = Verwenden Sie Ihr dienstliches Konto
advice-work-account-what = Das Konto, mit dem Sie sich angemeldet haben, ist kein dienstliches Konto Ihrer Einrichtung.
advice-work-account-do = Versuchen Sie es erneut und wählen Sie das Konto, das Sie von Ihrer Einrichtung erhalten haben.
advice-finish-title = { $provider } benötigt zuerst etwas von Ihnen
advice-finish-what = { $provider } hat einen zusätzlichen Schritt verlangt, etwa eine Bestätigung auf Ihrem Telefon oder ein neues Passwort. Dieser Schritt wurde nicht abgeschlossen.
advice-finish-do = Versuchen Sie es erneut und schließen Sie den Schritt ab, den { $provider } anzeigt. Wenn das nicht möglich ist, wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-hospital-it-title = Ihre Einrichtung muss dies zuerst erlauben
advice-hospital-it-what = Die Anmeldeeinstellungen Ihrer Einrichtung lassen diese Anmeldung nicht zu.
advice-hospital-it-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung. Ein neuer Versuch hilft erst, wenn die Einstellungen dort geprüft wurden.
advice-no-access-title = Mit diesem Konto ist kein Zugang möglich
advice-no-access-what = Sie haben sich bei { $provider } angemeldet, haben mit diesem Konto aber keinen Zugang zu { $application } erhalten.
advice-no-access-do = Haben Sie das richtige Konto verwendet? Dann wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-no-access-code-title = Mit dieser Adresse ist kein Zugang möglich
advice-no-access-code-what = Der Code war richtig, mit dieser Adresse haben Sie aber keinen Zugang zu { $application } erhalten.
advice-no-access-code-do = Haben Sie die richtige Adresse verwendet? Dann wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-not-open-title = Diese Anmeldung ist hier nicht möglich
advice-not-open-what = { $application } kann derzeit nicht mit dem dienstlichen Konto Ihrer Einrichtung geöffnet werden.
advice-not-open-do = Melden Sie sich wie gewohnt in { $application } an.
advice-use-code-title = Melden Sie sich mit einem Code an
advice-use-code-what = { $application } kann mit diesem { $provider }-Konto noch nicht geöffnet werden.
advice-use-code-do = Versuchen Sie es erneut, geben Sie Ihre E-Mail-Adresse ein und wählen Sie „Weiter“: Sie erhalten einen Code per E-Mail.
advice-use-microsoft-title = Melden Sie sich mit { $provider } an
advice-use-microsoft-what = Die Mitarbeitenden Ihrer Einrichtung öffnen { $application } mit ihrem { $provider }-Konto. Mit einem Code oder einem Passwort ist das nicht möglich.
advice-use-microsoft-do = Versuchen Sie es erneut und wählen Sie „Mit { $provider } anmelden“. Wenn das nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-closed-title = { $application } kann jetzt nicht geöffnet werden
advice-closed-what = { $application } ist derzeit für Sie geschlossen, auf welchem Weg Sie sich auch anmelden.
advice-closed-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung. Ein neuer Versuch hilft erst, wenn der Zugang wieder offen ist.
advice-start-again-title = Bitte beginnen Sie von vorn
advice-start-again-what = Diese Anmeldung wurde vor zu langer Zeit oder in einem anderen Browserfenster begonnen.
advice-start-again-do = Gehen Sie zurück zur App und melden Sie sich von dort aus an.
advice-microsoft-title = { $provider } antwortet nicht
advice-microsoft-what = Die Anmeldung bei { $provider } oder die Ihrer Einrichtung bei { $provider } ist derzeit gestört.
advice-microsoft-do = Warten Sie einige Minuten und versuchen Sie es erneut.
advice-our-fault-title = Etwas ist nicht richtig eingerichtet
advice-our-fault-what = Die Verbindung zwischen uns und der Anmeldung Ihrer Einrichtung funktioniert nicht wie vorgesehen. Es liegt nicht an Ihnen.
advice-our-fault-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung. Ein neuer Versuch hilft erst, wenn der Fehler behoben ist.

fault-title = Dieser Link funktioniert nicht
fault-what = Die App, aus der Sie kommen, hat etwas angefordert, das nicht möglich ist. Mit Ihrem Konto ist alles in Ordnung.
fault-do = Gehen Sie zurück zur App und melden Sie sich von dort aus an. Wenn es wieder passiert, informieren Sie den Anbieter der App.
not-found-title = Hier gibt es nichts
not-found-what = Diese Adresse existiert nicht.
failure-title = Bei uns ist ein Fehler aufgetreten
failure-what = Es liegt nicht an Ihnen, und es ist nichts verloren gegangen.
failure-do = Warten Sie einen Moment und versuchen Sie es erneut.
index-title = Hier müssen Sie nichts tun
index-what = Hier melden Sie sich bei den Apps Ihrer Gesundheitseinrichtung an. Das beginnt in der App: Öffnen Sie sie und wählen Sie dort die Anmeldung.

login-lead-traditional = Geben Sie die E-Mail-Adresse ein, unter der { $application } Sie kennt.
login-address-traditional = E-Mail-Adresse
login-address-hint-traditional = Wir senden Ihnen einen Code oder leiten Sie zur Anmeldung an Ihre eigene Einrichtung weiter.
login-address-hint-sso = Zur Anmeldung leiten wir Sie an Ihre eigene Einrichtung weiter.
login-address-hint-code = Wir senden Ihnen einen Code.
login-remembered-code = mit einem Code per E-Mail
login-code = Stattdessen Code per E-Mail erhalten
login-code-patient = Für Patientinnen und Patienten: Code per E-Mail erhalten
code-title = Prüfen Sie Ihr Postfach
code-lead = Wenn { $address } hier bekannt ist, ist ein sechsstelliger Code dorthin unterwegs. Er gilt 10 Minuten und nur in diesem Browser.
code-label = Code
code-hint = Sechs Ziffern. Sie können den Code eintippen oder einfügen.
code-again = Neuen Code senden
code-another = Andere Adresse verwenden
code-no-letter = Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach und prüfen Sie die Adresse.
password-title = Ihr Passwort
password-lead = Für { $address } haben Sie zusätzlich zum Code ein Passwort festgelegt.
password-label = Passwort
password-forgotten = Passwort vergessen
new-password-title = Passwort festlegen
new-password-lead = Für { $application } ist zusätzlich zum Code ein Passwort erforderlich. Sie werden bei jeder Anmeldung mit Code danach gefragt.
new-password-label = Neues Passwort
new-password-hint = Mindestens { $shortest } Zeichen. Mehrere Wörter hintereinander, die nichts miteinander zu tun haben, sind sicher und leicht zu merken.
new-password-again = Neues Passwort wiederholen
new-password-save = Speichern und weiter
organization-title = Wohin möchten Sie?
organization-lead = Ihre Adresse ist bei mehreren Einrichtungen bekannt. Wählen Sie die Einrichtung, für die Sie { $application } verwenden möchten.
notice-code-wrong = Dieser Code ist falsch oder nicht mehr gültig. Prüfen Sie ihn oder lassen Sie sich einen neuen senden.
notice-code-sent-again = Ein neuer Code ist unterwegs. Nur der neueste ist gültig.
notice-code-too-soon = Gerade eben wurde schon ein Code angefordert. Warten Sie eine Minute, bevor Sie einen neuen anfordern.
notice-code-too-old = Ihre Anmeldung mit einem Code liegt dafür zu lange zurück. Melden Sie sich erneut mit einem Code an und ändern Sie dann Ihr Passwort.
notice-too-many = Es gab zu viele Versuche. Versuchen Sie es in ein oder zwei Stunden erneut, in einem Browser, in dem Sie sich schon einmal angemeldet haben, oder mit Ihrem dienstlichen Konto, falls Ihre Einrichtung das anbietet.
notice-too-many-passwords = Es gab zu viele Versuche. Warten Sie eine Viertelstunde und versuchen Sie es erneut, oder melden Sie sich mit Ihrem dienstlichen Konto an, falls Ihre Einrichtung das anbietet.
notice-password-wrong = Dieses Passwort ist falsch.
notice-password-short = Dieses Passwort ist zu kurz. Verwenden Sie mindestens { $shortest } Zeichen.
notice-password-long = Dieses Passwort ist zu lang. Verwenden Sie höchstens { $longest } Zeichen.
notice-password-weak = Dieses Passwort ist zu leicht zu erraten. Wählen Sie ein längeres ohne Namen und Datumsangaben.
notice-password-different = Die beiden Passwörter stimmen nicht überein.
notice-password-removal = Wir haben Ihnen eine E-Mail gesendet. In 24 Stunden wird Ihr Passwort entfernt, und Sie können sich allein mit einem Code anmelden. Wenn es Ihnen vorher wieder einfällt, verwenden Sie es einfach.
notice-busy = Im Moment melden sich viele Personen an. Warten Sie einige Sekunden und versuchen Sie es erneut.

login-share = Mehrere Personen nutzen diesen Computer
login-shared = Mehrere Personen nutzen diesen Computer: Es wird kein Name darauf gespeichert.
login-not-shared = Nur ich nutze diesen Computer
account-title = Ihre Anmeldungen
account-sessions = Wo Sie angemeldet sind
account-here = dieser Browser
account-by-provider = mit { $provider }
account-by-code = mit Code
account-end = Dort abmelden
account-end-others = Überall sonst abmelden
account-password = Ihr Passwort
account-current = Aktuelles Passwort
account-save = Passwort speichern
account-remove = Passwort entfernen
account-not-fresh = Innerhalb von 15 Minuten nach einer Anmeldung mit Code können Sie ein Passwort festlegen, ändern oder entfernen.
nobody-title = Hier ist niemand angemeldet
nobody-what = Melden Sie sich zuerst bei einer App an. Danach sehen Sie hier, wo Sie angemeldet sind.
sign-out-title = Abmelden
sign-out-what = Sie werden hier und in den Apps abgemeldet, die Sie von hier aus geöffnet haben.
sign-out-do = Abmelden
sign-out-asked = { $application } fragt, ob Sie sich abmelden möchten. Wenn Sie das nicht selbst veranlasst haben, bleiben Sie angemeldet.
sign-out-stay = Angemeldet bleiben
signed-out-title = Sie sind abgemeldet
signed-out-what = Ihre Anmeldung in diesem Browser ist beendet.
signed-out-do = Wenn auch andere diesen Computer nutzen, schließen Sie zusätzlich den Browser.

# Ein Gerät ohne eigenen Browser
device-title = Ein Gerät oder Programm anmelden
device-lead = Geben Sie den Code ein, den das Gerät oder Programm zeigt.
device-label = Code
device-hint = Acht Buchstaben, zum Beispiel WDJB-MJHT.
device-warning = Hat Ihnen jemand einen Code oder diese Seite geschickt? Dann schließen Sie sie: Diese Person wäre als Sie angemeldet.
device-asks-title = Darf sich { $application } als Sie anmelden?
device-asks-lead = Es möchte als { $address } angemeldet werden.
device-asked-from = Angefragt von
device-asked-at = Angefragt um
device-asks-warning = Erlauben Sie es nur, wenn Sie eben selbst darum gebeten haben und Ihr Gerät genau diesen Code zeigt. Niemand, der Ihnen hilft, braucht ihn.
device-allow = Erlauben
device-refuse = Ablehnen
device-allowed-title = { $application } ist angemeldet
device-allowed-what = Gehen Sie zurück zum Gerät oder Programm: Es macht in wenigen Sekunden von selbst weiter. Sie können diese Seite schließen.
device-refused-title = { $application } wurde abgelehnt
device-refused-what = Es ist nicht angemeldet. Hat Ihnen jemand anderes den Code gegeben, melden Sie das Ihrem Helpdesk.
notice-device-code-wrong = Dieser Code stimmt nicht oder kann nicht mehr verwendet werden. Prüfen Sie ihn, oder lassen Sie sich vom Gerät einen anderen zeigen.
notice-too-many-device-codes = Es gab zu viele Versuche aus Ihrem Netz. Warten Sie einige Minuten und versuchen Sie es erneut.
setup-title = Wie sich { $organization } anmeldet
setup-lead = Hier verbinden Sie Ihre Einrichtung, Schritt für Schritt. Sie können jederzeit aufhören und später weitermachen; Kolleginnen und Kollegen mit demselben Link sehen dasselbe.
setup-missing = Was noch fehlt
setup-nothing-missing = Es fehlt nichts.
setup-missing-suspended = Ihre Einrichtung ist gesperrt: Niemand kann sich bei einer App anmelden.
setup-missing-connection = Ihr Verzeichnis ist noch nicht verbunden.
setup-missing-activation = Die Verbindung { $name } ist noch nicht in Gebrauch.
setup-missing-switched-off = Die Verbindung { $name } ist abgeschaltet: Niemand meldet sich damit an.
setup-missing-flag = Die Anmeldung mit { $provider } muss für Ihre Organisation auch erlaubt sein, und das ist sie nicht: Niemand meldet sich mit der Verbindung { $name } an.
setup-missing-shared = Die Verbindung { $name } nutzt unsere eigene App-Registrierung, und diese ist nicht eingerichtet.
setup-missing-credential = Für die Verbindung { $name } haben wir nichts, womit wir uns ausweisen.
setup-missing-credential-ended = Für die Verbindung { $name } ist das, womit wir uns ausweisen, am { $date } abgelaufen. Bis es erneuert ist, kann sich niemand mit { $provider } anmelden.
setup-missing-credential-ends = Für die Verbindung { $name } läuft das, womit wir uns ausweisen, am { $date } ab. Fügen Sie vor diesem Tag etwas Neues hinzu.
setup-missing-domain = Es ist keine E-Mail-Domain hinterlegt.
setup-missing-proof = Es ist nicht nachgewiesen, dass die Domain { $name } Ihnen gehört. Bis dahin kann sich niemand mit einer Adresse dieser Domain mit { $provider } anmelden.
setup-missing-record = Der TXT-Eintrag, der die Domain { $name } nachweist, fehlt im DNS. Tragen Sie ihn vor dem { $date } wieder ein: Ab diesem Tag kann sich niemand mit einer Adresse dieser Domain mit { $provider } anmelden.
setup-missing-route = Die Domain { $name } führt zu keiner Verbindung: Niemand mit einer Adresse dieser Domain wird zu { $provider } geleitet.
setup-missing-sso = Die Anmeldung mit { $provider } ist nicht eingeschaltet, und es ist kein Tag dafür festgelegt. Im Schritt „Einschalten“ bestimmen Sie, für wen sie beginnt und wann.
setup-missing-admins = Es sind keine Administratoren hinterlegt. Niemand in Ihrer Einrichtung erfährt, was in ihrem Namen geschieht, etwa von dieser Einladung. Nennen Sie unserem Support die E-Mail-Adressen.
setup-missing-help = Es gibt keinen Hilfetext. Wer abgewiesen wird, erfährt nicht, an wen er sich wenden kann. Senden Sie unserem Support einen Satz mit Name und Nummer Ihres IT-Supports.
setup-who-provider = { $kind ->
        [entra] Wer das beheben kann: die Administratoren Ihres Microsoft-Entra-Verzeichnisses
       *[other] Wer das beheben kann: die Administratoren Ihrer Konten bei { $provider }
    }
setup-who-dns = Wer das beheben kann: wer Ihre Domainnamen verwaltet
setup-who-support = Wer das beheben kann: unser Support
setup-who-together = Wer das beheben kann: Sie und unser Support
setup-switches = Was eingeschaltet ist
setup-sso = Anmeldung mit { $provider }
setup-forced = Nur Anmeldung mit { $provider }
setup-on = Ein
setup-on-until = Ein, bis { $date }
setup-pilot = Ein für die Pilotliste
setup-pilot-until = Ein für die Pilotliste, bis { $date }
setup-from = Aus; beginnt am { $date }
setup-off = Aus
setup-ended = Aus seit { $date }
setup-apart = Für einzelne Apps ist dies gesondert eingestellt.
setup-domains = E-Mail-Domains
setup-proven = nachgewiesen
setup-unproven = noch nicht nachgewiesen
setup-leads-to = Anmeldung über die Verbindung { $name }
setup-record-make = Weisen Sie nach, dass { $name } Ihnen gehört: Fügen Sie diesen Eintrag zum DNS hinzu. Ergänzt Ihre DNS-Verwaltung die Domain selbst, geben Sie als Namen nur _anteroom ein.
setup-record-kept = Nachgewiesen durch diesen Eintrag im DNS. Lassen Sie ihn bestehen: Wir sehen jeden Tag nach.
setup-record-unneeded = Unser Support hat bestätigt, dass die Domain Ihnen gehört; Sie müssen nichts tun. Fügen Sie diesen Eintrag zum DNS hinzu, gilt er als Nachweis, und wir sehen jeden Tag nach.
setup-record-type = Typ
setup-record-name = Name
setup-record-value = Wert
setup-check = Jetzt prüfen
setup-check-of = Jetzt prüfen: { $name }
setup-checked = Geprüft am { $date }
setup-found = Dort steht:
setup-finding-found = Wir haben den Eintrag gesehen.
setup-finding-mistyped = Der Eintrag ist vorhanden, aber sein Wert ist nicht genau der oben angegebene. Kopieren Sie den Wert noch einmal.
setup-finding-other-value = Es gibt einen Eintrag von uns, aber mit einem anderen Wert. Er kann von einer anderen Einrichtung stammen oder ein früherer von Ihnen sein. Fügen Sie einen Eintrag mit dem Wert oben hinzu.
setup-finding-unrelated = Unter diesem Namen gibt es TXT-Einträge, aber keiner ist von uns. Fügen Sie einen mit dem Wert oben hinzu.
setup-finding-doubled = Der Eintrag steht unter einem Namen, der die Domain zweimal enthält: Ihre DNS-Verwaltung ergänzt die Domain selbst. Ändern Sie den Namen des Eintrags in _anteroom allein.
setup-finding-apex = Der Eintrag steht unter der Domain selbst. Geben Sie ihm den Namen oben.
setup-finding-nothing = Wir sehen den Eintrag noch nicht. Haben Sie ihn gerade hinzugefügt, warten Sie bis zu einer Stunde: Es dauert, bis eine Änderung im DNS überall sichtbar ist.
setup-finding-server-failed = Die Nameserver der Domain konnten nicht sagen, ob es den Eintrag gibt. Das sagt nichts über den Eintrag aus. Prüfen Sie später noch einmal; bleibt es so, fragen Sie, wer Ihre Domainnamen verwaltet.
setup-finding-no-answer = Wir haben vom DNS keine Antwort erhalten. Das sagt nichts über den Eintrag aus. Prüfen Sie später noch einmal.
setup-check-wait-what = Diese Domain wurde in kurzer Zeit oft geprüft.
setup-check-wait-do = Gehen Sie zurück, warten Sie eine Minute und prüfen Sie noch einmal.
setup-none = Keine Angabe
setup-connections = { $kind ->
        [entra] Verbindungen zu Microsoft Entra
        [several] Verbindungen
       *[other] Verbindung zu { $provider }
    }
setup-in-use = in Gebrauch
setup-switched-off = abgeschaltet
setup-not-yet = noch nicht in Gebrauch
setup-tenant = Verzeichnis-ID (Mandanten-ID)
setup-cloud = Anmeldeadresse von Microsoft
setup-registration = App-Registrierung
setup-registration-own = In Ihrem eigenen Verzeichnis
setup-registration-shared = Unsere eigene, die auch andere Einrichtungen nutzen. Ein Administrator Ihres Verzeichnisses stimmt ihr einmal zu.
setup-client = { $kind ->
        [entra] Anwendungs-ID (Client-ID)
       *[other] Client-ID
    }
setup-workspace-domains = Domains Ihres Workspace
setup-workspace-hint = Konten dieser Domains werden eingelassen, persönliche nicht.
setup-issuer = Aussteller (Issuer)
setup-email-claim = Anspruch mit der E-Mail-Adresse
setup-email-verified = Sie muss als bestätigt gekennzeichnet sein (email_verified).
setup-email-unverified = Sie muss nicht als bestätigt gekennzeichnet sein.
setup-redirect = Umleitungs-URI
setup-redirect-own = { $kind ->
        [entra] Fügen Sie sie Ihrer App-Registrierung unter Authentifizierung als Umleitungs-URI der Plattform Web hinzu, genau so, wie sie hier steht.
        [google] Der OAuth-Client in der Google-Cloud-Konsole führt sie unter „Authorized redirect URIs“, genau so, wie sie hier steht.
       *[other] Unser Client bei { $provider } führt sie als Umleitungs-URI, genau so, wie sie hier steht.
    }
setup-redirect-shared = Steht in unserer App-Registrierung. Sie müssen sie nirgends hinzufügen.
setup-logout = URL für Front-Channel-Abmeldung
setup-logout-hint = { $kind ->
        [entra] Tragen Sie sie in Ihrer App-Registrierung unter Authentifizierung ein: Wer sich bei Microsoft abmeldet, ist dann auch hier abgemeldet. Dazu braucht es den optionalen Anspruch sid.
       *[other] Tragen Sie sie dort bei unserem Client ein, falls { $provider } die Abmeldung über den Browser (Front-Channel Logout) kennt: Wer sich dort abmeldet, ist dann auch hier abgemeldet. Dazu braucht es den Anspruch sid.
    }
setup-credential = Womit wir uns ausweisen
setup-credential-secret = Geheimer Clientschlüssel
setup-credential-certificate = Zertifikat
setup-credential-federated = Verbundanmeldeinformationen
setup-until = bis { $date }
setup-guests = Gäste Ihres Verzeichnisses
setup-guests-in = Dürfen sich anmelden
setup-guests-out = Werden abgewiesen
setup-mfa = Zweiter Faktor
setup-mfa-required = Bei jeder Anmeldung verlangt, durch den Authentifizierungskontext { $context }
setup-mfa-own = Nach Ihren eigenen Regeln in Entra
setup-people = An wen man sich wenden kann
setup-help = Hilfetext für Abgewiesene
setup-admins = Administratoren, die erfahren, was in Ihrem Namen geschieht
setup-ends = Sie sehen diese Seite durch eine Einladung an { $address }. Ihr Link ist bis { $date } gültig. Wer den Link hat, kann sehen und ändern, was hier steht: Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die ihn brauchen.
setup-gone-title = Dieser Link öffnet nichts
setup-gone-what = Vielleicht ist er unvollständig, abgelaufen oder durch einen neueren ersetzt.
setup-gone-do = Suchen Sie nach einer neueren Nachricht von uns und öffnen Sie den Link darin. Gibt es keine, bitten Sie die Person, die Sie eingeladen hat, um einen neuen Link.
setup-wait-title = Einen Moment bitte
setup-wait-what = Aus Ihrem Netzwerk wurden in kurzer Zeit zu viele Links geöffnet.
setup-wait-do = Warten Sie eine Minute und öffnen Sie den Link erneut.

# Letters
letter-footer = Niemand, der Ihnen hilft, wird Sie jemals nach einem Code oder einem Passwort fragen.
letter-code-subject = Ihr Code für { $application }
letter-code-what = Mit diesem Code melden Sie sich bei { $application } an. Er gilt { $minutes } Minuten in dem Browser, in dem Sie ihn angefordert haben.
letter-code-do = Sie haben keinen Code angefordert? Dann hat jemand Ihre Adresse eingegeben. Sie müssen nichts tun: Ohne diesen Code erhält niemand Zugang.
letter-code-stands-subject = Sie haben bereits einen Code für { $application }
letter-code-stands-what = Jemand hat einen weiteren Code für { $application } angefordert, in einem Browser, in dem Sie sich noch nicht angemeldet haben. Der Code, den wir Ihnen zuvor geschickt haben, gilt noch in dem Browser, in dem Sie ihn angefordert haben. Deshalb schicken wir keinen anderen.
letter-code-stands-do = Das waren Sie? Verwenden Sie jenen Code dort, oder fordern Sie einen neuen an, sobald er verwendet oder zehn Minuten alt ist. Das waren nicht Sie? Sie müssen nichts tun: Niemand erhält Zugang.
letter-only-sso-subject = Melden Sie sich bei { $application } mit { $provider } an
letter-only-sso-what = Sie haben einen Code für { $application } angefordert. Ihre Einrichtung hat festgelegt, dass sich ihre Mitarbeitenden mit ihrem { $provider }-Konto anmelden. Deshalb gibt es keinen Code.
letter-only-sso-do = Gehen Sie zurück und wählen Sie „Mit { $provider } anmelden“. Wenn das nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
letter-closed-subject = Für { $application } gibt es keinen Code
letter-closed-what = Sie haben einen Code für { $application } angefordert. Ihre Einrichtung hat festgelegt, dass sich Mitarbeitende ausschließlich mit ihrem { $provider }-Konto anmelden, und damit lässt sich { $application } nicht öffnen.
letter-closed-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung.
letter-attack-subject = Jemand versucht, Codes für Ihr Konto zu erraten
letter-attack-what = Für Ihr Konto bei { $application } wurden viele falsche Codes eingegeben. Niemand hat Zugang erhalten. Vorübergehend nehmen wir Codes nur in Browsern an, in denen Sie sich schon einmal angemeldet haben.
letter-attack-do = Sie müssen nichts tun. Mit Ihrem dienstlichen Konto können Sie sich weiterhin anmelden, falls Ihre Einrichtung das anbietet.
letter-attack-password-subject = Jemand versucht, das Passwort Ihres Kontos zu erraten
letter-attack-password-what = Für Ihr Konto bei { $application } wurden viele falsche Passwörter eingegeben, nach einem Code aus diesem Postfach. Niemand hat damit Zugang erhalten. Vorübergehend nehmen wir kein Passwort an.
letter-attack-password-do = Das waren nicht Sie? Dann kann jemand dieses Postfach lesen: Ändern Sie dessen Passwort und wenden Sie sich an den IT-Support Ihrer Einrichtung.
letter-password-set-subject = Ihr Passwort wurde festgelegt
letter-password-set-what = Für Ihr Konto wurde ein Passwort festgelegt oder geändert. Sie werden danach gefragt, wenn Sie sich mit einem Code anmelden. Überall sonst wurden Sie abgemeldet.
letter-password-set-do = Das waren nicht Sie? Wenden Sie sich sofort an den IT-Support Ihrer Einrichtung.
letter-password-removed-subject = Ihr Passwort wurde entfernt
letter-password-removed-what = Das Passwort Ihres Kontos wurde entfernt. Sie melden sich jetzt allein mit einem Code an.
letter-password-removed-do = Das waren nicht Sie? Wenden Sie sich sofort an den IT-Support Ihrer Einrichtung.
letter-password-removal-subject = Ihr Passwort wird in 24 Stunden entfernt
letter-password-removal-what = Jemand mit Zugriff auf dieses Postfach hat bei { $application } angegeben, Ihr Passwort sei vergessen. In 24 Stunden wird es entfernt.
letter-password-removal-do = Das waren nicht Sie, oder das Passwort ist Ihnen wieder eingefallen? Melden Sie sich mit Ihrem Passwort an: Dann wird es nicht entfernt.
letter-break-glass-subject = Notfallzugang bei { $organization } geöffnet
letter-break-glass-what = { $one } und { $other } haben für { $account } bis { $until } die herkömmliche Anmeldung geöffnet, obwohl bei { $organization } nur die Anmeldung mit { $provider } vorgesehen ist. Der angegebene Grund: { $reason }
letter-break-glass-do = Der Zugang schließt sich von selbst. Wenn Sie nichts davon wissen, wenden Sie sich sofort an unseren Support.
letter-webhook-failing-subject = Ein Webhook von { $organization } wurde deaktiviert
letter-webhook-failing-what = { $host } hat seit { $since } keine Nachrichten von uns angenommen. Deshalb senden wir keine mehr. Was bei { $organization } geschieht, wird dort jetzt niemandem gemeldet.
letter-webhook-failing-do = Sobald das System wieder funktioniert, bitten Sie unseren Support, den Webhook zu aktivieren und zu senden, was versäumt wurde. Wir bewahren es 30 Tage auf.
letter-webhook-gone-subject = Ein Webhook von { $organization } wurde deaktiviert
letter-webhook-gone-what = { $host } hat geantwortet, dass keine Nachrichten von uns mehr erwünscht sind (HTTP 410). Deshalb senden wir keine mehr. Was bei { $organization } geschieht, wird dort jetzt niemandem gemeldet.
letter-webhook-gone-do = Wenn das so gewollt ist, müssen Sie nichts tun. Wenn nicht, wenden Sie sich an unseren Support.
letter-invitation-subject = Wie sich { $organization } anmeldet: ein Link für Sie
letter-invitation-what = { $by } aus unserem Support lädt Sie ein, { $organization } zu verbinden, damit sich die Beschäftigten mit ihrem dienstlichen Konto anmelden. Öffnen Sie diesen Link. Er ist bis { $until } gültig, auch für Kolleginnen und Kollegen.
letter-invitation-do = Wer den Link hat, kann sehen und ändern, wie sich { $organization } anmeldet: Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die ihn brauchen. Wissen Sie nicht, worum es geht? Dann tun Sie nichts und melden Sie es unserem Support.
letter-invited-subject = Für { $organization } wurde jemand eingeladen
letter-invited-what = { $by } aus unserem Support hat { $address } eingeladen, { $organization } zu verbinden, damit sich die Beschäftigten mit ihrem dienstlichen Konto anmelden. Der Link ist bis { $until } gültig.
letter-invited-do = Sie müssen nichts tun. Wenn Sie nichts davon wissen oder die Adresse nicht stimmt, wenden Sie sich sofort an unseren Support: Die Einladung kann widerrufen werden.
letter-switched-subject = { $whom ->
        [off] Anmeldung mit { $provider } bei { $organization } ausgeschaltet
        [pilot] Anmeldung mit { $provider } bei { $organization }: für die Pilotliste
       *[everyone] Anmeldung mit { $provider } bei { $organization }: für alle
    }
letter-switched-what = Über die Einladung an { $address } wurde festgelegt, wie sich { $organization } anmeldet. { $whom ->
        [off] Die Anmeldung mit { $provider } ist ausgeschaltet; alle melden sich mit einem Code an.
        [pilot] Die Anmeldung mit { $provider } ist für die Personen auf der Pilotliste eingeschaltet.
       *[everyone] Die Anmeldung mit { $provider } ist für alle eingeschaltet.
    }{ $from ->
        [none] {""}
       *[then] {" "}Das beginnt am { $from }.
    }{ $everyone ->
        [none] {""}
       *[then] {" "}Für alle gilt sie ab { $everyone }.
    }{ $until ->
        [none] {""}
       *[then] {" "}Das endet am { $until }.
    }
letter-switched-do = Sie müssen nichts tun. Wenn Ihre Einrichtung das nicht so beschlossen hat, machen Sie es im Schritt „Einschalten“ rückgängig, oder wenden Sie sich an unseren Support.

# Was jemand liest, wenn Microsofts Nummer bekannt ist (src/upstream/aadsts/catalogue.toml)
microsoft-number = Nummer von Microsoft
microsoft-quote = Geben Sie beide Nummern an: Damit lässt sich die Ursache finden.
microsoft-try-again = Beginnen Sie in der App von vorn. Wenn es wieder nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
microsoft-wait = Warten Sie einige Minuten und versuchen Sie es erneut. Wenn es dann noch nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
microsoft-work-account = Versuchen Sie es erneut und wählen Sie das Konto, das Sie von Ihrer Einrichtung erhalten haben. Auf der Seite von Microsoft kommen Sie mit „Anderes Konto verwenden“ dorthin.
microsoft-second-factor = Versuchen Sie es erneut und bestätigen Sie, dass Sie es sind, so wie Ihre Einrichtung es vorsieht, zum Beispiel auf Ihrem Telefon. Wenn das nicht möglich ist, wenden Sie sich an den IT-Support Ihrer Einrichtung.
microsoft-set-up-second-factor = Versuchen Sie es erneut und richten Sie die zusätzliche Prüfung ein, die Microsoft anzeigt. Halten Sie Ihr Telefon bereit. Wenn das nicht möglich ist, wenden Sie sich an den IT-Support Ihrer Einrichtung.
microsoft-new-password = Wählen Sie dort, wo Microsoft danach fragt, ein neues Passwort und versuchen Sie es erneut. Wenn das nicht möglich ist, wenden Sie sich an den IT-Support Ihrer Einrichtung.
microsoft-accept = Versuchen Sie es erneut und stimmen Sie dem zu, was Microsoft fragt. Wenn Sie unsicher sind, fragen Sie zuerst den IT-Support Ihrer Einrichtung.
microsoft-own-device = Verwenden Sie einen Computer oder ein Telefon Ihrer Einrichtung mit dem Browser, der darauf eingerichtet ist. Wenn Sie das bereits tun, wenden Sie sich an den IT-Support Ihrer Einrichtung.
microsoft-hospital-it = Wenden Sie sich an den IT-Support Ihrer Einrichtung. Ein neuer Versuch hilft erst, wenn dort etwas geändert wurde.
microsoft-our-fault = Wenden Sie sich an den IT-Support Ihrer Einrichtung; dort weiß man, wie wir zu erreichen sind. Ein neuer Versuch hilft erst, wenn der Fehler behoben ist.

# The portal: its steps
setup-steps = Die Schritte
setup-step-overview = Übersicht
setup-step-domains = Domains
setup-step-connection = Verbindung
setup-step-checks = Prüfungen
setup-step-test-sign-in = Probeanmeldung
setup-step-people = Personen
setup-step-switch-on = Einschalten
setup-step-status = Stand

# The portal: connection
setup-who-you = Wer das beheben kann: Sie, hier
setup-mend = Zum Schritt { $step }
setup-stand-not-begun = Noch nicht begonnen
setup-stand-begun = Begonnen; es fehlt noch etwas
setup-stand-done = Erledigt
setup-stand-any-time = Jederzeit einsehbar
setup-next-domains = Weiter: E-Mail-Domain hinzufügen
setup-next-connection = Weiter: Verzeichnis verbinden
setup-next-proof = Weiter: Domain nachweisen
setup-next-test-sign-in = Weiter: mit einer Probeanmeldung ausprobieren
setup-next-put-in-force = Weiter: Verbindung in Gebrauch nehmen
setup-next-switch-on = Weiter: einschalten
setup-next-status = Sehen, wie es läuft
setup-domains-lead = Nennen Sie die Domains der dienstlichen Adressen Ihrer Beschäftigten und weisen Sie durch einen Eintrag im DNS nach, dass sie Ihnen gehören.
setup-domain-remove = Diese Domain entfernen
setup-domain-remove-of = Diese Domain entfernen: { $name }
setup-domain-add-title = Eine Domain hinzufügen
setup-domain = Domain
setup-domain-hint = Was hinter dem @ steht, zum Beispiel st-janshof.example.
setup-domain-add = Hinzufügen
setup-domains-next = Weiter zur Verbindung
setup-fault-changed = Inzwischen wurde hier von anderer Seite etwas geändert. Diese Seite zeigt den jetzigen Stand: Sehen Sie ihn an und versuchen Sie es noch einmal.
setup-fault-too-often = Das wurde in kurzer Zeit oft versucht. Warten Sie einige Minuten und versuchen Sie es noch einmal.
setup-fault-domain-no-name = Das ist kein Domainname. Geben Sie ein, was in Ihren Adressen hinter dem @ steht.
setup-fault-domain-public = In dieser Domain kann jeder eine Adresse haben. Nennen Sie eine, die nur Ihrer Einrichtung gehört.
setup-fault-domain-suffix = Diese Endung teilen sich viele. Nennen Sie die ganze Domain Ihrer Einrichtung.
setup-fault-domain-onmicrosoft = Dieser Name gehört Microsoft, und niemand empfängt dort Mail. Nennen Sie die Domain Ihrer E-Mail-Adressen.
setup-fault-domain-known = Diese Domain steht schon in Ihrer Liste.
setup-fault-domain-unavailable = Diese Domain lässt sich hier nicht hinzufügen. Prüfen Sie die Schreibweise. Gehört sie Ihrer Einrichtung, wenden Sie sich an unseren Support; er klärt es mit Ihnen.
setup-fault-domain-too-many = Zu viele Ihrer Domains sind noch nicht nachgewiesen. Weisen Sie sie zuerst nach, oder entfernen Sie, was Sie nicht brauchen.
setup-fault-domain-proven = Diese Domain ist nachgewiesen: Menschen melden sich vielleicht damit an. Nur unser Support kann sie entfernen.
setup-fault-tid-missing = Geben Sie die Verzeichnis-ID (Mandanten-ID) ein.
setup-fault-client-missing = Geben Sie die Anwendungs-ID (Client-ID) ein.
setup-fault-id-secret = Das sieht nach einem Geheimnis aus und gehört nur in das Feld für Geheimnisse, das später kommt. Wir haben es nicht behalten. Hier wird eine ID gebraucht: 32 Ziffern und Buchstaben in fünf Gruppen.
setup-fault-tid-domain = Das ist ein Name, keine ID. Die Verzeichnis-ID (Mandanten-ID) hat 32 Ziffern und Buchstaben in fünf Gruppen.
setup-fault-tid-personal = Das ist das Verzeichnis persönlicher Microsoft-Konten. Nehmen Sie die ID des Verzeichnisses Ihrer Einrichtung.
setup-fault-no-id = Das ist keine ID. Sie hat 32 Ziffern und Buchstaben in fünf Gruppen; kopieren Sie sie ganz aus der Übersicht Ihrer App-Registrierung.
setup-fault-no-tenant = Microsoft kennt kein Verzeichnis mit dieser ID. In der Übersicht stehen drei IDs nebeneinander: Nehmen Sie die Verzeichnis-ID (Mandanten-ID), nicht die Objekt-ID.
setup-fault-swapped = Die beiden IDs sind vertauscht: Im anderen Feld steht die des Verzeichnisses. Tauschen Sie sie.
setup-fault-same = In beiden Feldern steht dieselbe ID. Die Anwendungs-ID (Client-ID) ist eine andere.
setup-fault-secret-id = Das ist die Geheimnis-ID (Secret ID). Kopieren Sie den Wert (Value) daneben; Microsoft zeigt ihn nur einmal, beim Erstellen.
setup-fault-no-secret = Geben Sie den Wert des Geheimnisses noch einmal ein: 1 bis 500 Zeichen, ohne Leerzeichen.
setup-fault-no-end = { $kind ->
        [entra] Geben Sie an, an welchem Tag das Geheimnis abläuft, wie Microsoft es anzeigt. Geben Sie auch den Wert noch einmal ein: Wir behalten ihn nicht.
       *[other] Das ist kein Datum. Wählen Sie den Tag, an dem das Geheimnis abläuft, oder lassen Sie es leer, wenn es nicht abläuft. Geben Sie auch den Wert noch einmal ein: Wir behalten ihn nicht.
    }
setup-fault-ended = Dieses Geheimnis ist abgelaufen. Erstellen Sie ein neues und geben Sie Wert und Ablauf ein.
setup-fault-no-own-registration = Ihr Verzeichnis ist über unsere eigene App-Registrierung verbunden; sie braucht das nicht.
setup-fault-credential-missing = Bevor das in Gebrauch genommen werden kann, brauchen wir etwas, womit wir uns ausweisen. Fügen Sie es zuerst hinzu.
setup-fault-last-credential = Das ist das Einzige, womit wir uns ausweisen, und Menschen melden sich damit an. Fügen Sie zuerst etwas anderes hinzu.
setup-fault-slots-taken = Es ist Platz für zwei, und beide gehören zur Registrierung, die in Gebrauch ist. Entfernen Sie zuerst, was wartet.
setup-fault-slot-of-draft = Es ist Platz für zwei, und einer gehört zum Entwurf. Entfernen Sie das zuerst, oder verwerfen Sie den Entwurf.
setup-fault-not-proven = { $provider } konnte gerade nicht gefragt werden, ob es das annimmt; es wurde nichts umgestellt. Versuchen Sie es in einigen Minuten noch einmal.
setup-fault-untested = Damit hat noch keine Probeanmeldung geklappt. Probieren Sie es zuerst aus, oder sagen Sie in einer Zeile, warum es trotzdem in Gebrauch genommen wird.
setup-fault-nothing = Es ist nichts mehr zu tun: Jemand hat es schon getan.
setup-tenant-found = Laut Microsoft liegt { $domain } in diesem Verzeichnis. Prüfen Sie, ob es Ihres ist.
setup-tenant-not-found = Microsoft kennt kein Verzeichnis mit der Domain { $domain }.
setup-tenant-not-asked = Microsoft konnte gerade nicht gefragt werden, in welchem Verzeichnis { $domain } liegt.
setup-tenant-hint = Sie steht in der Übersicht Ihres Verzeichnisses im Entra Admin Center.
setup-own-title = Ihre eigene App-Registrierung
setup-own-lead = Öffnen Sie entra.microsoft.com in einem zweiten Fenster als Cloud Application Administrator und gehen Sie der Reihe nach vor. Kopieren Sie die Werte genau.
setup-own-register = Erstellen Sie eine neue Registrierung mit diesen Werten und drücken Sie Register.
setup-own-logout = Tragen Sie diese Adresse ein, damit auch hier abgemeldet ist, wer sich bei Microsoft abmeldet. Lassen Sie alles unter „Implicit grant“ aus.
setup-own-claims = Fügen Sie diese optionalen Ansprüche hinzu. Bietet Microsoft dafür Graph-Berechtigungen an, stimmen Sie zu.
setup-own-manifest = Ein weiterer, xms_edov, steht in keiner Liste. Ersetzen Sie optionalClaims im Manifest hierdurch; eine Warnung dazu schadet nicht.
setup-own-permissions = Fügen Sie diese Berechtigungen hinzu und drücken Sie „Grant admin consent“.
setup-own-assignment = Dürfen es nur einzelne nutzen: Stellen Sie „Assignment required“ auf Yes und fügen Sie sie oder ihre Gruppen unter „Users and groups“ hinzu. Gruppen in Gruppen zählen nicht.
setup-own-policy = Nehmen Sie die App in Ihre Richtlinie auf, die einen zweiten Faktor verlangt.
setup-own-ids = Kopieren Sie zwei IDs aus der Übersicht in die Felder unten.
setup-client-hint = Sie steht in der Übersicht Ihrer App-Registrierung, über der Objekt-ID.
setup-save = Als Entwurf speichern
setup-back = Zurück zur Verbindung
setup-shared-title = Zustimmung zu unserer App
setup-shared-lead = Sie legen bei Microsoft nichts an: Ein Administrator erlaubt unsere App einmal in Ihrem Verzeichnis. Sie liest Namen und E-Mail-Adresse derer, die sich anmelden, und sonst nichts.
setup-shared-who = Zustimmen kann ein Privileged Role Administrator, Cloud Application Administrator oder Application Administrator. Sind Sie das nicht? Geben Sie den Link, mit dem Sie hergekommen sind, an jemanden weiter, der es ist.
setup-shared-go = Zu Microsoft gehen und zustimmen
setup-consent-unknown-title = Diese Antwort kann nicht verwendet werden
setup-consent-unknown-what = Sie kam zu spät, zum zweiten Mal oder aus einem anderen Browser als dem, in dem gefragt wurde. Es wurde nichts geändert.
setup-consent-unknown-do = Gehen Sie zum Schritt Verbindung zurück und bitten Sie erneut um Zustimmung.
setup-prove-refused = { $provider } nimmt es nicht an; es wurde nichts umgestellt
setup-connection-lead = Wählen Sie, wie Ihr Verzeichnis uns vertraut. Was Sie speichern, ist ein Entwurf: Niemand meldet sich damit an, bevor Sie ihn in Gebrauch nehmen.
setup-shared-what = Der schnelle Weg: Ein Administrator stimmt einmal zu, und es gibt kein Geheimnis zu erneuern.
setup-shared-choose = Unserer App zustimmen
setup-own-what = Etwa zehn Klicks im Entra Admin Center. Die Registrierung gehört nur Ihnen, und Sie entscheiden, womit wir uns ausweisen.
setup-own-choose = Eigene Registrierung anlegen
setup-connection-by-support = Womit sich Ihre Einrichtung anmeldet, betreut unser Support. Sagen Sie ihm, was sich ändern soll.
setup-connection-settings-by-support = Was hier steht, ändert unser Support: Sagen Sie ihm, was sich ändern soll. Womit wir uns ausweisen, können Sie hier selbst erneuern.
setup-consent-again = Erneut um Zustimmung bitten
setup-consent-open = Ein Administrator wurde zu Microsoft geschickt, um für das Verzeichnis { $tenant } zuzustimmen, und ist noch nicht zurück.
setup-consent-granted = Für das Verzeichnis { $tenant } wurde Zustimmung gemeldet. Ob es funktioniert, zeigt die Probeanmeldung.
setup-consent-declined = Die Zustimmung für das Verzeichnis { $tenant } wurde abgelehnt: Jemand hat Abbrechen gedrückt. Bitten Sie erneut darum und drücken Sie Akzeptieren.
setup-consent-not-allowed = Microsoft hat die Zustimmung für das Verzeichnis { $tenant } verweigert: Wer dort angemeldet war, hat abgebrochen oder darf nicht zustimmen. Ein Cloud Application Administrator darf es: Geben Sie ihm den Link, mit dem Sie hergekommen sind.
setup-consent-required = Laut Microsoft fehlt die Zustimmung für das Verzeichnis { $tenant } noch. Bitten Sie erneut darum, angemeldet als Administrator dieses Verzeichnisses.
setup-consent-other-tenant = Die Antwort galt einem anderen Verzeichnis als { $tenant } und zählt deshalb nicht. Melden Sie sich bei Microsoft mit einem Konto Ihres eigenen Verzeichnisses an und bitten Sie erneut darum.
setup-consent-failed = Microsoft hat für das Verzeichnis { $tenant } keine Zustimmung gegeben und nichts gesagt, was wir verstehen. Bitten Sie erneut darum; bleibt es so, wenden Sie sich an unseren Support.
setup-credential-needed = { $kind ->
        [entra] Bei Ihrer eigenen Registrierung weisen wir uns mit etwas aus, das nur Sie zulassen können.
       *[other] Bei { $provider } weisen wir uns mit etwas aus, das nur Sie zulassen können.
    }
setup-credential-add = Wählen, womit wir uns ausweisen
setup-thumbprint = Fingerabdruck
setup-certificate-download = Zertifikat herunterladen
setup-credential-waits = wartet
setup-credential-of-draft = für den Entwurf
setup-credential-of-previous = bleibt zum Rückgängigmachen
setup-credential-of-none = nicht mehr nötig
setup-credential-draft-needed = Der Entwurf nennt eine andere Registrierung von Ihnen. Dort weisen wir uns neu aus, mit etwas, das nur Sie zulassen können; was in Gebrauch ist, bleibt, wie es ist.
setup-prove-alone = Prüfen
setup-prove = Prüfen und umstellen
setup-credential-remove = Entfernen
setup-credential-another = Etwas Neues hinzufügen, bevor es abläuft
setup-draft = Entwurf
setup-draft-tested = geprüft
setup-draft-untested = noch nicht geprüft
setup-draft-changes = Das ändert sich, wenn er in Gebrauch genommen wird:
setup-draft-first = Was oben steht, ist ein Entwurf: Noch meldet sich niemand damit an.
setup-draft-test = Mit einer Probeanmeldung ausprobieren
setup-why = Warum ohne Probeanmeldung
setup-why-hint = Nur nötig, wenn ungeprüft in Gebrauch genommen wird. Es bleibt im Protokoll.
setup-activate = In Gebrauch nehmen
setup-discard = Entwurf verwerfen
setup-edit = Ändern
setup-undo-hint = Bringt für alle sofort zurück, was vorher in Gebrauch war.
setup-undo = Rückgängig machen
setup-credential-title = Womit wir uns ausweisen
setup-credential-for-draft = Für die Registrierung { $client } des Entwurfs. Was in Gebrauch ist, bleibt, wie es ist.
setup-credential-for-active = Für die Registrierung { $client }, die in Gebrauch ist.
setup-credential-lead = { $kind ->
        [entra] Wählen Sie eines. Das erste ist das beste, wenn Ihre Regeln es erlauben: Es gibt kein Geheimnis, das bekannt werden oder ablaufen könnte.
       *[other] Wählen Sie eines. Bei einem Zertifikat wird nichts Geheimes übergeben.
    }
setup-federated-what = Ihre Registrierung vertraut unseren eigenen Signaturen. Nichts wird übergeben, und nichts läuft ab.
setup-federated-choose = Verbundanmeldeinformationen nutzen
setup-federated-do = Fügen Sie Verbundanmeldeinformationen mit diesen Werten hinzu. Microsoft vergleicht sie Zeichen für Zeichen.
setup-federated-command = Oder mit der Azure-Befehlszeile, in einer POSIX-Shell:
setup-federated-added = Ich habe sie hinzugefügt
setup-certificate-what = Wir erzeugen ein Schlüsselpaar. Der Schlüssel bleibt bei uns; Sie laden das Zertifikat hoch. Es gilt zwei Jahre.
setup-certificate-choose = Zertifikat nutzen
setup-certificate-do = { $kind ->
        [entra] Laden Sie es herunter, laden Sie es in Ihrer Registrierung hoch und vergleichen Sie den Fingerabdruck.
       *[other] Laden Sie es herunter, fügen Sie es bei { $provider } unserem Client hinzu und vergleichen Sie den Fingerabdruck.
    }
setup-certificate-cer = .cer herunterladen
setup-certificate-pem = .pem herunterladen
setup-certificate-make = Schlüsselpaar erzeugen
setup-secret-what = { $kind ->
        [entra] Sie erstellen ein Geheimnis und übergeben es hier. Es läuft spätestens nach zwei Jahren ab und muss vorher ersetzt werden.
       *[other] Sie erstellen ein Geheimnis und übergeben es hier. Läuft es ab, muss es vorher ersetzt werden.
    }
setup-secret-choose = Geheimen Clientschlüssel nutzen
setup-secret-do = { $kind ->
        [entra] Erstellen Sie einen neuen geheimen Clientschlüssel und kopieren Sie sofort den Wert (Value): Microsoft zeigt ihn nur jetzt. Senden Sie ihn nie per E-Mail.
        [google] Öffnen Sie in der Google-Cloud-Konsole (console.cloud.google.com) Google Auth Platform > Clients, darin den Client mit dieser ID, und wählen Sie „Add secret“. Kopieren Sie das Geheimnis sofort. Senden Sie es nie per E-Mail. Deaktivieren Sie das alte erst, wenn das neue in Gebrauch ist.
       *[other] Erstellen Sie bei { $provider } ein neues Geheimnis für diesen Client und kopieren Sie es. Senden Sie es nie per E-Mail. Kann es dort nur eines geben, übergeben Sie es sofort hier: Bis dahin kann sich niemand anmelden.
    }
setup-secret-value = Wert des Geheimnisses
setup-secret-hint = { $kind ->
        [entra] Nicht die Geheimnis-ID (Secret ID). Der Wert wird verschlüsselt gespeichert und niemandem mehr angezeigt.
       *[other] Der Wert wird verschlüsselt gespeichert und niemandem mehr angezeigt.
    }
setup-secret-end = Tag, an dem es abläuft
setup-secret-end-hint = Leer lassen, wenn es nicht abläuft.
setup-secret-save = Übergeben


# The portal: checks
setup-checks-title = Prüfungen
setup-checks-lead = Wir sehen nach, ob alles da ist, was eine Anmeldung braucht, soweit sich das ohne eine Person feststellen lässt. Dabei wird nichts geändert.
setup-checks-none = Es gibt noch keine Verbindung. Legen Sie sie im Schritt „Verbindung“ an.
setup-checks-never = Dies wurde noch nicht geprüft.
setup-checks-draft = Geprüft am { $date }: der Entwurf, Version { $version }, den noch niemand benutzt
setup-checks-active = Geprüft am { $date }: was in Gebrauch ist, Version { $version }
setup-checks-first = Jetzt prüfen
setup-checks-again = Erneut prüfen
setup-checks-all-ok = Alles ist, wie es sein soll.
setup-checks-some-warning = Es funktioniert, aber einiges sollte sich jemand ansehen.
setup-checks-some-failed = Etwas muss behoben werden, bevor sich Personen anmelden oder weiterhin anmelden können.
setup-checks-do = Was zu tun ist
setup-checks-where = Wo
setup-checks-said = Was { $provider } sagte
setup-checks-forward = Zum Weiterleiten
setup-checks-wait-what = Diese Verbindung wurde in kurzer Zeit oft geprüft.
setup-checks-wait-do = Gehen Sie zurück, warten Sie eine Minute und prüfen Sie erneut.
check-verdict-ok = in Ordnung
check-verdict-warning = bitte ansehen
check-verdict-failed = zu beheben
check-verdict-skipped = nicht geprüft
check-who-hospital-it = Wer das beheben kann: die Administratoren Ihres Microsoft-Entra-Verzeichnisses
check-who-hospital-it-google = Wer das beheben kann: die Administratoren Ihres Google Workspace
check-who-hospital-it-oidc = Wer das beheben kann: die Administratoren Ihres Identitätsanbieters, { $provider }
check-who-support = Wer das beheben kann: unser Support
check-who-operator = Wer das beheben kann: wer unseren Dienst betreibt
check-who-provider = Wer das beheben kann: { $provider }
check-forward = { $organization } meldet sich bei unseren Apps mit Microsoft Entra an. Unsere Prüfung der Verbindung { $connection } am { $date } hat Folgendes ergeben:
check-forward-elsewhere = { $organization } meldet sich bei unseren Apps mit { $provider } an. Unsere Prüfung der Verbindung { $connection } am { $date } hat Folgendes ergeben:
check-forward-where = Wo: { $menu }
check-forward-said = Was { $provider } sagte: { $said }
check-forward-tid = Verzeichnis-ID (Mandanten-ID): { $id }
check-forward-client = Anwendungs-ID (Client-ID): { $id }
check-forward-client-elsewhere = Client-ID: { $id }
check-title-metadata = Verzeichnis
check-title-metadata-elsewhere = Anbieter
check-title-protocol = Was der Anbieter kann
check-title-keys = Schlüssel
check-title-clock = Uhren
check-title-domain = E-Mail-Domain
check-title-credential = Womit wir uns ausweisen
check-title-credential-end = Wie lange das gilt
check-title-redirect-uri = Umleitungs-URI
check-title-consent = Zustimmung
check-title-claims = Ansprüche des ID-Tokens
check-title-assignment = Zuweisung
check-skipped = Nicht geprüft: Zuerst muss „{ $because }“ in Ordnung sein.
check-metadata-right = Microsoft kennt das Verzeichnis { $tid }.
check-metadata-right-elsewhere = { $provider } beschreibt sich selbst, als { $issuer }.
check-metadata-unreachable = Wir haben { $provider } nicht oder nicht rechtzeitig erreicht.
check-metadata-unreachable-do = Das betrifft unser Netz und nicht Ihre Einstellungen. Prüfen Sie in einigen Minuten erneut. Bleibt es so, sagen Sie es unserem Support.
check-metadata-unreachable-do-oidc = Sorgen Sie dafür, dass { $provider } aus dem Internet erreichbar ist, mit einem Zertifikat, dem Browser vertrauen, und prüfen Sie in einigen Minuten erneut. Bleibt es so, sagen Sie es unserem Support.
check-metadata-unavailable = { $provider } antwortet, dass es dort eine Störung gibt.
check-metadata-unavailable-do = Das sagt nichts über Ihre Einstellungen. Prüfen Sie in einigen Minuten erneut.
check-metadata-absent = Wo sich { $provider } beschreiben müsste, ist nichts: { $found }
check-metadata-absent-do = Vergleichen Sie { $issuer } mit dem Aussteller (issuer), auf den Ihr Identitätsanbieter eingestellt ist, und senden Sie unserem Support den richtigen, genau so, wie er dort steht.
check-tenant-unknown = Microsoft kennt kein Verzeichnis { $tid }.
check-tenant-unknown-do = Vergleichen Sie { $tid } mit der Verzeichnis-ID (Mandanten-ID) Ihrer App-Registrierung und berichtigen Sie sie im Schritt „Verbindung“, oder senden Sie unserem Support die richtige.
check-metadata-strange = Was anstelle von { $provider } geantwortet hat, ist nicht, was { $provider } sendet.
check-metadata-strange-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-metadata-strange-do-oidc = Unter { $found } muss sich Ihr Identitätsanbieter beschreiben, als JSON (OpenID Connect Discovery). Sehen Sie nach, was dort antwortet und was dazwischen steht. Stimmt es, senden Sie dies an unseren Support.
check-metadata-incomplete = In dem, was { $provider } über sich selbst angibt, fehlt dies, oder es ist keine brauchbare Adresse: { $found }
check-metadata-incomplete-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-metadata-incomplete-do-oidc = Sorgen Sie dafür, dass das Dokument .well-known/openid-configuration von { $provider } sie alle nennt, jede mit https und aus dem Internet erreichbar.
check-issuer-other = { $provider } gibt an, dass die Tokens von { $found } kommen. Sie müssen von { $issuer } kommen.
check-issuer-other-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-issuer-other-do-oidc = Stellen Sie fest, welcher der beiden richtig ist, und sagen Sie es unserem Support. Sie müssen Zeichen für Zeichen gleich sein, auch ein Schrägstrich am Ende.
check-protocol-right = { $provider } kann, was eine Anmeldung braucht.
check-protocol-lacking = Nach dem, was { $provider } über sich selbst angibt, fehlt etwas, was eine Anmeldung braucht: { $found }
check-protocol-lacking-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-protocol-lacking-do-oidc = Lassen Sie es bei { $provider } einschalten, für den Client { $client_id } oder für alle. Vor dem Doppelpunkt steht, wo es genannt sein muss, danach was.
check-keys-right = Wir können die Tokens von { $provider } mit den Schlüsseln von dort prüfen.
check-keys-unusable = Es gibt keinen Schlüssel von { $provider }, mit dem wir die Tokens prüfen können. Wir haben hier nachgesehen: { $found }
check-keys-unusable-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-keys-unusable-do-oidc = Lassen Sie { $provider } die ID-Tokens mit RS256, PS256, ES256 oder EdDSA signieren und den Schlüssel unter dieser Adresse veröffentlichen.
check-keys-not-seen = Die Schlüssel von { $provider } konnten nicht gelesen werden.
check-keys-not-seen-do = Das sagt nichts über Ihre Einstellungen. Prüfen Sie in einigen Minuten erneut.
check-clock-right = Unsere Uhr und die von { $provider } stimmen überein.
check-clock-off = Unsere Uhr und die von { $provider } weichen um { $seconds } Sekunden voneinander ab. Ab fünf Minuten kann sich niemand anmelden.
check-clock-off-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-clock-off-do-oidc = Eine der beiden geht falsch. Sorgen Sie dafür, dass { $provider } die Zeit aus dem Netz bezieht (NTP), und senden Sie dies an unseren Support.
check-clock-wrong = Unsere Uhr und die von { $provider } weichen um { $seconds } Sekunden voneinander ab. Niemand kann sich anmelden.
check-clock-wrong-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-clock-wrong-do-oidc = Eine der beiden geht falsch. Sorgen Sie dafür, dass { $provider } die Zeit aus dem Netz bezieht (NTP), und senden Sie dies an unseren Support.
check-clock-not-seen = Die Antwort von { $provider } kam ohne Uhrzeit bei uns an.
check-clock-not-seen-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-clock-not-seen-do-oidc = Lassen Sie { $provider } mit den Antworten den Header Date senden.
check-domain-owned = { $domain } ist eine Domain Ihres Verzeichnisses.
check-domain-elsewhere = { $domain } ist eine Domain eines anderen Verzeichnisses bei Microsoft: { $found }
check-domain-elsewhere-do = Sehen Sie unter Domänennamen nach, ob { $domain } dort als überprüft steht. Hat Ihre Einrichtung zwei Verzeichnisse, sagen Sie unserem Support, bei welchem sich diese Personen anmelden.
check-domain-unknown = Kein Verzeichnis bei Microsoft hat die Domain { $domain }.
check-domain-unknown-do = Fügen Sie { $domain } unter Domänennamen hinzu und überprüfen Sie sie dort. Bis dahin bestätigt Microsoft keine E-Mail-Adresse dieser Domain.
check-domain-not-seen = Microsoft hat nicht gesagt, zu welchem Verzeichnis { $domain } gehört.
check-domain-not-seen-do = Das sagt nichts über Ihre Einstellungen. Prüfen Sie in einigen Minuten erneut.
check-domain-proven = Es ist bewiesen, dass { $domain } Ihnen gehört.
check-domain-unproven = Es ist nicht bewiesen, dass { $domain } Ihnen gehört. Niemand von dort kann sich mit { $provider } anmelden.
check-domain-unproven-do = Beweisen Sie es im Schritt „Domains“, mit dem Eintrag, der dort steht.
check-credential-accepted = { $provider } nimmt es an.
check-credential-refused = { $provider } weist es zurück.
check-credential-refused-do = Sehen Sie unter „Zertifikate & Geheimnisse“ der App-Registrierung { $client_id } nach, ob das Geheimnis, das Zertifikat oder die Verbundanmeldeinformationen, die wir verwenden, dort stehen und nicht abgelaufen sind. Wenn nicht, erstellen Sie etwas Neues und geben Sie es im Schritt „Verbindung“ ein.
check-credential-refused-do-google = Sehen Sie nach, ob der Client { $client_id } da ist und ob der Clientschlüssel, den wir verwenden, aktiviert ist. Wenn nicht, fügen Sie dem Client einen neuen hinzu und geben Sie ihn im Schritt „Verbindung“ ein.
check-credential-refused-do-oidc = Sehen Sie bei { $provider } nach, ob der Client { $client_id } da ist und Autorisierungscodes einlösen darf und ob das Geheimnis oder Zertifikat, das wir verwenden, für ihn registriert und nicht abgelaufen ist. Wenn nicht, registrieren Sie etwas Neues und geben Sie es im Schritt „Verbindung“ ein.
check-shared-credential-refused = Microsoft weist das zurück, womit wir uns bei unserer eigenen App-Registrierung ausweisen.
check-shared-credential-refused-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-credential-not-seen = { $provider } hat nicht gesagt, ob es dies annimmt.
check-credential-not-seen-do = Das sagt nichts über Ihre Einstellungen. Prüfen Sie in einigen Minuten erneut.
check-credential-unusable = Was wir gespeichert haben, ist nicht verwendbar.
check-credential-unusable-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-credential-missing = Wir haben nichts, womit wir uns bei der App-Registrierung { $client_id } ausweisen.
check-credential-missing-elsewhere = Wir haben nichts, womit wir uns als der Client { $client_id } ausweisen.
check-credential-missing-do = Wählen Sie im Schritt „Verbindung“, womit wir uns ausweisen sollen, und tragen Sie es unter „Zertifikate & Geheimnisse“ der App-Registrierung ein.
check-credential-missing-do-elsewhere = Erstellen Sie bei { $provider } ein Geheimnis für den Client und geben Sie es im Schritt „Verbindung“ ein.
check-shared-registration-missing = Die Verbindung verwendet unsere eigene App-Registrierung, und wir haben keine.
check-shared-registration-missing-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-credential-lasts = Es gilt bis { $date }, noch { $days } Tage.
check-credential-endless = Es läuft nicht ab.
check-credential-ends-soon = Es läuft am { $date } ab, in { $days } Tagen.
check-credential-ends-soon-do = Erstellen Sie in der App-Registrierung { $client_id } unter „Zertifikate & Geheimnisse“ etwas Neues und geben Sie es im Schritt „Verbindung“ ein. Das Alte bleibt in Gebrauch, bis das Neue sich bewährt hat; so wird inzwischen niemand ausgesperrt.
check-credential-ends-soon-do-elsewhere = Erstellen Sie bei { $provider } etwas Neues für den Client { $client_id } und geben Sie es im Schritt „Verbindung“ ein. Das Alte bleibt in Gebrauch, bis { $provider } das Neue angenommen hat; so wird inzwischen niemand ausgesperrt.
check-credential-ends-now = Es läuft am { $date } ab, in { $days } Tagen. Danach kann sich niemand mit { $provider } anmelden.
check-credential-ends-now-do = Erstellen Sie in der App-Registrierung { $client_id } unter „Zertifikate & Geheimnisse“ etwas Neues und geben Sie es im Schritt „Verbindung“ ein. Das Alte bleibt in Gebrauch, bis das Neue sich bewährt hat; so wird inzwischen niemand ausgesperrt.
check-credential-ends-now-do-elsewhere = Erstellen Sie bei { $provider } etwas Neues für den Client { $client_id } und geben Sie es im Schritt „Verbindung“ ein. Das Alte bleibt in Gebrauch, bis { $provider } das Neue angenommen hat; so wird inzwischen niemand ausgesperrt.
check-credential-ended = Es ist am { $date } abgelaufen. Niemand kann sich mit { $provider } anmelden.
check-credential-ended-do = Erstellen Sie in der App-Registrierung { $client_id } unter „Zertifikate & Geheimnisse“ etwas Neues und geben Sie es im Schritt „Verbindung“ ein.
check-credential-ended-do-elsewhere = Erstellen Sie bei { $provider } etwas Neues für den Client { $client_id } und geben Sie es im Schritt „Verbindung“ ein.
check-redirect-registered = { $provider } leitet Personen zu uns zurück: { $redirect_uri }
check-redirect-not-registered = Die App-Registrierung { $client_id } hat unsere Umleitungs-URI nicht. Niemand kommt von Microsoft zurück.
check-redirect-not-registered-elsewhere = Der Client { $client_id } hat unsere Umleitungs-URI nicht. Niemand kommt von { $provider } zurück.
check-redirect-not-registered-do = Fügen Sie unter Authentifizierung diese Umleitungs-URI für die Plattform Web (nicht Single-Page-Webanwendung) hinzu, genau so, wie sie hier steht: { $redirect_uri }
check-redirect-not-registered-do-elsewhere = Fügen Sie dem Client diese Umleitungs-URI hinzu, genau so, wie sie hier steht: { $redirect_uri }
check-shared-redirect-not-registered = Unsere eigene App-Registrierung hat die Umleitungs-URI nicht: { $redirect_uri }
check-shared-redirect-not-registered-do = Das müssen wir beheben; bei { $provider } ist nichts zu ändern. Senden Sie dies an unseren Support.
check-application-unknown = Das Verzeichnis { $tid } kennt die Anwendung { $client_id } nicht, oder sie ist dort ausgeschaltet.
check-application-unknown-elsewhere = { $provider } kennt den Client { $client_id } nicht, oder er ist dort ausgeschaltet.
check-application-unknown-do = Vergleichen Sie beide mit der Übersicht der App-Registrierung: Die Anwendungs-ID (Client-ID) und die Verzeichnis-ID (Mandanten-ID) werden leicht vertauscht, und keine von beiden ist die Objekt-ID. Sehen Sie unter Unternehmens-Apps nach, ob die App da und aktiviert ist.
check-application-unknown-do-elsewhere = Vergleichen Sie { $client_id } mit der Client-ID, die bei { $provider } steht, und senden Sie unserem Support die richtige.
check-redirect-refused = Microsoft hält Personen auf einer eigenen Seite fest und leitet sie nicht zu uns zurück.
check-redirect-refused-elsewhere = { $provider } weist die Anfrage zurück, mit der Personen dorthin geleitet werden.
check-redirect-refused-do = Senden Sie dies an unseren Support: Die Nummer von Microsoft sagt, warum.
check-redirect-refused-do-elsewhere = Sorgen Sie dafür, dass der Client { $client_id } den Autorisierungscodeablauf und die Scopes openid, profile und email verwenden darf.
check-redirect-not-seen = Was { $provider } geantwortet hat, zeigt nicht, ob Personen zu uns zurückgeleitet werden.
check-redirect-not-seen-do = Das sagt nichts über Ihre Einstellungen. Prüfen Sie in einigen Minuten erneut.
check-redirect-untried = Ob { $provider } Personen zu uns zurückleitet, zeigt sich erst, wenn sich jemand anmeldet.
check-redirect-untried-do = Machen Sie eine Probeanmeldung. Der Client { $client_id } muss diese Umleitungs-URI haben, genau so, wie sie hier steht: { $redirect_uri }
check-consent-given = Ihr Verzeichnis hat der App zugestimmt.
check-consent-missing = Niemand im Verzeichnis { $tid } hat der Anwendung { $client_id } zugestimmt, oder die Zustimmung wurde zurückgezogen.
check-consent-missing-do = Ein Administrator des Verzeichnisses stimmt einmal zu, im Schritt „Verbindung“. Dazu ist die Rolle Cloudanwendungsadministrator oder eine höhere nötig.
check-consent-not-seen = Ob Ihr Verzeichnis zugestimmt hat, zeigt sich erst, wenn sich jemand anmeldet.
check-consent-not-seen-do = Sehen Sie nach, ob für die App { $client_id } die Administratorzustimmung erteilt ist, und machen Sie eine Probeanmeldung.
check-claims-present = Die letzte Probeanmeldung brachte alle nötigen Ansprüche.
check-claims-incomplete = Die letzte Probeanmeldung kam ohne diese Ansprüche: { $claims }. Personen können sich anmelden; manches funktioniert weniger gut.
check-claims-incomplete-do = Fügen Sie unter Tokenkonfiguration diese optionalen Ansprüche zum ID-Token hinzu: { $claims }. xms_edov wird im Manifest hinzugefügt. Machen Sie danach eine weitere Probeanmeldung.
check-claims-missing = Die letzte Probeanmeldung kam ohne diese Ansprüche: { $claims }. Ohne die E-Mail-Adresse kann sich niemand anmelden.
check-claims-missing-elsewhere = Die letzte Probeanmeldung kam ohne diese Ansprüche: { $claims }. Ohne sie kann sich niemand anmelden.
check-claims-missing-do = Fügen Sie unter Tokenkonfiguration diese optionalen Ansprüche zum ID-Token hinzu: { $claims }. xms_edov wird im Manifest hinzugefügt. Machen Sie danach eine weitere Probeanmeldung.
check-claims-missing-do-google = Machen Sie eine weitere Probeanmeldung mit einem Konto Ihres Google Workspace: Ein privates Konto hat keinen Anspruch hd.
check-claims-missing-do-oidc = Lassen Sie { $provider } diese Ansprüche in das ID-Token aufnehmen: { $claims }. Machen Sie danach eine weitere Probeanmeldung.
check-claims-not-seen = Es wurde noch keine Probeanmeldung gemacht.
check-claims-not-seen-do = Machen Sie eine im Schritt „Probeanmeldung“: Sie zeigt, welche Ansprüche { $provider } sendet.
check-assignment-required = Nur wer der App in Entra zugewiesen ist, kann sich anmelden.
check-assignment-open = Jeder in Ihrem Verzeichnis kommt an Microsoft vorbei. Bei uns kommt nur herein, wer hier ein Konto hat.
check-assignment-not-seen = Microsoft sagt uns nicht, ob Personen der App zugewiesen sein müssen.
check-assignment-not-seen-do = Sehen Sie unter Eigenschaften bei „Zuweisung erforderlich?“ nach. Steht dort Ja, kann sich nur anmelden, wer unter Benutzer und Gruppen steht.
letter-checks-failed-subject = { $organization }: Mit der Anmeldung über { $provider } stimmt etwas nicht
letter-checks-failed-what = Unsere Prüfung der Verbindung { $connection } hat etwas gefunden, das Personen aussperrt oder es bald tun wird. { $found }
letter-checks-failed-do = Wir schreiben einmal, und noch einmal, wenn es behoben ist. Wissen Sie nicht, was zu tun ist, wenden Sie sich an unseren Support.
letter-checks-recovered-subject = { $organization }: Die Anmeldung über { $provider } ist wieder in Ordnung
letter-checks-recovered-what = Was unsere Prüfung der Verbindung { $connection } beanstandet hatte, ist behoben: { $found }
letter-checks-recovered-do = Sie müssen nichts tun.


# The portal: test sign-in
setup-test-sign-in-lead = Sie gehen zu { $provider } und kommen zurück wie bei einer echten Anmeldung, mit den Einstellungen des Entwurfs. Niemand wird eingelassen und nichts wird geöffnet: Sie sehen nur, was geschehen würde.
setup-test-sign-in-no-connection = Es gibt noch keine Verbindung, die geprüft werden könnte. Legen Sie sie zuerst an.
setup-test-sign-in-no-version = Für diese Verbindung ist noch nichts eingestellt.
setup-test-sign-in-no-application = Es gibt noch keine App, die sich mit { $provider } öffnen lässt. Fragen Sie unseren Support.
setup-test-sign-in-connection = Verbindung { $name }
setup-test-sign-in-draft = Geprüft wird: der Entwurf, Version { $number }. Er ist noch nicht geprüft.
setup-test-sign-in-tested = Geprüft wird: der Entwurf, Version { $number }. Er gilt als geprüft.
setup-test-sign-in-active = Geprüft wird: Version { $number }, die in Gebrauch ist. Es gibt keinen Entwurf.
setup-test-sign-in-last-worked = Letzte Probe: { $date }, durch Sie oder Kollegen. Die Verbindung funktionierte, mit Version { $number }.
setup-test-sign-in-last-failed = Letzte Probe: { $date }, durch Sie oder Kollegen. Es funktionierte nicht, mit Version { $number }.
setup-test-sign-in-link-worked = Letzte Probe: { $date }, über den privaten Link. Die Verbindung funktionierte, mit Version { $number }.
setup-test-sign-in-link-failed = Letzte Probe: { $date }, über den privaten Link. Es funktionierte nicht, mit Version { $number }.
setup-test-sign-in-which = Ob jemand eingelassen wird, kann von der App abhängen. Wählen Sie die, die Ihre Beschäftigten am meisten nutzen.
setup-test-sign-in-start = Mit { $application } prüfen
setup-test-sign-in-link = Kollegen prüfen lassen
setup-test-sign-in-link-lead = Mit einem privaten Link kann jemand ohne Einladung eine Probeanmeldung machen, etwa eine Pflegekraft mit einem gewöhnlichen Konto. Sie sieht das Ergebnis der eigenen Probe und sonst nichts; hier sehen Sie, ob es funktioniert hat.
setup-test-sign-in-link-make = Privaten Link erstellen
setup-test-sign-in-link-anew = Neuen privaten Link erstellen
setup-test-sign-in-link-made = Geben Sie diesen Link weiter. Er wird nur dieses eine Mal angezeigt und lässt sich 24 Stunden lang verwenden.
setup-test-sign-in-link-until = Es gibt einen privaten Link, der sich bis { $date } verwenden lässt. Ein neuer beendet ihn.
setup-test-sign-in-link-unused = Noch hat niemand damit eine Probe gemacht.
setup-test-sign-in-used-worked = Am { $date } hat jemand damit eine Probe gemacht: Die Verbindung funktionierte.
setup-test-sign-in-used-failed = Am { $date } hat jemand damit eine Probe gemacht: Es funktionierte nicht.
setup-test-sign-in-link-end = Diesen Link beenden
setup-test-sign-in-try = Probeanmeldung für { $organization }
setup-test-sign-in-try-lead = Ihre Kollegen, die die Anmeldung einrichten, bitten Sie, sie auszuprobieren. Sie gehen zu { $provider }, melden sich mit Ihrem dienstlichen Konto an und kommen hierher zurück. Sie werden nirgends eingelassen: Sie sehen nur, ob es geklappt hätte.
setup-test-sign-in-try-start = Zur Probe anmelden
setup-test-sign-in-try-until = Diese Seite wurde mit einem privaten Link geöffnet, der sich bis { $date } verwenden lässt.
setup-test-sign-in-wait-what = In kurzer Zeit wurden viele Proben gemacht.
setup-test-sign-in-wait-do = Gehen Sie zurück, warten Sie eine Minute und prüfen Sie noch einmal.
setup-test-sign-in-allowed = Es funktioniert: Diese Person würde eingelassen
setup-test-sign-in-works = Die Verbindung funktioniert, aber diese Person würde noch nicht eingelassen
setup-test-sign-in-fails = Es funktioniert noch nicht
setup-test-sign-in-counts = Version { $number } gilt jetzt als geprüft.
setup-test-sign-in-edited = Version { $number } wurde geändert, während Sie bei { $provider } waren. Dies betrifft, was vorher darin stand. Prüfen Sie noch einmal.
setup-test-sign-in-nobody = Wenn Sie die Anmeldung einrichten und die App selbst nicht nutzen, ist das zu erwarten: Sie haben hier kein Konto und brauchen keines. Die Verbindung selbst funktioniert.
setup-test-sign-in-supposed = Für diese Probe wurde zweierlei angenommen: dass die geprüfte Version in Gebrauch ist und dass die Anmeldung mit { $provider } eingeschaltet ist. Alles andere ist so, wie es jetzt ist.
setup-test-sign-in-who = Wer es war
setup-test-sign-in-application = App
setup-test-sign-in-through = Verbindung und Version
setup-test-sign-in-expected = Erwartete Verzeichnis-ID (Mandanten-ID)
setup-test-sign-in-at = Wann
setup-test-sign-in-number = Nummer, für unseren Support
setup-test-sign-in-microsoft = Was Microsoft gemeldet hat
setup-test-sign-in-microsoft-unknown = Diese Nummer kennen wir nicht. Geben Sie sie unserem Support zusammen mit den Nummern unten an.
setup-test-sign-in-correlation = Korrelations-ID, mit der Sie den Versuch in Ihren Anmeldeprotokollen finden
setup-test-sign-in-trace = Ablaufverfolgungs-ID, für den Support von Microsoft
setup-test-sign-in-timestamp = Wann, nach der Uhr von Microsoft
setup-test-sign-in-by-person = Wer das beheben kann: wer sich anmeldet
setup-test-sign-in-by-it = Wer das beheben kann: die Administratoren Ihres Microsoft-Entra-Verzeichnisses
setup-test-sign-in-by-support = Wer das beheben kann: unser Support
setup-test-sign-in-by-operator = Wer das beheben kann: wir. Sagen Sie es unserem Support.
setup-test-sign-in-by-microsoft = Wer das beheben kann: Microsoft
setup-test-sign-in-rules = Was von allen verlangt wird, die eingelassen werden
setup-test-sign-in-holds = erfüllt
setup-test-sign-in-forbids = nicht erfüllt
setup-test-sign-in-skipped = nicht betrachtet
setup-test-sign-in-rule-application = Die App lässt sich mit { $provider } öffnen.
setup-test-sign-in-rule-organization = Ihre Einrichtung ist aktiv, und die Anmeldung mit { $provider } ist eingeschaltet.
setup-test-sign-in-rule-connection = Die Verbindung ist aktiv, und die Anmeldung kommt aus Ihrem Verzeichnis.
setup-test-sign-in-rule-guest = Das Konto ist Mitglied Ihres Verzeichnisses: kein Gast und kein persönliches Konto.
setup-test-sign-in-rule-user = Es gibt hier genau einen Benutzer mit dieser Adresse.
setup-test-sign-in-rule-standing = Der Benutzer ist aktiv und gehört zum Fachpersonal.
setup-test-sign-in-rule-email = Die Adresse, die { $provider } sendet, ist die des Benutzers, und ihre Domain ist als Ihre nachgewiesen.
setup-test-sign-in-rule-identity = Das { $provider }-Konto ist das, mit dem der Benutzer schon gekommen ist, oder sein erstes.
setup-test-sign-in-rule-way = Der Weg, auf dem die Person kommt, steht ihr offen.
setup-test-sign-in-rule-proof = Die Anmeldung bei { $provider } ist so neu und so stark wie verlangt.
setup-test-sign-in-claims = Was gesendet wurde (die Ansprüche des ID-Tokens)
setup-test-sign-in-sent = erhalten
setup-test-sign-in-missing = nicht erhalten
setup-test-sign-in-claim-email = Die Adresse, nach der der Benutzer gesucht wird.
setup-test-sign-in-claim-xms-edov = Ob Microsoft gesehen hat, dass der Inhaber der Domain die Adresse bestätigt hat.
setup-test-sign-in-claim-email-verified = Ob der Anbieter für die Adresse bürgt.
setup-test-sign-in-claim-hd = Ihr Google Workspace.
setup-test-sign-in-claim-sub = Das Konto. Es bleibt dasselbe, wenn sich Name oder Adresse ändern.
setup-test-sign-in-claim-upn = Der Name, mit dem sich die Person anmeldet. Gäste sind daran zu erkennen.
setup-test-sign-in-claim-acct = 0 für ein Mitglied Ihres Verzeichnisses, 1 für einen Gast.
setup-test-sign-in-claim-idp = Wer für die Person bürgt, wenn das nicht Ihr Verzeichnis ist.
setup-test-sign-in-claim-tid = Ihr Verzeichnis.
setup-test-sign-in-claim-oid = Das Konto. Es bleibt dasselbe, wenn sich Name oder Adresse ändern.
setup-test-sign-in-claim-sid = Die Sitzung bei { $provider }: Wer sich dort abmeldet, wird dadurch auch hier abgemeldet.
setup-test-sign-in-claim-login-hint = Damit muss die Person die Adresse nicht noch einmal eingeben.
setup-test-sign-in-claim-auth-time = Wann die Person zuletzt nachgewiesen hat, wer sie ist.
setup-test-sign-in-claim-acrs = Die Authentifizierungskontexte, die einen zweiten Faktor belegen.
setup-test-sign-in-lacks-email = { $kind ->
        [entra] Ohne diesen Anspruch wird niemand eingelassen. Tragen Sie die Adresse beim Konto unter E-Mail ein (Entra ID > Benutzer), und fügen Sie dem ID-Token unter Tokenkonfiguration der App-Registrierung den optionalen Anspruch email hinzu.
       *[other] Ohne diesen Anspruch wird niemand eingelassen. Sorgen Sie dafür, dass das Konto bei { $provider } eine Adresse hat und dass sie gesendet wird.
    }
setup-test-sign-in-lacks-xms-edov = Es geht auch ohne. Er wird im Manifest der App-Registrierung zu den optionalen Ansprüchen des ID-Tokens hinzugefügt; manche Verzeichnisse senden ihn nie.
setup-test-sign-in-lacks-email-verified = Ohne diesen Anspruch wird niemand eingelassen, es sei denn, unser Support hat die Verbindung so eingestellt.
setup-test-sign-in-lacks-hd = Ohne diesen Anspruch wird niemand eingelassen: Es ist ein persönliches Google-Konto. Testen Sie mit einem Konto Ihres Workspace.
setup-test-sign-in-lacks-optional = { $kind ->
        [entra] Fügen Sie ihn als optionalen Anspruch des ID-Tokens hinzu, unter Tokenkonfiguration der App-Registrierung.
       *[other] Es geht ohne ihn. { $provider } kann ihn senden, wenn es dort so eingestellt ist.
    }
setup-test-sign-in-lacks-idp = Das ist richtig so: Ihr eigenes Verzeichnis bürgt für die Person.
setup-test-sign-in-lacks-acrs = Nur nötig, wenn uns ein Authentifizierungskontext einen zweiten Faktor belegen soll.
setup-test-sign-in-do-application = Wählen Sie für die Probe eine andere App, oder fragen Sie unseren Support nach dieser.
setup-test-sign-in-do-organization = Ihre Einrichtung ist hier gesperrt. Fragen Sie unseren Support.
setup-test-sign-in-do-connection = Die Verbindung ist abgeschaltet oder wurde inzwischen geändert. Prüfen Sie noch einmal; bleibt es so, fragen Sie unseren Support.
setup-test-sign-in-do-tenant = { $kind ->
        [entra] Das Konto gehört zu einem anderen Verzeichnis als dem eingestellten. Prüfen Sie noch einmal mit einem Konto Ihres eigenen Verzeichnisses. War es eines, vergleichen Sie die Verzeichnis-ID (Mandanten-ID) auf der Übersichtsseite von Entra mit der erwarteten.
       *[other] Das Konto gehört nicht zu Ihrer Einrichtung, wie sie eingestellt ist. Prüfen Sie noch einmal mit einem eigenen Konto. War es eines, vergleichen Sie den Schritt Verbindung mit dem, was bei { $provider } eingestellt ist.
    }
setup-test-sign-in-do-guest = Das Konto ist ein Gast in Ihrem Verzeichnis: Eine andere Einrichtung bürgt dafür. Prüfen Sie mit einem eigenen Konto. Sollen Gäste eingelassen werden, erlauben Sie es für diese Verbindung.
setup-test-sign-in-do-personal = Persönliche { $provider }-Konten werden nie eingelassen. Melden Sie sich bei { $provider } ab und prüfen Sie mit einem dienstlichen Konto.
setup-test-sign-in-do-user = Niemand hat hier diese Adresse. Soll die Person die App nutzen, sagen Sie es unserem Support: Der Benutzer braucht genau die Adresse, die { $provider } sendet.
setup-test-sign-in-do-suspended = Der Benutzer ist hier gesperrt. Arbeitet die Person noch bei Ihnen, sagen Sie es unserem Support.
setup-test-sign-in-do-patient = Der Benutzer ist hier ein Patient, und Patienten kommen nicht mit { $provider }. Prüfen Sie mit dem Konto von jemandem, der bei Ihnen arbeitet.
setup-test-sign-in-do-email-missing = { $kind ->
        [entra] Microsoft sendet keine Adresse. Tragen Sie sie beim Konto unter E-Mail ein (Entra ID > Benutzer), und fügen Sie dem ID-Token unter Tokenkonfiguration der App-Registrierung den optionalen Anspruch email hinzu.
       *[other] { $provider } sendet keine Adresse. Sorgen Sie dafür, dass das Konto dort eine hat und dass sie gesendet wird.
    }
setup-test-sign-in-do-email-invalid = { $kind ->
        [entra] Was Microsoft sendet, ist keine E-Mail-Adresse. Berichtigen Sie sie beim Konto unter E-Mail (Entra ID > Benutzer).
       *[other] Was { $provider } sendet, ist keine E-Mail-Adresse. Berichtigen Sie sie dort.
    }
setup-test-sign-in-do-email-mismatch = Der Benutzer hat hier eine andere Adresse, als { $provider } sendet. Sagen Sie unserem Support, welche der beiden richtig ist.
setup-test-sign-in-do-domain = Es ist nicht nachgewiesen, dass die Domain der Adresse Ihnen gehört. Weisen Sie es im Schritt Domains nach.
setup-test-sign-in-do-email-unverified = { $kind ->
        [entra] Microsoft sagt, dass niemand die Adresse bestätigt hat (xms_edov ist false). Verwenden Sie eine Adresse in einer Domain, die in Ihrem Verzeichnis unter Domänennamen bestätigt ist.
       *[other] { $provider } sagt nicht, dass die Adresse bestätigt ist (email_verified). Lassen Sie sie dort bestätigen, oder fragen Sie unseren Support.
    }
setup-test-sign-in-do-identity = Der Benutzer ist schon mit einem anderen { $provider }-Konto gekommen, oder dieses Konto gehört hier zu einem anderen Benutzer. Unser Support kann sie trennen, sobald Sie bestätigt haben, dass es dieselbe Person ist.
setup-test-sign-in-do-factor = { $kind ->
        [entra] Ein zweiter Faktor wird verlangt, und nichts belegt, dass es einen gab. Sorgen Sie dafür, dass die Richtlinie für bedingten Zugriff ihn für den Authentifizierungskontext verlangt, der für diese Verbindung eingestellt ist.
       *[other] Ein zweiter Faktor wird verlangt, und nichts, was { $provider } sendet, belegt, dass es einen gab. Fragen Sie unseren Support.
    }
setup-test-sign-in-do-denied = { $kind ->
        [entra] Microsoft oder eine Ihrer Richtlinien hat die Person nicht anmelden lassen. Sehen Sie sich den Versuch in Ihren Anmeldeprotokollen an. Oft ist das Konto der Unternehmensanwendung nicht zugewiesen.
       *[other] { $provider } oder eine Ihrer Regeln hat die Person nicht anmelden lassen. Sehen Sie sich den Versuch dort an und ob das Konto unseren Client nutzen darf.
    }
setup-test-sign-in-do-interaction = { $provider } wollte noch etwas von der Person, etwa einen zweiten Faktor oder ein neues Passwort. Prüfen Sie noch einmal und schließen Sie ab, was { $provider } anzeigt.
setup-test-sign-in-do-consent = { $kind ->
        [entra] Ein Administrator Ihres Verzeichnisses hat der App-Registrierung noch nicht zugestimmt. Das geschieht unter API-Berechtigungen der App-Registrierung oder im Schritt Verbindung.
       *[other] Unser Client ist bei { $provider } noch nicht erlaubt. Ein Administrator von Ihnen kann ihn dort erlauben.
    }
setup-test-sign-in-do-credential = { $kind ->
        [entra] Microsoft nimmt nicht an, womit wir uns ausweisen. Vergleichen Sie es mit dem, was unter Zertifikate & Geheimnisse der App-Registrierung steht: Es kann abgelaufen sein, oder statt des Werts wurde die ID des Geheimnisses kopiert.
       *[other] { $provider } nimmt nicht an, womit wir uns ausweisen. Sehen Sie nach, ob es dort abgelaufen ist oder ersetzt wurde, und übergeben Sie im Schritt Verbindung ein neues.
    }
setup-test-sign-in-do-no-credential = Es gibt noch nichts, womit wir uns bei { $provider } ausweisen könnten. Übergeben Sie es im Schritt Verbindung.
setup-test-sign-in-do-request = { $kind ->
        [entra] Microsoft hat die Anfrage abgelehnt. Vergleichen Sie die Umleitungs-URI und die Anwendungs-ID (Client-ID) im Schritt Verbindung Zeichen für Zeichen mit der App-Registrierung.
       *[other] { $provider } hat die Anfrage abgelehnt. Vergleichen Sie die Umleitungs-URI und die Client-ID im Schritt Verbindung Zeichen für Zeichen mit unserem Client dort.
    }
setup-test-sign-in-do-later = { $provider } hat keine brauchbare Antwort gegeben. Warten Sie einige Minuten und prüfen Sie noch einmal.
setup-test-sign-in-do-token = { $kind ->
        [entra] Was Microsoft gesendet hat, war nicht vertrauenswürdig; deshalb wurde nichts davon gelesen. Vergleichen Sie die Anwendungs-ID (Client-ID) und die Verzeichnis-ID (Mandanten-ID) im Schritt Verbindung. Stimmen sie, sagen Sie es unserem Support.
       *[other] Was { $provider } gesendet hat, war nicht vertrauenswürdig; deshalb wurde nichts davon gelesen. Vergleichen Sie die Client-ID im Schritt Verbindung mit unserem Client dort. Stimmt sie, sagen Sie es unserem Support.
    }
setup-test-sign-in-do-support = Prüfen Sie noch einmal. Bleibt es so, geben Sie unserem Support die Nummer oben an.


# The portal: people
setup-people-title = Wer hineinkommt
setup-people-lead = Bevor Sie einschalten: Sehen Sie, wer von Ihren Leuten sich mit { $provider } anmelden kann, und wer nicht und warum. Wir vergleichen Ihr Verzeichnis mit den Konten in unserer App, nach denselben Regeln wie bei einer echten Anmeldung. Von der Liste behalten wir nichts.
setup-people-not-judged = Listen der Personen bei { $provider } können wir noch nicht vergleichen. Machen Sie stattdessen Probeanmeldungen, auch mit gewöhnlichen Konten: Dafür genügt ein privater Link.
setup-people-result = Was wir gefunden haben
setup-people-sum = Anmelden können sich { $in } von { $all } Personen.
setup-people-of = Geprüft mit den Einstellungen der Verbindung { $connection }.
setup-people-all-well = Es gibt nichts zu beheben.
setup-people-download = Herunterladen, was zu beheben ist (CSV)
setup-people-download-hint = In der Tabelle stehen alle, um die Sie sich kümmern müssen, mit dem, was zu tun ist. Sie steckt nur in dieser Seite: Wenn Sie sie verlassen, können wir die Tabelle nicht noch einmal geben.
setup-people-file = zu-beheben
setup-people-without = Was die Liste nicht sagt und was wir deshalb nicht angesehen haben:
setup-people-without-id = ob ein Konto schon mit jemand anderem verknüpft ist
setup-people-without-type = wer Gast ist
setup-people-without-enabled = welche Konten deaktiviert sind
setup-people-without-names = ob eine andere Adresse von jemandem hier bekannt ist
setup-people-more = Und { $number } weitere: In der Tabelle stehen alle.
setup-people-upn-is = Meldet sich an als { $upn }
setup-people-user-is = Konto in unserer App: { $user }
setup-people-line = Zeile { $line }
setup-people-upload = Die Liste hochladen
setup-people-upload-1 = { $kind ->
        [entra] Öffnen Sie im Entra Admin Center (entra.microsoft.com) Entra ID > Benutzer > Alle Benutzer und wählen Sie Benutzer herunterladen.
       *[other] Exportieren Sie die Liste Ihrer Leute bei { $provider } als CSV-Datei.
    }
setup-people-upload-2 = { $kind ->
        [entra] Wählen Sie Starten, warten Sie einen Moment und laden Sie die CSV-Datei herunter.
       *[other] Nennen Sie die Spalte mit den E-Mail-Adressen mail.
    }
setup-people-upload-3 = { $kind ->
        [entra] Wählen Sie diese Datei hier aus, so wie sie ist. Ein Export aus dem Microsoft 365 Admin Center oder aus PowerShell (Get-MgUser) geht auch.
       *[other] Wählen Sie diese Datei hier aus.
    }
setup-people-connection = Verbindung
setup-people-list = Die Liste (CSV)
setup-people-list-hint = Höchstens 50.000 Personen und 16 MB.
setup-people-check = Diese Liste prüfen
setup-people-directory = Oder lassen Sie uns Ihr Verzeichnis lesen
setup-people-directory-what = Dann brauchen Sie keine Datei. Wir lesen Namen und Adressen ein einziges Mal, jetzt, und behalten nichts.
setup-people-grant-own = Dafür ist eine Berechtigung nötig: Öffnen Sie im Entra Admin Center Entra ID > App-Registrierungen > Ihre Registrierung > API-Berechtigungen > Berechtigung hinzufügen > Microsoft Graph > Anwendungsberechtigungen, fügen Sie User.Read.All hinzu und wählen Sie Administratorzustimmung erteilen. Danach können Sie sie wieder entziehen.
setup-people-grant-shared = Dafür ist die Anwendungsberechtigung User.Read.All von Microsoft Graph für unsere App nötig. Hat Ihr Verzeichnis sie unserer App nicht erteilt, laden Sie stattdessen die Liste hoch.
setup-people-read = Das Verzeichnis lesen
setup-people-wait-what = Ihre Einrichtung hat in kurzer Zeit viele Listen prüfen lassen.
setup-people-wait-do = Gehen Sie zurück, warten Sie eine Minute und versuchen Sie es noch einmal.
setup-people-no-file = Wählen Sie zuerst eine Datei aus.
setup-people-not-connected = Wir wissen noch nicht, um welches Verzeichnis es geht. Füllen Sie zuerst den Schritt Verbindung aus.
setup-people-not-granted = Ihr Verzeichnis lässt uns nicht lesen: Die Berechtigung User.Read.All fehlt oder hat keine Administratorzustimmung. Erteilen Sie sie wie unten beschrieben und versuchen Sie es nach einigen Minuten noch einmal, oder laden Sie die Liste hoch.
setup-people-too-many = Auf der Liste stehen mehr als 50.000 Personen. Lassen Sie weg, wer unsere App nicht benutzt, und laden Sie den Rest hoch.
setup-people-busy = Microsoft ist zu beschäftigt, um uns die Liste zu geben. Versuchen Sie es in einigen Minuten noch einmal, oder laden Sie die Liste hoch.
setup-people-not-read = Microsoft hat uns die Liste nicht gegeben ({ $code }). Laden Sie stattdessen die Liste hoch.
setup-people-empty = In der Datei stehen keine Personen.
setup-people-too-large = Die Datei kam nicht ganz an oder ist größer als 16 MB. Lassen Sie Spalten weg, die nicht nötig sind, und versuchen Sie es noch einmal.
setup-people-no-text = Die Datei ist keine CSV, die wir lesen können. Speichern Sie sie als „CSV UTF-8“, oder laden Sie die exportierte Datei hoch, wie sie ist.
setup-people-no-address = In keiner Spalte stehen die E-Mail-Adressen. Die erste Zeile muss die Spalten nennen, und eine davon muss mail heißen.
setup-people-twice = Die Spalte { $column } ist zweimal da. Entfernen Sie eine davon.
setup-people-fields = Diese Zeile hat nicht so viele Felder, wie es Spalten gibt. Fehlt hier oder darüber ein Anführungszeichen?
setup-people-cell = Was in der Spalte { $column } steht, kann nicht stimmen.
setup-people-closed = Im Moment kann sich niemand anmelden
setup-people-closed-do = Die Einrichtung oder die Verbindung ist abgeschaltet. Fragen Sie unseren Support. Was sonst zu beheben ist, zeigt sich erst danach.
setup-people-upn = Der Anmeldename ist hier bekannt, die E-Mail-Adresse nicht
setup-people-upn-do = Tragen Sie in { provider-directory } im Feld E-Mail dieser Personen ihre Adresse in unserer App ein, oder lassen Sie ihre Adresse in unserer App in ihre E-Mail-Adresse in { provider-directory } ändern. Nur die E-Mail-Adresse zählt, nicht der Anmeldename.
setup-people-alias = Ein Alias ist hier bekannt, die E-Mail-Adresse nicht
setup-people-alias-do = In unserer App haben diese Personen eine Adresse, die in { provider-directory } nur ein Alias ist. Machen Sie sie dort zur primären Adresse, oder lassen Sie ihre Adresse in unserer App ändern.
setup-people-mail-missing = Die E-Mail-Adresse fehlt in { provider-directory }
setup-people-mail-missing-do = Füllen Sie in { provider-directory } das Feld E-Mail (Kontaktinformationen) aus. Konten, die keine Personen sind, etwa Besprechungsräume, können so bleiben.
setup-people-mail-invalid = Die E-Mail-Adresse in { provider-directory } ist ungültig
setup-people-mail-invalid-do = Berichtigen Sie das Feld E-Mail in { provider-directory }.
setup-people-duplicate = Mehrere Konten haben dieselbe E-Mail-Adresse
setup-people-duplicate-do = Nur eines davon kann sich anmelden: das, das es zuerst tut. Geben Sie jedem eine eigene Adresse, oder leeren Sie das Feld E-Mail bei denen, mit denen sich niemand anmeldet.
setup-people-other-address = Die Person hat in unserer App eine andere Adresse
setup-people-other-address-do = Diese Konten haben sich schon angemeldet, mit der Adresse, die unsere App noch hat. Lassen Sie die Adresse in unserer App in die neue ändern.
setup-people-domain = Die Domain der Adresse ist nicht nachgewiesen
setup-people-domain-do = Weisen Sie die Domain im Schritt Domains nach, oder geben Sie diesen Personen eine Adresse einer nachgewiesenen Domain.
setup-people-other-account = Mit dieser Person ist ein anderes Konto verknüpft
setup-people-other-account-do = Das Konto wurde neu angelegt, oder die Adresse wurde jemand anderem gegeben. Sagen Sie es unserem Support; er prüft, wer es ist, und löst das alte Konto.
setup-people-other-user = Das Konto ist mit jemand anderem verknüpft
setup-people-other-user-do = Mit diesem Konto hat sich schon eine andere Person angemeldet. Sagen Sie unserem Support, wer es ist.
setup-people-ambiguous = Mehrere Personen haben hier diese Adresse
setup-people-ambiguous-do = Eine von ihnen hatte sie früher. Sagen Sie unserem Support, welche es ist.
setup-people-suspended = In unserer App gesperrt
setup-people-suspended-do = Sollen diese Personen hineinkommen, lassen Sie sie in unserer App wieder aktivieren.
setup-people-patient = Patient in unserer App
setup-people-patient-do = Patienten melden sich nie mit { $provider } an. Arbeitet jemand auch bei Ihnen, ist in unserer App ein zweites Konto mit der dienstlichen Adresse nötig.
setup-people-guest = Gäste Ihres Verzeichnisses
setup-people-guest-do = Gäste können sich mit dieser Verbindung nicht anmelden. Sollen sie es können, sagen Sie es unserem Support; sonst ist nichts zu tun.
setup-people-personal = Persönliche { $provider }-Konten
setup-people-personal-do = Sie kommen nie hinein. Geben Sie diesen Personen ein Konto Ihrer Einrichtung.
setup-people-missing = In unserer App, aber nicht auf der Liste
setup-people-missing-do = Niemand in Ihrem Verzeichnis hat die Adresse dieser Personen. Sind sie ausgeschieden, haben sie inzwischen eine andere Adresse, oder ist die Liste nicht vollständig?
setup-people-not-here = In unserer App nicht bekannt
setup-people-not-here-do = Niemand in unserer App hat diese Adresse. Wer die App braucht, muss dort zuerst ein Konto bekommen; für die anderen ist nichts zu tun.
setup-people-disabled = In { provider-directory } deaktiviert
setup-people-disabled-do = { $provider } lässt diese Konten sich nirgends anmelden. Arbeitet jemand noch bei Ihnen, aktivieren Sie das Konto in { provider-directory }.
setup-people-in = Kann sich anmelden
setup-people-in-do = Nichts.


# The portal: switch on
setup-switch-on-title = Anmeldung mit { $provider } einschalten
setup-switch-on-lead = Sie bestimmen, für wen sie eingeschaltet ist und wann sie beginnt. Nichts davon ist endgültig: Die letzte Änderung machen Sie mit einem Klick rückgängig.
setup-switch-on-now = Wie es jetzt ist
setup-switch-on-is = { $whom ->
        [off] Aus: Alle melden sich mit einem Code an.
        [pilot] Ein für die Pilotliste. Alle anderen melden sich mit einem Code an.
       *[everyone] Ein für alle.
    }
setup-switch-on-begins = Beginnt am { $date }.
setup-switch-on-widens = Ab { $date } für alle.
setup-switch-on-ends = Endet am { $date }.
setup-switch-on-ended = Endete am { $date }.
setup-switch-on-forced = Ihre Einrichtung hat mit unserem Support vereinbart, dass sich Mitarbeitende nur mit { $provider } anmelden. Solange das gilt, muss die Anmeldung mit { $provider } für alle eingeschaltet sein; nur unser Support kann das ändern.
setup-switch-on-before = Vor der letzten Änderung:
setup-switch-on-undo = Letzte Änderung rückgängig machen
setup-switch-on-ready = Was zuerst in Ordnung sein muss
setup-switch-on-need-open = { $met ->
        [yes] Ihre Einrichtung ist offen.
       *[no] Ihre Einrichtung ist gesperrt. Nur unser Support kann das aufheben.
    }
setup-switch-on-need-in-force = { $met ->
        [yes] Eine Verbindung mit Ihrem Verzeichnis ist in Gebrauch.
       *[no] Keine Verbindung ist in Gebrauch. Ein Entwurf lässt niemanden herein, bis er getestet und in Gebrauch genommen ist.
    }
setup-switch-on-need-credential = { $met ->
        [yes] Wir können uns bei { $provider } ausweisen.
       *[no] Wir haben nichts Gültiges, um uns bei { $provider } auszuweisen.
    }
setup-switch-on-need-domain = { $met ->
        [yes] Eine E-Mail-Domain ist nachgewiesen und führt zur Verbindung.
       *[no] Keine nachgewiesene E-Mail-Domain führt zur Verbindung.
    }
setup-switch-on-met = in Ordnung
setup-switch-on-unmet = fehlt
setup-switch-on-checked = Den DNS Ihrer Domains haben wir zuletzt am { $date } geprüft.
setup-switch-on-try = Sehen Sie hier nach, bevor Sie einschalten:
setup-switch-on-held = Unser Support hat die Anmeldung mit { $provider } für Ihre Einrichtung ausgeschaltet. Sprechen Sie zuerst mit ihm: Nur er kann sie wieder einschalten.
setup-switch-on-switch = Wie soll es sein?
setup-switch-on-whom = Für wen ist die Anmeldung mit { $provider } eingeschaltet?
setup-switch-on-nobody = Für niemanden: aus
setup-switch-on-some = Für die Personen auf der Pilotliste
setup-switch-on-everyone = Für alle
setup-switch-on-from = Ab wann?
setup-switch-on-from-hint = Lassen Sie beides leer, um sofort zu beginnen. Was jetzt eingeschaltet ist, bleibt es bis dahin.
setup-switch-on-until = Bis wann?
setup-switch-on-until-hint = Lassen Sie beides leer, wenn es nicht enden soll.
setup-switch-on-date = Datum
setup-switch-on-time = Uhrzeit
setup-switch-on-zone = Zeitzone
setup-switch-on-zone-hint = Alle Zeiten auf dieser Seite gelten in dieser Zone. Dort ist es jetzt { $date }.
setup-switch-on-look = Zeigen, was das bedeutet
setup-switch-on-look-again = Noch einmal zeigen
setup-switch-on-do = So einstellen
setup-switch-on-preview = Was das bedeutet
setup-switch-on-came-in = Personen, die sich in den letzten 30 Tagen angemeldet haben
setup-switch-on-by-sso = davon könnten sich mit { $provider } anmelden
setup-switch-on-refused = davon könnten es nicht; sie melden sich mit einem Code an
setup-switch-on-sessions = Offene Sitzungen, die enden würden
setup-switch-on-shut-out = Personen, die sich auf keinem Weg mehr anmelden könnten
setup-switch-on-preview-hint = Ob { $provider } jede dieser Personen unter der Adresse kennt, die wir haben, sehen Sie im Schritt „Personen“.
setup-switch-on-fault-whom = Wählen Sie, für wen sie eingeschaltet sein soll.
setup-switch-on-fault-date = Geben Sie Datum und Uhrzeit an, oder lassen Sie beides leer. Das Datum ist nicht vollständig.
setup-switch-on-fault-time = Geben Sie Datum und Uhrzeit an, oder lassen Sie beides leer. Die Uhrzeit ist nicht vollständig.
setup-switch-on-fault-skipped = Diese Uhrzeit gibt es nicht: In dieser Nacht werden die Uhren vorgestellt. Wählen Sie eine andere.
setup-switch-on-fault-zone = Wählen Sie eine Zeitzone aus der Liste.
setup-switch-on-fault-past = Dieser Zeitpunkt ist vorbei. Wählen Sie einen späteren, oder lassen Sie Datum und Uhrzeit leer, um sofort zu beginnen.
setup-switch-on-fault-far = Dieser Tag liegt mehr als zwei Jahre in der Zukunft. Prüfen Sie das Jahr.
setup-switch-on-fault-end = Sie würde enden, bevor sie beginnt, oder vor jetzt. Wählen Sie ein späteres Ende.
setup-switch-on-fault-off-end = Was aus ist, hat kein Ende. Lassen Sie das Ende leer, oder wählen Sie, für wen sie eingeschaltet sein soll.
setup-switch-on-fault-off = Sie ist bereits aus.
setup-switch-on-fault-on = Für diese Personen ist sie bereits eingeschaltet.
setup-switch-on-fault-pilot-later = Sie ist für alle eingeschaltet. Ein Pilot kann nur sofort beginnen; sonst wäre sie bis dahin für alle aus.
setup-switch-on-fault-not-now = Sie kann noch nicht eingeschaltet werden. Was fehlt, steht unter „Was zuerst in Ordnung sein muss“.
setup-switch-on-fault-stale = Jemand hat es inzwischen geändert. Sehen Sie nach, wie es jetzt ist, und wählen Sie neu.
setup-switch-on-fault-forced = Mitarbeitende Ihrer Einrichtung melden sich nur mit { $provider } an, deshalb muss sie für alle eingeschaltet bleiben. Bitten Sie zuerst unseren Support, das zu ändern.
setup-switch-on-pilot = Die Pilotliste
setup-switch-on-pilot-what = Solange sie für die Pilotliste eingeschaltet ist, können sich nur diese Personen mit { $provider } anmelden. Alle anderen melden sich an wie bisher. Wer von der Liste genommen wird, kann nicht weiter nutzen, was mit { $provider } geöffnet wurde, und meldet sich mit einem Code an.
setup-switch-on-addresses = E-Mail-Adressen
setup-switch-on-addresses-hint = Eine pro Zeile, oder eine Tabelle, aus einer Tabellenkalkulation kopiert. Es müssen Personen Ihrer Einrichtung sein, die wir schon kennen.
setup-switch-on-put-on = Auf die Liste setzen
setup-switch-on-take-off = Von der Liste nehmen
setup-switch-on-listed = Auf der Liste
setup-switch-on-list-empty = Niemand ist auf der Liste.
setup-switch-on-list-more = und { $count } weitere
setup-switch-on-take-one-off = Entfernen
setup-switch-on-take-one-off-of = Von der Liste nehmen, Entfernen: { $address }
setup-switch-on-list-nothing = Im eingefügten Text steht keine E-Mail-Adresse.
setup-switch-on-list-many = Das sind mehr als 5000 Adressen. Fügen Sie weniger auf einmal ein.
setup-switch-on-list-unknown = { $added } hinzugefügt. Niemand vom Personal Ihrer Einrichtung hat hier diese Adressen; sie wurden ausgelassen:
setup-switch-on-wait-what = Diese Seite wurde in kurzer Zeit sehr oft benutzt.
setup-switch-on-wait-do = Gehen Sie zurück, warten Sie eine Minute und versuchen Sie es noch einmal.


# The portal: status
setup-status-title = Wie die Anmeldung läuft
setup-status-lead = Die letzten 30 Tage in Ihrer Einrichtung. Tage und Zeiten sind in UTC; niemand wird hier namentlich genannt.
setup-status-last-by-sso = Letzte Anmeldung mit eigenem Konto
setup-status-nobody = Niemand in den letzten 30 Tagen
setup-status-weather = Störung im Moment
setup-status-fair = Keine bekannt
setup-status-checks = Prüfungen ansehen
setup-status-sign-ins = Anmeldungen mit Ihren eigenen Konten
setup-status-today = Heute
setup-status-week = Letzte 7 Tage
setup-status-month = Letzte 30 Tage
setup-status-by-day = Jeder Tag in Zahlen
setup-status-day = Tag
setup-status-by-sso = Eigenes Konto
setup-status-by-code = Mit Code
setup-status-refused = Abgewiesen
setup-status-refusals = Wer sich nicht anmelden konnte, und was hilft
setup-status-no-refusals = Niemand wurde abgewiesen.
setup-status-last = Zuletzt am { $date }
setup-status-unknown = Kein Konto hier hat ihre E-Mail-Adresse
setup-status-unknown-do = Vergleichen Sie die Adresse (mail) der Person in Ihrem Verzeichnis mit der des Kontos hier. Soll sie sich anmelden können und hat kein Konto, bitten Sie unseren Support, eines anzulegen.
setup-status-suspended = Ihr Konto, oder Ihre ganze Einrichtung, ist hier gesperrt
setup-status-suspended-do = Fragen Sie unseren Support nach dem Grund, und lassen Sie es aufheben, falls es nicht so sein soll.
setup-status-patient = Das Konto hier ist das eines Patienten
setup-status-patient-do = Patienten melden sich nicht mit einem Konto der Einrichtung an. Handelt es sich um eine Mitarbeiterin oder einen Mitarbeiter, lassen Sie das Konto von unserem Support berichtigen.
setup-status-email = Die E-Mail-Adresse aus Ihrem Verzeichnis ist nicht verwendbar
setup-status-email-do = { $kind ->
        [entra] Prüfen Sie, ob das Konto eine Adresse (mail) in einer hier nachgewiesenen Domain hat und ob es die des Kontos hier ist. Betrifft es alle, fehlen vielleicht die Zustimmung oder optionale Ansprüche.
       *[other] Prüfen Sie, ob das Konto eine Adresse in einer hier nachgewiesenen Domain hat und ob es die des Kontos hier ist. Betrifft es alle, wird die Adresse vielleicht gar nicht gesendet.
    }
setup-status-bond = Das Konto hier gehört zu einem anderen Konto Ihres Verzeichnisses
setup-status-bond-do = Das geschieht, wenn ein Konto neu angelegt oder eine Adresse an jemand anderen vergeben wurde. Bitten Sie unseren Support zu prüfen, wer es ist, und das alte Konto zu lösen.
setup-status-account = Ein Konto eines anderen Verzeichnisses, ein Gast oder ein persönliches Konto
setup-status-account-do = Die Person hat das falsche Konto gewählt. Sie soll sich bei { $provider } abmelden und das Konto Ihrer Einrichtung wählen.
setup-status-factor = Ein zweiter Faktor oder eine neue Anmeldung wurde verlangt und nicht gegeben
setup-status-factor-do = Prüfen Sie, ob die Person ihren zweiten Faktor eingerichtet hat und ob Ihre Richtlinien ihn verlangen.
setup-status-policy = Eine Richtlinie Ihres Verzeichnisses hat es abgelehnt
setup-status-policy-do = { $kind ->
        [entra] Suchen Sie den Versuch in den Anmeldeprotokollen Ihres Verzeichnisses: bedingter Zugriff, Zuweisung von Benutzern zur Anwendung oder fehlende Administratorzustimmung.
       *[other] Suchen Sie den Versuch in den Anmeldeprotokollen Ihres Verzeichnisses: eine Ihrer Regeln, oder wer unseren Client nutzen darf.
    }
setup-status-provider = { $provider } war nicht erreichbar oder hatte eine Störung
setup-status-provider-do = Das geht von selbst vorbei. Falls nicht, sehen Sie auf der Seite von { $provider } zum Zustand seiner Dienste nach.
setup-status-credential = Womit wir uns ausweisen, wurde nicht angenommen
setup-status-credential-do = { $kind ->
        [entra] Prüfen Sie, ob der geheime Clientschlüssel oder das Zertifikat in Ihrer App-Registrierung abgelaufen ist oder ersetzt wurde, und übergeben Sie unserem Support das neue.
       *[other] Prüfen Sie, ob das Geheimnis oder Zertifikat, an dem { $provider } uns erkennt, abgelaufen ist oder ersetzt wurde, und übergeben Sie im Schritt Verbindung ein neues.
    }
setup-status-closed = Die Anmeldung mit eigenem Konto ist dort nicht offen
setup-status-closed-do = Die App, die Verbindung oder der Schalter ist aus, oder es ist nur das eigene Konto erlaubt. Ist das nicht gewollt, sagen Sie es unserem Support.
setup-status-pilot = Sie stehen nicht auf der Pilotliste
setup-status-pilot-do = Solange diese Anmeldung ein Pilot ist, kommen nur die Personen auf dessen Liste darüber herein; die anderen kommen mit einem Code. Fügen Sie sie unter Einschalten hinzu, oder schalten Sie es für alle ein.
setup-status-slip = Etwas wurde falsch eingegeben, oder die Anmeldung wurde abgebrochen
setup-status-slip-do = Zu beheben ist nichts: Ein neuer Versuch hilft. Geschieht es oft, blockiert vielleicht ein Browser oder Proxy Cookies.
setup-status-token = Die Antwort Ihres Verzeichnisses war nicht verwendbar
setup-status-token-do = Sagen Sie es unserem Support: Er geht dem nach.
setup-status-ends = Was endet, und wann
setup-status-nothing-ends = Nichts, von dem wir wissen.
setup-status-ends-secret = Geheimer Clientschlüssel der Verbindung { $name }
setup-status-ends-certificate = Zertifikat der Verbindung { $name }
setup-status-ends-proof = Nachweis der Domain { $name }: Ihr Eintrag fehlt im DNS
setup-status-ends-flag = Einstellung { $name }
setup-status-ends-invitation = Einladung von { $name }
setup-status-ends-break-glass = Notfallzugang von { $name }
setup-status-ends-webhook = Früheres Geheimnis eines { $name }
setup-status-ends-other = { $name }
setup-status-soon = bald
setup-status-over = abgelaufen
setup-status-replaced = nicht mehr nötig


# The portal: letters and weather
weather-trouble = Die Anmeldung mit dem Konto Ihrer Einrichtung ist seit { $since } gestört.
weather-everywhere = Die Anmeldung mit dem Konto einer Einrichtung ist seit { $since } gestört, nicht nur bei Ihrer.
weather-by-code = Sie können sich stattdessen mit einem Code per E-Mail anmelden.
letter-ends-secret-subject = Der geheime Clientschlüssel von { $organization } läuft am { $date } ab
letter-ends-secret-what = Der geheime Clientschlüssel, mit dem wir uns bei Ihrem Verzeichnis ausweisen (Verbindung { $name }), läuft am { $until } ab. Danach kann sich niemand von { $organization } mit { $provider } anmelden.
letter-ends-secret-do = { $kind ->
        [entra] Erstellen Sie vor diesem Tag einen neuen in Ihrer App-Registrierung und übergeben Sie ihn im Portal, zu dem unser Support Sie eingeladen hat, oder wie mit ihm vereinbart. Senden Sie ein Geheimnis nie per E-Mail. Entfernen Sie den alten erst, wenn der neue in Gebrauch ist.
       *[other] Erstellen Sie vor diesem Tag bei { $provider } ein neues Geheimnis für unseren Client und übergeben Sie es im Portal, zu dem unser Support Sie eingeladen hat, oder wie mit ihm vereinbart. Senden Sie ein Geheimnis nie per E-Mail. Entfernen Sie das alte erst, wenn das neue in Gebrauch ist.
    }
letter-ends-certificate-subject = Das Zertifikat von { $organization } läuft am { $date } ab
letter-ends-certificate-what = Das Zertifikat, mit dem wir uns bei Ihrem Verzeichnis ausweisen (Verbindung { $name }), läuft am { $until } ab. Danach kann sich niemand von { $organization } mit { $provider } anmelden.
letter-ends-certificate-do = { $kind ->
        [entra] Holen Sie das neue Zertifikat im Portal, zu dem unser Support Sie eingeladen hat, oder bei unserem Support, und fügen Sie es vor diesem Tag Ihrer App-Registrierung hinzu. Entfernen Sie das alte erst, wenn das neue in Gebrauch ist.
       *[other] Holen Sie das neue Zertifikat im Portal, zu dem unser Support Sie eingeladen hat, oder bei unserem Support, und fügen Sie es vor diesem Tag bei { $provider } unserem Client hinzu. Entfernen Sie das alte erst, wenn das neue in Gebrauch ist.
    }
letter-ends-proof-subject = Der Nachweis von { $name } endet am { $date }
letter-ends-proof-what = Der TXT-Eintrag, der nachweist, dass { $name } zu { $organization } gehört, fehlt im DNS. Bleibt er bis { $until } weg, gilt die Domain als nicht nachgewiesen, und niemand mit einer Adresse dieser Domain kann sich mit { $provider } anmelden.
letter-ends-proof-do = Lassen Sie den Eintrag von denen, die Ihre Domainnamen verwalten, genau so wieder anlegen, wie er im Portal steht. Haben Sie keinen Link zum Portal, bitten Sie unseren Support darum.
letter-ends-flag-subject = Eine Einstellung von { $organization } endet am { $date }
letter-ends-flag-what = Die Einstellung { $name } von { $organization } gilt bis { $until }, danach nicht mehr. Ist es die, welche die Anmeldung mit { $provider } öffnet (sso), kann sich danach niemand mehr mit { $provider } anmelden.
letter-ends-flag-do = Ist das so gewollt, müssen Sie nichts tun. Wenn nicht, sagen Sie unserem Support, wie lange sie gelten soll.
letter-ends-invitation-subject = Ein Link für { $organization } endet am { $date }
letter-ends-invitation-what = Der Link, den { $name } erhalten hat, um zu sehen und einzurichten, wie { $organization } sich anmeldet, gilt bis { $until }.
letter-ends-invitation-do = Ist alles eingerichtet, müssen Sie nichts tun. Wenn nicht, schließen Sie es vor diesem Tag ab, oder bitten Sie unseren Support um einen neuen Link.
letter-ends-other-subject = Etwas von { $organization } endet am { $date }
letter-ends-other-what = { $name } von { $organization } endet am { $until }.
letter-ends-other-do = Wird es noch gebraucht, wenden Sie sich an unseren Support.
letter-trouble-subject = Die Anmeldung von { $organization } ist gestört
letter-trouble-what = Seit { $since } konnten sich mehrere Personen von { $organization } nicht mit ihrem { $provider }-Konto anmelden. Andere können es, die Ursache liegt also wahrscheinlich bei Ihrem Verzeichnis oder zwischen ihm und uns.
letter-trouble-do = Sehen Sie nach dem Zustand der Dienste von { $provider } und in die Anmeldeprotokolle Ihres Verzeichnisses. Wir beobachten es; es ist vorbei, sobald wieder jemand hereinkommt.
letter-trouble-credential-subject = Die Anmeldung von { $organization } ist gestört
letter-trouble-credential-what = Seit { $since } nimmt Ihr Verzeichnis nicht an, womit wir uns ausweisen. Bis das behoben ist, kann sich niemand von { $organization } mit einem { $provider }-Konto anmelden.
letter-trouble-credential-do = { $kind ->
        [entra] Prüfen Sie, ob der geheime Clientschlüssel oder das Zertifikat in Ihrer App-Registrierung abgelaufen ist, entfernt oder ersetzt wurde. Übergeben Sie einen neuen im Portal oder wie mit unserem Support vereinbart. Senden Sie ein Geheimnis nie per E-Mail.
       *[other] Prüfen Sie, ob das Geheimnis oder Zertifikat, an dem { $provider } uns erkennt, abgelaufen ist oder entfernt oder ersetzt wurde. Übergeben Sie ein neues im Portal oder wie mit unserem Support vereinbart. Senden Sie ein Geheimnis nie per E-Mail.
    }
