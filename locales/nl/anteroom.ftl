footer-private = Het wachtwoord van uw werkaccount zien wij nooit.
footer-languages = Taal
provider-or = of
provider-directory = { $kind ->
        [entra] Entra
       *[other] { $provider }
    }

login-title = Aanmelden bij { $application }
login-lead = Gebruik het werkaccount van uw ziekenhuis of zorgorganisatie.
login-remembered = Doorgaan als { $address }
login-remembered-with = { $organization }
login-another = Een ander account gebruiken
login-microsoft = Aanmelden met Microsoft
login-google = Aanmelden met Google
login-organization = Aanmelden met { $organization }
onward-title = U wordt doorgestuurd naar uw organisatie
onward-what = Daar meldt u zich aan. Gebeurt er niets, ga dan zelf verder.
login-or = of
login-address = Werkmailadres
login-address-hint = Bijvoorbeeld naam@ziekenhuis.example. We sturen u door naar uw eigen organisatie om aan te melden.
login-continue = Doorgaan
login-problem = Er moet iets worden aangepast
notice-address-missing = Vul uw werkmailadres in, zodat we weten waar we u naartoe moeten sturen.
notice-address-missing-code = Vul uw e-mailadres in.
notice-address-invalid = Dit is geen volledig e-mailadres. Het heeft de vorm naam@ziekenhuis.example.
notice-not-this-way = Met dit adres kunt u niet aanmelden met een werkaccount. Controleer het adres, of meld u aan zoals u gewend bent in { $application }.
notice-not-this-way-code = Met dit adres kunt u niet aanmelden met een werkaccount. Controleer het adres, of ga door met een code.
closed-title = { $application } gebruikt deze aanmelding niet
closed-lead = { $application } wordt niet geopend met het werkaccount van uw organisatie. Meld u daar aan zoals u gewend bent.
closed-home = Naar { $application }

form-post-title = Een ogenblik
form-post-what = We sturen u door naar de toepassing waar u vandaan kwam. Gebeurt er niets, druk dan op de knop.
form-post-do = Doorgaan

refusal-id = Aanmeldnummer
refusal-time = Tijd
refusal-help = Wie u kan helpen
refusal-quote = Noem het aanmeldnummer: daarmee is de oorzaak terug te vinden.
refusal-retry = Opnieuw proberen
refusal-back = Terug naar { $application }

advice-try-again-title = Dat is niet gelukt
advice-try-again-what = De aanmelding bij { $provider } is niet afgerond.
advice-try-again-code-what = De aanmelding met een code is niet afgerond.
advice-try-again-do = Probeer het nog een keer. Lukt het weer niet, neem dan contact op met de helpdesk van uw organisatie.
advice-work-account-title = Gebruik uw werkaccount
advice-work-account-what = Het account waarmee u zich aanmeldde, is geen werkaccount van uw organisatie.
advice-work-account-do = Probeer het opnieuw en kies het account dat u van uw organisatie hebt gekregen.
advice-finish-title = { $provider } heeft eerst iets van u nodig
advice-finish-what = { $provider } vroeg om een extra stap, zoals een bevestiging op uw telefoon of een nieuw wachtwoord, en die is niet afgerond.
advice-finish-do = Probeer het opnieuw en rond de stap af die { $provider } toont. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
advice-hospital-it-title = Uw organisatie moet dit eerst toestaan
advice-hospital-it-what = De aanmeldinstellingen van uw organisatie staan deze aanmelding niet toe.
advice-hospital-it-do = Neem contact op met de IT-helpdesk van uw organisatie. Opnieuw proberen helpt pas als zij ernaar gekeken hebben.
advice-no-access-title = Met dit account kunt u niet naar binnen
advice-no-access-what = U bent aangemeld bij { $provider }, maar { $application } kon u met dit account niet binnenlaten.
advice-no-access-do = Hebt u het juiste account gebruikt? Neem dan contact op met de helpdesk van uw organisatie.
advice-no-access-code-title = Met dit adres kunt u niet naar binnen
advice-no-access-code-what = De code klopte, maar { $application } kon u met dit adres niet binnenlaten.
advice-no-access-code-do = Hebt u het juiste adres gebruikt? Neem dan contact op met de helpdesk van uw organisatie.
advice-not-open-title = Deze aanmelding is hier niet mogelijk
advice-not-open-what = { $application } kan op dit moment niet met het werkaccount van uw organisatie worden geopend.
advice-not-open-do = Meld u aan zoals u gewend bent in { $application }.
advice-use-code-title = Meld u aan met een code
advice-use-code-what = { $application } kan nog niet met dit { $provider }-account worden geopend.
advice-use-code-do = Probeer het opnieuw, typ uw e-mailadres en kies ‘Doorgaan’: u krijgt een code per e-mail.
advice-use-microsoft-title = Meld u aan met { $provider }
advice-use-microsoft-what = Medewerkers van uw organisatie openen { $application } met hun { $provider }-account. Met een code of een wachtwoord gaat dat niet.
advice-use-microsoft-do = Probeer het opnieuw en kies ‘Aanmelden met { $provider }’. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
advice-closed-title = { $application } kan nu niet worden geopend
advice-closed-what = { $application } is op dit moment voor u gesloten, hoe u zich ook aanmeldt.
advice-closed-do = Neem contact op met de helpdesk van uw organisatie. Opnieuw proberen helpt pas als het weer open is.
advice-start-again-title = Begin opnieuw
advice-start-again-what = Deze aanmelding is te lang geleden begonnen, of in een ander browservenster.
advice-start-again-do = Ga terug naar de app en meld u daar opnieuw aan.
advice-microsoft-title = { $provider } antwoordt niet
advice-microsoft-what = De aanmelding van { $provider }, of van uw organisatie daar, heeft op dit moment een storing.
advice-microsoft-do = Wacht een paar minuten en probeer het opnieuw.
advice-our-fault-title = Er is iets niet goed ingesteld
advice-our-fault-what = De verbinding tussen ons en de aanmelding van uw organisatie werkt niet zoals het hoort. Het ligt niet aan u.
advice-our-fault-do = Neem contact op met de helpdesk van uw organisatie. Opnieuw proberen helpt pas als het is hersteld.

fault-title = Deze link werkt niet
fault-what = De app die u hierheen stuurde, vroeg om iets dat niet kan. Met uw account is niets mis.
fault-do = Ga terug naar de app en meld u daar aan. Gebeurt het weer, meld het dan aan de makers van de app.
not-found-title = Hier is niets te vinden
not-found-what = Dit adres bestaat niet.
failure-title = Er ging bij ons iets mis
failure-what = Het ligt niet aan u en er is niets verloren gegaan.
failure-do = Wacht even en probeer het opnieuw.
index-title = Hier hoeft u niets te doen
index-what = Hier meldt u zich aan bij de apps van uw zorgorganisatie. Dat begint in de app: open die en kies voor aanmelden.

login-lead-traditional = Typ het e-mailadres waaronder { $application } u kent.
login-address-traditional = E-mailadres
login-address-hint-traditional = We sturen u een code, of sturen u door naar uw eigen organisatie om u daar aan te melden.
login-address-hint-sso = We sturen u door naar uw eigen organisatie om u daar aan te melden.
login-address-hint-code = We sturen u een code.
login-remembered-code = met een code per e-mail
login-code = Stuur me liever een code per e-mail
login-code-patient = Ik ben patiënt: stuur me een code per e-mail
code-title = Kijk in uw e-mail
code-lead = Als { $address } hier bekend is, is een code van zes cijfers onderweg daarheen. U kunt hem 10 minuten gebruiken, alleen in deze browser.
code-label = Code
code-hint = Zes cijfers. U kunt hem typen of plakken.
code-again = Stuur een andere code
code-another = Gebruik een ander adres
code-no-letter = Na een paar minuten nog geen bericht? Kijk in de map met ongewenste mail en controleer het adres.
password-title = Uw wachtwoord
password-lead = U hebt voor { $address } een wachtwoord ingesteld, naast de code.
password-label = Wachtwoord
password-forgotten = Ik ben mijn wachtwoord vergeten
new-password-title = Kies een wachtwoord
new-password-lead = Voor { $application } is naast de code een wachtwoord nodig. Daar vragen we naar als u zich met een code aanmeldt.
new-password-label = Nieuw wachtwoord
new-password-hint = Minstens { $shortest } tekens. Een paar woorden achter elkaar die niet bij elkaar horen, zijn sterk en goed te onthouden.
new-password-again = Nog een keer hetzelfde
new-password-save = Opslaan en verder
organization-title = Waar wilt u naartoe?
organization-lead = Uw adres is bij meer dan één organisatie bekend. Kies de organisatie waarvoor u { $application } wilt gebruiken.
notice-code-wrong = Deze code klopt niet, of kan niet meer worden gebruikt. Controleer hem, of vraag een andere code.
notice-code-sent-again = Een andere code is onderweg. Alleen de nieuwste werkt.
notice-code-too-soon = Er is net om een code gevraagd. Wacht een minuut voor u een andere vraagt.
notice-code-too-old = U hebt zich hiervoor te lang geleden met een code aangemeld. Meld u opnieuw aan met een code en wijzig dan uw wachtwoord.
notice-too-many = Er waren te veel pogingen. Probeer het over een of twee uur opnieuw, of in een browser waarin u zich al eens hebt aangemeld, of met uw werkaccount als uw organisatie dat heeft.
notice-too-many-passwords = Er waren te veel pogingen. Wacht een kwartier en probeer het opnieuw, of meld u aan met uw werkaccount als uw organisatie dat heeft.
notice-password-wrong = Dit wachtwoord klopt niet.
notice-password-short = Dit wachtwoord is te kort. Neem minstens { $shortest } tekens.
notice-password-long = Dit wachtwoord is te lang. Neem hoogstens { $longest } tekens.
notice-password-weak = Dit wachtwoord is te makkelijk te raden. Maak het langer, en laat namen en data weg.
notice-password-different = De twee wachtwoorden zijn niet gelijk.
notice-password-removal = We hebben u een bericht gestuurd. Over 24 uur wordt uw wachtwoord verwijderd en kunt u zich met alleen een code aanmelden. Weet u het voor die tijd weer, gebruik het dan gewoon.
notice-busy = Er loggen op dit moment veel mensen in. Wacht een paar seconden en probeer het opnieuw.

login-share = Meer mensen gebruiken deze computer
login-shared = Meer mensen gebruiken deze computer: er wordt geen naam op onthouden.
login-not-shared = Alleen ik gebruik deze computer
account-title = Waar u bent aangemeld
account-sessions = Uw sessies
account-here = deze browser
account-by-provider = met { $provider }
account-by-code = met een code
account-end = Daar afmelden
account-end-others = Overal elders afmelden
account-password = Uw wachtwoord
account-current = Huidig wachtwoord
account-save = Wachtwoord opslaan
account-remove = Wachtwoord verwijderen
account-not-fresh = Tot 15 minuten nadat u zich met een code hebt aangemeld, kunt u een wachtwoord instellen, wijzigen of verwijderen.
nobody-title = Hier is niemand aangemeld
nobody-what = Meld u eerst aan bij een app. Daarna ziet u hier waar u bent aangemeld.
sign-out-title = Afmelden
sign-out-what = U wordt dan hier afgemeld, en in de apps die u van hieruit hebt geopend.
sign-out-do = Afmelden
sign-out-asked = { $application } vraagt of u zich wilt afmelden. Hebt u daar niet zelf om gevraagd, blijf dan aangemeld.
sign-out-stay = Aangemeld blijven
signed-out-title = U bent afgemeld
signed-out-what = U bent in deze browser niet meer aangemeld.
signed-out-do = Gebruiken anderen deze computer ook, sluit dan de browser.

