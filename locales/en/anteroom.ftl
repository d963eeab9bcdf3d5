footer-private = We never see your Microsoft password.
footer-languages = Language

login-title = Sign in to { $application }
login-lead = Use the work account of your hospital or care organisation.
login-remembered = Continue as { $address }
login-remembered-with = { $organization }
login-another = Use another account
login-microsoft = Sign in with Microsoft
login-or = or
login-address = Work e-mail address
login-address-hint = For example name@hospital.example. We send you on to your own organisation to sign in.
login-continue = Continue
login-problem = There is something to correct
notice-address-missing = Type your work e-mail address, so that we know where to send you.
notice-address-missing-code = Type your e-mail address.
notice-address-invalid = This is not a complete e-mail address. It has the form name@hospital.example.
notice-not-this-way = You cannot sign in with Microsoft with this address. Check the address, or sign in the way you are used to in { $application }.
notice-not-this-way-code = With this address you cannot sign in with Microsoft. Check the address, or continue with a code.
closed-title = { $application } does not use this sign-in
closed-lead = { $application } is not opened with the work account of your organisation. Sign in there the way you are used to.
closed-home = Go to { $application }

form-post-title = One moment
form-post-what = We send you on to the application you came from. If nothing happens, press the button.
form-post-do = Continue

refusal-id = Sign-in number
refusal-time = Time
refusal-help = Who can help
refusal-quote = Mention the sign-in number: with it, the cause can be found.
refusal-retry = Try again
refusal-back = Back to { $application }

advice-try-again-title = That did not work
advice-try-again-what = The sign-in at Microsoft was not completed.
advice-try-again-code-what = The sign-in with a code was not completed.
advice-try-again-do = Try once more. If it fails again, contact the help desk of your organisation.
advice-work-account-title = Use your work account
advice-work-account-what = The account you signed in with is not a work account of your organisation.
advice-work-account-do = Try again, and choose the account that your organisation gave you.
advice-finish-title = Microsoft needs something from you first
advice-finish-what = Microsoft asked for an extra step, such as a confirmation on your phone or a new password, and it was not completed.
advice-finish-do = Try again and complete the step that Microsoft shows. If you cannot, contact the help desk of your organisation.
advice-hospital-it-title = Your organisation has to allow this first
advice-hospital-it-what = The sign-in settings of your organisation do not allow this sign-in.
advice-hospital-it-do = Contact the IT help desk of your organisation. Trying again will not help until they have looked at it.
advice-no-access-title = You cannot be let in with this account
advice-no-access-what = You signed in at Microsoft, but { $application } could not let you in with this account.
advice-no-access-do = Did you use the right account? If so, contact the help desk of your organisation.
advice-no-access-code-title = You cannot be let in with this address
advice-no-access-code-what = The code was right, but { $application } could not let you in with this address.
advice-no-access-code-do = Did you use the right address? If so, contact the help desk of your organisation.
advice-not-open-title = This sign-in is not open here
advice-not-open-what = { $application } cannot be opened with the work account of your organisation at this moment.
advice-not-open-do = Sign in the way you are used to in { $application }.
advice-use-code-title = Sign in with a code
advice-use-code-what = { $application } cannot be opened with this Microsoft account yet.
advice-use-code-do = Try again, type your e-mail address and choose “Continue”: you get a code by e-mail.
advice-use-microsoft-title = Sign in with Microsoft
advice-use-microsoft-what = The staff of your organisation open { $application } with their Microsoft account. A code or a password does not open it.
advice-use-microsoft-do = Try again, and choose “Sign in with Microsoft”. If that does not work, contact the help desk of your organisation.
advice-closed-title = { $application } cannot be opened now
advice-closed-what = { $application } is closed to you at the moment, by whichever way you sign in.
advice-closed-do = Contact the help desk of your organisation. Trying again will not help until it has been opened.
advice-start-again-title = Please start again
advice-start-again-what = This sign-in was started too long ago, or in another browser window.
advice-start-again-do = Go back to the app and sign in from there.
advice-microsoft-title = Microsoft does not answer
advice-microsoft-what = The sign-in of Microsoft, or of your organisation there, has trouble at the moment.
advice-microsoft-do = Wait a few minutes and try again.
advice-our-fault-title = Something is not set up right
advice-our-fault-what = The connection between us and your organisation's sign-in does not work as it should. It is not your fault.
advice-our-fault-do = Contact the help desk of your organisation. Trying again will not help until it has been mended.

