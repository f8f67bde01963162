import type { Culture, EventValue } from './event.ts';

/** Errors of the operating system that SSTP reports as text in the host's language. */
export type SystemError = keyof typeof SYSTEM_TEXTS;

type Texts = Readonly<Record<Culture, string>>;

/**
 * What stands in `ErrorMessage`. The English ones hold the words by which such a text can be recognised; on other hosts
 * the text is all there is, and no number comes with it.
 */
const SYSTEM_TEXTS = {
  name_not_resolved: {
    'en-US': 'The server name or address could not be resolved',
    'de-DE': 'Der Name oder die Adresse des Servers konnte nicht aufgelöst werden',
    'fr-FR': "Le nom ou l'adresse du serveur n'a pas pu être résolu",
  },
  cannot_connect: {
    'en-US': 'A connection with the server could not be established',
    'de-DE': 'Es konnte keine Verbindung mit dem Server aufgebaut werden',
    'fr-FR': "Aucune connexion avec le serveur n'a pu être établie",
  },
  timed_out: {
    'en-US': 'The operation timed out',
    'de-DE': 'Zeitüberschreitung bei diesem Vorgang',
    'fr-FR': "Le délai d'attente de l'opération est dépassé",
  },
  reset: {
    'en-US': 'An existing connection was forcibly closed by the remote host.',
    'de-DE': 'Die Gegenstelle hat eine bestehende Verbindung geschlossen.',
    'fr-FR': "L'hôte distant a fermé une connexion existante.",
  },
  aborted: {
    'en-US': 'The network connection was aborted by the local system.',
    'de-DE': 'Die Netzwerkverbindung wurde durch das lokale System getrennt.',
    'fr-FR': 'La connexion réseau a été abandonnée par le système local.',
  },
  untrusted_root: {
    'en-US': 'The certificate chain terminated in a root certificate that is not trusted.',
    'de-DE': 'Die Zertifikatkette endet bei einem Stammzertifikat, dem nicht vertraut wird.',
    'fr-FR': "La chaîne se termine par un certificat racine qui n'est pas approuvé.",
  },
  name_mismatch: {
    'en-US': "The certificate's CN name does not match the passed value.",
    'de-DE': 'Der allgemeine Name des Zertifikats stimmt nicht mit dem Wert überein.',
    'fr-FR': 'Le nom commun du certificat ne correspond pas à la valeur transmise.',
  },
  expired: {
    'en-US': 'A required certificate is not within its validity period.',
    'de-DE': 'Ein erforderliches Zertifikat ist nicht in seinem Gültigkeitszeitraum.',
    'fr-FR': "Un certificat requis n'est pas dans sa période de validité.",
  },
  wrong_usage: {
    'en-US': 'The certificate is not valid for the requested usage.',
    'de-DE': 'Das Zertifikat gilt nicht für den verlangten Zweck.',
    'fr-FR': "Le certificat n'est pas valide pour l'usage demandé.",
  },
  not_found: {
    'en-US': 'Element not found.',
    'de-DE': 'Element nicht gefunden.',
    'fr-FR': 'Élément introuvable.',
  },
  no_such_host: {
    'en-US': 'No such host is known.',
    'de-DE': 'Der angegebene Host ist unbekannt.',
    'fr-FR': 'Hôte inconnu.',
  },
  exists: {
    'en-US': 'Cannot create a file when that file already exists.',
    'de-DE': 'Eine Datei kann nicht erstellt werden, wenn sie bereits vorhanden ist.',
    'fr-FR': 'Impossible de créer un fichier déjà existant.',
  },
  file_not_found: {
    'en-US': 'The system cannot find the file specified.',
    'de-DE': 'Das System kann die angegebene Datei nicht finden.',
    'fr-FR': 'Le fichier spécifié est introuvable.',
  },
  in_use: {
    'en-US': 'The process cannot access the file because it is being used by another process.',
    'de-DE': 'Der Prozess kann nicht auf die Datei zugreifen, weil ein anderer sie verwendet.',
    'fr-FR': "Le processus ne peut pas accéder au fichier, car un autre l'utilise.",
  },
} as const satisfies Record<string, Texts>;