# Een apparaat zonder eigen browser
device-title = Een apparaat of programma aanmelden
device-lead = Typ de code die het apparaat of programma laat zien.
device-label = Code
device-hint = Acht letters, bijvoorbeeld WDJB-MJHT.
device-warning = Heeft iemand u een code of deze pagina gestuurd? Sluit haar dan: diegene zou zijn aangemeld als u.
device-asks-title = Mag { $application } zich aanmelden als u?
device-asks-lead = Het vraagt om te worden aangemeld als { $address }.
device-asked-from = Gevraagd vanaf
device-asked-at = Gevraagd om
device-asks-warning = Sta het alleen toe als u er zojuist zelf om hebt gevraagd, en uw apparaat precies deze code laat zien. Niemand die u helpt heeft haar nodig.
device-allow = Toestaan
device-refuse = Weigeren
device-allowed-title = { $application } is aangemeld
device-allowed-what = Ga terug naar het apparaat of programma: het gaat over enkele seconden vanzelf verder. U kunt deze pagina sluiten.
device-refused-title = { $application } is geweigerd
device-refused-what = Het is niet aangemeld. Heeft iemand anders u de code gegeven, meld dat dan bij uw helpdesk.
notice-device-code-wrong = Deze code klopt niet, of kan niet meer worden gebruikt. Controleer haar, of laat het apparaat een andere tonen.
notice-too-many-device-codes = Er waren te veel pogingen vanaf uw netwerk. Wacht een paar minuten en probeer het opnieuw.
setup-title = Hoe { $organization } zich aanmeldt
setup-lead = Hier koppelt u uw organisatie, stap voor stap. U kunt op elk moment stoppen en later verdergaan; collega’s met dezelfde link zien hetzelfde.
setup-missing = Wat er nog ontbreekt
setup-nothing-missing = Er ontbreekt niets.
setup-missing-suspended = Uw organisatie is geblokkeerd: niemand kan zich bij een app aanmelden.
setup-missing-connection = Uw directory is nog niet gekoppeld.
setup-missing-activation = De koppeling { $name } is nog niet in gebruik.
setup-missing-switched-off = De koppeling { $name } is uitgeschakeld: niemand meldt zich ermee aan.
setup-missing-flag = Aanmelden met { $provider } moet voor uw organisatie ook zijn toegestaan, en dat is het niet: niemand meldt zich met de koppeling { $name } aan.
setup-missing-shared = De koppeling { $name } gebruikt onze eigen app-registratie, en die is niet ingesteld.
setup-missing-credential = Voor de koppeling { $name } hebben we niets om ons mee te bewijzen.
setup-missing-credential-ended = Voor de koppeling { $name } is datgene waarmee we ons bewijzen op { $date } verlopen. Tot er iets nieuws is, kan niemand zich met { $provider } aanmelden.
setup-missing-credential-ends = Voor de koppeling { $name } verloopt datgene waarmee we ons bewijzen op { $date }. Voeg voor die dag iets nieuws toe.
setup-missing-domain = Er is geen e-maildomein vastgelegd.
setup-missing-proof = Er is niet bewezen dat het domein { $name } van u is. Tot dat bewezen is, kan niemand zich met een adres in dit domein met { $provider } aanmelden.
setup-missing-record = Het TXT-record dat bewijst dat het domein { $name } van u is, ontbreekt in de DNS. Zet het terug vóór { $date }: vanaf die dag kan niemand zich met een adres in dit domein met { $provider } aanmelden.
setup-missing-route = Het domein { $name } leidt naar geen enkele koppeling: niemand met een adres in dit domein wordt naar { $provider } gestuurd.
setup-missing-sso = Aanmelden met { $provider } staat niet aan, en er is geen dag voor gekozen. In de stap ‘Inschakelen’ bepaalt u voor wie het begint, en wanneer.
setup-missing-admins = Er zijn geen beheerders vastgelegd. Niemand van uw organisatie hoort wat er namens haar gebeurt, zoals deze uitnodiging. Geef onze support hun e-mailadressen.
setup-missing-help = Er is geen hulptekst. Wie wordt geweigerd, leest niet wie te bellen. Stuur onze support een zin met de naam en het nummer van uw helpdesk.
setup-who-provider = { $kind ->
        [entra] Wie dit kan verhelpen: de beheerders van uw Microsoft Entra-directory
       *[other] Wie dit kan verhelpen: de beheerders van uw accounts bij { $provider }
    }
setup-who-dns = Wie dit kan verhelpen: wie uw domeinnamen beheert
setup-who-support = Wie dit kan verhelpen: onze support
setup-who-together = Wie dit kan verhelpen: u en onze support
setup-switches = Wat er aan staat
setup-sso = Aanmelden met { $provider }
setup-forced = Alleen aanmelden met { $provider }
setup-on = Aan
setup-on-until = Aan, tot { $date }
setup-pilot = Aan voor de proeflijst
setup-pilot-until = Aan voor de proeflijst, tot { $date }
setup-from = Uit; begint op { $date }
setup-off = Uit
setup-ended = Uit sinds { $date }
setup-apart = Voor sommige apps is dit apart ingesteld.
setup-domains = E-maildomeinen
setup-proven = bewezen
setup-unproven = nog niet bewezen
setup-leads-to = Meldt zich aan via de koppeling { $name }
setup-record-make = Bewijs dat { $name } van u is: voeg dit record toe aan de DNS. Vult uw DNS-beheer de domeinnaam zelf aan, typ dan alleen _anteroom als naam.
setup-record-kept = Bewezen met dit record in de DNS. Laat het staan: we kijken er elke dag naar.
setup-record-unneeded = Onze support heeft bevestigd dat het domein van u is, dus u hoeft niets te doen. Voegt u dit record toe aan de DNS, dan is dat het bewijs, en kijken we er elke dag naar.
setup-record-type = Type
setup-record-name = Naam
setup-record-value = Waarde
setup-check = Nu controleren
setup-check-of = Nu controleren: { $name }
setup-checked = Gecontroleerd op { $date }
setup-found = Dit staat er:
setup-finding-found = We hebben het record gezien.
setup-finding-mistyped = Het record staat er, maar de waarde is niet precies die hierboven. Kopieer de waarde nog eens.
setup-finding-other-value = Er staat een record van ons, maar met een andere waarde. Die kan van een andere organisatie zijn, of een eerdere van u. Voeg een record toe met de waarde hierboven.
setup-finding-unrelated = Er staan TXT-records onder deze naam, maar geen daarvan is van ons. Voeg er een toe met de waarde hierboven.
setup-finding-doubled = Het record staat onder een naam met het domein er twee keer in: uw DNS-beheer vult het domein zelf aan. Maak van de naam van het record alleen _anteroom.
setup-finding-apex = Het record staat onder het domein zelf. Geef het de naam hierboven.
setup-finding-nothing = We zien het record nog niet. Hebt u het net toegevoegd, wacht dan tot een uur: het duurt even voor een wijziging in de DNS overal te zien is.
setup-finding-server-failed = De nameservers van het domein konden niet zeggen of het record er is. Dat zegt niets over het record. Controleer later opnieuw; blijft het zo, vraag het dan aan wie uw domeinnamen beheert.
setup-finding-no-answer = We kregen geen antwoord van de DNS. Dat zegt niets over het record. Controleer later opnieuw.
setup-check-wait-what = Dit domein is in korte tijd vaak gecontroleerd.
setup-check-wait-do = Ga terug, wacht een minuut en controleer opnieuw.
setup-none = Geen
setup-connections = { $kind ->
        [entra] Koppelingen met Microsoft Entra
        [several] Koppelingen
       *[other] Koppeling met { $provider }
    }
setup-in-use = in gebruik
setup-switched-off = uitgeschakeld
setup-not-yet = nog niet in gebruik
setup-tenant = Directory-id (tenant-id)
setup-cloud = Aanmeldadres van Microsoft
setup-registration = App-registratie
setup-registration-own = In uw eigen directory
setup-registration-shared = De onze, die ook andere organisaties gebruiken. Een beheerder van uw directory geeft er één keer toestemming voor.
setup-client = { $kind ->
        [entra] Toepassings-id (client-id)
       *[other] Client-id
    }
setup-workspace-domains = Domeinen van uw Workspace
setup-workspace-hint = Accounts van deze domeinen komen binnen, persoonlijke niet.
setup-issuer = Uitgever (issuer)
setup-email-claim = Claim met het e-mailadres
setup-email-verified = Het adres moet als geverifieerd zijn aangemerkt (email_verified).
setup-email-unverified = Het adres hoeft niet als geverifieerd te zijn aangemerkt.
setup-redirect = Omleidings-URI
setup-redirect-own = { $kind ->
        [entra] Voeg deze aan uw app-registratie toe, onder Verificatie, als omleidings-URI van het platform Web, precies zoals hier.
        [google] De OAuth-client in de Google Cloud-console heeft deze onder ‘Authorized redirect URIs’, precies zoals hier.
       *[other] Onze client bij { $provider } heeft deze als omleidings-URI, precies zoals hier.
    }
setup-redirect-shared = Staat in onze app-registratie. U hoeft deze nergens toe te voegen.
setup-logout = URL voor afmelden via front-channel
setup-logout-hint = { $kind ->
        [entra] Vul deze in uw app-registratie in, onder Verificatie: wie zich bij Microsoft afmeldt, is dan ook hier afgemeld. Daarvoor is de optionele claim sid nodig.
       *[other] Vul deze bij onze client daar in, als { $provider } afmelden via de browser (front-channel logout) kent: wie zich daar afmeldt, is dan ook hier afgemeld. Daarvoor is de claim sid nodig.
    }
setup-credential = Waarmee we ons bewijzen
setup-credential-secret = Clientgeheim
setup-credential-certificate = Certificaat
setup-credential-federated = Federatieve referentie
setup-until = tot { $date }
setup-guests = Gasten van uw directory
setup-guests-in = Mogen zich aanmelden
setup-guests-out = Worden geweigerd
setup-mfa = Tweede factor
setup-mfa-required = Bij elke aanmelding vereist, door de verificatiecontext { $context }
setup-mfa-own = Volgens uw eigen regels in Entra
setup-people = Bij wie mensen terechtkunnen
setup-help = Hulptekst voor wie wordt geweigerd
setup-admins = Beheerders, die horen wat er namens u gebeurt
setup-ends = U ziet deze pagina door een uitnodiging aan { $address }. De link kan tot { $date } worden gebruikt. Wie de link heeft, kan zien en wijzigen wat hier staat: geef hem alleen aan collega’s die hem nodig hebben.
setup-gone-title = Deze link opent niets
setup-gone-what = Misschien is hij niet volledig, is zijn tijd voorbij of is er een nieuwere voor in de plaats gekomen.
setup-gone-do = Zoek een nieuwer bericht van ons en open de link daarin. Is dat er niet, vraag dan wie u heeft uitgenodigd om een nieuwe link.
setup-wait-title = Een ogenblik geduld
setup-wait-what = Vanuit uw netwerk zijn in korte tijd te veel links geopend.
setup-wait-do = Wacht een minuut en open de link opnieuw.

# Letters
letter-footer = Niemand die u helpt, zal ooit om een code of een wachtwoord vragen.
letter-code-subject = Uw code voor { $application }
letter-code-what = Met deze code meldt u zich aan bij { $application }. U kunt hem { $minutes } minuten gebruiken, in de browser waarin u erom vroeg.
letter-code-do = Hebt u er niet om gevraagd? Dan heeft iemand uw adres getypt. U hoeft niets te doen: zonder deze code komt niemand binnen.
letter-code-stands-subject = U hebt al een code voor { $application }
letter-code-stands-what = Iemand vroeg om nog een code voor { $application }, in een browser waarin u zich nog niet hebt aangemeld. De code die u eerder kreeg, werkt nog in de browser waarin u erom vroeg. Daarom sturen we geen andere.
letter-code-stands-do = Was u het? Gebruik die code daar, of vraag opnieuw als hij gebruikt is of tien minuten oud. Was u het niet? U hoeft niets te doen: er komt niemand binnen.
letter-only-sso-subject = Meld u bij { $application } aan met { $provider }
letter-only-sso-what = U vroeg om een code voor { $application }. Uw organisatie heeft besloten dat haar medewerkers zich met hun { $provider }-account aanmelden, dus er is geen code.
letter-only-sso-do = Ga terug en kies ‘Aanmelden met { $provider }’. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
letter-closed-subject = Er is geen code voor { $application }
letter-closed-what = U hebt om een code voor { $application } gevraagd. Uw organisatie heeft besloten dat medewerkers zich alleen met hun { $provider }-account aanmelden, en daarmee gaat { $application } niet open.
letter-closed-do = Neem contact op met de helpdesk van uw organisatie.
letter-attack-subject = Iemand raadt codes voor uw account
letter-attack-what = Er waren veel foute codes voor uw account bij { $application }. Er is niemand binnengekomen. Een tijd lang nemen we geen codes aan, behalve in een browser waarin u zich al eens hebt aangemeld.
letter-attack-do = U hoeft niets te doen. Aanmelden met uw werkaccount kan nog steeds, als uw organisatie dat heeft.
letter-attack-password-subject = Iemand raadt het wachtwoord van uw account
letter-attack-password-what = Er waren veel foute wachtwoorden voor uw account bij { $application }, na een code uit deze mailbox. Er is niemand mee binnengekomen. Een tijd lang nemen we geen wachtwoord aan.
letter-attack-password-do = Was u het niet? Dan kan iemand deze mailbox lezen: wijzig het wachtwoord ervan en neem contact op met de helpdesk van uw organisatie.
letter-password-set-subject = Uw wachtwoord is ingesteld
letter-password-set-what = Voor uw account is een wachtwoord ingesteld of gewijzigd. We vragen ernaar als u zich met een code aanmeldt. Overal elders bent u afgemeld.
letter-password-set-do = Was u het niet? Neem meteen contact op met de helpdesk van uw organisatie.
letter-password-removed-subject = Uw wachtwoord is verwijderd
letter-password-removed-what = Het wachtwoord van uw account is verwijderd. U meldt zich nu aan met alleen een code.
letter-password-removed-do = Was u het niet? Neem meteen contact op met de helpdesk van uw organisatie.
letter-password-removal-subject = Uw wachtwoord wordt over 24 uur verwijderd
letter-password-removal-what = Iemand die deze mailbox kan lezen, heeft bij { $application } gezegd dat uw wachtwoord vergeten is. Over 24 uur wordt het verwijderd.
letter-password-removal-do = Was u het niet, of weet u het weer? Meld u aan met uw wachtwoord: dat houdt de verwijdering tegen.
letter-break-glass-subject = De noodtoegang bij { $organization } is geopend
letter-break-glass-what = { $one } en { $other } hebben voor { $account } tot { $until } de gewone manier van aanmelden geopend, hoewel { $organization } zich alleen met { $provider } aanmeldt. De reden die ze gaven: { $reason }
letter-break-glass-do = De toegang sluit vanzelf. Weet u van niets, neem dan meteen contact op met onze support.
letter-webhook-failing-subject = Een webhook van { $organization } is uitgeschakeld
letter-webhook-failing-what = { $host } heeft sinds { $since } geen berichten van ons aangenomen. Daarom sturen we ze niet meer. Wat er bij { $organization } gebeurt, wordt daar nu aan niemand gemeld.
letter-webhook-failing-do = Werkt het systeem weer, vraag onze support dan om de webhook in te schakelen en te sturen wat is gemist. Dat bewaren we 30 dagen.
letter-webhook-gone-subject = Een webhook van { $organization } is uitgeschakeld
letter-webhook-gone-what = { $host } heeft geantwoord dat het geen berichten van ons meer wil (HTTP 410). Daarom sturen we ze niet meer. Wat er bij { $organization } gebeurt, wordt daar nu aan niemand gemeld.
letter-webhook-gone-do = Is dat de bedoeling, dan hoeft u niets te doen. Zo niet, neem dan contact op met onze support.
letter-invitation-subject = Hoe { $organization } zich aanmeldt: een link voor u
letter-invitation-what = { $by } van onze support nodigt u uit om { $organization } te koppelen, zodat de medewerkers zich met hun werkaccount aanmelden. Open deze link. Hij kan tot { $until } worden gebruikt, ook door collega’s van u.
letter-invitation-do = Wie de link heeft, kan zien en wijzigen hoe { $organization } zich aanmeldt: geef hem alleen aan collega’s die hem nodig hebben. Weet u niet waar dit over gaat? Doe dan niets en laat het onze support weten.
letter-invited-subject = Er is iemand uitgenodigd voor { $organization }
letter-invited-what = { $by } van onze support heeft { $address } uitgenodigd om { $organization } te koppelen, zodat de medewerkers zich met hun werkaccount aanmelden. De link kan tot { $until } worden gebruikt.
letter-invited-do = U hoeft niets te doen. Weet u van niets, of klopt het adres niet, neem dan meteen contact op met onze support: de uitnodiging kan worden ingetrokken.
letter-switched-subject = { $whom ->
        [off] Aanmelden met { $provider } staat uit bij { $organization }
        [pilot] Aanmelden met { $provider } bij { $organization }: voor de proeflijst
       *[everyone] Aanmelden met { $provider } bij { $organization }: voor iedereen
    }
