import { createNormalizer } from '../../../normalizers/index.ts';
import {
  ANY_SENDER,
  composeEvent,
  composeHosts,
  createRandom,
  renderRecord,
  SCHANNEL,
} from '../../../services/simulate/index.ts';
import type { Canal } from '../../support/canal.ts';

/** Events of a few hosts that two collectors send, each in a format of its own. */
export interface TwoCollectors {
  /** Composes as many new events and sends those of the first collector with the former ones of the second. */
  sendNext(count: number): Promise<void>;
  /** Sends all events so far once more, as the second collector does. */
  sendAgain(): Promise<void>;
  /** Ids of all events so far. */
  readonly ids: ReadonlySet<string>;
  /** How many raw records were sent. */
  readonly sent: number;
}

const HOSTS = 12;
const AT_ONCE = 500;

/** Nothing is sent yet. */
export function gatherCollectors(canal: Canal): TwoCollectors {
  const random = createRandom(3);
  const hosts = composeHosts(HOSTS, random);
  const normalizer = createNormalizer();
  const ids = new Set<string>();
  const second: { readonly key: string; readonly value: Buffer }[] = [];
  let waiting = 0;
  let sent = 0;

  async function send(records: readonly { readonly key: string; readonly value: Buffer }[]): Promise<void> {
    const { raw: topic } = canal.config.topics;
    for (let first = 0; first < records.length; first += AT_ONCE) {
      const piece = records.slice(first, first + AT_ONCE);
      await canal.sender.send(piece.map((record) => ({ topic, ...record, headers: {} })));
      sent += piece.length;
    }
  }

  return {
    ids,
    get sent() {
      return sent;
    },
    async sendNext(count) {
      const late = second.slice(waiting);
      waiting = second.length;
      const fresh = Array.from({ length: count }, (_, i) => {
        const host = random.pick(hosts);
        const event = composeEvent(SCHANNEL, host, Date.UTC(2026, 0, 15, 8, 0, ids.size + i), random);
        const key = host.computer.toLowerCase();
        second.push({ key, value: renderRecord('winlogbeat', [event], ANY_SENDER) });
        return { key, value: renderRecord('xml', [event], ANY_SENDER) };
      });
      for (const { value } of fresh) ids.add(readId(value));
      await send([...fresh, ...late]);
    },
    sendAgain: () => send(second),
  };

  function readId(value: Buffer): string {
    const [outcome] = normalizer.normalize(value, undefined, 0);
    if (outcome?.kind !== 'event') throw new Error('the collectors compose events');
    return outcome.id;
  }
}
