footer-private = Nous ne voyons jamais le mot de passe de votre compte professionnel.
footer-languages = Langue
provider-or = ou
provider-directory = { $kind ->
        [entra] Entra
       *[other] { $provider }
    }

login-title = Se connecter à { $application }
login-lead = Utilisez le compte professionnel de votre hôpital ou établissement de soins.
login-remembered = Continuer en tant que { $address }
login-remembered-with = { $organization }
login-another = Utiliser un autre compte
login-microsoft = Se connecter avec Microsoft
login-google = Se connecter avec Google
login-organization = Se connecter avec { $organization }
onward-title = Vous êtes dirigé vers votre organisation
onward-what = Vous vous y connectez. Si rien ne se passe, continuez vous-même.
login-or = ou
login-address = Adresse e-mail professionnelle
login-address-hint = Par exemple nom@hopital.example. Nous vous redirigeons vers votre établissement pour vous connecter.
login-continue = Continuer
login-problem = Une correction est nécessaire
notice-address-missing = Saisissez votre adresse e-mail professionnelle pour que nous sachions où vous diriger.
notice-address-missing-code = Saisissez votre adresse e-mail.
notice-address-invalid = Cette adresse e-mail est incomplète. Elle doit être de la forme nom@hopital.example.
notice-not-this-way = Cette adresse ne permet pas de se connecter avec un compte professionnel. Vérifiez l’adresse ou connectez-vous comme d’habitude dans { $application }.
notice-not-this-way-code = Cette adresse ne permet pas de se connecter avec un compte professionnel. Vérifiez l’adresse ou continuez avec un code.
closed-title = { $application } n’utilise pas ce mode de connexion
closed-lead = Le compte professionnel de votre établissement ne donne pas accès à { $application }. Connectez-vous-y comme d’habitude.
closed-home = Aller à { $application }

form-post-title = Un instant
form-post-what = Nous vous renvoyons vers l’application d’où vous venez. Si rien ne se passe, appuyez sur le bouton.
form-post-do = Continuer

refusal-id = Numéro de connexion
refusal-time = Heure
refusal-help = Qui peut vous aider
refusal-quote = Indiquez le numéro de connexion : il permet de retrouver la cause.
refusal-retry = Réessayer
refusal-back = Retour à { $application }

advice-try-again-title = La connexion n’a pas abouti
advice-try-again-what = La connexion auprès de { $provider } n’a pas été menée à terme.
advice-try-again-code-what = La connexion avec un code n’a pas été menée à terme.
advice-try-again-do = Réessayez. En cas de nouvel échec, contactez le service d’assistance de votre établissement.
advice-work-account-title = Utilisez votre compte professionnel
advice-work-account-what = Le compte utilisé pour vous connecter n’est pas un compte professionnel de votre établissement.
advice-work-account-do = Réessayez en choisissant le compte fourni par votre établissement.
advice-finish-title = { $provider } vous demande d’abord une étape supplémentaire
advice-finish-what = { $provider } a demandé une étape supplémentaire, par exemple une confirmation sur votre téléphone ou un nouveau mot de passe, et elle n’a pas été terminée.
advice-finish-do = Réessayez et terminez l’étape indiquée par { $provider }. Si vous n’y parvenez pas, contactez le service d’assistance de votre établissement.
advice-hospital-it-title = Votre établissement doit d’abord l’autoriser
advice-hospital-it-what = Les paramètres de connexion de votre établissement n’autorisent pas cette connexion.
advice-hospital-it-do = Contactez le service d’assistance informatique de votre établissement. Il est inutile de réessayer avant son intervention.
advice-no-access-title = Ce compte ne vous donne pas accès
advice-no-access-what = Votre connexion auprès de { $provider } a réussi, mais { $application } n’a pas pu vous donner accès avec ce compte.
advice-no-access-do = Avez-vous utilisé le bon compte ? Si oui, contactez le service d’assistance de votre établissement.
advice-no-access-code-title = Cette adresse ne vous donne pas accès
advice-no-access-code-what = Le code était correct, mais { $application } n’a pas pu vous donner accès avec cette adresse.
advice-no-access-code-do = Avez-vous utilisé la bonne adresse ? Si oui, contactez le service d’assistance de votre établissement.
advice-not-open-title = Ce mode de connexion n’est pas disponible ici
advice-not-open-what = Le compte professionnel de votre établissement ne donne pas accès à { $application } pour le moment.
advice-not-open-do = Connectez-vous comme d’habitude dans { $application }.
advice-use-code-title = Connectez-vous avec un code
advice-use-code-what = Ce compte { $provider } ne donne pas encore accès à { $application }.
advice-use-code-do = Réessayez, saisissez votre adresse e-mail et choisissez « Continuer » : vous recevrez un code par e-mail.
advice-use-microsoft-title = Connectez-vous avec { $provider }
advice-use-microsoft-what = Le personnel de votre établissement ouvre { $application } avec son compte { $provider }. Un code ou un mot de passe n’y donne pas accès.
advice-use-microsoft-do = Réessayez en choisissant « Se connecter avec { $provider } ». Si cela ne fonctionne pas, contactez le service d’assistance de votre établissement.
advice-closed-title = { $application } n’est pas accessible actuellement
advice-closed-what = L’accès à { $application } vous est fermé pour le moment, quel que soit le mode de connexion.
advice-closed-do = Contactez le service d’assistance de votre établissement. Il est inutile de réessayer avant la réouverture de l’accès.
advice-start-again-title = Veuillez recommencer
advice-start-again-what = Cette connexion a été commencée il y a trop longtemps ou dans une autre fenêtre du navigateur.
advice-start-again-do = Revenez à l’application et connectez-vous à partir de là.
advice-microsoft-title = { $provider } ne répond pas
advice-microsoft-what = La connexion auprès de { $provider }, ou de votre établissement chez { $provider }, est perturbée pour le moment.
advice-microsoft-do = Attendez quelques minutes, puis réessayez.
advice-our-fault-title = Un réglage est incorrect
advice-our-fault-what = La liaison entre nous et le système de connexion de votre établissement ne fonctionne pas correctement. Vous n’y êtes pour rien.
advice-our-fault-do = Contactez le service d’assistance de votre établissement. Il est inutile de réessayer avant que le problème soit résolu.

fault-title = Ce lien ne fonctionne pas
fault-what = L’application d’où vous venez a demandé quelque chose d’impossible. Votre compte n’est pas en cause.
fault-do = Revenez à l’application et connectez-vous à partir de là. Si le problème se reproduit, signalez-le à l’éditeur de l’application.
not-found-title = Il n’y a rien ici
not-found-what = Cette adresse n’existe pas.
failure-title = Un problème est survenu de notre côté
failure-what = Vous n’y êtes pour rien et rien n’a été perdu.
failure-do = Patientez un instant, puis réessayez.
index-title = Vous n’avez rien à faire ici
index-what = Cette page sert à se connecter aux applications de votre établissement de soins. Tout commence dans l’application : ouvrez-la et choisissez de vous connecter.

login-lead-traditional = Saisissez l’adresse e-mail sous laquelle { $application } vous connaît.
login-address-traditional = Adresse e-mail
login-address-hint-traditional = Nous vous envoyons un code ou vous redirigeons vers votre établissement pour vous connecter.
login-address-hint-sso = Nous vous redirigeons vers votre établissement pour vous connecter.
login-address-hint-code = Nous vous envoyons un code.
login-remembered-code = avec un code reçu par e-mail
login-code = Recevoir plutôt un code par e-mail
login-code-patient = Je suis patient : recevoir un code par e-mail
code-title = Consultez votre messagerie
code-lead = Si l’adresse { $address } est connue ici, un code à six chiffres vient d’y être envoyé. Il est valable 10 minutes, uniquement dans ce navigateur.
code-label = Code
code-hint = Six chiffres. Vous pouvez le saisir ou le coller.
code-again = Envoyer un autre code
code-another = Utiliser une autre adresse
code-no-letter = Toujours pas d’e-mail après quelques minutes ? Regardez dans le dossier des courriers indésirables et vérifiez l’adresse.
password-title = Votre mot de passe
password-lead = Vous avez défini un mot de passe pour { $address }, en plus du code.
password-label = Mot de passe
password-forgotten = Mot de passe oublié
new-password-title = Choisissez un mot de passe
new-password-lead = Pour { $application }, un mot de passe est nécessaire en plus du code. Il vous sera demandé à chaque connexion avec un code.
new-password-label = Nouveau mot de passe
new-password-hint = Au moins { $shortest } caractères. Quelques mots à la suite, sans rapport entre eux, forment un mot de passe fort et facile à retenir.
new-password-again = Confirmez le mot de passe
new-password-save = Enregistrer et continuer
organization-title = Où souhaitez-vous aller ?
organization-lead = Votre adresse est connue dans plusieurs établissements. Choisissez celui pour lequel vous souhaitez utiliser { $application }.
notice-code-wrong = Ce code est incorrect ou n’est plus valable. Vérifiez-le ou demandez un autre code.
notice-code-sent-again = Un autre code vous est envoyé. Seul le plus récent est valable.
notice-code-too-soon = Un code vient d’être demandé. Attendez une minute avant d’en demander un autre.
notice-code-too-old = Votre connexion avec un code est trop ancienne pour cela. Connectez-vous de nouveau avec un code, puis modifiez votre mot de passe.
notice-too-many = Il y a eu trop de tentatives. Réessayez dans une heure ou deux, ou dans un navigateur que vous avez déjà utilisé pour vous connecter, ou avec votre compte professionnel si votre établissement le propose.
notice-too-many-passwords = Il y a eu trop de tentatives. Attendez un quart d’heure et réessayez, ou connectez-vous avec votre compte professionnel si votre établissement le propose.
notice-password-wrong = Ce mot de passe est incorrect.
notice-password-short = Ce mot de passe est trop court. Choisissez au moins { $shortest } caractères.
notice-password-long = Ce mot de passe est trop long. Choisissez au plus { $longest } caractères.
notice-password-weak = Ce mot de passe est trop facile à deviner. Allongez-le et évitez les noms et les dates.
notice-password-different = Les deux mots de passe ne sont pas identiques.
notice-password-removal = Nous vous avons envoyé un e-mail. Dans 24 heures, votre mot de passe sera supprimé et un code suffira pour vous connecter. Si vous vous en souvenez avant, utilisez-le simplement.
notice-busy = De nombreuses personnes se connectent en ce moment. Attendez quelques secondes, puis réessayez.

login-share = Plusieurs personnes utilisent cet ordinateur
login-shared = Plusieurs personnes utilisent cet ordinateur : aucun nom n’y est mémorisé.
login-not-shared = Cet ordinateur n’est utilisé que par moi
account-title = Vos connexions
account-sessions = Sessions ouvertes
account-here = ce navigateur
account-by-provider = avec { $provider }
account-by-code = avec un code
account-end = Déconnecter
account-end-others = Se déconnecter partout ailleurs
account-password = Votre mot de passe
account-current = Mot de passe actuel
account-save = Enregistrer le mot de passe
account-remove = Supprimer le mot de passe
account-not-fresh = Vous pouvez définir, modifier ou supprimer un mot de passe dans les 15 minutes qui suivent une connexion avec un code.
nobody-title = Personne n’est connecté ici
nobody-what = Connectez-vous d’abord à une application. Vos sessions ouvertes s’afficheront ensuite ici.
sign-out-title = Se déconnecter
sign-out-what = La déconnexion s’applique ici et aux applications que vous avez ouvertes à partir d’ici.
sign-out-do = Se déconnecter
sign-out-asked = { $application } demande si vous voulez vous déconnecter. Si ce n’est pas vous qui l’avez demandé, restez connecté.
sign-out-stay = Rester connecté
signed-out-title = Déconnexion effectuée
signed-out-what = Votre session dans ce navigateur est terminée.
signed-out-do = Si d’autres personnes utilisent cet ordinateur, fermez aussi le navigateur.

# Un appareil sans navigateur à lui
device-title = Connecter un appareil ou un programme
device-lead = Saisissez le code que montre l’appareil ou le programme.
device-label = Code
device-hint = Huit lettres, par exemple WDJB-MJHT.
device-warning = Quelqu’un vous a envoyé un code, ou cette page ? Fermez-la : cette personne serait connectée à votre nom.
device-asks-title = { $application } peut-il se connecter à votre nom ?
device-asks-lead = Il demande à être connecté en tant que { $address }.
device-asked-from = Demandé depuis
device-asked-at = Demandé le
device-asks-warning = N’autorisez que si vous l’avez demandé vous-même il y a un instant et que votre appareil montre exactement ce code. Personne qui vous aide n’en a besoin.
device-allow = Autoriser
device-refuse = Refuser
device-allowed-title = { $application } est connecté
device-allowed-what = Retournez à l’appareil ou au programme : il continue de lui-même dans quelques secondes. Vous pouvez fermer cette page.
device-refused-title = { $application } a été refusé
device-refused-what = Il n’est pas connecté. Si quelqu’un d’autre vous a donné le code, signalez-le à votre service d’assistance.
notice-device-code-wrong = Ce code n’est pas correct, ou ne peut plus être utilisé. Vérifiez-le, ou faites-en afficher un autre par l’appareil.
notice-too-many-device-codes = Il y a eu trop de tentatives depuis votre réseau. Attendez quelques minutes et réessayez.
setup-title = La connexion de { $organization }
setup-lead = Vous reliez ici votre établissement, étape par étape. Vous pouvez vous arrêter à tout moment et reprendre plus tard ; vos collègues disposant du même lien voient la même chose.
setup-missing = Ce qui manque encore
setup-nothing-missing = Il ne manque rien.
setup-missing-suspended = Votre établissement est suspendu : personne ne peut se connecter à une application.
setup-missing-connection = Votre annuaire n’est pas encore relié.
setup-missing-activation = La liaison { $name } n’est pas encore en service.
setup-missing-switched-off = La liaison { $name } est désactivée : personne ne s’en sert pour se connecter.
setup-missing-flag = La connexion avec { $provider } doit aussi être autorisée pour votre organisation, et elle ne l’est pas : personne ne se connecte par la liaison { $name }.
setup-missing-shared = La liaison { $name } utilise notre propre inscription d’application, qui n’est pas configurée.
setup-missing-credential = Pour la liaison { $name }, nous n’avons rien pour nous authentifier.
setup-missing-credential-ended = Pour la liaison { $name }, ce qui nous authentifie a expiré le { $date }. D’ici son remplacement, personne ne peut se connecter avec { $provider }.
setup-missing-credential-ends = Pour la liaison { $name }, ce qui nous authentifie expire le { $date }. Ajoutez son remplacement avant ce jour.
setup-missing-domain = Aucun domaine de messagerie n’est enregistré.
setup-missing-proof = Il n’est pas prouvé que le domaine { $name } vous appartient. D’ici là, personne ne peut se connecter avec { $provider } avec une adresse de ce domaine.
setup-missing-record = L’enregistrement TXT qui prouve que le domaine { $name } vous appartient est absent du DNS. Rétablissez-le avant le { $date } : à partir de ce jour, personne ne pourra se connecter avec { $provider } avec une adresse de ce domaine.
setup-missing-route = Le domaine { $name } ne mène à aucune liaison : personne ayant une adresse de ce domaine n’est dirigé vers { $provider }.
setup-missing-sso = La connexion avec { $provider } n’est pas activée et aucune date n’est fixée. À l’étape « Activation », vous décidez pour qui elle commence et quand.
setup-missing-admins = Aucun administrateur n’est enregistré. Personne dans votre établissement n’est informé de ce qui est fait en son nom, comme cette invitation. Indiquez leurs adresses e-mail à notre service d’assistance.
setup-missing-help = Il n’y a pas de texte d’aide. Les personnes refusées ne savent pas qui appeler. Envoyez à notre service d’assistance une phrase avec le nom et le numéro du vôtre.
setup-who-provider = { $kind ->
        [entra] Qui peut y remédier : les administrateurs de votre annuaire Microsoft Entra
       *[other] Qui peut y remédier : les administrateurs de vos comptes chez { $provider }
    }