letter-switched-what = Via de uitnodiging aan { $address } heeft iemand bepaald hoe { $organization } zich aanmeldt. { $whom ->
        [off] Aanmelden met { $provider } staat uit; iedereen meldt zich aan met een code.
        [pilot] Aanmelden met { $provider } staat aan voor de mensen op de proeflijst.
       *[everyone] Aanmelden met { $provider } staat aan voor iedereen.
    }{ $from ->
        [none] {""}
       *[then] {" "}Het begint op { $from }.
    }{ $everyone ->
        [none] {""}
       *[then] {" "}Voor iedereen staat het aan vanaf { $everyone }.
    }{ $until ->
        [none] {""}
       *[then] {" "}Het eindigt op { $until }.
    }
letter-switched-do = U hoeft niets te doen. Is dit niet wat uw organisatie heeft besloten, maak het dan ongedaan in de stap ‘Inschakelen’, of neem contact op met onze support.

# Wat iemand te lezen krijgt als het nummer van Microsoft bekend is (src/upstream/aadsts/catalogue.toml)
microsoft-number = Nummer van Microsoft
microsoft-quote = Noem beide nummers: daarmee is de oorzaak terug te vinden.
microsoft-try-again = Begin opnieuw in de app. Lukt het weer niet, neem dan contact op met de helpdesk van uw organisatie.
microsoft-wait = Wacht een paar minuten en probeer het opnieuw. Lukt het dan nog niet, neem dan contact op met de helpdesk van uw organisatie.
microsoft-work-account = Probeer het opnieuw en kies het account dat u van uw organisatie hebt gekregen. Op de pagina van Microsoft komt u daar met ‘Ander account gebruiken’.
microsoft-second-factor = Probeer het opnieuw en bevestig dat u het bent, zoals uw organisatie dat heeft ingesteld, bijvoorbeeld op uw telefoon. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
microsoft-set-up-second-factor = Probeer het opnieuw en stel de extra controle in die Microsoft toont. Houd uw telefoon bij de hand. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
microsoft-new-password = Kies een nieuw wachtwoord waar Microsoft erom vraagt en probeer het opnieuw. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
microsoft-accept = Probeer het opnieuw en ga akkoord met wat Microsoft vraagt. Twijfelt u, vraag het dan eerst aan de helpdesk van uw organisatie.
microsoft-own-device = Gebruik een computer of telefoon van uw organisatie, met de browser die daarop is ingesteld. Doet u dat al, neem dan contact op met de helpdesk van uw organisatie.
microsoft-hospital-it = Neem contact op met de IT-helpdesk van uw organisatie. Opnieuw proberen helpt pas als zij iets hebben gewijzigd.
microsoft-our-fault = Neem contact op met de helpdesk van uw organisatie; zij weten ons te vinden. Opnieuw proberen helpt pas als het is hersteld.

# The portal: its steps
setup-steps = De stappen
setup-step-overview = Overzicht
setup-step-domains = Domeinen
setup-step-connection = Verbinding
setup-step-checks = Controles
setup-step-test-sign-in = Proefaanmelding
setup-step-people = Mensen
setup-step-switch-on = Inschakelen
setup-step-status = Stand van zaken

# The portal: connection
setup-who-you = Wie dit kan verhelpen: u, hier
setup-mend = Naar de stap { $step }
setup-stand-not-begun = Nog niet begonnen
setup-stand-begun = Begonnen; er ontbreekt nog iets
setup-stand-done = Klaar
setup-stand-any-time = Altijd te bekijken
setup-next-domains = Nu: uw e-maildomein toevoegen
setup-next-connection = Nu: uw directory koppelen
setup-next-proof = Nu: uw domein bewijzen
setup-next-test-sign-in = Nu: proberen met een proefaanmelding
setup-next-put-in-force = Nu: de koppeling in gebruik nemen
setup-next-switch-on = Nu: inschakelen
setup-next-status = Bekijk hoe het gaat
setup-domains-lead = Noem de domeinen van de werkadressen van uw medewerkers, en bewijs met een record in de DNS dat ze van u zijn.
setup-domain-remove = Dit domein verwijderen
setup-domain-remove-of = Dit domein verwijderen: { $name }
setup-domain-add-title = Een domein toevoegen
setup-domain = Domein
setup-domain-hint = Wat achter de @ staat, bijvoorbeeld st-janshof.example.
setup-domain-add = Toevoegen
setup-domains-next = Verder naar de verbinding
setup-fault-changed = Een collega heeft hier intussen iets gewijzigd. Deze pagina toont hoe het nu is: bekijk het en probeer het opnieuw.
setup-fault-too-often = Dat is in korte tijd vaak geprobeerd. Wacht een paar minuten en probeer het opnieuw.
setup-fault-domain-no-name = Dit is geen domeinnaam. Typ wat in uw adressen achter de @ staat.
setup-fault-domain-public = In dit domein kan iedereen een adres hebben. Noem een domein dat alleen van uw organisatie is.
setup-fault-domain-suffix = Deze uitgang delen veel eigenaren. Noem het hele domein van uw organisatie.
setup-fault-domain-onmicrosoft = Deze naam is van Microsoft zelf, en niemand ontvangt daar mail. Noem het domein van uw e-mailadressen.
setup-fault-domain-known = Dit domein staat al in uw lijst.
setup-fault-domain-unavailable = Dit domein kan hier niet worden toegevoegd. Controleer hoe u het hebt geschreven. Is het van uw organisatie, meld het dan bij onze support; die zoekt het met u uit.
setup-fault-domain-too-many = Te veel van uw domeinen zijn nog niet bewezen. Bewijs die eerst, of verwijder wat u niet nodig hebt.
setup-fault-domain-proven = Dit domein is bewezen: er kunnen mensen mee aanmelden. Alleen onze support kan het verwijderen.
setup-fault-tid-missing = Vul de directory-id (tenant-id) in.
setup-fault-client-missing = Vul de toepassings-id (client-id) in.
setup-fault-id-secret = Dit lijkt een geheim, en dat hoort alleen in het veld voor geheimen, dat later komt. We hebben het niet bewaard. Hier is een id nodig: 32 cijfers en letters in vijf groepen.
setup-fault-tid-domain = Dit is een naam, geen id. De directory-id (tenant-id) heeft 32 cijfers en letters in vijf groepen.
setup-fault-tid-personal = Dit is de directory van persoonlijke Microsoft-accounts. Neem de id van de directory van uw organisatie.
setup-fault-no-id = Dit is geen id. Die heeft 32 cijfers en letters in vijf groepen; kopieer hem helemaal van het overzicht van uw app-registratie.
setup-fault-no-tenant = Microsoft kent geen directory met deze id. Op het overzicht staan drie id’s naast elkaar: neem de directory-id (tenant-id), niet de object-id.
setup-fault-swapped = De twee id’s zijn verwisseld: wat in het andere veld staat, is die van de directory. Wissel ze om.
setup-fault-same = In beide velden staat dezelfde id. De toepassings-id (client-id) is een andere.
setup-fault-secret-id = Dit is de geheim-id (Secret ID). Kopieer de waarde (Value) die ernaast staat; Microsoft toont die maar één keer, als het geheim wordt gemaakt.
setup-fault-no-secret = Vul de waarde van het geheim nog eens in: 1 tot 500 tekens, zonder spaties.
setup-fault-no-end = { $kind ->
        [entra] Zeg op welke dag het geheim verloopt, zoals Microsoft het toont. Vul ook de waarde nog eens in: die bewaren we niet.
       *[other] Dit is geen datum. Kies de dag waarop het geheim verloopt, of laat het leeg als het niet verloopt. Vul ook de waarde nog eens in: die bewaren we niet.
    }
setup-fault-ended = Dit geheim is verlopen. Maak een nieuw, en vul de waarde en het einde in.
setup-fault-no-own-registration = Uw directory is via onze eigen app-registratie gekoppeld, en die heeft dit niet nodig.
setup-fault-credential-missing = Voordat dit in gebruik kan worden genomen, hebben we iets nodig om ons mee te bewijzen. Voeg dat eerst toe.
setup-fault-last-credential = Dit is het enige waarmee we ons bewijzen, en er melden zich mensen mee aan. Voeg eerst iets anders toe.
setup-fault-slots-taken = Er is plaats voor twee, en beide horen bij de registratie die in gebruik is. Verwijder eerst degene die wacht.
setup-fault-slot-of-draft = Er is plaats voor twee, en één ervan hoort bij het concept. Verwijder die eerst, of gooi het concept weg.
setup-fault-not-proven = { $provider } kon zojuist niet worden gevraagd of het dit aanvaardt, dus er is niets omgezet. Probeer het over een paar minuten opnieuw.
setup-fault-untested = Er is nog geen proefaanmelding mee gelukt. Probeer het eerst, of zeg in één regel waarom het toch in gebruik wordt genomen.
setup-fault-nothing = Er valt niets meer te doen: iemand heeft het al gedaan.
setup-tenant-found = Volgens Microsoft zit { $domain } in deze directory. Controleer of het de uwe is.
setup-tenant-not-found = Microsoft kent geen directory met het domein { $domain }.
setup-tenant-not-asked = Microsoft kon zojuist niet worden gevraagd in welke directory { $domain } zit.
setup-tenant-hint = U vindt hem op het overzicht van uw directory in het Entra-beheercentrum.
setup-own-title = Uw eigen app-registratie
setup-own-lead = Open entra.microsoft.com in een tweede venster als Cloud Application Administrator, en doe dit, het een na het ander. Kopieer de waarden precies.
setup-own-register = Maak een nieuwe registratie met deze waarden, en druk op Register.
setup-own-logout = Vul dit adres in, zodat wie zich bij Microsoft afmeldt ook hier is afgemeld. Laat alles onder “Implicit grant” uit.
setup-own-claims = Voeg deze optionele claims toe. Biedt Microsoft aan er Graph-machtigingen voor aan te zetten, ga dan akkoord.
setup-own-manifest = Eén claim, xms_edov, staat in geen enkele lijst. Vervang optionalClaims in het manifest hierdoor; een waarschuwing daarover kan geen kwaad.
setup-own-permissions = Voeg deze machtigingen toe, en druk op “Grant admin consent”.
setup-own-assignment = Mogen maar sommige mensen het gebruiken: zet “Assignment required” op Yes, en voeg hen of hun groepen toe onder “Users and groups”. Groepen in groepen tellen niet mee.
setup-own-policy = Neem de app op in uw beleid dat een tweede factor vereist.
setup-own-ids = Kopieer twee id’s van het overzicht naar de velden hieronder.
setup-client-hint = U vindt hem op het overzicht van uw app-registratie, boven de object-id.
setup-save = Opslaan als concept
setup-back = Terug naar de verbinding
setup-shared-title = Toestemming voor onze app
setup-shared-lead = U maakt niets bij Microsoft: een beheerder staat onze app één keer toe in uw directory. De app leest naam en e-mailadres van wie zich aanmeldt, en verder niets.
setup-shared-who = Toestemming geeft een Privileged Role Administrator, Cloud Application Administrator of Application Administrator. Bent u dat niet? Geef dan een collega die het wel is de link waarmee u hier kwam.
setup-shared-go = Naar Microsoft en toestemming geven
setup-consent-unknown-title = Dit antwoord kan niet worden gebruikt
setup-consent-unknown-what = Het kwam te laat, voor de tweede keer, of uit een andere browser dan die waarin erom is gevraagd. Er is niets gewijzigd.
setup-consent-unknown-do = Ga terug naar de stap Verbinding en vraag opnieuw om toestemming.
setup-prove-refused = { $provider } aanvaardt het niet, dus er is niets omgezet
setup-connection-lead = Kies hoe uw directory ons vertrouwt. Wat u opslaat is een concept: niemand meldt zich ermee aan voordat u het in gebruik neemt.
setup-shared-what = De snelle manier: een beheerder geeft één keer toestemming, en er is geen geheim om te vernieuwen.
setup-shared-choose = Toestemming geven voor onze app
setup-own-what = Ongeveer tien klikken in het Entra-beheercentrum. De registratie is van u alleen, en u bepaalt waarmee wij ons bewijzen.
setup-own-choose = Een eigen registratie maken
setup-connection-by-support = Waarmee uw organisatie zich aanmeldt, beheert onze support. Laat weten wat er moet veranderen.
setup-connection-settings-by-support = Wat hier staat, wijzigt onze support: laat weten wat er moet veranderen. Waarmee wij ons bewijzen, kunt u hier zelf vernieuwen.
setup-consent-again = Opnieuw om toestemming vragen
setup-consent-open = Een beheerder is naar Microsoft gestuurd om toestemming te geven voor de directory { $tenant }, en is nog niet terug.
setup-consent-granted = Voor de directory { $tenant } is toestemming gemeld. Of het werkt, blijkt uit de proefaanmelding.
setup-consent-declined = De toestemming voor de directory { $tenant } is geweigerd: iemand drukte op Annuleren. Vraag opnieuw en druk op Accepteren.
setup-consent-not-allowed = Microsoft weigerde de toestemming voor de directory { $tenant }: wie daar was aangemeld, brak af of mag geen toestemming geven. Een Cloud Application Administrator mag dat wel: geef die de link waarmee u hier kwam.
setup-consent-required = Volgens Microsoft ontbreekt de toestemming voor de directory { $tenant } nog. Vraag opnieuw, aangemeld als beheerder van die directory.
setup-consent-other-tenant = Het antwoord ging over een andere directory dan { $tenant } en telt daarom niet. Meld u bij Microsoft aan met een account van uw eigen directory en vraag opnieuw.
setup-consent-failed = Microsoft gaf geen toestemming voor de directory { $tenant } en zei niets wat wij begrijpen. Vraag opnieuw; blijft het zo, meld het dan bij onze support.
setup-credential-needed = { $kind ->
        [entra] Bij uw eigen registratie bewijzen we ons met iets dat alleen u kunt toelaten.
       *[other] Bij { $provider } bewijzen we ons met iets dat alleen u kunt toelaten.
    }
