footer-private = Ihr Microsoft-Passwort bekommen wir nie zu sehen.
footer-languages = Sprache

login-title = Bei { $application } anmelden
login-lead = Verwenden Sie das dienstliche Konto Ihres Krankenhauses oder Ihrer Gesundheitseinrichtung.
login-remembered = Weiter als { $address }
login-remembered-with = { $organization }
login-another = Anderes Konto verwenden
login-microsoft = Mit Microsoft anmelden
login-or = oder
login-address = Dienstliche E-Mail-Adresse
login-address-hint = Zum Beispiel name@krankenhaus.example. Zur Anmeldung leiten wir Sie an Ihre eigene Einrichtung weiter.
login-continue = Weiter
login-problem = Bitte prüfen Sie Ihre Angaben
notice-address-missing = Geben Sie Ihre dienstliche E-Mail-Adresse ein, damit wir Sie an die richtige Stelle weiterleiten können.
notice-address-missing-code = Geben Sie Ihre E-Mail-Adresse ein.
notice-address-invalid = Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@krankenhaus.example.
notice-not-this-way = Mit dieser Adresse können Sie sich nicht über Microsoft anmelden. Prüfen Sie die Adresse oder melden Sie sich wie gewohnt in { $application } an.
notice-not-this-way-code = Mit dieser Adresse können Sie sich nicht über Microsoft anmelden. Prüfen Sie die Adresse oder fahren Sie mit einem Code fort.
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
advice-try-again-what = Die Anmeldung bei Microsoft wurde nicht abgeschlossen.
advice-try-again-code-what = Die Anmeldung mit einem Code wurde nicht abgeschlossen.
advice-try-again-do = Versuchen Sie es noch einmal. Wenn es wieder nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-work-account-title = Verwenden Sie Ihr dienstliches Konto
advice-work-account-what = Das Konto, mit dem Sie sich angemeldet haben, ist kein dienstliches Konto Ihrer Einrichtung.
advice-work-account-do = Versuchen Sie es erneut und wählen Sie das Konto, das Sie von Ihrer Einrichtung erhalten haben.
advice-finish-title = Microsoft benötigt zuerst etwas von Ihnen
advice-finish-what = Microsoft hat einen zusätzlichen Schritt verlangt, etwa eine Bestätigung auf Ihrem Telefon oder ein neues Passwort. Dieser Schritt wurde nicht abgeschlossen.
advice-finish-do = Versuchen Sie es erneut und schließen Sie den Schritt ab, den Microsoft anzeigt. Wenn das nicht möglich ist, wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-hospital-it-title = Ihre Einrichtung muss dies zuerst erlauben
advice-hospital-it-what = Die Anmeldeeinstellungen Ihrer Einrichtung lassen diese Anmeldung nicht zu.
advice-hospital-it-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung. Ein neuer Versuch hilft erst, wenn die Einstellungen dort geprüft wurden.
advice-no-access-title = Mit diesem Konto ist kein Zugang möglich
advice-no-access-what = Sie haben sich bei Microsoft angemeldet, haben mit diesem Konto aber keinen Zugang zu { $application } erhalten.
advice-no-access-do = Haben Sie das richtige Konto verwendet? Dann wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-no-access-code-title = Mit dieser Adresse ist kein Zugang möglich
advice-no-access-code-what = Der Code war richtig, mit dieser Adresse haben Sie aber keinen Zugang zu { $application } erhalten.
advice-no-access-code-do = Haben Sie die richtige Adresse verwendet? Dann wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-not-open-title = Diese Anmeldung ist hier nicht möglich
advice-not-open-what = { $application } kann derzeit nicht mit dem dienstlichen Konto Ihrer Einrichtung geöffnet werden.
advice-not-open-do = Melden Sie sich wie gewohnt in { $application } an.
advice-use-code-title = Melden Sie sich mit einem Code an
advice-use-code-what = { $application } kann mit diesem Microsoft-Konto noch nicht geöffnet werden.
advice-use-code-do = Versuchen Sie es erneut, geben Sie Ihre E-Mail-Adresse ein und wählen Sie „Weiter“: Sie erhalten einen Code per E-Mail.
advice-use-microsoft-title = Melden Sie sich mit Microsoft an
advice-use-microsoft-what = Die Mitarbeitenden Ihrer Einrichtung öffnen { $application } mit ihrem Microsoft-Konto. Mit einem Code oder einem Passwort ist das nicht möglich.
advice-use-microsoft-do = Versuchen Sie es erneut und wählen Sie „Mit Microsoft anmelden“. Wenn das nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
advice-closed-title = { $application } kann jetzt nicht geöffnet werden
advice-closed-what = { $application } ist derzeit für Sie geschlossen, auf welchem Weg Sie sich auch anmelden.
advice-closed-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung. Ein neuer Versuch hilft erst, wenn der Zugang wieder offen ist.
advice-start-again-title = Bitte beginnen Sie von vorn
advice-start-again-what = Diese Anmeldung wurde vor zu langer Zeit oder in einem anderen Browserfenster begonnen.
advice-start-again-do = Gehen Sie zurück zur App und melden Sie sich von dort aus an.
advice-microsoft-title = Microsoft antwortet nicht
advice-microsoft-what = Die Anmeldung bei Microsoft oder die Ihrer Einrichtung bei Microsoft ist derzeit gestört.
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
login-address-hint-microsoft = Zur Anmeldung leiten wir Sie an Ihre eigene Einrichtung weiter.
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
notice-too-many = Es gab zu viele Versuche. Versuchen Sie es in ein oder zwei Stunden erneut, in einem Browser, in dem Sie sich schon einmal angemeldet haben, oder mit Microsoft, falls Ihre Einrichtung das anbietet.
notice-too-many-passwords = Es gab zu viele Versuche. Warten Sie eine Viertelstunde und versuchen Sie es erneut, oder melden Sie sich mit Microsoft an, falls Ihre Einrichtung das anbietet.
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
account-by-microsoft = mit Microsoft
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
setup-lead = Das ist bei uns für Ihre Einrichtung hinterlegt, zur Ansicht für die IT-Abteilung. Sie können hier den DNS Ihrer Domains prüfen lassen; sonst lässt sich auf dieser Seite nichts ändern.
setup-missing = Was noch fehlt
setup-nothing-missing = Es fehlt nichts.
setup-missing-suspended = Ihre Einrichtung ist gesperrt: Niemand kann sich bei einer App anmelden.
setup-missing-connection = Ihr Microsoft-Entra-Verzeichnis ist noch nicht verbunden. Nennen Sie unserem Support Ihre Verzeichnis-ID (Mandanten-ID). Sie steht auf der Übersichtsseite des Entra Admin Centers.
setup-missing-activation = Die Verbindung { $name } ist noch nicht in Gebrauch.
setup-missing-switched-off = Die Verbindung { $name } ist abgeschaltet: Niemand meldet sich damit an.
setup-missing-shared = Die Verbindung { $name } nutzt unsere eigene App-Registrierung, und diese ist nicht eingerichtet.
setup-missing-credential = Für die Verbindung { $name } haben wir nichts, womit wir uns ausweisen. Erstellen Sie in Ihrer App-Registrierung einen geheimen Clientschlüssel oder fügen Sie ein Zertifikat hinzu, und vereinbaren Sie mit unserem Support die Übergabe. Senden Sie ein Geheimnis nie per E-Mail.
setup-missing-credential-ended = Für die Verbindung { $name } ist das, womit wir uns ausweisen, am { $date } abgelaufen. Bis es erneuert ist, kann sich niemand mit Microsoft anmelden. Erstellen Sie es in Ihrer App-Registrierung neu und vereinbaren Sie mit unserem Support die Übergabe. Senden Sie ein Geheimnis nie per E-Mail.
setup-missing-credential-ends = Für die Verbindung { $name } läuft das, womit wir uns ausweisen, am { $date } ab. Erstellen Sie es vor diesem Tag in Ihrer App-Registrierung neu und vereinbaren Sie mit unserem Support die Übergabe. Senden Sie ein Geheimnis nie per E-Mail.
setup-missing-domain = Es ist keine E-Mail-Domain hinterlegt. Nennen Sie unserem Support die Domains der dienstlichen Adressen Ihrer Beschäftigten.
setup-missing-proof = Es ist nicht nachgewiesen, dass die Domain { $name } Ihnen gehört. Bis dahin kann sich niemand mit einer Adresse dieser Domain mit Microsoft anmelden. Wie Sie es nachweisen, steht weiter unten.
setup-missing-record = Der TXT-Eintrag, der die Domain { $name } nachweist, fehlt im DNS. Tragen Sie ihn vor dem { $date } wieder ein: Ab diesem Tag kann sich niemand mit einer Adresse dieser Domain mit Microsoft anmelden.
setup-missing-route = Die Domain { $name } führt zu keiner Verbindung: Niemand mit einer Adresse dieser Domain wird zu Microsoft geleitet.
setup-missing-sso = Die Anmeldung mit Microsoft ist nicht eingeschaltet, und es ist kein Tag dafür festgelegt. Im Schritt „Einschalten“ bestimmen Sie, für wen sie beginnt und wann.
setup-missing-admins = Es sind keine Administratoren hinterlegt. Niemand in Ihrer Einrichtung erfährt, was in ihrem Namen geschieht, etwa von dieser Einladung. Nennen Sie unserem Support die E-Mail-Adressen.
setup-missing-help = Es gibt keinen Hilfetext. Wer abgewiesen wird, erfährt nicht, an wen er sich wenden kann. Senden Sie unserem Support einen Satz mit Name und Nummer Ihres IT-Supports.
setup-who-entra = Wer das beheben kann: die Administratoren Ihres Microsoft-Entra-Verzeichnisses
setup-who-dns = Wer das beheben kann: wer Ihre Domainnamen verwaltet
setup-who-support = Wer das beheben kann: unser Support
setup-who-together = Wer das beheben kann: Sie und unser Support
setup-switches = Was eingeschaltet ist
setup-sso = Anmeldung mit Microsoft
setup-forced = Nur Anmeldung mit Microsoft
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
setup-connections = Verbindungen zu Microsoft Entra
setup-in-use = in Gebrauch
setup-switched-off = abgeschaltet
setup-not-yet = noch nicht in Gebrauch
setup-tenant = Verzeichnis-ID (Mandanten-ID)
setup-cloud = Anmeldeadresse von Microsoft
setup-registration = App-Registrierung
setup-registration-own = In Ihrem eigenen Verzeichnis
setup-registration-shared = Unsere eigene, die auch andere Einrichtungen nutzen. Ein Administrator Ihres Verzeichnisses stimmt ihr einmal zu.
setup-client = Anwendungs-ID (Client-ID)
setup-redirect = Umleitungs-URI
setup-redirect-own = Fügen Sie sie Ihrer App-Registrierung unter Authentifizierung als Umleitungs-URI der Plattform Web hinzu, genau so, wie sie hier steht.
setup-redirect-shared = Steht in unserer App-Registrierung. Sie müssen sie nirgends hinzufügen.
setup-logout = URL für Front-Channel-Abmeldung
setup-logout-hint = Tragen Sie sie in Ihrer App-Registrierung unter Authentifizierung ein: Wer sich bei Microsoft abmeldet, ist dann auch hier abgemeldet. Dazu braucht es den optionalen Anspruch sid.
setup-credential = Womit wir uns ausweisen
setup-credential-none = Noch nichts
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
setup-ends = Sie sehen diese Seite durch eine Einladung an { $address }. Ihr Link ist bis { $date } gültig. Wer den Link hat, kann diese Seite sehen: Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die ihn brauchen.
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
letter-microsoft-subject = Melden Sie sich bei { $application } mit Microsoft an
letter-microsoft-what = Sie haben einen Code für { $application } angefordert. Ihre Einrichtung hat festgelegt, dass sich ihre Mitarbeitenden mit ihrem Microsoft-Konto anmelden. Deshalb gibt es keinen Code.
letter-microsoft-do = Gehen Sie zurück und wählen Sie „Mit Microsoft anmelden“. Wenn das nicht klappt, wenden Sie sich an den IT-Support Ihrer Einrichtung.
letter-closed-subject = Für { $application } gibt es keinen Code
letter-closed-what = Sie haben einen Code für { $application } angefordert. Ihre Einrichtung hat festgelegt, dass sich Mitarbeitende ausschließlich mit ihrem Microsoft-Konto anmelden, und damit lässt sich { $application } nicht öffnen.
letter-closed-do = Wenden Sie sich an den IT-Support Ihrer Einrichtung.
letter-attack-subject = Jemand versucht, Codes für Ihr Konto zu erraten
letter-attack-what = Für Ihr Konto bei { $application } wurden viele falsche Codes eingegeben. Niemand hat Zugang erhalten. Vorübergehend nehmen wir Codes nur in Browsern an, in denen Sie sich schon einmal angemeldet haben.
letter-attack-do = Sie müssen nichts tun. Mit Microsoft können Sie sich weiterhin anmelden, falls Ihre Einrichtung das anbietet.
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
letter-break-glass-what = { $one } und { $other } haben für { $account } bis { $until } die herkömmliche Anmeldung geöffnet, obwohl bei { $organization } nur die Anmeldung mit Microsoft vorgesehen ist. Der angegebene Grund: { $reason }
letter-break-glass-do = Der Zugang schließt sich von selbst. Wenn Sie nichts davon wissen, wenden Sie sich sofort an unseren Support.
letter-webhook-failing-subject = Ein Webhook von { $organization } wurde deaktiviert
letter-webhook-failing-what = { $host } hat seit { $since } keine Nachrichten von uns angenommen. Deshalb senden wir keine mehr. Was bei { $organization } geschieht, wird dort jetzt niemandem gemeldet.
letter-webhook-failing-do = Sobald das System wieder funktioniert, bitten Sie unseren Support, den Webhook zu aktivieren und zu senden, was versäumt wurde. Wir bewahren es 30 Tage auf.
letter-webhook-gone-subject = Ein Webhook von { $organization } wurde deaktiviert
letter-webhook-gone-what = { $host } hat geantwortet, dass keine Nachrichten von uns mehr erwünscht sind (HTTP 410). Deshalb senden wir keine mehr. Was bei { $organization } geschieht, wird dort jetzt niemandem gemeldet.
letter-webhook-gone-do = Wenn das so gewollt ist, müssen Sie nichts tun. Wenn nicht, wenden Sie sich an unseren Support.
letter-invitation-subject = Wie sich { $organization } anmeldet: ein Link für Sie
letter-invitation-what = { $by } aus unserem Support lädt Sie ein, sich anzusehen, wie sich { $organization } mit Microsoft anmeldet und was noch fehlt. Öffnen Sie diesen Link. Er ist bis { $until } gültig, auch für Kolleginnen und Kollegen.
letter-invitation-do = Wer den Link hat, kann die Seite sehen: Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die ihn brauchen. Wissen Sie nicht, worum es geht? Dann tun Sie nichts und melden Sie es unserem Support.
letter-invited-subject = Für { $organization } wurde jemand eingeladen
letter-invited-what = { $by } aus unserem Support hat { $address } eingeladen, sich anzusehen, wie sich { $organization } mit Microsoft anmeldet und was noch fehlt. Der Link ist bis { $until } gültig.
letter-invited-do = Sie müssen nichts tun. Wenn Sie nichts davon wissen oder die Adresse nicht stimmt, wenden Sie sich sofort an unseren Support: Die Einladung kann widerrufen werden.
letter-switched-subject = { $whom ->
        [off] Anmeldung mit Microsoft bei { $organization } ausgeschaltet
        [pilot] Anmeldung mit Microsoft bei { $organization }: für die Pilotliste
       *[everyone] Anmeldung mit Microsoft bei { $organization }: für alle
    }
