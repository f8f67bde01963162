#!/usr/bin/env bash
# Makes the sample certificates of tests and of the simulated fleet, with OpenSSL 3. Run by hand when one is added: keys are
# new each time and not kept, so all of them change. Dates are fixed; names are of the reserved domain .example.
set -euo pipefail
out=$(cd "$(dirname "$0")" && pwd)
simulate=$(cd "$out/../../../services/simulate" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
touch index.txt
cat > ca.cnf <<'CONF'
[ca]
default_ca = sample
[sample]
database = index.txt
new_certs_dir = .
serial = serial
unique_subject = no
policy = any
default_md = sha256
[any]
CN = optional
OU = optional
O = optional
L = optional
ST = optional
C = optional
emailAddress = optional
DC = optional
CONF

new_key() { # FILE ALGORITHM
  case $2 in
    rsa:*) openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:${2#rsa:}" -out "$1" ;;
    pss:*) openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt "rsa_keygen_bits:${2#pss:}" -out "$1" ;;
    ec:*) openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:${2#ec:}" -out "$1" ;;
    dsa) openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.param
      openssl genpkey -quiet -paramfile dsa.param -out "$1" ;;
    *) openssl genpkey -quiet -algorithm "$2" -out "$1" ;;
  esac
}

# NAME KEY DIGEST SUBJECT FROM TO EXTENSIONS [self]; FROM and TO as YYYYMMDD, EXTENSIONS one a line.
serial=4096
issue() {
  local name=$1 key=$2 digest=$3 subject=$4 from=${5}000000Z to=${6}235959Z
  serial=$((serial + 257))
  printf '%X5A0B3C7D9E1F2436\n' "$serial" > serial
  printf '%s\n' "$7" > extensions
  new_key "$name.key" "$key"
  openssl req -new -utf8 -multivalue-rdn -key "$name.key" -subj "$subject" -out "$name.csr" 2> req.log || { cat req.log; exit 1; }
  local signer=(-cert ca.pem -keyfile ca.key)
  [ "${8-}" = self ] && signer=(-selfsign -keyfile "$name.key")
  openssl ca -batch -notext -utf8 -config ca.cnf "${signer[@]}" -md "$digest" -preserveDN -startdate "$from" -enddate "$to" \
    -extfile extensions -in "$name.csr" -out "$name.pem" 2> ca.log || { cat ca.log; exit 1; }
  openssl x509 -in "$name.pem" -outform DER -out "$name.der"
}

server='extendedKeyUsage=serverAuth
keyUsage=digitalSignature'
client='extendedKeyUsage=clientAuth
keyUsage=digitalSignature'

new_key ca.key ec:P-256
openssl req -new -x509 -key ca.key -subj '/C=DE/O=Example Corporation/CN=Example Issuing CA 1' -days 36500 -out ca.pem 2> /dev/null

# Of the simulated fleet.
issue fleet-expired ec:P-256 sha256 '/C=DE/O=Example Corporation/CN=ldap.corp.example' 20250110 20260109 "$server
subjectAltName=DNS:ldap.corp.example,DNS:ldap"
issue fleet-self-signed ec:P-256 sha256 '/CN=proxy.corp.example' 20250301 20350228 "subjectAltName=DNS:proxy.corp.example
extendedKeyUsage=serverAuth" self
issue fleet-other-name ec:P-256 sha256 '/O=Vendor Example/CN=cdn.vendor.example' 20260101 20360101 "$server
subjectAltName=DNS:cdn.vendor.example,DNS:*.cdn.vendor.example"
issue fleet-revoked ec:P-256 sha256 '/O=Partner Example/CN=api.partner.example' 20260201 20360201 "$server
subjectAltName=DNS:api.partner.example"
issue fleet-own ec:P-256 sha256 '/O=Example Corporation/CN=web.corp.example' 20260101 20360101 "$server
subjectAltName=DNS:web.corp.example,DNS:*.corp.example"