fault-title = This link does not work
fault-what = The app that sent you here asked for something that is not possible. Nothing is wrong with your account.
fault-do = Go back to the app and sign in from there. If it happens again, tell the people who make the app.
not-found-title = There is nothing here
not-found-what = This address does not exist.
failure-title = Something went wrong on our side
failure-what = It is not your fault, and nothing has been lost.
failure-do = Wait a moment and try again.
index-title = Nothing to do here
index-what = This is where you sign in to the apps of your care organisation. It begins in the app: open it, and choose to sign in.

login-lead-traditional = Type the e-mail address that { $application } knows you by.
login-address-traditional = E-mail address
login-address-hint-traditional = We send you a code, or send you on to your own organisation to sign in.
login-address-hint-microsoft = We send you on to your own organisation to sign in.
login-address-hint-code = We send you a code.
login-remembered-code = with a code by e-mail
login-code = Send me a code by e-mail instead
login-code-patient = I am a patient: send me a code by e-mail
code-title = Check your e-mail
code-lead = If { $address } is known here, a code of six digits is on its way to it. It can be used for 10 minutes, in this browser only.
code-label = Code
code-hint = Six digits. You can type or paste it.
code-again = Send another code
code-another = Use another address
code-no-letter = No letter after a few minutes? Look in the folder for unwanted mail, and check the address.
password-title = Your password
password-lead = You have set a password for { $address } besides the code.
password-label = Password
password-forgotten = I have forgotten my password
new-password-title = Choose a password
new-password-lead = For { $application } a password is needed besides the code. You will be asked for it whenever you sign in with a code.
new-password-label = New password
new-password-hint = At least { $shortest } characters. Some words in a row that do not belong together are strong and easy to remember.
new-password-again = The same once more
new-password-save = Save and continue
organization-title = Where do you want to go?
organization-lead = Your address is known at several organisations. Choose the one you want to use { $application } for.
notice-code-wrong = This code is not right, or can no longer be used. Check it, or send another code.
notice-code-sent-again = Another code is on its way. Only the newest one can be used.
notice-code-too-soon = A code was asked for a moment ago. Wait a minute before you ask for another.
notice-code-too-old = You signed in with a code too long ago for this. Sign in with a code again, then change your password.
notice-too-many = There were too many attempts. Try again in an hour or two, or in a browser in which you have signed in before, or with Microsoft if your organisation has that.
notice-too-many-passwords = There were too many attempts. Wait a quarter of an hour and try again, or sign in with Microsoft if your organisation has that.
notice-password-wrong = This password is not right.
notice-password-short = This password is too short. Take at least { $shortest } characters.
notice-password-long = This password is too long. Take at most { $longest } characters.
notice-password-weak = This password would be guessed too easily. Make it longer, and leave out names and dates.
notice-password-different = The two passwords are not the same.
notice-password-removal = We have sent you a letter. In 24 hours your password is removed, and you can sign in with a code alone. If you remember it before that, just use it.
notice-busy = Many people are signing in at this moment. Wait a few seconds and try again.

login-share = Several people use this computer
login-shared = Several people use this computer: no name is remembered on it.
login-not-shared = Only I use this computer
account-title = Your sign-ins
account-sessions = Where you are signed in
account-here = this browser
account-by-microsoft = with Microsoft
account-by-code = with a code
account-end = Sign out there
account-end-others = Sign out everywhere else
account-password = Your password
account-current = Current password
account-save = Save password
account-remove = Remove the password
account-not-fresh = You can set, change or remove a password within 15 minutes of signing in with a code.
nobody-title = Nobody is signed in here
nobody-what = Sign in at an app first. Then you can see here where you are signed in.
sign-out-title = Sign out
sign-out-what = This signs you out here, and in the apps that you opened from here.
sign-out-do = Sign out
sign-out-asked = { $application } asks whether you want to sign out. If you have not asked for that yourself, stay signed in.
sign-out-stay = Stay signed in
signed-out-title = You are signed out
signed-out-what = Your sign-in in this browser has ended.
signed-out-do = If others use this computer, close the browser too.