letter-switched-what = Über die Einladung an { $address } wurde festgelegt, wie sich { $organization } anmeldet. { $whom ->
        [off] Die Anmeldung mit Microsoft ist ausgeschaltet; alle melden sich mit einem Code an.
        [pilot] Die Anmeldung mit Microsoft ist für die Personen auf der Pilotliste eingeschaltet.
       *[everyone] Die Anmeldung mit Microsoft ist für alle eingeschaltet.
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


# The portal: checks


# The portal: test sign-in


# The portal: people


# The portal: switch on
setup-switch-on-title = Anmeldung mit Microsoft einschalten
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
setup-switch-on-forced = Ihre Einrichtung hat mit unserem Support vereinbart, dass sich Mitarbeitende nur mit Microsoft anmelden. Solange das gilt, muss die Anmeldung mit Microsoft für alle eingeschaltet sein; nur unser Support kann das ändern.
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
        [yes] Wir können uns bei Microsoft ausweisen.
       *[no] Wir haben nichts Gültiges, um uns bei Microsoft auszuweisen.
    }
setup-switch-on-need-domain = { $met ->
        [yes] Eine E-Mail-Domain ist nachgewiesen und führt zur Verbindung.
       *[no] Keine nachgewiesene E-Mail-Domain führt zur Verbindung.
    }
