footer-private = We never see the password of your work account.
footer-languages = Language
provider-or = or
provider-directory = { $kind ->
        [entra] Entra
       *[other] { $provider }
    }

login-title = Sign in to { $application }
login-lead = Use the work account of your hospital or care organisation.
login-remembered = Continue as { $address }
login-remembered-with = { $organization }
login-another = Use another account
login-microsoft = Sign in with Microsoft
login-google = Sign in with Google
login-organization = Sign in with { $organization }
onward-title = You are being sent to your organisation
onward-what = You sign in there. If nothing happens, go on yourself.
login-or = or
login-address = Work e-mail address
login-address-hint = For example name@hospital.example. We send you on to your own organisation to sign in.
login-continue = Continue
login-problem = There is something to correct
notice-address-missing = Type your work e-mail address, so that we know where to send you.
notice-address-missing-code = Type your e-mail address.
notice-address-invalid = This is not a complete e-mail address. It has the form name@hospital.example.
notice-not-this-way = You cannot sign in with a work account with this address. Check the address, or sign in the way you are used to in { $application }.
notice-not-this-way-code = With this address you cannot sign in with a work account. Check the address, or continue with a code.
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
advice-try-again-what = The sign-in at { $provider } was not completed.
advice-try-again-code-what = The sign-in with a code was not completed.
advice-try-again-do = Try once more. If it fails again, contact the help desk of your organisation.
advice-work-account-title = Use your work account
advice-work-account-what = The account you signed in with is not a work account of your organisation.
advice-work-account-do = Try again, and choose the account that your organisation gave you.
advice-finish-title = { $provider } needs something from you first
advice-finish-what = { $provider } asked for an extra step, such as a confirmation on your phone or a new password, and it was not completed.
advice-finish-do = Try again and complete the step that { $provider } shows. If you cannot, contact the help desk of your organisation.
advice-hospital-it-title = Your organisation has to allow this first
advice-hospital-it-what = The sign-in settings of your organisation do not allow this sign-in.
advice-hospital-it-do = Contact the IT help desk of your organisation. Trying again will not help until they have looked at it.
advice-no-access-title = You cannot be let in with this account
advice-no-access-what = You signed in at { $provider }, but { $application } could not let you in with this account.
advice-no-access-do = Did you use the right account? If so, contact the help desk of your organisation.
advice-no-access-code-title = You cannot be let in with this address
advice-no-access-code-what = The code was right, but { $application } could not let you in with this address.
advice-no-access-code-do = Did you use the right address? If so, contact the help desk of your organisation.
advice-not-open-title = This sign-in is not open here
advice-not-open-what = { $application } cannot be opened with the work account of your organisation at this moment.
advice-not-open-do = Sign in the way you are used to in { $application }.
advice-use-code-title = Sign in with a code
advice-use-code-what = { $application } cannot be opened with this { $provider } account yet.
advice-use-code-do = Try again, type your e-mail address and choose “Continue”: you get a code by e-mail.
advice-use-microsoft-title = Sign in with { $provider }
advice-use-microsoft-what = The staff of your organisation open { $application } with their { $provider } account. A code or a password does not open it.
advice-use-microsoft-do = Try again, and choose “Sign in with { $provider }”. If that does not work, contact the help desk of your organisation.
advice-closed-title = { $application } cannot be opened now
advice-closed-what = { $application } is closed to you at the moment, by whichever way you sign in.
advice-closed-do = Contact the help desk of your organisation. Trying again will not help until it has been opened.
advice-start-again-title = Please start again
advice-start-again-what = This sign-in was started too long ago, or in another browser window.
advice-start-again-do = Go back to the app and sign in from there.
advice-microsoft-title = { $provider } does not answer
advice-microsoft-what = The sign-in of { $provider }, or of your organisation there, has trouble at the moment.
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
login-address-hint-sso = We send you on to your own organisation to sign in.
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
notice-too-many = There were too many attempts. Try again in an hour or two, or in a browser in which you have signed in before, or with your work account if your organisation has that.
notice-too-many-passwords = There were too many attempts. Wait a quarter of an hour and try again, or sign in with your work account if your organisation has that.
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
account-by-provider = with { $provider }
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
setup-lead = Here you connect your organisation, step by step. You can stop at any time and go on later; colleagues with the same link see the same.
setup-missing = What is still missing
setup-nothing-missing = Nothing is missing.
setup-missing-suspended = Your organisation is suspended: nobody can sign in to any app.
setup-missing-connection = Your directory is not connected yet.
setup-missing-activation = The connection { $name } is not in use yet.
setup-missing-switched-off = The connection { $name } is switched off: nobody signs in with it.
setup-missing-flag = Sign-in with { $provider } has to be allowed for your organisation, too, and is not: nobody signs in with the connection { $name }.
setup-missing-shared = The connection { $name } uses our own app registration, and that is not set up.
setup-missing-credential = For the connection { $name } we have nothing to prove ourselves with.
setup-missing-credential-ended = For the connection { $name }, what we prove ourselves with ended on { $date }. Until there is a new one, nobody can sign in with { $provider }.
setup-missing-credential-ends = For the connection { $name }, what we prove ourselves with ends on { $date }. Add a new one before that day.
setup-missing-domain = No e-mail domain is registered.
setup-missing-proof = It is not proven that the domain { $name } is yours. Until it is, nobody can sign in with { $provider } with an address of this domain.
setup-missing-record = The TXT record that proves the domain { $name } is missing in its DNS. Put it back before { $date }: from that day on, nobody can sign in with { $provider } with an address of this domain.
setup-missing-route = The domain { $name } leads to no connection: nobody with an address of it is sent to { $provider }.
setup-missing-sso = Sign-in with { $provider } is not on, and no day is set for it. In the step “Switch on” you decide for whom it begins, and when.
setup-missing-admins = No administrators are registered. Nobody of your organisation is told of what is done in its name, such as this invitation. Tell our support their e-mail addresses.
setup-missing-help = There is no help text. Whoever is refused is not told whom to call. Send our support a sentence with the name and number of your help desk.
setup-who-provider = { $kind ->
        [entra] Who can mend this: the administrators of your Microsoft Entra directory
       *[other] Who can mend this: the administrators of your accounts at { $provider }
    }
setup-who-dns = Who can mend this: whoever manages your domain names
setup-who-support = Who can mend this: our support
setup-who-together = Who can mend this: you and our support
setup-switches = What is switched on
setup-sso = Sign-in with { $provider }
setup-forced = Sign-in with { $provider } only
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
setup-connections = { $kind ->
        [entra] Connections to Microsoft Entra
        [several] Connections
       *[other] Connection to { $provider }
    }
setup-in-use = in use
setup-switched-off = switched off
setup-not-yet = not in use yet
setup-tenant = Directory (tenant) ID
setup-cloud = Sign-in address of Microsoft
setup-registration = App registration
setup-registration-own = In your own directory
setup-registration-shared = Ours, which other organisations use too. An administrator of your directory consents to it once.
setup-client = { $kind ->
        [entra] Application (client) ID
       *[other] Client ID
    }
setup-workspace-domains = Domains of your Workspace
setup-workspace-hint = Accounts of these domains come in, and no personal ones.
setup-issuer = Issuer
setup-email-claim = Claim with the e-mail address
setup-email-verified = It must be marked as verified (email_verified).
setup-email-unverified = It need not be marked as verified.
setup-redirect = Redirect URI
setup-redirect-own = { $kind ->
        [entra] Add it to your app registration, under Authentication, as a redirect URI of the platform Web, exactly as it stands here.
        [google] The OAuth client in the Google Cloud console has it under “Authorized redirect URIs”, exactly as it stands here.
       *[other] Our client at { $provider } has it as a redirect URI, exactly as it stands here.
    }
setup-redirect-shared = It is in our app registration. You need not add it anywhere.
setup-logout = Front-channel logout URL
setup-logout-hint = { $kind ->
        [entra] Enter it in your app registration, under Authentication: whoever signs out at Microsoft is then signed out here too. It needs the optional claim sid.
       *[other] Enter it at our client there, if { $provider } has front-channel logout: whoever signs out there is then signed out here too. It needs the claim sid.
    }
