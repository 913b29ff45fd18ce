import { iso31661Alpha3ToAlpha2 } from 'iso-3166';

/** Issuers of travel documents that are no country of ISO 3166-1: ICAO 9303-3, section 5, parts B to D. */
const OTHER_ISSUERS = new Set(
  'GBD GBN GBO GBP GBS RKS EUE UNO UNA UNK XAA XBA XIM XCC XCE XCO XEC XPO XES XMP XOM XDC XXA XXB XXC XXX'.split(
    ' ',
  ),
);

/** Every country of ISO 3166-1, alpha-3 (as in a passport) with its alpha-2 (as `Intl.DisplayNames` names it). */
export const COUNTRIES: Readonly<Record<string, string>> = iso31661Alpha3ToAlpha2;

/** Whether the three letters can stand as issuing state in a passport. */
export const isIssuer = (alpha3: string): boolean => alpha3 in COUNTRIES || OTHER_ISSUERS.has(alpha3);
