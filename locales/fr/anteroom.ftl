footer-private = Nous ne voyons jamais votre mot de passe Microsoft.
footer-languages = Langue

login-title = Se connecter à { $application }
login-lead = Utilisez le compte professionnel de votre hôpital ou établissement de soins.
login-remembered = Continuer en tant que { $address }
login-remembered-with = { $organization }
login-another = Utiliser un autre compte
login-microsoft = Se connecter avec Microsoft
login-or = ou
login-address = Adresse e-mail professionnelle
login-address-hint = Par exemple nom@hopital.example. Nous vous redirigeons vers votre établissement pour vous connecter.
login-continue = Continuer
login-problem = Une correction est nécessaire
notice-address-missing = Saisissez votre adresse e-mail professionnelle pour que nous sachions où vous diriger.
notice-address-missing-code = Saisissez votre adresse e-mail.
notice-address-invalid = Cette adresse e-mail est incomplète. Elle doit être de la forme nom@hopital.example.
notice-not-this-way = Cette adresse ne permet pas de se connecter avec Microsoft. Vérifiez l’adresse ou connectez-vous comme d’habitude dans { $application }.
notice-not-this-way-code = Cette adresse ne permet pas de se connecter avec Microsoft. Vérifiez l’adresse ou continuez avec un code.
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
advice-try-again-what = La connexion auprès de Microsoft n’a pas été menée à terme.
advice-try-again-code-what = La connexion avec un code n’a pas été menée à terme.
advice-try-again-do = Réessayez. En cas de nouvel échec, contactez le service d’assistance de votre établissement.
advice-work-account-title = Utilisez votre compte professionnel
advice-work-account-what = Le compte utilisé pour vous connecter n’est pas un compte professionnel de votre établissement.
advice-work-account-do = Réessayez en choisissant le compte fourni par votre établissement.
advice-finish-title = Microsoft vous demande d’abord une étape supplémentaire
advice-finish-what = Microsoft a demandé une étape supplémentaire, par exemple une confirmation sur votre téléphone ou un nouveau mot de passe, et elle n’a pas été terminée.
advice-finish-do = Réessayez et terminez l’étape indiquée par Microsoft. Si vous n’y parvenez pas, contactez le service d’assistance de votre établissement.
advice-hospital-it-title = Votre établissement doit d’abord l’autoriser
advice-hospital-it-what = Les paramètres de connexion de votre établissement n’autorisent pas cette connexion.
advice-hospital-it-do = Contactez le service d’assistance informatique de votre établissement. Il est inutile de réessayer avant son intervention.
advice-no-access-title = Ce compte ne vous donne pas accès
advice-no-access-what = Votre connexion auprès de Microsoft a réussi, mais { $application } n’a pas pu vous donner accès avec ce compte.
advice-no-access-do = Avez-vous utilisé le bon compte ? Si oui, contactez le service d’assistance de votre établissement.
advice-no-access-code-title = Cette adresse ne vous donne pas accès
advice-no-access-code-what = Le code était correct, mais { $application } n’a pas pu vous donner accès avec cette adresse.
advice-no-access-code-do = Avez-vous utilisé la bonne adresse ? Si oui, contactez le service d’assistance de votre établissement.
advice-not-open-title = Ce mode de connexion n’est pas disponible ici
advice-not-open-what = Le compte professionnel de votre établissement ne donne pas accès à { $application } pour le moment.
advice-not-open-do = Connectez-vous comme d’habitude dans { $application }.
advice-use-code-title = Connectez-vous avec un code
advice-use-code-what = Ce compte Microsoft ne donne pas encore accès à { $application }.
advice-use-code-do = Réessayez, saisissez votre adresse e-mail et choisissez « Continuer » : vous recevrez un code par e-mail.
advice-use-microsoft-title = Connectez-vous avec Microsoft
advice-use-microsoft-what = Le personnel de votre établissement ouvre { $application } avec son compte Microsoft. Un code ou un mot de passe n’y donne pas accès.
advice-use-microsoft-do = Réessayez en choisissant « Se connecter avec Microsoft ». Si cela ne fonctionne pas, contactez le service d’assistance de votre établissement.
advice-closed-title = { $application } n’est pas accessible actuellement
advice-closed-what = L’accès à { $application } vous est fermé pour le moment, quel que soit le mode de connexion.
advice-closed-do = Contactez le service d’assistance de votre établissement. Il est inutile de réessayer avant la réouverture de l’accès.
advice-start-again-title = Veuillez recommencer
advice-start-again-what = Cette connexion a été commencée il y a trop longtemps ou dans une autre fenêtre du navigateur.
advice-start-again-do = Revenez à l’application et connectez-vous à partir de là.
advice-microsoft-title = Microsoft ne répond pas
advice-microsoft-what = La connexion auprès de Microsoft, ou de votre établissement chez Microsoft, est perturbée pour le moment.
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
login-address-hint-microsoft = Nous vous redirigeons vers votre établissement pour vous connecter.
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
notice-too-many = Il y a eu trop de tentatives. Réessayez dans une heure ou deux, ou dans un navigateur que vous avez déjà utilisé pour vous connecter, ou avec Microsoft si votre établissement le propose.
notice-too-many-passwords = Il y a eu trop de tentatives. Attendez un quart d’heure et réessayez, ou connectez-vous avec Microsoft si votre établissement le propose.
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
account-by-microsoft = avec Microsoft
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
setup-lead = Voici ce qui est enregistré chez nous pour votre établissement, à l’attention de son service informatique. Vous pouvez le consulter ici et faire vérifier le DNS de vos domaines ; rien d’autre ne peut être modifié sur cette page.
setup-missing = Ce qui manque encore
setup-nothing-missing = Il ne manque rien.
setup-missing-suspended = Votre établissement est suspendu : personne ne peut se connecter à une application.
setup-missing-connection = Votre annuaire Microsoft Entra n’est pas encore relié. Indiquez à notre service d’assistance votre ID d’annuaire (locataire). Il figure sur la page de présentation du centre d’administration Entra.
setup-missing-activation = La liaison { $name } n’est pas encore en service.
setup-missing-switched-off = La liaison { $name } est désactivée : personne ne s’en sert pour se connecter.
setup-missing-shared = La liaison { $name } utilise notre propre inscription d’application, qui n’est pas configurée.
setup-missing-credential = Pour la liaison { $name }, nous n’avons rien pour nous authentifier. Créez un secret client ou ajoutez un certificat dans votre inscription d’application, et convenez de sa remise avec notre service d’assistance. N’envoyez jamais un secret par e-mail.
setup-missing-credential-ended = Pour la liaison { $name }, ce qui nous authentifie a expiré le { $date }. D’ici son remplacement, personne ne peut se connecter avec Microsoft. Créez-le dans votre inscription d’application et convenez de sa remise avec notre service d’assistance. N’envoyez jamais un secret par e-mail.
setup-missing-credential-ends = Pour la liaison { $name }, ce qui nous authentifie expire le { $date }. Remplacez-le avant ce jour dans votre inscription d’application et convenez de sa remise avec notre service d’assistance. N’envoyez jamais un secret par e-mail.
setup-missing-domain = Aucun domaine de messagerie n’est enregistré. Indiquez à notre service d’assistance les domaines des adresses professionnelles de votre personnel.
setup-missing-proof = Il n’est pas prouvé que le domaine { $name } vous appartient. D’ici là, personne ne peut se connecter avec Microsoft avec une adresse de ce domaine. La marche à suivre est indiquée plus bas.
setup-missing-record = L’enregistrement TXT qui prouve que le domaine { $name } vous appartient est absent du DNS. Rétablissez-le avant le { $date } : à partir de ce jour, personne ne pourra se connecter avec Microsoft avec une adresse de ce domaine.
setup-missing-route = Le domaine { $name } ne mène à aucune liaison : personne ayant une adresse de ce domaine n’est dirigé vers Microsoft.
setup-missing-sso = La connexion avec Microsoft n’est pas activée et aucune date n’est fixée. À l’étape « Activation », vous décidez pour qui elle commence et quand.
setup-missing-admins = Aucun administrateur n’est enregistré. Personne dans votre établissement n’est informé de ce qui est fait en son nom, comme cette invitation. Indiquez leurs adresses e-mail à notre service d’assistance.
setup-missing-help = Il n’y a pas de texte d’aide. Les personnes refusées ne savent pas qui appeler. Envoyez à notre service d’assistance une phrase avec le nom et le numéro du vôtre.
setup-who-entra = Qui peut y remédier : les administrateurs de votre annuaire Microsoft Entra
setup-who-dns = Qui peut y remédier : les gestionnaires de vos noms de domaine
setup-who-support = Qui peut y remédier : notre service d’assistance
setup-who-together = Qui peut y remédier : vous et notre service d’assistance
setup-switches = Ce qui est activé
setup-sso = Connexion avec Microsoft
setup-forced = Connexion avec Microsoft uniquement
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
setup-connections = Liaisons avec Microsoft Entra
setup-in-use = en service
setup-switched-off = désactivée
setup-not-yet = pas encore en service
setup-tenant = ID d’annuaire (locataire)
setup-cloud = Adresse de connexion de Microsoft
setup-registration = Inscription d’application
setup-registration-own = Dans votre propre annuaire
setup-registration-shared = La nôtre, utilisée aussi par d’autres établissements. Un administrateur de votre annuaire y consent une fois.
setup-client = ID d’application (client)
setup-redirect = URI de redirection
setup-redirect-own = Ajoutez-le à votre inscription d’application, sous Authentification, comme URI de redirection de la plateforme Web, exactement tel qu’il figure ici.
setup-redirect-shared = Il figure dans notre inscription d’application. Vous n’avez pas à l’ajouter.
setup-logout = URL de déconnexion front-channel
setup-logout-hint = Indiquez-la dans votre inscription d’application, sous Authentification : qui se déconnecte chez Microsoft est alors déconnecté d’ici aussi. La revendication facultative sid est nécessaire.
setup-credential = Ce qui nous authentifie
setup-credential-none = Rien pour l’instant
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
setup-ends = Vous voyez cette page grâce à une invitation adressée à { $address }. Son lien est utilisable jusqu’au { $date }. Quiconque possède le lien peut voir cette page : ne le donnez qu’aux collègues qui en ont besoin.
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
letter-microsoft-subject = Connectez-vous à { $application } avec Microsoft
letter-microsoft-what = Vous avez demandé un code pour { $application }. Votre établissement a décidé que son personnel se connecte avec un compte Microsoft ; il n’y a donc pas de code.
letter-microsoft-do = Revenez en arrière et choisissez « Se connecter avec Microsoft ». Si cela ne fonctionne pas, contactez le service d’assistance de votre établissement.
letter-closed-subject = Il n’y a pas de code pour { $application }
letter-closed-what = Vous avez demandé un code pour { $application }. Votre établissement a décidé que son personnel se connecte uniquement avec son compte Microsoft, qui n’ouvre pas { $application }.
letter-closed-do = Contactez le service d’assistance de votre établissement.
letter-attack-subject = Quelqu’un essaie de deviner les codes de votre compte
letter-attack-what = De nombreux codes erronés ont été saisis pour votre compte dans { $application }. Personne n’a réussi à se connecter. Pendant un certain temps, aucun code n’est accepté, sauf dans un navigateur que vous avez déjà utilisé pour vous connecter.
letter-attack-do = Vous n’avez rien à faire. Vous pouvez toujours vous connecter avec Microsoft, si votre établissement le propose.
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
letter-break-glass-what = { $one } et { $other } ont ouvert la connexion classique pour { $account } jusqu’au { $until }, alors que la connexion chez { $organization } se fait uniquement avec Microsoft. Motif indiqué : { $reason }
letter-break-glass-do = Cet accès se ferme automatiquement. Si vous n’en savez rien, contactez immédiatement notre service d’assistance.
letter-webhook-failing-subject = Un webhook de { $organization } a été désactivé
letter-webhook-failing-what = { $host } n’a accepté aucun de nos messages depuis le { $since }. Nous n’en envoyons donc plus. Ce qui se passe chez { $organization } n’y est désormais signalé à personne.
letter-webhook-failing-do = Lorsque le système fonctionne à nouveau, demandez à notre service d’assistance d’activer le webhook et d’envoyer ce qui a été manqué. Nous le conservons 30 jours.
letter-webhook-gone-subject = Un webhook de { $organization } a été désactivé
letter-webhook-gone-what = { $host } a répondu ne plus vouloir de nos messages (HTTP 410). Nous n’en envoyons donc plus. Ce qui se passe chez { $organization } n’y est désormais signalé à personne.
letter-webhook-gone-do = Si c’est voulu, vous n’avez rien à faire. Sinon, contactez notre service d’assistance.
letter-invitation-subject = La connexion de { $organization } : un lien pour vous
letter-invitation-what = { $by }, de notre service d’assistance, vous invite à consulter comment { $organization } se connecte avec Microsoft et ce qui manque encore. Ouvrez ce lien. Il est utilisable jusqu’au { $until }, aussi par vos collègues.
letter-invitation-do = Quiconque possède le lien peut voir la page : ne le donnez qu’aux collègues qui en ont besoin. Vous ne savez pas de quoi il s’agit ? Ne faites rien et prévenez notre service d’assistance.
letter-invited-subject = Une personne a été invitée pour { $organization }
letter-invited-what = { $by }, de notre service d’assistance, a invité { $address } à consulter comment { $organization } se connecte avec Microsoft et ce qui manque encore. Le lien est utilisable jusqu’au { $until }.
letter-invited-do = Vous n’avez rien à faire. Si vous n’en savez rien ou si l’adresse n’est pas la bonne, contactez immédiatement notre service d’assistance : l’invitation peut être révoquée.
letter-switched-subject = { $whom ->
        [off] Connexion avec Microsoft désactivée pour { $organization }
        [pilot] Connexion avec Microsoft pour { $organization } : liste pilote
       *[everyone] Connexion avec Microsoft pour { $organization } : tout le monde
    }