setup-credential = What we prove ourselves with
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
setup-ends = You see this page by an invitation to { $address }. Its link can be used until { $date }. Whoever has the link can see and change what stands here: give it only to colleagues who need it.
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
letter-only-sso-subject = Sign in to { $application } with { $provider }
letter-only-sso-what = You asked for a code for { $application }. Your organisation has decided that its staff sign in with their { $provider } account, so there is no code.
letter-only-sso-do = Go back and choose “Sign in with { $provider }”. If that does not work, contact the help desk of your organisation.
letter-closed-subject = There is no code for { $application }
letter-closed-what = You asked for a code for { $application }. Your organisation has decided that its staff sign in with their { $provider } account alone, and { $application } is not opened with that.
letter-closed-do = Contact the help desk of your organisation.
letter-attack-subject = Somebody is guessing codes for your account
letter-attack-what = There were many wrong codes for your account at { $application }. Nobody has come in. For a while no codes are taken, unless they are typed in a browser in which you have signed in before.
letter-attack-do = You need do nothing. You can still sign in with your work account, if your organisation has that.
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
letter-break-glass-what = { $one } and { $other } have opened the traditional way in for { $account } until { $until }, although { $organization } signs in with { $provider } only. The reason they gave: { $reason }
letter-break-glass-do = It closes by itself. If you know nothing of it, contact our support at once.
letter-webhook-failing-subject = A webhook of { $organization } was disabled
letter-webhook-failing-what = Nobody at { $host } has accepted our messages since { $since }, so we no longer send any. What happens at { $organization } is now reported to nobody there.
letter-webhook-failing-do = Once the system works again, ask our support to enable the webhook and to send what it has missed. We keep that for 30 days.
letter-webhook-gone-subject = A webhook of { $organization } was disabled
letter-webhook-gone-what = { $host } has answered that it no longer wants our messages (HTTP 410), so we no longer send any. What happens at { $organization } is now reported to nobody there.
letter-webhook-gone-do = If that is what you intended, there is nothing to do. If not, contact our support.
letter-invitation-subject = How { $organization } signs in: a link for you
letter-invitation-what = { $by } of our support has invited you to connect { $organization }, so that its staff sign in with their work accounts. Open this link. It can be used until { $until }, also by colleagues of yours.
letter-invitation-do = Whoever has the link can see and change how { $organization } signs in: give it only to colleagues who need it. You do not know what this is about? Then do nothing, and tell our support.
letter-invited-subject = Somebody was invited for { $organization }
letter-invited-what = { $by } of our support has invited { $address } to connect { $organization }, so that its staff sign in with their work accounts. The link can be used until { $until }.
letter-invited-do = You need do nothing. If you know nothing of it, or the address is not right, contact our support at once: the invitation can be revoked.
letter-switched-subject = { $whom ->
        [off] Sign-in with { $provider } is switched off at { $organization }
        [pilot] Sign-in with { $provider } at { $organization }: for the pilot list
       *[everyone] Sign-in with { $provider } at { $organization }: for everyone
    }