setup-who-dns = Qui peut y remédier : les gestionnaires de vos noms de domaine
setup-who-support = Qui peut y remédier : notre service d’assistance
setup-who-together = Qui peut y remédier : vous et notre service d’assistance
setup-switches = Ce qui est activé
setup-sso = Connexion avec { $provider }
setup-forced = Connexion avec { $provider } uniquement
setup-on = Activée
setup-on-until = Activée jusqu’au { $date }
setup-pilot = Activée pour la liste pilote
setup-pilot-until = Activée pour la liste pilote jusqu’au { $date }
setup-from = Désactivée ; commence le { $date }
setup-off = Désactivée
setup-ended = Désactivée depuis le { $date }
setup-apart = Pour certaines applications, le réglage est différent.
setup-domains = Domaines de messagerie
setup-proven = prouvé
setup-unproven = pas encore prouvé
setup-leads-to = Connexion par la liaison { $name }
setup-record-make = Prouvez que { $name } vous appartient : ajoutez cet enregistrement à son DNS. Si votre gestionnaire DNS ajoute lui-même le domaine aux noms, saisissez seulement _anteroom comme nom.
setup-record-kept = Prouvé par cet enregistrement dans le DNS. Laissez-le en place : nous le vérifions chaque jour.
setup-record-unneeded = Notre service d’assistance a confirmé que le domaine vous appartient : vous n’avez rien à faire. Si vous ajoutez cet enregistrement au DNS, il servira de preuve, et nous le vérifierons chaque jour.
setup-record-type = Type
setup-record-name = Nom
setup-record-value = Valeur
setup-check = Vérifier maintenant
setup-check-of = Vérifier maintenant : { $name }
setup-checked = Vérifié le { $date }
setup-found = Voici ce qui s’y trouve :
setup-finding-found = Nous avons vu l’enregistrement.
setup-finding-mistyped = L’enregistrement est là, mais sa valeur n’est pas exactement celle indiquée ci-dessus. Copiez-la de nouveau.
setup-finding-other-value = Il y a un enregistrement de notre part, mais avec une autre valeur. Elle peut être celle d’un autre établissement, ou une ancienne des vôtres. Ajoutez un enregistrement avec la valeur ci-dessus.
setup-finding-unrelated = Il y a des enregistrements TXT sous ce nom, mais aucun n’est le nôtre. Ajoutez-en un avec la valeur ci-dessus.
setup-finding-doubled = L’enregistrement se trouve sous un nom qui contient deux fois le domaine : votre gestionnaire DNS ajoute lui-même le domaine. Changez le nom de l’enregistrement en _anteroom seulement.
setup-finding-apex = L’enregistrement se trouve sous le domaine lui-même. Donnez-lui le nom indiqué ci-dessus.
setup-finding-nothing = Nous ne voyons pas encore l’enregistrement. Si vous venez de l’ajouter, attendez jusqu’à une heure : il faut du temps avant qu’un changement du DNS soit visible partout.
setup-finding-server-failed = Les serveurs de noms du domaine n’ont pas pu dire si l’enregistrement existe. Cela ne dit rien de l’enregistrement. Vérifiez de nouveau plus tard ; si cela persiste, adressez-vous aux gestionnaires de vos noms de domaine.
setup-finding-no-answer = Nous n’avons reçu aucune réponse du DNS. Cela ne dit rien de l’enregistrement. Vérifiez de nouveau plus tard.
setup-check-wait-what = Ce domaine a été vérifié de nombreuses fois en peu de temps.
setup-check-wait-do = Revenez en arrière, attendez une minute et vérifiez de nouveau.
setup-none = Aucune indication
setup-connections = { $kind ->
        [entra] Liaisons avec Microsoft Entra
        [several] Liaisons
       *[other] Liaison avec { $provider }
    }
setup-in-use = en service
setup-switched-off = désactivée
setup-not-yet = pas encore en service
setup-tenant = ID d’annuaire (locataire)
setup-cloud = Adresse de connexion de Microsoft
setup-registration = Inscription d’application
setup-registration-own = Dans votre propre annuaire
setup-registration-shared = La nôtre, utilisée aussi par d’autres établissements. Un administrateur de votre annuaire y consent une fois.
setup-client = { $kind ->
        [entra] ID d’application (client)
       *[other] ID client
    }
setup-workspace-domains = Domaines de votre Workspace
setup-workspace-hint = Les comptes de ces domaines entrent, les comptes personnels non.
setup-issuer = Émetteur (issuer)
setup-email-claim = Revendication de l’adresse e-mail
setup-email-verified = Elle doit être marquée comme vérifiée (email_verified).
setup-email-unverified = Elle n’a pas à être marquée comme vérifiée.
setup-redirect = URI de redirection
setup-redirect-own = { $kind ->
        [entra] Ajoutez-le à votre inscription d’application, sous Authentification, comme URI de redirection de la plateforme Web, exactement tel qu’il figure ici.
        [google] Le client OAuth de la console Google Cloud l’indique sous « Authorized redirect URIs », exactement tel qu’il figure ici.
       *[other] Notre client chez { $provider } l’a comme URI de redirection, exactement tel qu’il figure ici.
    }
setup-redirect-shared = Il figure dans notre inscription d’application. Vous n’avez pas à l’ajouter.
setup-logout = URL de déconnexion front-channel
setup-logout-hint = { $kind ->
        [entra] Indiquez-la dans votre inscription d’application, sous Authentification : qui se déconnecte chez Microsoft est alors déconnecté d’ici aussi. La revendication facultative sid est nécessaire.
       *[other] Indiquez-la chez notre client là-bas, si { $provider } propose la déconnexion par le navigateur (front-channel logout) : qui s’y déconnecte est alors déconnecté d’ici aussi. La revendication sid est nécessaire.
    }
setup-credential = Ce qui nous authentifie
setup-credential-secret = Secret client
setup-credential-certificate = Certificat
setup-credential-federated = Identifiant fédéré
setup-until = jusqu’au { $date }
setup-guests = Invités de votre annuaire
setup-guests-in = Peuvent se connecter
setup-guests-out = Sont refusés
setup-mfa = Second facteur
setup-mfa-required = Exigé à chaque connexion, par le contexte d’authentification { $context }
setup-mfa-own = Selon vos propres règles dans Entra
setup-people = À qui s’adresser
setup-help = Texte d’aide pour les personnes refusées
setup-admins = Administrateurs, informés de ce qui est fait en votre nom
setup-ends = Vous voyez cette page grâce à une invitation adressée à { $address }. Son lien est utilisable jusqu’au { $date }. Quiconque possède le lien peut voir et modifier ce qui figure ici : ne le donnez qu’aux collègues qui en ont besoin.
setup-gone-title = Ce lien n’ouvre rien
setup-gone-what = Il est peut-être incomplet, expiré ou remplacé par un lien plus récent.
setup-gone-do = Cherchez un message plus récent de notre part et ouvrez le lien qu’il contient. Sinon, demandez un nouveau lien à la personne qui vous a invité.
setup-wait-title = Veuillez patienter un instant
setup-wait-what = Trop de liens ont été ouverts en peu de temps depuis votre réseau.
setup-wait-do = Attendez une minute et ouvrez de nouveau le lien.

# Letters
letter-footer = Les personnes qui vous aident ne vous demanderont jamais de code ni de mot de passe.
letter-code-subject = Votre code pour { $application }
letter-code-what = Ce code vous permet de vous connecter à { $application }. Il est valable { $minutes } minutes, dans le navigateur où vous l’avez demandé.
letter-code-do = Vous ne l’avez pas demandé ? Quelqu’un a donc saisi votre adresse. Ne faites rien : sans ce code, personne ne peut se connecter.
letter-code-stands-subject = Vous avez déjà un code pour { $application }
letter-code-stands-what = Quelqu’un a demandé un autre code pour { $application } dans un navigateur que vous n’avez pas encore utilisé pour vous connecter. Le code que nous vous avons envoyé auparavant reste valable dans le navigateur où vous l’avez demandé. Nous n’en envoyons donc pas d’autre.
letter-code-stands-do = C’était vous ? Utilisez ce code là-bas, ou demandez-en un autre lorsqu’il aura servi ou qu’il aura dix minutes. Ce n’était pas vous ? Ne faites rien : personne ne peut se connecter.
letter-only-sso-subject = Connectez-vous à { $application } avec { $provider }
letter-only-sso-what = Vous avez demandé un code pour { $application }. Votre établissement a décidé que son personnel se connecte avec un compte { $provider } ; il n’y a donc pas de code.
letter-only-sso-do = Revenez en arrière et choisissez « Se connecter avec { $provider } ». Si cela ne fonctionne pas, contactez le service d’assistance de votre établissement.
letter-closed-subject = Il n’y a pas de code pour { $application }
letter-closed-what = Vous avez demandé un code pour { $application }. Votre établissement a décidé que son personnel se connecte uniquement avec son compte { $provider }, qui n’ouvre pas { $application }.
letter-closed-do = Contactez le service d’assistance de votre établissement.
letter-attack-subject = Quelqu’un essaie de deviner les codes de votre compte
letter-attack-what = De nombreux codes erronés ont été saisis pour votre compte dans { $application }. Personne n’a réussi à se connecter. Pendant un certain temps, aucun code n’est accepté, sauf dans un navigateur que vous avez déjà utilisé pour vous connecter.
letter-attack-do = Vous n’avez rien à faire. Vous pouvez toujours vous connecter avec votre compte professionnel, si votre établissement le propose.
letter-attack-password-subject = Quelqu’un essaie de deviner le mot de passe de votre compte
letter-attack-password-what = De nombreux mots de passe erronés ont été saisis pour votre compte dans { $application }, après un code reçu dans cette boîte aux lettres. Personne n’a ainsi réussi à se connecter. Pendant un certain temps, aucun mot de passe n’est accepté.
letter-attack-password-do = Ce n’était pas vous ? Quelqu’un peut donc lire cette boîte aux lettres : changez son mot de passe et contactez le service d’assistance de votre établissement.
letter-password-set-subject = Votre mot de passe a été défini
letter-password-set-what = Un mot de passe a été défini ou modifié pour votre compte. Il vous est demandé lorsque vous vous connectez avec un code. Partout ailleurs, votre session a été fermée.
letter-password-set-do = Ce n’était pas vous ? Contactez immédiatement le service d’assistance de votre établissement.
letter-password-removed-subject = Votre mot de passe a été supprimé
letter-password-removed-what = Le mot de passe de votre compte a été supprimé. Un code suffit désormais pour vous connecter.
letter-password-removed-do = Ce n’était pas vous ? Contactez immédiatement le service d’assistance de votre établissement.
letter-password-removal-subject = Votre mot de passe sera supprimé dans 24 heures
letter-password-removal-what = Une personne ayant accès à cette boîte mail a indiqué dans { $application } que votre mot de passe était oublié. Il sera supprimé dans 24 heures.
letter-password-removal-do = Ce n’était pas vous, ou vous vous en souvenez ? Connectez-vous avec votre mot de passe : cela annule la suppression.
letter-break-glass-subject = Accès de secours ouvert chez { $organization }
letter-break-glass-what = { $one } et { $other } ont ouvert la connexion classique pour { $account } jusqu’au { $until }, alors que la connexion chez { $organization } se fait uniquement avec { $provider }. Motif indiqué : { $reason }
letter-break-glass-do = Cet accès se ferme automatiquement. Si vous n’en savez rien, contactez immédiatement notre service d’assistance.
letter-webhook-failing-subject = Un webhook de { $organization } a été désactivé
letter-webhook-failing-what = { $host } n’a accepté aucun de nos messages depuis le { $since }. Nous n’en envoyons donc plus. Ce qui se passe chez { $organization } n’y est désormais signalé à personne.
letter-webhook-failing-do = Lorsque le système fonctionne à nouveau, demandez à notre service d’assistance d’activer le webhook et d’envoyer ce qui a été manqué. Nous le conservons 30 jours.
letter-webhook-gone-subject = Un webhook de { $organization } a été désactivé
letter-webhook-gone-what = { $host } a répondu ne plus vouloir de nos messages (HTTP 410). Nous n’en envoyons donc plus. Ce qui se passe chez { $organization } n’y est désormais signalé à personne.
letter-webhook-gone-do = Si c’est voulu, vous n’avez rien à faire. Sinon, contactez notre service d’assistance.
letter-invitation-subject = La connexion de { $organization } : un lien pour vous
letter-invitation-what = { $by }, de notre service d’assistance, vous invite à relier { $organization }, pour que son personnel se connecte avec son compte professionnel. Ouvrez ce lien. Il est utilisable jusqu’au { $until }, aussi par vos collègues.
letter-invitation-do = Quiconque possède le lien peut voir et modifier la façon dont { $organization } se connecte : ne le donnez qu’aux collègues qui en ont besoin. Vous ne savez pas de quoi il s’agit ? Ne faites rien et prévenez notre service d’assistance.
letter-invited-subject = Une personne a été invitée pour { $organization }
letter-invited-what = { $by }, de notre service d’assistance, a invité { $address } à relier { $organization }, pour que son personnel se connecte avec son compte professionnel. Le lien est utilisable jusqu’au { $until }.
letter-invited-do = Vous n’avez rien à faire. Si vous n’en savez rien ou si l’adresse n’est pas la bonne, contactez immédiatement notre service d’assistance : l’invitation peut être révoquée.
letter-switched-subject = { $whom ->
        [off] Connexion avec { $provider } désactivée pour { $organization }
        [pilot] Connexion avec { $provider } pour { $organization } : liste pilote
       *[everyone] Connexion avec { $provider } pour { $organization } : tout le monde
    }