setup-credential-add = Kiezen waarmee we ons bewijzen
setup-thumbprint = Vingerafdruk
setup-certificate-download = Het certificaat downloaden
setup-credential-waits = wacht
setup-credential-of-draft = voor het concept
setup-credential-of-previous = bewaard om terug te kunnen
setup-credential-of-none = niet meer nodig
setup-credential-draft-needed = Het concept noemt een andere registratie van u. Daar bewijzen we ons opnieuw, met iets dat alleen u kunt toelaten; wat in gebruik is, blijft zoals het is.
setup-prove-alone = Controleren
setup-prove = Controleren en omzetten
setup-credential-remove = Verwijderen
setup-credential-another = Iets nieuws toevoegen voordat dit verloopt
setup-draft = Concept
setup-draft-tested = getest
setup-draft-untested = nog niet getest
setup-draft-changes = Dit verandert als het in gebruik wordt genomen:
setup-draft-first = Wat hierboven staat is een concept: niemand meldt zich er nog mee aan.
setup-draft-test = Proberen met een proefaanmelding
setup-why = Waarom zonder proefaanmelding
setup-why-hint = Alleen nodig als het ongetest in gebruik wordt genomen. Het blijft in het logboek bewaard.
setup-activate = In gebruik nemen
setup-discard = Het concept weggooien
setup-edit = Wijzigen
setup-undo-hint = Brengt voor iedereen meteen terug wat eerder in gebruik was.
setup-undo = Ongedaan maken
setup-credential-title = Waarmee we ons bewijzen
setup-credential-for-draft = Voor de registratie { $client } van het concept. Wat in gebruik is, blijft zoals het is.
setup-credential-for-active = Voor de registratie { $client }, die in gebruik is.
setup-credential-lead = { $kind ->
        [entra] Kies er één. De eerste is de beste als uw regels het toelaten: er is geen geheim dat kan uitlekken of verlopen.
       *[other] Kies er één. Bij een certificaat wordt niets geheims overgedragen.
    }
setup-federated-what = Uw registratie vertrouwt onze eigen handtekeningen. Er wordt niets overgedragen, en er verloopt niets.
setup-federated-choose = Een federatieve referentie gebruiken
setup-federated-do = Voeg een federatieve referentie toe met deze waarden. Microsoft vergelijkt ze letter voor letter.
setup-federated-command = Of met de opdrachtregel van Azure, in een POSIX-shell:
setup-federated-added = Ik heb deze toegevoegd
setup-certificate-what = Wij maken een sleutelpaar. De sleutel blijft bij ons; u uploadt het certificaat. Het is twee jaar geldig.
setup-certificate-choose = Een certificaat gebruiken
setup-certificate-do = { $kind ->
        [entra] Download het, upload het in uw registratie en vergelijk de vingerafdruk.
       *[other] Download het, voeg het bij { $provider } aan onze client toe en vergelijk de vingerafdruk.
    }
setup-certificate-cer = .cer downloaden
setup-certificate-pem = .pem downloaden
setup-certificate-make = Een sleutelpaar maken
setup-secret-what = { $kind ->
        [entra] U maakt een geheim en draagt het hier over. Het verloopt, uiterlijk na twee jaar, en moet daarvoor worden vervangen.
       *[other] U maakt een geheim en draagt het hier over. Verloopt het, dan moet het daarvoor worden vervangen.
    }
setup-secret-choose = Een clientgeheim gebruiken
setup-secret-do = { $kind ->
        [entra] Maak een nieuw clientgeheim en kopieer meteen de waarde (Value): Microsoft toont die alleen nu. Stuur het nooit per e-mail.
        [google] Ga in de Google Cloud-console (console.cloud.google.com) naar Google Auth Platform > Clients, open de client met deze id en kies ‘Add secret’. Kopieer het geheim meteen. Stuur het nooit per e-mail. Schakel het oude pas uit als het nieuwe in gebruik is.
       *[other] Maak bij { $provider } een nieuw geheim voor deze client en kopieer het. Stuur het nooit per e-mail. Kan er maar één tegelijk zijn, draag het dan meteen hier over: tot dan kan niemand zich aanmelden.
    }
setup-secret-value = Waarde van het geheim
setup-secret-hint = { $kind ->
        [entra] Niet de geheim-id (Secret ID). De waarde wordt versleuteld bewaard en aan niemand meer getoond.
       *[other] De waarde wordt versleuteld bewaard en aan niemand meer getoond.
    }
setup-secret-end = Dag waarop het verloopt
setup-secret-end-hint = Laat leeg als het niet verloopt.
setup-secret-save = Overdragen