letter-switched-what = By the invitation to { $address }, somebody has decided how { $organization } signs in. { $whom ->
        [off] Sign-in with { $provider } is off; everybody signs in with a code.
        [pilot] Sign-in with { $provider } is on for the people on the pilot list.
       *[everyone] Sign-in with { $provider } is on for everyone.
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
setup-who-you = Who can mend this: you, here
setup-mend = Go to the step { $step }
setup-stand-not-begun = Not begun yet
setup-stand-begun = Begun; something is still missing
setup-stand-done = Done
setup-stand-any-time = Can be looked at at any time
setup-next-domains = Next: add your e-mail domain
setup-next-connection = Next: connect your directory
setup-next-proof = Next: prove your domain
setup-next-test-sign-in = Next: try it with a test sign-in
setup-next-put-in-force = Next: put the connection in force
setup-next-switch-on = Next: switch it on
setup-next-status = See how it goes
setup-domains-lead = Name the domains of your staff’s work e-mail addresses, and prove that they are yours by a record in their DNS.
setup-domain-remove = Remove this domain
setup-domain-remove-of = Remove this domain: { $name }
setup-domain-add-title = Add a domain
setup-domain = Domain
setup-domain-hint = What stands after the @, for example st-janshof.example.
setup-domain-add = Add
setup-domains-next = On to the connection
setup-fault-changed = A colleague has changed something here in the meantime. This page shows how it is now: look at it, and try again.
setup-fault-too-often = That was tried many times in a short while. Wait a few minutes, and try again.
setup-fault-domain-no-name = This is no domain name. Type what stands after the @ in your addresses.
setup-fault-domain-public = Anybody can have an address in this domain. Name one that belongs to your organisation alone.
setup-fault-domain-suffix = Many owners share this ending. Name the whole domain of your organisation.
setup-fault-domain-onmicrosoft = This name is Microsoft’s own, and nobody gets mail there. Name the domain of your e-mail addresses.
setup-fault-domain-known = This domain is in your list already.
setup-fault-domain-unavailable = This domain cannot be added here. Check how you have written it. If it is your organisation’s, tell our support; they look into it with you.
setup-fault-domain-too-many = Too many of your domains are not proven yet. Prove them first, or remove those that you do not need.
setup-fault-domain-proven = This domain is proven: people may sign in by it. Only our support can remove it.
setup-fault-tid-missing = Enter the directory (tenant) ID.
setup-fault-client-missing = Enter the application (client) ID.
setup-fault-id-secret = This looks like a secret, and belongs nowhere but into the field for secrets, which comes later. We have not kept it. Here an ID is needed: 32 digits and letters in five groups.
setup-fault-tid-domain = This is a name, not an ID. The directory (tenant) ID has 32 digits and letters in five groups.
setup-fault-tid-personal = This is the directory of personal Microsoft accounts. Take the ID of your organisation’s directory.
setup-fault-no-id = This is no ID. It has 32 digits and letters in five groups; copy all of it from the overview of your app registration.
setup-fault-no-tenant = Microsoft knows no directory with this ID. On the overview three IDs stand side by side: take the directory (tenant) ID, and not the object ID.
setup-fault-swapped = The two IDs are swapped: what stands in the other field is the directory’s. Exchange them.
setup-fault-same = Both fields hold the same ID. The application (client) ID is another one.
setup-fault-secret-id = This is the Secret ID. Copy the Value that stands beside it; Microsoft shows it only once, when the secret is made.
setup-fault-no-secret = Enter the value of the secret once more: 1 to 500 characters, without spaces.
setup-fault-no-end = { $kind ->
        [entra] Say on which day the secret ends, as Microsoft shows it. Enter the value once more, too: we do not keep it.
       *[other] This is no date. Choose the day on which the secret ends, or leave it empty if it has no end. Enter the value once more, too: we do not keep it.
    }
setup-fault-ended = This secret has ended. Make a new one, and enter its value and its end.
setup-fault-no-own-registration = Your directory is connected by our own app registration, which needs nothing of this.
setup-fault-credential-missing = Before this can be put in force, we need something to prove ourselves with. Add it first.
setup-fault-last-credential = This is the only thing that we prove ourselves with, and people sign in by it. Add another one first.
setup-fault-slots-taken = There is room for two, and both belong to the registration in use. Remove the one that waits first.
setup-fault-slot-of-draft = There is room for two, and one of them belongs to the draft. Remove that first, or throw the draft away.
setup-fault-not-proven = { $provider } could not be asked just now whether it accepts this, so nothing was switched over. Try again in a few minutes.
setup-fault-untested = No test sign-in has worked with it yet. Try it first, or say in one line why it is put in force all the same.
setup-fault-nothing = There is nothing left to do: somebody has done it already.
setup-tenant-found = Microsoft says that { $domain } is in this directory. Check that it is yours.
setup-tenant-not-found = Microsoft knows no directory with the domain { $domain }.
setup-tenant-not-asked = Microsoft could not be asked just now in which directory { $domain } is.
setup-tenant-hint = It stands on the overview of your directory in the Entra admin center.
setup-own-title = Your own app registration
setup-own-lead = Open entra.microsoft.com in a second window as a Cloud Application Administrator, and do this, one thing after the other. Copy the values exactly.
setup-own-register = Make a new registration with these values, and press Register.
setup-own-logout = Enter this address, so that whoever signs out at Microsoft is signed out here too. Leave everything under “Implicit grant” off.
setup-own-claims = Add these optional claims. If Microsoft offers to turn on Graph permissions for them, accept.
setup-own-manifest = One more, xms_edov, is found in no list. Replace optionalClaims in the manifest by this; a warning about it does no harm.
setup-own-permissions = Add these permissions, and press “Grant admin consent”.
setup-own-assignment = If only some people may use it: set “Assignment required” to Yes, and add them or their groups under “Users and groups”. Groups within groups do not count.
setup-own-policy = Include the app in your policy that demands a second factor.
setup-own-ids = Copy two IDs from the overview into the fields below.
setup-client-hint = It stands on the overview of your app registration, above the object ID.
setup-save = Save as a draft
setup-back = Back to the connection
setup-shared-title = Consent to our app
setup-shared-lead = You make nothing at Microsoft: an administrator allows our app in your directory once. It reads name and e-mail address of whoever signs in, and nothing else.
setup-shared-who = Consent is given by a Privileged Role Administrator, Cloud Application Administrator or Application Administrator. Are you none of these? Give a colleague who is one the link by which you came here.
setup-shared-go = Go to Microsoft and consent
setup-consent-unknown-title = This answer cannot be used
setup-consent-unknown-what = It came too late, for the second time, or from another browser than the one in which it was asked for. Nothing has been changed.
setup-consent-unknown-do = Go back to the step Connection, and ask for consent again.
setup-prove-refused = { $provider } does not accept it, so nothing was switched over
setup-connection-lead = Choose how your directory trusts us. What you save is a draft: nobody signs in by it before you put it in force.
setup-shared-what = The quick way: an administrator consents once, and there is no secret to renew.
setup-shared-choose = Consent to our app
setup-own-what = About ten clicks in the Entra admin center. The registration is yours alone, and you decide by what we prove ourselves to it.
setup-own-choose = Make your own registration
setup-connection-by-support = What your organisation signs in by is looked after by our support. Tell them what is to change.
setup-connection-settings-by-support = What stands here is changed by our support: tell them what is to change. What we prove ourselves with, you can renew here yourself.
setup-consent-again = Ask for consent again
setup-consent-open = An administrator was sent to Microsoft to consent for the directory { $tenant }, and has not come back yet.
setup-consent-granted = Consent was answered for the directory { $tenant }. Whether it works is shown by the test sign-in.
setup-consent-declined = Consent for the directory { $tenant } was declined: somebody pressed Cancel. Ask again, and press Accept.
setup-consent-not-allowed = Microsoft denied consent for the directory { $tenant }: whoever was signed in there gave up, or may not consent. A Cloud Application Administrator can: give them the link by which you came here.
setup-consent-required = Microsoft says that consent for the directory { $tenant } is still missing. Ask again, signed in as an administrator of that directory.
setup-consent-other-tenant = The answer was for another directory than { $tenant }, so it counts for nothing. Sign in at Microsoft with an account of your own directory, and ask again.
setup-consent-failed = Microsoft gave no consent for the directory { $tenant }, and said nothing that we understand. Ask again; if it stays like this, tell our support.
setup-credential-needed = { $kind ->
        [entra] At your own registration we prove ourselves with something that only you can let in.
       *[other] At { $provider } we prove ourselves with something that only you can let in.
    }
setup-credential-add = Choose by what we prove ourselves
setup-thumbprint = Thumbprint
setup-certificate-download = Download the certificate
setup-credential-waits = waits
setup-credential-of-draft = for the draft
setup-credential-of-previous = kept to undo
setup-credential-of-none = not needed any more
setup-credential-draft-needed = The draft names another registration of yours. There we prove ourselves anew, with something that only you can let in; what is in use stays as it is.
setup-prove-alone = Prove it
setup-prove = Prove and switch over
setup-credential-remove = Remove it
setup-credential-another = Add a new one before this one ends
setup-draft = Draft
setup-draft-tested = tested
setup-draft-untested = not tested yet
setup-draft-changes = This would change when it is put in force:
setup-draft-first = What stands above is a draft: nobody signs in by it yet.
setup-draft-test = Try it with a test sign-in
setup-why = Why without a test sign-in
setup-why-hint = Only needed if it is put in force untested. It is kept in the log.
setup-activate = Put in force
setup-discard = Throw the draft away
setup-edit = Change it
setup-undo-hint = Brings back what was in force before, for everybody at once.
setup-undo = Undo
setup-credential-title = By what we prove ourselves
setup-credential-for-draft = For the registration { $client } of the draft. What is in use stays as it is.
setup-credential-for-active = For the registration { $client }, which is in use.
setup-credential-lead = { $kind ->
        [entra] Choose one. The first is the best where your rules allow it: there is no secret that could leak or end.
       *[other] Choose one. With a certificate, nothing secret is handed over.
    }
setup-federated-what = Your registration trusts our own signatures. Nothing is handed over, and nothing ends.
setup-federated-choose = Use a federated credential
setup-federated-do = Add a federated credential with these values. Microsoft compares them letter by letter.
setup-federated-command = Or by Azure’s command line, in a POSIX shell:
setup-federated-added = I have added it
setup-certificate-what = We make a key pair. The key stays with us; you upload the certificate. It is good for two years.
setup-certificate-choose = Use a certificate
setup-certificate-do = { $kind ->
        [entra] Download it, upload it in your registration, and compare the thumbprint.
       *[other] Download it, add it to our client at { $provider }, and compare the thumbprint.
    }
setup-certificate-cer = Download .cer
setup-certificate-pem = Download .pem
setup-certificate-make = Make a key pair
setup-secret-what = { $kind ->
        [entra] You make a secret and hand it over here. It ends, at the latest after two years, and has to be replaced before.
       *[other] You make a secret and hand it over here. If it ends, it has to be replaced before.
    }
setup-secret-choose = Use a client secret
setup-secret-do = { $kind ->
        [entra] Make a new client secret, and copy its Value at once: Microsoft shows it only now. Never send it by e-mail.
        [google] In the Google Cloud console (console.cloud.google.com), go to Google Auth Platform > Clients, open the client with this ID, and choose “Add secret”. Copy the secret at once. Never send it by e-mail. Disable the old one only when the new one is in use.
       *[other] Make a new secret for this client at { $provider }, and copy it. Never send it by e-mail. If only one can be there at a time, hand it over here at once: until then nobody can sign in.
    }
setup-secret-value = Value of the secret
setup-secret-hint = { $kind ->
        [entra] Not the Secret ID. It is stored encrypted, and shown to nobody again.
       *[other] It is stored encrypted, and shown to nobody again.
    }
setup-secret-end = Day on which it ends
setup-secret-end-hint = Leave it empty if it has no end.
setup-secret-save = Hand it over


# The portal: checks
setup-checks-title = Checks
setup-checks-lead = We look whether everything that a sign-in needs is there, as far as that can be seen without a person. Nothing is changed by it.
setup-checks-none = There is no connection yet. Make one at the step Connection.
setup-checks-never = Nobody has checked this yet.
setup-checks-draft = Checked on { $date }: the draft, version { $version }, which nobody uses yet
setup-checks-active = Checked on { $date }: what is in use, version { $version }
setup-checks-first = Check now
setup-checks-again = Check again
setup-checks-all-ok = Everything is as it should be.
setup-checks-some-warning = It works, and some of it should be looked at.
setup-checks-some-failed = Something has to be mended before people can sign in, or go on signing in.
setup-checks-do = What to do
setup-checks-where = Where
setup-checks-said = What { $provider } said
setup-checks-forward = To send on
setup-checks-wait-what = This connection was checked many times in a short while.
setup-checks-wait-do = Go back, wait a minute, and check again.
check-verdict-ok = in order
check-verdict-warning = look at this
check-verdict-failed = to be mended
check-verdict-skipped = not looked at
check-who-hospital-it = Who can mend this: the administrators of your Microsoft Entra directory
check-who-hospital-it-google = Who can mend this: the administrators of your Google Workspace
check-who-hospital-it-oidc = Who can mend this: the administrators of your identity provider, { $provider }
check-who-support = Who can mend this: our support
check-who-operator = Who can mend this: whoever operates our service
check-who-provider = Who can mend this: { $provider }
check-forward = { $organization } signs in to our apps with Microsoft Entra. Our check of the connection { $connection } on { $date } has found this:
check-forward-elsewhere = { $organization } signs in to our apps with { $provider }. Our check of the connection { $connection } on { $date } has found this:
check-forward-where = Where: { $menu }
check-forward-said = What { $provider } said: { $said }
check-forward-tid = Directory (tenant) ID: { $id }
check-forward-client = Application (client) ID: { $id }
check-forward-client-elsewhere = Client ID: { $id }
check-title-metadata = Directory
check-title-metadata-elsewhere = Provider
check-title-protocol = What the provider can do
check-title-keys = Signing keys
check-title-clock = Clocks
check-title-domain = E-mail domain
check-title-credential = What we prove ourselves with
check-title-credential-end = How long that is good for
check-title-redirect-uri = Redirect URI
check-title-consent = Consent
check-title-claims = Claims of the ID token
check-title-assignment = Assignment
check-skipped = Not looked at: “{ $because }” has to be in order first.
check-metadata-right = Microsoft knows the directory { $tid }.
check-metadata-right-elsewhere = { $provider } describes itself, as { $issuer }.
check-metadata-unreachable = We did not reach { $provider }, or not in time.
check-metadata-unreachable-do = This is about our network, and not about your settings. Check again in a few minutes. If it stays like this, tell our support.
check-metadata-unreachable-do-oidc = See that { $provider } can be reached from the internet, with a certificate that browsers trust, and check again in a few minutes. If it stays like this, tell our support.
check-metadata-unavailable = { $provider } answers that it has trouble.
check-metadata-unavailable-do = This says nothing about your settings. Check again in a few minutes.
check-metadata-absent = Where { $provider } should describe itself, there is nothing: { $found }
check-metadata-absent-do = Compare { $issuer } with the issuer that your identity provider is set to, and send our support the right one, exactly as it stands there.
check-tenant-unknown = Microsoft knows no directory { $tid }.
check-tenant-unknown-do = Compare { $tid } with the Directory (tenant) ID of your app registration, and correct it at the step Connection; or send our support the right one.
check-metadata-strange = What answered in { $provider }’s place is not what { $provider } sends.
check-metadata-strange-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-metadata-strange-do-oidc = At { $found } your identity provider must describe itself, as JSON (OpenID Connect Discovery). See what answers there, and what stands between. If it is right, send this to our support.
check-metadata-incomplete = What { $provider } says of itself lacks this, or has no address there that can be used: { $found }
check-metadata-incomplete-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-metadata-incomplete-do-oidc = See that the document .well-known/openid-configuration of { $provider } names all of them, each with https and reachable from the internet.
check-issuer-other = { $provider } says that its tokens come from { $found }. They must come from { $issuer }.
check-issuer-other-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-issuer-other-do-oidc = Find out which of the two is right, and tell our support. They must be the same to the letter, and so must a slash at the end.
check-protocol-right = { $provider } can do what a sign-in needs.
check-protocol-lacking = By what it says of itself, { $provider } cannot do what a sign-in needs: { $found }
check-protocol-lacking-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-protocol-lacking-do-oidc = Have it switched on at { $provider }, for the client { $client_id } or for all. Before the colon stands where it has to be named, after it what.
check-keys-right = We can verify the tokens of { $provider } by its keys.
check-keys-unusable = There is no key of { $provider } by which we can verify its tokens. We looked here: { $found }
check-keys-unusable-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-keys-unusable-do-oidc = Have { $provider } sign its ID tokens with RS256, PS256, ES256 or EdDSA, and publish the key at that address.
check-keys-not-seen = The keys of { $provider } could not be read.
check-keys-not-seen-do = This says nothing about your settings. Check again in a few minutes.
check-clock-right = Our clock and { $provider }’s agree.
check-clock-off = Our clock and { $provider }’s differ by { $seconds } seconds. From five minutes on, nobody can sign in.
check-clock-off-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-clock-off-do-oidc = One of the two is wrong. See that { $provider } takes its time from the network (NTP), and send this to our support.
check-clock-wrong = Our clock and { $provider }’s differ by { $seconds } seconds. Nobody can sign in.
check-clock-wrong-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-clock-wrong-do-oidc = One of the two is wrong. See that { $provider } takes its time from the network (NTP), and send this to our support.
check-clock-not-seen = { $provider }’s answer reached us without the time.
check-clock-not-seen-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-clock-not-seen-do-oidc = Have { $provider } send the header Date with its answers.
check-domain-owned = { $domain } is a domain of your directory.
check-domain-elsewhere = { $domain } is a domain of another directory at Microsoft: { $found }
check-domain-elsewhere-do = See under Domain names whether { $domain } stands there as verified. If your organisation has two directories, tell our support in which one these people sign in.
check-domain-unknown = No directory at Microsoft has the domain { $domain }.
check-domain-unknown-do = Add { $domain } under Domain names, and verify it there. Until then Microsoft confirms no e-mail address of this domain.
check-domain-not-seen = Microsoft did not say which directory { $domain } is of.
check-domain-not-seen-do = This says nothing about your settings. Check again in a few minutes.
check-domain-proven = { $domain } is proven to be yours.
check-domain-unproven = It is not proven that { $domain } is yours. Nobody of it can sign in with { $provider }.
check-domain-unproven-do = Prove it at the step Domains, by the record that stands there.
check-credential-accepted = { $provider } accepts it.
check-credential-refused = { $provider } refuses it.
check-credential-refused-do = See under Certificates & secrets of the app registration { $client_id } whether the secret, certificate or federated credential that we use is there and has not ended. If it is not, create a new one, and put it in at the step Connection.
check-credential-refused-do-google = See whether the client { $client_id } is there, and whether the client secret that we use is enabled. If it is not, add a new secret to the client, and put it in at the step Connection.
check-credential-refused-do-oidc = See at { $provider } whether the client { $client_id } is there and may redeem authorization codes, and whether the secret or certificate that we use is registered for it and has not ended. If it is not, register a new one, and put it in at the step Connection.
check-shared-credential-refused = Microsoft refuses what we prove ourselves with at our own app registration.
check-shared-credential-refused-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-credential-not-seen = { $provider } did not say whether it accepts it.
check-credential-not-seen-do = This says nothing about your settings. Check again in a few minutes.
check-credential-unusable = What we have stored cannot be used.
check-credential-unusable-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-credential-missing = We have nothing to prove ourselves with at the app registration { $client_id }.
check-credential-missing-elsewhere = We have nothing to prove ourselves with as the client { $client_id }.
check-credential-missing-do = Choose at the step Connection what we are to prove ourselves with, and enter it under Certificates & secrets of the app registration.
check-credential-missing-do-elsewhere = Create a secret for the client at { $provider }, and put it in at the step Connection.
check-shared-registration-missing = The connection uses our own app registration, and we have none.
check-shared-registration-missing-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-credential-lasts = It is good until { $date }, for another { $days } days.
check-credential-endless = It has no end.
check-credential-ends-soon = It ends on { $date }, in { $days } days.
check-credential-ends-soon-do = Create a new one in the app registration { $client_id } under Certificates & secrets, and put it in at the step Connection. The old one stays in use until Microsoft has accepted the new one, so nobody is kept out meanwhile.
check-credential-ends-soon-do-elsewhere = Create a new one for the client { $client_id } at { $provider }, and put it in at the step Connection. The old one stays in use until { $provider } has accepted the new one, so nobody is kept out meanwhile.
check-credential-ends-now = It ends on { $date }, in { $days } days. From then on nobody can sign in with { $provider }.
check-credential-ends-now-do = Create a new one in the app registration { $client_id } under Certificates & secrets, and put it in at the step Connection. The old one stays in use until Microsoft has accepted the new one, so nobody is kept out meanwhile.
check-credential-ends-now-do-elsewhere = Create a new one for the client { $client_id } at { $provider }, and put it in at the step Connection. The old one stays in use until { $provider } has accepted the new one, so nobody is kept out meanwhile.
check-credential-ended = It ended on { $date }. Nobody can sign in with { $provider }.
check-credential-ended-do = Create a new one in the app registration { $client_id } under Certificates & secrets, and put it in at the step Connection.
check-credential-ended-do-elsewhere = Create a new one for the client { $client_id } at { $provider }, and put it in at the step Connection.
check-redirect-registered = { $provider } sends people back to us: { $redirect_uri }
check-redirect-not-registered = The app registration { $client_id } does not have our redirect URI. Nobody gets back from Microsoft.
check-redirect-not-registered-elsewhere = The client { $client_id } does not have our redirect URI. Nobody gets back from { $provider }.
check-redirect-not-registered-do = Under Authentication, add this redirect URI for the platform Web (not Single-page application), exactly as it stands here: { $redirect_uri }
check-redirect-not-registered-do-elsewhere = Add this redirect URI to the client, exactly as it stands here: { $redirect_uri }
check-shared-redirect-not-registered = Our own app registration does not have the redirect URI { $redirect_uri }
check-shared-redirect-not-registered-do = This is ours to mend, and nothing has to be changed at { $provider }. Send this to our support.
check-application-unknown = The directory { $tid } does not know the application { $client_id }, or it is switched off there.
check-application-unknown-elsewhere = { $provider } does not know the client { $client_id }, or it is switched off there.
check-application-unknown-do = Compare both with the overview of the app registration: the Application (client) ID and the Directory (tenant) ID are easily swapped, and neither is the Object ID. See under Enterprise apps that the app is there and enabled.
check-application-unknown-do-elsewhere = Compare { $client_id } with the client ID that stands at { $provider }, and send our support the right one.
check-redirect-refused = Microsoft keeps people on a page of its own, and does not send them back to us.
check-redirect-refused-elsewhere = { $provider } refuses the request with which people are sent there.
check-redirect-refused-do = Send this to our support: Microsoft’s number says why.
check-redirect-refused-do-elsewhere = See that the client { $client_id } may use the authorization code flow, and the scopes openid, profile and email.
check-redirect-not-seen = What { $provider } answered does not show whether it sends people back to us.
check-redirect-not-seen-do = This says nothing about your settings. Check again in a few minutes.
check-redirect-untried = Whether { $provider } sends people back to us shows only when somebody signs in.
check-redirect-untried-do = Make a test sign-in. The client { $client_id } must have this redirect URI, exactly as it stands here: { $redirect_uri }
check-consent-given = Your directory has consented to the app.
check-consent-missing = Nobody in the directory { $tid } has consented to the application { $client_id }, or the consent was taken back.
check-consent-missing-do = An administrator of the directory grants consent once, at the step Connection. It needs the role Cloud Application Administrator or a higher one.
check-consent-not-seen = Whether your directory has consented shows only when somebody signs in.
check-consent-not-seen-do = See that admin consent is granted for the app { $client_id }, and make a test sign-in.
check-claims-present = The last test sign-in brought all claims that are needed.
check-claims-incomplete = The last test sign-in came without these claims: { $claims }. People can sign in; some things work less well.
check-claims-incomplete-do = Under Token configuration, add these optional claims to the ID token: { $claims }. xms_edov is added in the manifest. Then make another test sign-in.
check-claims-missing = The last test sign-in came without these claims: { $claims }. Without the e-mail address nobody can sign in.
check-claims-missing-elsewhere = The last test sign-in came without these claims: { $claims }. Without them nobody can sign in.
check-claims-missing-do = Under Token configuration, add these optional claims to the ID token: { $claims }. xms_edov is added in the manifest. Then make another test sign-in.
check-claims-missing-do-google = Make another test sign-in with an account of your Google Workspace: a private account has no claim hd.
check-claims-missing-do-oidc = Have { $provider } put these claims into the ID token: { $claims }. Then make another test sign-in.
check-claims-not-seen = Nobody has made a test sign-in yet.
check-claims-not-seen-do = Make one at the step Test sign-in: it shows which claims { $provider } sends.
check-assignment-required = Only those who are assigned to the app in Entra can sign in.
check-assignment-open = Everybody in your directory gets past Microsoft. Here only those get in who have an account with us.
check-assignment-not-seen = Microsoft does not tell us whether people have to be assigned to the app.
check-assignment-not-seen-do = See “Assignment required?” under Properties. If it says Yes, only those can sign in who are listed under Users and groups.
letter-checks-failed-subject = { $organization }: something is wrong with signing in with { $provider }
letter-checks-failed-what = Our check of the connection { $connection } has found something that keeps people out, or soon will. { $found }
letter-checks-failed-do = We write once, and again when it is mended. If you do not know what to do, contact our support.
letter-checks-recovered-subject = { $organization }: signing in with { $provider } is in order again
letter-checks-recovered-what = What our check of the connection { $connection } had found wrong is mended: { $found }
letter-checks-recovered-do = You need do nothing.


# The portal: test sign-in
setup-test-sign-in-lead = You go to { $provider } and come back as in a real sign-in, with the settings of the draft. Nobody is let in and nothing is opened: you only see what would happen.
setup-test-sign-in-no-connection = There is no connection yet that could be tested. Make it first.
setup-test-sign-in-no-version = Nothing is configured for this connection yet.
setup-test-sign-in-no-application = There is no application yet that can be opened with { $provider }. Ask our support.
setup-test-sign-in-connection = Connection { $name }
setup-test-sign-in-draft = What is tested: the draft, version { $number }. It is not tested yet.
setup-test-sign-in-tested = What is tested: the draft, version { $number }. It counts as tested.
setup-test-sign-in-active = What is tested: version { $number }, which is in use. There is no draft.
setup-test-sign-in-last-worked = Last test: { $date }, by you or a colleague. The connection worked, with version { $number }.
setup-test-sign-in-last-failed = Last test: { $date }, by you or a colleague. It did not work, with version { $number }.
setup-test-sign-in-link-worked = Last test: { $date }, by the private link. The connection worked, with version { $number }.
setup-test-sign-in-link-failed = Last test: { $date }, by the private link. It did not work, with version { $number }.
setup-test-sign-in-which = Whether somebody may come in can depend on the application. Choose the one that your people use most.
setup-test-sign-in-start = Test with { $application }
setup-test-sign-in-link = Let a colleague test
setup-test-sign-in-link-lead = A private link lets somebody without an invitation make a test, for example a nurse with an ordinary account. They see the result of their own test and nothing else; here you see whether it worked.
setup-test-sign-in-link-make = Make a private link
setup-test-sign-in-link-anew = Make a new private link
setup-test-sign-in-link-made = Give this link to your colleague. It is shown this once, and can be used for 24 hours.
setup-test-sign-in-link-until = There is a private link, which can be used until { $date }. A new one ends it.
setup-test-sign-in-link-unused = Nobody has made a test by it yet.
setup-test-sign-in-used-worked = Somebody made a test by it on { $date }: the connection worked.
setup-test-sign-in-used-failed = Somebody made a test by it on { $date }: it did not work.
setup-test-sign-in-link-end = End this link
setup-test-sign-in-try = Test sign-in for { $organization }
setup-test-sign-in-try-lead = Your colleagues who set up the sign-in ask you to try it. You go to { $provider }, sign in with your work account, and come back here. You are let in nowhere: you only see whether it would have worked.
setup-test-sign-in-try-start = Sign in for a test
setup-test-sign-in-try-until = This page was opened by a private link, which can be used until { $date }.
setup-test-sign-in-wait-what = Many tests were made in a short while.
setup-test-sign-in-wait-do = Go back, wait a minute, and test again.
setup-test-sign-in-allowed = It works: this person would come in
setup-test-sign-in-works = The connection works, but this person would not come in yet
setup-test-sign-in-fails = It does not work yet
setup-test-sign-in-counts = Version { $number } counts as tested now.
setup-test-sign-in-edited = Version { $number } was edited while you were at { $provider }. This is about what it said before. Test once more.
setup-test-sign-in-nobody = If you set up the sign-in and do not use the application yourself, that is to be expected: you have no account here, and you need none. The connection itself works.
setup-test-sign-in-supposed = Two things were supposed for this test: that the tested version is in use, and that sign-in with { $provider } is on. Everything else is as it is now.
setup-test-sign-in-who = Who it was
setup-test-sign-in-application = Application
setup-test-sign-in-through = Connection and version
setup-test-sign-in-expected = Directory (tenant) ID that was expected
setup-test-sign-in-at = When
setup-test-sign-in-number = Number, for our support
setup-test-sign-in-microsoft = What Microsoft said
setup-test-sign-in-microsoft-unknown = We do not know this number. Give it to our support, together with the numbers below.
setup-test-sign-in-correlation = Correlation ID, which finds the attempt in your sign-in logs
setup-test-sign-in-trace = Trace ID, for Microsoft’s support
setup-test-sign-in-timestamp = When, by Microsoft’s clock
setup-test-sign-in-by-person = Who can mend it: whoever signs in
setup-test-sign-in-by-it = Who can mend it: the administrators of your Microsoft Entra directory
setup-test-sign-in-by-support = Who can mend it: our support
setup-test-sign-in-by-operator = Who can mend it: we can. Tell our support.
setup-test-sign-in-by-microsoft = Who can mend it: Microsoft
setup-test-sign-in-rules = What is asked of everybody who comes in
setup-test-sign-in-holds = holds
setup-test-sign-in-forbids = does not hold
setup-test-sign-in-skipped = not looked at
setup-test-sign-in-rule-application = The application can be opened with { $provider }.
setup-test-sign-in-rule-organization = Your organisation is active, and sign-in with { $provider } is on.
setup-test-sign-in-rule-connection = The connection is active, and the sign-in comes from your directory.
setup-test-sign-in-rule-guest = The account is a member of your directory: no guest, and no personal account.
setup-test-sign-in-rule-user = There is exactly one user here with this address.
setup-test-sign-in-rule-standing = The user is active, and is a professional.
setup-test-sign-in-rule-email = The address that { $provider } sends is that of the user, and its domain is proven to be yours.
setup-test-sign-in-rule-identity = The { $provider } account is the one that the user has come with before, or their first.
setup-test-sign-in-rule-way = The way they come is open to them.
setup-test-sign-in-rule-proof = The sign-in at { $provider } is as recent and as strong as is demanded.
setup-test-sign-in-claims = What was sent (the claims of the ID token)
setup-test-sign-in-sent = sent
setup-test-sign-in-missing = not sent
setup-test-sign-in-claim-email = The address, by which the user is found.
setup-test-sign-in-claim-xms-edov = Whether Microsoft has seen that the owner of the domain verified the address.
setup-test-sign-in-claim-email-verified = Whether the provider vouches for the address.
setup-test-sign-in-claim-hd = Your Google Workspace.
setup-test-sign-in-claim-sub = The account. It stays the same when the name or the address changes.
setup-test-sign-in-claim-upn = The name the person signs in with. Guests can be told by it.
setup-test-sign-in-claim-acct = 0 for a member of your directory, 1 for a guest.
setup-test-sign-in-claim-idp = Who vouches for the person, where that is not your directory.
setup-test-sign-in-claim-tid = Your directory.
setup-test-sign-in-claim-oid = The account. It stays the same when the name or the address changes.
setup-test-sign-in-claim-sid = The session at { $provider }: whoever signs out there is signed out here by it.
setup-test-sign-in-claim-login-hint = Lets the person come without typing the address again.
setup-test-sign-in-claim-auth-time = When the person last proved who they are.
setup-test-sign-in-claim-acrs = The authentication contexts, which show a second factor.
setup-test-sign-in-lacks-email = { $kind ->
        [entra] Without it nobody comes in. Enter the address under Email of the account (Entra ID > Users), and add the optional claim email to the ID token under Token configuration of the app registration.
       *[other] Without it nobody comes in. See that the account has an address at { $provider }, and that it is sent.
    }
setup-test-sign-in-lacks-xms-edov = You can do without it. It is added in the Manifest of the app registration, to the optional claims of the ID token; some directories never send it.
setup-test-sign-in-lacks-email-verified = Without it nobody comes in, unless our support has set the connection so.
setup-test-sign-in-lacks-hd = Without it nobody comes in: it is a personal Google account. Test with an account of your Workspace.
setup-test-sign-in-lacks-optional = { $kind ->
        [entra] Add it as an optional claim of the ID token, under Token configuration of the app registration.
       *[other] You can do without it. { $provider } can send it, if it is set so there.
    }
setup-test-sign-in-lacks-idp = That is as it should be: your own directory vouches for the person.
setup-test-sign-in-lacks-acrs = You need it only where a second factor is to be shown to us by an authentication context.
setup-test-sign-in-do-application = Choose another application for the test, or ask our support about this one.
setup-test-sign-in-do-organization = Your organisation is closed here. Ask our support.
setup-test-sign-in-do-connection = The connection is switched off, or was changed meanwhile. Test once more, and if it stays so, ask our support.
setup-test-sign-in-do-tenant = { $kind ->
        [entra] The account is of another directory than the one that is configured. Test again with an account of your own directory. If it was one: compare the directory (tenant) ID on the Overview page of Entra with the expected one.
       *[other] The account is not one of your organisation, as it is configured. Test again with an account of your own. If it was one: compare the step Connection with what is set at { $provider }.
    }
setup-test-sign-in-do-guest = The account is a guest in your directory: another organisation vouches for it. Test with an account of your own. If guests are to come in, allow it for this connection.
setup-test-sign-in-do-personal = Personal { $provider } accounts are never let in. Sign out at { $provider }, and test with a work account.
setup-test-sign-in-do-user = Nobody here has this address. If this person is to use the application, tell our support: the user needs exactly the address that { $provider } sends.
setup-test-sign-in-do-suspended = The user is suspended here. If the person still works for you, tell our support.
setup-test-sign-in-do-patient = The user is a patient here, and patients do not come in with { $provider }. Test with the account of somebody who works for you.
setup-test-sign-in-do-email-missing = { $kind ->
        [entra] Microsoft sends no address. Enter it under Email of the account (Entra ID > Users), and add the optional claim email to the ID token under Token configuration of the app registration.
       *[other] { $provider } sends no address. See that the account has one there, and that it is sent.
    }
setup-test-sign-in-do-email-invalid = { $kind ->
        [entra] What Microsoft sends is no e-mail address. Correct it under Email of the account (Entra ID > Users).
       *[other] What { $provider } sends is no e-mail address. Correct it there.
    }
setup-test-sign-in-do-email-mismatch = The user has another address here than { $provider } sends. Tell our support which of the two is right.
setup-test-sign-in-do-domain = The domain of the address is not proven to be yours. Prove it in the step Domains.
setup-test-sign-in-do-email-unverified = { $kind ->
        [entra] Microsoft says that nobody has verified the address (xms_edov is false). Use an address in a domain that is verified in your directory, under Domain names.
       *[other] { $provider } does not say that the address is verified (email_verified). Have it verified there, or ask our support.
    }
setup-test-sign-in-do-identity = The user has come with another { $provider } account before, or this account belongs to another user here. Our support can part them, once you have said that both are the same person.
setup-test-sign-in-do-factor = { $kind ->
        [entra] A second factor is demanded, and nothing shows that there was one. See that the Conditional Access policy demands it for the authentication context that is configured for this connection.
       *[other] A second factor is demanded, and nothing that { $provider } sends shows that there was one. Ask our support.
    }
setup-test-sign-in-do-denied = { $kind ->
        [entra] Microsoft, or a policy of yours, did not let the person sign in. Look at the attempt in your sign-in logs. Often the account is not assigned to the enterprise app.
       *[other] { $provider }, or a rule of yours, did not let the person sign in. Look at the attempt there, and see whether the account may use our client.
    }
setup-test-sign-in-do-interaction = { $provider } wanted something more of the person, such as a second factor or a new password. Test again, and finish what { $provider } shows.
setup-test-sign-in-do-consent = { $kind ->
        [entra] An administrator of your directory has not consented to the app registration yet. That is done under API permissions of the app registration, or in the step Connection.
       *[other] Our client is not allowed at { $provider } yet. An administrator of yours can allow it there.
    }
setup-test-sign-in-do-credential = { $kind ->
        [entra] Microsoft does not accept what we prove ourselves with. Compare it with what is under Certificates & secrets of the app registration: it may have expired, or the ID of the secret was copied in the place of its value.
       *[other] { $provider } does not accept what we prove ourselves with. See whether it has ended or was replaced there, and hand over a new one in the step Connection.
    }
setup-test-sign-in-do-no-credential = There is nothing yet that we could prove ourselves with at { $provider }. Hand it over in the step Connection.
setup-test-sign-in-do-request = { $kind ->
        [entra] Microsoft refused the request. Compare the redirect URI and the application (client) ID in the step Connection with the app registration, character by character.
       *[other] { $provider } refused the request. Compare the redirect URI and the client ID in the step Connection with our client there, character by character.
    }
setup-test-sign-in-do-later = { $provider } gave no usable answer. Wait a few minutes, and test again.
setup-test-sign-in-do-token = { $kind ->
        [entra] What Microsoft sent could not be trusted, so nothing of it was read. Compare the application (client) ID and the directory (tenant) ID in the step Connection. If they are right, tell our support.
       *[other] What { $provider } sent could not be trusted, so nothing of it was read. Compare the client ID in the step Connection with our client there. If it is right, tell our support.
    }
setup-test-sign-in-do-support = Test once more. If it stays so, give our support the number above.


# The portal: people
setup-people-title = Who will get in
setup-people-lead = Before you switch on: see who of your people can sign in with { $provider }, and who cannot and why. We compare your directory with the accounts in our app, by the same rules as a real sign-in. We keep nothing of the list.
setup-people-not-judged = Lists of the people at { $provider } cannot be compared yet. Make test sign-ins instead, with ordinary accounts too: a private link is enough for that.
setup-people-result = What we found
setup-people-sum = { $in } of { $all } people can sign in.
setup-people-of = Checked with the settings of the connection { $connection }.
setup-people-all-well = There is nothing to mend.
setup-people-download = Download what to mend (CSV)
setup-people-download-hint = The table has everybody who needs attention, with what to do. It is in this page only: once you leave, we cannot give it again.
setup-people-file = people-to-mend
setup-people-without = What the list does not say, and we did not look at:
setup-people-without-id = whether an account is bound to somebody else already
setup-people-without-type = who is a guest
setup-people-without-enabled = which accounts are disabled
setup-people-without-names = whether another address of somebody is known here
setup-people-more = And { $number } more: the table has them all.
setup-people-upn-is = Signs in as { $upn }
setup-people-user-is = Account in our app: { $user }
setup-people-line = Line { $line }
setup-people-upload = Upload the list
setup-people-upload-1 = { $kind ->
        [entra] In the Entra admin center (entra.microsoft.com), go to Entra ID > Users > All users, and choose Download users.
       *[other] Export the list of your people at { $provider } as a CSV file.
    }
setup-people-upload-2 = { $kind ->
        [entra] Choose Start, wait a moment, and download the CSV file.
       *[other] Call the column with the e-mail addresses mail.
    }
setup-people-upload-3 = { $kind ->
        [entra] Choose that file here, as it is. An export of the Microsoft 365 admin center or of PowerShell (Get-MgUser) will do too.
       *[other] Choose that file here.
    }
setup-people-connection = Connection
setup-people-list = The list (CSV)
setup-people-list-hint = At most 50,000 people and 16 MB.
setup-people-check = Check this list
setup-people-directory = Or let us read your directory
setup-people-directory-what = Then you need no file. We read names and addresses once, now, and keep nothing.
setup-people-grant-own = This needs a permission: in the Entra admin center, go to Entra ID > App registrations > your registration > API permissions > Add a permission > Microsoft Graph > Application permissions, add User.Read.All, and choose Grant admin consent. You can take it away again afterwards.
setup-people-grant-shared = This needs the application permission User.Read.All of Microsoft Graph for our app. If your directory has not granted it to our app, upload the list instead.
setup-people-read = Read the directory
setup-people-wait-what = Your organisation checked many lists in a short while.
setup-people-wait-do = Go back, wait a minute, and try again.
setup-people-no-file = Choose a file first.
setup-people-not-connected = We do not know yet which directory this is about. Fill in the step Connection first.
setup-people-not-granted = Your directory does not let us read it: the permission User.Read.All is missing, or has no admin consent. Grant it as described below and try again after a few minutes, or upload the list.
setup-people-too-many = There are more than 50,000 people on the list. Leave out those who do not use our app, and upload the rest.
setup-people-busy = Microsoft is too busy to give us the list. Try again in some minutes, or upload the list.
setup-people-not-read = Microsoft did not give us the list ({ $code }). Upload the list instead.
setup-people-empty = The file has no people in it.
setup-people-too-large = The file did not arrive whole, or is larger than 16 MB. Leave out columns that are not needed, and try again.
setup-people-no-text = The file is no CSV that we can read. Save it as “CSV UTF-8”, or upload the exported file as it is.
setup-people-no-address = No column has the e-mail addresses. The first line must name the columns, and one of them must be called mail.
setup-people-twice = The column { $column } is there twice. Remove one of them.
setup-people-fields = This line does not have as many fields as there are columns. Is a quotation mark missing in it or above it?
setup-people-cell = What stands in the column { $column } cannot be right.
setup-people-closed = Nobody can sign in at the moment
setup-people-closed-do = The organisation or the connection is switched off. Ask our support. What else is to be mended only shows afterwards.
setup-people-upn = The sign-in name is known here, but not the e-mail address
setup-people-upn-do = In { provider-directory }, set the field Email of these people to their address in our app, or have their address in our app changed to their e-mail address in { provider-directory }. Only the e-mail address counts, not the sign-in name.
setup-people-alias = An alias is known here, but not the e-mail address
setup-people-alias-do = In our app these people have an address that is only an alias in { provider-directory }. Make it their primary address there, or have their address in our app changed.
setup-people-mail-missing = The e-mail address is missing in { provider-directory }
setup-people-mail-missing-do = Fill in the field Email (Contact information) in { provider-directory }. Accounts that are no persons, such as meeting rooms, can stay as they are.
setup-people-mail-invalid = The e-mail address in { provider-directory } is not valid
setup-people-mail-invalid-do = Correct the field Email in { provider-directory }.
setup-people-duplicate = Several accounts have the same e-mail address
setup-people-duplicate-do = Only one of them can sign in: the one that does so first. Give each its own address, or empty the field Email of those that nobody signs in with.
setup-people-other-address = The person has another address in our app
setup-people-other-address-do = These accounts have signed in before, with the address that our app still has. Have the address in our app changed to the new one.
setup-people-domain = The domain of the address is not proven
setup-people-domain-do = Prove the domain in the step Domains, or give these people an address of a domain that is proven.
setup-people-other-account = Another account is bound to this person
setup-people-other-account-do = The account was made anew, or the address was given to somebody else. Tell our support, who will check who it is and unbind the old account.
setup-people-other-user = The account is bound to somebody else
setup-people-other-user-do = This account has signed in as another person before. Tell our support who it is.
setup-people-ambiguous = Several people here have this address
setup-people-ambiguous-do = One of them had it before. Tell our support which of them it is.
setup-people-suspended = Suspended in our app
setup-people-suspended-do = If these people are to get in, have them made active in our app.
setup-people-patient = A patient in our app
setup-people-patient-do = Patients never sign in with { $provider }. If somebody works at your organisation too, they need a second account in our app, with their work address.
setup-people-guest = Guests of your directory
setup-people-guest-do = Guests cannot sign in with this connection. If they should, tell our support; otherwise there is nothing to do.
setup-people-personal = Personal { $provider } accounts
setup-people-personal-do = They never get in. Give these people an account of your organisation.
setup-people-missing = In our app, but not on the list
setup-people-missing-do = Nobody in your directory has the address of these people. Have they left, do they have another address by now, or is the list not complete?
setup-people-not-here = Not known in our app
setup-people-not-here-do = Nobody in our app has this address. Whoever needs the app must get an account there first; for the others there is nothing to do.
setup-people-disabled = Disabled in { provider-directory }
setup-people-disabled-do = { $provider } lets these accounts sign in nowhere. If somebody still works for you, enable the account in { provider-directory }.
setup-people-in = Can sign in
setup-people-in-do = Nothing.


# The portal: switch on
setup-switch-on-title = Switch sign-in with { $provider } on
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
setup-switch-on-forced = Your organisation has agreed with our support that staff sign in with { $provider } only. As long as that holds, sign-in with { $provider } must be on for everyone; only our support can change it.
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
        [yes] We can prove ourselves to { $provider }.
       *[no] We have nothing valid to prove ourselves with to { $provider }.
    }
