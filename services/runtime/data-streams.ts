/** First part of a data stream's name, and its `data_stream.type`. */
export const DATA_STREAM_TYPE = 'logs';

const MODULE = 'wincanal';

/** What is carried that no provider has made: the dataset of the dead letters. */
export const DEADLETTER = 'deadletter';

/**
 * Name of a dataset: `wincanal.schannel`.
 * @param carried a key of the registry of providers, or DEADLETTER
 */
export function nameDataset(carried: string): string {
  return `${MODULE}.${carried}`;
}

/**
 * Name of a data stream: `logs-wincanal.schannel-default`.
 * @param carried a key of the registry of providers, DEADLETTER, or `*` for all
 */
export function nameDataStream(carried: string, namespace: string): string {
  return `${DATA_STREAM_TYPE}-${nameDataset(carried)}-${namespace}`;
}

/** Name of the index template of a dataset, whose data streams have any namespace: `logs-wincanal.schannel`. */
export function nameIndexTemplate(carried: string): string {
  return `${DATA_STREAM_TYPE}-${nameDataset(carried)}`;
}

/** Name of a part that index templates are composed of: `logs-wincanal@ecs`. */
export function nameComponentTemplate(part: string): string {
  return `${DATA_STREAM_TYPE}-${MODULE}@${part}`;
}