# The portal: checks
setup-checks-title = Controles
setup-checks-lead = We kijken of alles er is wat een aanmelding nodig heeft, voor zover dat zonder persoon te zien is. Hierdoor verandert er niets.
setup-checks-none = Er is nog geen koppeling. Maak er een bij de stap Verbinding.
setup-checks-never = Dit is nog niet gecontroleerd.
setup-checks-draft = Gecontroleerd op { $date }: het concept, versie { $version }, dat nog niemand gebruikt
setup-checks-active = Gecontroleerd op { $date }: wat in gebruik is, versie { $version }
setup-checks-first = Nu controleren
setup-checks-again = Opnieuw controleren
setup-checks-all-ok = Alles is zoals het hoort.
setup-checks-some-warning = Het werkt, maar naar een deel moet iemand kijken.
setup-checks-some-failed = Er moet iets worden verholpen voordat mensen zich kunnen aanmelden of kunnen blijven aanmelden.
setup-checks-do = Wat te doen
setup-checks-where = Waar
setup-checks-said = Wat { $provider } zei
setup-checks-forward = Om door te sturen
setup-checks-wait-what = Deze koppeling is in korte tijd vaak gecontroleerd.
setup-checks-wait-do = Ga terug, wacht een minuut en controleer opnieuw.
check-verdict-ok = in orde
check-verdict-warning = kijk hiernaar
check-verdict-failed = te verhelpen
check-verdict-skipped = niet bekeken
check-who-hospital-it = Wie dit kan verhelpen: de beheerders van uw Microsoft Entra-directory
check-who-hospital-it-google = Wie dit kan verhelpen: de beheerders van uw Google Workspace
check-who-hospital-it-oidc = Wie dit kan verhelpen: de beheerders van uw identiteitsprovider, { $provider }
check-who-support = Wie dit kan verhelpen: onze support
check-who-operator = Wie dit kan verhelpen: wie onze dienst beheert
check-who-provider = Wie dit kan verhelpen: { $provider }
check-forward = { $organization } meldt zich bij onze apps aan met Microsoft Entra. Onze controle van de koppeling { $connection } op { $date } vond dit:
check-forward-elsewhere = { $organization } meldt zich bij onze apps aan met { $provider }. Onze controle van de koppeling { $connection } op { $date } vond dit:
check-forward-where = Waar: { $menu }
check-forward-said = Wat { $provider } zei: { $said }
check-forward-tid = Directory-id (tenant-id): { $id }
check-forward-client = Toepassings-id (client-id): { $id }
check-forward-client-elsewhere = Client-id: { $id }
check-title-metadata = Directory
check-title-metadata-elsewhere = Provider
check-title-protocol = Wat de provider kan
check-title-keys = Sleutels
check-title-clock = Klokken
check-title-domain = E-maildomein
check-title-credential = Waarmee we ons bewijzen
check-title-credential-end = Hoelang dat geldig is
check-title-redirect-uri = Omleidings-URI
check-title-consent = Toestemming
check-title-claims = Claims van het id-token
check-title-assignment = Toewijzing
check-skipped = Niet bekeken: eerst moet “{ $because }” in orde zijn.
check-metadata-right = Microsoft kent de directory { $tid }.
check-metadata-right-elsewhere = { $provider } beschrijft zichzelf, als { $issuer }.
check-metadata-unreachable = We hebben { $provider } niet bereikt, of niet op tijd.
check-metadata-unreachable-do = Dit gaat over ons netwerk en niet over uw instellingen. Controleer over een paar minuten opnieuw. Blijft het zo, laat het dan onze support weten.
check-metadata-unreachable-do-oidc = Zorg dat { $provider } vanaf het internet te bereiken is, met een certificaat dat browsers vertrouwen, en controleer over een paar minuten opnieuw. Blijft het zo, laat het dan onze support weten.
check-metadata-unavailable = { $provider } antwoordt dat het een storing heeft.
check-metadata-unavailable-do = Dit zegt niets over uw instellingen. Controleer over een paar minuten opnieuw.
check-metadata-absent = Waar { $provider } zichzelf zou moeten beschrijven, is niets: { $found }
check-metadata-absent-do = Vergelijk { $issuer } met de issuer waarop uw identiteitsprovider is ingesteld en stuur onze support de juiste, precies zoals die daar staat.
check-tenant-unknown = Microsoft kent geen directory { $tid }.
check-tenant-unknown-do = Vergelijk { $tid } met de directory-id (tenant-id) van uw app-registratie en verbeter die bij de stap Verbinding, of stuur onze support de juiste.
check-metadata-strange = Wat er in plaats van { $provider } antwoordde, is niet wat { $provider } stuurt.
check-metadata-strange-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-metadata-strange-do-oidc = Op { $found } moet uw identiteitsprovider zichzelf beschrijven, als JSON (OpenID Connect Discovery). Kijk wat daar antwoordt en wat ertussen staat. Klopt het, stuur dit dan aan onze support.
check-metadata-incomplete = In wat { $provider } over zichzelf zegt, ontbreekt dit, of het is geen bruikbaar adres: { $found }
check-metadata-incomplete-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-metadata-incomplete-do-oidc = Zorg dat het document .well-known/openid-configuration van { $provider } ze allemaal noemt, elk met https en vanaf het internet te bereiken.
check-issuer-other = { $provider } zegt dat de tokens van { $found } komen. Ze moeten van { $issuer } komen.
check-issuer-other-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-issuer-other-do-oidc = Ga na welke van de twee juist is en laat het onze support weten. Ze moeten letterlijk gelijk zijn, ook een schuine streep aan het eind.
check-protocol-right = { $provider } kan wat een aanmelding nodig heeft.
check-protocol-lacking = Volgens wat { $provider } over zichzelf zegt, kan het niet wat een aanmelding nodig heeft: { $found }
check-protocol-lacking-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-protocol-lacking-do-oidc = Laat het bij { $provider } aanzetten, voor de client { $client_id } of voor alle. Voor de dubbele punt staat waar het genoemd moet worden, erna wat.
check-keys-right = We kunnen de tokens van { $provider } met zijn sleutels controleren.
check-keys-unusable = Er is geen sleutel van { $provider } waarmee we zijn tokens kunnen controleren. We keken hier: { $found }
check-keys-unusable-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-keys-unusable-do-oidc = Laat { $provider } zijn id-tokens ondertekenen met RS256, PS256, ES256 of EdDSA en de sleutel op dat adres publiceren.
check-keys-not-seen = De sleutels van { $provider } waren niet te lezen.
check-keys-not-seen-do = Dit zegt niets over uw instellingen. Controleer over een paar minuten opnieuw.
check-clock-right = Onze klok en die van { $provider } lopen gelijk.
check-clock-off = Onze klok en die van { $provider } verschillen { $seconds } seconden. Vanaf vijf minuten kan niemand zich aanmelden.
check-clock-off-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-clock-off-do-oidc = Een van de twee loopt verkeerd. Zorg dat { $provider } zijn tijd van het netwerk haalt (NTP) en stuur dit aan onze support.
check-clock-wrong = Onze klok en die van { $provider } verschillen { $seconds } seconden. Niemand kan zich aanmelden.
check-clock-wrong-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-clock-wrong-do-oidc = Een van de twee loopt verkeerd. Zorg dat { $provider } zijn tijd van het netwerk haalt (NTP) en stuur dit aan onze support.
check-clock-not-seen = Het antwoord van { $provider } bereikte ons zonder de tijd.
check-clock-not-seen-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-clock-not-seen-do-oidc = Laat { $provider } de header Date met zijn antwoorden meesturen.
check-domain-owned = { $domain } is een domein van uw directory.
check-domain-elsewhere = { $domain } is een domein van een andere directory bij Microsoft: { $found }
check-domain-elsewhere-do = Kijk onder Domeinnamen of { $domain } daar als geverifieerd staat. Heeft uw organisatie twee directory’s, laat onze support dan weten bij welke deze mensen zich aanmelden.
check-domain-unknown = Geen directory bij Microsoft heeft het domein { $domain }.
check-domain-unknown-do = Voeg { $domain } toe onder Domeinnamen en verifieer het daar. Tot dan bevestigt Microsoft geen e-mailadres in dit domein.
check-domain-not-seen = Microsoft zei niet van welke directory { $domain } is.
check-domain-not-seen-do = Dit zegt niets over uw instellingen. Controleer over een paar minuten opnieuw.
check-domain-proven = Van { $domain } is bewezen dat het van u is.
check-domain-unproven = Van { $domain } is niet bewezen dat het van u is. Niemand daarvan kan zich met { $provider } aanmelden.
check-domain-unproven-do = Bewijs het bij de stap Domeinen, met het record dat daar staat.
check-credential-accepted = { $provider } aanvaardt het.
check-credential-refused = { $provider } weigert het.
check-credential-refused-do = Kijk onder Certificaten en geheimen van de app-registratie { $client_id } of het geheim, het certificaat of de federatieve referentie die we gebruiken daar staat en niet is verlopen. Zo niet, maak dan iets nieuws en voer het in bij de stap Verbinding.
check-credential-refused-do-google = Kijk of de client { $client_id } er is en of het clientgeheim dat we gebruiken is ingeschakeld. Zo niet, voeg dan een nieuw geheim aan de client toe en voer het in bij de stap Verbinding.
check-credential-refused-do-oidc = Kijk bij { $provider } of de client { $client_id } er is en autorisatiecodes mag inwisselen, en of het geheim of certificaat dat we gebruiken daarvoor is geregistreerd en niet is verlopen. Zo niet, registreer dan iets nieuws en voer het in bij de stap Verbinding.
check-shared-credential-refused = Microsoft weigert waarmee we ons bij onze eigen app-registratie bewijzen.
check-shared-credential-refused-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-credential-not-seen = { $provider } zei niet of het dit aanvaardt.
check-credential-not-seen-do = Dit zegt niets over uw instellingen. Controleer over een paar minuten opnieuw.
check-credential-unusable = Wat we hebben opgeslagen, is niet te gebruiken.
check-credential-unusable-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-credential-missing = We hebben niets om ons mee te bewijzen bij de app-registratie { $client_id }.
check-credential-missing-elsewhere = We hebben niets om ons mee te bewijzen als de client { $client_id }.
check-credential-missing-do = Kies bij de stap Verbinding waarmee we ons moeten bewijzen en voer het in onder Certificaten en geheimen van de app-registratie.
check-credential-missing-do-elsewhere = Maak bij { $provider } een geheim voor de client en voer het in bij de stap Verbinding.
check-shared-registration-missing = De koppeling gebruikt onze eigen app-registratie, en die hebben we niet.
check-shared-registration-missing-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-credential-lasts = Het is geldig tot { $date }, nog { $days } dagen.
check-credential-endless = Het verloopt niet.
check-credential-ends-soon = Het verloopt op { $date }, over { $days } dagen.
check-credential-ends-soon-do = Maak iets nieuws in de app-registratie { $client_id } onder Certificaten en geheimen en voer het in bij de stap Verbinding. Het oude blijft in gebruik tot het nieuwe zich heeft bewezen, dus intussen wordt niemand buitengesloten.
check-credential-ends-soon-do-elsewhere = Maak bij { $provider } iets nieuws voor de client { $client_id } en voer het in bij de stap Verbinding. Het oude blijft in gebruik tot { $provider } het nieuwe heeft aanvaard, dus intussen wordt niemand buitengesloten.
check-credential-ends-now = Het verloopt op { $date }, over { $days } dagen. Daarna kan niemand zich met { $provider } aanmelden.
check-credential-ends-now-do = Maak iets nieuws in de app-registratie { $client_id } onder Certificaten en geheimen en voer het in bij de stap Verbinding. Het oude blijft in gebruik tot het nieuwe zich heeft bewezen, dus intussen wordt niemand buitengesloten.
check-credential-ends-now-do-elsewhere = Maak bij { $provider } iets nieuws voor de client { $client_id } en voer het in bij de stap Verbinding. Het oude blijft in gebruik tot { $provider } het nieuwe heeft aanvaard, dus intussen wordt niemand buitengesloten.
check-credential-ended = Het is op { $date } verlopen. Niemand kan zich met { $provider } aanmelden.
check-credential-ended-do = Maak iets nieuws in de app-registratie { $client_id } onder Certificaten en geheimen en voer het in bij de stap Verbinding.
check-credential-ended-do-elsewhere = Maak bij { $provider } iets nieuws voor de client { $client_id } en voer het in bij de stap Verbinding.
check-redirect-registered = { $provider } stuurt mensen naar ons terug: { $redirect_uri }
check-redirect-not-registered = De app-registratie { $client_id } heeft onze omleidings-URI niet. Niemand komt terug van Microsoft.
check-redirect-not-registered-elsewhere = De client { $client_id } heeft onze omleidings-URI niet. Niemand komt terug van { $provider }.
check-redirect-not-registered-do = Voeg onder Verificatie deze omleidings-URI toe voor het platform Web (niet Toepassing met één pagina), precies zoals hij hier staat: { $redirect_uri }
check-redirect-not-registered-do-elsewhere = Voeg deze omleidings-URI aan de client toe, precies zoals hij hier staat: { $redirect_uri }
check-shared-redirect-not-registered = Onze eigen app-registratie heeft de omleidings-URI { $redirect_uri } niet
check-shared-redirect-not-registered-do = Dit is aan ons; bij { $provider } hoeft niets te veranderen. Stuur dit aan onze support.
check-application-unknown = De directory { $tid } kent de toepassing { $client_id } niet, of die is daar uitgeschakeld.
check-application-unknown-elsewhere = { $provider } kent de client { $client_id } niet, of die is daar uitgeschakeld.
check-application-unknown-do = Vergelijk beide met het overzicht van de app-registratie: de toepassings-id (client-id) en de directory-id (tenant-id) worden gemakkelijk verwisseld, en geen van beide is de object-id. Kijk onder Bedrijfsapps of de app er is en is ingeschakeld.
check-application-unknown-do-elsewhere = Vergelijk { $client_id } met de client-id die bij { $provider } staat en stuur onze support de juiste.
check-redirect-refused = Microsoft houdt mensen op een eigen pagina en stuurt ze niet naar ons terug.
check-redirect-refused-elsewhere = { $provider } weigert het verzoek waarmee mensen ernaartoe worden gestuurd.
check-redirect-refused-do = Stuur dit aan onze support: het nummer van Microsoft zegt waarom.
check-redirect-refused-do-elsewhere = Zorg dat de client { $client_id } de autorisatiecodestroom mag gebruiken, en de scopes openid, profile en email.
check-redirect-not-seen = Wat { $provider } antwoordde, laat niet zien of mensen naar ons worden teruggestuurd.
check-redirect-not-seen-do = Dit zegt niets over uw instellingen. Controleer over een paar minuten opnieuw.
check-redirect-untried = Of { $provider } mensen naar ons terugstuurt, blijkt pas als iemand zich aanmeldt.
check-redirect-untried-do = Doe een proefaanmelding. De client { $client_id } moet deze omleidings-URI hebben, precies zoals hij hier staat: { $redirect_uri }
check-consent-given = Uw directory heeft toestemming gegeven voor de app.
check-consent-missing = Niemand in de directory { $tid } heeft toestemming gegeven voor de toepassing { $client_id }, of de toestemming is ingetrokken.
check-consent-missing-do = Een beheerder van de directory geeft eenmalig toestemming, bij de stap Verbinding. Daarvoor is de rol Cloudtoepassingsbeheerder of een hogere nodig.
check-consent-not-seen = Of uw directory toestemming heeft gegeven, blijkt pas als iemand zich aanmeldt.
check-consent-not-seen-do = Kijk of er beheerderstoestemming is voor de app { $client_id } en doe een proefaanmelding.
check-claims-present = De laatste proefaanmelding bracht alle claims die nodig zijn.
check-claims-incomplete = De laatste proefaanmelding kwam zonder deze claims: { $claims }. Mensen kunnen zich aanmelden; sommige dingen werken minder goed.
check-claims-incomplete-do = Voeg onder Tokenconfiguratie deze optionele claims aan het id-token toe: { $claims }. xms_edov voegt u toe in het manifest. Doe daarna opnieuw een proefaanmelding.
check-claims-missing = De laatste proefaanmelding kwam zonder deze claims: { $claims }. Zonder het e-mailadres kan niemand zich aanmelden.
check-claims-missing-elsewhere = De laatste proefaanmelding kwam zonder deze claims: { $claims }. Zonder die kan niemand zich aanmelden.
check-claims-missing-do = Voeg onder Tokenconfiguratie deze optionele claims aan het id-token toe: { $claims }. xms_edov voegt u toe in het manifest. Doe daarna opnieuw een proefaanmelding.
check-claims-missing-do-google = Doe opnieuw een proefaanmelding met een account van uw Google Workspace: een privéaccount heeft geen claim hd.
check-claims-missing-do-oidc = Laat { $provider } deze claims in het id-token zetten: { $claims }. Doe daarna opnieuw een proefaanmelding.
check-claims-not-seen = Er is nog geen proefaanmelding gedaan.
check-claims-not-seen-do = Doe er een bij de stap Proefaanmelding: die laat zien welke claims { $provider } stuurt.
check-assignment-required = Alleen wie in Entra aan de app is toegewezen, kan zich aanmelden.
check-assignment-open = Iedereen in uw directory komt langs Microsoft. Bij ons komt alleen binnen wie hier een account heeft.
check-assignment-not-seen = Microsoft laat ons niet weten of mensen aan de app moeten zijn toegewezen.
check-assignment-not-seen-do = Kijk onder Eigenschappen bij “Toewijzing vereist?”. Staat daar Ja, dan kan alleen wie onder Gebruikers en groepen staat zich aanmelden.
letter-checks-failed-subject = { $organization }: er is iets mis met het aanmelden met { $provider }
letter-checks-failed-what = Onze controle van de koppeling { $connection } heeft iets gevonden dat mensen buitensluit, of dat binnenkort doet. { $found }
letter-checks-failed-do = We schrijven één keer, en nog eens als het verholpen is. Weet u niet wat u moet doen, neem dan contact op met onze support.
letter-checks-recovered-subject = { $organization }: het aanmelden met { $provider } is weer in orde
letter-checks-recovered-what = Wat onze controle van de koppeling { $connection } had gevonden, is verholpen: { $found }
letter-checks-recovered-do = U hoeft niets te doen.