setup-switch-on-need-domain = { $met ->
        [yes] An e-mail domain is proven and leads to the connection.
       *[no] No proven e-mail domain leads to the connection.
    }
setup-switch-on-met = in order
setup-switch-on-unmet = missing
setup-switch-on-checked = We last looked at the DNS of your domains on { $date }.
setup-switch-on-try = Before you switch it on, have a look here:
setup-switch-on-held = Our support has switched sign-in with { $provider } off for your organisation. Ask them before you go on: only they can switch it on again.
setup-switch-on-switch = What is it to be?
setup-switch-on-whom = For whom is sign-in with { $provider } on?
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
setup-switch-on-by-sso = of these, could sign in with { $provider }
setup-switch-on-refused = of these, could not; they sign in with a code
setup-switch-on-sessions = Open sessions that would end
setup-switch-on-shut-out = People who could not sign in in any way any more
setup-switch-on-preview-hint = Whether { $provider } knows each of them by the address we have, is shown in the step “People”.
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
setup-switch-on-fault-forced = Staff of your organisation sign in with { $provider } only, so it must stay on for everyone. Ask our support to change that first.
setup-switch-on-pilot = The pilot list
setup-switch-on-pilot-what = As long as it is on for the pilot list, only these people can sign in with { $provider }. Everybody else signs in as before. Whoever is taken off the list can no longer use what was opened with { $provider }, and signs in with a code.
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
setup-status-title = How sign-in goes
setup-status-lead = The last 30 days at your organisation. Days and times are in UTC; nobody is named here.
setup-status-last-by-sso = Last sign-in with your own account
setup-status-nobody = Nobody in the last 30 days
setup-status-weather = Trouble right now
setup-status-fair = None known
setup-status-checks = See the checks
setup-status-sign-ins = Sign-ins with your own accounts
setup-status-today = Today
setup-status-week = Last 7 days
setup-status-month = Last 30 days
setup-status-by-day = Each day in numbers
setup-status-day = Day
setup-status-by-sso = Own account
setup-status-by-code = With a code
setup-status-refused = Refused
setup-status-refusals = Who could not sign in, and what helps
setup-status-no-refusals = Nobody was refused.
setup-status-last = Last on { $date }
setup-status-unknown = No account here has their e-mail address
setup-status-unknown-do = Compare the address (mail) of the person in your directory with the one of their account here. If they are to sign in and have no account, ask our support to create one.
setup-status-suspended = Their account, or your whole organisation, is suspended here
setup-status-suspended-do = Ask our support why, and to lift it if it should not be so.
setup-status-patient = The account here is a patient’s
setup-status-patient-do = Patients do not sign in with a hospital account. If it is a member of staff, ask our support to correct the account.
setup-status-email = The e-mail address from your directory cannot be used
setup-status-email-do = { $kind ->
        [entra] Check that the account has an address (mail) in a domain that is proven here, and that it is the one of their account here. Consent or optional claims may be missing if this happens to everybody.
       *[other] Check that the account has an address in a domain that is proven here, and that it is the one of their account here. If this happens to everybody, the address may not be sent at all.
    }