letter-switched-what = Par l’invitation à { $address }, la façon dont { $organization } se connecte a été modifiée. { $whom ->
        [off] La connexion avec { $provider } est désactivée ; tout le monde se connecte avec un code.
        [pilot] La connexion avec { $provider } est activée pour les personnes de la liste pilote.
       *[everyone] La connexion avec { $provider } est activée pour tout le monde.
    }{ $from ->
        [none] {""}
       *[then] {" "}Cela commence le { $from }.
    }{ $everyone ->
        [none] {""}
       *[then] {" "}Elle sera activée pour tout le monde le { $everyone }.
    }{ $until ->
        [none] {""}
       *[then] {" "}Cela se termine le { $until }.
    }
letter-switched-do = Vous n’avez rien à faire. Si ce n’est pas ce que votre établissement a décidé, annulez-le à l’étape « Activation » ou contactez notre service d’assistance.

# Ce qui est dit à la personne lorsque le numéro de Microsoft est connu (src/upstream/aadsts/catalogue.toml)
microsoft-number = Numéro de Microsoft
microsoft-quote = Indiquez les deux numéros : ils permettent de retrouver la cause.
microsoft-try-again = Recommencez depuis l’application. En cas de nouvel échec, contactez le service d’assistance de votre établissement.
microsoft-wait = Attendez quelques minutes, puis réessayez. Si cela échoue encore, contactez le service d’assistance de votre établissement.
microsoft-work-account = Réessayez en choisissant le compte fourni par votre établissement. Sur la page de Microsoft, « Utiliser un autre compte » y mène.
microsoft-second-factor = Réessayez et confirmez votre identité de la façon prévue par votre établissement, par exemple sur votre téléphone. Si vous n’y parvenez pas, contactez le service d’assistance de votre établissement.
microsoft-set-up-second-factor = Réessayez et configurez la vérification supplémentaire que Microsoft affiche. Gardez votre téléphone à portée de main. Si vous n’y parvenez pas, contactez le service d’assistance de votre établissement.
microsoft-new-password = Choisissez un nouveau mot de passe là où Microsoft le demande, puis réessayez. Si vous n’y parvenez pas, contactez le service d’assistance de votre établissement.
microsoft-accept = Réessayez et acceptez ce que Microsoft demande. En cas de doute, demandez d’abord au service d’assistance de votre établissement.
microsoft-own-device = Utilisez un ordinateur ou un téléphone de votre établissement, avec le navigateur qui y est configuré. Si c’est déjà le cas, contactez le service d’assistance de votre établissement.
microsoft-hospital-it = Contactez le service d’assistance informatique de votre établissement. Il est inutile de réessayer avant qu’il ait modifié un réglage.
microsoft-our-fault = Contactez le service d’assistance de votre établissement ; il sait comment nous joindre. Il est inutile de réessayer avant que le problème soit résolu.

# The portal: its steps
setup-steps = Les étapes
setup-step-overview = Vue d’ensemble
setup-step-domains = Domaines
setup-step-connection = Connexion
setup-step-checks = Contrôles
setup-step-test-sign-in = Connexion d’essai
setup-step-people = Personnes
setup-step-switch-on = Activation
setup-step-status = État

# The portal: connection
setup-who-you = Qui peut y remédier : vous, ici
setup-mend = Aller à l’étape { $step }
setup-stand-not-begun = Pas encore commencé
setup-stand-begun = Commencé ; il manque encore quelque chose
setup-stand-done = Terminé
setup-stand-any-time = Consultable à tout moment
setup-next-domains = Ensuite : ajouter votre domaine de messagerie
setup-next-connection = Ensuite : relier votre annuaire
setup-next-proof = Ensuite : prouver votre domaine
setup-next-test-sign-in = Ensuite : faire une connexion d’essai
setup-next-put-in-force = Ensuite : mettre la liaison en service
setup-next-switch-on = Ensuite : activer
setup-next-status = Voir où en sont les choses
setup-domains-lead = Indiquez les domaines des adresses professionnelles de votre personnel, et prouvez par un enregistrement dans leur DNS qu’ils vous appartiennent.
setup-domain-remove = Retirer ce domaine
setup-domain-remove-of = Retirer ce domaine : { $name }
setup-domain-add-title = Ajouter un domaine
setup-domain = Domaine
setup-domain-hint = Ce qui suit le @, par exemple st-janshof.example.
setup-domain-add = Ajouter
setup-domains-next = Passer à la connexion
setup-fault-changed = Quelqu’un d’autre a modifié quelque chose ici entre-temps. Cette page montre l’état actuel : consultez-le, puis réessayez.
setup-fault-too-often = Cela a été tenté de nombreuses fois en peu de temps. Attendez quelques minutes, puis réessayez.
setup-fault-domain-no-name = Ce n’est pas un nom de domaine. Saisissez ce qui suit le @ dans vos adresses.
setup-fault-domain-public = N’importe qui peut avoir une adresse dans ce domaine. Indiquez-en un qui n’appartient qu’à votre établissement.
setup-fault-domain-suffix = Cette terminaison est partagée par beaucoup. Indiquez le domaine complet de votre établissement.
setup-fault-domain-onmicrosoft = Ce nom est celui de Microsoft, et personne n’y reçoit de courrier. Indiquez le domaine de vos adresses e-mail.
setup-fault-domain-known = Ce domaine figure déjà dans votre liste.
setup-fault-domain-unavailable = Ce domaine ne peut pas être ajouté ici. Vérifiez son orthographe. S’il appartient à votre établissement, adressez-vous à notre service d’assistance, qui l’examinera avec vous.
setup-fault-domain-too-many = Trop de vos domaines ne sont pas encore prouvés. Prouvez-les d’abord, ou retirez ceux dont vous n’avez pas besoin.
setup-fault-domain-proven = Ce domaine est prouvé : des personnes s’en servent peut-être pour se connecter. Seul notre service d’assistance peut le retirer.
setup-fault-tid-missing = Saisissez l’ID d’annuaire (locataire).
setup-fault-client-missing = Saisissez l’ID d’application (client).
setup-fault-id-secret = Cela ressemble à un secret, qui ne doit figurer que dans le champ prévu plus tard. Nous ne l’avons pas conservé. Il faut ici un ID : 32 chiffres et lettres en cinq groupes.
setup-fault-tid-domain = C’est un nom, pas un ID. L’ID d’annuaire (locataire) compte 32 chiffres et lettres en cinq groupes.
setup-fault-tid-personal = C’est l’annuaire des comptes Microsoft personnels. Prenez l’ID de l’annuaire de votre établissement.
setup-fault-no-id = Ce n’est pas un ID. Il compte 32 chiffres et lettres en cinq groupes ; copiez-le en entier depuis la vue d’ensemble de votre inscription d’application.
setup-fault-no-tenant = Microsoft ne connaît aucun annuaire avec cet ID. La vue d’ensemble affiche trois ID : prenez l’ID d’annuaire (locataire), et non l’ID d’objet.
setup-fault-swapped = Les deux ID sont inversés : celui de l’annuaire se trouve dans l’autre champ. Échangez-les.
setup-fault-same = Les deux champs contiennent le même ID. L’ID d’application (client) en est un autre.
setup-fault-secret-id = C’est l’ID du secret (Secret ID). Copiez la valeur (Value) qui figure à côté ; Microsoft ne l’affiche qu’une fois, à la création.
setup-fault-no-secret = Saisissez de nouveau la valeur du secret : 1 à 500 caractères, sans espaces.
setup-fault-no-end = { $kind ->
        [entra] Indiquez le jour où le secret expire, tel que Microsoft l’affiche. Saisissez aussi de nouveau la valeur : nous ne la conservons pas.
       *[other] Ce n’est pas une date. Choisissez le jour où le secret expire, ou laissez vide s’il n’expire pas. Saisissez aussi de nouveau la valeur : nous ne la conservons pas.
    }
setup-fault-ended = Ce secret a expiré. Créez-en un nouveau, et saisissez sa valeur et son échéance.
setup-fault-no-own-registration = Votre annuaire est relié par notre propre inscription d’application, qui n’en a pas besoin.
setup-fault-credential-missing = Avant la mise en service, il nous faut de quoi nous authentifier. Ajoutez-le d’abord.
setup-fault-last-credential = C’est la seule chose qui nous authentifie, et des personnes se connectent grâce à elle. Ajoutez-en d’abord une autre.
setup-fault-slots-taken = Il y a deux places, et les deux appartiennent à l’inscription en service. Retirez d’abord celui qui est en attente.
setup-fault-slot-of-draft = Il y a deux places, et l’une d’elles appartient au brouillon. Retirez-le d’abord, ou supprimez le brouillon.
setup-fault-not-proven = Il n’a pas été possible de demander à { $provider } s’il l’accepte ; rien n’a été basculé. Réessayez dans quelques minutes.
setup-fault-untested = Aucune connexion d’essai n’a encore réussi. Faites-en une d’abord, ou dites en une ligne pourquoi la mise en service a lieu malgré tout.
setup-fault-nothing = Il n’y a plus rien à faire : quelqu’un l’a déjà fait.
setup-tenant-found = Selon Microsoft, { $domain } se trouve dans cet annuaire. Vérifiez qu’il s’agit du vôtre.
setup-tenant-not-found = Microsoft ne connaît aucun annuaire avec le domaine { $domain }.
setup-tenant-not-asked = Il n’a pas été possible de demander à Microsoft dans quel annuaire se trouve { $domain }.
setup-tenant-hint = Il figure dans la vue d’ensemble de votre annuaire, dans le centre d’administration Entra.
setup-own-title = Votre propre inscription d’application
setup-own-lead = Ouvrez entra.microsoft.com dans une deuxième fenêtre en tant que Cloud Application Administrator, et suivez ces points dans l’ordre. Copiez les valeurs exactement.
setup-own-register = Créez une nouvelle inscription avec ces valeurs, puis appuyez sur Register.
setup-own-logout = Indiquez cette adresse, pour que qui se déconnecte chez Microsoft soit aussi déconnecté ici. Laissez tout désactivé sous « Implicit grant ».
setup-own-claims = Ajoutez ces revendications facultatives. Si Microsoft propose d’activer des autorisations Graph, acceptez.
setup-own-manifest = Une autre, xms_edov, n’apparaît dans aucune liste. Remplacez optionalClaims dans le manifeste par ceci ; un avertissement à ce sujet est sans conséquence.
setup-own-permissions = Ajoutez ces autorisations, puis appuyez sur « Grant admin consent ».
setup-own-assignment = Si seules certaines personnes peuvent l’utiliser : réglez « Assignment required » sur Yes, et ajoutez-les, ou leurs groupes, sous « Users and groups ». Les groupes imbriqués ne comptent pas.
setup-own-policy = Incluez l’application dans votre stratégie qui exige un second facteur.
setup-own-ids = Copiez deux ID de la vue d’ensemble dans les champs ci-dessous.
setup-client-hint = Il figure dans la vue d’ensemble de votre inscription d’application, au-dessus de l’ID d’objet.
setup-save = Enregistrer comme brouillon
setup-back = Retour à la connexion
setup-shared-title = Consentement à notre application
setup-shared-lead = Vous ne créez rien chez Microsoft : un administrateur autorise une fois notre application dans votre annuaire. Elle lit le nom et l’adresse e-mail de qui se connecte, et rien d’autre.
setup-shared-who = Le consentement est donné par un Privileged Role Administrator, un Cloud Application Administrator ou un Application Administrator. Ce n’est pas votre cas ? Donnez à un collègue qui l’est le lien par lequel vous êtes arrivé ici.
setup-shared-go = Aller chez Microsoft et consentir
setup-consent-unknown-title = Cette réponse ne peut pas être utilisée
setup-consent-unknown-what = Elle est arrivée trop tard, pour la deuxième fois, ou d’un autre navigateur que celui d’où la demande est partie. Rien n’a été modifié.
setup-consent-unknown-do = Revenez à l’étape Connexion et demandez de nouveau le consentement.
setup-prove-refused = { $provider } ne l’accepte pas ; rien n’a été basculé
setup-connection-lead = Choisissez comment votre annuaire nous fait confiance. Ce que vous enregistrez est un brouillon : personne ne se connecte grâce à lui avant sa mise en service.
setup-shared-what = La voie rapide : un administrateur consent une fois, et il n’y a aucun secret à renouveler.
setup-shared-choose = Consentir à notre application
setup-own-what = Une dizaine de clics dans le centre d’administration Entra. L’inscription n’appartient qu’à vous, et vous décidez de ce qui nous authentifie.
setup-own-choose = Créer votre propre inscription
setup-connection-by-support = Ce par quoi votre établissement se connecte est géré par notre service d’assistance. Dites-lui ce qui doit changer.
setup-connection-settings-by-support = Ce qui figure ici est modifié par notre service d’assistance : dites-lui ce qui doit changer. Ce qui nous authentifie, vous pouvez le renouveler ici vous-même.
setup-consent-again = Demander de nouveau le consentement
setup-consent-open = Un administrateur a été envoyé chez Microsoft pour consentir pour l’annuaire { $tenant }, et n’est pas encore revenu.
setup-consent-granted = Le consentement a été annoncé pour l’annuaire { $tenant }. La connexion d’essai montrera si cela fonctionne.
setup-consent-declined = Le consentement pour l’annuaire { $tenant } a été refusé : quelqu’un a appuyé sur Annuler. Demandez-le de nouveau et appuyez sur Accepter.
setup-consent-not-allowed = Microsoft a refusé le consentement pour l’annuaire { $tenant } : la personne connectée a renoncé, ou ne peut pas consentir. Un Cloud Application Administrator le peut : donnez-lui le lien par lequel vous êtes arrivé ici.
setup-consent-required = Selon Microsoft, le consentement pour l’annuaire { $tenant } manque encore. Demandez-le de nouveau, connecté en tant qu’administrateur de cet annuaire.
setup-consent-other-tenant = La réponse concernait un autre annuaire que { $tenant } et ne compte donc pas. Connectez-vous chez Microsoft avec un compte de votre propre annuaire et recommencez.
setup-consent-failed = Microsoft n’a pas donné de consentement pour l’annuaire { $tenant }, sans rien dire que nous comprenions. Recommencez ; si cela persiste, adressez-vous à notre service d’assistance.
setup-credential-needed = { $kind ->
        [entra] Auprès de votre propre inscription, nous nous authentifions par quelque chose que vous seul pouvez admettre.
       *[other] Chez { $provider }, nous nous authentifions par quelque chose que vous seul pouvez admettre.
    }
