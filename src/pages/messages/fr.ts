import type { Messages } from './en.ts'

/** French: vous. */
export const fr: Messages = {
  'account.activity': 'Activité',
  'account.applications': 'Applications',
  'account.data': 'Vos données',
  'account.name': 'Votre compte',
  'account.profile': 'Profil',
  'account.security': 'Sécurité',

  'account_codes.about':
    'Votre mot de passe seul ne suffit plus pour entrer : un code fourni par une application de votre téléphone est demandé en plus.',
  'account_codes.consequence':
    'L’application n’est plus demandée et ses codes ne fonctionnent plus. Sans clé d’accès, vos codes de secours disparaissent aussi.',
  'account_codes.done_off':
    'Les codes à usage unique sont désactivés. Supprimez ce compte de votre application.',
  'account_codes.done_on':
    'Les codes à usage unique sont activés. L’application sera demandée à votre prochaine connexion.',
  'account_codes.done_recovery': 'Voici vos nouveaux codes de secours. Les précédents ne fonctionnent plus.',
  'account_codes.is_off': 'Aucune application n’est demandée.',
  'account_codes.is_on': 'Votre application est demandée quand vous vous connectez.',
  'account_codes.left': 'Codes de secours restants : {count}',
  'account_codes.manage': 'Les gérer',
  'account_codes.must_stay':
    'Une seconde étape est obligatoire pour vous ici. Créez d’abord une clé d’accès, puis désactivez ceci.',
  'account_codes.nothing_to_stand_in_for':
    'Ils remplacent une application ou une clé d’accès perdue. Configurez d’abord l’une des deux.',
  'account_codes.recovery': 'Codes de secours',
  'account_codes.recovery_about':
    'Chacun vous laisse entrer une fois, à la place d’un téléphone ou d’une clé d’accès que vous avez perdus.',
  'account_codes.renew': 'En créer de nouveaux',
  'account_codes.renew_consequence':
    'Vous recevez dix nouveaux codes. Ceux que vous aviez gardés ne fonctionnent plus.',
  'account_codes.set_up': 'Configurer une application',
  'account_codes.since': 'Activés depuis le {date}.',
  'account_codes.title': 'Codes à usage unique',
  'account_codes.turn_off': 'Désactiver',
  'account_codes.used': 'Dernière utilisation : {when}.',

  'account_email.about':
    'Elle reçoit les messages au sujet de votre compte ; elle permet de vous connecter et de vous retrouver. Une nouvelle adresse compte dès que vous avez montré que vous pouvez lire ce qui y est envoyé.',
  'account_email.another_session':
    'Cette page appartient à une autre connexion. Saisissez le code dans le navigateur où vous l’avez demandé, ou demandez-en un nouveau.',
  'account_email.cancel': 'Annuler',
  'account_email.code_about': 'Un code est en route vers {email}.',
  'account_email.code_title': 'Saisissez le code',
  'account_email.confirm': 'Confirmer l’adresse',
  'account_email.done': 'Votre adresse e-mail est maintenant {email}, et elle est vérifiée.',
  'account_email.faulty': 'Saisissez une adresse e-mail, par exemple anna@example.com.',
  'account_email.new': 'Nouvelle adresse',
  'account_email.none': 'Aucune.',
  'account_email.not_verified': 'Non vérifiée',
  'account_email.now': 'Votre adresse actuelle',
  'account_email.off':
    'Ce serveur n’envoie pas d’e-mails, une adresse ne peut donc pas être vérifiée. Ceux qui le gèrent la changent pour vous.',
  'account_email.same': 'C’est déjà votre adresse.',
  'account_email.send': 'Y envoyer un code',
  'account_email.taken': 'Cette adresse ne peut pas être utilisée. Prenez-en une autre.',
  'account_email.title': 'Votre adresse e-mail',
  'account_email.verified': 'Vérifiée',
  'account_email.verify': 'Envoyer un code pour la vérifier',

  'account_passkeys.about':
    'Votre visage, votre doigt ou le code PIN de votre appareil au lieu d’un mot de passe. Aucun autre site ne peut la demander.',
  'account_passkeys.add': 'Ajouter une clé d’accès',
  'account_passkeys.cloned':
    'Elle ne fonctionne plus : il semble qu’il en existe une copie. Supprimez-la et créez-en une nouvelle.',
  'account_passkeys.consequence':
    '{name} ne vous connecte plus ici. Supprimez-la aussi de votre appareil ou de votre gestionnaire de mots de passe.',
  'account_passkeys.count': 'Vos clés d’accès : {count}',
  'account_passkeys.done_added': 'La clé d’accès est prête. Vous pouvez désormais vous connecter avec elle.',
  'account_passkeys.done_removed': 'La clé d’accès est supprimée.',
  'account_passkeys.done_renamed': 'Enregistré.',
  'account_passkeys.last_way':
    'C’est votre seul moyen d’entrer. Créez d’abord un mot de passe ou une autre clé d’accès.',
  'account_passkeys.made': 'Créée le {date}.',
  'account_passkeys.manage': 'Les gérer',
  'account_passkeys.must_stay':
    'Une seconde étape est obligatoire pour vous ici. Configurez-en d’abord une autre, puis supprimez celle-ci.',
  'account_passkeys.name': 'Nom',
  'account_passkeys.name_faulty': 'Nom : de 1 à 64 caractères sont attendus.',
  'account_passkeys.name_hint': 'Pour la reconnaître, par exemple l’appareil où elle se trouve.',
  'account_passkeys.never_used': 'Pas encore utilisée.',
  'account_passkeys.none': 'Vous n’en avez pas.',
  'account_passkeys.one_device': 'Sur un seul appareil.',
  'account_passkeys.remove': 'Supprimer',
  'account_passkeys.rename': 'Renommer',
  'account_passkeys.synced': 'Sur tous vos appareils qui la partagent.',
  'account_passkeys.title': 'Clés d’accès',
  'account_passkeys.too_many': 'Vous avez autant de clés d’accès que possible. Supprimez-en d’abord une.',
  'account_passkeys.used': 'Dernière utilisation : {when}.',

  'activity.all_disconnected': 'Vous avez mis fin à l’accès de toutes les applications',
  'activity.all_disconnected_by_operator': 'Un opérateur a mis fin à l’accès de toutes les applications',
  'activity.an_application': 'Une application',
  'activity.because': '{what} : {why}',
  'activity.consented': 'Vous avez autorisé l’utilisation de votre compte : {application}',
  'activity.count': '{count} fois',
  'activity.created': 'Votre compte a été créé',
  'activity.credential_added': 'Une clé d’accès ou des codes à usage unique ont été ajoutés',
  'activity.credential_changed': 'Une clé d’accès a changé de nom',
  'activity.credential_removed': 'Une clé d’accès ou des codes à usage unique ont été supprimés',
  'activity.disconnected': 'Vous avez déconnecté : {application}',
  'activity.disconnected_by_operator': 'Un opérateur a mis fin à l’accès de : {application}',
  'activity.downloaded': 'Vous avez téléchargé vos données',
  'activity.email_verified': 'Votre adresse e-mail a été vérifiée',
  'activity.factors_reset': 'Toutes vos secondes étapes ont été retirées',
  'activity.grant_misused':
    'Accès arrêté, car quelqu’un a utilisé ce que seule cette application devait avoir : {application}',
  'activity.grant_returned': 'Accès rendu : {application}',
  'activity.granted': 'Accès donné : {application}',
  'activity.lead':
    'Ce qui est arrivé à votre compte, du plus récent au plus ancien. Conservé {days} jours ; ce qui vient d’arriver met quelques secondes à apparaître. Heures : {zone}.',
  'activity.linked': 'Un compte ailleurs a été lié',
  'activity.none': 'Rien n’est encore noté.',
  'activity.none_older': 'Il n’y a rien de plus ancien.',
  'activity.older': 'Plus anciens',
  'activity.password_link': 'Un lien pour créer un mot de passe a été envoyé',
  'activity.password_set': 'Vous avez changé votre mot de passe',
  'activity.password_set_by_operator': 'Un opérateur a remplacé votre mot de passe',
  'activity.recovery_codes': 'De nouveaux codes de secours ont été créés',
  'activity.refused': 'Une connexion a été refusée',
  'activity.session_ended': 'Vous avez déconnecté un autre navigateur',
  'activity.session_ended_by_operator': 'Un opérateur a déconnecté un de vos navigateurs',
  'activity.sessions_ended': 'Vous vous êtes déconnecté partout ailleurs',
  'activity.sessions_ended_by_operator': 'Un opérateur vous a déconnecté partout',
  'activity.signed_in': 'Connexion réussie',
  'activity.signed_in_to': 'Connexion réussie à : {application}',
  'activity.signed_out': 'Déconnexion',
  'activity.token_returned': 'Jeton rendu : {application}',
  'activity.unlinked': 'Un compte ailleurs n’est plus lié',
  'activity.updated': 'Vous avez modifié votre profil',
  'activity.updated_by_operator': 'Un opérateur a modifié votre compte',
  'activity.was_it_you': 'Était-ce vous ?',
  'activity.why_disabled': 'le compte était désactivé',
  'activity.why_throttled': 'trop d’essais',
  'activity.why_wrong': 'le mot de passe était faux',

  'applications.consequence':
    'Elle ne reçoit plus rien de nouveau dès cet instant, et ce que vous lui avez permis est oublié. Un jeton qu’elle possède déjà peut encore servir quelques minutes auprès d’une API qui ne nous interroge pas. Ce qu’elle a enregistré sur vous reste chez elle.',
  'applications.disconnect': 'Déconnecter',
  'applications.done': 'Déconnectée. Elle doit vous redemander avant de pouvoir agir pour vous.',
  'applications.gone': 'Une application qui n’est plus enregistrée ici',
  'applications.lead':
    'Ce à quoi vous vous êtes connecté avec ce compte, et ce que chaque application peut faire. Ce que vous déconnectez n’a plus accès dès cet instant et doit vous redemander.',
  'applications.may': 'Elle peut :',
  'applications.no_access': 'Pas d’accès actuellement',
  'applications.none': 'Aucune pour le moment',
  'applications.none_about': 'Une application apparaît ici dès que vous vous y êtes connecté avec ce compte.',
  'applications.own': 'Fait partie de {server}',
  'applications.sign_in_only': 'Elle peut seulement vous connecter.',
  'applications.since': 'Connectée depuis le {day}',
  'applications.stranger': 'Enregistrée par elle-même',
  'applications.title': 'Applications connectées',

  'challenge.missing': 'Montrez d’abord ci-dessous que vous n’êtes pas une machine.',
  'challenge.needs_script': 'JavaScript est nécessaire ici : il montre que vous n’êtes pas une machine.',
  'challenge.without_script':
    'Avec JavaScript, vous pourriez montrer ici que vous n’êtes pas une machine. Sans lui, patientez puis réessayez.',

  'change_password.about':
    'Au moins 12 caractères. C’est la longueur qui compte : quelques mots que personne d’autre n’assemblerait valent mieux qu’un seul avec des signes bizarres. Ceux que tout le monde essaie d’abord et votre propre nom ne conviennent pas.',
  'change_password.again': 'Nouveau mot de passe, encore une fois',
  'change_password.current': 'Mot de passe actuel',
  'change_password.current_missing': 'Mot de passe actuel : saisissez celui que vous utilisez maintenant.',
  'change_password.current_wrong': 'Mot de passe actuel : il n’est pas correct.',
  'change_password.elsewhere': 'Partout ailleurs',
  'change_password.elsewhere_about':
    'Quelqu’un qui connaissait l’ancien mot de passe est peut-être connecté quelque part, ou a connecté une application.',
  'change_password.elsewhere_what':
    'Vous êtes déconnecté de tous les autres navigateurs, et les applications perdent leur accès jusqu’à votre prochaine connexion.',
  'change_password.keep': 'Rester connecté ailleurs et garder les applications connectées',
  'change_password.keep_hint': 'Seulement si personne d’autre n’a pu connaître l’ancien mot de passe.',
  'change_password.new': 'Nouveau mot de passe',
  'change_password.password': 'Mot de passe',
  'change_password.same': 'Nouveau mot de passe : c’est celui que vous avez déjà.',
  'change_password.submit': 'Changer le mot de passe',
  'change_password.submit_new': 'Créer le mot de passe',
  'change_password.title': 'Changer votre mot de passe',
  'change_password.title_new': 'Créer un mot de passe',

  'claim.address': 'Voir votre adresse postale',
  'claim.birthdate': 'Voir votre date de naissance',
  'claim.email': 'Voir votre adresse e-mail',
  'claim.email_verified': 'Voir si votre adresse e-mail est vérifiée',
  'claim.family_name': 'Voir votre nom de famille',
  'claim.gender': 'Voir votre genre',
  'claim.given_name': 'Voir votre prénom',
  'claim.locale': 'Voir votre langue',
  'claim.middle_name': 'Voir votre deuxième prénom',
  'claim.name': 'Voir votre nom',
  'claim.nickname': 'Voir votre surnom',
  'claim.phone_number': 'Voir votre numéro de téléphone',
  'claim.phone_number_verified': 'Voir si votre numéro de téléphone est vérifié',
  'claim.picture': 'Voir votre photo',
  'claim.preferred_username': 'Voir votre nom d’utilisateur préféré',
  'claim.profile': 'Voir l’adresse de votre page de profil',
  'claim.updated_at': 'Voir quand votre profil a été modifié pour la dernière fois',
  'claim.website': 'Voir votre site web',
  'claim.zoneinfo': 'Voir votre fuseau horaire',

  'consent.allow': 'Autoriser',
  'consent.asks': 'Elle demande à',
  'consent.asks_nothing_new': 'Elle ne demande rien de nouveau',
  'consent.asks_sign_in': 'Elle demande seulement à vous connecter',
  'consent.cancel_shares_no_more': 'Annuler ne partage rien de plus.',
  'consent.cancel_shares_nothing': 'Annuler ne partage rien.',
  'consent.device': 'L’appareil devant vous affiche-t-il ce code ?',
  'consent.device_danger':
    'Celui qui tient l’appareil obtient l’accès. Si vous n’y voyez pas ce code, ou si quelqu’un vous l’a envoyé, choisissez Annuler.',
  'consent.go_on': 'Dans les deux cas, vous continuez vers {host}',
  'consent.granted': 'Ce que vous lui permettez déjà ({count})',
  'consent.not_you': 'Ce n’est pas vous ?',
  'consent.policy': 'Sa politique de confidentialité',
  'consent.signed_in_as': 'Vous êtes connecté en tant que',
  'consent.stranger': 'Connaissez-vous cette application ?',
  'consent.stranger_host':
    'Personne ici n’a vérifié que ce nom est bien le sien. Ce qui est certain : elle vient de {host}',
  'consent.stranger_unknown':
    'Elle s’est enregistrée elle-même. Personne ici n’a vérifié que ce nom est bien le sien.',
  'consent.take_back': 'Ce que vous autorisez, vous pouvez le retirer dans {account}.',
  'consent.terms': 'Ses conditions d’utilisation',
  'consent.title': '{application} veut utiliser votre compte',
  'consent.use_api': 'Utiliser {api}',
  'consent.your_account': 'votre compte',

  'data.delete': 'Supprimer votre compte',
  'data.delete_about': 'C’est irréversible.',
  'data.delete_by_others': 'Ceux qui gèrent ce serveur suppriment les comptes ; adressez-vous à eux.',
  'data.delete_what':
    'Vous êtes déconnecté partout, et tout ce que vous avez connecté est déconnecté. La page suivante dit ce qui se passe et vous demande si vous êtes sûr.',
  'data.download': 'Les télécharger',
  'data.download_about':
    'Un seul fichier JSON. Si votre dernière connexion n’est pas récente, vous devez d’abord vous connecter, puis appuyer de nouveau.',
  'data.download_submit': 'Télécharger vos données',
  'data.lead': 'Ce que ce serveur conserve à votre sujet, à emporter ou à supprimer.',
  'data.what':
    'On y trouve votre fiche et votre profil, vos moyens de connexion, les navigateurs où vous êtes connecté, ce que vous permettez aux applications, ce que vous avez enregistré ici et ce qui est arrivé à votre compte ces {days} derniers jours. On n’y trouve pas votre mot de passe ni d’autres secrets, que personne ne peut lire.',

  'delete.applications':
    'Toutes les applications sont déconnectées. Ce qu’elles ont enregistré sur vous reste chez elles : adressez-vous à elles.',
  'delete.done': 'Votre compte est supprimé',
  'delete.done_what': 'Vous êtes déconnecté partout, et aucune application ne peut plus agir pour vous.',
  'delete.keep': 'Le garder',
  'delete.operator': 'Un opérateur est supprimé par un autre opérateur, dans la console.',
  'delete.owns':
    'Vous possédez des choses dont d’autres dépendent peut-être. Elles restent, mais ne vous appartiennent plus : là où vous êtes seul propriétaire, désignez d’abord quelqu’un d’autre.',
  'delete.record': 'Votre fiche est supprimée : profil, adresse e-mail et tous les moyens de connexion.',
  'delete.sessions': 'Vous êtes déconnecté de tous les navigateurs.',
  'delete.submit': 'Supprimer mon compte',
  'delete.sure': 'Êtes-vous sûr ?',
  'delete.title': 'Supprimer votre compte ?',
  'delete.trail':
    'Ce qui est arrivé à votre compte reste {days} jours dans le journal d’audit, avec votre nom d’utilisateur, puis est supprimé.',
  'delete.type_login': 'Saisissez votre nom d’utilisateur, {login}, pour supprimer le compte',
  'delete.what': 'Ce qui se passe',
  'delete.what_about': 'Immédiatement, et c’est irréversible.',
  'delete.wrong_login': 'Ce n’est pas votre nom d’utilisateur.',

  'device.approved': 'L’appareil est connecté',
  'device.approved_what': 'Retournez à l’appareil : il continue tout seul dans quelques secondes.',
  'device.code': 'Code sur l’appareil',
  'device.danger':
    'Si quelqu’un vous l’a envoyé, par e-mail, par téléphone ou dans une messagerie, il cherche à entrer dans votre compte.',
  'device.denied': 'L’appareil a été refusé',
  'device.denied_what': 'Rien n’a été partagé, et son code ne sert plus à rien.',
  'device.ended': 'Le code n’est plus valable',
  'device.ended_what': 'Il a expiré ou a déjà reçu une réponse. Demandez-en un nouveau à l’appareil.',
  'device.format': 'Huit lettres. Les majuscules et le trait d’union n’ont pas d’importance.',
  'device.lead': 'Saisissez le code affiché par l’appareil devant vous, puis connectez-vous ici.',
  'device.malformed': 'Un code a huit lettres, par exemple {example}.',
  'device.only_yours': 'Ne saisissez que le code d’un appareil que vous tenez ou que vous voyez.',
  'device.phone': 'Plutôt sur votre téléphone ? Pointez l’appareil photo ici.',
  'device.qr': 'Code QR de l’adresse de cette page',
  'device.title': 'Connecter un appareil',
  'device.unknown': 'Ce code n’est pas connu. Il a peut-être expiré : demandez-en un nouveau à l’appareil.',

  'device_name.android_phone': 'téléphone Android',
  'device_name.android_tablet': 'tablette Android',
  'device_name.browser': 'Navigateur',
  'device_name.chromebook': 'Chromebook',
  'device_name.ipad': 'iPad',
  'device_name.iphone': 'iPhone',
  'device_name.linux': 'Linux',
  'device_name.mac': 'Mac',
  'device_name.on': '{browser} sur {system}',
  'device_name.unknown': 'Navigateur inconnu',
  'device_name.windows': 'Windows',

  'directory.disabled': 'Votre compte est désactivé ici. Adressez-vous à ceux qui gèrent ce serveur.',
  'directory.name_taken':
    'L’annuaire vous a reconnu, mais quelqu’un d’autre a déjà le nom d’utilisateur ou l’adresse e-mail qu’il vous donne ici. Adressez-vous à ceux qui gèrent ce serveur.',
  'directory.not_allowed':
    'L’annuaire vous a reconnu, mais vous n’avez pas de compte ici. Adressez-vous à ceux qui gèrent ce serveur.',
  'directory.unreachable':
    'L’annuaire qui garde votre mot de passe ne répond pas. Réessayez dans une minute, ou connectez-vous autrement.',

  'email.lead':
    'Un code est envoyé à l’adresse e-mail de votre compte. Il vous permet de vous connecter ici.',
  'email.login_empty': 'Saisissez votre nom d’utilisateur ou votre e-mail, puis demandez le code.',
  'email.method': 'M’envoyer un code par e-mail',

  'email_code.back': 'Retour',
  'email_code.elsewhere':
    'Vous avez commencé dans un autre navigateur ou sur un autre appareil. Retournez-y et saisissez ce code :',
  'email_code.elsewhere_title': 'Saisissez ce code là où vous avez commencé',
  'email_code.elsewhere_warning':
    'Ce n’est pas vous qui avez commencé ? Alors fermez cette page et ne donnez le code à personne.',
  'email_code.empty': 'Saisissez le code reçu par e-mail : huit lettres.',
  'email_code.expired': 'Le code a expiré. Demandez-en un nouveau.',
  'email_code.filled': 'Le code reçu par e-mail est rempli. Appuyez sur le bouton pour continuer.',
  'email_code.filled_title': 'Continuez ici',
  'email_code.hint': 'Huit lettres, par exemple BCDF-GHJK. Il est valable {minutes} minutes.',
  'email_code.label': 'Code reçu par e-mail',
  'email_code.lead': 'S’il existe un compte pour {login}, un code est en route vers son adresse e-mail.',
  'email_code.resend': 'Envoyer un nouveau code',
  'email_code.resend_hint':
    'Rien reçu ? Regardez aussi parmi les courriers indésirables. Après une minute, vous pouvez demander un autre code.',
  'email_code.sent': 'Un code est en route vers {email}.',
  'email_code.submit': 'Continuer',
  'email_code.title': 'Consultez votre messagerie',
  'email_code.too_soon': 'Un e-mail vient d’être envoyé. Attendez {seconds} s avant d’en demander un autre.',
  'email_code.used': 'Ce code a déjà été utilisé. Demandez-en un nouveau.',
  'email_code.used_up': 'Ce code n’est pas correct, et il y a eu trop d’essais. Demandez un nouveau code.',
  'email_code.wrong': 'Ce code n’est pas correct. Essais restants : {left}.',

  'enroll.back': 'Retour',
  'enroll.codes': 'Configurer une application d’authentification',
  'enroll.codes_hint':
    'Une application de votre téléphone affiche un nouveau code toutes les trente secondes.',
  'enroll.done': 'Elle sera désormais demandée quand vous vous connectez.',
  'enroll.lead':
    '{person}, {application} demande plus d’une preuve que c’est bien vous. Choisissez la seconde : elle sera désormais demandée.',
  'enroll.passkey_hint':
    'Votre visage, votre doigt ou le code PIN de votre appareil. Rien à saisir, et personne ne peut vous la soutirer.',
  'enroll.title': 'Configurez une seconde étape',

  'error.code': 'Erreur',
  'error.description': 'Description',
  'error.developer': 'Pour les développeurs de cette application',
  'error.failed': 'Cela n’a pas fonctionné',
  'error.failed_what': 'Quelque chose a échoué de notre côté. Réessayez dans un instant.',
  'error.go_back':
    'Si une application vous a envoyé ici, retournez-y et réessayez. Si cela se reproduit, prévenez ceux qui l’ont faite.',
  'error.missing': 'Il n’y a rien ici',
  'error.missing_what': 'L’adresse est fausse, ou ce qui s’y trouvait n’existe plus.',
  'error.read_on': 'En savoir plus',
  'error.request': 'Requête',
  'error.request_refused': 'Cette connexion ne peut pas continuer',
  'error.request_refused_what':
    'L’application a envoyé une requête à laquelle ce serveur ne peut pas répondre. Réessayer ne servira à rien tant qu’elle n’est pas corrigée.',

  'form_post.continue': 'Continuer vers {application}',
  'form_post.go_on': 'Vous continuez vers {host}',
  'form_post.title': 'Retour vers {application}',
  'form_post.unreachable':
    'Cette application n’est pas joignable depuis un navigateur. Retournez-y et réessayez.',
  'form_post.wait': 'Cela prend un instant. Si rien ne se passe, continuez vous-même.',

  'interrupted.allow_cookies':
    'Ouvrez les paramètres de votre navigateur, cherchez « Cookies » sous « Confidentialité » et autorisez-les pour ce site.',
  'interrupted.expired': 'Cette page a attendu trop longtemps',
  'interrupted.expired_what':
    'Pour votre sécurité, une connexion doit être terminée en une heure. Rien n’a été partagé.',
  'interrupted.finished': 'Vous avez déjà passé cette étape',
  'interrupted.finished_advice':
    'Si l’application est ouverte dans un autre onglet, vous pouvez fermer cette page.',
  'interrupted.finished_what': 'La connexion à laquelle cette page appartient est terminée.',
  'interrupted.go_back': 'Pour recommencer, retournez à l’application et choisissez de vous y connecter.',
  'interrupted.go_back_to': 'Pour recommencer, retournez à {application} et choisissez de vous y connecter.',
  'interrupted.no_cookie': 'Votre navigateur n’a pas envoyé notre cookie',
  'interrupted.no_cookie_what':
    'Nous plaçons un seul cookie, pour savoir que c’est toujours vous. Soit les cookies sont désactivés, soit ce lien a été ouvert ailleurs.',
  'interrupted.not_begun': 'Une connexion commence dans une application',
  'interrupted.not_begun_what':
    'Cette page est une étape du chemin depuis une application, et aucune application ne vous a envoyé ici.',
  'interrupted.open_link_there':
    'Si vous avez suivi un lien depuis un e-mail ou une autre application, ouvrez-le dans le navigateur où vous avez commencé.',
  'interrupted.other_browser': 'Cette connexion a commencé dans un autre navigateur',
  'interrupted.other_browser_advice':
    'Retournez au navigateur ou à l’application d’où vous venez, ou recommencez dans celui-ci.',
  'interrupted.other_browser_what':
    'Elle ne peut être terminée que là où elle a commencé, pour que personne ne la termine à votre place. Rien n’a été partagé.',
  'interrupted.start_again': 'Recommencer',
  'interrupted.start_again_at': 'Recommencer dans {application}',
  'interrupted.then_again': 'Puis recommencez.',

  'link.another': 'Ce n’est pas moi : se connecter autrement',
  'link.go': 'Se connecter et lier',
  'link.known': 'Il existe ici un compte avec l’adresse e-mail {email}.',
  'link.title': 'Ce compte est-il le vôtre ?',
  'link.why':
    'Connectez-vous-y une fois comme avant, et {provider} y sera lié. Ensuite, vous pourrez utiliser l’un ou l’autre.',

  'linked.about': 'Comptes chez d’autres fournisseurs avec lesquels vous pouvez vous connecter ici.',
  'linked.accounts': 'Comptes liés',
  'linked.add': 'Lier un autre compte',
  'linked.add_about': 'Vous vous y connectez une fois, et pouvez ensuite vous connecter ici avec lui.',
  'linked.consequence':
    'Vous ne pouvez plus vous connecter ici avec {provider}. Là où vous êtes connecté, vous le restez ; votre compte là-bas reste tel quel.',
  'linked.done_linked': 'Le compte est lié. Vous pouvez désormais vous connecter avec lui.',
  'linked.done_unlinked': 'Le compte n’est plus lié.',
  'linked.last_way':
    'C’est votre seul moyen de vous connecter. Créez d’abord un mot de passe ou une clé d’accès, puis supprimez le lien.',
  'linked.link': 'Lier {provider}',
  'linked.manage': 'Les gérer',
  'linked.never_used': 'Pas encore utilisé pour se connecter.',
  'linked.none': 'Aucun compte n’est lié.',
  'linked.since': 'Lié le {date}.',
  'linked.taken': 'Ce compte est lié ici à quelqu’un d’autre. Supprimez d’abord ce lien.',
  'linked.title': 'Comptes liés',
  'linked.unlink': 'Supprimer le lien',
  'linked.used': 'Dernière utilisation : {when}.',

  'mail.account_link': 'Gérer votre compte',
  'mail.address_taken':
    'Quelqu’un, peut-être vous, a voulu utiliser cette adresse e-mail pour un autre compte sur {server}. Elle appartient au vôtre, rien n’a donc été changé.',
  'mail.address_taken_subject': 'Votre adresse e-mail sur {server}',
  'mail.code_link': 'L’ouvrir dans le navigateur où vous avez commencé',
  'mail.code_lives': 'Le code fonctionne une seule fois, pendant {minutes} minutes.',
  'mail.code_not_you':
    'Si ce n’était pas vous, ne faites rien : sans le code, il ne se passe rien. Personne qui travaille ici ne vous le demandera jamais.',
  'mail.email_changed':
    'L’adresse e-mail de votre compte sur {server} a été changée. Les messages à son sujet vont désormais à la nouvelle.',
  'mail.email_changed_subject': 'Votre adresse e-mail sur {server} a été changée',
  'mail.fact_account': 'Compte',
  'mail.fact_device': 'Appareil',
  'mail.fact_email': 'Nouvelle adresse',
  'mail.fact_name': 'Nom',
  'mail.fact_place': 'Lieu',
  'mail.fact_provider': 'Fournisseur',
  'mail.fact_time': 'Heure',
  'mail.have_account':
    'Quelqu’un, peut-être vous, a voulu créer un compte avec cette adresse e-mail sur {server}. Vous en avez déjà un : connectez-vous-y. Si vous ne connaissez plus votre mot de passe, vous pouvez en créer un nouveau là-bas.',
  'mail.have_account_link': 'Aller à votre compte',
  'mail.have_account_subject': 'Vous avez un compte sur {server}',
  'mail.ignore': 'Si ce n’était pas vous, vous n’avez rien à faire.',
  'mail.invitation': 'Vous êtes invité à créer un compte sur {server}.',
  'mail.invitation_link': 'Créer votre compte',
  'mail.invitation_subject': 'Une invitation à {server}',
  'mail.link_lives': 'Le lien fonctionne une seule fois, pendant {days} jours.',
  'mail.new_device':
    'Quelqu’un s’est connecté à votre compte sur {server} dans un navigateur qui n’avait pas encore servi à cela.',
  'mail.new_device_subject': 'Une nouvelle connexion sur {server}',
  'mail.operator_reset':
    'Ceux qui gèrent {server} vous envoient ce lien pour que vous puissiez créer un nouveau mot de passe.',
  'mail.passkey_added':
    'Une clé d’accès a été ajoutée à votre compte sur {server}. Celui qui la possède peut se connecter à votre place.',
  'mail.passkey_added_subject': 'Une nouvelle clé d’accès sur {server}',
  'mail.password_changed': 'Le mot de passe de votre compte sur {server} a été changé.',
  'mail.password_changed_subject': 'Votre mot de passe sur {server} a été changé',
  'mail.password_link': 'Créer votre mot de passe',
  'mail.provider_linked':
    'Un compte ailleurs a été lié à votre compte sur {server}. Celui qui peut s’y connecter peut se connecter à votre place.',
  'mail.provider_linked_subject': 'Un autre moyen de se connecter à {server}',
  'mail.reset':
    'Quelqu’un, vous espérons-nous, veut créer un nouveau mot de passe sur {server}. Voici le code pour cela :',
  'mail.reset_directory':
    'Quelqu’un, vous espérons-nous, veut créer un nouveau mot de passe sur {server}. Votre mot de passe est celui de votre organisation, et se change là-bas et non ici.',
  'mail.reset_none':
    'Quelqu’un, vous espérons-nous, veut créer un nouveau mot de passe sur {server}. Vous n’en avez pas ici : vous vous connectez avec une clé d’accès ou par un autre fournisseur.',
  'mail.reset_subject': 'Votre mot de passe sur {server}',
  'mail.second_factor_added': 'Votre compte sur {server} demande désormais aussi un code à usage unique.',
  'mail.second_factor_added_subject': 'Les codes à usage unique sont activés sur {server}',
  'mail.second_factor_removed': 'Une seconde étape de connexion a été retirée de votre compte sur {server}.',
  'mail.second_factor_removed_subject': 'Une seconde étape a été retirée sur {server}',
  'mail.sign_in': 'Voici votre code pour vous connecter à {server} :',
  'mail.sign_in_subject': 'Votre code pour {server}',
  'mail.sign_up': 'Voici le code pour créer votre compte sur {server} :',
  'mail.sign_up_subject': 'Votre nouveau compte sur {server}',
  'mail.test': 'Ceci est un test. Si vous le lisez, {server} peut envoyer des e-mails.',
  'mail.test_subject': 'Un test de {server}',
  'mail.verify':
    'Voici le code qui montre que cette adresse e-mail est la vôtre, pour votre compte sur {server} :',
  'mail.verify_subject': 'Votre adresse e-mail sur {server}',
  'mail.was_it_you': 'Était-ce vous ? Alors tout va bien.',
  'mail.was_not_you':
    'Ce n’était pas vous ? Alors changez tout de suite votre mot de passe, cherchez sous « Sécurité » ce que vous ne connaissez pas, et prévenez ceux qui gèrent le serveur.',
  'mail.welcome': 'Vous avez un compte sur {server}. Choisissez-lui un mot de passe.',
  'mail.welcome_subject': 'Votre compte sur {server}',

  'one_time_code.confirm': 'Celui que l’application affiche maintenant, pour s’assurer que cela fonctionne.',
  'one_time_code.empty': 'Saisissez les six chiffres affichés par votre application d’authentification.',
  'one_time_code.expired':
    'Cela a pris trop de temps. Scannez la nouvelle clé ; la précédente ne fonctionne pas.',
  'one_time_code.label': 'Code à six chiffres',
  'one_time_code.method': 'Application d’authentification',
  'one_time_code.not_yet':
    'Ce code n’est pas correct. Attendez le suivant dans votre application, et vérifiez que votre téléphone est à l’heure.',
  'one_time_code.open': 'L’ouvrir dans une application de cet appareil',
  'one_time_code.qr': 'Code QR pour une application d’authentification',
  'one_time_code.scan': 'Scannez ceci avec une application d’authentification sur votre téléphone.',
  'one_time_code.set_up': 'Configurez votre application d’authentification',
  'one_time_code.turn_on': 'Activer',
  'one_time_code.type': 'Si vous ne pouvez pas le scanner, saisissez cette clé dans l’application :',
  'one_time_code.wrong':
    'Ce code n’est pas correct ou a déjà été utilisé. Attendez le suivant dans votre application, puis saisissez-le.',

  'page.close': 'Vous pouvez fermer cette page.',
  'page.help': 'Aide',
  'page.language': 'Langue',
  'page.new_tab': '(s’ouvre dans un nouvel onglet)',
  'page.on_the_way': 'En route vers {application}',
  'page.privacy': 'Confidentialité',
  'page.problem': 'Problème : {title}',
  'page.request': 'Si vous demandez de l’aide, mentionnez la requête {request}',
  'page.terms': 'Conditions',

  'passkey.cloned':
    'Cette clé d’accès a été refusée : il semble qu’il en existe une copie. Connectez-vous autrement, puis supprimez-la sous « Sécurité » dans votre compte et créez-en une nouvelle.',
  'passkey.known':
    'Cet appareil a déjà une clé d’accès pour votre compte. Utilisez-la, ou prenez un autre appareil.',
  'passkey.make': 'Créer une clé d’accès',
  'passkey.none': 'Ce navigateur n’a pas reçu de clé d’accès. Réessayez, ou continuez autrement.',
  'passkey.not_made': 'Aucune clé d’accès n’a été créée. Réessayez.',
  'passkey.refused': 'Cette clé d’accès n’a pas pu être vérifiée. Réessayez.',
  'passkey.unsupported': 'Les clés d’accès demandent un navigateur qui les connaît, avec JavaScript activé.',
  'passkey.use': 'Utiliser une clé d’accès',
  'passkey.wrong': 'Cette clé d’accès ne fonctionne pas ici. Réessayez, ou continuez autrement.',

  'password.differ': 'Les deux mots de passe ne sont pas identiques.',
  'password.empty': 'Saisissez votre nom d’utilisateur ou votre e-mail et votre mot de passe.',
  'password.too_common':
    'C’est un des mots de passe que l’on devine en premier. Quelques mots que personne d’autre n’assemblerait valent mieux.',
  'password.too_long': 'Un mot de passe a au plus {most} caractères.',
  'password.too_personal': 'Un mot de passe doit être plus que votre propre nom ou adresse.',
  'password.too_short': 'Un mot de passe a au moins {least} caractères.',
  'password.wrong': 'Le nom d’utilisateur ou le mot de passe n’est pas correct.',

  'portal.form_refused':
    'Ce formulaire appartient à une autre connexion, ou n’est pas arrivé comme il faut. Rouvrez la page, puis envoyez-le encore une fois.',
  'portal.missing_what': 'L’adresse est fausse, ce qui s’y trouvait n’existe plus, ou ce n’est pas à vous.',
  'portal.not_open': 'Vous n’y avez pas accès',
  'portal.not_saved': 'Rien n’a encore été enregistré.',
  'portal.not_saved_several': 'Rien n’a encore été enregistré : {count} points à corriger.',
  'portal.sign_out': 'Se déconnecter',
  'portal.signed_in_as': 'Connecté en tant que {person}',
  'portal.skip': 'Aller au contenu',
  'portal.start': 'Vers le début du portail',

  'profile.address': 'Adresse postale',
  'profile.birthdate_hint': 'Par exemple 1815-12-10, ou seulement l’année.',
  'profile.by_others': 'Les profils sont modifiés par ceux qui gèrent ce serveur.',
  'profile.changed_meanwhile':
    'Quelqu’un a modifié ceci entre-temps. Ce que vous avez saisi est ci-dessous ; rouvrez la page pour voir la modification, ou envoyez encore une fois pour la remplacer.',
  'profile.email': 'Adresse e-mail',
  'profile.email_unverified': '{email}, non vérifiée',
  'profile.email_verified': '{email}, vérifiée',
  'profile.faulty':
    '{field} : cela ne peut pas être enregistré. C’est trop long, ou pas écrit comme il faut.',
  'profile.fixed': 'Géré par d’autres',
  'profile.fixed_about': 'Ceux qui gèrent ce serveur modifient ces éléments.',
  'profile.label_birthdate': 'Date de naissance',
  'profile.label_family_name': 'Nom de famille',
  'profile.label_given_name': 'Prénom',
  'profile.label_locale': 'Langue',
  'profile.label_middle_name': 'Deuxième prénom',
  'profile.label_name': 'Nom complet',
  'profile.label_nickname': 'Surnom',
  'profile.label_picture': 'Photo',
  'profile.label_website': 'Site web',
  'profile.label_zoneinfo': 'Fuseau horaire',
  'profile.language': 'Langue et heure',
  'profile.locale_faulty': 'Langue : une étiquette comme fr ou pt-BR est attendue.',
  'profile.locale_hint': 'Par exemple fr ou pt-BR.',
  'profile.more': 'Plus sur vous',
  'profile.more_about':
    'Libre à vous de tout donner ou de tout omettre. Ce qui est vide n’est communiqué à personne.',
  'profile.name': 'Votre nom',
  'profile.name_about': 'Les applications que vous autorisez à voir votre profil s’adressent à vous ainsi.',
  'profile.nothing': 'Rien n’est enregistré.',
  'profile.phone': 'Numéro de téléphone',
  'profile.picture_faulty': 'Photo : une adresse https est attendue.',
  'profile.picture_hint': 'L’adresse https d’une image.',
  'profile.save': 'Enregistrer',
  'profile.saved': 'Enregistré. Les applications le verront à leur prochaine demande.',
  'profile.title': 'Votre profil',
  'profile.user_name': 'Nom d’utilisateur',
  'profile.who': 'Qui vous êtes',
  'profile.who_about': 'Ce que les applications peuvent apprendre de vous, là où vous l’autorisez.',
  'profile.zoneinfo_faulty': 'Fuseau horaire : ce nom n’existe pas ; Europe/Oslo en est un.',
  'profile.zoneinfo_hint': 'Par exemple Europe/Paris. Les heures de ces pages le suivent.',

  'provider.denied': 'Vous n’avez pas continué chez {provider}. Réessayez, ou connectez-vous autrement.',
  'provider.disabled':
    'Vous ne pouvez pas vous connecter ici avec {provider}. Adressez-vous à ceux qui gèrent ce serveur.',
  'provider.failed':
    '{provider} a envoyé une réponse que ce serveur ne peut pas accepter. Réessayez, ou connectez-vous autrement.',
  'provider.gone': 'Ce moyen de connexion n’existe plus. Choisissez-en un autre.',
  'provider.not_allowed':
    '{provider} vous connaît, mais votre organisation ne peut pas se connecter ici. Connectez-vous autrement.',
  'provider.not_recent':
    'Vous devez vous connecter à nouveau pour cela, et {provider} ne dit pas quand vous l’avez fait là-bas. Connectez-vous autrement.',
  'provider.operator':
    'Un compte qui gère ce serveur a cette adresse e-mail ici. Connectez-vous autrement, puis liez {provider} dans votre compte.',
  'provider.unknown':
    'Aucun compte ici n’est lié à {provider}. Connectez-vous autrement, puis liez-le dans votre compte ; ou adressez-vous à ceux qui gèrent ce serveur.',
  'provider.unreachable':
    '{provider} ne répond pas en ce moment. Réessayez dans un instant, ou connectez-vous autrement.',

  'recovery_code.copied': 'Copié',
  'recovery_code.copy': 'Copier',
  'recovery_code.empty': 'Saisissez un de vos codes de secours : seize lettres et chiffres.',
  'recovery_code.keep':
    'Si vous perdez votre téléphone ou votre clé d’accès, chacun d’eux vous laisse entrer une fois. Imprimez-les ou notez-les : ils ne seront plus affichés.',
  'recovery_code.kept': 'Je les ai gardés',
  'recovery_code.label': 'Code de secours',
  'recovery_code.print': 'Imprimer',
  'recovery_code.title': 'Gardez vos codes de secours',
  'recovery_code.wrong': 'Ce code de secours n’est pas correct ou a déjà été utilisé. Essayez-en un autre.',

  'reset.again': 'Nouveau mot de passe, encore une fois',
  'reset.done': 'Connectez-vous avec lui pour continuer.',
  'reset.done_submit': 'Se connecter',
  'reset.done_title': 'Votre mot de passe est enregistré',
  'reset.ended':
    'Il a déjà été utilisé, a expiré, ou votre mot de passe a changé depuis. Demandez-en un nouveau.',
  'reset.ended_title': 'Ce lien n’est plus valable',
  'reset.lead':
    'Saisissez votre nom d’utilisateur ou votre e-mail. Un code pour créer un nouveau mot de passe est envoyé à l’adresse e-mail de votre compte.',
  'reset.link': 'Mot de passe oublié ?',
  'reset.login': 'Nom d’utilisateur ou e-mail',
  'reset.login_empty': 'Saisissez votre nom d’utilisateur ou votre e-mail.',
  'reset.new': 'Nouveau mot de passe',
  'reset.new_hint':
    'Au moins 12 caractères. C’est la longueur qui compte : quelques mots que personne d’autre n’assemblerait.',
  'reset.new_lead': 'Vous êtes alors déconnecté partout, et les applications doivent vous redemander.',
  'reset.save': 'Enregistrer le mot de passe',
  'reset.send': 'Envoyer le code',
  'reset.title': 'Créer un nouveau mot de passe',

  'scope.address': 'Voir votre adresse postale',
  'scope.email': 'Voir votre adresse e-mail',
  'scope.offline_access': 'Rester connectée quand vous ne l’utilisez pas',
  'scope.openid': 'Savoir qui vous êtes',
  'scope.phone': 'Voir votre numéro de téléphone',
  'scope.profile': 'Voir votre nom et votre profil',

  'second_factor.code': 'Code de votre application',
  'second_factor.lead': '{person}, montrez une seconde fois que c’est bien vous.',
  'second_factor.no_script': 'Une clé d’accès demande JavaScript, qui est désactivé dans ce navigateur.',
  'second_factor.restart': 'Se connecter en tant qu’une autre personne',
  'second_factor.title': 'Encore une étape',
  'second_factor.use_code': 'Utiliser un code de votre application',
  'second_factor.use_recovery': 'Utiliser un code de secours',

  'security.change_password': 'Le changer',
  'security.done_ended': 'Ce navigateur est déconnecté.',
  'security.done_others': 'Vous êtes déconnecté partout ailleurs.',
  'security.done_password':
    'Votre mot de passe est changé. Vous êtes déconnecté partout ailleurs, et les applications doivent vous redemander.',
  'security.done_password_only': 'Votre mot de passe est changé.',
  'security.end_others': 'Se déconnecter partout ailleurs',
  'security.end_others_consequence':
    'Tous les navigateurs sauf celui-ci sont déconnectés. Ce que les applications peuvent faire ne change pas : voir « Applications ».',
  'security.has_password': 'Vous vous connectez avec un mot de passe.',
  'security.last_used': 'Dernière utilisation : {when}',
  'security.lead': 'Comment vous prouvez que c’est bien vous, et chaque navigateur où vous êtes connecté.',
  'security.make_password': 'En créer un',
  'security.no_password':
    'Vous n’avez pas de mot de passe. Avec un mot de passe, il suffit de le saisir pour vous connecter.',
  'security.password_about':
    'Conservé seulement sous forme de hachage : personne ne peut le lire, ni ici ni ailleurs.',
  'security.sessions': 'Où vous êtes connecté',
  'security.sessions_about':
    'S’il y en a un que vous ne connaissez pas, déconnectez-le et changez votre mot de passe. Les appareils portent le nom qu’ils se donnent, les lieux sont estimés d’après leur adresse. Heures : {zone}.',
  'security.since': 'Connecté le {when}',
  'security.since_with': 'Connecté le {when}, avec {methods}',
  'security.this_browser': 'Ce navigateur',
  'security.tor': 'le réseau Tor',
  'security.with_code': 'un code à usage unique',
  'security.with_passkey': 'une clé d’accès',
  'security.with_password': 'un mot de passe',

  'select_account.another': 'Utiliser un autre compte',
  'select_account.title': 'Choisissez un compte pour {application}',

  'sign_in.accounts': 'Choisir un autre compte',
  'sign_in.again': 'Confirmez que c’est bien vous',
  'sign_in.again_lead': '{application} vous demande, {person}, de vous connecter encore une fois.',
  'sign_in.busy': 'Beaucoup de personnes se connectent en ce moment. Réessayez dans un instant.',
  'sign_in.cancel': 'Annuler',
  'sign_in.continue': 'Continuer',
  'sign_in.link_lead':
    'Connectez-vous une fois au compte que vous avez ici : {provider} y sera alors associé.',
  'sign_in.login': 'Nom d’utilisateur ou e-mail',
  'sign_in.not_this_way': 'Vous ne pouvez pas vous connecter ici de cette façon. Choisissez-en une autre.',
  'sign_in.password': 'Mot de passe',
  'sign_in.provider': 'Continuer avec {provider}',
  'sign_in.submit': 'Se connecter',
  'sign_in.title': 'Connectez-vous pour continuer vers {application}',
  'sign_in.wait': 'Trop d’essais. Attendez {seconds} s, puis réessayez.',

  'sign_out.asked_by': '{application} le demande.',
  'sign_out.no': 'Rester connecté',
  'sign_out.title': 'Se déconnecter ?',
  'sign_out.title_at': 'Se déconnecter de {application} ?',
  'sign_out.what':
    'Cela met fin à votre session ici et en informe les applications que vous y avez utilisées. Certaines peuvent vous garder connecté.',
  'sign_out.yes': 'Se déconnecter',

  'sign_up.agree': 'J’accepte : {terms}.',
  'sign_up.agree_missing': 'Il faut accepter les conditions pour créer un compte.',
  'sign_up.continue': 'Continuer',
  'sign_up.create': 'Créer le compte',
  'sign_up.domain_refused':
    'Aucun compte ne peut être créé ici avec cette adresse. Utilisez celle que votre organisation vous a donnée.',
  'sign_up.email': 'Votre adresse e-mail',
  'sign_up.email_faulty': 'Saisissez une adresse e-mail, par exemple anna@example.com.',
  'sign_up.email_hint': 'Un code y est envoyé, pour montrer qu’elle est à vous.',
  'sign_up.ended':
    'Elle a déjà été utilisée, a été retirée ou a expiré. Demandez-en une nouvelle à la personne qui vous a invité.',
  'sign_up.ended_title': 'Cette invitation n’est plus valable',
  'sign_up.invited': 'Vous êtes invité à créer un compte ici.',
  'sign_up.link': 'Créer un compte',
  'sign_up.name': 'Votre nom',
  'sign_up.name_faulty': 'Saisissez un nom de 1 à 200 caractères.',
  'sign_up.name_hint': 'Tel que les applications peuvent l’afficher.',
  'sign_up.passkey_hint':
    'Sans mot de passe, vous vous connectez avec votre empreinte, votre visage ou le code PIN de votre appareil.',
  'sign_up.password': 'Mot de passe',
  'sign_up.privacy': 'Ce qui est fait de vos données se trouve ici : {privacy}.',
  'sign_up.privacy_link': 'politique de confidentialité',
  'sign_up.sign_in': 'J’ai un compte',
  'sign_up.taken': 'Il existe désormais un compte avec cette adresse. Connectez-vous-y.',
  'sign_up.terms': 'conditions d’utilisation',
  'sign_up.title': 'Créer un compte pour {application}',
  'sign_up.title_plain': 'Créez votre compte',
  'sign_up.with_passkey': 'Le créer plutôt avec une clé d’accès',

  'signed_out.frame': 'Déconnexion d’une application',
  'signed_out.go_on': 'Continuer',
  'signed_out.go_on_to': 'Continuer vers {application}',
  'signed_out.others':
    'Vos autres comptes restent connectés dans ce navigateur. Vous pouvez fermer cette page.',
  'signed_out.stays': 'Vous êtes toujours connecté',
  'signed_out.stays_what': 'Rien n’a changé. Vous pouvez fermer cette page ou revenir à l’application.',
  'signed_out.title': 'Vous êtes déconnecté',
  'signed_out.what':
    'La prochaine personne qui utilisera ce navigateur devra se connecter. Vous pouvez fermer cette page.',

  'step.cancel': 'Annuler',
  'step.continue': 'Continuer',
  'step.or': 'ou',

  'time.five_minutes': 'dans les cinq dernières minutes',
}
