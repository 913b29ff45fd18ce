const CLIENT = 'obliges the client';
const PEOPLE = 'obliges people, and does not show on the wire';
const BROWSER = 'shows only in a browser that runs the page in a frame';

/** Requirements that no mutant breaks, and why not. */
export const withoutMutant: Readonly<Record<string, string>> = {
  C11: CLIENT,
  C85: CLIENT,
  C88: CLIENT,
  C102: CLIENT,
  C107: CLIENT,
  C118: CLIENT,
  C121: CLIENT,
  C135: CLIENT,
  C136: CLIENT,
  C111: 'obliges the portal',
  C124: PEOPLE,
  C125: PEOPLE,
  C127: PEOPLE,
  C128: PEOPLE,
  C129: PEOPLE,
  C132: BROWSER,
  C133: BROWSER,
  C137: BROWSER,
  C90: 'no list of all addresses can be had from outside; the schemas of ids hold it',
  C122: 'terms of days and years: nobody can wait for them',
  H06: 'a log does not show from outside',
};