setup-credential-add = Choisir ce qui nous authentifie
setup-thumbprint = Empreinte
setup-certificate-download = Télécharger le certificat
setup-credential-waits = en attente
setup-credential-of-draft = pour le brouillon
setup-credential-of-previous = gardé pour pouvoir annuler
setup-credential-of-none = plus nécessaire
setup-credential-draft-needed = Le brouillon nomme une autre inscription à vous. Là aussi, nous devons nous authentifier par quelque chose que vous seul pouvez admettre ; ce qui est en service reste tel quel.
setup-prove-alone = Vérifier
setup-prove = Vérifier et basculer
setup-credential-remove = Retirer
setup-credential-another = En ajouter un nouveau avant l’échéance
setup-draft = Brouillon
setup-draft-tested = essayé
setup-draft-untested = pas encore essayé
setup-draft-changes = Ceci changera lors de la mise en service :
setup-draft-first = Ce qui figure ci-dessus est un brouillon : personne ne se connecte encore grâce à lui.
setup-draft-test = Faire une connexion d’essai
setup-why = Pourquoi sans connexion d’essai
setup-why-hint = Nécessaire seulement pour une mise en service sans essai. Cela reste dans le journal.
setup-activate = Mettre en service
setup-discard = Abandonner le brouillon
setup-edit = Modifier
setup-undo-hint = Rétablit aussitôt pour tous ce qui était en service auparavant.
setup-undo = Annuler la mise en service
setup-credential-title = Ce qui nous authentifie
setup-credential-for-draft = Pour l’inscription { $client } du brouillon. Ce qui est en service reste tel quel.
setup-credential-for-active = Pour l’inscription { $client }, qui est en service.
setup-credential-lead = { $kind ->
        [entra] Choisissez-en un. Le premier est le meilleur si vos règles le permettent : aucun secret ne peut fuiter ni expirer.
       *[other] Choisissez-en un. Avec un certificat, rien de secret n’est remis.
    }
setup-federated-what = Votre inscription fait confiance à nos propres signatures. Rien n’est remis, et rien n’expire.
setup-federated-choose = Utiliser un identifiant fédéré
setup-federated-do = Ajoutez un identifiant fédéré avec ces valeurs. Microsoft les compare caractère par caractère.
setup-federated-command = Ou avec la ligne de commande d’Azure, dans un shell POSIX :
setup-federated-added = Je l’ai ajouté
setup-certificate-what = Nous créons une paire de clés. La clé reste chez nous ; vous téléversez le certificat. Il est valable deux ans.
setup-certificate-choose = Utiliser un certificat
setup-certificate-do = { $kind ->
        [entra] Téléchargez-le, téléversez-le dans votre inscription et comparez l’empreinte.
       *[other] Téléchargez-le, ajoutez-le à notre client chez { $provider } et comparez l’empreinte.
    }
setup-certificate-cer = Télécharger .cer
setup-certificate-pem = Télécharger .pem
setup-certificate-make = Créer une paire de clés
setup-secret-what = { $kind ->
        [entra] Vous créez un secret et le remettez ici. Il expire, au plus tard après deux ans, et doit être remplacé avant.
       *[other] Vous créez un secret et le remettez ici. S’il expire, il doit être remplacé avant.
    }
setup-secret-choose = Utiliser un secret client
setup-secret-do = { $kind ->
        [entra] Créez un nouveau secret client et copiez aussitôt sa valeur (Value) : Microsoft ne l’affiche qu’à ce moment. Ne l’envoyez jamais par e-mail.
        [google] Dans la console Google Cloud (console.cloud.google.com), ouvrez Google Auth Platform > Clients, puis le client qui a cet ID, et choisissez « Add secret ». Copiez aussitôt le secret. Ne l’envoyez jamais par e-mail. Ne désactivez l’ancien que lorsque le nouveau est en service.
       *[other] Créez chez { $provider } un nouveau secret pour ce client et copiez-le. Ne l’envoyez jamais par e-mail. S’il ne peut y en avoir qu’un à la fois, remettez-le aussitôt ici : d’ici là, personne ne peut se connecter.
    }
setup-secret-value = Valeur du secret
setup-secret-hint = { $kind ->
        [entra] Pas l’ID du secret (Secret ID). La valeur est conservée chiffrée et n’est plus montrée à personne.
       *[other] La valeur est conservée chiffrée et n’est plus montrée à personne.
    }
setup-secret-end = Jour où il expire
setup-secret-end-hint = Laissez vide s’il n’expire pas.
setup-secret-save = Remettre