letter-switched-what = Par l’invitation à { $address }, la façon dont { $organization } se connecte a été modifiée. { $whom ->
        [off] La connexion avec Microsoft est désactivée ; tout le monde se connecte avec un code.
        [pilot] La connexion avec Microsoft est activée pour les personnes de la liste pilote.
       *[everyone] La connexion avec Microsoft est activée pour tout le monde.
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


# The portal: checks


# The portal: test sign-in


# The portal: people


# The portal: switch on
setup-switch-on-title = Activer la connexion avec Microsoft
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
setup-switch-on-forced = Votre établissement a convenu avec notre service d’assistance que le personnel se connecte uniquement avec Microsoft. Tant que c’est le cas, la connexion avec Microsoft doit être activée pour tout le monde ; seul notre service d’assistance peut le changer.
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
        [yes] Nous pouvons prouver notre identité à Microsoft.
       *[no] Nous n’avons rien de valable pour prouver notre identité à Microsoft.
    }
setup-switch-on-need-domain = { $met ->
        [yes] Un domaine e-mail est prouvé et mène à la liaison.
       *[no] Aucun domaine e-mail prouvé ne mène à la liaison.
    }
setup-switch-on-met = en ordre
setup-switch-on-unmet = manquant
setup-switch-on-checked = Nous avons consulté le DNS de vos domaines pour la dernière fois le { $date }.
setup-switch-on-try = Avant d’activer, regardez ici :
setup-switch-on-held = Notre service d’assistance a désactivé la connexion avec Microsoft pour votre établissement. Parlez-en d’abord avec lui : lui seul peut la réactiver.
setup-switch-on-switch = Que souhaitez-vous ?
setup-switch-on-whom = Pour qui la connexion avec Microsoft est-elle activée ?
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
setup-switch-on-by-sso = parmi elles, pourraient se connecter avec Microsoft
setup-switch-on-refused = parmi elles, ne le pourraient pas ; elles se connectent avec un code
setup-switch-on-sessions = Sessions ouvertes qui prendraient fin
setup-switch-on-shut-out = Personnes qui ne pourraient plus se connecter d’aucune façon
setup-switch-on-preview-hint = L’étape « Personnes » montre si Microsoft connaît chacune d’elles sous l’adresse que nous avons.
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
setup-switch-on-fault-forced = Le personnel de votre établissement se connecte uniquement avec Microsoft ; elle doit donc rester activée pour tout le monde. Demandez d’abord à notre service d’assistance de le changer.
setup-switch-on-pilot = La liste pilote
setup-switch-on-pilot-what = Tant qu’elle est activée pour la liste pilote, seules ces personnes peuvent se connecter avec Microsoft. Les autres se connectent comme avant. Une personne retirée de la liste ne peut plus utiliser ce qu’elle a ouvert avec Microsoft et se connecte avec un code.
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


# The portal: letters and weather
