import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listSchemaFields, type SchemaNode } from '../mappings/list-schema-fields.ts';
import schema from '../mappings/schemas/site.schema.json' with { type: 'json' };
import type { ConditionData } from '../normalizers/enrich/facts.ts';
import { HOST_ROLES } from '../normalizers/index.ts';
import { PROVIDERS } from '../normalizers/registry.ts';

/** The example of the page, which a test loads. */
export const SITE_EXAMPLE = join(import.meta.dirname, 'site.example.yaml');

/** The page `docs/site-file.md`: the text below, the example, the fields of the schema, the rules of the catalogues. */
export function describeSiteFile(): string {
  return `# The site file

An event says what happened, not where it hurts: an unusable private key is one thing on a test host and another on a domain
controller. What only the operator knows goes into one file, in YAML or JSON, which \`WINCANAL_SITE_FILE\` names. It is optional.

\`\`\`yaml
${readFileSync(SITE_EXAMPLE, 'utf8').trimEnd()}
\`\`\`

Try it on an event before it is in use; no server is needed:

\`\`\`sh
WINCANAL_SITE_FILE=site.yaml npx wincanal explain --host dc1.corp.example schannel 36870 Type=server
WINCANAL_SITE_FILE=site.yaml npx wincanal explain saved-event.xml
\`\`\`

\`explain\`, \`normalize\` and \`normalizer\` read it; \`up\` hands it to its normalizer.

## What comes of it

| In the file | In the document |
| --- | --- |
| roles of the host | \`wincanal.site.roles\`; rules of the catalogue ask for them (see below) and name them in \`wincanal.severity.reasons\` (\`host_role:domain_controller\`) |
| owner of the event id, else of the host | \`wincanal.site.owner\` |
| runbook of the event id | \`event.reference\` |
| severity of the event id | \`event.severity\` and \`wincanal.severity.label\`: the last rule of all, named \`site:<severity>\` where it changes anything. The header \`severity\` and the copy on the topic of alerts follow it |
| exclude | none: the event is skipped and counted as \`excluded_id\`, as if \`WINCANAL_EXCLUDE\` named it; both lists count |

## Fields

| Field | Values | Meaning |
| --- | --- | --- |
${listFields().join('\n')}

\`mappings/schemas/site.schema.json\` is the JSON Schema; an editor that knows it completes and checks names:
\`# yaml-language-server: $schema=<path>\` in the first line of a YAML file, \`"$schema"\` in JSON.

An event id that the catalogue lacks is taken as one of a later Windows, with a warning in the log. An unknown provider is
an error.

## Which hosts a pattern means

- Case does not count.
- A pattern with a dot is compared with the whole name of the computer as the event has it: \`dc1.corp.example\`.
- A pattern without a dot is compared with the part before the first dot: \`dc1\` means \`dc1\`, \`dc1.corp.example\` and
  \`dc1.lab.example\`.
- An event that has only a short name (a computer outside any domain, or one that is just being set up) fits no pattern with a dot.
- \`*\` stands for any number of any characters, dots included; \`?\` for exactly one. \`*.corp.example\` therefore means the hosts of
  its subdomains too, and \`dc*\` whatever starts with dc, \`dctest7\` included. There is nothing else: no \`[a-z]\`, no regular expressions.
- In YAML a pattern that starts with \`*\` needs quotes, or it is an alias.
- A host may fit several entries. Its roles are those of all of them; its owner is that of the first one that names one, so
  the entries for a few hosts go before those for many.

## What a role changes

${describeRoles()}

A fact behind each rule is in the sources that the catalogue cites (certificate and listener problems end the service that
depends on them; these alerts are what scanners cause). These rules come after all others of their event, so that "at least" and "at most" hold
whatever else the event says: an unreachable revocation list makes 36889 \`low\`, but not on a domain controller. That it deserves this severity is
the judgement of wincanal: an entry under \`events\` overrules it.

A caller is named only by Windows Server 2022, Windows 11 and later; where none is named, the rule applies. On a domain controller LDAP
over TLS runs inside \`lsass\`, so a fault of another program there (of Remote Desktop, for example) does not count as one of the directory.

## Reading it again

\`\`\`sh
kill -HUP <process id of the normalizer>      # systemd: ExecReload=/bin/kill -HUP $MAINPID
\`\`\`

The log says what changed, in counts. A file with problems changes nothing: the last good version stays in use, and the log
names each problem as at a start. A batch of records is judged by one version. Records that were published before keep what
they have. \`wincanal_site_reloads_total\` counts, by \`result\` \`ok\` and \`failed\`.

Replace the file by moving a new one over it (\`mv site.yaml.new site.yaml\`): half of a file that is just being written may
be a good YAML file too.

SIGHUP never ends a worker. The indexer has no such file: there it does nothing. A worker that was started by hand therefore
outlives a terminal that is closed, as long as its log has somewhere to go. \`wincanal up\` itself ends with its terminal; to
have its normalizer read the file again, signal that process (\`up\` shows its number). In the first moments of a start, until Node
runs, SIGHUP ends the process as it ends any other.

## What a large file costs

While a file is read, the normalizer does nothing else: some 40 ms for 1,000 names, 0.1 s for 10,000, 0.4 s for 50,000 (1 MiB)
and 0.4 to 0.7 s for 100,000 very short ones. An event costs nothing more for it: the answer for a host is kept, by the
spelling of its name, for the last 65,536. A name that is new is compared with each glob: 0.1 ms for 1,000 usual ones. Globs that are made
to be slow, long runs of \`?\` between two \`*\`, take some 30 ms for a name of 250 characters; whoever invents names for the events then
slows the normalizer down, so do not write such globs. Measured on one core of a small virtual machine.

## Problems

A wrong file at the start ends the process with exit code 2. All problems come at once, each with line and column, field,
value, what is allowed, and the name that may have been meant:

\`\`\`
WINCANAL_SITE_FILE: site.yaml:4:13: hosts[0].roles[0] is "domain_controler": allowed is one of domain_controller, vpn_server, internet_server. Did you mean domain_controller?
\`\`\`

What is wrong in one place hides nothing elsewhere: a list with a mistyped name is checked as what it was meant to be. Only a
file whose YAML is broken is not read further.

Refused besides what the schema refuses: a key that is there twice, a second YAML document (\`---\`), a pattern that begins with
\`*\` and has no quotes, YAML tags (nothing is ever constructed or run from the file),
merge keys, aliases that stand for more than 100 copies of one anchor, more than 1,000 globs, more than 1 MiB, anything but UTF-8.
\`yes\` and \`on\` are texts in YAML 1.2: write \`true\`.

This page is generated from \`docs/describe-site-file.ts\` by \`npm run docs\`; a test fails when it is stale.
`;
}