# The portal: checks
setup-checks-title = Contrôles
setup-checks-lead = Nous vérifions que tout ce dont une connexion a besoin est en place, dans la mesure où cela se voit sans qu’une personne se connecte. Rien n’est modifié.
setup-checks-none = Il n’y a pas encore de liaison. Créez-la à l’étape Connexion.
setup-checks-never = Ceci n’a pas encore été vérifié.
setup-checks-draft = Vérifié le { $date } : le brouillon, version { $version }, que personne n’utilise encore
setup-checks-active = Vérifié le { $date } : ce qui est utilisé, version { $version }
setup-checks-first = Vérifier maintenant
setup-checks-again = Vérifier à nouveau
setup-checks-all-ok = Tout est en ordre.
setup-checks-some-warning = Cela fonctionne, mais certains points sont à regarder.
setup-checks-some-failed = Quelque chose doit être corrigé pour que les personnes puissent se connecter, ou continuer à le faire.
setup-checks-do = Que faire
setup-checks-where = Où
setup-checks-said = Ce que { $provider } a répondu
setup-checks-forward = À transmettre
setup-checks-wait-what = Cette liaison a été vérifiée de nombreuses fois en peu de temps.
setup-checks-wait-do = Revenez en arrière, attendez une minute et vérifiez à nouveau.
check-verdict-ok = en ordre
check-verdict-warning = à regarder
check-verdict-failed = à corriger
check-verdict-skipped = non vérifié
check-who-hospital-it = Qui peut y remédier : les administrateurs de votre annuaire Microsoft Entra
check-who-hospital-it-google = Qui peut y remédier : les administrateurs de votre Google Workspace
check-who-hospital-it-oidc = Qui peut y remédier : les administrateurs de votre fournisseur d’identité, { $provider }
check-who-support = Qui peut y remédier : notre service d’assistance
check-who-operator = Qui peut y remédier : l’exploitant de notre service
check-who-provider = Qui peut y remédier : { $provider }
check-forward = { $organization } se connecte à nos applications avec Microsoft Entra. Notre contrôle de la liaison { $connection } du { $date } a constaté ceci :
check-forward-elsewhere = { $organization } se connecte à nos applications avec { $provider }. Notre contrôle de la liaison { $connection } du { $date } a constaté ceci :
check-forward-where = Où : { $menu }
check-forward-said = Ce que { $provider } a répondu : { $said }
check-forward-tid = ID d’annuaire (locataire) : { $id }
check-forward-client = ID d’application (client) : { $id }
check-forward-client-elsewhere = ID client : { $id }
check-title-metadata = Annuaire
check-title-metadata-elsewhere = Fournisseur
check-title-protocol = Ce que sait faire le fournisseur
check-title-keys = Clés de signature
check-title-clock = Horloges
check-title-domain = Domaine de messagerie
check-title-credential = Ce qui nous authentifie
check-title-credential-end = Sa durée de validité
check-title-redirect-uri = URI de redirection
check-title-consent = Consentement
check-title-claims = Revendications du jeton d’ID
check-title-assignment = Affectation
check-skipped = Non vérifié : « { $because } » doit d’abord être en ordre.
check-metadata-right = Microsoft connaît l’annuaire { $tid }.
check-metadata-right-elsewhere = { $provider } se décrit, en tant que { $issuer }.
check-metadata-unreachable = Nous n’avons pas pu joindre { $provider }, ou pas à temps.
check-metadata-unreachable-do = Cela concerne notre réseau, et non vos réglages. Vérifiez à nouveau dans quelques minutes. Si cela persiste, signalez-le à notre service d’assistance.
check-metadata-unreachable-do-oidc = Veillez à ce que { $provider } soit joignable depuis Internet, avec un certificat reconnu par les navigateurs, et vérifiez à nouveau dans quelques minutes. Si cela persiste, signalez-le à notre service d’assistance.
check-metadata-unavailable = { $provider } répond en signalant une panne.
check-metadata-unavailable-do = Cela ne dit rien de vos réglages. Vérifiez à nouveau dans quelques minutes.
check-metadata-absent = Là où { $provider } devrait se décrire, il n’y a rien : { $found }
check-metadata-absent-do = Comparez { $issuer } avec l’émetteur (issuer) défini chez votre fournisseur d’identité, et envoyez le bon à notre service d’assistance, exactement tel qu’il y figure.
check-tenant-unknown = Microsoft ne connaît aucun annuaire { $tid }.
check-tenant-unknown-do = Comparez { $tid } avec l’ID d’annuaire (locataire) de votre inscription d’application et corrigez-le à l’étape Connexion, ou envoyez le bon à notre service d’assistance.
check-metadata-strange = Ce qui a répondu à la place de { $provider } n’est pas ce que { $provider } envoie.
check-metadata-strange-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-metadata-strange-do-oidc = À l’adresse { $found }, votre fournisseur d’identité doit se décrire, en JSON (OpenID Connect Discovery). Regardez ce qui y répond, et ce qui se trouve entre les deux. Si tout est correct, envoyez ceci à notre service d’assistance.
check-metadata-incomplete = Dans ce que { $provider } dit de lui-même, ceci manque, ou n’est pas une adresse utilisable : { $found }
check-metadata-incomplete-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-metadata-incomplete-do-oidc = Veillez à ce que le document .well-known/openid-configuration de { $provider } les indique tous, chacun en https et joignable depuis Internet.
check-issuer-other = { $provider } indique que ses jetons viennent de { $found }. Ils doivent venir de { $issuer }.
check-issuer-other-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-issuer-other-do-oidc = Déterminez lequel des deux est le bon et signalez-le à notre service d’assistance. Ils doivent être identiques au caractère près, y compris une barre oblique à la fin.
check-protocol-right = { $provider } sait faire ce dont une connexion a besoin.
check-protocol-lacking = D’après ce qu’il dit de lui-même, { $provider } ne sait pas faire ce dont une connexion a besoin : { $found }
check-protocol-lacking-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-protocol-lacking-do-oidc = Faites-le activer chez { $provider }, pour le client { $client_id } ou pour tous. Avant les deux-points figure l’endroit où cela doit être indiqué, après, quoi.
check-keys-right = Nous pouvons vérifier les jetons de { $provider } avec ses clés.
check-keys-unusable = Il n’y a aucune clé de { $provider } avec laquelle nous puissions vérifier ses jetons. Nous avons regardé ici : { $found }
check-keys-unusable-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-keys-unusable-do-oidc = Faites en sorte que { $provider } signe ses jetons d’ID avec RS256, PS256, ES256 ou EdDSA, et publie la clé à cette adresse.
check-keys-not-seen = Les clés de { $provider } n’ont pas pu être lues.
check-keys-not-seen-do = Cela ne dit rien de vos réglages. Vérifiez à nouveau dans quelques minutes.
check-clock-right = Notre horloge et celle de { $provider } concordent.
check-clock-off = Notre horloge et celle de { $provider } diffèrent de { $seconds } secondes. À partir de cinq minutes, personne ne peut se connecter.
check-clock-off-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-clock-off-do-oidc = L’une des deux est fausse. Veillez à ce que { $provider } prenne l’heure du réseau (NTP), et envoyez ceci à notre service d’assistance.
check-clock-wrong = Notre horloge et celle de { $provider } diffèrent de { $seconds } secondes. Personne ne peut se connecter.
check-clock-wrong-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-clock-wrong-do-oidc = L’une des deux est fausse. Veillez à ce que { $provider } prenne l’heure du réseau (NTP), et envoyez ceci à notre service d’assistance.
check-clock-not-seen = La réponse de { $provider } nous est parvenue sans l’heure.
check-clock-not-seen-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-clock-not-seen-do-oidc = Faites en sorte que { $provider } envoie l’en-tête Date avec ses réponses.
check-domain-owned = { $domain } est un domaine de votre annuaire.
check-domain-elsewhere = { $domain } est un domaine d’un autre annuaire chez Microsoft : { $found }
check-domain-elsewhere-do = Vérifiez sous Noms de domaine que { $domain } y figure comme vérifié. Si votre établissement a deux annuaires, indiquez à notre service d’assistance celui où ces personnes se connectent.
check-domain-unknown = Aucun annuaire chez Microsoft n’a le domaine { $domain }.
check-domain-unknown-do = Ajoutez { $domain } sous Noms de domaine et vérifiez-le. D’ici là, Microsoft ne confirme aucune adresse e-mail de ce domaine.
check-domain-not-seen = Microsoft n’a pas dit à quel annuaire appartient { $domain }.
check-domain-not-seen-do = Cela ne dit rien de vos réglages. Vérifiez à nouveau dans quelques minutes.
check-domain-proven = Il est prouvé que { $domain } vous appartient.
check-domain-unproven = Il n’est pas prouvé que { $domain } vous appartient. Personne de ce domaine ne peut se connecter avec { $provider }.
check-domain-unproven-do = Prouvez-le à l’étape Domaines, par l’enregistrement qui y figure.
check-credential-accepted = { $provider } l’accepte.
check-credential-refused = { $provider } le refuse.
check-credential-refused-do = Vérifiez sous Certificats et secrets de l’inscription d’application { $client_id } que le secret, le certificat ou les informations d’identification fédérées que nous utilisons s’y trouvent et n’ont pas expiré. Sinon, créez-en de nouveaux et saisissez-les à l’étape Connexion.
check-credential-refused-do-google = Vérifiez que le client { $client_id } existe et que le code secret que nous utilisons est activé. Sinon, ajoutez un nouveau code secret au client et saisissez-le à l’étape Connexion.
check-credential-refused-do-oidc = Vérifiez chez { $provider } que le client { $client_id } existe et peut échanger des codes d’autorisation, et que le secret ou le certificat que nous utilisons est enregistré pour lui et n’a pas expiré. Sinon, enregistrez-en un nouveau et saisissez-le à l’étape Connexion.
check-shared-credential-refused = Microsoft refuse ce qui nous authentifie auprès de notre propre inscription d’application.
check-shared-credential-refused-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-credential-not-seen = { $provider } n’a pas dit si cela est accepté.
check-credential-not-seen-do = Cela ne dit rien de vos réglages. Vérifiez à nouveau dans quelques minutes.
check-credential-unusable = Ce que nous avons enregistré est inutilisable.
check-credential-unusable-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-credential-missing = Nous n’avons rien pour nous authentifier auprès de l’inscription d’application { $client_id }.
check-credential-missing-elsewhere = Nous n’avons rien pour nous authentifier en tant que client { $client_id }.
check-credential-missing-do = Choisissez à l’étape Connexion ce qui doit nous authentifier, et saisissez-le sous Certificats et secrets de l’inscription d’application.
check-credential-missing-do-elsewhere = Créez un secret pour le client chez { $provider } et saisissez-le à l’étape Connexion.
check-shared-registration-missing = La liaison utilise notre propre inscription d’application, et nous n’en avons pas.
check-shared-registration-missing-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-credential-lasts = Elle est valable jusqu’au { $date }, encore { $days } jours.
check-credential-endless = Elle n’expire pas.
check-credential-ends-soon = Elle expire le { $date }, dans { $days } jours.
check-credential-ends-soon-do = Créez-en un nouveau dans l’inscription d’application { $client_id } sous Certificats et secrets, et saisissez-le à l’étape Connexion. L’ancien reste utilisé jusqu’à ce que le nouveau ait fait ses preuves : personne n’est bloqué entre-temps.
check-credential-ends-soon-do-elsewhere = Créez-en un nouveau pour le client { $client_id } chez { $provider } et saisissez-le à l’étape Connexion. L’ancien reste utilisé jusqu’à ce que { $provider } ait accepté le nouveau : personne n’est bloqué entre-temps.
check-credential-ends-now = Elle expire le { $date }, dans { $days } jours. Ensuite, personne ne pourra se connecter avec { $provider }.
check-credential-ends-now-do = Créez-en un nouveau dans l’inscription d’application { $client_id } sous Certificats et secrets, et saisissez-le à l’étape Connexion. L’ancien reste utilisé jusqu’à ce que le nouveau ait fait ses preuves : personne n’est bloqué entre-temps.
check-credential-ends-now-do-elsewhere = Créez-en un nouveau pour le client { $client_id } chez { $provider } et saisissez-le à l’étape Connexion. L’ancien reste utilisé jusqu’à ce que { $provider } ait accepté le nouveau : personne n’est bloqué entre-temps.
check-credential-ended = Elle a expiré le { $date }. Personne ne peut se connecter avec { $provider }.
check-credential-ended-do = Créez-en un nouveau dans l’inscription d’application { $client_id } sous Certificats et secrets, et saisissez-le à l’étape Connexion.
check-credential-ended-do-elsewhere = Créez-en un nouveau pour le client { $client_id } chez { $provider } et saisissez-le à l’étape Connexion.
check-redirect-registered = { $provider } renvoie les personnes chez nous : { $redirect_uri }
check-redirect-not-registered = L’inscription d’application { $client_id } n’a pas notre URI de redirection. Personne ne revient de Microsoft.
check-redirect-not-registered-elsewhere = Le client { $client_id } n’a pas notre URI de redirection. Personne ne revient de { $provider }.
check-redirect-not-registered-do = Sous Authentification, ajoutez cet URI de redirection pour la plateforme Web (et non Application monopage), exactement tel qu’il figure ici : { $redirect_uri }
check-redirect-not-registered-do-elsewhere = Ajoutez cet URI de redirection au client, exactement tel qu’il figure ici : { $redirect_uri }
check-shared-redirect-not-registered = Notre propre inscription d’application n’a pas l’URI de redirection { $redirect_uri }
check-shared-redirect-not-registered-do = C’est à nous d’y remédier ; il n’y a rien à changer chez { $provider }. Envoyez ceci à notre service d’assistance.
check-application-unknown = L’annuaire { $tid } ne connaît pas l’application { $client_id }, ou elle y est désactivée.
check-application-unknown-elsewhere = { $provider } ne connaît pas le client { $client_id }, ou il y est désactivé.
check-application-unknown-do = Comparez les deux avec la vue d’ensemble de l’inscription d’application : l’ID d’application (client) et l’ID d’annuaire (locataire) sont facilement intervertis, et aucun des deux n’est l’ID d’objet. Vérifiez sous Applications d’entreprise que l’application est présente et activée.
check-application-unknown-do-elsewhere = Comparez { $client_id } avec l’ID client qui figure chez { $provider }, et envoyez le bon à notre service d’assistance.
check-redirect-refused = Microsoft retient les personnes sur l’une de ses pages et ne les renvoie pas chez nous.
check-redirect-refused-elsewhere = { $provider } refuse la requête avec laquelle les personnes y sont envoyées.
check-redirect-refused-do = Envoyez ceci à notre service d’assistance : le numéro de Microsoft dit pourquoi.
check-redirect-refused-do-elsewhere = Veillez à ce que le client { $client_id } puisse utiliser le flux par code d’autorisation, et les scopes openid, profile et email.
check-redirect-not-seen = La réponse de { $provider } ne montre pas si les personnes sont renvoyées chez nous.
check-redirect-not-seen-do = Cela ne dit rien de vos réglages. Vérifiez à nouveau dans quelques minutes.
check-redirect-untried = On ne voit si { $provider } renvoie les personnes chez nous que lorsque quelqu’un se connecte.
check-redirect-untried-do = Faites une connexion d’essai. Le client { $client_id } doit avoir cet URI de redirection, exactement tel qu’il figure ici : { $redirect_uri }
check-consent-given = Votre annuaire a donné son consentement à l’application.
check-consent-missing = Personne dans l’annuaire { $tid } n’a donné son consentement à l’application { $client_id }, ou il a été retiré.
check-consent-missing-do = Un administrateur de l’annuaire donne le consentement une fois, à l’étape Connexion. Il lui faut le rôle Administrateur d’application cloud ou un rôle supérieur.
check-consent-not-seen = On ne voit si votre annuaire a donné son consentement que lorsque quelqu’un se connecte.
check-consent-not-seen-do = Vérifiez que le consentement de l’administrateur est accordé pour l’application { $client_id }, et faites une connexion d’essai.
check-claims-present = La dernière connexion d’essai a apporté toutes les revendications nécessaires.
check-claims-incomplete = La dernière connexion d’essai est venue sans ces revendications : { $claims }. Les personnes peuvent se connecter ; certaines choses fonctionnent moins bien.
check-claims-incomplete-do = Sous Configuration du jeton, ajoutez ces revendications facultatives au jeton d’ID : { $claims }. xms_edov s’ajoute dans le manifeste. Faites ensuite une nouvelle connexion d’essai.
check-claims-missing = La dernière connexion d’essai est venue sans ces revendications : { $claims }. Sans l’adresse e-mail, personne ne peut se connecter.
check-claims-missing-elsewhere = La dernière connexion d’essai est venue sans ces revendications : { $claims }. Sans elles, personne ne peut se connecter.
check-claims-missing-do = Sous Configuration du jeton, ajoutez ces revendications facultatives au jeton d’ID : { $claims }. xms_edov s’ajoute dans le manifeste. Faites ensuite une nouvelle connexion d’essai.
check-claims-missing-do-google = Faites une nouvelle connexion d’essai avec un compte de votre Google Workspace : un compte privé n’a pas de revendication hd.
check-claims-missing-do-oidc = Faites en sorte que { $provider } mette ces revendications dans le jeton d’ID : { $claims }. Faites ensuite une nouvelle connexion d’essai.
check-claims-not-seen = Aucune connexion d’essai n’a encore été faite.
check-claims-not-seen-do = Faites-en une à l’étape Connexion d’essai : elle montre quelles revendications { $provider } envoie.
check-assignment-required = Seules les personnes affectées à l’application dans Entra peuvent se connecter.
check-assignment-open = Chacun dans votre annuaire passe chez Microsoft. Chez nous n’entrent que les personnes qui ont un compte ici.
check-assignment-not-seen = Microsoft ne nous dit pas si les personnes doivent être affectées à l’application.
check-assignment-not-seen-do = Regardez « Affectation requise ? » sous Propriétés. Si la réponse est Oui, seules les personnes inscrites sous Utilisateurs et groupes peuvent se connecter.
letter-checks-failed-subject = { $organization } : un problème avec la connexion par { $provider }
letter-checks-failed-what = Notre contrôle de la liaison { $connection } a constaté un problème qui bloque des personnes, ou qui le fera bientôt. { $found }
letter-checks-failed-do = Nous écrivons une fois, puis de nouveau lorsque c’est corrigé. Si vous ne savez pas quoi faire, contactez notre service d’assistance.
letter-checks-recovered-subject = { $organization } : la connexion par { $provider } est de nouveau en ordre
letter-checks-recovered-what = Ce que notre contrôle de la liaison { $connection } avait constaté est corrigé : { $found }
letter-checks-recovered-do = Vous n’avez rien à faire.


