import { composeEvent, composeHosts, createRandom, RASSSTP } from '../../services/simulate/index.ts';

const random = createRandom(2);
const [gateway] = composeHosts(1, random);
if (gateway === undefined) throw new Error('no host');

/** An event of a simulated VPN gateway, the same in each run. */
export const SIMULATED_EVENT = composeEvent(RASSSTP, gateway, Date.parse('2026-03-04T05:06:07Z'), random);