setup-switch-on-met = in Ordnung
setup-switch-on-unmet = fehlt
setup-switch-on-checked = Den DNS Ihrer Domains haben wir zuletzt am { $date } geprüft.
setup-switch-on-try = Sehen Sie hier nach, bevor Sie einschalten:
setup-switch-on-held = Unser Support hat die Anmeldung mit Microsoft für Ihre Einrichtung ausgeschaltet. Sprechen Sie zuerst mit ihm: Nur er kann sie wieder einschalten.
setup-switch-on-switch = Wie soll es sein?
setup-switch-on-whom = Für wen ist die Anmeldung mit Microsoft eingeschaltet?
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
setup-switch-on-by-sso = davon könnten sich mit Microsoft anmelden
setup-switch-on-refused = davon könnten es nicht; sie melden sich mit einem Code an
setup-switch-on-sessions = Offene Sitzungen, die enden würden
setup-switch-on-shut-out = Personen, die sich auf keinem Weg mehr anmelden könnten
setup-switch-on-preview-hint = Ob Microsoft jede dieser Personen unter der Adresse kennt, die wir haben, sehen Sie im Schritt „Personen“.
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
setup-switch-on-fault-forced = Mitarbeitende Ihrer Einrichtung melden sich nur mit Microsoft an, deshalb muss sie für alle eingeschaltet bleiben. Bitten Sie zuerst unseren Support, das zu ändern.
setup-switch-on-pilot = Die Pilotliste
setup-switch-on-pilot-what = Solange sie für die Pilotliste eingeschaltet ist, können sich nur diese Personen mit Microsoft anmelden. Alle anderen melden sich an wie bisher. Wer von der Liste genommen wird, kann nicht weiter nutzen, was mit Microsoft geöffnet wurde, und meldet sich mit einem Code an.
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


# The portal: letters and weather