# The portal: test sign-in
setup-test-sign-in-lead = Vous allez chez { $provider } et revenez comme lors d’une vraie connexion, avec les réglages du brouillon. Personne n’entre et rien n’est ouvert : vous voyez seulement ce qui se passerait.
setup-test-sign-in-no-connection = Il n’y a pas encore de liaison à essayer. Créez-la d’abord.
setup-test-sign-in-no-version = Rien n’est encore configuré pour cette liaison.
setup-test-sign-in-no-application = Aucune application ne peut encore être ouverte avec { $provider }. Adressez-vous à notre service d’assistance.
setup-test-sign-in-connection = Liaison { $name }
setup-test-sign-in-draft = Ce qui est essayé : le brouillon, version { $number }. Il n’est pas encore éprouvé.
setup-test-sign-in-tested = Ce qui est essayé : le brouillon, version { $number }. Il est considéré comme éprouvé.
setup-test-sign-in-active = Ce qui est essayé : la version { $number }, qui est en service. Il n’y a pas de brouillon.
setup-test-sign-in-last-worked = Dernier essai : { $date }, par vous ou un collègue. La liaison fonctionnait, avec la version { $number }.
setup-test-sign-in-last-failed = Dernier essai : { $date }, par vous ou un collègue. Cela ne fonctionnait pas, avec la version { $number }.
setup-test-sign-in-link-worked = Dernier essai : { $date }, par le lien privé. La liaison fonctionnait, avec la version { $number }.
setup-test-sign-in-link-failed = Dernier essai : { $date }, par le lien privé. Cela ne fonctionnait pas, avec la version { $number }.
setup-test-sign-in-which = L’accès peut dépendre de l’application. Choisissez celle que votre personnel utilise le plus.
setup-test-sign-in-start = Essayer avec { $application }
setup-test-sign-in-link = Faire essayer un collègue
setup-test-sign-in-link-lead = Un lien privé permet à quelqu’un sans invitation de faire un essai, par exemple à une infirmière avec un compte ordinaire. Cette personne voit le résultat de son propre essai et rien d’autre ; vous voyez ici si cela a fonctionné.
setup-test-sign-in-link-make = Créer un lien privé
setup-test-sign-in-link-anew = Créer un nouveau lien privé
setup-test-sign-in-link-made = Donnez ce lien à votre collègue. Il n’est affiché que cette fois et peut être utilisé pendant 24 heures.
setup-test-sign-in-link-until = Il existe un lien privé, utilisable jusqu’au { $date }. Un nouveau lien y met fin.
setup-test-sign-in-link-unused = Personne n’a encore fait d’essai par ce lien.
setup-test-sign-in-used-worked = Quelqu’un a fait un essai par ce lien le { $date } : la liaison fonctionnait.
setup-test-sign-in-used-failed = Quelqu’un a fait un essai par ce lien le { $date } : cela ne fonctionnait pas.
setup-test-sign-in-link-end = Mettre fin à ce lien
setup-test-sign-in-try = Connexion d’essai pour { $organization }
setup-test-sign-in-try-lead = Vos collègues qui mettent en place la connexion vous demandent de l’essayer. Vous allez chez { $provider }, vous vous connectez avec votre compte professionnel et vous revenez ici. Vous n’entrez nulle part : vous voyez seulement si cela aurait réussi.
setup-test-sign-in-try-start = Se connecter pour un essai
setup-test-sign-in-try-until = Cette page a été ouverte par un lien privé, utilisable jusqu’au { $date }.
setup-test-sign-in-wait-what = De nombreux essais ont été faits en peu de temps.
setup-test-sign-in-wait-do = Revenez en arrière, attendez une minute et réessayez.
setup-test-sign-in-allowed = Cela fonctionne : cette personne entrerait
setup-test-sign-in-works = La liaison fonctionne, mais cette personne n’entrerait pas encore
setup-test-sign-in-fails = Cela ne fonctionne pas encore
setup-test-sign-in-counts = La version { $number } est maintenant considérée comme éprouvée.
setup-test-sign-in-edited = La version { $number } a été modifiée pendant que vous étiez chez { $provider }. Ceci concerne ce qu’elle contenait avant. Faites un nouvel essai.
setup-test-sign-in-nobody = Si vous mettez en place la connexion sans utiliser l’application vous-même, c’est normal : vous n’avez pas de compte ici et n’en avez pas besoin. La liaison elle-même fonctionne.
setup-test-sign-in-supposed = Pour cet essai, deux choses ont été supposées : que la version essayée est en service et que la connexion avec { $provider } est activée. Tout le reste est tel qu’il est maintenant.
setup-test-sign-in-who = Qui c’était
setup-test-sign-in-application = Application
setup-test-sign-in-through = Liaison et version
setup-test-sign-in-expected = ID d’annuaire (locataire) attendu
setup-test-sign-in-at = Quand
setup-test-sign-in-number = Numéro, pour notre service d’assistance
setup-test-sign-in-microsoft = Ce que Microsoft a dit
setup-test-sign-in-microsoft-unknown = Nous ne connaissons pas ce numéro. Communiquez-le à notre service d’assistance avec les numéros ci-dessous.
setup-test-sign-in-correlation = ID de corrélation, qui permet de trouver la tentative dans vos journaux de connexion
setup-test-sign-in-trace = ID de trace, pour l’assistance de Microsoft
setup-test-sign-in-timestamp = Quand, selon l’horloge de Microsoft
setup-test-sign-in-by-person = Qui peut y remédier : la personne qui se connecte
setup-test-sign-in-by-it = Qui peut y remédier : les administrateurs de votre annuaire Microsoft Entra
setup-test-sign-in-by-support = Qui peut y remédier : notre service d’assistance
setup-test-sign-in-by-operator = Qui peut y remédier : nous-mêmes. Signalez-le à notre service d’assistance.
setup-test-sign-in-by-microsoft = Qui peut y remédier : Microsoft
setup-test-sign-in-rules = Ce qui est demandé à toute personne qui entre
setup-test-sign-in-holds = rempli
setup-test-sign-in-forbids = non rempli
setup-test-sign-in-skipped = non examiné
setup-test-sign-in-rule-application = L’application peut être ouverte avec { $provider }.
setup-test-sign-in-rule-organization = Votre établissement est actif et la connexion avec { $provider } est activée.
setup-test-sign-in-rule-connection = La liaison est active et la connexion vient de votre annuaire.
setup-test-sign-in-rule-guest = Le compte est membre de votre annuaire : ni invité, ni compte personnel.
setup-test-sign-in-rule-user = Il y a ici exactement un utilisateur avec cette adresse.
setup-test-sign-in-rule-standing = L’utilisateur est actif et fait partie des professionnels.
setup-test-sign-in-rule-email = L’adresse envoyée par { $provider } est celle de l’utilisateur, et il est prouvé que son domaine est à vous.
setup-test-sign-in-rule-identity = Le compte { $provider } est celui avec lequel l’utilisateur est déjà venu, ou son premier.
setup-test-sign-in-rule-way = La voie empruntée est ouverte à la personne.
setup-test-sign-in-rule-proof = La connexion chez { $provider } est aussi récente et aussi forte que demandé.
setup-test-sign-in-claims = Ce qui a été envoyé (les revendications du jeton d’ID)
setup-test-sign-in-sent = reçu
setup-test-sign-in-missing = non reçu
setup-test-sign-in-claim-email = L’adresse, par laquelle l’utilisateur est trouvé.
setup-test-sign-in-claim-xms-edov = Si Microsoft a constaté que le propriétaire du domaine a vérifié l’adresse.
setup-test-sign-in-claim-email-verified = Si le fournisseur se porte garant de l’adresse.
setup-test-sign-in-claim-hd = Votre Google Workspace.
setup-test-sign-in-claim-sub = Le compte. Il reste le même quand le nom ou l’adresse change.
setup-test-sign-in-claim-upn = Le nom avec lequel la personne se connecte. Il permet de reconnaître les invités.
setup-test-sign-in-claim-acct = 0 pour un membre de votre annuaire, 1 pour un invité.
setup-test-sign-in-claim-idp = Qui se porte garant de la personne, si ce n’est pas votre annuaire.
setup-test-sign-in-claim-tid = Votre annuaire.
setup-test-sign-in-claim-oid = Le compte. Il reste le même quand le nom ou l’adresse change.
setup-test-sign-in-claim-sid = La session chez { $provider } : qui s’y déconnecte est ainsi déconnecté d’ici.
setup-test-sign-in-claim-login-hint = Évite à la personne de saisir son adresse une nouvelle fois.
setup-test-sign-in-claim-auth-time = Quand la personne a prouvé son identité pour la dernière fois.
setup-test-sign-in-claim-acrs = Les contextes d’authentification, qui attestent un second facteur.
setup-test-sign-in-lacks-email = { $kind ->
        [entra] Sans elle, personne n’entre. Indiquez l’adresse dans le champ E-mail du compte (Entra ID > Utilisateurs) et ajoutez la revendication facultative email au jeton d’ID, sous Configuration du jeton de l’inscription d’application.
       *[other] Sans elle, personne n’entre. Veillez à ce que le compte ait une adresse chez { $provider } et qu’elle soit envoyée.
    }
setup-test-sign-in-lacks-xms-edov = Vous pouvez vous en passer. Elle s’ajoute dans le Manifeste de l’inscription d’application, aux revendications facultatives du jeton d’ID ; certains annuaires ne l’envoient jamais.
setup-test-sign-in-lacks-email-verified = Sans elle, personne n’entre, sauf si notre support a réglé la connexion ainsi.
setup-test-sign-in-lacks-hd = Sans elle, personne n’entre : c’est un compte Google personnel. Testez avec un compte de votre Workspace.
setup-test-sign-in-lacks-optional = { $kind ->
        [entra] Ajoutez-la comme revendication facultative du jeton d’ID, sous Configuration du jeton de l’inscription d’application.
       *[other] Vous pouvez vous en passer. { $provider } peut l’envoyer, si c’est réglé ainsi là-bas.
    }
setup-test-sign-in-lacks-idp = C’est normal : votre propre annuaire se porte garant de la personne.
setup-test-sign-in-lacks-acrs = Nécessaire seulement si un contexte d’authentification doit nous attester un second facteur.
setup-test-sign-in-do-application = Choisissez une autre application pour l’essai, ou interrogez notre service d’assistance sur celle-ci.
setup-test-sign-in-do-organization = Votre établissement est suspendu ici. Adressez-vous à notre service d’assistance.
setup-test-sign-in-do-connection = La liaison est désactivée ou a été modifiée entre-temps. Faites un nouvel essai ; si cela persiste, adressez-vous à notre service d’assistance.
setup-test-sign-in-do-tenant = { $kind ->
        [entra] Le compte appartient à un autre annuaire que celui qui est configuré. Recommencez avec un compte de votre propre annuaire. Si c’en était un, comparez l’ID d’annuaire (locataire) de la page de présentation d’Entra avec celui qui est attendu.
       *[other] Le compte n’est pas de votre établissement tel qu’il est configuré. Recommencez avec un compte à vous. Si c’en était un, comparez l’étape Connexion avec ce qui est réglé chez { $provider }.
    }
setup-test-sign-in-do-guest = Le compte est un invité de votre annuaire : un autre établissement s’en porte garant. Essayez avec un compte à vous. Si des invités doivent entrer, autorisez-le pour cette liaison.
setup-test-sign-in-do-personal = Les comptes { $provider } personnels n’entrent jamais. Déconnectez-vous chez { $provider } et essayez avec un compte professionnel.
setup-test-sign-in-do-user = Personne n’a cette adresse ici. Si cette personne doit utiliser l’application, signalez-le à notre service d’assistance : l’utilisateur doit avoir exactement l’adresse envoyée par { $provider }.
setup-test-sign-in-do-suspended = L’utilisateur est suspendu ici. Si la personne travaille toujours chez vous, signalez-le à notre service d’assistance.
setup-test-sign-in-do-patient = L’utilisateur est ici un patient, et les patients n’entrent pas avec { $provider }. Essayez avec le compte d’une personne qui travaille chez vous.
setup-test-sign-in-do-email-missing = { $kind ->
        [entra] Microsoft n’envoie pas d’adresse. Indiquez-la dans le champ E-mail du compte (Entra ID > Utilisateurs) et ajoutez la revendication facultative email au jeton d’ID, sous Configuration du jeton de l’inscription d’application.
       *[other] { $provider } n’envoie pas d’adresse. Veillez à ce que le compte en ait une là-bas et qu’elle soit envoyée.
    }
setup-test-sign-in-do-email-invalid = { $kind ->
        [entra] Ce que Microsoft envoie n’est pas une adresse e-mail. Corrigez-la dans le champ E-mail du compte (Entra ID > Utilisateurs).
       *[other] Ce que { $provider } envoie n’est pas une adresse e-mail. Corrigez-la là-bas.
    }
setup-test-sign-in-do-email-mismatch = L’utilisateur a ici une autre adresse que celle envoyée par { $provider }. Dites à notre service d’assistance laquelle des deux est la bonne.
setup-test-sign-in-do-domain = Il n’est pas prouvé que le domaine de l’adresse est à vous. Prouvez-le à l’étape Domaines.
setup-test-sign-in-do-email-unverified = { $kind ->
        [entra] Microsoft indique que personne n’a vérifié l’adresse (xms_edov vaut false). Utilisez une adresse d’un domaine vérifié dans votre annuaire, sous Noms de domaine.
       *[other] { $provider } n’indique pas que l’adresse est vérifiée (email_verified). Faites-la vérifier là-bas, ou adressez-vous à notre service d’assistance.
    }
setup-test-sign-in-do-identity = L’utilisateur est déjà venu avec un autre compte { $provider }, ou ce compte est ici celui d’un autre utilisateur. Notre service d’assistance peut les séparer dès que vous aurez confirmé qu’il s’agit de la même personne.
setup-test-sign-in-do-factor = { $kind ->
        [entra] Un second facteur est demandé et rien n’atteste qu’il y en a eu un. Veillez à ce que la stratégie d’accès conditionnel le demande pour le contexte d’authentification configuré pour cette liaison.
       *[other] Un second facteur est demandé, et rien de ce que { $provider } envoie n’atteste qu’il y en a eu un. Adressez-vous à notre service d’assistance.
    }
setup-test-sign-in-do-denied = { $kind ->
        [entra] Microsoft, ou l’une de vos stratégies, n’a pas laissé la personne se connecter. Regardez la tentative dans vos journaux de connexion. Souvent, le compte n’est pas affecté à l’application d’entreprise.
       *[other] { $provider }, ou l’une de vos règles, n’a pas laissé la personne se connecter. Regardez la tentative là-bas, et si le compte peut utiliser notre client.
    }
setup-test-sign-in-do-interaction = { $provider } attendait encore quelque chose de la personne, comme un second facteur ou un nouveau mot de passe. Recommencez et terminez ce que { $provider } affiche.
setup-test-sign-in-do-consent = { $kind ->
        [entra] Un administrateur de votre annuaire n’a pas encore consenti à l’inscription d’application. Cela se fait sous Autorisations d’API de l’inscription d’application, ou à l’étape Connexion.
       *[other] Notre client n’est pas encore autorisé chez { $provider }. L’un de vos administrateurs peut l’y autoriser.
    }
setup-test-sign-in-do-credential = { $kind ->
        [entra] Microsoft n’accepte pas ce qui nous authentifie. Comparez-le avec ce qui figure sous Certificats et secrets de l’inscription d’application : il a peut-être expiré, ou l’ID du secret a été copié à la place de sa valeur.
       *[other] { $provider } n’accepte pas ce qui nous authentifie. Voyez s’il y a expiré ou été remplacé, et remettez-en un nouveau à l’étape Connexion.
    }
setup-test-sign-in-do-no-credential = Il n’y a encore rien pour nous authentifier chez { $provider }. Remettez-le à l’étape Connexion.
setup-test-sign-in-do-request = { $kind ->
        [entra] Microsoft a refusé la demande. Comparez l’URI de redirection et l’ID d’application (client) de l’étape Connexion avec l’inscription d’application, caractère par caractère.
       *[other] { $provider } a refusé la demande. Comparez l’URI de redirection et l’ID client de l’étape Connexion avec notre client là-bas, caractère par caractère.
    }
setup-test-sign-in-do-later = { $provider } n’a pas donné de réponse utilisable. Attendez quelques minutes et recommencez.
setup-test-sign-in-do-token = { $kind ->
        [entra] Ce que Microsoft a envoyé n’était pas digne de confiance, et rien n’en a été lu. Comparez l’ID d’application (client) et l’ID d’annuaire (locataire) de l’étape Connexion. S’ils sont justes, signalez-le à notre service d’assistance.
       *[other] Ce que { $provider } a envoyé n’était pas digne de confiance, et rien n’en a été lu. Comparez l’ID client de l’étape Connexion avec notre client là-bas. S’il est juste, signalez-le à notre service d’assistance.
    }
