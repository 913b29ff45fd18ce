import { html } from '../../pages/html.ts';
import { reviewerWords } from '../reviewer-words.ts';
import { layout, type PageContext } from './layout.ts';

export function loginPage(context: PageContext, problem?: 'wrong' | 'expired'): string {
  const words = reviewerWords(context.language);
  return layout(
    context,
    html`<form class="card narrow" method="post" action="${context.prefix}/login">
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<label>${words.name}<input name="reviewer" required maxlength="40" autocomplete="username"></label>
<label>${words.password}<input name="password" type="password" required maxlength="200" autocomplete="current-password"></label>
<button class="primary">${words.logIn}</button>
</form>`,
  );
}