# A device without a browser of its own
device-title = Sign in a device or program
device-lead = Type the code that the device or program shows.
device-label = Code
device-hint = Eight letters, for example WDJB-MJHT.
device-warning = Did somebody send you a code, or this page? Then close it: they would be signed in as you.
device-asks-title = May { $application } sign in as you?
device-asks-lead = It asks to be signed in as { $address }.
device-asked-from = Asked from
device-asked-at = Asked at
device-asks-warning = Allow it only if you asked for it yourself a moment ago, and your device shows this very code. Nobody who helps you needs it.
device-allow = Allow
device-refuse = Refuse
device-allowed-title = { $application } is signed in
device-allowed-what = Go back to the device or program: it goes on by itself in a few seconds. You can close this page.
device-refused-title = { $application } was refused
device-refused-what = It is not signed in. If somebody else gave you the code, tell your help desk.
notice-device-code-wrong = This code is not right, or can no longer be used. Check it, or let the device show you another.
notice-too-many-device-codes = There were too many attempts from your network. Wait a few minutes and try again.
setup-title = How { $organization } signs in
setup-lead = This is what we have on record for your organisation, for its IT department. You can read it here, and have the DNS of your domains checked; nothing else can be changed on this page.
setup-missing = What is still missing
setup-nothing-missing = Nothing is missing.
setup-missing-suspended = Your organisation is suspended: nobody can sign in to any app.
setup-missing-connection = Your Microsoft Entra directory is not connected yet. Tell our support your directory (tenant) ID. It is on the overview page of the Entra admin center.
setup-missing-activation = The connection { $name } is not in use yet.
setup-missing-switched-off = The connection { $name } is switched off: nobody signs in with it.
setup-missing-shared = The connection { $name } uses our own app registration, and that is not set up.
setup-missing-credential = For the connection { $name } we have nothing to prove ourselves with. Create a client secret or add a certificate in your app registration, and agree with our support how to hand it over. Never send a secret by e-mail.
setup-missing-credential-ended = For the connection { $name }, what we prove ourselves with ended on { $date }. Until there is a new one, nobody can sign in with Microsoft. Create it in your app registration, and agree with our support how to hand it over. Never send a secret by e-mail.
setup-missing-credential-ends = For the connection { $name }, what we prove ourselves with ends on { $date }. Create a new one in your app registration before that day, and agree with our support how to hand it over. Never send a secret by e-mail.
setup-missing-domain = No e-mail domain is registered. Tell our support at which domains your staff have their work e-mail addresses.
setup-missing-proof = It is not proven that the domain { $name } is yours. Until it is, nobody can sign in with Microsoft with an address of this domain. How to prove it is said below.
setup-missing-record = The TXT record that proves the domain { $name } is missing in its DNS. Put it back before { $date }: from that day on, nobody can sign in with Microsoft with an address of this domain.
setup-missing-route = The domain { $name } leads to no connection: nobody with an address of it is sent to Microsoft.
setup-missing-sso = Sign-in with Microsoft is not on, and no day is set for it. In the step “Switch on” you decide for whom it begins, and when.
setup-missing-admins = No administrators are registered. Nobody of your organisation is told of what is done in its name, such as this invitation. Tell our support their e-mail addresses.
setup-missing-help = There is no help text. Whoever is refused is not told whom to call. Send our support a sentence with the name and number of your help desk.
setup-who-entra = Who can mend this: the administrators of your Microsoft Entra directory
setup-who-dns = Who can mend this: whoever manages your domain names
setup-who-support = Who can mend this: our support
setup-who-together = Who can mend this: you and our support
setup-switches = What is switched on
setup-sso = Sign-in with Microsoft
setup-forced = Sign-in with Microsoft only
setup-on = On
setup-on-until = On, until { $date }
setup-pilot = On for the pilot list
setup-pilot-until = On for the pilot list, until { $date }
setup-from = Off; begins on { $date }
setup-off = Off
setup-ended = Off since { $date }
setup-apart = For some apps this is set separately.
setup-domains = E-mail domains
setup-proven = proven
setup-unproven = not proven yet
setup-leads-to = Signs in through the connection { $name }
setup-record-make = Prove that { $name } is yours: add this record to its DNS. If your DNS panel adds the domain to names by itself, type only _anteroom as the name.
setup-record-kept = Proven by this record in the DNS. Leave it where it is: we look for it every day.
setup-record-unneeded = Our support has confirmed that the domain is yours, so you need not do anything. If you add this record to its DNS, it is proven by that, and we look for it every day.
setup-record-type = Type
setup-record-name = Name
setup-record-value = Value
setup-check = Check now
setup-check-of = Check now: { $name }
setup-checked = Checked on { $date }
setup-found = This is what stands there:
setup-finding-found = We have seen the record.
setup-finding-mistyped = The record is there, but its value is not exactly the one above. Copy the value once more.
setup-finding-other-value = There is a record of ours, but its value is another one. It may be of another organisation, or an earlier one of yours. Add a record with the value above.
setup-finding-unrelated = There are TXT records under this name, but none of them is ours. Add one with the value above.
setup-finding-doubled = The record is there under a name with the domain in it twice: your DNS panel adds the domain by itself. Change the name of the record to _anteroom alone.
setup-finding-apex = The record is there under the domain itself. Give it the name above.
setup-finding-nothing = We do not see the record yet. If you have just added it, wait up to an hour: it takes a while until a change of the DNS is seen everywhere.
setup-finding-server-failed = The name servers of the domain could not say whether the record is there. This says nothing about the record. Check again later; if it stays like this, ask whoever manages your domain names.
setup-finding-no-answer = We got no answer from the DNS. This says nothing about the record. Check again later.
setup-check-wait-what = This domain was checked many times in a short while.
setup-check-wait-do = Go back, wait a minute, and check again.
setup-none = None
setup-connections = Connections to Microsoft Entra
setup-in-use = in use
setup-switched-off = switched off
setup-not-yet = not in use yet
setup-tenant = Directory (tenant) ID
setup-cloud = Sign-in address of Microsoft
setup-registration = App registration
setup-registration-own = In your own directory
setup-registration-shared = Ours, which other organisations use too. An administrator of your directory consents to it once.
setup-client = Application (client) ID
setup-redirect = Redirect URI
setup-redirect-own = Add it to your app registration, under Authentication, as a redirect URI of the platform Web, exactly as it stands here.
setup-redirect-shared = It is in our app registration. You need not add it anywhere.
setup-logout = Front-channel logout URL
setup-logout-hint = Enter it in your app registration, under Authentication: whoever signs out at Microsoft is then signed out here too. It needs the optional claim sid.
setup-credential = What we prove ourselves with
setup-credential-none = Nothing yet
setup-credential-secret = Client secret
setup-credential-certificate = Certificate
setup-credential-federated = Federated credential
setup-until = until { $date }
setup-guests = Guests of your directory
setup-guests-in = May sign in
setup-guests-out = Are refused
setup-mfa = Second factor
setup-mfa-required = Demanded at every sign-in, by the authentication context { $context }
setup-mfa-own = As your own rules in Entra say
setup-people = Whom people turn to
setup-help = Help text for those who are refused
setup-admins = Administrators, who are told of what is done in your name
setup-ends = You see this page by an invitation to { $address }. Its link can be used until { $date }. Whoever has the link can see this page: give it only to colleagues who need it.
setup-gone-title = This link opens nothing
setup-gone-what = It may be incomplete, its time may be over, or a newer one may have taken its place.
setup-gone-do = Look for a newer letter of ours, and open the link in it. If there is none, ask whoever invited you for a new link.
setup-wait-title = Please wait a moment
setup-wait-what = Too many links were opened from your network in a short time.
setup-wait-do = Wait a minute, and open the link again.

