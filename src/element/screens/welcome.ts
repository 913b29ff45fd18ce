export { createWords } from '../../locales/words.ts';

import { screenGroup } from '../render-phase.ts';
import { loggingIn, starting, welcome } from '../views/login.ts';
import { problem } from '../views/problem.ts';

export const screens = screenGroup<'welcome'>({ starting, welcome, logging_in: loggingIn, problem }, []);
