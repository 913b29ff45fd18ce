// What the portal keeps: which card belongs to which of its customers, and what was done with it. SQLite here, your database at home.

import { DatabaseSync } from 'node:sqlite';

/**
 * @typedef {object} Card
 * @property {string} card the card's reference, opaque
 * @property {string} application the application's id; taken for one customer only
 * @property {string} customer the portal's own customer
 * @property {string} operator the same person, as the backend's provider calls them
 * @property {string} status `active`, `suspended` or `revoked`, as the backend said last
 */

/** @param {string} file a path, or `:memory:` */
export function openCards(file) {
  const database = new DatabaseSync(file);
  database.exec(`
    create table if not exists cards (application text primary key, card text not null unique, customer text not null,
      operator text not null, status text not null) strict;
    create table if not exists errands (card text not null, service text not null, done_at text not null) strict;
  `);
  const all = (/** @type {string} */ sql, /** @type {string[]} */ ...values) =>
    /** @type {Card[]} */ (/** @type {unknown} */ (database.prepare(sql).all(...values)));
  return {
    /** Keeps a card for the customer who handed its result in first. @returns {boolean} whether it is theirs. */
    keep(/** @type {Card} */ { application, card, customer, operator, status }) {
      database
        .prepare('insert into cards values (?, ?, ?, ?, ?) on conflict do nothing')
        .run(application, card, customer, operator, status);
      return this.find(card)?.customer === customer;
    },
    /** @returns {Card | undefined} */
    find: (/** @type {string} */ card) => all('select * from cards where card = ?', card)[0],
    of: (/** @type {string} */ customer) => all('select * from cards where customer = ?', customer),
    /** Those that may still be used: a revoked one stays revoked. */
    open: () => all("select * from cards where status <> 'revoked'"),
    note(/** @type {string} */ card, /** @type {string} */ status) {
      database.prepare('update cards set status = ? where card = ?').run(status, card);
    },
    enterErrand(/** @type {string} */ card, /** @type {string} */ service) {
      database.prepare('insert into errands values (?, ?, ?)').run(card, service, new Date().toISOString());
    },
    close: () => database.close(),
  };
}