# Letters
letter-footer = Nobody who helps you will ever ask you for a code or a password.
letter-code-subject = Your code for { $application }
letter-code-what = With this code you sign in to { $application }. It can be used for { $minutes } minutes, in the browser in which you asked for it.
letter-code-do = You did not ask for it? Then somebody typed your address. Do nothing: without this code nobody comes in.
letter-code-stands-subject = You have a code for { $application } already
letter-code-stands-what = Somebody asked for another code for { $application } in a browser in which you have not signed in before. The code that we sent you earlier can still be used in the browser in which you asked for it, so we send no other.
letter-code-stands-do = It was you? Use that code there, or ask again when it is used or ten minutes old. It was not you? Do nothing: nobody comes in.
letter-microsoft-subject = Sign in to { $application } with Microsoft
letter-microsoft-what = You asked for a code for { $application }. Your organisation has decided that its staff sign in with their Microsoft account, so there is no code.
letter-microsoft-do = Go back and choose “Sign in with Microsoft”. If that does not work, contact the help desk of your organisation.
letter-closed-subject = There is no code for { $application }
letter-closed-what = You asked for a code for { $application }. Your organisation has decided that its staff sign in with their Microsoft account alone, and { $application } is not opened with that.
letter-closed-do = Contact the help desk of your organisation.
letter-attack-subject = Somebody is guessing codes for your account
letter-attack-what = There were many wrong codes for your account at { $application }. Nobody has come in. For a while no codes are taken, unless they are typed in a browser in which you have signed in before.
letter-attack-do = You need do nothing. You can still sign in with Microsoft, if your organisation has that.
letter-attack-password-subject = Somebody is guessing the password of your account
letter-attack-password-what = There were many wrong passwords for your account at { $application }, after a code from this mailbox. Nobody has come in with them. For a while no password is taken.
letter-attack-password-do = It was not you? Then somebody can read this mailbox: change its password, and contact the help desk of your organisation.
letter-password-set-subject = Your password was set
letter-password-set-what = A password was set or changed for your account. You are asked for it when you sign in with a code. Everywhere else you have been signed out.
letter-password-set-do = It was not you? Contact the help desk of your organisation at once.
letter-password-removed-subject = Your password was removed
letter-password-removed-what = The password of your account was removed. You sign in with a code alone now.
letter-password-removed-do = It was not you? Contact the help desk of your organisation at once.
letter-password-removal-subject = Your password will be removed in 24 hours
letter-password-removal-what = Somebody who can read this mailbox said at { $application } that your password is forgotten. In 24 hours it is removed.
letter-password-removal-do = It was not you, or you remember it? Sign in with your password: that stops the removal.
letter-break-glass-subject = Break-glass was opened at { $organization }
letter-break-glass-what = { $one } and { $other } have opened the traditional way in for { $account } until { $until }, although { $organization } signs in with Microsoft only. The reason they gave: { $reason }
letter-break-glass-do = It closes by itself. If you know nothing of it, contact our support at once.
letter-webhook-failing-subject = A webhook of { $organization } was disabled
letter-webhook-failing-what = Nobody at { $host } has accepted our messages since { $since }, so we no longer send any. What happens at { $organization } is now reported to nobody there.
letter-webhook-failing-do = Once the system works again, ask our support to enable the webhook and to send what it has missed. We keep that for 30 days.
letter-webhook-gone-subject = A webhook of { $organization } was disabled
letter-webhook-gone-what = { $host } has answered that it no longer wants our messages (HTTP 410), so we no longer send any. What happens at { $organization } is now reported to nobody there.
letter-webhook-gone-do = If that is what you intended, there is nothing to do. If not, contact our support.
letter-invitation-subject = How { $organization } signs in: a link for you
letter-invitation-what = { $by } of our support has invited you to look at how { $organization } signs in with Microsoft, and at what is still missing. Open this link. It can be used until { $until }, also by colleagues of yours.
letter-invitation-do = Whoever has the link can see the page: give it only to colleagues who need it. You do not know what this is about? Then do nothing, and tell our support.
letter-invited-subject = Somebody was invited for { $organization }
letter-invited-what = { $by } of our support has invited { $address } to look at how { $organization } signs in with Microsoft, and at what is still missing. The link can be used until { $until }.
letter-invited-do = You need do nothing. If you know nothing of it, or the address is not right, contact our support at once: the invitation can be revoked.
letter-switched-subject = { $whom ->
        [off] Sign-in with Microsoft is switched off at { $organization }
        [pilot] Sign-in with Microsoft at { $organization }: for the pilot list
       *[everyone] Sign-in with Microsoft at { $organization }: for everyone
    }