/** Text of a system error in a host's language. */
export function systemText(error: SystemError, culture: Culture): string {
  return SYSTEM_TEXTS[error][culture];
}

/** Rendered messages by provider and event id; `{Name}` stands for a value. Worded by us, in the manner of each language. */
const MESSAGES: Readonly<Record<string, Texts>> = {
  'Schannel/36887': {
    'en-US': 'The other side reported a fatal TLS problem. Its alert has the number {AlertDesc}.',
    'de-DE': 'Die Gegenstelle hat ein schwerwiegendes TLS-Problem gemeldet. Nummer der Warnung: {AlertDesc}.',
    'fr-FR': "L'autre extrémité a signalé un problème TLS irrécupérable. Numéro de l'alerte : {AlertDesc}.",
  },
  'Schannel/36888': {
    'en-US': 'This computer sent a fatal TLS alert, number {AlertDesc}, and closed the session.',
    'de-DE': 'Dieser Computer hat die schwerwiegende TLS-Warnung {AlertDesc} gesendet und die Sitzung beendet.',
    'fr-FR': 'Cet ordinateur a envoyé une alerte TLS irrécupérable, numéro {AlertDesc}, et a fermé la session.',
  },
  'Schannel/36874': {
    'en-US': 'A {Protocol} client offered no cipher suite that this server accepts.',
    'de-DE': 'Ein {Protocol}-Client bot keine Verschlüsselungssammlung an, die dieser Server annimmt.',
    'fr-FR': "Un client {Protocol} n'a proposé aucune suite de chiffrement acceptée par ce serveur.",
  },
  'Schannel/36871': {
    'en-US': 'Making a TLS {Type} credential failed. Internal state: {ErrorState}.',
    'de-DE':
      'Beim Anlegen von TLS-Anmeldeinformationen ({Type}) ist ein Fehler aufgetreten. Interner Status: {ErrorState}.',
    'fr-FR': "Échec de la création d'informations d'identification TLS ({Type}). État interne : {ErrorState}.",
  },
  'Schannel/36880': {
    'en-US': 'A TLS {Type} handshake is complete. Protocol {Protocol}, cipher suite {CipherSuite}.',
    'de-DE':
      'Ein TLS-Handshake ({Type}) ist abgeschlossen. Protokoll {Protocol}, Verschlüsselungssammlung {CipherSuite}.',
    'fr-FR': 'Une négociation TLS ({Type}) est terminée. Protocole {Protocol}, suite de chiffrement {CipherSuite}.',
  },
  'Microsoft-Windows-RasSstp/1': {
    'en-US': 'CoId={CoId}: the tunnel request did not reach the server: {ErrorMessage}',
    'de-DE': 'CoId={CoId}: Die Tunnelanforderung hat den Server nicht erreicht: {ErrorMessage}',
    'fr-FR': "CoId={CoId} : la demande de tunnel n'a pas atteint le serveur : {ErrorMessage}",
  },
  'Microsoft-Windows-RasSstp/2': {
    'en-US': 'CoId={CoId}: no usable answer to the tunnel request: {ErrorMessage}',
    'de-DE': 'CoId={CoId}: Keine brauchbare Antwort auf die Tunnelanforderung: {ErrorMessage}',
    'fr-FR': 'CoId={CoId} : pas de réponse utilisable à la demande de tunnel : {ErrorMessage}',
  },
  'Service Control Manager/7036': {
    'en-US': 'Service {param1} is now {param2}.',
    'de-DE': 'Dienst {param1} befindet sich jetzt im Status {param2}.',
    'fr-FR': "Le service {param1} est désormais à l'état {param2}.",
  },
};

/** The message that a host renders; undefined where we have composed none (a collector often cannot render one either). */
export function renderMessage(
  provider: string,
  eventId: number,
  data: readonly EventValue[],
  culture: Culture,
): string | undefined {
  const values = new Map(data);
  return MESSAGES[`${provider}/${eventId}`]?.[culture].replace(
    /\{(\w+)\}/gu,
    (_, name: string) => values.get(name) ?? '',
  );
}
