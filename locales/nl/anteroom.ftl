footer-private = Uw Microsoft-wachtwoord zien wij nooit.
footer-languages = Taal

login-title = Aanmelden bij { $application }
login-lead = Gebruik het werkaccount van uw ziekenhuis of zorgorganisatie.
login-remembered = Doorgaan als { $address }
login-remembered-with = { $organization }
login-another = Een ander account gebruiken
login-microsoft = Aanmelden met Microsoft
login-or = of
login-address = Werkmailadres
login-address-hint = Bijvoorbeeld naam@ziekenhuis.example. We sturen u door naar uw eigen organisatie om aan te melden.
login-continue = Doorgaan
login-problem = Er moet iets worden aangepast
notice-address-missing = Vul uw werkmailadres in, zodat we weten waar we u naartoe moeten sturen.
notice-address-missing-code = Vul uw e-mailadres in.
notice-address-invalid = Dit is geen volledig e-mailadres. Het heeft de vorm naam@ziekenhuis.example.
notice-not-this-way = Met dit adres kunt u niet aanmelden met Microsoft. Controleer het adres, of meld u aan zoals u gewend bent in { $application }.
notice-not-this-way-code = Met dit adres kunt u niet aanmelden met Microsoft. Controleer het adres, of ga door met een code.
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
advice-try-again-what = De aanmelding bij Microsoft is niet afgerond.
advice-try-again-code-what = De aanmelding met een code is niet afgerond.
advice-try-again-do = Probeer het nog een keer. Lukt het weer niet, neem dan contact op met de helpdesk van uw organisatie.
advice-work-account-title = Gebruik uw werkaccount
advice-work-account-what = Het account waarmee u zich aanmeldde, is geen werkaccount van uw organisatie.
advice-work-account-do = Probeer het opnieuw en kies het account dat u van uw organisatie hebt gekregen.
advice-finish-title = Microsoft heeft eerst iets van u nodig
advice-finish-what = Microsoft vroeg om een extra stap, zoals een bevestiging op uw telefoon of een nieuw wachtwoord, en die is niet afgerond.
advice-finish-do = Probeer het opnieuw en rond de stap af die Microsoft toont. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
advice-hospital-it-title = Uw organisatie moet dit eerst toestaan
advice-hospital-it-what = De aanmeldinstellingen van uw organisatie staan deze aanmelding niet toe.
advice-hospital-it-do = Neem contact op met de IT-helpdesk van uw organisatie. Opnieuw proberen helpt pas als zij ernaar gekeken hebben.
advice-no-access-title = Met dit account kunt u niet naar binnen
advice-no-access-what = U bent aangemeld bij Microsoft, maar { $application } kon u met dit account niet binnenlaten.
advice-no-access-do = Hebt u het juiste account gebruikt? Neem dan contact op met de helpdesk van uw organisatie.
advice-no-access-code-title = Met dit adres kunt u niet naar binnen
advice-no-access-code-what = De code klopte, maar { $application } kon u met dit adres niet binnenlaten.
advice-no-access-code-do = Hebt u het juiste adres gebruikt? Neem dan contact op met de helpdesk van uw organisatie.
advice-not-open-title = Deze aanmelding is hier niet mogelijk
advice-not-open-what = { $application } kan op dit moment niet met het werkaccount van uw organisatie worden geopend.
advice-not-open-do = Meld u aan zoals u gewend bent in { $application }.
advice-use-code-title = Meld u aan met een code
advice-use-code-what = { $application } kan nog niet met dit Microsoft-account worden geopend.
advice-use-code-do = Probeer het opnieuw, typ uw e-mailadres en kies ‘Doorgaan’: u krijgt een code per e-mail.
advice-use-microsoft-title = Meld u aan met Microsoft
advice-use-microsoft-what = Medewerkers van uw organisatie openen { $application } met hun Microsoft-account. Met een code of een wachtwoord gaat dat niet.
advice-use-microsoft-do = Probeer het opnieuw en kies ‘Aanmelden met Microsoft’. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
advice-closed-title = { $application } kan nu niet worden geopend
advice-closed-what = { $application } is op dit moment voor u gesloten, hoe u zich ook aanmeldt.
advice-closed-do = Neem contact op met de helpdesk van uw organisatie. Opnieuw proberen helpt pas als het weer open is.
advice-start-again-title = Begin opnieuw
advice-start-again-what = Deze aanmelding is te lang geleden begonnen, of in een ander browservenster.
advice-start-again-do = Ga terug naar de app en meld u daar opnieuw aan.
advice-microsoft-title = Microsoft antwoordt niet
advice-microsoft-what = De aanmelding van Microsoft, of van uw organisatie daar, heeft op dit moment een storing.
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
login-address-hint-microsoft = We sturen u door naar uw eigen organisatie om u daar aan te melden.
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
notice-too-many = Er waren te veel pogingen. Probeer het over een of twee uur opnieuw, of in een browser waarin u zich al eens hebt aangemeld, of met Microsoft als uw organisatie dat heeft.
notice-too-many-passwords = Er waren te veel pogingen. Wacht een kwartier en probeer het opnieuw, of meld u aan met Microsoft als uw organisatie dat heeft.
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
account-by-microsoft = met Microsoft
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
setup-lead = Dit is wat er bij ons over uw organisatie is vastgelegd, voor de IT-afdeling. U kunt het hier lezen en de DNS van uw domeinen laten controleren; verder kan op deze pagina niets worden gewijzigd.
setup-missing = Wat er nog ontbreekt
setup-nothing-missing = Er ontbreekt niets.
setup-missing-suspended = Uw organisatie is geblokkeerd: niemand kan zich bij een app aanmelden.
setup-missing-connection = Uw Microsoft Entra-directory is nog niet gekoppeld. Geef onze support uw directory-id (tenant-id). U vindt het op de overzichtspagina van het Entra-beheercentrum.
setup-missing-activation = De koppeling { $name } is nog niet in gebruik.
setup-missing-switched-off = De koppeling { $name } is uitgeschakeld: niemand meldt zich ermee aan.
setup-missing-shared = De koppeling { $name } gebruikt onze eigen app-registratie, en die is niet ingesteld.
setup-missing-credential = Voor de koppeling { $name } hebben we niets om ons mee te bewijzen. Maak in uw app-registratie een clientgeheim of voeg een certificaat toe, en spreek met onze support af hoe u het overdraagt. Stuur een geheim nooit per e-mail.
setup-missing-credential-ended = Voor de koppeling { $name } is datgene waarmee we ons bewijzen op { $date } verlopen. Tot er iets nieuws is, kan niemand zich met Microsoft aanmelden. Maak het in uw app-registratie en spreek met onze support af hoe u het overdraagt. Stuur een geheim nooit per e-mail.
setup-missing-credential-ends = Voor de koppeling { $name } verloopt datgene waarmee we ons bewijzen op { $date }. Maak voor die dag iets nieuws in uw app-registratie en spreek met onze support af hoe u het overdraagt. Stuur een geheim nooit per e-mail.
setup-missing-domain = Er is geen e-maildomein vastgelegd. Laat onze support weten in welke domeinen uw medewerkers hun werkadres hebben.
setup-missing-proof = Er is niet bewezen dat het domein { $name } van u is. Tot dat bewezen is, kan niemand zich met een adres in dit domein met Microsoft aanmelden. Hieronder staat hoe u het bewijst.
setup-missing-record = Het TXT-record dat bewijst dat het domein { $name } van u is, ontbreekt in de DNS. Zet het terug vóór { $date }: vanaf die dag kan niemand zich met een adres in dit domein met Microsoft aanmelden.
setup-missing-route = Het domein { $name } leidt naar geen enkele koppeling: niemand met een adres in dit domein wordt naar Microsoft gestuurd.
setup-missing-sso = Aanmelden met Microsoft staat niet aan, en er is geen dag voor gekozen. In de stap ‘Inschakelen’ bepaalt u voor wie het begint, en wanneer.
setup-missing-admins = Er zijn geen beheerders vastgelegd. Niemand van uw organisatie hoort wat er namens haar gebeurt, zoals deze uitnodiging. Geef onze support hun e-mailadressen.
setup-missing-help = Er is geen hulptekst. Wie wordt geweigerd, leest niet wie te bellen. Stuur onze support een zin met de naam en het nummer van uw helpdesk.
setup-who-entra = Wie dit kan verhelpen: de beheerders van uw Microsoft Entra-directory
setup-who-dns = Wie dit kan verhelpen: wie uw domeinnamen beheert
setup-who-support = Wie dit kan verhelpen: onze support
setup-who-together = Wie dit kan verhelpen: u en onze support
setup-switches = Wat er aan staat
setup-sso = Aanmelden met Microsoft
setup-forced = Alleen aanmelden met Microsoft
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
setup-connections = Koppelingen met Microsoft Entra
setup-in-use = in gebruik
setup-switched-off = uitgeschakeld
setup-not-yet = nog niet in gebruik
setup-tenant = Directory-id (tenant-id)
setup-cloud = Aanmeldadres van Microsoft
setup-registration = App-registratie
setup-registration-own = In uw eigen directory
setup-registration-shared = De onze, die ook andere organisaties gebruiken. Een beheerder van uw directory geeft er één keer toestemming voor.
setup-client = Toepassings-id (client-id)
setup-redirect = Omleidings-URI
setup-redirect-own = Voeg deze aan uw app-registratie toe, onder Verificatie, als omleidings-URI van het platform Web, precies zoals hier.
setup-redirect-shared = Staat in onze app-registratie. U hoeft deze nergens toe te voegen.
setup-logout = URL voor afmelden via front-channel
setup-logout-hint = Vul deze in uw app-registratie in, onder Verificatie: wie zich bij Microsoft afmeldt, is dan ook hier afgemeld. Daarvoor is de optionele claim sid nodig.
setup-credential = Waarmee we ons bewijzen
setup-credential-none = Nog niets
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
setup-ends = U ziet deze pagina door een uitnodiging aan { $address }. De link kan tot { $date } worden gebruikt. Wie de link heeft, kan deze pagina zien: geef hem alleen aan collega’s die hem nodig hebben.
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
letter-microsoft-subject = Meld u bij { $application } aan met Microsoft
letter-microsoft-what = U vroeg om een code voor { $application }. Uw organisatie heeft besloten dat haar medewerkers zich met hun Microsoft-account aanmelden, dus er is geen code.
letter-microsoft-do = Ga terug en kies ‘Aanmelden met Microsoft’. Lukt dat niet, neem dan contact op met de helpdesk van uw organisatie.
letter-closed-subject = Er is geen code voor { $application }
letter-closed-what = U hebt om een code voor { $application } gevraagd. Uw organisatie heeft besloten dat medewerkers zich alleen met hun Microsoft-account aanmelden, en daarmee gaat { $application } niet open.
letter-closed-do = Neem contact op met de helpdesk van uw organisatie.
letter-attack-subject = Iemand raadt codes voor uw account
letter-attack-what = Er waren veel foute codes voor uw account bij { $application }. Er is niemand binnengekomen. Een tijd lang nemen we geen codes aan, behalve in een browser waarin u zich al eens hebt aangemeld.
letter-attack-do = U hoeft niets te doen. Aanmelden met Microsoft kan nog steeds, als uw organisatie dat heeft.
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
letter-break-glass-what = { $one } en { $other } hebben voor { $account } tot { $until } de gewone manier van aanmelden geopend, hoewel { $organization } zich alleen met Microsoft aanmeldt. De reden die ze gaven: { $reason }
letter-break-glass-do = De toegang sluit vanzelf. Weet u van niets, neem dan meteen contact op met onze support.
letter-webhook-failing-subject = Een webhook van { $organization } is uitgeschakeld
letter-webhook-failing-what = { $host } heeft sinds { $since } geen berichten van ons aangenomen. Daarom sturen we ze niet meer. Wat er bij { $organization } gebeurt, wordt daar nu aan niemand gemeld.
letter-webhook-failing-do = Werkt het systeem weer, vraag onze support dan om de webhook in te schakelen en te sturen wat is gemist. Dat bewaren we 30 dagen.
letter-webhook-gone-subject = Een webhook van { $organization } is uitgeschakeld
letter-webhook-gone-what = { $host } heeft geantwoord dat het geen berichten van ons meer wil (HTTP 410). Daarom sturen we ze niet meer. Wat er bij { $organization } gebeurt, wordt daar nu aan niemand gemeld.
letter-webhook-gone-do = Is dat de bedoeling, dan hoeft u niets te doen. Zo niet, neem dan contact op met onze support.
letter-invitation-subject = Hoe { $organization } zich aanmeldt: een link voor u
letter-invitation-what = { $by } van onze support nodigt u uit om te bekijken hoe { $organization } zich met Microsoft aanmeldt, en wat er nog ontbreekt. Open deze link. Hij kan tot { $until } worden gebruikt, ook door collega’s van u.
letter-invitation-do = Wie de link heeft, kan de pagina zien: geef hem alleen aan collega’s die hem nodig hebben. Weet u niet waar dit over gaat? Doe dan niets en laat het onze support weten.
letter-invited-subject = Er is iemand uitgenodigd voor { $organization }
letter-invited-what = { $by } van onze support heeft { $address } uitgenodigd om te bekijken hoe { $organization } zich met Microsoft aanmeldt, en wat er nog ontbreekt. De link kan tot { $until } worden gebruikt.
letter-invited-do = U hoeft niets te doen. Weet u van niets, of klopt het adres niet, neem dan meteen contact op met onze support: de uitnodiging kan worden ingetrokken.
letter-switched-subject = { $whom ->
        [off] Aanmelden met Microsoft staat uit bij { $organization }
        [pilot] Aanmelden met Microsoft bij { $organization }: voor de proeflijst
       *[everyone] Aanmelden met Microsoft bij { $organization }: voor iedereen
    }