letter-switched-what = By the invitation to { $address }, somebody has decided how { $organization } signs in. { $whom ->
        [off] Sign-in with Microsoft is off; everybody signs in with a code.
        [pilot] Sign-in with Microsoft is on for the people on the pilot list.
       *[everyone] Sign-in with Microsoft is on for everyone.
    }{ $from ->
        [none] {""}
       *[then] {" "}It begins on { $from }.
    }{ $everyone ->
        [none] {""}
       *[then] {" "}For everyone it is on from { $everyone }.
    }{ $until ->
        [none] {""}
       *[then] {" "}It ends on { $until }.
    }
letter-switched-do = You need do nothing. If this is not what your organisation has decided, undo it in the step “Switch on”, or contact our support.

# What a person is told where Microsoft's number is known (src/upstream/aadsts/catalogue.toml)
microsoft-number = Microsoft’s number
microsoft-quote = Mention both numbers: with them, the cause can be found.
microsoft-try-again = Start again in the app. If it fails again, contact the help desk of your organisation.
microsoft-wait = Wait a few minutes and try again. If it still fails then, contact the help desk of your organisation.
microsoft-work-account = Try again, and choose the account that your organisation gave you. On Microsoft’s page, “Use another account” leads to it.
microsoft-second-factor = Try again, and confirm that it is you in the way your organisation has set up, for example on your phone. If you cannot, contact the help desk of your organisation.
microsoft-set-up-second-factor = Try again, and set up the extra check that Microsoft shows. Have your phone at hand. If you cannot, contact the help desk of your organisation.
microsoft-new-password = Choose a new password where Microsoft asks for it, and try again. If you cannot, contact the help desk of your organisation.
microsoft-accept = Try again, and accept what Microsoft asks. If you are not sure, ask the help desk of your organisation first.
microsoft-own-device = Use a computer or phone of your organisation, with the browser that is set up on it. If you do so already, contact the help desk of your organisation.
microsoft-hospital-it = Contact the IT help desk of your organisation. Trying again will not help until they have changed something.
microsoft-our-fault = Contact the help desk of your organisation; they know how to reach us. Trying again will not help until it has been mended.