# The portal: test sign-in
setup-test-sign-in-lead = U gaat naar { $provider } en komt terug zoals bij een echte aanmelding, met de instellingen van het concept. Niemand wordt binnengelaten en er wordt niets geopend: u ziet alleen wat er zou gebeuren.
setup-test-sign-in-no-connection = Er is nog geen koppeling om te proberen. Maak die eerst.
setup-test-sign-in-no-version = Voor deze koppeling is nog niets ingesteld.
setup-test-sign-in-no-application = Er is nog geen app die met { $provider } kan worden geopend. Vraag het onze support.
setup-test-sign-in-connection = Koppeling { $name }
setup-test-sign-in-draft = Wat wordt geprobeerd: het concept, versie { $number }. Het is nog niet getest.
setup-test-sign-in-tested = Wat wordt geprobeerd: het concept, versie { $number }. Het geldt als getest.
setup-test-sign-in-active = Wat wordt geprobeerd: versie { $number }, die in gebruik is. Er is geen concept.
setup-test-sign-in-last-worked = Laatste test: { $date }, door u of een collega. De koppeling werkte, met versie { $number }.
setup-test-sign-in-last-failed = Laatste test: { $date }, door u of een collega. Het werkte niet, met versie { $number }.
setup-test-sign-in-link-worked = Laatste test: { $date }, via de privélink. De koppeling werkte, met versie { $number }.
setup-test-sign-in-link-failed = Laatste test: { $date }, via de privélink. Het werkte niet, met versie { $number }.
setup-test-sign-in-which = Of iemand naar binnen mag, kan van de app afhangen. Kies de app die uw mensen het meest gebruiken.
setup-test-sign-in-start = Testen met { $application }
setup-test-sign-in-link = Laat een collega testen
setup-test-sign-in-link-lead = Met een privélink kan iemand zonder uitnodiging een test doen, bijvoorbeeld een verpleegkundige met een gewoon account. Die ziet het resultaat van de eigen test en verder niets; hier ziet u of het werkte.
setup-test-sign-in-link-make = Privélink maken
setup-test-sign-in-link-anew = Nieuwe privélink maken
setup-test-sign-in-link-made = Geef deze link aan uw collega. Hij wordt alleen deze keer getoond en is 24 uur te gebruiken.
setup-test-sign-in-link-until = Er is een privélink, te gebruiken tot { $date }. Een nieuwe maakt deze ongeldig.
setup-test-sign-in-link-unused = Er heeft nog niemand een test mee gedaan.
setup-test-sign-in-used-worked = Op { $date } heeft iemand er een test mee gedaan: de koppeling werkte.
setup-test-sign-in-used-failed = Op { $date } heeft iemand er een test mee gedaan: het werkte niet.
setup-test-sign-in-link-end = Deze link beëindigen
setup-test-sign-in-try = Proefaanmelding voor { $organization }
setup-test-sign-in-try-lead = Uw collega’s die het aanmelden inrichten, vragen u om het te proberen. U gaat naar { $provider }, meldt zich aan met uw werkaccount en komt hier terug. U wordt nergens binnengelaten: u ziet alleen of het zou zijn gelukt.
setup-test-sign-in-try-start = Aanmelden voor een test
setup-test-sign-in-try-until = Deze pagina is geopend met een privélink, die te gebruiken is tot { $date }.
setup-test-sign-in-wait-what = Er zijn in korte tijd veel tests gedaan.
setup-test-sign-in-wait-do = Ga terug, wacht een minuut en test opnieuw.
setup-test-sign-in-allowed = Het werkt: deze persoon zou binnenkomen
setup-test-sign-in-works = De koppeling werkt, maar deze persoon zou nog niet binnenkomen
setup-test-sign-in-fails = Het werkt nog niet
setup-test-sign-in-counts = Versie { $number } geldt nu als getest.
setup-test-sign-in-edited = Versie { $number } is gewijzigd terwijl u bij { $provider } was. Dit gaat over wat er eerst in stond. Test nog een keer.
setup-test-sign-in-nobody = Richt u het aanmelden in en gebruikt u de app zelf niet, dan hoort dat zo: u hebt hier geen account en hebt er geen nodig. De koppeling zelf werkt.
setup-test-sign-in-supposed = Voor deze test is van twee dingen uitgegaan: dat de geteste versie in gebruik is en dat aanmelden met { $provider } aan staat. Al het andere is zoals het nu is.
setup-test-sign-in-who = Wie het was
setup-test-sign-in-application = App
setup-test-sign-in-through = Koppeling en versie
setup-test-sign-in-expected = Verwachte directory-id (tenant-id)
setup-test-sign-in-at = Wanneer
setup-test-sign-in-number = Nummer, voor onze support
setup-test-sign-in-microsoft = Wat Microsoft zei
setup-test-sign-in-microsoft-unknown = Dit nummer kennen we niet. Geef het door aan onze support, samen met de nummers hieronder.
setup-test-sign-in-correlation = Correlatie-id, waarmee u de poging in uw aanmeldlogboeken vindt
setup-test-sign-in-trace = Tracerings-id, voor de support van Microsoft
setup-test-sign-in-timestamp = Wanneer, volgens de klok van Microsoft
setup-test-sign-in-by-person = Wie dit kan verhelpen: wie zich aanmeldt
setup-test-sign-in-by-it = Wie dit kan verhelpen: de beheerders van uw Microsoft Entra-directory
setup-test-sign-in-by-support = Wie dit kan verhelpen: onze support
setup-test-sign-in-by-operator = Wie dit kan verhelpen: wij. Laat het onze support weten.
setup-test-sign-in-by-microsoft = Wie dit kan verhelpen: Microsoft
setup-test-sign-in-rules = Wat wordt gevraagd van iedereen die binnenkomt
setup-test-sign-in-holds = in orde
setup-test-sign-in-forbids = niet in orde
setup-test-sign-in-skipped = niet bekeken
setup-test-sign-in-rule-application = De app kan met { $provider } worden geopend.
setup-test-sign-in-rule-organization = Uw organisatie is actief en aanmelden met { $provider } staat aan.
setup-test-sign-in-rule-connection = De koppeling is actief en de aanmelding komt uit uw directory.
setup-test-sign-in-rule-guest = Het account is lid van uw directory: geen gast en geen persoonlijk account.
setup-test-sign-in-rule-user = Er is hier precies één gebruiker met dit adres.
setup-test-sign-in-rule-standing = De gebruiker is actief en is een zorgverlener.
setup-test-sign-in-rule-email = Het adres dat { $provider } stuurt is dat van de gebruiker, en het domein ervan is bewezen van u.
setup-test-sign-in-rule-identity = Het { $provider }-account is dat waarmee de gebruiker eerder kwam, of het eerste.
setup-test-sign-in-rule-way = De weg waarlangs men komt staat open.
setup-test-sign-in-rule-proof = De aanmelding bij { $provider } is zo recent en zo sterk als wordt gevraagd.
setup-test-sign-in-claims = Wat werd gestuurd (de claims van het ID-token)
setup-test-sign-in-sent = ontvangen
setup-test-sign-in-missing = niet ontvangen
setup-test-sign-in-claim-email = Het adres, waarmee de gebruiker wordt gevonden.
setup-test-sign-in-claim-xms-edov = Of Microsoft heeft gezien dat de eigenaar van het domein het adres heeft geverifieerd.
setup-test-sign-in-claim-email-verified = Of de aanbieder voor het adres instaat.
setup-test-sign-in-claim-hd = Uw Google Workspace.
setup-test-sign-in-claim-sub = Het account. Dit blijft hetzelfde als de naam of het adres wijzigt.
setup-test-sign-in-claim-upn = De naam waarmee de persoon zich aanmeldt. Gasten zijn eraan te herkennen.
setup-test-sign-in-claim-acct = 0 voor een lid van uw directory, 1 voor een gast.
setup-test-sign-in-claim-idp = Wie voor de persoon instaat, als dat niet uw directory is.
setup-test-sign-in-claim-tid = Uw directory.
setup-test-sign-in-claim-oid = Het account. Dit blijft hetzelfde als de naam of het adres wijzigt.
setup-test-sign-in-claim-sid = De sessie bij { $provider }: wie zich daar afmeldt, wordt hierdoor ook hier afgemeld.
setup-test-sign-in-claim-login-hint = Hiermee hoeft de persoon het adres niet opnieuw te typen.
setup-test-sign-in-claim-auth-time = Wanneer de persoon het laatst heeft bewezen wie die is.
setup-test-sign-in-claim-acrs = De verificatiecontexten, die een tweede factor laten zien.
setup-test-sign-in-lacks-email = { $kind ->
        [entra] Zonder dit komt niemand binnen. Vul het adres in onder E-mail van het account (Entra ID > Gebruikers) en voeg de optionele claim email toe aan het ID-token, onder Tokenconfiguratie van de app-registratie.
       *[other] Zonder dit komt niemand binnen. Zorg dat het account bij { $provider } een adres heeft en dat het wordt meegestuurd.
    }
setup-test-sign-in-lacks-xms-edov = U kunt zonder. Deze voegt u in het Manifest van de app-registratie toe aan de optionele claims van het ID-token; sommige directory’s sturen hem nooit.
setup-test-sign-in-lacks-email-verified = Zonder dit komt niemand binnen, tenzij onze support de koppeling zo heeft ingesteld.
setup-test-sign-in-lacks-hd = Zonder dit komt niemand binnen: het is een persoonlijk Google-account. Test met een account van uw Workspace.
setup-test-sign-in-lacks-optional = { $kind ->
        [entra] Voeg deze toe als optionele claim van het ID-token, onder Tokenconfiguratie van de app-registratie.
       *[other] U kunt zonder. { $provider } kan deze meesturen, als dat daar zo is ingesteld.
    }
setup-test-sign-in-lacks-idp = Dat hoort zo: uw eigen directory staat voor de persoon in.
setup-test-sign-in-lacks-acrs = Alleen nodig als een verificatiecontext ons een tweede factor moet laten zien.
setup-test-sign-in-do-application = Kies een andere app voor de test, of vraag onze support naar deze.
setup-test-sign-in-do-organization = Uw organisatie is hier geblokkeerd. Vraag het onze support.
setup-test-sign-in-do-connection = De koppeling is uitgeschakeld, of is intussen gewijzigd. Test nog een keer; blijft het zo, vraag het dan onze support.
setup-test-sign-in-do-tenant = { $kind ->
        [entra] Het account is van een andere directory dan is ingesteld. Test opnieuw met een account van uw eigen directory. Was het er zo een, vergelijk dan de directory-id (tenant-id) op de overzichtspagina van Entra met de verwachte.
       *[other] Het account is niet van uw organisatie zoals die is ingesteld. Test opnieuw met een account van uzelf. Was het er zo een, vergelijk dan de stap Verbinding met wat bij { $provider } is ingesteld.
    }
setup-test-sign-in-do-guest = Het account is een gast in uw directory: een andere organisatie staat ervoor in. Test met een account van uzelf. Moeten gasten wel naar binnen, sta dat dan toe voor deze koppeling.
setup-test-sign-in-do-personal = Persoonlijke { $provider }-accounts worden nooit binnengelaten. Meld u af bij { $provider } en test met een werkaccount.
setup-test-sign-in-do-user = Niemand heeft hier dit adres. Moet deze persoon de app gebruiken, laat het dan onze support weten: de gebruiker moet precies het adres hebben dat { $provider } stuurt.
setup-test-sign-in-do-suspended = De gebruiker is hier geblokkeerd. Werkt de persoon nog bij u, laat het dan onze support weten.
setup-test-sign-in-do-patient = De gebruiker is hier een patiënt, en patiënten komen niet met { $provider } binnen. Test met het account van iemand die bij u werkt.
setup-test-sign-in-do-email-missing = { $kind ->
        [entra] Microsoft stuurt geen adres. Vul het in onder E-mail van het account (Entra ID > Gebruikers) en voeg de optionele claim email toe aan het ID-token, onder Tokenconfiguratie van de app-registratie.
       *[other] { $provider } stuurt geen adres. Zorg dat het account er daar een heeft en dat het wordt meegestuurd.
    }
setup-test-sign-in-do-email-invalid = { $kind ->
        [entra] Wat Microsoft stuurt is geen e-mailadres. Verbeter het onder E-mail van het account (Entra ID > Gebruikers).
       *[other] Wat { $provider } stuurt is geen e-mailadres. Verbeter het daar.
    }
setup-test-sign-in-do-email-mismatch = De gebruiker heeft hier een ander adres dan { $provider } stuurt. Laat onze support weten welk van de twee juist is.
setup-test-sign-in-do-domain = Het is niet bewezen dat het domein van het adres van u is. Bewijs het in de stap Domeinen.
setup-test-sign-in-do-email-unverified = { $kind ->
        [entra] Microsoft zegt dat niemand het adres heeft geverifieerd (xms_edov is false). Gebruik een adres in een domein dat in uw directory is geverifieerd, onder Domeinnamen.
       *[other] { $provider } zegt niet dat het adres is geverifieerd (email_verified). Laat het daar verifiëren, of vraag het onze support.
    }
setup-test-sign-in-do-identity = De gebruiker kwam eerder met een ander { $provider }-account, of dit account hoort hier bij een andere gebruiker. Onze support kan ze van elkaar losmaken, zodra u hebt bevestigd dat het om dezelfde persoon gaat.
setup-test-sign-in-do-factor = { $kind ->
        [entra] Er wordt een tweede factor gevraagd, en niets laat zien dat die er was. Zorg dat het beleid voor voorwaardelijke toegang deze vraagt voor de verificatiecontext die voor deze koppeling is ingesteld.
       *[other] Er wordt een tweede factor gevraagd, en niets van wat { $provider } stuurt laat zien dat die er was. Vraag het onze support.
    }
setup-test-sign-in-do-denied = { $kind ->
        [entra] Microsoft, of een beleid van u, liet de persoon zich niet aanmelden. Bekijk de poging in uw aanmeldlogboeken. Vaak is het account niet toegewezen aan de bedrijfstoepassing.
       *[other] { $provider }, of een regel van u, liet de persoon zich niet aanmelden. Bekijk de poging daar, en of het account onze client mag gebruiken.
    }
setup-test-sign-in-do-interaction = { $provider } wilde nog iets van de persoon, zoals een tweede factor of een nieuw wachtwoord. Test opnieuw en rond af wat { $provider } toont.
setup-test-sign-in-do-consent = { $kind ->
        [entra] Een beheerder van uw directory heeft nog geen toestemming gegeven voor de app-registratie. Dat kan onder API-machtigingen van de app-registratie, of in de stap Verbinding.
       *[other] Onze client is bij { $provider } nog niet toegestaan. Een beheerder van u kan dat daar doen.
    }
setup-test-sign-in-do-credential = { $kind ->
        [entra] Microsoft accepteert niet waarmee we ons bewijzen. Vergelijk het met wat onder Certificaten en geheimen van de app-registratie staat: het kan verlopen zijn, of de id van het geheim is gekopieerd in plaats van de waarde.
       *[other] { $provider } accepteert niet waarmee we ons bewijzen. Kijk of het daar is verlopen of vervangen, en draag een nieuw over in de stap Verbinding.
    }
setup-test-sign-in-do-no-credential = Er is nog niets waarmee we ons bij { $provider } kunnen bewijzen. Draag het over in de stap Verbinding.
setup-test-sign-in-do-request = { $kind ->
        [entra] Microsoft weigerde de aanvraag. Vergelijk de omleidings-URI en de toepassings-id (client-id) in de stap Verbinding teken voor teken met de app-registratie.
       *[other] { $provider } weigerde de aanvraag. Vergelijk de omleidings-URI en de client-id in de stap Verbinding teken voor teken met onze client daar.
    }
setup-test-sign-in-do-later = { $provider } gaf geen bruikbaar antwoord. Wacht een paar minuten en test opnieuw.
setup-test-sign-in-do-token = { $kind ->
        [entra] Wat Microsoft stuurde was niet te vertrouwen, dus er is niets van gelezen. Vergelijk de toepassings-id (client-id) en de directory-id (tenant-id) in de stap Verbinding. Kloppen die, laat het dan onze support weten.
       *[other] Wat { $provider } stuurde was niet te vertrouwen, dus er is niets van gelezen. Vergelijk de client-id in de stap Verbinding met onze client daar. Klopt die, laat het dan onze support weten.
    }
setup-test-sign-in-do-support = Test nog een keer. Blijft het zo, geef onze support dan het nummer hierboven.


