/** What can be wrong with a certificate, told by itself and the time of the event. A closed list, part of the contract. */
export const CERTIFICATE_VERDICTS = {
  expired: 'its validity had ended when the event happened',
  not_yet_valid: 'its validity had not begun when the event happened',
  name_mismatch: 'it does not carry the name that was asked for',
  wrong_purpose: 'it has purposes, and none of them fits the side that shows it',
  self_signed: 'it names itself as its issuer and is signed with its own key, so nobody vouches for it',
  weak_key: 'its RSA or DSA key is below 2048 bits, or its curve below 224 bits',
  weak_signature: 'it is signed with SHA-1 or an older hash',
  long_lived: 'it is a server certificate for more than 398 days, which browsers do not accept of public authorities',
} as const;

export type CertificateVerdict = keyof typeof CERTIFICATE_VERDICTS;

/** Where each verdict holds and where it does not, for the reference; `judge-certificate.ts` is what it describes. */
export const VERDICT_LIMITS: Readonly<Record<CertificateVerdict, string>> = {
  expired:
    'by the time of the event, and the last second of the validity counts as a whole; not where the date cannot be read',
  not_yet_valid: 'by the time of the event; not where the date cannot be read',
  name_mismatch:
    'only where the event has the name or address that was asked for; not where this is neither a host name nor an address',
  wrong_purpose:
    'only where it is known which side shows it, and where it lists purposes (extended key usage); "any purpose" fits both ' +
    'sides',
  self_signed:
    'by its names and its signature, by the names alone where the key is too large or unknown; said of the certificate of a root authority and of one of ' +
    'this host too, where it need not be a fault',
  weak_key: 'not where the size of the key is not known, as with Ed25519, which has only one',
  weak_signature:
    'not of what is self-signed, roots included: nobody relies on the signature that it has of itself; not where the ' +
    'hash is not known, as with Ed25519, which has its own',
  long_lived:
    'only of what a server shows, so not where the side is unknown; not of authorities; not of what began before September ' +
    '2020, when longer ones were in order. Authorities of companies may issue longer ones, so it moves no severity',
};
