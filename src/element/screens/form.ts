import { screenGroup } from '../render-phase.ts';
import { chooseMethod } from '../views/choose-method.ts';
import { consent } from '../views/consent.ts';
import { details } from '../views/details.ts';
import { family } from '../views/family.ts';

export const screens = screenGroup<'form'>({ family, details, consent, choose_method: chooseMethod }, []);
