/**
 * `family-auth/client/node`: what a program on Node needs beside `family-auth/client`.
 */
export { createProgramLogin, type ProgramLoginOptions } from '../login/program-login.ts';