setup-status-bond = The account here belongs to another account of your directory
setup-status-bond-do = This happens when an account was created anew, or an address was given to somebody else. Ask our support to check who it is and to unbind the old account.
setup-status-account = An account of another directory, a guest or a personal account
setup-status-account-do = The person chose the wrong account. Have them sign out at { $provider } and choose the account of your organisation.
setup-status-factor = A second factor or a fresh sign-in was asked for, and not given
setup-status-factor-do = Check that the person has set up their second factor, and that your policies ask for it.
setup-status-policy = A policy of your directory refused it
setup-status-policy-do = { $kind ->
        [entra] Look for the attempt in the sign-in logs of your directory: conditional access, assignment of users to the application, or missing admin consent.
       *[other] Look for the attempt in the sign-in logs of your directory: a rule of yours, or who may use our client.
    }
setup-status-provider = { $provider } was not reached, or had trouble
setup-status-provider-do = This passes by itself. If it does not, look at the page of { $provider } on the health of its services.
setup-status-credential = What we prove ourselves with was not accepted
setup-status-credential-do = { $kind ->
        [entra] Check whether the secret or certificate in your app registration has expired or was replaced, and give our support the new one.
       *[other] Check whether the secret or certificate by which { $provider } knows us has expired or was replaced, and hand over a new one in the step Connection.
    }