letter-switched-what = Via de uitnodiging aan { $address } heeft iemand bepaald hoe { $organization } zich aanmeldt. { $whom ->
        [off] Aanmelden met Microsoft staat uit; iedereen meldt zich aan met een code.
        [pilot] Aanmelden met Microsoft staat aan voor de mensen op de proeflijst.
       *[everyone] Aanmelden met Microsoft staat aan voor iedereen.
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


# The portal: checks


# The portal: test sign-in


# The portal: people


# The portal: switch on
setup-switch-on-title = Aanmelden met Microsoft inschakelen
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
setup-switch-on-forced = Uw organisatie heeft met onze support afgesproken dat medewerkers zich alleen met Microsoft aanmelden. Zolang dat geldt, moet aanmelden met Microsoft voor iedereen aanstaan; alleen onze support kan dat wijzigen.
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
        [yes] We kunnen ons bij Microsoft bewijzen.
       *[no] We hebben niets geldigs om ons bij Microsoft mee te bewijzen.
    }
setup-switch-on-need-domain = { $met ->
        [yes] Er is een e-maildomein bewezen dat naar de koppeling leidt.
       *[no] Er leidt geen bewezen e-maildomein naar de koppeling.
    }
setup-switch-on-met = in orde
setup-switch-on-unmet = ontbreekt
setup-switch-on-checked = We keken het laatst naar de DNS van uw domeinen op { $date }.
setup-switch-on-try = Kijk hier voordat u inschakelt:
setup-switch-on-held = Onze support heeft aanmelden met Microsoft voor uw organisatie uitgeschakeld. Overleg eerst met hen: alleen zij kunnen het weer inschakelen.
setup-switch-on-switch = Hoe moet het worden?
setup-switch-on-whom = Voor wie staat aanmelden met Microsoft aan?
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
setup-switch-on-by-sso = van hen kunnen zich met Microsoft aanmelden
setup-switch-on-refused = van hen kunnen dat niet; zij melden zich aan met een code
setup-switch-on-sessions = Open sessies die zouden eindigen
setup-switch-on-shut-out = Mensen die zich op geen enkele manier meer kunnen aanmelden
setup-switch-on-preview-hint = Of Microsoft ieder van hen kent onder het adres dat wij hebben, ziet u in de stap ‘Mensen’.
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
setup-switch-on-fault-forced = Medewerkers van uw organisatie melden zich alleen met Microsoft aan, dus het moet voor iedereen aan blijven staan. Vraag onze support dat eerst te wijzigen.
setup-switch-on-pilot = De proeflijst
setup-switch-on-pilot-what = Zolang het voor de proeflijst aanstaat, kunnen alleen deze mensen zich met Microsoft aanmelden. Alle anderen melden zich aan zoals voorheen. Wie van de lijst gaat, kan niet meer gebruiken wat met Microsoft is geopend, en meldt zich aan met een code.
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


# The portal: letters and weather