# The portal: its steps
setup-steps = The steps
setup-step-overview = Overview
setup-step-domains = Domains
setup-step-connection = Connection
setup-step-checks = Checks
setup-step-test-sign-in = Test sign-in
setup-step-people = People
setup-step-switch-on = Switch on
setup-step-status = Status

# The portal: connection


# The portal: checks


# The portal: test sign-in


# The portal: people


# The portal: switch on
setup-switch-on-title = Switch sign-in with Microsoft on
setup-switch-on-lead = You decide for whom it is on, and when it begins. Nothing here is final: the last change can be undone with one click.
setup-switch-on-now = How it is now
setup-switch-on-is = { $whom ->
        [off] Off: everybody signs in with a code.
        [pilot] On for the pilot list. Everybody else signs in with a code.
       *[everyone] On for everyone.
    }
setup-switch-on-begins = Begins on { $date }.
setup-switch-on-widens = From { $date } for everyone.
setup-switch-on-ends = Ends on { $date }.
setup-switch-on-ended = It ended on { $date }.
setup-switch-on-forced = Your organisation has agreed with our support that staff sign in with Microsoft only. As long as that holds, sign-in with Microsoft must be on for everyone; only our support can change it.
setup-switch-on-before = Before the last change:
setup-switch-on-undo = Undo the last change
setup-switch-on-ready = What must be right first
setup-switch-on-need-open = { $met ->
        [yes] Your organisation is open.
       *[no] Your organisation is blocked. Only our support can lift that.
    }
setup-switch-on-need-in-force = { $met ->
        [yes] A connection with your directory is in use.
       *[no] No connection is in use. A draft lets nobody in until it has been tested and put in use.
    }
setup-switch-on-need-credential = { $met ->
        [yes] We can prove ourselves to Microsoft.
       *[no] We have nothing valid to prove ourselves with to Microsoft.
    }
setup-switch-on-need-domain = { $met ->
        [yes] An e-mail domain is proven and leads to the connection.
       *[no] No proven e-mail domain leads to the connection.
    }
