/** Webhook deliveries that were seen (DELIVERY#id), kept for a time. */
export interface Deliveries {
  /** Keeps an id until then (milliseconds since 1970); false: it was kept already. */
  keep(id: string, untilMs: number): Promise<boolean>;
  /** Forgets an id whose messages could not be sent, so that the same delivery may come again; harmless if it is unknown. */
  forget(id: string): Promise<void>;
}