setup-test-sign-in-do-support = Faites un nouvel essai. Si cela persiste, donnez à notre service d’assistance le numéro ci-dessus.


# The portal: people
setup-people-title = Qui pourra se connecter
setup-people-lead = Avant d’activer : voyez qui, parmi vos collaborateurs, peut se connecter avec { $provider }, qui ne le peut pas, et pourquoi. Nous comparons votre annuaire avec les comptes de notre application, selon les mêmes règles qu’une vraie connexion. Nous ne gardons rien de la liste.
setup-people-not-judged = Nous ne pouvons pas encore comparer les listes des personnes chez { $provider }. Faites plutôt des connexions d’essai, aussi avec des comptes ordinaires : un lien privé suffit.
setup-people-result = Ce que nous avons trouvé
setup-people-sum = Peuvent se connecter : { $in } personne(s) sur { $all }.
setup-people-of = Vérifié avec les réglages de la connexion { $connection }.
setup-people-all-well = Il n’y a rien à corriger.
setup-people-download = Télécharger ce qui est à corriger (CSV)
setup-people-download-hint = Le tableau contient tous ceux qui demandent votre attention, avec ce qu’il faut faire. Il n’est que dans cette page : si vous la quittez, nous ne pourrons plus vous le donner.
setup-people-file = a-corriger
setup-people-without = Ce que la liste ne dit pas, et que nous n’avons donc pas regardé :
setup-people-without-id = si un compte est déjà lié à quelqu’un d’autre
setup-people-without-type = qui est invité
setup-people-without-enabled = quels comptes sont désactivés
setup-people-without-names = si une autre adresse de quelqu’un est connue ici
setup-people-more = Et { $number } de plus : le tableau les contient tous.
setup-people-upn-is = Se connecte sous { $upn }
setup-people-user-is = Compte dans notre application : { $user }
setup-people-line = Ligne { $line }
setup-people-upload = Envoyer la liste
setup-people-upload-1 = { $kind ->
        [entra] Dans le centre d’administration Entra (entra.microsoft.com), ouvrez Entra ID > Utilisateurs > Tous les utilisateurs et choisissez Télécharger les utilisateurs.
       *[other] Exportez la liste de vos collaborateurs chez { $provider } dans un fichier CSV.
    }
setup-people-upload-2 = { $kind ->
        [entra] Choisissez Démarrer, attendez un instant et téléchargez le fichier CSV.
       *[other] Nommez mail la colonne des adresses e-mail.
    }
setup-people-upload-3 = { $kind ->
        [entra] Choisissez ce fichier ici, tel quel. Un export du centre d’administration Microsoft 365 ou de PowerShell (Get-MgUser) convient aussi.
       *[other] Choisissez ce fichier ici.
    }
setup-people-connection = Connexion
setup-people-list = La liste (CSV)
setup-people-list-hint = Au plus 50 000 personnes et 16 Mo.
setup-people-check = Vérifier cette liste
setup-people-directory = Ou laissez-nous lire votre annuaire
setup-people-directory-what = Vous n’avez alors besoin d’aucun fichier. Nous lisons les noms et les adresses une seule fois, maintenant, et ne gardons rien.
setup-people-grant-own = Il faut pour cela une autorisation : dans le centre d’administration Entra, ouvrez Entra ID > Inscriptions d’applications > votre inscription > Autorisations de l’API > Ajouter une autorisation > Microsoft Graph > Autorisations d’application, ajoutez User.Read.All et choisissez Accorder le consentement administrateur. Vous pourrez la retirer ensuite.
setup-people-grant-shared = Il faut pour cela l’autorisation d’application User.Read.All de Microsoft Graph pour notre application. Si votre annuaire ne la lui a pas accordée, envoyez plutôt la liste.
setup-people-read = Lire l’annuaire
setup-people-wait-what = Votre établissement a fait vérifier beaucoup de listes en peu de temps.
setup-people-wait-do = Revenez en arrière, attendez une minute et réessayez.
setup-people-no-file = Choisissez d’abord un fichier.
setup-people-not-connected = Nous ne savons pas encore de quel annuaire il s’agit. Remplissez d’abord l’étape Connexion.
setup-people-not-granted = Votre annuaire ne nous laisse pas lire : l’autorisation User.Read.All manque, ou n’a pas le consentement d’un administrateur. Accordez-la comme décrit ci-dessous et réessayez après quelques minutes, ou envoyez la liste.
setup-people-too-many = La liste contient plus de 50 000 personnes. Retirez celles qui n’utilisent pas notre application et envoyez le reste.
setup-people-busy = Microsoft est trop occupé pour nous donner la liste. Réessayez dans quelques minutes, ou envoyez la liste.
setup-people-not-read = Microsoft ne nous a pas donné la liste ({ $code }). Envoyez plutôt la liste.
setup-people-empty = Le fichier ne contient aucune personne.
setup-people-too-large = Le fichier n’est pas arrivé entier, ou dépasse 16 Mo. Retirez les colonnes inutiles et réessayez.
setup-people-no-text = Le fichier n’est pas un CSV que nous pouvons lire. Enregistrez-le en « CSV UTF-8 », ou envoyez le fichier exporté tel quel.
setup-people-no-address = Aucune colonne ne contient les adresses e-mail. La première ligne doit nommer les colonnes, et l’une d’elles doit s’appeler mail.
setup-people-twice = La colonne { $column } y est deux fois. Retirez-en une.
setup-people-fields = Cette ligne n’a pas autant de champs qu’il y a de colonnes. Un guillemet manque-t-il ici ou plus haut ?
setup-people-cell = Ce que contient la colonne { $column } ne peut pas être juste.
setup-people-closed = Personne ne peut se connecter en ce moment
setup-people-closed-do = L’établissement ou la connexion est désactivé. Adressez-vous à notre support. Le reste n’apparaîtra qu’ensuite.
setup-people-upn = Le nom de connexion est connu ici, mais pas l’adresse e-mail
setup-people-upn-do = Dans { provider-directory }, mettez dans le champ E-mail de ces personnes leur adresse dans notre application, ou faites remplacer leur adresse dans notre application par leur adresse e-mail dans { provider-directory }. Seule l’adresse e-mail compte, pas le nom de connexion.
setup-people-alias = Un alias est connu ici, mais pas l’adresse e-mail
setup-people-alias-do = Dans notre application, ces personnes ont une adresse qui n’est qu’un alias dans { provider-directory }. Faites-en là leur adresse principale, ou faites changer leur adresse dans notre application.
setup-people-mail-missing = L’adresse e-mail manque dans { provider-directory }
setup-people-mail-missing-do = Remplissez dans { provider-directory } le champ E-mail (informations de contact). Les comptes qui ne sont pas des personnes, comme les salles de réunion, peuvent rester ainsi.
setup-people-mail-invalid = L’adresse e-mail dans { provider-directory } n’est pas valable
setup-people-mail-invalid-do = Corrigez le champ E-mail dans { provider-directory }.
setup-people-duplicate = Plusieurs comptes ont la même adresse e-mail
setup-people-duplicate-do = Un seul d’entre eux peut se connecter : celui qui le fait le premier. Donnez à chacun sa propre adresse, ou videz le champ E-mail de ceux avec lesquels personne ne se connecte.
setup-people-other-address = La personne a une autre adresse dans notre application
setup-people-other-address-do = Ces comptes se sont déjà connectés, avec l’adresse que notre application a encore. Faites remplacer l’adresse dans notre application par la nouvelle.
setup-people-domain = Le domaine de l’adresse n’est pas prouvé
setup-people-domain-do = Prouvez le domaine à l’étape Domaines, ou donnez à ces personnes une adresse d’un domaine prouvé.
setup-people-other-account = Un autre compte est lié à cette personne
setup-people-other-account-do = Le compte a été recréé, ou l’adresse a été donnée à quelqu’un d’autre. Dites-le à notre support, qui vérifiera de qui il s’agit et déliera l’ancien compte.
setup-people-other-user = Le compte est lié à quelqu’un d’autre
setup-people-other-user-do = Ce compte s’est déjà connecté au nom d’une autre personne. Dites à notre support de qui il s’agit.
setup-people-ambiguous = Plusieurs personnes ont ici cette adresse
setup-people-ambiguous-do = L’une d’elles l’avait auparavant. Dites à notre support laquelle c’est.
setup-people-suspended = Suspendu dans notre application
setup-people-suspended-do = Si ces personnes doivent pouvoir entrer, faites-les réactiver dans notre application.
setup-people-patient = Patient dans notre application
setup-people-patient-do = Les patients ne se connectent jamais avec { $provider }. Si quelqu’un travaille aussi chez vous, il lui faut un second compte dans notre application, avec son adresse professionnelle.
setup-people-guest = Invités de votre annuaire
setup-people-guest-do = Les invités ne peuvent pas se connecter par cette connexion. S’ils doivent le pouvoir, dites-le à notre support ; sinon, il n’y a rien à faire.
setup-people-personal = Comptes { $provider } personnels
setup-people-personal-do = Ils n’entrent jamais. Donnez à ces personnes un compte de votre établissement.
setup-people-missing = Dans notre application, mais pas sur la liste
setup-people-missing-do = Personne dans votre annuaire n’a l’adresse de ces personnes. Sont-elles parties, ont-elles désormais une autre adresse, ou la liste est-elle incomplète ?
setup-people-not-here = Inconnu dans notre application
setup-people-not-here-do = Personne dans notre application n’a cette adresse. Qui a besoin de l’application doit d’abord y avoir un compte ; pour les autres, il n’y a rien à faire.
setup-people-disabled = Désactivé dans { provider-directory }
setup-people-disabled-do = { $provider } ne laisse ces comptes se connecter nulle part. Si quelqu’un travaille encore chez vous, activez le compte dans { provider-directory }.
setup-people-in = Peut se connecter
setup-people-in-do = Rien.


# The portal: switch on
setup-switch-on-title = Activer la connexion avec { $provider }
setup-switch-on-lead = Vous décidez pour qui elle est activée et quand elle commence. Rien n’est définitif : la dernière modification s’annule d’un clic.
setup-switch-on-now = La situation actuelle
setup-switch-on-is = { $whom ->
        [off] Désactivée : tout le monde se connecte avec un code.
        [pilot] Activée pour la liste pilote. Les autres se connectent avec un code.
       *[everyone] Activée pour tout le monde.
    }
setup-switch-on-begins = Commence le { $date }.
setup-switch-on-widens = Pour tout le monde à partir du { $date }.
setup-switch-on-ends = Se termine le { $date }.
setup-switch-on-ended = Elle s’est terminée le { $date }.
setup-switch-on-forced = Votre établissement a convenu avec notre service d’assistance que le personnel se connecte uniquement avec { $provider }. Tant que c’est le cas, la connexion avec { $provider } doit être activée pour tout le monde ; seul notre service d’assistance peut le changer.
setup-switch-on-before = Avant la dernière modification :
setup-switch-on-undo = Annuler la dernière modification
setup-switch-on-ready = Ce qui doit être en ordre d’abord
setup-switch-on-need-open = { $met ->
        [yes] Votre établissement est ouvert.
       *[no] Votre établissement est bloqué. Seul notre service d’assistance peut lever ce blocage.
    }
setup-switch-on-need-in-force = { $met ->
        [yes] Une liaison avec votre annuaire est en service.
       *[no] Aucune liaison n’est en service. Un brouillon ne laisse entrer personne tant qu’il n’a pas été testé et mis en service.
    }
setup-switch-on-need-credential = { $met ->
        [yes] Nous pouvons prouver notre identité à { $provider }.
       *[no] Nous n’avons rien de valable pour prouver notre identité à { $provider }.
    }
setup-switch-on-need-domain = { $met ->
        [yes] Un domaine e-mail est prouvé et mène à la liaison.
       *[no] Aucun domaine e-mail prouvé ne mène à la liaison.
    }