setup-status-closed = Sign-in with your own account is not open there
setup-status-closed-do = The app, the connection or the switch is off, or only your own account is allowed. If that is not what you want, tell our support.
setup-status-pilot = They are not on the pilot list
setup-status-pilot-do = As long as this sign-in is a pilot, only the people on its list come by it; the others come by code. Add them under Switch on, or switch it on for everyone.
setup-status-slip = Something was mistyped, or the sign-in was broken off
setup-status-slip-do = Nothing to mend: trying again helps. If it happens often, a browser or a proxy may be blocking cookies.
setup-status-token = The answer from your directory could not be used
setup-status-token-do = Tell our support: they look into it.
setup-status-ends = What ends, and when
setup-status-nothing-ends = Nothing that we know of.
setup-status-ends-secret = Client secret of the connection { $name }
setup-status-ends-certificate = Certificate of the connection { $name }
setup-status-ends-proof = Proof of the domain { $name }: its record is missing in the DNS
setup-status-ends-flag = Setting { $name }
setup-status-ends-invitation = Invitation of { $name }
setup-status-ends-break-glass = Emergency access of { $name }
setup-status-ends-webhook = Earlier secret of a { $name }
setup-status-ends-other = { $name }
setup-status-soon = soon
setup-status-over = ended
setup-status-replaced = no longer needed