# Of the tests. Golden records happen on 2026-03-04.
issue good ec:P-256 sha256 '/C=DE/ST=Bayern/L=Nürnberg/O=Example Corporation/OU=Network/OU=VPN/CN=vpn01.corp.example' 20260101 20270131 "$server
subjectAltName=DNS:vpn01.corp.example,DNS:*.vpn.corp.example,IP:192.0.2.7,IP:2001:db8::7,email:pki@corp.example,URI:https://vpn01.corp.example/"
issue ends-soon rsa:2048 sha256 '/CN=ldap.corp.example' 20250315 20260314 "$server
subjectAltName=DNS:ldap.corp.example"
issue expired rsa:2048 sha256 '/CN=ldap.corp.example' 20240110 20250109 "$server
subjectAltName=DNS:ldap.corp.example"
issue not-yet-valid ec:P-384 sha384 '/CN=ldap.corp.example' 20260401 20270401 "$server
subjectAltName=DNS:ldap.corp.example"
issue weak rsa:1024 sha1 '/CN=old.corp.example' 20251201 20261130 "$server
subjectAltName=DNS:old.corp.example"
issue weak-signature rsa:2048 sha1 '/CN=old.corp.example' 20251201 20261130 "$server
subjectAltName=DNS:old.corp.example"
issue weak-curve ec:prime192v1 sha256 '/CN=curve.corp.example' 20251201 20261130 "$server"
issue self-signed rsa:2048 sha256 '/CN=nas07.corp.example' 20250101 20341231 "subjectAltName=DNS:nas07.corp.example" self
issue self-signed-code rsa:2048 sha256 '/CN=build.corp.example' 20260101 20361231 'extendedKeyUsage=codeSigning' self
issue user rsa:2048 sha256 '/DC=example/DC=corp/CN=Users/CN=Frieda Beispiel' 20260101 20261231 "$client
subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:frieda@corp.example,email:frieda@corp.example"
issue wrong-purpose ec:P-256 sha256 '/CN=laptop-7.corp.example' 20260101 20261231 "$client
subjectAltName=DNS:laptop-7.corp.example"
issue any-purpose ec:P-256 sha256 '/CN=any.corp.example' 20260101 20261231 'extendedKeyUsage=2.5.29.37.0'
issue authority rsa:4096 sha256 '/CN=Example Other Root' 20200101 20400101 'basicConstraints=critical,CA:TRUE' self
issue pss pss:2048 sha256 '/CN=pss.corp.example' 20260101 20261231 "$server"
issue ed25519 Ed25519 sha256 '/CN=ed.corp.example' 20260101 20261231 "$server"
issue p521 ec:P-521 sha512 '/CN=p521.corp.example' 20260101 20261231 "$server"
issue dsa dsa sha256 '/CN=dsa.corp.example' 20260101 20261231 "$server"
issue no-subject ec:P-256 sha256 '/' 20260101 20261231 "$server
subjectAltName=critical,DNS:only-san.corp.example"
issue odd-names ec:P-256 sha256 '/O=Comma, "Quotes"; Inc./OU=one+OU=two/CN=a.corp.example, DNS:forged.example' 20260101 20261231 "$server
subjectAltName=@names
[names]
URI.1=https://x.example/a, DNS:forged.example
DNS.1=a.corp.example
otherName.1=1.3.6.1.4.1.311.20.2.3;UTF8:odd\\, DNS:user@corp.example"
issue many-names ec:P-256 sha256 '/CN=many.corp.example' 20260101 20261231 "$server
subjectAltName=$(for i in $(seq 150); do printf 'DNS:host-%03d.corp.example,' "$i"; done)DNS:last.corp.example"

collect() { # PATTERN FILE
  node -e '
    const { readFileSync } = require("node:fs");
    const names = process.argv.slice(1);
    const entries = names.map((name) => [name.replace(/^fleet-|\.der$/g, ""), readFileSync(name).toString("hex").toUpperCase()]);
    console.log(JSON.stringify(Object.fromEntries(entries.map(([name, hex]) => [name.replace(/\.der$/, ""), hex])), undefined, 2));
  ' $1 > "$2"
}
collect 'fleet-*.der' "$simulate/certificates.json"
collect "$(ls ./*.der | sed 's/^\.\///' | grep -v ^fleet-)" "$out/certificates.json"