# The portal: people
setup-people-title = Wie kan er straks in
setup-people-lead = Voordat u het aanzet: zie wie van uw mensen met { $provider } kan inloggen, en wie niet en waarom. We vergelijken uw directory met de accounts in onze app, volgens dezelfde regels als bij echt inloggen. Van de lijst bewaren we niets.
setup-people-not-judged = Lijsten van de mensen bij { $provider } kunnen we nog niet vergelijken. Doe in plaats daarvan proefaanmeldingen, ook met gewone accounts: daarvoor volstaat een privélink.
setup-people-result = Wat we vonden
setup-people-sum = Kunnen inloggen: { $in } van de { $all } personen.
setup-people-of = Gecontroleerd met de instellingen van de verbinding { $connection }.
setup-people-all-well = Er hoeft niets te worden hersteld.
setup-people-download = Download wat te herstellen is (CSV)
setup-people-download-hint = In de tabel staat iedereen die aandacht nodig heeft, met wat u kunt doen. Ze zit alleen in deze pagina: als u die verlaat, kunnen we de tabel niet nog eens geven.
setup-people-file = te-herstellen
setup-people-without = Wat de lijst niet zegt, en waar we dus niet naar keken:
setup-people-without-id = of een account al aan iemand anders is gekoppeld
setup-people-without-type = wie gast is
setup-people-without-enabled = welke accounts zijn uitgeschakeld
setup-people-without-names = of een ander adres van iemand hier bekend is
setup-people-more = En nog { $number }: in de tabel staan ze allemaal.
setup-people-upn-is = Logt in als { $upn }
setup-people-user-is = Account in onze app: { $user }
setup-people-line = Regel { $line }
setup-people-upload = Upload de lijst
setup-people-upload-1 = { $kind ->
        [entra] Ga in het Entra-beheercentrum (entra.microsoft.com) naar Entra ID > Gebruikers > Alle gebruikers en kies Gebruikers downloaden.
       *[other] Exporteer de lijst van uw mensen bij { $provider } als CSV-bestand.
    }
setup-people-upload-2 = { $kind ->
        [entra] Kies Starten, wacht even en download het CSV-bestand.
       *[other] Noem de kolom met de e-mailadressen mail.
    }
setup-people-upload-3 = { $kind ->
        [entra] Kies dat bestand hier, zoals het is. Een export uit het Microsoft 365-beheercentrum of uit PowerShell (Get-MgUser) is ook goed.
       *[other] Kies dat bestand hier.
    }
setup-people-connection = Verbinding
setup-people-list = De lijst (CSV)
setup-people-list-hint = Hoogstens 50.000 personen en 16 MB.
setup-people-check = Controleer deze lijst
setup-people-directory = Of laat ons uw directory lezen
setup-people-directory-what = Dan hebt u geen bestand nodig. We lezen namen en adressen één keer, nu, en bewaren niets.
setup-people-grant-own = Daarvoor is een machtiging nodig: ga in het Entra-beheercentrum naar Entra ID > App-registraties > uw registratie > API-machtigingen > Een machtiging toevoegen > Microsoft Graph > Toepassingsmachtigingen, voeg User.Read.All toe en kies Beheerderstoestemming verlenen. Daarna kunt u die weer intrekken.
setup-people-grant-shared = Daarvoor is de toepassingsmachtiging User.Read.All van Microsoft Graph voor onze app nodig. Heeft uw directory die niet aan onze app verleend, upload dan de lijst.
setup-people-read = Lees de directory
setup-people-wait-what = Uw organisatie heeft in korte tijd veel lijsten laten controleren.
setup-people-wait-do = Ga terug, wacht een minuut en probeer het opnieuw.
setup-people-no-file = Kies eerst een bestand.
setup-people-not-connected = We weten nog niet om welke directory het gaat. Vul eerst de stap Verbinding in.
setup-people-not-granted = Uw directory laat ons niet lezen: de machtiging User.Read.All ontbreekt of heeft geen beheerderstoestemming. Verleen die zoals hieronder staat en probeer het na een paar minuten opnieuw, of upload de lijst.
setup-people-too-many = Er staan meer dan 50.000 personen op de lijst. Laat weg wie onze app niet gebruikt en upload de rest.
setup-people-busy = Microsoft heeft het te druk om ons de lijst te geven. Probeer het over enkele minuten opnieuw, of upload de lijst.
setup-people-not-read = Microsoft gaf ons de lijst niet ({ $code }). Upload in plaats daarvan de lijst.
setup-people-empty = Er staan geen personen in het bestand.
setup-people-too-large = Het bestand kwam niet heel aan of is groter dan 16 MB. Laat kolommen weg die niet nodig zijn en probeer het opnieuw.
setup-people-no-text = Het bestand is geen CSV die we kunnen lezen. Sla het op als “CSV UTF-8”, of upload het geëxporteerde bestand zoals het is.
setup-people-no-address = In geen enkele kolom staan de e-mailadressen. De eerste regel moet de kolommen noemen, en een daarvan moet mail heten.
setup-people-twice = De kolom { $column } staat er twee keer. Verwijder er een.
setup-people-fields = Deze regel heeft niet evenveel velden als er kolommen zijn. Ontbreekt er hier of hierboven een aanhalingsteken?
setup-people-cell = Wat in de kolom { $column } staat, kan niet kloppen.
setup-people-closed = Op dit moment kan niemand inloggen
setup-people-closed-do = De organisatie of de verbinding staat uit. Vraag het onze support. Wat er verder te herstellen is, blijkt pas daarna.
setup-people-upn = De aanmeldnaam is hier bekend, maar het e-mailadres niet
setup-people-upn-do = Zet in { provider-directory } in het veld E-mail van deze personen hun adres in onze app, of laat hun adres in onze app veranderen in hun e-mailadres in { provider-directory }. Alleen het e-mailadres telt, niet de aanmeldnaam.
setup-people-alias = Een alias is hier bekend, maar het e-mailadres niet
setup-people-alias-do = In onze app hebben deze personen een adres dat in { provider-directory } maar een alias is. Maak er daar hun primaire adres van, of laat hun adres in onze app veranderen.
setup-people-mail-missing = Het e-mailadres ontbreekt in { provider-directory }
setup-people-mail-missing-do = Vul in { provider-directory } het veld E-mail (contactgegevens) in. Accounts die geen persoon zijn, zoals vergaderzalen, kunnen zo blijven.
setup-people-mail-invalid = Het e-mailadres in { provider-directory } is ongeldig
setup-people-mail-invalid-do = Verbeter het veld E-mail in { provider-directory }.
setup-people-duplicate = Meerdere accounts hebben hetzelfde e-mailadres
setup-people-duplicate-do = Maar een ervan kan inloggen: degene die dat het eerst doet. Geef elk account een eigen adres, of maak het veld E-mail leeg bij accounts waarmee niemand inlogt.
setup-people-other-address = De persoon heeft in onze app een ander adres
setup-people-other-address-do = Deze accounts hebben eerder ingelogd, met het adres dat onze app nog heeft. Laat het adres in onze app veranderen in het nieuwe.
setup-people-domain = Het domein van het adres is niet bewezen
setup-people-domain-do = Bewijs het domein in de stap Domeinen, of geef deze personen een adres van een domein dat bewezen is.
setup-people-other-account = Aan deze persoon is een ander account gekoppeld
setup-people-other-account-do = Het account is opnieuw aangemaakt, of het adres is aan iemand anders gegeven. Meld het onze support; die controleert wie het is en ontkoppelt het oude account.
setup-people-other-user = Het account is aan iemand anders gekoppeld
setup-people-other-user-do = Met dit account is eerder als een andere persoon ingelogd. Meld onze support wie het is.
setup-people-ambiguous = Meerdere personen hebben hier dit adres
setup-people-ambiguous-do = Een van hen had het vroeger. Meld onze support wie van hen het is.
setup-people-suspended = Geblokkeerd in onze app
setup-people-suspended-do = Moeten deze personen erin kunnen, laat ze dan in onze app weer actief maken.
setup-people-patient = Patiënt in onze app
setup-people-patient-do = Patiënten loggen nooit in met { $provider }. Werkt iemand ook bij uw organisatie, dan is er in onze app een tweede account nodig, met het werkadres.
setup-people-guest = Gasten van uw directory
setup-people-guest-do = Gasten kunnen met deze verbinding niet inloggen. Moeten ze dat wel kunnen, meld het dan onze support; anders hoeft u niets te doen.
setup-people-personal = Persoonlijke { $provider }-accounts
setup-people-personal-do = Die komen er nooit in. Geef deze personen een account van uw organisatie.
setup-people-missing = In onze app, maar niet op de lijst
setup-people-missing-do = Niemand in uw directory heeft het adres van deze personen. Zijn ze vertrokken, hebben ze intussen een ander adres, of is de lijst niet volledig?
setup-people-not-here = Niet bekend in onze app
setup-people-not-here-do = Niemand in onze app heeft dit adres. Wie de app nodig heeft, moet daar eerst een account krijgen; voor de anderen hoeft u niets te doen.
setup-people-disabled = Uitgeschakeld in { provider-directory }
setup-people-disabled-do = { $provider } laat deze accounts nergens inloggen. Werkt iemand nog bij u, schakel het account dan in { provider-directory } in.
setup-people-in = Kan inloggen
setup-people-in-do = Niets.


# The portal: switch on
setup-switch-on-title = Aanmelden met { $provider } inschakelen
setup-switch-on-lead = U bepaalt voor wie het aanstaat, en wanneer het begint. Niets is hier definitief: de laatste wijziging maakt u met één klik ongedaan.
setup-switch-on-now = Hoe het nu is
setup-switch-on-is = { $whom ->
        [off] Uit: iedereen meldt zich aan met een code.
        [pilot] Aan voor de proeflijst. Alle anderen melden zich aan met een code.
       *[everyone] Aan voor iedereen.
    }
setup-switch-on-begins = Begint op { $date }.
setup-switch-on-widens = Vanaf { $date } voor iedereen.
setup-switch-on-ends = Eindigt op { $date }.
setup-switch-on-ended = Het eindigde op { $date }.
setup-switch-on-forced = Uw organisatie heeft met onze support afgesproken dat medewerkers zich alleen met { $provider } aanmelden. Zolang dat geldt, moet aanmelden met { $provider } voor iedereen aanstaan; alleen onze support kan dat wijzigen.
setup-switch-on-before = Vóór de laatste wijziging:
setup-switch-on-undo = Laatste wijziging ongedaan maken
setup-switch-on-ready = Wat eerst in orde moet zijn
setup-switch-on-need-open = { $met ->
        [yes] Uw organisatie is open.
       *[no] Uw organisatie is geblokkeerd. Alleen onze support kan dat opheffen.
    }
setup-switch-on-need-in-force = { $met ->
        [yes] Er is een koppeling met uw directory in gebruik.
       *[no] Er is geen koppeling in gebruik. Een concept laat niemand binnen tot het is getest en in gebruik is genomen.
    }
setup-switch-on-need-credential = { $met ->
        [yes] We kunnen ons bij { $provider } bewijzen.
       *[no] We hebben niets geldigs om ons bij { $provider } mee te bewijzen.
    }
setup-switch-on-need-domain = { $met ->
        [yes] Er is een e-maildomein bewezen dat naar de koppeling leidt.
       *[no] Er leidt geen bewezen e-maildomein naar de koppeling.
    }