# The portal: letters and weather
weather-trouble = Signing in with your organisation’s account has had trouble since { $since }.
weather-everywhere = Signing in with the account of an organisation has had trouble since { $since }, not only at yours.
weather-by-code = You can sign in with a code by e-mail instead.
letter-ends-secret-subject = The client secret of { $organization } ends on { $date }
letter-ends-secret-what = The client secret with which we prove ourselves at your directory (connection { $name }) ends on { $until }. From then on, nobody of { $organization } can sign in with { $provider }.
letter-ends-secret-do = { $kind ->
        [entra] Create a new secret in your app registration before that day, and hand it over in the portal that our support has invited you to, or as agreed with them. Never send a secret by e-mail. Remove the old one only when the new one is in use.
       *[other] Create a new secret for our client at { $provider } before that day, and hand it over in the portal that our support has invited you to, or as agreed with them. Never send a secret by e-mail. Remove the old one only when the new one is in use.
    }
letter-ends-certificate-subject = The certificate of { $organization } ends on { $date }
letter-ends-certificate-what = The certificate with which we prove ourselves at your directory (connection { $name }) ends on { $until }. From then on, nobody of { $organization } can sign in with { $provider }.
letter-ends-certificate-do = { $kind ->
        [entra] Get the new certificate in the portal that our support has invited you to, or from our support, and add it to your app registration before that day. Remove the old one only when the new one is in use.
       *[other] Get the new certificate in the portal that our support has invited you to, or from our support, and add it to our client at { $provider } before that day. Remove the old one only when the new one is in use.
    }