setup-switch-on-met = en ordre
setup-switch-on-unmet = manquant
setup-switch-on-checked = Nous avons consulté le DNS de vos domaines pour la dernière fois le { $date }.
setup-switch-on-try = Avant d’activer, regardez ici :
setup-switch-on-held = Notre service d’assistance a désactivé la connexion avec { $provider } pour votre établissement. Parlez-en d’abord avec lui : lui seul peut la réactiver.
setup-switch-on-switch = Que souhaitez-vous ?
setup-switch-on-whom = Pour qui la connexion avec { $provider } est-elle activée ?
setup-switch-on-nobody = Pour personne : désactivée
setup-switch-on-some = Pour les personnes de la liste pilote
setup-switch-on-everyone = Pour tout le monde
setup-switch-on-from = À partir de quand ?
setup-switch-on-from-hint = Laissez les deux vides pour commencer tout de suite. Ce qui est activé maintenant le reste jusque-là.
setup-switch-on-until = Jusqu’à quand ?
setup-switch-on-until-hint = Laissez les deux vides s’il ne doit pas y avoir de fin.
setup-switch-on-date = Date
setup-switch-on-time = Heure
setup-switch-on-zone = Fuseau horaire
setup-switch-on-zone-hint = Toutes les heures de cette page sont dans ce fuseau. Il y est actuellement { $date }.
setup-switch-on-look = Voir ce que cela donnerait
setup-switch-on-look-again = Revoir
setup-switch-on-do = Appliquer
setup-switch-on-preview = Ce que cela donnerait
setup-switch-on-came-in = Personnes qui se sont connectées au cours des 30 derniers jours
setup-switch-on-by-sso = parmi elles, pourraient se connecter avec { $provider }
setup-switch-on-refused = parmi elles, ne le pourraient pas ; elles se connectent avec un code
setup-switch-on-sessions = Sessions ouvertes qui prendraient fin
setup-switch-on-shut-out = Personnes qui ne pourraient plus se connecter d’aucune façon
setup-switch-on-preview-hint = L’étape « Personnes » montre si { $provider } connaît chacune d’elles sous l’adresse que nous avons.
setup-switch-on-fault-whom = Choisissez pour qui elle doit être activée.
setup-switch-on-fault-date = Indiquez une date et une heure, ou laissez les deux vides. La date n’est pas complète.
setup-switch-on-fault-time = Indiquez une date et une heure, ou laissez les deux vides. L’heure n’est pas complète.
setup-switch-on-fault-skipped = Cette heure n’existe pas : les horloges sont avancées cette nuit-là. Choisissez-en une autre.
setup-switch-on-fault-zone = Choisissez un fuseau horaire dans la liste.
setup-switch-on-fault-past = Ce moment est passé. Choisissez-en un plus tardif, ou laissez la date et l’heure vides pour commencer tout de suite.
setup-switch-on-fault-far = Ce jour est dans plus de deux ans. Vérifiez l’année.
setup-switch-on-fault-end = Elle se terminerait avant de commencer, ou avant maintenant. Choisissez une fin plus tardive.
setup-switch-on-fault-off-end = Ce qui est désactivé n’a pas de fin. Laissez la fin vide, ou choisissez pour qui elle doit être activée.
setup-switch-on-fault-off = Elle est déjà désactivée.
setup-switch-on-fault-on = Elle est déjà activée pour ces personnes.
setup-switch-on-fault-pilot-later = Elle est activée pour tout le monde. Un essai pilote ne peut commencer que tout de suite ; sinon, elle serait désactivée pour tous jusque-là.
setup-switch-on-fault-not-now = Elle ne peut pas encore être activée. Voyez ce qui manque sous « Ce qui doit être en ordre d’abord ».
setup-switch-on-fault-stale = Quelqu’un l’a modifiée entre-temps. Regardez la situation actuelle et choisissez de nouveau.
setup-switch-on-fault-forced = Le personnel de votre établissement se connecte uniquement avec { $provider } ; elle doit donc rester activée pour tout le monde. Demandez d’abord à notre service d’assistance de le changer.
setup-switch-on-pilot = La liste pilote
setup-switch-on-pilot-what = Tant qu’elle est activée pour la liste pilote, seules ces personnes peuvent se connecter avec { $provider }. Les autres se connectent comme avant. Une personne retirée de la liste ne peut plus utiliser ce qu’elle a ouvert avec { $provider } et se connecte avec un code.
setup-switch-on-addresses = Adresses e-mail
setup-switch-on-addresses-hint = Une par ligne, ou un tableau copié depuis un tableur. Ce doivent être des personnes de votre établissement que nous connaissons déjà.
setup-switch-on-put-on = Ajouter à la liste
setup-switch-on-take-off = Retirer de la liste
setup-switch-on-listed = Sur la liste
setup-switch-on-list-empty = La liste est vide.
setup-switch-on-list-more = et { $count } de plus
setup-switch-on-take-one-off = Retirer
setup-switch-on-take-one-off-of = Retirer de la liste : { $address }
setup-switch-on-list-nothing = Il n’y a aucune adresse e-mail dans ce que vous avez collé.
setup-switch-on-list-many = Cela fait plus de 5000 adresses. Collez-en moins à la fois.
setup-switch-on-list-unknown = { $added } ajoutées. Aucun membre du personnel de votre établissement n’a ces adresses ici ; elles ont été laissées de côté :
setup-switch-on-wait-what = Cette page a été utilisée très souvent en peu de temps.
setup-switch-on-wait-do = Revenez en arrière, attendez une minute et réessayez.


# The portal: status
setup-status-title = Comment se passe la connexion
setup-status-lead = Les 30 derniers jours dans votre établissement. Les jours et les heures sont en UTC ; personne n’est nommé ici.
setup-status-last-by-sso = Dernière connexion avec un compte de l’établissement
setup-status-nobody = Personne ces 30 derniers jours
setup-status-weather = Perturbation en ce moment
setup-status-fair = Aucune connue
setup-status-checks = Voir les contrôles
setup-status-sign-ins = Connexions avec vos propres comptes
setup-status-today = Aujourd’hui
setup-status-week = 7 derniers jours
setup-status-month = 30 derniers jours
setup-status-by-day = Chaque jour en chiffres
setup-status-day = Jour
setup-status-by-sso = Compte de l’établissement
setup-status-by-code = Avec un code
setup-status-refused = Refusées
setup-status-refusals = Qui n’a pas pu se connecter, et comment y remédier
setup-status-no-refusals = Personne n’a été refusé.
setup-status-last = Dernière fois le { $date }
setup-status-unknown = Aucun compte ici ne porte leur adresse e-mail
setup-status-unknown-do = Comparez l’adresse (mail) de la personne dans votre annuaire avec celle de son compte ici. Si elle doit pouvoir se connecter et n’a pas de compte, demandez à notre service d’assistance d’en créer un.
setup-status-suspended = Leur compte, ou tout votre établissement, est suspendu ici
setup-status-suspended-do = Demandez-en la raison à notre service d’assistance, et faites lever la suspension si elle n’a pas lieu d’être.
setup-status-patient = Le compte ici est celui d’un patient
setup-status-patient-do = Les patients ne se connectent pas avec un compte de l’établissement. S’il s’agit d’un membre du personnel, faites corriger le compte par notre service d’assistance.
setup-status-email = L’adresse e-mail de votre annuaire n’est pas utilisable
setup-status-email-do = { $kind ->
        [entra] Vérifiez que le compte a une adresse (mail) dans un domaine prouvé ici, et que c’est celle de son compte ici. Si tout le monde est concerné, le consentement ou des revendications facultatives manquent peut-être.
       *[other] Vérifiez que le compte a une adresse dans un domaine prouvé ici, et que c’est celle de son compte ici. Si tout le monde est concerné, l’adresse n’est peut-être pas envoyée du tout.
    }
setup-status-bond = Le compte ici appartient à un autre compte de votre annuaire
setup-status-bond-do = Cela arrive quand un compte a été recréé ou qu’une adresse a été donnée à quelqu’un d’autre. Demandez à notre service d’assistance de vérifier de qui il s’agit et de détacher l’ancien compte.
setup-status-account = Un compte d’un autre annuaire, un invité ou un compte personnel
setup-status-account-do = La personne a choisi le mauvais compte. Elle doit se déconnecter chez { $provider } et choisir le compte de votre établissement.
setup-status-factor = Un second facteur ou une nouvelle connexion était demandé et n’a pas été donné
setup-status-factor-do = Vérifiez que la personne a configuré son second facteur et que vos stratégies le demandent.
setup-status-policy = Une stratégie de votre annuaire l’a refusé
setup-status-policy-do = { $kind ->
        [entra] Cherchez la tentative dans les journaux de connexion de votre annuaire : accès conditionnel, affectation des utilisateurs à l’application ou consentement administrateur manquant.
       *[other] Cherchez la tentative dans les journaux de connexion de votre annuaire : l’une de vos règles, ou qui peut utiliser notre client.
    }
setup-status-provider = { $provider } était injoignable ou perturbé
setup-status-provider-do = Cela passe de soi-même. Sinon, consultez la page de { $provider } sur l’état de ses services.
setup-status-credential = Ce qui nous authentifie n’a pas été accepté
setup-status-credential-do = { $kind ->
        [entra] Vérifiez si le secret ou le certificat de votre inscription d’application a expiré ou a été remplacé, et remettez le nouveau à notre service d’assistance.
       *[other] Vérifiez si le secret ou le certificat par lequel { $provider } nous reconnaît a expiré ou a été remplacé, et remettez-en un nouveau à l’étape Connexion.
    }
setup-status-closed = La connexion avec un compte de l’établissement n’y est pas ouverte
setup-status-closed-do = L’application, la liaison ou l’interrupteur est désactivé, ou seul le compte de l’établissement est admis. Si ce n’est pas voulu, dites-le à notre service d’assistance.
setup-status-pilot = Elles ne figurent pas sur la liste du pilote
setup-status-pilot-do = Tant que cette connexion est un pilote, seules les personnes de sa liste y ont accès ; les autres se connectent avec un code. Ajoutez-les sous Activation, ou activez-la pour tout le monde.
setup-status-slip = Une faute de frappe, ou une connexion interrompue
setup-status-slip-do = Il n’y a rien à réparer : un nouvel essai suffit. Si cela se répète, un navigateur ou un proxy bloque peut-être les cookies.
setup-status-token = La réponse de votre annuaire n’était pas utilisable
setup-status-token-do = Dites-le à notre service d’assistance : il cherche la cause.
setup-status-ends = Ce qui se termine, et quand
setup-status-nothing-ends = Rien à notre connaissance.
setup-status-ends-secret = Secret client de la liaison { $name }
setup-status-ends-certificate = Certificat de la liaison { $name }
setup-status-ends-proof = Preuve du domaine { $name } : son enregistrement est absent du DNS
setup-status-ends-flag = Réglage { $name }
setup-status-ends-invitation = Invitation de { $name }
setup-status-ends-break-glass = Accès d’urgence de { $name }
setup-status-ends-webhook = Ancien secret d’un { $name }
setup-status-ends-other = { $name }
setup-status-soon = bientôt
setup-status-over = terminé
setup-status-replaced = plus nécessaire


# The portal: letters and weather
weather-trouble = La connexion avec le compte de votre établissement est perturbée depuis { $since }.
weather-everywhere = La connexion avec le compte d’un établissement est perturbée depuis { $since }, pas seulement dans le vôtre.
weather-by-code = Vous pouvez vous connecter avec un code par e-mail à la place.
letter-ends-secret-subject = Le secret client de { $organization } expire le { $date }
letter-ends-secret-what = Le secret client avec lequel nous nous authentifions auprès de votre annuaire (liaison { $name }) expire le { $until }. Ensuite, plus personne de { $organization } ne pourra se connecter avec { $provider }.
letter-ends-secret-do = { $kind ->
        [entra] Créez un nouveau secret dans votre inscription d’application avant ce jour et remettez-le dans le portail auquel notre service d’assistance vous a invité, ou comme convenu avec lui. N’envoyez jamais un secret par e-mail. Ne supprimez l’ancien que lorsque le nouveau est en service.
       *[other] Créez avant ce jour chez { $provider } un nouveau secret pour notre client et remettez-le dans le portail auquel notre service d’assistance vous a invité, ou comme convenu avec lui. N’envoyez jamais un secret par e-mail. Ne supprimez l’ancien que lorsque le nouveau est en service.
    }
letter-ends-certificate-subject = Le certificat de { $organization } expire le { $date }
letter-ends-certificate-what = Le certificat avec lequel nous nous authentifions auprès de votre annuaire (liaison { $name }) expire le { $until }. Ensuite, plus personne de { $organization } ne pourra se connecter avec { $provider }.
letter-ends-certificate-do = { $kind ->
        [entra] Prenez le nouveau certificat dans le portail auquel notre service d’assistance vous a invité, ou auprès de ce service, et ajoutez-le à votre inscription d’application avant ce jour. Ne supprimez l’ancien que lorsque le nouveau est en service.
       *[other] Prenez le nouveau certificat dans le portail auquel notre service d’assistance vous a invité, ou auprès de ce service, et ajoutez-le avant ce jour à notre client chez { $provider }. Ne supprimez l’ancien que lorsque le nouveau est en service.
    }
letter-ends-proof-subject = La preuve de { $name } se termine le { $date }
letter-ends-proof-what = L’enregistrement TXT qui prouve que { $name } appartient à { $organization } est absent du DNS. S’il n’est pas revenu le { $until }, le domaine ne comptera plus comme prouvé, et personne ayant une adresse de ce domaine ne pourra se connecter avec { $provider }.
letter-ends-proof-do = Faites rétablir l’enregistrement par les gestionnaires de vos noms de domaine, exactement comme il figure dans le portail. Si vous n’avez pas de lien vers le portail, demandez-le à notre service d’assistance.
letter-ends-flag-subject = Un réglage de { $organization } se termine le { $date }
letter-ends-flag-what = Le réglage { $name } de { $organization } vaut jusqu’au { $until }, et plus ensuite. Si c’est celui qui ouvre la connexion avec { $provider } (sso), plus personne ne pourra se connecter avec { $provider }.
letter-ends-flag-do = Si c’est voulu, vous n’avez rien à faire. Sinon, indiquez à notre service d’assistance combien de temps il doit valoir.
letter-ends-invitation-subject = Un lien pour { $organization } se termine le { $date }
letter-ends-invitation-what = Le lien que { $name } a reçu pour voir et régler la connexion de { $organization } peut être utilisé jusqu’au { $until }.
letter-ends-invitation-do = Si tout est réglé, vous n’avez rien à faire. Sinon, terminez avant ce jour ou demandez un nouveau lien à notre service d’assistance.
letter-ends-other-subject = Quelque chose de { $organization } se termine le { $date }
letter-ends-other-what = { $name } de { $organization } se termine le { $until }.
letter-ends-other-do = Si vous en avez encore besoin, contactez notre service d’assistance.
letter-trouble-subject = La connexion de { $organization } est perturbée
letter-trouble-what = Depuis { $since }, plusieurs personnes de { $organization } n’ont pas pu se connecter avec leur compte { $provider }. D’autres y parviennent : la cause se trouve donc sans doute dans votre annuaire, ou entre lui et nous.
letter-trouble-do = Consultez l’état des services de { $provider } et les journaux de connexion de votre annuaire. Nous suivons la situation ; tout sera rentré dans l’ordre dès que des personnes se connecteront de nouveau.
letter-trouble-credential-subject = La connexion de { $organization } est perturbée
letter-trouble-credential-what = Depuis { $since }, votre annuaire n’accepte pas ce qui nous authentifie. D’ici là, personne de { $organization } ne peut se connecter avec un compte { $provider }.
letter-trouble-credential-do = { $kind ->
        [entra] Vérifiez si le secret ou le certificat de votre inscription d’application a expiré, ou a été supprimé ou remplacé. Remettez-en un nouveau dans le portail, ou comme convenu avec notre service d’assistance. N’envoyez jamais un secret par e-mail.
       *[other] Vérifiez si le secret ou le certificat par lequel { $provider } nous reconnaît a expiré, ou a été supprimé ou remplacé. Remettez-en un nouveau dans le portail, ou comme convenu avec notre service d’assistance. N’envoyez jamais un secret par e-mail.
    }