function listFields(): string[] {
  const { properties } = schema as unknown as { properties: Record<string, SchemaNode> };
  const rows = (node: SchemaNode, prefix: string): string[] =>
    listSchemaFields({ ...node, definitions: schema.definitions }).map(
      ({ path, description, required, array, value }) => {
        const name = `\`${prefix}${path}${array ? '[]' : ''}\``;
        return `| ${required ? `**${name}**` : name} | ${describeValues(value)} | ${description} |`;
      },
    );
  return [
    ...rows(properties['hosts']?.items ?? {}, 'hosts[].'),
    ...rows((properties['events']?.additionalProperties ?? {}) as SchemaNode, 'events.<provider:id>.'),
  ];
}

function describeValues(value: SchemaNode & { readonly 'x-allowed'?: string }): string {
  return value.enum?.map((word) => `\`${word}\``).join(' ') ?? value['x-allowed'] ?? value.type ?? '';
}

const MEANINGS: Readonly<Record<(typeof HOST_ROLES)[number], string>> = {
  domain_controller:
    'A certificate or key that Schannel cannot use on a domain controller ends LDAP over TLS for the domain, and as a rule it is the certificate for smart card logon too. Any other host is taken as one that needs no default certificate: there 36886 is known noise, so name your domain controllers.',
  vpn_server:
    'What keeps the SSTP listener from its certificate or settings cuts off all remote users at once, and so does a server certificate that Schannel cannot use.',
  internet_server:
    'A server that anybody on the Internet can reach. Weak TLS counts for more there; clients without a common cipher suite count for less, because scanners never end: watch their number instead.',
};

function describeRoles(): string {
  return HOST_ROLES.map((role) => {
    const rows = PROVIDERS.flatMap(({ catalog: { data } }) =>
      Object.entries(data.events).flatMap(([id, event]) =>
        (event.rules ?? []).flatMap(({ when = {}, move = 'raise', to }) =>
          // Rules for hosts without the role are told in its paragraph.
          !asksFor(when[`host.${role}`])
            ? []
            : [
                `| ${data.provider.key} ${id} | ${event.title} | ${describeCondition(when)} | ${MOVES[move]} \`${typeof to === 'string' ? to : to.fact}\` |`,
              ],
        ),
      ),
    );
    return `### \`${role}\`\n\n${MEANINGS[role]}\n\n| Event | Title | Where | Severity |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
  }).join('\n\n');
}

/** True where the role is wanted, not its absence. */
function asksFor(wanted: ConditionData[string] | undefined): boolean {
  return Array.isArray(wanted) && wanted.includes('yes');
}

const MOVES = { raise: 'at least', lower: 'at most', set: 'exactly' } as const;

function describeCondition(when: ConditionData): string {
  const parts = Object.entries(when).flatMap(([fact, values]) => {
    if (fact.startsWith('host.')) return [];
    if (!Array.isArray(values)) return [`\`${fact}\` below ${(values as { below: number }).below}`];
    const words = (values as readonly string[]).map((value) => (value === '-' ? 'unknown' : `\`${value}\``));
    return [`\`${fact}\` is ${words.join(' or ')}`];
  });
  return parts.length === 0 ? 'always' : parts.join(', ');
}