letter-ends-proof-subject = The proof of { $name } ends on { $date }
letter-ends-proof-what = The TXT record that proves that { $name } belongs to { $organization } is missing in the DNS. If it stays away until { $until }, the domain counts as not proven, and nobody with an address of it can sign in with { $provider }.
letter-ends-proof-do = Have whoever manages your domain names put the record back, exactly as it stands in the portal. If you have no link to the portal, ask our support for one.
letter-ends-flag-subject = A setting of { $organization } ends on { $date }
letter-ends-flag-what = The setting { $name } of { $organization } was made until { $until }. From then on it does not apply. If it is the one that opens sign-in with { $provider } (sso), nobody can sign in with { $provider } from then on.
letter-ends-flag-do = If it is meant to end, you need do nothing. If not, tell our support how long it is to apply.
letter-ends-invitation-subject = A link for { $organization } ends on { $date }
letter-ends-invitation-what = The link that { $name } was given, to see and set up how { $organization } signs in, can be used until { $until }.
letter-ends-invitation-do = If everything is set up, you need do nothing. If not, finish before that day, or ask our support for a new link.
letter-ends-other-subject = Something of { $organization } ends on { $date }
letter-ends-other-what = { $name } of { $organization } ends on { $until }.
letter-ends-other-do = If it is still needed, contact our support.
letter-trouble-subject = Sign-in of { $organization } has trouble
letter-trouble-what = Since { $since }, several people of { $organization } could not sign in with their { $provider } account. Others can, so the cause is likely at your directory, or between it and us.
letter-trouble-do = Look at the health of { $provider }’s services and at the sign-in logs of your directory. We watch it, and it is over as soon as people come in again.
letter-trouble-credential-subject = Sign-in of { $organization } has trouble
letter-trouble-credential-what = Since { $since }, your directory has not accepted what we prove ourselves with. Until that is mended, nobody of { $organization } can sign in with their { $provider } account.
letter-trouble-credential-do = { $kind ->
        [entra] Check whether the secret or certificate in your app registration has expired, or was removed or replaced. Hand a new one over in the portal, or as agreed with our support. Never send a secret by e-mail.
       *[other] Check whether the secret or certificate by which { $provider } knows us has expired, or was removed or replaced. Hand a new one over in the portal, or as agreed with our support. Never send a secret by e-mail.
    }
