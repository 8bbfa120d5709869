import type { Messages } from './en.ts'

/** German: Sie. */
export const de: Messages = {
  'account.activity': 'Aktivität',
  'account.applications': 'Anwendungen',
  'account.data': 'Ihre Daten',
  'account.name': 'Ihr Konto',
  'account.profile': 'Profil',
  'account.security': 'Sicherheit',

  'account_codes.about':
    'Mit Ihrem Passwort allein kommt niemand hinein: Es wird zusätzlich ein Code aus einer App auf Ihrem Telefon verlangt.',
  'account_codes.consequence':
    'Nach der App wird nicht mehr gefragt, und ihre Codes gelten nicht mehr. Ohne Passkey verfallen auch Ihre Wiederherstellungscodes.',
  'account_codes.done_off': 'Einmalcodes sind ausgeschaltet. Entfernen Sie dieses Konto aus Ihrer App.',
  'account_codes.done_on':
    'Einmalcodes sind eingeschaltet. Bei der nächsten Anmeldung wird nach der App gefragt.',
  'account_codes.done_recovery':
    'Das sind Ihre neuen Wiederherstellungscodes. Die früheren gelten nicht mehr.',
  'account_codes.is_off': 'Es wird nach keiner App gefragt.',
  'account_codes.is_on': 'Bei der Anmeldung wird nach Ihrer App gefragt.',
  'account_codes.left': 'Übrige Wiederherstellungscodes: {count}',
  'account_codes.manage': 'Verwalten',
  'account_codes.must_stay':
    'Für Sie ist hier ein zweiter Schritt vorgeschrieben. Richten Sie zuerst einen Passkey ein und schalten Sie dies dann aus.',
  'account_codes.nothing_to_stand_in_for':
    'Sie ersetzen eine App oder einen Passkey, wenn Sie diese verloren haben. Richten Sie zuerst eines von beiden ein.',
  'account_codes.recovery': 'Wiederherstellungscodes',
  'account_codes.recovery_about':
    'Jeder lässt Sie einmal hinein, wenn Sie Ihr Telefon oder Ihren Passkey verloren haben.',
  'account_codes.renew': 'Neue erstellen',
  'account_codes.renew_consequence': 'Sie erhalten zehn neue Codes. Die bisherigen gelten nicht mehr.',
  'account_codes.set_up': 'App einrichten',
  'account_codes.since': 'Eingeschaltet seit {date}.',
  'account_codes.title': 'Einmalcodes',
  'account_codes.turn_off': 'Ausschalten',
  'account_codes.used': 'Zuletzt verwendet: {when}.',

  'account_email.about':
    'Dorthin geht Post zu Ihrem Konto; Sie können sich damit anmelden und werden damit gefunden. Eine neue Adresse gilt erst, wenn Sie gezeigt haben, dass Sie lesen können, was dorthin geschickt wird.',
  'account_email.another_session':
    'Diese Seite gehört zu einer anderen Anmeldung. Geben Sie den Code in dem Browser ein, in dem Sie ihn angefordert haben, oder fordern Sie einen neuen an.',
  'account_email.cancel': 'Abbrechen',
  'account_email.code_about': 'Ein Code ist unterwegs an {email}.',
  'account_email.code_title': 'Code eingeben',
  'account_email.confirm': 'Adresse bestätigen',
  'account_email.done': 'Ihre E-Mail-Adresse ist jetzt {email}, und sie ist bestätigt.',
  'account_email.faulty': 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel anna@example.com.',
  'account_email.new': 'Neue Adresse',
  'account_email.none': 'Keine hinterlegt.',
  'account_email.not_verified': 'Nicht bestätigt',
  'account_email.now': 'Ihre jetzige Adresse',
  'account_email.off':
    'Dieser Server verschickt keine E-Mails, deshalb kann eine Adresse nicht geprüft werden. Wer ihn betreibt, ändert sie für Sie.',
  'account_email.same': 'Das ist bereits Ihre Adresse.',
  'account_email.send': 'Code dorthin senden',
  'account_email.taken': 'Diese Adresse kann nicht verwendet werden. Nehmen Sie eine andere.',
  'account_email.title': 'Ihre E-Mail-Adresse',
  'account_email.verified': 'Bestätigt',
  'account_email.verify': 'Code zur Bestätigung senden',

  'account_passkeys.about':
    'Ihr Gesicht, Ihr Finger oder die PIN Ihres Geräts statt eines Passworts. Keine andere Website kann danach fragen.',
  'account_passkeys.add': 'Passkey hinzufügen',
  'account_passkeys.cloned':
    'Er gilt nicht mehr: Es scheint eine Kopie davon zu geben. Entfernen Sie ihn und erstellen Sie einen neuen.',
  'account_passkeys.consequence':
    '{name} meldet Sie hier nicht mehr an. Entfernen Sie ihn auch aus Ihrem Gerät oder Passwortmanager.',
  'account_passkeys.count': 'Ihre Passkeys: {count}',
  'account_passkeys.done_added': 'Der Passkey ist eingerichtet. Sie können sich ab jetzt damit anmelden.',
  'account_passkeys.done_removed': 'Der Passkey ist entfernt.',
  'account_passkeys.done_renamed': 'Gespeichert.',
  'account_passkeys.last_way':
    'Das ist Ihr einziger Zugang. Legen Sie zuerst ein Passwort oder einen anderen Passkey an.',
  'account_passkeys.made': 'Erstellt am {date}.',
  'account_passkeys.manage': 'Verwalten',
  'account_passkeys.must_stay':
    'Für Sie ist hier ein zweiter Schritt vorgeschrieben. Richten Sie zuerst einen anderen ein und entfernen Sie diesen dann.',
  'account_passkeys.name': 'Name',
  'account_passkeys.name_faulty': 'Name: 1 bis 64 Zeichen werden erwartet.',
  'account_passkeys.name_hint': 'Woran Sie ihn wiedererkennen, etwa das Gerät, auf dem er ist.',
  'account_passkeys.never_used': 'Noch nicht verwendet.',
  'account_passkeys.none': 'Sie haben keinen.',
  'account_passkeys.one_device': 'Nur auf einem Gerät.',
  'account_passkeys.remove': 'Entfernen',
  'account_passkeys.rename': 'Umbenennen',
  'account_passkeys.synced': 'Auf allen Ihren Geräten, die ihn teilen.',
  'account_passkeys.title': 'Passkeys',
  'account_passkeys.too_many': 'Sie haben die höchste Zahl an Passkeys erreicht. Entfernen Sie zuerst einen.',
  'account_passkeys.used': 'Zuletzt verwendet: {when}.',

  'activity.all_disconnected': 'Sie haben den Zugriff aller Anwendungen beendet',
  'activity.all_disconnected_by_operator': 'Ein Betreiber hat den Zugriff aller Anwendungen beendet',
  'activity.an_application': 'Eine Anwendung',
  'activity.because': '{what}: {why}',
  'activity.consented': 'Sie haben die Nutzung Ihres Kontos erlaubt: {application}',
  'activity.count': '{count}-mal',
  'activity.created': 'Ihr Konto wurde angelegt',
  'activity.credential_added': 'Ein Passkey oder Einmalcodes kamen hinzu',
  'activity.credential_changed': 'Ein Passkey erhielt einen anderen Namen',
  'activity.credential_removed': 'Ein Passkey oder Einmalcodes wurden entfernt',
  'activity.disconnected': 'Sie haben die Verbindung getrennt: {application}',
  'activity.disconnected_by_operator': 'Ein Betreiber hat den Zugriff beendet: {application}',
  'activity.downloaded': 'Sie haben Ihre Daten heruntergeladen',
  'activity.email_verified': 'Ihre E-Mail-Adresse wurde bestätigt',
  'activity.factors_reset': 'Alle Ihre zweiten Schritte wurden entfernt',
  'activity.grant_misused':
    'Der Zugriff wurde beendet, weil jemand etwas benutzt hat, das nur diese Anwendung haben sollte: {application}',
  'activity.grant_returned': 'Zugriff zurückgegeben: {application}',
  'activity.granted': 'Zugriff erhalten: {application}',
  'activity.lead':
    'Was mit Ihrem Konto geschah, das Neueste zuerst. Aufbewahrt für {days} Tage; was eben erst geschah, erscheint nach einigen Sekunden. Zeiten: {zone}.',
  'activity.linked': 'Ein Konto anderswo wurde verknüpft',
  'activity.none': 'Noch ist nichts verzeichnet.',
  'activity.none_older': 'Es gibt nichts Älteres.',
  'activity.older': 'Ältere',
  'activity.password_link': 'Ein Link zum Festlegen eines Passworts wurde verschickt',
  'activity.password_set': 'Sie haben Ihr Passwort geändert',
  'activity.password_set_by_operator': 'Ein Betreiber hat Ihr Passwort ersetzt',
  'activity.recovery_codes': 'Neue Wiederherstellungscodes wurden erstellt',
  'activity.refused': 'Eine Anmeldung wurde abgelehnt',
  'activity.session_ended': 'Sie haben einen anderen Browser abgemeldet',
  'activity.session_ended_by_operator': 'Ein Betreiber hat einen Ihrer Browser abgemeldet',
  'activity.sessions_ended': 'Sie haben sich überall sonst abgemeldet',
  'activity.sessions_ended_by_operator': 'Ein Betreiber hat Sie überall abgemeldet',
  'activity.signed_in': 'Sie haben sich angemeldet',
  'activity.signed_in_to': 'Sie haben sich angemeldet bei: {application}',
  'activity.signed_out': 'Sie haben sich abgemeldet',
  'activity.token_returned': 'Ein Token zurückgegeben: {application}',
  'activity.unlinked': 'Ein Konto anderswo ist nicht mehr verknüpft',
  'activity.updated': 'Sie haben Ihr Profil geändert',
  'activity.updated_by_operator': 'Ein Betreiber hat Ihr Konto geändert',
  'activity.was_it_you': 'Waren Sie das?',
  'activity.why_disabled': 'das Konto war gesperrt',
  'activity.why_throttled': 'zu viele Versuche',
  'activity.why_wrong': 'das Passwort war falsch',

  'applications.consequence':
    'Sie erhält von diesem Augenblick an nichts Neues, und was Sie ihr erlaubt haben, ist vergessen. Ein Token, das sie schon besitzt, kann an einer API, die hier nicht nachfragt, noch einige Minuten gelten. Was sie über Sie gespeichert hat, bleibt bei ihr.',
  'applications.disconnect': 'Trennen',
  'applications.done': 'Getrennt. Sie muss Sie wieder fragen, bevor sie etwas für Sie tun darf.',
  'applications.gone': 'Eine Anwendung, die hier nicht mehr registriert ist',
  'applications.lead':
    'Wo Sie sich mit diesem Konto angemeldet haben und was jede Anwendung darf. Was Sie trennen, hat von da an keinen Zugriff mehr und muss Sie wieder fragen.',
  'applications.may': 'Sie darf:',
  'applications.no_access': 'Zurzeit kein Zugriff',
  'applications.none': 'Zurzeit keine',
  'applications.none_about':
    'Eine Anwendung erscheint hier, sobald Sie sich mit diesem Konto bei ihr angemeldet haben.',
  'applications.own': 'Teil von {server}',
  'applications.sign_in_only': 'Sie darf Sie nur anmelden.',
  'applications.since': 'Verbunden seit {day}',
  'applications.stranger': 'Selbst registriert',
  'applications.title': 'Verbundene Anwendungen',

  'challenge.missing': 'Zeigen Sie zuerst unten, dass Sie keine Maschine sind.',
  'challenge.needs_script': 'Dafür ist JavaScript nötig: Es zeigt, dass Sie keine Maschine sind.',
  'challenge.without_script':
    'Mit JavaScript könnten Sie hier zeigen, dass Sie keine Maschine sind. Ohne JavaScript warten Sie bitte und versuchen es erneut.',

  'change_password.about':
    'Mindestens 12 Zeichen. Auf die Länge kommt es an: Einige Wörter, die sonst niemand zusammenstellen würde, sind besser als eines mit Sonderzeichen. Passwörter, die alle zuerst probieren, und Ihr eigener Name gehen nicht.',
  'change_password.again': 'Neues Passwort, noch einmal',
  'change_password.current': 'Jetziges Passwort',
  'change_password.current_missing': 'Jetziges Passwort: Geben Sie das ein, das Sie zurzeit verwenden.',
  'change_password.current_wrong': 'Jetziges Passwort: Es stimmt nicht.',
  'change_password.elsewhere': 'Überall sonst',
  'change_password.elsewhere_about':
    'Wer das alte Passwort kannte, ist vielleicht irgendwo angemeldet oder hat eine Anwendung verbunden.',
  'change_password.elsewhere_what':
    'Sie werden in allen anderen Browsern abgemeldet, und Anwendungen verlieren ihren Zugriff, bis Sie sich wieder bei ihnen anmelden.',
  'change_password.keep': 'Anderswo angemeldet bleiben und Anwendungen verbunden lassen',
  'change_password.keep_hint': 'Nur wenn sonst niemand das alte Passwort gekannt haben kann.',
  'change_password.new': 'Neues Passwort',
  'change_password.password': 'Passwort',
  'change_password.same': 'Neues Passwort: Das ist das, was Sie schon haben.',
  'change_password.submit': 'Passwort ändern',
  'change_password.submit_new': 'Passwort festlegen',
  'change_password.title': 'Passwort ändern',
  'change_password.title_new': 'Passwort festlegen',

  'claim.address': 'Ihre Postanschrift sehen',
  'claim.birthdate': 'Ihr Geburtsdatum sehen',
  'claim.email': 'Ihre E-Mail-Adresse sehen',
  'claim.email_verified': 'Sehen, ob Ihre E-Mail-Adresse bestätigt ist',
  'claim.family_name': 'Ihren Nachnamen sehen',
  'claim.gender': 'Ihr Geschlecht sehen',
  'claim.given_name': 'Ihren Vornamen sehen',
  'claim.locale': 'Ihre Sprache sehen',
  'claim.middle_name': 'Ihren zweiten Vornamen sehen',
  'claim.name': 'Ihren Namen sehen',
  'claim.nickname': 'Ihren Spitznamen sehen',
  'claim.phone_number': 'Ihre Telefonnummer sehen',
  'claim.phone_number_verified': 'Sehen, ob Ihre Telefonnummer bestätigt ist',
  'claim.picture': 'Ihr Bild sehen',
  'claim.preferred_username': 'Ihren bevorzugten Benutzernamen sehen',
  'claim.profile': 'Die Adresse Ihrer Profilseite sehen',
  'claim.updated_at': 'Sehen, wann Ihr Profil zuletzt geändert wurde',
  'claim.website': 'Ihre Website sehen',
  'claim.zoneinfo': 'Ihre Zeitzone sehen',

  'consent.allow': 'Erlauben',
  'consent.asks': 'Sie möchte',
  'consent.asks_nothing_new': 'Sie möchte nichts Neues',
  'consent.asks_sign_in': 'Sie möchte Sie nur anmelden',
  'consent.cancel_shares_no_more': 'Abbrechen gibt nichts weiter frei.',
  'consent.cancel_shares_nothing': 'Abbrechen gibt nichts frei.',
  'consent.device': 'Zeigt das Gerät vor Ihnen diesen Code?',
  'consent.device_danger':
    'Wer das Gerät in der Hand hat, kommt hinein. Wenn Sie diesen Code dort nicht sehen oder jemand ihn Ihnen geschickt hat, wählen Sie Abbrechen.',
  'consent.go_on': 'In beiden Fällen geht es weiter zu {host}',
  'consent.granted': 'Was Sie ihr schon erlauben ({count})',
  'consent.not_you': 'Nicht Sie?',
  'consent.policy': 'Datenschutzerklärung der Anwendung',
  'consent.signed_in_as': 'Sie sind angemeldet als',
  'consent.stranger': 'Kennen Sie diese Anwendung?',
  'consent.stranger_host':
    'Niemand hier hat geprüft, ob sie ihren Namen zu Recht trägt. Sicher ist: Sie kommt von {host}',
  'consent.stranger_unknown':
    'Sie hat sich selbst registriert. Niemand hier hat geprüft, ob sie ihren Namen zu Recht trägt.',
  'consent.take_back': 'Was Sie erlauben, können Sie jederzeit zurücknehmen: {account}.',
  'consent.terms': 'Nutzungsbedingungen der Anwendung',
  'consent.title': '{application} möchte Ihr Konto verwenden',
  'consent.use_api': '{api} verwenden',
  'consent.your_account': 'Ihr Konto',

  'data.delete': 'Konto löschen',
  'data.delete_about': 'Das lässt sich nicht rückgängig machen.',
  'data.delete_by_others': 'Konten löscht, wer diesen Server betreibt; fragen Sie dort nach.',
  'data.delete_what':
    'Sie werden überall abgemeldet, und alles, was Sie verbunden haben, wird getrennt. Die nächste Seite sagt, was geschieht, und fragt, ob Sie sicher sind.',
  'data.download': 'Herunterladen',
  'data.download_about':
    'Eine JSON-Datei. Liegt Ihre letzte Anmeldung länger zurück, melden Sie sich zuerst an und klicken dann noch einmal.',
  'data.download_submit': 'Daten herunterladen',
  'data.lead': 'Was dieser Server über Sie aufbewahrt: zum Mitnehmen oder zum Beenden.',
  'data.what':
    'Darin sind Ihr Datensatz und Profil, wie Sie sich anmelden, die Browser, in denen Sie angemeldet sind, was Sie Anwendungen erlauben, was Sie hier registriert haben und was in den letzten {days} Tagen mit Ihrem Konto geschah. Nicht darin: Ihr Passwort und andere Geheimnisse, die niemand lesen kann.',

  'delete.applications':
    'Jede Anwendung wird getrennt. Was sie selbst über Sie gespeichert hat, bleibt bei ihr: Fragen Sie dort nach.',
  'delete.done': 'Ihr Konto ist gelöscht',
  'delete.done_what': 'Sie sind überall abgemeldet, und keine Anwendung kann mehr für Sie handeln.',
  'delete.keep': 'Behalten',
  'delete.operator': 'Einen Betreiber löscht ein anderer Betreiber, in der Konsole.',
  'delete.owns':
    'Ihnen gehört etwas, wovon andere vielleicht abhängen. Es bleibt, gehört aber nicht mehr Ihnen: Wo Sie allein zuständig sind, tragen Sie zuerst jemand anderen ein.',
  'delete.record': 'Ihr Datensatz wird gelöscht: Profil, E-Mail-Adresse und jeder Weg, sich anzumelden.',
  'delete.sessions': 'Sie werden in jedem Browser abgemeldet.',
  'delete.submit': 'Mein Konto löschen',
  'delete.sure': 'Sind Sie sicher?',
  'delete.title': 'Konto löschen?',
  'delete.trail':
    'Was mit Ihrem Konto geschah, bleibt mit Ihrem Benutzernamen {days} Tage lang im Protokoll und wird dann gelöscht.',
  'delete.type_login': 'Geben Sie Ihren Benutzernamen {login} ein, um das Konto zu löschen',
  'delete.what': 'Was geschieht',
  'delete.what_about': 'Sofort, und es lässt sich nicht rückgängig machen.',
  'delete.wrong_login': 'Das ist nicht Ihr Benutzername.',

  'device.approved': 'Das Gerät ist verbunden',
  'device.approved_what': 'Gehen Sie zurück zum Gerät: Es macht in einigen Sekunden von selbst weiter.',
  'device.code': 'Code auf dem Gerät',
  'device.danger':
    'Wenn jemand ihn Ihnen geschickt hat, per E-Mail, am Telefon oder in einem Chat, will er in Ihr Konto gelangen.',
  'device.denied': 'Das Gerät wurde abgelehnt',
  'device.denied_what': 'Nichts wurde freigegeben, und der Code ist wertlos.',
  'device.ended': 'Der Code gilt nicht mehr',
  'device.ended_what': 'Er ist abgelaufen oder wurde schon beantwortet. Holen Sie am Gerät einen neuen.',
  'device.format': 'Acht Buchstaben. Groß- und Kleinschreibung und der Bindestrich spielen keine Rolle.',
  'device.lead': 'Geben Sie den Code ein, den das Gerät vor Ihnen zeigt, und melden Sie sich dann hier an.',
  'device.malformed': 'Ein Code hat acht Buchstaben, zum Beispiel {example}.',
  'device.only_yours': 'Geben Sie nur den Code eines Geräts ein, das Sie in der Hand haben oder sehen.',
  'device.phone': 'Lieber auf dem Telefon? Richten Sie die Kamera hierauf.',
  'device.qr': 'QR-Code mit der Adresse dieser Seite',
  'device.title': 'Gerät verbinden',
  'device.unknown':
    'Dieser Code ist nicht bekannt. Vielleicht ist er abgelaufen: Holen Sie am Gerät einen neuen.',

  'device_name.android_phone': 'Android-Telefon',
  'device_name.android_tablet': 'Android-Tablet',
  'device_name.browser': 'Browser',
  'device_name.chromebook': 'Chromebook',
  'device_name.ipad': 'iPad',
  'device_name.iphone': 'iPhone',
  'device_name.linux': 'Linux',
  'device_name.mac': 'Mac',
  'device_name.on': '{browser} auf {system}',
  'device_name.unknown': 'Unbekannter Browser',
  'device_name.windows': 'Windows',

  'directory.disabled': 'Ihr Konto ist hier gesperrt. Wenden Sie sich an den Betreiber dieses Servers.',
  'directory.name_taken':
    'Das Verzeichnis hat Sie erkannt, aber den Benutzernamen oder die E-Mail-Adresse, die es Ihnen hier gibt, hat schon jemand anderes. Wenden Sie sich an den Betreiber dieses Servers.',
  'directory.not_allowed':
    'Das Verzeichnis hat Sie erkannt, aber Sie haben hier kein Konto. Wenden Sie sich an den Betreiber dieses Servers.',
  'directory.unreachable':
    'Das Verzeichnis, das Ihr Passwort verwahrt, antwortet nicht. Versuchen Sie es in einer Minute erneut oder melden Sie sich anders an.',

  'email.lead': 'Ein Code geht an die E-Mail-Adresse Ihres Kontos. Damit melden Sie sich hier an.',
  'email.login_empty':
    'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein und fordern Sie dann den Code an.',
  'email.method': 'Code per E-Mail senden',

  'email_code.back': 'Zurück',
  'email_code.elsewhere':
    'Sie haben in einem anderen Browser oder auf einem anderen Gerät begonnen. Gehen Sie dorthin zurück und geben Sie diesen Code ein:',
  'email_code.elsewhere_title': 'Geben Sie diesen Code dort ein, wo Sie begonnen haben',
  'email_code.elsewhere_warning':
    'Haben nicht Sie damit begonnen? Dann schließen Sie diese Seite und geben den Code niemandem.',
  'email_code.empty': 'Geben Sie den Code aus der E-Mail ein: acht Buchstaben.',
  'email_code.expired': 'Der Code ist abgelaufen. Fordern Sie einen neuen an.',
  'email_code.filled': 'Der Code aus der E-Mail ist eingetragen. Machen Sie mit der Schaltfläche weiter.',
  'email_code.filled_title': 'Hier geht es weiter',
  'email_code.hint': 'Acht Buchstaben, zum Beispiel BCDF-GHJK. Er gilt {minutes} Minuten.',
  'email_code.label': 'Code aus der E-Mail',
  'email_code.lead': 'Wenn es zu {login} ein Konto gibt, ist ein Code an dessen E-Mail-Adresse unterwegs.',
  'email_code.resend': 'Neuen Code senden',
  'email_code.resend_hint':
    'Nichts angekommen? Sehen Sie auch im Spam-Ordner nach. Nach einer Minute können Sie einen weiteren Code anfordern.',
  'email_code.sent': 'Ein Code ist unterwegs an {email}.',
  'email_code.submit': 'Weiter',
  'email_code.title': 'Sehen Sie in Ihr Postfach',
  'email_code.too_soon':
    'Eben wurde eine E-Mail verschickt. Warten Sie {seconds} s, bevor Sie eine weitere anfordern.',
  'email_code.used': 'Dieser Code wurde schon verwendet. Fordern Sie einen neuen an.',
  'email_code.used_up':
    'Der Code stimmt nicht, und es waren zu viele Versuche. Fordern Sie einen neuen Code an.',
  'email_code.wrong': 'Der Code stimmt nicht. Übrige Versuche: {left}.',

  'enroll.back': 'Zurück',
  'enroll.codes': 'Authenticator-App einrichten',
  'enroll.codes_hint': 'Eine App auf Ihrem Telefon zeigt alle dreißig Sekunden einen neuen Code.',
  'enroll.done': 'Von jetzt an wird bei der Anmeldung danach gefragt.',
  'enroll.lead':
    '{person}, {application} verlangt mehr als einen Nachweis, dass Sie es sind. Wählen Sie den zweiten: Von jetzt an wird danach gefragt.',
  'enroll.passkey_hint':
    'Ihr Gesicht, Ihr Finger oder die PIN Ihres Geräts. Sie müssen nichts eintippen, und niemand kann ihn Ihnen ablisten.',
  'enroll.title': 'Zweiten Schritt einrichten',

  'error.code': 'Fehler',
  'error.description': 'Beschreibung',
  'error.developer': 'Für die Entwickler dieser Anwendung',
  'error.failed': 'Das hat nicht geklappt',
  'error.failed_what': 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
  'error.go_back':
    'Wenn eine Anwendung Sie hierher geschickt hat, gehen Sie zu ihr zurück und versuchen es erneut. Geschieht es wieder, sagen Sie denen Bescheid, die sie machen.',
  'error.missing': 'Hier ist nichts',
  'error.missing_what': 'Die Adresse ist falsch, oder was dort war, gibt es nicht mehr.',
  'error.read_on': 'Mehr dazu',
  'error.request': 'Anfrage',
  'error.request_refused': 'Diese Anmeldung kann nicht weitergehen',
  'error.request_refused_what':
    'Die Anwendung hat eine Anfrage geschickt, die dieser Server nicht beantworten kann. Es noch einmal zu versuchen hilft erst, wenn sie berichtigt ist.',

  'form_post.continue': 'Weiter zu {application}',
  'form_post.go_on': 'Es geht weiter zu {host}',
  'form_post.title': 'Zurück zu {application}',
  'form_post.unreachable':
    'Diese Anwendung ist aus einem Browser nicht erreichbar. Gehen Sie zu ihr zurück und versuchen Sie es erneut.',
  'form_post.wait': 'Das dauert einen Augenblick. Wenn nichts geschieht, machen Sie selbst weiter.',

  'interrupted.allow_cookies':
    'Öffnen Sie die Einstellungen Ihres Browsers, suchen Sie unter „Datenschutz“ nach „Cookies“ und erlauben Sie sie für diese Website.',
  'interrupted.expired': 'Diese Seite hat zu lange gewartet',
  'interrupted.expired_what':
    'Zu Ihrer Sicherheit muss eine Anmeldung innerhalb einer Stunde abgeschlossen sein. Nichts wurde freigegeben.',
  'interrupted.finished': 'Diesen Schritt haben Sie schon getan',
  'interrupted.finished_advice':
    'Wenn die Anwendung in einem anderen Tab offen ist, können Sie diese Seite schließen.',
  'interrupted.finished_what': 'Die Anmeldung, zu der diese Seite gehört, ist vorbei.',
  'interrupted.go_back': 'Um neu zu beginnen, gehen Sie zurück zur Anwendung und wählen dort die Anmeldung.',
  'interrupted.go_back_to':
    'Um neu zu beginnen, gehen Sie zurück zu {application} und wählen dort die Anmeldung.',
  'interrupted.no_cookie': 'Ihr Browser hat unser Cookie nicht gesendet',
  'interrupted.no_cookie_what':
    'Wir setzen ein Cookie, um zu wissen, dass Sie es noch sind. Entweder sind Cookies ausgeschaltet, oder dieser Link wurde anderswo geöffnet.',
  'interrupted.not_begun': 'Eine Anmeldung beginnt bei einer Anwendung',
  'interrupted.not_begun_what':
    'Diese Seite ist ein Schritt auf dem Weg von einer Anwendung, und keine Anwendung hat Sie hierher geschickt.',
  'interrupted.open_link_there':
    'Wenn Sie einem Link aus einer E-Mail oder einer anderen App gefolgt sind, öffnen Sie ihn in dem Browser, in dem Sie begonnen haben.',
  'interrupted.other_browser': 'Diese Anmeldung begann in einem anderen Browser',
  'interrupted.other_browser_advice':
    'Gehen Sie zurück zu dem Browser oder der App, von der Sie kamen, oder beginnen Sie hier neu.',
  'interrupted.other_browser_what':
    'Sie kann nur dort abgeschlossen werden, wo sie begann, damit niemand sie an Ihrer Stelle abschließt. Nichts wurde freigegeben.',
  'interrupted.start_again': 'Neu beginnen',
  'interrupted.start_again_at': 'Bei {application} neu beginnen',
  'interrupted.then_again': 'Beginnen Sie dann neu.',

  'link.another': 'Das bin ich nicht: anders anmelden',
  'link.go': 'Anmelden und verknüpfen',
  'link.known': 'Zur E-Mail-Adresse {email} gibt es hier ein Konto.',
  'link.title': 'Ist das Ihr Konto?',
  'link.why':
    'Melden Sie sich einmal so an wie bisher, dann wird {provider} damit verknüpft. Von da an können Sie beides verwenden.',

  'linked.about': 'Konten bei anderen Anbietern, mit denen Sie sich hier anmelden können.',
  'linked.accounts': 'Verknüpfte Konten',
  'linked.add': 'Weiteres Konto verknüpfen',
  'linked.add_about': 'Sie melden sich dort einmal an und können sich von da an hier damit anmelden.',
  'linked.consequence':
    'Sie können sich hier nicht mehr mit {provider} anmelden. Wo Sie jetzt angemeldet sind, bleiben Sie es; Ihr Konto dort bleibt, wie es ist.',
  'linked.done_linked': 'Das Konto ist verknüpft. Sie können sich ab jetzt damit anmelden.',
  'linked.done_unlinked': 'Das Konto ist nicht mehr verknüpft.',
  'linked.last_way':
    'Das ist Ihr einziger Zugang. Legen Sie zuerst ein Passwort oder einen Passkey an und heben Sie die Verknüpfung dann auf.',
  'linked.link': '{provider} verknüpfen',
  'linked.manage': 'Verwalten',
  'linked.never_used': 'Noch nicht zum Anmelden verwendet.',
  'linked.none': 'Kein Konto ist verknüpft.',
  'linked.since': 'Verknüpft am {date}.',
  'linked.taken':
    'Dieses Konto ist hier mit jemand anderem verknüpft. Heben Sie die Verknüpfung zuerst dort auf.',
  'linked.title': 'Verknüpfte Konten',
  'linked.unlink': 'Verknüpfung aufheben',
  'linked.used': 'Zuletzt verwendet: {when}.',

  'mail.account_link': 'Konto verwalten',
  'mail.address_taken':
    'Jemand, vielleicht Sie selbst, wollte diese E-Mail-Adresse für ein anderes Konto bei {server} verwenden. Sie gehört zu Ihrem, deshalb wurde nichts geändert.',
  'mail.address_taken_subject': 'Ihre E-Mail-Adresse bei {server}',
  'mail.code_link': 'In dem Browser öffnen, in dem Sie begonnen haben',
  'mail.code_lives': 'Der Code gilt einmal und {minutes} Minuten lang.',
  'mail.code_not_you':
    'Wenn Sie das nicht waren, tun Sie nichts: Ohne den Code geschieht nichts. Niemand, der hier arbeitet, wird Sie je danach fragen.',
  'mail.email_changed':
    'Die E-Mail-Adresse Ihres Kontos bei {server} wurde geändert. Post dazu geht ab jetzt an die neue.',
  'mail.email_changed_subject': 'Ihre E-Mail-Adresse bei {server} wurde geändert',
  'mail.fact_account': 'Konto',
  'mail.fact_device': 'Gerät',
  'mail.fact_email': 'Neue Adresse',
  'mail.fact_name': 'Name',
  'mail.fact_place': 'Ort',
  'mail.fact_provider': 'Anbieter',
  'mail.fact_time': 'Zeit',
  'mail.have_account':
    'Jemand, vielleicht Sie selbst, wollte mit dieser E-Mail-Adresse ein Konto bei {server} anlegen. Sie haben schon eines: Melden Sie sich damit an. Wenn Sie Ihr Passwort nicht mehr wissen, können Sie dort ein neues festlegen.',
  'mail.have_account_link': 'Zu Ihrem Konto',
  'mail.have_account_subject': 'Sie haben ein Konto bei {server}',
  'mail.ignore': 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun.',
  'mail.invitation': 'Sie sind eingeladen, ein Konto bei {server} anzulegen.',
  'mail.invitation_link': 'Konto anlegen',
  'mail.invitation_subject': 'Eine Einladung zu {server}',
  'mail.link_lives': 'Der Link gilt einmal und {days} Tage lang.',
  'mail.new_device':
    'Jemand hat sich bei {server} in Ihrem Konto angemeldet, in einem Browser, der dafür bisher nicht verwendet wurde.',
  'mail.new_device_subject': 'Eine neue Anmeldung bei {server}',
  'mail.operator_reset':
    'Wer {server} betreibt, schickt Ihnen diesen Link, damit Sie ein neues Passwort festlegen können.',
  'mail.passkey_added':
    'Zu Ihrem Konto bei {server} kam ein Passkey hinzu. Wer ihn hat, kann sich als Sie anmelden.',
  'mail.passkey_added_subject': 'Ein neuer Passkey bei {server}',
  'mail.password_changed': 'Das Passwort Ihres Kontos bei {server} wurde geändert.',
  'mail.password_changed_subject': 'Ihr Passwort bei {server} wurde geändert',
  'mail.password_link': 'Passwort festlegen',
  'mail.provider_linked':
    'Ein Konto anderswo wurde mit Ihrem Konto bei {server} verknüpft. Wer sich dort anmelden kann, kann sich als Sie anmelden.',
  'mail.provider_linked_subject': 'Ein weiterer Weg, sich bei {server} anzumelden',
  'mail.reset':
    'Jemand, hoffentlich Sie selbst, möchte bei {server} ein neues Passwort festlegen. Das ist der Code dafür:',
  'mail.reset_directory':
    'Jemand, hoffentlich Sie selbst, möchte bei {server} ein neues Passwort festlegen. Ihr Passwort ist das Ihrer Organisation und wird dort geändert, nicht hier.',
  'mail.reset_none':
    'Jemand, hoffentlich Sie selbst, möchte bei {server} ein neues Passwort festlegen. Sie haben hier keines: Sie melden sich mit einem Passkey oder über einen anderen Anbieter an.',
  'mail.reset_subject': 'Ihr Passwort bei {server}',
  'mail.second_factor_added': 'Ihr Konto bei {server} verlangt jetzt zusätzlich einen Einmalcode.',
  'mail.second_factor_added_subject': 'Einmalcodes sind bei {server} eingeschaltet',
  'mail.second_factor_removed':
    'Ein zweiter Schritt der Anmeldung wurde aus Ihrem Konto bei {server} entfernt.',
  'mail.second_factor_removed_subject': 'Ein zweiter Schritt wurde bei {server} entfernt',
  'mail.sign_in': 'Das ist Ihr Code zum Anmelden bei {server}:',
  'mail.sign_in_subject': 'Ihr Code für {server}',
  'mail.sign_up': 'Das ist der Code, um Ihr Konto bei {server} anzulegen:',
  'mail.sign_up_subject': 'Ihr neues Konto bei {server}',
  'mail.test': 'Das ist ein Test. Wenn Sie dies lesen, kann {server} E-Mails verschicken.',
  'mail.test_subject': 'Ein Test von {server}',
  'mail.verify':
    'Das ist der Code, der für Ihr Konto bei {server} zeigt, dass diese E-Mail-Adresse Ihnen gehört:',
  'mail.verify_subject': 'Ihre E-Mail-Adresse bei {server}',
  'mail.was_it_you': 'Waren Sie das? Dann ist alles in Ordnung.',
  'mail.was_not_you':
    'Waren Sie das nicht? Dann ändern Sie sofort Ihr Passwort, sehen Sie unter „Sicherheit“ nach, was Sie nicht kennen, und sagen Sie dem Betreiber des Servers Bescheid.',
  'mail.welcome': 'Sie haben ein Konto bei {server}. Wählen Sie ein Passwort dafür.',
  'mail.welcome_subject': 'Ihr Konto bei {server}',

  'one_time_code.confirm': 'Der Code, den die App jetzt zeigt: So ist sicher, dass es funktioniert.',
  'one_time_code.empty': 'Geben Sie die sechs Ziffern ein, die Ihre Authenticator-App zeigt.',
  'one_time_code.expired':
    'Das hat zu lange gedauert. Scannen Sie den neuen Schlüssel; der frühere gilt nicht.',
  'one_time_code.label': 'Sechsstelliger Code',
  'one_time_code.method': 'Authenticator-App',
  'one_time_code.not_yet':
    'Der Code stimmt nicht. Warten Sie auf den nächsten in Ihrer App und prüfen Sie, ob die Uhr Ihres Telefons richtig geht.',
  'one_time_code.open': 'In einer App auf diesem Gerät öffnen',
  'one_time_code.qr': 'QR-Code für eine Authenticator-App',
  'one_time_code.scan': 'Scannen Sie dies mit einer Authenticator-App auf Ihrem Telefon.',
  'one_time_code.set_up': 'Authenticator-App einrichten',
  'one_time_code.turn_on': 'Einschalten',
  'one_time_code.type': 'Wenn Sie ihn nicht scannen können, geben Sie diesen Schlüssel in der App ein:',
  'one_time_code.wrong':
    'Der Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten in Ihrer App und geben Sie ihn dann ein.',

  'page.close': 'Sie können diese Seite schließen.',
  'page.help': 'Hilfe',
  'page.language': 'Sprache',
  'page.new_tab': '(öffnet einen neuen Tab)',
  'page.on_the_way': 'Auf dem Weg zu {application}',
  'page.privacy': 'Datenschutz',
  'page.problem': 'Problem: {title}',
  'page.request': 'Wenn Sie um Hilfe bitten, nennen Sie die Anfrage {request}',
  'page.terms': 'Nutzungsbedingungen',

  'passkey.cloned':
    'Dieser Passkey wurde abgelehnt: Es scheint eine Kopie davon zu geben. Melden Sie sich anders an, entfernen Sie ihn in Ihrem Konto unter „Sicherheit“ und erstellen Sie einen neuen.',
  'passkey.known':
    'Dieses Gerät hat schon einen Passkey für Ihr Konto. Verwenden Sie diesen oder ein anderes Gerät.',
  'passkey.make': 'Passkey erstellen',
  'passkey.none':
    'Der Browser hat keinen Passkey erhalten. Versuchen Sie es erneut oder gehen Sie anders weiter.',
  'passkey.not_made': 'Es wurde kein Passkey erstellt. Versuchen Sie es erneut.',
  'passkey.refused': 'Der Passkey konnte nicht geprüft werden. Versuchen Sie es erneut.',
  'passkey.unsupported': 'Passkeys brauchen einen Browser, der sie kennt, mit eingeschaltetem JavaScript.',
  'passkey.use': 'Passkey verwenden',
  'passkey.wrong': 'Dieser Passkey gilt hier nicht. Versuchen Sie es erneut oder gehen Sie anders weiter.',

  'password.differ': 'Die beiden Passwörter stimmen nicht überein.',
  'password.empty': 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse und Ihr Passwort ein.',
  'password.too_common':
    'Das ist eines der Passwörter, die zuerst erraten werden. Besser sind einige Wörter, die sonst niemand zusammenstellen würde.',
  'password.too_long': 'Ein Passwort hat höchstens {most} Zeichen.',
  'password.too_personal': 'Ein Passwort muss mehr sein als Ihr eigener Name oder Ihre Adresse.',
  'password.too_short': 'Ein Passwort hat mindestens {least} Zeichen.',
  'password.wrong': 'Der Benutzername oder das Passwort stimmt nicht.',

  'portal.form_refused':
    'Dieses Formular gehört zu einer anderen Anmeldung oder kam nicht richtig an. Öffnen Sie die Seite erneut und senden Sie es noch einmal.',
  'portal.missing_what':
    'Die Adresse ist falsch, was dort war, gibt es nicht mehr, oder es gehört nicht Ihnen.',
  'portal.not_open': 'Für Sie nicht zugänglich',
  'portal.not_saved': 'Noch wurde nichts gespeichert.',
  'portal.not_saved_several': 'Noch wurde nichts gespeichert: {count} Angaben sind zu berichtigen.',
  'portal.sign_out': 'Abmelden',
  'portal.signed_in_as': 'Angemeldet als {person}',
  'portal.skip': 'Zum Inhalt springen',
  'portal.start': 'Zur Startseite',

  'profile.address': 'Postanschrift',
  'profile.birthdate_hint': 'Zum Beispiel 1815-12-10, oder nur das Jahr.',
  'profile.by_others': 'Profile ändert, wer diesen Server betreibt.',
  'profile.changed_meanwhile':
    'Jemand hat dies inzwischen geändert. Was Sie eingegeben haben, steht unten; öffnen Sie die Seite neu, um die Änderung zu sehen, oder senden Sie noch einmal, um sie zu ersetzen.',
  'profile.email': 'E-Mail-Adresse',
  'profile.email_unverified': '{email}, nicht bestätigt',
  'profile.email_verified': '{email}, bestätigt',
  'profile.faulty':
    '{field}: Das kann nicht gespeichert werden. Es ist zu lang oder nicht so geschrieben, wie es sein soll.',
  'profile.fixed': 'Von anderen verwaltet',
  'profile.fixed_about': 'Das ändert, wer diesen Server betreibt.',
  'profile.label_birthdate': 'Geburtsdatum',
  'profile.label_family_name': 'Nachname',
  'profile.label_given_name': 'Vorname',
  'profile.label_locale': 'Sprache',
  'profile.label_middle_name': 'Zweiter Vorname',
  'profile.label_name': 'Vollständiger Name',
  'profile.label_nickname': 'Spitzname',
  'profile.label_picture': 'Bild',
  'profile.label_website': 'Website',
  'profile.label_zoneinfo': 'Zeitzone',
  'profile.language': 'Sprache und Zeit',
  'profile.locale_faulty': 'Sprache: Erwartet wird ein Kürzel wie de oder pt-BR.',
  'profile.locale_hint': 'Zum Beispiel de oder pt-BR.',
  'profile.more': 'Mehr über Sie',
  'profile.more_about': 'Alles davon können Sie angeben oder weglassen. Was leer ist, erfährt niemand.',
  'profile.name': 'Ihr Name',
  'profile.name_about': 'Anwendungen, denen Sie Ihr Profil zeigen, sprechen Sie damit an.',
  'profile.nothing': 'Es ist nichts hinterlegt.',
  'profile.phone': 'Telefonnummer',
  'profile.picture_faulty': 'Bild: Erwartet wird eine https-Adresse.',
  'profile.picture_hint': 'Die https-Adresse eines Bildes.',
  'profile.save': 'Speichern',
  'profile.saved': 'Gespeichert. Anwendungen sehen es, wenn sie das nächste Mal danach fragen.',
  'profile.title': 'Ihr Profil',
  'profile.user_name': 'Benutzername',
  'profile.who': 'Wer Sie sind',
  'profile.who_about': 'Was Anwendungen über Sie erfahren können, wo Sie es erlauben.',
  'profile.zoneinfo_faulty': 'Zeitzone: Diesen Namen gibt es nicht; einer ist Europe/Oslo.',
  'profile.zoneinfo_hint': 'Zum Beispiel Europe/Berlin. Die Zeiten auf diesen Seiten richten sich danach.',

  'provider.denied':
    'Sie haben bei {provider} nicht weitergemacht. Versuchen Sie es erneut oder melden Sie sich anders an.',
  'provider.disabled':
    'Sie können sich hier nicht mit {provider} anmelden. Wenden Sie sich an den Betreiber dieses Servers.',
  'provider.failed':
    '{provider} hat eine Antwort geschickt, die dieser Server nicht annehmen kann. Versuchen Sie es erneut oder melden Sie sich anders an.',
  'provider.gone': 'Diesen Weg, sich anzumelden, gibt es nicht mehr. Wählen Sie einen anderen.',
  'provider.not_allowed':
    '{provider} kennt Sie, aber Ihre Organisation darf sich hier nicht anmelden. Melden Sie sich anders an.',
  'provider.not_recent':
    'Dafür müssen Sie sich neu anmelden, und {provider} teilt nicht mit, wann Sie das dort getan haben. Melden Sie sich anders an.',
  'provider.operator':
    'Zu dieser E-Mail-Adresse gibt es hier ein Konto, das diesen Server verwaltet. Melden Sie sich anders an und verknüpfen Sie {provider} dann in Ihrem Konto.',
  'provider.unknown':
    'Hier ist kein Konto mit {provider} verknüpft. Melden Sie sich anders an und verknüpfen Sie es in Ihrem Konto, oder wenden Sie sich an den Betreiber dieses Servers.',
  'provider.unreachable':
    '{provider} antwortet gerade nicht. Versuchen Sie es gleich noch einmal oder melden Sie sich anders an.',

  'recovery_code.copied': 'Kopiert',
  'recovery_code.copy': 'Kopieren',
  'recovery_code.empty':
    'Geben Sie einen Ihrer Wiederherstellungscodes ein: sechzehn Buchstaben und Ziffern.',
  'recovery_code.keep':
    'Wenn Sie Ihr Telefon oder Ihren Passkey verlieren, lässt jeder davon Sie einmal hinein. Drucken Sie sie aus oder schreiben Sie sie auf: Sie werden nicht noch einmal gezeigt.',
  'recovery_code.kept': 'Ich habe sie aufbewahrt',
  'recovery_code.label': 'Wiederherstellungscode',
  'recovery_code.print': 'Drucken',
  'recovery_code.title': 'Bewahren Sie Ihre Wiederherstellungscodes auf',
  'recovery_code.wrong':
    'Der Wiederherstellungscode stimmt nicht oder wurde schon verwendet. Versuchen Sie einen anderen.',

  'reset.again': 'Neues Passwort, noch einmal',
  'reset.done': 'Melden Sie sich damit an, um weiterzumachen.',
  'reset.done_submit': 'Anmelden',
  'reset.done_title': 'Ihr Passwort ist gespeichert',
  'reset.ended':
    'Er wurde schon verwendet, ist abgelaufen, oder Ihr Passwort wurde seitdem geändert. Fordern Sie einen neuen an.',
  'reset.ended_title': 'Dieser Link gilt nicht mehr',
  'reset.lead':
    'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Ein Code für ein neues Passwort geht an die E-Mail-Adresse Ihres Kontos.',
  'reset.link': 'Passwort vergessen?',
  'reset.login': 'Benutzername oder E-Mail-Adresse',
  'reset.login_empty': 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.',
  'reset.new': 'Neues Passwort',
  'reset.new_hint':
    'Mindestens 12 Zeichen. Auf die Länge kommt es an: einige Wörter, die sonst niemand zusammenstellen würde.',
  'reset.new_lead': 'Sie werden dann überall abgemeldet, und Anwendungen müssen Sie wieder fragen.',
  'reset.save': 'Passwort speichern',
  'reset.send': 'Code senden',
  'reset.title': 'Neues Passwort festlegen',

  'scope.address': 'Ihre Postanschrift sehen',
  'scope.email': 'Ihre E-Mail-Adresse sehen',
  'scope.offline_access': 'Verbunden bleiben, auch wenn Sie sie nicht benutzen',
  'scope.openid': 'Wissen, wer Sie sind',
  'scope.phone': 'Ihre Telefonnummer sehen',
  'scope.profile': 'Ihren Namen und Ihr Profil sehen',

  'second_factor.code': 'Code aus Ihrer App',
  'second_factor.lead': '{person}, zeigen Sie ein zweites Mal, dass Sie es sind.',
  'second_factor.no_script': 'Ein Passkey braucht JavaScript, das in diesem Browser ausgeschaltet ist.',
  'second_factor.restart': 'Als jemand anderes anmelden',
  'second_factor.title': 'Noch ein Schritt',
  'second_factor.use_code': 'Code aus Ihrer App verwenden',
  'second_factor.use_recovery': 'Wiederherstellungscode verwenden',

  'security.change_password': 'Ändern',
  'security.done_ended': 'Dieser Browser ist abgemeldet.',
  'security.done_others': 'Sie sind überall sonst abgemeldet.',
  'security.done_password':
    'Ihr Passwort ist geändert. Sie sind überall sonst abgemeldet, und Anwendungen müssen Sie wieder fragen.',
  'security.done_password_only': 'Ihr Passwort ist geändert.',
  'security.end_others': 'Überall sonst abmelden',
  'security.end_others_consequence':
    'Jeder Browser außer diesem wird abgemeldet. Was Anwendungen dürfen, bleibt: Es steht unter „Anwendungen“.',
  'security.has_password': 'Sie melden sich mit einem Passwort an.',
  'security.last_used': 'Zuletzt verwendet: {when}',
  'security.lead': 'Wie Sie zeigen, dass Sie es sind, und jeder Browser, in dem Sie angemeldet sind.',
  'security.make_password': 'Festlegen',
  'security.no_password': 'Sie haben kein Passwort. Mit einem können Sie sich durch Eintippen anmelden.',
  'security.password_about':
    'Nur als Hash gespeichert: Niemand kann es lesen, hier nicht und anderswo nicht.',
  'security.sessions': 'Wo Sie angemeldet sind',
  'security.sessions_about':
    'Wenn Sie etwas davon nicht kennen, melden Sie es ab und ändern Sie Ihr Passwort. Geräte heißen so, wie sie sich selbst nennen, Orte sind nach ihrer Adresse geschätzt. Zeiten: {zone}.',
  'security.since': 'Angemeldet am {when}',
  'security.since_with': 'Angemeldet am {when}, mit {methods}',
  'security.this_browser': 'Dieser Browser',
  'security.tor': 'Tor-Netzwerk',
  'security.with_code': 'Einmalcode',
  'security.with_passkey': 'Passkey',
  'security.with_password': 'Passwort',

  'select_account.another': 'Anderes Konto verwenden',
  'select_account.title': 'Konto auswählen für {application}',

  'sign_in.accounts': 'Anderes Konto auswählen',
  'sign_in.again': 'Bestätigen Sie, dass Sie es sind',
  'sign_in.again_lead': '{application} bittet Sie, {person}, sich noch einmal anzumelden.',
  'sign_in.busy': 'Gerade melden sich viele Personen an. Versuchen Sie es gleich noch einmal.',
  'sign_in.cancel': 'Abbrechen',
  'sign_in.continue': 'Weiter',
  'sign_in.link_lead':
    'Melden Sie sich einmal bei dem Konto an, das Sie hier haben: Dann ist {provider} damit verknüpft.',
  'sign_in.login': 'Benutzername oder E-Mail-Adresse',
  'sign_in.not_this_way': 'Auf diesem Weg können Sie sich hier nicht anmelden. Wählen Sie einen anderen.',
  'sign_in.password': 'Passwort',
  'sign_in.provider': 'Weiter mit {provider}',
  'sign_in.submit': 'Anmelden',
  'sign_in.title': 'Anmelden und weiter zu {application}',
  'sign_in.wait': 'Zu viele Versuche. Warten Sie {seconds} s und versuchen Sie es dann erneut.',

  'sign_out.asked_by': '{application} bittet darum.',
  'sign_out.no': 'Angemeldet bleiben',
  'sign_out.title': 'Abmelden?',
  'sign_out.title_at': 'Bei {application} abmelden?',
  'sign_out.what':
    'Das beendet Ihre Sitzung hier und sagt es den Anwendungen, die Sie darin benutzt haben. Manche können Sie angemeldet lassen.',
  'sign_out.yes': 'Abmelden',

  'sign_up.agree': 'Ich stimme zu: {terms}.',
  'sign_up.agree_missing': 'Ein Konto anlegen kann nur, wer den Bedingungen zustimmt.',
  'sign_up.continue': 'Weiter',
  'sign_up.create': 'Konto anlegen',
  'sign_up.domain_refused':
    'Mit dieser Adresse kann hier kein Konto angelegt werden. Verwenden Sie die Adresse, die Sie von Ihrer Organisation haben.',
  'sign_up.email': 'Ihre E-Mail-Adresse',
  'sign_up.email_faulty': 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel anna@example.com.',
  'sign_up.email_hint': 'Ein Code geht dorthin, um zu zeigen, dass sie Ihnen gehört.',
  'sign_up.ended': 'Sie wurde schon verwendet, zurückgenommen oder ist abgelaufen. Bitten Sie um eine neue.',
  'sign_up.ended_title': 'Diese Einladung gilt nicht mehr',
  'sign_up.invited': 'Sie sind eingeladen, hier ein Konto anzulegen.',
  'sign_up.link': 'Konto anlegen',
  'sign_up.name': 'Ihr Name',
  'sign_up.name_faulty': 'Geben Sie einen Namen von 1 bis 200 Zeichen ein.',
  'sign_up.name_hint': 'So, wie Anwendungen ihn zeigen dürfen.',
  'sign_up.passkey_hint':
    'Ohne Passwort melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der PIN Ihres Geräts an.',
  'sign_up.password': 'Passwort',
  'sign_up.privacy': 'Was mit Ihren Daten geschieht, steht hier: {privacy}.',
  'sign_up.privacy_link': 'Datenschutzerklärung',
  'sign_up.sign_in': 'Ich habe ein Konto',
  'sign_up.taken': 'Zu dieser Adresse gibt es inzwischen ein Konto. Melden Sie sich damit an.',
  'sign_up.terms': 'Nutzungsbedingungen',
  'sign_up.title': 'Konto anlegen für {application}',
  'sign_up.title_plain': 'Konto anlegen',
  'sign_up.with_passkey': 'Stattdessen mit einem Passkey anlegen',

  'signed_out.frame': 'Abmeldung bei einer Anwendung',
  'signed_out.go_on': 'Weiter',
  'signed_out.go_on_to': 'Weiter zu {application}',
  'signed_out.others':
    'Ihre anderen Konten bleiben in diesem Browser angemeldet. Sie können diese Seite schließen.',
  'signed_out.stays': 'Sie sind weiterhin angemeldet',
  'signed_out.stays_what':
    'Nichts hat sich geändert. Sie können diese Seite schließen oder zur Anwendung zurückkehren.',
  'signed_out.title': 'Sie sind abgemeldet',
  'signed_out.what':
    'Wer diesen Browser als Nächstes benutzt, muss sich anmelden. Sie können diese Seite schließen.',

  'step.cancel': 'Abbrechen',
  'step.continue': 'Weiter',
  'step.or': 'oder',

  'time.five_minutes': 'in den letzten fünf Minuten',
}