setup-switch-on-met = in order
setup-switch-on-unmet = missing
setup-switch-on-checked = We last looked at the DNS of your domains on { $date }.
setup-switch-on-try = Before you switch it on, have a look here:
setup-switch-on-held = Our support has switched sign-in with Microsoft off for your organisation. Ask them before you go on: only they can switch it on again.
setup-switch-on-switch = What is it to be?
setup-switch-on-whom = For whom is sign-in with Microsoft on?
setup-switch-on-nobody = For nobody: off
setup-switch-on-some = For the people on the pilot list
setup-switch-on-everyone = For everyone
setup-switch-on-from = From when?
setup-switch-on-from-hint = Leave both empty to begin at once. What is on now stays on until then.
setup-switch-on-until = Until when?
setup-switch-on-until-hint = Leave both empty if it is not to end.
setup-switch-on-date = Date
setup-switch-on-time = Time
setup-switch-on-zone = Time zone
setup-switch-on-zone-hint = All times on this page are in this zone. It is now { $date } there.
setup-switch-on-look = Show what it would come to
setup-switch-on-look-again = Show it again
setup-switch-on-do = Switch it like this
setup-switch-on-preview = What it would come to
setup-switch-on-came-in = People who signed in during the last 30 days
setup-switch-on-by-sso = of these, could sign in with Microsoft
setup-switch-on-refused = of these, could not; they sign in with a code
setup-switch-on-sessions = Open sessions that would end
setup-switch-on-shut-out = People who could not sign in in any way any more
setup-switch-on-preview-hint = Whether Microsoft knows each of them by the address we have, is shown in the step “People”.
setup-switch-on-fault-whom = Choose for whom it is to be on.
setup-switch-on-fault-date = Type a date and a time, or leave both empty. The date is not complete.
setup-switch-on-fault-time = Type a date and a time, or leave both empty. The time is not complete.
setup-switch-on-fault-skipped = This time does not exist: the clocks are put forward that night. Choose another time.
setup-switch-on-fault-zone = Choose a time zone from the list.
setup-switch-on-fault-past = This time has passed. Choose a later one, or leave date and time empty to begin at once.
setup-switch-on-fault-far = This day is more than two years ahead. Check the year.
setup-switch-on-fault-end = It would end before it begins, or before now. Choose a later end.
setup-switch-on-fault-off-end = What is off has no end. Leave the end empty, or choose for whom it is to be on.
setup-switch-on-fault-off = It is off already.
setup-switch-on-fault-on = It is on for them already.
setup-switch-on-fault-pilot-later = It is on for everyone. A pilot can only begin at once, or it would be off for everyone until then.
setup-switch-on-fault-not-now = It cannot be switched on yet. See above, under “What must be right first”, what is missing.
setup-switch-on-fault-stale = Somebody has changed it meanwhile. Look at how it is now, and choose again.
setup-switch-on-fault-forced = Staff of your organisation sign in with Microsoft only, so it must stay on for everyone. Ask our support to change that first.
setup-switch-on-pilot = The pilot list
setup-switch-on-pilot-what = As long as it is on for the pilot list, only these people can sign in with Microsoft. Everybody else signs in as before. Whoever is taken off the list can no longer use what was opened with Microsoft, and signs in with a code.
setup-switch-on-addresses = E-mail addresses
setup-switch-on-addresses-hint = One a line, or a table copied from a spreadsheet. They must be people of your organisation that we know already.
setup-switch-on-put-on = Put on the list
setup-switch-on-take-off = Take off the list
setup-switch-on-listed = On the list
setup-switch-on-list-empty = Nobody is on the list.
setup-switch-on-list-more = and { $count } more
setup-switch-on-take-one-off = Take off
setup-switch-on-take-one-off-of = Take off the list: { $address }
setup-switch-on-list-nothing = There is no e-mail address in what you pasted.
setup-switch-on-list-many = These are more than 5000 addresses. Paste fewer at a time.
setup-switch-on-list-unknown = { $added } added. No staff member of your organisation has these addresses here; they were left out:
setup-switch-on-wait-what = This page was used very often in a short time.
setup-switch-on-wait-do = Go back, wait a minute and try again.


# The portal: status


# The portal: letters and weather