setup-switch-on-met = in orde
setup-switch-on-unmet = ontbreekt
setup-switch-on-checked = We keken het laatst naar de DNS van uw domeinen op { $date }.
setup-switch-on-try = Kijk hier voordat u inschakelt:
setup-switch-on-held = Onze support heeft aanmelden met { $provider } voor uw organisatie uitgeschakeld. Overleg eerst met hen: alleen zij kunnen het weer inschakelen.
setup-switch-on-switch = Hoe moet het worden?
setup-switch-on-whom = Voor wie staat aanmelden met { $provider } aan?
setup-switch-on-nobody = Voor niemand: uit
setup-switch-on-some = Voor de mensen op de proeflijst
setup-switch-on-everyone = Voor iedereen
setup-switch-on-from = Vanaf wanneer?
setup-switch-on-from-hint = Laat beide leeg om meteen te beginnen. Wat nu aanstaat, blijft tot dan aan.
setup-switch-on-until = Tot wanneer?
setup-switch-on-until-hint = Laat beide leeg als het niet hoeft te eindigen.
setup-switch-on-date = Datum
setup-switch-on-time = Tijd
setup-switch-on-zone = Tijdzone
setup-switch-on-zone-hint = Alle tijden op deze pagina zijn in deze zone. Daar is het nu { $date }.
setup-switch-on-look = Laat zien wat dit betekent
setup-switch-on-look-again = Laat het opnieuw zien
setup-switch-on-do = Zo instellen
setup-switch-on-preview = Wat dit betekent
setup-switch-on-came-in = Mensen die zich de afgelopen 30 dagen aanmeldden
setup-switch-on-by-sso = van hen kunnen zich met { $provider } aanmelden
setup-switch-on-refused = van hen kunnen dat niet; zij melden zich aan met een code
setup-switch-on-sessions = Open sessies die zouden eindigen
setup-switch-on-shut-out = Mensen die zich op geen enkele manier meer kunnen aanmelden
setup-switch-on-preview-hint = Of { $provider } ieder van hen kent onder het adres dat wij hebben, ziet u in de stap ‘Mensen’.
setup-switch-on-fault-whom = Kies voor wie het aan moet staan.
setup-switch-on-fault-date = Vul een datum en een tijd in, of laat beide leeg. De datum is niet volledig.
setup-switch-on-fault-time = Vul een datum en een tijd in, of laat beide leeg. De tijd is niet volledig.
setup-switch-on-fault-skipped = Deze tijd bestaat niet: die nacht gaat de klok vooruit. Kies een andere tijd.
setup-switch-on-fault-zone = Kies een tijdzone uit de lijst.
setup-switch-on-fault-past = Dit tijdstip is voorbij. Kies een later tijdstip, of laat datum en tijd leeg om meteen te beginnen.
setup-switch-on-fault-far = Deze dag ligt meer dan twee jaar vooruit. Controleer het jaar.
setup-switch-on-fault-end = Het zou eindigen voordat het begint, of vóór nu. Kies een later einde.
setup-switch-on-fault-off-end = Wat uit is, heeft geen einde. Laat het einde leeg, of kies voor wie het aan moet staan.
setup-switch-on-fault-off = Het staat al uit.
setup-switch-on-fault-on = Het staat voor hen al aan.
setup-switch-on-fault-pilot-later = Het staat aan voor iedereen. Een proef kan alleen meteen beginnen; anders zou het tot die dag voor iedereen uitstaan.
setup-switch-on-fault-not-now = Het kan nog niet worden ingeschakeld. Onder ‘Wat eerst in orde moet zijn’ staat wat er ontbreekt.
setup-switch-on-fault-stale = Iemand heeft het intussen gewijzigd. Kijk hoe het nu is, en kies opnieuw.
setup-switch-on-fault-forced = Medewerkers van uw organisatie melden zich alleen met { $provider } aan, dus het moet voor iedereen aan blijven staan. Vraag onze support dat eerst te wijzigen.
setup-switch-on-pilot = De proeflijst
setup-switch-on-pilot-what = Zolang het voor de proeflijst aanstaat, kunnen alleen deze mensen zich met { $provider } aanmelden. Alle anderen melden zich aan zoals voorheen. Wie van de lijst gaat, kan niet meer gebruiken wat met { $provider } is geopend, en meldt zich aan met een code.
setup-switch-on-addresses = E-mailadressen
setup-switch-on-addresses-hint = Eén per regel, of een tabel gekopieerd uit een spreadsheet. Het moeten mensen van uw organisatie zijn die we al kennen.
setup-switch-on-put-on = Op de lijst zetten
setup-switch-on-take-off = Van de lijst halen
setup-switch-on-listed = Op de lijst
setup-switch-on-list-empty = Er staat niemand op de lijst.
setup-switch-on-list-more = en nog { $count }
setup-switch-on-take-one-off = Van de lijst
setup-switch-on-take-one-off-of = Van de lijst halen: { $address }
setup-switch-on-list-nothing = Er staat geen e-mailadres in wat u hebt geplakt.
setup-switch-on-list-many = Dit zijn meer dan 5000 adressen. Plak er minder tegelijk.
setup-switch-on-list-unknown = { $added } toegevoegd. Geen medewerker van uw organisatie heeft hier deze adressen; ze zijn overgeslagen:
setup-switch-on-wait-what = Deze pagina is in korte tijd heel vaak gebruikt.
setup-switch-on-wait-do = Ga terug, wacht een minuut en probeer het opnieuw.


# The portal: status
setup-status-title = Hoe het aanmelden gaat
setup-status-lead = De afgelopen 30 dagen bij uw organisatie. Dagen en tijden zijn in UTC; niemand wordt hier bij naam genoemd.
setup-status-last-by-sso = Laatste aanmelding met een eigen account
setup-status-nobody = Niemand in de afgelopen 30 dagen
setup-status-weather = Storing op dit moment
setup-status-fair = Geen bekend
setup-status-checks = Bekijk de controles
setup-status-sign-ins = Aanmeldingen met uw eigen accounts
setup-status-today = Vandaag
setup-status-week = Afgelopen 7 dagen
setup-status-month = Afgelopen 30 dagen
setup-status-by-day = Elke dag in cijfers
setup-status-day = Dag
setup-status-by-sso = Eigen account
setup-status-by-code = Met een code
setup-status-refused = Geweigerd
setup-status-refusals = Wie zich niet kon aanmelden, en wat helpt
setup-status-no-refusals = Niemand is geweigerd.
setup-status-last = Laatst op { $date }
setup-status-unknown = Geen account hier heeft hun e-mailadres
setup-status-unknown-do = Vergelijk het adres (mail) van de persoon in uw directory met dat van het account hier. Moet iemand zich kunnen aanmelden en is er geen account, vraag onze support dan er een te maken.
setup-status-suspended = Hun account, of uw hele organisatie, is hier geblokkeerd
setup-status-suspended-do = Vraag onze support waarom, en om het op te heffen als het niet zo hoort te zijn.
setup-status-patient = Het account hier is dat van een patiënt
setup-status-patient-do = Patiënten melden zich niet aan met een account van het ziekenhuis. Gaat het om een medewerker, vraag onze support dan het account te corrigeren.
setup-status-email = Het e-mailadres uit uw directory kan niet worden gebruikt
setup-status-email-do = { $kind ->
        [entra] Controleer of het account een adres (mail) heeft in een domein dat hier bewezen is, en of dat het adres van het account hier is. Gebeurt het bij iedereen, dan ontbreken misschien toestemming of optionele claims.
       *[other] Controleer of het account een adres heeft in een domein dat hier bewezen is, en of dat het adres van het account hier is. Gebeurt het bij iedereen, dan wordt het adres misschien helemaal niet meegestuurd.
    }
setup-status-bond = Het account hier hoort bij een ander account van uw directory
setup-status-bond-do = Dit gebeurt als een account opnieuw is gemaakt, of als een adres aan iemand anders is gegeven. Vraag onze support na te gaan wie het is en het oude account los te koppelen.
setup-status-account = Een account van een andere directory, een gast of een persoonlijk account
setup-status-account-do = De persoon koos het verkeerde account. Laat hem of haar bij { $provider } afmelden en het account van uw organisatie kiezen.
setup-status-factor = Er werd een tweede factor of een nieuwe aanmelding gevraagd, en niet gegeven
setup-status-factor-do = Controleer of de persoon de tweede factor heeft ingesteld, en of uw beleid erom vraagt.
setup-status-policy = Een beleid van uw directory heeft het geweigerd
setup-status-policy-do = { $kind ->
        [entra] Zoek de poging in de aanmeldingslogboeken van uw directory: voorwaardelijke toegang, toewijzing van gebruikers aan de toepassing, of ontbrekende beheerderstoestemming.
       *[other] Zoek de poging in de aanmeldingslogboeken van uw directory: een regel van u, of wie onze client mag gebruiken.
    }
setup-status-provider = { $provider } was niet bereikbaar of had een storing
setup-status-provider-do = Dit gaat vanzelf over. Zo niet, kijk dan op de pagina van { $provider } over de status van zijn diensten.
setup-status-credential = Waarmee wij ons bewijzen is niet aanvaard
setup-status-credential-do = { $kind ->
        [entra] Controleer of het geheim of certificaat in uw app-registratie is verlopen of vervangen, en geef onze support het nieuwe.
       *[other] Controleer of het geheim of certificaat waaraan { $provider } ons kent, is verlopen of vervangen, en draag een nieuw over in de stap Verbinding.
    }
setup-status-closed = Aanmelden met een eigen account staat daar niet open
setup-status-closed-do = De app, de koppeling of de schakelaar staat uit, of alleen een eigen account is toegestaan. Is dat niet de bedoeling, laat het onze support weten.
setup-status-pilot = Ze staan niet op de pilotlijst
setup-status-pilot-do = Zolang deze aanmelding een pilot is, komen alleen de mensen op de lijst ervan erdoor binnen; de anderen komen met een code. Zet ze erbij onder Inschakelen, of schakel het in voor iedereen.
setup-status-slip = Er was iets verkeerd getypt, of de aanmelding werd afgebroken
setup-status-slip-do = Er valt niets te herstellen: opnieuw proberen helpt. Gebeurt het vaak, dan blokkeert een browser of proxy misschien cookies.
setup-status-token = Het antwoord van uw directory was niet te gebruiken
setup-status-token-do = Laat het onze support weten: zij zoeken het uit.
setup-status-ends = Wat er eindigt, en wanneer
setup-status-nothing-ends = Niets waar wij van weten.
setup-status-ends-secret = Clientgeheim van de koppeling { $name }
setup-status-ends-certificate = Certificaat van de koppeling { $name }
setup-status-ends-proof = Bewijs van het domein { $name }: het record ontbreekt in de DNS
setup-status-ends-flag = Instelling { $name }
setup-status-ends-invitation = Uitnodiging van { $name }
setup-status-ends-break-glass = Noodtoegang van { $name }
setup-status-ends-webhook = Eerder geheim van een { $name }
setup-status-ends-other = { $name }
setup-status-soon = binnenkort
setup-status-over = verlopen
setup-status-replaced = niet meer nodig


# The portal: letters and weather
weather-trouble = Aanmelden met het account van uw organisatie gaat sinds { $since } niet goed.
weather-everywhere = Aanmelden met het account van een organisatie gaat sinds { $since } niet goed, niet alleen bij die van u.
weather-by-code = U kunt zich in plaats daarvan aanmelden met een code per e-mail.
letter-ends-secret-subject = Het clientgeheim van { $organization } verloopt op { $date }
letter-ends-secret-what = Het clientgeheim waarmee wij ons bij uw directory bewijzen (koppeling { $name }) verloopt op { $until }. Vanaf dan kan niemand van { $organization } zich met { $provider } aanmelden.
letter-ends-secret-do = { $kind ->
        [entra] Maak vóór die dag een nieuw geheim in uw app-registratie en draag het over in het portaal waarvoor onze support u heeft uitgenodigd, of zoals met hen afgesproken. Stuur een geheim nooit per e-mail. Verwijder het oude pas als het nieuwe in gebruik is.
       *[other] Maak vóór die dag bij { $provider } een nieuw geheim voor onze client en draag het over in het portaal waarvoor onze support u heeft uitgenodigd, of zoals met hen afgesproken. Stuur een geheim nooit per e-mail. Verwijder het oude pas als het nieuwe in gebruik is.
    }
letter-ends-certificate-subject = Het certificaat van { $organization } verloopt op { $date }
letter-ends-certificate-what = Het certificaat waarmee wij ons bij uw directory bewijzen (koppeling { $name }) verloopt op { $until }. Vanaf dan kan niemand van { $organization } zich met { $provider } aanmelden.
letter-ends-certificate-do = { $kind ->
        [entra] Haal het nieuwe certificaat in het portaal waarvoor onze support u heeft uitgenodigd, of bij onze support, en voeg het vóór die dag toe aan uw app-registratie. Verwijder het oude pas als het nieuwe in gebruik is.
       *[other] Haal het nieuwe certificaat in het portaal waarvoor onze support u heeft uitgenodigd, of bij onze support, en voeg het vóór die dag bij { $provider } aan onze client toe. Verwijder het oude pas als het nieuwe in gebruik is.
    }
letter-ends-proof-subject = Het bewijs van { $name } eindigt op { $date }
letter-ends-proof-what = Het TXT-record dat bewijst dat { $name } van { $organization } is, ontbreekt in de DNS. Blijft het weg tot { $until }, dan geldt het domein als niet bewezen en kan niemand met een adres in dit domein zich met { $provider } aanmelden.
letter-ends-proof-do = Laat wie uw domeinnamen beheert het record terugzetten, precies zoals het in het portaal staat. Hebt u geen link naar het portaal, vraag onze support er dan om.
letter-ends-flag-subject = Een instelling van { $organization } eindigt op { $date }
letter-ends-flag-what = De instelling { $name } van { $organization } is gemaakt tot { $until }. Daarna geldt ze niet meer. Is het de instelling die aanmelden met { $provider } opent (sso), dan kan niemand zich vanaf dan met { $provider } aanmelden.
letter-ends-flag-do = Is dat de bedoeling, dan hoeft u niets te doen. Zo niet, laat onze support weten hoe lang ze moet gelden.
letter-ends-invitation-subject = Een link voor { $organization } eindigt op { $date }
letter-ends-invitation-what = De link die { $name } kreeg om te zien en in te stellen hoe { $organization } zich aanmeldt, kan worden gebruikt tot { $until }.
letter-ends-invitation-do = Is alles ingesteld, dan hoeft u niets te doen. Zo niet, rond het af vóór die dag of vraag onze support om een nieuwe link.
letter-ends-other-subject = Iets van { $organization } eindigt op { $date }
letter-ends-other-what = { $name } van { $organization } eindigt op { $until }.
letter-ends-other-do = Is het nog nodig, neem dan contact op met onze support.
letter-trouble-subject = Het aanmelden van { $organization } gaat niet goed
letter-trouble-what = Sinds { $since } konden meerdere mensen van { $organization } zich niet met hun { $provider }-account aanmelden. Anderen kunnen het wel, dus ligt de oorzaak waarschijnlijk bij uw directory, of tussen uw directory en ons.
letter-trouble-do = Kijk naar de status van de diensten van { $provider } en naar de aanmeldingslogboeken van uw directory. Wij houden het in de gaten; het is voorbij zodra mensen weer binnenkomen.
letter-trouble-credential-subject = Het aanmelden van { $organization } gaat niet goed
letter-trouble-credential-what = Sinds { $since } aanvaardt uw directory niet waarmee wij ons bewijzen. Tot dat verholpen is, kan niemand van { $organization } zich met een { $provider }-account aanmelden.
letter-trouble-credential-do = { $kind ->
        [entra] Controleer of het geheim of certificaat in uw app-registratie is verlopen, verwijderd of vervangen. Draag een nieuw over in het portaal, of zoals met onze support afgesproken. Stuur een geheim nooit per e-mail.
       *[other] Controleer of het geheim of certificaat waaraan { $provider } ons kent, is verlopen, verwijderd of vervangen. Draag een nieuw over in het portaal, of zoals met onze support afgesproken. Stuur een geheim nooit per e-mail.
    }
