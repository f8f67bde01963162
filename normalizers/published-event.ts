import type { EnrichedDocument } from './ecs/document.ts';
import type { WrittenDocument } from './ecs/write-document.ts';
import { SEVERITY_NUMBERS } from './enrich/severity.ts';
import type { Interpretation } from './interpret.ts';
import type { EventOutcome } from './outcome.ts';

/** The outcome of an event that became a document. */
export class PublishedEvent implements EventOutcome {
  readonly kind = 'event';
  readonly index: number;
  readonly provider: string;
  readonly id: string;
  readonly code: string;
  readonly severity: number;
  readonly bytes: Buffer;
  readonly key: string | undefined;
  #document: EnrichedDocument | undefined;

  constructor(index: number, { event, provider, host, severity }: Interpretation, { id, bytes }: WrittenDocument) {
    this.index = index;
    this.provider = provider.catalog.data.provider.key;
    this.id = id;
    this.code = String(event.eventId);
    this.severity = SEVERITY_NUMBERS[severity.label];
    this.bytes = bytes;
    this.key = host?.name;
  }

  get json(): string {
    return this.bytes.toString();
  }

  /** Read from the text, so that both always agree; few ask for it, and the text is what is published. */
  get document(): EnrichedDocument {
    return (this.#document ??= JSON.parse(this.json) as EnrichedDocument);
  }
}
