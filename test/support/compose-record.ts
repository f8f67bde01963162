/** What of a record a test decides; the rest is the same for all. */
export interface RecordParts {
  readonly provider?: string;
  readonly computer?: string;
  /** Hexadecimal digits of the data section. */
  readonly binary?: string;
}

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** An event as Windows renders it in XML, at 2026-03-04T05:06:07Z. */
export function composeRecord(id: number, data: Readonly<Record<string, string>>, parts: RecordParts = {}): Buffer {
  const { provider = 'Schannel', computer = 'host.corp.example', binary } = parts;
  const values = Object.entries(data).map(
    ([name, value]) => `<Data Name='${escapeXml(name)}'>${escapeXml(value)}</Data>`,
  );
  const section = binary === undefined ? '' : `<Binary>${binary}</Binary>`;
  return Buffer.from(
    `<Event><System><Provider Name='${provider}'/><EventID>${id}</EventID><TimeCreated SystemTime='2026-03-04T05:06:07Z'/>` +
      `<Computer>${escapeXml(computer)}</Computer></System><EventData>${values.join('')}${section}</EventData></Event>`,
  );
}
